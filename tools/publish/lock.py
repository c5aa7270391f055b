"""The one lock of a publishing home. It belongs to an open file, so that the system frees it of whoever dies.

In the lock file stands the process for whose sake it is held: `git receive-pack` for a push. A hook finds thereby that
it works under the lock that the forced command of SSH, or the hook before it, has taken.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.base.problems import Message
from tools.publish.home import Home

PAUSE = 0.05
TOLD_AFTER = 1.0
TOLD_AGAIN = 10.0

WAITING = Message("Máy chủ đang làm một lần đăng khác; xin đợi …")
TOO_LONG = Message("Đợi quá lâu mà lần đăng khác chưa xong.", "Hãy thử lại sau ít phút, hoặc báo người quản trị.")


class Busy(Exception):
    """Somebody else holds the lock."""


def take(home: Home, holder: int, tell: Callable[[str], None]) -> int:
    """Waits for the lock and returns its descriptor; the lock is held until every copy of that is closed.

    Raises:
        Busy: after `wait_seconds` of the settings.
    """
    descriptor = _open(home.lock)
    begun, told = time.monotonic(), 0.0
    while not _try(descriptor):
        waited = time.monotonic() - begun
        if waited > home.settings.wait_seconds:
            os.close(descriptor)
            raise Busy(TOO_LONG())
        if waited - told > (TOLD_AGAIN if told else TOLD_AFTER):
            tell(WAITING())
            told = waited
        time.sleep(PAUSE)
    _sign(descriptor, holder)
    return descriptor


@contextmanager
def held(home: Home, tell: Callable[[str], None] | None = None) -> Iterator[None]:
    """The lock around a piece of work; without `tell` nobody waits.

    Raises:
        Busy: where it is not to be had.
    """
    if tell:
        descriptor = take(home, os.getpid(), tell)
    else:
        descriptor = _open(home.lock)
        if not _try(descriptor):
            os.close(descriptor)
            raise Busy
        _sign(descriptor, os.getpid())
    try:
        yield
    finally:
        os.close(descriptor)


def holder(home: Home) -> int:
    """The process for whose sake the lock is held, or 0 where it is free."""
    descriptor = _open(home.lock)
    try:
        if _try(descriptor):
            return 0
        return int(os.pread(descriptor, 20, 0) or b"0")
    except ValueError:
        return -1
    finally:
        os.close(descriptor)


def is_ours(home: Home) -> bool:
    """Whether this process works under the lock: whether it is held for one of its ancestors."""
    return holder(home) in ancestors()


def ancestors() -> Iterator[int]:
    """The process itself, its parent, and so on."""
    process = os.getpid()
    while process > 1:
        yield process
        process = int(Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[1])


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o644)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, holder: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(holder).encode(), 0)
