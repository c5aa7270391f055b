"""Serves the last good build on this machine alone, as a web server would, with the preview's additions; and below
`/soan/`, where there is one, the editor.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Self
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from plugins.base import addresses
from plugins.base.media_types import media_type, with_charset
from tools import answering
from tools.preview import index
from tools.preview.board import Board, Showing
from tools.preview.page import EDITOR, EVENTS, dress, page_without_a_build, with_edit_link

HOST = "127.0.0.1"
PATIENCE = 15.0  # seconds between two signs of life, by which a closed tab is noticed
NOBODY_ELSE = "Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: --port {other}"
NOT_KEPT = {"Cache-Control": "no-store"}
STREAM = {"Content-Type": "text/event-stream", **NOT_KEPT}
HTML = with_charset(media_type(addresses.INDEX))


@dataclass(frozen=True)
class Reply:
    """What goes back to the browser."""

    status: int
    media_type: str = HTML
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def reply(showing: Showing, target: str, *, editor: bool = False) -> Reply:
    """The answer to a request for `target` (path and query, as sent); where there is an `editor`, texts lead to it."""
    if showing.folder is None:
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, body=dress(page_without_a_build(showing), showing))
    found = answering.find(target, showing.redirects, partial(_has, showing.folder))
    if found.location:
        return Reply(found.status, headers={"Location": quote(found.location, safe="/%")})
    made = _of_file(showing, showing.folder / found.name, found.status)
    return replace(made, body=with_edit_link(made.body)) if editor and made.media_type == HTML else made


def _has(folder: Path, name: str) -> bool:
    """Whether it is one of the site's own files."""
    try:
        place = folder.joinpath(*name.split("/")).resolve()
        return place.is_relative_to(folder) and place.is_file()
    except (OSError, ValueError):  # a name too long, a zero byte
        return False


def _of_file(showing: Showing, file: Path, status: int) -> Reply:
    assert showing.folder
    if not file.is_file():
        return Reply(status, "text/plain; charset=utf-8", "Không có trang này.\n".encode())
    name = file.relative_to(showing.folder).as_posix()
    kind, body = with_charset(media_type(name)), file.read_bytes()
    return Reply(status, kind, dress(body, showing, addresses.address_of(name)) if kind == HTML else body)


class Server:
    """Binds to this machine's own address alone, and answers from `__enter__` to `__exit__`. `editor` makes what
    answers below /soan/, given scheme and host.
    """

    def __init__(self, port: int, board: Board, editor: Callable[[str], ASGIApp] | None = None) -> None:
        self._board = board
        try:
            self._socket = socket.create_server((HOST, port))
        except OSError as error:
            raise SystemExit(NOBODY_ELSE.format(port=port, other=port + 1)) from error
        below = [Route(EDITOR, _to_the_editor), Mount(EDITOR, editor(self.address))] if editor else []
        pages = OwnNames(Pages(board, editor is not None), self.port)
        app = Starlette(routes=[*below, Mount("/", pages)])
        settings = uvicorn.Config(
            app, lifespan="off", log_config=None, proxy_headers=False, server_header=False, timeout_graceful_shutdown=5
        )
        self._uvicorn = uvicorn.Server(settings)
        self._thread = Thread(target=self._uvicorn.run, args=([self._socket],), daemon=True)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._board.close()
        self._uvicorn.should_exit = True
        self._thread.join()


async def _to_the_editor(_: Request) -> Response:
    return RedirectResponse(f"{EDITOR}/")


class OwnNames:
    """Answers requests that name this machine by its own names alone. Another name would be a foreign page that had its
    own name pointed at this machine, to read the drafts. The editor refuses it by itself, and notes it.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._names = tuple(f"{name}:{port}" for name in (HOST, "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = Headers(scope=scope).getlist("host") in ([name] for name in self._names)
        app = self._app if known else Response(status_code=HTTPStatus.MISDIRECTED_REQUEST)
        await app(scope, receive, send)


class Pages:
    """Answers with pages and files, and with the stream of events."""

    def __init__(self, board: Board, has_editor: bool) -> None:
        self._board = board
        self._has_editor = has_editor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("latin-1")
        if request.method not in ("GET", "HEAD"):
            answer = Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        elif path == EVENTS and request.method == "GET":
            answer = StreamingResponse(self._events(query), headers=STREAM)
        else:
            answer = await run_in_threadpool(self._page, f"{path}?{query}" if query else path)
        await answer(scope, receive, send)

    def _page(self, target: str) -> Response:
        if index.wanted(target) and (folder := self._board.showing.folder):
            index.ensure(folder)
        made = reply(self._board.showing, target, editor=self._has_editor)
        return Response(made.body, made.status, {"Content-Type": made.media_type, **NOT_KEPT, **made.headers})

    async def _events(self, mark: str) -> AsyncIterator[str]:
        """Tells the page once that another build is there; the page then loads itself again."""
        while not (other := await self._board.other_than(mark, PATIENCE)):
            if self._board.closed:
                return
            yield ":\n\n"
        yield f"data: {other}\n\n"
