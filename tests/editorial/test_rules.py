"""What one header contradicts, what texts do to each other, and where a text stands at a given moment."""

from __future__ import annotations

import pytest

from plugins.base import moments
from plugins.base.model import Visibility
from tests.editorial.newsroom import Desk, by_slug, errors, only, program, told
from tests.site import article

PAGE = "Title: Trang\n\nNội dung.\n"

STANDINGS = [
    ("an ordinary post", {}, Visibility.LIVE),
    ("of this very minute", {"date": "23/11/2026 07:00"}, Visibility.LIVE),
    ("of the next minute", {"date": "23/11/2026 07:01"}, Visibility.FUTURE),
    ("later in another zone", {"date": "2026-11-22T23:30:00-01:00"}, Visibility.FUTURE),
    ("a draft", {"Status": "draft"}, Visibility.DRAFT),
    ("a draft to come", {"date": "1/12/2026", "Status": "nháp"}, Visibility.DRAFT),
    ("hidden", {"Status": "hidden"}, Visibility.HIDDEN),
    ("hidden until then", {"date": "1/12/2026", "Status": "ẩn"}, Visibility.FUTURE),
    ("removed", {"Status": "removed", "Reason": "Trùng bài."}, Visibility.REMOVED),
    ("removed before its day", {"date": "1/12/2026", "Status": "gỡ", "Reason": "Nhầm."}, Visibility.REMOVED),
    ("before its end", {"Expires": "23/11/2026 07:01"}, Visibility.LIVE),
    ("at its end", {"Expires": "23/11/2026 07:00"}, Visibility.EXPIRED),
    ("hidden and at its end", {"Status": "hidden", "Expires": "22/11/2026"}, Visibility.EXPIRED),
]


@pytest.mark.parametrize(("fields", "visibility"), [row[1:] for row in STANDINGS], ids=[row[0] for row in STANDINGS])
def test_where_a_text_stands_follows_from_its_status_then_its_dates(
    desk: Desk, fields: dict[str, str], visibility: Visibility
) -> None:
    assert only(desk({"tin-tuc/a.md": article(**fields)})).content.visibility is visibility


def test_the_same_text_stands_elsewhere_at_another_moment(desk: Desk) -> None:
    text = {"tin-tuc/a.md": article(date="1/6/2026", Expires="1/9/2026")}
    moment = {name: moments.parse(f"1/{month}/2026") for name, month in (("early", 5), ("mid", 7), ("late", 10))}
    standings = [only(desk(text, now)).content.visibility for now in moment.values()]
    assert standings == [Visibility.FUTURE, Visibility.LIVE, Visibility.EXPIRED]


CONTRADICTIONS = [
    ("Tags: a", 1, "Title: bài chưa có tiêu đề. Hãy viết tiêu đề sau «Title:»."),
    ("Tiêu đề:", 1, "Tiêu đề: bài chưa có tiêu đề. Hãy viết tiêu đề sau «Title:»."),
    (
        "Title: A\nModified: 4/11/2026",
        2,
        "Modified: ngày cập nhật 4/11/2026 trước ngày đăng 5/11/2026. Hãy sửa một trong hai.",
    ),
    ("Title: A\nHết hạn: 5/11/2026", 2, "Hết hạn: hết hạn trước khi đăng. Hãy sửa một trong hai ngày."),
    (
        "Title: A\nTrạng thái: gỡ",
        2,
        "Trạng thái: bài bị gỡ cần lý do để báo cho người đọc. Hãy thêm dòng «Reason: …».",
    ),
    (
        "Title: A\nProgram: x",
        2,
        "Program: không có chương trình «x». Hãy bỏ dòng này, hoặc viết chương trình vào programs/.",
    ),
]


@pytest.mark.parametrize(("lines", "line", "message"), CONTRADICTIONS)
def test_what_a_header_lacks_or_contradicts_is_told(desk: Desk, lines: str, line: int, message: str) -> None:
    survey = desk({"tin-tuc/a.md": f"{lines}\nDate: 5/11/2026\n\nx\n"})
    assert errors(survey) == [f"tin-tuc/a.md:{line}: {message}"]


YEARS = [("1/1/1944", 1944), ("31/12/2032", 2032), ("0202-08-22", 202)]


