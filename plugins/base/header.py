"""The header of a text, in either form, with the line of every key and value.

YAML between `---` lines, or `Key: value` lines up to the first blank one. Scalars stay the text that was written:
no typing of `no`, `14:30` or `20.10`, and « #» inside of an unquoted one begins no comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import yaml

from plugins.base.problems import Message, Wrong

KEY_LINE = re.compile(r"(?P<key>[^\W\d_][^:\n]{0,60}?)[ \t]*:[ \t]*(?P<value>.*)$")
CONTINUED = re.compile(r"[ \t]{4,}\S|\t+\S")
FENCE = re.compile(r"---[ \t]*$")
FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
DEEPEST = 8
LONGEST = 200_000
MOST_PARTS = 500
# Line ends for YAML, but not for the editor's program, which counts the lines that we tell.
OTHER_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")

NOT_CLOSED = Message(
    "phần đầu mở bằng «---» mà không có dòng «---» đóng lại.", "Hãy thêm một dòng «---» sau ô cuối cùng."
)
WRONG_YAML = Message("phần đầu không đúng dạng YAML.", "Hãy xem lại dấu hai chấm, dấu nháy và khoảng thụt đầu dòng.")
UNREADABLE_YAML = Message("phần đầu không đọc được như YAML.", "Hãy viết lại mỗi ô một dòng «Tên: giá trị».")
NO_FIELDS = Message("phần đầu không phải các dòng «Tên: giá trị».", "Hãy viết mỗi ô một dòng «Tên: giá trị».")
VALUE_BROKEN = Message(
    "dòng này không phải «Tên: giá trị».",
    "Nếu là phần tiếp của ô trên, hãy thụt vào hai khoảng trắng, hoặc viết cả giá trị trên một dòng.",
)
UNSEEN_SIGN = Message("giá trị có ký tự không nhìn thấy U+{sign:04X}, viết bằng dấu «\\».", "Hãy bỏ ký tự ấy.")
TOO_LONG = Message("phần đầu dài {length} chữ, quá {most}.", "Hãy chuyển phần viết dài xuống thân bài.")
TOO_MANY = Message("phần đầu có quá {most} ô hoặc mục trong một danh sách.", "Hãy bỏ bớt từ đây.")
TOO_DEEP = Message("phần đầu lồng quá nhiều tầng.", "Hãy viết gọn lại.")
CLEVER_YAML = Message(
    "phần đầu dùng «&», «*» hoặc «!» của YAML, trang này không nhận.", "Hãy đặt giá trị trong dấu nháy kép."
)
KEY_NO_WORDS = Message("tên ô không phải chữ.", "Hãy viết «Tên: giá trị».")

# A comment behind a value; and a line of its own that looks like a hashtag in a value that goes on.
COMMENT = re.compile(r"[ \t]+#.*|#.*")
HASHTAG = re.compile(r"[ \t]+#[^\s#].*")
PLAIN = (None, "")
# What an escape of YAML (`"\x07"`) may bring in behind the back of whoever looks at the file.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")

# The C parser is some ten times faster; wheels bring it, a build from source may not.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
Made = TypeVar("Made", Scalar, Items)


@dataclass(frozen=True, slots=True)
class Header:
    """`body_line` is the line of the file on which the body begins."""

    fields: tuple[tuple[Scalar, Node], ...]
    body: str
    body_line: int
    yaml: bool = False
    comments: tuple[Scalar, ...] = ()
    """What stands as a comment behind a quoted value or a list, where an editor may have meant it to be read."""


class HeaderWrong(Wrong):
    """The header as a whole cannot be read; `line` says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> Header:
    """Splits a text (line feeds only) into its header and its body.

    Raises:
        HeaderWrong: where the YAML is not a plain mapping, or its closing `---` is missing.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    read = _yaml_header(lines, start) if FENCE.match(lines[start]) else _plain_header(lines, start)
    _refuse_many(read.fields)
    return read


def _refuse_many(parts: Sequence[Node | tuple[Scalar, Node]]) -> None:
    """Raises HeaderWrong for the first field or item too many."""
    if len(parts) > MOST_PARTS:
        first = parts[MOST_PARTS]
        raise HeaderWrong((first[0] if isinstance(first, tuple) else first).line, TOO_MANY(most=MOST_PARTS))


def _plain_header(lines: list[str], start: int) -> Header:
    fields: list[tuple[Scalar, list[str]]] = []
    at = start
    for at in range(start, len(lines) + 1):
        line = lines[at] if at < len(lines) else ""
        if fields and CONTINUED.match(line):
            fields[-1][1].append(line.strip())
        elif match := KEY_LINE.match(line):
            fields.append((Scalar(match["key"], at + 1), [match["value"].strip()]))
        else:
            break
    if fields and at < len(lines) and FENCE_END.match(lines[at]):
        at += 1
    read = tuple((key, Scalar(" ".join(parts).strip(), key.line)) for key, parts in fields)
    return Header(read, "\n".join(lines[at:]), at + 1)


def _yaml_header(lines: list[str], start: int) -> Header:
    end = next((at for at in range(start + 1, len(lines)) if FENCE_END.match(lines[at])), None)
    if end is None:
        raise HeaderWrong(start + 1, NOT_CLOSED())
    source = "\n".join(lines[start + 1 : end])
    if len(source) > LONGEST:
        raise HeaderWrong(start + 1, TOO_LONG(length=len(source), most=LONGEST))
    read = _Yaml(source.translate(OTHER_LINE_ENDS), start + 2)
    fields = read.fields()
    return Header(fields, "\n".join(lines[end + 1 :]), end + 2, yaml=True, comments=tuple(read.comments))


class _Yaml:
    """YAML's own parser gives the events; what could grow or go deep is refused before a tree is made of them."""

    def __init__(self, source: str, first_line: int) -> None:
        self._source = source
        self._lines = source.split("\n")
        self._first_line = first_line
        self.comments: list[Scalar] = []

    def fields(self) -> tuple[tuple[Scalar, Node], ...]:
        root = self._compose()
        if root is None:
            return ()
        if not isinstance(root, yaml.MappingNode):
            raise HeaderWrong(self._first_line, NO_FIELDS())
        return self._fields(root).fields

    def _compose(self) -> yaml.Node | None:
        try:
            self._refuse_cleverness(yaml.parse(self._source, Loader=LOADER))
            return yaml.compose(self._source, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            raise self._told(error) from None
        except yaml.YAMLError:
            raise HeaderWrong(self._first_line, UNREADABLE_YAML()) from None

    def _told(self, error: yaml.MarkedYAMLError) -> HeaderWrong:
        """What was begun and not ended is wrong where it began; the parser stumbles lines later."""
        begun = (error.context or "").startswith("while scanning")
        mark = (error.context_mark if begun else None) or error.problem_mark
        no_field = begun and "simple key" in (error.context or "")
        return HeaderWrong(self._first_line + (mark.line if mark else 0), (VALUE_BROKEN if no_field else WRONG_YAML)())

    def _refuse_cleverness(self, events: Iterable[yaml.Event]) -> None:
        """Reads no further than the first event that is refused: deep nesting costs the parser the square of its
        depth.
        """
        depth = 0
        for event in events:
            line = self._first_line + (event.start_mark.line if event.start_mark else 0)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise HeaderWrong(line, TOO_DEEP())
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise HeaderWrong(line, CLEVER_YAML())

    def _node(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.SequenceNode):
            made = Items(tuple(self._node(item) for item in node.value), self._line(node))
            _refuse_many(made.items)
            return self._noted(node, made) if node.flow_style else made
        if isinstance(node, yaml.MappingNode):
            return self._fields(node)
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _fields(self, node: yaml.MappingNode) -> Fields:
        made = Fields(tuple((self._key(key), self._node(value)) for key, value in node.value), self._line(node))
        _refuse_many(made.fields)
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text = str(node.value)
        if node.style in PLAIN:
            return Scalar(f"{text}{self._behind(node)}".strip(), self._line(node))
        if unseen := UNSEEN.search(text):
            raise HeaderWrong(self._line(node), UNSEEN_SIGN(sign=ord(unseen[0])))
        made = Scalar(text.strip(), self._line(node))
        return self._noted(node, made) if node.style in ("'", '"') else made

    def _behind(self, node: yaml.ScalarNode) -> str:
        """What YAML takes for a comment behind an unquoted value is a part of it for whoever wrote the line."""
        line = node.end_mark.line
        if next_line := HASHTAG.fullmatch(self._rest(line + 1)):
            self._note(line + 1, next_line[0])
        behind = COMMENT.fullmatch(self._rest(line, node.end_mark.column))
        return behind[0] if behind else ""

    def _noted(self, node: yaml.Node, made: Made) -> Made:
        """Keeps the comment behind a value that has an end of its own."""
        if behind := COMMENT.fullmatch(self._rest(node.end_mark.line, node.end_mark.column)):
            self._note(node.end_mark.line, behind[0])
        return made

    def _rest(self, line: int, column: int = 0) -> str:
        return self._lines[line][column:] if line < len(self._lines) else ""

    def _note(self, line: int, comment: str) -> None:
        self.comments.append(Scalar(comment.strip(), self._first_line + line))

    def _key(self, node: yaml.Node) -> Scalar:
        if not isinstance(node, yaml.ScalarNode):
            raise HeaderWrong(self._line(node), KEY_NO_WORDS())
        return Scalar(str(node.value).strip(), self._line(node))

    def _line(self, node: yaml.Node) -> int:
        return int(self._first_line + node.start_mark.line)
