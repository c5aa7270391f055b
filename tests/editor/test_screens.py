"""The screens of the editor as people see them, in a real Chromium: by keyboard, magnified, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.chromium import violations, window
from tests.editor.desk import Browser
from tests.editor.memory import PATH, TEXT, MemoryWorkspace
from tests.editor.writing import save
from tests.site import ROOT
from tools.editor.people import Person, Role
from tools.editor.workspace import TextChange

pytestmark = pytest.mark.browser

BUNDLE = ROOT / "tools/editor/static/built/edit.js"
TEXT_PAGE = f"/bai/{PATH}/"
PROGRAM = "programs/chuong-trinh.md"
PROGRAM_TEXT = """---
Title: Chương trình phối hợp
Kind: Đề án
Parties:
  - name: Hội thứ nhất
Tasks:
  - id: mot
    title: Việc một
    target: 1-2
---

Lời.
"""
SCREENS = {
    "list": "/",
    "nothing": "/?tim=khong-co",
    "new": "/bai-moi/",
    "text": TEXT_PAGE,
    "header": f"{TEXT_PAGE}?phan-dau=1",
    "program": f"/bai/{PROGRAM}/",
    "history": f"{TEXT_PAGE}lich-su/",
    "withdraw": f"{TEXT_PAGE}go",
    "discard": f"{TEXT_PAGE}bo",
    "missing": "/bai/tin-tuc/khong/index.md/",
}
SOMEBODY = Person("an", "Nguyễn Văn An", "an@x.example", Role.WRITER)

Visit = Callable[..., Page]


@pytest.fixture
def visit(
    browser: Chromium,
    own_machine: Browser,
    workspace: MemoryWorkspace,
) -> Iterator[Visit]:
    workspace._keep(PROGRAM, TextChange(PROGRAM_TEXT), "Nguyễn Văn An")
    workspace.save(PATH, "r0", TextChange(TEXT.replace("đã ký", "vừa ký")), SOMEBODY)
    opened = []

    def open_page(
        place: str, width: int = 1280, scheme: Literal["light", "dark"] = "light", *, script: bool = True
    ) -> Page:
        context = window(
            browser, viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script
        )
        opened.append(context)
        page = context.new_page()
        page.goto(f"{own_machine.origin}/soan{place}", wait_until="load")
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize(("scheme", "names"), [("light", tuple(SCREENS)), ("dark", ("list", "text", "history"))])
def test_axe_finds_nothing_and_nothing_runs_out_of_a_magnified_screen(
    visit: Visit,
    axe: str,
    scheme: str,
    names: tuple[str, ...],
) -> None:
    page, found = visit("/", 320, scheme), {}
    for name in names:
        place = SCREENS[name]
        page.goto(page.url.partition("/soan")[0] + "/soan" + place)
        for part in page.query_selector_all("details"):
            part.evaluate("one => { one.open = true; }")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if flaws := [*violations(page, axe), *(["sideways"] if wide else [])]:
            found[name] = flaws
    assert found == {}


def test_axe_finds_nothing_on_a_wide_screen(visit: Visit, axe: str) -> None:
    assert violations(visit(TEXT_PAGE), axe) == []


def test_nothing_foreign_is_asked_for_and_the_policy_refuses_nothing(visit: Visit) -> None:
    page, foreign, refused = visit("/"), [], []
    here = page.url.partition("/soan")[0]
    page.on("request", lambda one: foreign.append(one.url) if not one.url.startswith((here, "about:")) else None)
    page.on("console", lambda one: refused.append(one.text) if "Content Security Policy" in one.text else None)
    for place in SCREENS.values():
        page.goto(f"{here}/soan{place}")
    assert (foreign, refused) == ([], [])


def test_with_the_keyboard_alone_a_text_is_found_opened_and_saved(visit: Visit, workspace: MemoryWorkspace) -> None:
    page = visit("/", script=False)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    _to(page, "#tim")
    page.keyboard.type("le ky")
    _enter(page)
    _to(page, ".text a")
    _enter(page)
    _to(page, "#f-Title")
    page.keyboard.press("Control+A")
    page.keyboard.type("Lễ ký kết")
    _to(page, ".actions button")
    _enter(page)
    expect(page.locator(".notice")).to_contain_text("Đã lưu lúc")
    assert workspace.open(PATH).text == TEXT.replace("đã ký", "vừa ký").replace("Lễ ký", "Lễ ký kết")


def save_without_script(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _to(page: Page, place: str) -> None:
    """Tab by tab, each of which can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(place)


