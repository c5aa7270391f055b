"""Drupal 7's own marks in the pages, feeds and site maps that it serves, whatever the theme: what a page is of, and
where it leads.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from plugins.base.vietnamese import fold_spaces

Soup = BeautifulSoup
MOST_XML = 60_000_000
"""Bytes of a site map, unpacked; the standard allows 50 MB."""
LINKS = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "embed": ("src",),
    "img": ("src", "data-src", "data-original"),
    "link": ("href",),
    "object": ("data",),
    "source": ("src",),
    "video": ("src", "poster"),
}
LED_TO = frozenset({"alternate", "canonical", "first", "last", "next", "prev", "shortlink"})
"""What a <link> may be for that is content."""
DRUPAL_SETTINGS = re.compile(r"jQuery\.extend\(Drupal\.settings,\s*(\{.*\})\s*\)", re.DOTALL)
NODE_PATH = re.compile(r"(?:^|[/=])node/(\d{1,9})$")
NODE_ID = re.compile(r"(?:node|article)-(?:[a-z][a-z0-9-]*-)?(\d{1,9})")


def read(page: bytes) -> Soup:
    return BeautifulSoup(page, "html.parser")


def classes(element: Tag) -> list[str]:
    return element.get_attribute_list("class") if element.get("class") else []


def value(element: Tag | None, name: str) -> str:
    return str(element.get(name) or "").strip() if element else ""


def text(element: Tag | None) -> str:
    return fold_spaces(element.get_text().replace("\xa0", " ")) if element else ""


def meta(soup: Soup, *names: str) -> str:
    """The first <meta> of one of these names that says something."""
    for name in names:
        for key in ("name", "property"):
            if said := value(
                soup.find("meta", attrs={key: re.compile(rf"{re.escape(name)}$", re.IGNORECASE)}), "content"
            ):
                return said
    return ""


def linked(soup: Soup, relation: str) -> str:
    return value(soup.find("link", rel=relation), "href")


def words(page: bytes) -> str:
    """What the page's own part says, without forms and what changes with every visit."""
    soup = read(page)
    whole = soup.find(id=re.compile(r"^(?:block-system-main|main-content|content|main)$")) or soup
    for part in whole.find_all(["script", "style", "form"]):
        part.decompose()
    return text(whole)


def is_drupal(soup: Soup) -> bool:
    return bool(settings(soup)) or soup.find(id=re.compile(r"^block-system-main")) is not None


def settings(soup: Soup) -> dict[str, object]:
    """What Drupal told its scripts of this page."""
    for script in soup.find_all("script"):
        if found := DRUPAL_SETTINGS.search(script.get_text()):
            try:
                told = json.loads(found[1])
            except ValueError:
                continue
            return told if isinstance(told, dict) else {}
    return {}


def asks_by_query(soup: Soup) -> bool:
    """Whether the site's addresses go by `?q=`."""
    hrefs = [value(one, "href") for one in soup.find_all("a")]
    by_query = sum("?q=" in href for href in hrefs)
    return by_query > sum(bool(re.search(r"/(?:node|user|taxonomy)(?:/|$)", href)) for href in hrefs)


def links(soup: Soup) -> list[str]:
    """All that a page leads to, but what its comments do."""
    for comments in soup.select("#comments, .comment-wrapper"):
        comments.decompose()
    found: list[str] = []
    for element in soup.find_all(list(LINKS)):
        if element.name == "link" and not LED_TO & set(element.get_attribute_list("rel")):
            continue
        found += filter(None, (value(element, name) for name in LINKS[element.name]))
    return list(dict.fromkeys(found))


def nid(soup: Soup) -> int:
    """The number of the text whose page this is; 0 where it is of none."""
    for name in classes(soup.body) if soup.body else ():
        if found := re.fullmatch(r"page-node-(\d{1,9})", name):
            return int(found[1])
    for relation in ("shortlink", "canonical"):
        if found := NODE_PATH.search(linked(soup, relation)):
            return int(found[1])
    for element in soup.select(".node-full[id], .view-mode-full[id], .node--full[id]"):
        if found := NODE_ID.fullmatch(value(element, "id")):
            return int(found[1])
    return 0


def tid(soup: Soup) -> int:
    """The number of the term whose list this is."""
    for name in classes(soup.body) if soup.body else ():
        if found := re.fullmatch(r"page-taxonomy-term-(\d{1,9})", name):
            return int(found[1])
    return 0


# Feeds and site maps


def read_xml(page: bytes) -> Soup:
    return BeautifulSoup(page, "xml")


def xml_links(page: bytes) -> list[str]:
    """What a site map lists, or the items of a feed lead to."""
    soup = read_xml(page)
    places = [one for one in soup.find_all(["loc", "link"]) if one.parent and one.parent.name != "channel"]
    said = (text(one) or value(one, "href") for one in places)
    return list(dict.fromkeys(filter(None, said)))


def feed_title(page: bytes) -> str:
    """What a feed calls itself: of the whole site's, its name."""
    return text(read_xml(page).find("title"))


def feed_base(page: bytes) -> str:
    """Where the site says it stands, in the ids of its feed: `12 at http://khkt.example`."""
    for one in read_xml(page).find_all("guid"):
        if found := re.fullmatch(r"\d+ at (https?://\S+)", text(one)):
            return found[1]
    return ""


def unpacked(file: Path) -> bytes:
    """A packed site map, as far as it may be large."""
    try:
        with gzip.open(io.BytesIO(file.read_bytes())) as opened:
            return opened.read(MOST_XML)
    except (OSError, EOFError, zlib.error):
        return b""


def ancestors(element: Tag, until: Tag) -> Iterator[Tag]:
    for parent in element.parents:
        if parent is until:
            return
        yield parent
