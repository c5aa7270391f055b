"""Which pages there are and what each is given: one function a kind of page, in the order of the address table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial

from plugins import listings, programs, search, syndication
from plugins.base import addresses
from plugins.base.model import (
    Content,
    Feed,
    Head,
    Link,
    Output,
    OutputPage,
    RelatedLinks,
    SharePicture,
    Site,
    SiteInfo,
    Visibility,
)
from plugins.engine import documents, imprint, lists, names, program_pages
from plugins.engine.page import ARCHIVE, DOCUMENTS, FOLLOW, HOME, NEWS, PROGRAMS, SEARCH, LazyContext, page

NOT_FOUND = "Địa chỉ này không có trang nào; xin tìm lại, hoặc về trang chủ."


def all_pages(site: Site, per_page: int, per_year_page: int) -> Iterator[Output]:
    yield _home(site)
    yield from _articles(site)
    yield from _simple_pages(site)
    yield from program_pages.pages(site)
    yield from lists.pages(site, per_page, per_year_page)
    yield from documents.pages(site, per_page)
    yield from imprint.pages(site)
    yield from _services(site)


def places(site: Site) -> Iterator[tuple[str, datetime | None]]:
    """What the sitemap names: pages with a subject of their own, and when their text changed."""
    sections = (HOME, NEWS, PROGRAMS, ARCHIVE, DOCUMENTS, FOLLOW, *lists.year_links(site))
    for address in (*(section.target for section in sections), *(one.address for one in imprint.pages(site))):
        yield address, None
    for category in site.filled_categories:
        yield category.address, None
    for content in (*site.pages, *site.programs, *site.articles):
        if content.visibility is Visibility.LIVE:
            yield content.address, content.modified or content.date


def _home(site: Site) -> OutputPage:
    site_info, front = site.site_info, listings.home(site)
    head = Head(
        address=HOME.target,
        title=site_info.name,
        description=site_info.organisation.description or f"Tin, bài và chương trình của {site_info.name}.",
        structured=syndication.organisation_data(site_info),
    )
    return page(site, "home.html", head, front=front, programs=program_pages.followed(site, len(front.programs)))


def _articles(site: Site) -> Iterator[OutputPage]:
    surroundings = cache(partial(listings.related_links, site))

    def facts(content: Content) -> tuple[object, ...]:
        around = surroundings().get(content.path, RelatedLinks())
        return site.site_info, content, around, site.share_of(content.address), site.families_of(content)

    for content in (*site.articles, *site.hidden):
        yield OutputPage(content.address, "article.html", LazyContext(_article, partial(facts, content)))


def _article(
    site_info: SiteInfo, content: Content, around: RelatedLinks, share: SharePicture | None, families: tuple[str, ...]
) -> dict[str, object]:
    crumbs = (HOME, Link(content.category.name, content.category.address) if content.category else NEWS)
    head = Head(
        address=content.address,
        title=content.title,
        description=content.description,
        crumbs=crumbs,
        feed=syndication.feed_of_category(content.category) if content.category else None,
        share=share,
        structured=syndication.article_data(content, site_info, crumbs, share),
        kind="article",
        indexed=content.visibility is Visibility.LIVE,
    )
    return {
        "page": head,
        "content": content,
        "around": around,
        "proves": programs.results_of(content, around.program),
        "found_under": families,
    }


def _simple_pages(site: Site) -> Iterator[OutputPage]:
    for content in site.pages:
        head = Head(
            address=content.address,
            title=content.title,
            description=content.description,
            crumbs=(HOME,),
            indexed=content.visibility is Visibility.LIVE,
        )
        yield page(site, "page.html", head, content=content)


def _services(site: Site) -> Iterator[Output]:
    """Search, how to follow, and the page for addresses that do not exist."""
    yield _search(site)
    yield from names.files(site)
    follow = Head(FOLLOW.target, FOLLOW.label, "Cách theo dõi tin, bài bằng RSS.", (HOME,))
    yield page(site, "feeds.html", follow, groups=_feed_groups(site))
    yield page(site, "404.html", Head(addresses.NOT_FOUND, "Không tìm thấy trang", NOT_FOUND, indexed=False))


def _search(site: Site) -> OutputPage:
    head = Head(SEARCH.target, SEARCH.label, "Tìm trong tin, bài và chương trình.", (HOME,))
    return page(
        site,
        "search.html",
        head,
        year_links=lists.year_links(site),
        years=tuple((year, str(year)) for year in lists.years(site)),
        categories=site.filled_categories,
        subjects=tuple((category.slug, category.name) for category in site.filled_categories),
        programs=tuple((program.slug, program.title) for program in site.programs),
        index=f"/{addresses.SEARCH}/",
        parts=search.parts(len(site.findable)),
        index_files=search.asked_first(search.parts(len(site.findable))),
        abbreviations=json.dumps(dict(site.abbreviations), ensure_ascii=False),
        names=names.NAMES,
        titles=names.TITLES,
    )


def _feed_groups(site: Site) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
    groups = (
        ("Tất cả", (syndication.feed_of_all(),)),
        ("Theo chuyên mục", tuple(syndication.feed_of_category(category) for category in site.categories)),
        ("Theo chương trình", tuple(syndication.feed_of_program(program) for program in site.programs)),
    )
    return tuple((heading, feeds) for heading, feeds in groups if feeds)
