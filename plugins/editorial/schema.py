"""Every field that the header of a text may have: one row a field. Reading, checking and the editors' guide use this
table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from plugins.base import moments
from plugins.base.header import Fields, Items, Node, Scalar
from plugins.base.model import Kind, Party, Status
from plugins.base.problems import Message, Problem, Wrong
from plugins.base.vietnamese import did_you_mean, fold_spaces, identity, nearest, slug

EVERY_KIND = frozenset(Kind)
ARTICLES = frozenset({Kind.ARTICLE})
PROGRAMS = frozenset({Kind.PROGRAM})

STATUS_WORDS = {
    **{identity(status.value): status for status in Status},
    identity("đăng"): Status.PUBLISHED,
    identity("nháp"): Status.DRAFT,
    identity("ẩn"): Status.HIDDEN,
    identity("gỡ"): Status.REMOVED,
}
# A path of the site as its old addresses were: no step upwards, no hidden folder, nothing that a file system minds.
OWN_ADDRESS = re.compile(r"/(?!/)(?:(?!\.)[^\s/\\:*\"<>|?#]{1,120}(?:/|$|(?=\?)))*(?:\?[^\s#]+)?")
YES_WORDS = {"yes": True, "true": True, "có": True, "no": False, "false": False, "không": False}

# ISO 639-1, the two-letter codes.
LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
    et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

LONGEST_NAME = 150
NAME_TOO_LONG = Message("«{name}…» dài {length} chữ, quá 150.", "Hãy viết gọn lại, hoặc tách bằng dấu phẩy.")
NOT_ONE_LINE = Message("ô này chỉ nhận một dòng chữ.", "Hãy viết giá trị ngay sau dấu hai chấm.")
NO_LIST = Message("ô này nhận một danh sách.", "Hãy viết mỗi mục một dòng, bắt đầu bằng «- ».")
EMPTY_DATE = Message("còn trống.", moments.REMEDY)
UNKNOWN_STATUS = Message("không có trạng thái «{status}».{hint}", f"Hãy chọn {', '.join(Status)}.")
UNKNOWN_LANGUAGE = Message("«{code}» không phải mã ngôn ngữ hai chữ.", "Tiếng Việt là «vi», tiếng Anh là «en».")
NEITHER_YES_NOR_NO = Message("«{value}» không phải «yes» hay «no».", "Hãy viết một trong hai từ ấy.")
NO_OWN_ADDRESS = Message(
    "«{address}» không phải địa chỉ trên trang này.", "Hãy viết phần sau tên miền, bắt đầu bằng «/»."
)
NO_PARTY = Message("mỗi bên cần có tên.", "Hãy viết «- name: Tên cơ quan», dòng dưới là «signer:» và «office:».")
UNKNOWN_PARTY_KEY = Message("không có ô «{key}» trong một bên.{hint}", "Các ô là name, signer, office.")
NAMELESS_PARTY = Message("một bên chưa có tên.", "Hãy thêm «name:».")
UNKNOWN_KEY = Message("không có ô «{key}».{hint}", "Hãy sửa tên ô, hoặc để một dòng trống trước nội dung bài.")
KEY_TWICE = Message("ô «{key}» đã có ở dòng {line}.", "Hãy giữ một dòng.")
KEY_OF_OTHER_KIND = Message("ô «{key}» không dùng cho loại tệp này.", "Hãy bỏ dòng này.")
TEMPLATE_GIVEN = Message("{key}:{hint} không được nhận.", "Bài nào cũng dùng mẫu trang chung. Hãy bỏ dòng này.")
ADDRESS_GIVEN = Message(
    "{key}:{hint} không được nhận.", "Địa chỉ được làm từ tên tệp, hoặc từ ô Slug. Hãy bỏ dòng này."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """An author as signed: name, and office where one follows the comma."""

    name: str
    office: str = ""


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


def text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise Wrong(NOT_ONE_LINE())
    return fold_spaces(node.text)


def words(node: Node) -> tuple[str, ...]:
    """Several values: a list, or one line with commas or semicolons. Empty ones and repetitions fall away."""
    parts = re.split(r"[,;]", node.text) if isinstance(node, Scalar) else [text(item) for item in _items(node)]
    return _names(parts)


def lines(node: Node) -> tuple[str, ...]:
    """Several values that may hold commas themselves: a list, or one line with semicolons."""
    parts = node.text.split(";") if isinstance(node, Scalar) else [text(item) for item in _items(node)]
    return _names(parts)


def _names(parts: Iterable[str]) -> tuple[str, ...]:
    """Names without empty ones and repetitions; each must fit into an address.

    Raises:
        Wrong: for one that is too long.
    """
    names = tuple(dict.fromkeys(fold_spaces(part) for part in parts if part.strip()))
    if long := next((name for name in names if len(name) > LONGEST_NAME), ""):
        raise Wrong(NAME_TOO_LONG(name=long[:40], length=len(long)))
    return names


def signatures(node: Node) -> tuple[Signature, ...]:
    return tuple(_signature(line) for line in lines(node))


def moment(node: Node) -> datetime:
    written = text(node)
    if not written:
        raise Wrong(EMPTY_DATE())
    return moments.parse(written)


def status(node: Node) -> Status:
    written = text(node)
    try:
        return STATUS_WORDS[identity(written)]
    except KeyError:
        known = [*(status.value for status in Status), "đăng", "nháp", "ẩn", "gỡ"]
        raise Wrong(UNKNOWN_STATUS(status=written, hint=did_you_mean(written, known))) from None


def language(node: Node) -> str:
    written = text(node)
    if written.lower() not in LANGUAGES:
        raise Wrong(UNKNOWN_LANGUAGE(code=written))
    return written.lower()


def yes(node: Node) -> bool:
    written = text(node)
    try:
        return YES_WORDS[written.lower()]
    except KeyError:
        raise Wrong(NEITHER_YES_NOR_NO(value=written)) from None


def addresses(node: Node) -> tuple[str, ...]:
    found = lines(node)
    for address in found:
        if not OWN_ADDRESS.fullmatch(address):
            raise Wrong(NO_OWN_ADDRESS(address=address))
    return found


def day(node: Node) -> date:
    """A day, or a year alone; which of its days a year means, the end of the period decides."""
    written = text(node)
    return date(int(written), 1, 1) if re.fullmatch(r"[12]\d{3}", written) else moment(node).date()


def last_day(node: Node) -> date:
    written = text(node)
    return date(int(written), 12, 31) if re.fullmatch(r"[12]\d{3}", written) else moment(node).date()


def parties(node: Node) -> tuple[Party, ...]:
    return tuple(_party(item) for item in _items(node))


def _items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Items):
        raise Wrong(NO_LIST())
    return node.items


def _signature(line: str) -> Signature:
    name, _, office = line.partition(",")
    return Signature(name.strip(), office.strip())


PARTY_KEYS = {
    identity(key): name
    for name, keys in {
        "name": ("name", "tên"),
        "signer": ("signer", "người ký"),
        "office": ("office", "chức vụ"),
    }.items()
    for key in keys
}


def _party(node: Node) -> Party:
    if not isinstance(node, Fields):
        raise Wrong(NO_PARTY())
    given: dict[str, str] = {}
    for key, value in node.fields:
        name = PARTY_KEYS.get(identity(key.text))
        if not name:
            raise Wrong(UNKNOWN_PARTY_KEY(key=key.text, hint=did_you_mean(key.text, PARTY_KEYS)))
        given[name] = text(value)
    if not given.get("name"):
        raise Wrong(NAMELESS_PARTY())
    return Party(**given)


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
    Field("Issuer", ("Cơ quan ban hành",), text, "Cơ quan ban hành văn bản.", ARTICLES),
    Field("Slug", (), text, "Phần cuối của địa chỉ, nếu không muốn lấy từ tên tệp."),
    Field("Guid", (), text, "Mã của bài trong bản tin RSS; không đổi sau khi đăng."),
    Field("Lang", ("Ngôn ngữ",), language, "Mã ngôn ngữ; không ghi thì là vi."),
    Field("Redirect_from", ("Địa chỉ cũ",), addresses, "Địa chỉ cũ dẫn về bài này, bắt đầu bằng «/»."),
    Field("Verbatim", ("Nguyên văn",), yes, "yes: giữ nguyên văn, không nhắc lỗi đánh máy."),
    Field("Kind", ("Loại",), text, "Loại: Chương trình phối hợp, Đề án, Dự án, Kế hoạch, Hội thi.", PROGRAMS),
    Field("Start", ("Bắt đầu",), day, "Năm hoặc ngày bắt đầu.", PROGRAMS),
    Field("End", ("Kết thúc",), last_day, "Năm hoặc ngày kết thúc.", PROGRAMS),
    Field("Signed", ("Ngày ký",), day, "Ngày ký.", PROGRAMS),
    Field("State", ("Tình trạng",), text, "Tình trạng, khi không suy được từ ngày tháng.", PROGRAMS),
    Field("Parties", ("Các bên",), parties, "Các bên: mỗi bên có name, signer (người ký), office (chức vụ).", PROGRAMS),
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
