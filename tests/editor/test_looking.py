"""What a page tells beside the words: the page as readers will see it, what is awaited, in which state the text is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.editor.writing import Open, put_caret, saved

pytestmark = pytest.mark.browser


def type_at_the_end(page: Page, words: str) -> None:
    put_caret(page, "p")
    page.keyboard.insert_text(words)
    saved(page)


def test_one_look_at_a_time_and_of_those_that_wait_only_the_newest(write: Open) -> None:
    page, desk = write("Một\n", before=lambda desk: desk.may_look.clear())
    for word in (" hai", " ba", " bốn"):
        with page.expect_response("**/luu"):
            type_at_the_end(page, word)
    desk.may_look.set()
    expect(page.frame_locator("[data-frame]").locator("p")).to_have_text(f"Bản {desk.revision}")
    assert desk.looks == ["1", str(desk.revision)]


def test_what_takes_long_is_told_until_the_page_is_there_and_one_may_write_meanwhile(write: Open) -> None:
    page, desk = write("Một\n", before=lambda desk: desk.may_look.clear())
    said = page.get_by_role("status").and_(page.locator("[data-frame-said]"))
    expect(said).to_contain_text("Đang dựng trang xem trước")
    type_at_the_end(page, " hai")
    assert desk.body == "Một hai\n"
    desk.may_look.set()
    expect(page.frame_locator("[data-frame]").locator("p")).to_have_text("Bản 2")
    expect(said).to_be_empty()


def test_why_nothing_is_shown_is_told_and_the_next_look_is_asked_for(write: Open) -> None:
    page, desk = write("Một\n", before=lambda desk: setattr(desk, "cannot_show", "Xem trước dừng giữa chừng."))
    expect(page.locator("[data-frame-said]")).to_have_text("Xem trước dừng giữa chừng.")
    desk.cannot_show = ""
    type_at_the_end(page, " hai")
    expect(page.frame_locator("[data-frame]").locator("p")).to_have_text("Bản 2")
    expect(page.locator("[data-frame-said]")).to_be_empty()


def test_the_page_that_is_seen_stays_until_the_next_one_is_there_and_the_focus_where_it_is(write: Open) -> None:
    page, desk = write("Một\n")
    frame = page.frame_locator("[data-frame]").locator("p")
    expect(frame).to_have_text("Bản 1")
    desk.may_load.clear()
    with page.expect_request("**/xem/2"):
        type_at_the_end(page, " hai")
    expect(frame).to_have_text("Bản 1")
    assert page.locator("iframe").count() == 2
    desk.may_load.set()
    expect(frame).to_have_text("Bản 2")
    assert page.locator("iframe").count() == 1
    page.keyboard.insert_text(" ba")
    expect(page.locator(".words")).to_have_text("Một hai ba")


def test_a_page_that_nobody_sees_is_not_asked_for(write: Open) -> None:
    page, desk = write("Một\n")
    page.locator("[data-frame]").wait_for()
    page.evaluate("document.querySelector('[data-frame]').parentElement.style.display = 'none'")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/xem/" in one.url else None)
    for word in (" hai", " ba"):
        with page.expect_response("**/soat*"):
            type_at_the_end(page, word)
    assert asked == []
    page.evaluate("document.querySelector('[data-frame]').parentElement.style.display = ''")
    expect(page.frame_locator("[data-frame]").locator("p")).to_have_text(f"Bản {desk.revision}")


def test_the_state_of_a_text_is_told_when_it_changes(write: Open) -> None:
    page, _ = write("Một\n")
    expect(page.locator(".state")).to_have_text("Đang hiện trên trang")
    type_at_the_end(page, " hai")
    expect(page.locator(".state")).to_have_text("Bản nháp")


def test_a_published_text_is_told_as_that_at_once_and_one_goes_on_writing(write: Open) -> None:
    page, desk = write("Một\n")
    type_at_the_end(page, " hai")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator("[name=action][value=publish]").click()
    expect(page.get_by_role("log")).to_contain_text("Đã đăng")
    expect(page.locator(".state")).to_have_text("Đang hiện trên trang")
    page.get_by_role("button", name="Đóng").click()
    type_at_the_end(page, " ba")
    expect(page.locator(".state")).to_have_text("Bản nháp")
    assert (desk.body, page.evaluate("document.body.dataset.same")) == ("Một hai ba\n", "yes")


def test_where_something_else_was_published_than_stands_there_the_page_is_read_anew(write: Open) -> None:
    page, desk = write("Một\n")
    desk.joined = "Một\n\nHai, của Lan\n"
    page.locator("[name=action][value=publish]").click()
    expect(page.get_by_role("log")).to_contain_text("Đã đăng")
    page.get_by_role("button", name="Đóng").click()
    expect(page.locator(".words")).to_contain_text("của Lan")
