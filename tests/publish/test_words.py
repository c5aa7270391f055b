"""Git's English, as git and its forges write it, and what an editor reads instead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.publish.office import Office
from tools.publish import words

SAID = [
    ("fatal: detected dubious ownership in repository at 'D:/trang-tin'", 'safe.directory "D:/trang-tin"'),
    ("fatal: not a git repository (or any of the parent directories): .git", "không phải bản sao của kho bài"),
    ("fatal: Unable to create 'C:/x/.git/index.lock': File exists.", "còn tệp khóa «C:/x/.git/index.lock»"),
    ("error: could not lock config file .git/config: File exists", "còn tệp khóa «.git/config.lock»"),
    ("error: 'content/tin-tuc/c/' does not have a commit checked out", "Trong «content/tin-tuc/c» có một kho git khác"),
    ("theme/base.css: unmerged (0ed1)\nfatal: git-write-tree: error building trees", 'git add "theme/base.css"'),
    ("fatal: no email was given and auto-detection is disabled", "Git chưa biết tên và thư điện tử"),
    (
        "remote: error: File a.mp4 exceeds GitHub's file size limit of 100.00 MB\n ! (pre-receive hook declined)",
        "có tệp quá lớn",
    ),
    ("remote: GH006: Protected branch update failed\n ! [remote rejected] (protected branch hook declined)", "Lý do"),
    ("remote: fatal: Out of memory, malloc failed\nerror: remote unpack failed: index-pack abnormal exit", "bộ nhớ"),
    ("error: remote unpack failed: unable to create temporary object directory", "Máy chủ không ghi được"),
    ("error: unable to write file content/a.md: No space left on device", "Ổ đĩa đã đầy."),
    ("Host key verification failed.\nfatal: Could not read from remote repository.", "khóa của máy chủ đã đổi"),
    ("fatal: unable to access 'https://x/': SSL certificate problem: certificate has expired", "ngày giờ của máy"),
    ("remote: Repository not found.\nfatal: repository 'https://x/' not found", "git remote -v"),
    ("git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.", "cấp quyền đăng"),
    ("fatal: unable to access 'https://x/': The requested URL returned error: 403", "cấp quyền đăng"),
    ("ssh: connect to host x port 22: Connection timed out\nfatal: Could not read from remote", "mạng có thông không"),
    ("fatal: the remote end hung up unexpectedly", "chưa biết máy chủ đã nhận hay chưa"),
    ("error: Entry 'theme/a.css' not uptodate. Cannot merge.", "đang sửa dở và chưa đăng: theme/a.css."),
    ("fatal: refusing to merge unrelated histories", "không cùng gốc"),
    ("usage: git merge-tree <base-tree> <branch1> <branch2>", "cũ hơn 2.38"),
    ("error: unable to unlink old 'content/a.jpg': Invalid argument", "Hãy đóng Word"),
    ("fatal: cannot create directory at 'content/x': Filename too long", "quá dài"),
    ("error: object file .git/objects/ab/cd is empty\nfatal: loose object abcd is corrupt", "bị hỏng"),
    ("fatal: something new under the sun", "thích. Bài của bạn vẫn còn nguyên trên máy này."),
]


@pytest.mark.parametrize(("english", "vietnamese"), SAID)
def test_git_is_turned_into_what_to_do(english: str, vietnamese: str) -> None:
    assert vietnamese in words.told(english)


def test_what_is_not_known_is_shown_as_git_said_it() -> None:
    assert words.told("fatal: something new\n").endswith("Git nói:\nfatal: something new")


RACES = [
    (" ! [rejected]        main -> main (fetch first)", True),
    (" ! [rejected]        main -> main (non-fast-forward)", True),
    (" ! [remote rejected] main -> main (failed to update ref)", True),
    (" ! [remote rejected] main -> main (pre-receive hook declined)", False),
]


@pytest.mark.parametrize(("english", "raced"), RACES)
def test_only_a_push_that_came_second_is_tried_again(english: str, *, raced: bool) -> None:
    assert words.raced(english) is raced


class Closed(BaseHTTPRequestHandler):
    """Lets nobody in."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="kho"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def closed_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Closed) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/kho.git"
        server.shutdown()


def test_without_a_terminal_nobody_is_asked_for_a_password(office: Office, closed_server: str) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.git("remote", "set-url", "origin", closed_server)
    assert editor.stopped().startswith("Máy chủ không nhận tên, mật khẩu hoặc khóa của bạn.")
