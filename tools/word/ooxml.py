"""Names of Office Open XML, and small questions to its elements. An element is lxml's; lxml brings no types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"

# ISO's strict form of the same names (Word: "Strict Open XML Document").
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R,
    b"http://purl.oclc.org/ooxml/officeDocument/math": MATH,
    b"http://purl.oclc.org/ooxml/drawingml/main": A,
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": WP,
    b"http://purl.oclc.org/ooxml/drawingml/picture": PIC,
}
_STRICT_NAME = re.compile(b"(?<=[\"'])" + b"|".join(map(re.escape, sorted(_STRICT, reverse=True))) + b"(?=[\"'])")
_DTD = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


class BrokenXml(Exception):
    """The part is no XML that a word processor writes."""


class HasDtd(BrokenXml):
    """It brings definitions of its own, as no word processor does: the way of entity bombs."""


def parse(content: bytes) -> Element:
    """The root of a part; nothing that it names is fetched, and strict names are read as the usual ones."""
    if any(sign in content for sign in _DTD):
        raise HasDtd
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
        if b"//purl.oclc.org/ooxml/" in content[:20_000]:
            root = etree.fromstring(_usual(etree.tostring(root, encoding="utf-8")), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXml(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise HasDtd
    return root


def _usual(content: bytes) -> bytes:
    return _STRICT_NAME.sub(lambda found: _STRICT[found[0]].strip("{}").encode(), content)


def attribute(element: Element | None, name: str = "val") -> str:
    """An attribute of Word's own namespace; "" where there is none. Some programs leave the prefix out."""
    if element is None:
        return ""
    return str(element.get(W + name) or element.get(name) or "")


def child(element: Element | None, path: str) -> Element | None:
    """The first element at a path of Word's names: `pPr/numPr/numId`."""
    return None if element is None else element.find("/".join(W + part for part in path.split("/")))


def value(element: Element | None, path: str) -> str:
    """`w:val` of the element at a path."""
    return attribute(child(element, path))


def flag(element: Element | None) -> bool:
    """What an on-off element says; it says yes by being there."""
    return element is not None and attribute(element).lower() not in ("0", "false", "off", "none")


def number(words: str, otherwise: int = 0) -> int:
    """A whole number as programs write them: also "12.0"."""
    try:
        return int(float(words))
    except (ValueError, OverflowError):
        return otherwise


def length(words: str) -> int:
    """Twentieths of a point; strict documents give units ("36pt", "1.27cm")."""
    found = re.fullmatch(r"(-?[\d.]+)(pt|cm|mm|in|pc|pi)?", words.strip())
    if not found:
        return 0
    units = {"pt": 20.0, "cm": 567.0, "mm": 56.7, "in": 1440.0, "pc": 240.0, "pi": 240.0}
    try:
        return int(float(found[1]) * units.get(found[2] or "", 1.0))
    except (ValueError, OverflowError):
        return 0


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def alternative(element: Element) -> Iterator[Element]:
    """What of `mc:AlternateContent` is read: one choice, never two of the same thing.

    Ink and three-dimensional models are pictures in their fallback; of shapes and charts the new form says more.
    """
    choices, fallback = element.findall(f"{MC}Choice"), element.find(f"{MC}Fallback")
    pictured = fallback is not None and next(fallback.iter(f"{A}blip", f"{VML}imagedata"), None) is not None
    for choice in choices:
        drawn_anew = {"wpi", "am3d", "cx1", "cx2", "cx4", "aink"} & set(choice.get("Requires", "").split())
        if len(choice) and not (drawn_anew and pictured):
            yield from choice
            return
    if fallback is not None:
        yield from fallback
