"""Which pages there are and what each is given: one function a kind of page, in the order of the address table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from plugins import editorial, links, syndication
from plugins.base.model import Around, Author, Category, Edition, Feed, Head, Link, Listing, OutputPage, Standing, Story, Tag
from plugins.base.vietnamese import person_key, sort_key

HOME = Link("Trang chủ", "/")
NEWS = Link("Tin tức", "/tin-tuc/")
PROGRAMS = Link("Chương trình, đề án", "/chuong-trinh/")
ARCHIVE = Link("Tin theo năm", "/luu-tru/")
DOCUMENTS = Link("Văn bản", "/van-ban/")
SEARCH = Link("Tìm kiếm", "/tim-kiem/")
FEEDS = Link("Nhận tin (RSS)", "/nhan-tin/")
STATES = ("Đang thực hiện", "Sắp triển khai", "Tạm dừng", "Đã kết thúc", "")


def all_pages(edition: Edition, per_page: int, per_year_page: int) -> Iterator[OutputPage]:
    yield _home(edition)
    yield from _articles(edition)
    yield from _simple_pages(edition)
    yield from _programs(edition)
    yield from _list(edition, NEWS.label, NEWS.target, edition.articles, per_page, crumbs=(HOME,))
    yield from _categories(edition, per_page)
    yield from _tags(edition, per_page)
    yield from _authors(edition, per_page)
    yield from _archive(edition, per_year_page)
    yield from _documents(edition, per_page)
    yield from _services(edition)


def places(edition: Edition) -> Iterator[tuple[str, datetime | None]]:
    """What the sitemap names: pages with a subject of their own, and when their text changed."""
    for address in ("/", NEWS.target, PROGRAMS.target, ARCHIVE.target):
        yield address, None
    for category in edition.categories:
        yield category.address, None
    for story in (*edition.pages, *edition.programs, *edition.articles):
        if story.standing is Standing.LIVE:
            yield story.address, story.modified or story.date


def _page(edition: Edition, template: str, head: Head, **values: object) -> OutputPage:
    """A page whose structured data is the way to it, unless it brings its own."""
    if not head.structured:
        head = replace(head, structured=syndication.page_data(head, edition.publication))
    return OutputPage(head.address, template, {"page": head, **values})


def _home(edition: Edition) -> OutputPage:
    publication = edition.publication
    head = Head(
        address="/",
        title=publication.name,
        description=publication.organisation.description,
        structured=syndication.organisation_data(publication),
    )
    return _page(edition, "home.html", head, front=editorial.home(edition))


def _articles(edition: Edition) -> Iterator[OutputPage]:
    surroundings = editorial.around(edition)
    for story in (*edition.articles, *edition.hidden):
        crumbs = (HOME, Link(story.category.name, story.category.address) if story.category else NEWS)
        head = Head(
            address=story.address,
            title=story.title,
            description=story.description,
            crumbs=crumbs,
            feed=syndication.feed_of_category(story.category) if story.category else None,
            picture=story.lead,
            structured=syndication.article_data(story, edition.publication, crumbs),
            kind="article",
            indexed=story.standing is Standing.LIVE,
        )
        yield _page(edition, "article.html", head, article=story, around=surroundings.get(story.path, Around()))


def _simple_pages(edition: Edition) -> Iterator[OutputPage]:
    for story in edition.pages:
        head = Head(
            address=story.address,
            title=story.title,
            description=story.description,
            crumbs=(HOME,),
            picture=story.lead,
            indexed=story.standing is Standing.LIVE,
        )
        yield _page(edition, "page.html", head, article=story)


def _programs(edition: Edition) -> Iterator[OutputPage]:
    description = "Các chương trình, đề án, dự án, kế hoạch và hội thi, theo tình trạng thực hiện."
    head = Head(address=PROGRAMS.target, title=PROGRAMS.label, description=description, crumbs=(HOME,))
    yield _page(edition, "programs.html", head, groups=_by_state(edition.programs))
    for program in edition.programs:
        news = tuple(story for story in edition.articles if story.program == program.slug)
        head = Head(
            address=program.address,
            title=program.title,
            description=program.description,
            crumbs=(HOME, PROGRAMS),
            feed=syndication.feed_of_program(program),
            picture=program.lead,
            indexed=program.standing is Standing.LIVE,
        )
        yield _page(edition, "program.html", head, program=program, news=news)


def _by_state(programs: Iterable[Story]) -> tuple[tuple[str, tuple[Story, ...]], ...]:
    def rank(program: Story) -> int:
        return STATES.index(_state(program))

    groups = groupby(sorted(programs, key=rank), key=_state)
    return tuple((state, tuple(group)) for state, group in groups)


def _state(program: Story) -> str:
    return program.facts.state if program.facts else ""


def _categories(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    by_slug = {category.slug: category for category in edition.categories}
    for category in edition.categories:
        parent = by_slug.get(category.parent)
        above = (Link(parent.name, parent.address),) if parent else (NEWS,)
        yield from _list(
            edition,
            category.name,
            category.address,
            edition.stories_of(category),
            per_page,
            crumbs=(HOME, *above),
            feed=syndication.feed_of_category(category),
            label="Chuyên mục",
            introduction=category.description,
            parent=parent,
            children=editorial.children(edition, category),
            numbered=category.numbered,
        )


def _tags(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    groups: dict[Tag, list[Story]] = {}
    for story in edition.articles:
        for tag in story.tags:
            groups.setdefault(tag, []).append(story)
    for tag in sorted(groups, key=lambda tag: sort_key(tag.name)):
        yield from _list(edition, tag.name, tag.address, groups[tag], per_page, crumbs=(HOME, NEWS), label="Từ khóa")


def _authors(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    """One page a person, whatever offices they signed with; the newest office introduces them."""
    newest: dict[str, Author] = {}
    groups: dict[str, list[Story]] = {}
    for story in edition.articles:
        for author in story.authors:
            newest.setdefault(author.slug, author)
            groups.setdefault(author.slug, []).append(story)
    for author in sorted(newest.values(), key=lambda author: person_key(author.name)):
        stories = list(dict.fromkeys(groups[author.slug]))
        yield from _list(
            edition, author.name, author.address, stories, per_page, crumbs=(HOME, NEWS), label="Tác giả", introduction=author.office
        )


def _list(
    edition: Edition,
    heading: str,
    address: str,
    stories: Iterable[Story],
    per_page: int,
    *,
    crumbs: tuple[Link, ...],
    feed: Feed | None = None,
    label: str = "",
    introduction: str = "",
    parent: Category | None = None,
    children: tuple[Category, ...] = (),
    numbered: bool = False,
) -> Iterator[OutputPage]:
    for head, listing in _listed(heading, address, stories, per_page, crumbs, introduction, feed):
        yield _page(
            edition,
            "list.html",
            head,
            listing=listing,
            heading=heading,
            label=label,
            introduction=introduction,
            parent=parent,
            children=children,
            numbered=numbered,
        )
    yield from _next_page(address, stories, per_page)


def _listed(
    heading: str,
    address: str,
    stories: Iterable[Story],
    per_page: int,
    crumbs: tuple[Link, ...],
    description: str = "",
    feed: Feed | None = None,
) -> Iterator[tuple[Head, Listing]]:
    """The pages of a list with their heads; numbered pages stand below the list's own address."""
    for listing in editorial.listings(address, tuple(stories), per_page):
        front = listing.number == 0
        title = heading if front else f"{heading}, trang {listing.number}"
        way = crumbs if front else (*crumbs, Link(heading, address))
        yield Head(listing.address, title, description if front else "", way, feed), listing


