"""What a table that is kept on the disk has to be like: a dictionary that forgets what was not saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

Steps = list[tuple[Any, ...]]


class Table(Protocol):
    def put(self, key: str, row: Any) -> None: ...
    def drop(self, key: str) -> None: ...
    def save(self) -> None: ...
    def forget(self) -> None: ...


T = TypeVar("T", bound=Table)


def steps(keys: list[str], rows: st.SearchStrategy[Any]) -> st.SearchStrategy[Steps]:
    """What may be done with a table, one after another."""
    put = st.tuples(st.just("put"), st.sampled_from(keys), rows)
    drop = st.tuples(st.just("drop"), st.sampled_from(keys))
    return st.lists(st.one_of(put, drop, st.tuples(st.sampled_from(["save", "open", "forget"]))))


def after_each(done: Steps, opened: Callable[[Path], T]) -> Iterator[tuple[T, dict[str, Any]]]:
    """The table after each step, and the rows that it has to hold."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "table")
        table, rows, saved = opened(file), dict[str, Any](), dict[str, Any]()
        for step in done:
            match step:
                case ("put", key, row):
                    table.put(key, row)
                    rows[key] = row
                case ("drop", key):
                    table.drop(key)
                    rows.pop(key, None)
                case ("save",):
                    table.save()
                    saved = dict(rows)
                case ("open",):
                    table = opened(file)
                    rows = dict(saved)
                case ("forget",):
                    table.forget()
                    rows = {}
            yield table, rows
