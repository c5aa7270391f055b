"""The table of old addresses: read as it was written, and what is no row of it is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.redirects import GONE, MOVED, Redirect, read, table

# No address holds a control sign.
PLACES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20).map(lambda text: f"/{text}")
ROWS = st.lists(
    st.one_of(
        st.builds(Redirect, PLACES, PLACES, st.just(MOVED)), st.builds(Redirect, PLACES, st.just(""), st.just(GONE))
    )
)


@given(ROWS)
def test_what_is_written_is_read_whatever_signs_an_address_has(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Redirect]
) -> None:
    file = tmp_path_factory.mktemp("table") / "redirects.csv"
    file.write_bytes(table(rows))
    assert list(read(file)) == sorted(rows)
    assert table(reversed(rows)) == table(rows)


def test_without_rows_there_is_the_heading_alone() -> None:
    assert table(()) == b"old,new,status\n"


DAMAGED = [
    b"",
    b"old,new,status\n",
    b"/a,/b/\n/a,/b/,301,x\n/a,/b/,\n/a,/b/,200\n",
    b'"/mo-ngoac,,410\n',
    b"\x00\xff\xfe,,\n\n,\n",
    b'/dai,"' + b"x" * 200_000 + b'",301\n',
]


@pytest.mark.parametrize("before", DAMAGED)
def test_what_is_no_row_is_passed_over_and_takes_no_other_with_it(tmp_path: Path, before: bytes) -> None:
    (tmp_path / "redirects.csv").write_bytes(before + b'"/a,b",,410\r\n/cu,/moi/,301')
    assert list(read(tmp_path / "redirects.csv")) == [Redirect("/a,b", "", GONE), Redirect("/cu", "/moi/", MOVED)]


def test_where_there_is_no_table_there_is_no_row(tmp_path: Path) -> None:
    assert list(read(tmp_path / "redirects.csv")) == list(read(tmp_path)) == []
