"""A drawing (SVG) made safe to publish: read with an allow-list and written anew from what was read.

It is written anew, not passed on, so that what browsers get is what was checked: comments, editors' notes, author
data and unknown attributes are gone; what runs, loads or leads elsewhere is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from plugins.base.problems import Message
from plugins.base.vietnamese import number
from plugins.media import drawn

MAXIMUM_BYTES = 2_000_000
MAXIMUM_DEPTH = 100
MAXIMUM_SIDE = 16_000
MAXIMUM_DRAWN = 100_000
"""Elements that a browser draws, as `drawn` counts them."""

_SVG = "http://www.w3.org/2000/svg"
_XHTML = "http://www.w3.org/1999/xhtml"
_KEPT_PREFIXED = {
    "{http://www.w3.org/1999/xlink}href": "href",
    "{http://www.w3.org/XML/1998/namespace}space": "xml:space",
    "{http://www.w3.org/XML/1998/namespace}lang": "xml:lang",
}
# Written as words, not as some two hundred quoted strings: hence SIM905.
_ELEMENTS = frozenset(
    """svg g defs symbol use title desc style path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix feComponentTransfer
    feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
    feOffset""".split()
)
_ATTRIBUTES = frozenset(
    """id class style lang role href x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy fr d points width height viewBox
    preserveAspectRatio transform pathLength rotate textLength lengthAdjust startOffset method spacing offset
    gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits
    maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits
    in in2 result mode type values tableValues slope intercept amplitude exponent operator k1 k2 k3 k4 radius
    stdDeviation edgeMode media
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters
    direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font-family
    font-size font-size-adjust font-stretch font-style font-variant font-weight letter-spacing marker-end marker-mid
    marker-start mask mask-type mix-blend-mode opacity overflow paint-order shape-rendering stop-color stop-opacity
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    stroke-width text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility word-spacing
    writing-mode aria-label aria-labelledby aria-describedby aria-hidden""".split()
)
_WORDS = frozenset({"id", "class", "lang", "role", "aria-label"})
"""Attributes that hold words for people or names, never an address."""

_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE\s+svg\b[^\[<>]*>")
_CSS_RISK = re.compile(
    r"""\\ | @(?!media\b) | <
    | url\( (?!\s*["']?\#)
    | (?<![\w-]) (?!(?:url|rgba?|hsla?|calc|var|min|max|and|not|matrix|translate[XY]?|scale[XY]?|rotate|skew[XY])\()
      [\w-]+ \(""",
    re.VERBOSE | re.IGNORECASE,
)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(px|pt|pc|mm|cm|in|)\s*")
_BOX = re.compile(r"\s*(?:[-+\d.eE]+[\s,]+){2}(\d+(?:\.\d+)?|\.\d+)[\s,]+(\d+(?:\.\d+)?|\.\d+)\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_REMEDY = "Hãy xuất lại thành SVG thuần (trong Inkscape: «Plain SVG»), hoặc thành PNG."

NO_DRAWING = Message("không phải là hình vẽ SVG mà là XML «{name}».", _REMEDY)
TOO_HEAVY = Message("là hình vẽ SVG nặng hơn 2 MB.", "Hãy giản lược hình, hoặc xuất thành PNG.")
DECLARATIONS = Message("có khai báo DOCTYPE hoặc ENTITY.", _REMEDY)
NOT_READ = Message("không đọc được như SVG (sai cú pháp XML hoặc không phải UTF-8).", _REMEDY)
TOO_DEEP = Message(f"lồng sâu hơn {MAXIMUM_DEPTH} tầng.", _REMEDY)
PART_NOT_TAKEN = Message("có phần «{name}», không dùng được trên trang.", _REMEDY)
COMMAND = Message("có lệnh «{name}», không dùng được trên trang.", _REMEDY)
LEADS_ELSEWHERE = Message("gọi đến «{target}» ở ngoài hình.", _REMEDY)
STYLE_NOT_TAKEN = Message("có «{risk}» trong «{name}».", _REMEDY)
REPEATED = Message(
    f"bắt trình duyệt vẽ quá nhiều (như hơn {number(MAXIMUM_DRAWN)} hình; «use», mẫu nền, mặt nạ và bộ lọc đều tính).",
    _REMEDY,
)
NO_SIZE = Message("không cho biết cỡ hình.", "Hãy ghi «width» và «height», hoặc «viewBox», vào thẻ svg.")


class InvalidDrawing(Exception):
    """What is wrong with a picture and how to mend it, to be read after the picture's name."""


def clean(content: bytes) -> tuple[bytes, int, int]:
    """The drawing written anew, with its width and height in CSS pixels. Raises Flaw."""
    root = _parse(content)
    if _split(root.tag) != (_SVG, "svg"):
        raise InvalidDrawing(NO_DRAWING(name=_split(root.tag)[1][:40]))
    drawing = _copy(root)
    _refuse_bomb(drawing)
    width, height = _measure(drawing)
    drawing.attrib = {"xmlns": _SVG, "viewBox": f"0 0 {width} {height}", **drawing.attrib}
    drawing.attrib |= {"width": str(width), "height": str(height)}
    return ET.tostring(drawing, encoding="unicode").encode(), width, height


def _parse(content: bytes) -> ET.Element:
    if len(content) > MAXIMUM_BYTES:
        raise InvalidDrawing(TOO_HEAVY())
    try:
        text = _PLAIN_DOCTYPE.sub("", content.decode("utf-8-sig"), count=1)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise InvalidDrawing(DECLARATIONS())
        parser = ET.XMLParser(target=_Shallow())  # noqa: S314  without declarations there is nothing to expand or fetch
        parser.feed(text)
        root: ET.Element = parser.close()
    except (UnicodeDecodeError, ET.ParseError):
        raise InvalidDrawing(NOT_READ()) from None
    return root


class _Shallow(ET.TreeBuilder):
    """A tree that recursion can walk, without processing instructions (`xml-stylesheet` loads)."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise InvalidDrawing(TOO_DEEP())
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self.depth -= 1
        return super().end(tag)


def _copy(element: ET.Element) -> ET.Element:
    """The element with what is allowed in it. Notes of drawing programs (`metadata`, other namespaces) stay behind."""
    space, name = _split(element.tag)
    if space == _XHTML or name not in _ELEMENTS:
        raise InvalidDrawing(PART_NOT_TAKEN(name=name[:40]))
    if name == "style":
        _refuse_risk(name, "<" if len(element) else element.text or "")
    copy = ET.Element(name, dict(_attributes(element)))
    copy.text, copy.tail = element.text, element.tail
    copy.extend([_copy(child) for child in element if not _is_note(child)])
    return copy


def _split(tag: str) -> tuple[str, str]:
    """Namespace and name; a drawing copied out of a web page has no namespace and counts as SVG."""
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{") or _SVG, name


def _is_note(element: ET.Element) -> bool:
    space, name = _split(element.tag)
    return space not in (_SVG, _XHTML) or name == "metadata"


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for prefixed, value in element.items():
        name = _KEPT_PREFIXED.get(prefixed, prefixed)
        if name.lower().startswith("on"):
            raise InvalidDrawing(COMMAND(name=name[:40]))
        if name == "href" and not value.strip().startswith("#"):
            raise InvalidDrawing(LEADS_ELSEWHERE(target=value[:60]))
        if name in _ATTRIBUTES or name.startswith("xml:"):
            _refuse_risk(name, "" if name in _WORDS else value)
            yield name, value


def _refuse_risk(name: str, value: str) -> None:
    """Styles may call only functions that load nothing, and `url()` only for a part of the same drawing."""
    if risk := _CSS_RISK.search(value):
        raise InvalidDrawing(STYLE_NOT_TAKEN(risk=value[risk.start() : risk.start() + 40].strip(), name=name))
    for part in re.split("[;{}]", value) if "--" in value else ():
        if part.lstrip().startswith("--") and "url(" in part.lower():  # who uses it there, nobody can count
            raise InvalidDrawing(STYLE_NOT_TAKEN(risk=part.strip()[:40], name=name))


def _refuse_bomb(drawing: ET.Element) -> None:
    if not drawn.amount(drawing) <= MAXIMUM_DRAWN:  # what cannot be counted is no number, and not less than any
        raise InvalidDrawing(REPEATED())


def _measure(drawing: ET.Element) -> tuple[int, int]:
    width, height = (_pixels(drawing.get(side, "")) for side in ("width", "height"))
    if not (width and height) and (box := _BOX.fullmatch(drawing.get("viewBox", ""))):
        width, height = float(box[1]), float(box[2])
    if not (1 <= width <= MAXIMUM_SIDE and 1 <= height <= MAXIMUM_SIDE):
        raise InvalidDrawing(NO_SIZE())
    return round(width), round(height)


def _pixels(length: str) -> float:
    """0 where nothing absolute is said ("100%")."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _PIXELS[found[2]] if found else 0.0
