"""A folder as the file system tells it: what stands there, in one order, and what may be known again by its stamp."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.base import survey
from plugins.base.survey import NO_STAMP, SECOND, changed
from tests.site import write

TREE: dict[str, str | bytes] = dict.fromkeys(("b.md", "z/1.md", "a.md", "a/b/3.md", "a/2.md", "a.b/4.md"), "x")


def surveyed(folder: Path, at: int | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> survey.Survey:
    """What is seen where the clock says `at`."""
    if monkeypatch:
        monkeypatch.setattr(survey, "time", SimpleNamespace(time_ns=lambda: at))
    return survey.survey(str(folder))


def test_the_files_of_a_folder_stand_before_its_folders_each_by_name(tmp_path: Path) -> None:
    seen = surveyed(write(tmp_path, TREE))
    assert list(seen.files) == ["a.md", "b.md", "a/2.md", "a/b/3.md", "a.b/4.md", "z/1.md"]
    assert sorted(seen.folders) == ["a", "a.b", "a/b", "z"]
    assert (seen.odd, seen.unread) == ({}, [])


def test_a_folder_that_is_passed_over_is_told_and_not_looked_into(tmp_path: Path) -> None:
    seen = survey.survey(str(write(tmp_path, TREE)), "b".__eq__)
    assert "a/b" in seen.folders
    assert "a/b/3.md" not in seen.files


def test_a_folder_that_is_not_there_is_unread(tmp_path: Path) -> None:
    seen = surveyed(tmp_path / "none")
    assert (seen.files, seen.folders, seen.unread) == ({}, [], [""])


@pytest.mark.skipif(sys.platform == "win32", reason="links ask for rights there")
def test_links_and_pipes_are_odd_and_nobody_follows_them(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"secret.md": "x"})
    inside = write(tmp_path / "inside", {"a.md": "x"})
    for name, target in {"file": "a.md", "folder": "../outside", "circle": ".", "nowhere": "none"}.items():
        (inside / name).symlink_to(target)
    os.mkfifo(inside / "pipe")
    seen = surveyed(inside)
    assert (list(seen.files), seen.folders) == (["a.md"], [])
    assert sorted(seen.odd) == ["circle", "file", "folder", "nowhere", "pipe"]


@pytest.mark.skipif(not survey.TOLD, reason="no time of change is told there")
def test_another_content_has_another_stamp_whatever_its_size_and_time(tmp_path: Path) -> None:
    before = surveyed(write(tmp_path, TREE)).files
    for name in ("a.md", "a/2.md"):
        told = (tmp_path / name).stat()
        write(tmp_path, {f"{name}.new": "y"})
        os.utime(tmp_path / f"{name}.new", ns=(told.st_atime_ns, told.st_mtime_ns))
        (tmp_path / f"{name}.new").replace(tmp_path / name)
    (tmp_path / "b.md").unlink()
    write(tmp_path, {"c.md": "x"})
    assert changed(before, surveyed(tmp_path).files) == {"a.md", "a/2.md", "b.md", "c.md"}


LATE = 2_000_000_000 * SECOND  # later than any time of change
CLOCKS = [
    # The file's time, the clock's: where the first is a whole second, the file system may tell no more than that.
    (LATE + 1, LATE, False),
    (LATE + 1, LATE + 2, False),
    (LATE + 1, LATE + SECOND // 100, False),
    (LATE + 1, LATE + SECOND, True),
    (LATE, LATE + SECOND, False),
    (LATE, LATE + 3 * SECOND, True),
]


@pytest.mark.skipif(not survey.TOLD, reason="no time of change is told there")
@pytest.mark.parametrize(("file", "clock", "known"), CLOCKS)
def test_a_file_that_is_younger_than_a_tick_is_not_known_by_its_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: int, clock: int, known: bool
) -> None:
    os.utime(write(tmp_path, {"a.md": "x"}) / "a.md", ns=(file, file))
    seen = surveyed(tmp_path, clock, monkeypatch)
    assert seen.trusted("a.md") == (seen.files["a.md"] if known else NO_STAMP)


def test_a_file_whose_time_was_set_back_is_as_young_as_its_change(tmp_path: Path) -> None:
    os.utime(write(tmp_path, {"a.md": "x"}) / "a.md", ns=(1, 1))
    changed_at = (tmp_path / "a.md").stat().st_ctime_ns
    assert survey.trusted(surveyed(tmp_path).files["a.md"], changed_at) == NO_STAMP


def test_where_no_time_of_change_is_told_no_stamp_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "TOLD", False)
    assert surveyed(write(tmp_path, {"a.md": "x"}), 2 * LATE, monkeypatch).trusted("a.md") == NO_STAMP
