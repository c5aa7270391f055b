"""What a reader sets and takes along: the size of letters, kept on the device, the address copied, the share sheet; the
first screen of a telephone; and the page of feeds.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LAYOUT_SHIFTS, PAGES, Open, Quiet, hosted
from tests.chromium import violations, window
from tests.site import article, build
from tools.policy import policy

pytestmark = pytest.mark.browser
TEXT, FEEDS = PAGES["article"], PAGES["feeds"]
MAY_COPY = {"permissions": ["clipboard-read", "clipboard-write"]}


def letters(page: Page) -> float:
    return float(page.eval_on_selector(".article-body p", "one => parseFloat(getComputedStyle(one).fontSize)"))


def test_letters_grow_and_shrink_in_steps_and_stay_so_on_the_device(visit: Open, address: str) -> None:
    page = visit(TEXT)
    normal = letters(page)
    page.get_by_role("button", name="A+").click()
    larger = letters(page)
    assert larger > normal
    expect(page.locator("[data-letter-size] [role=status]")).to_have_text("Cỡ chữ 3/6")
    page.goto(address + PAGES["feature"])
    assert letters(page) == larger
    while (smaller := page.get_by_role("button", name="A−")).is_enabled():
        smaller.click()
    assert letters(page) < normal
    assert page.get_by_role("button", name="A−").get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize("name", ["home", "news", "archive", "missing"])
def test_letters_grow_on_every_page(visit: Open, name: str) -> None:
    page = visit(PAGES[name], 360)
    normal = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
    page.get_by_role("button", name="A+").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") > normal


@pytest.mark.parametrize(("name", "seen"), [("home", ".lead h2"), ("home", ".lead-picture"), ("article", ".summary")])
def test_the_first_screen_of_a_telephone_holds_what_the_page_is_about(visit: Open, name: str, seen: str) -> None:
    page = visit(PAGES[name] if name == "home" else PAGES["feature"], 360)
    assert page.eval_on_selector(seen, "one => one.getBoundingClientRect().bottom") <= 740


@pytest.mark.parametrize("name", ["article", "feature"])
def test_a_text_begins_on_the_first_screen_of_a_telephone(visit: Open, name: str) -> None:
    first = visit(PAGES[name], 360).locator(".article-body p").first
    assert first.evaluate("one => one.getBoundingClientRect().top + 3 * 30") <= 740


@pytest.mark.parametrize("name", PAGES)
def test_at_most_one_entry_of_the_menu_is_marked(site: Path, name: str) -> None:
    file = site / PAGES[name].lstrip("/") / ("" if name == "missing" else "index.html")
    page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    assert len(page.select(".menu [aria-current]")) <= 1


def test_the_size_is_set_before_the_stylesheet_is_read(site: Path) -> None:
    for name in PAGES.values():
        page = BeautifulSoup(
            (site / name.lstrip("/") / ("" if name.endswith(".html") else "index.html")).read_text(), "html.parser"
        )
        order = [one.name for one in page.head.select("script:not([src], [type]), link[rel=stylesheet]")]
        assert (name, order) == (name, ["script", "link"])


def test_the_policy_allows_that_script_and_no_other(site: Path) -> None:
    page = BeautifulSoup((site / TEXT.strip("/") / "index.html").read_text("utf-8"), "html.parser")
    script = page.select_one("head script:not([src], [type])")
    assert script
    written = script.string.encode()
    digest = base64.b64encode(hashlib.sha256(written).digest()).decode()
    assert f"'sha256-{digest}'" in policy()
    assert len(written) <= 1024


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_largest_letters_leave_nothing_outside_the_window(visit: Open, address: str, width: int) -> None:
    page = visit(TEXT, width)
    for name in ("article", "program", "home", "search", "feeds", "documents"):
        page.evaluate("localStorage.setItem('text-size', '5')")
        page.goto(address + PAGES[name])
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, width)


def test_a_device_that_keeps_nothing_is_served_all_the_same(visit: Open) -> None:
    page = visit(TEXT)
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
    page.reload()
    normal = letters(page)
    page.get_by_role("button", name="A+").click()
    assert letters(page) > normal


def test_the_row_moves_nothing_when_it_comes(visit: Open) -> None:
    assert sum(visit(TEXT, 360, faces=False).evaluate(LAYOUT_SHIFTS)) == 0


def test_without_script_there_is_no_row_and_no_button_that_does_nothing(visit: Open) -> None:
    for place in (TEXT, FEEDS):
        page = visit(place, java_script_enabled=False)
        assert page.locator("main button:visible, [data-letter-size]:visible").count() == 0


def test_the_address_of_the_text_is_copied_and_told(visit: Open) -> None:
    page = visit(TEXT, **MAY_COPY)
    page.get_by_role("button", name="Chép địa chỉ").click()
    expect(page.locator("[data-share-row] [role=status]")).to_have_text("Đã chép địa chỉ")
    canonical = page.eval_on_selector("link[rel=canonical]", "one => one.href")
    assert page.evaluate("navigator.clipboard.readText()") == canonical


def test_the_share_sheet_gets_title_and_address_where_the_device_has_one(visit: Open) -> None:
    page = visit(TEXT)
    assert page.get_by_role("button", name="Chia sẻ").count() == 0
    page.add_init_script("navigator.share = async data => { window.shared = data; }")
    page.reload()
    page.get_by_role("button", name="Chia sẻ").click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == page.inner_text("h1")
    assert shared["url"].endswith(TEXT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_after_a_choice_there_is_still_no_barrier(visit: Open, axe: str, scheme: str) -> None:
    page = visit(TEXT, 360, scheme)
    while (larger := page.get_by_role("button", name="A+")).is_enabled():
        larger.click()
    assert violations(page, axe) == []


# ── The page of feeds ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_feed_is_copied_by_its_button(visit: Open) -> None:
    page = visit(FEEDS, **MAY_COPY)
    buttons = page.locator("[data-copy-text]")
    assert buttons.count() == page.locator(".feed-list li").count() > 1
    buttons.nth(1).click()
    expect(page.locator("[data-copy-status]")).to_contain_text("Đã chép")
    wanted = page.locator(".feed-list li").nth(1).get_by_role("link", name="RSS:").get_attribute("href")
    assert page.evaluate("navigator.clipboard.readText()").endswith(str(wanted))


class Feeds(Quiet):
    """Answers as our nginx settings do: feeds in JSON may be read from anywhere."""

    def end_headers(self) -> None:
        if "/feeds/" in self.path:
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@pytest.fixture
def house_of(tmp_path: Path) -> Iterator[str]:
    """A small site at an address that is its own."""
    titles = {f"tin-tuc/t-{at}.md": article(f"Tin <b>{at}</b>", f"2026-10-0{at}") for at in range(1, 8)}
    with hosted(tmp_path / "output", Feeds) as url:
        assert build(tmp_path, titles, SITEURL=url).code == 0
        yield url


def test_ten_lines_show_our_headlines_on_another_site(browser: Browser, house_of: str, tmp_path: Path) -> None:
    page = window(browser).new_page()
    page.goto(f"{house_of}/nhan-tin/")
    lines = page.locator("#doan-ma").inner_text().strip()
    assert len(lines.splitlines()) <= 10
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text(f"<!doctype html><meta charset=utf-8><body>{lines}</body>", "utf-8")
    with hosted(tmp_path / "other") as other:
        page.goto(f"{other}/")
        expect(page.locator("#tin-moi a")).to_have_text([f"Tin <b>{at}</b>" for at in (7, 6, 5, 4, 3)])
        assert page.locator("#tin-moi a").first.get_attribute("href") == f"{house_of}/tin-tuc/t-7/"
    page.context.close()
