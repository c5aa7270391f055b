"""How much a browser draws for a drawing (SVG): a few parts that refer to one another can stand for milliards.

Every reference counts each time it is followed: `use`, patterns, markers, masks, clips, filters, whether an attribute,
a style or a style sheet names it. Where CSS leaves open which of two values wins, both count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from urllib.parse import unquote
from xml.etree import ElementTree as ET

LAYER = 200
"""What a mask or a step of a filter costs, in elements: the browser draws into a sheet of its own and goes over it."""
GROUP = 10
SIGNS = 100
"""So many signs of a path or of a text cost as much as an element; a dash of a line costs as a tenth."""
DASHES = 10
MOST_LOOKS = 200_000
"""Looks at an element in another context, after which the drawing is given up as endless."""

INHERITED = ("fill", "stroke", "stroke-dasharray", "marker-start", "marker-mid", "marker-end")
OWN = ("mask", "filter", "clip-path", "mix-blend-mode", "opacity")
COUNTED = frozenset({*INHERITED, *OWN, "marker"})
SHAPES = frozenset("path rect circle ellipse line polyline polygon".split())
IN_STEPS = frozenset("feFuncA feFuncB feFuncG feFuncR feMergeNode".split())
"""Parts of a step of a filter, that are none themselves."""
PAINTED = SHAPES | {"text", "tspan", "textPath"}

REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']*)", re.IGNORECASE)
FROM_ABOVE = re.compile(r"\b(?:inherit|unset|revert)", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
NEGATION = re.compile(r":not\([^()]*\)")
COMPOUND = re.compile(r"(?P<tag>[\w-]+|\*)?(?P<names>(?:[.#][\w-]+)*)(?:::?[\w-]+)*")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
COMMAND = re.compile(r"([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)")

Style = tuple[frozenset[str], ...]
"""What may be the value of each of INHERITED and OWN, in their order."""
Declared = dict[str, frozenset[str]]

NOTHING: Style = tuple(frozenset() for _ in (*INHERITED, *OWN))


def amount(drawing: ET.Element) -> float:
    """In elements drawn; infinite where a part repeats itself or there is no end in sight."""
    try:
        return _Scales(drawing).weigh(drawing, NOTHING)
    except RecursionError:
        return math.inf


class _Scales:
    """Weighs each element once for every context that it is drawn in."""

    def __init__(self, drawing: ET.Element) -> None:
        self._named = {element.get("id"): element for element in reversed(list(drawing.iter()))}
        self._above = {child: element for element in drawing.iter() for child in element}
        self._rules = _rules("\n".join(element.text or "" for element in drawing.iter("style")))
        self._places: dict[ET.Element | None, Style] = {None: NOTHING}
        self._said: dict[ET.Element, tuple[Declared, frozenset[str]]] = {}
        self._known: dict[tuple[ET.Element, Style], float] = {}
        self._open: set[ET.Element] = set()

    def weigh(self, element: ET.Element, context: Style) -> float:
        """`context` is the style of what the element is drawn in."""
        style = self._style(element, context)
        if (element, style) not in self._known:
            if element in self._open or len(self._known) > MOST_LOOKS:
                return math.inf
            self._open.add(element)
            weight = _own(element)
            if style != NOTHING:
                weight += self._effects(style) + self._paint(element, style)
            weight += sum(self.weigh(child, style) for child in element)
            for target in self._targets([element.get("href", "").strip()[1:]]):
                weight += self.weigh(target, style) if element.tag == "use" else self._part(target)
            self._open.remove(element)
            self._known[element, style] = weight
        return self._known[element, style]

    def _style(self, element: ET.Element, context: Style) -> Style:
        if element not in self._said:
            self._said[element] = self._declared(element)
        declared, certain = self._said[element]
        if not declared:
            return (*context[: len(INHERITED)], *NOTHING[len(INHERITED) :])
        return tuple(
            declared.get(name, frozenset())
            | (above if _comes_down(name, declared.get(name, frozenset()), certain) else frozenset())
            for name, above in zip((*INHERITED, *OWN), context, strict=True)
        )

    def _declared(self, element: ET.Element) -> tuple[Declared, frozenset[str]]:
        """What may be declared of an element, and of which properties something certainly is."""
        own = [*element.items(), *_declarations(element.get("style", ""))]
        keys = ["*", element.tag, f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split())]
        ruled = chain.from_iterable(self._rules.get(key, ()) for key in keys)
        return _gathered([*own, *ruled]), frozenset(name for name, _ in own)

    def _effects(self, style: Style) -> float:
        """Masks, filters, clips and blending, of any element."""
        mask, filters, clip, *groups = style[len(INHERITED) :]
        weight = sum(LAYER + self._part(part) for part in self._referred(mask))
        weight += sum(map(self._part, self._referred(filters)))
        weight += sum(GROUP + self._part(part) for part in self._referred(clip))
        return weight + GROUP * sum(map(bool, groups))

    def _paint(self, element: ET.Element, style: Style) -> float:
        fill, stroke, dashes, *markers = style[: len(INHERITED)]
        if element.tag not in PAINTED:
            return 0
        weight = sum(GROUP + self._part(part) for part in self._referred(fill | stroke))
        if element.tag in SHAPES:
            corners = len(NUMBER.findall(element.get("d") or element.get("points") or "")) // 2 + 2
            weight += corners * sum(self._part(part) for marker in markers for part in self._referred(marker))
            weight += max((_dashes(element, dash) for dash in dashes), default=0) / DASHES
        return weight

    def _part(self, part: ET.Element) -> float:
        """A part that stands elsewhere and is drawn as it stands there."""
        return self.weigh(part, self._place(self._above.get(part)))

    def _place(self, element: ET.Element | None) -> Style:
        """The style of an element where it stands in the file."""
        if element not in self._places:
            assert element is not None
            self._places[element] = self._style(element, self._place(self._above.get(element)))
        return self._places[element]

    def _referred(self, values: Iterable[str]) -> Iterator[ET.Element]:
        yield from self._targets(dict.fromkeys(name for value in sorted(values) for name in REFERENCE.findall(value)))

    def _targets(self, names: Iterable[str]) -> Iterator[ET.Element]:
        """Names may be percent-encoded; what both readings name counts."""
        found = (self._named.get(one.strip()) for name in names for one in {name: 0, unquote(name): 0} if one.strip())
        yield from (element for element in found if element is not None)


def _comes_down(name: str, values: frozenset[str], certain: frozenset[str]) -> bool:
    """Whether the value of the element above may be that of this one."""
    asked = any(FROM_ABOVE.search(value) for value in values)
    return asked or (name in INHERITED and name not in certain)


def _gathered(declarations: Iterable[tuple[str, str]]) -> Declared:
    found: dict[str, set[str]] = {}
    for name, value in declarations:
        for one in ("marker-start", "marker-mid", "marker-end") if name == "marker" else (name,):
            if one in COUNTED:
                found.setdefault(one, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in COMMENT.sub(" ", style).split(";"):
        name, _, value = part.partition(":")
        yield name.strip().lower(), value.strip()


def _rules(sheet: str) -> Mapping[str, list[tuple[str, str]]]:
    """Declarations by what their elements have at least: ".class", "#id", a name, or "*" where that is not certain."""
    found: dict[str, list[tuple[str, str]]] = {"*": []}
    for piece in COMMENT.sub(" ", sheet).split("}"):
        head, brace, style = piece.rpartition("{")
        around = max(head.rfind("{"), head.rfind(";")) + 1
        told = [one for one in _declarations(style) if one[0] in COUNTED]
        for selector in NEGATION.sub("", head[around:]).split(",") if told else ():
            found.setdefault(_key(selector) if brace else "*", []).extend(told)
        # What stands around a rule within a rule is held to be true of all.
        found["*"] += (one for one in _declarations(head[:around].replace("{", ";")) if one[0] in COUNTED)
    return found


def _key(selector: str) -> str:
    compound = re.split(r"[\s>+~]+", selector.strip())[-1]
    match = COMPOUND.fullmatch(compound)
    if not match or not compound:
        return "*"
    names = re.findall(r"[.#][\w-]+", match["names"])
    return names[0] if names else match["tag"] or "*"


def _own(element: ET.Element) -> float:
    """The element without what it refers to."""
    signs = len(element.get("d", "")) + len(element.get("points", "")) + len(element.text or "")
    return (LAYER if element.tag.startswith("fe") and element.tag not in IN_STEPS else 1) + signs / SIGNS


def _dashes(element: ET.Element, pattern: str) -> float:
    """About how many; infinite where the pattern is reckoned by the browser."""
    lengths = [abs(number) for number in _numbers(pattern)]
    if "(" in pattern:
        return math.inf
    return len(lengths) * _length(element) / sum(lengths) if any(lengths) else 0


def _length(element: ET.Element) -> float:
    """About how long a line is, rather too long than too short."""
    said = sum(map(abs, _numbers(element.get("pathLength", ""))))
    if element.tag != "path":
        sides = " ".join(element.get(name, "") for name in ("x1", "y1", "x2", "y2", "width", "height", "r", "rx", "ry"))
        return max(said, 4 * sum(map(abs, _numbers(sides))) + _way(f"L{element.get('points', '')}"))
    return max(said, _way(element.get("d", "")))


def _way(path: str) -> float:
    """Along a path, by the numbers of its commands: small letters tell steps, capitals places."""
    length, here = 0.0, [0.0, 0.0]
    for command, told in COMMAND.findall(path):
        numbers = _numbers(told)
        if command.islower():
            length += sum(map(abs, numbers))
            continue
        for place, number in enumerate(numbers):
            axis = {"H": 0, "V": 1}.get(command, place % 2)
            length += abs(number - here[axis])
            here[axis] = number
    return length


def _numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]
