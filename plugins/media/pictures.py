"""The one picture pipeline: an editor's file is recognised, and published as the files that are made of it.

Everything that can be wrong with a file ends as PictureRefused.
"""

from __future__ import annotations

import errno
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

from plugins.base.addresses import PICTURES
from plugins.base.cache import CachedFile
from plugins.base.media_types import media_type
from plugins.base.model import OutputFile, Picture, Rendition
from plugins.base.problems import Message
from plugins.media import contents, renditions
from plugins.media.renditions import ACCEPTED, AGAIN, KINDS, SAVE_AS, Encoded
from plugins.media.svg import InvalidDrawing

MAXIMUM_BYTES = 100_000_000
ADDRESSED = b"1"
"""Part of each address, which names the editor's file; another one only where readers shall fetch all pictures anew."""


class PictureRefused(Exception):
    """args[0] is for the editor: what is wrong with which picture, and how to mend it."""


_SIGNATURES = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"RIFF.{4}WEBP", "WebP"),
    (rb"GIF8[79]a", "GIF"),
    (rb".{4}ftyphe[iv]", "HEIC"),
    (rb".{4}ftyp(?:.{4}){0,10}?avi[fs]", "AVIF"),
    (rb".{4}ftypm[is]f1", "HEIC"),
    (rb".{4}ftyp", "phim"),
    (rb"BM.{4}\0{4}", "BMP"),
    (rb"II\*\0|MM\0\*", "TIFF hoặc ảnh thô"),
    (rb"8BPS", "PSD (Photoshop)"),
    (rb"%PDF", "PDF"),
    (rb"(?i)\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)", "trang web (HTML)"),
    (rb"(?:\xef\xbb\xbf)?\s*<(?:svg|(?:\?xml|!--|!DOCTYPE svg).*<svg)\b", "SVG"),
)

# To be read after the picture's name, like those of `svg`.
TOO_HEAVY = Message(f"nặng hơn {MAXIMUM_BYTES // 1_000_000} MB.", "Hãy thu nhỏ ảnh rồi lưu lại.")
NOT_READ = Message("không đọc được.", "Hãy xem tệp còn ở đó và có quyền đọc không.")
EMPTY = Message("trống (0 byte).", AGAIN)
POINTER = Message("chỉ là con trỏ Git LFS, không phải chính ảnh.", "Hãy chạy «git lfs pull», hoặc chép ảnh thật vào.")
NO_PICTURE = Message("không phải là ảnh đọc được.", f"Hãy chọn tệp ảnh {ACCEPTED}.")
KIND_NOT_TAKEN = Message("thật ra là {kind}, không nhận được.", SAVE_AS)
NAME_OF_OTHER_KIND = Message("thật ra là {kind}.", "Hãy đổi tên tệp thành «{right}» và sửa cả tên ghi trong bài.")
CHANGED_MEANWHILE = "ảnh đã đổi trong lúc dựng"


class PublishedPicture(NamedTuple):
    """A picture with the digest of what it was made of."""

    picture: Picture
    digest: str


def publish(source: Path, cache: Path, name: str) -> PublishedPicture:
    """Makes the files of a picture, which stand under `/anh/NAME-HASH…`; `name` is a safe stem, `alt` stays empty.

    `cache` is a folder that may be shared by builds and removed at any time. Raises PictureRefused.
    """
    try:
        content = _read(source)
        kind = _recognise(content, source.name)
        digest = _digest(content)
        shelf = renditions.shelf(cache)
        made = renditions.remembered(shelf, digest) or renditions.remember(shelf, digest, content, kind)
    except InvalidDrawing as flaw:
        raise PictureRefused(f"ảnh «{unicodedata.normalize('NFC', source.name)}» {flaw}") from None
    return PublishedPicture(_present(made, f"/{PICTURES}/{name}-{digest[:10]}"), digest)


def files(published: PublishedPicture, source: Path, cache: Path) -> Iterator[OutputFile]:
    """The files that a picture consists of."""
    shelf, digest = renditions.shelf(cache), published.digest
    stem = published.picture.fallback.address.rpartition(".")[0]
    for one in (published.picture.fallback, *published.picture.sources):
        ending = one.address.removeprefix(stem)
        kept = CachedFile(shelf, digest + ending, partial(_again, source, digest, ending))
        yield OutputFile(one.address, kept)


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > MAXIMUM_BYTES:
            raise InvalidDrawing(TOO_HEAVY())
        return source.read_bytes()
    except OSError:
        raise InvalidDrawing(NOT_READ()) from None


def _recognise(content: bytes, name: str) -> str:
    """The kind by the content; a name that says another kind is refused."""
    kind = kind_of(content)
    if PurePath(name).suffix.lower() not in (endings := KINDS[kind].endings):
        right = unicodedata.normalize("NFC", PurePath(name).stem) + endings[0]
        raise InvalidDrawing(NAME_OF_OTHER_KIND(kind=kind, right=right))
    return kind


def kind_of(content: bytes) -> str:
    """The key of KINDS that a picture belongs to by its first bytes. Raises InvalidDrawing."""
    if not content:
        raise InvalidDrawing(EMPTY())
    if contents.is_pointer(content):
        raise InvalidDrawing(POINTER())
    kind = next((kind for magic, kind in _SIGNATURES if re.match(magic, content[:4096], re.DOTALL)), "")
    if not kind:
        raise InvalidDrawing(NO_PICTURE())
    if kind not in KINDS:
        raise InvalidDrawing(KIND_NOT_TAKEN(kind=kind))
    return kind


def _again(source: Path, digest: str, wanted: str) -> bytes:
    """A file of a picture that was whole once: the cache has lost it. Raises OSError."""
    content = source.read_bytes()
    if _digest(content) != digest:
        raise OSError(errno.ESTALE, CHANGED_MEANWHILE, str(source))
    return next(
        made for one, made in renditions.make(content, _recognise(content, source.name)).items() if one.ending == wanted
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(ADDRESSED + content).hexdigest()


def _present(made: tuple[Encoded, ...], address: str) -> Picture:
    fallback, *sources = (
        Rendition(address + one.ending, one.width, one.height, media_type(one.ending), one.size) for one in made
    )
    return Picture(fallback, tuple(sources))
