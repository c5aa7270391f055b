"""Three or more pictures that stand one after another become a gallery: seen side by side, each whole, each with its
own words and a link that opens it large.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log

PICTURE = r"(?:<picture>(?:<source [^>]*>)*)?<img [^>]*>(?:</picture>)?"
SHOWN = rf"<figure>{PICTURE}(?:(?!</?figure\b).)*</figure>"
RUN = re.compile(rf"{SHOWN}(?:\s*{SHOWN}){{2,}}", re.DOTALL)
FIGURE = re.compile(rf"(?<=<figure>){PICTURE}")
IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)" width="(\d+)" height="(\d+)"')
SIZES = re.compile(r'sizes="[^"]*"')
# Width by height of the frames that the stylesheet knows; photographs of cameras and telephones fit one exactly.
FRAMES = {"16-9": 16 / 9, "3-2": 3 / 2, "4-3": 4 / 3, "1-1": 1.0, "3-4": 3 / 4, "2-3": 2 / 3}
NARROW = 'sizes="(min-width: 48rem) 19rem, 100vw"'
ENLARGE = (
    '<a class="enlarge" href="{source}" aria-label="Phóng to: {alt}" data-pagefind-ignore><span>Phóng to</span></a>'
)


def gathered(html: str) -> str:
    """The finished text with every run of figures, nothing but white space between them, as one gallery."""
    return RUN.sub(lambda run: _gallery(run[0]), html) if html.count("<figure>") > 2 else html


def _gallery(run: str) -> str:
    shapes = [int(width) / int(height) for _, _, width, height in IMAGE.findall(run)]
    frame = _frame(shapes)
    across = 3 if FRAMES[frame] < 1 else 2
    wide = FIGURE.search(run) if across == 2 and len(shapes) % 2 else None
    figures = FIGURE.sub(lambda found: _picture(found[0], wide=wide is not None and found.start() == wide.start()), run)
    return f'<div class="gallery across-{across} frame-{frame}">\n{figures}\n</div>'


def _frame(shapes: Iterable[float]) -> str:
    """The frame that most of the pictures fill; the wider one of two that are as frequent."""
    votes = Counter(min(FRAMES, key=lambda name: abs(log(FRAMES[name] / shape))) for shape in shapes)
    return max(votes, key=lambda name: (votes[name], FRAMES[name]))


def _picture(html: str, *, wide: bool) -> str:
    """The picture, for the room that it has, and the link that lies over it."""
    image = IMAGE.search(html)
    assert image
    return (html if wide else SIZES.sub(NARROW, html)) + ENLARGE.format(source=image[1], alt=image[2])
