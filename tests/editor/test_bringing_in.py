"""An article comes in as people have it, through a real Chromium: pasted as a whole, with pictures after it."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import FilePayload, Page, expect

from tests.chromium import window
from tests.editor.desk import Browser
from tests.editor.memory import PATH, MemoryWorkspace
from tests.editor.seed import CONTENT, END, SEED, both_pages, seed_figures, seed_paragraphs
from tests.editor.writing import save
from tests.site import ROOT
from tests.word.documents import archive, p, parts_of, r
from tools.editor import forms
from tools.editor.workspace import TextChange

pytestmark = pytest.mark.browser

ATTACK = "<img src onerror=alert(1)>"
PASTE = """(area, {html}) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', '');
  area.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def page(
    browser: Chromium,
    own_machine: Browser,
    workspace: MemoryWorkspace,
) -> Iterator[Page]:
    shutil.copytree(CONTENT / "data", workspace.folder / "data")
    for file in (CONTENT / "programs").glob("*.md"):
        workspace._keep(f"programs/{file.name}", TextChange(file.read_text("utf-8")), "Lê An")
    # Without the policy of the page, which would hide what could run.
    with window(browser, viewport={"width": 1280, "height": 900}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{own_machine.origin}/soan/bai-moi/")
        yield page


def as_copied_from_word(paragraphs: list[str], title: str) -> str:
    lines = [f"<b>{title}</b>", *paragraphs, "Nguyễn Thị Thúy- Chánh Văn phòng", "Phân loại tin hoạt động:"]
    lines.append("Chương trình đề án")
    return "".join(f"<p class=MsoNormal><span lang=VI>{one}<o:p></o:p></span></p>" for one in lines)


def test_the_first_article_of_the_site_comes_by_pasting_and_two_uploads_as_its_page_stands_today(
    page: Page, workspace: MemoryWorkspace, tmp_path: Path
) -> None:
    today = forms.shown(SEED.read_text("utf-8"))
    page.get_by_label("Tên bài").fill(today["Title"])
    page.get_by_role("button", name="Bắt đầu viết").click()
    area = page.locator(".words")
    area.evaluate(PASTE, {"html": as_copied_from_word(seed_paragraphs(), today["Title"])})
    page.get_by_role("button", name="Đã xem").click()
    for number, (description, file, caption, credit) in enumerate(seed_figures()):
        area.get_by_text(" ".join(caption.split()), exact=True).click(click_count=3)
        page.keyboard.press("Backspace")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Ảnh, tệp").click()
        chooser.value.set_files(SEED.with_name(file))
        figure = page.locator("figure").nth(number)
        expect(figure.locator("img")).to_have_js_property("complete", value=True)
        for name, words in (("alt", description), ("caption", caption), ("credit", credit)):
            figure.locator(f".figure_{name} .figure-words").click()
            page.keyboard.insert_text(words)
    save(page)
    (path,) = [one for one in workspace.states if one.endswith("/index.md") and one != PATH]
    made = workspace.open(path)
    assert made.files == tuple(sorted(file for _, file, _, _ in seed_figures()))
    before, after = both_pages(tmp_path, made.text, {name: workspace.read_file(path, name) for name in made.files})
    assert after == before.replace(END, ".")


DROP = """(area, {name, content}) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), sign => sign.charCodeAt(0))], name));
  const {left, top} = area.getBoundingClientRect();
  const at = {clientX: left + 5, clientY: top + 5, bubbles: true, cancelable: true};
  area.dispatchEvent(new DragEvent('drop', {dataTransfer: data, ...at}));
}"""


def test_a_document_that_is_dropped_is_read_and_one_that_is_chosen_is_attached(
    page: Page, workspace: MemoryWorkspace, tmp_path: Path
) -> None:
    file = archive(tmp_path, parts_of(p(r("Hội nghị ký kết chương trình phối hợp")) + p(r("Đã họp hôm qua."))))
    page.goto(page.url.replace("/bai-moi/", f"/bai/{PATH}/"))
    area = page.locator(".words")
    area.evaluate(DROP, {"name": "Tin.docx", "content": b64encode(file.read_bytes()).decode()})
    expect(area).to_contain_text("Đã họp hôm qua.")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Ảnh, tệp").click()
    chooser.value.set_files(file)
    expect(area.get_by_role("link", name="van-ban")).to_be_visible()
    assert workspace.open(PATH).files == ("van-ban.docx",)


FEW = 11
"""One of how many payloads is pasted by itself: each of them takes a turn of the browser."""


def payloads() -> list[str]:
    file = ROOT.parent / "shared/xss/payloads.txt"
    return file.read_text("utf-8").splitlines() if file.is_file() else [ATTACK, f"<svg onload={ATTACK}>"]


def test_nothing_of_what_is_pasted_or_called_so_runs(page: Page, workspace: MemoryWorkspace) -> None:
    page.add_init_script(
        "window.ran = []; window.alert = window.prompt = window.confirm = said => ran.push(`${said}`);"
    )
    page.goto(page.url.replace("/bai-moi/", f"/bai/{PATH}/"))
    area = page.locator(".words")
    for one in payloads()[::FEW]:  # a few words are read by the browser, several paragraphs by the server
        area.evaluate(PASTE, {"html": f"<b>{one}</b>"})
    area.evaluate(PASTE, {"html": "".join(f"<p>{one}</p>" for one in payloads())})
    expect(page.get_by_text("Đã xem").first).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Ảnh, tệp").click()
    names = (ATTACK, f"{ATTACK}.txt")
    chooser.value.set_files([FilePayload(name=name, mimeType="", buffer=b"x") for name in names])
    expect(page.locator(".words .waiting")).to_have_count(0)
    save(page)
    assert page.evaluate("ran") == []
    page.reload()
    expect(area).to_be_visible()
    assert page.evaluate("ran") == []
    assert workspace.open(PATH).files == ("img-src-onerror-alert-1.txt",)
