"""Every field that the header of a text may have: one row a field. Reading, checking and the editors' guide use this
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plugins.base.header import Node, Scalar
from plugins.base.model import PROGRAM_KINDS, PROGRAM_STATES, Kind
from plugins.base.problems import Message, Problem, Several, Wrong
from plugins.base.vietnamese import did_you_mean, identity, nearest, slug
from plugins.editorial.program_fields import parties, plans, tasks
from plugins.editorial.readers import (
    addresses,
    choice,
    day,
    language,
    last_day,
    lines,
    moment,
    name,
    progress_hidden,
    sentences,
    signatures,
    status,
    text,
    words,
    yes,
)

EVERY_KIND = frozenset(Kind)
ARTICLES = frozenset({Kind.ARTICLE})
PROGRAMS = frozenset({Kind.PROGRAM})

UNKNOWN_KEY = Message("không có ô «{key}».{hint}", "Hãy sửa tên ô, hoặc để một dòng trống trước nội dung bài.")
KEY_TWICE = Message("ô «{key}» đã có ở dòng {line}.", "Hãy giữ một dòng.")
KEY_OF_OTHER_KIND = Message("ô «{key}» không dùng cho loại tệp này.", "Hãy bỏ dòng này.")
TEMPLATE_GIVEN = Message("{key}:{hint} không được nhận.", "Bài nào cũng dùng mẫu trang chung. Hãy bỏ dòng này.")
ADDRESS_GIVEN = Message(
    "{key}:{hint} không được nhận.", "Địa chỉ được làm từ tên tệp, hoặc từ ô Slug. Hãy bỏ dòng này."
)


@dataclass(frozen=True, slots=True)
class Field:
    """`read` turns what was written into a value, or raises Wrong. `refused` is told of keys that we do not take."""

    name: str
    spellings: tuple[str, ...]
    read: Callable[[Node], object]
    guide: str
    kinds: frozenset[Kind] = EVERY_KIND
    refused: Message | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """The header after reading: values and lines by the field's English name, and the key as the editor wrote it."""

    values: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
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

    def line(self, name: str) -> int:
        return self.lines.get(name, 1)

    def key(self, name: str) -> str:
        return self.written.get(name, name)


FIELDS = (
    Field("Title", ("Tiêu đề",), text, "Bắt buộc. Tiêu đề bài, viết thường như câu văn."),
    Field(
        "Date",
        ("Ngày",),
        moment,
        "Bắt buộc với bài viết. 22/8/2022, 22/8/2022 14:30 hoặc 2022-08-22; ngày trước, tháng sau.",
    ),
    Field(
        "Category",
        ("Phân loại", "Phân loại tin hoạt động", "Chuyên mục"),
        lines,
        "Loại tin, theo tên hoặc slug trong data/categories.toml; nhiều loại thì cách nhau bằng dấu phẩy, "
        "loại đầu là chính.",
        ARTICLES,
    ),
    Field("Tags", ("Từ khóa",), words, "Từ khóa, cách nhau bằng dấu phẩy.", ARTICLES),
    Field(
        "Authors",
        ("Author", "Tác giả"),
        signatures,
        "Người viết, chức vụ sau dấu phẩy; nhiều người thì cách nhau bằng dấu chấm phẩy.",
    ),
    Field("Summary", ("Tóm tắt", "Sapo"), text, "Một, hai câu tóm tắt, hiện dưới tiêu đề và trong danh sách."),
    Field("Image", ("Ảnh",), text, "Ảnh đại diện: tên tệp ảnh để cạnh bài."),
    Field("Image_alt", ("Mô tả ảnh",), text, "Lời tả ảnh đại diện cho người không nhìn thấy. Bắt buộc khi có Image."),
    Field("Source", ("Nguồn",), text, "Nguồn, nếu bài đăng lại."),
    Field("Modified", ("Cập nhật",), moment, "Ngày cập nhật, không trước ngày đăng."),
    Field("Correction", ("Đính chính",), text, "Điều đã được đính chính, hiện ở đầu bài."),
    Field(
        "Status", ("Trạng thái",), status, "published (đăng), draft (nháp), hidden (ẩn khỏi danh sách), removed (gỡ)."
    ),
    Field("Reason", ("Lý do",), text, "Lý do gỡ bài, hiện ở địa chỉ cũ của bài."),
    Field("Expires", ("Hết hạn",), moment, "Sau lúc này bài không còn trên trang.", ARTICLES),
    Field("Program", ("Chương trình",), text, "Slug của chương trình mà bài thuộc về.", ARTICLES),
    Field("Result", ("Kết quả",), words, "Mã nhiệm vụ của chương trình mà bài là minh chứng.", ARTICLES),
    Field("Number", ("Số",), text, "Số của bài trong chuyên mục có số.", ARTICLES),
    Field("Document_number", ("Số ký hiệu",), text, "Số ký hiệu, nếu bài đăng một văn bản.", ARTICLES),
    Field("Issuer", ("Cơ quan ban hành",), name, "Cơ quan ban hành văn bản.", ARTICLES),
    Field("Document_date", ("Ngày ban hành",), moment, "Ngày ban hành văn bản.", ARTICLES),
    Field("Slug", (), text, "Phần cuối của địa chỉ, nếu không muốn lấy từ tên tệp."),
    Field("Guid", (), text, "Mã của bài trong bản tin RSS; không đổi sau khi đăng."),
    Field("Lang", ("Ngôn ngữ",), language, "Mã ngôn ngữ; không ghi thì là vi."),
    Field("Redirect_from", ("Địa chỉ cũ",), addresses, "Địa chỉ cũ dẫn về bài này, bắt đầu bằng «/»."),
    Field("Verbatim", ("Nguyên văn",), yes, "yes: giữ nguyên văn, không nhắc lỗi đánh máy."),
    Field("Kind", ("Loại",), choice(*PROGRAM_KINDS), f"Loại: {', '.join(PROGRAM_KINDS)}.", PROGRAMS),
    Field("Start", ("Bắt đầu",), day, "Năm hoặc ngày bắt đầu.", PROGRAMS),
    Field("End", ("Kết thúc",), last_day, "Năm hoặc ngày kết thúc.", PROGRAMS),
    Field("Signed", ("Ngày ký",), day, "Ngày ký.", PROGRAMS),
    Field("Signed_news", ("Tin ký kết",), text, "Slug của tin về lễ ký.", PROGRAMS),
    Field(
        "State",
        ("Tình trạng",),
        choice(*PROGRAM_STATES),
        f"Tình trạng, khi không suy được từ ngày tháng: {', '.join(PROGRAM_STATES)}.",
        PROGRAMS,
    ),
    Field("Parties", ("Các bên",), parties, "Các bên: mỗi bên có name, signer (người ký), office (chức vụ).", PROGRAMS),
    Field("Legal_basis", ("Căn cứ",), sentences, "Căn cứ pháp lý: một danh sách văn bản.", PROGRAMS),
    Field("Aims", ("Mục tiêu",), sentences, "Mục tiêu: một danh sách.", PROGRAMS),
    Field("Contact", ("Đầu mối",), text, "Nơi hỏi thêm về chương trình.", PROGRAMS),
    Field("Tasks", ("Nhiệm vụ",), tasks, "Nhiệm vụ của cả chương trình, ngoài các kế hoạch.", PROGRAMS),
    Field("Plans", ("Các kế hoạch",), plans, "Các kế hoạch, mỗi kế hoạch có nhiệm vụ của nó.", PROGRAMS),
    Field("Progress", ("Tiến độ",), progress_hidden, "hidden: không hiện số đã làm trên số phải làm.", PROGRAMS),
    Field("Template", (), text, "Không dùng.", refused=TEMPLATE_GIVEN),
    Field("Save_as", (), text, "Không dùng.", refused=ADDRESS_GIVEN),
    Field("Url", (), text, "Không dùng.", refused=ADDRESS_GIVEN),
)


