"""What editors really push, a few cases of each class: told with file and line, or taken and shown rightly; never a
wrong site with exit 0.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import article, build, photograph

TEXT = "tin-tuc/a.md"
YAML_BOMB = "---\na: &a [x, x]\nTitle: *a\nDate: 2026-11-05\n---\n\nChữ.\n"

REFUSED = {
    "date: the day is no day": (
        {TEXT: article(date="31/11/2026")},
        f"{TEXT}:2: Date: «31/11/2026» không có trên lịch.",
    ),
    "date: in words": ({TEXT: article(date="ngày 5 tháng 11")}, f"{TEXT}:2: Date: «ngày 5 tháng 11» không phải"),
    "date: a year alone": ({TEXT: article(date="2026")}, f"{TEXT}:2: Date: «2026» không phải"),
    "header: a key that is nearly right": ({TEXT: article(Catgory="x")}, f"{TEXT}:3: không có ô «Catgory»."),
    "header: a status that is nearly right": (
        {TEXT: article(Status="drat")},
        f"{TEXT}:3: Status: không có trạng thái «drat».",
    ),
    "header: no title": ({TEXT: article("")}, f"{TEXT}:1: Title: bài chưa có tiêu đề."),
    "header: a bomb": ({TEXT: YAML_BOMB}, f"{TEXT}:2: "),
    "path: out of the output": ({TEXT: article(Slug="../../x")}, f"{TEXT}:3: Slug: «../../x» không làm được địa chỉ."),
    "path: an address of its own": (
        {TEXT: article(Save_as="index.html")},
        f"{TEXT}:3: Save_as: «index.html» không được nhận.",
    ),
    "path: a page on the archive": (
        {"pages/luu-tru.md": "Title: x\n\nChữ.\n"},
        "pages/luu-tru.md:1: Slug: địa chỉ /luu-tru/",
    ),
    "path: two on one address": (
        {TEXT: article(), "tin-tuc/b/a.md": article()},
        "tin-tuc/b/a.md:1: Slug: trùng địa chỉ /tin-tuc/a/ với tin-tuc/a.md.",
    ),
    "encoding: CP1258": ({TEXT: article("Hội").encode() + b"\xd2\xec"}, f"{TEXT}: không phải UTF-8 (byte thứ "),
    "encoding: a NUL": ({TEXT: article(body="Một\0hai")}, f"{TEXT}:4: "),
    "encoding: turned writing": ({TEXT: article(body="Một\u202ehai")}, f"{TEXT}:4: "),
    "links: nowhere": ({TEXT: article(body="[Xem](khac.pdf)")}, f"{TEXT}:4: không có tệp «khac.pdf»."),
    "leaks: a private key": ({TEXT: article(), "files/id_rsa": "x"}, "files/id_rsa: có tên của tệp khóa bí mật."),
    "leaks: a dot-file": ({TEXT: article(), ".env": "x"}, ".env: là tệp ẩn"),
    "files: empty": ({TEXT: ""}, f"{TEXT}:1: tệp trống."),
    "files: a picture cut off": (
        {TEXT: article(body="![A](a.jpg)"), "tin-tuc/a.jpg": photograph()[:400]},
        f"{TEXT}:4: ảnh «a.jpg» bị cắt cụt hoặc hỏng.",
    ),
    "files: another kind of text": ({TEXT: article(), "b.rst": ".. raw:: html"}, "b.rst: không phải bài viết Markdown"),
    "tags: one address for two": (
        {TEXT: article(Tags="Hội"), "tin-tuc/b.md": article(Tags="Hỏi")},
        "tin-tuc/b.md:3: Tags: từ khóa «Hỏi» và «Hội» cùng rơi vào địa chỉ /tu-khoa/hoi/.",
    ),
}


@pytest.mark.parametrize(("files", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused_with_file_and_line(
    tmp_path: Path, files: dict[str, str | bytes], message: str
) -> None:
    built = build(tmp_path, files)
    assert built.code == 1
    assert [one for one in built.messages if one.startswith(message)], built.said
    assert not built.output.exists()


TAKEN = [
    ("Hội nghị </title><script>alert(1)</script>", "Chữ."),
    ('"Trích" & <b>đậm</b> {{ 7 * 7 }} {% raw %}', "{{ 7 * 7 }} {% raw %} ]]> <![CDATA["),
    ("Đường </article></main> & hết", "Sau ]]>"),
]


@pytest.mark.parametrize(("title", "body"), TAKEN)
def test_signs_of_html_templates_and_xml_in_a_title_are_words(tmp_path: Path, title: str, body: str) -> None:
    built = build(tmp_path, {TEXT: article(title, body=body)})
    assert built.code == 0, built.said
    for address in ("/tin-tuc/a/", "/tin-tuc/", "/"):
        page = built.page(address)
        assert title in page.get_text()
        assert len(page.select("main")) == len(page.select("body")) == 1
        assert "alert(1)" not in "".join(script.get_text() for script in page.select("script:not([type])"))


def test_day_before_month_always(tmp_path: Path) -> None:
    built = build(tmp_path, {TEXT: article(date="5/11/2026")})
    assert "Thứ Năm, 5/11/2026" in built.page("/tin-tuc/a/").get_text()


def test_spellings_of_one_category_are_one_category(tmp_path: Path) -> None:
    names = ("Thúy Sản", "thuý  sản", "Thúy Sản".encode().decode())
    built = build(tmp_path, {f"tin-tuc/{n}.md": article(f"Bài {n}", Category=name) for n, name in enumerate(names)})
    assert built.code == 0
    assert len(built.page("/chuyen-muc/thuy-san/").select("main .entry")) == 3
