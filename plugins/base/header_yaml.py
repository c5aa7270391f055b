"""The YAML form of what stands in a header, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

import yaml

from plugins.base.header_nodes import LONGEST, Fields, InvalidHeader, Items, Node, Scalar, refuse_many
from plugins.base.problems import Message

DEEPEST = 8

WRONG_YAML = Message("phần đầu không đúng dạng YAML.", "Hãy xem lại dấu hai chấm, dấu nháy và khoảng thụt đầu dòng.")
UNREADABLE_YAML = Message("phần đầu không đọc được như YAML.", "Hãy viết lại mỗi ô một dòng «Tên: giá trị».")
NO_FIELDS = Message("phần đầu không phải các dòng «Tên: giá trị».", "Hãy viết mỗi ô một dòng «Tên: giá trị».")
VALUE_BROKEN = Message(
    "dòng này không phải «Tên: giá trị».",
    "Nếu là phần tiếp của ô trên, hãy thụt vào hai khoảng trắng, hoặc viết cả giá trị trên một dòng.",
)
UNSEEN_SIGN = Message("giá trị có ký tự không nhìn thấy U+{sign:04X}, viết bằng dấu «\\».", "Hãy bỏ ký tự ấy.")
TOO_DEEP = Message("phần đầu lồng quá nhiều tầng.", "Hãy viết gọn lại.")
CLEVER_YAML = Message(
    "phần đầu dùng «&», «*» hoặc «!» của YAML, trang này không nhận.", "Hãy đặt giá trị trong dấu nháy kép."
)
KEY_NO_WORDS = Message("tên ô không phải chữ.", "Hãy viết «Tên: giá trị».")

# A comment behind a value; and a line of its own that looks like a hashtag in a value that goes on.
COMMENT = re.compile(r"[ \t]+#.*|#.*")
HASHTAG = re.compile(r"[ \t]+#[^\s#].*")
TAGS = "tag:yaml.org,2002:"
PLAIN = (None, "")
# What an escape of YAML (`"\x07"`) may bring in behind the back of whoever looks at the file.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")

# The C parser is some ten times faster; wheels bring it, a build from source may not.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NodeType = TypeVar("NodeType", Scalar, Items)


class YamlReader:
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
            raise InvalidHeader(self._first_line, NO_FIELDS())
        return self._fields(root).fields

    def _compose(self) -> yaml.Node | None:
        try:
            self._refuse_cleverness(yaml.parse(self._source, Loader=LOADER))
            return yaml.compose(self._source, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            raise self._told(error) from None
        except yaml.YAMLError:
            raise InvalidHeader(self._first_line, UNREADABLE_YAML()) from None

    def _told(self, error: yaml.MarkedYAMLError) -> InvalidHeader:
        """What was begun and not ended is wrong where it began; the parser stumbles lines later."""
        begun = (error.context or "").startswith("while scanning")
        mark = (error.context_mark if begun else None) or error.problem_mark
        no_field = begun and "simple key" in (error.context or "")
        return InvalidHeader(
            self._first_line + (mark.line if mark else 0), (VALUE_BROKEN if no_field else WRONG_YAML)()
        )

    def _refuse_cleverness(self, events: Iterable[yaml.Event]) -> None:
        """Reads no further than the first event that is refused: deep nesting costs the parser the square of its
        depth.
        """
        depth = 0
        for event in events:
            line = self._first_line + (event.start_mark.line if event.start_mark else 0)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise InvalidHeader(line, TOO_DEEP())
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise InvalidHeader(line, CLEVER_YAML())

    def _node(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.SequenceNode):
            made = Items(tuple(self._node(item) for item in node.value), self._line(node))
            refuse_many(made.items)
            return self._noted(node, made) if node.flow_style else made
        if isinstance(node, yaml.MappingNode):
            return self._fields(node)
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _fields(self, node: yaml.MappingNode) -> Fields:
        made = Fields(tuple((self._key(key), self._node(value)) for key, value in node.value), self._line(node))
        refuse_many(made.fields)
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text = str(node.value)
        if node.style in PLAIN:
            return Scalar(f"{text}{self._behind(node)}".strip(), self._line(node))
        if unseen := UNSEEN.search(text):
            raise InvalidHeader(self._line(node), UNSEEN_SIGN(sign=ord(unseen[0])))
        made = Scalar(text.strip(), self._line(node))
        return self._noted(node, made) if node.style in ("'", '"') else made

    def _behind(self, node: yaml.ScalarNode) -> str:
        """What YAML takes for a comment behind an unquoted value is a part of it for whoever wrote the line."""
        line = node.end_mark.line
        if next_line := HASHTAG.fullmatch(self._rest(line + 1)):
            self._note(line + 1, next_line[0])
        behind = COMMENT.fullmatch(self._rest(line, node.end_mark.column))
        return behind[0] if behind else ""

    def _noted(self, node: yaml.Node, made: NodeType) -> NodeType:
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
            raise InvalidHeader(self._line(node), KEY_NO_WORDS())
        return Scalar(str(node.value).strip(), self._line(node))

    def _line(self, node: yaml.Node) -> int:
        return int(self._first_line + node.start_mark.line)


class BlockDumper(yaml.BaseDumper):
    """Resolves nothing, so that `no` and `14:30` need no quotes, and sets lists in below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def field_lines(key: Scalar, value: Node) -> list[str]:
    """One field in YAML, without line ends."""
    made = _composed(Fields(((key, value),), 0))
    written: str = yaml.serialize(made, Dumper=BlockDumper, allow_unicode=True, width=LONGEST)
    return written.rstrip("\n").split("\n")


def _composed(made: Node) -> yaml.Node:
    if isinstance(made, Scalar):
        return yaml.ScalarNode(f"{TAGS}str", made.text, style="|" if "\n" in made.text else None)
    if isinstance(made, Items):
        return yaml.SequenceNode(f"{TAGS}seq", list(map(_composed, made.items)), flow_style=False)
    pairs = [(_composed(key), _composed(value)) for key, value in made.fields]
    return yaml.MappingNode(f"{TAGS}map", pairs, flow_style=False)
