"""What a long build does now: one line on a terminal, written over itself, and gone before anything else is told.

Where standard error is no terminal there is no such line, so that no log is filled with it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

from plugins.base.vietnamese import number

T = TypeVar("T")

PATIENCE, PAUSE = 2.0, 0.1
"""Seconds before anything is said, and between two lines."""


class ProgressLine:
    """The line of one build, which begins now."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream if stream and stream.isatty() else None
        self._clock = clock
        self._due = clock() + PATIENCE
        self._width = 0
        """Columns that are written on."""

    def counted(self, words: str, things: Iterable[T], count: int) -> Iterator[T]:
        """The things, and how many have come."""
        for at, thing in enumerate(things, 1):
            self.show(words, at, count)
            yield thing
        self.clear()

    def show(self, words: str, at: int = 0, count: int = 0) -> None:
        if self._stream is None or self._clock() < self._due:
            return
        self._due = self._clock() + PAUSE
        line = f"{words}: {number(at)}/{number(count)}" if count else f"{words} …"
        self._write(line[: shutil.get_terminal_size().columns - 1])

    def clear(self) -> None:
        if self._width:
            self._write("")

    def _write(self, line: str) -> None:
        """Leaves the cursor in front, so that even what comes unasked begins a line."""
        assert self._stream
        self._stream.write(f"\r{line:{self._width}}\r")
        self._stream.flush()
        self._width = len(line)


_line = ProgressLine(None)


def begin(stream: TextIO) -> None:
    """A build begins, whose line stands on that stream."""
    global _line  # noqa: PLW0603 - a process has one terminal, as it has one log
    _line = ProgressLine(stream)


def counted(words: str, things: Iterable[T], count: int) -> Iterator[T]:
    return _line.counted(words, things, count)


def show(words: str) -> None:
    """What is done now and cannot be counted."""
    _line.show(words)


def clear() -> None:
    """Before anything else is told."""
    _line.clear()
