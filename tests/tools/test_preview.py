"""The preview: what it adds to a page, when it looks, how it serves, and the whole of it once, with real requests."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from plugins.base.problems import Problem
from tests.loops import run
from tests.patience import PATIENCE
from tools import ROOT
from tools.editor.standing import own_folder
from tools.preview import loop, port_number
from tools.preview.board import Board, Showing
from tools.preview.page import dress, problem_list
from tools.preview.server import Server, preview_app, reply
from tools.preview.site import NotMade, PreviewSite, Touched
from tools.warm.client import BROKE, CannotShow, SiteFile, Turns

WRONG = Problem("tin-tuc/bài & <b>.md", 3, "thiếu «Date».")
WARNING = Problem("data/site.toml", 0, "còn trống: email.", warning=True)
HTML = "text/html; charset=utf-8"
HOME = "<html><body class='x'><h1>Trang nhất</h1></body></html>"
SHOWN = '<html><body><article class="x" data-source="tin-tuc/t&amp;n é/index.md"><h1>Bài</h1></article></body></html>'


def page(html: str, address: str = "/", status: int = 200) -> SiteFile:
    return SiteFile(status, HTML, html.encode(), address=address)


def text_of(answer: Response) -> str:
    return bytes(answer.body).decode()


# ── What is added to a page ──────────────────────────────────────────────────────────────────────────────────────────


def test_problems_stand_on_the_page_with_file_and_line_above_the_last_good_build() -> None:
    shown = BeautifulSoup(text_of(reply(Showing("m", True, (WARNING, WRONG)), page(HOME))), "html.parser")
    told = shown.select("[data-problem]")
    assert [(row["data-file"], row["data-line"]) for row in told] == [(WRONG.path, "3"), (WARNING.path, "0")]
    assert [row.text for row in told] == [str(WRONG), str(WARNING)]
    assert shown.summary.text == "1 lỗi, 1 cảnh báo. Bên dưới là bản dựng được gần nhất."
    assert shown.details.has_attr("open")
    assert shown.h1.text == "Trang nhất"


def test_a_page_tells_the_warnings_of_its_own_text_and_counts_the_others() -> None:
    own, other = (Problem(f"tin-tuc/{name}.md", 4, "hai dấu chấm.", warning=True) for name in "xy")
    addresses = {"tin-tuc/x.md": "/tin-tuc/x/", "tin-tuc/y.md": "/tin-tuc/y/"}
    showing = Showing("m", True, (own, other, WARNING), addresses)
    shown = BeautifulSoup(text_of(reply(showing, page(HOME, "/tin-tuc/x/"))), "html.parser")
    assert [row["data-file"] for row in shown.select("[data-problem]")] == ["tin-tuc/x.md"]
    assert shown.summary.text == "Không có lỗi, 1 cảnh báo. 2 cảnh báo ở những bài khác."


def test_warnings_alone_are_folded_away() -> None:
    shown = BeautifulSoup(problem_list((WARNING,), built=True), "html.parser")
    assert shown.summary.text == "Không có lỗi, 1 cảnh báo."
    assert not shown.details.has_attr("open")


def test_a_page_without_problems_gets_the_script_and_nothing_else() -> None:
    before, after = b"<html><body><h1>a</h1>", b"</body></html>"
    dressed = dress(before + after, Showing("dau-7", is_ready=True))
    assert dressed.startswith(before + b"<script>")
    assert dressed.endswith(b"</script>" + after)
    assert b'"/__xem-truoc?dau-7"' in dressed


def test_a_page_of_a_text_leads_to_where_it_is_written() -> None:
    showing = Showing("m", is_ready=True)
    shown = BeautifulSoup(text_of(reply(showing, page(SHOWN), editor=True)), "html.parser")
    (link,) = shown.find_all("a", string="Sửa bài này")
    assert link["href"] == "/soan/bai/tin-tuc/t%26n%20%C3%A9/index.md/"
    assert "Sửa bài này" not in text_of(reply(showing, page(SHOWN)))
    assert "Sửa bài này" not in text_of(reply(showing, page(HOME), editor=True))


def test_what_is_withdrawn_or_not_there_is_said_with_the_pages_of_the_site() -> None:
    for status in (404, 410):
        answer = reply(Showing("m", True, (WRONG,)), page("<html><body>Không có</body></html>", status=status))
        assert (answer.status_code, "data-problem" in text_of(answer)) == (status, True)
    bare = reply(Showing("m", True), page("", status=404))
    assert (bare.status_code, text_of(bare)) == (404, "Không có trang này.\n")


def test_files_that_are_no_pages_are_not_touched() -> None:
    feed = SiteFile(200, "application/atom+xml", b"<feed/>", address="/feeds/all.atom.xml")
    assert text_of(reply(Showing("m", True, (WRONG,)), feed)) == "<feed/>"


def test_an_address_that_leads_on_is_written_as_browsers_want_it() -> None:
    answer = reply(Showing("m", True), SiteFile(301, "", b"", "/tin-tuc/bài/"))
    assert (answer.status_code, answer.headers["Location"]) == (301, "/tin-tuc/b%C3%A0i/")


# ── The server ───────────────────────────────────────────────────────────────────────────────────────────────────────

BIG = bytes(8_000_000)
FOUND = '<html><body><article class="x" data-pagefind-body><h1>Bài tìm được</h1></article></body></html>'


class FakeSite:
    """In place of the one that a process keeps."""

    def __init__(self) -> None:
        self.files = {"/": page(HOME), "/lon.txt": SiteFile(200, "text/plain", BIG), "/bai/": page(FOUND, "/bai/")}
        self.fault: NotMade | None = None
        self.read: list[str] = []

    async def answer(self, target: str) -> SiteFile:
        if self.fault:
            raise self.fault
        self.read.append(target)
        return self.files.get(target, page("", status=404))

    async def findable(self) -> Mapping[str, str]:
        return {"/bai/": self.files["/bai/"].made_of}


@pytest.fixture
def board() -> Board:
    board = Board("m")
    board.show(Showing("", is_ready=True))
    return board


@pytest.fixture
def site() -> FakeSite:
    return FakeSite()


@contextmanager
def serving(board: Board, site: FakeSite, editor: Any = None) -> Iterator[Server]:
    server = Server(0)
    server.app = preview_app(server.port, board, cast(PreviewSite, site), editor)
    with server:
        try:
            yield server
        finally:
            board.close()


@pytest.fixture
def server(board: Board, site: FakeSite) -> Iterator[Server]:
    with serving(board, site) as server:
        yield server


@contextmanager
def asked(port: int, target: str, method: str = "GET", **headers: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request(method, target, headers=headers)
    with connection.getresponse() as answer:
        yield answer
    connection.close()


def test_a_page_is_served_and_never_kept_by_the_browser(server: Server) -> None:
    with asked(server.port, "/") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Trang nhất" in answer.read().decode()


def test_the_search_index_is_made_when_it_is_asked_for_and_reads_again_what_changed(
    server: Server, site: FakeSite, board: Board
) -> None:
    for html, made_of, times in ((FOUND, "1", 1), (FOUND, "1", 1), (FOUND.replace("Bài", "Tin"), "2", 2)):
        site.files["/bai/"] = SiteFile(200, HTML, html.encode(), address="/bai/", made_of=made_of)
        with asked(server.port, "/pagefind/0/pagefind-entry.json?x=1") as answer:
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            assert json.loads(answer.read())["languages"]["vi"]["page_count"] == 1
        assert site.read == ["/bai/"] * times
        board.show(board.showing)


def test_before_the_first_look_nobody_is_asked_and_a_page_says_so(site: FakeSite) -> None:
    with serving(Board("m"), site) as server, asked(server.port, "/") as answer:
        assert answer.status == 503
        assert BeautifulSoup(answer.read(), "html.parser").h1.text == "Đang dựng trang…"
    assert site.read == []


@pytest.mark.parametrize("fault", [(), (WRONG,)])
def test_where_no_page_can_be_made_it_says_why(
    server: Server, board: Board, site: FakeSite, fault: tuple[Problem, ...]
) -> None:
    board.show(Showing("", True, (WARNING,)))
    site.fault = NotMade(fault)
    with asked(server.port, "/") as answer:
        shown = BeautifulSoup(answer.read(), "html.parser")
    assert (answer.status, shown.h1.text) == (503, "Chưa dựng được trang")
    assert len(shown.select("[data-problem]")) == 1 + len(fault)


def test_head_answers_without_a_body(server: Server) -> None:
    with asked(server.port, "/", "HEAD") as answer:
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""


def test_only_this_machine_is_listened_to(server: Server) -> None:
    with socket.socket() as elsewhere, pytest.raises(ConnectionRefusedError):
        elsewhere.connect(("127.0.0.2", server.port))


@pytest.mark.parametrize(("host", "status"), [("localhost:{}", 200), ("127.0.0.1:{}", 200), ("la.example:{}", 421)])
def test_a_foreign_name_for_this_machine_is_refused(server: Server, host: str, status: int) -> None:
    with asked(server.port, "/", Host=host.format(server.port)) as answer:
        assert answer.status == status


def test_a_page_is_told_when_another_build_is_there(server: Server, board: Board) -> None:
    with asked(server.port, f"/__xem-truoc?{board.showing.mark}") as events:
        assert events.headers["Content-Type"] == "text/event-stream"
        board.show(board.showing)
        assert events.readline() == b"data: m-2\n"


def test_a_page_of_an_earlier_start_is_told_at_once(server: Server) -> None:
    with asked(server.port, "/__xem-truoc?lan-truoc-9") as events:
        assert events.readline() == b"data: m-1\n"


def test_the_preview_ends_while_pages_wait_for_a_build(board: Board, site: FakeSite) -> None:
    with serving(board, site) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", f"/__xem-truoc?{board.showing.mark}")
        events = connection.getresponse()
    assert events.read() == b""
    events.close()
    connection.close()


def test_a_browser_that_goes_away_leaves_no_word(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    for target in ("/lon.txt", "/__xem-truoc?m-1"):
        with socket.create_connection(("127.0.0.1", server.port)) as browser:
            browser.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            browser.recv(100)
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
    with asked(server.port, "/") as answer:
        assert answer.status == 200
    assert capfd.readouterr() == ("", "")


def test_nothing_can_be_sent_to_a_page(server: Server) -> None:
    with asked(server.port, "/", "POST") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


async def told_where(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{scope['root_path']} {scope['path']}")(scope, receive, send)


def test_the_editor_answers_below_its_own_address_and_decides_for_itself_to_which_names(
    board: Board, site: FakeSite
) -> None:
    with serving(board, site, told_where) as server:
        for target, status, words in (
            ("/soan/bai/x/", 200, "/soan /soan/bai/x/"),
            ("/soan", 307, ""),
            ("/", 200, "Trang nhất"),
        ):
            with asked(server.port, target) as answer:
                assert answer.status == status
                assert words in answer.read().decode()
        with asked(server.port, "/soan/", Host="la.example") as answer:
            assert answer.status == 200


def test_a_port_that_is_taken_is_told_with_the_remedy(server: Server) -> None:
    port = server.port
    with pytest.raises(SystemExit) as told:
        Server(port)
    assert (
        str(told.value) == f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: --port {port + 1}"
    )


@pytest.mark.parametrize("words", ["", "tám", "-1", "65536", "80.5"])
def test_what_is_no_port_is_refused(words: str) -> None:
    with pytest.raises(SystemExit, match="không dùng được"):
        port_number(words)


# ── When it looks ────────────────────────────────────────────────────────────────────────────────────────────────────


class FakeProcess:
    """Notes what it is asked, and answers with what it is given."""

    def __init__(self, *answers: Any) -> None:
        self.turns = Turns()
        self.asked: list[Any] = []
        self._answers = list(answers)

    async def ask(self, order: Mapping[str, Any], *, patient: bool = False) -> Any:
        self.asked.append({name: said for name, said in order.items() if name != "folder"} | {"patient": patient})
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def end(self) -> None:
        self.asked.append("end")


def looked(*rows: Any, is_same: bool = False, again: bool = False) -> Any:
    return {"is_same": is_same, "again": again}, json.dumps(rows).encode()


def over(process: FakeProcess) -> PreviewSite:
    return PreviewSite(cast(Any, process), Path("content"), "/soan/xem/-")


def test_code_that_changed_ends_the_process_and_another_theme_is_read_anew() -> None:
    process = FakeProcess(looked(), looked(), looked())

    async def check() -> None:
        for touched in (Touched(), Touched(theme=True), Touched(code=True)):
            await over(process).look(Showing("m"), touched)

    run(check())
    one = {"whole": True, "anew": False, "text": "", "again": False, "patient": True}
    assert process.asked == [one, {**one, "anew": True}, "end", one]


def test_after_a_glance_all_are_looked_at_when_nothing_was_saved_for_a_while() -> None:
    process = FakeProcess(looked(), looked(again=True), looked(is_same=True))

    async def check() -> None:
        site, rest = over(process), Touched(nothing=True)
        for touched in (Touched(), rest, Touched(text="tin-tuc/a.md"), rest, rest):
            await site.look(Showing("m"), touched)

    run(check())
    assert [(order["text"], order["again"]) for order in process.asked] == [
        ("", False),
        ("tin-tuc/a.md", False),
        ("", True),
    ]


def test_what_is_wrong_is_shown_and_what_is_new_is_told() -> None:
    process = FakeProcess(looked([*WRONG, "", True], [*WARNING, "/x/", False]), looked(is_same=True))

    async def check() -> None:
        seen = await over(process).look(Showing("m"), Touched())
        assert seen
        assert seen.showing == Showing("m", True, (WRONG, WARNING), {WRONG.path: "", WARNING.path: "/x/"})
        assert seen.news == (WRONG,)
        assert await over(process).look(Showing("m"), Touched()) is None

    run(check())


def test_a_process_that_broke_is_told_and_not_asked_for_pages() -> None:
    process = FakeProcess(CannotShow(BROKE()), CannotShow(BROKE()))

    async def check() -> None:
        seen = await over(process).look(Showing("m", True, (WRONG,)), Touched())
        assert seen
        assert seen.showing == Showing("m", False, (Problem("xem-truoc", 0, BROKE()),))
        with pytest.raises(NotMade) as told:
            await over(process).answer("/")
        assert told.value.args[0] == [Problem("xem-truoc", 0, BROKE())]

    run(check())


TOUCHED = [
    (("theme/templates/base.html",), Touched(theme=True)),
    (("plugins/engine/warm.py",), Touched(code=True)),
    (("plugins/engine/__pycache__/warm.pyc",), Touched()),
    (("content/tin-tuc/a/anh.jpg",), Touched()),
    (("content/tin-tuc/a.md",), Touched(text="tin-tuc/a.md")),
    (("content/tin-tuc/a.md", "content/tin-tuc/.goutputstream-X"), Touched(text="tin-tuc/a.md")),
    (("content/tin-tuc/a.md", "content/tin-tuc/b/index.md"), Touched()),
    (("content/tin-tuc/a\u0301.md",), Touched(text="tin-tuc/á.md")),
]


@pytest.mark.parametrize(("paths", "touched"), TOUCHED, ids=[row[0][-1] for row in TOUCHED])
def test_what_was_saved_says_what_is_read_anew(
    monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], touched: Touched
) -> None:
    def watched(*_: Path, **_options: object) -> Iterator[set[tuple[int, str]]]:
        yield from (set(), set(), {(1, str(ROOT / path)) for path in paths})
        yield from [set()] * loop.AWHILE * 3

    monkeypatch.setattr(loop, "watch", watched)
    told = list(loop.occasions(ROOT / "content", cast(Any, None)))
    assert told == [Touched(code=True), touched, Touched(nothing=True)]


# ── The whole ────────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = "---\nTitle: {title}\nDate: 2026-01-02\n---\n\nMột đoạn văn.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = tmp_path / "bai-viet"
    (content / "tin-tuc").mkdir(parents=True)
    (content / "tin-tuc" / "mot-bai.md").write_text(TEXT.format(title="Tên cũ"), "utf-8")
    return content


@pytest.fixture
def preview(content: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "tasks.py", "preview", "--port", "0", "--content", str(content)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="hỏi /proc về các tiến trình con")
def test_a_saved_text_is_seen_its_mistake_is_told_and_ctrl_c_ends_well(
    preview: subprocess.Popen[str], content: Path
) -> None:
    assert preview.stdout
    port = int(preview.stdout.readline().partition("127.0.0.1:")[2].partition(" ")[0])
    try:
        assert preview.stdout.readline() == f"Soạn bài tại http://127.0.0.1:{port}/soan/\n"
        assert preview.stdout.readline().startswith("Đã dựng sau ")
        page = _article(port)
        assert page.h1.text == "Tên cũ"
        assert page.select_one("article[data-source='tin-tuc/mot-bai.md']")
        _save(content, TEXT.format(title="Tên mới"), port, page)
        page = _article(port)
        assert page.h1.text == "Tên mới"
        _save(content, TEXT.format(title="Hỏng").replace("2026-01-02", "mai"), port, page)
        page = _article(port)
        assert page.h1.text == "Tên mới"
        assert ("tin-tuc/mot-bai.md", "3") in [
            (row["data-file"], row["data-line"]) for row in page.select("[data-problem]")
        ]
        assert page.select_one("a[href='/soan/bai/tin-tuc/mot-bai.md/']").text == "Sửa bài này"
        with asked(port, "/soan/bai/tin-tuc/mot-bai.md/") as answer:
            editor = answer.read().decode()
        assert "Hỏng" in editor
        revision = re.search("[0-9a-f]{64}", editor)
        assert revision
        with asked(port, f"/soan/bai/tin-tuc/mot-bai.md/soat?ban={revision[0]}") as answer:
            assert len(json.loads(answer.read())["problems"]) == 1
        (first,) = _started_by(preview.pid)  # one, which answers the editor as well
        os.kill(first, signal.SIGKILL)
        _save(content, TEXT.format(title="Tên cuối"), port, page)
        assert _article(port).h1.text == "Tên cuối"
        (second,) = _started_by(preview.pid)
        preview.send_signal(signal.SIGINT)
        assert preview.stdout.read().endswith("Đã dừng xem trước.\n")
        assert preview.wait(PATIENCE) == 0
        assert second != first
        assert not Path(f"/proc/{second}").exists()
    finally:
        shutil.rmtree(own_folder(content), ignore_errors=True)


def _started_by(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(one) for thread in threads for one in (thread / "children").read_text().split()]


def _article(port: int) -> BeautifulSoup:
    with asked(port, "/tin-tuc/mot-bai/") as answer:
        return BeautifulSoup(answer.read(), "html.parser")


def _save(content: Path, text: str, port: int, page: BeautifulSoup) -> None:
    """Saves, and waits as the page would until it is told."""
    mark = str(page.find_all("script")[-1]).partition("/__xem-truoc?")[2].partition('"')[0]
    (content / "tin-tuc" / "mot-bai.md").write_text(text, "utf-8")
    with asked(port, f"/__xem-truoc?{mark}") as events:
        while not events.readline().startswith(b"data:"):
            pass
