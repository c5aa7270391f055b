"""The frame in a real browser: the page is whole, and a stranger to the editor around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.chromium import window
from tests.editor.live import TEXTS, FolderTexts, LiveEditor, editing
from tests.site import write

pytestmark = pytest.mark.browser
EDITOR = '<!doctype html><title>Soạn</title><p id="kin">Kín</p><iframe src="{}" width="900" height="400"></iframe>'


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveEditor]:
    folder = tmp_path_factory.mktemp("frame")
    with editing(FolderTexts(write(folder / "content", TEXTS)), folder) as live:
        yield live


@pytest.fixture
def page(browser: Browser, live: LiveEditor) -> Iterator[Page]:
    """A page of the editor's origin, with a cookie, that has the frame."""
    with window(browser) as context:
        context.add_cookies([{"name": "phien", "value": "kin", "url": live.browser.origin}])
        page = context.new_page()
        page.route(
            "**/soan/thu",
            lambda route: route.fulfill(body=EDITOR.format(live.check("r1")["frame"]), content_type="text/html"),
        )
        yield page


def opened(page: Page, live: LiveEditor) -> Frame:
    page.goto(f"{live.browser.origin}/soan/thu", wait_until="networkidle")
    return page.frames[1]


def test_the_page_in_the_frame_has_its_styles_scripts_fonts_and_pictures(page: Page, live: LiveEditor) -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda one: failed.append(one.url))
    page.on("response", lambda one: failed.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    page.on("console", lambda one: failed.append(one.text) if one.type == "error" else None)
    frame = opened(page, live)
    assert frame.evaluate("document.documentElement.dataset.scripted") == ""
    assert frame.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
    assert frame.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
    assert frame.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"')
    assert failed == []


def test_the_frame_is_a_stranger_to_the_editor(page: Page, live: LiveEditor) -> None:
    frame = opened(page, live)
    assert frame.evaluate("self.origin") == "null"
    for forbidden in ("document.cookie", "localStorage.length", "parent.document.body", "top.location.href"):
        assert (
            frame.evaluate(f"() => {{ try {{ return {forbidden} }} catch (wrong) {{ return wrong.name }} }}")
            == "SecurityError"
        )
    said = frame.evaluate("fetch('/soan/bai/x.md/soat').then(r => r.text(), wrong => wrong.name)")
    assert said == "TypeError"


def test_a_page_says_where_it_is_scrolled_to_to_the_editor_alone_and_goes_where_that_says(
    page: Page, live: LiveEditor
) -> None:
    frame = opened(page, live)
    page.evaluate("addEventListener('message', ({data, origin}) => { window.told = [data, origin]; })")
    frame.evaluate("scrollTo({top: 200, behavior: 'instant'})")
    page.wait_for_function("window.told")
    assert page.evaluate("told") == ["/tin-tuc/mot/ 200", "null"]
    page.evaluate("document.querySelector('iframe').contentWindow.postMessage('/tin-tuc/mot/ 90', '*')")
    frame.wait_for_function("scrollY === 90")
    page.evaluate("document.querySelector('iframe').contentWindow.postMessage('/tin-tuc/hai/ 30', '*')")
    assert frame.evaluate("scrollY") == 90


def test_a_link_stays_in_the_draft(page: Page, live: LiveEditor) -> None:
    frame = opened(page, live)
    frame.click("text=Hai")
    frame.wait_for_selector("h1:has-text('Hai')")
    assert "/soan/xem/" in frame.url


def test_a_link_to_elsewhere_opens_a_page_of_its_own(page: Page, live: LiveEditor) -> None:
    page.context.route("https://xa.example/**", lambda route: route.fulfill(body="Xa", content_type="text/html"))
    frame = opened(page, live)
    with page.context.expect_page() as beside:
        frame.click("text=ở xa")
    assert beside.value.url == "https://xa.example/"
    assert "/soan/xem/" in frame.url
