"""Between a field of a header and the fields of a form: what is shown of it, and what is written of what comes back.

A field is shown under its English name, and where it takes more than one place to type, under names below it:
`Date` and `Date.time`, `Category` and `Category.SLUG`, `Tasks.0.title`. What cannot be shown whole is not shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields as dataclass_fields

from plugins.base import moments
from plugins.base.header import Fields, Items, Node, Scalar, Value
from plugins.base.problems import InvalidValue
from plugins.base.vietnamese import date_short, fold_spaces, identity
from plugins.editorial import Choice, Field, Part, Widget

Shown = Mapping[str, str]

TIME = ".time"
PICKED = frozenset({"Category", "Result"})
"""Lists whose items are chosen from what there is."""
MOST_CHOICES = 20

TYPED_DAY = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
TYPED_CLOCK = re.compile(r"(\d{1,2})\s*[hg:.]\s*(\d{2})?", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")
YEAR_FIRST = re.compile(r"\d{4}-")


def choices(row: Field) -> tuple[Choice, ...]:
    """What a form lets choose from; nothing where there are so many that typing is easier."""
    return row.choices if len(row.choices) <= MOST_CHOICES else ()


def is_default(row: Field, choice: Choice) -> bool:
    """Whether a choice says the same as saying nothing."""
    return any(one.name == row.fact and one.default == choice.value for one in dataclass_fields(row.of))


def shown(row: Field, node: Node | None) -> Shown | None:
    """What the places of a field show; None where they cannot show the whole of it."""
    if row.parts:
        return _shown_parts(row.name, row.parts, node)
    if row.widget is Widget.LIST:
        return _shown_list(row, node)
    return (
        _shown_line(row, fold_spaces(node.text) if node else "") if node is None or isinstance(node, Scalar) else None
    )


def same(row: Field, one: Shown, other: Shown) -> bool:
    """Whether a form says of a field what was shown of it."""
    if row.name in PICKED:
        return _picked(row.name, one) == _picked(row.name, other)
    return _filled(one) == _filled(other)


def written(row: Field, node: Node | None, posted: Shown, *, vietnamese: bool) -> Value | None:
    """What the header shall say; None takes the field out."""
    given = _filled(posted)
    if not given:
        return "" if node is not None and row.required else None
    if row.parts:
        return _written_parts(row.name, row.parts, node, given, vietnamese=vietnamese) or None
    if row.widget is Widget.LIST:
        return _written_list(row, node, posted)
    line = given.get(row.name, "")
    if row.widget in {Widget.MOMENT, Widget.DAY}:
        return _written_moment(node, f"{line} {given.get(row.name + TIME, '')}")
    if row.widget is Widget.CHOICE and (found := _choice(row, line)):
        return None if is_default(row, found) else found.words[-1 if vietnamese else 0]
    return line


def items(row: Field, node: Node | None) -> list[str]:
    """The items of a list as its reader takes them apart, else as they stand there."""
    with suppress(InvalidValue):
        read = row.read(node) if node is not None else ()
        if isinstance(read, tuple):
            return [one if isinstance(one, str) else ", ".join(filter(None, one)) for one in read]
    parts = node.items if isinstance(node, Items) else (node,)
    return [part.text for part in parts if isinstance(part, Scalar)]


def by_commas(row: Field) -> bool:
    """Whether one line of a list may hold several items."""
    with suppress(InvalidValue):
        return row.read(Scalar("a, b", 0)) == ("a", "b")
    return False


def _shown_line(row: Field, line: str) -> Shown:
    if row.widget is Widget.MOMENT:
        return _shown_moment(row.name, line)
    if row.widget is Widget.DAY and not YEAR.fullmatch(line):
        return {row.name: _shown_moment(row.name, line)[row.name]}
    if row.widget is Widget.CHOICE and (found := _choice(row, line)):
        return {row.name: "" if is_default(row, found) else found.words[0]}
    return {row.name: line}


def _shown_list(row: Field, node: Node | None) -> Shown | None:
    if isinstance(node, Fields) or (isinstance(node, Items) and not all(isinstance(one, Scalar) for one in node.items)):
        return None
    listed = items(row, node)
    if row.name in PICKED:
        first, *others = listed or [""]
        return {row.name: first, **{f"{row.name}.{at}": one for at, one in enumerate(others)}}
    return {row.name: (", " if by_commas(row) else "\n").join(listed)}


def _written_list(row: Field, node: Node | None, posted: Shown) -> Value:
    """In the manner that the list has, else on one line where that reads as the same."""
    if row.name in PICKED:
        listed = [fold_spaces(one) for name, one in posted.items() if one.strip()]
    else:
        listed = [fold_spaces(one) for one in re.split(r"[,;\n]" if by_commas(row) else r"\n", posted[row.name])]
    listed = list(dict.fromkeys(filter(None, listed)))
    if isinstance(node, Items):
        return listed
    for sign in (", ", "; "):
        line = sign.join(listed)
        with suppress(InvalidValue):
            if row.read(Scalar(line, 0)) == row.read(Items(tuple(Scalar(one, 0) for one in listed), 0)):
                return line
    return listed


def _picked(name: str, given: Shown) -> tuple[str, frozenset[str]]:
    """The primary category, and all that is chosen, in whichever order the others stand."""
    lines = [given.get(name, ""), *(line for key, line in given.items() if key != name)]
    parts = [identity(part) for line in lines for part in re.split("[,;]", line) if part.strip()]
    return parts[0] if parts and name == "Category" else "", frozenset(parts)


def _shown_moment(name: str, line: str) -> dict[str, str]:
    try:
        moment = moments.parse(line)
    except InvalidValue:
        return {name: line, name + TIME: ""}
    return {name: date_short(moment), name + TIME: f"{moment:%H:%M}" if ":" in line else ""}


def _written_moment(node: Node | None, typed: str) -> str:
    """A date in the order that the old one had; what cannot be read stays as it was typed, to be told."""
    before = node.text if isinstance(node, Scalar) else ""
    line = fold_spaces(typed)
    day, _, clock = line.partition(" ")
    if match := TYPED_DAY.fullmatch(day):
        day = "/".join(match.groups())
    if match := TYPED_CLOCK.fullmatch(clock):
        clock = f"{match[1]}:{match[2] or '00'}"
    try:
        moment = moments.parse(f"{day} {clock}".strip())
    except InvalidValue:
        return line
    told = f"{moment:%Y-%m-%d}" if not before or YEAR_FIRST.match(before) else date_short(moment)
    return f"{told} {moment:%H:%M}" if clock else told


def _choice(row: Field, line: str) -> Choice | None:
    every = choices(row)
    return next((one for one in every if line and identity(line) in map(identity, one.words)), None)


def _filled(given: Shown) -> dict[str, str]:
    return {name: value for name, line in given.items() if (value := line.strip())}


def _shown_parts(name: str, rows: Sequence[Part], node: Node | None) -> Shown | None:
    if node is None:
        return {}
    if not isinstance(node, Items):
        return {} if isinstance(node, Scalar) and not node.text else None
    made: dict[str, str] = {}
    for at, item in enumerate(node.items):
        if not isinstance(item, Fields):
            return None
        part = _shown_part(f"{name}.{at}", rows, item)
        if part is None:
            return None
        made |= part
    return made


def _shown_part(name: str, rows: Sequence[Part], item: Fields) -> Shown | None:
    made: dict[str, str] = {}
    for key, value in item.fields:
        row = part_of(rows, key.text)
        place = f"{name}.{row.name}" if row else ""
        if row is None or place in made:
            return None
        inside = _shown_parts(place, row.parts, value) if row.parts else _leaf(place, value)
        if inside is None:
            return None
        made |= inside
    return made


def _leaf(place: str, value: Node) -> Shown | None:
    return {place: fold_spaces(value.text)} if isinstance(value, Scalar) else None


def part_of(rows: Iterable[Part], key: str) -> Part | None:
    return next((row for row in rows if identity(key) in (identity(row.name), identity(row.spelling))), None)


def numbers(name: str, given: Iterable[str]) -> list[int]:
    """The numbers of the items that a form has below a name."""
    found = (re.match(rf"{re.escape(name)}\.(\d{{1,4}})\.", key) for key in given)
    return sorted({int(match[1]) for match in found if match})


def _written_parts(
    name: str, rows: Sequence[Part], node: Node | None, given: Shown, *, vietnamese: bool
) -> list[Mapping[str, Value]]:
    """Items keep the keys that they have, in their order; one that was emptied goes."""
    before = node.items if isinstance(node, Items) else ()
    made: list[Mapping[str, Value]] = []
    for at in numbers(name, given):
        old = before[at] if at < len(before) else None
        fields = old.fields if isinstance(old, Fields) else ()
        known = {row.name: (key.text, value) for key, value in fields if (row := part_of(rows, key.text))}
        order = [*known, *(row.name for row in rows if row.name not in known)]
        item: dict[str, Value] = {}
        for row in sorted(rows, key=lambda one: order.index(one.name)):
            key, value = known.get(row.name, (row.spelling if vietnamese else row.name, None))
            place = f"{name}.{at}.{row.name}"
            inside: Value = (
                _written_parts(place, row.parts, value, given, vietnamese=vietnamese)
                if row.parts
                else fold_spaces(given.get(place, ""))
            )
            if inside:
                item[key] = inside
        made.append(item)
    return made
