"""What becomes of a whole text: handed in, published, withdrawn, thrown away; and its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.editor.desk import Browser, Reply
from tests.editor.memory import PATH, TEXT, MemoryWorkspace
from tests.editor.office import Office
from tests.site import NOW, write
from tools import site
from tools.editor.audit import Deed
from tools.editor.people import Person, Role
from tools.editor.workspace import CannotSave, Cause, PublishStep, TextChange

PAGE = f"/soan/bai/{PATH}/"
SOMEBODY = Person("an", "Nguyễn Văn An", "an@x.example", Role.WRITER)


def soup(reply: Reply) -> BeautifulSoup:
    return BeautifulSoup(reply.text, "html.parser")


def words(reply: Reply, place: str) -> list[str]:
    return [one.get_text(" ", strip=True) for one in soup(reply).select(place)]


@pytest.fixture
def browser(own_machine: Browser) -> Browser:
    own_machine.get(PAGE)
    return own_machine


def test_lines_are_shown_and_the_address_at_the_end(
    browser: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*_: object) -> Iterator[PublishStep]:
        yield PublishStep("Đang soát <bài>")
        yield PublishStep("Đã đăng «Lễ ký».", "https://x.example/tin-tuc/le-ky/", outcome=True)

    monkeypatch.setattr(workspace, "publish", publish)
    reply = browser.post(f"{PAGE}dang", {"revision": "r0"})
    assert words(reply, ".step")[1:] == ["Đang soát <bài>"]
    assert words(reply, ".outcome-done p")[:2] == ["Đã đăng «Lễ ký».", "https://x.example/tin-tuc/le-ky/"]
    assert reply.headers["x-accel-buffering"] == "no"


def test_what_has_to_be_known_first_is_told_and_nothing_is_done_before(
    browser: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "notice", lambda: "Trang đang hiện bản cũ <hôm qua>.")
    asked = browser.post(f"{PAGE}dang", {"revision": "r0"})
    assert words(asked, "[role=alert]") == ["Trang đang hiện bản cũ <hôm qua>."]
    assert browser.get(f"{PAGE}dang").json == {"notice": "Trang đang hiện bản cũ <hôm qua>."}
    form = {str(one["name"]): str(one["value"]) for one in soup(asked).select("main input")}
    assert words(browser.post(f"{PAGE}dang", form), ".outcome-done p")[0] == "Đã lên trang."


def test_the_trail_tells_what_was_published_and_not_what_was_refused(office: Office) -> None:
    chief = office.signed_in("duyet")
    assert '"outcome": false' in chief.send("POST", f"/bai/{PATH}/dang", {"revision": "khac"}).text
    assert office.trail == []
    chief.post(f"/bai/{PATH}/dang", {"revision": "r0"})
    assert office.trail == [(Deed.PUBLISHED, "duyet", PATH)]


def test_a_script_is_told_in_lines_of_json(browser: Browser) -> None:
    reply = browser.send("POST", f"{PAGE}dang", {"revision": "r0"})
    last = [json.loads(line) for line in reply.text.splitlines()][-1]
    assert last == {"line": "Đã lên trang.", "address": "https://x.example/tin-tuc/le-ky/", "outcome": True}
    assert browser.send("POST", f"{PAGE}dang", ["r0"]).status == 400


def test_what_was_not_published_says_why_and_leads_back(
    browser: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*_: object) -> Iterator[PublishStep]:
        yield PublishStep("Đang soát bài")
        raise CannotSave("Máy chủ đang bận.")

    monkeypatch.setattr(workspace, "publish", publish)
    reply = browser.post(f"{PAGE}dang", {"revision": "r0"})
    assert words(reply, ".outcome-failed p")[:2] == ["Máy chủ đang bận.", "Quay lại sửa bài Về danh sách bài"]


def test_a_fault_in_the_middle_is_no_silence(
    browser: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*_: object) -> Iterator[PublishStep]:
        yield PublishStep("Đang soát bài")
        raise RuntimeError

    monkeypatch.setattr(workspace, "publish", publish)
    reply = browser.post(f"{PAGE}dang", {"revision": "r0"})
    assert "Máy chủ gặp lỗi" in words(reply, ".outcome-failed p")[0]
    assert reply.text.rstrip().endswith("</html>")


def test_a_withdrawal_needs_a_reason_and_is_published(browser: Browser, workspace: MemoryWorkspace) -> None:
    assert browser.post(f"{PAGE}go", {"reason": "  "}).status == 422
    assert workspace.open(PATH).text == TEXT
    reply = browser.post(f"{PAGE}go", {"reason": "Trùng với bài khác."})
    assert words(reply, "h1") == ["Gỡ bài"]
    assert workspace.open(PATH).text == TEXT.replace(
        "---\nHai", "Status: removed\nReason: Trùng với bài khác.\n---\nHai"
    )


BROKEN = (
    "---\nTitle: Lễ ký\nDate 2026-11-20\n---\nHai bên đã ký.\n",
    "---\nTitle: Lễ ký\n\nHai bên đã ký.",
    "---\r\nTitle: [Lễ\r\n---\r\nHai bên\r\n",
    "---\n\tTitle: Lễ\n---\n",
)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_text_whose_header_cannot_be_read_is_withdrawn_and_keeps_every_byte(
    browser: Browser, workspace: MemoryWorkspace, tmp_path: Path, broken: str
) -> None:
    workspace.save(PATH, "r0", TextChange(broken), SOMEBODY)
    assert "«Lễ ký» sẽ không còn trên trang" in browser.get(f"{PAGE}go").text
    browser.post(f"{PAGE}go", {"reason": "Trùng với bài khác."})
    withdrawn = TEXT.replace("---\nHai", "Status: removed\nReason: Trùng với bài khác.\n---\nHai")
    text = workspace.open(PATH).text
    assert text == withdrawn.removesuffix("Hai bên đã ký.\n") + "\n" + broken
    content = write(tmp_path / "content", {PATH: text, "data/site.toml": 'name = "Trang thử"\n'})
    warm = site.warm({"PATH": str(content), "CACHE": str(tmp_path / "cache"), "NOW": NOW})
    assert [one for one in warm.check_one(PATH).problems if not one.warning] == []


def test_one_that_never_had_a_header_to_be_read_is_withdrawn_by_its_name(
    browser: Browser, workspace: MemoryWorkspace
) -> None:
    workspace.states[PATH][0] = replace(workspace.open(PATH), text=BROKEN[0])
    browser.post(f"{PAGE}go", {"reason": "Nhầm."})
    assert workspace.open(PATH).text == f"Title: le-ky\nStatus: removed\nReason: Nhầm.\n\n{BROKEN[0]}"


def test_a_draft_is_thrown_away_after_a_question(browser: Browser, workspace: MemoryWorkspace) -> None:
    workspace.save(PATH, "r0", TextChange(TEXT + "Thêm.\n"), SOMEBODY)
    assert "vẫn giữ nguyên" in browser.get(f"{PAGE}bo").text
    assert browser.post(f"{PAGE}bo", {}).status == 303
    assert workspace.open(PATH).text == TEXT


def test_a_text_is_handed_in(browser: Browser, workspace: MemoryWorkspace) -> None:
    assert browser.post(f"{PAGE}gui", {}).headers["location"] == f"{PAGE}?gui=1"
    assert (workspace.open(PATH).revision.cause, workspace.open(PATH).text) == (Cause.SUBMIT, TEXT)


def test_the_history_says_who_and_when_and_what_changed(browser: Browser, workspace: MemoryWorkspace) -> None:
    changed = TEXT.replace("Lễ ký", "Lễ ký kết").replace("đã ký", "vừa ký") + "\nThêm một đoạn.\n"
    workspace.save(PATH, "r0", TextChange(changed, cause=Cause.SAVE), SOMEBODY)
    reply = browser.get(f"{PAGE}lich-su/?ban=r1")
    assert words(reply, ".revision a") == ["Lưu lúc 12:00, 23/11/2026", "Đăng lúc 12:00, 23/11/2026"]
    assert words(reply, ".passage ins") == ["kết", "vừa", "Thêm một đoạn."]
    assert words(reply, ".passage del") == ["đã"]
    assert words(reply, ".passage-place") == ["Tiêu đề"]


@pytest.mark.parametrize("name", ["dang", "go", "bo", "gui", "tro-ve"])
def test_nothing_is_done_without_the_token(browser: Browser, workspace: MemoryWorkspace, name: str) -> None:
    assert browser.post(f"{PAGE}{name}", {"token": "", "revision": "r0", "reason": "x"}).status == 403
    assert len(workspace.states[PATH]) == 1
