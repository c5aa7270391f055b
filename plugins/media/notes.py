"""What cameras and programs write into the file of a picture beside the picture: left out before it is decoded.

Pillow gives up a whole picture for a note that it cannot read; browsers do not look at notes. What decides how the
picture looks stays: colours, transparency, and how it lies.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LARGEST_PROFILE = 1_000_000
"""Bytes of a colour profile that Pillow unpacks from a PNG; with a larger one it refuses the picture."""
SCAN = b"\xff\xda"
ORIENTATION = 0x0112
"""EXIF's tag of how a picture lies."""

_MARKER = re.compile(rb"\xff+([^\0\xff])")
_BARE = frozenset(b"\x01\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8")
"""Markers of JPEG that no length follows."""
_NOTE = frozenset({*range(0xE0, 0xF0), 0xFE})
"""Markers of what programs write about a picture."""
_COLOURS = {0xE0: (b"JFIF\0", 14), 0xE2: (b"ICC_PROFILE\0", 14), 0xEE: (b"Adobe", 12)}
"""What among that decides its colours: how it begins, and how long it is at least."""
_EXIF = b"Exif\0\0"
# In HEIC and AVIF notes are items with a type; without it nobody reads them. How the picture lies is said elsewhere.
_NOTE_ITEM = re.compile(rb"(infe(?:\x02.{7}|\x03.{9}))(?:Exif|mime)", re.DOTALL)


def without(content: bytes, codec: str) -> tuple[bytes, int]:
    """The file without its notes, and how the picture lies if that was read on the way, else 0."""
    if codec == "JPEG":
        return _jpeg_without_notes(content)
    if codec == "PNG":
        return b"".join([content[:8], *_png_chunks(content)]), 0
    return (_NOTE_ITEM.sub(rb"\1skip", content), 0) if codec in ("HEIF", "AVIF") else (content, 0)


def _jpeg_without_notes(content: bytes) -> tuple[bytes, int]:
    kept, done, turn = [content[:2]], 2, 0
    for marker, start, end in segments(content):
        told = content[start:end]
        if marker == 0xE1 and told.startswith(_EXIF):
            turn = turn or orientation(partial(_exif, told))
        beginning, least = _COLOURS.get(marker, (None, 0))
        known = beginning and told.startswith(beginning) and len(told) >= least
        if marker not in _NOTE or known:
            kept.append(content[done:end])
        done = end
    return b"".join([*kept, content[done:]]), turn


def segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """What stands before the first scan: marker, and where its content begins and ends."""
    at = 2
    while (found := _MARKER.search(jpeg, at)) and found[1] != SCAN[1:]:
        start = at = found.end()
        if found[1][0] not in _BARE:
            start, at = at + 2, at + int.from_bytes(jpeg[at : at + 2])
        yield found[1][0], start, at


def _exif(told: bytes) -> Image.Exif:
    from PIL import Image

    exif = Image.Exif()
    exif.load(told)
    return exif


def _png_chunks(png: bytes) -> Iterator[bytes]:
    """The chunks that make the picture, its transparency, and where they are whole its colour profile and EXIF."""
    at = 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4])
        name, told = png[at + 4 : at + 8], png[at + 8 : end - 4]
        needed = name[:1].isupper() or name == b"tRNS"
        whole = zlib.crc32(name + told) == int.from_bytes(png[end - 4 : end])
        if needed or (whole and (name == b"eXIf" or (name == b"iCCP" and _is_profile(told)))):
            yield png[at:end]
        at = len(png) if name == b"IEND" else end


def _is_profile(told: bytes) -> bool:
    _, _, packed = told.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        return packed[:1] == b"\0" and bool(unpacker.decompress(packed[1:], LARGEST_PROFILE)) and unpacker.eof
    except zlib.error:
        return False


def orientation(read: Callable[[], Image.Exif]) -> int:
    """How the picture lies, by EXIF; 0 where that cannot be read."""
    try:
        return int(read().get(ORIENTATION, 0))
    except Exception:  # noqa: BLE001  Pillow raises whatever it likes for a damaged note
        return 0
