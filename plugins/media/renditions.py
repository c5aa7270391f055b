"""What is published of an editor's picture, and what is remembered of it, so that a picture is worked on once.

What was made is kept by the hash of the file. All that makes it (`pixels`) imports little, because a change of it makes
every picture of a site again; it is loaded when there is something to make.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import NamedTuple

from plugins.base.cache import FileCache
from plugins.base.fingerprint import fingerprint
from plugins.media import svg

MADE_BY = fingerprint(__file__)


class Kind(NamedTuple):
    """A kind that is taken: Pillow's name for it, the endings of its files, and how many megapixels fit into memory.

    `hard` is the bound for what decodes at greater cost: transparency, CMYK, a JPEG in several scans.
    """

    codec: str
    endings: tuple[str, ...]
    megapixels: int = 0
    hard: int = 0


class Encoded(NamedTuple):
    """One finished file; `ending` completes a name ("-480.webp")."""

    ending: str
    width: int
    height: int
    size: int


KINDS = {
    "JPEG": Kind("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), 110, 40),
    "PNG": Kind("PNG", (".png",), 60, 26),
    "WebP": Kind("WEBP", (".webp",), 25, 16),
    "GIF": Kind("GIF", (".gif",), 40, 26),
    "HEIC": Kind("HEIF", (".heic", ".heif", ".hif"), 60, 26),
    "AVIF": Kind("AVIF", (".avif",), 40, 24),
    "SVG": Kind("", (".svg",)),
}

ACCEPTED = "JPEG, PNG, WebP, GIF, HEIC, AVIF hoặc SVG"
AGAIN = "Hãy chép lại ảnh từ máy gốc."
SMALLER = "Hãy thu nhỏ ảnh (mỗi chiều 4000 điểm ảnh là đủ) rồi lưu lại."
SAVE_AS = f"Hãy mở ảnh và lưu lại thành {ACCEPTED}."


@functools.cache
def shelf(cache: Path) -> FileCache:
    return FileCache(cache / "pictures", MADE_BY)


def remembered(shelf: FileCache, digest: str) -> tuple[Encoded, ...]:
    """What there is of a picture, where that is known."""
    rows = shelf.get(f"{digest}.json")
    return tuple(Encoded(**row) for row in json.loads(rows)) if rows else ()


def remember(shelf: FileCache, digest: str, content: bytes, kind: str) -> tuple[Encoded, ...]:
    """Makes and keeps it. The manifest comes last: what was interrupted before it is made again."""
    files = make(content, kind)
    for one, made in files.items():
        shelf.put(digest + one.ending, made)
    shelf.put(f"{digest}.json", json.dumps([one._asdict() for one in files]).encode())
    return tuple(files)


def make(content: bytes, kind: str) -> dict[Encoded, bytes]:
    """The fallback first, then WebP files, narrowest first."""
    if kind == "SVG":
        drawing, width, height = svg.clean(content)
        return {Encoded(".svg", width, height, len(drawing)): drawing}
    from plugins.media import pixels

    return pixels.make(content, KINDS[kind])
