"""A clock that was ahead once, or is behind now: nothing is built by it, and one command mends what it left.

Releases are named by the second in which they were made, and posts appear by the clock. A release of the future says
that one of the two clocks was wrong; which, only a person can say: by setting the clock, and calling `server-init`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from plugins.base.moments import VIETNAM
from plugins.base.problems import Message
from tools.server import addresses, compose, release, upkeep
from tools.server.files import files
from tools.server.home import Home
from tools.server.repository import Repository
from tools.server.settle import REMEMBERED

WRONG = Message(
    "Đồng hồ máy chủ đang chỉ {now}, mà bản đang giữ đề ngày {then}: không đăng gì theo một đồng hồ sai.",
    "Cách sửa (người quản trị): chỉnh giờ cho đúng (timedatectl set-ntp true), rồi chạy lại lệnh server-init.",
)
BEHIND = Message(
    "Đồng hồ máy chủ đang chỉ {now}, trước cả những lần ghi trong kho.",
    "Cách sửa: chỉnh giờ cho đúng (timedatectl set-ntp true), rồi chạy lại lệnh server-init.",
)
MENDED = Message("Đồng hồ từng chạy trước: {count} bản phát hành đề ngày chưa tới; trang được đề lại giờ bây giờ.")


def trouble(home: Home) -> str:
    """Why nothing is built now, or ""."""
    future = release.of_the_future(home)
    then = datetime.fromtimestamp(release.stamp_of(future[-1]), VIETNAM) if future else None
    return WRONG(now=_told(time.time()), then=_told(then.timestamp())) if then else ""


def behind(home: Home) -> str:
    """What to say where the clock tells a day before the last commits were made, or ""."""
    known = Repository(home.repository)
    tip = known.tip()
    wrong = tip and time.time() < known.began(tip) - release.AHEAD
    return BEHIND(now=_told(time.time())) if wrong else ""


def mend(home: Home) -> Iterator[str]:
    """Shows the same bytes as a release of today, drops those of the future, and takes back what they promised: posts
    whose day has not come. The timer builds the site by the right clock within a minute.
    """
    future = release.of_the_future(home)
    if not future:
        return
    if wrong := behind(home):
        yield wrong
        return
    _forget(home, future)
    if (served := home.served()) in future and served:
        _show_today(home, served, [one for one in release.all_of(home) if one not in future])
    for one in future:
        upkeep.remove(home, one)
    yield MENDED(count=len(future))


def _show_today(home: Home, served: Path, before: list[Path]) -> None:
    stamp = release.next_stamp(before)
    draft = compose.compose(home, served, lambda: None, stamp=stamp)
    known = release.about(home, served)
    left = {path: min(since, stamp) for path, since in known.left.items()}
    shown = release.complete(home, draft, replace(known, source="", next_change=release.LONG_AGO, left=left))
    release.show(home, shown)
    for path in files(shown):
        if (shown / path).stat().st_mtime > stamp:
            os.utime(shown / path, (stamp, stamp))


def _forget(home: Home, future: list[Path]) -> None:
    """What only they answered, as far as a release before them is still there to tell."""
    before = [one for one in release.all_of(home) if one not in future]
    if before:
        early = {one for release_ in future for one in addresses.answered(release_)}
        addresses.forget(home, early - addresses.answered(before[-1]))
        home.note(REMEMBERED, count=len(addresses.promised(home)))


def _told(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, VIETNAM):%H:%M ngày %d/%m/%Y}"
