"""The table of old addresses, `redirects.csv`: what it holds, and how it is written and read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

HEAD = ("old", "new", "status")
GIVEN_HEAD = ("old", "new", "reason")
MOVED, GONE = 301, 410


class Redirect(NamedTuple):
    """What answers at an old address: MOVED to `new`, or GONE, and `new` is empty."""

    old: str
    new: str
    status: int


class OldPlace(NamedTuple):
    """What the content says of an address that belongs to no text: where it leads, and why nothing is there where that
    is empty, or where nothing stands.
    """

    old: str
    new: str
    reason: str = ""


def table(redirects: Iterable[Redirect]) -> bytes:
    """The same for the same rows in whatever order."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *sorted(redirects)])
    return text.getvalue().encode()


def read(file: Path) -> Iterator[Redirect]:
    """None where there is no table."""
    if file.is_file():
        with file.open(encoding="utf-8", errors="replace", newline="") as lines:
            yield from rows(lines)


def rows(lines: Iterable[str]) -> Iterator[Redirect]:
    """What is no row, as the heading, is passed over: no row is longer than its line."""
    for line in lines:
        with suppress(csv.Error):
            for row in csv.reader([line]):
                if len(row) == len(HEAD) and row[2] in (str(MOVED), str(GONE)):
                    yield Redirect(row[0], row[1], int(row[2]))
