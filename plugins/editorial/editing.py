"""Fields of a text set, added and taken out: the one way in which programs write what an editor would."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.base import header
from plugins.base.header import Items, Node, Scalar, Value
from plugins.base.problems import InvalidValue
from plugins.base.vietnamese import fold_spaces
from plugins.editorial.fields import BY_NAME, BY_SPELLING, FIELDS, Field, spelling_key

Line = tuple[Scalar, Field | None, Node]


def set_fields(changes: Mapping[str, Value | None], text: str = "", body: str | None = None) -> str:
    """A file's text, or a new one, with fields changed by their English names; None takes one out.

    A field keeps the key that it has, and its lines where they say the same already. A new one stands behind those that
    the table has before it, named in the language of the others.

    Raises:
        HeaderWrong: as `header.write`.
        KeyError: for a name that the table does not have.
    """
    read = header.parse(header.as_read(text))
    lines = [(key, BY_SPELLING.get(spelling_key(key.text)), value) for key, value in read.fields]
    for row in sorted((BY_NAME[name] for name in changes), key=FIELDS.index):
        value = changes[row.name]
        if value is None:
            lines = [line for line in lines if line[1] is not row]
        else:
            made = header.node(value)
            _put(lines, row, made if read.yaml and isinstance(made, Items) else _on_one_line(row, made))
    return header.write([(key, value) for key, _, value in lines], text, body)


def _put(lines: list[Line], row: Field, value: Node) -> None:
    """Changes the field where it stands, or adds it at its place."""
    rows = [other for _, other, _ in lines]
    if row in rows:
        at = rows.index(row)
        key, _, before = lines[at]
        lines[at] = (key, row, before if _same(row, before, value) else value)
        return
    before_it = [other for other in FIELDS[: FIELDS.index(row)] if other in rows]
    at = rows.index(before_it[-1]) + 1 if before_it else 0
    lines.insert(at, (Scalar(_key(lines, row), 0), row, value))


def _key(lines: list[Line], row: Field) -> str:
    """In Vietnamese where the first field is."""
    first = next(((key.text, other.name) for key, other, _ in lines if other), ("", ""))
    return row.name if spelling_key(first[0]) == spelling_key(first[1]) else next(iter(row.spellings), row.name)


def _on_one_line(row: Field, value: Node) -> Node:
    """The value as one line holds it, a list by semicolons, where it reads as the same."""
    parts = value.items if isinstance(value, Items) else (value,)
    line = Scalar(fold_spaces("; ".join(one.text for one in parts if isinstance(one, Scalar))), 0)
    return line if _same(row, line, value) else value


def _same(row: Field, one: Node, other: Node) -> bool:
    try:
        return row.read(header.node(one)) == row.read(header.node(other))  # of facts that know their line too
    except InvalidValue:
        return False
