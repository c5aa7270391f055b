"""Once a minute: what should be shown by now is shown, and what a broken push left is finished."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from plugins.base import moments
from plugins.base.problems import Wrong
from tools.publish import lock, release, settle
from tools.publish.build import Builder, Refused
from tools.publish.home import Home
from tools.publish.make import make, software
from tools.publish.repository import Repository

AGAIN = timedelta(hours=1)


def run(home: Home) -> int:
    """For systemd. A push that holds the lock does all this itself."""
    try:
        now = moments.now("")
        with lock.held(home):
            tick(home, now)
    except lock.Busy:
        return 0
    except (Refused, Wrong) as why:
        print(why, file=sys.stderr)
        return 1
    return 0


def tick(home: Home, now: datetime) -> bool:
    """Under the lock: puts everything in order, and builds again if the time has come. True where the site changed.

    Raises:
        Refused: where the texts that are there already are refused now. The site stays as it is; it is tried again when
            an hour has passed.
    """
    settle.put_in_order(home)
    repository = Repository(home.repository)
    repository.gather()
    tip = repository.tip()
    reason = why_again(home, tip, now)
    if reason and _was_refused(home, tip, now):
        return False
    noted = {"at": now.isoformat(timespec="seconds"), "why": reason, "tip": tip}
    try:
        made = make(Builder(home, repository, _say), tip, now) if reason else None
    except BaseException:
        home.note("tick", **noted, refused=True)
        raise
    if made:
        settle.put_in_order(home)
    home.note("tick", **noted, refused=False)
    return made is not None


def why_again(home: Home, tip: str, now: datetime) -> str:
    """Why the site has to be built anew, or ""."""
    served = home.served()
    if not tip or settle.is_rolled_back(home, tip):
        return ""
    if not served or release.commit_of(served) != tip:
        return "branch"
    known = release.about(home, served)
    if known.next_change and datetime.fromisoformat(known.next_change) <= now:
        return "time"
    return "" if home.settings.run_pushed_code or known.software == software() else "software"


def _was_refused(home: Home, tip: str, now: datetime) -> bool:
    """Whether these texts were refused within the hour."""
    noted = home.noted("tick")
    if not noted.get("refused") or noted.get("tip") != tip:
        return False
    return abs(now - datetime.fromisoformat(noted["at"])) < AGAIN


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
