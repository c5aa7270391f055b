"""A text as it is written where somebody reads it: on its page, or in a feed far from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from plugins.base.model import Picture
from plugins.media import figures, galleries
from plugins.media.pieces import EitherPiece


class ShownLink(NamedTuple):
    """The beginning of a link that leads somewhere: its other attributes, and where to, both as they are written."""

    kept: str
    href: str


class ShownPicture(NamedTuple):
    """A published picture in its place. What is `enlarged` has a link that opens it large."""

    picture: Picture
    eager: bool
    sizes: str
    enlarged: bool


Shown = str | EitherPiece | ShownLink | ShownPicture


class Medium(NamedTuple):
    """Where a text is read: what its addresses begin with there, and which page "#…" is a place of."""

    prefix: str
    page: str = ""
    feed: bool = False

    def written(self, shown: Iterable[Shown]) -> str:
        return "".join(map(self._one, shown))

    def _one(self, shown: Shown) -> str:
        match shown:
            case EitherPiece(site, feed):
                return feed if self.feed else site
            case ShownLink(kept, href):
                return f'<a{kept} href="{self._link(href)}">'
            case ShownPicture(picture, eager, sizes, enlarged):
                html = figures.picture_html(picture, self.prefix, eager=eager, sizes=sizes)
                return html + galleries.enlarge(picture, self.prefix) if enlarged and not self.feed else html
        return shown

    def _link(self, href: str) -> str:
        if href.startswith("#"):
            return self.page + href
        own = href.startswith("/") and not href.startswith("//")
        return self.prefix + href if own else href
