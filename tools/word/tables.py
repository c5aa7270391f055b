"""A table of Word: rows of cells, those that were merged counted once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.word import limits, telling
from tools.word.ooxml import Element, W, attribute, child, flag, number, value
from tools.word.pieces import WordCell, WordTable

if TYPE_CHECKING:
    from tools.word.reader import DocumentReader


def table(element: Element, reader: DocumentReader) -> WordTable:
    """Rows and cells that were deleted are gone; a cell that goes on below another is that one, higher."""
    style = value(element, "tblPr/tblStyle")
    made, above = WordTable(reader.at + 1, []), dict[int, WordCell]()
    heading = True
    for row in _inside(element, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            reader.told.counts[telling.CHANGES] += 1
            continue
        heading = heading and flag(child(properties, "tblHeader"))
        made.head += heading
        made.rows.append(_cells(row, reader, style, above))
    return made


def _cells(row: Element, reader: DocumentReader, style: str, above: dict[int, WordCell]) -> list[WordCell]:
    cells: list[WordCell] = []
    column = min(number(value(row, "trPr/gridBefore")), limits.WIDEST_TABLE)
    if column:
        cells.append(WordCell([], 0, column))
    for cell in _inside(row, "tc"):
        properties = child(cell, "tcPr")
        if child(properties, "cellDel") is not None:
            continue
        span = max(1, min(number(value(properties, "gridSpan"), 1), limits.WIDEST_TABLE))
        across, down = child(properties, "hMerge"), child(properties, "vMerge")
        if _goes_on(across) and cells:
            cells[-1].colspan += span
        elif _goes_on(down) and column in above:
            above[column].rowspan += 1
        else:
            cells.append(WordCell(reader.cell(cell, style), column, span))
            above.pop(column, None)
            if down is not None:
                above[column] = cells[-1]
        column += span
    return cells


def _goes_on(merge: Element | None) -> bool:
    return merge is not None and attribute(merge) in ("", "continue")


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those that stand in content controls and the like."""
    for one in parent:
        if one.tag == W + name:
            yield one
        elif one.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _inside(one, name)
