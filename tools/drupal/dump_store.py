"""What was read of a dump: the rows of its tables, in a temporary SQLite database of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Value = str | bytes | int | float | None


class TableKey(NamedTuple):
    """A table of one of the databases in a dump."""

    database: str
    name: str


@dataclass(slots=True)
class StoredTable:
    columns: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    stored: str = ""
    kept: list[int] = field(default_factory=list)
    """Which of the columns are kept."""
    rows: int = 0


class Dump:
    """The tables of a dump: `tables` has all of them by name, and how many rows of each were kept."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # a file of SQLite's own, gone with the connection
        self._base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000")
        self._tables: dict[TableKey, StoredTable] = {}
        self.is_doubled = False
        """Whether all its text is UTF-8 that was once read as Western letters; rows come put right then."""
        self.damaged = 0
        """Values with letters that are none in the character set of the dump."""

    @property
    def tables(self) -> Mapping[TableKey, int]:
        return {key: table.rows for key, table in self._tables.items()}

    def columns(self, key: TableKey) -> Collection[str]:
        table = self._tables.get(key)
        return [table.columns[at] for at in table.kept] if table else ()

    def rows(self, key: TableKey, **wanted: Value) -> Iterator[dict[str, Value]]:
        """The rows of a table, in the dump's order, that have these values; none where there is no such table."""
        table = self._tables.get(key)
        if not table or not table.stored or not wanted.keys() <= set(self.columns(key)):
            return
        names = [table.columns[at] for at in table.kept]
        where = " AND ".join(f"{_quoted(name)} IS ?" for name in wanted) or "1"
        # The names are ours, or quoted.
        found = self._base.execute(f"SELECT * FROM {table.stored} WHERE {where} ORDER BY rowid", [*wanted.values()])  # noqa: S608
        for row in found:
            values = [single(value) if isinstance(value, str) else value for value in row] if self.is_doubled else row
            yield dict(zip(names, values, strict=True))

    def index(self, key: TableKey, column: str) -> None:
        """Makes finding rows by this column quick."""
        table = self._tables.get(key)
        if table and table.stored and column in self.columns(key):
            self._base.execute(f"CREATE INDEX i_{table.stored} ON {table.stored} ({_quoted(column)})")

    def define(self, key: TableKey, columns: list[str], types: list[str], kept: Collection[str] | None) -> StoredTable:
        """A table as it is first described: what comes later of the same name must fit into it."""
        if key not in self._tables:
            keeping = [at for at, name in enumerate(columns) if kept is None or name in kept]
            self._tables[key] = StoredTable(columns, types, kept=keeping)
        return self._tables[key]

    def add(self, key: TableKey, rows: Iterable[list[Value]]) -> None:
        table = self._tables[key]
        if not table.stored:
            table.stored = f"t{len(self._tables)}_{sum(bool(other.stored) for other in self._tables.values())}"
            names = ", ".join(_quoted(table.columns[at]) for at in table.kept)
            self._base.execute(f"CREATE TABLE {table.stored} ({names})")
        marks = ", ".join("?" * len(table.kept))
        before = self._base.total_changes
        self._base.executemany(f"INSERT INTO {table.stored} VALUES ({marks})", rows)  # noqa: S608
        table.rows += self._base.total_changes - before


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def single(text: str) -> str:
    """Text that was encoded twice, read once more; what was not stays."""
    if text.isascii():
        return text
    try:
        return b"".join(map(_western, text)).decode()
    except UnicodeError:
        return text


def _western(sign: str) -> bytes:
    """The byte that MySQL's latin1 has for a sign; it has one for every byte."""
    return sign.encode("latin-1") if sign <= "\x9f" else sign.encode("cp1252")
