"""The feeds of a site: one for everything, for each category and for each program, each in three formats.

What a feed says depends on its texts alone, never on the clock: the same content gives the same bytes on any day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from plugins.base.addresses import ALL, OLD_FEED, Section, feed, program_feed
from plugins.base.model import Category, Content, Feed, Head, Output, OutputFile, OutputPage, Site, SiteInfo, Visibility
from plugins.base.moments import VIETNAM
from plugins.syndication.entries import Channel, FeedEntry, clean, entries, tag_uri
from plugins.syndication.json_feed import json_feed

AUTHORITY = re.compile(r"(?:[a-z0-9._-]+@)?[a-z0-9.-]+,(?P<since>\d{4}(?:-\d{2}){0,2})", re.ASCII)


@dataclass(frozen=True)
class FeedSettings:
    """SYNDICATION of pelicanconf.py.

    `authority` stands in every feed id, so it must never change: a name and the year (or day) since which it is ours,
    "lien-hiep-hoi,2022" (RFC 4151). `entries` is how many a feed holds.
    """

    authority: str
    entries: int = 30

    def __post_init__(self) -> None:
        try:
            _ = self.since
        except ValueError as error:
            raise ValueError(f"SYNDICATION: authority «{self.authority}» phải có dạng «ten-co-quan,2022».") from error

    @property
    def since(self) -> datetime:
        """The first moment of the authority, before which no id of ours can have been made."""
        match = AUTHORITY.fullmatch(self.authority)
        since = match["since"] if match else ""
        return datetime.fromisoformat(since + "-01-01"[len(since) - 4 :]).replace(tzinfo=VIETNAM)


class FeedSubject(NamedTuple):
    """What a feed is about. `aliases` are more addresses that its RSS answers at."""

    feed: Feed
    home: str
    description: str
    contents: Iterable[Content]
    aliases: tuple[str, ...] = ()


def feed_of_all() -> Feed:
    return Feed("Tất cả tin, bài", feed(ALL))


def feed_of_category(category: Category) -> Feed:
    return Feed(category.name, feed(category.slug))


def feed_of_program(program: Content) -> Feed:
    return Feed(program.title, program_feed(program.slug))


def newest(subject: FeedSubject, settings: FeedSettings) -> Iterator[Content]:
    """The texts that a feed holds."""
    return islice((one for one in subject.contents if one.visibility is Visibility.LIVE and one.date), settings.entries)


def subjects(site: Site) -> Iterator[FeedSubject]:
    about = site.site_info.organisation.description
    yield FeedSubject(feed_of_all(), Section.HOME, about, site.articles, (OLD_FEED,))
    for category in site.categories:
        contents = site.contents_of(category)
        yield FeedSubject(feed_of_category(category), category.address, category.description, contents)
    for program in site.programs:
        contents = site.news_of(program)
        yield FeedSubject(feed_of_program(program), program.address, program.description, contents)


def feed_files(subject: FeedSubject, site: Site, settings: FeedSettings) -> Iterator[Output]:
    """Every file of a feed; a subject without live texts has valid, empty ones."""
    site_info = site.site_info
    channel = _channel(subject, site_info, settings)
    held = tuple(entries(newest(subject, settings), site_info, settings.authority, site.shares))
    # Atom asks even an empty feed when it changed: the authority's first moment is fixed, past and nobody's "today".
    updated = max((entry.updated for entry in held), default=settings.since)
    yield _page("machine/atom.xml", channel.atom, channel, held, updated)
    for address in (channel.rss, *subject.aliases):
        yield _page("machine/rss.xml", address, channel, held, updated)
    yield OutputFile(channel.json, json_feed(channel, held, site_info))


def _channel(subject: FeedSubject, site_info: SiteInfo, settings: FeedSettings) -> Channel:
    publisher = clean(site_info.name)
    title = f"{clean(subject.feed.title)} – {publisher}"
    return Channel(
        title=title,
        stem=subject.feed.stem,
        id=tag_uri(settings.authority, subject.feed.stem.strip("/")),
        home=subject.home,
        publisher=publisher,
        description=clean(subject.description) or title,
    )


def _page(
    template: str, address: str, channel: Channel, newest: tuple[FeedEntry, ...], updated: datetime
) -> OutputPage:
    head = Head(address, channel.title)
    return OutputPage(address, template, {"page": head, "feed": channel, "entries": newest, "updated": updated})
