"""What Word shows, from what is written: properties through defaults, tables, styles and themes down to the run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from plugins.base.vietnamese import slug
from tools.word.ooxml import A, Element, W, attribute, child, flag, length, number, value

Properties = Mapping[str, Any]

# Yes in two levels of styles is no: a bold character style in a bold heading is not bold.
TOGGLES = {"b": "bold", "i": "italic", "caps": "caps", "strike": "strike", "dstrike": "strike", "vanish": "hidden"}
_SLOTS = {"ascii": "ascii", "hAnsi": "high", "cs": "complex", "eastAsia": "far"}
_THEMED = {"asciiTheme": "ascii", "hAnsiTheme": "high", "cstheme": "complex", "eastAsiaTheme": "far"}

# Names of styles by their meaning, as slugs: as Word, LibreOffice, WPS Office and offices name them in two languages.
_HEADING = re.compile(r"(?:heading|tieu-de|de-muc|dau-de)-?([1-9])")
_ROLES = {
    "title": "title tieu-de tieude ten-bai tua-de tieu-de-chinh tieu-de-bai doc-title document-title",
    "subtitle": "subtitle phu-de tieu-de-phu",
    "caption": "caption chu-thich chu-thich-anh loi-chu-thich illustration figure drawing hinh image-caption",
    "quote": "quote intense-quote block-text quotations trich-dan trich-dan-manh trich-dan-ro intensequote blocktext",
    "pre": "html-preformatted preformatted-text source-code",
    "toc": "toc-heading dau-de-muc-luc tieu-de-muc-luc contents-heading table-of-figures table-of-authorities",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}
_CONTENTS = re.compile(r"(?:toc|muc-luc|contents)-?[1-9]")
TITLE_LEVELS = 9


class Styles:
    """The style sheet of a document; every answer is kept, as thousands of runs ask the same."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._styles = {attribute(one, "styleId"): one for one in (root.iter(f"{W}style") if root is not None else ())}
        self._theme = _theme_fonts(theme)
        defaults = child(root, "docDefaults")
        self._run_defaults = self.run(child(defaults, "rPrDefault/rPr"))
        self._paragraph_defaults = paragraph_properties(child(defaults, "pPrDefault/pPr"))
        self._usual = {
            kind: next((name for name, one in self._styles.items() if _is_default(one, kind)), "")
            for kind in ("paragraph", "character", "table")
        }
        self.paragraph = lru_cache(maxsize=None)(self._paragraph)
        self.base = lru_cache(maxsize=None)(self._base)
        self.role = lru_cache(maxsize=None)(self._role)
        self._character = lru_cache(maxsize=None)(self._character_style)

    def run(self, element: Element | None) -> dict[str, Any]:
        """What one `w:rPr` says by itself."""
        found: dict[str, Any] = {}
        for one in _children(element):
            name = one.tag.removeprefix(W)
            if name in TOGGLES:
                found[TOGGLES[name]] = found.get(TOGGLES[name], False) or flag(one)
            elif name == "rFonts":
                found |= self._fonts(one)
            elif name == "u":
                found["underline"] = attribute(one).lower() not in ("", "none")
            elif name == "vertAlign":
                found["raised"] = {"superscript": "sup", "subscript": "sub"}.get(attribute(one), "")
            elif name == "sz":
                found["size"] = number(attribute(one).removesuffix("pt")) / (1 if attribute(one).endswith("pt") else 2)
            elif name in ("rtl", "cs"):
                found["complex script"] = flag(one)
        return found

    def effective(self, base: Properties, run: Element | None) -> Properties:
        """What holds for a run, in a paragraph whose own properties are `base`."""
        if run is None:
            return base
        style = value(run, "rStyle") or self._usual["character"]
        return {**_with_toggles(base, self._character(style) if style else {}), **self.run(run)}

    def _base(self, paragraph_style: str, table_style: str) -> Properties:
        """What a run without properties of its own has in such a paragraph, in such a table."""
        found = dict(self._run_defaults)
        for one in self._chain(table_style or "", "table"):
            found |= self.run(child(one, "rPr"))
        for one in self._chain(paragraph_style, "paragraph"):
            found |= self.run(child(one, "rPr"))
        return found

    def _paragraph(self, style: str, table_style: str) -> Properties:
        found = dict(self._paragraph_defaults)
        for one in self._chain(table_style or "", "table"):
            found |= paragraph_properties(child(one, "pPr"))
        for one in self._chain(style, "paragraph"):
            own = paragraph_properties(child(one, "pPr"))
            if "list" in own:
                own["list style"] = attribute(one, "styleId")
            found |= own
        return found

    def _role(self, style: str) -> str:
        """What a paragraph's style means: "h1" to "h6", "title", "caption"…; "" for text."""
        for one in reversed(list(self._chain(style, "paragraph"))):
            for name in (value(one, "name"), attribute(one, "styleId")):
                if role := _role_of_name(name):
                    return role
            if level := value(one, "pPr/outlineLvl"):
                return heading(number(level, TITLE_LEVELS))
        return ""

    def _character_style(self, style: str) -> Properties:
        found: dict[str, Any] = {}
        for one in self._chain(style, "character"):
            found |= self.run(child(one, "rPr"))
        return found

    def _chain(self, style: str, kind: str) -> Iterator[Element]:
        """A style behind those that it is based on; a circle is walked once."""
        chain: list[Element] = []
        name = style if style in self._styles else self._usual[kind] if kind != "character" else ""
        while name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            name = value(chain[-1], "basedOn")
        return reversed(chain)

    def _fonts(self, element: Element) -> dict[str, str]:
        found = {slot: attribute(element, name) for name, slot in _SLOTS.items() if attribute(element, name)}
        themed = ((slot, self._theme.get(attribute(element, name)[:5], "")) for name, slot in _THEMED.items())
        found |= {slot: font for slot, font in themed if font and slot in ("ascii", "high")}
        return found | ({"hint": attribute(element, "hint")} if attribute(element, "hint") else {})


