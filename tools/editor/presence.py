"""Who has which text open: shown, so that people talk to each other. Nothing is locked, nothing is kept on a disk."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from tools.editor import limits
from tools.editor.people import Person


@dataclass
class Presence:
    """A page that is open says so now and then; one that says nothing for a while is taken for closed."""

    _seen: dict[str, dict[str, tuple[str, datetime]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def others(self, path: str, person: Person, now: datetime) -> list[str]:
        """Notes that `person` has a text open; returns the full names of the others who have."""
        with self._lock:
            self._forget(now)
            there = self._seen.setdefault(path, {})
            there[person.name] = (person.full_name, now)
            return sorted(full_name for name, (full_name, _) in there.items() if name != person.name)

    def _forget(self, now: datetime) -> None:
        for path, there in list(self._seen.items()):
            for name, (_, at) in list(there.items()):
                if now - at > limits.STAYS_PRESENT:
                    del there[name]
            if not there:
                del self._seen[path]
