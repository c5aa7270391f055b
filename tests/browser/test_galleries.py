"""A gallery in a real browser: pictures whole at every width, large by mouse, keyboard and finger, and printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GALLERY, Open
from tests.chromium import violations

pytestmark = pytest.mark.browser
FIRST = ".gallery .enlarge >> nth=0"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_every_picture_is_shown_whole(visit: Open, width: int) -> None:
    page = visit(GALLERY, width)
    fits = page.eval_on_selector_all(".gallery img", "all => all.map(one => getComputedStyle(one).objectFit)")
    boxes = page.eval_on_selector_all(".gallery img", _BOXES)
    assert all(fit == "contain" or abs(shown - true) < 0.02 for fit, (shown, true) in zip(fits, boxes, strict=True))
    assert page.evaluate("document.documentElement.scrollWidth") == width


_BOXES = """all => all.map(one => [one.clientWidth / one.clientHeight,
  Number(one.getAttribute('width')) / Number(one.getAttribute('height'))])"""


def test_without_script_a_picture_leads_to_its_file(visit: Open) -> None:
    page = visit(GALLERY, java_script_enabled=False)
    page.locator(FIRST).click()
    assert "/anh/" in page.url


def test_the_keyboard_opens_steps_and_closes_and_the_focus_comes_back(visit: Open) -> None:
    page = visit(GALLERY, reduced_motion="reduce")
    page.locator(FIRST).focus()
    page.keyboard.press("Enter")
    assert shown(page) == "Ảnh 1/4"
    for key, words in (
        ("ArrowRight", "2/4"),
        ("End", "4/4"),
        ("ArrowRight", "4/4"),
        ("ArrowLeft", "3/4"),
        ("Home", "1/4"),
    ):
        page.keyboard.press(key)
        assert (key, shown(page)) == (key, f"Ảnh {words}")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement === document.querySelector('.gallery .enlarge')")


def test_the_buttons_step_and_say_where_they_end(visit: Open) -> None:
    page = visit(GALLERY, 360, reduced_motion="reduce")
    page.locator(".gallery .enlarge").nth(2).click()
    page.get_by_role("button", name="Ảnh sau").click()
    assert shown(page) == "Ảnh 4/4"
    assert page.get_by_role("button", name="Ảnh sau").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Đóng").click()
    assert page.locator("dialog[open]").count() == 0


def test_a_swipe_is_a_scroll_and_the_count_follows(visit: Open) -> None:
    page = visit(GALLERY, 360, reduced_motion="reduce", has_touch=True, is_mobile=True)
    page.locator(FIRST).tap()
    page.eval_on_selector("[data-gallery-strip]", "strip => strip.scrollTo({left: 2 * strip.clientWidth})")
    expect(page.locator("[data-gallery-count]")).to_have_text("Ảnh 3/4")


def test_the_words_of_a_picture_stand_beside_it_when_it_is_large(visit: Open) -> None:
    page = visit(GALLERY)
    page.locator(FIRST).click()
    large = page.locator("dialog[open] figure").first
    assert large.locator("img").get_attribute("alt") == "Ảnh thử 1"
    assert large.locator("figcaption").inner_text() == "Lời chú thích thử 1"
    picture, words = large.locator("img").bounding_box(), large.locator("figcaption").bounding_box()
    assert picture
    assert words
    assert picture["height"] > 500
    assert picture["y"] + picture["height"] <= words["y"] <= 900


def test_axe_finds_nothing_where_a_picture_is_seen_large(visit: Open, axe: str) -> None:
    page = visit(GALLERY, 360)
    page.locator(FIRST).click()
    assert violations(page, axe) == []


def test_on_paper_all_pictures_stand_with_their_words_and_nothing_to_press(visit: Open) -> None:
    page = visit(GALLERY)
    page.emulate_media(media="print")
    assert page.locator(".gallery img:visible").count() == page.locator(".gallery figcaption:visible").count() == 4
    assert page.locator(".gallery .enlarge:visible, dialog:visible").count() == 0


def shown(page: Page) -> str:
    return page.locator("[data-gallery-count]").inner_text()
