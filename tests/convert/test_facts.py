"""What a text says of itself becomes its header, and what was chosen is told."""
# ruff: noqa: E501 - HTML as it came, one case a row

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.convert import Post, RemarkKind

ToPost = Callable[[str], Post]

LONG = (
    "Liên minh HTX tỉnh và Liên hiệp các Hội đã tổ chức hội nghị bàn về trồng cây, nuôi cá và nhiều việc khác của tỉnh"
)
LEAD = f"<p>Chiều ngày 22/8/2022, {LONG}. Đồng chí Nguyễn Đức Hiền dự tại Bắc Giang.</p>"
TEXT = f"<p>Hiện nay, {LONG}.</p>"
TITLE = "<p class=title>Hội nghị bàn việc trồng cây</p>"


def said(post: Post, kind: RemarkKind) -> str:
    return "\n".join(remark.said for remark in post.remarks if remark.kind is kind)


TITLES = {
    "style": ("<p class=MsoTitle>Hội nghị bàn việc trồng cây</p>", "Hội nghị bàn việc trồng cây"),
    "heading": ("<h1>Hội nghị bàn việc trồng cây</h1>", "Hội nghị bàn việc trồng cây"),
    "bold and centred": ("<p align=center><b>Hội nghị bàn việc trồng cây</b></p>", "Hội nghị bàn việc trồng cây"),
    "plain": ("<p>Hội nghị bàn việc trồng cây</p>", "Hội nghị bàn việc trồng cây"),
    "capitals": ("<p>HỘI NGHỊ BÀN VIỆC TRỒNG CÂY Ở BẮC GIANG</p>", "Hội nghị bàn việc trồng cây ở Bắc Giang"),
    "capitals in lines": (
        "<p align=center><b>HỘI NGHỊ HTX</b></p><p align=center><b>BÀN VIỆC TRỒNG CÂY</b></p>",
        "Hội nghị HTX bàn việc trồng cây",
    ),
    "capitals with a break": ("<p><b>HỘI NGHỊ HTX<br>BÀN VIỆC TRỒNG CÂY</b></p>", "Hội nghị HTX bàn việc trồng cây"),
    "a name": ("<p><b>ĐỒNG CHÍ NGUYỄN ĐỨC HIỀN DỰ HỘI NGHỊ</b></p>", "Đồng chí Nguyễn Đức Hiền dự hội nghị"),
    "abbreviations": (
        "<p>UBND TỈNH GẶP MẶT CÁC HỘI KH&amp;KT NĂM 2022</p>",
        "UBND tỉnh gặp mặt các Hội KH&KT năm 2022",
    ),
    "roman": ("<p>ĐẠI HỘI LẦN THỨ XIV CỦA HTX</p>", "Đại hội lần thứ XIV của HTX"),
    "below a line before it": ("<p>Bản tin số 5</p><h1>Hội nghị trồng cây</h1>", "Hội nghị trồng cây"),
    "a line above headings": (
        "<p><b>Hội nghị trồng cây</b></p><h1>I. Mở đầu</h1><h1>II. Kết quả</h1>",
        "Hội nghị trồng cây",
    ),
    "subtitle goes on": (
        "<p class=title>Hội nghị trồng cây</p><p class=subtitle>giữa hai cơ quan</p>",
        "Hội nghị trồng cây giữa hai cơ quan",
    ),
    "label": ("<p>Tiêu đề: Hội nghị bàn việc trồng cây</p>", "Hội nghị bàn việc trồng cây"),
    "a rule below": ("<p align=center><b>Hội nghị trồng cây</b></p><p align=center>-----</p>", "Hội nghị trồng cây"),
    "kind of paper": (
        "<p align=center><b>BÁO CÁO</b></p><p align=center><b>KẾT QUẢ TRỒNG CÂY</b></p>",
        "Báo cáo kết quả trồng cây",
    ),
}


@pytest.mark.parametrize(("html", "title"), TITLES.values(), ids=TITLES)
def test_the_title_is_found_and_stands_no_more_in_the_text(to_post: ToPost, html: str, title: str) -> None:
    post = to_post(html + LEAD + TEXT)
    assert post.header["Title"] == title
    assert title not in post.body
    assert "Chiều ngày 22/8/2022" in post.body


