"""What was worked out before and may be thrown away at any time: bytes by key, in one SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

MOST = 60_000


class Cache:
    """A kill at any moment, a damaged file or two builds at once cost work, never a wrong answer. Without a file,
    nothing is kept.
    """

    def __init__(self, file: Path | None) -> None:
        self._fresh: dict[bytes, bytes] = {}
        self._base: sqlite3.Connection | None = None
        if file:
            with contextlib.suppress(sqlite3.Error, OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                self._base = _open(file)

    def get(self, key: bytes) -> bytes | None:
        if self._base is None:
            return None
        try:
            row = self._base.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return bytes(row[0]) if row else None

    def put(self, key: bytes, value: bytes) -> None:
        self._fresh[key] = value

    def save(self) -> None:
        """Keeps what was put, all of it or nothing; a disk that is full keeps nothing and harms nobody."""
        if self._base is not None and self._fresh:
            with contextlib.suppress(sqlite3.Error), self._base:
                if self._base.execute("SELECT count(*) FROM entries").fetchone()[0] > MOST:
                    self._base.execute("DELETE FROM entries")
                self._base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", self._fresh.items())
        self._fresh.clear()


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _connect(file)
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=5)
    base.execute("PRAGMA mmap_size = 1000000000")  # ten thousand values are read in half the time
    base.execute("CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
    return base
