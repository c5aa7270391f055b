"""What is wrong with a text is told beside its field or its block, and whoever publishes all the same is led there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import window
from tests.editor.live import standing_over
from tests.editor.writing import without_haste
from tests.site import article, photograph, write
from tools.editor.static_files import FOLDERS

pytestmark = pytest.mark.browser

GOOD = "Lời đầu.\n\n![Tả ảnh](anh.jpg)\nChú thích\n\n[Xem thêm](../hai.md)\n\nLời cuối.\n"
SITE: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "data/categories.toml": '[[category]]\nname = "Tin hoạt động"\nslug = "tin-hoat-dong"\n',
    "tin-tuc/hai.md": article("Hai", "2026-10-02", "Lời.", Category="Tin hoạt động"),
    "tin-tuc/bai/anh.jpg": photograph(60, 40),
}
PATH = "tin-tuc/bai/index.md"
# The header and the body, where it is told, and where the caret is led.
MISTAKES = {
    "wrong date": ({"date": "2026-13-22"}, GOOD, "[id='loi-Date']", "[id='f-Date']"),
    "unknown category": ({"Category": "Tin lạ"}, GOOD, "[id='loi-Category']", "[id='f-Category']"),
    "no alternative text": ({}, GOOD.replace("Tả ảnh", ""), "figure + .flaw.error", ".figure_alt"),
    "link to nowhere": ({}, GOOD.replace("../hai.md", "../khong-co.md"), "p:has(a) + .flaw.error", "p:has(a)"),
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("mistakes") / "content", {**SITE, PATH: ""})


@pytest.fixture
def page(browser: Browser, content: Path, address: str) -> Iterator[Page]:
    with window(browser) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def address(content: Path) -> Iterator[str]:
    if not (FOLDERS[""] / "built/edit.js").is_file():
        pytest.skip("thiếu tệp: tools/editor/static/built (python -m tools.editor.bundle)")
    with standing_over(content) as origin:
        yield f"{origin}/soan/bai/{PATH}/"


# Where the caret is: the control that has the focus, or the block of the editing area in which it stands.
LED_TO = """place => {
  const at = document.activeElement.closest('.words') ? getSelection().anchorNode : document.activeElement;
  return Boolean((at?.nodeType === 3 ? at.parentElement : at)?.closest(place));
}"""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_its_place_and_publishing_leads_there(
    page: Page, content: Path, address: str, mistake: str
) -> None:
    head, body, told, led_to = MISTAKES[mistake]
    write(content, {PATH: article("Bài", **{"date": "2026-10-01", "Category": "Tin hoạt động", **head, "body": body})})
    page.goto(address)
    expect(page.locator(told)).not_to_be_empty()
    without_haste(page)
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.locator("[data-saved]")).to_contain_text("còn lỗi")
    page.wait_for_function(LED_TO, arg=led_to)
