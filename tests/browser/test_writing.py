"""Writing in the editing area, in a real browser: both ways in which Vietnamese is typed, in every kind of block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import violations
from tests.editor.writing import FILES, Desk, served

pytestmark = pytest.mark.browser
PATIENCE = 8000
expect.set_options(timeout=PATIENCE)

BODY = """Đoạn một **đậm**.

## Mục một
- ý một
- ý hai
  - ý nhỏ

> Lời trích

| Tên | Số |
|:----|---:|
| ô một | 2 |

![Tả ảnh](anh.jpg)
Chú thích ảnh
Ảnh: Người chụp

Đoạn có[^1] chú thích.

[^1]: Lời chú.


<div>nguyên văn</div>

Đoạn cuối.
"""
# Where the caret is put, and the words behind which it then stands.
PLACES = {
    "paragraph": ("p >> text=Đoạn một", "**đậm**."),
    "heading": ("h2", "## Mục một"),
    "list": ("li >> text=ý hai", "- ý hai"),
    "list in a list": ("li li", "  - ý nhỏ"),
    "quote": ("blockquote p", "> Lời trích"),
    "cell": ("td >> nth=0", "| ô một"),
    "head of a column": ("th >> nth=0", "| Tên"),
    "alternative text": (".figure_alt .figure-words", "![Tả ảnh"),
    "caption": (".figure_caption .figure-words", "Chú thích ảnh"),
    "credit": (".figure_credit .figure-words", "Ảnh: Người chụp"),
    "beside a footnote": ("p >> text=Đoạn có", "chú thích."),
    "own words": (".plain code >> nth=1", "<div>nguyên văn</div>"),
}
Open = Callable[..., tuple[Page, Desk]]


@pytest.fixture
def write(browser: Browser) -> Iterator[Open]:
    """Opens the page of a text; what the policy forbids, or a script that fails, fails the test."""
    if not FILES["/static/edit.js"].is_file():
        pytest.skip("thiếu tệp: tools/editor/static/built (python -m tools.editor.bundle)")
    running: list[Any] = []
    wrong: list[str] = []

    def open_page(body: str = BODY, width: int = 1280, before: Callable[[Desk], object] = str) -> Any:
        serving = served(body)
        desk = serving.__enter__()
        before(desk)
        context = browser.new_context(viewport={"width": width, "height": 800})
        running.extend((context, serving))
        context.set_default_timeout(PATIENCE)
        return visit(context, desk, wrong), desk

    yield open_page
    for one in running:
        one.close() if isinstance(one, BrowserContext) else one.__exit__(None, None, None)
    assert wrong == []


def visit(context: BrowserContext, desk: Desk, wrong: list[str] | None = None) -> Page:
    page = context.new_page()
    told = wrong if wrong is not None else []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda said: told.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda asked: told.append(asked.url) if not asked.url.startswith(desk.url[:22]) else None)
    page.goto(desk.url)
    page.locator(".words").wait_for()
    return page


def put_caret(page: Page, place: str) -> None:
    """Behind the last word of a place, as a click at its end does."""
    page.locator(f".words {place}").first.click()
    page.keyboard.press("End")


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")


def changes(before: str, after: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]


def by_backspace(page: Page) -> None:
    """Unikey and EVKey: a letter, then backspace and the letter with its sign."""
    for keys in (" tie", "<ê", "ng", "<<<ếng"):
        for key in keys:
            page.keyboard.press("Backspace") if key == "<" else page.keyboard.insert_text(key)


def by_composition(page: Page) -> None:
    """Macs and telephones: the word stands there unfinished until it is done."""
    page.keyboard.insert_text(" ")
    session = page.context.new_cdp_session(page)
    for part in ("t", "ti", "tiê", "tiên", "tiêng", "tiếng"):
        session.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
    session.send("Input.insertText", {"text": "tiếng"})


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("way", [by_backspace, by_composition])
def test_vietnamese_is_typed_in_every_kind_of_block(write: Open, way: Callable[[Page], None], width: int) -> None:
    page, desk = write(width=width)
    wanted = BODY
    for place, behind in PLACES.values():
        put_caret(page, place)
        way(page)
        wanted = wanted.replace(behind, f"{behind} tiếng", 1)
    page.locator("[name=action][value=save]").click()
    saved(page)
    assert desk.body == wanted


WITH_A_RULE = f"{BODY}\n---\n\nHết.\n"


@pytest.mark.parametrize("way", [by_backspace, by_composition])
def test_who_clicks_a_picture_and_types_writes_its_description(write: Open, way: Callable[[Page], None]) -> None:
    page, desk = write()
    page.locator(".words img").click()
    page.keyboard.press("End")
    way(page)
    page.locator("[name=action][value=save]").click()
    saved(page)
    assert desk.body == BODY.replace("![Tả ảnh]", "![Tả ảnh tiếng]")


def test_who_clicks_a_line_between_paragraphs_and_types_does_not_lose_it(write: Open) -> None:
    page, desk = write(WITH_A_RULE)
    page.locator(".words hr").click()
    page.keyboard.type("chữ lạc")
    by_composition(page)
    page.locator("[name=action][value=save]").click()
    saved(page)
    assert desk.body == WITH_A_RULE.replace("Hết.", "tiếngHết.")


def test_what_was_opened_and_saved_is_what_it_was(write: Open) -> None:
    page, desk = write()
    page.locator("[name=action][value=save]").click()
    saved(page)
    assert (desk.body, desk.saves[-1]["cause"]) == (BODY, "save")


def test_fifty_steps_are_undone_and_done_again(write: Open) -> None:
    page, desk = write()
    put_caret(page, "p >> text=Đoạn một")
    for _ in range(50):
        page.keyboard.insert_text(" a")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("End")
    saved(page)
    assert desk.body.count(" a") > 49
    for _ in range(60):
        page.keyboard.press("Control+z")
    page.locator("[name=action][value=save]").click()
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")
    assert desk.body == BODY


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(write: Open, axe: str, width: int) -> None:
    page, _ = write(BODY + "\n<<<<<<< a\nMột\n=======\nHai\n>>>>>>> b\n", width)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.locator(".words").wait_for()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
