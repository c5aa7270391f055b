"""Serves the site on this machine alone, as a web server would, with the preview's additions; and below `/soan/`, where
there is one, the editor.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from http import HTTPStatus
from threading import Thread
from typing import Any, Self, TypeVar
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from plugins.base import problems
from plugins.base.media_types import media_type, with_charset
from tools.preview.board import Board, Showing
from tools.preview.index import SearchIndex, wanted
from tools.preview.page import EDITOR, EVENTS, dress, page_without_a_build, with_edit_link
from tools.preview.site import NotMade, PreviewSite
from tools.warm.client import SiteFile

T = TypeVar("T")

HOST = "127.0.0.1"
PATIENCE = 15.0  # seconds between two signs of life, by which a closed tab is noticed
NOBODY_ELSE = "Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: --port {other}"
NOT_KEPT = {"Cache-Control": "no-store"}
STREAM = {"Content-Type": "text/event-stream", **NOT_KEPT}


def reply(showing: Showing, file: SiteFile, *, editor: bool = False) -> Response:
    """A file of the site as a browser gets it; where there is an `editor`, texts lead to it."""
    if file.location:
        return Response(status_code=file.status, headers={"Location": quote(file.location, safe="/%"), **NOT_KEPT})
    if not file.body and file.status != HTTPStatus.OK:
        return PlainTextResponse("Không có trang này.\n", file.status, NOT_KEPT)
    body = dress(file.body, showing, file.address) if file.is_page else file.body
    body = with_edit_link(body) if editor and file.is_page else body
    return Response(body, file.status, {"Content-Type": file.media_type, **NOT_KEPT})


class Server:
    """Binds to this machine's own address alone, and answers with `app` from `__enter__` to `__exit__`."""

    def __init__(self, port: int) -> None:
        try:
            self._socket = socket.create_server((HOST, port))
        except OSError as error:
            raise SystemExit(NOBODY_ELSE.format(port=port, other=port + 1)) from error
        self.app: ASGIApp = Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Beside the requests, in their loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def __enter__(self) -> Self:
        settings = uvicorn.Config(
            self.app,
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        self._uvicorn = uvicorn.Server(settings)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._uvicorn.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._uvicorn.serve(sockets=[self._socket]))


def preview_app(port: int, board: Board, site: PreviewSite, editor: ASGIApp | None = None) -> ASGIApp:
    below = [Route(EDITOR, _to_the_editor), Mount(EDITOR, editor)] if editor else []
    pages = OwnNames(Pages(board, site, editor is not None), port)
    return Starlette(routes=[*below, Mount("/", pages)])


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

    def __init__(self, board: Board, site: PreviewSite, has_editor: bool) -> None:
        self._board = board
        self._site = site
        self._index = SearchIndex(site)
        self._has_editor = has_editor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("latin-1")
        if request.method not in ("GET", "HEAD"):
            answer = Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        elif path == EVENTS and request.method == "GET":
            answer = StreamingResponse(self._events(query), headers=STREAM)
        else:
            answer = await self._answer(path, f"{path}?{query}" if query else path)
        await answer(scope, receive, send)

    async def _answer(self, path: str, target: str) -> Response:
        showing = self._board.showing
        if not showing.is_ready:
            return _unmade(showing)
        try:
            if wanted(path) and (content := await self._index.file(path, showing.mark)):
                return Response(content, headers={"Content-Type": with_charset(media_type(path)), **NOT_KEPT})
            return reply(showing, await self._site.answer(target), editor=self._has_editor)
        except NotMade as why:
            problems.tell(why.args[0], sys.stderr)
            return _unmade(replace(showing, problems=(*showing.problems, *why.args[0])))

    async def _events(self, mark: str) -> AsyncIterator[str]:
        """Tells the page once that something else is to be shown; the page then loads itself again."""
        while not (other := await self._board.other_than(mark, PATIENCE)):
            if self._board.closed:
                return
            yield ":\n\n"
        yield f"data: {other}\n\n"


def _unmade(showing: Showing) -> Response:
    return HTMLResponse(page_without_a_build(showing), HTTPStatus.SERVICE_UNAVAILABLE, NOT_KEPT)
