"""What a build knew is what the next one knows; whatever happens to the file costs work and never a wrong row."""

from __future__ import annotations

import errno
import os
import pickle
from datetime import datetime
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.base import files
from plugins.base.addresses import Section
from plugins.base.model import Body, ContentKind, LinkUse, Status, TaskTargetKind, Visibility
from plugins.base.moments import VIETNAM
from plugins.base.problems import Problem
from plugins.base.snapshot import Snapshot, pack, unpack
from tests.base.tables import Steps, after_each, steps

OURS = b"made by us"
FACTS = {
    "plain": (1, 2.5, "chữ", b"\0", None, frozenset({"a"}), {"a": [1]}),
    "moment": datetime(2026, 11, 5, 7, tzinfo=VIETNAM),
    "words": Markup("<p>Chữ</p>"),
    "facts": (Visibility.LIVE, Body(html=Markup("x"), ids=("a",)), LinkUse("a.md", 1, "/"), Problem("a.md", 1, "sai")),
}


def opened(file: Path, made_by: bytes = OURS) -> dict[str, Any]:
    return Snapshot(file, made_by).rows


def kept(file: Path, rows: dict[str, Any], made_by: bytes = OURS) -> bytes:
    """The table with these rows more, as it lies on the disk then."""
    table = Snapshot(file, made_by)
    for key, row in rows.items():
        table.put(key, row)
    table.save()
    return file.read_bytes()


def test_rows_of_every_kind_are_there_in_the_next_build(tmp_path: Path) -> None:
    kept(tmp_path / "deep" / "table", FACTS)
    assert opened(tmp_path / "deep" / "table") == FACTS


def test_what_was_not_saved_is_not_there(tmp_path: Path) -> None:
    Snapshot(tmp_path / "table", OURS).put("key", "row")
    assert opened(tmp_path / "table") == {}


def test_a_table_without_a_file_holds_its_rows_and_keeps_none() -> None:
    table = Snapshot(None, OURS)
    table.put("key", "row")
    table.save()
    assert table.rows == {"key": "row"}


STEPS = steps(["", "a", "đ"], st.integers() | st.binary() | st.tuples(st.text()))


@given(STEPS)
def test_after_any_steps_the_table_holds_what_a_dictionary_would(done: Steps) -> None:
    for table, rows in after_each(done, lambda file: Snapshot(file, OURS)):
        assert table.rows == rows


def test_a_change_costs_a_change_and_the_table_does_not_grow_for_ever(tmp_path: Path) -> None:
    whole = len(kept(tmp_path / "table", {str(number): "row" * 100 for number in range(100)}))
    assert len(kept(tmp_path / "table", {"1": "other"})) < whole + 100
    for number in range(200):
        most = len(kept(tmp_path / "table", {"1": f"{number}" * 100}))
        assert most < 2 * whole
    assert len(opened(tmp_path / "table")) == 100


@given(st.data())
def test_a_byte_that_is_another_or_an_end_that_is_lost_is_never_another_row(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "table")
        first, both = {"a": "row" * 20}, {"a": "row" * 20, "b": 1}
        kept(file, first)
        whole = kept(file, both)
        at = data.draw(st.integers(0, len(whole) - 1))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
        assert opened(file) == {}
        file.write_bytes(whole[:at])
        assert opened(file) in ({}, first)
        kept(file, {"c": 2})
        assert opened(file) | first == first | {"c": 2}


@pytest.mark.parametrize("damage", [b"", b"no table", OURS, OURS + b"\xff" * 100])
def test_a_file_that_is_no_table_is_an_empty_one_and_gives_way(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "table").write_bytes(damage)
    assert opened(tmp_path / "table") == {}
    kept(tmp_path / "table", FACTS)
    assert opened(tmp_path / "table") == FACTS


@pytest.mark.parametrize("other", [b"", b"made", b"made by us too", b"made by others"])
def test_what_other_software_made_is_not_there_and_gives_way(tmp_path: Path, other: bytes) -> None:
    kept(tmp_path / "table", FACTS)
    assert opened(tmp_path / "table", other) == {}
    kept(tmp_path / "table", {"key": "theirs"}, other)
    assert (opened(tmp_path / "table"), opened(tmp_path / "table", other)) == ({}, {"key": "theirs"})


@pytest.mark.parametrize("foreign", [os.remove, Path("a"), print, Path.unlink])
def test_nothing_but_our_facts_comes_to_life(tmp_path: Path, foreign: object) -> None:
    kept(tmp_path / "table", {"key": foreign})
    assert opened(tmp_path / "table") == {}


@pytest.mark.parametrize(
    "called",
    [
        b"\x8c\x08datetime\x8c\x15sys.getrecursionlimit",
        b"\x8c\x12plugins.base.files\x8c\x08Path.cwd",
        b"\x8c\x02os\x8c\x06getcwd",
    ],
)
def test_nothing_that_lies_in_a_module_beside_our_facts_is_called(called: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpack(b"\x80\x05" + called + b"\x93)R.")


@pytest.mark.parametrize("name", [*ContentKind, *Status, *Visibility, *TaskTargetKind, Section.NEWS])
def test_names_are_kept_by_an_older_python_as_well(name: Enum, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 3.11.4, as Debian 12 has it."""
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda self, _: (getattr, (type(self), self.name)))
    assert unpack(pack(name)) is name


def test_a_full_disk_leaves_what_was_there_and_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    kept(tmp_path / "table", {"key": "row"})
    monkeypatch.setattr(files, "replace", full)
    kept(tmp_path / "table", {"key": "other"})
    assert opened(tmp_path / "table") == {"key": "row"}
