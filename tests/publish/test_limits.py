"""What one push may cost the server: whatever it holds, it is refused in words, and the next one goes live."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.publish import bombs
from tests.publish.house import House, Pushed, quiet
from tests.site import ROOT
from tools.publish.resources import MEGABYTE, memory_of


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


def over_ssh(house: House, commit: str, pack: bytes) -> subprocess.CompletedProcess[bytes]:
    """A push as the forced command gets it, by a client that is no git."""
    asked = bombs.lines([f"{house.tip} {commit} refs/heads/main\0report-status"])
    return subprocess.run(
        [sys.executable, "-m", "tools.publish.hooks", "ssh", str(house.home.root)],
        cwd=ROOT,
        env=os.environ | {"SSH_ORIGINAL_COMMAND": "git-receive-pack site.git"},
        input=asked + pack,
        capture_output=True,
        check=False,
    )


def test_a_delta_that_grows_beyond_all_memory_ends_the_git_that_receives_it(house: House) -> None:
    done = over_ssh(house, *bombs.delta(house.tip, 1200))
    assert b"Out of memory" in done.stderr
    assert b"unpack index-pack" in done.stdout


def test_a_build_that_needs_too_much_memory_is_ended_and_refused(house: House) -> None:
    settings = house.home.server / "settings.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}\nmost_memory_mb = 30\n", "utf-8")
    pushed = refused(house, house.clone.version(house.version + 1))
    settings.write_text(before, "utf-8")
    assert "Dựng trang cần quá 30 MB bộ nhớ nên đã dừng." in pushed.said


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
