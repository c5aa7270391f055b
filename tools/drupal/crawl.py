"""Reads all of a live site that its own pages, lists, feeds and site maps lead to, and what lies between its numbers.

What each address gave is kept in a folder (`Visits`); an interrupted reading goes on from there.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from plugins.base.problems import Message
from tools.drupal import markup, old_pages
from tools.drupal.client import AGENT, Client, SiteAnswer
from tools.drupal.model import CannotImport
from tools.drupal.own_addresses import FILES, FRONT, PRIVATE, Own, SiteAddress, uri
from tools.drupal.visits import Visit, Visits

STARTS = ("", "sitemap.xml", *(path for _, path, _ in old_pages.OWN))
"""Also what no page may lead to, of Drupal's own."""
# What is no content, or would never end. A path behind the language's prefix counts as well.
NEVER = re.compile(
    r"(?:[a-z]{2}(?:-[a-z]{2,4})?/)?"
    r"(?:admin|batch|captcha|comment|filter/tips|flag|imce|logout|misc|modules|node/add|openid|print\w*|profiles|quicktabs|search"
    r"|statistics|system/(?!files/)|taxonomy/autocomplete|themes|user|users|views/ajax"
    r"|node/\d+/\w+|(?:cron|install|update|xmlrpc)\.php)(?:/|$)"
)
OWN_PAGES = re.compile(r"(?:filter/tips|user|users|search)(?:/|$)")
NOT_CONTENT = re.compile(r"\.(?:css|js|map|woff2?|ttf|eot|php)$", re.IGNORECASE)
# Below the folder of files, what Drupal makes itself.
MADE = re.compile(r"(?:css|js|ctools|languages|advagg_\w+|xmlsitemap)/")
MOST = 60_000
"""Addresses of one reading."""
DEEPEST = 15
"""Steps of a path."""
BARREN = 60
"""So many addresses in a row that differ in their numbers alone and lead to nothing new: a calendar, not content."""
BEYOND = 15
"""So many numbers in a row without a text behind the last known one end the search."""
HIGHEST = 200_000
MOST_MOVES = 4
PROBED = ("node", "taxonomy/term")

NO_SITE = Message("«{url}» không phải địa chỉ của một trang web.", "Hãy viết như http://trang-cu.example.")
NO_FRONT = Message("trang chủ {url} trả lời mã {status}.", "Hãy xem lại địa chỉ của trang cũ.")
ELSEWHERE = Message("{url} dẫn sang {target}.", "Hãy viết --site {target}.")
NOT_DRUPAL = Message(
    "{url} không có dấu hiệu nào của Drupal 7.", "Hãy xem lại địa chỉ; lệnh này chỉ đọc trang làm bằng Drupal 7."
)
OTHER_DRUPAL = Message("{url} là Drupal {version}; lệnh này chỉ đọc Drupal 7.", "Hãy xem lại địa chỉ.")
ALL_CLOSED = Message(
    "robots.txt của trang cũ không cho đọc trang nào.", "Hãy sửa robots.txt trên trang cũ rồi chạy lại."
)


@dataclass
class Reading:
    """What a whole reading found beside the answers themselves."""

    own: Own
    visits: Visits
    stood_at: str = ""
    """Where the site says it stands, in the ids of its feeds."""
    closed: list[str] = field(default_factory=list)
    """Paths that robots.txt closes."""
    left: list[str] = field(default_factory=list)
    """Paths that were not asked, for a limit of ours."""
    reused: int = 0
    """How many answers are of an earlier reading."""
    unasked: list[str] = field(default_factory=list)
    """Own pages of Drupal's (accounts, search) that are linked and were not asked."""


