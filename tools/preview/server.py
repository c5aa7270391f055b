"""Serves the last good build on this machine alone, as a web server would, with the preview's additions."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from plugins.base import addresses
from plugins.base.media_types import media_type, with_charset
from plugins.base.old_addresses import old_address
from plugins.base.problems import InvalidValue
from plugins.base.redirects import MOVED, Redirect
from tools.preview import index
from tools.preview.board import Board, Showing
from tools.preview.page import EVENTS, dress, page_without_a_build

HOST = "127.0.0.1"
PATIENCE = 15.0  # seconds between two signs of life, by which a closed tab is noticed
NOBODY_ELSE = "Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: --port {other}"
HTML = with_charset(media_type(addresses.INDEX))


@dataclass(frozen=True)
class Reply:
    """What goes back to the browser."""

    status: int
    media_type: str = HTML
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def reply(showing: Showing, target: str) -> Reply:
    """The answer to a request for `target` (path and query, as sent)."""
    if showing.folder is None:
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, body=dress(page_without_a_build(showing), showing))
    path = unquote(target.partition("?")[0])
    old = _old(showing, target) or _old(showing, target.partition("?")[0])
    if old and old.status == MOVED:
        return Reply(old.status, headers={"Location": old.new})
    place = _within(showing.folder, path)
    if place and place.is_dir() and not path.endswith("/"):
        return Reply(HTTPStatus.FOUND, headers={"Location": f"/{quote(_address(showing.folder, place))}/"})
    file = _file_of(place, path)
    status = old.status if old else HTTPStatus.OK if file else HTTPStatus.NOT_FOUND
    return _of_file(showing, file or showing.folder / addresses.NOT_FOUND.strip("/"), status)


def _old(showing: Showing, target: str) -> Redirect | None:
    """What the table of old addresses says, whichever way the address is written."""
    try:
        asked = old_address(target)
    except InvalidValue:
        return None
    at = addresses.place(asked)
    return next((found for one in (asked, at, f"{at}/") if (found := showing.redirects.get(one))), None)


def _within(folder: Path, path: str) -> Path | None:
    """The file or folder that `path` names, if it is one of the site's own."""
    try:
        place = folder.joinpath(*path.strip("/").split("/")).resolve()
        return place if place.is_relative_to(folder) and place.exists() else None
    except (OSError, ValueError):  # a name too long, a zero byte
        return None


def _address(folder: Path, place: Path) -> str:
    return place.relative_to(folder).as_posix()


def _file_of(place: Path | None, path: str) -> Path | None:
    if place and path.endswith("/"):
        place = place / addresses.INDEX
    return place if place and place.is_file() else None


def _of_file(showing: Showing, file: Path, status: int) -> Reply:
    assert showing.folder
    if not file.is_file():
        return Reply(status, "text/plain; charset=utf-8", "Không có trang này.\n".encode())
    name = _address(showing.folder, file)
    kind, body = with_charset(media_type(name)), file.read_bytes()
    return Reply(status, kind, dress(body, showing, addresses.address_of(name)) if kind == HTML else body)


class Server(ThreadingHTTPServer):
    """Binds to this machine's own address alone."""

    daemon_threads = True
    # A browser opens a dozen connections at once, and tries one that was dropped again after seconds.
    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # there it would let two servers have one port

    def __init__(self, port: int, board: Board) -> None:
        self.board = board
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            raise SystemExit(NOBODY_ELSE.format(port=port, other=port + 1)) from error

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers pages, files and the stream of events; to requests that name this machine by its own names only."""

    server: Server

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self._own_names():
            return self._send(Reply(HTTPStatus.MISDIRECTED_REQUEST))
        if self.path.startswith(f"{EVENTS}?"):
            return self._stream(self.path.partition("?")[2])
        if index.wanted(self.path) and (folder := self.server.board.showing.folder):
            index.ensure(folder)
        return self._send(reply(self.server.board.showing, self.path))

    do_HEAD = do_GET  # noqa: N815 - the name that the library calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The terminal belongs to the messages of the build."""

    def _own_names(self) -> tuple[str, ...]:
        """Another name would be a foreign page that had its own name pointed at this machine, to read the drafts."""
        return tuple(f"{name}:{self.server.server_port}" for name in (HOST, "localhost"))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {
            "Content-Type": reply.media_type,
            "Content-Length": str(len(reply.body)),
            "Cache-Control": "no-store",
        }
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def _stream(self, mark: str) -> None:
        """Tells the page once that another build is there; the page then loads itself again."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        while not (other := self.server.board.other_than(mark, PATIENCE)):
            self.wfile.write(b":\n\n")
        self.wfile.write(f"data: {other}\n\n".encode())
