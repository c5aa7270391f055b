"""A PNG that is made of bands of rows, four bits a pixel: what returns from picture to picture is deflated once.

Pillow packs pixels, but deflates all rows anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from struct import pack
from typing import NamedTuple

SIZE = WIDTH, HEIGHT = 1200, 630
PAPER, LEAF, INK, QUIET = (251, 248, 241), (31, 93, 58), (26, 28, 25), (92, 96, 88)
COLOURS = INK, LEAF, QUIET
SHADES = 5  # of each colour against the paper: sixteen colours in all
STRIDE = 1 + WIDTH // 2
"""Bytes of a row: its filter, then two pixels each."""
UNFILTERED, LESS_ABOVE = 0, 2
"""Filters of PNG. With the second a row is told by its difference from the row above: letters have upright lines."""
PIECE = 65_000
"""Bytes that zlib takes without moving its window, whose moving costs more than the runs."""

Colour = tuple[int, int, int]


class Band(NamedTuple):
    """Rows as raw deflate, ended at a whole byte, so that bands stand behind one another in one stream."""

    rows: int
    deflated: bytes
    checksum: int


def band(filtered: bytes) -> Band:
    """Of whole rows; the first needs none before it."""
    pieces = (filtered[start : start + PIECE] for start in range(0, len(filtered), PIECE))
    return Band(len(filtered) // STRIDE, b"".join(map(_deflated, pieces)), zlib.adler32(filtered))


@cache
def rule(rows: int, shade: int, margin: int = 0) -> Band:
    """A line across, as far from both edges as `margin`."""
    edge = bytes(margin // 2)
    first = b"".join([bytes([UNFILTERED]), edge, bytes([shade * 17]) * (WIDTH // 2 - margin), edge])
    more = bytes([LESS_ABOVE]) + bytes(STRIDE - 1)
    return band((first + more * (rows - 1))[: rows * STRIDE])


def png(bands: Iterable[tuple[int, Band]]) -> bytes:
    """The bands that begin at those rows, and paper around them."""
    deflated, checksum = [b"\x78\x01"], 1
    for one in _filled(bands):
        deflated.append(one.deflated)
        checksum = _joined(checksum, one)
    image = b"".join([*deflated, b"\x03\x00", checksum.to_bytes(4)])
    return _HEAD + _chunk(b"IDAT", image) + _chunk(b"IEND", b"")


def shade(colour: Colour, strength: int = SHADES) -> int:
    """The place of a colour in the palette; 0, the paper's, where it has no strength."""
    return COLOURS.index(colour) * SHADES + strength if strength else 0


def _deflated(piece: bytes) -> bytes:
    press = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=zlib.Z_RLE)  # runs: small here, and quick
    return press.compress(piece) + press.flush(zlib.Z_SYNC_FLUSH)


def _filled(bands: Iterable[tuple[int, Band]]) -> Iterator[Band]:
    row = 0
    for top, one in bands:
        yield rule(top - row, 0)
        yield one
        row = top + one.rows
    yield rule(HEIGHT - row, 0)


def _joined(checksum: int, one: Band) -> int:
    """Adler-32 of what was before and a band together, from that of each."""
    low, high = checksum & 0xFFFF, checksum >> 16
    high += (one.checksum >> 16) + one.rows * STRIDE * (low - 1)
    low += (one.checksum & 0xFFFF) - 1
    return high % 65521 << 16 | low % 65521


def _chunk(kind: bytes, content: bytes) -> bytes:
    return b"".join([len(content).to_bytes(4), kind, content, zlib.crc32(content, zlib.crc32(kind)).to_bytes(4)])


def _between(colour: Colour, part: float) -> tuple[int, ...]:
    return tuple(round(paper + (one - paper) * part) for paper, one in zip(PAPER, colour, strict=True))


_PALETTE = [PAPER, *(_between(colour, shade / SHADES) for colour in COLOURS for shade in range(1, SHADES + 1))]
_HEAD = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(map(bytes, _PALETTE))),
    ]
)