def test_without_a_title_the_name_of_the_file_stands_in_and_is_asked_about(to_post: ToPost) -> None:
    post = to_post(LEAD + TEXT)
    assert post.header["Title"] == "bao-cao"
    assert "tiêu đề" in said(post, RemarkKind.ASKED)


DATES = [
    ("Chiều ngày 22/8/2022, hội nghị", "2022-08-22"),
    ("Sáng 05.9.2022, tại Bắc Giang", "2022-09-05"),
    ("Ngày 22 tháng 8 năm 2022, hội nghị", "2022-08-22"),
    ("Trong hai ngày 20 và 21/8/2022, hội nghị", "2022-08-21"),
    ("Trong 2 ngày 20-21/8/2022, hội nghị", "2022-08-21"),
    ("Thực hiện Nghị quyết số 20-NQ/TW ngày 16/6/2022, sáng ngày 22/8/2022 hội nghị", "2022-08-22"),
    ("Sáng 22/8, hội nghị tổng kết năm 2022", "2022-08-22"),
    ("Sáng 22/8/22, hội nghị", "2022-08-22"),
]


@pytest.mark.parametrize(("lead", "date"), DATES)
def test_the_day_of_the_news_is_chosen_and_the_choice_told(to_post: ToPost, lead: str, date: str) -> None:
    post = to_post(f"{TITLE}<p>{lead} {LONG}.</p>{TEXT}")
    assert post.header["Date"] == date
    assert "lấy từ «" in said(post, RemarkKind.GUESSED)


def test_a_line_with_place_and_day_is_the_day_and_leaves_the_text(to_post: ToPost) -> None:
    post = to_post(f"{TITLE}<p align=right><i>Bắc Giang, ngày 25 tháng 8 năm 2022</i></p>{LEAD}{TEXT}")
    assert post.header["Date"] == "2022-08-25"
    assert "22/8/2022" in said(post, RemarkKind.GUESSED)
    assert "25 tháng 8" not in post.body


def test_no_day_is_asked_for(to_post: ToPost) -> None:
    post = to_post(TITLE + TEXT + TEXT)
    assert "Date" not in post.header
    assert "Date" in said(post, RemarkKind.ASKED)


CATEGORIES = [
    ("<p>Phân loại tin hoạt động: Chương trình đề án</p>", "Chương trình đề án"),
    ("<p>Phân loại tin hoạt động: </p><p>Chương trình đề án</p>", "Chương trình đề án"),
    ("<p><b>Chuyên mục:</b> hội thảo – tập huấn.</p>", "Hội thảo – tập huấn"),
    ("<p><i>(Phân loại tin hoạt động: Chương trình đề án)</i></p>", "Chương trình đề án"),
    ("<p>Phân loại tin hoạt động</p><p>Chương trình đề án</p>", "Chương trình đề án"),
    ("<p>Phân loại: Tư vấn, phản biện và giám định xã hội</p>", "Tư vấn, phản biện và giám định xã hội"),
]


@pytest.mark.parametrize(("line", "category"), CATEGORIES)
def test_the_line_of_the_category_is_the_category_alone(to_post: ToPost, line: str, category: str) -> None:
    post = to_post(TITLE + LEAD + TEXT + line)
    assert post.header["Category"] == category
    assert "hân loại" not in post.body
    assert "huyên mục" not in post.body
    assert category not in post.body


def test_a_category_is_guessed_by_the_vocabulary_or_asked_for(to_post: ToPost) -> None:
    guessed = to_post(f"{TITLE}{LEAD}<p>Lớp tập huấn đã mở. {LONG}</p>")
    assert guessed.header["Category"] == "Hội thảo – tập huấn"
    assert "Hội thảo – tập huấn" in said(guessed, RemarkKind.GUESSED)
    assert "Category" in said(to_post(TITLE + LEAD + TEXT), RemarkKind.ASKED)


