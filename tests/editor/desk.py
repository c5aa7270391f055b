"""An editor as its tests meet it: served by a real uvicorn on loopback, asked by a small browser."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from starlette.types import ASGIApp

from tests.patience import PATIENCE

TOKEN = re.compile(r'<meta name="token" content="([^"]*)"')


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Says of itself what a browser says, keeps cookies, and bears the token of the last page that had one."""

    port: int
    origin: str
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Reply:
        form = urlencode({"token": self.token, **fields}).encode()
        return self.ask("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"} | headers)

    def send(self, method: str, path: str, told: object, **headers: str) -> Reply:
        """JSON, as the scripts of a page send it."""
        known = {"Content-Type": "application/json", "X-Soan": self.token}
        return self.ask(method, path, json.dumps(told).encode(), known | headers)

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """`headers` win over what a browser would say; an underscore is a dash, and "" leaves one out."""
        said = {"Host": self.origin.partition("://")[2], "Sec-Fetch-Site": "same-origin"}
        said |= {"Origin": self.origin} if method != "GET" else {}
        said |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body or None, {name: value for name, value in said.items() if value})
            got = connection.getresponse()
            reply = Reply(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
            self._keep(got.headers.get_all("set-cookie") or [])
        if found := TOKEN.search(reply.body.decode("utf-8", "replace")):
            self.token = found[1]
        return reply

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "max-age=0" in cookie.lower():
                del self.cookies[name]


@contextmanager
def listening() -> Iterator[tuple[socket.socket, int]]:
    """A socket that waits on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        yield waiting, waiting.getsockname()[1]


@contextmanager
def served(app: ASGIApp, waiting: socket.socket) -> Iterator[None]:
    """Whoever asks from now on is answered: what came earlier waits in the socket."""
    config = uvicorn.Config(app, ws="none", log_config=None, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [waiting]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
