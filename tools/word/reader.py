"""A document of Word from its first paragraph to its last: what each is, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

from plugins.base.legacy_letters import coding_of_font, from_runs
from plugins.base.problems import printable
from plugins.base.vietnamese import fold_spaces, nfc
from tools.convert.document import RemarkKind
from tools.word import ooxml, telling
from tools.word.drawings import Drawn
from tools.word.fields import FieldStack
from tools.word.inline import Line, font_of, is_contents, is_placeholder
from tools.word.letters import decoded, in_unicode
from tools.word.notes import Notes
from tools.word.numbering import Numbering, Numeral
from tools.word.ooxml import MC, A, Element, W, attribute, child, flag, number, value
from tools.word.package import Package, Relation
from tools.word.pictures import NoPicture, PictureFiles
from tools.word.pieces import Block, RunLook, RunPiece, WordParagraph
from tools.word.styles import Properties, Styles, heading, paragraph_properties
from tools.word.tables import table

_GONE = (f"{W}del", f"{W}moveFrom")


class DocumentReader:
    """Reads one package once: `body` first, then `notes_read`."""

    def __init__(self, package: Package, folder: Path) -> None:
        self.package, self.part = package, package.document
        self.told = telling.Telling()
        self.fields = FieldStack()
        self.pictures = PictureFiles(folder)
        self.drawn = 0
        self.at = 0
        self._cells = 0
        self.styles = Styles(self._root("styles"), self._root("theme"))
        self.numbering = Numbering(self._root("numbering"))
        self.notes = Notes({kind: self._root(kind) for kind in ("footnotes", "endnotes")})

    def body(self) -> list[Block]:
        return self.blocks(child(self.package.xml(self.part), "body"))

    def notes_read(self) -> list[list[Block]]:
        """Each note that the text named; pictures and links in it are related to a part of its own."""
        read = []
        for kind, note in self.notes.named:
            self.part = self.package.related(self.package.document, kind)
            read.append(self.story(note))
        self.part = self.package.document
        return read

    def relation(self, name: str) -> Relation | None:
        return self.package.relations(self.part).get(name)

    def story(self, parent: Element) -> list[Block]:
        """A text beside the text, with fields of its own."""
        outside, self.fields = self.fields, FieldStack()
        waiting = self.told.aside()
        try:
            return self.blocks(parent)
        finally:
            self.fields = outside
            self.told.resume(waiting)

    def blocks(self, parent: Element | None, table_style: str = "") -> list[Block]:
        """Paragraphs and tables of a body, a cell, a note, a text box, in their order."""
        return list(_joined(self._blocks(parent, table_style))) if parent is not None else []

    def cell(self, element: Element, table_style: str) -> list[Block]:
        """What stands in a cell; there a number may stand alone, as rows are counted."""
        self._cells += 1
        try:
            return self.blocks(element, table_style)
        finally:
            self._cells -= 1

    def _blocks(self, parent: Element, table_style: str) -> Iterator[Block]:
        for one in parent:
            if one.tag == f"{W}p":
                yield from self._paragraph(one, table_style)
            elif one.tag == f"{W}tbl":
                yield from self._table(one)
            elif one.tag == f"{MC}AlternateContent":
                for chosen in ooxml.alternative(one):
                    yield from self._blocks([chosen], table_style)
            elif one.tag == f"{W}sdt":
                yield from self._content_control(one, table_style)
            elif one.tag == f"{W}altChunk":
                self.told.of(f"sau đoạn {self.at}", RemarkKind.LOST, telling.ALT_CHUNK)
            elif (
                isinstance(one.tag, str)
                and one.tag not in _GONE
                and next(one.iter(f"{W}p", f"{W}tbl"), None) is not None
            ):
                yield from self._blocks(one, table_style)

    def _content_control(self, control: Element, table_style: str) -> Iterator[Block]:
        if is_contents(control):
            self.told.once(RemarkKind.MADE, telling.TABLE_LEFT_OUT, what="mục lục")
        elif is_placeholder(control):
            self.told.counts[telling.PLACEHOLDER] += 1
        elif (content := child(control, "sdtContent")) is not None:
            yield from self._blocks(content, table_style)

    def _table(self, element: Element) -> Iterator[Block]:
        if not self.fields.hide:
            made = table(element, self)
            if made.rows:
                yield made

    def _paragraph(self, element: Element, table_style: str) -> Iterator[Block]:
        own, hidden_before = child(element, "pPr"), self.fields.hide
        self.at += 0 if hidden_before else 1
        style = value(own, "pStyle")
        found = {**self.styles.paragraph(style, table_style), **paragraph_properties(own)}
        block = WordParagraph(self.at, self._role(style, own), found.get("align", ""), found.get("left", 0))
        base = self.styles.base(style, table_style)
        line = Line(self, base)
        line.read(element)
        block.pieces, block.after = decoded(line.pieces, self.told), line.after
        block.joins = _has_no_end(own)
        if not (block.joins or self.fields.hide):
            block.numeral = self._numeral(own, found, base)
        if block.is_empty and block.numeral and block.numeral.kind != "bullet" and self._cells:
            block.pieces, block.numeral = [RunPiece(block.numeral.text, RunLook())], None
        if hidden := "".join(from_runs(line.hidden)).strip():
            self.told.here(RemarkKind.LOST, telling.HIDDEN, what=hidden)
        self.told.settle(block.at, block.text)
        if block.role != "toc":
            yield block
        elif block.text.strip():
            self.told.once(RemarkKind.MADE, telling.TABLE_LEFT_OUT, what="mục lục")

    def _role(self, style: str, own: Element | None) -> str:
        """What the paragraph is: an outline level of its own makes a heading of text, or text of a heading."""
        role, level = self.styles.role(style), value(own, "outlineLvl")
        return heading(number(level, -1)) if level and (not role or role.startswith("h")) else role

    def _numeral(self, own: Element | None, found: Properties, base: Properties) -> Numeral | None:
        name = found.get("list", "0")
        if name == "0":
            return None
        style = "" if child(own, "numPr/numId") is not None else found.get("list style", "")
        numeral = self.numbering.of(name, found.get("list level"), style)
        if numeral is None:
            return None
        look = {**self.styles.effective(base, child(own, "rPr")), **self.styles.run(numeral.run)}
        text = in_unicode(numeral.text, coding_of_font(font_of(numeral.text, look)))
        return replace(numeral, text=text, left=paragraph_properties(own).get("left", numeral.left))

    def picture(self, one: Drawn, *, silent: bool) -> str:
        """The element of a picture whose file is kept; nothing, and a remark, where it cannot be."""
        if not silent:
            self.drawn += 1
        place, relation = f"ảnh {self.drawn}", self.relation(one.relation)
        if relation is None or relation.external:
            self._told_of_missing(one, relation, place) if not silent else None
            return ""
        try:
            name, (words, what) = self.pictures.add(self.package.content(relation.target), one.edit)
        except NoPicture as why:
            self.told.of(place, RemarkKind.LOST, why.args[0], what=why.args[1]) if not silent else None
            return ""
        self.drawn += 1 if silent else 0
        self._told_of_picture(one, place, words, what)
        width, height = (one.height, one.width) if one.edit.turn in (90, 270) else (one.width, one.height)
        sizes = "".join(f' {side}="{size}"' for side, size in (("width", width), ("height", height)) if size)
        title = f' title="{escape(_clean(one.title))}"' if one.title else ""
        return f'<img src="{name}" alt="{escape(_clean(one.alt))}"{title}{sizes}>'

    def _told_of_missing(self, one: Drawn, relation: Relation | None, place: str) -> None:
        linked = relation or self.relation(one.linked)
        words = telling.LINKED_PICTURE if linked and linked.external else telling.LOST_PICTURE
        self.told.of(place, RemarkKind.LOST, words, what=linked.target if linked else one.relation or one.linked)

    def _told_of_picture(self, one: Drawn, place: str, words: str, what: str) -> None:
        if words:
            self.told.of(place, RemarkKind.MADE, words, what=what)
        if one.edit.turn % 90:
            self.told.of(place, RemarkKind.GUESSED, telling.TURNED)
        if one.href and (link := self.relation(one.href)):
            self.told.of(place, RemarkKind.LOST, telling.LINK_ON_PICTURE, what=link.target)

    def beside(self, html: str) -> list[Block]:
        """A paragraph of its own for what floats beside the text."""
        return [WordParagraph(self.at, "", pieces=[RunPiece("", RunLook(), html)])]

    def words_beside(self, words: str) -> list[Block]:
        return [
            WordParagraph(self.at, "", pieces=[RunPiece(line, RunLook())])
            for line in words.splitlines()
            if line.strip()
        ]

    def words_of_drawing(self, name: str, kind: str) -> str:
        """The title of a chart, or all that a diagram says."""
        relation = self.relation(name)
        root = self.package.xml(relation.target) if relation and not relation.external else None
        if root is None:
            return ""
        if kind == "chart":
            title = next((one for one in root.iter() if ooxml.local(one) == "title"), None)
            words = "".join(one.text or "" for one in title.iter(f"{A}t")) if title is not None else ""
            return f"«{words}»" if words.strip() else ""
        return "; ".join(one.text for one in root.iter(f"{A}t") if one.text)

    def _root(self, kind: str) -> Element | None:
        return self.package.xml(self.package.related(self.part, kind))


def _has_no_end(own: Element | None) -> bool:
    """Whether a paragraph runs into the next: its mark was deleted or is hidden, or it is the letter of a drop cap."""
    mark = child(own, "rPr")
    deleted = any(child(mark, name) is not None for name in ("del", "moveFrom"))
    hidden = flag(child(mark, "vanish")) or flag(child(mark, "specVanish"))
    return deleted or hidden or attribute(child(own, "framePr"), "dropCap") in ("drop", "margin")


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Paragraphs without an end of their own are one with the next; those without content are left out."""
    open_one: WordParagraph | None = None
    for block in blocks:
        if open_one is not None and isinstance(block, WordParagraph):
            block.pieces = open_one.pieces + block.pieces
            block.after = open_one.after + block.after
            block.at = block.at if open_one.is_empty else open_one.at
        elif open_one is not None:
            yield from _with_content(open_one)
        open_one = block if isinstance(block, WordParagraph) and block.joins else None
        if open_one is None:
            yield from _with_content(block)
    if open_one is not None:
        yield from _with_content(open_one)


def _with_content(block: Block) -> Iterator[Block]:
    """What floats beside a paragraph without content stands in its place."""
    if isinstance(block, WordParagraph) and block.is_empty:
        yield from block.after
    else:
        yield block


def _clean(words: str) -> str:
    return nfc(printable(fold_spaces(words)))
