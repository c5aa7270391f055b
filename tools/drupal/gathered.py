"""What the pages of a live site say, page by page put on one heap: texts, terms, short forms in lists, addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plugins.base.vietnamese import nfc
from tools.drupal import markup, page_lists, pages
from tools.drupal.crawl import Reading
from tools.drupal.markup import Soup
from tools.drupal.model import UNDEFINED, OldAlias, OldPage, OldPageKind
from tools.drupal.own_addresses import FRONT, SiteAddress, uri
from tools.drupal.page_lists import ShortForm, ShownTerm
from tools.drupal.pages import ShownText
from tools.drupal.visits import Visit

NUMBERED = re.compile(r"(?:node|taxonomy/term)/\d{1,9}")
STYLE_NAME = re.compile(rb"/files/styles/([a-z0-9_]+)/(?:public|private)/")
TERM_FEED = re.compile(r"(?:/|^)feed$")
NEWEST = 1_000_000
SITE_MAP = re.compile(r"sitemap[\w-]*\.xml(?:\.gz)?$")
MENUS = '[id^="block-system-main-menu"], [id^="block-menu"], #main-menu, .block-menu, nav'


@dataclass
class Gathered:
    """`texts` go without their bodies, which are read again from `places` when they are wanted."""

    reading: Reading
    name: str = ""
    language: str = ""
    texts: dict[int, ShownText] = field(default_factory=dict)
    places: dict[int, Visit] = field(default_factory=dict)
    terms: dict[int, ShownTerm] = field(default_factory=dict)
    trails: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The terms above each term, as far as its page shows them."""
    shorts: dict[int, list[ShortForm]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[str, dict[int, list[ShortForm]]] = field(default_factory=lambda: defaultdict(dict))
    """Drupal's own lists, page by page, newest first."""
    aliases: dict[tuple[str, str], OldAlias] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    menu: dict[str, str] = field(default_factory=dict)
    """What the menus call the paths that they lead to, in their order."""
    pages: list[OldPage] = field(default_factory=list)
    styles: set[str] = field(default_factory=set)
    forms: list[tuple[SiteAddress, ShortForm]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def source_of(self, href: str, on: SiteAddress = FRONT) -> str:
        """The path in Drupal's own words ("node/12") that a link leads to; empty for what is no text and no term."""
        address = self.reading.own.read(href, on)
        return self.source_at(address.path) if address else ""

    def source_at(self, path: str) -> str:
        for one in (path, self._without_prefix(path)):
            if NUMBERED.fullmatch(one):
                return one
            if alias := self.sources.get(nfc(one)):
                return alias
        return ""

    def _without_prefix(self, path: str) -> str:
        first, _, rest = path.partition("/")
        return rest if first in self.prefixes.values() else path


def gather(reading: Reading) -> Gathered:
    made = Gathered(reading)
    visits = reading.visits
    feed = visits.get("rss.xml")
    if feed and feed.is_xml:
        made.name = markup.feed_title(visits.body(feed).read_bytes())
    for visit in visits:
        if visit.is_page:
            _add_page(made, visit)
        elif visit.is_xml:
            _add_feed(made, visit)
    _settle(made)
    return made


def _add_page(made: Gathered, visit: Visit) -> None:
    page = made.reading.visits.body(visit).read_bytes()
    soup = markup.read(page)
    made.styles |= {found[1].decode() for found in STYLE_NAME.finditer(page)}
    on = SiteAddress(visit.path, visit.query)
    language, prefix = markup.value(soup.html, "lang"), pages.path_prefix(soup)
    if prefix and language:
        made.prefixes[language] = prefix
    if not visit.path:
        made.name = made.name or markup.meta(soup, "og:site_name") or markup.text(soup.title).partition(" | ")[0]
        made.language = language
        _add_menu(made, soup, on)
    made.forms += ((on, one) for one in page_lists.short_forms(soup))
    if text := pages.shown_text(soup, made.name):
        _add_text(made, visit, text, prefix)
    elif term := page_lists.shown_term(soup, made.name):
        made.terms[term.tid] = term
        _add_alias(made, _bare(visit.path, prefix), f"taxonomy/term/{term.tid}")
    elif visit.path:
        listed = bool(soup.select_one(".view, .node-teaser, .view-mode-teaser, .node--teaser"))
        kind = OldPageKind.LIST if listed else OldPageKind.OTHER
        _add_other(made, OldPage(_bare(visit.path, prefix), kind, pages.title_of(soup, made.name)))


def _add_text(made: Gathered, visit: Visit, text: ShownText, prefix: str) -> None:
    source, language = f"node/{text.nid}", text.language if prefix else ""
    if text.nid not in made.texts or not visit.query:
        light = tuple(replace(one, html="") for one in text.fields)
        made.texts[text.nid] = replace(text, body="", summary="", fields=light)
        made.places[text.nid] = visit
    if not visit.query:
        _add_alias(made, _bare(visit.path, prefix), source, language)
    canonical = made.reading.own.read(text.canonical, SiteAddress(visit.path)) if text.canonical else None
    if canonical:
        _add_alias(made, _bare(canonical.path, prefix), source, language, is_current=True)


def _add_alias(made: Gathered, path: str, source: str, language: str = "", *, is_current: bool = False) -> None:
    """The address that a page itself calls its own is the newest; others came before it."""
    path = nfc(path)
    if not path or NUMBERED.fullmatch(path):
        return
    number = NEWEST if is_current else len(made.aliases) + 1
    known = made.aliases.get((path, language))
    if known is None or known.number < number:
        made.aliases[path, language] = OldAlias(path, source, language or UNDEFINED, number)


def _bare(path: str, prefix: str) -> str:
    return path.removeprefix(f"{prefix}/") if prefix else path


def _add_menu(made: Gathered, soup: Soup, on: SiteAddress) -> None:
    for menu in soup.select(MENUS):
        for link in menu.find_all("a", href=True):
            address = made.reading.own.read(markup.value(link, "href"), on)
            if address and address.path and markup.text(link):
                made.menu.setdefault(nfc(address.path), markup.text(link))


def _add_feed(made: Gathered, visit: Visit) -> None:
    body = made.reading.visits.body(visit).read_bytes()
    made.forms += ((SiteAddress(visit.path), one) for one in page_lists.feed_items(body))
    if not SITE_MAP.search(visit.path) and not TERM_FEED.search(visit.path):
        _add_other(made, OldPage(visit.path, OldPageKind.FEED, markup.feed_title(body)))


def _add_other(made: Gathered, page: OldPage) -> None:
    if not uri(page.path) and all(page.path != one.path for one in made.pages):
        made.pages.append(page)


def _settle(made: Gathered) -> None:
    """What could only be told when every page was read: which text a short form is of, which terms stand above one."""
    made.sources = {nfc(one.path): one.source for one in sorted(made.aliases.values(), key=lambda one: one.number)}
    for on, form in made.forms:
        nid = form.nid or _number(made.source_of(form.href, on), "node/")
        if nid:
            made.shorts[nid].append(replace(form, nid=nid))
            if form.is_of_core:
                page = int(on.query.removeprefix("page=") or 0) if on.query[5:].isdigit() or not on.query else 0
                made.lists[on.path].setdefault(page, []).append(replace(form, nid=nid))
    for tid, term in made.terms.items():
        above = (_number(made.source_of(href), "taxonomy/term/") for href in term.parents)
        made.trails[tid] = tuple(one for one in above if one and one != tid)


def _number(source: str, start: str) -> int:
    return int(source.removeprefix(start)) if source.startswith(start) else 0


def orders(made: Gathered) -> Iterator[list[int]]:
    """The texts of each of Drupal's own lists, newest first; what was kept on top is in no order."""
    for by_page in made.lists.values():
        yield [form.nid for _, forms in sorted(by_page.items()) for form in forms if not form.sticky]
