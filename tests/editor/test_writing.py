"""Writing in the editing area, in a real browser: both ways in which Vietnamese is typed, in every kind of block."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from tests.chromium import violations
from tests.editor.writing import Open, put_caret, save, saved, visit, without_haste

pytestmark = pytest.mark.browser

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
    page, desk = write(BODY, width)
    wanted = BODY
    for place, behind in PLACES.values():
        put_caret(page, place)
        way(page)
        wanted = wanted.replace(behind, f"{behind} tiếng", 1)
    save(page)
    assert desk.body == wanted


WITH_A_RULE = f"{BODY}\n---\n\nHết.\n"


@pytest.mark.parametrize("way", [by_backspace, by_composition])
def test_who_clicks_a_picture_and_types_writes_its_description(write: Open, way: Callable[[Page], None]) -> None:
    page, desk = write(BODY)
    page.locator(".words img").click()
    page.keyboard.press("End")
    way(page)
    save(page)
    assert desk.body == BODY.replace("![Tả ảnh]", "![Tả ảnh tiếng]")


def test_who_clicks_a_line_between_paragraphs_and_types_does_not_lose_it(write: Open) -> None:
    page, desk = write(WITH_A_RULE)
    page.locator(".words hr").click()
    page.keyboard.type("chữ lạc")
    by_composition(page)
    save(page)
    assert desk.body == WITH_A_RULE.replace("Hết.", "tiếngHết.")


def test_what_was_opened_and_saved_is_what_it_was(write: Open) -> None:
    page, desk = write(BODY)
    save(page)
    assert (desk.body, desk.saves[-1]["cause"]) == (BODY, "save")


def test_fifty_steps_are_undone(write: Open) -> None:
    page, desk = write(BODY)
    put_caret(page, "p >> text=Đoạn một")
    for _ in range(50):
        page.keyboard.insert_text(" a")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("End")
    save(page)
    assert desk.body.count(" a") == 50
    for _ in range(60):
        page.keyboard.press("Control+z")
    save(page)
    assert desk.body == BODY


def press_to_the_end(page: Page, tool: Locator) -> None:
    while tool.get_attribute("aria-disabled") == "false":
        tool.evaluate("one => one.click()")


def test_whatever_was_done_is_undone_and_done_again(write: Open) -> None:
    page, desk = write(BODY)
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Hoàn tác", "Làm lại"))
    for name in ("paragraph", "heading", "quote", "cell", "caption", "own words"):
        put_caret(page, PLACES[name][0])
        for key in (" a", "Control+b", "b", "Enter", "c", "Control+i", "d"):
            page.keyboard.press(key) if len(key) > 2 else page.keyboard.insert_text(key)
    put_caret(page, "p >> text=Đoạn cuối")
    page.get_by_role("button", name="Đánh số", exact=True).click()
    page.get_by_role("button", name="Bảng", exact=True).click()
    page.get_by_role("button", name="Thêm cột", exact=True).click()
    save(page)
    after = desk.body
    press_to_the_end(page, undo)
    save(page)
    assert desk.body == BODY
    press_to_the_end(page, redo)
    save(page)
    assert desk.body == after


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(write: Open, axe: str, width: int) -> None:
    page, _ = write(BODY + "\n<<<<<<< a\nMột\n=======\nHai\n>>>>>>> b\n", width)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.locator(".words").wait_for()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONFLICT = "Một\n\n<<<<<<< bản này\nHai\n=======\nHai khác\n>>>>>>> bản kia\n\nBa\n"
KEPT = {
    "Giữ cách này": "Một\n\nHai\n\nBa\n",
    "Giữ cách kia": "Một\n\nHai khác\n\nBa\n",
    "Giữ cả hai": "Một\n\nHai\n\nHai khác\n\nBa\n",
}


@pytest.mark.parametrize(("label", "kept"), KEPT.items(), ids=KEPT)
def test_of_two_wordings_one_or_both_are_kept(write: Open, label: str, kept: str) -> None:
    page, desk = write(CONFLICT)
    page.get_by_role("button", name=label).click()
    saved(page)
    assert desk.body == kept


def test_two_wordings_of_a_row_become_one_table_again(write: Open) -> None:
    page, desk = write("| A | B |\n|---|---|\n<<<<<<< a\n| 1 | 2 |\n=======\n| 1 | 3 |\n>>>>>>> b\n| 4 | 5 |\n")
    page.get_by_role("button", name="Giữ cách kia").click()
    saved(page)
    assert desk.body == "| A | B |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n"
    assert page.locator(".words tr").count() == 3


def test_what_somebody_else_saved_is_put_in_around_the_caret(write: Open) -> None:
    page, desk = write("Một\n\nHai\n\nBa\n")
    desk.merged = "Một khác\n\nHai a\n\nBa\n\nBốn\n"
    put_caret(page, "p >> text=Hai")
    page.keyboard.type(" a")
    expect(page.locator(".words")).to_contain_text("Bốn")
    page.keyboard.type("b")
    saved(page)
    expect(page.locator(".words p").nth(1)).to_have_text("Hai ab")
    save(page)
    assert desk.body == "Một khác\n\nHai ab\n\nBa\n\nBốn\n"


def test_what_was_typed_without_network_is_kept_and_sent_later(write: Open) -> None:
    page, desk = write("Một\n")
    page.context.set_offline(True)
    put_caret(page, "p")
    page.keyboard.type(" hai")
    expect(page.locator("[data-saved]")).to_contain_text("không có mạng")
    page.context.set_offline(False)
    saved(page)
    assert desk.body == "Một hai\n"


IN_THE_BROWSER = """async said => {
  const answer = asked => new Promise(done => { asked.onsuccess = () => done(asked.result); });
  const kept = await answer(indexedDB.open('soan-bai'));
  const words = JSON.stringify(await answer(kept.transaction('unsent').objectStore('unsent').getAll()));
  kept.close();
  return said.every(one => words.includes(one));
}"""


def test_what_a_killed_tab_left_is_offered_at_the_next_opening(write: Open) -> None:
    page, desk = write("Một\n")
    desk.failing = 503
    put_caret(page, "p")
    page.keyboard.type(" hai")
    page.locator("#f-Title").fill("Tiêu đề mới")
    expect(page.locator("[data-saved]")).to_contain_text("không có mạng")
    page.wait_for_function(IN_THE_BROWSER, arg=["Một hai", "Tiêu đề mới"])
    with suppress(PlaywrightError):  # a tab that is merely closed tries once more to send
        page.goto("chrome://crash")
    desk.failing = 0
    again = visit(page.context, desk)
    again.get_by_role("button", name="Lấy lại lời ấy").click()
    saved(again)
    assert (desk.body, desk.title) == ("Một hai\n", "Tiêu đề mới")


def test_an_expired_session_is_opened_again_in_place(write: Open) -> None:
    page, desk = write("Một\n")
    desk.signed_out = True
    put_caret(page, "p")
    page.keyboard.type(" hai")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Mật khẩu").fill("wrong")
    dialog.get_by_role("button").click()
    dialog.get_by_label("Mật khẩu").fill("right")
    dialog.get_by_role("button").click()
    saved(page)
    assert (desk.body, dialog.count()) == ("Một hai\n", 0)


def test_what_has_to_be_known_before_publishing_is_told_once(write: Open) -> None:
    page, desk = write("Một\n")
    desk.notice = "Trang đang hiện bản cũ."
    page.locator("[name=action][value=publish]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("log")).to_contain_text(desk.notice)
    dialog.get_by_role("button", name="Tôi đã biết, vẫn đăng").click()
    expect(dialog.get_by_role("log")).to_contain_text("Đã đăng")
    expect(dialog.get_by_role("heading")).to_have_text("Đã xong")
    expect(dialog.get_by_role("button")).to_have_count(1)


def test_what_is_wrong_is_not_published_and_stands_beside_its_place(write: Open) -> None:
    page, desk = write("Một\n")
    desk.problems = [{"field": "Title", "body_line": 0, "text": "Tên bài sai.", "warning": False}]
    without_haste(page)
    page.locator("[name=action][value=publish]").click()
    expect(page.get_by_text("Chưa đăng: bài còn lỗi.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_publishing_says_something_at_once_and_waits_for_no_look_that_takes_long(write: Open) -> None:
    page, _ = write("Một\n")
    page.route("**/soat?**", lambda _: None)
    page.locator("[name=action][value=publish]").click()
    log = page.get_by_role("log")
    expect(log).to_have_text("Đang soát bài…")
    expect(log).to_contain_text("Đã đăng")


def test_a_page_says_that_it_is_the_same_in_each_save(write: Open) -> None:
    page, desk = write("Một\n")
    for _ in range(2):
        with page.expect_response("**/luu"):
            page.locator("[name=action][value=save]").click()
    assert len({one["page"] for one in desk.saves}) == 1 < len(desk.saves)


def test_markdown_is_shown_and_taken_back(write: Open) -> None:
    page, desk = write(BODY)
    switch = page.get_by_role("button", name="Sửa bằng Markdown")
    switch.click()
    expect(page.locator("#f-body")).to_have_value(BODY)
    page.locator("#f-body").fill(BODY.replace("Đoạn cuối.", "- một\n- hai"))
    switch.click()
    expect(page.locator(".words li >> text=hai").last).to_be_visible()
    saved(page)
    assert desk.body == BODY.replace("Đoạn cuối.", "- một\n- hai")
    page.locator(".words").press("Control+z")
    expect(page.locator(".words p").last).to_have_text("Đoạn cuối.")


DROP = """({names, at}) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(['x'], name, {type: 'image/jpeg'}));
  const target = document.querySelector(at), {left, bottom} = target.getBoundingClientRect();
  target.dispatchEvent(new DragEvent('drop', {dataTransfer: data, clientX: left + 3, clientY: bottom - 3,
    bubbles: true, cancelable: true}));
}"""


def test_pictures_are_dropped_and_described(write: Open) -> None:
    page, desk = write("Một\n\nHai\n")
    page.evaluate(DROP, {"names": ["a.jpg", "b.jpg"], "at": ".words p"})
    expect(page.locator(".words figure")).to_have_count(2)
    page.locator(".figure_alt .figure-words").first.click()
    page.keyboard.type("Tả")
    page.keyboard.press("Enter")
    page.keyboard.type("Chú thích")
    page.keyboard.press("Enter")
    page.keyboard.type("Người chụp")
    save(page)
    assert desk.uploads == ["a.jpg", "b.jpg"]
    assert "![Tả](a.jpg)\nChú thích\nẢnh: Người chụp\n" in desk.body


PASTE = """({html, text}) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  document.querySelector('.words').dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_a_pasted_passage_is_read_by_the_server(write: Open) -> None:
    page, desk = write("Một\n")
    put_caret(page, "p")
    page.evaluate(PASTE, {"html": "<h2>Dán</h2><p>Đoạn <b>dán</b>.</p>", "text": "Dán"})
    saved(page)
    assert desk.body == "Một\n\n## Dán\n\nĐoạn **dán**.\n"


