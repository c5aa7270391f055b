"""The marks that tools outside hold on to (search, readers' modes, other sites), asked of finished pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.site import Built, article, build, document, photograph, structured

BODY = """Mở bài.

## Mục

![Lời tả một](mot.jpg)
Chú thích một
Ảnh: Ban biên tập

![Lời tả hai](hai.jpg)

Xem [báo cáo đầy đủ](bao-cao.pdf) và [phụ lục](/files/phu-luc.docx).
"""
CONTENT: dict[str, str | bytes] = {
    "tin-tuc/tin.md": article(
        "Tin có <đủ> mọi thứ & hơn nữa",
        "22/8/2022 14:30",
        BODY,
        Category="Chương trình đề án, Tin khác",
        Tags="hợp tác xã, tập huấn",
        Authors="Nguyễn Thị Thúy, Chánh Văn phòng; Ban biên tập",
        Summary="Tóm tắt.",
        Modified="23/8/2022",
        Correction="Sửa một ngày.",
        Program="phoi-hop",
    ),
    "tin-tuc/tron.md": article("Tin trơn"),
    "tin-tuc/mot.jpg": photograph(600, 400),
    "tin-tuc/hai.jpg": photograph(300, 200),
    "tin-tuc/bao-cao.pdf": b"%PDF-1.7\n",
    "files/phu-luc.docx": document(),
    "programs/phoi-hop.md": "Title: Phối hợp\nStart: 2022\nEnd: 2025\n\nChữ.\n",
    "pages/gioi-thieu.md": "Title: Giới thiệu\n\nChữ.\n",
}
TITLES = {
    "/tin-tuc/tin/": "Tin có <đủ> mọi thứ & hơn nữa",
    "/tin-tuc/tron/": "Tin trơn",
    "/chuong-trinh/phoi-hop/": "Phối hợp",
    "/gioi-thieu/": "Giới thiệu",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    built = build(tmp_path_factory.mktemp("marks"), CONTENT, SITEURL="https://x.example")
    assert (built.code, built.said) == (0, "")
    return built


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The element that a selector finds, which must be the only one."""
    (found,) = page.select(selector)
    return found


@pytest.mark.parametrize(("address", "title"), TITLES.items())
def test_main_holds_the_article_its_title_and_its_text_once(site: Built, address: str, title: str) -> None:
    page = site.page(address)
    assert one(page, "h1").get_text() == title
    assert one(page, "main > article[data-pagefind-body] h1")
    assert one(page, ".article-body") is one(page, "main article .article-body")


def test_the_text_stands_in_the_body_and_nowhere_else(site: Built) -> None:
    page = site.page("/tin-tuc/tin/")
    text = one(page, ".article-body").extract().get_text()
    assert "Mở bài." in text
    assert "Mở bài." not in one(page, "body").get_text()
    assert "Tóm tắt." in one(page, "body").get_text()


def test_an_article_tells_machines_what_it_is(site: Built) -> None:
    data = structured(site.page("/tin-tuc/tin/"), "NewsArticle")
    assert data["headline"] == TITLES["/tin-tuc/tin/"]
    assert data["datePublished"] == "2022-08-22T14:30:00+07:00"
    assert data["dateModified"] == "2022-08-23T00:00:00+07:00"
    assert data["articleSection"] == ["Chương trình đề án", "Tin khác"]
    assert data["keywords"] == ["hợp tác xã", "tập huấn"]
    assert data["description"] == "Tóm tắt."
    assert re.fullmatch(r"\['https://x\.example/anh/mot-[^']*'\]", str(data["image"]))


def test_an_author_is_told_with_the_office_as_job_title(site: Built) -> None:
    authors = structured(site.page("/tin-tuc/tin/"), "NewsArticle")["author"]
    assert isinstance(authors, list)
    assert [(author["name"], author.get("jobTitle")) for author in authors] == [
        ("Nguyễn Thị Thúy", "Chánh Văn phòng"),
        ("Ban biên tập", None),
    ]


def test_an_article_without_author_tags_or_pictures_tells_nothing_empty(site: Built) -> None:
    data = structured(site.page("/tin-tuc/tron/"), "NewsArticle")
    assert {"keywords", "articleSection"}.isdisjoint(data)
    assert [str(image).rpartition(".")[2] for image in data["image"]] == ["png"]  # type: ignore[attr-defined]
    assert data["dateModified"] == data["datePublished"] == "2026-11-05T00:00:00+07:00"


def test_figures_hold_the_picture_then_the_caption(site: Built) -> None:
    first, second = one(site.page("/tin-tuc/tin/"), ".article-body").select("figure")
    assert one(first, "figure > picture > img")["alt"] == "Lời tả một"
    assert one(first, "figure > figcaption").get_text() == "Chú thích một"
    assert one(first, "figure > .credit").get_text() == "Ảnh: Ban biên tập"
    assert one(second, "figure > picture > img")["alt"] == "Lời tả hai"
    assert not second.select("figcaption")


def test_every_picture_says_its_size_and_what_it_shows(site: Built) -> None:
    for address in TITLES:
        for image in site.page(address).select("img"):
            assert str(image["width"]).isdecimal()
            assert str(image["height"]).isdecimal()
            assert image.has_attr("alt")


def test_attachments_are_links_with_their_description_as_text(site: Built) -> None:
    links = site.page("/tin-tuc/tin/").select(".attachments a[href]")
    assert [(link.get_text(), str(link["href"]).rpartition("-")[0]) for link in links] == [
        ("báo cáo đầy đủ", "/tep/bao-cao"),
        ("phụ lục", "/tep/phu-luc"),
    ]
    assert not site.page("/tin-tuc/tron/").select(".attachments")


@pytest.mark.parametrize("address", ["/", "/tim-kiem/", "/tin-tuc/tin/", "/404.html"])
def test_the_search_field_stands_once_in_a_form_that_works_without_script(site: Built, address: str) -> None:
    field = one(site.page(address), "input[type=search][name=q]")
    form = field.find_parent("form")
    assert form
    assert (form["action"], form.get("method", "get")) == ("/tim-kiem/", "get")


@pytest.mark.parametrize(
    "address", ["/", "/tin-tuc/", "/chuyen-muc/chuong-trinh-de-an/", "/luu-tru/", "/tim-kiem/", "/404.html"]
)
def test_search_reads_no_list_and_no_service_page(site: Built, address: str) -> None:
    assert not site.page(address).select("[data-pagefind-body]")


def test_every_page_names_itself_its_language_and_one_main_part(site: Built) -> None:
    for name in (name for name in site.files if name.endswith(".html") and "/trang/" not in name):
        page = site.page(name)
        assert one(page, "html")["lang"] == "vi"
        assert one(page, "title").get_text().strip()
        assert one(page, "h1").get_text().strip()
        assert one(page, "main")


def test_an_article_in_another_language_says_so(tmp_path: Path) -> None:
    page = build(tmp_path, {"a.md": article("Guests", body="Welcome.", Lang="en")}).page("/tin-tuc/a/")
    assert one(page, "main > article")["lang"] == "en"
    assert structured(page, "NewsArticle")["inLanguage"] == "en"
