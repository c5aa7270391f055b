"""Coming in and going out, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.editor.memory import PATH
from tests.editor.office import PASSWORD, Office
from tools.editor import limits
from tools.editor.audit import Deed
from tools.editor.passwords import flaw
from tools.editor.sent import unpacked

RIGHT = {"name": "viet", "password": PASSWORD}
A_LINK = "/moi/"


def test_who_is_not_signed_in_is_led_to_signing_in_and_back(office: Office) -> None:
    browser = office.stranger()
    asked = browser.get("/dang-xuat/?a=1")
    assert (asked.status, asked.headers["location"]) == (303, "/dang-nhap/?tiep=/dang-xuat/%3Fa%3D1")
    page = browser.get(asked.headers["location"])
    assert 'name="tiep" value="/dang-xuat/?a=1"' in page.text
    came = browser.post("/dang-nhap/", RIGHT | {"tiep": "/dang-xuat/?a=1"})
    assert (came.status, came.headers["location"]) == (303, "/dang-xuat/?a=1")
    assert "Nguyễn Thị Viết" in browser.get("/dang-xuat/").text


def test_the_cookie_is_for_this_host_alone_and_for_no_script(office: Office) -> None:
    cookie = office.stranger().post("/dang-nhap/", RIGHT).headers["set-cookie"]
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith("__Host-")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= said
    assert not any(part.startswith("domain") for part in said)


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "/a\r\nX: y",
    "x",
    "/\t",
)


def test_signing_in_leads_nowhere_else(office: Office) -> None:
    replies = [office.stranger().post("/dang-nhap/", RIGHT | {"tiep": after}) for after in ELSEWHERE]
    assert [reply.headers["location"] for reply in replies] == ["/"] * len(ELSEWHERE)


def test_a_wrong_password_and_a_name_that_nobody_has_are_told_alike(office: Office) -> None:
    told = [
        office.stranger().post("/dang-nhap/", {"name": name, "password": "không phải câu ấy"})
        for name in ("viet", "khong-ai")
    ]
    assert [reply.status for reply in told] == [422, 422]
    assert told[0].text.replace("viet", "") == told[1].text.replace("khong-ai", "")
    assert "không đúng" in told[0].text


@pytest.mark.parametrize("name", ["viet", "khong-ai"])
def test_after_five_failures_the_right_password_is_not_heard_either_until_the_window_is_over(
    office: Office, name: str
) -> None:
    browser = office.stranger()
    wrong = [browser.post("/dang-nhap/", {"name": name, "password": "sai"}).status for _ in range(6)]
    told = browser.post("/dang-nhap/", RIGHT)
    assert (wrong, told.status) == ([422] * 5 + [429], 429)
    assert (told.headers["retry-after"], "đợi 15 phút" in told.text) == ("900", True)
    office.clock.pass_by(limits.WINDOW)
    assert browser.post("/dang-nhap/", RIGHT).status == 303


def test_of_a_hundred_sign_ins_in_a_minute_twenty_are_heard(office: Office) -> None:
    browser = office.stranger()
    heard = [browser.post("/dang-nhap/", RIGHT).status for _ in range(100)]
    assert heard == [303] * limits.SIGN_INS + [429] * (100 - limits.SIGN_INS)


def test_a_script_signs_in_in_place_and_gets_the_token_of_the_new_session(office: Office) -> None:
    browser = office.stranger()
    told = browser.post("/dang-nhap/", RIGHT, Accept="application/json")
    assert (told.status, told.json["name"], told.json["full_name"]) == (200, "viet", "Nguyễn Thị Viết")
    assert f'name="token" content="{told.json["token"]}"' in browser.get("/dang-xuat/").text
    wrong = browser.post("/dang-nhap/", RIGHT | {"password": "sai"}, Accept="application/json")
    assert (wrong.status, "không đúng" in wrong.json["error"]) == (422, True)


def hidden(page: str) -> dict[str, str]:
    fields = BeautifulSoup(page, "html.parser").select("main input")
    return {str(one["name"]): str(one.get("value", "")) for one in fields}


def test_what_was_typed_without_script_goes_along_when_a_session_is_over(office: Office) -> None:
    browser, page = office.signed_in("viet"), f"/bai/{PATH}/"
    typed = {"Title": "Lễ ký", "body": 'Dòng "một" <b>.\r\n\r\n  Dòng hai &amp; ấ.\r\n', "action": "save"}
    office.accounts.sessions.end_all("viet")
    asked = browser.post(page, typed)
    for password in ("sai", PASSWORD):
        asked = browser.post("/dang-nhap/", hidden(asked.text) | RIGHT | {"password": password})
    assert (asked.status, f'action="{page}"' in asked.text) == (200, True)
    assert hidden(asked.text) == typed | {"token": browser.token}


def test_a_form_that_is_too_long_to_go_along_is_told_so(office: Office) -> None:
    reply = office.stranger().post(f"/bai/{PATH}/", {"body": "x" * (limits.KEPT_BODY + 1)})
    assert (reply.status, "kept" in reply.text) == (401, False)


@pytest.mark.parametrize("kept", ["", "[", "{}", "1", "[1]", "[[1]]", '[["a","b","c"]]', "null", "[" * 100_000])
def test_what_is_no_form_does_not_go_along(kept: str) -> None:
    assert unpacked(kept) == []


def test_a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case(office: Office) -> None:
    browser = office.signed_in("viet")
    for _ in range(int(limits.LONGEST_SESSION / timedelta(hours=11))):
        office.clock.pass_by(timedelta(hours=11))
        assert browser.get("/dang-xuat/").status == 200
    office.clock.pass_by(timedelta(hours=11))
    assert browser.get("/dang-xuat/").status == 303
    browser = office.signed_in("viet")
    office.clock.pass_by(limits.IDLE)
    assert browser.get("/dang-xuat/").status == 303


def test_going_out_ends_this_session_or_all(office: Office) -> None:
    here, there, other = (office.signed_in("viet") for _ in range(3))
    kept = dict(here.cookies)
    assert here.post("/dang-xuat/", {}).headers["location"] == "/dang-nhap/"
    here.cookies = kept
    assert (here.get("/dang-xuat/").status, there.get("/dang-xuat/").status) == (303, 200)
    there.post("/dang-xuat/", {"everywhere": "yes"})
    assert other.get("/dang-xuat/").status == 303


def test_a_link_sets_a_password_once(office: Office) -> None:
    link = A_LINK + office.accounts.new_link("viet") + "/"
    stranger = office.stranger()
    assert "Nguyễn Thị Viết" in stranger.get(link).text
    again = {"password": "câu thứ hai để thử", "again": "câu thứ hai để thử"}
    assert stranger.post(link, again).status == 303
    assert stranger.get("/dang-xuat/").status == 200
    assert office.stranger().post(link, again).status == 410
    assert office.stranger().post("/dang-nhap/", RIGHT).status == 422
    assert office.stranger().post("/dang-nhap/", RIGHT | {"password": again["password"]}).status == 303


def test_a_link_is_good_for_three_days_and_until_there_is_a_newer_one(office: Office) -> None:
    old, new = (A_LINK + office.accounts.new_link("viet") + "/" for _ in range(2))
    assert [office.stranger().get(link).status for link in (old, new)] == [410, 200]
    office.clock.pass_by(limits.LINK_LIVES)
    assert office.stranger().get(new).status == 410


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("mười một ký", "mới có 11 ký tự"),
        ("Nguyễn Thị Viết 1", "chỉ là tên"),
        ("viet.viet.viet.2026", "chỉ là tên"),
        ("Mật khẩu 12345678", "bị đoán đầu tiên"),
        ("matkhau123456", "bị đoán đầu tiên"),
        ("Password@2026", "bị đoán đầu tiên"),
        ("123456789012", "bị đoán đầu tiên"),
        ("210987654321", "bị đoán đầu tiên"),
        ("a" * 12, "bị đoán đầu tiên"),
        ("ấ" * 201, "dài quá 200"),
    ],
)
def test_a_password_that_will_be_guessed_is_refused(password: str, told: str) -> None:
    assert told in flaw(password, ("viet", "Nguyễn Thị Viết"))


@pytest.mark.parametrize(
    "password", ["da cam, tim, lam", "834015927364", "мой длинный пароль", "Việt Nam quê hương tôi", "ấ ộ ẫ ự ễ ọ ứ"]
)
def test_any_other_sentence_is_a_password(password: str) -> None:
    assert flaw(password, ("viet", "Nguyễn Thị Viết")) == ""


@pytest.mark.parametrize(
    ("password", "again", "told"), [("ngắn", "ngắn", "mới có 4 ký tự"), (PASSWORD, "câu khác", "không giống nhau")]
)
def test_a_link_stays_good_until_a_password_is_set(office: Office, password: str, again: str, told: str) -> None:
    link = A_LINK + office.accounts.new_link("viet") + "/"
    reply = office.stranger().post(link, {"password": password, "again": again})
    assert (reply.status, told in reply.text) == (422, True)
    assert office.stranger().get(link).status == 200


def test_the_trail_tells_who_came_and_went_but_no_link_and_no_name_that_nobody_has(office: Office) -> None:
    browser = office.stranger()
    browser.post("/dang-nhap/", {"name": "mật khẩu gõ nhầm ô", "password": "x"})
    browser.post("/dang-nhap/", RIGHT)
    browser.get("/dang-xuat/")
    browser.post("/dang-xuat/", {})
    secret = office.accounts.new_link("viet")
    browser.post(f"{A_LINK}{secret}/", {}, Origin="https://evil.example")
    assert office.trail == [
        (Deed.FOREIGN_ORIGIN, "", "POST /moi/"),
        (Deed.SIGNED_OUT, "viet", ""),
        (Deed.SIGNED_IN, "viet", ""),
        (Deed.SIGN_IN_FAILED, "", ""),
    ]
