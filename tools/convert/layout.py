"""What stands where: tables that only set things side by side are taken apart, pictures come out of sentences, lines
that were meant as paragraphs become paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from tools.convert.blocks import (
    Block,
    Blocks,
    Figures,
    Grid,
    GridCell,
    InlineImage,
    ItemList,
    LineBreak,
    NoteMark,
    PieceOfText,
    Pieces,
    Quotation,
    TextBlock,
    Words,
    has_notes,
    images_in,
    text_of,
    words_in,
)
from tools.convert.document import RemarkKind
from tools.convert.inline import LEADING
from tools.convert.runs import tidied

LONGEST_CAPTION = 350
SMALLEST = 32
"""Pixels, on both sides, up to which a picture is a sign of the text."""
SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "./", ".”", '."')
LONG_LINE = 80

Tell = Callable[[RemarkKind, Block | None, str], None]

UNWRAPPED = "Bảng chỉ dùng để sắp chỗ đã được bỏ, chữ và ảnh trong bảng thành các đoạn."
MERGED = "Bảng có ô gộp: hãy xem các cột có thẳng với nhau không."
NOTES = "Chú thích trong bảng có ô gộp được viết trong ngoặc ngay tại chỗ."
NESTED = "Bảng nằm trong ô của bảng khác đã thành các dòng chữ."


def laid_out(blocks: Blocks, tell: Tell) -> Blocks:
    """The blocks one below the other, as a post has them."""
    return tuple(made for block in blocks for made in _laid(block, tell))


def _laid(block: Block, tell: Tell) -> Iterator[Block]:
    match block:
        case TextBlock():
            for part in _paragraphs(block):
                yield from _pictures_apart(part)
        case Grid():
            yield from _grid(block, tell)
        case ItemList():
            yield from _list(block, tell)
        case Quotation():
            yield Quotation(laid_out(block.blocks, tell))
        case _:
            yield block


def _paragraphs(block: TextBlock) -> Iterator[TextBlock]:
    """Breaks that end a paragraph, as people without the other key write them, divide it."""
    if block.level or not any(isinstance(piece, LineBreak) for piece in block.pieces):
        yield block
        return
    groups = [(is_break, list(run)) for is_break, run in groupby(block.pieces, lambda one: isinstance(one, LineBreak))]
    lines: list[PieceOfText] = []
    for at, (is_break, run) in enumerate(groups):
        if not is_break:
            lines += run
        elif len(run) > 1 or _ends_here(text_of(groups[at - 1][1]), text_of(groups[at + 1][1])):
            yield replace(block, pieces=tidied(lines))
            lines = []
        else:
            lines += run
    yield replace(block, pieces=tidied(lines))


def _ends_here(before: str, behind: str) -> bool:
    return (len(before) > LONG_LINE and before.endswith(SENTENCE_ENDS)) or bool(
        LEADING.match(behind) and behind[1:2] in " \t."
    )


def _pictures_apart(block: TextBlock) -> Iterator[Block]:
    """The pictures of a paragraph, and its words whole: what stands before the words comes before them."""
    pieces = [piece for piece in map(_sign, block.pieces) if piece]
    if not any(isinstance(piece, InlineImage) for piece in pieces):
        yield block
        return
    if parts := _captioned(pieces):
        yield from (
            TextBlock(run, at=block.at) if is_images else replace(block, pieces=run, role="near")
            for is_images, run in parts
        )
        return
    first = next(
        (at for at, piece in enumerate(pieces) if isinstance(piece, Words | NoteMark) and text_of([piece])), len(pieces)
    )
    before = [piece for piece in pieces[:first] if isinstance(piece, InlineImage)]
    behind = [piece for piece in pieces[first:] if isinstance(piece, InlineImage)]
    words = tidied(piece for piece in pieces[first:] if not isinstance(piece, InlineImage))
    if before:
        yield TextBlock(tuple(before), at=block.at)
    if words:
        close = bool(before) and not block.level and len(text_of(words)) <= LONGEST_CAPTION
        yield replace(block, pieces=words, role=block.role or ("near" if close else ""))
    if behind:
        yield TextBlock(tuple(behind), at=block.at)


def _captioned(pieces: Sequence[PieceOfText]) -> list[tuple[bool, Pieces]]:
    """Pictures and the short lines below them, in turn, where a paragraph is made of these alone."""
    runs = [
        (is_images, tuple(group) if is_images else tidied(group))
        for is_images, group in groupby(pieces, lambda piece: isinstance(piece, InlineImage))
    ]
    told = [(is_images, run) for is_images, run in runs if run]
    lines = [text_of(run) for is_images, run in told if not is_images]
    in_turn = bool(told) and told[0][0] and not told[-1][0] and len(lines) > 1
    return told if in_turn and all(len(line) <= LONGEST_CAPTION for line in lines) else []


def _sign(piece: PieceOfText) -> PieceOfText | None:
    """A picture as small as a letter is the sign that it says it is."""
    if isinstance(piece, InlineImage) and 0 < piece.width <= SMALLEST and 0 < piece.height <= SMALLEST:
        return Words(piece.alt) if 0 < len(piece.alt) <= 2 else None
    return piece


def _list(block: ItemList, tell: Tell) -> Iterator[Block]:
    """A list ends where a picture or a table stands in it, and goes on behind."""
    numbers = block.numbers or (0,) * len(block.items)
    items: list[Blocks] = []
    given: list[int] = []
    for item, number in zip(block.items, numbers, strict=True):
        parts = laid_out(item, tell)
        heavy = [part for part in parts if isinstance(part, Grid | Figures) or is_picture(part)]
        if light := tuple(part for part in parts if part not in heavy):
            items.append(light)
            given.append(number)
        if heavy:
            yield from _listed(items, given if block.numbers else [])
            yield from heavy
            items, given = [], []
    yield from _listed(items, given if block.numbers else [])


def _listed(items: Sequence[Blocks], numbers: Sequence[int]) -> Iterator[Block]:
    if items:
        yield ItemList(tuple(items), tuple(numbers))


def is_picture(block: Block) -> bool:
    """A paragraph of pictures alone."""
    return (
        isinstance(block, TextBlock)
        and bool(block.pieces)
        and all(isinstance(piece, InlineImage) for piece in block.pieces)
    )


def _grid(grid: Grid, tell: Tell) -> Iterator[Block]:
    filled = [cell for cell in grid.cells if cell.blocks]
    rows = [row for row in grid.rows if any(cell.blocks for cell in row)]
    if any(images_in([grid])) and _sets_pictures(grid, filled):
        yield from _of_pictures(rows, tell)
    elif len(filled) == 1 or len(rows) == 1 or all(len(row) == 1 for row in rows):
        if len(filled) > 1:
            tell(RemarkKind.GUESSED, grid, UNWRAPPED)
        for cell in filled:
            yield from laid_out(cell.blocks, tell)
    else:
        yield from _data(Grid(tuple(rows), grid.at), tell)


def _data(grid: Grid, tell: Tell) -> Iterator[Block]:
    """A table of data: rows above and below it that are one cell are its heading and its note."""
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    alone = [len(row) == 1 and row[0].columns == width for row in grid.rows]
    first = alone.index(False) if False in alone else 0
    last = len(alone) - alone[::-1].index(False) if False in alone else len(alone)
    inside = replace(grid, rows=grid.rows[first:last])
    if inside.merged:
        tell(RemarkKind.GUESSED, grid, MERGED)
    if inside.needs_html and has_notes([inside]):
        tell(RemarkKind.GUESSED, grid, NOTES)
    if any(isinstance(block, Grid) for cell in inside.cells for block in cell.blocks):
        tell(RemarkKind.GUESSED, grid, NESTED)
    yield from _beside_table(grid.rows[:first])
    yield inside
    yield from _beside_table(grid.rows[last:])


def _beside_table(rows: Sequence[Sequence[GridCell]]) -> Iterator[Block]:
    """The name of a table, or what is noted of it: no heading of the text."""
    for block in (block for row in rows for block in row[0].blocks):
        yield replace(block, role="caption") if isinstance(block, TextBlock) else block


def _sets_pictures(grid: Grid, filled: Sequence[GridCell]) -> bool:
    """Whether a table only holds pictures beside their captions: few words, and none in a cell of their own without a
    picture beside, above or below.
    """
    pictured = [cell for cell in filled if any(images_in(cell.blocks))]
    worded = [cell for cell in filled if cell not in pictured]
    return len(worded) <= len(pictured) or (len(grid.rows) == 1 and len(pictured) > 0)


def _of_pictures(rows: Sequence[Sequence[GridCell]], tell: Tell) -> Iterator[Block]:
    """Each picture with the words of its cell, of the cell below or above, or of the one beside it."""
    parts = [[laid_out(cell.blocks, tell) for cell in row] for row in rows]
    done: set[int] = set()
    above = not any(any(images_in(cell)) for cell in parts[0])
    for at, row in enumerate(parts):
        if at in done or not any(any(images_in(cell)) for cell in row):
            if at not in done and not (above and at + 1 < len(parts) and _worded(row)):
                yield from (block for cell in row for block in cell)
            continue
        near = at - 1 if above else at + 1
        captions = parts[near] if 0 <= near < len(parts) and _worded(parts[near]) and _bare(row) else []
        if captions:
            done.add(near)
        yield from _row_of_pictures(row, captions)


def _worded(row: Sequence[Blocks]) -> bool:
    return not any(any(images_in(cell)) for cell in row) and any(row)


def _bare(row: Sequence[Blocks]) -> bool:
    """Pictures without any word."""
    return not any(filter(None, (text for cell in row for text in words_in(cell))))


def _row_of_pictures(row: Sequence[Blocks], captions: Sequence[Blocks]) -> Iterator[Block]:
    filled, named = [cell for cell in row if cell], [cell for cell in captions if cell]
    if len(named) == 1 and len(filled) > 1:
        yield TextBlock(tuple(image for cell in filled for image in images_in(cell)))
        yield from _as_captions(named[0])
    elif named:
        for at, cell in enumerate(row):
            yield from cell
            yield from _as_captions(captions[at] if at < len(captions) else ())
    else:
        pictured = [cell for cell in filled if any(images_in(cell))]
        beside = [cell for cell in filled if not any(images_in(cell))]
        for cell in pictured:
            yield from (block if is_picture(block) else _near(block) for block in cell)
        for cell in beside:
            yield from _as_captions(cell)


def _near(block: Block) -> Block:
    short = isinstance(block, TextBlock) and not block.level and len(block.text) <= LONGEST_CAPTION
    return replace(block, role=block.role or "near") if short and isinstance(block, TextBlock) else block


def _as_captions(blocks: Blocks) -> Iterator[Block]:
    """The words of a cell at a picture: its caption, unless they are a text of their own."""
    short = sum(map(len, words_in(blocks))) <= LONGEST_CAPTION
    yield from (
        replace(block, role="caption") if short and isinstance(block, TextBlock) and not is_picture(block) else block
        for block in blocks
    )
