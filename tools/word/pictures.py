"""A document's pictures as files of a post: their own bytes where the site takes them, without what cameras wrote."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from plugins.media import LONGEST_SIDE, InvalidDrawing, stripped, take_in
from tools.word import limits, telling
from tools.word.drawings import WHOLE, PictureEdit, Shares

pillow_heif.register_heif_opener()
_AS_THEY_ARE = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
_PHOTOGRAPHS = {"HEIF", "AVIF", "MPO", "JPEG2000"}
# What no browser and no library here draws, by its first bytes.
_DRAWINGS = (
    (rb"\x01\0\0\0.{36} EMF", "EMF"),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\x09\0\0|\x02\0\x09\0\0", "WMF"),
    (rb"\x1f\x8b", "EMZ hoặc WMZ"),
    (rb"II\xbc", "JPEG XR"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "EPS"),
    (rb"%PDF", "PDF"),
)
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", re.DOTALL
)
_QUALITY = 92
_ORIENTATION = ExifTags.Base.Orientation
_TURNS = {3: 180, 6: 90, 8: 270}
"""Degrees clockwise by what EXIF says."""
_QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class NoPicture(Exception):
    """args[0] is one of `telling`'s sentences, args[1] what it speaks of."""


@dataclass
class PictureFiles:
    """Writes pictures into a folder; the same picture twice is one file."""

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    _known: dict[str, tuple[str, tuple[str, str]]] = field(default_factory=dict)

    def add(self, content: bytes, edit: PictureEdit) -> tuple[str, tuple[str, str]]:
        """The name of the file, and what a person should know of it: a sentence with what it speaks of, or nothing.

        Raises:
            NoPicture: where the site could not use it.
        """
        key = hashlib.sha256(content + repr(edit).encode()).hexdigest()
        if key not in self._known:
            made, ending, told = _made(content, edit)
            name = f"anh-{len(self.files) + 1}.{ending}"
            self.files[name] = self.folder / name
            self.files[name].write_bytes(made)
            self._known[key] = name, told
        return self._known[key]


def _made(content: bytes, edit: PictureEdit) -> tuple[bytes, str, tuple[str, str]]:
    if _SVG.match(content[:2000]):
        return content, "svg", ("", "")
    for sign, kind in _DRAWINGS:
        if re.match(sign, content, re.DOTALL):
            raise NoPicture(telling.UNREADABLE, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is decoded
        try:
            with Image.open(io.BytesIO(content)) as picture:
                made, ending, told = _of_opened(picture, content, edit)
                return *_bounded(made, ending), told
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError):
            raise NoPicture(telling.BROKEN_PICTURE, "") from None


def _of_opened(picture: Image.Image, content: bytes, edit: PictureEdit) -> tuple[bytes, str, tuple[str, str]]:
    if picture.width * picture.height > limits.MOST_PIXELS:
        raise NoPicture(telling.HUGE, str(picture.width * picture.height // 1_000_000))
    kind, lies = picture.format or "", picture.getexif().get(_ORIENTATION, 1)
    # Word writes down how a camera held the picture as a turn of its own; the file still says it itself.
    upright = edit.upright or edit.turn % 90 or edit == PictureEdit(edit.crop, _TURNS.get(lies, 0))
    if kind in _AS_THEY_ARE and upright and edit.crop == WHOLE:
        picture.load()
        return stripped(content, kind), _AS_THEY_ARE[kind], ("", "")
    pages = getattr(picture, "n_frames", 1) if kind == "TIFF" else 1
    shown = _edited(picture, edit, by_itself=bool(upright))
    made, ending = _drawn_again(shown, kind)
    if pages > 1:
        return made, ending, (telling.FIRST_PAGE, str(pages))
    return made, ending, (telling.CONVERTED, kind) if upright and edit.crop == WHOLE else (telling.EDITED, "")


def _bounded(made: bytes, ending: str) -> tuple[bytes, str]:
    """No larger than pictures are taken in; what is no picture for the site is told when the text is checked."""
    with Image.open(io.BytesIO(made)) as picture:
        if max(picture.size) <= LONGEST_SIDE:
            return made, ending
    try:
        taken = take_in(made)
    except InvalidDrawing:
        return made, ending
    return taken.content, taken.ending


def _edited(picture: Image.Image, edit: PictureEdit, *, by_itself: bool) -> Image.Image:
    """Cut, then mirrored, then turned as Word does; `by_itself` it lies as its own notes say."""
    shown = picture if edit.crop == WHOLE else _cut(picture, edit.crop)
    if by_itself:
        return ImageOps.exif_transpose(shown)
    shown = ImageOps.mirror(shown) if edit.mirrored else shown
    shown = ImageOps.flip(shown) if edit.flipped else shown
    return shown.transpose(_QUARTERS[edit.turn]) if edit.turn in _QUARTERS else shown


def _cut(picture: Image.Image, crop: Shares) -> Image.Image:
    left, top, right, bottom = crop
    width, height = picture.size
    box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    return picture.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))


def _drawn_again(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    """As JPEG what was a photograph, else as PNG, which loses nothing; its colour profile stays."""
    out, profile = io.BytesIO(), picture.info.get("icc_profile")
    for note in set(picture.info) - {"transparency"}:
        del picture.info[note]
    if kind in ("JPEG", *_PHOTOGRAPHS):
        profile = profile if picture.mode == "RGB" else None
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=profile)
        return out.getvalue(), "jpg"
    if picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture, profile = picture.convert("RGB"), None
    picture.save(out, "PNG", icc_profile=profile)
    return out.getvalue(), "png"
