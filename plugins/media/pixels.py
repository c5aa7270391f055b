"""From an editor's picture to small, upright sRGB files that bear no data of camera or place.

Memory stays below 512 MB whatever a file claims.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

from plugins.base.problems import Message
from plugins.media import notes
from plugins.media.renditions import AGAIN, SAVE_AS, SMALLER, Encoded, Kind
from plugins.media.svg import InvalidDrawing

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

WIDTHS = (480, 800, 1200, 1600)
MAXIMUM_HEIGHT = 4800
"""Of what is published: enough for a poster as wide as a telephone takes it."""
HEAVY = 400_000
"""Bytes above which a photograph is tried again with less quality."""
LINE = 2
"""What keeping a line costs beside its pixels, in pixels: a picture a pixel wide is heavier than it looks."""
MAXIMUM_SCANS = 100
"""Cameras and programs write about ten; thousands would keep a decoder busy for minutes."""

# To be read after the name of the picture, like those of `svg`.
POINTS_BEYOND_COUNT = Message("có quá nhiều điểm ảnh.", SMALLER)
TOO_MANY_POINTS = Message("có quá nhiều điểm ảnh ({width} × {height}).", SMALLER)
TOO_MANY_SCANS = Message("là JPEG có {scans} lượt quét, nhiều khác thường.", SAVE_AS)
DAMAGED = Message("bị cắt cụt hoặc hỏng.", AGAIN)

_END = b"\xff\xd9"
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation of EXIF."""
_SIDEWAYS = (5, 6, 7, 8)

_Options = Mapping[str, Any]
_WEBP: tuple[_Options, ...] = tuple({"format": "WEBP", "quality": quality, "method": 4} for quality in (80, 70, 60, 50))
_JPEG: tuple[_Options, ...] = tuple(
    {"format": "JPEG", "quality": quality, "progressive": True, "optimize": True} for quality in (82, 74, 66, 58)
)
_PNG: tuple[_Options, ...] = ({"format": "PNG", "optimize": True},)


def make(content: bytes, kind: Kind) -> dict[Encoded, bytes]:
    """The fallback first, then WebP files, narrowest first."""
    image = decode(content, kind, WIDTHS[-1], MAXIMUM_HEIGHT)
    ending, fallback = ("png", _PNG) if image.mode == "RGBA" else ("jpg", _JPEG)
    files = dict([_encode(image, f".{ending}", fallback)])
    for width in _widths(image.width):
        small = image.resize((width, _part(image.height, width / image.width)), Image.Resampling.LANCZOS)
        files |= [_encode(small, f"-{width}.webp", _WEBP)]
    return files


def _widths(full: int) -> Iterator[int]:
    """No width that saves less than a tenth of the full one; that one always."""
    yield from (width for width in WIDTHS if width < 0.9 * full)
    yield full


def _part(length: int, scale: float) -> int:
    return max(1, round(length * scale))


def _encode(image: Image.Image, ending: str, attempts: tuple[_Options, ...]) -> tuple[Encoded, bytes]:
    for options in attempts:
        image.save(buffer := BytesIO(), **options)
        if buffer.tell() <= HEAVY:
            break
    content = buffer.getvalue()
    return Encoded(ending, image.width, image.height, len(content)), content


def decode(content: bytes, kind: Kind, width: int, height: int) -> Image.Image:
    """The picture upright, no wider and no higher than that, RGB or (where something shows through) RGBA, in sRGB and
    with nothing attached. Raises InvalidDrawing.
    """
    try:
        scans = _scans(content) if kind.codec == "JPEG" else 1
        with warnings.catch_warnings(action="ignore"):
            bare, turn = notes.without(content, kind.codec)
            with Image.open(BytesIO(bare), formats=[kind.codec]) as image:
                _refuse_bomb(image, kind, scans)
                turn = turn or notes.orientation(image.getexif)
                most = (height, width) if turn in _SIDEWAYS else (width, height)
                small = _reduce(image, *most, sideways=turn in _SIDEWAYS)
                return _to_srgb(small.transpose(_TURNS[turn]) if turn in _TURNS else small)
    except Image.DecompressionBombError:
        raise InvalidDrawing(POINTS_BEYOND_COUNT()) from None
    except InvalidDrawing:
        raise
    except Exception:  # noqa: BLE001  Pillow and its codecs raise whatever they like for a damaged file
        raise InvalidDrawing(DAMAGED()) from None


def _scans(jpeg: bytes) -> int:
    """How many passes the decoder makes. The end is asked for: a copy that broke off may be filled up with zeros."""
    start = max((end for _, _, end in notes.segments(jpeg)), default=2)
    return jpeg.count(notes.SCAN, start, jpeg.index(_END, start))


def _refuse_bomb(image: Image.Image, kind: Kind, scans: int) -> None:
    """From the header, before anything is decoded."""
    width, height = image.size
    hard = scans > 1 or image.mode == "CMYK" or image.has_transparency_data
    if (width + LINE) * height > (kind.hard if hard else kind.megapixels) * 1_000_000:
        raise InvalidDrawing(TOO_MANY_POINTS(width=width, height=height))
    if scans > MAXIMUM_SCANS:
        raise InvalidDrawing(TOO_MANY_SCANS(scans=scans))


def _reduce(image: Image.Image, width: int, height: int, *, sideways: bool) -> Image.Image:
    """The picture as stored, made small before anything else: all later steps are cheap then."""
    scale = min(1, width / image.width, height / image.height)
    size = _part(image.width, scale), _part(image.height, scale)
    image.draft(None, (1, size[1]) if sideways else (size[0], 1))  # JPEG: decoded at a fraction of its size
    return _plain(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _plain(image: Image.Image) -> Image.Image:
    """A mode that can be resized: palettes, bits, 16 bits and a single transparent colour are resolved."""
    image.load()
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("L", "CMYK", "RGB", "RGBA") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _to_srgb(image: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB, with nothing attached."""
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    clean = _converted(colours, image.info.get("icc_profile", b""))
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        clean.putalpha(image.getchannel("A"))
    clean.info = {}
    return clean


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    """A profile that is broken or belongs to other colours is passed over, as browsers do."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError):
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        image = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    return image.convert("RGB")
