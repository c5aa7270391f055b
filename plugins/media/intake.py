"""A picture as it is taken in, before it is kept among the texts: upright, as large as anybody needs it, and without
what cameras write. What is so already keeps its bytes. Pillow is loaded when there is a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from plugins.media import notes, svg
from plugins.media.pictures import kind_of
from plugins.media.renditions import KINDS
from plugins.media.stripping import stripped

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 2560
HEAVY = 3_000_000
"""Bytes above which a file is written anew, and a PNG of which nothing shows through is a photograph."""

_JPEG = {"format": "JPEG", "quality": 88, "progressive": True, "optimize": True}
_PNG = {"format": "PNG", "optimize": True}
_WEBP = {"format": "WEBP", "quality": 88, "method": 4}
_SMALL = {"format": "WEBP", "quality": 75, "method": 2}
_FORMATS = {"JPEG": _JPEG, "HEIC": _JPEG, "AVIF": _JPEG, "WebP": _WEBP}
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

_END_OF_JPEG = b"\xff\xd9"
_LATE_NOTE = re.compile(rb"\xff[\xe0-\xef\xfe]")
"""A note of a program behind the first scan of a JPEG; between the signs of a scan there is none."""


class TakenPicture(NamedTuple):
    """`ending` has no dot; sides are in pixels."""

    content: bytes
    ending: str
    width: int
    height: int


def take_in(content: bytes) -> TakenPicture:
    """Raises InvalidDrawing, whatever is wrong with it."""
    kind = kind_of(content)
    if kind == "SVG":
        _, width, height = svg.clean(content)
        return TakenPicture(content, "svg", width, height)
    image = _decoded(content, kind, LONGEST_SIDE, LONGEST_SIDE)
    bare = stripped(content, KINDS[kind].codec)
    if len(bare) <= HEAVY and _is_alone(bare, kind) and _stands(content, kind, image.size):
        return TakenPicture(bare, KINDS[kind].endings[0][1:], image.width, image.height)
    return min(_written_anew(image, kind), key=lambda made: len(made.content))


def small(content: bytes, width: int) -> tuple[bytes, str]:
    """For a glance at a picture while one writes, with the ending of its kind. Raises InvalidDrawing."""
    kind = kind_of(content)
    if kind == "SVG":
        return svg.clean(content)[0], "svg"
    return _written(_decoded(content, kind, width, 4 * width), _SMALL).content, "webp"


def _decoded(content: bytes, kind: str, width: int, height: int) -> Image.Image:
    from plugins.media import pixels

    return pixels.decode(content, KINDS[kind], width, height)


def _stands(content: bytes, kind: str, size: tuple[int, int]) -> bool:
    """Whether the file has this size, and is upright without being turned."""
    from PIL import Image

    bare, turn = notes.without(content, KINDS[kind].codec)
    with Image.open(BytesIO(bare), formats=[KINDS[kind].codec]) as image:
        return image.size == size and (turn or notes.orientation(image.getexif)) in (0, 1)


def _is_alone(bare: bytes, kind: str) -> bool:
    """Whether nothing stands behind the picture, where other programs look for a film, an archive or a script."""
    match kind:
        case "JPEG":
            start = max((end for _, _, end in notes.segments(bare)), default=2)
            return bare.find(_END_OF_JPEG, start) == len(bare) - 2 and not _LATE_NOTE.search(bare, start)
        case "GIF":
            return bare.endswith(b"\0;")
    return kind in ("PNG", "WebP")


def _written_anew(image: Image.Image, kind: str) -> Iterator[TakenPicture]:
    """Photographs as JPEG, what else there is without loss; a screen that shows a photograph may be either."""
    shows_through = image.mode == "RGBA"
    options = _FORMATS.get(kind, _PNG)
    first = _written(image, _PNG if shows_through and options is _JPEG else options)
    yield first
    if first.ending == "png" and len(first.content) > HEAVY and not shows_through:
        yield _written(image, _JPEG)


def _written(image: Image.Image, options: dict[str, object]) -> TakenPicture:
    image.save(buffer := BytesIO(), **options)  # type: ignore[arg-type]
    return TakenPicture(buffer.getvalue(), _ENDINGS[str(options["format"])], image.width, image.height)
