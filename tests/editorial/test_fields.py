"""Every field of the schema, in both languages and both forms: what it becomes, what is refused in which words."""

from __future__ import annotations

import unicodedata

import pytest

from plugins.base import moments
from plugins.base.model import Content, Party, ProgramFacts, Status
from plugins.editorial.fields import FIELDS, spelling_key
from tests.editorial.newsroom import Desk, errors, only, program
from tests.site import article

DATES = "Hãy viết như 22/8/2022, 22/8/2022 14:30 hoặc 2022-08-22."
ONE_LINE = "ô này chỉ nhận một dòng chữ. Hãy viết giá trị ngay sau dấu hai chấm."
A_LIST = "ô này nhận một danh sách. Hãy viết mỗi mục một dòng, bắt đầu bằng «- »."
NO_LINE = "Hãy sửa tên ô, hoặc để một dòng trống trước nội dung bài."


def seen(content: Content, attribute: str) -> object:
    """An attribute as a reader would write it down."""
    value = getattr(content, attribute)
    if attribute == "authors":
        return [(author.name, author.office) for author in value]
    if attribute == "issuer":
        return value and value.name
    return [one.name for one in value] if attribute in ("categories", "tags") else value


VALUES: list[tuple[str, str, str, object]] = [
    ("Title, Tiêu đề", "title", "Hội nghị: ký kết «A»", "Hội nghị: ký kết «A»"),
    ("Date, Ngày", "date", "5/11/2026 14:30", moments.parse("2026-11-05 14:30")),
    ("Category, Phân loại, Phân loại tin hoạt động, Chuyên mục", "categories", "Tin, Văn bản", ["Tin", "Văn bản"]),
    ("Tags, Từ khóa, Từ khoá", "tags", "HTX, khoa học; kỹ thuật,", ["HTX", "khoa học", "kỹ thuật"]),
    ("Authors, Author, Tác giả", "authors", "An, Chủ tịch, Bí thư; Bình", [("An", "Chủ tịch, Bí thư"), ("Bình", "")]),
    ("Summary, Tóm tắt, Sapo", "summary", "Một câu.", "Một câu."),
    ("Source, Nguồn", "source", "Báo, https://bao.example/a", "Báo, https://bao.example/a"),
    ("Modified, Cập nhật", "modified", "6/11/2026", moments.parse("2026-11-06")),
    ("Status, Trạng thái", "status", "Ẩn", Status.HIDDEN),
    ("Expires, Hết hạn", "expires", "1/12/2026 17:00", moments.parse("2026-12-01 17:00")),
    ("Result, Kết quả", "results", "nv-1, nv-2", ("nv-1", "nv-2")),
    ("Number, Số", "number", "9", "9"),
    ("Document_number, Document number, Số ký hiệu", "document_number", "20-NQ/TW", "20-NQ/TW"),
    ("Issuer, Cơ quan ban hành", "issuer", "Tỉnh ủy", "Tỉnh ủy"),
    ("Slug", "slug", "ten-khac", "ten-khac"),
    ("Guid", "guid", "tag:x,2022:1", "tag:x,2022:1"),
    ("Lang, Ngôn ngữ", "lang", "EN", "en"),
    ("Redirect_from, Địa chỉ cũ", "redirect_from", "/node/12; /?q=node/12", ("/node/12", "/?q=node/12")),
    ("Verbatim, Nguyên văn", "verbatim", "có", True),
]
SPELLED = [(key, *row[1:]) for row in VALUES for key in row[0].split(", ")]


@pytest.mark.parametrize(("key", "attribute", "written", "value"), SPELLED, ids=[row[0] for row in SPELLED])
def test_a_field_is_read_by_each_of_its_names(
    desk: Desk, key: str, attribute: str, written: str, value: object
) -> None:
    other = {"title": "Date: 2026-11-05", "date": "Title: Bài thử"}.get(attribute, "Title: A\nDate: 2026-11-05")
    made = only(desk({"tin-tuc/a.md": f"{other}\n{key}: {written}\n\nNội dung.\n"}))
    assert seen(made.content, attribute) == value


