"""A release: made beside the others, complete and on the disk before anybody can see it, then shown by one rename.

Every release bears a whole second that is later than that of any release before it, and the files in it that are new
or other than in the release that is served bear the same second as their modification time; all others are the very
files that are served. So a file's time changes if and only if its bytes do, after a rollback too (`compose`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.base import settings as reader
from plugins.base.moments import VIETNAM
from tools.server import lock
from tools.server.files import State
from tools.server.home import RELEASE, Home, moment
from tools.server.upkeep import Housekeeping, remove

STAMP = "%Y%m%d-%H%M%S"
# "Build it again": what was noted is lost, or was made by a wrong clock.
LONG_AGO = "1970-01-01T07:00:00+07:00"
AHEAD = 86_400
PASSING = 60
"""Seconds after which no answer that has begun comes from a release that a moment later had its index."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What is known of a release beside its files, `server/about/ID.json`."""

    commit: str
    next_change: str = ""
    """ISO 8601; "" where the texts will never change by themselves."""
    software: str = ""
    source: str = ""
    """The release that a rollback shows again; "" for one that was built."""
    left: dict[str, int] = field(default_factory=dict)
    """Assets that no page needs any more, each with the second in which it was dropped."""
    index_follows: bool = False
    """Whether its search index is that of the release before, until `follow` makes its own."""


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """A release that is being made. `changed` are the paths that differ from what is served."""

    folder: Path
    stamp: int
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    left: dict[str, int]
    paths: frozenset[str]
    """All its files."""
    composed: Mapping[str, State]
    """What it was made of, but for the table of old addresses, which is completed in the release itself."""
    unmarked: tuple[str, ...] = ()
    """Old addresses that the web server will not answer, because something lies in the way."""


def name_of(stamp: int, commit: str) -> str:
    return f"{datetime.fromtimestamp(stamp, VIETNAM).strftime(STAMP)}-{commit}"


def all_of(home: Home) -> list[Path]:
    """Every finished release, the oldest first, with those that are not live yet."""
    served = home.served()
    return sorted(one for one in home.releases.iterdir() if one == served or _is_ours(home, one))


def strangers(home: Home) -> list[Path]:
    """What lies among the releases and is none: it is never shown, nor touched."""
    return sorted(set(home.releases.iterdir()) - set(all_of(home)))


def commit_of(release: Path) -> str:
    return release.name.rpartition("-")[2]


def is_of_the_future(release: Path) -> bool:
    """Whether its second has not come, and will not for a day: a clock was ahead when it was made, or is behind now."""
    try:
        return stamp_of(release) > time.time() + AHEAD
    except ValueError:
        return True


def of_the_future(home: Home) -> list[Path]:
    return [one for one in all_of(home) if is_of_the_future(one)]


def stamp_of(release: Path) -> int:
    return int(datetime.fromisoformat(f"{release.name[:8]}T{release.name[9:15]}+07:00").timestamp())


def about(home: Home, release: Path) -> ReleaseInfo:
    """What was noted of a release; of one whose note is lost, what its name says, and that it is to be built again."""
    noted = home.noted(f"about/{release.name}")
    try:
        known = reader.read(ReleaseInfo, noted, "about")
    except ValueError:
        known = ReleaseInfo("")
    return known if _is_sound(known, release) else ReleaseInfo(commit_of(release), LONG_AGO)


def is_in_doubt(home: Home, release: Path | None) -> bool:
    """Whether a release has to be built again before anything is promised for it."""
    return release is not None and about(home, release).next_change == LONG_AGO


def _is_ours(home: Home, folder: Path) -> bool:
    """Whether this software finished it: it noted that, and nobody else writes the notes."""
    if not RELEASE.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return False
    try:
        stamp_of(folder)
    except ValueError:
        return False
    return _note_of(home, folder).is_file()


def _note_of(home: Home, release: Path) -> Path:
    return home.server / "about" / f"{release.name}.json"


def _is_sound(known: ReleaseInfo, release: Path) -> bool:
    words = (known.next_change, known.software, known.source)
    return (
        known.commit == commit_of(release)
        and all(isinstance(word, str) for word in words)
        and (known.next_change == "" or moment(known.next_change) is not None)
        and isinstance(known.left, dict)
        and all(isinstance(since, int) for since in known.left.values())
        and isinstance(known.index_follows, bool)
    )


def note(home: Home, release: Path, known: ReleaseInfo) -> None:
    home.note(f"about/{release.name}", **asdict(known))


def complete(home: Home, draft: ReleaseDraft, known: ReleaseInfo) -> Path:
    """Puts a release, whole and on the disk, among the others, and makes the link to it ready."""
    release = home.releases / name_of(draft.stamp, known.commit)
    sync(draft.folder)
    note(home, release, known)
    make_link_ready(home, release)
    draft.folder.rename(release)
    sync(home.releases)
    return release


def make_link_ready(home: Home, release: Path) -> None:
    """Fails now rather than when the branch has moved, where the link cannot be moved."""
    if home.current.exists() and not home.current.is_symlink():
        raise NotADirectoryError(errno.EEXIST, "không phải liên kết tượng trưng", str(home.current))
    remove(home, home.next_link)
    home.next_link.symlink_to(Path("releases", release.name))


def show(home: Home, release: Path) -> None:
    """Moves the link. It was made ready beforehand, so that a full disk cannot come between."""
    if not home.next_link.is_symlink() or home.next_link.readlink().name != release.name:
        make_link_ready(home, release)
    home.next_link.rename(home.current)


def kept(home: Home) -> list[Path]:
    """Every finished release but those whose pages stand in a later one, with the search index that followed."""
    known = {one: about(home, one) for one in all_of(home)}
    last = {info.commit: one for one, info in known.items() if not info.source}
    return [one for one, info in known.items() if info.source or not info.index_follows or last[info.commit] == one]


def prune(home: Home, order: Housekeeping) -> None:
    """Removes the oldest releases, never the one that is served, and notes of releases that are not there; while nobody
    waits for the lock.
    """
    served, keep, known = home.served(), home.settings.keep_releases, kept(home)
    passed = [one for one in all_of(home) if one not in known and stamp_of(one) < time.time() - PASSING]
    for release in (*passed, *known[: -keep or None]):
        if lock.is_awaited(home):
            return
        if release != served:
            order.remove(release)
    names = {f"{release.name}.json" for release in all_of(home)}
    for note in list((home.server / "about").iterdir()):
        if note.name not in names:
            order.remove(note)


def sync(folder: Path) -> None:
    """Returns when everything written so far on this folder's file system is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def next_stamp(known: list[Path]) -> int:
    """A second for one more release after those that are known, the oldest first."""
    return max([int(time.time()), *(stamp_of(release) + 1 for release in known[-1:])])
