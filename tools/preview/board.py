"""What the preview shows now: written by the one who looks, read and waited for by those who serve."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock

from plugins.base.problems import Problem


@dataclass(frozen=True)
class Showing:
    """What was wrong at the last look at the site."""

    mark: str
    """Another one for every look that has found something else, and for every start of the preview."""
    is_ready: bool = False
    """Whether there was a look, of which pages can be asked for."""
    problems: tuple[Problem, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Of the texts that have problems, by path."""
    dropped: tuple[Problem, ...] = ()
    """What became of documents that were put into the drop folder."""


class Board:
    """Holds one `Showing`; safe to use from any thread."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._count = 0
        self._changing = Lock()
        self._waiting: set[Callable[[], object]] = set()
        self.showing = Showing(mark=f"{start}-0")
        self.closed = False

    def show(self, showing: Showing) -> None:
        """Puts `showing` up under a new mark; what was dropped is told by `tell` alone."""
        with self._changing:
            self._put(replace(showing, dropped=self.showing.dropped))

    def tell(self, dropped: tuple[Problem, ...]) -> None:
        """Tells what became of dropped documents, beside what is shown."""
        with self._changing:
            self._put(replace(self.showing, dropped=dropped))

    def _put(self, showing: Showing) -> None:
        self._count += 1
        self.showing = replace(showing, mark=f"{self._start}-{self._count}")
        self._wake()

    def close(self) -> None:
        """Nobody waits any more."""
        with self._changing:
            self.closed = True
            self._wake()

    def _wake(self) -> None:
        for wake in self._waiting:
            with suppress(RuntimeError):  # whose loop has ended
                wake()

    async def other_than(self, mark: str, patience: float) -> str | None:
        """Waits for a mark other than `mark` and gives it; None after `patience` seconds or when closed."""
        changed, loop = asyncio.Event(), asyncio.get_running_loop()
        wake = partial(loop.call_soon_threadsafe, changed.set)
        with self._changing:
            self._waiting.add(wake)
        try:
            while self.showing.mark == mark and not self.closed:
                await asyncio.wait_for(changed.wait(), patience)
        except TimeoutError:
            return None
        finally:
            with self._changing:
                self._waiting.discard(wake)
        return self.showing.mark if self.showing.mark != mark else None
