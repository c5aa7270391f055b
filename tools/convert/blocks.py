"""A text as blocks and pieces: cleaning reads them out of HTML, habits are found in them, and Markdown says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from plugins.base.vietnamese import fold_spaces


@dataclass(frozen=True, slots=True)
class Style:
    """How words look, as far as Markdown can say it."""

    strong: bool = False
    em: bool = False
    strike: bool = False
    sup: bool = False
    sub: bool = False
    code: bool = False
    href: str = ""


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class InlineImage:
    """`src` as the source names its file; `width` and `height` as shown, 0 where nobody said."""

    src: str
    alt: str = ""
    title: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where a footnote is called."""

    name: str


PieceOfText = Words | LineBreak | InlineImage | NoteMark
Pieces = tuple[PieceOfText, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """`level` 1–6 is a heading; `role` is "title", "subtitle", "caption" or "". `mark` is the bullet or number that a
    program set before it; `at` the number of the block in the source.
    """

    pieces: Pieces
    role: str = ""
    level: int = 0
    align: str = ""
    size: float = 0
    """Points, where it is not the usual one of the text."""
    indent: int = 0
    caps: bool = False
    mark: str = ""
    at: str = ""

    @property
    def text(self) -> str:
        return text_of(self.pieces)

    @property
    def strong(self) -> bool:
        """All of it is bold."""
        return _all(self.pieces, "strong")

    @property
    def em(self) -> bool:
        return _all(self.pieces, "em")


@dataclass(frozen=True, slots=True)
class ItemList:
    """`numbers` are those of its items; none for bullets."""

    items: tuple[Blocks, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    blocks: Blocks
    heading: bool = False
    rows: int = 1
    columns: int = 1
    align: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; cells stand where they begin, as in HTML."""

    rows: tuple[tuple[GridCell, ...], ...]
    at: str = ""

    @property
    def cells(self) -> Iterator[GridCell]:
        return (cell for row in self.rows for cell in row)

    @property
    def merged(self) -> bool:
        return any(cell.rows > 1 or cell.columns > 1 for cell in self.cells)

    @property
    def needs_html(self) -> bool:
        """Whether cells reach over rows, or over some columns of the head: pipes cannot say it."""
        return any(cell.rows > 1 for cell in self.cells) or any(cell.columns > 1 for cell in self.rows[0])


@dataclass(frozen=True, slots=True)
class Quotation:
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str


@dataclass(frozen=True, slots=True)
class HorizontalRule:
    pass


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures that stand together and share a caption."""

    images: tuple[InlineImage, ...]
    caption: Pieces = ()
    credit: str = ""
    at: str = ""


Block = TextBlock | ItemList | Grid | Quotation | Preformatted | HorizontalRule | Figures
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CleanText:
    blocks: Blocks
    notes: dict[str, Blocks] = field(default_factory=dict)
    """Footnotes by their names."""


def text_of(pieces: Iterable[PieceOfText]) -> str:
    """The words of some pieces, white space folded."""
    return fold_spaces("".join(_said(piece) for piece in pieces))


def _said(piece: PieceOfText) -> str:
    return piece.text if isinstance(piece, Words) else " " if isinstance(piece, LineBreak) else ""


def _all(pieces: Pieces, flag: str) -> bool:
    said = [piece for piece in pieces if isinstance(piece, Words) and any(map(str.isalnum, piece.text))]
    return bool(said) and all(getattr(piece.style, flag) for piece in said)


def inner(block: Block) -> Iterator[Blocks]:
    """The blocks that stand in a block."""
    match block:
        case ItemList():
            yield from block.items
        case Grid():
            yield from (cell.blocks for cell in block.cells)
        case Quotation():
            yield block.blocks


def words_in(blocks: Iterable[Block]) -> Iterator[str]:
    """What the blocks say, one text after another: paragraphs, cells, captions."""
    for block in blocks:
        match block:
            case TextBlock():
                yield block.text
            case Preformatted():
                yield fold_spaces(block.text)
            case Figures():
                yield text_of(block.caption)
                yield block.credit
        for part in inner(block):
            yield from words_in(part)


def images_in(blocks: Iterable[Block]) -> Iterator[InlineImage]:
    for block in blocks:
        if isinstance(block, TextBlock):
            yield from (piece for piece in block.pieces if isinstance(piece, InlineImage))
        elif isinstance(block, Figures):
            yield from block.images
        for part in inner(block):
            yield from images_in(part)


def has_notes(blocks: Iterable[Block]) -> bool:
    return any(
        (isinstance(block, TextBlock) and any(isinstance(piece, NoteMark) for piece in block.pieces))
        or any(map(has_notes, inner(block)))
        for block in blocks
    )


def place_of(block: Block | None) -> str:
    """Where it is, for a person: «đoạn 12 «Chiều ngày 22/8…»»."""
    if block is None:
        return ""
    said = " ".join(words_in([block]))
    shown = said if len(said) <= 40 else said[:40].rsplit(" ", 1)[0] + "…"
    number = f"đoạn {block.at}" if isinstance(block, TextBlock) and block.at else "đoạn"
    return f"{number} «{shown}»" if shown else number
