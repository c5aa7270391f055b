"""What stands in a header: values as they were written, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plugins.base.letters import as_meant
from plugins.base.problems import InvalidValue, Message

LONGEST = 200_000
MOST_PARTS = 500
# Line ends for YAML, but not for the editor's program, which counts the lines that we tell.
OTHER_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
# What forms and Word bring along in a value that is to be written.
LINE_BREAKS = OTHER_LINE_ENDS | str.maketrans("\v\f\r", "  \n")

TOO_MANY = Message("phần đầu có quá {most} ô hoặc mục trong một danh sách.", "Hãy bỏ bớt từ đây.")


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    fields: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | Items | Fields
Value = Node | str | Sequence["Value"] | Mapping[str, "Value"]
"""What may be written: words, a list, a table, or what was read."""


class InvalidHeader(InvalidValue):
    """The header as a whole cannot be read; `line` says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def refuse_many(parts: Sequence[Node | tuple[Scalar, Node]]) -> None:
    """Raises HeaderWrong for the first field or item too many."""
    if len(parts) > MOST_PARTS:
        first = parts[MOST_PARTS]
        raise InvalidHeader((first[0] if isinstance(first, tuple) else first).line, TOO_MANY(most=MOST_PARTS))


def node(value: Value) -> Node:
    """The value as it will be read; its lines, which nobody knows yet, are 0."""
    if isinstance(value, Scalar | str):
        return scalar(value)
    if isinstance(value, Fields | Mapping):
        return Fields(bare(value.fields if isinstance(value, Fields) else value.items()), 0)
    return Items(tuple(map(node, value.items if isinstance(value, Items) else value)), 0)


def scalar(value: Scalar | str) -> Scalar:
    written = value if isinstance(value, str) else value.text
    return Scalar(as_meant(written.replace("\r\n", "\n")).translate(LINE_BREAKS).strip(), 0)


def bare(fields: Iterable[tuple[Scalar | str, Value]]) -> tuple[tuple[Scalar, Node], ...]:
    return tuple((scalar(key), node(value)) for key, value in fields)


def words_of(value: Node) -> str:
    """All that a value says, whatever its shape."""
    if isinstance(value, Scalar):
        return value.text
    parts = value.items if isinstance(value, Items) else (part for field in value.fields for part in field)
    return "\n".join(map(words_of, parts))
