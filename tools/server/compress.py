"""Compressed copies beside the files of a release, made once, so that the server need not compress for every reader."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from plugins.base.addresses import COPIES
from plugins.base.media_types import is_text

# Below this a compressed copy saves less than its own headers cost.
SMALLEST = 512
# Above it stand the feeds and the map of the site, which change with every text and which only programs read.
LONG = 100_000
# Above it, what is read is somebody's data: minutes and a hundred megabytes for a copy that few ask for.
LARGEST = 5_000_000


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _brotli(content: bytes) -> bytes:
    """A hundredth larger than the smallest, in a third of its time; of what is long a tenth larger, in a thirtieth."""
    packed: bytes = brotli.compress(content, quality=10 if len(content) <= LONG else 9)
    return packed


WAYS: Mapping[str, Callable[[bytes], bytes]] = dict(zip(COPIES, (_brotli, _gzip), strict=True))


def compress(release: Path, paths: Iterable[str], look: Callable[[], None]) -> list[str]:
    """Adds `.br` and `.gz` to those of the files that are text, and returns the paths of the copies. `look` raises
    where there is no more time for it.
    """
    wanted = [(path, ending) for path in paths if is_text(path) for ending in WAYS]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made: list[str] = []
        for path in pool.map(lambda copy: _pack(release, *copy), wanted):
            look()
            made += filter(None, [path])
        return made


def _pack(release: Path, path: str, ending: str) -> str:
    if not SMALLEST <= (release / path).stat().st_size <= LARGEST:
        return ""
    content = (release / path).read_bytes()
    copy = release / f"{path}{ending}"
    copy.write_bytes(WAYS[ending](content))
    copy.chmod(0o644)
    return f"{path}{ending}"
