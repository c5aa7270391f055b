"""Structured data as a search engine reads it, and as a browser must not: no text may end the script element."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.base.model import (
    Author,
    Body,
    Category,
    Head,
    Link,
    Organisation,
    Picture,
    Rendition,
    SharePicture,
    SiteInfo,
    Tag,
)
from plugins.base.moments import VIETNAM
from plugins.syndication import article_data, organisation_data, page_data
from tests.syndication.press import Make


def graph(text: str) -> list[dict[str, Any]]:
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


def steps(breadcrumbs: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(step["position"], step["name"], step["item"]) for step in breadcrumbs["itemListElement"]]


def test_an_article_tells_all_its_facts(make: Make, site_info: SiteInfo, news: Category) -> None:
    content = make(
        summary="Sapo",
        modified=datetime(2022, 9, 1, tzinfo=VIETNAM),
        categories=(news, Category("Thông báo", "thong-bao")),
        tags=(Tag("cây vải", "cay-vai"),),
        authors=(Author("Nguyễn Văn Thử", "nguyen-van-thu", "Chánh Văn phòng"),),
        lead=Picture(Rendition("/anh/ve.svg", 3, 2, "image/svg+xml", 10)),
    )
    root = "https://x.example/xem-truoc/ab12"
    assert graph(article_data(content, site_info))[0] == {
        "@type": "NewsArticle",
        "headline": "Tin thử",
        "description": "Sapo",
        "datePublished": "2022-08-22T14:30:00+07:00",
        "dateModified": "2022-09-01T00:00:00+07:00",
        "author": [
            {
                "@type": "Person",
                "name": "Nguyễn Văn Thử",
                "jobTitle": "Chánh Văn phòng",
                "url": f"{root}/tac-gia/nguyen-van-thu/",
            }
        ],
        "publisher": {"@type": "Organization", "name": "Tổ chức thử & Co.", "url": f"{root}/"},
        "articleSection": ["Tin hoạt động", "Thông báo"],
        "keywords": ["cây vải"],
        "image": [f"{root}/anh/ve.svg"],
        "inLanguage": "vi",
        "url": f"{root}/tin-tuc/tin-thu/",
        "mainEntityOfPage": f"{root}/tin-tuc/tin-thu/",
    }


def test_an_article_without_changes_was_last_changed_when_it_appeared(make: Make, site_info: SiteInfo) -> None:
    article = graph(article_data(make(), site_info))[0]
    assert article["dateModified"] == article["datePublished"] == "2022-08-22T14:30:00+07:00"


def test_what_nobody_signs_is_the_publishers(make: Make, site_info: SiteInfo) -> None:
    article = graph(article_data(make(), site_info))[0]
    assert article["author"] == [article["publisher"]]


def test_a_share_picture_stands_in_for_a_photograph_alone(make: Make, site_info: SiteInfo) -> None:
    share = SharePicture("/anh/chia-se-1.png", "Tin thử", "image/png", 1200, 630)
    root = "https://x.example/xem-truoc/ab12/anh"
    for kind, name in (("image/svg+xml", "chia-se-1.png"), ("image/jpeg", "a")):
        content = make(lead=Picture(Rendition("/anh/a", 3, 2, kind, 10)))
        assert graph(article_data(content, site_info, share=share))[0]["image"] == [f"{root}/{name}"]
    assert graph(article_data(make(), site_info, share=share))[0]["image"] == [f"{root}/chia-se-1.png"]


def test_the_first_picture_of_the_text_stands_in_for_a_lead(make: Make, site_info: SiteInfo) -> None:
    pictures = tuple(Picture(Rendition(f"/anh/{name}.jpg", 3, 2, "image/jpeg", 10)) for name in "ab")
    article = graph(article_data(make(body=Body(pictures=pictures)), site_info))[0]
    assert article["image"] == ["https://x.example/xem-truoc/ab12/anh/a.jpg"]


@pytest.mark.parametrize(
    ("author", "kind"),
    [
        (Author("Ban biên tập", "a"), "Organization"),
        (Author(unicodedata.normalize("NFD", "Ban biên tập"), "a"), "Organization"),
        (Author("VĂN PHÒNG Liên hiệp hội", "a"), "Organization"),
        (Author("Ban Văn Thử", "a", "Chánh Văn phòng"), "Person"),
        (Author("Nguyễn Văn Thử", "a"), "Person"),
        (Author("Bàng Thị Thử", "a"), "Person"),
    ],
)
def test_a_body_signs_as_a_body_and_a_person_as_a_person(
    make: Make, site_info: SiteInfo, author: Author, kind: str
) -> None:
    assert graph(article_data(make(authors=(author,)), site_info))[0]["author"][0]["@type"] == kind


def test_the_way_to_an_article_is_the_one_that_its_page_shows(make: Make, site_info: SiteInfo) -> None:
    root = "https://x.example/xem-truoc/ab12"
    crumbs = (Link("Trang chủ", "/"), Link("Tin", "/tin-tuc/"))
    assert steps(graph(article_data(make(), site_info, crumbs))[1]) == [
        (1, "Trang chủ", f"{root}/"),
        (2, "Tin", f"{root}/tin-tuc/"),
        (3, "Tin thử", f"{root}/tin-tuc/tin-thu/"),
    ]


def test_without_crumbs_the_way_is_home_and_the_primary_category(
    make: Make, site_info: SiteInfo, news: Category
) -> None:
    way = graph(article_data(make(categories=(news, Category("Khác", "khac"))), site_info))[1]
    assert [name for _, name, _ in steps(way)] == ["Trang chủ", "Tin hoạt động", "Tin thử"]


def test_a_page_tells_the_way_to_it(site_info: SiteInfo) -> None:
    head = Head("/gioi-thieu/", "Giới thiệu", crumbs=(Link("Trang chủ", "/"),))
    [way] = graph(page_data(head, site_info))
    assert [name for _, name, _ in steps(way)] == ["Trang chủ", "Giới thiệu"]


def test_a_page_that_nothing_stands_above_tells_nothing(site_info: SiteInfo) -> None:
    assert page_data(Head("/", "Trang chủ"), site_info) == ""


def test_the_home_page_tells_who_publishes_and_how_to_search() -> None:
    facts = Organisation(
        "Tổ chức thử", "TCT", former_names=("Tên cũ",), governing_body="Cơ quan thử", email="a@x.example"
    )
    organisation, website = graph(organisation_data(SiteInfo("https://x.example", facts)))
    assert organisation == {
        "@type": "Organization",
        "name": "Tổ chức thử",
        "url": "https://x.example/",
        "alternateName": ["TCT", "Tên cũ"],
        "parentOrganization": {"@type": "Organization", "name": "Cơ quan thử"},
        "email": "a@x.example",
    }
    assert website["potentialAction"]["target"]["urlTemplate"] == "https://x.example/tim-kiem/?q={search_term_string}"


@given(st.text() | st.sampled_from(["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028&"]))
def test_no_text_ends_the_script_element(make: Make, text: str) -> None:
    site_info = SiteInfo("https://x.example", Organisation(text, description=text))
    data = article_data(make(title=text, summary=text, authors=(Author(text, "a"),)), site_info)
    for script in (
        data,
        organisation_data(site_info),
        page_data(Head("/a/", text, crumbs=(Link(text, "/"),)), site_info),
    ):
        assert isinstance(script, Markup)
        assert not set(script) & set("<>&\u2028\u2029")
        assert graph(script)
    assert graph(data)[0].get("headline", "") == text
