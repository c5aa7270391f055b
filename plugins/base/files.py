"""Files that are replaced whole or not at all, whoever else reads or writes them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path


def replace(file: Path, content: bytes, *, mode: int | None = None, sync: bool = False) -> None:
    """Puts `content` in the place of a file, or makes it. With `mode` nobody else has other rights for a moment; with
    `sync` it is on the disk before it is seen. Raises OSError, and then all is as it was.
    """
    beside = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    try:
        with open(beside, "xb", opener=partial(os.open, mode=0o666 if mode is None else mode)) as opened:
            opened.write(content)
            if sync:
                opened.flush()
                os.fsync(opened.fileno())
        if mode is not None:
            beside.chmod(mode)  # whatever the user's mask takes away
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
