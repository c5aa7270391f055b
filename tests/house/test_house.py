"""One small true site, as the office would keep it: a conference, its program, a page, a vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import Built, build, structured

CONTENT = Path(__file__).parent / "content"
ARTICLE, PROGRAM = "/tin-tuc/hoi-nghi-ky-ket/", "/chuong-trinh/phoi-hop-2022-2025/"
ADDRESSES = [
    "/",
    "/tin-tuc/",
    ARTICLE,
    "/gioi-thieu/",
    "/chuong-trinh/",
    PROGRAM,
    "/chuyen-muc/chuong-trinh-de-an/",
    "/chuyen-muc/tin-hoat-dong/",
    "/chuyen-muc/hoi-thao-tap-huan/",
    "/tu-khoa/kinh-te-tap-the/",
    "/tac-gia/nguyen-thi-thuy/",
    "/luu-tru/",
    "/luu-tru/2022/",
    "/van-ban/",
    "/tim-kiem/",
    "/nhan-tin/",
    "/ve-trang-nay/",
    "/node/1/",
    "/404.html",
    "/robots.txt",
    "/rss.xml",
    "/sitemap.xml",
    "/redirects.csv",
    *(
        f"/feeds/{stem}.{kind}"
        for stem in ("all", "chuong-trinh-de-an", "tin-hoat-dong", "hoi-thao-tap-huan")
        for kind in ("atom.xml", "rss.xml", "json")
    ),
    "/tim-kiem/names.json",
    "/tim-kiem/titles.json",
    *(f"/chuong-trinh/phoi-hop-2022-2025/{name}" for name in ("data.json", "data.csv", "lich.ics")),
    *(f"/feeds/chuong-trinh/phoi-hop-2022-2025.{kind}" for kind in ("atom.xml", "rss.xml", "json")),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = {file.relative_to(CONTENT).as_posix(): file.read_bytes() for file in CONTENT.rglob("*") if file.is_file()}
    built = build(tmp_path_factory.mktemp("house"), files, SITEURL="https://x.example")
    assert built.code == 0, built.said
    return built


def test_the_only_thing_to_say_is_what_the_administrator_left_empty(house: Built) -> None:
    assert [message.split(":")[1].strip() for message in house.messages] == ["data/site.toml"]


def test_these_addresses_answer_and_no_others_beside_files(house: Built) -> None:
    assert [address for address in ADDRESSES if not house.has(address)] == []
    pages = {"/" + name.removesuffix("index.html") for name in house.files}
    assert {one for one in pages - set(ADDRESSES) if not one.startswith(("/theme/", "/anh/"))} == set()


def test_the_article_says_who_when_and_of_which_program(house: Built) -> None:
    page = house.page(ARTICLE)
    words = " ".join(page.get_text().split())
    assert "Thứ Hai, 22/8/2022" in words
    assert "Nguyễn Thị Thúy" in words
    assert "Chánh Văn phòng" in words
    assert page.select(f'a[href="{PROGRAM}"]')
    assert structured(page, "NewsArticle")["keywords"] == ["kinh tế tập thể"]


def test_the_sitemap_names_sections_years_and_texts(house: Built) -> None:
    sitemap = house.read("/sitemap.xml")
    for address in (
        "/",
        "/van-ban/",
        "/nhan-tin/",
        "/luu-tru/2022/",
        ARTICLE,
        PROGRAM,
        "/chuyen-muc/chuong-trinh-de-an/",
    ):
        assert f"{address}</loc>" in sitemap
    assert not [address for address in ("/tim-kiem/", "/404.html", "/tu-khoa/", "/tac-gia/") if address in sitemap]


def test_every_page_leads_to_who_publishes_it(house: Built) -> None:
    assert house.page(ARTICLE).select_one('footer a[href="/ve-trang-nay/"]')
    assert "/ve-trang-nay/</loc>" in house.read("/sitemap.xml")


def test_the_text_stands_word_for_word(house: Built) -> None:
    body = house.page(ARTICLE).select_one(".article-body")
    assert body
    words = " ".join(body.get_text().split())
    source = (CONTENT / "tin-tuc/hoi-nghi-ky-ket/index.md").read_text("utf-8")
    for paragraph in source.split("\n\n")[1::2]:
        assert paragraph.strip() in words


def test_the_program_shows_its_parties_its_period_and_its_news(house: Built) -> None:
    page = house.page(PROGRAM)
    words = " ".join(page.get_text().split())
    for fact in ("Liên minh HTX tỉnh", "Nguyễn Đức Hiền", "Trương Quang Hải", "2022–2025", "22/8/2022"):
        assert fact in words
    assert page.select_one(f'.timeline a[href="{ARTICLE}"]')


def test_the_program_has_ended_by_the_moment_of_the_build(house: Built) -> None:
    assert "Đã kết thúc" in house.page("/chuong-trinh/").get_text()


def test_the_home_page_leads_with_the_editors_choice_and_repeats_nothing(house: Built) -> None:
    links = [str(link["href"]) for link in house.page("/").select("main a[href]")]
    assert links.count(ARTICLE) == 1


def test_the_year_and_the_author_lead_to_the_article(house: Built) -> None:
    for address in ("/luu-tru/2022/", "/tac-gia/nguyen-thi-thuy/", "/chuyen-muc/chuong-trinh-de-an/"):
        assert house.page(address).select_one(f'main a[href="{ARTICLE}"]')
