"""Compressed copies beside the files of a release, made once, so that the server need not compress for every reader."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from tools.publish.files import files

KINDS = (".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".ics", ".webmanifest")
# Below this a compressed copy saves less than its own headers cost.
SMALLEST = 512


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _brotli(content: bytes) -> bytes:
    """A hundredth larger than the smallest, in a third of its time."""
    packed: bytes = brotli.compress(content, quality=10)
    return packed


WAYS: Mapping[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}


def compress(release: Path, before: Path | None) -> None:
    """Adds `.br` and `.gz`. A file that `before` shares has its copies there already, and they are shared as well."""
    wanted = [path for path in files(release) if path.endswith(KINDS)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for _ in pool.map(lambda path: _compress(release / path, before / path if before else None), wanted):
            pass


def _compress(file: Path, old: Path | None) -> None:
    shared = old is not None and old.is_file() and old.samefile(file)
    content = b"" if shared else file.read_bytes()
    for ending, way in WAYS.items():
        copy = file.with_name(file.name + ending)
        if old and shared and (known := old.with_name(old.name + ending)).is_file():
            os.link(known, copy)
        elif len(content) >= SMALLEST:
            copy.write_bytes(way(content))
            copy.chmod(0o644)