def _next_page(address: str, stories: Iterable[Story], per_page: int) -> Iterator[OutputPage]:
    """The page after the newest numbered one leads to the list's front until it is full."""
    if following := editorial.next_page(editorial.listings(address, tuple(stories), per_page)):
        yield links.redirect(following, address)


def _archive(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    years = [(year, tuple(stories)) for year, stories in groupby(edition.articles, key=_year)]
    head = Head(ARCHIVE.target, ARCHIVE.label, "Tất cả tin, bài theo năm đăng.", (HOME,))
    yield _page(edition, "archive.html", head, years=_year_links(edition))
    for year, stories in years:
        address, heading = f"{ARCHIVE.target}{year}/", f"Tin năm {year}"
        for head, listing in _listed(heading, address, stories, per_page, (HOME, ARCHIVE)):
            months = editorial.year_months(listing.entries)
            yield _page(edition, "year.html", head, listing=listing, heading=heading, months=months)
        yield from _next_page(address, stories, per_page)


def _year_links(edition: Edition) -> tuple[Link, ...]:
    years = dict.fromkeys(_year(story) for story in edition.articles)
    return tuple(Link(f"Năm {year}", f"{ARCHIVE.target}{year}/") for year in years)


def _year(story: Story) -> int:
    return story.date.year if story.date else 0


def _documents(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    stories = tuple(story for story in edition.articles if story.document_number)
    for head, listing in _listed(DOCUMENTS.label, DOCUMENTS.target, stories, per_page, (HOME,), "Văn bản đăng trên trang."):
        yield _page(edition, "documents.html", head, listing=listing)
    yield from _next_page(DOCUMENTS.target, stories, per_page)


def _services(edition: Edition) -> Iterator[OutputPage]:
    """Search, how to follow, and the page for addresses that do not exist."""
    search = Head(SEARCH.target, SEARCH.label, "Tìm trong tin, bài và chương trình.", (HOME,))
    yield _page(edition, "search.html", search, years=_year_links(edition), categories=edition.categories)
    follow = Head(FEEDS.target, FEEDS.label, "Cách theo dõi tin, bài bằng RSS.", (HOME,))
    yield _page(edition, "feeds.html", follow, groups=_feed_groups(edition))
    yield _page(edition, "404.html", Head("/404.html", "Không tìm thấy trang", indexed=False))


def _feed_groups(edition: Edition) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
    groups = (
        ("Tất cả", (syndication.feed_of_all(),)),
        ("Theo chuyên mục", tuple(syndication.feed_of_category(category) for category in edition.categories)),
        ("Theo chương trình", tuple(syndication.feed_of_program(program) for program in edition.programs)),
    )
    return tuple((heading, feeds) for heading, feeds in groups if feeds)
