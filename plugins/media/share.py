"""The picture that a page is shown with where it is shared: 1200 × 630, cut from its lead picture, or drawn from its
title in the house's type.

Addresses are known before anything is drawn. What was drawn is kept by what stands on it.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from plugins.base.addresses import PICTURES
from plugins.base.cache import CachedFile, FileCache
from plugins.base.fingerprint import digest, fingerprint
from plugins.base.media_types import RASTER, media_type
from plugins.base.model import Content, SharePicture
from plugins.base.vietnamese import nfc

MADE_BY = fingerprint(__file__)
ADDRESSED = "2"
"""Part of each address, which names what is shown; another one only where all shall be fetched anew."""
SIZE = WIDTH, HEIGHT = 1200, 630
ENOUGH = 800
"""Pixels of width from which a photograph is shown instead of a drawing."""
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
TITLE_TOP, TITLE_BOTTOM, LINE = 140, 520, 1.26
TITLE_SIZES = (80, 72, 64, 58, 52, 46, 40, 36)
CUT = "…"
LACKING = "\uffff"  # no character, so that every face draws for it what it draws for letters that it lacks
ROOM = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class ShareText:
    """What stands on a drawn picture."""

    title: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class ShareImage:
    """A share picture, drawn or not yet: where it is published, and where it is kept or made."""

    picture: SharePicture
    kept: CachedFile


class _Signs(dict[int, str]):
    """What stands for a sign in a drawn word, for `str.translate`; each is looked at once."""

    def __init__(self, faces: tuple[_Face, ...]) -> None:
        self._faces = faces

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        unseen = unicodedata.category(sign)[0] == "C"
        self[code] = " " if unseen else sign if _face_of(sign, self._faces) else _same(sign)
        return self[code]


class ShareImages:
    """Plans and draws share pictures. `fonts` are folders with the files of the face; `shelf` keeps what is made."""

    def __init__(self, fonts: Iterable[Path], shelf: Path) -> None:
        self._faces = _faces(tuple(fonts))
        self._signs = _Signs(self._faces)
        letters = (part for face in self._faces for part in (face.name.encode(), face.read_bytes()))
        self._shelf = FileCache(shelf, digest(MADE_BY, *letters))

    def of_content(self, content: Content, name: str, published: Mapping[str, CachedFile]) -> ShareImage:
        """`published` are the files of pictures by their addresses, `name` is who publishes."""
        lead = content.lead.fallback if content.lead else None
        if lead and lead.media_type in RASTER and lead.width >= ENOUGH and lead.address in published:
            alt = content.lead.alt if content.lead else ""
            source = published[lead.address]
            return self._share(partial(_photograph, source), lead.address, alt or content.title, "jpg", source.name)
        kind = content.facts.kind if content.facts else ""
        return self.of_words(ShareText(content.title, content.category.name if content.category else kind, name))

    def of_words(self, words: ShareText) -> ShareImage:
        """Of a title that cannot be drawn whole no word is drawn: the name of who publishes stands there instead."""
        title, label, name = (self._fit(text) for text in (words.title, words.label, words.name))
        drawn = ShareText(title, label, name) if title else ShareText(name, label, "")
        facts = json.dumps([drawn.title, drawn.label, drawn.name])
        return self._share(partial(self._drawn, drawn), facts, words.title, "png")

    def _fit(self, text: str) -> str:
        """The text as the faces can draw it, or "" where they lack a sign of it."""
        words = nfc(nfc(text).translate(self._signs)).split()
        return " ".join(words) if all(_face_of(one, self._faces) for one in set().union(*words)) else ""

    def draw(self, wanted: Iterable[ShareImage]) -> None:
        """Makes what is not kept yet. Raises OSError where it cannot be written."""
        new = {share.kept.key: share.kept for share in wanted if not share.kept.is_there}
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for _ in pool.map(CachedFile.read_bytes, new.values()):
                pass

    def _share(self, make: Callable[[], bytes], facts: str, alt: str, ending: str, source: str = "") -> ShareImage:
        """`source` is what it is made of besides the facts that its address tells."""
        shown = hashlib.sha256(f"{ADDRESSED} {facts}".encode()).hexdigest()
        address = f"/{PICTURES}/chia-se-{shown[:10]}.{ending}"
        picture = SharePicture(address, alt, media_type(address), WIDTH, HEIGHT)
        key = digest(facts.encode(), source.encode()).hex()
        return ShareImage(picture, CachedFile(self._shelf, f"{key}.{ending}", make))

    def _drawn(self, words: ShareText) -> bytes:
        sheet = _Sheet(self._faces)
        sheet.write(sheet.cut(words.label.split(), LABEL[1]), *LABEL, LEAF)
        size, lines = sheet.fit(words.title.split())
        height = round(size * LINE)
        top = TITLE_TOP + max(0, (TITLE_BOTTOM - TITLE_TOP - height * len(lines)) // 3)
        for number, line in enumerate(lines):
            sheet.write(line, top + number * height, size, INK)
        sheet.write(sheet.cut(words.name.split(), NAME[1]), *NAME, QUIET)
        return sheet.png()


def _photograph(source: CachedFile) -> bytes:
    with Image.open(BytesIO(source.read_bytes())) as image:
        ground = Image.new("RGB", image.size, PAPER)
        ground.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    ImageOps.fit(ground, SIZE, Image.Resampling.LANCZOS).save(made := BytesIO(), "JPEG", quality=80, progressive=True)
    return made.getvalue()


class _Sheet:
    """Paper with a bar of leaf green on top and a hairline over the name. A line is a list of words."""

    def __init__(self, faces: tuple[_Face, ...]) -> None:
        self._faces = faces
        self._image = Image.new("P", SIZE, 0)
        self._image.putpalette([part for colour in _PALETTE for part in colour])
        self._image.paste(_full(LEAF), (0, 0, WIDTH, BAR))
        self._image.paste(_full(LEAF) - SHADES + 2, (MARGIN, NAME[0] - 22, WIDTH - MARGIN, NAME[0] - 20))

    def write(self, line: list[str], top: int, size: int, colour: tuple[int, int, int]) -> None:
        strip, left = Image.new("L", (WIDTH - MARGIN, size * 3 // 2)), 0.0
        for word in line:
            mask = _mask(word, size, self._faces)
            strip.paste(mask, (round(left), 0), mask)
            left += _advance(word, size, self._faces) + _space(size, self._faces)
        self._image.paste(strip.point(_SHADING[colour]), (MARGIN, top), strip.point(_VISIBLE))

    def fit(self, words: list[str]) -> tuple[int, list[list[str]]]:
        """The largest letters in which a title has room, and its lines, of nearly one length."""
        for size in TITLE_SIZES:
            lines = self._lines(words, size, ROOM)
            if len(lines) * size * LINE <= TITLE_BOTTOM - TITLE_TOP and self._hold(lines, size, ROOM):
                return size, self._balanced(words, size, len(lines))
        most = int((TITLE_BOTTOM - TITLE_TOP) / (size * LINE))
        kept = lines if len(lines) <= most else [*lines[: most - 1], [*lines[most - 1], CUT]]
        return size, [self.cut(line, size) for line in kept]

    def cut(self, line: list[str], size: int) -> list[str]:
        """As much of a line as has room."""
        if self._width(line, size) <= ROOM:
            return line
        text = " ".join(line).removesuffix(CUT)
        most = bisect(range(1, len(text)), float(ROOM), key=lambda end: self._width(self._begun(text, end), size))
        return self._begun(text, most)

    @staticmethod
    def _begun(text: str, end: int) -> list[str]:
        return (text[:end].rstrip() + CUT).split()

    def png(self) -> bytes:
        self._image.save(made := BytesIO(), "PNG", bits=4, compress_type=3)  # by runs: smaller here, and quicker
        return made.getvalue()

    def _balanced(self, words: list[str], size: int, count: int) -> list[list[str]]:
        narrow, wide = 0, ROOM
        while wide - narrow > 8:
            middle = (narrow + wide) // 2
            lines = self._lines(words, size, middle)
            fits = len(lines) <= count and self._hold(lines, size, middle)
            narrow, wide = (narrow, middle) if fits else (middle, wide)
        return self._lines(words, size, wide)

    def _lines(self, words: list[str], size: int, room: int) -> list[list[str]]:
        lines: list[list[str]] = []
        left, space = 0.0, _space(size, self._faces)
        for word in words:
            advance = _advance(word, size, self._faces)
            if lines and left + space + advance <= room:
                lines[-1].append(word)
                left += space + advance
            else:
                lines.append([word])
                left = advance
        return lines

    def _hold(self, lines: list[list[str]], size: int, room: int) -> bool:
        return all(self._width(line, size) <= room for line in lines)

    def _width(self, line: list[str], size: int) -> float:
        advances = [_advance(word, size, self._faces) for word in line]
        return sum(advances) + _space(size, self._faces) * (len(line) - 1)


_Face = Path
"""A file with some of the letters."""


@cache
def _faces(folders: tuple[Path, ...]) -> tuple[_Face, ...]:
    return tuple(folder / name for name in FACES for folder in folders if (folder / name).is_file())


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


@cache
def _space(size: int, faces: tuple[_Face, ...]) -> float:
    latin = _face_of(" ", faces)
    return _font(latin, size).getlength(" ") if latin else size / 4


@cache
def _face_of(letter: str, faces: tuple[_Face, ...]) -> _Face | None:
    """The first face with that letter."""
    return next((face for face in faces if _draws(face, letter)), None)


def _draws(face: _Face, letter: str) -> bool:
    """Whether it draws something else for a letter than for what it lacks; tables of subsets promise too much."""
    font = _font(face, TITLE_SIZES[-1])
    lacking, drawn = font.getmask(LACKING), font.getmask(letter)
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))


def _same(letter: str) -> str:
    decomposed = unicodedata.decomposition(letter)
    return unicodedata.normalize("NFKC", letter) if decomposed.startswith(SAME) else letter


def _runs(word: str, faces: tuple[_Face, ...]) -> list[tuple[_Face, str]]:
    """A word by the faces that have its letters."""
    runs: list[tuple[_Face, str]] = []
    for letter in word:
        face = _face_of(letter, faces)
        if face and runs and runs[-1][0] is face:
            runs[-1] = face, runs[-1][1] + letter
        elif face:
            runs.append((face, letter))
    return runs


@cache
def _advance(word: str, size: int, faces: tuple[_Face, ...]) -> float:
    """How far the next word stands off."""
    return sum(_font(face, size).getlength(run) for face, run in _runs(word, faces))


@cache
def _mask(word: str, size: int, faces: tuple[_Face, ...]) -> Image.Image:
    """A word as high as one and a half letters. Titles are made of the same syllables: each is set once."""
    mask, left = Image.new("L", (int(_advance(word, size, faces)) + size // 4, size * 3 // 2)), 0.0
    for face, run in _runs(word, faces):
        ImageDraw.Draw(mask).text((left, size), run, 255, _font(face, size), "ls")
        left += _font(face, size).getlength(run)
    return mask


def _between(colour: tuple[int, int, int], part: float) -> tuple[int, ...]:
    return tuple(round(paper + (one - paper) * part) for paper, one in zip(PAPER, colour, strict=True))


_COLOURS = (INK, LEAF, QUIET)
_PALETTE = [PAPER, *(_between(colour, shade / SHADES) for colour in _COLOURS for shade in range(1, SHADES + 1))]


def _full(colour: tuple[int, int, int]) -> int:
    """The place of a colour in the palette."""
    return (_COLOURS.index(colour) + 1) * SHADES


def _strength(value: int) -> int:
    return round(value * SHADES / 255)


_SHADING = {
    colour: [_full(colour) - SHADES + _strength(value) if _strength(value) else 0 for value in range(256)]
    for colour in _COLOURS
}
_VISIBLE = [255 if _strength(value) else 0 for value in range(256)]
