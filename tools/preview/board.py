"""What the preview shows now: written by the one who builds, read and waited for by those who serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition

from plugins.base.problems import Problem
from plugins.base.redirects import Redirect


@dataclass(frozen=True)
class Showing:
    """The last good build, and the problems of the last build. `folder` is None until something was built."""

    mark: str
    """Another one for every build, and for every start of the preview."""
    folder: Path | None = None
    problems: tuple[Problem, ...] = ()
    redirects: Mapping[str, Redirect] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Of the texts that have problems, by path."""
    dropped: tuple[Problem, ...] = ()
    """What became of documents that were put into the drop folder."""


class Board:
    """Holds one `Showing`; safe to use from any thread."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._count = 0
        self._changed = Condition()
        self.showing = Showing(mark=f"{start}-0")

    def show(self, showing: Showing) -> None:
        """Puts `showing` up under a new mark; what was dropped is told by `tell` alone."""
        with self._changed:
            self._put(replace(showing, dropped=self.showing.dropped))

    def tell(self, dropped: tuple[Problem, ...]) -> None:
        """Tells what became of dropped documents, beside what is shown."""
        with self._changed:
            self._put(replace(self.showing, dropped=dropped))

    def _put(self, showing: Showing) -> None:
        self._count += 1
        self.showing = replace(showing, mark=f"{self._start}-{self._count}")
        self._changed.notify_all()

    def other_than(self, mark: str, patience: float) -> str | None:
        """Waits for a mark other than `mark` and gives it; None after `patience` seconds."""
        with self._changed:
            changed = self._changed.wait_for(lambda: self.showing.mark != mark, patience)
            return self.showing.mark if changed else None
