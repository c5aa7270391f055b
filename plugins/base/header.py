"""The header of a text in either form: `parse` gives every key and value with its line, `write` puts them back.

YAML between `---` lines, or `Key: value` lines up to the first blank one. Scalars stay the text that was written:
no typing of `no`, `14:30` or `20.10`, and « #» inside of an unquoted one begins no comment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from io import StringIO
from itertools import pairwise
from typing import NamedTuple

from plugins.base.header_nodes import (
    LONGEST,
    OTHER_LINE_ENDS,
    Fields,
    InvalidHeader,
    Items,
    Node,
    Scalar,
    Value,
    bare,
    node,
    refuse_many,
    words_of,
)
from plugins.base.letters import as_meant
from plugins.base.problems import Message

__all__ = ["Fields", "Header", "InvalidHeader", "Items", "Node", "Scalar", "Value", "as_read", "node", "parse", "write"]

KEY_LINE = re.compile(r"(?P<key>[^\W\d_][^:\n]{0,60}?)[ \t]*:[ \t]*(?P<value>.*)$")
CONTINUED = re.compile(r"[ \t]{4,}\S|\t+\S")
FENCE = re.compile(r"---[ \t]*$")
FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
BOM = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")

Pairs = tuple[tuple[Scalar, Node], ...]

NOT_CLOSED = Message(
    "phần đầu mở bằng «---» mà không có dòng «---» đóng lại.", "Hãy thêm một dòng «---» sau ô cuối cùng."
)
TOO_LONG = Message("phần đầu dài {length} chữ, quá {most}.", "Hãy chuyển phần viết dài xuống thân bài.")


class Header(NamedTuple):
    """`body_line` is the line of the file on which the body begins."""

    fields: tuple[tuple[Scalar, Node], ...]
    body: str
    body_line: int
    yaml: bool = False
    comments: tuple[Scalar, ...] = ()
    """What stands as a comment behind a quoted value or a list, where an editor may have meant it to be read."""


def as_read(text: str) -> str:
    """A file's text without its byte order mark, with line feeds alone and the letters that were meant.

    Every line stays a line.
    """
    return as_meant(text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n"))


def parse(text: str) -> Header:
    """Splits a text (line feeds only) into its header and its body.

    Raises:
        HeaderWrong: where the YAML is not a plain mapping, or its closing `---` is missing.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    read = _yaml_header(lines, start) if FENCE.match(lines[start]) else _plain_header(lines, start)
    refuse_many(read.fields)
    return read


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
        raise InvalidHeader(start + 1, NOT_CLOSED())
    source = "\n".join(lines[start + 1 : end])
    if len(source) > LONGEST:
        raise InvalidHeader(start + 1, TOO_LONG(length=len(source), most=LONGEST))
    from plugins.base.header_yaml import YamlReader

    read = YamlReader(source.translate(OTHER_LINE_ENDS), start + 2)
    fields = read.fields()
    return Header(fields, "\n".join(lines[end + 1 :]), end + 2, yaml=True, comments=tuple(read.comments))


def write(fields: Iterable[tuple[Scalar | str, Value]], text: str = "", body: str | None = None) -> str:
    """A file's text with these fields in this order, and with another body where one is given.

    A field that says what it said keeps its lines; a changed one is written anew where it stood, below the comments
    that it had. Lines of `Key: value` become YAML where they cannot hold a value.

    Raises:
        HeaderWrong: where the header that is there cannot be read, or where no header can hold a value.
    """
    end = found[0] if (found := LINE_END.search(text)) else "\n"
    whole = text if not text or text.endswith(("\n", "\r")) else text + end
    lines = list(StringIO(whole.removeprefix(BOM), newline=""))  # each with the line end that it has
    read, wanted = parse(as_read(text)), bare(fields)
    head = _Head(lines[: read.body_line - 1], read, end)
    rest = "".join(lines[read.body_line - 1 :]) if body is None else body
    is_new = body is not None or not read.fields
    touching = not read.yaml and bool(wanted) and is_new and bool(rest.partition("\n")[0].strip())
    made = head.with_fields(wanted) + (end if touching else "") + rest
    if not _says(made, wanted, rest):
        made = head.as_yaml(wanted) + rest
        parse(as_read(made))
    mark = BOM if text.startswith(BOM) else ""
    return mark + (made if whole == text or body is not None else made.removesuffix(end))


