"""A release: made beside the others, complete and on the disk before anybody can see it, then shown by one rename.

Every release bears a whole second that is later than that of any release before it, and the files in it that are new
or other than in the release that is served bear the same second as their modification time; all others are the very
files that are served. So a file's time changes if and only if its bytes do, after a rollback too. What is served is
shared as a whole, mostly before anybody pushes; then only what differs is laid in its place.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.base import settings as reader
from plugins.base.addresses import COPIES, HASHED, INDEX, TABLE
from plugins.base.files import replace
from plugins.base.moments import VIETNAM
from tools.server import addresses, serving
from tools.server.compress import compress
from tools.server.files import State, clone, files, states
from tools.server.home import RELEASE, Home, moment
from tools.server.upkeep import Housekeeping, remove

STAMP = "%Y%m%d-%H%M%S"
# "Build it again": what was noted is lost, or was made by a wrong clock.
LONG_AGO = "1970-01-01T07:00:00+07:00"
AHEAD = 86_400
PIECE = 1 << 20
NEXT = "next-after-"
COMPOSED = "composed.json"
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


def compose(
    home: Home,
    pages: Path,
    look: Callable[[], None],
    *,
    takes: Callable[[str], bool] = lambda _: True,
    stamp: int = 0,
) -> ReleaseDraft:
    """Makes a release of finished pages: what is served already is shared with it, the rest is copied.

    `look` raises where it has taken too long. `takes` tells the paths that `pages` decides; all others stay as they are
    served. `pages` may be a release itself, with the compressed copies beside its files.
    """
    before, stamp, compressed = home.served(), stamp or next_stamp(all_of(home)), pages.parent == home.releases
    folder = home.work / f"release-{stamp}"
    there = _begin(home, before, folder, look)
    wanted = {path: state for path, state in states(pages).items() if takes(path)}
    known = composed(pages, before)
    changed = {path for path in wanted if path not in there or not _stays(path, wanted, known, pages, folder)}
    own = {path for path in there if not _is_copy(path, there)}
    left, gone = _leave(home, before, own - wanted.keys(), takes, stamp)
    _remove(folder, (changed & there).union(gone))
    _lay(pages, changed, folder)
    paths = frozenset(own.difference(gone) | wanted.keys())
    if not compressed:
        addresses.settle(home.root, before, folder, {folder: paths})
        _share_table(before, folder, changed)
    unmarked = _mark(folder, changed, {*gone, *(changed - there)})
    copies = [] if compressed else compress(folder, changed, look)
    for path in (*changed, *copies):
        os.utime(folder / path, (stamp, stamp))
    of_desk = {path: state for path, state in wanted.items() if path != TABLE}
    return ReleaseDraft(folder, stamp, tuple(sorted(changed)), gone, left, paths, of_desk, unmarked)


def prepare(home: Home) -> None:
    """Shares what is served with a folder that the next release begins as, so that no push waits for that."""
    served = home.served()
    if not served or (ready := next_of(home, served)).exists():
        return
    begun = home.work / f"release-{os.getpid()}"
    clone(served, begun, lambda: None)
    sync(home.work)
    begun.rename(ready)


def next_of(home: Home, served: Path) -> Path:
    """What `prepare` leaves; whoever changes something within a release removes it."""
    return home.work / f"{NEXT}{served.name}"


def is_prepared(home: Home, folder: Path) -> bool:
    served = home.served()
    return served is not None and folder == next_of(home, served)


def composed(pages: Path, release: Path | None) -> Mapping[str, State]:
    """The files of the pages that a release was made of, each with its state then; none where that is not known."""
    try:
        noted = json.loads(pages.with_name(COMPOSED).read_text("utf-8"))
        whole = release is not None and noted["release"] == release.name
        return {path: tuple(state) for path, state in noted["states"].items()} if whole else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def note_composed(pages: Path, release: Path, composed: Mapping[str, State]) -> None:
    """Writes down beside the pages which of their files a release was made of. Losing that costs a comparison."""
    replace(pages.with_name(COMPOSED), json.dumps({"release": release.name, "states": composed}).encode())


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
    """Removes the oldest releases, never the one that is served, and notes of releases that are not there."""
    served, keep, known = home.served(), home.settings.keep_releases, kept(home)
    passed = [one for one in all_of(home) if one not in known and stamp_of(one) < time.time() - PASSING]
    for release in (*passed, *known[: -keep or None]):
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


def _begin(home: Home, before: Path | None, folder: Path, look: Callable[[], None]) -> set[str]:
    """A release that is all that is served; returns its files."""
    if before is None:
        folder.mkdir()
    elif (ready := next_of(home, before)).is_dir():
        ready.rename(folder)
    else:
        clone(before, folder, look)
    return set(files(folder))


def _stays(path: str, wanted: Mapping[str, State], known: Mapping[str, State], pages: Path, folder: Path) -> bool:
    return known.get(path) == wanted[path] or _equal(f"{pages}/{path}", f"{folder}/{path}")


def _remove(folder: Path, paths: Iterable[str]) -> None:
    """Files with their compressed copies, and the folders in which nothing is left."""
    emptied = set()
    for path in paths:
        for name in (path, *(f"{path}{ending}" for ending in COPIES)):
            (folder / name).unlink(missing_ok=True)
        emptied.add((folder / path).parent)
    for inside in sorted(emptied, reverse=True):
        for place in (inside, *inside.parents):
            if place == folder or not place.is_dir() or any(place.iterdir()):
                break
            place.rmdir()


def _lay(pages: Path, paths: Iterable[str], folder: Path) -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pages / path, file)
        file.chmod(0o644)


def _mark(folder: Path, changed: Collection[str], moved: Collection[str]) -> tuple[str, ...]:
    """The marks follow from the table of old addresses and from which pages there are: `moved` came or went."""
    if TABLE not in changed and not any(path.endswith(INDEX) for path in moved):
        return ()
    for marks in serving.MARKS:
        shutil.rmtree(folder / marks, ignore_errors=True)
    return tuple(serving.markers(folder))


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
    home: Home, before: Path | None, others: Collection[str], takes: Callable[[str], bool], stamp: int
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Of the files that are not among the new ones: the assets that pages of today may still ask for, with the second
    in which each was dropped, and the paths that are gone.
    """
    if not before:
        return {}, ()
    known = about(home, before).left
    oldest = stamp - home.settings.keep_assets_hours * 3600
    dropped = {path for path in others if takes(path) or path in known}
    since = {path: known.get(path, stamp) for path in dropped if path.split("/", 1)[0] in HASHED}
    left = {path: second for path, second in since.items() if second > oldest}
    return left, tuple(sorted(path for path in dropped if path not in left))


def _is_copy(path: str, there: Collection[str]) -> bool:
    """Whether a file is another one's compressed copy, which comes and goes with it."""
    stem, _, ending = path.rpartition(".")
    return f".{ending}" in COPIES and stem in there
