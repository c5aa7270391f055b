"""Whether the first bytes of an attachment, and for office files the last, agree with the ending of its name.

A copy that broke off, a web page saved under a document's name and a pointer left by Git LFS look like documents until
a reader opens them.
"""

from __future__ import annotations

import re
from pathlib import Path

from plugins.base import media_types
from plugins.base.problems import InvalidValue, Message

_COPY_AGAIN = "Hãy chép lại tệp từ máy gốc."
EMPTY = Message("tệp «{name}» trống (0 byte).", _COPY_AGAIN)
POINTER = Message(
    "tệp «{name}» chỉ là con trỏ Git LFS, không phải chính tệp ấy.", "Hãy chạy «git lfs pull», hoặc chép tệp thật vào."
)
OTHER_KIND = Message(
    "tệp «{name}» thật ra là {kind}, không phải tệp {ending}.", "Hãy mở xem tệp, rồi chép lại hoặc lưu lại cho đúng."
)
CUT_OFF = Message("tệp «{name}» bị cắt cụt hoặc hỏng, không mở được.", _COPY_AGAIN)

LONGEST_TABLE = 1_000_000
FIRST, LAST = 4096, 22 + 65_535
"""Bytes that are looked at: a PDF may begin within the first thousand; the end of a ZIP may bear a comment."""

_ZIP, _OLE, _RTF = rb"PK\x03\x04|PK\x05\x06|PK\x07\x08", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rb"\{\\rt"
_MERELY_ZIP = "tệp nén ZIP"
_PLAIN = rb"\xff\xfe|\xfe\xff|[^\0]+\Z"
_BEGINNINGS: dict[str, bytes] = {
    "pdf": rb".{0,1020}%PDF-",
    # With a password an office file is wrapped like the old ones; Word has always written RTF under .doc as well.
    **dict.fromkeys("docx dotx docm xlsx xlsm xltx pptx ppsx".split(), _ZIP + b"|" + _OLE),
    **dict.fromkeys("odt ods odp zip epub".split(), _ZIP),
    **dict.fromkeys("doc dot".split(), _OLE + b"|" + _RTF),
    **dict.fromkeys("xls ppt pps".split(), _OLE),
    "rtf": _RTF,
    "rar": rb"Rar!\x1a\x07",
    "7z": rb"7z\xbc\xaf\x27\x1c",
    "mp3": rb"ID3|\0*\xff[\xe0-\xff]",
    **dict.fromkeys("mp4 m4a mov".split(), rb".{4}(?:ftyp|moov|mdat|wide|free|skip)"),
    "wav": rb"RIFF.{4}WAVE|RF64",
    "ogg": rb"OggS",
    "webm": rb"\x1aE\xdf\xa3",
    **dict.fromkeys("txt csv ics vcf".split(), _PLAIN),
}
_MEMBERS: dict[str, bytes] = {
    **dict.fromkeys("docx dotx docm xlsx xlsm xltx pptx ppsx".split(), rb"\[Content_Types\]\.xml|docProps/"),
    **dict.fromkeys("odt ods odp".split(), rb"mimetype|META-INF/"),
}
"""What of these the table at the end of a ZIP names where it is an office file."""
_KINDS = (
    (rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)", "trang web (HTML)"),
    (rb"%PDF-", "PDF"),
    (_ZIP, "tệp nén ZIP hoặc tệp Office đời mới"),
    (_OLE, "tệp Office đời cũ"),
    (_RTF, "RTF"),
    (rb"\xff\xd8\xff|\x89PNG|GIF8|.{4}ftyp|RIFF", "ảnh hoặc phim"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "tệp nén"),
    (_PLAIN, "chữ thường"),
)
_POINTER = re.compile(rb"version https://(?:git-lfs|hawser)\.github\.com/spec/")


def is_pointer(content: bytes) -> bool:
    """Whether it is what Git LFS leaves in the place of a file that was not fetched."""
    return bool(_POINTER.match(content))


def check(file: Path, name: str) -> None:
    """Raises Wrong where the file is not what `name` says."""
    with file.open("rb") as stream:
        first = stream.read(FIRST)
        if not first:
            raise InvalidValue(EMPTY(name=name))
        if is_pointer(first):
            raise InvalidValue(POINTER(name=name))
        ending = media_types.ending(name)
        if ending in _BEGINNINGS and not re.match(_BEGINNINGS[ending], first, re.DOTALL):
            kind = next(
                (kind for begun, kind in _KINDS if re.match(begun, first, re.DOTALL | re.IGNORECASE)), "loại khác"
            )
            raise InvalidValue(OTHER_KIND(name=name, kind=kind, ending=ending.upper()))
        if re.match(_ZIP, first) and ending in _BEGINNINGS:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - LAST))
            _check_end(stream.read(), size, ending, name, file)


def _check_end(last: bytes, size: int, ending: str, name: str, file: Path) -> None:
    """The record that ends a ZIP, and the table that it tells of."""
    at = last.rfind(b"PK\5\6")
    length, start = (int.from_bytes(last[at + 12 + field : at + 16 + field], "little") for field in (0, 4))
    if at < 0 or len(last) < at + 22:
        raise InvalidValue(CUT_OFF(name=name))
    if start == 0xFFFFFFFF:  # longer than 4 GB or written so; its members are told by a longer record
        return
    if start + length > size:
        raise InvalidValue(CUT_OFF(name=name))
    member = _MEMBERS.get(ending)
    with file.open("rb") as stream:
        stream.seek(size - len(last) + at - length)
        if member and not re.search(member, stream.read(min(length, LONGEST_TABLE))):
            raise InvalidValue(OTHER_KIND(name=name, kind=_MERELY_ZIP, ending=ending.upper()))
