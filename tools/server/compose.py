"""From finished pages to the draft of a release: what is served already is shared, and only what differs is laid in its
place.

What is served is shared as a whole, mostly before anybody pushes (`prepare`); and beside the pages lies what their
files were when a release was made of them, so that only those which the builder touched are looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from plugins.base.addresses import COPIES, HASHED, INDEX, TABLE
from plugins.base.files import replace
from tools.server import addresses, release, serving
from tools.server.compress import compress
from tools.server.files import State, clone, files, states
from tools.server.home import Home

PIECE = 1 << 20
NEXT = "next-after-"
COMPOSED = "composed.json"


def compose(
    home: Home,
    pages: Path,
    look: Callable[[], None],
    *,
    takes: Callable[[str], bool] = lambda _: True,
    stamp: int = 0,
) -> release.ReleaseDraft:
    """Makes a release of finished pages: what is served already is shared with it, the rest is copied.

    `look` raises where it has taken too long. `takes` tells the paths that `pages` decides; all others stay as they are
    served. `pages` may be a release itself, with the compressed copies beside its files.
    """
    before, compressed = home.served(), pages.parent == home.releases
    stamp = stamp or release.next_stamp(release.all_of(home))
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
    return release.ReleaseDraft(folder, stamp, tuple(sorted(changed)), gone, left, paths, of_desk, unmarked)


def prepare(home: Home) -> None:
    """Shares what is served with a folder that the next release begins as, so that no push waits for that."""
    served = home.served()
    if not served or (ready := next_of(home, served)).exists():
        return
    begun = home.work / f"release-{os.getpid()}"
    clone(served, begun, lambda: None)
    release.sync(home.work)
    begun.rename(ready)


def next_of(home: Home, served: Path) -> Path:
    """What `prepare` leaves; whoever changes something within a release removes it."""
    return home.work / f"{NEXT}{served.name}"


def is_prepared(home: Home, folder: Path) -> bool:
    served = home.served()
    return served is not None and folder == next_of(home, served)


def composed(pages: Path, made: Path | None) -> Mapping[str, State]:
    """The files of the pages that a release was made of, each with its state then; none where that is not known."""
    try:
        noted = json.loads(pages.with_name(COMPOSED).read_text("utf-8"))
        whole = made is not None and noted["release"] == made.name
        return {path: tuple(state) for path, state in noted["states"].items()} if whole else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def note_composed(pages: Path, made: Path, states: Mapping[str, State]) -> None:
    """Writes down beside the pages which of their files a release was made of. Losing that costs a comparison."""
    replace(pages.with_name(COMPOSED), json.dumps({"release": made.name, "states": states}).encode())


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
    known = release.about(home, before).left
    oldest = stamp - home.settings.keep_assets_hours * 3600
    dropped = {path for path in others if takes(path) or path in known}
    since = {path: known.get(path, stamp) for path in dropped if path.split("/", 1)[0] in HASHED}
    left = {path: second for path, second in since.items() if second > oldest}
    return left, tuple(sorted(path for path in dropped if path not in left))


def _is_copy(path: str, there: Collection[str]) -> bool:
    """Whether a file is another one's compressed copy, which comes and goes with it."""
    stem, _, ending = path.rpartition(".")
    return f".{ending}" in COPIES and stem in there
