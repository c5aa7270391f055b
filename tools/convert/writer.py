"""Blocks as the Markdown of this site: figures with their captions, tables with pipes, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from tools.convert.blocks import (
    Block,
    Blocks,
    CleanText,
    Figures,
    Grid,
    GridCell,
    HorizontalRule,
    InlineImage,
    ItemList,
    LineBreak,
    NoteMark,
    PieceOfText,
    Pieces,
    Preformatted,
    Quotation,
    TextBlock,
    Words,
    text_of,
)
from tools.convert.inline import TAGS, InlineWriter, cell_alone

STEP = " " * 4
RULES = {"right": "---:", "center": ":---:"}
OPENS_CODE = re.compile(r"(?<!\\)`")
# Not a year, which may name a column.
FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[-−]?\d[\d.,\s/%]*")
# Marks of Markdown that stand in HTML are told to an editor as forgotten.
IN_HTML = str.maketrans({"*": "&#42;", "[": "&#91;", "|": "&#124;", "#": "&#35;"})


class MarkdownWriter:
    """Writes whole texts; `targets` are the names that files have in the folder of the post, by those of the source."""

    def __init__(self, targets: dict[str, str]) -> None:
        self._inline = InlineWriter(targets)
        self._notes: dict[str, Blocks] = {}

    @property
    def called(self) -> list[str]:
        """The footnotes of what was written, in the order of their numbers."""
        return list(self._inline.notes)

    def written(self, text: CleanText) -> str:
        self._notes = text.notes
        body = list(self._blocks(text.blocks))
        notes: list[str] = []
        called = self._inline.notes
        while len(notes) < len(called):  # a note may call another
            name, number = list(called.items())[len(notes)]
            inner = "\n\n".join(self._blocks(text.notes.get(name, ())))
            notes.append(f"[^{number}]: {_indented(inner)}")
        return "".join(f"{part}\n\n" for part in [*body, *notes]).rstrip("\n") + "\n"

    def _blocks(self, blocks: Blocks) -> Iterator[str]:
        for block in blocks:
            if made := self._block(block):
                yield made

    def _block(self, block: Block) -> str:  # noqa: PLR0911 - one for each kind
        match block:
            case TextBlock() if block.level:
                return self._heading(block)
            case TextBlock():
                return self._inline.line(block.pieces)
            case ItemList():
                return self._list(block)
            case Grid():
                return self._grid(block)
            case Figures():
                return self._figures(block)
            case Quotation():
                return _quoted("\n\n".join(self._blocks(block.blocks)))
            case Preformatted():
                return _fenced(block.text)
            case HorizontalRule():
                return "---"

    def _heading(self, block: TextBlock) -> str:
        hashes = "#" * block.level
        return f"{hashes} {self._inline.line(_one_line(block.pieces), lambda line: f'{hashes} {line}')}"

    def _list(self, block: ItemList) -> str:
        loose = any(isinstance(inner, TextBlock) for item in block.items for inner in item[1:])
        marks = [f"{number}." for number in block.numbers] or ["-"] * len(block.items)
        items = [self._item(mark, item) for mark, item in zip(marks, block.items, strict=True)]
        return ("\n\n" if loose else "\n").join(items)

    def _item(self, mark: str, blocks: Blocks) -> str:
        first, *rest = blocks
        if isinstance(first, TextBlock):
            line = self._inline.line(first.pieces, lambda line: f"{mark} {line}", f"  \n{STEP}")
            head = f"{mark} {_closed(line, first.pieces)}"
        else:
            head, rest = f"{mark} ", [first, *rest]
        parts = [head]
        for at, inner in enumerate(rest):
            made = STEP + _indented(self._block(inner))
            parts.append(f"\n{made}" if isinstance(inner, ItemList) and at == 0 else f"\n\n{made}")
        return "".join(parts)

    def _figures(self, block: Figures) -> str:
        """Pictures, caption and credit are the lines of one paragraph."""
        parts: list[Pieces] = [(image,) for image in block.images]
        parts += [_one_line(block.caption), (Words(block.credit),) if block.credit else ()]
        pieces = [piece for part in filter(None, parts) for piece in (LineBreak(), *part)]
        return self._inline.line(tuple(pieces[1:]), end="\n")

    def _grid(self, grid: Grid) -> str:
        return self._html(grid) if grid.needs_html else self._pipes(grid)

    def _pipes(self, grid: Grid) -> str:
        rows = [_spread(row) for row in grid.rows]
        width = max(map(len, rows))
        rows = [[*row, *[GridCell(())] * (width - len(row))] for row in rows]
        head, body = (rows[0], rows[1:]) if _has_head(grid) else ([GridCell(())] * width, rows)
        rule = [_column_rule([row[at] for row in body]) for at in range(width)]
        lines = [
            [self._cell(_unbold(cell)) for cell in head],
            rule,
            *([self._cell(cell) for cell in row] for row in body),
        ]
        return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |").replace("|  |", "| |") for line in lines)

    def _cell(self, cell: GridCell) -> str:
        """The words of a cell on one line; what would end the cell is escaped always."""
        pieces = _flat(cell.blocks)
        return _closed(self._inline.line(pieces, cell_alone, "<br>"), pieces) if pieces else ""

    def _html(self, grid: Grid) -> str:
        head = _has_head(grid)
        rows = [
            "<tr>"
            + "".join(self._html_cell(cell, heading=cell.heading or (head and at == 0)) for cell in row)
            + "</tr>"
            for at, row in enumerate(grid.rows)
        ]
        return "\n".join(["<table>", *rows, "</table>"])

    def _html_cell(self, cell: GridCell, *, heading: bool) -> str:
        tag = "th" if heading else "td"
        spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
        shown = f' class="align-{cell.align}"' * (cell.align in RULES)
        return f"<{tag}{spans}{shown}>{self._as_html(_flat((_unbold(cell) if heading else cell).blocks))}</{tag}>"

    def _as_html(self, pieces: Pieces) -> str:
        return "".join(self._piece_as_html(piece) for piece in pieces)

    def _piece_as_html(self, piece: PieceOfText) -> str:
        match piece:
            case Words():
                made = escape(piece.text, quote=False).translate(IN_HTML)
                for flag, tag in TAGS.items():
                    made = f"<{tag}>{made}</{tag}>" if getattr(piece.style, flag) else made
                href = piece.style.href
                return f'<a href="{escape(self._inline.target(href))}">{made}</a>' if href else made
            case LineBreak():
                return "<br>"
            case InlineImage():
                return f'<img src="{escape(self._inline.target(piece.src))}" alt="{escape(piece.alt)}">'
            case NoteMark():
                return f" ({self._as_html(self._note(piece.name))})"

    def _note(self, name: str) -> Pieces:
        """What a note says, for a place that cannot have its mark."""
        return tuple(piece for piece in _flat(self._notes.get(name, ())) if not isinstance(piece, NoteMark))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _indented(text: str) -> str:
    return text.replace("\n", f"\n{STEP}").replace(f"\n{STEP}\n", "\n\n")


def _closed(line: str, pieces: Pieces) -> str:
    """A line without a backtick that could open code which a cell or an item below it closes."""
    has_code = any(isinstance(piece, Words) and piece.style.code for piece in pieces)
    return line if has_code else OPENS_CODE.sub(r"\\`", line)


def _one_line(pieces: Pieces) -> Pieces:
    return tuple(Words(" ") if isinstance(piece, LineBreak) else piece for piece in pieces)


def _spread(row: Sequence[GridCell]) -> list[GridCell]:
    """A row with empty cells for the columns that a cell reaches over."""
    return [one for cell in row for one in (replace(cell, columns=1), *[GridCell(())] * (cell.columns - 1))]


def _flat(blocks: Blocks) -> Pieces:
    """All that a cell says, its paragraphs and items as lines."""
    lines = filter(None, (line for block in blocks for line in _lines(block)))
    return tuple(piece for line in lines for piece in (LineBreak(), *line))[1:]


def _lines(block: Block) -> Iterator[Pieces]:
    match block:
        case TextBlock():
            yield block.pieces
        case ItemList():
            marks = [f"{number}." for number in block.numbers] or ["-"] * len(block.items)
            for mark, item in zip(marks, block.items, strict=True):
                lines = [line for part in item for line in _lines(part)]
                yield from [(Words(f"{mark} "), *line) if at == 0 else line for at, line in enumerate(lines)]
        case Grid():
            yield from (_row_line(row) for row in block.rows)
        case Quotation():
            for inner in block.blocks:
                yield from _lines(inner)
        case Figures():
            yield block.images
            yield block.caption
            yield (Words(block.credit),) if block.credit else ()
        case Preformatted():
            yield (Words(" ".join(block.text.split())),)


def _row_line(row: Sequence[GridCell]) -> Pieces:
    """The row of a table that stands in a cell."""
    cells = list(filter(None, (_flat(cell.blocks) for cell in row)))
    return tuple(piece for at, cell in enumerate(cells) for piece in (*[Words(" – ")] * (at > 0), *cell))


def _unbold(cell: GridCell) -> GridCell:
    """A cell of the head is bold anyway."""
    blocks = (
        replace(block, pieces=tuple(_plain(piece) for piece in block.pieces)) if isinstance(block, TextBlock) else block
        for block in cell.blocks
    )
    return replace(cell, blocks=tuple(blocks))


def _plain(piece: PieceOfText) -> PieceOfText:
    return replace(piece, style=replace(piece.style, strong=False)) if isinstance(piece, Words) else piece


def _has_head(grid: Grid) -> bool:
    """Whether the first row names the columns: by its elements, or by how people set it apart."""
    first, *others = grid.rows
    texts = [[text_of(_flat(cell.blocks)) for cell in row] for row in grid.rows]
    if not others or all(cell.heading for cell in first):
        return bool(others) or any(cell.heading for cell in first) or not others
    if any(cell.heading for cell in first) or _all_strong(first):
        return True
    figures = [sum(bool(FIGURE.fullmatch(text)) for text in row) for row in texts]
    return figures[0] == 0 and (len(first) > 2 or sum(figures[1:]) > 0 or _short(texts))


def _short(texts: Sequence[Sequence[str]]) -> bool:
    return all(len(text) <= 40 and not text.endswith((":", ".")) for text in texts[0])


def _all_strong(row: Sequence[GridCell]) -> bool:
    said = [block for cell in row for block in cell.blocks if isinstance(block, TextBlock) and block.text]
    return bool(said) and all(block.strong for block in said)


def _column_rule(cells: Sequence[GridCell]) -> str:
    aligned = {cell.align for cell in cells if cell.blocks}
    return RULES.get(aligned.pop(), "---") if len(aligned) == 1 else "---"
