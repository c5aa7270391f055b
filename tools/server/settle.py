"""After the branch has moved: the link follows it. And after whatever may have happened: everything is as it should be.

The branch moves first, the link right behind it. So whoever dies between the two leaves a branch that is ahead of the
site, never the other way round, and what is left to do is one rename, which anybody may do who comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from plugins.base.moments import VIETNAM
from plugins.base.problems import Message
from tools.server import addresses, compose, lock, previews, release
from tools.server.build import is_in_order
from tools.server.home import Home
from tools.server.repository import Repository
from tools.server.upkeep import Housekeeping

BACK = "rollback"
SHOWN_AGAIN = Message(
    "Trang đang hiện lại bản lúc {time}, do người quản trị chọn; những gì đăng sau lúc ấy tạm không hiện.",
    "Đăng bây giờ thì tất cả hiện lên lại: chưa chắc thì hãy hỏi người quản trị trước.",
)
REMEMBERED = "remembered"


def settle(home: Home, order: Housekeeping | None = None) -> None:
    """Shows what was made for the branches as they are now. May be called by anybody, at any time, twice at once."""
    repository = Repository(home.repository)
    with lock.briefly(home.server / "settle.lock"):
        made, served = waiting(home, repository.tip()), home.served()
        if made and made != served:
            release.show(home, made)
        previews.settle(home, repository, order or Housekeeping(home))


def waiting(home: Home, tip: str) -> Path | None:
    """The release of the branch's tip, if it is made and none that was shown is later: the one to be shown."""
    served = home.served()
    made = [one for one in release.all_of(home) if release.commit_of(one) == tip]
    return made[-1] if made and (served is None or made[-1].name >= served.name) else None


def is_rolled_back(home: Home, tip: str) -> bool:
    """Whether an administrator chose what is served. The next commit on the branch ends that."""
    noted, served = home.noted(BACK), home.served()
    return served is not None and noted.get("release") == served.name and noted.get("tip") == tip


def shown_again(home: Home) -> str:
    """What whoever publishes has to know: that an administrator chose an older state, and which; mostly nothing."""
    served = home.served()
    if served is None or not is_rolled_back(home, Repository(home.repository).tip()):
        return ""
    source = release.about(home, served).source
    shown = datetime.fromtimestamp(release.stamp_of(home.releases / source if source else served), VIETNAM)
    return SHOWN_AGAIN(time=f"{shown:%H:%M %d/%m/%Y}")


def put_in_order(home: Home) -> list[str]:
    """Under the lock: finishes what somebody began, and clears away what nobody will finish; returns what it could not.

    No step fails the whole: a push must not end because of something that lies in the way of cleaning up.
    """
    return _in_steps(home, {**FIRST, **THEN})


def begin(home: Home) -> list[str]:
    """The same without what can be done behind a push."""
    return _in_steps(home, FIRST)


def _in_steps(home: Home, steps: Steps) -> list[str]:
    order = Housekeeping(home)
    for name, step in steps.items():
        with order.step(name):
            step(home, order)
    order.note()
    return order.trouble


def _make_room(home: Home, order: Housekeeping) -> None:
    for place in home.folders:
        with order.step(place.relative_to(home.root).as_posix()):
            place.mkdir(exist_ok=True)


def _remember(home: Home, _: Housekeeping) -> None:
    """Every address of what went live is promised from now on. How many they are is noted too: they never get fewer."""
    served, noted = home.served(), home.noted(REMEMBERED)
    if served and noted.get("release") != served.name and not release.is_in_doubt(home, served):
        counted = noted.get("count")
        addresses.remember(home.root, served)
        count = max(len(addresses.promised(home)), counted if isinstance(counted, int) else 0)
        home.note(REMEMBERED, release=served.name, count=count)


def _drop_never_shown(home: Home, order: Housekeeping) -> None:
    for made in list(_never_shown(home)):
        order.remove(made)


def _never_shown(home: Home) -> Iterator[Path]:
    """Releases of pushes that broke off. What is served is later than all that was served before; where the link is
    lost, the branch knows what was accepted.
    """
    served, repository = home.served(), Repository(home.repository)
    tip = repository.tip()
    for made in release.all_of(home):
        if made.name > served.name if served else not repository.follows(tip, release.commit_of(made)):
            yield made


def _clear_work(home: Home, order: Housekeeping) -> None:
    left = [one for one in home.work.iterdir() if not (is_in_order(one) or compose.is_prepared(home, one))]
    for one in [*left, *home.server.glob(".*"), home.next_link]:
        order.remove(one)


Steps = Mapping[str, Callable[[Home, Housekeeping], None]]

FIRST: Steps = {
    "server": _make_room,
    "current": settle,
    "server/addresses.txt": _remember,
    "server/work": _clear_work,
    "releases": _drop_never_shown,
}
THEN: Steps = {
    "server/about": release.prune,
    "site.git": lambda home, _: Repository(home.repository).tidy(),
}
