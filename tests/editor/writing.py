"""The page of one text as the editor writes it, with a server behind it that a test can look into."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import BrowserContext, Page

from plugins.base.media_types import media_type, with_charset
from tests.patience import PATIENCE
from tests.site import ROOT
from tools.editor.security import POLICY

EDITOR = ROOT / "tools/editor"
FILES = {
    "/static/edit.js": EDITOR / "static/built/edit.js",
    "/static/base.css": EDITOR / "static/css/base.css",
    "/static/screens.css": EDITOR / "static/css/screens.css",
    "/static/writing.css": EDITOR / "static/css/writing.css",
    "/static/tokens.css": ROOT / "theme/static/css/tokens.css",
    "/static/reset.css": ROOT / "theme/static/css/reset.css",
}
WORDS = (EDITOR / "templates/words.json").read_text("utf-8")
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='48'><rect width='64' height='48'/></svg>"
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="token" content="{token}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sửa bài</title>
<link rel="stylesheet" href="/static/reset.css"><link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/base.css"><link rel="stylesheet" href="/static/screens.css">
<link rel="stylesheet" href="/static/writing.css"></head>
<body class="plain-page"><main><h1>Sửa bài</h1>
<div data-head><p class="state">{state}</p></div>
<form id="bai" method="post" data-editor data-base="" data-path="tin-tuc/a/index.md" data-revision="{revision}"
 data-state="{is_draft} false">
<p class="field"><label for="f-Title">Tiêu đề</label><input id="f-Title" name="Title" value="{title}"></p>
<p id="loi-Title" class="problem" data-problem-for="Title"></p>
<div class="field"><label for="f-body">Nội dung</label><textarea id="f-body" name="body" rows="12" data-body>
{body}</textarea></div>
<div class="frames"><iframe data-frame title="Xem trước"></iframe><p data-frame-said role="status"></p></div>
<p data-saved role="status"></p><p data-others></p><ul data-problems></ul>
<button name="action" value="save">Lưu</button> <button name="action" value="publish">Đăng</button></form></main>
<script type="application/json" id="loi-noi">{words}</script>
<script type="module" src="/static/edit.js"></script></body></html>"""
SIGN_IN = """<!doctype html><form action="/dang-nhap/"><label for="n">Tên</label><input id="n" name="name">
<label for="p">Mật khẩu</label><input id="p" type="password" name="password"><button>Đăng nhập</button></form>"""


