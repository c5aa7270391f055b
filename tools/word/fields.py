"""Word's fields: what is shown is their result; their instruction says what it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tools.word.ooxml import Element, W, attribute, child, flag, number, value

# What a program makes from the text, as the site does by itself.
LEFT_OUT = {"TOC": "mục lục", "INDEX": "bảng tra từ", "TOA": "bảng căn cứ"}
# Marks for such tables and the like: nobody sees them.
SILENT = {
    "XE",
    "TC",
    "TA",
    "RD",
    "ASK",
    "SET",
    "PRIVATE",
    "ADDIN",
    "BOOKMARK",
    "NEXT",
    "NEXTIF",
    "SKIPIF",
    "ADVANCE",
    "",
}
_ADDRESS = re.compile(r'\s*HYPERLINK\s+(?:"((?:[^"\\]|\\.)*)"|([^\s"\\]\S*))?', re.IGNORECASE)
_ANCHOR = re.compile(r'\\l\s+"?([^"\s]+)', re.IGNORECASE)
_BUTTON = re.compile(r"\s*MACROBUTTON\s+\S+\s*(.*)", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r'\s*SYMBOL\s+(\d+|0x[0-9a-f]+)(?:.*\\f\s+"?([^"\\]+))?', re.IGNORECASE)


@dataclass(slots=True)
class OpenField:
    """A field that has begun. `answer` is what a form's box or list says without a result."""

    instruction: str = ""
    showing: bool = False
    answer: str = ""

    @property
    def kind(self) -> str:
        words = self.instruction.split(maxsplit=1)
        return words[0].upper().lstrip("=") if words else ""


class FieldStack:
    """The fields that are open at a place of the text."""

    def __init__(self) -> None:
        self._open: list[OpenField] = []

    @property
    def hide(self) -> bool:
        """Whether what stands here is not shown: an instruction, or a table that the site makes itself."""
        return any(not one.showing or one.kind in LEFT_OUT for one in self._open)

    @property
    def link(self) -> tuple[str, str]:
        """Address and anchor of the innermost link that is open."""
        linked = (one for one in reversed(self._open) if one.kind == "HYPERLINK")
        return next((link_of(one.instruction) for one in linked), ("", ""))

    def instruct(self, words: str) -> None:
        if self._open and not self._open[-1].showing:
            self._open[-1].instruction += words

    def begin(self, element: Element) -> None:
        self._open.append(OpenField(answer=_answer(child(element, "ffData"))))

    def separate(self) -> str:
        """Returns what the table is that begins here, or ""."""
        if not self._open:
            return ""
        self._open[-1].showing = True
        return LEFT_OUT.get(self._open[-1].kind, "")

    def end(self) -> OpenField | None:
        """The field that ends here, if it was one without a result that should have shown something."""
        if not self._open:
            return None
        ended = self._open.pop()
        return ended if not ended.showing or ended.answer else None


def link_of(instruction: str) -> tuple[str, str]:
    """Address and anchor that a HYPERLINK names."""
    found, anchor = _ADDRESS.match(instruction), _ANCHOR.search(instruction)
    address = re.sub(r"\\(.)", r"\1", (found[1] or found[2] or "")) if found else ""
    return address, anchor[1] if anchor else ""


def without_result(ended: OpenField) -> tuple[str, str]:
    """What a field without a result shows: text, and the font of its signs."""
    if ended.answer:
        return ended.answer, ""
    if found := _BUTTON.match(ended.instruction):
        return found[1].strip(), ""
    if (found := _SIGN.match(ended.instruction)) and int(found[1], 0) < 0x110000:
        return chr(int(found[1], 0)), (found[2] or "").strip()
    return "", ""


def _answer(form: Element | None) -> str:
    if (box := child(form, "checkBox")) is not None:
        checked = child(box, "checked")
        return "☒" if flag(checked if checked is not None else child(box, "default")) else "☐"
    if (choices := child(form, "ddList")) is not None:
        entries = [attribute(one) for one in choices.iter(f"{W}listEntry")]
        chosen = number(value(choices, "result") or value(choices, "default"))
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""
