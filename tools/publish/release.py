"""A release: made beside the others, complete and on the disk before anybody can see it, then shown by one rename.

Every release bears a whole second that is later than that of any release before it, and the files in it that are new
or other than in the release that is served bear the same second as their modification time; all others are the very
files that are served. So a file's time changes if and only if its bytes do, after a rollback too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.base import settings as reader
from plugins.base.addresses import HASHED, TABLE
from plugins.base.moments import VIETNAM
from tools.publish import addresses, serving
from tools.publish.compress import compress
from tools.publish.files import files
from tools.publish.home import Home

ID = re.compile(r"(?P<stamp>\d{8}-\d{6})-(?P<commit>[0-9a-f]{40})")
STAMP = "%Y%m%d-%H%M%S"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a release beside its files, `server/about/ID.json`."""

    commit: str
    next_change: str = ""
    """ISO 8601; "" where the texts will never change by themselves."""
    software: str = ""
    source: str = ""
    """The release that a rollback shows again; "" for one that was built."""
    left: dict[str, int] = field(default_factory=dict)
    """Assets that no page needs any more, each with the second in which it was dropped."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A release that is being made. `changed` are the paths that differ from what is served."""

    folder: Path
    stamp: int
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    left: dict[str, int]
    unmarked: tuple[str, ...] = ()
    """Old addresses that the web server will not answer, because something lies in the way."""


def name_of(stamp: int, commit: str) -> str:
    return f"{datetime.fromtimestamp(stamp, VIETNAM).strftime(STAMP)}-{commit}"


def all_of(home: Home) -> list[Path]:
    """Every finished release, the oldest first, with those that are not live yet."""
    return sorted(folder for folder in home.releases.iterdir() if ID.fullmatch(folder.name))


def commit_of(release: Path) -> str:
    return release.name.rpartition("-")[2]


def stamp_of(release: Path) -> int:
    return int(datetime.fromisoformat(f"{release.name[:8]}T{release.name[9:15]}+07:00").timestamp())


def about(home: Home, release: Path) -> About:
    """What was noted of a release; of one whose note is lost, what its name says."""
    noted = home.noted(f"about/{release.name}")
    try:
        return reader.read(About, noted, "about")
    except ValueError:
        return About(commit_of(release))


def note(home: Home, release: Path, known: About) -> None:
    home.note(f"about/{release.name}", **asdict(known))


def compose(home: Home, pages: Path, *, compressed: bool = False) -> Draft:
    """Makes a release of finished pages: what is served already is shared with it, the rest is copied.

    `compressed` says that `pages` is a release itself, with the compressed copies beside its files.
    """
    before, stamp = home.served(), _next_stamp(home)
    folder = home.work / f"release-{stamp}"
    paths = list(files(pages))
    changed = set(_share(pages, paths, before, folder))
    if not compressed:
        addresses.settle(home.root, before, folder)
        _share_table(before, folder, changed)
    unmarked = tuple(serving.markers(folder))
    left, gone = _leave(home, before, folder, set(paths), stamp)
    copies = [] if compressed else compress(folder, before)
    for path in (*changed, *copies):
        os.utime(folder / path, (stamp, stamp))
    return Draft(folder, stamp, tuple(sorted(changed)), gone, left, unmarked)


def complete(home: Home, draft: Draft, known: About) -> Path:
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
    home.next_link.unlink(missing_ok=True)
    home.next_link.symlink_to(Path("releases", release.name))


def show(home: Home, release: Path) -> None:
    """Moves the link. It was made ready beforehand, so that a full disk cannot come between."""
    if not home.next_link.is_symlink() or home.next_link.readlink().name != release.name:
        make_link_ready(home, release)
    home.next_link.rename(home.current)


def prune(home: Home) -> None:
    """Removes the oldest releases, never the one that is served, and notes of releases that are not there."""
    served, keep = home.served(), home.settings.keep_releases
    known = all_of(home)
    for release in known[: -keep or None]:
        if release != served:
            remove(home, release)
    names = {release.name for release in all_of(home)}
    for note in (home.server / "about").glob("*.json"):
        if note.stem not in names:
            note.unlink(missing_ok=True)


def remove(home: Home, folder: Path) -> None:
    """Takes a folder out of sight at once, then its files away: half a release is never among the whole ones."""
    aside = folder.rename(home.work / f"gone-{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)


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


def _next_stamp(home: Home) -> int:
    return max([int(time.time()), *(stamp_of(release) + 1 for release in all_of(home)[-1:])])


def _share(pages: Path, paths: list[str], before: Path | None, folder: Path) -> Iterator[str]:
    """Lays the files of `pages` into `folder`, and yields those that are not served already."""
    folder.mkdir(parents=True)
    for inside in sorted({path.rpartition("/")[0] for path in paths}):
        (folder / inside).mkdir(parents=True, exist_ok=True)
    # Plain strings: over tens of thousands of files, path objects cost more than the files.
    for path in paths:
        page, old, new = f"{pages}/{path}", f"{before}/{path}", f"{folder}/{path}"
        if before and _equal(page, old):
            os.link(old, new)
        else:
            shutil.copyfile(page, new)
            Path(new).chmod(0o644)
            yield path


def _equal(one: str, other: str) -> bool:
    try:
        facts, others = os.stat(one), os.lstat(other)  # noqa: PTH116 - as above
        if os.path.samestat(facts, others):
            return True
        if not stat.S_ISREG(others.st_mode) or facts.st_size != others.st_size:
            return False
        with Path(one).open("rb") as left, Path(other).open("rb") as right:
            while piece := left.read(PIECE):
                if piece != right.read(PIECE):
                    return False
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _share_table(before: Path | None, folder: Path, changed: set[str]) -> None:
    """The table of old addresses was written after the files were compared; it may be what is served, after all."""
    table = folder / TABLE
    if before and _equal(str(table), str(before / TABLE)):
        changed.discard(TABLE)
        table.unlink()
        os.link(before / TABLE, table)
    else:
        changed.add(TABLE)


def _leave(
    home: Home, before: Path | None, folder: Path, paths: Collection[str], stamp: int
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Keeps the assets that pages of today may still ask for; returns them, and the paths that are gone."""
    if not before:
        return {}, ()
    dropped, left, gone = about(home, before).left, {}, []
    oldest = stamp - home.settings.keep_assets_hours * 3600
    for path in files(before):
        if path in paths or _is_compressed(before, path):
            continue
        since = dropped.get(path, stamp)
        if path.split("/", 1)[0] in HASHED and since > oldest:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(before / path, folder / path)
            left[path] = since
        else:
            gone.append(path)
    return left, tuple(gone)


def _is_compressed(release: Path, path: str) -> bool:
    """Whether a file is another one's compressed copy, which `compress` looks after."""
    stem, _, ending = path.rpartition(".")
    return ending in ("br", "gz") and (release / stem).is_file()
