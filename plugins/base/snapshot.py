"""What a build knew at its end, for the next one: a table that is read whole and written by what has changed in it.

Like all that is kept between builds it may be lost at any time. A file that is damaged, or that other software wrote,
is an empty table.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import os
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugins.base import files

PROOF = 16  # bytes
LENGTH = 8  # bytes, of the length of what follows
# The whole is written anew when the changes behind it have grown to this part of it.
GROWN = 4


def pack(value: object) -> bytes:
    return pickle.dumps(value, 5)


def pack_rows(rows: dict[str, Any]) -> bytes:
    """Rows of plain values are read again in half the time."""
    try:
        return marshal.dumps((rows, b""))
    except ValueError:
        plain = {key: row for key, row in rows.items() if _is_plain((key, row))}
        return marshal.dumps((plain, pack({key: row for key, row in rows.items() if key not in plain})))


def unpack_rows(packed: bytes | memoryview) -> dict[str, Any]:
    """What `pack_rows` was given; to be asked of bytes that are proved to be its own. Raises what both ways raise."""
    plain, others = marshal.loads(packed)  # noqa: S302
    return plain | unpack(others) if others else plain  # type: ignore[no-any-return]


def _is_plain(value: Any) -> bool:
    try:
        marshal.dumps(value)
    except ValueError:
        return False
    return True


def unpack(packed: bytes) -> Any:
    """What `pack` was given. Nothing but facts of this project comes to life by it. Raises what `pickle` raises."""
    return _Facts(io.BytesIO(packed)).load()


_FOUND: dict[tuple[str, str], Any] = {}


class _Facts(pickle.Unpickler):
    """Knows the classes of our own facts, and of time; each is looked for once."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _FOUND:
            _FOUND[module, name] = self._found(module, name)
        return _FOUND[module, name]

    def _found(self, module: str, name: str) -> Any:
        ours = module == "datetime" or (module.startswith("plugins.") and name[:1].isupper()) or name == "Markup"
        if ours and "." not in name:  # behind which lies whatever a module or a class has
            return super().find_class(module, name)
        if (module, name) in (("zoneinfo", "ZoneInfo._unpickle"), ("copyreg", "_reconstructor")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


class Snapshot:
    """Rows by key. `put` and `drop` change what the next build finds, once they are saved."""

    def __init__(self, file: Path | None, made_by: bytes) -> None:
        self._file = file
        self._made_by = made_by
        self._length = 0
        """Bytes of the file that are believed, and of them those before the first change."""
        self._base = 0
        self._changes: dict[str, Any] = {}
        self.rows: dict[str, Any] = {}
        self.state = b""
        """Of what was read, or was to be kept: another one where that is other, so that a table can say of which state
        of another it is."""
        if file:
            with suppress(OSError):
                self._read(file.read_bytes())

    def put(self, key: str, row: object) -> None:
        if self.rows.get(key) != row:
            self._changes[key] = row
            self.rows[key] = row

    def drop(self, key: str) -> None:
        self._changes[key] = None
        self.rows.pop(key, None)

    def forget(self) -> None:
        """Begins anew: what was kept is not believed any more."""
        self.rows, self._changes, self._length, self._base, self.state = {}, {}, 0, 0, b""

    def save(self) -> None:
        """Keeps the rows, all of them or nothing; a disk that is full keeps nothing and harms nobody."""
        if not self._file or not self._changes:
            return
        part = self._part(self._changes, self.state)
        with suppress(OSError):
            few = self._length + len(part) <= self._base + self._base // GROWN
            if not (few and self._append(self._file, part)):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                whole = self._made_by + self._part(self.rows, b"")
                files.replace(self._file, whole)
                self._base = self._length = len(whole)
        self._changes = {}

    def _append(self, file: Path, part: bytes) -> bool:
        """Behind what was read; not where another build has written since, or one was killed here."""
        if not file.is_file():
            return False
        with file.open("r+b") as opened:
            if opened.seek(0, os.SEEK_END) != self._length:
                return False
            opened.write(part)
        self._length += len(part)
        return True

    def _read(self, kept: bytes) -> None:
        """Each part is proved before it is believed; behind one that is damaged nothing is."""
        at = len(self._made_by)
        if not kept.startswith(self._made_by):
            return
        while at < len(kept):
            length = int.from_bytes(kept[at : at + LENGTH])
            begin = at + LENGTH + PROOF
            packed = memoryview(kept)[begin : begin + length]
            state = _proof(self.state, packed)
            if kept[at + LENGTH : begin] != state or len(packed) != length:
                break
            try:
                self.rows |= unpack_rows(packed)
            except Exception:  # noqa: BLE001 - whatever stands in it, it is not what was written
                break
            at = begin + length
            self._base = self._base or at
            self._length, self.state = at, state
        if None in self.rows.values():
            self.rows = {key: row for key, row in self.rows.items() if row is not None}

    def _part(self, rows: dict[str, Any], before: bytes) -> bytes:
        """What is written of the rows, behind a table of the state `before`."""
        packed = pack_rows(rows)
        self.state = _proof(before, packed)
        return len(packed).to_bytes(LENGTH) + self.state + packed


def _proof(before: bytes, packed: bytes | memoryview) -> bytes:
    """A part is proved together with all parts before it."""
    proof = hashlib.sha256(before)  # which processors know by heart
    proof.update(packed)
    return proof.digest()[:PROOF]
