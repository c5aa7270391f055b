"""Know: the checked texts become one site, as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from plugins import editorial, media
from plugins.base.model import Category, Content, ContentKind, Site, SiteInfo, Status, UnrenderedContent, Visibility
from plugins.base.redirects import OldPlace
from plugins.engine.options import BuildOptions

# What has a page; of the rest, what had one.
HERE = {Visibility.LIVE, Visibility.HIDDEN}
HERE_IN_PREVIEW = {*HERE, Visibility.DRAFT, Visibility.FUTURE, Visibility.EXPIRED}
OVER = {Visibility.REMOVED, Visibility.EXPIRED}
# Where a site has not said its own address yet, its absolute addresses are the preview's.
NOWHERE = "http://127.0.0.1:8000"


def make_site_info(options: BuildOptions, checked: editorial.CheckedContent) -> SiteInfo:
    known = checked.data
    return SiteInfo(
        url=options.url or known.url or NOWHERE,
        organisation=known.organisation,
        menu=known.menu,
        footer=known.footer,
        sisters=known.sisters,
        notices=known.notices,
        preview=options.preview,
    )


class Sight(NamedTuple):
    """Texts by what is seen of them now, in their order; of drafts nothing is."""

    here: tuple[UnrenderedContent, ...]
    to_come: tuple[UnrenderedContent, ...]
    withdrawn: tuple[UnrenderedContent, ...]


def in_sight(unrendered_contents: Iterable[UnrenderedContent], preview: bool) -> Sight:
    # Most are live, which is told sooner than that they are one of several.
    every, live, seen = list(unrendered_contents), Visibility.LIVE, HERE_IN_PREVIEW if preview else HERE
    here = [made for made in every if (sight := made.content.visibility) is live or sight in seen]
    others = [made for made in every if (sight := made.content.visibility) is not live and sight not in seen]
    return Sight(
        here=tuple(here),
        to_come=tuple(made for made in others if made.content.visibility is Visibility.FUTURE),
        withdrawn=tuple(made for made in others if made.content.visibility in OVER),
    )


def make_site(
    options: BuildOptions,
    checked: editorial.CheckedContent,
    site_info: SiteInfo,
    contents: Iterable[Content],
    withdrawn: Iterable[Content],
) -> Site:
    shelves: dict[tuple[ContentKind, bool], list[Content]] = {
        (kind, listed): [] for kind in ContentKind for listed in (True, False)
    }
    for content in contents:
        shelves[content.kind, content.status is not Status.HIDDEN].append(content)
    hidden = [content for kind in ContentKind for content in shelves[kind, False]]
    return Site(
        site_info=site_info,
        now=options.now,
        articles=tuple(shelves[ContentKind.ARTICLE, True]),
        hidden=tuple(hidden),
        pages=tuple(shelves[ContentKind.PAGE, True]),
        programs=tuple(shelves[ContentKind.PROGRAM, True]),
        withdrawn=tuple(withdrawn),
        categories=_categories(checked, shelves[ContentKind.ARTICLE, True]),
        front=checked.data.front,
        abbreviations=checked.data.abbreviations,
    )


def _categories(checked: editorial.CheckedContent, listed: Iterable[Content]) -> tuple[Category, ...]:
    """The vocabulary; where there is none, the categories that listed articles have."""
    used = {category.slug for content in listed for category in content.categories}
    free = checked.data.categories is None
    return tuple(category for category in checked.categories if not free or category.slug in used)


def old_places(checked: editorial.CheckedContent, published: Mapping[str, media.Published]) -> Iterator[OldPlace]:
    """What the content says of old addresses, with addresses where it names files and texts by their paths."""
    for one in checked.data.old_places:
        path = one.new.strip("/")
        file = published.get(path)
        yield one._replace(new=file.addresses[0] if file else checked.addresses.get(path, one.new))
