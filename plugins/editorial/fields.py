"""Every field that the header of a text may have: one row a field, in the order in which a new text has them. Reading,
writing, a form and the editors' guide use this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from plugins.base.header import Node
from plugins.base.model import PROGRAM_KINDS, PROGRAM_STATES, Content, ContentKind, ProgramFacts, UnrenderedContent
from plugins.base.vietnamese import identity
from plugins.editorial.program_fields import PARTIES, PLANS, TASKS, Part, parts_of
from plugins.editorial.readers import (
    LANGUAGE,
    PROGRESS_HIDDEN,
    STATUS,
    YES,
    Choice,
    addresses,
    choices_of,
    day,
    last_day,
    lines,
    moment,
    name,
    one_of,
    sentences,
    signatures,
    text,
    words,
)

EVERY_KIND = frozenset(ContentKind)
ARTICLES = frozenset({ContentKind.ARTICLE})
PROGRAMS = frozenset({ContentKind.PROGRAM})


class Widget(StrEnum):
    """How a form asks for a field."""

    LINE = "line"
    PROSE = "prose"
    LIST = "list"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    PICTURE = "picture"
    """A file beside the text."""
    PARTS = "parts"
    """A list whose items have fields of their own."""


class Field(NamedTuple):
    """`read` turns what was written into the value of `fact`, an attribute of `of`, or raises Wrong. The first of the
    spellings is the Vietnamese name; `guide` is Markdown, as it stands in the editors' guide.
    """

    name: str
    spellings: tuple[str, ...]
    read: Callable[[Node], object]
    widget: Widget
    fact: str
    guide: str
    kinds: frozenset[ContentKind] = EVERY_KIND
    required: frozenset[ContentKind] = frozenset()
    of: type = Content

    @property
    def choices(self) -> tuple[Choice, ...]:
        return choices_of(self.read)

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.read)


def _or(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} hoặc {last}"


FIELDS = (
    Field(
        "Title",
        ("Tiêu đề",),
        text,
        Widget.LINE,
        "title",
        "Viết như một câu văn, không viết toàn chữ hoa.",
        required=EVERY_KIND,
    ),
    Field("Date", ("Ngày",), moment, Widget.MOMENT, "date", "Xem [Ngày giờ](#ngày-giờ).", required=ARTICLES),
    Field(
        "Category",
        ("Phân loại", "Phân loại tin hoạt động", "Chuyên mục"),
        lines,
        Widget.LIST,
        "categories",
        "Bắt buộc với tin, bài. Một hoặc nhiều loại tin trong `data/categories.toml`, cách nhau bằng dấu phẩy; "
        "loại đầu tiên là loại chính.",
        ARTICLES,
    ),
    Field("Tags", ("Từ khóa",), words, Widget.LIST, "tags", "Từ khóa, cách nhau bằng dấu phẩy.", ARTICLES),
    Field(
        "Authors",
        ("Tác giả", "Author"),
        signatures,
        Widget.LIST,
        "authors",
        "Họ và tên, sau dấu phẩy là chức vụ. Nhiều người thì cách nhau bằng dấu chấm phẩy.",
    ),
    Field(
        "Summary",
        ("Tóm tắt", "Sapo"),
        text,
        Widget.PROSE,
        "summary",
        "Một, hai câu, hiện dưới tiêu đề và trong danh sách tin.",
    ),
    Field(
        "Image",
        ("Ảnh",),
        text,
        Widget.PICTURE,
        "image",
        "Ảnh đại diện: tên tệp ảnh để cạnh bài. Không ghi thì lấy ảnh đầu tiên trong bài.",
        of=UnrenderedContent,
    ),
    Field(
        "Image_alt",
        ("Mô tả ảnh",),
        text,
        Widget.PROSE,
        "image_alt",
        "Lời tả ảnh đại diện. Bắt buộc khi ghi ô `Ảnh`.",
        of=UnrenderedContent,
    ),
    Field(
        "Source", ("Nguồn",), text, Widget.LINE, "source", "Nơi đã đăng trước, nếu là bài đăng lại: tên báo, địa chỉ."
    ),
    Field("Modified", ("Cập nhật",), moment, Widget.MOMENT, "modified", "Ngày sửa bài đã đăng, không trước ngày đăng."),
    Field(
        "Correction",
        ("Đính chính",),
        text,
        Widget.PROSE,
        "correction",
        "Điều đã được sửa, để người đọc biết. Phải có cả ngày cập nhật.",
    ),
    Field(
        "Status",
        ("Trạng thái",),
        STATUS,
        Widget.CHOICE,
        "status",
        "`published` hoặc đăng (không ghi thì là thế này), `draft` hoặc nháp, `hidden` hoặc ẩn, `removed` hoặc gỡ.",
    ),
    Field("Reason", ("Lý do",), text, Widget.PROSE, "reason", "Lý do gỡ bài. Bắt buộc khi gỡ."),
    Field("Expires", ("Hết hạn",), moment, Widget.MOMENT, "expires", "Sau lúc này bài không còn trên trang.", ARTICLES),
    Field(
        "Program",
        ("Chương trình",),
        text,
        Widget.LINE,
        "program",
        "Bài thuộc chương trình nào: tên tệp của chương trình, bỏ `.md`.",
        ARTICLES,
    ),
    Field(
        "Result",
        ("Kết quả",),
        words,
        Widget.LIST,
        "results",
        "Mã nhiệm vụ mà bài là minh chứng; nhiều mã thì cách nhau bằng dấu phẩy.",
        ARTICLES,
    ),
    Field(
        "Number",
        ("Số",),
        text,
        Widget.LINE,
        "number",
        "Số của bài, trong chuyên mục có số; các số trước hiện bên bài.",
        ARTICLES,
    ),
    Field(
        "Document_number",
        ("Số ký hiệu",),
        text,
        Widget.LINE,
        "document_number",
        "Số ký hiệu, khi bài đăng một văn bản. Xem [Văn bản](#văn-bản).",
        ARTICLES,
    ),
    Field("Issuer", ("Cơ quan ban hành",), name, Widget.LINE, "issuer", "Cơ quan ban hành văn bản.", ARTICLES),
    Field(
        "Document_date",
        ("Ngày ban hành",),
        moment,
        Widget.MOMENT,
        "document_date",
        "Ngày ban hành văn bản, khi khác ngày đăng.",
        ARTICLES,
    ),
    Field("Slug", (), text, Widget.LINE, "slug", "Phần cuối của địa chỉ, khi không muốn lấy tên thư mục."),
    Field(
        "Guid",
        (),
        text,
        Widget.LINE,
        "guid",
        "Mã của bài trong nguồn tin RSS. Thường không cần ghi; đã ghi thì đừng đổi.",
    ),
    Field(
        "Lang", ("Ngôn ngữ",), LANGUAGE, Widget.CHOICE, "lang", "Hai chữ chỉ ngôn ngữ của bài; không ghi thì là `vi`."
    ),
    Field(
        "Redirect_from",
        ("Địa chỉ cũ",),
        addresses,
        Widget.LIST,
        "redirect_from",
        "Địa chỉ cũ dẫn về bài này, bắt đầu bằng `/`, hoặc kiểu Drupal `/?q=node/12`; "
        "nhiều địa chỉ thì cách nhau bằng dấu chấm phẩy, cũ nhất đứng đầu.",
    ),
    Field(
        "Verbatim",
        ("Nguyên văn",),
        YES,
        Widget.CHOICE,
        "verbatim",
        "`yes`: bài giữ đúng nguyên văn, kể cả chỗ viết nhầm; máy không nhắc lỗi đánh máy.",
    ),
    Field(
        "Kind",
        ("Loại",),
        one_of(*PROGRAM_KINDS),
        Widget.CHOICE,
        "kind",
        f"Loại: {_or(PROGRAM_KINDS)}.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field("Start", ("Bắt đầu",), day, Widget.DAY, "start", "Năm hoặc ngày bắt đầu.", PROGRAMS, of=ProgramFacts),
    Field("End", ("Kết thúc",), last_day, Widget.DAY, "end", "Năm hoặc ngày kết thúc.", PROGRAMS, of=ProgramFacts),
    Field("Signed", ("Ngày ký",), day, Widget.DAY, "signed", "Ngày ký.", PROGRAMS, of=ProgramFacts),
    Field(
        "Signed_news",
        ("Tin ký kết",),
        text,
        Widget.LINE,
        "signed_news",
        "Tên thư mục của tin về lễ ký.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field(
        "State",
        ("Tình trạng",),
        one_of(*PROGRAM_STATES),
        Widget.CHOICE,
        "state",
        f"Khi ngày tháng không nói đủ: {_or(PROGRAM_STATES)}.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field(
        "Parties",
        ("Các bên",),
        PARTIES,
        Widget.PARTS,
        "parties",
        "Danh sách các bên. Xem [Chương trình và đề án](#chương-trình-và-đề-án).",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field(
        "Legal_basis",
        ("Căn cứ",),
        sentences,
        Widget.LIST,
        "legal_basis",
        "Danh sách văn bản làm căn cứ.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field("Aims", ("Mục tiêu",), sentences, Widget.LIST, "aims", "Danh sách mục tiêu.", PROGRAMS, of=ProgramFacts),
    Field("Contact", ("Đầu mối",), text, Widget.LINE, "contact", "Nơi hỏi thêm.", PROGRAMS, of=ProgramFacts),
    Field(
        "Tasks",
        ("Nhiệm vụ",),
        TASKS,
        Widget.PARTS,
        "tasks",
        "Nhiệm vụ của cả chương trình, ngoài các kế hoạch.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field(
        "Plans",
        ("Các kế hoạch",),
        PLANS,
        Widget.PARTS,
        "plans",
        "Các kế hoạch, mỗi kế hoạch có nhiệm vụ của nó.",
        PROGRAMS,
        of=ProgramFacts,
    ),
    Field(
        "Progress",
        ("Tiến độ",),
        PROGRESS_HIDDEN,
        Widget.CHOICE,
        "progress_hidden",
        "`hidden` (ẩn): trang không hiện số đã có trên số cần có.",
        PROGRAMS,
        of=ProgramFacts,
    ),
)


def spelling_key(key: str) -> str:
    return identity(key.replace("_", " "))


BY_NAME = {row.name: row for row in FIELDS}
BY_SPELLING = {spelling_key(key): row for row in FIELDS for key in (row.name, *row.spellings)}


def field_of(key: str) -> Field | None:
    """The field that a header's key means, in whichever of its spellings."""
    return BY_SPELLING.get(spelling_key(key))


def spellings() -> list[str]:
    """Every key that may be written, as the guide spells it."""
    return [spelling for row in FIELDS for spelling in (row.name, *row.spellings)]
