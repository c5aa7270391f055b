"""Who works in one folder takes turns. The lock is the system's own: whoever is killed holds it no more."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile
else:
    import fcntl

PATIENCE = 600.0  # seconds
STILL_AT_WORK = "một lần dựng khác vẫn đang ghi vào đây"
LOOK = 0.1  # seconds between two looks at a lock


class FolderBusy(Exception):
    """Somebody else was still at work in the folder when patience ended; `args[0]` says so."""


@contextmanager
def turn(
    folder: Path, told: Callable[[], None], *, shared: bool = False, patience: float | None = None
) -> Iterator[None]:
    """Waits until nobody else has the folder; who `shared` it has it together with others who do. A folder that was not
    there is made, and goes again where nothing came into it.

    `told` is called once where one has to wait. Raises Busy, and OSError where there can be no such folder.
    """
    new = not folder.exists()
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    waited = False
    while (held := _held(folder, shared)) is None:
        if not waited:
            told()
        if time.monotonic() >= end:
            raise FolderBusy(STILL_AT_WORK)
        waited = True
        time.sleep(LOOK)
    try:
        yield
    finally:
        if new and not shared:
            with suppress(OSError):
                folder.rmdir()
        os.close(held)


if sys.platform == "win32":

    def _held(folder: Path, shared: bool) -> int | None:
        """A folder cannot be locked, so a file of its name stands for it; who would share it goes on without."""
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()
        held = os.open(Path(tempfile.gettempdir(), f"{name}.lock"), os.O_RDWR | os.O_CREAT)
        try:
            if not shared:
                msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(held)
            return None
        return held

else:

    def _held(folder: Path, shared: bool) -> int | None:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(held), folder.stat()):
                return held
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError:
            return held  # a file system that knows no locks keeps nobody apart
        os.close(held)
        return None