@pytest.mark.parametrize("turn", [str.upper, str.lower, lambda key: unicodedata.normalize("NFD", key)])
def test_case_and_composition_of_a_key_do_not_matter(desk: Desk, turn: type[str]) -> None:
    text = "\n".join(f"{turn(key)}: {value}" for key, value in [("Tiêu đề", "A"), ("Ngày", "5/11/2026"), ("Sapo", "B")])
    assert only(desk({"tin-tuc/a.md": f"{text}\n\nNội dung.\n"})).content.summary == "B"


def test_yaml_gives_the_same_story_and_the_lines_of_its_fields(desk: Desk) -> None:
    header = '---\nTiêu đề: "A: B"\nNgày: 5/11/2026\nTừ khóa:\n  - một, hai\n  - ba\nTác giả:\n  - An, Chủ tịch\n---\n'
    made = only(desk({"tin-tuc/a.md": f"{header}Nội dung.\n"}))
    assert (made.content.title, seen(made.content, "tags")) == ("A: B", ["một, hai", "ba"])
    assert made.lines == {"Title": 2, "Date": 3, "Tags": 4, "Authors": 7}
    assert (made.markdown, made.body_line) == ("Nội dung.\n", 10)


def test_a_title_keeps_the_quotes_that_it_was_written_with(desk: Desk) -> None:
    assert only(desk({"tin-tuc/a.md": article('"Nâng niu" cây vải')})).content.title == '"Nâng niu" cây vải'


def test_the_lead_picture_and_the_correction_need_their_companions(desk: Desk) -> None:
    fields = {"Ảnh": "a.jpg", "Mô tả ảnh": "Một vườn vải", "Cập nhật": "6/11/2026", "Đính chính": "Ngày họp."}
    made = only(desk({"tin-tuc/a.md": article(**fields)}))
    assert (made.image, made.image_alt, made.content.correction) == ("a.jpg", "Một vườn vải", "Ngày họp.")
    alone = desk({"tin-tuc/a.md": article(Image="a.jpg", Correction="Ngày họp.")})
    assert errors(alone) == [
        "tin-tuc/a.md:3: Image: ảnh chưa có lời tả cho người không nhìn thấy. Hãy thêm dòng «Image_alt: …».",
        "tin-tuc/a.md:4: Correction: có đính chính mà chưa có ngày cập nhật. Hãy thêm dòng «Modified: …».",
    ]


STATUSES = [
    *((word, Status.PUBLISHED) for word in ("published", "Đăng", "PUBLISHED")),
    *((word, Status.DRAFT) for word in ("draft", "nháp", "Nháp")),
    *((word, Status.HIDDEN) for word in ("hidden", "ẩn")),
    *((word, Status.REMOVED) for word in ("removed", "gỡ")),
]


@pytest.mark.parametrize(("word", "status"), STATUSES)
def test_the_status_is_named_in_either_language(desk: Desk, word: str, status: Status) -> None:
    assert only(desk({"tin-tuc/a.md": article(Status=word, Reason="Trùng bài.")})).content.status is status


@pytest.mark.parametrize("word", ["no", "NO", "không", "false"])
def test_verbatim_may_be_denied(desk: Desk, word: str) -> None:
    assert only(desk({"tin-tuc/a.md": article(Verbatim=word)})).content.verbatim is False


