"""What only ever grows is made small again, and cleaning up never fails the whole."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.server.house import House, deep, git, quiet
from tools.server import upkeep
from tools.server.home import Home, ServerSettings
from tools.server.repository import Repository
from tools.server.upkeep import Housekeeping


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    """The folders of a home, and nothing else."""
    home = Home(tmp_path / "home")
    for folder in home.folders:
        folder.mkdir(parents=True, exist_ok=True)
    return home


def test_a_branch_that_came_and_went_leaves_nothing_in_the_repository(house: House) -> None:
    quiet(house)
    house.hook("tick")
    before = Repository(house.home.repository).size()
    for number in range(2):
        house.clone.commit({"content/files/to.bin": os.urandom(300_000)}, f"lớn {number}")
        assert house.clone.push("+HEAD:refs/heads/lon").code == 0
        house.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    assert house.clone.push(":refs/heads/lon").code == 0
    quiet(house)
    assert Repository(house.home.repository).size() > before + 500_000
    for file in (house.home.repository / "objects").rglob("*"):
        os.utime(file, (time.time() - 86_400, time.time() - 86_400))
    (house.home.server / "gathered.json").unlink()
    assert house.hook("tick").code == 0
    assert Repository(house.home.repository).size() < before + 100_000
    assert git(house.home.repository, "fsck") == ""
    house.clone.version(2)
    house.clone.goes_live()


def test_of_the_cache_what_is_old_goes_first_and_then_what_was_used_longest_ago(bare: Home) -> None:
    bare.__dict__["settings"] = ServerSettings("https://x.example", most_cache_mb=1)
    now = time.time()
    for name, days, size in (("new", 0, 400_000), ("used", 1, 400_000), ("older", 2, 400_000), ("old", 200, 10)):
        file = bare.server / "cache" / name
        file.write_bytes(bytes(range(256)) * (size // 256 + 1))
        os.utime(file, (now - days * 86_400, now - 300 * 86_400))
    upkeep.prune_cache(Housekeeping(bare))
    assert {file.name for file in (bare.server / "cache").iterdir()} == {"new", "used"}


def test_a_folder_deeper_than_any_path_may_be_is_removed(bare: Home) -> None:
    place = bare.work / "sâu"
    deep(place)
    upkeep.remove(bare, place)
    assert list(bare.work.iterdir()) == []


def test_what_cannot_be_removed_is_moved_aside_and_removed_later(bare: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare.work / "bền").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", lambda *_, **__: None)
        upkeep.remove(bare, bare.work / "bền")
    assert list(bare.work.iterdir()) == []
    assert len(upkeep.not_removed(bare)) == 1
    upkeep.empty_aside(Housekeeping(bare))
    assert upkeep.not_removed(bare) == []


def test_what_was_kept_aside_for_an_administrator_is_not_removed(bare: Home) -> None:
    (bare.root / "của ai").touch()
    upkeep.lay_aside(bare, bare.root / "của ai")
    upkeep.empty_aside(Housekeeping(bare))
    assert [one.name for one in upkeep.kept_aside(bare)] == ["kept-1"]


def test_a_step_that_fails_is_told_and_the_next_one_begins(bare: Home) -> None:
    order = Housekeeping(bare)
    for fault in (OSError(5, "lỗi đĩa"), RecursionError(), ValueError("x\ny")):
        with order.step("việc\nlạ"):
            raise fault
    assert order.trouble == ["việc lạ: lỗi đĩa", "việc lạ: RecursionError", "việc lạ: ValueError"]
