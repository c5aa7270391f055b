"""Requests that are too large, too slow, or no requests: bounded in memory and time, and told in Vietnamese."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.editor.desk import Browser
from tests.editor.memory import PATH
from tests.editor.office import PASSWORD, Office, open_office
from tests.patience import PATIENCE
from tools.editor import limits

SAVE = f"/bai/{PATH}/luu"
SIGN_IN = "/dang-nhap/"
FORM = "application/x-www-form-urlencoded"
BLOCK = b"a" * limits.MEGA


@pytest.fixture(scope="module")
def open_all_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(open_all_day: Office) -> Office:
    """One for all tests of this module; whoever failed before is heard again."""
    open_all_day.clock.pass_by(limits.WINDOW)
    return open_all_day


def raw(browser: Browser, start: bytes, rest: Iterator[bytes] | tuple[bytes, ...] = ()) -> bytes:
    """What comes back when these bytes are sent, and no more."""
    with socket.create_connection(("127.0.0.1", browser.port), timeout=PATIENCE) as line:
        line.sendall(start)
        for part in rest:
            line.sendall(part)
        return heard(line)


def heard(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65536), b""))


def head(browser: Browser, method: str, at: str, *more: str) -> bytes:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    host = browser.origin.partition("://")[2]
    lines = [f"{method} {at} HTTP/1.1", f"Host: {host}", f"Origin: {browser.origin}", f"Cookie: {cookie}"]
    lines += [f"X-Soan: {browser.token}", "Accept: application/json", "Connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def chunked(blocks: int) -> Iterator[bytes]:
    for _ in range(blocks):
        yield f"{len(BLOCK):x}\r\n".encode() + BLOCK + b"\r\n"
    yield b"0\r\n\r\n"


@pytest.mark.parametrize(("at", "told"), [(SAVE, True), (SAVE, False), (SIGN_IN, False), ("/khong-co/", True)])
def test_two_hundred_megabytes_are_refused_in_words_and_in_bounded_memory(office: Office, at: str, told: bool) -> None:
    browser, before = office.signed_in("viet"), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 200
    length = f"Content-Length: {size * len(BLOCK)}" if told else "Transfer-Encoding: chunked"
    start = head(browser, "PUT" if at == SAVE else "POST", at, length, f"Content-Type: {FORM}")
    answer = raw(browser, start, (BLOCK for _ in range(size)) if told else chunked(size))
    status = 404 if at == "/khong-co/" else 413
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert ("lớn quá" if status == 413 else "Không có trang") in json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * limits.KILO < 64 * limits.MEGA


def test_a_stranger_sends_two_hundred_megabytes_to_nobody(office: Office) -> None:
    start = head(office.stranger(), "PUT", SAVE, f"Content-Length: {200 * len(BLOCK)}")
    assert raw(office.stranger(), start, (BLOCK for _ in range(200))).startswith(b"HTTP/1.1 401 ")


def test_whoever_never_ends_is_cut_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAINED", 4 * limits.MEGA)
    browser = office.signed_in("viet")
    start = head(browser, "PUT", SAVE, f"Content-Length: {2**40}")
    with pytest.raises(OSError, match=r"reset|pipe"):
        raw(browser, start, (BLOCK for _ in range(500)))


def test_whoever_falls_silent_in_the_middle_is_told_and_let_go(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SILENCE", timedelta(milliseconds=50))
    browser = office.signed_in("viet")
    answer = raw(browser, head(browser, "PUT", SAVE, "Content-Length: 100"), (b'{"revision"',))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "Đường truyền chậm" in json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


def test_a_byte_now_and_then_is_too_slow(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GRACE", timedelta(0))
    monkeypatch.setattr(limits, "LEAST_BYTES_PER_SECOND", 2**40)
    browser = office.signed_in("viet")
    assert raw(browser, head(browser, "PUT", SAVE, "Content-Length: 100"), (b"{",)).startswith(b"HTTP/1.1 408 ")


FORMS = {
    "many fields": urlencode([(f"f{number}", "x") for number in range(limits.FIELDS + 1)]),
    "many of one name": urlencode([("name", "x")] * (limits.FIELDS + 1)),
    "a name without end": urlencode({"n" * (limits.SMALL_BODY - 10): "x"}),
    "bytes that are no letters": "name=%ff%fe&password=%00",
    "half a letter": "name=%ED%A0%80&password=x",
    "nothing": "",
    "no form": "&&&===%%%",
    "surrogates": urlencode({"name": "\\ud800", "password": "\\udfff"}),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_odd_form_is_no_fault(office: Office, form: str) -> None:
    reply = office.stranger().ask("POST", SIGN_IN, form.encode() or b" ", {"Content-Type": FORM})
    assert reply.status in {400, 422}
    assert "Traceback" not in reply.text


MULTIPART = {
    "no boundary": ("multipart/form-data", b"x"),
    "never begins": ("multipart/form-data; boundary=b", b"x" * 1000),
    "never ends": ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx'),
    "no name": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    "many files": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n' * 5 + b"--b--\r\n",
    ),
    "a header without end": ("multipart/form-data; boundary=b", b"--b\r\nX: " + b"x" * 60_000),
    "unknown letters": (
        "multipart/form-data; boundary=b; charset=utf-7",
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n+ADw-\r\n--b--\r\n',
    ),
    "no letters at all": ("multipart/form-data; boundary=b; charset=x", b"--b--\r\n"),
    "a file where a name is meant": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="name"; filename="x"\r\n\r\nviet\r\n--b--\r\n',
    ),
}


@pytest.mark.parametrize(("kind", "body"), MULTIPART.values(), ids=MULTIPART)
def test_an_odd_form_of_parts_is_no_fault(office: Office, kind: str, body: bytes) -> None:
    reply = office.stranger().ask("POST", SIGN_IN, body, {"Content-Type": kind})
    assert reply.status in {400, 422}


JSONS = [b"", b"[", b"[" * 30_000, b"null", b"{}", b"\xff", b'{"fields":[]}', b"1e999", b"NaN"]


@pytest.mark.parametrize("kind", ["application/json", FORM, "multipart/form-data; boundary=b", "", "text/plain"])
def test_odd_json_is_no_fault(office: Office, kind: str) -> None:
    browser = office.signed_in("duyet")
    for method, at in (("PUT", SAVE), ("POST", f"/bai/{PATH}/dang")):
        for body in JSONS:
            headers = {"Content-Type": kind, "X-Soan": browser.token, "Accept": "application/json"}
            assert (body, browser.ask(method, at, body, headers).status) in {(body, 400), (body, 404)}


STARTS = {
    "two lengths": b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "a length and chunks": (
        b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "an unknown encoding": b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a length below nothing": b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nContent-Length: -1\r\n\r\n",
    "a length in words": b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nContent-Length: ten\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: {}\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "an old request without a host": b"GET / HTTP/1.0\r\n\r\n",
    "a whole address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a header of lines": b"GET / HTTP/1.1\r\nHost: {}\r\nX: a\r\n b\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: {}\r\n: a\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : {}\r\n\r\n",
    "a header without end": b"GET / HTTP/1.1\r\nHost: {}\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "an address without end": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: {}\r\n\r\n",
    "a query without end": b"GET /?" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: {}\r\n\r\n",
    "no method": b" / HTTP/1.1\r\nHost: {}\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "bytes that are no letters": b"GET /\xff\xfe HTTP/1.1\r\nHost: {}\r\n\r\n",
    "an upgrade": b"GET / HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "a second request hidden in the body": (
        b"POST /dang-nhap/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: 40\r\n\r\n"
        b"GET /nguoi-dung/ HTTP/1.1\r\nHost: {}\r\n\r\n"
    ),
    "a method of one's own": b"BREW / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: {}\r\nX-Soan: a\r\nConnection: close\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
    "options": b"OPTIONS * HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_what_is_no_proper_request_gets_one_answer_and_reaches_nothing(office: Office, start: bytes) -> None:
    browser, host = office.signed_in("quan.tri"), office.editor.origin.partition("://")[2].encode()
    answer = b""
    with socket.create_connection(("127.0.0.1", browser.port), timeout=PATIENCE) as line, suppress(OSError):
        line.sendall(start.replace(b"{}", host))
        line.shutdown(socket.SHUT_WR)
        answer = heard(line)
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert answer[:12] in {b"", *(b"HTTP/1.1 %d" % code for code in (303, 400, 403, 404, 405, 414, 501))}
    assert b"Traceback" not in answer


def test_the_right_password_is_heard_after_all_that(office: Office) -> None:
    assert office.stranger().post(SIGN_IN, {"name": "viet", "password": PASSWORD}).status == 303