def spelling_key(key: str) -> str:
    return identity(key.replace("_", " "))


BY_SPELLING = {spelling_key(key): row for row in FIELDS for key in (row.name, *row.spellings)}


def spellings() -> list[str]:
    """Every key that may be written, as the guide spells it."""
    return [spelling for row in FIELDS if not row.refused for spelling in (row.name, *row.spellings)]


def read(path: str, given: Iterable[tuple[Scalar, Node]], kind: Kind) -> tuple[Values, list[Problem]]:
    """Reads the fields of one header; every field that is right is in the values, every wrong one in the problems."""
    values: dict[str, object] = {}
    lines_: dict[str, int] = {}
    written: dict[str, str] = {}
    told: set[str] = set()
    problems: list[Problem] = []
    for key, node in given:
        row = BY_SPELLING.get(spelling_key(key.text))
        told |= {_meant(key.text)} if row is None else set()
        for message in _objections(row, key, node, kind, lines_):
            problems.append(Problem(path, key.line, message))
            break
        else:
            assert row
            lines_[row.name], written[row.name] = key.line, key.text
            try:
                values[row.name] = row.read(node)
            except Several as several:
                told.add(row.name)
                problems += [Problem(path, line, message) for line, message in several.flaws]
            except Wrong as wrong:
                told.add(row.name)
                problems.append(Problem(path, node.line, f"{key.text}: {wrong}"))
    return Values(values, lines_, written, frozenset(told)), problems


def _meant(key: str) -> str:
    """The field whose spelling an unknown key resembles, or ""."""
    near = nearest(key, spellings(), key=slug)
    return BY_SPELLING[spelling_key(near)].name if near else ""


def _objections(row: Field | None, key: Scalar, node: Node, kind: Kind, seen: Mapping[str, int]) -> Iterator[str]:
    if row is None:
        yield UNKNOWN_KEY(key=key.text, hint=did_you_mean(key.text, spellings()))
    elif row.refused:
        yield row.refused(key=key.text, hint=f" «{node.text}»" if isinstance(node, Scalar) else "")
    elif row.name in seen:
        yield KEY_TWICE(key=key.text, line=seen[row.name])
    elif kind not in row.kinds:
        yield KEY_OF_OTHER_KIND(key=key.text)