AUTHORS = [
    ("<p>Nguyễn Thị Thúy- Chánh Văn phòng</p>", "Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<p align=right><b><i>Nguyễn Thị Thúy</i></b></p>", "Nguyễn Thị Thúy"),
    ("<p align=right><b>Thúy Nguyễn</b></p>", "Thúy Nguyễn"),
    ("<p>Nguyễn Thị Thúy</p><p>Chánh Văn phòng</p>", "Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<p align=right><b>CHÁNH VĂN PHÒNG</b></p><p align=right>Nguyễn Thị Thúy</p>", "Nguyễn Thị Thúy, Chánh văn phòng"),
    ("<p>Nguyễn Thị Thúy - Trần Văn Nam</p>", ["Nguyễn Thị Thúy", "Trần Văn Nam"]),
    ("<p>Tin, ảnh: Nguyễn Thị Thúy</p>", "Nguyễn Thị Thúy"),
    ("<p><i>(Bài và ảnh: Nguyễn Thị Thúy)</i></p>", "Nguyễn Thị Thúy"),
    ("<p>Tác giả: Nguyễn Thị Thúy – Chánh Văn phòng</p>", "Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<p align=right>Ban Biên tập</p>", "Ban Biên tập"),
    ("<p><b>NGUYỄN THỊ THÚY</b></p>", "Nguyễn Thị Thúy"),
    ("<p>(Nguyễn Thị Thúy - Chánh Văn phòng)</p>", "Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<p>Nguyễn Thị Thúy<br>Chánh Văn phòng</p>", "Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<table><tr><td></td><td><b>Nguyễn Thị Thúy</b></td></tr></table>", "Nguyễn Thị Thúy"),
    ("<p>ThS. Nguyễn Thị Thúy, Chánh Văn phòng</p>", "ThS. Nguyễn Thị Thúy, Chánh Văn phòng"),
    ("<p>Nguyễn Thị Thúy và Trần Văn Nam</p>", ["Nguyễn Thị Thúy", "Trần Văn Nam"]),
]


@pytest.mark.parametrize(("line", "authors"), AUTHORS)
def test_the_last_line_signs_with_name_and_office(to_post: ToPost, line: str, authors: object) -> None:
    post = to_post(TITLE + LEAD + TEXT + line)
    assert post.header["Authors"] == authors
    assert post.body.endswith("của tỉnh.\n")


NOBODY = [
    "<p>Hội nghị kết thúc tốt đẹp.</p>",
    "<p>Nguyễn Thị Thúy phát biểu.</p>",
    "<p>Xin cảm ơn!</p>",
    '<p><img src="a1.jpg"></p><p>Nguyễn Thị Thúy</p>',
    '<p><img src="a1.jpg"></p><p><i>Đồng chí Nguyễn Văn An, Phó Chủ tịch phát biểu. Dự lễ có các hội.</i></p>',
    '<p><img src="a1.jpg"></p><p align=center><i>Nguyễn Văn An - Giám đốc hợp tác xã</i></p>',
]


@pytest.mark.parametrize("line", NOBODY)
def test_who_does_not_sign_is_no_author(to_post: ToPost, line: str) -> None:
    post = to_post(TITLE + LEAD + TEXT + line)
    assert "Authors" not in post.header
    assert "tác giả" in said(post, RemarkKind.ASKED)


def test_another_who_took_the_pictures_is_credited_with_them(to_post: ToPost) -> None:
    post = to_post(
        f'{TITLE}{LEAD}<p><img src="a1.jpg"></p><p><i>Lễ ký</i></p>{TEXT}<p>Tin: Thúy Nguyễn; Ảnh: Hải Nam</p>'
    )
    assert post.header["Authors"] == "Thúy Nguyễn"
    assert "Lễ ký\nẢnh: Hải Nam\n" in post.body


SOURCES = [
    ("<p align=right>Theo Báo Bắc Giang</p>", "Báo Bắc Giang"),
    ("<p><i>(Nguồn: baobacgiang.vn)</i></p>", "baobacgiang.vn"),
    ("<p>Nguồn: https://vusta.vn/a-b</p>", "https://vusta.vn/a-b"),
]


@pytest.mark.parametrize(("line", "source"), SOURCES)
def test_where_a_text_was_before_is_its_source(to_post: ToPost, line: str, source: str) -> None:
    post = to_post(TITLE + LEAD + TEXT + line)
    assert post.header["Source"] == source
    assert post.body.endswith("của tỉnh.\n")


def test_the_note_below_a_table_is_no_source(to_post: ToPost) -> None:
    table = "<table><tr><th>Năm</th><th>Số</th></tr><tr><td>2022</td><td>5</td></tr></table><p>Nguồn: Liên minh HTX</p>"
    assert "Source" not in to_post(TITLE + LEAD + table).header


