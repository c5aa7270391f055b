"""The card that a page without a photograph is shared with: its title in the house's type, as a PNG of 1200 × 630.

It is made of bands of rows, four bits a pixel. What returns from card to card is set and deflated once: words, the
lines over and under a title, empty paper. Pillow is loaded when the first is drawn.
"""

from __future__ import annotations

import unicodedata
import zlib
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING

from plugins.base.vietnamese import nfc

if TYPE_CHECKING:
    from PIL import Image, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
FACES = tuple(
    f"{subset}-normal.woff2"
    for subset in (
        *(f"be-vietnam-pro-{subset}-600" for subset in ("vietnamese", "latin", "latin-ext")),
        "noto-sans-math-latin-400",
        *(f"noto-serif-{subset}-600" for subset in ("greek", "greek-ext", "cyrillic", "cyrillic-ext", "math")),
    )
)
"""Files of the house's face, then of others for the signs that it lacks."""
SAME = ("<sub>", "<wide>", "<font>", "<noBreak>", "<compat>")
"""What a sign may be drawn as without another meaning: CO₂ as CO2; never 10⁶ as 106."""

PAPER, LEAF, INK, QUIET = (251, 248, 241), (31, 93, 58), (26, 28, 25), (92, 96, 88)
SHADES = 5  # of each colour against the paper: sixteen colours in all, four bits a pixel
MARGIN, BAR = 80, 18
LABEL, NAME = (72, 32), (548, 30)  # top and size of letters
HAIRLINE = NAME[0] - 22
TITLE_TOP, TITLE_BOTTOM, LINE = 140, 520, 1.26
TITLE_SIZES = (80, 72, 64, 58, 52, 46, 40, 36)
CUT = "…"
LACKING = "\uffff"  # no character, so that every face draws for it what it draws for letters that it lacks
ROOM = WIDTH - 2 * MARGIN

STRIDE = 1 + WIDTH // 2
"""Bytes of a row: its filter, then two pixels each."""
UNFILTERED, LESS_ABOVE = 0, 2  # filters of PNG
PIECE = 65_000 // STRIDE * STRIDE
"""Bytes that zlib takes without moving its window, which costs it a third of its time."""
KEPT = 4096  # words that are set; a few kilobytes each


@dataclass(frozen=True, slots=True)
class ShareText:
    """What stands on a card."""

    title: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of a card as raw deflate, ended at a whole byte, so that bands stand behind one another in one stream."""

    rows: int
    deflated: bytes
    checksum: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that is set, two pixels a byte: its first row with ink, under the top of its line, and where ink is."""

    top: int
    ink: Image.Image
    shape: Image.Image