@pytest.mark.parametrize(("date", "year"), YEARS)
def test_a_year_far_away_is_taken_for_a_slip(desk: Desk, date: str, year: int) -> None:
    message = f"tin-tuc/a.md:2: Date: năm {year} có lẽ gõ nhầm. Hãy xem lại."
    assert errors(desk({"tin-tuc/a.md": article(date=date)})) == [message]


def test_an_article_without_a_date_is_refused_with_todays_and_a_page_needs_none(desk: Desk) -> None:
    message = "tin-tuc/a.md:1: Date: bài chưa có ngày. Hãy thêm dòng «Date: 23/11/2026»."
    assert errors(desk({"tin-tuc/a.md": PAGE, "pages/a.md": PAGE, "programs/a.md": PAGE})) == [message]


SAME_DAY = [("5/11/2026 14:30", "5/11/2026"), ("5/11/2026", "5/11/2026"), ("5/11/2026 14:30", "5/11/2026 14:30")]


@pytest.mark.parametrize(("date", "modified"), SAME_DAY)
def test_an_update_of_the_same_day_without_a_time_is_right(desk: Desk, date: str, modified: str) -> None:
    assert errors(desk({"tin-tuc/a.md": article(date=date, Modified=modified)})) == []


def test_an_update_some_hours_before_its_post_is_refused(desk: Desk) -> None:
    survey = desk({"tin-tuc/a.md": article(date="5/11/2026 14:30", Modified="5/11/2026 08:00")})
    assert len(errors(survey)) == 1


UNSEEN = "bài chưa có số ký hiệu nên ô này không hiện. Hãy thêm dòng «Document_number: …», hoặc bỏ dòng này."
DOCUMENTS = [
    (
        {"Category": "Văn bản"},
        (
            "3: Category: bài loại «Văn bản» chưa có số ký hiệu, nên không có ở trang Văn bản. "
            "Nên thêm dòng «Document_number: …»."
        ),
    ),
    ({"Cơ quan ban hành": "A", "Category": "Tin"}, f"3: Cơ quan ban hành: {UNSEEN}"),
    ({"Document_date": "5/10/2026", "Category": "Tin"}, f"3: Document_date: {UNSEEN}"),
    ({"Document_number": "1/TB", "Category": "Văn bản"}, ""),
    ({"Document_number": "1/TB", "Issuer": "A", "Category": "Tin"}, ""),
]


@pytest.mark.parametrize(("fields", "message"), DOCUMENTS)
def test_a_document_without_a_number_is_a_warning(desk: Desk, fields: dict[str, str], message: str) -> None:
    vocabulary = '[[category]]\nname = "Văn bản"\n[[category]]\nname = "Tin"\n'
    said = told(desk({"tin-tuc/a.md": article(**fields), "data/categories.toml": vocabulary}))
    assert said == ([f"cảnh báo: tin-tuc/a.md:{message}"] if message else [])


def test_a_document_is_not_issued_tomorrow_unless_its_post_comes_later(desk: Desk) -> None:
    fields = {"Document_number": "1/TB", "Document_date": "24/11/2026"}
    message = "Document_date: ngày ban hành 24/11/2026 còn ở tương lai. Hãy ghi ngày trên văn bản."
    assert errors(desk({"tin-tuc/a.md": article(**fields)})) == [f"tin-tuc/a.md:4: {message}"]
    assert errors(desk({"tin-tuc/a.md": article(date="25/11/2026", **fields)})) == []


ONE_NUMBER = [("a", "1/TB", "Hội A"), ("b", "1/tb", "Hội a"), ("c", "1/TB", "Hội B")]


def test_a_document_that_one_body_numbered_twice_is_a_warning(desk: Desk) -> None:
    texts = {f"tin-tuc/{at}.md": article(Document_number=number, Issuer=body) for at, number, body in ONE_NUMBER}
    assert told(desk(texts)) == [
        "cảnh báo: tin-tuc/b.md:3: Document_number: văn bản số «1/tb» đã có ở tin-tuc/a.md. Nên giữ một bài."
    ]


def test_an_unknown_program_is_told_with_the_nearest_and_with_all(desk: Desk) -> None:
    texts = {"programs/lien-minh-htx.md": program(), "programs/bao-bac-giang.md": program()}
    survey = desk({**texts, "tin-tuc/a.md": article(**{"Chương trình": "lien-minh-htxx"})})
    assert errors(survey) == [
        (
            "tin-tuc/a.md:3: Chương trình: không có chương trình «lien-minh-htxx». "
            "Có phải ý bạn là «lien-minh-htx»? Các chương trình: bao-bac-giang, lien-minh-htx."
        )
    ]


