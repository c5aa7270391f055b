"""The SQLite file of accounts, sessions, attempts and the audit trail. Texts never lie in it."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

IN_MEMORY = ":memory:"
PATIENCE = 10.0  # seconds, where the `account` command writes at the same moment
# One step after another from the empty file; what has been released stays as it is, and a change is a new row.
MIGRATIONS = (
    """
    CREATE TABLE people (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL, email TEXT NOT NULL,
        role TEXT NOT NULL
    ) STRICT;
    CREATE TABLE credentials (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
        kind TEXT NOT NULL, secret TEXT NOT NULL
    ) STRICT;
    CREATE INDEX credentials_of ON credentials (person);
    CREATE TABLE sessions (
        digest BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
        begun INTEGER NOT NULL, seen INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sessions_of ON sessions (person);
    CREATE TABLE links (
        digest BLOB PRIMARY KEY, person INTEGER NOT NULL UNIQUE REFERENCES people ON DELETE CASCADE,
        ends INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE attempts (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX attempts_of ON attempts (subject, at);
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, deed TEXT NOT NULL, person TEXT NOT NULL, about TEXT NOT NULL,
        address TEXT NOT NULL
    ) STRICT;
    """,
)


class Database:
    """One connection, which all threads share one after another. What is told is on the disk."""

    def __init__(self, file: Path | None = None) -> None:
        """None: in memory, and forgotten with the process."""
        if file:
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = Lock()
        self._connection = sqlite3.connect(
            file or IN_MEMORY, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {setting}")
        weakref.finalize(self, self._connection.close)
        self._migrate()

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """All that is asked and written inside is one: it is kept whole, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # where the disk is full, SQLite may have gone back by itself
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(question, values).fetchall()

    def _migrate(self) -> None:
        with self.work() as connection:
            (done,) = connection.execute("PRAGMA user_version").fetchone()
            for step in MIGRATIONS[done:]:
                for statement in filter(str.strip, step.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {max(done, len(MIGRATIONS))}")


def utc_now() -> datetime:
    return datetime.now(UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def moment(told: float) -> datetime:
    return datetime.fromtimestamp(told, UTC)
