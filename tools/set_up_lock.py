"""Two set-ups of one folder follow each other. Only the standard library stands here, as in tools/setup.py."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Waits, and says so, until nobody else holds `path`. The system frees the lock of whoever was killed."""
    with path.open("a+b") as file:
        if not _try_lock(file):
            print("Chuẩn bị: một lệnh khác đang chuẩn bị thư mục này; đang chờ …", file=sys.stderr, flush=True)
            while not _try_lock(file):
                time.sleep(0.1)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
