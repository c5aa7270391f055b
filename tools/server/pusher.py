"""Whoever pushes: what is said to them from a hook, and whether they are still there.

Git hands a hook's words on, but when its client is gone it neither ends nor tells the hook: it stops reading. So the
hook looks for itself, at the descriptor through which `git receive-pack` speaks to its client.
"""

from __future__ import annotations

import ctypes
import os
import select
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plugins.base.problems import printable

PIDFD_GETFD = 438  # the same number on every kind of machine
PATIENCE = 60.0  # seconds that a slow client may take to read a sentence


class Gone(Exception):
    """Nobody is there to be told. Nothing has changed, and nothing should."""


def of_this_hook() -> Pusher:
    """Raises Gone where git was killed before its hook came to ask: then the parent is somebody who never ends."""
    receiving = os.getppid()
    try:
        process = os.pidfd_open(receiving)
        words = Path(f"/proc/{receiving}/cmdline").read_bytes()
    except OSError:
        raise Gone from None
    if b"receive-pack" not in words or os.getppid() != receiving:
        raise Gone
    return Pusher(receiving, process)


@dataclass(frozen=True, slots=True)
class Pusher:
    """The client of one `git receive-pack`: that process by number, and as a pidfd, which no other can come to bear."""

    receiving: int
    process: int

    def tell(self, sentence: str) -> None:
        """Says a sentence. Raises Gone where nobody listens, or so slowly that others would wait for it."""
        left = "".join(f"{printable(line)}\n" for line in sentence.split("\n")).encode()
        voice = sys.stderr.fileno()
        ready = select.poll()
        ready.register(voice, select.POLLOUT)
        end = time.monotonic() + PATIENCE
        while left:
            # As much as a pipe takes whole, so that a write never waits for a reader that has left.
            if not ready.poll(max(0, end - time.monotonic()) * 1000):
                raise Gone
            try:
                left = left[os.write(voice, left[: select.PIPE_BUF]) :]
            except OSError:
                raise Gone from None
        self.look()

    def look(self) -> None:
        """Raises Gone where the client has closed its end; where that cannot be seen, it counts as being there."""
        with suppress(OSError):
            speaking = ctypes.CDLL(None).syscall(PIDFD_GETFD, self.process, 1, 0)
            if speaking < 0:
                return
            try:
                end = select.poll()
                end.register(speaking, 0)
                if end.poll(0):
                    raise Gone
            finally:
                os.close(speaking)
