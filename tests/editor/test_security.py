"""What holds for every request, over HTTP."""

from __future__ import annotations

import re
from typing import Never

import pytest
from starlette.types import Message

from tests.editor.conftest import OWNER
from tests.editor.desk import Browser
from tests.editor.memory import PATH, MemoryWorkspace
from tests.loops import run
from tools.editor.app import Editor, make_app


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:80", "localhost:1"])
def test_a_foreign_host_is_refused(own_machine: Browser, host: str) -> None:
    reply = own_machine.get("/soan/", Host=host)
    assert (reply.status, "đúng địa chỉ" in reply.text) == (403, True)


def test_a_style_comes_under_a_name_that_may_be_kept_for_ever(own_machine: Browser) -> None:
    styles = re.findall(r'href="(/soan/static/[^"]+)"', own_machine.get("/soan/khong-co/").text)
    assert styles
    for address in styles:
        reply = own_machine.get(address)
        assert (reply.status, "immutable" in reply.headers["cache-control"]) == (200, True)


def test_every_answer_bears_the_headers(own_machine: Browser) -> None:
    for path in ("/soan/khong-co/", "/soan/static/khong-co.css"):
        headers = own_machine.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "rest", "kind"), [("PUT", "luu", b"application/json"), ("POST", "", b"multipart/form-data; boundary=b")]
)
def test_whoever_goes_away_in_the_middle_is_no_fault(
    workspace: MemoryWorkspace, method: str, rest: str, kind: bytes
) -> None:
    """A fault would be raised again, for the log of the server."""
    editor = Editor(workspace, None, "http://127.0.0.1:8000", "", "Hội", owner=OWNER)
    said = {
        b"host": b"127.0.0.1:8000",
        b"origin": b"http://127.0.0.1:8000",
        b"content-type": kind,
        b"content-length": b"9",
    }
    path = f"/bai/{PATH}/{rest}"
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "state": {},
    }
    scope |= {
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "headers": [*said.items(), (b"x-soan", editor.token.encode())],
    }
    answers: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def kept(message: Message) -> None:
        answers.append(message)

    run(make_app(editor)(scope, gone, kept))
    assert answers[0]["status"] == 400


def test_a_fault_is_told_in_one_sentence_with_all_headers(
    own_machine: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Never:
        raise RuntimeError("/srv/secret")

    monkeypatch.setattr(workspace, "texts", broken)
    page, script = own_machine.get("/soan/"), own_machine.get("/soan/", Accept="application/json")
    assert (page.status, script.status, "báo người quản trị" in script.json["error"]) == (500, 500, True)
    assert "báo người quản trị" in page.text
    assert "secret" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
