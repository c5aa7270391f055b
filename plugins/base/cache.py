"""What was worked out before and may be thrown away at any time: values by key, each with the proof that it is whole.

Small values lie in one SQLite file (`Cache`), large ones in a file each (`FileCache`). What is not read as it was
written is not believed, nor what other software wrote: whoever keeps something says what it is `made_by`, a fingerprint
(with the digest of whatever else decides).
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.base import files
from plugins.base.problems import Problem

logger = logging.getLogger(__name__)

MOST, SPARE = 60_000, 1_000
EDITIONS = 3
"""Of one shelf, by as much software in turn: that of today, of a branch, of before."""
PROOF = 16  # bytes
PATIENCE = 60.0  # seconds, for who else writes
INHERITED: list[sqlite3.Connection] = []
# What says that a file cannot be used now, and nothing of what is in it.
PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
}
TABLE = "CREATE TABLE entries (key BLOB PRIMARY KEY, value BLOB NOT NULL);"
FORM = zlib.crc32(TABLE.encode()) >> 1  # a number with a sign of 32 bits; a file with another table is begun anew
BEGINNING = f"""
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS entries;
{TABLE}
PRAGMA user_version = {FORM};
COMMIT;
"""
BESIDE = ("", "-journal", "-wal", "-shm")

DAMAGED = "bộ nhớ tạm bị hỏng nên đã bỏ và làm lại. Trang vẫn đúng; không cần làm gì."


class Cache:
    """A kill at any moment, a damaged file or two builds at once cost work, never a wrong answer. Without a file,
    nothing is kept. What other software made is replaced by what takes its place.
    """

    def __init__(self, file: Path | None, made_by: bytes, most: int = MOST) -> None:
        self._file = file
        self._made_by = made_by
        self._most = most
        self._fresh: dict[bytes, bytes] = {}
        self._base: sqlite3.Connection | None = None
        self._process = 0
        if file:
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)

    def get(self, key: bytes) -> bytes | None:
        row = self._tried(lambda base: base.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone())
        return _proved(self._made_by + key, row[0]) if row else None

    def put(self, key: bytes, value: bytes) -> None:
        self._fresh[key] = value

    def save(self) -> None:
        """Keeps what was put, all of it or nothing, and lets go of the file.

        A disk that is full keeps nothing and harms nobody.
        """
        if self._fresh:
            self._tried(self._store)
            self._fresh.clear()
        if self._base and self._process == os.getpid():
            self._base.close()
            self._base, self._process = None, 0

    def keep(self, number: int, keys: Callable[[], Collection[bytes]]) -> None:
        """Lets go of all but the `keys`, which are some `number`, where the others have become more than these."""
        self._tried(lambda base: self._prune(base, number, keys))

    @staticmethod
    def _prune(base: sqlite3.Connection, number: int, keys: Callable[[], Collection[bytes]]) -> None:
        if base.execute("SELECT count(*) FROM entries").fetchone()[0] <= 2 * number + SPARE:
            return
        used = keys()
        others = [key for (key,) in base.execute("SELECT key FROM entries") if key not in used]
        with base:
            base.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in others))

    def _store(self, base: sqlite3.Connection) -> None:
        with base:
            if base.execute("SELECT count(*) FROM entries").fetchone()[0] > self._most:
                base.execute("DELETE FROM entries")
            rows = ((key, _proof(self._made_by + key, value) + value) for key, value in self._fresh.items())
            base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)

    def _tried(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """None where the file cannot answer. One that errs is dropped, said so, and asked once more when it is new."""
        self._open_in_this_process()
        for _ in range(2):
            try:
                return work(self._base) if self._base else None
            except sqlite3.Error as error:
                if _passes(error):
                    return None
                self._begin_anew()
        return None

    def _open_in_this_process(self) -> None:
        """A copy of a process must not use the connection of the first, nor close it; one that was let go of is opened
        again.
        """
        if self._file and self._process != os.getpid():
            if self._base:
                INHERITED.append(self._base)
            self._base, self._process = _opened(self._file), os.getpid()

    def _begin_anew(self) -> None:
        assert self._file
        assert self._base
        self._base.close()
        _drop(self._file)
        self._base = _opened(self._file)


class FileCache:
    """Values of some size, one file each; beside them the editions of other software that was in use lately. `key` is a
    safe name of a file.
    """

    def __init__(self, folder: Path, made_by: bytes) -> None:
        self.folder = folder / made_by.hex()
        self._made_by = made_by
        with suppress(OSError):
            os.utime(self.folder)

    def get(self, key: str) -> bytes | None:
        try:
            return _proved(self._made_by + key.encode(), self.file(key).read_bytes())
        except OSError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keeps it whole or not at all, whoever else is at it. Raises OSError."""
        target, whole = self.file(key), _proof(self._made_by + key.encode(), value) + value
        try:
            files.replace(target, whole)
        except OSError:  # no folder yet, or something else in its place
            if not self.folder.is_dir():
                _remove_old(self.folder.parent)
            _make_way(target, self.folder)
            files.replace(target, whole)

    def file(self, key: str) -> Path:
        return self.folder / key[:2] / key


@dataclass(frozen=True, slots=True)
class CachedFile:
    """A value of a shelf that is made where it lacks or is damaged. Its key says all that it is made of."""

    shelf: FileCache
    key: str
    make: Callable[[], bytes] = field(compare=False)

    def read_bytes(self) -> bytes:
        """Raises OSError where it cannot be made or kept."""
        value = self.shelf.get(self.key)
        if value is None:
            self.shelf.put(self.key, value := self.make())
        return value

    @property
    def name(self) -> str:
        """Another one for whatever may be another value."""
        return f"{self.shelf.folder.name} {self.key}"


def _proof(key: bytes, value: bytes) -> bytes:
    return hashlib.sha256(b"%d %b%b" % (len(key), key, value)).digest()[:PROOF]


def _proved(key: bytes, kept: object) -> bytes | None:
    """The value, where it is what was put under this key."""
    if not isinstance(kept, bytes):
        return None
    value = kept[PROOF:]
    return value if kept[:PROOF] == _proof(key, value) else None


def _passes(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING


def _opened(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            return _connected(file)
        except sqlite3.Error as error:
            if _passes(error):
                return None
            _drop(file)
    return None


def _connected(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=PATIENCE)
    try:
        base.text_factory = bytes  # a value whose type is damaged is no value, and no error
        if base.execute("PRAGMA user_version").fetchone()[0] != FORM:
            base.executescript(BEGINNING)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _drop(file: Path) -> None:
    """Removes a database with what SQLite lays beside it, or whatever stands in their places."""
    for one in (file.with_name(file.name + ending) for ending in BESIDE):
        with suppress(OSError):
            shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
            logger.warning("%s", Problem(f"{one.parent.name}/{one.name}", 0, DAMAGED, warning=True))


def _remove_old(editions: Path) -> None:
    """Makes room for another edition."""
    with suppress(OSError):
        for old in sorted(editions.iterdir(), key=lambda one: one.stat().st_mtime_ns)[: 1 - EDITIONS]:
            shutil.rmtree(old, ignore_errors=True)


def _make_way(target: Path, site: Path) -> None:
    """The folder of a file to come, and nothing else in the places of both."""
    for folder in (site.parent, site, target.parent):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            with suppress(OSError):
                folder.unlink()
            folder.mkdir(exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
