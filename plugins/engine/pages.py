"""Which pages there are and what each is given: one function a kind of page, in the order of the address table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial

from plugins import editorial, programs, search, syndication
from plugins.base import addresses
from plugins.base.model import (
    Around,
    Edition,
    Feed,
    Head,
    Link,
    Output,
    OutputPage,
    Publication,
    SharePicture,
    Standing,
    Story,
)
from plugins.engine import documents, imprint, lists, names, program_pages
from plugins.engine.page import ARCHIVE, DOCUMENTS, FOLLOW, HOME, NEWS, PROGRAMS, SEARCH, Late, page

NOT_FOUND = "Địa chỉ này không có trang nào; xin tìm lại, hoặc về trang chủ."


def all_pages(edition: Edition, per_page: int, per_year_page: int) -> Iterator[Output]:
    yield _home(edition)
    yield from _articles(edition)
    yield from _simple_pages(edition)
    yield from program_pages.pages(edition)
    yield from lists.pages(edition, per_page, per_year_page)
    yield from documents.pages(edition, per_page)
    yield from imprint.pages(edition)
    yield from _services(edition)


def places(edition: Edition) -> Iterator[tuple[str, datetime | None]]:
    """What the sitemap names: pages with a subject of their own, and when their text changed."""
    sections = (HOME, NEWS, PROGRAMS, ARCHIVE, DOCUMENTS, FOLLOW, *lists.year_links(edition))
    for address in (*(section.target for section in sections), *(one.address for one in imprint.pages(edition))):
        yield address, None
    for category in edition.filled_categories:
        yield category.address, None
    for story in (*edition.pages, *edition.programs, *edition.articles):
        if story.standing is Standing.LIVE:
            yield story.address, story.modified or story.date


def _home(edition: Edition) -> OutputPage:
    publication, front = edition.publication, editorial.home(edition)
    head = Head(
        address=HOME.target,
        title=publication.name,
        description=publication.organisation.description or f"Tin, bài và chương trình của {publication.name}.",
        structured=syndication.organisation_data(publication),
    )
    return page(edition, "home.html", head, front=front, programs=program_pages.followed(edition, len(front.programs)))


def _articles(edition: Edition) -> Iterator[OutputPage]:
    surroundings = cache(partial(editorial.around, edition))

    def facts(story: Story) -> tuple[object, ...]:
        around = surroundings().get(story.path, Around())
        return edition.publication, story, around, edition.share_of(story.address), edition.families_of(story)

    for story in (*edition.articles, *edition.hidden):
        yield OutputPage(story.address, "article.html", Late(_article, partial(facts, story)))


def _article(
    publication: Publication, story: Story, around: Around, share: SharePicture | None, families: tuple[str, ...]
) -> dict[str, object]:
    crumbs = (HOME, Link(story.category.name, story.category.address) if story.category else NEWS)
    head = Head(
        address=story.address,
        title=story.title,
        description=story.description,
        crumbs=crumbs,
        feed=syndication.feed_of_category(story.category) if story.category else None,
        share=share,
        structured=syndication.article_data(story, publication, crumbs, share),
        kind="article",
        indexed=story.standing is Standing.LIVE,
    )
    return {
        "page": head,
        "content": story,
        "around": around,
        "proves": programs.results_of(story, around.program),
        "found_under": families,
    }


def _simple_pages(edition: Edition) -> Iterator[OutputPage]:
    for story in edition.pages:
        head = Head(
            address=story.address,
            title=story.title,
            description=story.description,
            crumbs=(HOME,),
            indexed=story.standing is Standing.LIVE,
        )
        yield page(edition, "page.html", head, content=story)


def _services(edition: Edition) -> Iterator[Output]:
    """Search, how to follow, and the page for addresses that do not exist."""
    yield _search(edition)
    yield from names.files(edition)
    follow = Head(FOLLOW.target, FOLLOW.label, "Cách theo dõi tin, bài bằng RSS.", (HOME,))
    yield page(edition, "feeds.html", follow, groups=_feed_groups(edition))
    yield page(edition, "404.html", Head(addresses.NOT_FOUND, "Không tìm thấy trang", NOT_FOUND, indexed=False))


def _search(edition: Edition) -> OutputPage:
    head = Head(SEARCH.target, SEARCH.label, "Tìm trong tin, bài và chương trình.", (HOME,))
    return page(
        edition,
        "search.html",
        head,
        year_links=lists.year_links(edition),
        years=tuple((year, str(year)) for year in lists.years(edition)),
        categories=edition.filled_categories,
        subjects=tuple((category.slug, category.name) for category in edition.filled_categories),
        programs=tuple((program.slug, program.title) for program in edition.programs),
        index=f"/{addresses.SEARCH}/",
        parts=search.parts(len(edition.findable)),
        index_files=search.asked_first(search.parts(len(edition.findable))),
        abbreviations=json.dumps(dict(edition.abbreviations), ensure_ascii=False),
        names=names.NAMES,
        titles=names.TITLES,
    )


def _feed_groups(edition: Edition) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
    groups = (
        ("Tất cả", (syndication.feed_of_all(),)),
        ("Theo chuyên mục", tuple(syndication.feed_of_category(category) for category in edition.categories)),
        ("Theo chương trình", tuple(syndication.feed_of_program(program) for program in edition.programs)),
    )
    return tuple((heading, feeds) for heading, feeds in groups if feeds)
