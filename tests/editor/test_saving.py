"""Saving over HTTP: what the page is answered, and that nothing moves where it was too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.editor import desk as served_desk
from tests.editor.desk import Browser, Reply
from tests.editor.drafting import HUNG, LAN, TEXT, A, Desk
from tools.editor import forms, text_parts
from tools.editor.app import Editor, make_app
from tools.editor.presence import Presence
from tools.editor.workspace import Cause


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.drafts.close()


@pytest.fixture
def browser(desk: Desk) -> Iterator[Browser]:
    with served_desk.listening() as (waiting, port):
        editor = Editor(desk.drafts, None, f"http://127.0.0.1:{port}", "/soan", "Liên hiệp hội", owner=LAN)
        with served_desk.served(Starlette(routes=[Mount("/soan", make_app(editor))]), waiting):
            yield Browser(port, editor.origin, editor.token)


def put(browser: Browser, desk: Desk, revision: str = "", **changes: Any) -> Reply:
    """What a page that shows the text of the content would send, with changes."""
    sent = {
        "revision": revision or desk.drafts.open(A).revision.name,
        "fields": forms.shown(TEXT),
        "body": text_parts.shown_body(TEXT),
        "cause": "autosave",
    }
    return browser.send("PUT", f"/soan/bai/{A}/luu", {**sent, **changes})


def test_a_save_is_answered_with_what_the_page_goes_on_from(browser: Browser, desk: Desk) -> None:
    reply = put(browser, desk, body="Đoạn mới.\n", fields={"Title": "Hội nghị lớn"}, cause="save")
    now = desk.drafts.open(A)
    assert reply.status == 200
    assert reply.json == {
        "revision": now.revision.name,
        "saved_at": now.revision.at.isoformat(),
        "title": "Hội nghị lớn",
        "is_draft": True,
        "submitted": False,
        "others": [],
    }
    assert now.text == "---\nTitle: Hội nghị lớn\nDate: 2026-03-01\n---\n\nĐoạn mới.\n"


def test_a_form_that_nobody_touched_saves_nothing(browser: Browser, desk: Desk) -> None:
    assert not put(browser, desk, cause="save").json["is_draft"]
    assert desk.tips() == []


def test_who_comes_late_gets_both_wordings_and_nothing_is_written(browser: Browser, desk: Desk) -> None:
    seen = desk.drafts.open(A).revision.name
    saved = desk.save(TEXT.replace("một", "của Hùng"), HUNG)
    reply = put(browser, desk, seen, body=text_parts.shown_body(TEXT.replace("ba", "của Lan")))
    assert (reply.status, reply.json["conflicts"], reply.json["by"]) == (409, 0, "Lê Hùng")
    assert reply.json["body"] == "Đoạn của Hùng.\n\nĐoạn hai.\n\nĐoạn của Lan.\n"
    assert desk.drafts.open(A) == saved
    again = put(browser, desk, reply.json["revision"], body=reply.json["body"], fields=reply.json["fields"])
    assert again.status == 200
    assert desk.drafts.open(A).text == TEXT.replace("một", "của Hùng").replace("ba", "của Lan")


def test_a_page_that_missed_an_answer_goes_on_as_itself(browser: Browser, desk: Desk) -> None:
    seen = desk.drafts.open(A).revision.name
    for words in ("Chữ.\n", "Chữ dài.\n", "Chữ dài hơn.\n"):
        assert put(browser, desk, seen, body=words, page="1").status == 200
    assert text_parts.shown_body(desk.drafts.open(A).text) == "Chữ dài hơn.\n"
    assert put(browser, desk, seen, body="Chữ ở trang khác.\n", page="2").status == 409
    desk.save(TEXT.replace("một", "của Hùng"), HUNG)
    told = put(browser, desk, seen, body="Chữ dài hơn nữa.\n", page="1").json
    assert {"Chữ dài hơn nữa.", "Đoạn của Hùng."} <= set(told["body"].splitlines())


def test_the_same_words_again_are_no_conflict(browser: Browser, desk: Desk) -> None:
    seen = desk.drafts.open(A).revision.name
    first, again = (put(browser, desk, seen, body="Chữ.\n").json for _ in range(2))
    assert first["revision"] == again["revision"]


def test_a_revision_that_nobody_knows_loses_no_wording(browser: Browser, desk: Desk) -> None:
    reply = put(browser, desk, "0" * 40, body="Chữ của Lan.\n")
    assert reply.status == 409
    assert "Chữ của Lan." in reply.json["body"]
    assert "Đoạn hai." in reply.json["body"]


NO_FORMS = [{"body": 1}, {"page": 1}, {"fields": []}, {"cause": "publish"}]


@pytest.mark.parametrize(("changes", "status"), [*((one, 400) for one in NO_FORMS), ({"body": "\ud800"}, 422)])
def test_what_no_page_sends_is_answered_with_one_sentence(
    browser: Browser, desk: Desk, changes: dict[str, Any], status: int
) -> None:
    reply = put(browser, desk, **changes)
    assert (reply.status, desk.tips()) == (status, [])
    assert reply.json["error"]


def test_a_text_that_is_not_there_is_404(browser: Browser, desk: Desk) -> None:
    sent = {"revision": "0" * 40, "fields": {}, "body": "", "cause": "save"}
    assert browser.send("PUT", "/soan/bai/tin-tuc/khong-co.md/luu", sent).status == 404
    assert desk.tips() == []


def test_the_history_shows_a_revision_and_leads_back_to_it(browser: Browser, desk: Desk) -> None:
    first = desk.save(TEXT.replace("Đoạn một", "<b>Một</b>"), HUNG, cause=Cause.SAVE, files={"cu.jpg": b"cu"})
    desk.save(TEXT.replace("một", "2"), cause=Cause.SAVE, files={"cu.jpg": b"moi"})
    page = browser.get(f"/soan/bai/{A}/lich-su/?ban={first.revision.name}").text
    assert "&lt;b&gt;Một&lt;/b&gt;." in page
    assert page.count("?ban=") == 3
    reply = browser.post(f"/soan/bai/{A}/tro-ve", {"ban": first.revision.name})
    now = desk.drafts.open(A)
    assert (reply.status, now.text, now.revision.cause) == (303, first.text, Cause.RESTORE)
    assert desk.drafts.read_file(A, "cu.jpg") == b"cu"


@pytest.mark.parametrize(
    "asked", ["tin-tuc/khong.md/lich-su/", f"{A}/lich-su/?ban={'0' * 40}", f"{A}/lich-su/?ban=HEAD"]
)
def test_a_history_that_is_none_is_404(browser: Browser, asked: str) -> None:
    assert browser.get(f"/soan/bai/{asked}").status == 404


def test_those_who_have_a_text_open_see_each_other_for_a_while() -> None:
    presence, now = Presence(), datetime(2026, 4, 1, tzinfo=UTC)
    assert presence.others(A, LAN, now) == []
    assert presence.others(A, HUNG, now) == ["Trần Lan"]
    assert presence.others("khac.md", HUNG, now) == []
    assert presence.others(A, LAN, now + timedelta(seconds=60)) == ["Lê Hùng"]
    assert presence.others(A, LAN, now + timedelta(seconds=200)) == []
