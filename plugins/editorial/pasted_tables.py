"""Rows that were pasted from a spreadsheet, cells apart by tabs: told, and made a table by `check --fix`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import parse_number
from plugins.editorial.reading import ParsedText

PASTED = Message(
    "các dòng từ đây là bảng dán từ Excel (ô cách nhau bằng tab), hiện thành một đoạn liền.",
    "Hãy chạy check --fix để thành bảng, hoặc viết lại bằng gạch đứng «|».",
    warning=True,
)
FENCE = re.compile(r"\s*(```|~~~)")
MARK = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-zđ]{1,3})[.)/]|[^\w\s]|[ovq§])\s*")


def of(parsed: ParsedText) -> Iterator[Problem]:
    """One warning for each run of rows."""
    for start, _ in _runs(parsed.markdown.split("\n")) if "\t" in parsed.markdown else ():
        yield PASTED.at(parsed.path, parsed.body_line + start)


def mend(text: str) -> str:
    """The text with a table of Markdown for each run of rows."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    for start, end in reversed(list(_runs(lines))):
        before = [""] if start and lines[start - 1].strip() else []
        after = [""] if end < len(lines) and lines[end].strip() else []
        lines[start:end] = [*before, *_table([_cells(line) for line in lines[start:end]]), *after]
    return "\n".join(lines)


def _runs(lines: list[str]) -> Iterator[tuple[int, int]]:
    """From where to where two lines or more have the same number of cells, which are no marks of a list."""
    at, code = 0, False
    for width, group in groupby(lines, key=_width):
        end = at + len(list(group))
        code ^= sum(bool(FENCE.match(line)) for line in lines[at:end]) % 2 == 1
        if width > 1 and end - at > 1 and not code and _is_table([_cells(line) for line in lines[at:end]]):
            yield at, end
        at = end


def _width(line: str) -> int:
    return len(_cells(line)) if "\t" in line and not line.lstrip().startswith("|") else 0


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]


def _is_table(rows: list[list[str]]) -> bool:
    marked = len(rows[0]) == 2 and all(MARK.fullmatch(row[0]) for row in rows)
    return not marked and any(row[0] for row in rows) and sum(len(list(filter(None, row))) > 1 for row in rows) > 1


def _table(rows: list[list[str]]) -> Iterator[str]:
    """Columns of numbers stand to the right."""
    head, *others = rows
    columns = list(zip(*others, strict=True))
    yield _row(head)
    yield f"|{'|'.join('---:' if all(map(_is_number, column)) else '---' for column in columns)}|"
    yield from map(_row, others)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _is_number(cell: str) -> bool:
    return parse_number(cell.removesuffix("%").strip()) is not None
