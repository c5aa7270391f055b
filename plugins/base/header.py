"""The header of a text, in either form, with the line of every key and value.

YAML between `---` lines, or `Key: value` lines up to the first blank one. Scalars stay the text that was written:
no typing of `no`, `14:30` or `20.10`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from plugins.base.problems import Message, Wrong

KEY_LINE = re.compile(r"(?P<key>[^\W\d_][^:\n]{0,60}?)[ \t]*:[ \t]*(?P<value>.*)$")
CONTINUED = re.compile(r"[ \t]{4,}\S|\t+\S")
FENCE = re.compile(r"---[ \t]*$")
FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
DEEPEST = 8
# Line ends for YAML, but not for the editor's program, which counts the lines that we tell.
OTHER_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")

NOT_CLOSED = Message(
    "phần đầu mở bằng «---» mà không có dòng «---» đóng lại.", "Hãy thêm một dòng «---» sau ô cuối cùng."
)
WRONG_YAML = Message("phần đầu không đúng dạng YAML.", "Hãy xem lại dấu hai chấm, dấu nháy và khoảng thụt đầu dòng.")
UNREADABLE_YAML = Message("phần đầu không đọc được như YAML.", "Hãy viết lại mỗi ô một dòng «Tên: giá trị».")
NO_FIELDS = Message("phần đầu không phải các dòng «Tên: giá trị».", "Hãy viết mỗi ô một dòng «Tên: giá trị».")
TOO_DEEP = Message("phần đầu lồng quá nhiều tầng.", "Hãy viết gọn lại.")
CLEVER_YAML = Message(
    "phần đầu dùng «&», «*» hoặc «!» của YAML, trang này không nhận.", "Hãy đặt giá trị trong dấu nháy kép."
)
KEY_NO_WORDS = Message("tên ô không phải chữ.", "Hãy viết «Tên: giá trị».")

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


@dataclass(frozen=True, slots=True)
class Header:
    """`body_line` is the line of the file on which the body begins."""

    fields: tuple[tuple[Scalar, Node], ...]
    body: str
    body_line: int


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
    return _yaml_header(lines, start) if FENCE.match(lines[start]) else _plain_header(lines, start)


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
    read = tuple((key, Scalar(" ".join(parts).strip(), key.line)) for key, parts in fields)
    return Header(read, "\n".join(lines[at:]), at + 1)


def _yaml_header(lines: list[str], start: int) -> Header:
    end = next((at for at in range(start + 1, len(lines)) if FENCE_END.match(lines[at])), None)
    if end is None:
        raise HeaderWrong(start + 1, NOT_CLOSED())
    node = _compose("\n".join(lines[start + 1 : end]).translate(OTHER_LINE_ENDS), start + 2)
    fields = node.fields if isinstance(node, Fields) else ()
    return Header(fields, "\n".join(lines[end + 1 :]), end + 2)


def _compose(source: str, first_line: int) -> Node:
    """YAML's own parser gives the events; what could grow or go deep is refused before a tree is made of them."""
    try:
        _refuse_cleverness(yaml.parse(source, Loader=LOADER), first_line)
        root = yaml.compose(source, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise HeaderWrong(line, WRONG_YAML()) from None
    except yaml.YAMLError:
        raise HeaderWrong(first_line, UNREADABLE_YAML()) from None
    if root is None:
        return Fields((), first_line)
    if not isinstance(root, yaml.MappingNode):
        raise HeaderWrong(first_line, NO_FIELDS())
    return _node(root, first_line)


def _refuse_cleverness(events: Iterable[yaml.Event], first_line: int) -> None:
    """Reads no further than the first event that is refused: deep nesting costs the parser the square of its depth."""
    depth = 0
    for event in events:
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise HeaderWrong(line, TOO_DEEP())
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise HeaderWrong(line, CLEVER_YAML())


def _node(node: yaml.Node, first_line: int) -> Node:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(item, first_line) for item in node.value), line)
    if isinstance(node, yaml.MappingNode):
        return Fields(tuple((_key(key, first_line), _node(value, first_line)) for key, value in node.value), line)
    return Scalar(str(node.value).strip(), line)


def _key(node: yaml.Node, first_line: int) -> Scalar:
    if not isinstance(node, yaml.ScalarNode):
        raise HeaderWrong(first_line + node.start_mark.line, KEY_NO_WORDS())
    return Scalar(str(node.value).strip(), first_line + node.start_mark.line)
