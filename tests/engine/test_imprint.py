"""The page that says whose site it is and how they are reached, and the ways that lead there."""

from __future__ import annotations

from pathlib import Path

from tests.site import build

PAGE = "/ve-trang-nay/"
NAME = 'name = "Liên hiệp hội thử"\n'
THROUGH = "xin chuyển qua hội thành viên"


def imprint(folder: Path, site: str, **settings: object) -> str:
    built = build(folder, {"data/site.toml": site}, **settings)
    assert built.code == 0, built.said
    return " ".join(built.page(PAGE).select("article")[0].get_text(" ").split())


def test_what_is_known_shows_and_leads_to_mail_and_telephone(tmp_path: Path) -> None:
    person = 'responsible = "Người A"\nresponsible_office = "Chủ tịch"\n'
    ways = 'telephone = "0204 3.854.000"\nemail = "a@x.example"\n'
    built = build(tmp_path, {"data/site.toml": NAME + person + ways})
    page = built.page(PAGE)
    assert [link["href"] for link in page.select("dl a")] == ["tel:02043854000", "mailto:a@x.example"]
    assert "Người A, Chủ tịch" in page.get_text()
    assert THROUGH not in page.get_text()


def test_where_no_address_is_known_it_says_through_whom_to_write(tmp_path: Path) -> None:
    assert THROUGH in imprint(tmp_path, NAME)


def test_what_is_not_filled_in_is_told_in_a_preview_alone(tmp_path: Path) -> None:
    missing = (
        "Chưa điền trong data/site.toml: Cơ quan chủ quản, Chịu trách nhiệm nội dung, Địa chỉ, Điện thoại, Thư điện tử."
    )
    assert missing in imprint(tmp_path / "a", NAME, PREVIEW=True)
    assert "Chưa điền" not in imprint(tmp_path / "b", NAME)


def test_a_site_that_says_nothing_of_itself_has_no_such_page(tmp_path: Path) -> None:
    built = build(tmp_path, {"pages/a.md": "Title: A\n\nLời.\n"})
    assert PAGE not in built.read("/") + built.read("/sitemap.xml")
    assert "ve-trang-nay/index.html" not in built.files
