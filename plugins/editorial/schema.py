"""What the header of a text says: its fields as the table of fields reads them, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from plugins.base.header import Node, Scalar
from plugins.base.model import ContentKind
from plugins.base.problems import InvalidValue, InvalidValues, Message, Problem
from plugins.base.vietnamese import did_you_mean, nearest, slug
from plugins.editorial.fields import BY_NAME, BY_SPELLING, Field, spelling_key, spellings

UNKNOWN_KEY = Message("không có ô «{key}».{hint}", "Hãy sửa tên ô, hoặc để một dòng trống trước nội dung bài.")
KEY_TWICE = Message("ô «{key}» đã có ở dòng {line}.", "Hãy giữ một dòng.")
KEY_OF_OTHER_KIND = Message("ô «{key}» không dùng cho loại tệp này.", "Hãy bỏ dòng này.")
TEMPLATE_GIVEN = Message("{key}:{hint} không được nhận.", "Bài nào cũng dùng mẫu trang chung. Hãy bỏ dòng này.")
ADDRESS_GIVEN = Message(
    "{key}:{hint} không được nhận.", "Địa chỉ được làm từ tên tệp, hoặc từ ô Slug. Hãy bỏ dòng này."
)

# Pelican's own keys for what this site decides itself.
REFUSED = {"template": TEMPLATE_GIVEN, "save as": ADDRESS_GIVEN, "url": ADDRESS_GIVEN}


class Values(NamedTuple):
    """The header after reading: values and lines by the field's English name, and the key as the editor wrote it."""

    values: Mapping[str, object]
    lines: Mapping[str, int]
    written: Mapping[str, str]
    told: frozenset[str] = frozenset()
    """Fields that the editor meant but that could not be read: told already, so nobody says that they are missing."""

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        assert isinstance(value, str)
        return value

    def moment(self, name: str) -> datetime | None:
        value = self.values.get(name)
        assert value is None or isinstance(value, datetime)
        return value

    def items(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, ())
        assert isinstance(value, tuple)
        return value

    def facts(self, of: type) -> dict[str, Any]:
        """What the header says of a content object, by the object's attributes."""
        rows = (BY_NAME[name] for name in self.values)
        return {row.fact: self.values[row.name] for row in rows if row.of is of}

    def line(self, name: str) -> int:
        return self.lines.get(name, 1)

    def key(self, name: str) -> str:
        return self.written.get(name, name)


def read(path: str, given: Iterable[tuple[Scalar, Node]], kind: ContentKind) -> tuple[Values, list[Problem]]:
    """Reads the fields of one header; every field that is right is in the values, every wrong one in the problems."""
    values: dict[str, object] = {}
    lines_: dict[str, int] = {}
    written: dict[str, str] = {}
    told: set[str] = set()
    problems: list[Problem] = []
    for key, node in given:
        row = BY_SPELLING.get(spelling_key(key.text))
        if message := _objection(row, key, node, kind, lines_):
            told |= {_meant(key.text)} - {""}
            problems.append(Problem(path, key.line, message))
        else:
            assert row
            lines_[row.name], written[row.name] = key.line, key.text
            try:
                values[row.name] = row.read(node)
            except InvalidValues as several:
                told.add(row.name)
                problems += [Problem(path, line, message) for line, message in several.flaws]
            except InvalidValue as wrong:
                told.add(row.name)
                problems.append(Problem(path, node.line, f"{key.text}: {wrong}"))
    return Values(values, lines_, written, frozenset(told)), problems


def _meant(key: str) -> str:
    """The field whose spelling an unknown key resembles, or ""."""
    near = "" if is_known(key) else nearest(key, spellings(), key=slug)
    return BY_SPELLING[spelling_key(near)].name if near else ""


def is_known(key: str) -> bool:
    """Whether a key is written right, be it one that we refuse."""
    return spelling_key(key) in BY_SPELLING or spelling_key(key) in REFUSED


def _objection(row: Field | None, key: Scalar, node: Node, kind: ContentKind, seen: Mapping[str, int]) -> str:
    if refused := REFUSED.get(spelling_key(key.text)):
        return refused(key=key.text, hint=f" «{node.text}»" if isinstance(node, Scalar) else "")
    if row is None:
        return UNKNOWN_KEY(key=key.text, hint=did_you_mean(key.text, spellings()))
    if row.name in seen:
        return KEY_TWICE(key=key.text, line=seen[row.name])
    return "" if kind in row.kinds else KEY_OF_OTHER_KIND(key=key.text)
