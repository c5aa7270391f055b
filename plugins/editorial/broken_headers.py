"""Headers that end too early: a value that went on without being set in, an empty line between two fields, a field
that is set in. What was meant for a field would be lost, or be read as the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import dropwhile, takewhile
from typing import NamedTuple

from plugins.base.header import Header
from plugins.base.model import ContentKind
from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import slug
from plugins.editorial.fields import FIELDS

# As people write a field by hand: with signs of Markdown around its name, or the colon of a Chinese keyboard.
FIELD_LINE = re.compile(r"[\s>*_#-]*(?P<key>[^\W\d_][^:：\n]{0,60}?)[\s*_]*[:：]")
# What begins a text and never goes on with a value.
BEGINS_A_TEXT = re.compile(r"#{1,6}[ \t]|!\[|[<>|]|```|~~~|\[\^?[^\]]+\]:")
FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1[^\n]*$", re.DOTALL | re.MULTILINE)
# The other names begin sentences as well: «Nguồn:», «Số:», «Kết quả:».
ONLY_IN_HEADERS = frozenset(
    "Title Category Tags Authors Summary Status Slug Guid Redirect_from Verbatim Image_alt Lang".split()
)
REQUIRED = frozenset(row.name for row in FIELDS if row.required)

HEADER_BROKEN = Message(
    "dòng này không phải ô nào, nên phần đầu dừng ở đây.",
    "Nếu là phần tiếp của ô «{key}», hãy thụt vào bốn khoảng trắng; nếu là một ô, hãy viết «Tên: giá trị» từ đầu dòng; "
    "nếu là bài, hãy để một dòng trống ở trên.",
)
FIELD_BEHIND_HEADER = Message(
    "ô «{key}» đứng sau chỗ phần đầu đã hết (dòng {line}), nên không được đọc.",
    "Hãy chuyển lên, liền dưới các ô khác, không có dòng trống ở giữa.",
)
PERHAPS_A_FIELD = Message(
    "«{key}» đứng sau chỗ phần đầu đã hết (dòng {line}), nên là chữ của bài.",
    "Nếu là một ô, hãy chuyển lên, liền dưới các ô khác.",
    warning=True,
)
FIELD_SET_IN = Message(
    "ô «{key}» thụt vào nên bị đọc là phần tiếp của ô ở trên.", "Hãy viết ô này từ đầu dòng, không có khoảng trắng."
)

# One mark more or less in a name is a slip; the fields stay the same.
BY_SLUG = {slug(key): row for row in FIELDS for key in (row.name, *row.spellings)}


class Stray(NamedTuple):
    """A line that reads like a field of the header and stands where none is read."""

    name: str
    key: str
    line: int


class Break(NamedTuple):
    """What is told, and the fields that are in the file but were not read: nobody shall say that they are missing."""

    problem: Problem
    fields: frozenset[str] = frozenset()


Lost = Callable[[Iterable[tuple[int, str]]], list[Stray]]


def find(path: str, text: str, read: Header, known: Collection[str], kind: ContentKind) -> list[Break]:
    """Where the header of a text broke. `known` are the fields that were read, by their English names."""
    body = list(enumerate(read.body.split("\n"), start=read.body_line))
    lost = partial(_strays, known=known, kind=kind)
    found = [*_set_in(path, text, read, lost), *_behind(path, read, body, lost)]
    told = frozenset[str]().union(*(one.fields for one in found))
    return [*found, *_required(path, read, lost, told)] if REQUIRED - {*known, *told} else found


def _strays(lines: Iterable[tuple[int, str]], known: Collection[str], kind: ContentKind) -> list[Stray]:
    """The lines that name a field which this kind of text may have and the header has not."""
    matches = ((number, FIELD_LINE.match(line)) for number, line in lines)
    named = ((number, match["key"], BY_SLUG.get(slug(match["key"]))) for number, match in matches if match)
    return [
        Stray(row.name, key, number)
        for number, key, row in named
        if row and kind in row.kinds and row.name not in known
    ]


def _set_in(path: str, text: str, read: Header, lost: Lost) -> Iterator[Break]:
    """Fields among the lines that continue a value."""
    if read.yaml or not read.fields:
        return
    keys = {key.line for key, _ in read.fields}
    numbered = enumerate(text.split("\n", read.body_line - 1)[: read.body_line - 1], start=1)
    for stray in lost(line for line in numbered if line[0] not in keys):
        if stray.name in ONLY_IN_HEADERS or stray.name in REQUIRED:
            yield Break(FIELD_SET_IN.at(path, stray.line, key=stray.key), frozenset({stray.name}))


def _behind(path: str, read: Header, body: list[tuple[int, str]], lost: Lost) -> Iterator[Break]:
    """Fields in the first paragraph behind the header, or a line that touches it."""
    paragraph = list(takewhile(_filled, dropwhile(lambda line: not _filled(line), body)))
    strays = lost(paragraph)
    fields = frozenset(stray.name for stray in strays)
    touching = read.fields and not read.yaml and _filled(body[0]) and not BEGINS_A_TEXT.match(body[0][1])
    if touching:
        yield Break(HEADER_BROKEN.at(path, read.body_line, key=read.fields[-1][0].text), fields)
    elif strays and (strays[0].line == paragraph[0][0] or len(fields & ONLY_IN_HEADERS) > 1):
        sure = bool(fields & ONLY_IN_HEADERS)
        message = FIELD_BEHIND_HEADER if sure else PERHAPS_A_FIELD
        first = strays[0]
        yield Break(message.at(path, first.line, key=first.key, line=read.body_line), fields if sure else frozenset())


def _required(path: str, read: Header, lost: Lost, told: Collection[str]) -> Iterator[Break]:
    """A field that no text can be without, wherever it stands."""
    prose = FENCED.sub(lambda match: "\n" * match[0].count("\n"), read.body)
    for stray in lost(enumerate(prose.split("\n"), start=read.body_line)):
        if stray.name in REQUIRED and stray.name not in told:
            told = {*told, stray.name}
            yield Break(
                FIELD_BEHIND_HEADER.at(path, stray.line, key=stray.key, line=read.body_line), frozenset({stray.name})
            )


def _filled(line: tuple[int, str]) -> bool:
    return bool(line[1].strip())