@dataclass
class Desk:
    """What the server of a page knows. A test may let others change the text, or let the server fail."""

    body: str
    title: str = "Tiêu đề"
    revision: int = 1
    token: str = "t1"
    saves: list[dict[str, Any]] = field(default_factory=list)
    failing: int = 0
    """The status with which everything is refused meanwhile."""
    merged: str | None = None
    """The body with which the next save is answered, as somebody else was faster."""
    signed_out: bool = False
    problems: list[dict[str, Any]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    is_draft: bool = False
    looks: list[str] = field(default_factory=list)
    """The revisions that were looked at."""
    may_look: threading.Event = field(default_factory=threading.Event)
    """A test may hold the looks up,"""
    may_load: threading.Event = field(default_factory=threading.Event)
    """or the pages of the frame."""
    cannot_show: str = ""
    joined: str = ""
    """What others have published of the text meanwhile."""
    notice: str = ""
    """What whoever publishes has to know first."""
    url: str = ""

    def page(self) -> str:
        return PAGE.format(
            token=self.token,
            revision=self.revision,
            state="Bản nháp" if self.is_draft else "Đang hiện trên trang",
            is_draft=str(self.is_draft).lower(),
            title=escape(self.title),
            body=escape(self.body),
            words=WORDS,
        )

    def save(self, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.saves.append(sent)
        if self.merged is not None and sent["revision"] == str(self.revision):
            self.revision += 1
            merged, self.merged = self.merged, None
            fields = {"Title": sent["fields"]["Title"]}
            return 409, {"revision": str(self.revision), "fields": fields, "body": merged, "conflicts": 0, "by": "Lan"}
        self.body, self.title = sent["body"], sent["fields"]["Title"]
        self.revision += 1
        self.is_draft = True
        told = {"is_draft": True, "submitted": False, "saved_at": "2026-11-28T08:00:00Z", "others": []}
        return 200, {"revision": str(self.revision), **told}

    def look(self, revision: str) -> tuple[int, dict[str, Any]]:
        self.looks.append(revision)
        assert self.may_look.wait(PATIENCE)
        if self.cannot_show:
            return 503, {"error": self.cannot_show}
        return 200, {"problems": self.problems, "address": "/tin-tuc/a/", "frame": f"/xem/{revision}"}

    def publish(self) -> tuple[dict[str, Any], ...]:
        self.is_draft = False
        self.revision += 1
        self.body = self.joined or self.body
        return {"line": "Đang kiểm tra"}, {"line": "Đã đăng", "address": "/tin-tuc/a/", "outcome": True}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    desk: Desk

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if file := FILES.get(path):
            self._send(200, file.read_bytes(), with_charset(media_type(path)))
        elif "/tep/" in path:
            self._send(200, PICTURE, "image/svg+xml")
        elif path.endswith("/soat"):
            self._json(*self.desk.look(query.removeprefix("ban=")))
        elif path.endswith("/dang"):
            self._json(200, {"notice": self.desk.notice})
        elif path.startswith("/xem/"):
            assert self.desk.may_load.wait(PATIENCE)
            page = f"<!doctype html><p>Bản {path.removeprefix('/xem/')}"
            self._send(200, page.encode(), "text/html; charset=utf-8", "sandbox")
        elif path == "/dang-nhap/":
            self._send(200, SIGN_IN.encode(), "text/html; charset=utf-8")
        elif not path.startswith("/bai/"):
            self._send(404, b"", "text/plain")
        else:
            self._send(200, self.desk.page().encode(), "text/html; charset=utf-8")

    def do_PUT(self) -> None:
        sent = json.loads(self._read())
        self._json(*(self._refused() or self.desk.save(sent)))

    def do_POST(self) -> None:
        sent = self._read()
        if self.path == "/dang-nhap/":
            self.desk.signed_out, self.desk.token = b"right" not in sent, "t2"
            self._send(200, SIGN_IN.encode() if self.desk.signed_out else b"<p>", "text/html; charset=utf-8")
        elif refused := self._refused():
            self._json(*refused)
        elif self.path.endswith("/tep"):
            self._upload(sent)
        elif self.path.endswith("/dan"):
            self.desk.revision += 1
            self._json(200, {"markdown": "## Dán\n\nĐoạn **dán**.", "remarks": [], "revision": str(self.desk.revision)})
        elif self.path.endswith("/dang"):
            told = "".join(json.dumps(step) + "\n" for step in self.desk.publish())
            self._send(200, told.encode(), "application/x-ndjson")

    def _upload(self, sent: bytes) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + sent).get_payload()
        assert isinstance(parts, list)
        names = [found[1] for part in parts if (found := re.search('filename="(.*?)"', str(part)))]
        self.desk.uploads += names
        self.desk.revision += 1
        self._json(200, {"markdown": f"![]({names[0]})", "name": names[0], "revision": str(self.desk.revision)})

    def _refused(self) -> tuple[int, dict[str, Any]] | None:
        desk = self.desk
        if desk.signed_out:
            return 401, {"sign_in": "/dang-nhap/"}
        if self.headers["X-Soan"] != desk.token:
            return 403, {"error": "Trang này mở từ một phiên làm việc trước."}
        return (desk.failing, {"error": HTTPStatus(desk.failing).phrase}) if desk.failing else None

    def _read(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, policy: str = POLICY) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(body: str) -> Iterator[Desk]:
    """A page over that body, and the desk behind it."""
    desk = Desk(body)
    desk.may_look.set()
    desk.may_load.set()
    handler = type("OwnHandler", (Handler,), {"desk": desk})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        desk.url = f"http://127.0.0.1:{server.server_port}/bai/tin-tuc/a/index.md/"
        try:
            yield desk
        finally:
            desk.may_look.set()
            desk.may_load.set()
            server.shutdown()


Open = Callable[..., tuple[Page, Desk]]


def visit(context: BrowserContext, desk: Desk, wrong: list[str] | None = None) -> Page:
    page = context.new_page()
    told = wrong if wrong is not None else []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda said: told.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda asked: told.append(asked.url) if not asked.url.startswith(desk.url[:22]) else None)
    page.goto(desk.url)
    page.locator(".words").wait_for()
    return page


def without_haste(page: Page) -> None:
    """From now on the page waits for what it asked for, however long that takes."""
    page.evaluate("setTimeout = () => 0")


def put_caret(page: Page, place: str) -> None:
    """Behind the last word of a place, as a click at its end does."""
    page.locator(f".words {place}").first.click()
    page.keyboard.press("End")


ALL_IS_SAVED = """() => dispatchEvent(new Event("beforeunload", { cancelable: true }))
  && document.querySelector("[data-saved]").textContent.startsWith("Đã lưu")"""


def saved(page: Page) -> None:
    """Waits until the page says so, and nobody who left it now would be held back. What it says may be of an earlier
    pause.
    """
    page.wait_for_function(ALL_IS_SAVED)


def save(page: Page) -> None:
    page.locator("[name=action][value=save]").click()
    saved(page)
