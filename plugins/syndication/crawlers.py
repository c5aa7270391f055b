"""What search engines' crawlers read first: the sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugins.base.addresses import ROBOTS, SITEMAP
from plugins.base.model import OutputPage, Site, Visibility


def sitemap(site: Site, pages: Iterable[tuple[str, datetime | None]]) -> OutputPage:
    """`pages` (address, last change) in the order of their addresses, without texts that are hidden or not live."""
    unlisted = _unlisted(site)
    places = {address: changed for address, changed in pages if address not in unlisted}
    return OutputPage(SITEMAP, "machine/sitemap.xml", {"places": tuple(sorted(places.items(), key=_address))})


def robots() -> OutputPage:
    """Everything is open, except in a preview."""
    return OutputPage(ROBOTS, "machine/robots.txt", {"sitemap": SITEMAP})


def _unlisted(site: Site) -> set[str]:
    groups = (site.articles, site.hidden, site.pages, site.programs, site.withdrawn)
    return {content.address for group in groups for content in group if content.visibility is not Visibility.LIVE}


def _address(place: tuple[str, datetime | None]) -> str:
    return place[0]
