"""What one paragraph holds: runs with how they look, links, fields, notes, and what is drawn among them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plugins.base.legacy_letters import Coding, coding_of_font
from tools.convert.document import RemarkKind
from tools.word import drawings, fields, formulas, ooxml, symbols, telling
from tools.word.ooxml import MATH, MC, Element, W, attribute, child, flag, value
from tools.word.package import embedded
from tools.word.pieces import BREAK, Block, RunLook, RunPiece
from tools.word.styles import Properties

if TYPE_CHECKING:
    from tools.word.reader import DocumentReader

SOFT_HYPHEN, HARD_HYPHEN = "\xad", "\u2011"
_PASSED_OVER = {
    W + name
    for name in """
    pPr rPr sdtPr sdtEndPr tblPr tcPr trPr smartTagPr customXmlPr rubyPr sectPr tblGrid rt
    del moveFrom delText delInstrText instrText fldData ffData proofErr lastRenderedPageBreak pgNum
    annotationRef footnoteRef endnoteRef separator continuationSeparator
    bookmarkStart bookmarkEnd permStart permEnd commentRangeStart commentRangeEnd
    """.split()
}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": HARD_HYPHEN, f"{W}softHyphen": SOFT_HYPHEN}
_DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
_FORMULAS = {f"{MATH}oMath", f"{MATH}oMathPara"}
_CHANGES = {f"{W}{name}" for name in ("ins", "moveTo", "del", "moveFrom")}
_WEB = ("http", "https", "mailto", "tel", "ftp")
_MADE_BY_WORD = re.compile(r"_(?:Toc|Ref|Hlk|ftn|edn|GoBack|top)|top$", re.IGNORECASE)
_EQUATION = re.compile(r"equation|mathtype", re.IGNORECASE)


class Line:
    """Gathers the pieces of a paragraph; `base` is how its text looks where a run says nothing."""

    def __init__(self, reader: DocumentReader, base: Properties) -> None:
        self._reader, self._base = reader, base
        self._told = reader.told
        self.pieces: list[RunPiece] = []
        self.after: list[Block] = []
        self.hidden: list[tuple[str, Coding | None]] = []
        """What a run says that nobody sees."""

    def read(self, parent: Element, href: str = "") -> None:
        for one in parent:
            self._read_one(one, href)

    def _read_one(self, element: Element, href: str) -> None:
        tag = element.tag
        if tag == f"{W}r":
            self._run(element, href)
        elif tag == f"{MC}AlternateContent":
            for one in ooxml.alternative(element):
                self._read_one(one, href)
        elif tag == f"{W}hyperlink":
            self.read(element, self._link(*self._target(element)) or href)
        elif tag in _CHANGES:
            self._change(element, href)
        elif tag in _FORMULAS:
            self._formula(element, href)
        elif tag not in _PASSED_OVER:
            self._read_special(element, href)

    def _read_special(self, element: Element, href: str) -> None:
        if element.tag == f"{W}fldSimple":
            self._simple_field(element, href)
        elif element.tag == f"{W}sdt":
            self._content_control(element, href)
        elif element.tag == f"{W}subDoc":
            self._told.here(RemarkKind.LOST, telling.SUB_DOCUMENT)
        else:
            self.read(element, href)

    def _change(self, element: Element, href: str) -> None:
        if len(element):
            self._told.counts[telling.CHANGES] += 1
        if element.tag in (f"{W}ins", f"{W}moveTo"):
            self.read(element, href)
        else:
            self._field_marks(element)

    def _field_marks(self, deleted: Element) -> None:
        """A field may begin in what was deleted and end behind it."""
        for one in deleted.iter(f"{W}fldChar"):
            self._field_mark(one, self._look(None, ""))

    def _content_control(self, element: Element, href: str) -> None:
        if is_placeholder(element):
            self._told.counts[telling.PLACEHOLDER] += 1
        elif (content := child(element, "sdtContent")) is not None:
            self.read(content, href)

    def _run(self, run: Element, href: str) -> None:
        properties = child(run, "rPr")
        effective = self._reader.styles.effective(self._base, properties)
        look = self._look(effective, href)
        marked = _has_own_mark(run)
        for one in run:
            if marked and one.tag in (f"{W}t", f"{W}sym"):
                continue
            self._content(one, look, hidden=bool(effective.get("hidden")), effective=effective)

    def _content(self, element: Element, look: RunLook, *, hidden: bool, effective: Properties) -> None:
        tag = element.tag
        if tag == f"{W}fldChar":
            self._field_mark(element, look)
        elif tag == f"{W}instrText":
            self._reader.fields.instruct(element.text or "")
        elif tag == f"{MC}AlternateContent":
            for one in ooxml.alternative(element):
                self._content(one, look, hidden=hidden, effective=effective)
        elif self._reader.fields.hide or tag in _PASSED_OVER:
            return
        elif hidden:
            self.hidden.append((element.text or "" if tag == f"{W}t" else " ", look.coding))
        elif tag == f"{W}t":
            self._add(element.text or "", _in_font(font_of(element.text or "", effective), look))
        else:
            self._sign(element, look)

    def _sign(self, element: Element, look: RunLook) -> None:
        tag = element.tag
        if tag in _SIGNS:
            self._add(_SIGNS[tag], look)
        elif tag in (f"{W}br", f"{W}cr"):
            self._add("", look, BREAK)
        elif tag == f"{W}sym":
            self._symbol(attribute(element, "char"), attribute(element, "font"), look)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self._note(element, look)
        elif tag == f"{W}commentReference":
            self._told.counts[telling.COMMENTS] += 1
        elif tag == f"{W}ruby":
            self._ruby(element, look)
        elif tag in _DRAWINGS or ooxml.local(element) in ("contentPart", "control"):
            self._draw(element, look)
        elif tag in _FORMULAS:
            self._formula(element, look.href)
        else:
            self._read_one(element, look.href)

    def _add(self, text: str, look: RunLook, html: str = "") -> None:
        if (text or html) and not self._reader.fields.hide:
            self.pieces.append(RunPiece(text, look, html))

    def _look(self, properties: Properties | None, href: str) -> RunLook:
        found = self._base if properties is None else properties
        field = self._link(*self._reader.fields.link)
        return RunLook(
            bold=bool(found.get("bold")),
            italic=bool(found.get("italic")),
            underline=bool(found.get("underline")) and not (href or field),
            strike=bool(found.get("strike")),
            caps=bool(found.get("caps")),
            raised=found.get("raised", ""),
            href=href or field,
            size=found.get("size", 0),
            coding=coding_of_font(font_of("\xe0", found)),
        )

    def _symbol(self, code: str, font: str, look: RunLook) -> None:
        try:
            sign = chr(int(code, 16))
        except (ValueError, OverflowError):
            return
        self._add(sign, _in_font(font, look))

    def _ruby(self, element: Element, look: RunLook) -> None:
        base, above = child(element, "rubyBase"), child(element, "rt")
        if base is not None:
            self.read(base, look.href)
        said = "".join(one.text or "" for one in above.iter(f"{W}t")) if above is not None else ""
        self._add(f" ({said})" if said.strip() else "", look)

    def _note(self, element: Element, look: RunLook) -> None:
        kind = "footnotes" if element.tag == f"{W}footnoteReference" else "endnotes"
        html = self._reader.notes.mark(kind, attribute(element, "id"))
        self._add("", RunLook(size=look.size), html)

    def _formula(self, element: Element, href: str) -> None:
        words = formulas.as_text(element)
        if words.strip() and not self._reader.fields.hide:
            self._add(words, RunLook(href=href))
            self._told.here(RemarkKind.GUESSED, telling.FORMULA, what=words)

    def _simple_field(self, element: Element, href: str) -> None:
        stack = self._reader.fields
        stack.begin(element)
        stack.instruct(attribute(element, "instr"))
        self._begin_result(stack.separate())
        self.read(element, href)
        stack.end()

    def _field_mark(self, element: Element, look: RunLook) -> None:
        stack, kind = self._reader.fields, attribute(element, "fldCharType")
        if kind == "begin":
            stack.begin(element)
        elif kind == "separate":
            self._begin_result(stack.separate())
        elif kind == "end" and (ended := stack.end()) is not None:
            self._shown_without_result(ended, look)

    def _begin_result(self, left_out: str) -> None:
        if left_out:
            self._told.here(RemarkKind.MADE, telling.TABLE_LEFT_OUT, what=left_out)

    def _shown_without_result(self, ended: fields.OpenField, look: RunLook) -> None:
        text, font = fields.without_result(ended)
        if text:
            self._add(text, _in_font(font, look) if font else look)
        elif ended.kind not in fields.SILENT and not self._reader.fields.hide:
            self._told.here(RemarkKind.LOST, telling.NO_RESULT, what=ended.instruction)

    def _target(self, element: Element) -> tuple[str, str]:
        relation = self._reader.relation(embedded(element, "id"))
        return (relation.target if relation else ""), attribute(element, "anchor") or attribute(element, "docLocation")

    def _link(self, address: str, anchor: str) -> str:
        """The address where a link may lead, or nothing; what is lost by that is told."""
        address = address.strip()
        if not address:
            if anchor and not _MADE_BY_WORD.match(anchor):
                self._told.here(RemarkKind.LOST, telling.INNER_LINK, what=anchor)
            return ""
        whole = f"{address}#{anchor}" if anchor and "#" not in address else address
        whole = f"http://{whole}" if whole.lower().startswith("www.") else whole
        whole = f"mailto:{whole}" if re.fullmatch(r"[\w.+-]+@[\w.-]+\.\w+", whole) else whole
        if _scheme(whole) in _WEB:
            return whole
        self._told.here(RemarkKind.LOST, telling.LOCAL_LINK, what=address)
        return ""

    def _draw(self, element: Element, look: RunLook) -> None:
        if self._reader.fields.hide:
            return
        holds_object = element.tag == f"{W}object"
        for one in drawings.found(element):
            self._place(one, look, only_if_drawn=holds_object)

    def _place(self, one: drawings.Drawn, look: RunLook, *, only_if_drawn: bool) -> None:
        if one.kind == "picture":
            html = self._reader.picture(one, silent=only_if_drawn)
            if html and look.href:
                self._told.here(RemarkKind.LOST, telling.LINK_ON_PICTURE, what=look.href)
            if html and one.floats:
                self.after += self._reader.beside(html)
            else:
                self._add("", RunLook(href="", size=look.size), html)
        elif one.kind == "box":
            self._told.here(RemarkKind.GUESSED, telling.TEXT_BOX)
            self.after += self._reader.story(one.element)
        elif one.kind == "words":
            self._told.here(RemarkKind.GUESSED, telling.WORD_ART)
            self.after += self._reader.words_beside(one.text)
        elif one.kind == "shape":
            self._told.counts[telling.SHAPES] += 1
        else:
            self._told_of(one)

    def _told_of(self, one: drawings.Drawn) -> None:
        """What can only be told of."""
        if one.kind == "object":
            words = telling.OLD_FORMULA if _EQUATION.search(one.text) else telling.OBJECT
            self._told.here(RemarkKind.LOST, words, what=one.text or "OLE")
        elif one.kind in ("chart", "diagram"):
            words = telling.CHART if one.kind == "chart" else telling.DIAGRAM
            self._told.here(RemarkKind.LOST, words, what=self._reader.words_of_drawing(one.relation, one.kind))
        else:
            self._told.here(RemarkKind.LOST, telling.INK if one.kind == "ink" else telling.CONTROL)


def _has_own_mark(run: Element) -> bool:
    """Whether a note is named by a sign of the writer's, which stands behind it; here it has a number."""
    notes = run.iterchildren(f"{W}footnoteReference", f"{W}endnoteReference")
    return any(attribute(one, "customMarkFollows") in ("1", "true", "on") for one in notes)


def font_of(text: str, found: Properties) -> str:
    """The font that Word takes for a text: one for plain letters, one for others, one where the script is complex."""
    if found.get("complex script"):
        return str(found.get("complex", ""))
    beyond = next((sign for sign in text if sign > "\x7f"), "")
    if beyond and found.get("hint") == "eastAsia" and found.get("far"):
        return str(found["far"])
    plain, high = str(found.get("ascii", "")), str(found.get("high", ""))
    return (high or plain) if beyond else (plain or high)


def is_placeholder(control: Element) -> bool:
    """Whether a content control shows its prompt, which nobody typed."""
    shown = child(control, "sdtPr/showingPlcHdr")
    return flag(shown)


def is_contents(control: Element) -> bool:
    """Whether a content control holds the table of contents."""
    return value(control, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def _in_font(font: str, look: RunLook) -> RunLook:
    return replace(look, coding=coding_of_font(font), symbols=font if symbols.is_symbols(font) else "")
