"""Compressed copies beside the files of a release, made once, so that the server need not compress for every reader."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli

from tools.publish.files import files

KINDS = (".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".ics", ".webmanifest")
# Below this a compressed copy saves less than its own headers cost.
SMALLEST = 512


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


WAYS: Mapping[str, Callable[[bytes], bytes]] = {".br": brotli.compress, ".gz": _gzip}


def compress(release: Path, before: Path | None) -> None:
    """Adds `.br` and `.gz`. A file that `before` shares has its copies there already, and they are shared as well."""
    for path in list(files(release)):
        if path.endswith(KINDS):
            _compress(release / path, before / path if before else None)


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
