"""What each open page saved last: an answer may be lost on the way, and then a page goes on from an older revision than
its own words stand on. Without this it would meet itself as somebody else.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from tools.editor import limits


@dataclass
class LastSaves:
    """A page is named by a number that its script made up; what is not remembered is merged like anybody's words."""

    _made: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stands_on(self, page: str, path: str, revision: str) -> str:
        """The revision that the words of a page stand on, which says that it goes on from `revision`."""
        with self._lock:
            before, made = self._made.get((page, path), ("", ""))
        return made if page and before == revision else revision

    def note(self, page: str, path: str, revision: str, made: str) -> None:
        """That a page which went on from `revision` was answered, perhaps, with `made`."""
        if not page:
            return
        with self._lock:
            self._made.pop((page, path), None)
            self._made[page, path] = (revision, made)
            while len(self._made) > limits.OPEN_PAGES:
                del self._made[next(iter(self._made))]
