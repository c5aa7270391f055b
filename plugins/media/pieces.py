"""A text read once as a tree: the HTML that every build shows alike, and between it what each build has to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Words on both sides of these stay apart.
APART = frozenset(
    "blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre small table".split()
) | {
    "td",
    "th",
    "tr",
    "ul",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Whatever has none of these in it goes on as it is.
LOOKED_AT = "a, abbr, figure, img, p, table, [id], " + ", ".join(HEADINGS)
CHART_CALL = re.compile(r"Biểu đồ [^\n:]+:")
WEB_ADDRESS = re.compile(r"(?<=\s)https?://")
KEPT_OF_LINKS = ("class", "id", "title", "lang")
FEWEST = 3
"""Pictures one after another that make a gallery."""


@dataclass(frozen=True, slots=True)
class ImagePiece:
    """A picture of the text, by what its editor wrote; `enlarged` where it stands in a gallery."""

    source: str | None
    alt: str
    enlarged: bool = False


@dataclass(frozen=True, slots=True)
class LinkPiece:
    """The beginning of a link. `kept` are its other attributes, `words` what a reader presses on."""

    target: str
    kept: str
    words: str
    shows_picture: bool


@dataclass(frozen=True, slots=True)
class GalleryPiece:
    """Where a gallery begins; its pictures are the next so many that are enlarged."""

    pictures: int


@dataclass(frozen=True, slots=True)
class EitherPiece:
    """What the site shows in one way, and a feed, which has neither our stylesheet nor our scripts, in another."""

    site: str
    feed: str


Piece = str | ImagePiece | LinkPiece | GalleryPiece | EitherPiece
KINDS: dict[str, type[ImagePiece | LinkPiece | GalleryPiece | EitherPiece]] = {
    kind.__name__: kind for kind in (ImagePiece, LinkPiece, GalleryPiece, EitherPiece)
}


@dataclass(frozen=True, slots=True)
class PreparedText:
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

    def stored(self) -> list[object]:
        """As JSON can keep it."""
        pieces = [piece if isinstance(piece, str) else [type(piece).__name__, *astuple(piece)] for piece in self.pieces]
        return [pieces, self.headings, self.ids, self.tables, self.explained, self.prose, self.names_web]

    @classmethod
    def restored(cls, stored: Sequence[Any]) -> PreparedText:
        pieces, headings, ids, tables, explained, prose, names_web = stored
        whole = tuple(piece if isinstance(piece, str) else KINDS[piece[0]](*piece[1:]) for piece in pieces)
        return cls(whole, tuple(headings), tuple(ids), tables, tuple(map(tuple, explained)), prose, names_web)


def taken_apart(html: str, drawings: Iterable[str] = ()) -> PreparedText:
    """Of sanitised, finished HTML with its figures; `drawings` are put into its empty `svg`, one after another."""
    (root, *_) = LexborHTMLParser(f"<div>{html}</div>").css("div")
    reader = _Reader(root, iter(drawings))
    reader.inside(root)
    reader.end()
    return PreparedText(
        pieces=tuple(reader.pieces),
        headings=tuple(reader.headings),
        ids=tuple(reader.ids),
        tables=reader.tables,
        explained=tuple(reader.explained.items()),
        prose=" ".join(reader.paragraphs).strip(),
        names_web=WEB_ADDRESS.search(html) is not None,
    )


def words(node: LexborNode) -> str:
    """What a reader reads of it, white space folded; words in different blocks stay apart."""
    return " ".join("".join(_texts(node)).split())


class _Reader:
    """The way through the tree, and the HTML since the last piece that was none."""

    def __init__(self, root: LexborNode, drawings: Iterator[str]) -> None:
        self.pieces: list[Piece] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.tables = 0
        self.explained: dict[str, str] = {}
        self.paragraphs: list[str] = []
        looked_at = root.css(LOOKED_AT)
        self._looked_at = {node.mem_id for node in looked_at}
        self._holding = set(_around(looked_at))
        self._parted = set(_around(root.css("br, small")))
        self._drawings = drawings
        self._html: list[str] = []
        self._in_gallery = False

    def end(self) -> None:
        if self._html:
            self.pieces.append("".join(self._html))
            self._html = []

    def inside(self, node: LexborNode) -> None:
        children = list(node.iter(include_text=True))
        at = 0
        while at < len(children):
            end, figures = _run(children, at) if children[at].tag == "figure" and not self._in_gallery else (at, 0)
            if figures >= FEWEST:
                self._gallery(children[at:end], figures)
                at = end
            else:
                self._node(children[at])
                at += 1

    def _node(self, node: LexborNode) -> None:
        if node.mem_id not in self._looked_at:
            self._element(node)
            return
        tag = node.tag or ""
        if tag in HEADINGS:
            self.headings.append(HEADINGS[tag])
        if identity := node.attributes.get("id"):
            self.ids.append(identity)
        match tag:
            case "a":
                self._link(node)
            case "abbr":
                self._abbreviation(node)
            case "figure":
                self._figure(node)
            case "img":
                self._image(node)
            case "p":
                self._paragraph(node)
            case "table":
                self._table(node)
            case _:
                self._element(node)

    def _element(self, node: LexborNode) -> None:
        """The page's only first-level heading is its title."""
        tag = "h2" if node.tag == "h1" else node.tag
        if tag == node.tag and node.mem_id not in self._holding:
            self._html.append(node.html or "")
            return
        self._html.append(f"<{tag}{_attributes(node, node.attributes)}>")
        self.inside(node)
        self._html.append(f"</{tag}>")

    def _words(self, node: LexborNode) -> str:
        return words(node) if node.mem_id in self._parted else " ".join(node.text().split())

    def _slot(self, piece: Piece) -> None:
        self.end()
        self.pieces.append(piece)

    def _link(self, node: LexborNode) -> None:
        given = node.attributes
        kept = _attributes(node, [name for name in KEPT_OF_LINKS if name in given])
        if "href" in given:
            self._slot(LinkPiece(given["href"] or "", kept, self._words(node), node.css_first("img") is not None))
        else:  # a mark to link to, or an address that was dropped and told before
            self._html.append(f"<a{kept}>")
        self.inside(node)
        self._html.append("</a>")

    def _image(self, node: LexborNode) -> None:
        given = node.attributes
        source = (given["src"] or "") if "src" in given else None
        enlarged = self._in_gallery and node.prev is None and node.parent is not None and node.parent.tag == "figure"
        self._slot(ImagePiece(source, (given.get("alt") or "").strip(), enlarged))

    def _abbreviation(self, node: LexborNode) -> None:
        if "title" in node.attributes:
            self.explained.setdefault(words(node), node.attributes["title"] or "")
        self._element(node)

    def _paragraph(self, node: LexborNode) -> None:
        first = node.first_child
        if first and first.tag == "-text" and not (first.text_content or "").strip() and first.next:
            first = first.next
        if not first or (first.tag != "img" and not CHART_CALL.match(first.text_content or "")):
            self.paragraphs.append(self._words(node))
        self._element(node)

    def _table(self, node: LexborNode) -> None:
        self.tables += 1
        label = f"Bảng {self.tables}"
        self._html.append(f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">')
        self._element(node)
        self._html.append("</div>")

    def _figure(self, node: LexborNode) -> None:
        """A drawn chart repeats its table, which stays; without our stylesheet it is not readable, but its title and
        source are.
        """
        caption = node.css_first("figcaption") if node.attributes.get("class") == "chart" else None
        if not caption:
            self._element(node)
            return
        self._slot(EitherPiece('<figure class="chart"><figcaption>', "<p>"))
        self.inside(caption)
        self._slot(EitherPiece(f"</figcaption>{next(self._drawings)}</figure>", "</p>"))

    def _gallery(self, nodes: Iterable[LexborNode], figures: int) -> None:
        self._slot(GalleryPiece(figures))
        self._in_gallery = True
        for node in nodes:
            self._node(node)
        self._in_gallery = False
        self._html.append("\n</div>")


def _around(nodes: Iterable[LexborNode]) -> Iterator[int]:
    """What holds them, at any depth."""
    for node in nodes:
        one = node.parent
        while one:
            yield one.mem_id
            one = one.parent


def _run(nodes: Sequence[LexborNode], at: int) -> tuple[int, int]:
    """Where the figures end that stand one after another from `at`, nothing but white space between, and how many."""
    end, figures = at, 0
    for index in range(at, len(nodes)):
        if _shows_picture(nodes[index]):
            end, figures = index + 1, figures + 1
        elif nodes[index].tag != "-text" or (nodes[index].text_content or "").strip():
            break
    return end, figures


def _shows_picture(node: LexborNode) -> bool:
    first = node.first_child if node.tag == "figure" and not node.attributes else None
    return first is not None and first.tag == "img" and len(node.css("figure figure")) == 0


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text_content or ""
        elif child.tag in APART:
            yield from (" ", *_texts(child), " ")
        else:
            yield from _texts(child)


def _attributes(node: LexborNode, names: Iterable[str]) -> str:
    given = node.attributes
    return "".join(f' {name}="{_quoted(given[name] or "")}"' for name in names)


def _quoted(value: str) -> str:
    return escape(value, quote=False).replace("\u00a0", "&nbsp;").replace('"', "&quot;")
