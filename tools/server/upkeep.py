"""Keeping order: each step by itself, so that what lies in the way of one stops neither the others nor a push."""

from __future__ import annotations

import os
import subprocess
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from plugins.base.problems import Message, printable
from tools.server.home import Home, write

NOTE = "upkeep"
MOST_TOLD = 20
MOST_ASIDE = 100
KEPT = "kept-"
CACHE_DAYS = 90
REMOVAL_SECONDS = 30.0
REMOVE = ("rm", "-rf", "--one-file-system")
OPEN = ("chmod", "-R", "u+rwx")
BESIDE_DATABASES = ("", "-journal", "-wal", "-shm")

IN_THE_WAY = Message("{name}: {why}")
TOO_MANY_ASIDE = "trong server/aside đã có quá nhiều thứ"


@dataclass(slots=True)
class Housekeeping:
    """What was done, and the words for what could not be."""

    home: Home
    trouble: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Around one step. Whatever is wrong with it is remembered, and the next one begins."""
        try:
            yield
        except OSError as why:
            self._tell(name, why.strerror or str(why))
        except Exception as fault:  # noqa: BLE001 - cleaning up must never fail the whole
            self._tell(name, type(fault).__name__)
            with suppress(OSError):
                write(self.home.server / "fault.log", traceback.format_exc())

    def remove(self, path: Path) -> None:
        """Takes a path away as a step of its own."""
        with self.step(str(path.relative_to(self.home.root))):
            remove(self.home, path)

    def note(self) -> None:
        """For `doctor`. What was noted already is not written again."""
        told = self.trouble[:MOST_TOLD]
        if self.home.noted(NOTE).get("trouble", []) != told:
            with suppress(OSError):
                self.home.note(NOTE, trouble=told)

    def _tell(self, name: str, why: str) -> None:
        self.trouble.append(IN_THE_WAY(name=printable(name), why=why))


def remove(home: Home, path: Path) -> None:
    """Takes whatever lies at a path out of sight at once, then away, however deep it is. What cannot be removed comes
    to lie in `server/aside`, where nothing meets it again and `doctor` tells of it.
    """
    if not os.path.lexists(path):
        return
    hidden = path.rename(home.work / f"gone-{os.getpid()}-{time.monotonic_ns()}")
    _away(hidden)
    if os.path.lexists(hidden):
        hidden.rename(_place_aside(home))


def lay_aside(home: Home, path: Path) -> None:
    """Moves what stands in the place of something else to where nothing meets it, and nobody removes it."""
    path.rename(_place_aside(home, KEPT))


def prune_cache(order: Housekeeping) -> None:
    """Removes what no build has used for long, then the least recently used until the rest is small enough."""
    cache, most = order.home.server / "cache", order.home.settings.most_cache_mb * 1_000_000
    known = sorted(_used(cache), reverse=True)
    whole, oldest = 0, time.time() - CACHE_DAYS * 86_400
    for used, size, path in known:
        whole += size
        if used < oldest or whole > most:
            with order.step("server/cache"):
                for ending in BESIDE_DATABASES:
                    path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _used(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Every file with the time of its last use and its size."""
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                facts = os.lstat(f"{place}/{name}")
                yield max(facts.st_atime, facts.st_mtime), facts.st_blocks * 512, Path(place, name)


def empty_aside(order: Housekeeping) -> None:
    """Tries once more what could not be removed before."""
    for left in not_removed(order.home):
        with order.step(f"server/aside/{left.name}"):
            _away(left)


def not_removed(home: Home) -> list[Path]:
    return [one for one in _aside(home) if not one.name.startswith(KEPT)]


def kept_aside(home: Home) -> list[Path]:
    return [one for one in _aside(home) if one.name.startswith(KEPT)]


def _aside(home: Home) -> list[Path]:
    return sorted(home.aside.iterdir()) if home.aside.is_dir() else []


def _away(path: Path) -> None:
    """`rm` goes down any depth, and into paths that are longer than the system takes."""
    for command in (REMOVE, OPEN, REMOVE):
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([*command, "--", str(path)], capture_output=True, timeout=REMOVAL_SECONDS, check=False)
        if not os.path.lexists(path):
            return


def _place_aside(home: Home, kind: str = "") -> Path:
    home.aside.mkdir(parents=True, exist_ok=True)
    free = (home.aside / f"{kind}{number}" for number in range(1, MOST_ASIDE + 1))
    for place in free:
        if not os.path.lexists(place):
            return place
    raise OSError(TOO_MANY_ASIDE)
