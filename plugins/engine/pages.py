"""Which pages there are and what each is given: one function a kind of page, in the order of the address table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import cast

from plugins import links, listings, programs, search, syndication
from plugins.base import addresses
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import (
    Content,
    ContentKind,
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
from plugins.base.snapshot import Snapshot
from plugins.engine import documents, imprint, lists, names, program_pages
from plugins.engine.options import BuildOptions
from plugins.engine.page import (
    ARCHIVE,
    DOCUMENTS,
    FOLLOW,
    HOME,
    NEWS,
    PROGRAMS,
    SEARCH,
    LazyContext,
    PageGroups,
    PageSection,
    always,
    cards_of,
    group,
    page,
)

ArticleFacts = tuple[Content, RelatedLinks, SharePicture | None, tuple[str, ...]]
"""An article, what stands around it, its share picture, and the slugs of its categories and of those above them."""
BESIDE = 64
"""How many articles are planned together."""
NOT_FOUND = "Địa chỉ này không có trang nào; xin tìm lại, hoặc về trang chủ."


def groups(site: Site, options: BuildOptions, around: Snapshot | None = None) -> Iterator[PageSection]:
    """What follows from the texts and answers as long as they do."""
    settings = options.settings
    yield from all_pages(site, settings.entries_per_page, settings.entries_per_year_page, around)
    for subject in syndication.subjects(site):
        said = (subject.feed, subject.home, subject.description, subject.aliases)
        texts = (content.digest for content in syndication.newest(subject, options.syndication))
        outputs = partial(syndication.feed_files, subject, site, options.syndication)
        yield group(subject.feed.stem, outputs, facts_digest(said), *texts)


def all_pages(site: Site, per_page: int, per_year_page: int, memory: Snapshot | None = None) -> Iterator[PageSection]:
    """`memory` keeps what stands around articles; without, the groups are good for their addresses alone."""
    cards = cards_of(site)
    yield _home(site, cards)
    yield from _articles(site, cards, memory)
    yield from _simple_pages(site)
    yield from program_pages.pages(site)
    paged = digest(cards, f"{per_page} {per_year_page}".encode())
    yield PageSection("lists", paged, partial(lists.pages, site, cards, per_page, per_year_page))
    yield documents.pages(site, cards, per_page)
    yield always("imprint", *imprint.pages(site))
    yield _sitemap(site, cards)
    yield names.group_of(site, cards, memory or Snapshot(None, b""))
    yield _services(site, cards)


def _sitemap(site: Site, cards: bytes) -> PageSection:
    def outputs() -> Iterator[Output]:
        yield syndication.sitemap(site, places(site))

    withdrawn = (content.address.encode() for content in site.withdrawn)
    return group("sitemap", outputs, cards, *withdrawn, addresses=(addresses.SITEMAP,))


def answers(site: Site, taken: Sequence[str], ended: Sequence[str]) -> PageSection:
    """What stands at old addresses; `taken` are those at which something else does."""
    published = (*site.articles, *site.hidden, *site.pages, *site.programs)
    moved = [(old, content.address) for content in published for old in content.redirect_from]
    gone = [(one.address, one.redirect_from, one.visibility, one.reason) for one in site.withdrawn]
    # A picture goes with each title: it counts where an old address may be that of one.
    pictures = f"/{addresses.PICTURES}/"
    named = {old for old, _ in moved}.union(*((one.old, one.new) for one in site.old_places))
    every = any(one.casefold().startswith(pictures) for one in named)
    stands = "\n".join([one for one in taken if every or not one.startswith(pictures)])

    def outputs() -> Iterator[Output]:
        return links.answers(site, set(taken), ended)

    return group("answers", outputs, facts_digest((moved, gone, site.old_places, ended)), stands.encode())


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


def _home(site: Site, cards: bytes) -> PageSection:
    facts = (cards, facts_digest(site.front), *program_pages.made_of(site).values())
    return group("home", partial(_home_page, site), *facts, addresses=(HOME.target,))


def _home_page(site: Site) -> Iterator[Output]:
    site_info, front = site.site_info, listings.home(site)
    head = Head(
        address=HOME.target,
        title=site_info.name,
        description=site_info.organisation.description or f"Tin, bài và chương trình của {site_info.name}.",
        structured=syndication.organisation_data(site_info),
    )
    programs = program_pages.followed(site, len(front.programs))
    yield page(site, "home.html", head, front=front, programs=programs)
    yield from site.drawn(HOME.target)


def _articles(site: Site, cards: bytes, memory: Snapshot | None) -> Iterator[PageSection]:
    """In sections of some that stand beside one another, from the oldest: a new one is in the last."""
    around = listings.related_links(site, memory or Snapshot(None, b""))

    def facts(content: Content) -> ArticleFacts:
        links = around.get(content.path, RelatedLinks())
        return content, links, site.share_of(content.address), site.families_of(content)

    def groups(contents: Sequence[Content], digests: Sequence[bytes]) -> Iterator[PageGroups]:
        by_address = {content.address: content for content in contents}

        def outputs(address: str) -> Iterator[Output]:
            yield _article_page(site.site_info, address, partial(facts, by_address[address]))
            yield from site.drawn(address)

        made_of = {content.address: own for content, own in zip(contents, digests, strict=True)}
        yield PageGroups(made_of, outputs, lambda address: (address,))

    def hidden() -> Iterator[PageGroups]:
        contents = tuple(lists.hidden(site))
        return groups(contents, [content.digest for content in contents])

    articles = site.articles[::-1]
    digests = [content.digest for content in articles]
    if memory is not None:
        digests = [own + beside for own, beside in zip(digests, around.digests, strict=True)]
    for start in range(0, len(articles), BESIDE):
        some, made_of = articles[start : start + BESIDE], digests[start : start + BESIDE]
        yield PageSection(f"articles/{start}", digest(*made_of), partial(groups, some, made_of))
    yield PageSection("hidden", digest(cards, *(content.digest for content in site.hidden)), hidden)


def _article_page(site_info: SiteInfo, address: str, facts: Callable[[], ArticleFacts]) -> OutputPage:
    return OutputPage(address, "article.html", LazyContext(partial(_article, site_info), facts))


def page_again(site: Site, content: Content, before: OutputPage) -> OutputPage:
    """The page of an article or a page that says something else than `before`, and stands where it stood."""
    if content.kind is ContentKind.PAGE:
        return _simple_page(site, content)
    assert isinstance(before.values, LazyContext)
    _, *around = before.values.facts()
    return _article_page(site.site_info, content.address, lambda: cast("ArticleFacts", (content, *around)))


def _article(
    site_info: SiteInfo, content: Content, around: RelatedLinks, share: SharePicture | None, families: tuple[str, ...]
) -> dict[str, object]:
    listed = content.category if content.category and content.category.address else None
    crumbs = (HOME, Link(listed.name, listed.address) if listed else NEWS)
    head = Head(
        address=content.address,
        title=content.title,
        description=content.description,
        crumbs=crumbs,
        feed=syndication.feed_of_category(listed) if listed else None,
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


def _simple_pages(site: Site) -> Iterator[PageSection]:
    def outputs(content: Content) -> Iterator[Output]:
        yield _simple_page(site, content)
        yield from site.drawn(content.address)

    for content in site.pages:
        yield group(content.address, partial(outputs, content), content.digest)


def _simple_page(site: Site, content: Content) -> OutputPage:
    head = Head(
        address=content.address,
        title=content.title,
        description=content.description,
        crumbs=(HOME,),
        indexed=content.visibility is Visibility.LIVE,
    )
    return page(site, "page.html", head, content=content)


def _services(site: Site, cards: bytes) -> PageSection:
    """Search, how to follow, and the page for addresses that do not exist."""
    follow = Head(FOLLOW.target, FOLLOW.label, "Cách theo dõi tin, bài bằng RSS.", (HOME,))
    missing = Head(addresses.NOT_FOUND, "Không tìm thấy trang", NOT_FOUND, indexed=False)

    def outputs() -> Iterator[Output]:
        yield _search(site)
        yield page(site, "feeds.html", follow, groups=_feed_groups(site))
        yield page(site, "404.html", missing)

    return group("services", outputs, cards, addresses=(SEARCH.target, FOLLOW.target, addresses.NOT_FOUND))


def _search(site: Site) -> OutputPage:
    head = Head(SEARCH.target, SEARCH.label, "Tìm trong tin, bài và chương trình.", (HOME,))
    return page(
        site,
        "search.html",
        head,
        year_links=lists.year_links(site),
        years=tuple((year, str(year)) for year in site.by_year),
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
