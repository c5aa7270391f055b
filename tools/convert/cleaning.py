"""Reads HTML, whoever made it, into blocks: Word's paste, editors in browsers, a CMS, or our own importers.

What only Word, a stylesheet or a script understands goes; what a person saw stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plugins.base.legacy_letters import from_runs
from plugins.base.letters import as_meant, without_zero_width
from tools.convert import styles
from tools.convert.blocks import (
    Block,
    Blocks,
    CleanText,
    Grid,
    GridCell,
    HorizontalRule,
    InlineImage,
    ItemList,
    LineBreak,
    NoteMark,
    PieceOfText,
    Preformatted,
    Quotation,
    TextBlock,
    Words,
)
from tools.convert.runs import tidied
from tools.convert.styles import Look, attribute

DEEPEST = 60
"""Elements in one another; what lies deeper is read as words alone."""

SKIPPED = frozenset(
    "-comment !doctype script style head title meta link template noscript iframe object embed svg math select "
    "textarea button xml o:shapetype v:shapetype form-hidden".split()
)
PARAGRAPHS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 center address article section header footer main aside nav figure figcaption caption "
    "dl dt dd fieldset legend form details summary hgroup body html li tr td th tbody thead tfoot".split()
)
WHITE = re.compile(r"[ \t\r\n\f]+")
# Word, LibreOffice and Google name the place of a footnote in their own ways.
NOTE_CALL = re.compile(r"#(fn[:-]?[\w-]+|_(?:ftn|edn)\d+|sd(?:footnote|endnote)\d+sym|ftnt?\d+)$")
NOTE_BACK = re.compile(r"#(?:fn-?ref|_(?:ftn|edn)ref\d+|sd(?:footnote|endnote)\d+anc|ftnt?_ref\d+)")
NOTE_CLASSES = {"footnotes", "footnote", "endnotes"}
NOTE_PLACE = re.compile(r"(?:ftnt?|edn)\d+|sd(?:footnote|endnote)\d+")
SIGN = re.compile(r"[^\w\s\x00-\u2000]{1,8}")
"""What an emoji says that a network shows as a picture of its own."""
LETTERED = {"a": "abcdđeghiklmnopqrstuvxy", "A": "ABCDĐEGHIKLMNOPQRSTUVXY"}
ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
REDIRECTORS = {"www.google.com": "q", "l.facebook.com": "u", "lm.facebook.com": "u", "link.zalo.me": "url"}


def read(html: str) -> CleanText:
    """The blocks of some HTML, and its footnotes."""
    root = LexborHTMLParser(html).body
    reader = _HtmlReader()
    if root:
        _tell_notes_apart(root)
    blocks = reader.blocks(root, Look(), TextBlock(()), 0) if root else ()
    return CleanText(blocks, reader.notes)


def _tell_notes_apart(root: LexborNode) -> None:
    """Documents that were pasted one below another each count their footnotes from 1: the second note of a name belongs
    to the second call.
    """
    places: dict[str, list[LexborNode]] = defaultdict(list)
    for node in root.css("div[id]"):
        if NOTE_PLACE.fullmatch(name := attribute(node, "id")):
            places[name].append(node)
    for name, found in places.items():
        calls = [node for node in root.css("a[href]") if len(found) > 1 and _called(node) == name]
        for number, node in enumerate(found[1:], start=1):
            made = f"{name}{number:03}"
            node.attrs["id"] = made
            if number < len(calls):
                calls[number].attrs["href"] = attribute(calls[number], "href").replace(name, made)


def _called(node: LexborNode) -> str:
    """The name of the footnote that a link calls; empty for other links."""
    call = NOTE_CALL.match(attribute(node, "href").strip())
    return call[1].removesuffix("sym").lstrip("_") if call else ""


@dataclass(slots=True)
class _Flow:
    """The blocks so far, and the paragraph that is open: `form` is what it will look like."""

    form: TextBlock
    blocks: list[Block] = field(default_factory=list)
    pieces: list[tuple[PieceOfText, Look]] = field(default_factory=list)
    mark: str = ""

    def end(self) -> None:
        """Closes the open paragraph."""
        if made := tidied(_unicode(self.pieces)):
            said = [look for piece, look in self.pieces if isinstance(piece, Words) and piece.text.strip()]
            sizes = {look.size for look in said}
            caps = bool(said) and all(look.caps for look in said)
            form = replace(self.form, mark=self.mark, size=sizes.pop() if len(sizes) == 1 else 0, caps=caps)
            self.blocks.append(replace(form, pieces=made))
        self.pieces, self.mark = [], ""


def _unicode(pieces: list[tuple[PieceOfText, Look]]) -> list[PieceOfText]:
    """The pieces with letters of old fonts, of look-alikes and without any width put right."""
    texts = [(piece.text, look.coding) for piece, look in pieces if isinstance(piece, Words)]
    coded = any(coding for _, coding in texts)
    decoded = iter(from_runs(texts) if coded else [text for text, _ in texts])
    found: list[PieceOfText] = []
    for piece, _ in pieces:
        found.append(
            replace(piece, text=as_meant(without_zero_width(next(decoded)))) if isinstance(piece, Words) else piece
        )
    return found


class _HtmlReader:
    def __init__(self) -> None:
        self.notes: dict[str, Blocks] = {}

    def blocks(self, node: LexborNode, look: Look, form: TextBlock, depth: int) -> Blocks:
        flow = _Flow(form)
        self._walk(node, look, flow, depth)
        flow.end()
        return tuple(flow.blocks)

    def _walk(self, node: LexborNode, look: Look, flow: _Flow, depth: int) -> None:
        if depth > DEEPEST:
            flow.pieces.append((Words(WHITE.sub(" ", node.text(separator=" ")), look.style), look))
            return
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                flow.pieces.append((Words(WHITE.sub(" ", child.text_content or ""), look.style), look))
            elif tag not in SKIPPED:
                inner = styles.look_of(child, look)
                if not inner.hidden:
                    self._element(child, tag, inner, flow, depth + 1)

    def _element(self, node: LexborNode, tag: str, look: Look, flow: _Flow, depth: int) -> None:
        if tag in ("br", "img", "a") or styles.declarations(node).get("mso-list", "") == "ignore":
            self._inline(node, tag, look, flow, depth)
        elif self._is_note(node, tag, look, depth):
            pass
        elif tag in PARAGRAPHS:
            self._paragraph(node, tag, look, flow, depth)
        elif made := self._block(node, tag, look, flow.form, depth):
            flow.end()
            flow.blocks += made
        elif tag not in ("ul", "ol", "table", "blockquote", "pre", "hr"):
            self._walk(node, look, flow, depth)

    def _inline(self, node: LexborNode, tag: str, look: Look, flow: _Flow, depth: int) -> None:
        match tag:
            case "br":
                flow.pieces.append((LineBreak(), look))
            case "img":
                image = _image(node)
                flow.pieces.append((Words(image.alt, look.style) if SIGN.fullmatch(image.alt) else image, look))
            case "a":
                self._anchor(node, look, flow, depth)
            case _:  # the bullet or number that Word set
                flow.mark = " ".join(node.text().replace("\u00a0", " ").split())

    def _anchor(self, node: LexborNode, look: Look, flow: _Flow, depth: int) -> None:
        href = attribute(node, "href").strip()
        if name := _called(node):
            flow.pieces.append((NoteMark(name), look))
        elif not NOTE_BACK.match(href):
            to = address(href)
            self._walk(node, replace(look, style=replace(look.style, href=to or look.style.href)), flow, depth)

    def _paragraph(self, node: LexborNode, tag: str, look: Look, flow: _Flow, depth: int) -> None:
        flow.end()
        around = flow.form
        level = int(tag[1]) if tag[0] == "h" and tag[1:].isdecimal() else 0
        flow.form = replace(
            around,
            role=styles.role_of(node, around.role),
            level=level or around.level,
            align=styles.align_of(node, around.align),
            indent=styles.indent_of(node) or around.indent,
            at=attribute(node, "data-at") or around.at,
        )
        self._walk(node, look, flow, depth)
        flow.end()
        flow.form = around

    def _block(self, node: LexborNode, tag: str, look: Look, form: TextBlock, depth: int) -> list[Block]:
        form = replace(form, level=0, role="")
        match tag:
            case "ul" | "ol":
                return self._list(node, look, form, depth)
            case "table":
                return self._table(node, look, form, depth)
            case "blockquote":
                inner = self.blocks(node, look, form, depth)
                return [Quotation(inner)] if inner else []
            case "pre":
                return [Preformatted(node.text().strip("\n"))] if node.text(strip=True) else []
            case "hr":
                return [HorizontalRule()]
        return []

    def _list(self, node: LexborNode, look: Look, form: TextBlock, depth: int) -> list[Block]:
        items: list[Blocks] = []
        numbers: list[int] = []
        number = _number(attribute(node, "start"), 1)
        for child in node.iter():
            if child.tag in SKIPPED:
                continue
            inner = styles.look_of(child, look)
            if child.tag in ("ul", "ol") and items:  # as old editors nest them
                items[-1] += tuple(self._list(child, inner, form, depth + 1))
            elif found := self.blocks(
                child, inner, replace(form, at=attribute(child, "data-at") or form.at), depth + 1
            ):
                number = _number(attribute(child, "value"), number)
                items.append(found)
                numbers.append(number)
                number += 1
        if not items or node.tag == "ul":
            return [ItemList(tuple(items))] if items else []
        kind = attribute(node, "type") or _list_style(node)
        return (
            _labelled(items, numbers, kind)
            if kind in ("a", "A", "i", "I")
            else [ItemList(tuple(items), tuple(numbers))]
        )

    def _table(self, node: LexborNode, look: Look, form: TextBlock, depth: int) -> list[Block]:
        above = [caption for caption in node.iter() if caption.tag == "caption"]
        rows = [row for part in node.iter() for row in ([part] if part.tag == "tr" else part.iter()) if row.tag == "tr"]
        at = attribute(node, "data-at") or form.at
        inside = replace(form, align="", indent=0, role="")
        made = tuple(
            tuple(self._cell(cell, look, inside, depth) for cell in row.iter() if cell.tag in ("td", "th"))
            for row in rows
        )
        named = [block for caption in above for block in self.blocks(caption, look, form, depth + 1)]
        full = tuple(row for row in made if row)
        return [*named, Grid(full, at)] if any(cell.blocks for row in full for cell in row) else named

    def _cell(self, node: LexborNode, look: Look, form: TextBlock, depth: int) -> GridCell:
        align = styles.align_of(node, "")
        found = self.blocks(node, styles.look_of(node, look), replace(form, align=align), depth + 1)
        inner = next((block.align for block in found if isinstance(block, TextBlock)), align)
        rows, columns = (_number(attribute(node, name), 1) for name in ("rowspan", "colspan"))
        return GridCell(found, node.tag == "th", min(rows, 1000) or 1, min(columns, 100) or 1, inner)

    def _is_note(self, node: LexborNode, tag: str, look: Look, depth: int) -> bool:
        """Takes in what is a footnote's text; True where it was."""
        if tag in ("section", "div") and NOTE_CLASSES & {*attribute(node, "class").split()}:
            for item in node.css("li[id]"):
                self.notes[attribute(item, "id")] = self.blocks(item, look, TextBlock(()), depth)
            return bool(node.css_first("li[id]"))
        if tag == "div" and (place := NOTE_PLACE.fullmatch(attribute(node, "id") or _google_note(node))):
            self.notes[place[0]] = self.blocks(node, look, TextBlock(()), depth)
            return True
        return False


