"""nginx in front of the editor: what it hands on, as it comes, and what it says itself."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.conftest import MISSING_PROGRAM
from tests.patience import PATIENCE, until
from tests.ports import free_port
from tests.server.web import NGINX, Server, nginx
from tools.editor import limits
from tools.server import editor

ORIGIN = "https://soan.x.example"


async def told(request: Request) -> Response:
    size = 0
    async for piece in request.stream():
        size += len(piece)
    said = {"from": request.client and request.client.host, "scheme": request.url.scheme, "size": size}
    return JSONResponse({**said, "host": request.headers["host"]})


async def lines(request: Request) -> Response:
    """The second line is said when the first has been read."""

    async def said() -> AsyncIterator[bytes]:
        yield b"one\n"
        await request.app.state.read.wait()
        yield b"two\n"

    return StreamingResponse(said(), headers={"X-Frame-Options": "SAMEORIGIN"})


async def read(request: Request) -> Response:
    request.app.state.read.set()
    return Response("x" * 5000, media_type="text/css")


ROUTES = [
    Route("/lines", lines),
    Route("/static/read", read),
    Route("/{path:path}", told, methods=["GET", "POST"]),
]


@contextmanager
def app_at(path: Path) -> Iterator[None]:
    app = Starlette(routes=ROUTES)
    app.state.read = asyncio.Event()
    settings = uvicorn.Config(
        app, uds=str(path), log_config=None, log_level="critical", forwarded_allow_ips="*", lifespan="off"
    )
    server = uvicorn.Server(settings)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started)
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not Path(NGINX).is_file():
        pytest.skip(f"{MISSING_PROGRAM} nginx")
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    port = free_port()
    door = folder / "door"
    with app_at(door), nginx(folder / "run", editor.web_settings(f"http://127.0.0.1:{port}", door), port) as server:
        yield server


def test_the_editor_is_told_who_asks_and_nobody_can_say_otherwise(server: Server) -> None:
    answer = server.get("/bai/x/", Host="soan.x.example", X_Forwarded_For="8.8.8.8", X_Forwarded_Proto="https")
    assert answer.body == b'{"from":"127.0.0.1","scheme":"http","size":0,"host":"soan.x.example"}'


def test_what_a_publication_says_is_read_as_it_comes_under_headers_of_the_editors_own(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/lines")
        answer = connection.getresponse()
        assert answer.readline() == b"one\n"
        css = server.get("/static/read", Accept_Encoding="gzip")
        assert answer.read() == b"two\n"
        assert answer.headers.get_all("X-Frame-Options") == ["SAMEORIGIN"]
        assert "Content-Security-Policy" not in answer.headers
    assert (css.headers["content-encoding"], css.headers["vary"]) == ("gzip", "Accept-Encoding")


def test_a_page_with_a_token_is_not_packed(server: Server) -> None:
    assert "content-encoding" not in server.get("/bai/x/", Accept_Encoding="gzip").headers


def test_an_address_that_lets_in_is_not_written_down(folder: Path) -> None:
    port, log = free_port(), folder / "access.log"
    settings = editor.web_settings(f"http://127.0.0.1:{port}", folder / "door3")
    settings = settings.replace("server_tokens off;", f"server_tokens off; access_log {log};")
    with app_at(folder / "door3"), nginx(folder / "logged", settings, port) as server:
        assert [server.status(place) for place in ("/xem/kin/tin-tuc/", "/moi/kin/", "/bai/x/")] == [200, 200, 200]
    assert [line.split()[6] for line in log.read_text().splitlines()] == ["/bai/x/"]


def test_what_the_editor_would_count_reaches_it_and_what_is_far_too_large_is_refused_in_words(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/tep", bytes(2_000_000))
        assert b'"size":2000000' in connection.getresponse().read()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.putrequest("POST", "/tep")
        connection.putheader("Content-Length", str(limits.DRAINED + 1))
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")
        assert "Tệp quá lớn" in answer.read().decode()


def test_an_editor_that_is_away_is_told_in_words(folder: Path) -> None:
    port = free_port()
    settings = editor.web_settings(f"http://127.0.0.1:{port}", folder / "nobody")
    with nginx(folder / "away", settings, port) as server:
        answer = server.get("/bai/x/")
    assert answer.status == 503
    assert "chữ đã lưu còn nguyên" in answer.body.decode()


def test_it_stands_at_https_alone_and_says_that_it_always_will(folder: Path) -> None:
    plain, secure, place = free_port(), free_port(), folder / "tls"
    place.mkdir()
    key = ["-keyout", f"{place}/privkey.pem", "-out", f"{place}/fullchain.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=soan.x.example", *key]
    subprocess.run(made, check=True, capture_output=True)
    settings = editor.web_settings(ORIGIN, folder / "door2").replace("/etc/letsencrypt/live/soan.x.example", str(place))
    for old, new in ((":80;", f":{plain};"), ("listen 80;", f"listen {plain};"), ("443 ssl", f"{secure} ssl")):
        settings = settings.replace(old, new)
    with app_at(folder / "door2"), nginx(place / "run", settings, secure):
        assert Server(plain).leads("/bai/x/?a=1") == (301, f"{ORIGIN}/bai/x/?a=1")
        assert Server(plain).status("/.well-known/acme-challenge/x") == 404
        trusting = ssl._create_unverified_context()
        with closing(
            http.client.HTTPSConnection("127.0.0.1", secure, timeout=PATIENCE, context=trusting)
        ) as connection:
            connection.request("GET", "/", headers={"Host": "soan.x.example"})
            answer = connection.getresponse()
            assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
            assert b'"scheme":"https"' in answer.read()