def test_a_program_is_named_by_its_slug(desk: Desk) -> None:
    survey = desk({"programs/p.md": program(Slug="ky-ket"), "tin-tuc/a.md": article(Program="ky-ket")})
    assert by_slug(survey)["a"].program == "ky-ket"


TWICE = [
    ("tin-tuc/a.md", "tin-tuc/a/index.md", "/tin-tuc/a/", 1),
    ("blog/2025-01-01-a.md", "tin-tuc/a.md", "/tin-tuc/a/", 1),
    ("blog/A.md", "tin-tuc/a.md", "/tin-tuc/a/", 1),
    ("blog/à.md", "tin-tuc/a.md", "/tin-tuc/a/", 1),
    ("pages/a.md", "pages/b/a.md", "/a/", 1),
]


@pytest.mark.parametrize(("first", "second", "address", "line"), TWICE)
def test_a_duplicate_address_is_refused_and_both_files_are_named(
    desk: Desk, first: str, second: str, address: str, line: int
) -> None:
    message = f"trùng địa chỉ {address} với {first}. Hãy đổi tên một tệp, hoặc thêm ô Slug."
    assert errors(desk({first: article(), second: article()})) == [f"{second}:{line}: Slug: {message}"]


def test_a_slug_that_is_taken_is_told_on_its_line_and_kinds_do_not_collide(desk: Desk) -> None:
    taken = desk({"tin-tuc/a.md": article(), "tin-tuc/b.md": article(Slug="a"), "pages/a.md": PAGE})
    message = "trùng địa chỉ /tin-tuc/a/ với tin-tuc/a.md. Hãy đổi tên một tệp, hoặc thêm ô Slug."
    assert errors(taken) == [f"tin-tuc/b.md:3: Slug: {message}"]


def test_a_guid_belongs_to_one_text(desk: Desk) -> None:
    survey = desk({"tin-tuc/a.md": article(Guid="tag:x:1"), "tin-tuc/b.md": article(Guid="tag:x:1")})
    assert errors(survey) == [
        "tin-tuc/b.md:3: Guid: «tag:x:1» đã là mã của tin-tuc/a.md. Hãy bỏ dòng này ở bài mới hơn."
    ]


RESERVED = [
    *("tin-tuc", "chuong-trinh", "chuyen-muc", "tu-khoa", "tac-gia", "luu-tru", "van-ban", "tim-kiem", "nhan-tin"),
    *("ve-trang-nay", "feeds", "anh", "tep", "404", "sitemap", "robots", "rss"),
]


@pytest.mark.parametrize("slug", RESERVED)
def test_a_page_cannot_take_a_word_of_the_address_table(desk: Desk, slug: str) -> None:
    message = f"địa chỉ /{slug}/ là của trang này. Hãy đổi tên tệp, hoặc thêm ô Slug khác."
    assert errors(desk({f"pages/{slug}.md": PAGE})) == [f"pages/{slug}.md:1: Slug: {message}"]
    assert errors(desk({f"pages/{slug}.md": PAGE.replace("\n", "\nSlug: trang-khac\n", 1)})) == []


@pytest.mark.parametrize("slug", ["trang", "index"])
def test_an_article_cannot_take_the_address_of_a_lists_pages(desk: Desk, slug: str) -> None:
    message = f"địa chỉ /tin-tuc/{slug}/ là của trang này. Hãy đổi tên tệp, hoặc thêm ô Slug khác."
    assert errors(desk({"tin-tuc/a.md": article(Slug=slug)})) == [f"tin-tuc/a.md:3: Slug: {message}"]


def moved(**old: str) -> dict[str, str]:
    return {f"tin-tuc/{slug}.md": article(Redirect_from=address) for slug, address in old.items()}


