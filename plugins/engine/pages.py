"""Which pages there are and what each is given: one function a kind of page, in the order of the address table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from itertools import groupby

from plugins import editorial, links, syndication
from plugins.base.model import (
    Around,
    Author,
    Category,
    Edition,
    Feed,
    Head,
    Link,
    Listing,
    OutputPage,
    Standing,
    Story,
    Tag,
)
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
    for subject in (_news(edition), *_categories(edition), *_tags(edition), *_authors(edition)):
        yield from _list(edition, subject, per_page)
    yield from _archive(edition, per_year_page)
    yield from _documents(edition, per_page)
    yield from _services(edition)


def places(edition: Edition) -> Iterator[tuple[str, datetime | None]]:
    """What the sitemap names: pages with a subject of their own, and when their text changed."""
    for address in ("/", NEWS.target, PROGRAMS.target, ARCHIVE.target):
        yield address, None
    for category in edition.filled_categories:
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


class Late(Mapping[str, object]):
    """The values of a page, worked out when it is written: a check plans ten thousand pages and writes none."""

    def __init__(self, make: Callable[[], Mapping[str, object]]) -> None:
        self._values = cache(make)

    def __getitem__(self, name: str) -> object:
        return self._values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())


def _articles(edition: Edition) -> Iterator[OutputPage]:
    surroundings = cache(partial(editorial.around, edition))
    for story in (*edition.articles, *edition.hidden):
        yield OutputPage(story.address, "article.html", Late(partial(_article, edition, story, surroundings)))


def _article(edition: Edition, story: Story, surroundings: Callable[[], Mapping[str, Around]]) -> dict[str, object]:
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
    return {"page": head, "article": story, "around": surroundings().get(story.path, Around())}


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
        head = Head(
            address=program.address,
            title=program.title,
            description=program.description,
            crumbs=(HOME, PROGRAMS),
            feed=syndication.feed_of_program(program),
            picture=program.lead,
            indexed=program.standing is Standing.LIVE,
        )
        yield _page(edition, "program.html", head, program=program, news=edition.news_of(program))


def _by_state(programs: Iterable[Story]) -> tuple[tuple[str, tuple[Story, ...]], ...]:
    def rank(program: Story) -> int:
        return STATES.index(_state(program)) if _state(program) in STATES else len(STATES)

    groups = groupby(sorted(programs, key=rank), key=_state)
    return tuple((state, tuple(group)) for state, group in groups)


def _state(program: Story) -> str:
    return program.facts.state if program.facts else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a list is about: all news, a category, a tag, an author, a year, the documents."""

    heading: str
    address: str
    stories: tuple[Story, ...]
    crumbs: tuple[Link, ...]
    introduction: str = ""
    label: str = ""
    feed: Feed | None = None
    children: tuple[Category, ...] = ()
    numbered: bool = False

    def pages(self, per_page: int) -> tuple[Listing, ...]:
        return editorial.listings(self.address, self.stories, per_page)

    def head(self, listing: Listing) -> Head:
        """Numbered pages stand below the list's own address, and leave the description to it."""
        if not listing.number:
            return Head(self.address, self.heading, self.introduction, self.crumbs, self.feed)
        title = f"{self.heading}, trang {listing.number}"
        return Head(listing.address, title, crumbs=(*self.crumbs, Link(self.heading, self.address)), feed=self.feed)


def _news(edition: Edition) -> Subject:
    return Subject(NEWS.label, NEWS.target, edition.articles, (HOME,))


def _categories(edition: Edition) -> Iterator[Subject]:
    by_slug = {category.slug: category for category in edition.categories}
    for category in edition.categories:
        parent = by_slug.get(category.parent)
        yield Subject(
            heading=category.name,
            address=category.address,
            stories=edition.stories_of(category),
            crumbs=(HOME, Link(parent.name, parent.address) if parent else NEWS),
            introduction=category.description,
            label="Chuyên mục",
            feed=syndication.feed_of_category(category),
            children=editorial.children(edition, category),
            numbered=category.numbered,
        )


def _tags(edition: Edition) -> Iterator[Subject]:
    groups: dict[Tag, list[Story]] = {}
    for story in edition.articles:
        for tag in story.tags:
            groups.setdefault(tag, []).append(story)
    for tag in sorted(groups, key=lambda tag: sort_key(tag.name)):
        yield Subject(tag.name, tag.address, tuple(groups[tag]), (HOME, NEWS), label="Từ khóa")


def _authors(edition: Edition) -> Iterator[Subject]:
    """One page a person, whatever offices they signed with; the newest office introduces them."""
    newest: dict[str, Author] = {}
    groups: dict[str, dict[Story, None]] = {}
    for story in edition.articles:
        for author in story.authors:
            newest.setdefault(author.slug, author)
            groups.setdefault(author.slug, {})[story] = None
    for author in sorted(newest.values(), key=lambda author: person_key(author.name)):
        yield Subject(
            author.name, author.address, tuple(groups[author.slug]), (HOME, NEWS), author.office, label="Tác giả"
        )


def _list(edition: Edition, subject: Subject, per_page: int) -> Iterator[OutputPage]:
    for listing in subject.pages(per_page):
        yield _page(
            edition,
            "list.html",
            subject.head(listing),
            listing=listing,
            heading=subject.heading,
            label=subject.label,
            introduction=subject.introduction,
            children=subject.children,
            numbered=subject.numbered,
        )
    yield from _page_to_come(subject, per_page)


def _page_to_come(subject: Subject, per_page: int) -> Iterator[OutputPage]:
    """The page after the newest numbered one leads to the list's front until it is full."""
    if following := editorial.next_page(subject.pages(per_page)):
        yield links.redirect(following, subject.address)


def _archive(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    head = Head(ARCHIVE.target, ARCHIVE.label, "Tất cả tin, bài theo năm đăng.", (HOME,))
    yield _page(edition, "archive.html", head, years=_year_links(edition))
    for year, stories in groupby(edition.articles, key=_year):
        subject = Subject(f"Tin năm {year}", f"{ARCHIVE.target}{year}/", tuple(stories), (HOME, ARCHIVE))
        for listing in subject.pages(per_page):
            months = editorial.year_months(listing.entries)
            head = subject.head(listing)
            yield _page(edition, "year.html", head, listing=listing, heading=subject.heading, months=months)
        yield from _page_to_come(subject, per_page)


def _year_links(edition: Edition) -> tuple[Link, ...]:
    years = dict.fromkeys(_year(story) for story in edition.articles)
    return tuple(Link(f"Năm {year}", f"{ARCHIVE.target}{year}/") for year in years)


def _year(story: Story) -> int:
    return story.date.year if story.date else 0


def _documents(edition: Edition, per_page: int) -> Iterator[OutputPage]:
    stories = tuple(story for story in edition.articles if story.document_number)
    subject = Subject(DOCUMENTS.label, DOCUMENTS.target, stories, (HOME,), "Văn bản đăng trên trang.")
    for listing in subject.pages(per_page):
        yield _page(edition, "documents.html", subject.head(listing), listing=listing)
    yield from _page_to_come(subject, per_page)


def _services(edition: Edition) -> Iterator[OutputPage]:
    """Search, how to follow, and the page for addresses that do not exist."""
    search = Head(SEARCH.target, SEARCH.label, "Tìm trong tin, bài và chương trình.", (HOME,))
    yield _page(edition, "search.html", search, years=_year_links(edition), categories=edition.filled_categories)
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