def _google_note(node: LexborNode) -> str:
    """The name of a footnote as Google's documents have it, on the link that leads back."""
    paragraph = next(iter(node.iter()), None)
    link = next(iter(paragraph.iter()), None) if paragraph else None
    return attribute(link, "id") if link and link.tag == "a" and NOTE_BACK.match(attribute(link, "href")) else ""


def _image(node: LexborNode) -> InlineImage:
    width, height = (_number(re.sub(r"(?:px|\.\d+)*$", "", attribute(node, name)), 0) for name in ("width", "height"))
    alt, title = (" ".join(as_meant(attribute(node, name)).split()) for name in ("alt", "title"))
    return InlineImage(attribute(node, "src").strip(), alt, title, width, height)


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else otherwise


def _list_style(node: LexborNode) -> str:
    style = styles.declarations(node).get("list-style-type", "")
    return {
        "lower-alpha": "a",
        "lower-latin": "a",
        "upper-alpha": "A",
        "upper-latin": "A",
        "lower-roman": "i",
        "upper-roman": "I",
    }.get(style, "")


def _labelled(items: list[Blocks], numbers: list[int], kind: str) -> list[Block]:
    """A list whose items bear letters: Markdown has numbers alone, so the letters are written."""
    made: list[Block] = []
    for (first, *others), number in zip(items, numbers, strict=True):
        names = LETTERED.get(kind) or [name if kind == "i" else name.upper() for name in ROMAN]
        label = names[number - 1] if 0 < number <= len(names) else str(number)
        mark = f"{label}." if kind == "I" else f"{label})"
        if isinstance(first, TextBlock):
            first = replace(first, pieces=tidied([Words(f"{mark} "), *first.pieces]))  # noqa: PLW2901
        made += [first, *others]
    return made


def address(href: str) -> str:
    """Where a link leads, without what counts clicks on the way; "" for places within the document and scripts."""
    if href.startswith("#") or href.lower().startswith(("javascript:", "about:", "data:", "vbscript:")):
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if key := REDIRECTORS.get(parts.netloc):
        return (parse_qs(parts.query).get(key) or [href])[0]
    if parts.netloc.endswith("safelinks.protection.outlook.com"):
        return (parse_qs(parts.query).get("url") or [href])[0]
    return href
