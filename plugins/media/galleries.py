"""Three or more pictures that stand one after another are a gallery: seen side by side, each whole, each with its own
words and a link that opens it large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from math import log
from typing import NamedTuple

from plugins.base.model import Picture
from plugins.media import figures

# Width by height of the frames that the stylesheet knows; photographs of cameras and telephones fit one exactly.
FRAMES = {"16-9": 16 / 9, "3-2": 3 / 2, "4-3": 4 / 3, "1-1": 1.0, "3-4": 3 / 4, "2-3": 2 / 3}
NARROW = "(min-width: 48rem) 19rem, 100vw"
ENLARGE = (
    '<a class="enlarge" href="{source}" aria-label="Phóng to: {alt}" data-pagefind-ignore><span>Phóng to</span></a>'
)


class GalleryLayout(NamedTuple):
    """How many pictures stand side by side, the frame of each, and how many there are."""

    across: int
    frame: str
    pictures: int

    @property
    def opening(self) -> str:
        return f'<div class="gallery across-{self.across} frame-{self.frame}">\n'

    @property
    def sizes(self) -> Iterator[str]:
        """How wide each picture stands; of an odd number in two columns the first has both."""
        wide = self.across == 2 and self.pictures % 2
        return (figures.SIZES if wide and at == 0 else NARROW for at in range(self.pictures))


def layout(pictures: Sequence[Picture]) -> GalleryLayout:
    """The frame that most of the pictures fill; the wider one of two that are as frequent."""
    shapes = [picture.width / picture.height for picture in pictures]
    votes = Counter(min(FRAMES, key=lambda name: abs(log(FRAMES[name] / shape))) for shape in shapes)
    frame = max(votes or FRAMES, key=lambda name: (votes[name], FRAMES[name]))
    return GalleryLayout(3 if FRAMES[frame] < 1 else 2, frame, len(pictures))


def enlarge(picture: Picture, prefix: str) -> str:
    """The link that lies over a picture."""
    return ENLARGE.format(source=prefix + picture.fallback.address, alt=escape(picture.alt))
