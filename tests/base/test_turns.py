"""Who works in a folder has it alone, until it is done or dies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.base import turns
from plugins.base.turns import FolderBusy, turn
from tools import ROOT

AT_WORK = """
import sys, pathlib
from plugins.base.turns import turn
with turn(pathlib.Path(sys.argv[1]), print, shared=sys.argv[2] == "shared"):
    print("at work", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder: Path, how: str = "alone") -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work in the folder until it is killed."""
    command = [sys.executable, "-c", AT_WORK, str(folder), how]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "at work\n"
        try:
            yield process
        finally:
            process.kill()


def test_who_comes_second_is_told_to_wait_and_has_its_turn_when_the_first_was_killed(tmp_path: Path) -> None:
    with another(tmp_path) as process, turn(tmp_path, process.kill):
        assert process.wait() != 0


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody shares a lock")
@pytest.mark.parametrize(("first", "shared"), [("alone", False), ("alone", True), ("shared", False)])
def test_who_waits_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, shared: bool
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    told: list[str] = []
    with (
        another(tmp_path, first),
        pytest.raises(FolderBusy),
        turn(tmp_path, lambda: told.append("wait"), shared=shared),
    ):
        pytest.fail("had it at the same time")
    assert told == ["wait"]


def test_who_does_not_wait_is_refused_at_once(tmp_path: Path) -> None:
    with another(tmp_path), pytest.raises(FolderBusy), turn(tmp_path, lambda: None, patience=0):
        pytest.fail("had it at the same time")


def test_who_shares_has_it_together_with_others(tmp_path: Path) -> None:
    with another(tmp_path, "shared"), turn(tmp_path, pytest.fail, shared=True):
        assert tmp_path.is_dir()


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path: Path) -> None:
    with turn(tmp_path / "a" / "none", pytest.fail):
        pass
    with turn(tmp_path / "a" / "one", pytest.fail):
        (tmp_path / "a" / "one" / "file").touch()
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["one"]
