"""What appears when: drafts, posts to come, ended, hidden and withdrawn ones, in a release and in a preview."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.site import Built, article, build, photograph

# Words that nothing else on the site has; in the address they stand without marks.
SECRET = "Quýt Hồng Đào"
SECRETS = ("Quýt Hồng Đào", "quýt hồng đào", "quyt-hong-dao", "Qu\\u00fdt")
BODY = f"{SECRET} trong bài. [{SECRET}](quyt-hong-dao.pdf)\n\n![{SECRET}](quyt-hong-dao.jpg)\n{SECRET}\n"
UNSEEN: dict[str, dict[str, Any]] = {
    "draft": {"Status": "draft"},
    "future": {"date": "2026-11-23 07:01"},
    "expired": {"Expires": "2026-11-23 07:00"},
    "removed": {"Status": "removed", "Reason": "Nguồn tin xin rút."},
}
SLUG = "quyt-hong-dao"
# The lists that only this text stood in: they were addresses of the site, so they answer as well.
LISTS = ("tac-gia/quyt-hong-dao/", "tu-khoa/quyt-hong-dao/")
MARKS = {"draft": "Bản nháp", "future": "Hẹn đăng thứ Hai, 23/11/2026", "expired": "Đã hết hạn"}


def site(folder: Path, name: str = "bai-kin", *, preview: bool = False, **header: Any) -> Built:
    """One plain article, and one that bears the secret words in every field."""
    secret = article(SECRET, body=BODY, Tags=SECRET, Author=f"{SECRET}, {SECRET}", Summary=SECRET, **header)
    files: dict[str, str | bytes] = {
        "tin-tuc/bai-mo.md": article("Bài mở", "2026-11-01"),
        f"tin-tuc/{name}.md": secret,
        "tin-tuc/quyt-hong-dao.jpg": photograph(300, 200),
        "tin-tuc/quyt-hong-dao.pdf": b"%PDF-1.7\n",
    }
    return build(folder, files, PREVIEW=preview, SITEURL="https://x.example")


def words_in(built: Built) -> set[str]:
    """Which of the secret words stand anywhere in the output, in names of files or in their bytes."""
    everything = b"".join([*(name.encode() for name in built.files), *built.files.values()])
    return {word for word in SECRETS if word.encode() in everything}


@pytest.mark.parametrize("visibility", UNSEEN)
def test_no_word_of_a_text_that_is_not_live_is_anywhere_in_a_release(tmp_path: Path, visibility: str) -> None:
    # Where a text once stood, its address goes on answering; what has not appeared yet has none.
    name = "bai-kin" if visibility in ("expired", "removed") else "quyt-hong-dao"
    built = site(tmp_path, name, **UNSEEN[visibility])
    assert built.code == 0
    assert words_in(built) == ({SLUG} if name == "bai-kin" else set())
    assert {name for name in built.files if SLUG in name} == {f"{one}index.html" for one in LISTS if name == "bai-kin"}


@pytest.mark.parametrize("visibility", MARKS)
def test_a_preview_shows_what_is_not_live_and_marks_it_on_its_page_and_in_lists(
    tmp_path: Path, visibility: str
) -> None:
    built = site(tmp_path, preview=True, **UNSEEN[visibility])
    assert built.code == 0
    for address in ("/tin-tuc/bai-kin/", "/tin-tuc/"):
        assert [mark.get_text() for mark in built.page(address).select(".standing")] == [MARKS[visibility]]
    assert SECRET in built.page("/").get_text()


def test_a_preview_keeps_what_is_not_live_out_of_feeds_sitemap_and_search_engines(tmp_path: Path) -> None:
    built = site(tmp_path, preview=True, **UNSEEN["draft"])
    machines = [name for name in built.files if name.startswith("feeds/") or name in ("rss.xml", "sitemap.xml")]
    assert [name for name in machines if "bai-kin" in built.read(name)] == []
    assert built.page("/tin-tuc/bai-kin/").select_one('meta[name="robots"][content="noindex"]')
    assert "Disallow: /" in built.read("robots.txt").splitlines()


def test_a_text_appears_at_its_minute_and_not_before(tmp_path: Path) -> None:
    texts = {"a.md": article(date="2026-11-23 07:01")}
    assert not build(tmp_path, texts, NOW="2026-11-23 07:00").has("/tin-tuc/a/")
    assert build(tmp_path, texts, NOW="2026-11-23 07:01").has("/tin-tuc/a/")


def answers(built: Built) -> list[list[str]]:
    return list(csv.reader(built.read("redirects.csv").splitlines()))


@pytest.mark.parametrize(
    ("visibility", "said"), [("removed", "Bài đăng ở đây đã được gỡ"), ("expired", "Bài đăng ở đây đã hết hạn")]
)
def test_a_withdrawn_text_answers_410_with_a_page_that_nothing_leads_to(
    tmp_path: Path, visibility: str, said: str
) -> None:
    built = site(tmp_path, **UNSEEN[visibility])
    page = built.page("/tin-tuc/bai-kin/")
    assert answers(built)[1:] == [[f"/{old}", "", "410"] for old in (*LISTS[:1], "tin-tuc/bai-kin/", *LISTS[1:])]
    assert page.h1
    assert page.h1.get_text() == said
    assert ("Nguồn tin xin rút." in page.get_text()) == (visibility == "removed")
    named = {name for name, content in built.files.items() if b"bai-kin" in content}
    assert named == {"redirects.csv", "tin-tuc/bai-kin/index.html"}


def test_a_text_is_taken_down_in_a_preview_as_well(tmp_path: Path) -> None:
    built = site(tmp_path, preview=True, **UNSEEN["removed"])
    assert words_in(built) == {SLUG}
    assert ["/tin-tuc/bai-kin/", "", "410"] in answers(built)


def test_old_addresses_of_an_ended_text_answer_410_too(tmp_path: Path) -> None:
    built = site(tmp_path, Redirect_from="/node/7; /?q=node/7", **UNSEEN["expired"])
    assert [row for row in answers(built) if row[0].strip("/") + "/" not in LISTS][1:] == [
        [old, "", "410"] for old in ("/?q=node/7", "/node/7", "/tin-tuc/bai-kin/")
    ]
    assert "đã hết hạn" in built.page("/node/7/").get_text()


@pytest.mark.parametrize("preview", [False, True])
def test_a_hidden_text_has_a_page_and_stands_in_no_list_feed_or_sitemap(tmp_path: Path, preview: bool) -> None:
    built = site(tmp_path, preview=preview, Status="hidden")
    page = built.page("/tin-tuc/bai-kin/")
    assert page.select_one('meta[name="robots"][content="noindex"]')
    assert SECRET in page.get_text()
    assert {name for name, content in built.files.items() if b"bai-kin" in content} == {"tin-tuc/bai-kin/index.html"}
    assert not built.has("/tu-khoa/quyt-hong-dao/")
    assert not built.has("/tac-gia/quyt-hong-dao/")


KINDS = {"pages/trang-kin.md": "/trang-kin/", "programs/chuong-trinh-kin.md": "/chuong-trinh/chuong-trinh-kin/"}


@pytest.mark.parametrize(("path", "address"), KINDS.items())
@pytest.mark.parametrize(("status", "answers_there"), [("draft", False), ("hidden", True), ("published", True)])
def test_pages_and_programs_stand_by_the_same_rules(
    tmp_path: Path, path: str, address: str, status: str, answers_there: bool
) -> None:
    built = build(tmp_path, {path: f"Title: {SECRET}\nStatus: {status}\n\nChữ.\n"})
    assert built.has(address) == answers_there
    assert bool(words_in(built)) == answers_there
    assert (address in built.read("sitemap.xml")) == (status == "published")


def test_a_draft_does_not_decide_the_address_of_a_published_author(tmp_path: Path) -> None:
    texts = {"a.md": article(Author="Hạ"), "b.md": article(date="2026-11-01", Author="Hà", Status="draft")}
    assert build(tmp_path, texts).has("/tac-gia/ha/")


def test_a_category_that_only_a_draft_has_is_no_page_where_categories_are_free(tmp_path: Path) -> None:
    assert words_in(site(tmp_path, Status="draft", Category=SECRET)) == set()
