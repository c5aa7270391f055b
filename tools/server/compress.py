"""Compressed copies beside the files of a release, made once, so that the server need not compress for every reader."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from plugins.base.addresses import COPIES
from plugins.base.media_types import is_text
from tools.server.files import files

# Below this a compressed copy saves less than its own headers cost.
SMALLEST = 512
# Above it, what is read is somebody's data: minutes and a hundred megabytes for a copy that few ask for.
LARGEST = 5_000_000


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _brotli(content: bytes) -> bytes:
    """A hundredth larger than the smallest, in a third of its time."""
    packed: bytes = brotli.compress(content, quality=10)
    return packed


WAYS: Mapping[str, Callable[[bytes], bytes]] = dict(zip(COPIES, (_brotli, _gzip), strict=True))


def compress(release: Path, before: Path | None, look: Callable[[], None]) -> list[str]:
    """Adds `.br` and `.gz`, and returns the paths of those that are new. A file that `before` shares has its copies
    there already, and they are shared as well. `look` raises where there is no more time for it.
    """
    wanted = [path for path in files(release) if is_text(path)]
    missing = [copy for path in wanted for copy in _missing(release, before, path)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made: list[str] = []
        for path in pool.map(lambda copy: _pack(release, *copy), missing):
            look()
            made += filter(None, [path])
        return made


def _missing(release: Path, before: Path | None, path: str) -> Iterator[tuple[str, str]]:
    """The path of a file with the ending of each copy that `before` could not share."""
    # Plain strings: over tens of thousands of files, path objects cost more than the files.
    shared = before is not None and _same(f"{release}/{path}", f"{before}/{path}")
    for ending in WAYS:
        if not shared or not _linked(f"{before}/{path}{ending}", f"{release}/{path}{ending}"):
            yield path, ending


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except (FileNotFoundError, NotADirectoryError):
        return False


def _linked(old: str, new: str) -> bool:
    try:
        os.link(old, new)
    except FileNotFoundError:
        return False
    return True


def _pack(release: Path, path: str, ending: str) -> str:
    if not SMALLEST <= (release / path).stat().st_size <= LARGEST:
        return ""
    content = (release / path).read_bytes()
    copy = release / f"{path}{ending}"
    copy.write_bytes(WAYS[ending](content))
    copy.chmod(0o644)
    return f"{path}{ending}"
