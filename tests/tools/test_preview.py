"""The preview: what it answers, what it adds to a page, how it builds, and the whole of it once, with real requests."""

import http.client
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from plugins.base.problems import Problem
from plugins.base.redirects import Redirect
from tools import ROOT
from tools.editor.standing import own_folder
from tools.preview import builder, port_number
from tools.preview.board import Board, Showing
from tools.preview.builder import PreviewBuilder
from tools.preview.page import dress, problem_list
from tools.preview.server import Server, reply

WRONG = Problem("tin-tuc/bài & <b>.md", 3, "thiếu «Date».")
WARNING = Problem("data/site.toml", 0, "còn trống: email.", warning=True)
PATIENCE = 30.0


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site; beside it stands a file that is nobody's business."""
    pages = {
        "a/index.html": "<html><body class='x'><h1>Trang nhất</h1></body></html>",
        "a/404.html": "<html><body><h1>Không có trang này</h1></body></html>",
        "a/tin-tuc/x/index.html": "<html><body><h1>Bài</h1></body></html>",
        "a/da-go/index.html": "<html><body><h1>Đã gỡ</h1></body></html>",
        "a/feeds/all.atom.xml": "<feed/>",
        "a/tệp có dấu.txt": "chữ",
        "secret.txt": "bí mật",
        "ab/secret.txt": "bí mật",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return (tmp_path / "a").resolve()


# ── What is answered ─────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = [
    ("/", 200, "Trang nhất"),
    ("/?q=x", 200, "Trang nhất"),
    ("/tin-tuc/x/", 200, "Bài"),
    ("/tin-tuc/x/index.html", 200, "Bài"),
    ("/feeds/all.atom.xml", 200, "<feed/>"),
    ("/t%E1%BB%87p%20c%C3%B3%20d%E1%BA%A5u.txt", 200, "chữ"),
    ("/tin-tuc/", 404, "Không có trang này"),
    ("/khong-co", 404, "Không có trang này"),
    ("/index.html/", 404, "Không có trang này"),
    ("/../secret.txt", 404, "Không có trang này"),
    ("/../ab/secret.txt", 404, "Không có trang này"),
    ("/%2e%2e/secret.txt", 404, "Không có trang này"),
    ("/..%2fsecret.txt", 404, "Không có trang này"),
    ("//etc/passwd", 404, "Không có trang này"),
    ("/x%00y", 404, "Không có trang này"),
    ("/" + "x" * 5000, 404, "Không có trang này"),
]


@pytest.mark.parametrize(("target", "status", "words"), ANSWERS, ids=[row[0][:30] for row in ANSWERS])
def test_an_address_is_answered_as_a_web_server_would(site: Path, target: str, status: int, words: str) -> None:
    answer = reply(Showing("m", site), target)
    assert answer.status == status
    assert words in answer.body.decode()


@pytest.mark.parametrize("target", ["/tin-tuc/x", "//tin-tuc/x", "/tin-tuc/./x?y"])
def test_a_folder_without_its_stroke_leads_to_the_one_with_it(site: Path, target: str) -> None:
    answer = reply(Showing("m", site), target)
    assert (answer.status, answer.headers) == (302, {"Location": "/tin-tuc/x/"})


def test_a_link_out_of_the_site_is_not_followed(site: Path) -> None:
    (site / "ra-ngoai.txt").symlink_to(site.parent / "secret.txt")
    assert reply(Showing("m", site), "/ra-ngoai.txt").status == 404


ROWS = (Redirect("/cu", "/tin-tuc/x/", 301), Redirect("/?q=node/1", "/tin-tuc/", 301), Redirect("/da-go/", "", 410))
OLD = {one.old: one for one in ROWS}


def test_an_old_address_is_redirected_or_gone(site: Path) -> None:
    showing = Showing("m", site, redirects=OLD | {"/mất/": Redirect("/mất/", "", 410)})
    for written in ("/cu", "/cu/", "/c%75?x=1"):
        assert reply(showing, written).headers["Location"] == "/tin-tuc/x/"
    for written in ("/?q=node/1", "/index.php?x=1&q=node%2F1"):
        assert reply(showing, written).headers["Location"] == "/tin-tuc/"
    gone = reply(showing, "/da-go/")
    assert gone.status == 410
    assert "Đã gỡ" in gone.body.decode()
    assert reply(showing, "/m%E1%BA%A5t/").status == 410


# ── What is added to a page ──────────────────────────────────────────────────────────────────────────────────────────


def test_problems_stand_on_the_page_with_file_and_line_above_the_last_good_build(site: Path) -> None:
    answer = reply(Showing("m", site, (WARNING, WRONG)), "/")
    page = BeautifulSoup(answer.body, "html.parser")
    told = page.select("[data-problem]")
    assert [(row["data-file"], row["data-line"]) for row in told] == [(WRONG.path, "3"), (WARNING.path, "0")]
    assert [row.text for row in told] == [str(WRONG), str(WARNING)]
    assert page.summary.text == "1 lỗi, 1 cảnh báo. Bên dưới là bản dựng được gần nhất."
    assert page.details.has_attr("open")
    assert page.h1.text == "Trang nhất"


