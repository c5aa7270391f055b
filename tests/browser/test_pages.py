"""Every kind of page in a real browser: readable by everybody, at every width, light and dark, within its budget."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PAGES, Open
from tests.chromium import violations
from tests.site import ROOT

pytestmark = pytest.mark.browser
ARTICLE = PAGES["article"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Open, axe: str, name: str) -> None:
    """Narrow and wide, light and dark: one page, as a reader's window and device change."""
    page = visit(PAGES[name], 360)
    found = {}
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found[width, scheme] = violations(page, axe)
    assert {seen: one for seen, one in found.items() if one} == {}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_another_host_or_sets_a_cookie(visit: Open, address: str, name: str) -> None:
    page = visit(PAGES[name])
    asked = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in asked if not url.startswith(address)] == []
    assert page.context.cookies() == []


def test_a_reader_reaches_the_text_with_one_key(visit: Open) -> None:
    page = visit(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#" + page.evaluate("document.querySelector('main').id")


def test_the_page_reads_without_script(visit: Open) -> None:
    page = visit(ARTICLE, java_script_enabled=False)
    assert "Chiều ngày 22/8/2022" in page.inner_text(".article-body")


def test_text_is_large_and_lines_are_not_too_long(visit: Open) -> None:
    for width, least in ((360, 17), (1280, 19)):
        page = visit(ARTICLE, width)
        size, height, measure = page.evaluate(_TEXT)
        assert size >= least
        assert round(height / size, 3) >= 1.6
        assert measure <= 68


_TEXT = """() => {
  const p = document.querySelector('.article-body p'), style = getComputedStyle(p);
  const probe = document.createElement('span');
  probe.textContent = p.textContent.slice(0, 400); probe.style.whiteSpace = 'nowrap'; p.append(probe);
  const average = probe.getBoundingClientRect().width / 400; probe.remove();
  const measure = Math.floor(p.getBoundingClientRect().width / average);
  return [parseFloat(style.fontSize), parseFloat(style.lineHeight), measure];
}"""


def test_an_article_is_light(visit: Open, site: Path) -> None:
    """Without its pictures: at most 90 kB with fonts, 12 kB of style, and no script that blocks."""
    page = visit(ARTICLE)
    page.evaluate("document.fonts.ready")
    sizes = {kind: _transferred(page, site, ending) for kind, ending in (("css", ".css"), ("font", ".woff2"))}
    html = len(gzip.compress((site / ARTICLE.strip("/") / "index.html").read_bytes()))
    assert sizes["css"] <= 12_000
    assert html + sum(sizes.values()) <= 90_000
    assert page.locator("script[src]:not([defer]):not([async]):not([type=module])").count() == 0


def _transferred(page: Page, site: Path, ending: str) -> int:
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    files = [(site / name.lstrip("/")).read_bytes() for name in set(names) if name.endswith(ending)]
    return sum(len(file if ending == ".woff2" else gzip.compress(file)) for file in files)


def test_a_wide_table_says_that_it_scrolls_and_keeps_its_first_column(visit: Open) -> None:
    page = visit(PAGES["document"], 360)
    assert page.eval_on_selector(".table-scroll", _SCROLLED) == ["Bảng rộng: kéo ngang để xem hết", True]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("!document.querySelector('.table-scroll').dataset.wide")


_SCROLLED = """frame => {
  const cell = frame.querySelector('td'), before = cell.getBoundingClientRect().left;
  frame.scrollLeft = 50;
  return [frame.dataset.wide, frame.scrollLeft === 50 && cell.getBoundingClientRect().left === before];
}"""


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_the_front_page_has_no_holes_beside_its_lead_or_in_a_row(visit: Open, width: int) -> None:
    rows = visit("/", width).evaluate(_ROWS)
    assert rows
    assert [row for row in rows if max(row) - min(row) > 200] == []


# The heights to which the parts of a row are filled: lead and seconds, and the rails.
_ROWS = """() => {
  const bottom = part => Math.max(...[...part.querySelectorAll('*')].map(one => one.getBoundingClientRect().bottom));
  const rows = {};
  for (const part of document.querySelectorAll('.top > *, .rails > *')) {
    (rows[Math.round(part.getBoundingClientRect().top)] ??= []).push(bottom(part));
  }
  return Object.values(rows);
}"""


def test_a_beginning_in_a_list_takes_the_whole_width_of_a_telephone(visit: Open) -> None:
    widths = visit(PAGES["news"], 360).eval_on_selector_all(".entry-text p", "all => all.map(one => one.clientWidth)")
    assert min(widths) >= 300


def test_an_article_prints_without_navigation(visit: Open) -> None:
    page = visit(ARTICLE)
    page.emulate_media(media="print")
    assert page.locator("header nav:visible, form:visible").count() == 0
    assert page.locator(".article-body").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_all_html_and_css_is_valid(site: Path) -> None:
    java, jar = shutil.which("java"), ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not java or not jar.is_file():
        pytest.skip("thiếu chương trình: java và vnu-jar")
    run = subprocess.run(
        [java, "-jar", str(jar), "--skip-non-html", "--format", "json", "--also-check-css", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(run.stderr)["messages"]
    assert sorted({_shown(one) for one in messages if one["type"] == "error"}) == []


def _shown(message: dict[str, str]) -> str:
    place = re.sub(r"^file:.*?/output/", "", message.get("url", ""))
    return f"{place}: {message['message']}: {message.get('extract', '')[:80]}"
