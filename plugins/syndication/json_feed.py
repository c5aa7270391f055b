"""A feed as JSON Feed 1.1. The order of the keys is fixed, so that the same feed has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from plugins.base.model import SiteInfo
from plugins.syndication.entries import Channel, Enclosure, FeedEntry, url

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel, entries: Iterable[FeedEntry], site_info: SiteInfo) -> bytes:
    """The file's bytes, in UTF-8."""
    document = {
        "version": VERSION,
        "title": channel.title,
        "description": channel.description,
        "home_page_url": url(site_info, channel.home),
        "feed_url": url(site_info, channel.json),
        "language": "vi",
        "authors": [{"name": channel.publisher}],
        "items": [_item(entry) for entry in entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: FeedEntry) -> dict[str, object]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else "",
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [term.name for term in entry.terms],
        "language": entry.lang,
        "attachments": [_attachment(enclosure) for enclosure in entry.enclosures],
    }
    return {key: value for key, value in item.items() if value or key == "content_html"}


def _attachment(enclosure: Enclosure) -> dict[str, object]:
    title = {"title": enclosure.title} if enclosure.title else {}
    size = {"size_in_bytes": enclosure.size} if enclosure.size else {}
    return {"url": enclosure.url, "mime_type": enclosure.media_type, **title, **size}
