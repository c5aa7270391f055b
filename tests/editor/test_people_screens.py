"""Coming in, people and the audit trail as people see them, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.chromium import violations, window
from tests.editor.memory import PATH
from tests.editor.office import PASSWORD, Office, open_office
from tools.editor.audit import Deed

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, "http://localhost:{port}") as office:
        yield office


@pytest.fixture
def visit(browser: Chromium, office: Office) -> Iterator[Open]:
    opened = []

    def open_page(place: str, width: int = 1280, *, script: bool = True) -> Page:
        context = window(browser, viewport={"width": width, "height": 800}, java_script_enabled=script)
        opened.append(context)
        page = context.new_page()
        page.goto(office.editor.origin + place)
        return page

    yield open_page
    for context in opened:
        context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_new_person_is_added_sets_a_password_and_comes_in(visit: Open, script: bool) -> None:
    page = visit("/nguoi-dung/", script=script)
    sign_in(page, "quan.tri")
    for label, words in (("Tên đăng nhập", "moi"), ("Họ và tên", "Phạm Thị Mới"), ("Thư điện tử", "moi@x.example")):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Thêm và lấy đường dẫn").click()
    link = page.get_by_label("Hãy gửi đường dẫn này").input_value()
    other = visit(urlsplit(link).path, script=script)
    for label in ("Mật khẩu mới", "Gõ lại mật khẩu ấy"):
        other.get_by_label(label).fill("một câu của người mới")
    other.get_by_role("button", name="Đặt mật khẩu và vào").click()
    expect(other.get_by_role("link", name="Phạm Thị Mới")).to_be_visible()
    other.get_by_role("button", name="Đăng xuất").click()
    expect(other).to_have_title("Đăng nhập – Soạn bài")


def test_axe_finds_nothing_and_nothing_runs_out_of_a_magnified_screen(
    visit: Open,
    office: Office,
    axe: str,
) -> None:
    office.editor.audit.note(Deed.PUBLISHED, "duyet", PATH, "2001:db8:1234:5678:9abc:def0:1234:5678")
    link = office.accounts.new_link("viet")
    page, found = visit("/dang-nhap/", 320), {}

    def look(name: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if flaws := [*violations(page, axe), *(["wide"] if wide else [])]:
            found[name] = flaws

    look("sign in")
    sign_in(page, "quan.tri", "sai")
    expect(page.get_by_role("alert")).to_be_visible()
    look("wrong password")
    page.goto(f"{office.editor.origin}/moi/{link}/")
    look("invitation")
    page.goto(f"{office.editor.origin}/moi/x/")
    look("link that is used up")
    page.goto(f"{office.editor.origin}/nguoi-dung/")
    sign_in(page, "quan.tri")
    expect(page).to_have_title("Người dùng – Soạn bài")
    look("people")
    page.get_by_role("button", name="Đường dẫn mới cho Nguyễn Thị Viết").click()
    expect(page.get_by_label("Hãy gửi đường dẫn này")).to_be_visible()
    look("a new link")
    for name, place in (("trail", "/nhat-ky/"), ("way out", "/dang-xuat/")):
        page.goto(office.editor.origin + place)
        look(name)
    assert found == {}


def test_one_comes_in_by_keyboard_alone(visit: Open) -> None:
    page = visit("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").focus()
    for key in ("viet", "Tab", PASSWORD, "Enter"):
        if key in {"Tab", "Enter"}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)
    expect(page.get_by_role("link", name="Nguyễn Thị Viết")).to_be_visible()


def test_what_was_typed_without_script_is_saved_after_signing_in_again(visit: Open, office: Office) -> None:
    page = visit(f"/bai/{PATH}/", script=False)
    sign_in(page, "viet")
    page.locator("#f-body").fill("Dòng một.\n\n  Dòng «hai» <b>&amp;</b>.")
    office.accounts.sessions.end_all("viet")
    page.get_by_role("button", name="Lưu").first.click()
    sign_in(page, "viet")
    page.get_by_role("button", name="Gửi tiếp").click()
    expect(page.locator("#f-body")).to_have_value("Dòng một.\n\n  Dòng «hai» <b>&amp;</b>.\n")
    assert "Dòng «hai» <b>&amp;</b>." in office.workspace.open(PATH).text


def test_a_form_of_another_site_brings_no_cookie_along_and_does_nothing(visit: Open, office: Office) -> None:
    page = visit("/dang-nhap/")
    sign_in(page, "viet")
    expect(page.get_by_role("link", name="Nguyễn Thị Viết")).to_be_visible()
    aim = f"{office.editor.origin}/dang-xuat/"
    page.route("http://evil.example/**", lambda route: route.fulfill(content_type="text/html", body=EVIL % aim))
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    page.wait_for_url(aim)
    expect(page.get_by_text("không đến từ trang soạn bài")).to_be_visible()
    page.goto(f"{office.editor.origin}/dang-xuat/")
    expect(page.get_by_role("heading", name="Nguyễn Thị Viết")).to_be_visible()
    assert Deed.FOREIGN_ORIGIN in {deed for deed, _, _ in office.trail}


EVIL = '<!doctype html><form method="post" action="%s"><button>x</button></form>'
