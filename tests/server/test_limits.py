"""What one push may cost the server: whatever it holds, it is refused in words, and the next one goes live."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.base import moments
from tests.server import bombs
from tests.server.house import House, Pushed, quiet
from tests.site import ROOT
from tools.resources import MEGABYTE, memory_of
from tools.server import lock, settle
from tools.server.build import NotBuilt, SiteBuilder, without_places
from tools.server.compress import LARGEST, compress
from tools.server.git import TooMuch
from tools.server.pusher import Gone
from tools.server.repository import Repository

Place = Callable[[Path, Mapping[str, str]], str]


@pytest.fixture(autouse=True)
def nothing_is_left(house: House) -> object:
    """After every push of this module."""
    yield
    quiet(house)
    assert house.litter() == []
    house.clone.git("reset", "--quiet", "--hard", house.tip)


def refused(house: House, commit: str) -> Pushed:
    before, tip = house.home.current.readlink(), house.tip
    pushed = house.clone.push(f"{commit}:main")
    assert pushed.code != 0
    assert (house.home.current.readlink(), house.tip) == (before, tip)
    assert not any("trục trặc" in line or str(house.folder) in line for line in pushed.lines)
    return pushed


@contextmanager
def settings(house: House, line: str) -> Iterator[None]:
    file = house.home.server / "settings.toml"
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{line}\n", "utf-8")
    yield
    file.write_text(before, "utf-8")


def over_ssh(house: House, commit: str, pack: bytes) -> subprocess.CompletedProcess[bytes]:
    """A push as the forced command gets it, by a client that is no git."""
    asked = bombs.lines([f"{house.tip} {commit} refs/heads/main\0report-status"])
    return subprocess.run(
        [sys.executable, "-m", "tools.server.hooks", "ssh", str(house.home.root)],
        cwd=ROOT,
        env=os.environ | {"SSH_ORIGINAL_COMMAND": "git-receive-pack site.git"},
        input=asked + pack,
        capture_output=True,
        check=False,
    )


def test_a_delta_that_grows_beyond_all_memory_ends_the_git_that_receives_it(house: House) -> None:
    done = over_ssh(house, *bombs.delta(house.tip, 700))
    assert b"Out of memory" in done.stderr
    assert b"unpack index-pack" in done.stdout


@pytest.mark.parametrize("place", [bombs.in_content, bombs.commit])
def test_two_kilobytes_that_stand_for_ten_thousand_million_files_are_not_counted(house: House, place: Place) -> None:
    folder = house.clone.folder
    with settings(house, "most_files = 1000"):
        pushed = refused(house, place(folder, {"nhieu": bombs.wide(folder, 10)}))
    assert "lần đăng này có hơn 1000 tệp." in pushed.said


@pytest.mark.parametrize(("place", "levels"), [(bombs.in_content, 13), (bombs.commit, 300)])
def test_folders_in_one_another_are_refused_before_they_are_made(house: House, place: Place, levels: int) -> None:
    folder = house.clone.folder
    pushed = refused(house, place(folder, {"sau": bombs.deep(folder, levels)}))
    assert "nằm sâu quá 12 tầng thư mục" in pushed.said
    assert "a/" * 200 not in pushed.said


NAMES = [
    ("aux.md", "aux.md: «aux.md» là tên mà Windows dành cho thiết bị"),
    ("a:b.jpg", "a:b.jpg: tên «a:b.jpg» có ký tự : mà Windows không nhận"),
    ("a\\b.jpg", "a\\b.jpg: tên «a\\b.jpg» có ký tự \\ mà Windows không nhận"),
    ("a .", "a .: tên «a .» kết thúc bằng dấu chấm hoặc khoảng trắng"),
    ("a\nb\x1b[31m\u2028c.md", "a b\ufffd[31m c.md: tên tệp có dấu xuống dòng hoặc ký tự điều khiển."),
    ("a\udcff.md", "a\ufffd.md: tên tệp có dấu xuống dòng hoặc ký tự điều khiển."),
    ("ữ" * 84, f"{'ữ' * 84}: tên «{'ữ' * 84}» dài 252 byte, quá 200."),
]


@pytest.mark.parametrize("place", [bombs.in_content, bombs.commit])
def test_names_that_a_colleague_cannot_have_are_told_in_one_line_each(house: House, place: Place) -> None:
    folder = house.clone.folder
    files = {name: bombs.blob(folder, "x") for name, _ in NAMES}
    lines = refused(house, place(folder, files)).lines
    assert [name for name, told in NAMES if not any(line.startswith(told) for line in lines)] == []
    assert lines[-2] == f"Soát bài: {len(NAMES)} lỗi, 0 cảnh báo."


@pytest.mark.parametrize("place", [bombs.in_content, bombs.commit])
def test_folders_and_files_that_are_one_on_other_machines_are_refused(house: House, place: Place) -> None:
    folder = house.clone.folder
    one = bombs.tree(folder, {"x.txt": bombs.blob(folder, "x"), "y.txt": bombs.blob(folder, "y")})
    pushed = refused(house, place(folder, {"Ảnh": one, unicodedata.normalize("NFD", "ảnh"): one}))
    assert len([line for line in pushed.lines if "ở chữ hoa, chữ thường" in line]) == 1


def test_a_folder_that_looks_like_git_s_own_is_refused_by_git(house: House) -> None:
    folder = house.clone.folder
    for name in (".GIT", "git~1", ".g\u200cit"):
        found = bombs.commit(folder, {name: bombs.deep(folder, 1)})
        assert "fsck error" in refused(house, found).said


def test_a_git_that_does_not_end_is_ended_and_a_pusher_who_left_is_noticed(house: House) -> None:
    repository = Repository(house.clone.folder / ".git")
    endless = bombs.commit(house.clone.folder, {"nhieu": bombs.wide(house.clone.folder, 9)})
    with pytest.raises(TooMuch, match="quá 0 giây"), repository._git("ls-tree", "-r", endless, seconds=0) as git:
        git.succeeds()

    def gone() -> None:
        raise Gone

    with pytest.raises(Gone), Repository(repository.folder, look=gone)._git("cat-file", "--batch") as git:
        git.line()


def test_all_that_one_push_asks_for_has_one_time_together(house: House) -> None:
    told: list[str] = []
    builder = SiteBuilder(house.home, Repository(house.home.repository), told.append, begun=-1e9)
    for work in (builder.look, lambda: builder.release(house.tip, moments.now(""))):
        with pytest.raises(NotBuilt, match="Dựng trang quá 600 giây nên đã dừng"):
            work()
    with lock.held(house.home, print):
        settle.put_in_order(house.home)


def test_more_branches_than_anybody_edits_are_refused_at_once(house: House) -> None:
    pushed = house.clone.push(*(f"HEAD:refs/heads/n{number}" for number in range(51)))
    assert "Lần đăng này đổi 51 nhánh, quá 50." in pushed.said


def test_what_is_told_names_no_place_of_the_server(house: House) -> None:
    content = house.home.work / "desk-1/tree/content"
    said = f"{content}/a.md: x {house.home.root}/server {ROOT}/tools {content}: y"
    assert without_places(said, str(content), house.home) == "a.md: x server tools content: y"


def test_a_large_attachment_has_no_compressed_copy(tmp_path: Path) -> None:
    for name, size in (("a.csv", LARGEST), ("b.csv", LARGEST + 1)):
        (tmp_path / name).write_bytes(bytes(size))
    assert compress(tmp_path, ["a.csv", "b.csv"], lambda: None) == ["a.csv.br", "a.csv.gz"]


def test_a_build_that_needs_too_much_memory_is_ended_and_refused(house: House) -> None:
    with settings(house, "most_memory_mb = 5"):  # which Python alone needs: however short a build is, it needs more
        pushed = refused(house, house.clone.version(house.version + 1))
    assert "Dựng trang cần quá 5 MB bộ nhớ nên đã dừng." in pushed.said


def test_the_memory_of_a_group_is_that_of_all_its_processes() -> None:
    holding = "import os\nheld = bytearray(os.urandom(30_000_000))\nprint(flush=True)\ninput()"
    program = f"import os\nos.fork()\n{holding}"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as group:
        assert group.stdout
        assert [group.stdout.readline(), group.stdout.readline()] == [b"\n", b"\n"]
        assert 60 * MEGABYTE < memory_of(group.pid) < 120 * MEGABYTE
        group.communicate(b"\n\n")
    assert memory_of(group.pid) == 0


def test_after_all_this_a_good_push_goes_live(house: House) -> None:
    house.clone.version(house.version + 1)
    house.clone.goes_live()
    assert house.served == house.tip
