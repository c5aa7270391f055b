"""Rows that are kept by columns are the rows that were put."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.columns import ColumnTable
from tests.base.tables import Steps, after_each, steps

OURS = b"made by us"
NAMES = ("number", "words")
STEPS = steps(list("abcdđ"), st.tuples(st.integers(), st.text()))


def opened(file: Path, made_by: bytes = OURS) -> ColumnTable:
    return ColumnTable(file, made_by, NAMES)


def rows_of(table: ColumnTable) -> dict[str, tuple[Any, ...]]:
    return dict(zip(table.keys, zip(*map(table.column, NAMES), strict=True), strict=True))


@given(STEPS)
def test_after_any_steps_the_table_holds_what_a_dictionary_would(done: Steps) -> None:
    for table, rows in after_each(done, opened):
        assert rows_of(table) == rows
        assert table.rows(["a", "đ", "x"]) == {key: row for key, row in rows.items() if key in "ađ"}


def test_a_change_costs_a_change(tmp_path: Path) -> None:
    table = opened(tmp_path / "table")
    for number in range(100):
        table.put(str(number), (number, "chữ" * 100))
    table.save()
    whole = (tmp_path / "table").stat().st_size
    table.put("1", (1, "khác"))
    table.save()
    assert whole < (tmp_path / "table").stat().st_size < whole + 100


@pytest.mark.parametrize("damage", [b"", b"no table", OURS, OURS + b"\xff" * 100])
def test_a_file_that_is_no_table_is_an_empty_one_and_gives_way(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "table").write_bytes(damage)
    table = opened(tmp_path / "table")
    assert (table.keys, table.column("words")) == ([], [])
    table.put("a", (1, "chữ"))
    table.save()
    assert rows_of(opened(tmp_path / "table")) == {"a": (1, "chữ")}
    assert opened(tmp_path / "table", b"other software").keys == []


def test_another_state_is_told_where_another_table_lies(tmp_path: Path) -> None:
    table = opened(tmp_path / "table")
    table.put("a", (1, "chữ"))
    table.save()
    before = table.state
    assert opened(tmp_path / "table").state == before
    table.put("a", (2, "chữ"))
    table.save()
    assert opened(tmp_path / "table").state == table.state != before
