"""WCAG 2.2 AA beyond what axe sees: keyboard, names, zoom, spacing of text, and what a device asks for.

`tests/accessibility.md` lists every point, with what a test covers and what a person looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page

from tests.browser.conftest import PAGES, Open

pytestmark = pytest.mark.browser
# One page for each template; a feature is an article, a tag and an author are lists.
TEMPLATES = [name for name in PAGES if name not in ("feature", "news", "tag", "author")]
# The values of WCAG 1.4.12; a reader's own style may shout, ours may not.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


@pytest.mark.parametrize("name", ["home", "gallery", "issue", "documents", "program", "search"])
def test_the_keyboard_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(visit: Open, name: str) -> None:
    page = visit(PAGES[name], 360)
    expected = page.evaluate(_STOPS)
    reached = [step(page) for _ in range(expected)]
    assert reached[0]["classes"] == "skip-link"
    assert [one["order"] for one in reached] == list(range(expected))
    assert [one["html"] for one in reached if not one["seen"]] == []


def step(page: Page) -> dict[str, object]:
    page.keyboard.press("Tab")
    found: dict[str, object] = page.evaluate(_HERE)
    return found


_STOPS = """() => {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
  window.stops = [...all].filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}));
  return window.stops.length;
}"""
# Where the focus is, and whether it can be seen: drawn around the element, which stands in the window.
_HERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const order = window.stops.indexOf(one), html = one.outerHTML.slice(0, 100);
  return {classes: one.className, order, html, seen: drawn && inside};
}"""


def test_every_page_has_its_landmarks_once_or_by_distinct_names_and_headings_without_a_jump(site: Path) -> None:
    files = [file for file in site.rglob("*.html") if not file.relative_to(site).parts[0].startswith("pagefind")]
    wrong = {str(file.relative_to(site)): flaws for file in files if (flaws := list(_flaws(file)))}
    assert len(files) > len(PAGES)
    assert wrong == {}


def _flaws(file: Path) -> Iterator[str]:
    page = BeautifulSoup(file.read_bytes(), "html.parser")
    if page.select_one('meta[http-equiv="refresh"]'):
        return  # a redirect is no page
    if not page.title or not page.select_one("html[lang]"):
        yield "no title or no language"
    yield from (f"{one}: not once" for one in ("main", "h1", "body > header") if len(page.select(one)) != 1)
    names = Counter(_name(page, region) for region in page.select("nav, aside"))
    yield from (f"{count} regions are called «{name}»" for name, count in names.items() if count > 1 or not name)
    levels = [int(one.name[1]) for one in page.select("h1, h2, h3, h4, h5, h6")]
    yield from (f"h{after} behind h{before}" for before, after in pairwise([0, *levels]) if after > before + 1)


def _name(page: BeautifulSoup, region: Tag) -> str:
    label = page.find(id=str(region.get("aria-labelledby", "")))
    return str(region.get("aria-label") or (label.get_text(" ", strip=True) if label else ""))


@pytest.mark.parametrize("name", TEMPLATES)
def test_zoomed_spaced_or_twice_as_large_nothing_scrolls_sideways_is_cut_or_moves(visit: Open, name: str) -> None:
    """A window of 1280 × 1024 px at 400 % is one of 320 × 256."""
    page = visit(PAGES[name], 320, reduced_motion="reduce")
    assert fits(page, 320, 256)
    spacing = page.add_style_tag(content=SPACING)
    assert fits(page, 320, 256)
    assert fits(page, 1280, 900)
    spacing.evaluate("style => style.remove()")
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert fits(page, 360, 800)
    assert fits(page, 1280, 900)
    assert page.evaluate(_MOVING) == []


def fits(page: Page, width: int, height: int) -> bool:
    page.set_viewport_size({"width": width, "height": height})
    assert (page.evaluate(_WIDTH), page.evaluate(_CUT)) == (width, [])
    return True


_WIDTH = "document.documentElement.scrollWidth"
_CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one), hides = value => value === 'hidden' || value === 'clip';
  if (one.matches('.skip-link') || !one.clientWidth) return false;
  return hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    || hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
}).map(one => one.outerHTML.slice(0, 100))"""
_MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0
    || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["home", "issue", "program"])
def test_who_asks_for_more_contrast_gets_seven_to_one(visit: Open, axe: str, name: str, scheme: str) -> None:
    page = visit(PAGES[name], scheme=scheme, contrast="more")
    page.evaluate(axe)
    found = page.evaluate("axe.run({runOnly: ['color-contrast-enhanced']})")
    assert [node["html"][:100] for one in found["violations"] for node in one["nodes"]] == []
    assert found["passes"]


@pytest.mark.parametrize("name", ["search", "gallery"])
def test_in_forced_colours_every_control_has_an_edge_and_focus_is_drawn(visit: Open, name: str) -> None:
    page = visit(PAGES[name], forced_colors="active")
    bare = "all => all.filter(one => one.offsetWidth && parseFloat(getComputedStyle(one).borderTopWidth) < 1).length"
    assert page.eval_on_selector_all("input, button", bare) == 0
    page.evaluate(_STOPS)
    assert step(page)["seen"]


def test_targets_are_measured_at_all(visit: Open, axe: str) -> None:
    """Axe's rule of 24 px is one of WCAG 2.2 and runs with the others (see `test_axe_finds_nothing`)."""
    page = visit(PAGES["home"], 360)
    page.evaluate(axe)
    assert [one["id"] for one in page.evaluate("axe.run({runOnly: ['wcag22aa']})")["passes"]] == ["target-size"]
