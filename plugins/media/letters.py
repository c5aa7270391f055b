"""Words in the house's type as rows of a card: each is measured once and set once for a size."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from plugins.base.vietnamese import nfc
from plugins.media.bands import COLOURS, LESS_ABOVE, SHADES, STRIDE, Band, Colour, band, shade

SAME = ("<sub>", "<wide>", "<font>", "<noBreak>", "<compat>")
"""What a sign may be drawn as without another meaning: CO₂ as CO2; never 10⁶ as 106."""
LACKING = "\uffff"  # no character, so that every face draws for it what it draws for letters that it lacks
PROBED = 36  # the size at which faces are asked
LINE = 1.26  # from line to line, in sizes
CUT = "…"
KEPT = 4096
"""Words of one size that are kept set; a few kilobytes each."""


class _Word(NamedTuple):
    """A word that is set, two pixels a byte: its first row with ink from the top of its line, and where ink is."""

    top: int
    ink: Image.Image
    shape: Image.Image


class Faces(dict[str, Path | None]):
    """The first face that has a letter; each is looked for once."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        self._files = files
        self._signs = _Signs(self)
        self.at = cache(lambda size: Letters(self, size))

    def __missing__(self, letter: str) -> Path | None:
        self[letter] = next((file for file in self._files if _draws(file, letter)), None)
        return self[letter]

    def drawable(self, text: str) -> str:
        """The text as the faces can draw it, or "" where they lack a sign of it."""
        words = nfc(nfc(text).translate(self._signs)).split()
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


class _Signs(dict[int, str]):
    """What stands for a sign in a drawn word, for `str.translate`; each is looked at once."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        unseen = unicodedata.category(sign)[0] in "CZ"
        self[code] = " " if unseen else sign if self._faces[sign] else _same(sign)
        return self[code]


class Letters:
    """The faces at one size."""

    def __init__(self, faces: Faces, size: int) -> None:
        self.size = size
        self.pitch = round(size * LINE)
        self.rise = size // 4  # rows over a line for the marks of capitals: Ẳ is a fifth higher than its size
        self._faces = faces
        latin = faces[" "]
        self.space = _font(latin, size).getlength(" ") if latin else size / 4
        self.reach = cache(self._reach)
        self.line = cache(self._line)
        self._word = lru_cache(KEPT)(self._set)

    def starts(self, words: list[str]) -> list[float]:
        """Where each word of a line begins, and where one behind them would."""
        return list(accumulate(map(self.reach, words), initial=0.0))

    def cut(self, line: list[str], room: float) -> list[str]:
        """As much of a line as has room."""
        reach = room + self.space
        if self.starts(line)[-1] <= reach:
            return line
        text = " ".join(line).removesuffix(CUT)
        most = bisect(range(1, len(text)), reach, key=lambda end: self.starts(_begun(text, end))[-1])
        return _begun(text, most)

    def rows(self, lines: list[list[str]], colour: Colour, left: int) -> bytes:
        """Lines so far from the edge, as rows that are filtered; the first is `rise` higher than the first line."""
        height = self.rise + self.pitch * (len(lines) - 1) + self.size * 3 // 2
        block = Image.new("L", (STRIDE, height))
        for number, line in enumerate(lines):
            for start, one in zip(self.starts(line), line, strict=False):
                word = self._word(one, colour)
                block.paste(word.ink, (1 + round((left + start) / 2), number * self.pitch + word.top), word.shape)
        filtered = ImageChops.subtract_modulo(block, block.crop((0, -1, STRIDE, height - 1)))
        filtered.paste(LESS_ABOVE, (0, 1, 1, height))
        return filtered.tobytes()

    def _line(self, text: str, colour: Colour, left: int, room: float) -> Band:
        """One that returns on many cards."""
        return band(self.rows([self.cut(text.split(), room)], colour, left))

    def _reach(self, word: str) -> float:
        """How far the next word stands off."""
        return sum(_font(face, self.size).getlength(run) for face, run in self._faces.runs(word)) + self.space

    def _set(self, word: str, colour: Colour) -> _Word:
        mask = self._mask(word)
        shades = Image.frombytes("P", mask.size, mask.tobytes().translate(_SHADING[colour]))
        whole = Image.frombytes("L", (mask.width // 2, mask.height), shades.tobytes("raw", "P;4"))
        _, top, _, bottom = whole.getbbox() or (0, 0, 0, 1)
        ink = whole.crop((0, top, whole.width, bottom))
        return _Word(top, ink, Image.frombytes("L", ink.size, ink.tobytes().translate(_VISIBLE)))

    def _mask(self, word: str) -> Image.Image:
        width, left = int(self.reach(word) - self.space) + self.size // 4, 0.0
        mask = Image.new("L", (width + width % 2, self.rise + self.size * 3 // 2))
        for face, run in self._faces.runs(word):
            font = _font(face, self.size)
            ImageDraw.Draw(mask).text((left, self.rise + self.size), run, 255, font, "ls")
            left += font.getlength(run)
        return mask


def _begun(text: str, end: int) -> list[str]:
    return (text[:end].rstrip() + CUT).split()


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


def _draws(face: Path, letter: str) -> bool:
    """Whether it draws something else for a letter than for what it lacks; tables of subsets promise too much."""
    return _probed(face, letter) != _lacking(face)


def _probed(face: Path, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(face, PROBED).getmask(letter)
    return mask.size, bytes(mask)


@cache
def _lacking(face: Path) -> tuple[tuple[int, int], bytes]:
    return _probed(face, LACKING)


def _same(letter: str) -> str:
    decomposed = unicodedata.decomposition(letter)
    return unicodedata.normalize("NFKC", letter) if decomposed.startswith(SAME) else letter


def _strength(value: int) -> int:
    """Of a pixel that is covered so much: squared, so that edges stay thin."""
    return round(round(value * value / 255) * SHADES / 255)


_SHADING = {colour: bytes(shade(colour, _strength(value)) for value in range(256)) for colour in COLOURS}
_VISIBLE = bytes([0, *[255] * 255])
