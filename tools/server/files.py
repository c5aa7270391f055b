"""The files of a release: listed as quickly as the system can, and shared with another folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

State = tuple[int, int, int, int]
"""Size, time of modification, time of change and inode; any other content has another."""


def files(folder: Path) -> Iterator[str]:
    """The paths of all files below a folder, without the server's own marks, which begin with a dot."""
    return (path for path, _ in _entries(folder))


def states(folder: Path) -> dict[str, State]:
    """The same, each with what tells whether it has changed."""
    return {path: _state(entry.stat(follow_symlinks=False)) for path, entry in _entries(folder)}


def clone(folder: Path, into: Path, look: Callable[[], None]) -> None:
    """Makes a new folder that shares all that lies in another one, marks and links too. `look` raises where it is to
    end.
    """
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        os.mkdir(f"{into}{inside}")  # noqa: PTH102 - as below
        look()
        with os.scandir(f"{folder}{inside}") as entries:
            for entry in entries:
                path = f"{inside}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    os.link(entry.path, f"{into}{path}", follow_symlinks=False)


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    # Plain strings: over tens of thousands of files, path objects cost more than the files.
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(f"{folder}/{inside}") as entries:
            for entry in entries:
                path = f"{inside}/{entry.name}" if inside else entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path, entry


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
