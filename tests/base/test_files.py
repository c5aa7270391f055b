"""A file is replaced whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.base import files


@pytest.mark.parametrize("sync", [False, True])
def test_a_file_is_made_or_replaced_and_nothing_stays_beside_it(tmp_path: Path, sync: bool) -> None:
    file = tmp_path / "a.txt"
    for content in (b"one", b"", b"three"):
        files.replace(file, content, sync=sync)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666])
def test_rights_are_those_that_are_asked_for(tmp_path: Path, mode: int) -> None:
    files.replace(tmp_path / "a.txt", b"", mode=mode)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == mode


def test_where_it_cannot_be_replaced_all_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OSError, match=r"a\.txt"):
        files.replace(tmp_path / "a.txt", b"one")
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.replace(tmp_path / "a.txt", b"new", sync=True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a.txt": b"old"}