def paragraph_properties(element: Element | None) -> dict[str, Any]:
    """What one `w:pPr` says by itself."""
    found: dict[str, Any] = {}
    if (align := value(element, "jc")) or child(element, "jc") is not None:
        found["align"] = {
            "center": "center",
            "right": "right",
            "end": "right",
            "both": "justify",
            "distribute": "justify",
        }.get(align, "")
    if (indent := child(element, "ind")) is not None:
        left = attribute(indent, "left") or attribute(indent, "start")
        found |= {"left": length(left)} if left else {}
    if (listed := child(element, "numPr")) is not None:
        if (depth := child(listed, "ilvl")) is not None:
            found["list level"] = number(attribute(depth))
        if child(listed, "numId") is not None:
            found["list"] = value(listed, "numId")
    return found


def _children(element: Element | None) -> list[Element]:
    return [] if element is None else list(element)


def heading(level: int) -> str:
    """The role of an outline level, which counts from 0; the last is text."""
    return f"h{min(level + 1, 6)}" if 0 <= level < TITLE_LEVELS else ""


def _with_toggles(base: Properties, style: Properties) -> dict[str, Any]:
    both = {name: bool(base.get(name)) != bool(on) for name, on in style.items() if name in TOGGLES.values()}
    return {**base, **style, **both}


def _role_of_name(name: str) -> str:
    plain = slug(name)
    if role := _ROLE_OF.get(plain):
        return role
    if found := _HEADING.fullmatch(plain):
        return f"h{min(int(found[1]), 6)}"
    return "toc" if _CONTENTS.fullmatch(plain) else ""


def _is_default(style: Element, kind: str) -> bool:
    return attribute(style, "type") == kind and attribute(style, "default").lower() in ("1", "true", "on")


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """The theme's Latin typefaces, by how a reference to them begins: "minor", "major"."""
    found = {}
    for name in ("major", "minor"):
        latin = theme.find(f".//{A}{name}Font/{A}latin") if theme is not None else None
        found[name] = "" if latin is None else latin.get("typeface", "")
    return found