WRONG = [
    ("Catgory: Tin", "không có ô «Catgory». Có phải ý bạn là «Category»? " + NO_LINE),
    ("Tac gia: An", "không có ô «Tac gia». Có phải ý bạn là «Tác giả»? " + NO_LINE),
    ("Ghi chú riêng: x", "không có ô «Ghi chú riêng». " + NO_LINE),
    ("Tiêu đề: B", "ô «Tiêu đề» đã có ở dòng 1. Hãy giữ một dòng."),
    ("Template: khong-co", "Template: «khong-co» không được nhận. Bài nào cũng dùng mẫu trang chung. Hãy bỏ dòng này."),
    (
        "save_as: ../x.html",
        "save_as: «../x.html» không được nhận. Địa chỉ được làm từ tên tệp, hoặc từ ô Slug. Hãy bỏ dòng này.",
    ),
    ("URL: /x/", "URL: «/x/» không được nhận. Địa chỉ được làm từ tên tệp, hoặc từ ô Slug. Hãy bỏ dòng này."),
    ("Modified: 31/11/2026", f"Modified: «31/11/2026» không có trên lịch. {DATES}"),
    ("Hết hạn:", f"Hết hạn: còn trống. {DATES}"),
    (
        "Status: draf",
        "Status: không có trạng thái «draf». Có phải ý bạn là «draft»? Hãy chọn published, draft, hidden, removed.",
    ),
    ("Lang: vn", "Lang: «vn» không phải mã ngôn ngữ hai chữ. Tiếng Việt là «vi», tiếng Anh là «en»."),
    ("Verbatim: có lẽ", "Verbatim: «có lẽ» không phải «yes» hay «no». Hãy viết một trong hai từ ấy."),
    ("Slug: ../../x", "Slug: «../../x» không làm được địa chỉ. Hãy viết «x»."),
    ("Slug: Tin-Moi", "Slug: «Tin-Moi» không làm được địa chỉ. Hãy viết «tin-moi»."),
    ("Slug: …", "Slug: «…» không làm được địa chỉ. Hãy dùng chữ thường không dấu, số và gạch nối."),
    (f"Tags: {', '.join(map(str, range(101)))}", "Tags: có 101 mục, quá 100. Hãy giữ những mục chính."),
    (f"Author: {'; '.join(map(str, range(101)))}", "Author: có 101 mục, quá 100. Hãy giữ những mục chính."),
    (
        f"Redirect_from: /cu/{'ữ' * 70}",
        f"Redirect_from: «/cu/{'ữ' * 70}» dài quá mức một ổ đĩa ghi được. Hãy bỏ địa chỉ này.",
    ),
    ("Bắt đầu: 2022", "ô «Bắt đầu» không dùng cho loại tệp này. Hãy bỏ dòng này."),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_line_is_told_with_its_number_and_what_to_write(desk: Desk, line: str, message: str) -> None:
    survey = desk({"tin-tuc/a.md": f"Title: A\nDate: 2026-11-05\n{line}\n\nNội dung.\n"})
    assert errors(survey) == [f"tin-tuc/a.md:3: {message}"]


STRAY = [
    ("node/12", "không phải địa chỉ trên trang này."),
    ("//may-khac.example/x", "không phải địa chỉ trên trang này."),
    ("https://trang.example/x/", "không phải địa chỉ trên trang này."),
    ("/../x", "có phần «..» bắt đầu bằng dấu chấm."),
    ("/a/.git/x", "có phần «.git» bắt đầu bằng dấu chấm."),
    ("/xem-truoc/ab12/", "là chỗ trang này dùng cho việc khác."),
    ("/?id=5", ": sau dấu «?» chỉ nhận địa chỉ kiểu Drupal."),
]


@pytest.mark.parametrize(("address", "wrong"), STRAY)
def test_an_old_address_is_a_path_of_this_site(desk: Desk, address: str, wrong: str) -> None:
    (told,) = errors(desk({"tin-tuc/a.md": article(Redirect_from=address)}))
    assert told.startswith(f"tin-tuc/a.md:3: Redirect_from: «{address}» {wrong} Hãy ".replace("» :", "»:"))


def test_one_old_address_in_two_spellings_is_one(desk: Desk) -> None:
    (made,) = desk({"tin-tuc/a.md": article(Redirect_from="/cu; /cu/; /c%75; /tin%20c%C5%A9/")}).unrendered_contents
    assert made.content.redirect_from == ("/cu", "/tin cũ/")
    both = {f"tin-tuc/{name}.md": article(Redirect_from=old) for name, old in {"a": "/cu", "b": "/c%75/"}.items()}
    assert errors(desk(both)) == ["tin-tuc/b.md:3: Redirect_from: «/cu/» đã dẫn về tin-tuc/a.md. Hãy giữ ở một bài."]


SHAPES = [
    ("Summary: [a, b]", f"Summary: {ONE_LINE}"),
    ("Status:\n  a: b", f"Status: {ONE_LINE}"),
    ("Tags: {a: b}", f"Tags: {A_LIST}"),
    ("Authors:\n  - a: b", f"Authors: {ONE_LINE}"),
    ("Template: [a]", "Template: không được nhận. Bài nào cũng dùng mẫu trang chung. Hãy bỏ dòng này."),
]


@pytest.mark.parametrize(("yaml", "message"), SHAPES, ids=[row[0] for row in SHAPES])
def test_a_yaml_value_of_the_wrong_shape_is_refused(desk: Desk, yaml: str, message: str) -> None:
    survey = desk({"tin-tuc/a.md": f"---\nTitle: A\nDate: 2026-11-05\n{yaml}\n---\nNội dung.\n"})
    line = 5 if "\n" in yaml else 4
    assert errors(survey) == [f"tin-tuc/a.md:{line}: {message}"]


PARTIES = """---
Tiêu đề: Chương trình
Loại: Chương trình phối hợp
Bắt đầu: 2022
Kết thúc: 2025
Ngày ký: 22/8/2022
Các bên:
  - name: Hội A
    signer: Người ký
    office: Chủ tịch
  - Tên: Hội B
---
Nội dung.
"""


def test_a_program_has_its_period_its_signing_and_its_parties(desk: Desk) -> None:
    facts = only(desk({"programs/p.md": PARTIES})).content.facts
    assert isinstance(facts, ProgramFacts)
    assert (facts.kind, facts.period, facts.state) == ("Chương trình phối hợp", "2022–2025", "Đã kết thúc")
    assert (str(facts.start), str(facts.end), str(facts.signed)) == ("2022-01-01", "2025-12-31", "2022-08-22")
    assert facts.parties == (Party("Hội A", "Người ký", "Chủ tịch"), Party("Hội B"))


BAD_PARTIES = [
    ("Parties: Hội A", f"programs/p.md:3: Parties: {A_LIST}"),
    (
        "Parties:\n  - Hội A",
        (
            "programs/p.md:4: mỗi mục cần các ô của nó. "
            "Hãy viết «- name: …», rồi các ô khác ở những dòng dưới, thụt thẳng hàng."
        ),
    ),
    (
        "Parties:\n  - name: A\n    singer: B",
        ("programs/p.md:5: không có ô «singer» ở đây. Có phải ý bạn là «signer»? Các ô là name, signer, office."),
    ),
    ("Parties:\n  - signer: B", "programs/p.md:4: mục này chưa có ô «name». Hãy thêm «name: …»."),
]


@pytest.mark.parametrize(("yaml", "message"), BAD_PARTIES)
def test_a_party_without_a_name_or_with_an_unknown_key_is_refused(desk: Desk, yaml: str, message: str) -> None:
    assert errors(desk({"programs/p.md": f"---\nTitle: P\n{yaml}\n---\nx\n"})) == [message]


PERIODS = [
    ({"Start": "2027", "End": "2028"}, "2027–2028", "Sắp triển khai"),
    ({"Start": "2026", "End": "2026"}, "2026", "Đang thực hiện"),
    ({"Start": "1/3/2026", "End": "23/11/2026"}, "1/3/2026 – 23/11/2026", "Đang thực hiện"),
    ({"Start": "2022", "End": "22/11/2026"}, "1/1/2022 – 22/11/2026", "Đã kết thúc"),
    ({"Start": "2022", "End": "2025", "State": "Tạm dừng"}, "2022–2025", "Tạm dừng"),
    ({"Start": "2022"}, "", "Đang thực hiện"),
    ({}, "", ""),
]


@pytest.mark.parametrize(("fields", "period", "state"), PERIODS)
def test_the_state_of_a_program_follows_from_its_dates_unless_it_is_told(
    desk: Desk, fields: dict[str, str], period: str, state: str
) -> None:
    facts = only(desk({"programs/p.md": program(**fields)})).content.facts
    assert facts
    assert (facts.period, facts.state) == (period, state)


def test_a_program_that_contradicts_itself_is_refused(desk: Desk) -> None:
    survey = desk({"programs/p.md": program(Start="2025", End="2022", State="Đang làm")})
    assert errors(survey) == [
        "programs/p.md:3: End: kết thúc trước khi bắt đầu. Hãy sửa một trong hai.",
        (
            "programs/p.md:4: State: không có «Đang làm». "
            "Hãy chọn Sắp triển khai, Đang thực hiện, Tạm dừng, Đã kết thúc."
        ),
    ]


def test_no_two_fields_share_a_spelling() -> None:
    spellings = [spelling_key(key) for field in FIELDS for key in (field.name, *field.spellings)]
    assert len(spellings) == len(set(spellings))