def test_a_few_pasted_words_stay_in_their_sentence(write: Open) -> None:
    page, desk = write("Một\n")
    put_caret(page, "p")
    page.evaluate(PASTE, {"html": "<b>hai</b>", "text": "hai"})
    saved(page)
    assert desk.body == "Một**hai**\n"


def test_a_problem_stands_beside_its_field_and_its_block_and_leads_there(write: Open) -> None:
    problems = [
        {"field": "Title", "body_line": None, "text": "Tiêu đề sai.", "warning": False},
        {"field": None, "body_line": 3, "text": "Chưa có lời tả.", "warning": False},
    ]
    page, _ = write("Một\n\n![](a.jpg)\n", before=lambda desk: desk.problems.extend(problems))
    expect(page.locator("#loi-Title")).to_have_text("Tiêu đề sai.")
    expect(page.locator("#f-Title")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".words .flaw")).to_have_text("Chưa có lời tả.")
    page.locator("[data-problems] button").last.click()
    page.keyboard.type("Tả")
    expect(page.locator(".figure_alt .figure-words")).to_have_text("Tả")


def test_all_is_done_with_the_keyboard_alone(write: Open) -> None:
    page, desk = write("Một\n")
    page.locator("#f-Title").focus()
    for key in ("Tab", "Tab", "Tab", "Control+End"):  # the switch, the tools, the words
        page.keyboard.press(key)
    page.keyboard.type(" hai")
    for key in ("Control+Shift+ArrowLeft", "Control+b", "Shift+Tab", "ArrowRight", "Enter", "End", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("- ba")
    page.keyboard.press("Enter")
    page.keyboard.type("bốn")
    page.keyboard.press("Control+s")
    saved(page)
    assert (desk.body, desk.saves[-1]["cause"]) == ("Một ***hai***\n\n- ba\n- bốn\n", "save")


def test_a_link_is_set_changed_and_taken_away(write: Open) -> None:
    page, desk = write("Một hai\n")
    put_caret(page, "p")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+k")
    page.get_by_label("Địa chỉ").fill("/tin-tuc/a (b)/")
    page.keyboard.press("Enter")
    saved(page)
    assert desk.body == "Một [hai](/tin-tuc/a (b)/)\n"
    page.keyboard.press("Control+k")
    page.get_by_role("button", name="Bỏ liên kết").click()
    page.locator("[name=action][value=save]").click()
    expect(page.locator(".words a")).to_have_count(0)


def test_a_table_grows_and_shrinks(write: Open) -> None:
    page, desk = write("|A|B|\n|:-|-:|\n|1|2|\n")
    put_caret(page, "td >> nth=0")
    page.get_by_role("button", name="Thêm hàng").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("3")
    save(page)
    assert desk.body == "|A|B|\n|:-|-:|\n|1|2|\n| 3 | |\n"
    page.get_by_role("button", name="Thêm cột").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.get_by_role("button", name="Xóa hàng").click()
    save(page)
    assert desk.body == "| A | | B |\n|:---|---|---:|\n| 3 | | |\n"


def test_a_click_below_the_last_table_begins_a_paragraph(write: Open) -> None:
    page, desk = write("| A |\n|---|\n| 1 |\n")
    page.locator(".words").click(position={"x": 200, "y": 240})
    page.keyboard.type("Sau")
    saved(page)
    assert desk.body == "| A |\n|---|\n| 1 |\n\nSau\n"


def test_a_picture_is_taken_away_with_its_button(write: Open) -> None:
    page, desk = write("![Tả](a.jpg)\nChú thích\n\nMột\n")
    page.get_by_role("button", name="Bỏ ảnh này").click()
    saved(page)
    assert desk.body == "Một\n"


def test_a_session_of_another_tab_is_taken_over(write: Open) -> None:
    page, desk = write("Một\n")
    desk.token = "t9"
    put_caret(page, "p")
    page.keyboard.type(" hai")
    saved(page)
    assert desk.body == "Một hai\n"
