"""What stands in a folder, as the file system tells it: every name, and a stamp that another content changes."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from plugins.base import litter

Stamp = tuple[int, int, int, int]
"""Size, time of modification, time of change and inode; another content has another."""
NO_STAMP: Stamp = (-1, 0, 0, 0)
# A file may change once more within the tick of its file system's clock, and nobody sees it by its stamp.
TICK, COARSE_TICK = 50_000_000, 2_000_000_000  # nanoseconds; where only whole seconds are told
SECOND = 1_000_000_000
# Windows tells no time of change: what was written over with its old time and size looks untouched there.
TOLD = sys.platform != "win32"


def all_trusted(stamps: Iterable[Stamp], begun: int) -> bool:
    """Whether each of them is, told sooner of what is old."""
    young = [stamp for stamp in stamps if stamp[1] >= begun - COARSE_TICK or stamp[2] >= begun - COARSE_TICK]
    return TOLD and not any(trusted(stamp, begun) == NO_STAMP for stamp in young)


class Survey(NamedTuple):
    """One look at a folder: `files` and `links` by their paths with forward slashes, in the order of a walk: the files
    of a folder, then its folders.
    """

    begun: int
    """Nanoseconds of the clock before the first look."""
    files: dict[str, Stamp]
    folders: list[str]
    odd: dict[str, int]
    """What is neither a file nor a folder: links, sockets; with their modes."""
    unread: list[str]
    """Folders that could not be opened."""

    @property
    def young(self) -> frozenset[str]:
        """Files that are perhaps too young to be known again; all others are not."""
        old = self.begun - COARSE_TICK
        return frozenset([path for path, stamp in self.files.items() if stamp[1] >= old or stamp[2] >= old])

    def trusted(self, path: str) -> Stamp:
        """The stamp by which the file may be known again; NO_STAMP where it is too young for that."""
        return trusted(self.files[path], self.begun)


def trusted(stamp: Stamp, begun: int) -> Stamp:
    """The stamp of a file that is read after `begun`, if later changes of it are certain to give another."""
    newest = max(stamp[1], stamp[2])
    tick = TICK if newest % SECOND else COARSE_TICK
    return stamp if TOLD and newest < begun - tick else NO_STAMP


class SourceFile(NamedTuple):
    """A file of a folder: its path from there (NFC, forward slashes), how the disk spells it, and the stamp that it may
    be known by again.
    """

    path: str
    folder: Path
    spelled: str
    stamp: Stamp = NO_STAMP

    @property
    def file(self) -> Path:
        """Where it really lies."""
        return self.folder / self.spelled


def survey(folder: str, passed_over: Callable[[str], bool] | None = None) -> Survey:
    """Folders whose name is `passed_over` are told, and not looked into."""
    seen = Survey(time.time_ns(), {}, [], {}, [])
    waiting = [(folder, "")]
    while waiting:
        here, inside = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=attrgetter("name"))
        except OSError:
            seen.unread.append(inside.rstrip("/"))
            continue
        below = []
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                _note(entry, inside + entry.name, seen)
                continue
            seen.folders.append(inside + entry.name)
            if passed_over is None or not passed_over(entry.name):
                below.append((entry.path, f"{inside}{entry.name}/"))
        waiting += reversed(below)
    return seen


def _note(entry: os.DirEntry[str], path: str, seen: Survey) -> None:
    """What is gone again before it is looked at was never there."""
    try:
        told = entry.stat(follow_symlinks=False)
    except OSError:
        return
    if stat.S_ISREG(told.st_mode):
        seen.files[path] = stamp_of(told)
    else:
        seen.odd[path] = told.st_mode


def of_content(folder: Path) -> Survey:
    """All that stands in a content folder; what is hidden, or left behind by programs, is not looked into."""
    return survey(str(folder), litter.is_closed)


def stamp_of(told: os.stat_result) -> Stamp:
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino


def changed(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> set[str]:
    """The paths at which something else stands, or something is gone or new."""
    return {path for path, stamp in after.items() if before.get(path) != stamp} | (before.keys() - after.keys())