def test_the_first_paragraph_is_proposed_as_summary_and_stays(to_post: ToPost) -> None:
    post = to_post(TITLE + LEAD + TEXT)
    assert post.header["Summary"] == f"Chiều ngày 22/8/2022, {LONG}. Đồng chí Nguyễn Đức Hiền dự tại Bắc Giang."
    assert post.body.startswith("Chiều ngày 22/8/2022")
    assert "Tóm tắt" in said(post, RemarkKind.GUESSED)


@pytest.mark.parametrize("mark", ["b", "i"])
def test_a_sapo_set_apart_is_the_summary_and_begins_the_text(to_post: ToPost, mark: str) -> None:
    post = to_post(f"{TITLE}<p><{mark}>Chiều ngày 22/8/2022, {LONG}.</{mark}></p>{TEXT}{TEXT}")
    assert post.header["Summary"] == f"Chiều ngày 22/8/2022, {LONG}."
    assert post.body.lstrip("*").startswith(f"Chiều ngày 22/8/2022, {LONG}.*")


@pytest.mark.parametrize(
    "named",
    [
        "Chương trình phối hợp hoạt động giai đoạn 2022-2025 giữa Liên minh HTX tỉnh và Hội",
        "chương trình phối hợp hoạt động giai đoạn 2022-2025 giữa Liên minh HTX  tỉnh &amp; Hội",
        "Chương trình phối hợp hoạt động giai đoạn 2022-2025 giữa Liên minh hợp tác xã tỉnh và Hội",
    ],
)
def test_a_program_that_the_text_names_is_its_program(to_post: ToPost, named: str) -> None:
    post = to_post(f"{TITLE}{LEAD}<p>Hai bên đã ký {named}. {LONG}</p>")
    assert post.header["Program"] == "phoi-hop"
    assert "Program" not in to_post(f"{TITLE}{LEAD}<p>Hai bên đã ký chương trình phối hợp khác.</p>").header


@pytest.mark.parametrize("mark", ["./.", "/.", " ./.", ".//.", "./"])
def test_the_mark_of_the_end_is_kept_out(to_post: ToPost, mark: str) -> None:
    post = to_post(f"{TITLE}{LEAD}<p>Hiện nay, {LONG}{mark}</p><p>Nguyễn Thị Thúy- Chánh Văn phòng</p>")
    assert post.body.endswith("của tỉnh.\n")


def test_tags_are_those_that_the_text_says(to_post: ToPost) -> None:
    assert to_post(f"{TITLE}{LEAD}{TEXT}<p>Từ khóa: trồng cây; nuôi cá</p>").header["Tags"] == "trồng cây, nuôi cá"
    assert "Tags" not in to_post(TITLE + LEAD + TEXT).header


LETTER = """<table><tr><td><p align=center>UBND TỈNH BẮC GIANG</p><p align=center><b>LIÊN HIỆP CÁC HỘI KH&amp;KT</b></p>
<p align=center>Số: 12/KH-LHH</p></td><td><p align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p>
<p align=center><b>Độc lập - Tự do - Hạnh phúc</b></p><p align=center><i>Bắc Giang, ngày 25 tháng 8 năm 2022</i></p></td></tr></table>"""


def test_the_head_of_a_letter_is_told_and_left_out(to_post: ToPost) -> None:
    post = to_post(
        f"{LETTER}<p align=center><b>KẾ HOẠCH</b></p><p align=center><b>Trồng cây năm 2023</b></p>{TEXT}{TEXT}"
    )
    assert post.header["Title"] == "Kế hoạch trồng cây năm 2023"
    assert (post.header["Date"], post.header["Document_number"]) == ("2022-08-25", "12/KH-LHH")
    assert "CỘNG HÒA" in said(post, RemarkKind.GUESSED)
    assert "CỘNG HÒA" not in post.body
    assert "Độc lập" not in post.body


def test_the_head_of_a_letter_in_paragraphs_is_left_out_too(to_post: ToPost) -> None:
    head = (
        "<p align=center>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p align=center><u>Độc lập - Tự do - Hạnh phúc</u></p>"
    )
    post = to_post(f"{head}<p align=center><b>THÔNG BÁO</b></p><p align=center><b>Về trồng cây</b></p>{LEAD}{TEXT}")
    assert post.header["Title"] == "Thông báo về trồng cây"
    assert post.body.startswith("Chiều ngày")