OWNED = "đang là địa chỉ của tin-tuc/{}.md. Hãy bỏ đi, hoặc đổi địa chỉ bài kia."
MOVES = [
    ("its own address", moved(a="/tin-tuc/a/"), {"a": "«/tin-tuc/a/» là chính địa chỉ của bài. Hãy bỏ đi."}),
    ("a chain", moved(a="/tin-tuc/b/", b="/tin-tuc/c/"), {"a": "«/tin-tuc/b/» " + OWNED.format("b")}),
    (
        "a loop",
        moved(a="/tin-tuc/b/", b="/tin-tuc/a/"),
        {"a": "«/tin-tuc/b/» " + OWNED.format("b"), "b": "«/tin-tuc/a/» " + OWNED.format("a")},
    ),
    ("two owners", moved(a="/node/1", b="/node/1"), {"b": "«/node/1» đã dẫn về tin-tuc/a.md. Hãy giữ ở một bài."}),
]


@pytest.mark.parametrize(("texts", "messages"), [row[1:] for row in MOVES], ids=[row[0] for row in MOVES])
def test_old_addresses_lead_straight_to_one_text(desk: Desk, texts: dict[str, str], messages: dict[str, str]) -> None:
    expected = [f"tin-tuc/{slug}.md:3: Redirect_from: {message}" for slug, message in messages.items()]
    assert errors(desk(texts)) == expected


@pytest.mark.parametrize("fields", [{"Status": "draft"}, {"date": "2026-12-31"}])
def test_an_old_address_cannot_lead_to_a_text_that_is_not_published(desk: Desk, fields: dict[str, str]) -> None:
    survey = desk({"tin-tuc/a.md": article(**fields, Redirect_from="/node/1")})
    [message] = errors(survey)
    assert message.endswith("Redirect_from: «/node/1» dẫn về một bài chưa đăng. Hãy bỏ đi, hoặc đăng bài.")


def test_several_old_addresses_of_one_text_are_right(desk: Desk) -> None:
    made = only(desk(moved(a="/node/1; /?q=node/1; /tin-cu/a.html")))
    assert made.content.redirect_from == ("/node/1", "/?q=node/1", "/tin-cu/a.html")


def test_texts_are_known_in_reading_order_and_all_problems_at_once(desk: Desk) -> None:
    dates = {"a": "2026-01-01", "b": "2026-03-01", "c": "2026-02-01"}
    survey = desk({**{f"tin-tuc/{slug}.md": article(date=date) for slug, date in dates.items()}, "pages/d.md": PAGE})
    assert [one.content.slug for one in survey.unrendered_contents] == ["b", "c", "a", "d"]
    wrong = desk({f"tin-tuc/{slug}.md": article(date="", Lang="vn") for slug in "abc"})
    assert len(errors(wrong)) == 6
    assert set(wrong.addresses) == {"tin-tuc/a.md", "tin-tuc/b.md", "tin-tuc/c.md", "pages/d.md"}


MARKS = [
    ({"title": "Hội nghị **tổng kết**"}, "«**»"),
    ({"title": "Nông nghiệp &amp; nông thôn"}, "«&amp;»"),
    ({"Summary": "Xem [tại đây](/tin-tuc/)."}, "«[tại đây](/tin-tuc/)»"),
    ({"Tags": "H<sub>2</sub>O"}, "«<sub>»"),
]


@pytest.mark.parametrize(("fields", "shown"), MARKS)
def test_marks_in_a_field_of_plain_words_are_warned_of(desk: Desk, fields: dict[str, str], shown: str) -> None:
    (said,) = told(desk({"tin-tuc/a.md": article(**fields)}))
    assert said.startswith("cảnh báo: tin-tuc/a.md:")
    assert f"{shown} hiện nguyên như thế cho người đọc" in said


@pytest.mark.parametrize("title", ["Sở KH&KT; A & B", "Lập trình C#, 2*3*4", "Phim <Đất rừng>", "Bấm *101#", "a_b_c"])
def test_signs_that_are_words_are_left_in_peace(desk: Desk, title: str) -> None:
    assert told(desk({"tin-tuc/a.md": article(title=title)})) == []


def test_rows_with_tabs_are_told_as_a_table_even_word_for_word(desk: Desk) -> None:
    text = article(body="Gồm:\n\nĐơn vị\tSố\nHội A\t12\n\n1.\tMột\n2.\tHai", Verbatim="yes")
    (said,) = told(desk({"tin-tuc/a.md": text}))
    assert said.startswith("cảnh báo: tin-tuc/a.md:7: các dòng từ đây là bảng dán từ Excel")
