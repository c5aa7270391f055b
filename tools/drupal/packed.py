"""Opens a dump however it is packed: plain, gz, bz2, xz, zip; and as UTF-8 where Windows wrote UTF-16."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from typing import IO, Protocol, cast

CHUNK = 1 << 18
DAMAGE = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, lzma.LZMAError, zlib.error)
"""What reading raises where the packed file is damaged or cut off."""


class ByteStream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def opened(raw: IO[bytes]) -> ByteStream:
    """What is in the file.

    Raises:
        BadZipFile: for an archive that does not hold exactly one dump.
    """
    start = raw.read(6)
    raw.seek(0)
    if start.startswith(b"PK\x03\x04"):
        archive = zipfile.ZipFile(raw)
        names = [name for name in archive.namelist() if name.lower().endswith(".sql")]
        if len(names) != 1:
            raise zipfile.BadZipFile
        return _as_utf8(archive.open(names[0]))
    for mark, open_packed in ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open)):
        if start.startswith(mark):
            return _as_utf8(cast("IO[bytes]", open_packed(raw)))
    return _as_utf8(raw)


def _as_utf8(stream: IO[bytes]) -> ByteStream:
    buffered = io.BufferedReader(cast("io.RawIOBase", stream), CHUNK)
    start = buffered.peek(4)[:4]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _Recoded(io.TextIOWrapper(buffered, "utf-16", errors="replace", newline=""))
    if start.startswith(codecs.BOM_UTF8):
        buffered.read(len(codecs.BOM_UTF8))
    return buffered


class _Recoded:
    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def read(self, size: int, /) -> bytes:
        return self._text.read(size).encode()