class Crawl:
    def __init__(self, site: str, visits: Visits, client: Client, progress: Callable[[int, int], None]) -> None:
        try:
            self.own = Own.at(site)
        except ValueError:
            raise CannotImport(NO_SITE(url=site)) from None
        self._client, self._progress = client, progress
        self._reading = Reading(self.own, visits)
        self._queue: deque[SiteAddress] = deque()
        self._seen: set[SiteAddress] = set()
        self._barren: Counter[str] = Counter()
        self._small: dict[SiteAddress, SiteAddress] = {}
        """A small form of each picture, for the case that its original is gone."""
        self._numbers: dict[str, set[int]] = {kind: set() for kind in PROBED}

    def run(self) -> Reading:
        """Raises:
        CannotImport: where the site cannot be read, or is no Drupal 7.
        """
        self._begin()
        self._offer(map(SiteAddress, STARTS))
        self._drain()
        for kind in PROBED:
            for number in self._missing(kind):
                self._offer([SiteAddress(f"{kind}/{number}")])
                self._drain()
        return replace(self._reading, own=self.own)

    # Where it begins

    def _begin(self) -> None:
        """The site's front page, wherever it has moved within the site; and its rules for visitors."""
        visits = self._reading.visits
        body = visits.new_body("front")
        url = self.own.url(FRONT)
        answer = self._client.get(url, body)
        for _ in range(MOST_MOVES):
            if not answer.location:
                break
            url = urljoin(url, answer.location)
            if self.own.read(url) is None:
                raise CannotImport(ELSEWHERE(url=self.own.root, target=url))
            self.own = replace(self.own, root=f"{_base(url)}{self.own.folder}")
            answer = self._client.get(url, body)
        if answer.status != 200:
            raise CannotImport(NO_FRONT(url=self.own.root, status=answer.status))
        front = body.read_bytes()
        self._recognise(markup.read(front))
        self._reading.reused = visits.keep_of(markup.words(front))
        self._robots = self._client.robots(_base(self.own.root), visits.new_body("robots"))
        if not self._robots.can_fetch(self.own.url(FRONT), AGENT):
            raise CannotImport(ALL_CLOSED())
        self._offer(filter(None, (self.own.read(one) for one in self._robots.sitemaps)))

    def _recognise(self, front: markup.Soup) -> None:
        generator = markup.meta(front, "generator")
        version = re.match(r"Drupal (\d+)", generator)
        if version and version[1] != "7":
            raise CannotImport(OTHER_DRUPAL(url=self.own.root, version=version[1]))
        if not version and not markup.is_drupal(front):
            raise CannotImport(NOT_DRUPAL(url=self.own.root))
        self.own = replace(self.own, clean=not markup.asks_by_query(front))

    # What is asked

    def _offer(self, found: Iterable[SiteAddress]) -> int:
        """Takes up what is new and wanted, and says how many there were."""
        before = len(self._queue)
        for address in found:
            wanted = self._wanted(address)
            if wanted and wanted not in self._seen:
                self._seen.add(wanted)
                self._queue.append(wanted)
        return len(self._queue) - before

    def _wanted(self, address: SiteAddress) -> SiteAddress | None:
        path = address.path
        if file := uri(path):
            inside = file.partition("://")[2]
            if MADE.match(inside) or NOT_CONTENT.search(path):
                return None
            folder = FILES.search(path)
            original = SiteAddress(
                f"{folder[1]}/{inside}" if folder and file.startswith("public") else f"{PRIVATE}{inside}"
            )
            if original.path != path:
                self._small.setdefault(original, address)
            return original
        if NEVER.match(path):
            if OWN_PAGES.match(path) and path not in self._reading.unasked:
                self._reading.unasked.append(path)
            return None
        steps = path.split("/")
        loops = len(steps) > DEEPEST or max(Counter(steps).values()) > 3
        return None if loops or NOT_CONTENT.search(path) or path.startswith("sites/") else address

    def _drain(self) -> None:
        while self._queue:
            address = self._queue.popleft()
            family = re.sub(r"\d+", "#", f"{address.path}?{address.query}")
            counts = "#" in family and not uri(address.path) and not address.path.startswith(PROBED)
            if (counts and self._barren[family] >= BARREN) or len(self._reading.visits) >= MOST:
                self._reading.left.append(_shown(address))
            elif visit := self._visit(address):
                if uri(address.path) and not visit.file and (small := self._small.pop(address, None)):
                    self._queue.append(small)
                hrefs, is_new = self._look(visit)
                found = self._offer(filter(None, (self.own.read(href, address) for href in hrefs)))
                self._barren[family] = 0 if is_new or found > 1 else self._barren[family] + 1

    def _visit(self, address: SiteAddress) -> Visit | None:
        visits, url = self._reading.visits, self.own.url(address)
        if not self._robots.can_fetch(url, AGENT):
            self._reading.closed.append(_shown(address))
            return None
        visit = visits.get(*address)
        if visit is None:
            body = visits.new_body(*address)
            visit = visits.add(*address, self._ask(address, url, body), body)
        self._progress(len(visits), len(visits) + len(self._queue))
        return visit

    def _ask(self, address: SiteAddress, url: str, body: Path) -> SiteAnswer:
        """What an address gives, where it only moved to another way of writing itself too."""
        answer = self._client.get(url, body)
        for _ in range(MOST_MOVES):
            if not answer.location or self.own.read(answer.location, address) != address:
                break
            moved = urljoin(url, answer.location)
            if moved == url:
                break
            url = moved
            answer = self._client.get(url, body)
        return answer

    def _look(self, visit: Visit) -> tuple[list[str], bool]:
        """Where an answer leads, and whether it is of a text or a term that was not known."""
        if visit.answer.location:
            return [visit.answer.location], False
        if not visit.file:
            return [], False
        body = self._reading.visits.body(visit)
        if visit.is_page:
            soup = markup.read(body.read_bytes())
            return markup.links(soup), self._notes_number(soup)
        if visit.is_xml:
            text = body.read_bytes()
            if base := markup.feed_base(text):
                self.own = self.own.known_as(base)
                self._reading.stood_at = self._reading.stood_at or base
            return markup.xml_links(text), False
        return markup.xml_links(markup.unpacked(body)) if visit.path.endswith(".xml.gz") else [], False

    # Numbers

    def _notes_number(self, soup: markup.Soup) -> bool:
        found = False
        for kind, number in (("node", markup.nid(soup)), ("taxonomy/term", markup.tid(soup))):
            if number and number not in self._numbers[kind]:
                self._numbers[kind].add(number)
                found = True
        return found

    def _missing(self, kind: str) -> Iterator[int]:
        """The numbers that no link has told, up to where nothing has come for long."""
        known = self._numbers[kind]
        number = empty = 0
        while (number < max(known, default=0) or empty < BEYOND) and number < HIGHEST:
            number += 1
            if number in known:
                empty = 0
                continue
            yield number
            visit = self._reading.visits.get(f"{kind}/{number}")
            empty = empty + 1 if visit is None or visit.answer.status == 404 else 0


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(address: SiteAddress) -> str:
    return address.path + (f"?{address.query}" if address.query else "")
