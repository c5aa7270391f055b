"""How an entry looks to machines: feeds, sitemap, robots.txt and structured data."""

from plugins.syndication.crawlers import robots, sitemap
from plugins.syndication.entries import Channel, Enclosure, FeedEntry, FeedTerm
from plugins.syndication.feeds import (
    FeedSettings,
    FeedSubject,
    feed_files,
    feed_of_all,
    feed_of_category,
    feed_of_program,
    newest,
    subjects,
)
from plugins.syndication.structured import article_data, organisation_data, page_data, program_data

__all__ = [
    "Channel",
    "Enclosure",
    "FeedEntry",
    "FeedSettings",
    "FeedSubject",
    "FeedTerm",
    "article_data",
    "feed_files",
    "feed_of_all",
    "feed_of_category",
    "feed_of_program",
    "newest",
    "organisation_data",
    "page_data",
    "program_data",
    "robots",
    "sitemap",
    "subjects",
]
