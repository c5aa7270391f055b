"""After the branch has moved: the link follows it. And after whatever may have happened: everything is as it should be.

The branch moves first, the link right behind it. So whoever dies between the two leaves a branch that is ahead of the
site, never the other way round, and what is left to do is one rename, which anybody may do who comes next.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.publish import addresses, previews, release
from tools.publish.build import IN_ORDER
from tools.publish.home import Home
from tools.publish.repository import Repository

BACK = "rollback"
REMEMBERED = "remembered"


def settle(home: Home) -> None:
    """Shows what was made for the branches as they are now. May be called by anybody, at any time, twice at once."""
    repository = Repository(home.repository)
    with _one_after_another(home):
        made, served = waiting(home, repository.tip()), home.served()
        if made and made != served:
            release.show(home, made)
        previews.settle(home, repository)


def waiting(home: Home, tip: str) -> Path | None:
    """The release of the branch's tip, if it is made and none that was shown is later: the one to be shown."""
    served = home.served()
    made = [one for one in release.all_of(home) if release.commit_of(one) == tip]
    return made[-1] if made and (served is None or made[-1].name >= served.name) else None


def is_rolled_back(home: Home, tip: str) -> bool:
    """Whether an administrator chose what is served. The next commit on the branch ends that."""
    noted, served = home.noted(BACK), home.served()
    return served is not None and noted.get("release") == served.name and noted.get("tip") == tip


def put_in_order(home: Home) -> None:
    """Under the lock: finishes what somebody began, and clears away what nobody will finish."""
    settle(home)
    _remember(home)
    _clear_work(home)
    for made in list(_never_shown(home)):
        release.remove(home, made)
    home.next_link.unlink(missing_ok=True)
    release.prune(home)
    Repository(home.repository).tidy()


def _remember(home: Home) -> None:
    """Every address of what went live is promised from now on."""
    served = home.served()
    if served and home.noted(REMEMBERED).get("release") != served.name:
        addresses.remember(home.root, served)
        home.note(REMEMBERED, release=served.name)


def _never_shown(home: Home) -> Iterator[Path]:
    """Releases of pushes that broke off. What is served is later than all that was served before; where the link is
    lost, the branch knows what was accepted.
    """
    served, repository = home.served(), Repository(home.repository)
    tip = repository.tip()
    for made in release.all_of(home):
        if made.name > served.name if served else not repository.follows(tip, release.commit_of(made)):
            yield made


def _clear_work(home: Home) -> None:
    for left in home.work.iterdir():
        if left.is_symlink() or left.is_file():
            left.unlink()
        elif not (left / IN_ORDER).is_file():
            shutil.rmtree(left, ignore_errors=True)
    for left in [*home.server.glob(".*"), *(home.server / "about").glob(".*")]:
        left.unlink(missing_ok=True)


@contextmanager
def _one_after_another(home: Home) -> Iterator[None]:
    with (home.server / "settle.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
