"""Word's automatic numbers: what stands before a paragraph, counted as Word counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.word.ooxml import Element, W, attribute, child, flag, length, number, value

LEVELS = 9
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class NumberingLevel:
    """One level of one kind of list."""

    start: int
    form: str
    text: str
    glue: str
    restart: int | None
    """After which level (from 1) it begins anew; 0 for never, None for every higher one."""
    arabic: bool
    """Whether it shows the numbers of all levels as 1, 2, 3 (legal numbering)."""
    style: str
    left: int | None
    run: Element | None


@dataclass(frozen=True, slots=True)
class Numeral:
    """What stands before a paragraph; its `kind` is bullet, decimal or text. `list` names all that count together."""

    kind: str
    text: str
    glue: str
    value: int
    list: str
    level: int
    left: int
    run: Element | None


class Numbering:
    """Counts through a text; `of` is asked once for each numbered paragraph, in their order."""

    def __init__(self, root: Element | None) -> None:
        self._kinds = {attribute(one, "abstractNumId"): one for one in _all(root, "abstractNum")}
        self._lists = {attribute(one, "numId"): one for one in _all(root, "num")}
        self._levels: dict[str, dict[int, NumberingLevel]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def of(self, name: str, level: int | None, style: str = "") -> Numeral | None:
        """The number of the next paragraph of the list `name`; where a style brought the list, it says the level."""
        levels = self._levels_of(name)
        if style:
            level = next((at for at, one in levels.items() if one.style == style), level)
        at = min(max(level or 0, 0), LEVELS - 1)
        if at not in levels:
            return None
        kind = value(self._lists[name], "abstractNumId")
        counts = self._counts.setdefault(kind, [None] * LEVELS)
        self._count(name, counts, at, levels)
        return _numeral(levels, counts, at, kind)

    def _count(self, name: str, counts: list[int | None], at: int, levels: dict[int, NumberingLevel]) -> None:
        begins = self._start_of(name, at)
        before = counts[at]
        if begins is not None and (name, at) not in self._begun:
            counts[at] = begins
        else:
            counts[at] = levels[at].start if before is None else min(before + 1, LARGEST)
        self._begun.add((name, at))
        for deeper in range(at + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and at < restart):
                counts[deeper] = None

    def _start_of(self, name: str, at: int) -> int | None:
        """Where this list begins anew at a level, although others of its kind were counted before."""
        for one in self._lists[name].iter(f"{W}lvlOverride"):
            if number(attribute(one, "ilvl")) == at and child(one, "startOverride") is not None:
                return number(value(one, "startOverride"))
        return None

    def _levels_of(self, name: str) -> dict[int, NumberingLevel]:
        if name not in self._levels:
            found = {number(attribute(one, "ilvl")): _level(one) for one in self._written_levels(name)}
            self._levels[name] = found
        return self._levels[name]

    def _written_levels(self, name: str) -> Iterator[Element]:
        """The levels of a list's kind, behind them its own, which hold instead."""
        if name not in self._lists:
            return
        kind = self._kinds.get(value(self._lists[name], "abstractNumId"))
        if kind is not None and (link := value(kind, "numStyleLink")):
            kind = next((one for one in self._kinds.values() if value(one, "styleLink") == link), kind)
        yield from _all(kind, "lvl")
        for one in _all(self._lists[name], "lvlOverride"):
            yield from _all(one, "lvl")


def _all(parent: Element | None, name: str) -> list[Element]:
    return [] if parent is None else parent.findall(W + name)


def _level(element: Element) -> NumberingLevel:
    form = value(element, "numFmt") or next((attribute(one) for one in element.iter(f"{W}numFmt")), "decimal")
    indent = child(element, "pPr/ind")
    left = attribute(indent, "left") or attribute(indent, "start")
    restart = value(element, "lvlRestart")
    return NumberingLevel(
        start=number(value(element, "start"), 0 if child(element, "start") is None else 1),
        form="bullet" if child(element, "lvlPicBulletId") is not None else form,
        text=value(element, "lvlText"),
        glue="" if value(element, "suff") == "nothing" else " ",
        restart=number(restart) if restart else None,
        arabic=flag(child(element, "isLgl")),
        style=value(element, "pStyle"),
        left=length(left) if left else None,
        run=child(element, "rPr"),
    )


def _numeral(levels: dict[int, NumberingLevel], counts: list[int | None], at: int, kind: str) -> Numeral:
    own, count = levels[at], counts[at] or 0

    def shown(found: re.Match[str]) -> str:
        level = int(found[1]) - 1
        one = levels.get(level)
        if one is None:
            return ""
        said = counts[level]
        form = "decimal" if own.arabic else one.form
        return FORMS.get(form, str)(one.start - 1 if said is None else said)

    plain = own.form == "decimal" and own.text == f"%{at + 1}."
    text = "" if own.form == "bullet" else re.sub(r"%([1-9])", shown, own.text)
    form = "bullet" if own.form == "bullet" else "decimal" if plain else "text"
    return Numeral(form, text, own.glue, count, kind, at, own.left or 0, own.run)


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    said = ""
    for size, sign in _ROMAN:
        times, count = divmod(count, size)
        said += sign * times
    return said


def _letters(count: int) -> str:
    """From a to z, then aa, bb and so on, as Word goes on."""
    if not 0 < count < 26 * 30:
        return str(count)
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


FORMS: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "decimalZero": lambda count: f"{count:02}",
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "numberInDash": lambda count: f"- {count} -",
    "ordinal": lambda count: f"{count}.",
    "decimalEnclosedCircle": lambda count: chr(0x2460 + count - 1) if 0 < count < 21 else f"({count})",
    "none": lambda _: "",
    "bullet": lambda _: "",
}