def test_on_a_narrow_screen_writing_and_looking_are_two_sides(visit: Visit) -> None:
    page = visit(TEXT_PAGE, 360, script=False)
    expect(page.locator(".pane-look")).to_be_hidden()
    page.get_by_label("Xem trước", exact=True).first.check(force=True)
    expect(page.locator(".pane-look")).to_be_visible()
    expect(page.locator("#f-Title")).to_be_hidden()


@pytest.mark.skipif(not BUNDLE.is_file(), reason="thiếu bó mã: python -m tools.editor.bundle")
def test_a_mistake_in_a_folded_place_is_unfolded_and_gone_to(visit: Visit) -> None:
    page = visit("/")
    told = {"problems": [{"field": "Slug", "body_line": None, "text": "Hãy sửa.", "warning": False}], "frame": ""}
    page.route("**/soat*", lambda route: route.fulfill(json=told))
    page.goto(f"{page.url.partition('/soan')[0]}/soan{TEXT_PAGE}")
    expect(page.locator("#loi-Slug")).to_have_text("Hãy sửa.")
    page.locator("[data-problems] button").click()
    expect(page.locator("#f-Slug")).to_be_focused()


def test_without_script_a_post_is_begun_written_and_published(visit: Visit, workspace: MemoryWorkspace) -> None:
    page = visit("/bai-moi/", script=False)
    page.get_by_label("Tên bài").fill("Hội thảo mới")
    page.get_by_role("button", name="Bắt đầu viết").click()
    page.get_by_label("Nội dung bài").fill("Một dòng.")
    page.get_by_label("Từ khóa").fill("lúa, vải")
    save_without_script(page)
    text = workspace.open("tin-tuc/hội-thảo-mới/index.md").text
    assert "\nTags: lúa, vải\n" in text
    assert text.endswith("\n\nMột dòng.\n")


@pytest.mark.parametrize("script", [True, False])
def test_the_tasks_of_a_program_are_there_as_soon_as_it_is_chosen_without_script_as_soon_as_it_is_saved(
    visit: Visit, workspace: MemoryWorkspace, script: bool
) -> None:
    workspace._keep("programs/hai.md", TextChange(PROGRAM_TEXT.replace("mot", "khac").replace("một", "khác")), "An")
    page = visit(TEXT_PAGE, script=script)
    for slug, task, other in (("chuong-trinh", "Việc một", "Việc khác"), ("hai", "Việc khác", "Việc một")):
        page.get_by_label("Thuộc chương trình").select_option(slug)
        if not script:
            save_without_script(page)
        expect(page.get_by_label(task)).to_be_visible()
        expect(page.get_by_label(other)).to_have_count(0)
    page.get_by_label("Việc khác").check()
    save(page) if script else save_without_script(page)
    assert "Program: hai\nResult: khac\n" in workspace.open(PATH).text
    page.get_by_label("Thuộc chương trình").select_option("chuong-trinh")
    if script:  # what was ticked is not lost by it
        expect(page.get_by_label("Việc một")).not_to_be_checked()
        expect(page.get_by_label("khac")).to_be_checked()


def test_the_reason_of_a_withdrawal_is_asked_for_without_script(visit: Visit, workspace: MemoryWorkspace) -> None:
    page = visit(TEXT_PAGE, script=False)
    page.get_by_role("link", name="Gỡ bài").click()
    page.get_by_label("Lý do gỡ").fill("Trùng với bài khác.")
    page.get_by_role("button", name="Gỡ bài").click()
    expect(page.locator(".outcome-done")).to_contain_text("Đã lên trang.")
    assert "Reason: Trùng với bài khác.\n" in workspace.open(PATH).text
