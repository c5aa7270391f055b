"""A text read once as a tree: the HTML that every build shows alike, and between it what each build has to fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from typing import ClassVar, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from plugins.media.typography import TAG

# Words on both sides of these stay apart.
APART = frozenset(
    "blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre small table".split()
) | {
    "td",
    "th",
    "tr",
    "ul",
}
# Of what the sanitiser lets through, what nothing ends.
PARTING = ("<br", "<small")
VOID = ("<br", "<col ", "<col>", "<hr", "<img")
ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
# Ends of elements that are written otherwise than they are read.
WRITTEN = {"</h1>": "</h2>", "</table>": "</table></div>"}
CHART_CALL = re.compile(r"Biểu đồ [^\n:]+:")
WEB_ADDRESS = re.compile(r"http(?<=\shttp)s?://")
KEPT_OF_LINKS = ("class", "id", "title", "lang")
DEEPEST = 300
"""Elements within one another; browsers give up at some 500, with those of the page."""
FEWEST = 3
"""Pictures one after another that make a gallery."""


class ImagePiece(NamedTuple):
    """A picture of the text, by what its editor wrote; `enlarged` where it stands in a gallery."""

    source: str | None
    alt: str
    enlarged: bool = False


class LinkPiece(NamedTuple):
    """The beginning of a link. `kept` are its other attributes, `words` what a reader presses on."""

    target: str
    kept: str
    words: str
    shows_picture: bool


class GalleryPiece(NamedTuple):
    """Where a gallery begins; its pictures are the next so many that are enlarged."""

    pictures: int


class EitherPiece(NamedTuple):
    """What the site shows in one way, and a feed, which has neither our stylesheet nor our scripts, in another."""

    site: str
    feed: str


Piece = str | ImagePiece | LinkPiece | GalleryPiece | EitherPiece


class PreparedText(NamedTuple):
    """A text taken apart, and what was seen of it on the way."""

    pieces: tuple[Piece, ...]
    headings: tuple[int, ...]
    """Their levels, as they are written."""
    ids: tuple[str, ...]
    tables: int
    explained: tuple[tuple[str, str], ...]
    """Abbreviations with their meanings, in the order of the text."""
    prose: str
    """The words of its paragraphs; captions, headings and the lines that call for a chart do not tell what a text is
    about.
    """
    names_web: bool
    """Whether an address of the web stands in it as words."""


def taken_apart(html: str, drawings: Iterable[str] = ()) -> PreparedText:
    """Of sanitised, finished HTML with its figures; `drawings` are put into its empty `svg`, one after another."""
    root = LexborHTMLParser(f"<div>{html}</div>").css_first("div")
    reader = _Reader((root.html if root else "") or "", iter(drawings))
    reader.read_all()
    return PreparedText(
        pieces=tuple(reader.pieces),
        headings=tuple(reader.headings),
        ids=tuple(reader.ids),
        tables=reader.tables,
        explained=tuple(reader.explained.items()),
        prose=" ".join(reader.paragraphs).strip(),
        names_web=WEB_ADDRESS.search(html) is not None,
    )


class _Reader:
    """Goes once through a tree as it is written: words and tags in turn, every element closed. Keeps the HTML since the
    last piece that was none.
    """

    def __init__(self, html: str, drawings: Iterator[str]) -> None:
        self.pieces: list[Piece] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.tables = 0
        self.explained: dict[str, str] = {}
        self.paragraphs: list[str] = []
        self._parts = TAG.split(html)
        self._ends = _ends(self._parts)
        self._parted = any(tag in html for tag in PARTING)
        self._drawings = drawings
        self._html: list[str] = []
        self._figure_end = self._gallery_end = 0

    def read_all(self) -> None:
        self._read(2, len(self._parts) - 2)
        self._end()

    def _end(self) -> None:
        if written := "".join(self._html):
            self.pieces.append(written)
        self._html = []

    def _read(self, at: int, end: int) -> None:
        """From some words to the tag that ends what they stand in."""
        while True:
            self._html.append(self._parts[at])
            at += 1
            if at >= end:
                return
            tag = self._parts[at]
            if ' id="' in tag:
                self.ids += filter(None, [_attributes(tag).get("id")])
            if reader := self.READERS.get(_name(tag)):
                at = reader(self, at, tag)
            else:
                self._html.append(WRITTEN.get(tag, tag))
                at += 1

    def _words(self, at: int, *, apart: bool = False) -> str:
        """What a reader reads of an element, white space folded. Words in different blocks of it stay apart if they
        must, or where lines are broken.
        """
        end = self._ends[at]
        texts, tags = self._parts[at + 1 : end : 2], self._parts[at + 2 : end : 2]
        if apart or (self._parted and any(tag.startswith(PARTING) for tag in tags)):
            spaces = (" " if _name(tag).removeprefix("/") in APART else "" for tag in tags)
            texts = [texts[0], *(part for pair in zip(spaces, texts[1:], strict=True) for part in pair)]
        return " ".join(unescape("".join(texts)).split())

    def _slot(self, piece: Piece) -> None:
        self._end()
        self.pieces.append(piece)

    def _link(self, at: int, tag: str) -> int:
        given = _attributes(tag)
        kept = "".join(f' {name}="{_quoted(given[name])}"' for name in KEPT_OF_LINKS if name in given)
        if "href" in given:
            shows_picture = any(tag.startswith("<img") for tag in self._parts[at + 2 : self._ends[at] : 2])
            self._slot(LinkPiece(given["href"], kept, self._words(at), shows_picture))
        else:  # a mark to link to, or an address that was dropped and told before
            self._html.append(f"<a{kept}>")
        return at + 1

    def _image(self, at: int, tag: str) -> int:
        given = _attributes(tag)
        first = not self._parts[at - 1] and _name(self._parts[at - 2]) == "figure"
        self._slot(ImagePiece(given.get("src"), given.get("alt", "").strip(), first and at < self._gallery_end))
        return at + 1

    def _abbreviation(self, at: int, tag: str) -> int:
        given = _attributes(tag)
        if "title" in given:
            self.explained.setdefault(self._words(at, apart=True), given["title"])
        self._html.append(tag)
        return at + 1

    def _paragraph(self, at: int, tag: str) -> int:
        text, first = self._parts[at + 1], self._parts[at + 2]
        begins_with_tag = first[1] != "/" and not unescape(text).strip()
        if not (first.startswith("<img") if begins_with_tag else CHART_CALL.match(text)):
            self.paragraphs.append(self._words(at))
        self._html.append(tag)
        return at + 1

    def _heading(self, at: int, tag: str) -> int:
        """The page's only first-level heading is its title."""
        self.headings.append(int(tag[2]))
        self._html.append(f"<h2{tag[3:]}" if tag[2] == "1" else tag)
        return at + 1

    def _table(self, at: int, tag: str) -> int:
        self.tables += 1
        label = f"Bảng {self.tables}"
        self._html.append(f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">{tag}')
        return at + 1

    def _figure(self, at: int, tag: str) -> int:
        within, self._figure_end = at < self._figure_end, max(self._figure_end, self._ends[at])
        if ' class="chart"' in tag and (caption := self._caption(at)):
            return self._chart(at, caption)
        end, figures = (at, 0) if within or at < self._gallery_end else self._run(at)
        if figures >= FEWEST:
            return self._gallery(at, end, figures)
        self._html.append(tag)
        return at + 1

    def _caption(self, at: int) -> int:
        """Where the caption of a figure begins; 0 where it has none."""
        return next((tag for tag in range(at + 2, self._ends[at], 2) if _name(self._parts[tag]) == "figcaption"), 0)

    def _chart(self, at: int, caption: int) -> int:
        """A drawn chart repeats its table, which stays; without our stylesheet it is not readable, but its title and
        source are.
        """
        self._slot(EitherPiece('<figure class="chart"><figcaption>', "<p>"))
        self._read(caption + 1, self._ends[caption])
        self._slot(EitherPiece(f"</figcaption>{next(self._drawings)}</figure>", "</p>"))
        return self._ends[at] + 1

    def _gallery(self, at: int, end: int, figures: int) -> int:
        self._slot(GalleryPiece(figures))
        self._gallery_end = end
        self._html.append(self._parts[at])
        self._read(at + 1, end)
        self._html.append("</figure>\n</div>")
        return end + 1

    def _run(self, at: int) -> tuple[int, int]:
        """Where the figures end that stand one after another from `at`, nothing but white space between, and how
        many.
        """
        end, figures = at, 0
        while self._shows_picture(at):
            end, figures = self._ends[at], figures + 1
            at = end if unescape(self._parts[end + 1]).strip() else end + 2
        return end, figures

    def _shows_picture(self, at: int) -> bool:
        if self._parts[at] != "<figure>" or self._parts[at + 1] or not self._parts[at + 2].startswith("<img"):
            return False
        return not any(tag.startswith("<figure") for tag in self._parts[at + 2 : self._ends[at] : 2])

    READERS: ClassVar[Mapping[str, Callable[[_Reader, int, str], int]]] = {
        "a": _link,
        "abbr": _abbreviation,
        "figure": _figure,
        "img": _image,
        "p": _paragraph,
        "table": _table,
        **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    }
    """What is done where an element begins; each says where to go on."""


def _ends(parts: Sequence[str]) -> dict[int, int]:
    """For each tag that begins an element the one that ends it."""
    ends: dict[int, int] = {}
    begun: list[int] = []
    for at in range(1, len(parts), 2):
        if parts[at].startswith("</"):
            ends[begun.pop()] = at
        elif not parts[at].startswith(VOID):
            begun.append(at)
            if len(begun) > DEEPEST:
                raise RecursionError
    return ends


def _name(tag: str) -> str:
    return tag[1:-1].partition(" ")[0]


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def _quoted(value: str) -> str:
    return escape(value, quote=False).replace("\u00a0", "&nbsp;").replace('"', "&quot;")
