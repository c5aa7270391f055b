"""What the style of an element in HTML says, whichever program wrote it, before the element goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from plugins.base.legacy_letters import Coding, coding_of_font
from tools.convert.blocks import PLAIN, Style

STRONG, EM, STRIKE = (
    frozenset({"b", "strong"}),
    frozenset({"i", "em", "cite", "dfn"}),
    frozenset({"s", "strike", "del"}),
)
CODE = frozenset({"code", "tt", "kbd", "samp"})
CAPTION_CLASS = re.compile(r"caption|chu[_-]?thich|pic-?text", re.IGNORECASE)
TITLE_CLASS = re.compile(r"(?:Mso)?(?:Title|(?P<sub>Subtitle))", re.IGNORECASE)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*((?:\"[^\"]*\"|'[^']*'|[^;\"'])+)")
LENGTH = re.compile(r"(-?[\d.]+)\s*(pt|px|em|rem|%|cm|in|mm)?")
POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835}
FONT_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
INDENT_STEP = 36
"""Points that one level of Word's indents has."""


@dataclass(frozen=True, slots=True)
class Look:
    """How what stands in an element looks: its style, and what helps to guess at its meaning."""

    style: Style = PLAIN
    size: float = 0
    caps: bool = False
    coding: Coding | None = None
    hidden: bool = False


def attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def declarations(node: LexborNode) -> dict[str, str]:
    """The element's own style, names and values in small letters; the name of a font as it is written."""
    written = attribute(node, "style")
    pairs = ((name.lower(), value.strip()) for name, value in DECLARATION.findall(written)) if written else ()
    return {name: value if name.startswith("font-family") else value.lower() for name, value in pairs}


def look_of(node: LexborNode, around: Look) -> Look:
    """`around` is the look of what the element stands in."""
    css = declarations(node)
    style = _named(node.tag or "", around.style)
    size, font = _size(node, css, around.size), css.get("font-family") or attribute(node, "face")
    return Look(
        style=_styled(css, style) if css else style,
        size=size,
        caps=around.caps or css.get("text-transform") == "uppercase" or attribute(node, "data-caps") == "yes",
        coding=coding_of_font(font) if font else around.coding,
        hidden=css.get("display") == "none" or css.get("mso-hide") == "all" or css.get("visibility") == "hidden",
    )


def _named(tag: str, style: Style) -> Style:
    if tag in STRONG or tag == "th":
        return replace(style, strong=tag in STRONG or style.strong)
    if tag in EM:
        return replace(style, em=True)
    if tag in STRIKE:
        return replace(style, strike=True)
    if tag in ("sup", "sub"):
        return replace(style, sup=tag == "sup", sub=tag == "sub")
    return replace(style, code=True) if tag in CODE else style


def _styled(css: dict[str, str], style: Style) -> Style:
    if weight := css.get("font-weight"):
        style = replace(style, strong=weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 600))
    if slant := css.get("font-style"):
        style = replace(style, em=slant.startswith(("italic", "oblique")))
    if "line-through" in css.get("text-decoration", "") + css.get("text-decoration-line", ""):
        style = replace(style, strike=True)
    if (place := css.get("vertical-align")) in ("super", "sub"):
        style = replace(style, sup=place == "super", sub=place == "sub")
    return style


def _size(node: LexborNode, css: dict[str, str], around: float) -> float:
    if node.tag == "font" and attribute(node, "size") in FONT_SIZES:
        return FONT_SIZES[attribute(node, "size")]
    if node.tag in ("small", "big"):
        return (around or 12) * (0.83 if node.tag == "small" else 1.2)
    written = LENGTH.match(css.get("font-size", ""))
    if not written:
        given = LENGTH.match(attribute(node, "data-size"))
        return float(given[1]) if given else around
    number, unit = float(written[1]), written[2] or ""
    if unit in ("em", "rem", "%"):
        return (around or 12) * (number / 100 if unit == "%" else number)
    return round(number * POINTS[unit], 2)


def align_of(node: LexborNode, around: str) -> str:
    found = (
        attribute(node, "data-align") or declarations(node).get("text-align", "") or attribute(node, "align").lower()
    )
    if node.tag == "center":
        return "center"
    return {"start": "left", "end": "right"}.get(found, found) or around


def indent_of(node: LexborNode) -> int:
    if level := re.search(r"level(\d+)", declarations(node).get("mso-list", "")):
        return int(level[1]) - 1
    if (given := attribute(node, "data-indent")).isdecimal():
        return int(given)
    css = declarations(node)
    written = LENGTH.match(css.get("margin-left") or css.get("padding-left", ""))
    return int(float(written[1]) * POINTS.get(written[2] or "", 0) // INDENT_STEP) if written else 0


def role_of(node: LexborNode, around: str) -> str:
    """What the class of a paragraph says that it is; of an element with the picture in it, nothing."""
    names = attribute(node, "class")
    if node.tag == "figcaption" or (node.tag == "caption" and node.parent and node.parent.tag != "table"):
        return "caption"
    for name in names.split():
        if named := TITLE_CLASS.fullmatch(name):
            return "subtitle" if named["sub"] else "title"
    if names and CAPTION_CLASS.search(names) and not node.css_first("img"):
        return "caption"
    return around
