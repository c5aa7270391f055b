"""A table of many rows of plain values, kept column by column: whoever asks for few columns reads few."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any

from plugins.base.snapshot import GROWN, Snapshot

Row = tuple[Any, ...]
WHOLE = ""
"""Where no row can stand, the columns do; rows that were put later stand by their keys, what was dropped as ()."""


class ColumnTable:
    """Rows by key, each with a value for every one of `names`. Kept, and lost, like a Snapshot."""

    def __init__(self, file: Path | None, made_by: bytes, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._kept = Snapshot(file, made_by)
        self._begin()

    def _begin(self) -> None:
        self._keys, self._packed = self._kept.rows.get(WHOLE, ((), (marshal.dumps([]),) * len(self._names)))
        self._later: dict[str, Row] = {key: row for key, row in self._kept.rows.items() if key != WHOLE}
        self.__dict__.pop("_places", None)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self._keys)}

    @property
    def state(self) -> bytes:
        """As that of a Snapshot."""
        return self._kept.state

    @property
    def keys(self) -> list[str]:
        if not self._later:
            return list(self._keys)
        return [*compress(self._keys, self._stand()), *self._new()]

    def column(self, name: str) -> list[Any]:
        """The values of all rows, in the order of the keys."""
        at = self._names.index(name)
        values: list[Any] = marshal.loads(self._packed[at])  # noqa: S302 - proved with the table
        if not self._later:
            return values
        for key, row in self._later.items():
            if row and (place := self._places.get(key)) is not None:
                values[place] = row[at]
        return [*compress(values, self._stand()), *(self._later[key][at] for key in self._new())]

    def rows(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys, as far as there are such."""
        found = {key: self._later[key] for key in keys if self._later.get(key)}
        if others := [key for key in keys if key not in self._later and key in self._places]:
            columns = [self.column(name) for name in self._names]
            place = {key: place for place, key in enumerate(self.keys)}
            found |= {key: tuple([column[place[key]] for column in columns]) for key in others}
        return found

    def put(self, key: str, row: Row) -> None:
        self._later[key] = row
        self._kept.put(key, row)

    def drop(self, key: str) -> None:
        self.put(key, ())

    def forget(self) -> None:
        """Begins anew: what was kept is not believed any more."""
        self._kept.forget()
        self._begin()

    def save(self) -> None:
        """As that of a Snapshot."""
        if len(self._later) * GROWN > len(self._keys):
            whole = tuple(self.keys), tuple(marshal.dumps(self.column(name)) for name in self._names)
            for key in self._later:
                self._kept.drop(key)
            self._kept.put(WHOLE, whole)
            self._begin()
        self._kept.save()

    def _stand(self) -> list[bool]:
        """Which of the first rows are still there."""
        gone = {key for key, row in self._later.items() if not row}
        return [key not in gone for key in self._keys]

    def _new(self) -> Iterator[str]:
        return (key for key, row in self._later.items() if row and key not in self._places)
