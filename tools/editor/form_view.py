"""What a template shows of a form: one control a field, with what is filled in and what can be chosen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from plugins.base.model import ContentKind
from plugins.base.problems import InvalidValue
from plugins.base.vietnamese import identity
from plugins.editorial import Choice, Field, Part, Widget
from tools.editor import form_values
from tools.editor.form_choices import FormChoices
from tools.editor.form_values import TIME, Shown
from tools.editor.form_words import CHOICE_WORDS, FIRST_PICTURE, HINTS, NOTHING_CHOSEN, groups_for, label
from tools.editor.forms import HEADER

TO_CHOOSE = "Hãy chọn"
LOOKS = {Widget.PROSE: "prose", Widget.MOMENT: "moment"}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False
    name: str = ""
    """Of a box to tick."""


@dataclass(frozen=True, slots=True)
class Control:
    """`look` says which macro shows it; `kept` stands for what is written in a way that no control can show."""

    name: str
    label: str
    look: str
    value: str = ""
    hint: str = ""
    time: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    boxes: tuple[Option, ...] = ()
    parts: tuple[FormPart, ...] = ()

    @property
    def filled(self) -> bool:
        return bool(self.value or self.time or any(box.chosen for box in self.boxes) or len(self.parts) > 1)


@dataclass(frozen=True, slots=True)
class FormPart:
    """One item of a list; `title` is what it is called while it is folded away, empty for one that is not there yet."""

    controls: tuple[Control, ...]

    @property
    def title(self) -> str:
        words = {one.name.rpartition(".")[2]: one.value for one in self.controls}
        return words.get("title") or words.get("name") or next(filter(None, words.values()), "")


@dataclass(frozen=True, slots=True)
class FormGroup:
    title: str
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """`more` is what is rarely needed; `header` is the header as words, where it is edited so."""

    first: FormGroup = field(default=FormGroup("", ()))
    groups: tuple[FormGroup, ...] = ()
    more: FormGroup = field(default=FormGroup("", ()))
    header: str | None = None


def fields_of(values: Shown, kept: Container[str], kind: ContentKind, known: FormChoices) -> FormView:
    """The form with these values: those that were shown, or those that came back and were not taken. `kept` are the
    fields that no control can show.
    """
    if HEADER in values:
        return FormView(header=values[HEADER])
    made = [
        FormGroup(title, tuple(one for row in rows if (one := _control(row, kind, values, known, row.name in kept))))
        for title, rows in groups_for(kind)
    ]
    return FormView(made[0], tuple(group for group in made[1:-1] if group.controls), made[-1])


def _control(row: Field, kind: ContentKind, values: Shown, known: FormChoices, is_kept: bool) -> Control | None:
    """None for what there is nothing to choose from, and nothing chosen."""
    given = {name: value for name, value in values.items() if name.split(".")[0] == row.name}
    if is_kept:
        facts: dict[str, Any] = {"look": "kept"}
    elif row.name == "Result":
        boxes = _tasks(list(given.values()), known)
        if not boxes:
            return None
        facts = {"look": "boxes", "boxes": boxes}
    else:
        facts = _chosen(row, given, known) or _typed(row, given)
    needed = kind in row.required or (row.name == "Category" and bool(known.categories))
    return Control(row.name, label(row), hint=HINTS.get(row.name, ""), required=needed, **facts)


def _chosen(row: Field, given: Shown, known: FormChoices) -> dict[str, Any]:
    """Of a field with something to choose from."""
    value = given.get(row.name, "")
    if row.name == "Category" and known.categories:
        options, boxes = _categories(list(given.values()), known)
        return {"look": "picked", "value": value, "options": options, "boxes": boxes}
    if row.name == "Program" and known.programs:
        options = _options(value, known.programs.items(), NOTHING_CHOSEN)
    elif row.widget is Widget.PICTURE:
        options = _options(value, [(name, name) for name in known.pictures], FIRST_PICTURE)
    elif choices := form_values.choices(row):
        options = _choices(row, value, choices)
    else:
        return {}
    return {"look": "select", "value": value, "options": options}


def _typed(row: Field, given: Shown) -> dict[str, Any]:
    if row.parts:
        return {"look": "parts", "parts": _parts(row.name, row.parts, given)}
    if row.name == "Title":
        return {"look": "prose", "value": given.get(row.name, "")}  # it may need two lines
    if row.name == "Category":
        return {"look": "line", "value": ", ".join(filter(None, given.values()))}
    value = given.get(row.name, "")
    if row.widget is Widget.LIST:
        return {"look": "line" if form_values.by_commas(row) else "lines", "value": value}
    return {"look": LOOKS.get(row.widget, "line"), "value": value, "time": given.get(row.name + TIME, "")}


def _options(value: str, known: Iterable[tuple[str, str]], nothing: str) -> tuple[Option, ...]:
    """What can be chosen; what is written and cannot be chosen stays as one more."""
    made = [Option("", nothing, not value), *(Option(one, words, one == value) for one, words in known)]
    if value and not any(one.chosen for one in made):
        made.append(Option(value, value, chosen=True))
    return tuple(made)


def _choices(row: Field, value: str, choices: Sequence[Choice]) -> tuple[Option, ...]:
    usual = next((one for one in choices if form_values.is_default(row, one)), None)
    others = [(one.words[0], _words(one)) for one in choices if one is not usual]
    return _options(value, others, _words(usual) if usual and usual.words[-1] else NOTHING_CHOSEN)


def _words(choice: Choice) -> str:
    known = next((words for value, words in CHOICE_WORDS.items() if value is choice.value), choice.words[-1])
    return known[:1].upper() + known[1:]


def _categories(written: list[str], known: FormChoices) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """The primary category, and a box for each, whose values are as they are written where they are."""
    taken, unknown, vocabulary = dict[str, str](), list[str](), known.vocabulary
    for line in filter(None, written):
        try:
            found = vocabulary.match([line]) if vocabulary else ()
        except InvalidValue:
            unknown.append(line)
            continue
        taken |= {one.slug: line if len(found) == 1 else one.name for one in found}
    values = {one.slug: taken.get(one.slug, one.name) for one in known.categories}
    first = unknown[0] if unknown and written[0] == unknown[0] else values.get(next(iter(taken), ""), "")
    options = _options(first, [(values[one.slug], one.name) for one in known.categories], TO_CHOOSE)
    ticked = {value for slug, value in values.items() if slug in taken} | set(unknown)
    every = [(one.slug, values[one.slug], one.name) for one in known.categories]
    every += [(f"la-{at}", line, line) for at, line in enumerate(unknown)]
    boxes = [Option(value, words, value in ticked - {first}, f"Category.{slug}") for slug, value, words in every]
    return options, tuple(boxes)


def _tasks(written: list[str], known: FormChoices) -> tuple[Option, ...]:
    taken = {identity(one): one for one in written if one}
    every = {**known.tasks, **{one: one for one in taken.values() if one not in known.tasks}}
    return tuple(
        Option(one, words, identity(one) in taken, f"Result.{at}") for at, (one, words) in enumerate(every.items())
    )


def _parts(name: str, rows: Sequence[Part], given: Shown) -> tuple[FormPart, ...]:
    """One group of controls an item, and an empty one behind the last."""
    there = form_values.numbers(name, given)
    numbers = [*there, max(there, default=-1) + 1]
    return tuple(FormPart(tuple(_part(f"{name}.{at}.{row.name}", row, given) for row in rows)) for at in numbers)


def _part(name: str, row: Part, given: Shown) -> Control:
    about = (name, row.spelling[:1].upper() + row.spelling[1:])
    if row.parts:
        return Control(*about, "parts", parts=_parts(name, row.parts, given))
    value = given.get(name, "")
    if row.choices:
        usual, *others = sorted(row.choices, key=lambda one: bool(one.value))
        written = next((value for one in others if identity(value) in map(identity, one.words)), others[0].words[0])
        return Control(*about, "select", value, options=_options(value, [(written, _words(others[0]))], _words(usual)))
    return Control(*about, "prose" if row.name == "title" else "line", value, required=row.required)
