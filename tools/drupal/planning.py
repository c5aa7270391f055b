"""What becomes of each node: a text with its folder and address, or a reason why there is none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from plugins.base.addresses import NO_PAGES, NO_SLUGS, Section, place, under
from plugins.base.file_names import is_device
from plugins.base.model import ContentKind
from plugins.base.slugs import LONGEST
from plugins.base.vietnamese import identity, slug
from tools.drupal.model import UNDEFINED, OldAlias, OldNode, OldSite
from tools.drupal.words import name_of

FOLDERS = {ContentKind.ARTICLE: ("tin-tuc", Section.NEWS), ContentKind.PAGE: ("pages", Section.HOME)}
FURTHEST = timedelta(days=4 * 365)
"""How far ahead a text may wait for its day."""
DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")
FILE_ENDING = re.compile(r"\.(?:x?html?|php\d?|aspx?|jsp)$", re.IGNORECASE)

MOVED_ASIDE = "Địa chỉ {wanted} đã là của {other}, nên bài này ở {made}."
NO_TITLE = "Bài không có tiêu đề; hãy đặt tiêu đề."
FAR_AHEAD = "Bài hẹn đăng ngày {day}, quá xa, nên để là nháp."
OVERDUE = "Bài hẹn đăng ngày {day} mà trang cũ chưa đăng, nên để là nháp."
NOT_YET = "Bài đã hiện trên trang cũ dù ngày ghi là {day}; ngày ở đây là ngày sửa cuối."
ENDS = "Bài có hẹn gỡ ngày {day}."


class Fate(StrEnum):
    """What became of a node."""

    IMPORTED = "đã chuyển"
    SCHEDULED = "hẹn giờ đăng"
    DRAFT = "bản nháp"
    LEFT_OUT = "không chuyển"


@dataclass(slots=True)
class PlannedText:
    """A node on its way: where it goes, and what a person should know of it. `fate` may still become DRAFT, or
    LEFT_OUT with the reason in `remarks`.
    """

    node: OldNode
    kind: ContentKind
    name: str
    """Of its folder, and of its address."""
    title: str
    date: datetime
    fate: Fate
    remarks: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        return f"{FOLDERS[self.kind][0]}/{self.name}"

    @property
    def path(self) -> str:
        return f"{self.folder}/index.md"

    @property
    def address(self) -> str:
        return under(FOLDERS[self.kind][1], self.name)

    @property
    def is_public(self) -> bool:
        return self.fate is Fate.IMPORTED


def plan(site: OldSite, now: datetime, taken: Mapping[str, str], earlier: Mapping[int, str]) -> tuple[PlannedText, ...]:
    """Every node with its place, in the order of their numbers. `taken` are the addresses of this site's own texts with
    their paths; `earlier` the folders that an import before this one chose, which stay.
    """
    aliases = _current_aliases(site)
    places = _Places(taken)
    texts = [_planned(node, site, now, aliases.get(node.nid, "")) for node in site.nodes]
    for text in sorted(texts, key=lambda one: _claim(one, aliases, earlier)):
        known = earlier.get(text.node.nid, "")
        if known.startswith(FOLDERS[text.kind][0] + "/"):
            text.name = known.rpartition("/")[2]
        else:
            places.settle(text)
        places.take(text)
    return tuple(sorted(texts, key=lambda one: one.node.nid))


def _current_aliases(site: OldSite) -> dict[int, str]:
    """The addresses that Drupal itself linked to: of the text's language before those of none, the newest first."""
    by_source: dict[str, list[OldAlias]] = {}
    for alias in site.aliases:
        by_source.setdefault(alias.source, []).append(alias)
    found = {}
    for node in site.nodes:
        order = {node.language: 3, site.default_language: 2, UNDEFINED: 1}
        own = by_source.get(node.path, [])
        ranked = sorted(own, key=lambda one: (order.get(one.language, 0), one.number))
        found[node.nid] = ranked[-1].path if ranked else ""
    return found


def _claim(text: PlannedText, aliases: Mapping[int, str], earlier: Mapping[int, str]) -> tuple[bool, bool, bool, int]:
    """Who may choose first: who was here before, who is public, whose address stays as it was; then the older one."""
    nid = text.node.nid
    return nid not in earlier, not text.is_public, f"/{aliases.get(nid)}" != place(text.address), nid


def _planned(node: OldNode, site: OldSite, now: datetime, alias: str) -> PlannedText:
    kind = ContentKind.PAGE if node.type in site.page_types else ContentKind.ARTICLE
    title = name_of(node.title)
    text = PlannedText(node, kind, _name(alias, title, node.nid, kind), title, node.created, Fate.IMPORTED)
    if not title:
        text.title = f"Bài số {node.nid}"
        text.remarks.append(NO_TITLE)
    if not node.published:
        _schedule(text, now)
    elif node.created > now:
        text.date = min(node.changed or now, now)
        text.remarks.append(NOT_YET.format(day=_day(node.created)))
    if node.unpublish_on:
        text.remarks.append(ENDS.format(day=_day(node.unpublish_on)))
    return text


def _schedule(text: PlannedText, now: datetime) -> None:
    """What was not published: waiting for its day, or a draft."""
    day = text.node.publish_on
    text.fate = Fate.DRAFT
    if day and now < day <= now + FURTHEST:
        text.fate, text.date = Fate.SCHEDULED, day
    elif day:
        text.remarks.append((FAR_AHEAD if day > now else OVERDUE).format(day=_day(day)))


def _day(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M}"


def _name(alias: str, title: str, nid: int, kind: ContentKind) -> str:
    last = FILE_ENDING.sub("", alias.rpartition("/")[2])
    name = next(_names(last, title), "")
    if not name:
        return f"bai-{nid}"
    if is_device(name) or name in (NO_PAGES if kind is ContentKind.PAGE else NO_SLUGS):
        return f"bai-{name}"
    return name


def _names(last: str, title: str) -> Iterator[str]:
    """What a name may be made of, the old address first; a date in front would be no part of the address."""
    for words, longest in ((last, LONGEST - 10), (title, 80)):
        if made := DATED.sub("", slug(words))[:longest].strip("-"):
            yield made


class _Places:
    """Which names are taken, by addresses of texts and by twins: of two texts with one title and one day, one name must
    not begin with the other's, for that is how copies are called.
    """

    def __init__(self, taken: Mapping[str, str]) -> None:
        self._owners = {place(address): path for address, path in taken.items()}
        self._twins: dict[tuple[str, datetime], list[str]] = defaultdict(list)

    def take(self, text: PlannedText) -> None:
        self._owners[place(text.address)] = text.path
        self._twins[identity(text.title), text.date].append(text.name)

    def settle(self, text: PlannedText) -> None:
        """Gives a text the first name that is free, and tells where that is another than the one that was wanted."""
        wanted, base = text.address, text.name
        other = self._in_the_way(text)
        names = (f"bai-{text.node.nid}-{base}{more}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
        while self._in_the_way(text):
            text.name = next(names)
        if other:
            text.remarks.append(MOVED_ASIDE.format(wanted=wanted, other=other, made=text.address))

    def _in_the_way(self, text: PlannedText) -> str:
        twins = self._twins[identity(text.title), text.date]
        like = (one for one in twins if f"{one}-".startswith(f"{text.name}-") or f"{text.name}-".startswith(f"{one}-"))
        return self._owners.get(place(text.address)) or next((f"bài «{one}»" for one in like), "")