def _says(text: str, wanted: Pairs, body: str) -> bool:
    try:
        read = parse(as_read(text))
    except InvalidHeader:
        return False
    return bare(read.fields) == wanted and read.body.strip() == as_read(body).strip()


class _Head:
    """The lines of a header as they stand in a file: what opens it, its fields, the comments above each of them and
    those below the last, what closes it.
    """

    def __init__(self, lines: list[str], read: Header, line_end: str) -> None:
        stop = len(lines) - bool(lines and FENCE_END.match(lines[-1].rstrip()))
        starts = [*(key.line - 1 for key, _ in read.fields), stop]
        self.line_end = line_end
        self.yaml, self.fields = read.yaml, bare(read.fields)
        self.opening, self.closing = lines[: starts[0]], lines[stop:]
        self.indent = _indent(lines[starts[0]]) if read.yaml and read.fields else ""
        parts = [self._parted(lines[start:after]) for start, after in pairwise(starts)]
        self.own = [own for own, _ in parts]
        self.comments = [[], *(below for _, below in parts)]
        self.behind = {comment.line - 1: comment.text for comment in read.comments}
        self.starts = starts

    def _parted(self, lines: list[str]) -> tuple[list[str], list[str]]:
        """The lines of one field, and those between it and the next."""
        size = len(lines)
        while size > 1 and self._is_between(lines[size - 1]):
            size -= 1
        return lines[:size], lines[size:]

    def _is_between(self, line: str) -> bool:
        return not line.strip() or (line.lstrip().startswith("#") and len(_indent(line)) <= len(self.indent))

    def with_fields(self, wanted: Pairs) -> str:
        """What is kept stands as it stood."""
        places = self._places(wanted)
        comments = self._comments(places)
        lines = [*self.opening]
        for field, place in zip(wanted, places, strict=True):
            if place is None:
                lines += self._written(*field)
            else:
                lines += comments[place]
                lines += self.own[place] if self.fields[place] == field else self._rewritten(place, *field)
        return "".join([*lines, *comments[-1], *self.closing])

    def _places(self, wanted: Pairs) -> list[int | None]:
        """Where the key of each field stands now; of a repeated one in its order."""
        there: dict[str, list[int]] = defaultdict(list)
        for place, (key, _) in enumerate(self.fields):
            there[key.text].append(place)
        return [there[key.text].pop(0) if there[key.text] else None for key, _ in wanted]

    def _comments(self, kept: Container[int | None]) -> list[list[str]]:
        """Comments by the field below them; those of one that goes stand above the next."""
        found = [[*lines] for lines in self.comments]
        for place in range(len(self.fields)):
            if place not in kept:
                found[place + 1][:0] = found[place]
        return found

    def _rewritten(self, place: int, key: Scalar, value: Node) -> list[str]:
        """The comments that stood among the lines of the field come above it."""
        before, start = words_of(self.fields[place][1]), self.starts[place]
        found: dict[str, None] = {}
        for at, line in enumerate(map(as_read, self.own[place]), start=start):
            if line.lstrip().startswith("#") and line.strip() not in before:
                found[line.strip()] = None
            elif at in self.behind:
                found[self.behind[at]] = None
        return [*(f"{self.indent}{comment}{self.line_end}" for comment in found), *self._written(key, value)]

    def _written(self, key: Scalar, value: Node) -> list[str]:
        if isinstance(value, Scalar) and not self.yaml:
            return [f"{key.text}: {value.text}".rstrip() + self.line_end]
        return [f"{self.indent}{line}".rstrip(" ") + self.line_end for line in _field_lines(key, value)]

    def as_yaml(self, wanted: Pairs) -> str:
        """The whole of it written anew."""
        lines = ["---", *(line for field in wanted for line in _field_lines(*field)), "---", ""]
        return self.line_end.join(lines)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _field_lines(key: Scalar, value: Node) -> list[str]:
    from plugins.base.header_yaml import field_lines

    return field_lines(key, value)
