"""The administrator's pages, over HTTP."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from tests.editor.office import Office
from tools.editor import limits
from tools.editor.audit import Deed
from tools.editor.people import Role
from tools.editor.people_pages import ROLES, WORDS

NEW = {"action": "add", "name": "Moi.Vao", "full_name": "Phạm Thị  Mới", "email": "moi@x.example", "role": "writer"}
LINK = re.compile(r'value="https://soan\.x\.example(/moi/[\w-]+/)"')


def test_a_new_person_gets_a_link_that_is_shown_once(office: Office) -> None:
    browser = office.signed_in("quan.tri")
    added = browser.post("/nguoi-dung/", NEW)
    assert "Phạm Thị Mới" in office.stranger().get(LINK.findall(added.text)[0]).text
    assert LINK.findall(browser.get("/nguoi-dung/").text) == []
    assert office.trail[0] == (Deed.PERSON_ADDED, "quan.tri", "moi.vao writer")


def test_the_trail_says_in_plain_words_which_role_somebody_got(office: Office) -> None:
    browser = office.signed_in("quan.tri")
    browser.post("/nguoi-dung/", NEW)
    browser.post("/nguoi-dung/", {"action": "role", "name": "viet", "role": "chief"})
    words = [row.get_text(" ", strip=True) for row in BeautifulSoup(browser.get("/nhat-ky/").text, "html.parser")("tr")]
    assert [row.partition("127.0.0.1 ")[2] for row in words[1:3]] == [
        "đổi vai trò viet: người duyệt",
        "thêm người dùng moi.vao: người viết",
    ]


WRONG = (
    ({"name": "viet"}, "Đã có người dùng tên «viet»"),
    ({"name": "../a"}, "«../a» không dùng làm tên"),
    ({"name": "trần"}, "không dùng làm tên"),
    ({"name": "a" * 33}, "không dùng làm tên"),
    ({"full_name": " "}, "làm họ tên"),
    ({"full_name": "A <b@c.example>"}, "làm họ tên"),
    ({"full_name": "A\u202eB"}, "làm họ tên"),
    ({"email": "a@b"}, "không phải địa chỉ thư"),
    ({"email": "a b@c.example"}, "không phải địa chỉ thư"),
    ({"role": "root"}, "Không có vai trò «root»"),
)


def test_what_no_account_can_have_is_told(office: Office) -> None:
    browser = office.signed_in("quan.tri")
    replies = [(browser.post("/nguoi-dung/", NEW | wrong), told) for wrong, told in WRONG]
    assert [told for reply, told in replies if reply.status != 422 or told not in reply.text] == []
    assert len(office.accounts.people()) == 3


def test_a_name_and_an_address_are_changed_from_now_on_and_nobody_is_signed_out(office: Office) -> None:
    writer, browser = office.signed_in("viet"), office.signed_in("quan.tri")
    form = {"action": "edit", "name": "viet", "full_name": "Lê  Thị Viết", "email": "le.viet@x.example"}
    assert browser.post("/nguoi-dung/", form).status == 303
    assert ">Lê Thị Viết</a>" in writer.get("/bai-moi/").text
    assert office.trail[0] == (Deed.PERSON_CHANGED, "quan.tri", "viet Lê  Thị Viết le.viet@x.example")
    assert office.accounts.people()[-1].person.email == "le.viet@x.example"


@pytest.mark.parametrize("wrong", [{"full_name": ""}, {"full_name": "A <b>"}, {"email": " "}, {"name": "khong.co"}])
def test_a_name_that_cannot_be_is_told_and_what_was_typed_stays_there(office: Office, wrong: dict[str, str]) -> None:
    browser, before = office.signed_in("quan.tri"), office.accounts.people()
    form = {"action": "edit", "name": "viet", "full_name": "Tên Mới", "email": "moi@x.example"} | wrong
    reply = browser.post("/nguoi-dung/", form)
    assert (reply.status, office.accounts.people()) == (422, before)
    page = BeautifulSoup(reply.text, "html.parser")
    kept = [one["value"] for one in page.select("details[open] input[type=email]")]
    assert kept == ([] if "name" in wrong else [form["email"]])
    assert [one["value"] for one in page.select("#f-full_name")] == [""]


def test_the_administrator_sees_what_drafts_take(office: Office) -> None:
    assert "3 bản nháp, 5 MB." in office.signed_in("quan.tri").get("/nguoi-dung/").text


def test_nobody_else_changes_names(office: Office) -> None:
    form = {"action": "edit", "name": "viet", "full_name": "Tên Mới", "email": "moi@x.example"}
    assert office.signed_in("viet").post("/nguoi-dung/", form).status == 403


@pytest.mark.parametrize(("action", "more"), [("role", {"role": "chief"}), ("remove", {})])
def test_another_role_or_none_ends_every_session_at_once(office: Office, action: str, more: dict[str, str]) -> None:
    writer = office.signed_in("viet")
    office.signed_in("quan.tri").post("/nguoi-dung/", {"action": action, "name": "viet"} | more)
    assert writer.get("/dang-xuat/").status == 303


@pytest.mark.parametrize("action", ["role", "remove"])
def test_an_administrator_stays_one(office: Office, action: str) -> None:
    browser = office.signed_in("quan.tri")
    reply = browser.post("/nguoi-dung/", {"action": action, "name": "quan.tri", "role": "writer"})
    assert (reply.status, "chính mình" in reply.text) == (422, True)
    assert browser.get("/nguoi-dung/").status == 200


def test_a_new_link_leaves_the_old_password_until_it_is_used(office: Office) -> None:
    reply = office.signed_in("quan.tri").post("/nguoi-dung/", {"action": "link", "name": "viet"})
    assert LINK.search(reply.text)
    assert office.accounts.is_right("viet", "một câu để thử", "")


def test_the_trail_is_read_page_by_page_in_plain_words(office: Office) -> None:
    for number in range(limits.AUDIT_PAGE + 1):
        office.editor.audit.note(Deed.PUBLISHED, "duyet", f"tin-tuc/bai-{number}/index.md", "192.0.2.1")
    browser = office.signed_in("quan.tri")
    newest = browser.get("/nhat-ky/").text
    assert ("12:00, 23/11/2026" in newest, "đăng" in newest, "bai-0/" in newest) == (True, True, False)
    older = re.findall(r'href="(/nhat-ky/\?truoc=\d+)"', newest)[0]
    assert "bai-0/" in browser.get(older).text


def test_a_page_of_the_trail_that_is_not_there_is_no_fault(office: Office) -> None:
    browser = office.signed_in("quan.tri")
    for before in ("-1", "x", "9" * 30, "%E0%A5%A7", ""):
        assert browser.get(f"/nhat-ky/?truoc={before}").status == 200


def test_whatever_is_noted_has_its_words() -> None:
    assert WORDS.keys() == set(Deed)
    assert ROLES.keys() == set(Role)
