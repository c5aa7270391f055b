"""Back to a release that was: the same bytes under a new name, at once and without a build.

What is shown again is a new release made of the old one's files. The old folder itself cannot be linked to: a page that
is other than the one served now needs a later time than that, or caches would take the one for the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from plugins.base.moments import VIETNAM
from plugins.base.problems import Message, printable
from tools.server import clock, compose, lock, release, settle
from tools.server.home import Home, Unusable
from tools.server.repository import Commit, Repository

NOTHING_SERVED = Message("Chưa có bản phát hành nào.", "Hãy đăng lần đầu bằng git push.")
NONE_BEFORE = Message("Không còn bản phát hành nào trước bản đang đăng.", "Xem danh sách: rollback {home} --list")
NOT_FOUND = Message("Không có bản phát hành «{name}».", "Xem danh sách: rollback {home} --list")
SEVERAL = Message("«{name}» chỉ nhiều bản phát hành: {names}.", "Hãy viết dài hơn.")
ALREADY = Message("Bản «{name}» đang được đăng rồi.")


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as the list shows it; `date` is the day and hour from which it was shown."""

    release: Path
    date: str
    commit: Commit
    served: bool
    source: str

    def __str__(self) -> str:
        again = f" (đăng lại {self.source})" if self.source else ""
        words = printable(f"{self.commit.name[:12]} {self.commit.author}: {self.commit.subject}")
        return f"{'→' if self.served else ' '} {self.release.name}  {self.date}  {words}{again}"


def rows(home: Home) -> list[ReleaseRow]:
    """Every release that was shown, the newest first."""
    return list(_rows(home))


def _rows(home: Home) -> Iterator[ReleaseRow]:
    served = home.served()
    shown = [one for one in release.kept(home) if served and one.name <= served.name]
    known = Repository(home.repository).commits(release.commit_of(one) for one in shown)
    for one in reversed(shown):
        name = release.commit_of(one)
        commit = known.get(name, Commit(name, "", "", ""))
        date = datetime.fromtimestamp(release.stamp_of(one), VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
        yield ReleaseRow(one, date, commit, one == served, release.about(home, one).source)


def back(home: Home, wanted: str, tell: Callable[[str], None]) -> Path:
    """Shows the release named by `wanted`, or the one before; returns the new release.

    Raises:
        Unusable: where there is no such release.
    """
    try:
        with lock.held(home, tell):
            settle.put_in_order(home)
            if wrong := clock.trouble(home):
                raise Unusable(wrong)
            return _show_again(home, _wanted(home, wanted) if wanted else _before(home))
    except lock.LockHeld as why:
        raise Unusable(str(why)) from None


def _show_again(home: Home, old: Path) -> Path:
    draft = compose.compose(home, old, lambda: None)
    source = release.about(home, old)
    try:
        known = replace(source, source=source.source or old.name, left=draft.left)
        shown = release.complete(home, draft, known)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    tip = Repository(home.repository).tip()
    if release.commit_of(old) == tip and _is_newest(home, old, tip):
        (home.server / f"{settle.BACK}.json").unlink(missing_ok=True)
    else:
        home.note(settle.BACK, tip=tip, release=shown.name)
    release.show(home, shown)
    return shown


def _is_newest(home: Home, old: Path, tip: str) -> bool:
    """Whether a release is the last that was built of the branch as it is: going back to that ends a rollback."""
    built = [one for one in release.all_of(home) if release.commit_of(one) == tip]
    origins = {release.about(home, one).source or one.name for one in built}
    return (release.about(home, old).source or old.name) == max(origins)


def _before(home: Home) -> Path:
    """The release before the one that is served; where that one is shown again, before what it shows."""
    served = home.served()
    if not served:
        raise Unusable(NOTHING_SERVED())
    last = release.about(home, served).source or served.name
    built = [one for one in release.kept(home) if not release.about(home, one).source and one.name < last]
    if not built:
        raise Unusable(NONE_BEFORE(home=home.root))
    return built[-1]


def _wanted(home: Home, name: str) -> Path:
    """A release by its name, or by the beginning of its name or of its commit."""
    served = home.served()
    every = release.kept(home)
    found = [one for one in every if one.name == name] or [
        one for one in every if one.name.startswith(name) or release.commit_of(one).startswith(name)
    ]
    if not found:
        raise Unusable(NOT_FOUND(name=name, home=home.root))
    if len({release.about(home, one).source or one.name for one in found}) > 1:
        raise Unusable(SEVERAL(name=name, names=", ".join(one.name for one in found)))
    if found[-1] == served:
        raise Unusable(ALREADY(name=name))
    return found[-1]
