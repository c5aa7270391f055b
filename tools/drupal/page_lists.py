"""Pages of a live Drupal 7 site that lead to texts: lists with their short forms, feeds, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bs4 import Tag

from tools.drupal import markup, shown_dates
from tools.drupal.markup import NODE_ID, NODE_PATH, Soup, classes, text, value
from tools.drupal.page_fields import body_of, fields_of, html_of
from tools.drupal.pages import author_of, exact_date, shown_date, title_of


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A text in a list: its nid, its address, its teaser as HTML, and its date as far as they stand there."""

    nid: int
    href: str
    title: str
    body: str = ""
    exact: datetime | None = None
    shown: str = ""
    author: str = ""
    sticky: bool = False
    is_of_core: bool = False
    """Whether the list is one of Drupal's own, newest first."""


@dataclass(frozen=True, slots=True)
class ShownTerm:
    tid: int
    name: str
    vocabulary: str
    description: str
    parents: tuple[str, ...]
    """The links of the trail above it."""


def short_forms(soup: Soup) -> Iterator[ShortForm]:
    """The texts that a page lists: Drupal's own short forms, and the rows of a view that have a link and a date."""
    main = soup.select_one("#block-system-main, [role=main], #content, #main-content") or soup
    of_core = main.select_one(".view") is None
    for element in soup.select(".node-teaser, .view-mode-teaser, .node--teaser"):
        if made := _short_form(element, of_core=of_core):
            yield made
    for row in soup.select(".views-row, .views-table tr, .item-list li"):
        date = row.find(class_=re.compile(r"^views-field-(?:created|post-date)$"))
        link = row.find("a", href=True)
        if date and link:
            yield ShortForm(0, value(link, "href"), text(link), shown=text(date))


def _short_form(element: Tag, *, of_core: bool) -> ShortForm | None:
    number = NODE_ID.fullmatch(value(element, "id"))
    named = (re.fullmatch(r"node-(\d+)", one) for one in classes(element))
    found = number or next(filter(None, named), None)
    link = element.select_one(".node-title a[href], h2 a[href], h3 a[href], .node-readmore a[href]")
    href = value(element, "about") or value(link, "href")
    path = NODE_PATH.search(href)
    nid = int(found[1]) if found else int(path[1]) if path else 0
    body = body_of(list(fields_of(element)))
    if not nid and not href:
        return None
    return ShortForm(
        nid=nid,
        href=href,
        title=text(link),
        body=html_of(body) if body else "",
        exact=exact_date(element),
        shown=shown_date(element),
        author=author_of(element),
        sticky="node-sticky" in classes(element),
        is_of_core=of_core,
    )


def feed_items(page: bytes) -> Iterator[ShortForm]:
    """The texts of a feed."""
    for item in markup.read_xml(page).find_all(["item", "entry"]):
        number = re.match(r"(\d+) at ", text(item.find(["guid", "id"])))
        link = item.find("link")
        href = text(link) or value(link, "href")
        told = item.find(["pubDate", "published", "dc:date", "created"])
        described = item.find(["description", "summary", "content"])
        inside = markup.read(described.get_text().encode()) if described else None
        body = body_of(list(fields_of(inside))) if inside else None
        yield ShortForm(
            nid=int(number[1]) if number else 0,
            href=href,
            title=text(item.find("title")),
            body=html_of(body) if body else "",
            exact=shown_dates.exact(text(told)) if told else None,
            author=text(item.find(["dc:creator", "creator"])),
        )


# Terms


def shown_term(soup: Soup, site_name: str = "") -> ShownTerm | None:
    tid = markup.tid(soup)
    if not tid:
        return None
    box = soup.find(id=f"taxonomy-term-{tid}") or soup.select_one(".taxonomy-term, .vocabulary-term")
    named = (one.removeprefix("vocabulary-") for one in (classes(box) if box else ()) if one.startswith("vocabulary-"))
    described = box.select_one(".taxonomy-term-description, .field-name-description, .content") if box else None
    trail = soup.select(".breadcrumb a[href], #breadcrumb a[href], #crumbs a[href], .breadcrumbs a[href]")
    return ShownTerm(
        tid=tid,
        name=title_of(soup, site_name),
        vocabulary=next(named, "").replace("-", "_"),
        description=text(described),
        parents=tuple(value(one, "href") for one in trail),
    )
