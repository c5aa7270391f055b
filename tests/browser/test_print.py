"""A text on paper: printed to PDF by a real browser, the code on it read back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.browser.conftest import PAGES, Open

pytestmark = pytest.mark.browser
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@pytest.fixture
def leaves(tmp_path: Path) -> Path:
    if not shutil.which("pdftoppm"):
        pytest.skip("thiếu chương trình: pdftoppm")
    return tmp_path


@pytest.mark.parametrize("name", ["article", "program", "page"])
def test_the_code_on_paper_leads_to_the_text(visit: Open, leaves: Path, name: str) -> None:
    page = visit(PAGES[name])
    page.pdf(path=leaves / "a.pdf", prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-r", "150", "-png", leaves / "a.pdf", leaves / "leaf"], check=True)
    read = [code.text for leaf in sorted(leaves.glob("*.png")) for code in zxingcpp.read_barcodes(Image.open(leaf), QR)]
    assert read == [page.eval_on_selector("link[rel=canonical]", "one => one.href")]


@pytest.mark.parametrize("name", ["article", "program", "page", "home", "search", "feeds"])
def test_paper_has_the_address_and_nothing_to_press(visit: Open, name: str) -> None:
    page = visit(PAGES[name])
    page.emulate_media(media="print")
    canonical = page.eval_on_selector("link[rel=canonical]", "one => one.href")
    assert page.locator(".print-source p").inner_text() == canonical
    for pressed in ("nav:visible", "button:visible", "input:visible", "select:visible"):
        assert (pressed, page.locator(pressed).count()) == (pressed, 0)


def test_on_the_screen_there_is_no_code(visit: Open) -> None:
    page = visit(PAGES["article"])
    assert page.locator(".print-source").count() == 1
    assert not page.locator(".print-source").is_visible()
    assert page.locator(".print-source").evaluate("one => one.getBoundingClientRect().height") == 0


def test_a_list_needs_no_code(visit: Open) -> None:
    assert visit(PAGES["news"]).locator(".print-source svg").count() == 0


def test_a_program_says_of_which_day_it_speaks_and_when_it_was_printed(visit: Open) -> None:
    page = visit(PAGES["program"])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.evaluate("(now => `${now.getDate()}/${now.getMonth() + 1}/${now.getFullYear()}`)(new Date())")
    said = page.locator(".print-source").inner_text()
    assert "Số liệu tính đến " in said
    assert f"In ngày {printed}." in said


def test_on_paper_caption_and_credit_end_at_the_edge_of_the_picture(visit: Open) -> None:
    page = visit(PAGES["article"])
    page.emulate_media(media="print")
    edges = page.eval_on_selector_all(
        ".article-body > figure:not(.chart) > *", "all => all.map(one => Math.round(one.getBoundingClientRect().right))"
    )
    assert len(set(edges)) == 1


def test_the_dots_of_a_timeline_stand_within_the_page(visit: Open) -> None:
    page = visit(PAGES["program"])
    page.emulate_media(media="print")
    dot = "one => parseFloat(getComputedStyle(one, '::after').left) + one.getBoundingClientRect().left"
    assert page.eval_on_selector(".timeline li", dot) >= page.eval_on_selector(
        "main", "one => one.getBoundingClientRect().left"
    )