def card(words: ShareText, files: tuple[Path, ...]) -> bytes:
    """`files` are the faces. Of a title that cannot be drawn whole no word is drawn: the name of who publishes stands
    there instead.
    """
    faces = _faces(files)
    title, label, name = (faces.drawable(text) for text in (words.title, words.label, words.name))
    if not title:
        title, name = name, ""
    size, lines = _fit(title.split(), faces)
    top = TITLE_TOP + max(0, (TITLE_BOTTOM - TITLE_TOP - _pitch(size) * len(lines)) // 3)
    return _png(
        [
            (0, _rule(0, BAR, _full(LEAF))),
            (LABEL[0] - _rise(LABEL[1]), faces.at(LABEL[1]).line(label, LEAF)),
            (top - _rise(size), _band(_block(lines, INK, faces.at(size)))),
            (HAIRLINE, _rule(MARGIN, 2, _full(LEAF) - SHADES + 2)),
            (NAME[0] - _rise(NAME[1]), faces.at(NAME[1]).line(name, QUIET)),
        ]
    )


def photograph(content: bytes) -> bytes:
    """A picture cut to the size of a card; what shows through is paper."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content)) as image:
        ground = Image.new("RGB", image.size, PAPER)
        ground.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    ImageOps.fit(ground, SIZE, Image.Resampling.LANCZOS).save(made := BytesIO(), "JPEG", quality=80, progressive=True)
    return made.getvalue()


def _fit(words: list[str], faces: _Faces) -> tuple[int, list[list[str]]]:
    """The largest letters in which a title has room, and its lines, of nearly one length."""
    for size in TITLE_SIZES:
        letters, most = faces.at(size), int((TITLE_BOTTOM - TITLE_TOP) / (size * LINE))
        starts = letters.starts(words)
        widest = max(map(letters.width, words), default=0.0)
        breaks = _breaks(starts, ROOM + letters.space)
        if len(breaks) - 1 <= most and widest <= ROOM:
            breaks = _balanced(starts, len(breaks), widest, letters.space)
            return size, [words[start:end] for start, end in pairwise(breaks)]
    lines = [words[start:end] for start, end in pairwise(breaks)]
    kept = lines if len(lines) <= most else [*lines[: most - 1], [*lines[most - 1], CUT]]
    return size, [_cut(line, letters) for line in kept]


def _breaks(starts: list[float], room: float) -> list[int]:
    """The number of each line's first word, and of none any more. A word too long for a line has one of its own."""
    breaks, end = [0], len(starts) - 1
    while breaks[-1] < end:
        first = breaks[-1]
        breaks.append(max(first + 1, bisect(starts, starts[first] + room) - 1))
    return breaks


def _balanced(starts: list[float], count: int, widest: float, space: float) -> list[int]:
    narrow, wide = 0, ROOM
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        fits = widest <= middle and len(_breaks(starts, middle + space)) <= count
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return _breaks(starts, wide + space)


def _cut(line: list[str], letters: _Letters) -> list[str]:
    """As much of a line as has room."""
    room = ROOM + letters.space
    if letters.starts(line)[-1] <= room:
        return line
    text = " ".join(line).removesuffix(CUT)
    most = bisect(range(1, len(text)), room, key=lambda end: letters.starts(_begun(text, end))[-1])
    return _begun(text, most)


def _begun(text: str, end: int) -> list[str]:
    return (text[:end].rstrip() + CUT).split()


def _pitch(size: int) -> int:
    return round(size * LINE)


def _rise(size: int) -> int:
    """Rows over a line for the marks of capitals: Ẳ is a fifth higher than its letters' size."""
    return size // 4


class _Faces(dict[str, Path | None]):
    """The first face that has a letter; each is looked for once."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        self.files = files
        self.signs = _Signs(self)
        self.at = cache(lambda size: _Letters(self, size))

    def __missing__(self, letter: str) -> Path | None:
        self[letter] = next((file for file in self.files if _draws(file, letter)), None)
        return self[letter]

    def drawable(self, text: str) -> str:
        """The text as the faces can draw it, or "" where they lack a sign of it."""
        words = nfc(nfc(text).translate(self.signs)).split()
        return " ".join(words) if all(map(self.__getitem__, set().union(*words))) else ""

    def runs(self, word: str) -> list[tuple[Path, str]]:
        """A word by the faces that have its letters."""
        runs: list[tuple[Path, str]] = []
        for letter in word:
            face = self[letter]
            if face and runs and runs[-1][0] is face:
                runs[-1] = face, runs[-1][1] + letter
            elif face:
                runs.append((face, letter))
        return runs


_faces = cache(_Faces)


class _Signs(dict[int, str]):
    """What stands for a sign in a drawn word, for `str.translate`; each is looked at once."""

    def __init__(self, faces: _Faces) -> None:
        self._faces = faces

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        unseen = unicodedata.category(sign)[0] in "CZ"
        self[code] = " " if unseen else sign if self._faces[sign] else _same(sign)
        return self[code]


def _same(letter: str) -> str:
    decomposed = unicodedata.decomposition(letter)
    return unicodedata.normalize("NFKC", letter) if decomposed.startswith(SAME) else letter


class _Letters:
    """The faces at one size. Titles are made of the same syllables: each is measured once, and set once."""

    def __init__(self, faces: _Faces, size: int) -> None:
        self.size = size
        self._faces = faces
        latin = faces[" "]
        self.space = _font(latin, size).getlength(" ") if latin else size / 4
        self.width = cache(self._width)
        self.word = lru_cache(KEPT)(self._word)
        self.line = cache(self._line)

    def starts(self, words: list[str]) -> list[float]:
        """Where each word of a line begins, and where one behind them would."""
        return [0.0, *accumulate(self.width(word) + self.space for word in words)]

    def _line(self, text: str, colour: tuple[int, int, int]) -> _Band:
        return _band(_block([_cut(text.split(), self)], colour, self))

    def _width(self, word: str) -> float:
        return sum(_font(face, self.size).getlength(run) for face, run in self._faces.runs(word))

    def _word(self, word: str, colour: tuple[int, int, int]) -> _Word:
        from PIL import Image

        mask = self._mask(word)
        shades = Image.frombytes("P", mask.size, mask.tobytes().translate(_SHADING[colour]))
        whole = Image.frombytes("L", (mask.width // 2, mask.height), shades.tobytes("raw", "P;4"))
        _, top, _, bottom = whole.getbbox() or (0, 0, 0, 1)
        ink = whole.crop((0, top, whole.width, bottom))
        return _Word(top, ink, Image.frombytes("L", ink.size, ink.tobytes().translate(_VISIBLE)))

    def _mask(self, word: str) -> Image.Image:
        from PIL import Image, ImageDraw

        width, left = int(self.width(word)) + self.size // 4, 0.0
        mask = Image.new("L", (width + width % 2, _rise(self.size) + self.size * 3 // 2))
        for face, run in self._faces.runs(word):
            font = _font(face, self.size)
            ImageDraw.Draw(mask).text((left, _rise(self.size) + self.size), run, 255, font, "ls")
            left += font.getlength(run)
        return mask


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, size)


def _draws(face: Path, letter: str) -> bool:
    """Whether it draws something else for a letter than for what it lacks; tables of subsets promise too much."""
    font = _font(face, TITLE_SIZES[-1])
    lacking, drawn = font.getmask(LACKING), font.getmask(letter)
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))


def _block(lines: list[list[str]], colour: tuple[int, int, int], letters: _Letters) -> Image.Image:
    """The rows of some lines; the first byte of each is left for its filter."""
    from PIL import Image

    pitch, size = _pitch(letters.size), letters.size
    block = Image.new("L", (STRIDE, _rise(size) + pitch * (len(lines) - 1) + size * 3 // 2))
    for number, line in enumerate(lines):
        for start, one in zip(letters.starts(line), line, strict=False):
            word = letters.word(one, colour)
            block.paste(word.ink, (1 + round((MARGIN + start) / 2), number * pitch + word.top), word.shape)
    return block


@cache
def _rule(margin: int, rows: int, shade: int) -> _Band:
    from PIL import Image

    block = Image.new("L", (STRIDE, rows))
    block.paste(shade * 17, (1 + margin // 2, 0, STRIDE - margin // 2, rows))
    return _band(block)


def _band(block: Image.Image) -> _Band:
    """All but the first row is told by its difference from the row above: letters have many upright lines."""
    from PIL import ImageChops

    filtered = ImageChops.subtract_modulo(block, block.crop((0, -1, block.width, block.height - 1)))
    filtered.paste(LESS_ABOVE, (0, 1, 1, block.height))
    rows = filtered.tobytes()
    pieces = (memoryview(rows)[start : start + PIECE] for start in range(0, len(rows), PIECE))
    return _Band(block.height, b"".join(map(_deflated, pieces)), zlib.adler32(rows))


def _deflated(piece: memoryview) -> bytes:
    press = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=zlib.Z_RLE)  # runs: small here, and quick
    return press.compress(piece) + press.flush(zlib.Z_SYNC_FLUSH)


def _png(bands: Iterable[tuple[int, _Band]]) -> bytes:
    """A whole card of the bands that begin at those rows, and paper around them."""
    deflated, checksum = [b"\x78\x01"], 1
    for band in _filled(bands):
        deflated.append(band.deflated)
        checksum = _joined(checksum, band)
    image = b"".join([*deflated, b"\x03\x00", checksum.to_bytes(4)])
    return _HEAD + _chunk(b"IDAT", image) + _chunk(b"IEND", b"")


def _filled(bands: Iterable[tuple[int, _Band]]) -> Iterator[_Band]:
    row = 0
    for top, band in bands:
        yield _rule(0, top - row, 0)
        yield band
        row = top + band.rows
    yield _rule(0, HEIGHT - row, 0)


def _joined(checksum: int, band: _Band) -> int:
    """Adler-32 of what was before and a band together, from that of each."""
    low, high = checksum & 0xFFFF, checksum >> 16
    high += (band.checksum >> 16) + band.rows * STRIDE * (low - 1)
    low += (band.checksum & 0xFFFF) - 1
    return high % 65521 << 16 | low % 65521


def _chunk(kind: bytes, content: bytes) -> bytes:
    return b"".join([len(content).to_bytes(4), kind, content, zlib.crc32(content, zlib.crc32(kind)).to_bytes(4)])


def _between(colour: tuple[int, int, int], part: float) -> tuple[int, ...]:
    return tuple(round(paper + (one - paper) * part) for paper, one in zip(PAPER, colour, strict=True))


_COLOURS = (INK, LEAF, QUIET)
_PALETTE = [PAPER, *(_between(colour, shade / SHADES) for colour in _COLOURS for shade in range(1, SHADES + 1))]
_HEAD = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(map(bytes, _PALETTE))),
    ]
)


def _full(colour: tuple[int, int, int]) -> int:
    """The place of a colour in the palette."""
    return (_COLOURS.index(colour) + 1) * SHADES


def _strength(value: int) -> int:
    """Of a pixel that is covered that much: squared, so that edges stay thin."""
    return round(round(value * value / 255) * SHADES / 255)


_SHADING = {
    colour: bytes(_full(colour) - SHADES + _strength(value) if _strength(value) else 0 for value in range(256))
    for colour in _COLOURS
}
_VISIBLE = bytes([0, *[255] * 255])
