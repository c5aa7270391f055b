"""What passes between the rooms that bring texts in: a document as it came, and what became of it.

The HTML of a document is plain: h1–h6, p, ul, ol (start, type), li, table, thead, tbody, tr, th, td (rowspan, colspan),
blockquote, pre, hr, br, strong, em, u, s, sup, sub, code, a[href], img[src, alt, title, width, height]. What else tells
a person's habits stands in attributes: `class` of a paragraph ("title", "subtitle", "caption", "footnote"),
`data-align` (center, right, justify), `data-size` (points, where it is not the usual one), `data-indent` (levels),
`data-caps` (capitals by formatting), `data-at` (the number of the block in its source). Footnotes are
`<sup class="noteref"><a href="#fn-1">1</a></sup>` and `<section class="footnotes"><ol><li id="fn-1">…`. Whatever else
comes, pasted from Word or kept by a CMS, `cleaning` makes into this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from plugins.base.header import Value


class RemarkKind(StrEnum):
    """What a person does about a remark: reads it, looks at the place, types what is missing, asks for the source."""

    MADE = "made"
    GUESSED = "guessed"
    ASKED = "asked"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Remark:
    """One Vietnamese sentence about one place: «đoạn 12 «Chiều ngày 22/8…»», «ảnh 3», «bảng 2»; "" for the whole."""

    kind: RemarkKind
    place: str
    said: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """`files` are those that `src` and `href` in the HTML name, on this machine's disk; `name` is the source's own,
    without its ending.
    """

    html: str
    files: Mapping[str, Path]
    name: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class ConvertedBody:
    """`files` are those that the Markdown names, by the names that they have there."""

    markdown: str
    files: Mapping[str, Path]
    remarks: tuple[Remark, ...]
    byline: str = ""
    """Who wrote it, as the field of authors takes it; the line stands no longer in the Markdown."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is not written yet: header by the fields' English names, as `editorial.set_fields` takes it."""

    header: Mapping[str, Value]
    body: str
    files: Mapping[str, Path]
    remarks: tuple[Remark, ...]

    @classmethod
    def told(cls, made: Mapping[str, Any]) -> Post:
        """From what JSON keeps of `asdict` of one."""
        remarks = tuple(Remark(RemarkKind(one["kind"]), one["place"], one["said"]) for one in made["remarks"])
        return cls(made["header"], made["body"], {name: Path(file) for name, file in made["files"].items()}, remarks)
