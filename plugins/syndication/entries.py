"""What RSS, Atom and JSON Feed all tell of a text: words that XML can carry, whole addresses, and an id for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from plugins.base.addresses import Section
from plugins.base.media_types import RASTER
from plugins.base.model import (
    Attachment,
    Category,
    Content,
    Feed,
    Picture,
    SharePicture,
    SiteInfo,
    Tag,
    Visibility,
)
from plugins.base.vietnamese import slug

NOT_XML = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
WHOLE_URI = re.compile(r"(?:https?://|urn:|tag:)[\w;/?:@&=+$.!~*'()%,#-]+", re.ASCII)
# An article's address as this site makes it: Drupal's, which have no slash at their end, are none of ours.
ARTICLE = re.compile(rf"{Section.NEWS}([^/?]+)/?")
# In the ids of entries, which must stay what they are wherever articles stand.
ARTICLES = "tin-tuc"
URI_SIGNS = "/:?#@!$&'()*+,;=~%"


@dataclass(frozen=True, slots=True)
class Channel(Feed):
    """A feed as its own files describe it; every string is fit for XML."""

    id: str
    """For Atom; all three formats of a feed are one feed, and only Atom names it."""
    home: str
    """Address of the page that shows the same to people."""
    publisher: str
    description: str


class FeedTerm(NamedTuple):
    """A category or a tag, by the name that readers see and the slug that stays."""

    name: str
    slug: str


class Enclosure(NamedTuple):
    """A file that goes with an entry; `size` in bytes, 0 where it is not known yet."""

    url: str
    media_type: str
    size: int
    title: str = ""


class FeedEntry(NamedTuple):
    """A text in a feed. No string holds what XML 1.0 forbids, and none is marked safe: templates escape all."""

    id: str
    """For RSS and JSON Feed: `Guid` as written, else the tag URI."""
    uri: str
    """The same for Atom, whose ids are URIs: Drupal's "26 at http://…" is none and gets a tag URI of its own."""
    url: str
    title: str
    summary: str
    html: str
    lang: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    """Never empty: the publisher signs what nobody else does."""
    terms: tuple[FeedTerm, ...]
    picture: Enclosure | None
    files: tuple[Enclosure, ...]

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        return (self.picture, *self.files) if self.picture else self.files


def entries(
    contents: Iterable[Content], site_info: SiteInfo, authority: str, shares: Mapping[str, SharePicture]
) -> Iterator[FeedEntry]:
    """One entry for each of `contents` that is live, in their order. `authority` is that of the tag URIs, `shares` are
    the share pictures by the address of the page.
    """
    for content in contents:
        if content.visibility is Visibility.LIVE and content.date:
            yield _entry(content, content.date, site_info, authority, shares.get(content.address))


def clean(text: str) -> str:
    """The text without what XML 1.0 forbids, its line ends as XML reads them; a plain `str`, even from safe markup."""
    return NOT_XML.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def tag_uri(authority: str, name: str) -> str:
    """An id by RFC 4151, which knows nothing of where the site stands."""
    return f"tag:{authority}:{name}"


def url(site_info: SiteInfo, address: str) -> str:
    """The whole address as a URI: letters of a file's name that only an IRI allows are percent-encoded."""
    return site_info.absolute(_quoted(address))


@lru_cache(4096)
def _quoted(address: str) -> str:
    return quote(address, safe=URI_SIGNS)


def changed(published: datetime, modified: datetime | None) -> datetime:
    """The last change; never before `published`, though `Modified` may be a bare day and so begin at midnight."""
    return max(published, modified or published)


def _entry(
    content: Content, published: datetime, site_info: SiteInfo, authority: str, share: SharePicture | None
) -> FeedEntry:
    guid = clean(content.guid).strip() or tag_uri(authority, f"{ARTICLES}/{_first_slug(content)}")
    return FeedEntry(
        id=guid,
        uri=_uri(guid, authority),
        url=url(site_info, content.address),
        title=clean(content.title),
        summary=clean(content.description),
        html=clean(content.body.feed),
        lang=content.lang,
        published=published,
        updated=changed(published, content.modified),
        authors=tuple(clean(author.name) for author in content.authors) or (clean(site_info.name),),
        terms=_terms(content),
        picture=_picture(content.lead, share, site_info),
        files=tuple(_file(attachment, site_info) for attachment in content.body.attachments),
    )


def _first_slug(content: Content) -> str:
    """The slug under which it first appeared: of its old addresses of this site the first, which is the oldest."""
    former = (match[1] for old in content.redirect_from if (match := ARTICLE.fullmatch(old)))
    return next((name for name in former if slug(name) == name), content.slug)


def _uri(guid: str, authority: str) -> str:
    return guid if WHOLE_URI.fullmatch(guid) else tag_uri(authority, f"guid/{quote(guid, safe='')}")


def _terms(content: Content) -> tuple[FeedTerm, ...]:
    """Categories, then tags; a tag that repeats a category is left out."""
    given: tuple[Category | Tag, ...] = (*content.categories, *content.tags)
    names: dict[str, str] = {}
    for term in given:
        names.setdefault(term.slug, clean(term.name))
    return tuple(FeedTerm(name, slug) for slug, name in names.items())


def _picture(lead: Picture | None, share: SharePicture | None, site_info: SiteInfo) -> Enclosure | None:
    """The lead picture, else the share picture, whose bytes are counted by nobody before it is drawn."""
    if lead and lead.fallback.media_type in RASTER:
        file = lead.fallback
        return Enclosure(url(site_info, file.address), file.media_type, file.size, clean(lead.alt))
    return Enclosure(url(site_info, share.address), share.media_type, 0, clean(share.alt)) if share else None


def _file(attachment: Attachment, site_info: SiteInfo) -> Enclosure:
    title = clean(attachment.description or attachment.name)
    return Enclosure(url(site_info, attachment.address), attachment.media_type, attachment.size, title)
