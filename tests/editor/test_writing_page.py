"""A text is written in a real browser, on the real page, over a folder of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, Request, expect

from tests.chromium import violations, window
from tests.editor.live import standing_over
from tests.editor.writing import put_caret, save, saved
from tests.site import ROOT, article, photograph, write
from tools.editor.static_files import FOLDERS

pytestmark = pytest.mark.browser

PATH = "tin-tuc/mot/index.md"
BODY = "Đoạn một.\n\n![Tả ảnh](anh.jpg)\nChú thích\n\nLuật[^1].\n\n[^1]: Lời.\n"
TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    PATH: article("Một", "2026-10-01", BODY),
    "tin-tuc/mot/anh.jpg": photograph(900, 600),
    "tin-tuc/hai.md": article("Hai", "2026-10-02", "Một\n\nHai\n").replace("\n", "\r\n"),
}
OWN = sorted(path.relative_to(ROOT / "content").as_posix() for path in (ROOT / "content").rglob("*/**/*.md"))
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own texts, and a few of the tests'."""
    own = {path.relative_to(ROOT / "content").as_posix(): path.read_bytes() for path in _files(ROOT / "content")}
    return write(tmp_path_factory.mktemp("writing") / "content", {**own, **TEXTS})


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")


@pytest.fixture(scope="module")
def address(content: Path) -> Iterator[str]:
    if not (FOLDERS[""] / "built/edit.js").is_file():
        pytest.skip("thiếu tệp: tools/editor/static/built (python -m tools.editor.bundle)")
    with standing_over(content) as origin:
        yield f"{origin}/soan/bai/"


@pytest.fixture
def write_at(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens the page of a text; what the policy forbids, or a script that fails, fails the test."""
    contexts, wrong = [], []

    def open_page(path: str = PATH, width: int = 1280) -> Page:
        context = window(browser, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{address}{path}/")
        page.locator(".words").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("path", OWN)
def test_a_text_of_the_project_that_is_opened_and_saved_keeps_its_bytes(
    write_at: Visit, content: Path, path: str
) -> None:
    before = (content / path).read_bytes()
    save(write_at(path))
    assert (content / path).read_bytes() == before


def test_a_word_changes_one_line_of_the_file(write_at: Visit, content: Path) -> None:
    before = (content / PATH).read_text("utf-8")
    page = write_at()
    expect(page.locator(".words figure img")).to_have_js_property("naturalWidth", 640)
    put_caret(page, "p >> text=Luật")
    page.keyboard.insert_text(" Mới.")
    saved(page)
    assert (content / PATH).read_text("utf-8") == before.replace("Luật[^1].", "Luật[^1]. Mới.")


def test_a_file_with_carriage_returns_keeps_them(write_at: Visit, content: Path) -> None:
    before = (content / "tin-tuc/hai.md").read_bytes()
    page = write_at("tin-tuc/hai.md")
    put_caret(page, "p")
    page.keyboard.insert_text(" a")
    saved(page)
    assert (content / "tin-tuc/hai.md").read_bytes() == before.replace("\r\n\r\nMột".encode(), "\r\n\r\nMột a".encode())


def test_a_picture_is_brought_and_what_it_lacks_is_told_until_it_is_there(write_at: Visit, content: Path) -> None:
    page = write_at()
    put_caret(page, "p")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Ảnh, tệp").click()
    choosing.value.set_files({"name": "Ảnh Mới.jpg", "mimeType": "image/jpeg", "buffer": photograph(800, 500)})
    expect(page.locator(".words figure")).to_have_count(2)
    expect(page.locator(".words .flaw")).to_contain_text("chưa có lời tả")
    page.locator(".figure_alt .figure-words").first.click()
    page.keyboard.insert_text("Tả ảnh mới")
    expect(page.locator(".words .flaw")).to_have_count(0)
    saved(page)
    assert "![Tả ảnh mới](anh-moi.jpg)" in (content / PATH).read_text("utf-8")
    assert (content / "tin-tuc/mot/anh-moi.jpg").is_file()


def test_what_another_program_wrote_meanwhile_is_joined(write_at: Visit, content: Path) -> None:
    page = write_at()
    file = content / PATH
    file.write_text(file.read_text("utf-8").replace("Chú thích", "Chú thích khác"), "utf-8")
    put_caret(page, "p")
    page.keyboard.insert_text(" Thêm.")
    expect(page.locator(".words .figure_caption .figure-words").last).to_have_text("Chú thích khác")
    saved(page)
    assert {"Đoạn một. Thêm.", "Chú thích khác"} <= set(file.read_text("utf-8").split("\n"))


def test_a_wrong_date_is_told_beside_its_field(write_at: Visit) -> None:
    page = write_at()
    page.locator("[id='f-Date']").fill("22.13.2022")
    expect(page.locator("[id='loi-Date']")).not_to_be_empty()
    page.locator("[data-problems] button").first.click()
    expect(page.locator("[id='f-Date']")).to_be_focused()
    page.locator("[id='f-Date']").fill("1/10/2026")
    expect(page.locator("[id='loi-Date']")).to_be_empty()


def test_the_frame_shows_what_was_just_typed(write_at: Visit) -> None:
    page = write_at()
    put_caret(page, "p")
    page.keyboard.insert_text(" Vừa gõ.")
    expect(page.frame_locator("[data-frame]").locator("main")).to_contain_text("Vừa gõ.")


def frame_of(page: Page) -> Frame:
    frame = page.locator("[data-frame]").element_handle().content_frame()
    assert frame
    return frame


def test_a_new_look_is_one_page_with_the_files_of_the_old_one_and_stays_where_that_was_scrolled_to(
    write_at: Visit,
) -> None:
    page, asked = write_at("tin-tuc/hai.md"), list[Request]()
    page.set_viewport_size({"width": 1280, "height": 420})
    framed = page.frame_locator("[data-frame]").locator("main")
    expect(framed).to_contain_text("Hai")
    page.on("request", lambda one: asked.append(one) if "/xem/" in one.url else None)
    put_caret(page, "p")
    for number in range(3):
        frame_of(page).evaluate("scrollBy({top: 40, behavior: 'instant'})")
        before = {one.url for one in asked if not one.is_navigation_request()}
        page.keyboard.insert_text(f" Lần {number}.")
        expect(framed).to_contain_text(f"Lần {number}.")
        assert frame_of(page).evaluate("scrollY") == 40 * (number + 1)
        files = {one.url for one in asked if not one.is_navigation_request()}
        assert number == 0 or files == before
    assert page.evaluate("document.activeElement.className").startswith("ProseMirror")
    assert len({one.url for one in asked if one.is_navigation_request()}) == 3


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_with_its_script_has_no_barrier(write_at: Visit, axe: str, width: int) -> None:
    page = write_at(width=width)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.locator(".words").wait_for()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