def test_a_page_tells_the_warnings_of_its_own_text_and_counts_the_others(site: Path) -> None:
    own, other = (Problem(f"tin-tuc/{name}.md", 4, "hai dấu chấm.", warning=True) for name in "xy")
    addresses = {"tin-tuc/x.md": "/tin-tuc/x/", "tin-tuc/y.md": "/tin-tuc/y/"}
    showing = Showing("m", site, (own, other, WARNING), addresses=addresses)
    page = BeautifulSoup(reply(showing, "/tin-tuc/x/").body, "html.parser")
    assert [row["data-file"] for row in page.select("[data-problem]")] == ["tin-tuc/x.md"]
    assert page.summary.text == "Không có lỗi, 1 cảnh báo. 2 cảnh báo ở những bài khác."


def test_warnings_alone_are_folded_away() -> None:
    page = BeautifulSoup(problem_list((WARNING,), built=True), "html.parser")
    assert page.summary.text == "Không có lỗi, 1 cảnh báo."
    assert not page.details.has_attr("open")


def test_a_page_without_problems_gets_the_script_and_nothing_else() -> None:
    before, after = b"<html><body><h1>a</h1>", b"</body></html>"
    dressed = dress(before + after, Showing("dau-7", Path("x")))
    assert dressed.startswith(before + b"<script>")
    assert dressed.endswith(b"</script>" + after)
    assert b'"/__xem-truoc?dau-7"' in dressed


SHOWN = '<html><body><article class="x" data-source="tin-tuc/t&amp;n é/index.md"><h1>Bài</h1></article></body></html>'


def test_a_page_of_a_text_leads_to_where_it_is_written(site: Path) -> None:
    (site / "tin-tuc/x/index.html").write_text(SHOWN, "utf-8")
    page = BeautifulSoup(reply(Showing("m", site), "/tin-tuc/x/", editor=True).body, "html.parser")
    (link,) = page.find_all("a", string="Sửa bài này")
    assert link["href"] == "/soan/bai/tin-tuc/t%26n%20%C3%A9/index.md/"
    assert "Sửa bài này" not in reply(Showing("m", site), "/tin-tuc/x/").body.decode()
    assert "Sửa bài này" not in reply(Showing("m", site), "/", editor=True).body.decode()


def test_files_that_are_no_pages_are_not_touched(site: Path) -> None:
    assert reply(Showing("m", site, (WRONG,)), "/feeds/all.atom.xml").body == b"<feed/>"


WITHOUT_A_BUILD = [((), "Đang dựng trang…"), ((WRONG,), "Chưa dựng được trang")]


@pytest.mark.parametrize(("problems", "heading"), WITHOUT_A_BUILD)
def test_before_anything_was_built_a_page_says_so(problems: tuple[Problem, ...], heading: str) -> None:
    answer = reply(Showing("m", None, problems), "/")
    page = BeautifulSoup(answer.body, "html.parser")
    assert answer.status == 503
    assert page.h1.text == heading
    assert len(page.select("[data-problem]")) == len(problems)


# ── The server ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def board(site: Path) -> Board:
    board = Board("m")
    board.show(Showing("", site))
    return board


@pytest.fixture
def server(board: Board) -> Iterator[Server]:
    with Server(0, board) as server:
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


def test_the_search_index_is_made_when_it_is_asked_for(server: Server, site: Path) -> None:
    page = '<html><body><article class="x" data-pagefind-body><h1>Bài tìm được</h1></article></body></html>'
    (site / "tin-tuc/x/index.html").write_text(page, "utf-8")
    assert not (site / "pagefind").exists()
    with asked(server.port, "/pagefind/0/pagefind-entry.json") as answer:
        assert json.loads(answer.read())["languages"]["vi"]["page_count"] == 1


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


def test_the_preview_ends_while_pages_wait_for_a_build(board: Board) -> None:
    with Server(0, board) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", f"/__xem-truoc?{board.showing.mark}")
        events = connection.getresponse()
    assert events.read() == b""
    events.close()
    connection.close()


