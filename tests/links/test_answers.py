"""Old addresses and withdrawn texts: a page, a redirect or 410 for each, and the table that servers read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from plugins.base.model import Content, ContentKind, Output, OutputFile, OutputPage, Site, SiteInfo, Visibility
from plugins.base.moments import VIETNAM
from plugins.base.redirects import OldPlace
from plugins.links import answers, redirect

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=VIETNAM)


def content(slug: str, *old: str, visibility: Visibility = Visibility.LIVE, **facts: Any) -> Content:
    return Content(
        kind=ContentKind.ARTICLE,
        path=f"tin-tuc/{slug}.md",
        slug=slug,
        title=slug,
        address=f"/tin-tuc/{slug}/",
        redirect_from=old,
        visibility=visibility,
        **facts,
    )


def site(*articles: Content, **others: Any) -> Site:
    return Site(SiteInfo("https://x.example"), NOW, articles=articles, **others)


def table(outputs: Iterable[Output]) -> list[list[str]]:
    (file,) = (one for one in outputs if one.address == "/redirects.csv")
    assert isinstance(file, OutputFile)
    assert isinstance(file.content, bytes)
    return list(csv.reader(file.content.decode().splitlines()))


def pages(outputs: Iterable[Output]) -> dict[str, OutputPage]:
    return {one.address: one for one in outputs if isinstance(one, OutputPage)}


def test_without_old_addresses_the_table_has_its_heading_alone() -> None:
    assert table(answers(site(content("a")))) == [["old", "new", "status"]]
    assert pages(answers(site(content("a")))) == {}


def test_every_old_address_of_whatever_kind_has_a_row_and_a_page() -> None:
    made = list(
        answers(site(content("a", "/node/1", "/cu/"), hidden=(content("b", "/node/2"),), pages=(content("c", "/3"),)))
    )
    assert table(made)[1:] == [
        ["/3", "/tin-tuc/c/", "301"],
        ["/cu/", "/tin-tuc/a/", "301"],
        ["/node/1", "/tin-tuc/a/", "301"],
        ["/node/2", "/tin-tuc/b/", "301"],
    ]
    assert {address: page.values["target"] for address, page in pages(made).items()} == {
        "/3": "/tin-tuc/c/",
        "/cu/": "/tin-tuc/a/",
        "/node/1": "/tin-tuc/a/",
        "/node/2": "/tin-tuc/b/",
    }


def test_an_address_with_a_question_stands_in_the_table_alone() -> None:
    made = list(answers(site(content("a", "/?q=node/1"))))
    assert table(made)[1:] == [["/?q=node/1", "/tin-tuc/a/", "301"]]
    assert pages(made) == {}


PAGES = [
    ("/tin.html", "/tin.html"),
    ("/xem.php", "/xem.php/"),
    ("/sites/default/files/a.tar.gz", "/sites/default/files/a.tar.gz/"),
]


@pytest.mark.parametrize(("old", "page"), PAGES)
@pytest.mark.parametrize("visibility", [Visibility.LIVE, Visibility.REMOVED])
def test_a_page_at_an_old_address_is_one_for_every_host_whatever_the_address_ends_in(
    old: str, page: str, visibility: Visibility
) -> None:
    told = content("a", old, visibility=visibility)
    made = list(answers(site(told) if visibility is Visibility.LIVE else site(withdrawn=(told,))))
    assert page in pages(made)
    assert old in [row[0] for row in table(made)]


def test_where_some_disk_has_no_place_for_a_page_the_table_alone_answers() -> None:
    made = list(answers(site(content("a", "/Tin-Tuc/A", "/Node/1", "/node/1", "/con/aux.php")), {"/tin-tuc/a/"}))
    assert [row[0] for row in table(made)[1:]] == ["/Node/1", "/Tin-Tuc/A", "/con/aux.php", "/node/1"]
    assert list(pages(made)) == ["/Node/1"]


WITHDRAWN = [
    (Visibility.REMOVED, {"ended": False, "reason": "Nguồn tin xin rút."}),
    (Visibility.EXPIRED, {"ended": True, "reason": ""}),
]


@pytest.mark.parametrize(("visibility", "values"), WITHDRAWN)
def test_a_withdrawn_text_and_its_old_addresses_answer_410(visibility: Visibility, values: dict[str, object]) -> None:
    gone = content("a", "/node/1", visibility=visibility, reason="Nguồn tin xin rút.")
    made = list(answers(site(withdrawn=(gone,))))
    assert table(made)[1:] == [["/node/1", "", "410"], ["/tin-tuc/a/", "", "410"]]
    for page in pages(made).values():
        assert page.template == "withdrawn.html"
        assert {name: page.values[name] for name in values} == values


def test_pages_at_old_addresses_are_not_for_search_engines() -> None:
    made = pages(answers(site(content("a", "/cu/"), withdrawn=(content("b", visibility=Visibility.REMOVED),))))
    assert [page.values["page"].indexed for page in made.values()] == [False, False]  # type: ignore[attr-defined]


def test_the_table_is_the_same_whatever_the_order_of_texts() -> None:
    one, other = content("a", "/1", "/2"), content("b", "/3", visibility=Visibility.REMOVED)
    assert table(answers(site(one, withdrawn=(other,)))) == table(
        answers(site(content("a", "/2", "/1"), withdrawn=(other,)))
    )


def test_a_redirect_names_its_target() -> None:
    page = redirect("/tin-tuc/trang/3/", "/tin-tuc/")
    assert (page.address, page.template, page.values["target"]) == ("/tin-tuc/trang/3/", "redirect.html", "/tin-tuc/")


PLACES = (
    OldPlace("/chuyen-muc-cu/hoi-thao", "/chuyen-muc/hoi-thao/"),
    OldPlace("/chuyen-muc-cu/het", "/chuyen-muc/het/", "Mục không còn bài."),
    OldPlace("/sites/default/files/a.pdf", "/tep/a.1234.pdf"),
    OldPlace("/sites/default/files/b.pdf", "", "Tệp không còn."),
    OldPlace("/user/1", "", "Trang tài khoản <b>."),
    OldPlace("/node/12/", "/chuyen-muc/hoi-thao/"),
    OldPlace("/tin-tuc/moi", "/chuyen-muc/hoi-thao/"),
)


def test_an_old_address_of_no_text_leads_to_what_stands_or_says_why_nothing_does() -> None:
    taken = {"/chuyen-muc/hoi-thao/", "/tep/a.1234.pdf", "/tin-tuc/moi/"}
    outputs = list(answers(site(content("x", "/node/12"), old_places=PLACES), taken))
    assert table(outputs)[1:] == [
        ["/chuyen-muc-cu/het", "", "410"],
        ["/chuyen-muc-cu/hoi-thao", "/chuyen-muc/hoi-thao/", "301"],
        ["/node/12", "/tin-tuc/x/", "301"],
        ["/sites/default/files/a.pdf", "/tep/a.1234.pdf", "301"],
        ["/sites/default/files/b.pdf", "", "410"],
        ["/user/1", "", "410"],
    ]


def test_the_page_of_a_place_that_is_gone_gives_the_reason_and_files_have_none() -> None:
    pages = {one.address: one for one in answers(site(old_places=PLACES)) if isinstance(one, OutputPage)}
    assert pages["/user/1/"].values["reason"] == "Trang tài khoản <b>."
    assert not any("files" in address for address in pages)
