"""Who is pushing just now: every `git receive-pack` in the repository, told from /proc.

A session that is still being sent holds nothing and delays nobody but itself, for as long as `receive_seconds`.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.server import lock
from tools.server.home import Home

HOOK = b"pre-receive"
PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Session:
    """One `git receive-pack` with the processes below it; `seconds` is how long it has lasted."""

    process: int
    below: tuple[int, ...]
    seconds: float

    @property
    def is_received(self) -> bool:
        """Whether its hook has begun: then the hook's own limits hold."""
        return any(HOOK in _read(process, "cmdline") for process in self.below)

    def end(self) -> None:
        for process in (self.process, *self.below):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGTERM)


def others(repository: Path) -> list[Session]:
    """Every session but the one that this process works for."""
    parents, ours = _parents(), set(ancestors())
    return [
        Session(process, tuple(_below(process, parents)), _age(process))
        for process in parents
        if process not in ours and _receives(process, repository)
    ]


def overdue(home: Home) -> list[Session]:
    """Sessions whose pack should have come by now. The one that has the lock is received, whatever runs below it."""
    holder, most = lock.holder(home), home.settings.receive_seconds
    late = [one for one in others(home.repository) if one.seconds > most and one.process != holder]
    return [one for one in late if not one.is_received]


def quarantines() -> set[str]:
    """The folders in which living pushes keep their objects, by name."""
    names = set()
    for process in _parents():
        for word in _read(process, "environ").split(b"\0"):
            name, _, value = word.partition(b"=")
            if name == b"GIT_QUARANTINE_PATH":
                names.add(os.fsdecode(value.rpartition(b"/")[2]))
    return names


def ancestors() -> Iterator[int]:
    """The process itself, its parent, and so on."""
    process = os.getpid()
    while process > 1:
        yield process
        process = _parent(process)


def _parents() -> dict[int, int]:
    return {int(place.name): _parent(int(place.name)) for place in PROCESSES.glob("[0-9]*")}


def _below(process: int, parents: dict[int, int]) -> list[int]:
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _parent(process: int) -> int:
    """0 for a process that has ended."""
    return int((_facts(process) or ["", "0"])[1])


def _age(process: int) -> float:
    facts = _facts(process)
    begun = int(facts[19]) / os.sysconf("SC_CLK_TCK") if facts else 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - begun if facts else 0.0


def _facts(process: int) -> list[str]:
    """What the system says of a process behind its name, which may hold anything: its state, its parent and so on."""
    return _read(process, "stat").decode("utf-8", "replace").rpartition(")")[2].split()


def _read(process: int, name: str) -> bytes:
    try:
        return (PROCESSES / str(process) / name).read_bytes()
    except OSError:
        return b""


def _receives(process: int, repository: Path) -> bool:
    """Another user's process does not say where it works; then it counts."""
    if b"receive-pack" not in _read(process, "cmdline"):
        return False
    try:
        return (PROCESSES / str(process) / "cwd").samefile(repository)
    except PermissionError:
        return True
    except OSError:
        return False
