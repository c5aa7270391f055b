"""The one lock of a publishing home. It belongs to an open file, so that the system frees it of whoever dies.

A push takes it when its pack has come, in the hook that git calls then: who only sends, or sends nothing, keeps nobody
waiting. In the lock file stands the process for whose sake it is held: `git receive-pack` for a push.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from plugins.base.moments import VIETNAM
from plugins.base.problems import Message
from tools.server.home import Home

PAUSE = 0.05
TOLD_AFTER = 1.0
TOLD_AGAIN = 10.0
BRIEFLY = 20.0
LEEWAY = 600
"""Seconds that a push may take beside its builds: to unpack, compress, and to clear up."""

WAITING = Message("Máy chủ đang làm một lần đăng khác; xin đợi …")
TOO_LONG = Message("Đợi quá lâu mà lần đăng khác chưa xong.", "Hãy thử lại sau ít phút, hoặc báo người quản trị.")
STUCK = Message("Khóa «{file}» bị giữ quá lâu.", "Hãy báo người quản trị.")
HELD = Message(
    "Tiến trình {process} giữ khóa của nơi đăng trang từ {since}, lâu hơn mọi lần đăng.",
    "Cách sửa: xem nó làm gì (ps -fp {process}), rồi dừng nó (kill {process}); khóa tự mở.",
)


class LockHeld(Exception):
    """Somebody else holds the lock."""


class Awaited(Exception):
    """Somebody waits for the lock, and what is at work under it can be done later."""


def take(home: Home, holder: int, tell: Callable[[str], None], look: Callable[[], None] = lambda: None) -> int:
    """Waits for the lock and returns its descriptor; the lock is held until every copy of that is closed.

    `look` is called again and again meanwhile: it raises what ends the waiting.

    Raises:
        Busy: after `wait_seconds` of the settings.
    """
    descriptor = _open(home.lock)
    if not _try(descriptor):
        with in_line(home):
            _wait(home, descriptor, tell, look)
    _sign(descriptor, holder)
    return descriptor


def give_way(home: Home) -> None:
    """Raises Awaited where somebody waits for the lock, which this process holds."""
    if is_awaited(home):
        raise Awaited


def is_awaited(home: Home) -> bool:
    with _line(home) as line:
        return not _try(line)


@contextmanager
def _line(home: Home) -> Iterator[int]:
    """A second lock, which all who wait hold together."""
    line = _open(home.lock.with_name("waiting"))
    try:
        yield line
    finally:
        os.close(line)


@contextmanager
def in_line(home: Home) -> Iterator[None]:
    with _line(home) as line:
        fcntl.flock(line, fcntl.LOCK_SH)  # whoever looks has it alone, for microseconds
        yield


def _wait(home: Home, descriptor: int, tell: Callable[[str], None], look: Callable[[], None]) -> None:
    begun, told = time.monotonic(), 0.0
    while not _try(descriptor):
        look()
        waited = time.monotonic() - begun
        if waited > home.settings.wait_seconds:
            os.close(descriptor)
            raise LockHeld(TOO_LONG())
        if waited - told > (TOLD_AGAIN if told else TOLD_AFTER):
            tell(WAITING())
            told = waited
        time.sleep(PAUSE)


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
            raise LockHeld
        _sign(descriptor, os.getpid())
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def briefly(file: Path) -> Iterator[None]:
    """Another lock, for work of milliseconds.

    Raises:
        Busy: where somebody holds it for much longer than that.
    """
    descriptor, end = _open(file), time.monotonic() + BRIEFLY
    try:
        while not _try(descriptor):
            if time.monotonic() > end:
                raise LockHeld(STUCK(file=file.name))
            time.sleep(PAUSE / 10)
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


def too_long(home: Home) -> str:
    """Who holds the lock for longer than any work takes, since when, and what to do; "" where nobody does."""
    if not (signed := holder(home)):
        return ""
    process = _taker(home.lock) or signed
    since = datetime.fromtimestamp(home.lock.stat().st_mtime, VIETNAM)
    most = 2 * home.settings.build_seconds + LEEWAY
    if (datetime.now(VIETNAM) - since).total_seconds() < most:
        return ""
    return HELD(process=process, since=f"{since:%H:%M:%S ngày %d/%m/%Y}")


def _taker(file: Path) -> int:
    """Who took it, as the system says; 0 where that process has handed it on and ended."""
    inode = f":{file.stat().st_ino}"
    rows = [row.split() for row in Path("/proc/locks").read_text("utf-8").splitlines()]
    found = [int(row[4]) for row in rows if row[1] == "FLOCK" and row[5].endswith(inode)]
    return next((process for process in found if Path(f"/proc/{process}").exists()), 0)


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, holder: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(holder).encode(), 0)
