"""Once a minute: what should be shown by now is shown, and what a broken push left is finished."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from plugins.base import moments
from plugins.base.problems import InvalidValue, Message
from tools.server import clock, follow, lock, release, sessions, settle
from tools.server.build import NotBuilt, SiteBuilder
from tools.server.home import Home, moment
from tools.server.make import make, software
from tools.server.repository import Repository
from tools.server.upkeep import Housekeeping, empty_aside, prune_cache

AGAIN = timedelta(hours=1)
GROWN, MUCH = 1.5, 200_000_000

ENDED = Message("Đã ngắt một phiên đăng (tiến trình {process}): sau {seconds} giây vẫn chưa gửi xong.")
NOT_TIDIED = Message("Không dọn được {what}.", "Xem thêm bằng lệnh doctor.")


def run(home: Home) -> int:
    """For systemd. A push that holds the lock does all this itself; one that holds it for too long is told of."""
    end_overdue(home)
    try:
        now = moments.now("")
        with lock.held(home):
            tick(home, now)
    except lock.LockHeld:
        if stuck := lock.too_long(home):
            _say(stuck)
        return 1 if stuck else 0
    except (NotBuilt, InvalidValue) as why:
        print(why, file=sys.stderr)
        return 1
    return 0


def end_overdue(home: Home) -> None:
    """Sessions that hold nothing may not pile up either."""
    for session in sessions.overdue(home):
        session.end()
        _say(ENDED(process=session.process, seconds=round(session.seconds)))


def tick(home: Home, now: datetime) -> bool:
    """Under the lock: puts everything in order, and builds again if the time has come. True where the site changed.

    Raises:
        Refused: where the texts that are there already are refused now. The site stays as it is; it is tried again when
            an hour has passed.
    """
    settle.put_in_order(home)
    order = Housekeeping(home)
    with order.step("server"):
        _tend(home, order, now)
    for trouble in order.trouble:
        _say(NOT_TIDIED(what=trouble))
    repository = Repository(home.repository)
    if wrong := clock.trouble(home):
        raise NotBuilt(wrong)
    tip = repository.tip()
    reason = why_again(home, tip, now)
    if reason and _was_refused(home, tip, now):
        return False
    noted = {"at": now.isoformat(timespec="seconds"), "why": reason, "tip": tip}
    try:
        made = _again(home, repository, reason, now)
    except lock.Awaited:
        return False
    except BaseException:
        home.note("tick", **noted, refused=True)
        raise
    if made:
        settle.put_in_order(home)
    home.note("tick", **noted, refused=False)
    return made


def _again(home: Home, repository: Repository, reason: str, now: datetime) -> bool:
    if reason == "search":
        follow.follow(home, _say)
        return True
    return bool(reason) and make(SiteBuilder(home, repository, _say), repository.tip(), now) is not None


def _tend(home: Home, order: Housekeeping, now: datetime) -> None:
    """Once a day, and whenever the repository has grown much: makes small what only ever grows."""
    repository, noted = Repository(home.repository), home.noted("gathered")
    size, before, at = repository.size(), noted.get("bytes"), moment(noted.get("at"))
    if at and at.date() == now.date() and isinstance(before, int) and size < GROWN * before + MUCH:
        return
    begun = now.isoformat(timespec="seconds")
    home.note("gathered", at=begun, bytes=size)  # so that one that fails is not begun again at once
    with order.step("site.git"):
        repository.gather()
        home.note("gathered", at=begun, bytes=repository.size())
    with order.step("server/cache"):
        prune_cache(order)
    with order.step("server/aside"):
        empty_aside(order)


def why_again(home: Home, tip: str, now: datetime) -> str:
    """Why the site has to be built anew, or ""."""
    served = home.served()
    if not tip or settle.is_rolled_back(home, tip):
        return ""
    if not served or release.commit_of(served) != tip:
        return "branch"
    known = release.about(home, served)
    next_change = moment(known.next_change)
    if next_change and next_change <= now:
        return "time"
    if not home.settings.run_pushed_code and known.software != software():
        return "software"
    return "search" if known.index_follows else ""


def _was_refused(home: Home, tip: str, now: datetime) -> bool:
    """Whether these texts were refused within the hour."""
    noted = home.noted("tick")
    if not noted.get("refused") or noted.get("tip") != tip:
        return False
    at = moment(noted.get("at"))
    return at is not None and abs(now - at) < AGAIN


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
