"""An editor's SSH key may push and fetch, and nothing else: with a real sshd on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.server.house import House, git, quiet
from tests.server.sshd import Line, listening
from tests.site import article

EDITORS, CONTENT = "key", "content-key"


@pytest.fixture(scope="module")
def line(house: House) -> Iterator[Line]:
    commands = {EDITORS: "ssh-command", CONTENT: "ssh-content-command"}
    allowed = {key: f'restrict,command="{house.home.server}/{name}"' for key, name in commands.items()}
    with listening(house.folder / "ssh", allowed) as line:
        yield line


def run(house: House, line: Line, *arguments: str, key: str = EDITORS) -> subprocess.CompletedProcess[str]:
    command = ["git", *arguments]
    where, how = house.clone.folder, line.environment(key)
    return subprocess.run(command, cwd=where, env=how, capture_output=True, encoding="utf-8", check=False)


def test_a_push_over_ssh_is_live_and_a_fetch_brings_it(house: House, line: Line) -> None:
    commit = house.clone.version(1)
    pushed = run(house, line, "push", f"{line.place}:site.git", "HEAD:main")
    assert pushed.returncode == 0, pushed.stderr
    assert "remote: Đã lên trang: https://x.example/" in pushed.stderr
    assert (house.version, house.served) == (1, commit)
    fetched = run(house, line, "ls-remote", f"{line.place}:{house.home.repository}", "main")
    assert fetched.stdout.split()[0] == commit


def test_no_other_repository_no_shell_and_no_other_command(house: House, line: Line) -> None:
    git(house.folder, "init", "--quiet", "--bare", "other.git")
    other = run(house, line, "ls-remote", f"{line.place}:{house.folder}/other.git")
    assert other.returncode != 0
    assert f"Không có kho «{house.folder}/other.git»" in other.stderr
    for words in ("id", "git-upload-archive site.git", "git-receive-pack site.git; id", ""):
        command = [*line.command(EDITORS).split(), line.place, *([words] if words else [])]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("remote: Khóa SSH này chỉ dùng để đăng bài")


def beside(house: House, path: str) -> str:
    """A commit that changes something beside the texts."""
    return house.clone.commit({path: "khác"}, f"Sửa {path}")


def reverted(house: House) -> None:
    """Two commits that together change nothing but a text."""
    beside(house, "theme/x.css")
    house.clone.git("rm", "--quiet", "-r", "theme")
    house.clone.version(7)


def merged(house: House) -> None:
    """A merge that brings something of its own."""
    house.clone.git("checkout", "--quiet", "-b", "khac")
    house.clone.version(8)
    house.clone.git("checkout", "--quiet", "main")
    house.clone.commit({"content/tin-tuc/b.md": article("Bài B", body="Đổi.")})
    house.clone.git("merge", "--quiet", "--no-commit", "khac")
    beside(house, "tasks.py")


def taken_back(house: House) -> None:
    """A merge that has what the branch had before, where others have changed it."""
    house.clone.git("branch", "--quiet", "truoc")
    beside(house, "README.md")
    house.clone.goes_live()
    house.clone.git("checkout", "--quiet", "truoc")
    house.clone.version(9)
    house.clone.git("merge", "--quiet", "--no-commit", "main")
    house.clone.git("rm", "--quiet", "--cached", "README.md")
    house.clone.git("commit", "--quiet", "--message", "Ghép")


FOREIGN: list[tuple[str, Callable[[House], object], str]] = [
    ("a file of the theme", lambda house: beside(house, "theme/templates/base.html"), "«theme»"),
    ("a file at the root", lambda house: beside(house, "pelicanconf.py"), "«pelicanconf.py»"),
    ("a folder that begins alike", lambda house: beside(house, "content-2/a.md"), "«content-2»"),
    ("one commit takes back what another did", reverted, "«theme/x.css»"),
    ("a merge with something of its own", merged, "«tasks.py»"),
    ("a merge that takes back what others did", taken_back, "«README.md»"),
]


@pytest.mark.parametrize(("make", "named"), [row[1:] for row in FOREIGN], ids=[row[0] for row in FOREIGN])
def test_the_key_of_the_editor_changes_texts_alone(
    house: House, line: Line, make: Callable[[House], object], named: str
) -> None:
    make(house)
    pushed = run(house, line, "push", f"{line.place}:site.git", "HEAD:main", key=CONTENT)
    house.clone.git("checkout", "--quiet", "-B", "main")
    house.clone.git("reset", "--quiet", "--hard", house.tip)
    assert pushed.returncode != 0
    assert f"Lần đăng này sửa cả {named}; khóa này chỉ được sửa thư mục content." in pushed.stderr


def test_the_key_of_the_editor_publishes_texts_and_merges_of_texts(house: House, line: Line) -> None:
    house.clone.git("checkout", "--quiet", "-b", "nhap")
    house.clone.version(10)
    house.clone.git("checkout", "--quiet", "main")
    beside(house, "README.md")
    house.clone.goes_live()
    house.clone.git("checkout", "--quiet", "nhap")
    house.clone.git("merge", "--quiet", "--no-edit", "main")
    pushed = run(house, line, "push", f"{line.place}:site.git", "HEAD:main", key=CONTENT)
    assert pushed.returncode == 0, pushed.stderr
    assert (house.version, house.served) == (10, house.clone.git("rev-parse", "HEAD").strip())


def test_who_sends_one_text_by_it_is_told_of_its_warnings_and_how_many_others_have(house: House, line: Line) -> None:
    both = {f"content/tin-tuc/{name}.md": article(name, body=f"Hết.. Rồi {name}.") for name in ("c", "d")}
    house.clone.commit(both)
    house.clone.goes_live()
    quiet(house)
    shutil.rmtree(house.home.server / "cache" / "sites")  # as an upgrade leaves nothing that was told
    house.clone.commit({"content/tin-tuc/c.md": article("c", body="Hết.. Thôi.")})
    pushed = run(house, line, "push", f"{line.place}:site.git", "HEAD:main", key=CONTENT)
    assert re.findall("cảnh báo: (.*?):", pushed.stderr) == ["tin-tuc/c.md"]
    assert re.search("Còn [1-9] cảnh báo cũ", pushed.stderr)


@pytest.mark.parametrize("target", ["HEAD:khac", "HEAD:refs/tags/x", ":main", "+HEAD~1:main"])
def test_the_key_of_the_editor_reaches_the_main_branch_alone_and_only_forwards(
    house: House, line: Line, target: str
) -> None:
    before = house.tip
    assert run(house, line, "push", f"{line.place}:site.git", target, key=CONTENT).returncode != 0
    assert house.tip == before
    assert git(house.home.repository, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
