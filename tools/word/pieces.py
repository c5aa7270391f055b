"""What a document has become before it is written as HTML: paragraphs of pieces, tables of cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from plugins.base.legacy_letters import Coding
from tools.word.numbering import Numeral

BREAK = "<br>"


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a piece of text is shown, as far as a post can say it."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    caps: bool = False
    raised: str = ""
    """sup, sub or nothing."""
    href: str = ""
    size: float = 0
    coding: Coding | None = None
    symbols: str = ""
    """A font whose signs are no letters: Symbol, Wingdings."""


@dataclass(frozen=True, slots=True)
class RunPiece:
    """Text, or where `html` is not empty that: a line break, a picture, the mark of a note."""

    text: str
    look: RunLook
    html: str = ""


@dataclass(slots=True)
class WordParagraph:
    """A paragraph. `after` is what floats beside it: pictures, text boxes."""

    at: int
    role: str
    align: str = ""
    left: int = 0
    numeral: Numeral | None = None
    pieces: list[RunPiece] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    joins: bool = False
    """Whether it has no end of its own: its mark was deleted or hidden, or it is a drop cap."""

    @property
    def text(self) -> str:
        return "".join(" " if piece.html else piece.text for piece in self.pieces)

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not any(piece.html not in ("", BREAK) for piece in self.pieces)


@dataclass(slots=True)
class WordCell:
    blocks: list[Block]
    column: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class WordTable:
    """`head` counts the rows that Word repeats on each page."""

    at: int
    rows: list[list[WordCell]]
    head: int = 0


Block: TypeAlias = WordParagraph | WordTable
