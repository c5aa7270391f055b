"""The parts of a program's header: its parties, its plans with their tasks, and the documents that prove a result.

One row a key, as in `schema`; every flaw of a part is told with its own line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from plugins.base.header import Fields, Items, Node, Scalar
from plugins.base.model import Citation, Party, Plan, Task, TaskTarget, TaskTargetKind
from plugins.base.problems import InvalidValue, InvalidValues, Message
from plugins.base.vietnamese import date_short, did_you_mean, identity, slug
from plugins.editorial.readers import NO_LIST, YES, Choice, choices_of, day, last_day, text

UNKNOWN_PART_KEY = Message("không có ô «{key}» ở đây.{hint}", "Các ô là {keys}.")
PART_KEY_TWICE = Message("ô «{key}» đã có ở dòng {line}.", "Hãy giữ một dòng.")
NO_PART = Message(
    "mỗi mục cần các ô của nó.", "Hãy viết «- {key}: …», rồi các ô khác ở những dòng dưới, thụt thẳng hàng."
)
PART_WITHOUT = Message("mục này chưa có ô «{key}».", "Hãy thêm «{key}: …».")
NO_TARGET = Message(
    "chỉ tiêu «{target}» không đọc được.",
    "Hãy viết «1-2», «ít nhất 1», «thường xuyên», «hằng năm» hoặc «tổng kết».",
)
RANGE_TURNED = Message(
    "chỉ tiêu «{target}» có số đầu lớn hơn số sau, hoặc bằng 0.", "Hãy viết số nhỏ trước, từ 1 trở lên."
)
ODD_ID = Message("mã «{id}» không dùng được.", "Hãy viết «{better}»: chữ thường không dấu, số và gạch nối.")
SAME_ID = Message("mã «{id}» đã là của nhiệm vụ ở dòng {line}.", "Hãy đặt mã khác.")
NO_ADDRESS = Message(
    "«{address}» không phải địa chỉ.", "Hãy viết địa chỉ đầy đủ (https://…), hoặc địa chỉ trên trang này (/…)."
)

RANGE = re.compile(r"(?:range|từ)?\s*(\d{1,4})\s*(?:-|–|đến)\s*(\d{1,4})")
AT_LEAST = re.compile(r"(?:min|ít nhất|tối thiểu|từ)?\s*(\d{1,4})(?:\s*(?:\+|trở lên))?")
KINDS_IN_WORDS = {
    **{kind.value: kind for kind in (TaskTargetKind.ONGOING, TaskTargetKind.YEARLY, TaskTargetKind.FINAL)},
    "thường xuyên": TaskTargetKind.ONGOING,
    "hằng năm": TaskTargetKind.YEARLY,
    "hàng năm": TaskTargetKind.YEARLY,
    "tổng kết": TaskTargetKind.FINAL,
    "khi kết thúc": TaskTargetKind.FINAL,
}
YEAR = re.compile(r"[12]\d{3}")

Reader = Callable[[Node], object]
Given = Iterable[tuple[dict[str, Any], int]]


class Part(NamedTuple):
    """One key inside a list of a program's header; `name` is also the fact's name in `base.model`."""

    name: str
    spelling: str
    read: Reader
    guide: str
    required: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        return choices_of(self.read)

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.read)


@dataclass(frozen=True, slots=True)
class Parts:
    """A reader of a list whose items have these keys; `made` turns what they give, each with its line, into facts."""

    rows: tuple[Part, ...]
    made: Callable[[Given], tuple[object, ...]]

    def __call__(self, node: Node) -> tuple[object, ...]:
        return self.made(_parts(node, self.rows))


def parts_of(read: Reader) -> tuple[Part, ...]:
    """The keys that the items of a list have; none where the reader is of no such list."""
    return read.rows if isinstance(read, Parts) else ()


class Due(NamedTuple):
    """A last day, and how it is said: "hết năm 2023", "22/8/2022"."""

    day: date
    words: str


def target(node: Node) -> TaskTarget:
    written = text(node)
    key = identity(written)
    if kind := next((kind for words, kind in KINDS_IN_WORDS.items() if identity(words) == key), None):
        return TaskTarget(kind)
    if match := RANGE.fullmatch(written.lower()):
        made = TaskTarget(TaskTargetKind.RANGE, int(match[1]), int(match[2]))
    elif match := AT_LEAST.fullmatch(written.lower()):
        made = TaskTarget(TaskTargetKind.MIN, int(match[1]))
    else:
        raise InvalidValue(NO_TARGET(target=written))
    if made.low < 1 or (made.kind is TaskTargetKind.RANGE and made.high < made.low):
        raise InvalidValue(RANGE_TURNED(target=written))
    return made


def due(node: Node) -> Due:
    written, last = text(node), last_day(node)
    return Due(last, f"hết năm {last.year}" if YEAR.fullmatch(written) else date_short(last))


def task_id(node: Node) -> str:
    written = text(node)
    if written != slug(written):
        raise InvalidValue(ODD_ID(id=written, better=slug(written)))
    return written


def address(node: Node) -> str:
    written = text(node)
    if not re.fullmatch(r"https?://[^\s/]+\S*|/(?!/)[^\s\\#]*", written):
        raise InvalidValue(NO_ADDRESS(address=written))
    return written


def _parties(items: Given) -> tuple[Party, ...]:
    return tuple(Party(**given) for given, _ in items)


def _citations(items: Given) -> tuple[Citation, ...]:
    return tuple(Citation(**given) for given, _ in items)


def _tasks(items: Given) -> tuple[Task, ...]:
    made: list[Task] = []
    flaws: list[tuple[int, str]] = []
    for given, line in items:
        limit = given.pop("due", None)
        assert limit is None or isinstance(limit, Due)
        if limit:
            given |= {"due": limit.day, "due_words": limit.words}
        task = Task(**given, line=line)
        if other := next((one for one in made if one.id == task.id), None):
            flaws.append((line, SAME_ID(id=task.id, line=other.line)))
        made.append(task)
    if flaws:
        raise InvalidValues(flaws)
    return tuple(made)


def _plans(items: Given) -> tuple[Plan, ...]:
    return tuple(Plan(**given, line=line) for given, line in items)


PARTIES = Parts(
    (
        Part("name", "tên", text, "Tên cơ quan.", required=True),
        Part("signer", "người ký", text, "Người ký."),
        Part("office", "chức vụ", text, "Chức vụ của người ký."),
    ),
    _parties,
)
CITATIONS = Parts(
    (
        Part("date", "ngày", day, "Ngày của văn bản hoặc của việc đã làm.", required=True),
        Part("title", "nội dung", text, "Việc đã làm.", required=True),
        Part("document", "văn bản", text, "Văn bản chứng minh: tên, số ký hiệu.", required=True),
        Part("link", "đường dẫn", address, "Địa chỉ của văn bản ấy, nếu có."),
    ),
    _citations,
)
TASKS = Parts(
    (
        Part(
            "id",
            "mã",
            task_id,
            "Mã để bài viết nhắc đến ở ô `Kết quả`: chữ thường không dấu, số và gạch nối. Đã dùng thì đừng đổi.",
            required=True,
        ),
        Part("title", "nội dung", text, "Lời văn của nhiệm vụ.", required=True),
        Part(
            "target",
            "chỉ tiêu",
            target,
            "`1-2` (từ 1 đến 2), `ít nhất 1`, `thường xuyên`, `hằng năm` (mỗi năm một lần) hoặc `tổng kết` "
            "(một lần, khi kết thúc).",
            required=True,
        ),
        Part("unit", "đơn vị", text, "Đơn vị đếm: số, cuộc, hội nghị, mô hình."),
        Part("due", "hạn", due, "Năm hoặc ngày phải xong; không ghi thì là ngày kết thúc kế hoạch."),
        Part("owner", "chủ trì", text, "Cơ quan hoặc người chủ trì."),
        Part(
            "elsewhere",
            "đăng nơi khác",
            YES,
            "`yes`: kết quả đăng ở báo khác; chỉ tính bài có đường dẫn tới nơi ấy.",
        ),
        Part("evidence", "minh chứng", CITATIONS, "Kết quả có văn bản mà chưa có tin."),
    ),
    _tasks,
)
PLANS = Parts(
    (
        Part("title", "tên", text, "Tên kế hoạch.", required=True),
        Part("start", "bắt đầu", day, "Năm hoặc ngày bắt đầu; không ghi thì là của chương trình."),
        Part("end", "kết thúc", last_day, "Năm hoặc ngày kết thúc; không ghi thì là của chương trình."),
        Part("tasks", "nhiệm vụ", TASKS, "Danh sách nhiệm vụ.", required=True),
    ),
    _plans,
)


def _parts(node: Node, rows: tuple[Part, ...]) -> Given:
    """The items of a list, each as the facts that its keys give, with its line.

    Raises:
        Several: with every flaw of every item.
    """
    if not isinstance(node, Items):
        raise InvalidValue(NO_LIST())
    flaws: list[tuple[int, str]] = []
    made = [(_part(item, rows, flaws), item.line) for item in node.items]
    if flaws:
        raise InvalidValues(flaws)
    return made


def _part(item: Node, rows: tuple[Part, ...], flaws: list[tuple[int, str]]) -> dict[str, Any]:
    if not isinstance(item, Fields):
        flaws.append((item.line, NO_PART(key=rows[0].name)))
        return {}
    by_key = {identity(key): row for row in rows for key in (row.name, row.spelling)}
    seen: dict[str, int] = {}
    given: dict[str, Any] = {}
    for key, value in item.fields:
        row = by_key.get(identity(key.text))
        if row is None:
            keys = ", ".join(one.name for one in rows)
            flaws.append((key.line, UNKNOWN_PART_KEY(key=key.text, hint=did_you_mean(key.text, by_key), keys=keys)))
        elif row.name in seen:
            flaws.append((key.line, PART_KEY_TWICE(key=key.text, line=seen[row.name])))
        else:
            seen[row.name] = key.line
            _read(row, key, value, given, flaws)
    missing = (row for row in rows if row.required and (row.name not in seen or given.get(row.name) == ""))
    flaws.extend((item.line, PART_WITHOUT(key=row.name)) for row in missing)
    return given


def _read(row: Part, key: Scalar, value: Node, given: dict[str, Any], flaws: list[tuple[int, str]]) -> None:
    try:
        given[row.name] = row.read(value)
    except InvalidValues as several:
        flaws.extend(several.flaws)
    except InvalidValue as wrong:
        flaws.append((value.line, f"{key.text}: {wrong}"))