def test_a_browser_that_goes_away_leaves_no_word(server: Server, site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (site / "lon.txt").write_bytes(bytes(8_000_000))
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


def test_the_editor_answers_below_its_own_address_and_decides_for_itself_to_which_names(board: Board) -> None:
    with Server(0, board, lambda _: told_where) as server:
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


def test_a_port_that_is_taken_is_told_with_the_remedy(server: Server, board: Board) -> None:
    port = server.port
    with pytest.raises(SystemExit) as told:
        Server(port, board)
    assert (
        str(told.value) == f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: --port {port + 1}"
    )


@pytest.mark.parametrize("words", ["", "tám", "-1", "65536", "80.5"])
def test_what_is_no_port_is_refused(words: str) -> None:
    with pytest.raises(SystemExit, match="không dùng được"):
        port_number(words)


# ── The builder ──────────────────────────────────────────────────────────────────────────────────────────────────────

BUILD = """
import json, pathlib, sys
order = json.loads(sys.stdin.readline())
plan = json.loads(pathlib.Path(order["PLAN"]).read_text())
for name, text in plan.get("files", {}).items():
    path = pathlib.Path(order["OUTPUT_PATH"], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
if "problems" in plan:
    pathlib.Path(order["PROBLEMS_FILE"]).write_text(json.dumps(plan["problems"]))
print(plan.get("says", ""), file=sys.stderr)
sys.exit(plan["code"])
"""
ROW = {"path": "a.md", "line": 2, "message": "sai.", "warning": False}


@pytest.fixture
def build(tmp_path: Path) -> Iterator["Build"]:
    build = Build(tmp_path)
    yield build
    build.builder.close()


class Build:
    """A builder whose build does what the test says."""

    def __init__(self, folder: Path) -> None:
        self._plan = folder / "plan.json"
        self.builder = PreviewBuilder(folder / "home", {"PLAN": str(self._plan)}, (sys.executable, "-c", BUILD))
        self.showing = Showing("m")

    def __call__(self, **plan: object) -> Showing:
        self._plan.write_text(json.dumps(plan))
        self.showing = self.builder.build(self.showing)
        return self.showing


def test_each_build_goes_into_the_folder_that_is_not_shown(build: Build) -> None:
    folders = [build(code=0, files={"index.html": str(number)}).folder for number in range(3)]
    assert [folder and folder.name for folder in folders] == ["a", "b", "a"]
    assert folders[2]
    assert (folders[2] / "index.html").read_text() == "2"


def test_a_refused_build_leaves_the_last_good_one_and_brings_its_problems(build: Build) -> None:
    good = build(code=0, files={"redirects.csv": "/cu,/moi/,301\n"})
    refused = build(code=1, problems=[ROW])
    assert refused.folder == good.folder
    assert refused.redirects == {"/cu": Redirect("/cu", "/moi/", 301)}
    assert refused.problems == (Problem("a.md", 2, "sai."),)
    assert build(code=0).problems == ()


def test_warnings_of_a_good_build_are_shown_with_it(build: Build) -> None:
    assert build(code=0, problems=[{**ROW, "warning": True}]).problems == (Problem("a.md", 2, "sai.", warning=True),)


def test_a_build_that_breaks_without_a_word_is_shown_with_its_last_lines(
    build: Build, capfd: pytest.CaptureFixture[str]
) -> None:
    (problem,) = build(code=3, says="ValueError: x").problems
    assert problem.message.endswith("ValueError: x\n")
    assert "dừng giữa chừng" in problem.message
    assert "ValueError: x" in capfd.readouterr().err


LOADING = """
import sys
sys.path.insert(0, {folder!r})
import json, pathlib, said
pathlib.Path({folder!r}, "loaded").touch()
output = pathlib.Path(json.loads(sys.stdin.readline())["OUTPUT_PATH"])
output.mkdir(parents=True)
(output / "x").write_text(said.WORDS)
"""


def test_code_that_changed_while_a_builder_waited_is_what_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "CODE", tmp_path)
    (tmp_path / "said.py").write_text("WORDS = 'cu'")
    loading = LOADING.format(folder=str(tmp_path))
    build = PreviewBuilder(tmp_path / "home", {}, (sys.executable, "-c", loading))
    while not (tmp_path / "loaded").exists():
        pass
    (tmp_path / "said.py").write_text("WORDS = 'moi hon'")
    shown = build.build(Showing("m"))
    build.close()
    assert shown.folder
    assert (shown.folder / "x").read_text() == "moi hon"


def test_a_builder_that_died_while_waiting_is_told_and_replaced(build: Build) -> None:
    build.builder._waiting.kill()
    build.builder._waiting.wait()
    assert len(build(code=0).problems) == 1
    assert build(code=0).problems == ()


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


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C của Windows không gửi được cho riêng một tiến trình con")
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
            assert "Hỏng" in answer.read().decode()
        preview.send_signal(signal.SIGINT)
        assert preview.stdout.read().endswith("Đã dừng xem trước.\n")
        assert preview.wait(PATIENCE) == 0
    finally:
        for made in (ROOT / ".cache" / "preview" / str(port), own_folder(content)):
            shutil.rmtree(made, ignore_errors=True)


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


def test_who_waits_for_an_order_has_loaded_pelican_and_the_engine() -> None:
    done = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "tools.site"),
        cwd=ROOT,
        input="",
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"pelican", "plugins.engine.generator"} <= loaded
