"""The guard of a push: a process that holds the lock until `git receive-pack` has ended, however it ends.

Git runs hooks one after another and moves the branch in between, so no hook can hold a lock around it all. The guard
can: it is begun by the first hook, shares its lock, and outlives it. The moment the branch has moved it moves the link;
when the push is over it clears away what is left. Where the guard is killed, the hooks do the same, a little later.
"""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.server import compose, follow, lock, settle
from tools.server.build import NotBuilt
from tools.server.home import MAIN, Home, write
from tools.server.release import commit_of
from tools.server.repository import Repository

READY = b"ready"
LOOK_EVERY = 2  # milliseconds, while the branch is about to move
LOOK_SLOWLY = 50
LOOK_CLOSELY_FOR = 5.0
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Guard:
    """The hook's end of the pipe to its guard."""

    process: int
    pipe: int

    def building(self, group: int) -> None:
        """Names the processes that must not outlive the hook; 0 for none."""
        os.write(self.pipe, b"%d\n" % group)

    def ready(self) -> bool:
        """Says that the branch is about to move. False where nobody is there to hear it."""
        with suppress(OSError):
            os.write(self.pipe, READY + b"\n")
            return os.waitpid(self.process, os.WNOHANG) == (0, 0)
        return False


def begin(home: Home, receiving: int, held: int) -> Guard:
    """Begins to guard the push that `receiving` takes, a pidfd; `held` is the descriptor that holds the lock."""
    ours, its = os.pipe()
    process = os.fork()
    if process:
        os.close(ours)
        return Guard(process, its)
    try:
        _withdraw(home, {ours, held, receiving})
        _stand(home, ours, receiving)
    except BaseException:  # noqa: BLE001 - this process is a copy of the hook and must not go on as one
        with suppress(OSError):
            write(home.server / "guard.log", traceback.format_exc())
    finally:
        os._exit(0)


def _withdraw(home: Home, keep: set[int]) -> None:
    """Leaves the terminal, the hook's pipes and folder, and keeps the open files that it works with."""
    os.setsid()
    os.chdir(home.root)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    for open_file in list(Path("/proc/self/fd").iterdir()):
        number = int(open_file.name)
        if number > 2 and number not in keep:
            with suppress(OSError):
                os.close(number)


def _stand(home: Home, hook: int, receiving: int) -> None:
    group, ready = _hear(hook)
    if group:  # the hook died while it was building
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    if ready:
        _follow(home, receiving)
    _end(receiving)
    settle.begin(home)
    _note_end(home)
    _go_on(home)


def _go_on(home: Home) -> None:
    """What nobody waits for; whoever waits for the lock goes first."""
    with suppress(OSError):  # then the next push does it
        compose.prepare(home)
    with suppress(lock.Awaited, NotBuilt, OSError):  # then the timer tries again, and tells why not
        follow.follow(home)
        compose.prepare(home)
    with suppress(lock.Awaited):
        lock.give_way(home)
        settle.put_in_order(home)


def _end(receiving: int) -> None:
    """Waits until git has ended. One whose client neither reads nor leaves may not keep everybody else waiting."""
    for last in (signal.SIGTERM, signal.SIGKILL):
        if select.select([receiving], [], [], PATIENCE)[0]:
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(receiving, last)


def _hear(hook: int) -> tuple[int, bool]:
    """What the hook said until it ended: which group it left at work, and whether it ended well."""
    said = b""
    while piece := os.read(hook, 4096):
        said += piece
    lines = said.split()
    groups = [int(line) for line in lines if line != READY]
    return (groups[-1] if groups else 0), READY in lines


def _follow(home: Home, receiving: int) -> None:
    """Watches the branch until the push is over, and shows its release as soon as it moves."""
    branch, before, begun = home.repository / MAIN, None, time.monotonic()
    over = select.poll()
    over.register(receiving, select.POLLIN)
    settled = False
    while not settled:
        now = _state(branch)
        if now != before:
            with suppress(OSError, lock.LockHeld):  # the hook of git does the same, a little later
                settle.settle(home)
            served = home.served()
            settled = (
                before is not None and served is not None and commit_of(served) == Repository(home.repository).tip()
            )
        before = now
        waited = time.monotonic() - begun
        close = waited < LOOK_CLOSELY_FOR
        if waited > PATIENCE:
            return
        if over.poll(LOOK_EVERY if close else LOOK_SLOWLY):
            return


def _state(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def _note_end(home: Home) -> None:
    """What became of the last push, for `doctor`."""
    noted, served = home.noted("last-push"), home.served()
    if noted.get("result") == "begun":
        live = served is not None and commit_of(served) == noted.get("commit")
        home.note("last-push", **{**noted, "result": "live" if live else "broken off"})
