"""A text as a form, and back: only what differs from what was shown is set, so that untouched fields keep their bytes,
their order and their spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.base import header
from plugins.base.header import InvalidHeader, Node, Scalar, Value
from plugins.base.problems import without_commands
from plugins.editorial import FIELDS, Field, field_of, set_fields
from tools.editor import form_values, text_parts
from tools.editor.form_values import Shown
from tools.editor.form_words import label
from tools.editor.workspace import CannotSave

HEADER = "header"
"""The name under which a whole header is edited as words: where it cannot be read, or where somebody asks for it."""

REMOVED = "removed"
LINE_OF_HEADER = "Dòng {line}: {words}"

# Signs that no header may hold and no form has use for.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
# What a rule tells to be written into the file, of which a form knows the place.
LINE_TO_ADD = re.compile(r"thêm dòng «(?P<key>\w+):[^»]*»")
ALT_TO_WRITE, ALT_BELOW = "viết lời tả trong ngoặc vuông:", "viết lời tả vào ô dưới ảnh; nếu sửa bằng Markdown:"


def shown(text: str) -> Shown:
    """What a form shows of a header: every field of the table that can be shown whole, or the header as words."""
    read = _read(text)
    if read is None:
        return as_words(text)
    made: dict[str, str] = {}
    for row in FIELDS:
        made |= _shown(row, read.get(row.name)) or {}
    return made


def as_words(text: str) -> Shown:
    """The same, with the whole header as words."""
    return {HEADER: text_parts.as_shown(text_parts.split(text).head)}


def kept(text: str) -> frozenset[str]:
    """The fields of which no form shows the whole; they stay as they are."""
    read = _read(text) or {}
    return frozenset(row.name for row in FIELDS if _shown(row, read.get(row.name)) is None)


def compose(text: str, posted: Shown, body: str) -> str:
    """The text with what a form says. A field that it does not have stays, and so does what it left alone.

    Raises:
        CannotSave: where no header can hold what was typed.
    """
    if HEADER in posted:
        text = text_parts.with_head(text, posted[HEADER])
    elif changes := _changes(text, posted):
        text = _with_fields(text, changes)
    return text_parts.with_body(text, body)


def place_of(text: str, line: int, words: str = "") -> tuple[str | None, int | None]:
    """Where in a form the problem of a line belongs: a field, or a line of the body, or neither. A field that is not
    there yet, and that the words of the problem ask for, comes first.
    """
    parts = text_parts.split(text)
    if not parts.readable:
        return HEADER, None
    read = _read(text) or {}
    missing = LINE_TO_ADD.search(words)
    if missing and (row := field_of(missing["key"])) and row.name not in read:
        return row.name, None
    if line >= parts.body_line:
        return None, line - parts.body_line + 1
    above = [(node.line, row) for node, row in _keys(text) if node.line <= line]
    found = above[-1][1] if above else None
    return (found.name if found else None), None


def flaw(text: str) -> str:
    """Why the header cannot be read, and how to mend it; "" where it can."""
    try:
        header.parse(header.as_read(text))
    except InvalidHeader as wrong:
        return in_form_words(str(wrong), wrong.line)
    return ""


def withdrawn(text: str, reason: str, before: str, name: str) -> str:
    """The text, taken from the site. Where its header cannot be read, what was read of it `before`, or its `name`,
    stands above, and every byte of the text stays below.

    Raises:
        CannotSave: where no header can hold the reason.
    """
    said = {"Status": REMOVED, "Reason": reason}
    if not flaw(text):
        return compose(text, {**shown(text), **said}, text_parts.shown_body(text))
    head = text_parts.split(before).head or set_fields({"Title": name})
    above = compose(head, {**shown(head), **said}, "")
    return f"{above.rstrip()}\n\n{text}"


def in_form_words(words: str, line: int = 0) -> str:
    """What a rule says of lines of a file, said of the places of a form, beside which it stands; of a header that is
    edited as words, with the line.
    """

    def said(match: re.Match[str]) -> str:
        row = field_of(match["key"])
        return f"điền ô «{label(row)}»" if row else match[0]

    words = without_commands(words)
    if line:
        return LINE_OF_HEADER.format(line=line, words=words)
    key, _, rest = words.partition(": ")
    return LINE_TO_ADD.sub(said, rest if rest and field_of(key) else words).replace(ALT_TO_WRITE, ALT_BELOW)


def _shown(row: Field, node: Node | None) -> Shown | None:
    made = form_values.shown(row, node)
    return made and {name: text_parts.as_shown(value) for name, value in made.items()}


def _read(text: str) -> dict[str, Node] | None:
    """The value of each field, the first where one is repeated; None for a header that cannot be read."""
    try:
        pairs = header.parse(header.as_read(text)).fields
    except InvalidHeader:
        return None
    found: dict[str, Node] = {}
    for key, node in pairs:
        if row := field_of(key.text):
            found.setdefault(row.name, node)
    return found


def _keys(text: str) -> list[tuple[Scalar, Field | None]]:
    return [(key, field_of(key.text)) for key, _ in header.parse(header.as_read(text)).fields]


def _changes(text: str, posted: Shown) -> dict[str, Value | None]:
    read = _read(text)
    if read is None:
        return {}
    first = next(((key.text, row.name) for key, row in _keys(text) if row), ("", ""))
    vietnamese = first[0].casefold() != first[1].casefold()
    made: dict[str, Value | None] = {}
    for row in FIELDS:
        group = {name: text_parts.as_shown(one) for name, one in posted.items() if name.split(".")[0] == row.name}
        before = _shown(row, read.get(row.name))
        if group and before is not None and not form_values.same(row, group, before):
            made[row.name] = form_values.written(row, read.get(row.name), group, vietnamese=vietnamese)
    return made


def _with_fields(text: str, changes: Mapping[str, Value | None]) -> str:
    try:
        return set_fields(changes, text)
    except InvalidHeader:
        pass
    try:
        return set_fields({name: _clean(value) for name, value in changes.items()}, text)
    except InvalidHeader as wrong:
        raise CannotSave(f"Các ô ở đầu bài chưa ghi được: {wrong}") from wrong


def _clean(value: Value | None) -> Value | None:
    if isinstance(value, str):
        return UNSEEN.sub("", value)
    if isinstance(value, list):
        return [made for one in value if (made := _clean(one)) is not None]
    if isinstance(value, Mapping):
        return {key: made for key, one in value.items() if (made := _clean(one)) is not None}
    return value
