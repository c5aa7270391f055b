"""The card that a page without a photograph is shared with: its title in the house's type, between what it is about and
who publishes it.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.media import bands
from plugins.media.bands import INK, LEAF, PAPER, QUIET, SIZE, WIDTH

if TYPE_CHECKING:
    from plugins.media.letters import Faces, Letters

FACES = tuple(
    f"{subset}-normal.woff2"
    for subset in (
        *(f"be-vietnam-pro-{subset}-600" for subset in ("vietnamese", "latin", "latin-ext")),
        "noto-sans-math-latin-400",
        *(f"noto-serif-{subset}-600" for subset in ("greek", "greek-ext", "cyrillic", "cyrillic-ext", "math")),
    )
)
"""Files of the house's face, then of others for the signs that it lacks."""
MARGIN, BAR = 80, 18
LABEL, NAME = (72, 32), (548, 30)  # top and size of letters
HAIRLINE = NAME[0] - 22
TITLE_TOP, TITLE_BOTTOM = 140, 520
TITLE_SIZES = (80, 72, 64, 58, 52, 46, 40, 36)
ROOM = WIDTH - 2 * MARGIN


class ShareText(NamedTuple):
    """What stands on a card."""

    title: str
    label: str
    name: str


def card(words: ShareText, files: tuple[Path, ...]) -> bytes:
    """`files` are the faces. Of a title that cannot be drawn whole no word is drawn: the name of who publishes stands
    there instead.
    """
    faces = _faces(files)
    title, label, name = (faces.drawable(text) for text in (words.title, words.label, words.name))
    if not title:
        title, name = name, ""
    over, under = faces.at(LABEL[1]), faces.at(NAME[1])
    letters, lines = _fit(title.split(), faces)
    top = TITLE_TOP + max(0, (TITLE_BOTTOM - TITLE_TOP - letters.pitch * len(lines)) // 3)
    return bands.png(
        [
            (0, bands.rule(BAR, bands.shade(LEAF))),
            (LABEL[0] - over.rise, over.line(label, LEAF, MARGIN, ROOM)),
            (top - letters.rise, bands.band(letters.rows(lines, INK, MARGIN))),
            (HAIRLINE, bands.rule(2, bands.shade(LEAF, 2), MARGIN)),
            (NAME[0] - under.rise, under.line(name, QUIET, MARGIN, ROOM)),
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


@cache
def _faces(files: tuple[Path, ...]) -> Faces:
    from plugins.media.letters import Faces

    return Faces(files)


def _fit(words: list[str], faces: Faces) -> tuple[Letters, list[list[str]]]:
    """The largest letters in which a title has room, and its lines, of nearly one length."""
    for size in TITLE_SIZES:
        letters: Letters = faces.at(size)
        most = (TITLE_BOTTOM - TITLE_TOP) // letters.pitch
        starts, widest = letters.starts(words), max(map(letters.reach, words), default=0.0)
        room = ROOM + letters.space  # no word stands behind the last
        breaks = _breaks(starts, room)
        if len(breaks) - 1 <= most and widest <= room:
            return letters, _lines(words, _balanced(starts, len(breaks), widest, room))
    lines = _lines(words, breaks)
    if len(lines) > most:
        lines[most - 1 :] = [words[breaks[most - 1] :]]
    return letters, [letters.cut(line, ROOM) for line in lines]


def _lines(words: list[str], breaks: list[int]) -> list[list[str]]:
    return [words[start:end] for start, end in pairwise(breaks)]


def _breaks(starts: list[float], room: float) -> list[int]:
    """The number of each line's first word, and of none any more. A word too long for a line has one of its own."""
    breaks, end = [0], len(starts) - 1
    while breaks[-1] < end:
        first = breaks[-1]
        breaks.append(max(first + 1, bisect(starts, starts[first] + room) - 1))
    return breaks


def _balanced(starts: list[float], count: int, narrow: float, wide: float) -> list[int]:
    while wide - narrow > 8:
        middle = (narrow + wide) / 2
        narrow, wide = (narrow, middle) if len(_breaks(starts, middle)) <= count else (middle, wide)
    return _breaks(starts, wide)
