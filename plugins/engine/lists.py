"""The pages that list texts: all news, a category, a tag, an author, a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from typing import NamedTuple

from plugins import links, listings, syndication
from plugins.base.addresses import under
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Author, Category, Content, Feed, Head, Link, Listing, Output, OutputPage, Site, Tag
from plugins.base.vietnamese import slug
from plugins.engine.page import ARCHIVE, CARD, DOCUMENTS, HOME, NEWS, PROGRAMS, PageGroups, page

# What is easily taken for a category: each leads to the other where both are there.
REGISTERS = {
    slug(PROGRAMS.label): Link("danh sách các chương trình, đề án", PROGRAMS.target),
    slug(DOCUMENTS.label): Link("danh sách văn bản theo số ký hiệu", DOCUMENTS.target),
}


def pages(site: Site, cards: bytes, per_page: int, per_year_page: int) -> Iterator[PageGroups]:
    """`cards` is the digest of those of the site."""
    for subject in (_news(site), *_categories(site), *_tags(site), *_authors(site)):
        yield subject.groups(per_page, partial(_list, site, subject))
    yield from _archive(site, cards, per_year_page)


class ListSubject(NamedTuple):
    """What a list is about: all news, a category, a tag, an author, a year, documents."""

    heading: str
    address: str
    contents: tuple[Content, ...]
    crumbs: tuple[Link, ...]
    introduction: str = ""
    label: str = ""
    feed: Feed | None = None
    children: tuple[Category, ...] = ()
    numbered: bool = False
    also: Link | None = None
    """The register that bears nearly the same name."""
    about: str = ""
    """The page in a sentence, for search engines, where the introduction does not say it."""

    def pages(self, per_page: int) -> listings.ListPages:
        return listings.ListPages(self.address, len(self.contents), per_page)

    def groups(
        self,
        per_page: int,
        show: Callable[[Listing], OutputPage],
        front: object = None,
        mark: Callable[[Content], bytes] = CARD,
    ) -> PageGroups:
        """A group for each page, which is made of what the list says, of how many pages there are behind it, and of
        `mark` of each of its texts. `front` is what else the first page shows.
        """
        pages, marks = self.pages(per_page), [*map(mark, self.contents)]
        said = facts_digest([*self._replace(contents=())])
        numbers = {pages.address(number): number for number in pages.numbers}
        digests = {address: digest(said, *marks[pages.part(number)]) for address, number in numbers.items()}
        digests[self.address] = digest(facts_digest((front, pages.numbered)), digests[self.address])

        def outputs(address: str) -> Iterator[Output]:
            yield show(pages.listing(self.contents, numbers[address]))
            if address == pages.front and pages.next:  # which leads here until it is full
                yield links.redirect(pages.next, address)

        def addresses(address: str) -> tuple[str, ...]:
            return (address, pages.next) if address == pages.front and pages.next else (address,)

        return PageGroups(digests, outputs, addresses)

    def head(self, listing: Listing) -> Head:
        """Numbered pages stand below the list's own address."""
        about = self.about or self.introduction
        if not listing.number:
            return Head(self.address, self.heading, about, self.crumbs, self.feed)
        title, about = f"{self.heading}, trang {listing.number}", f"{about.rstrip('.')}, trang {listing.number}."
        return Head(listing.address, title, about, (*self.crumbs, Link(self.heading, self.address)), self.feed)


def _news(site: Site) -> ListSubject:
    about = f"Tất cả tin, bài của {site.site_info.name}, mới trước cũ sau."
    return ListSubject(NEWS.label, NEWS.target, site.articles, (HOME,), about=about)


def _categories(site: Site) -> Iterator[ListSubject]:
    by_slug = {category.slug: category for category in site.categories}
    for category in site.categories:
        parent = by_slug.get(category.parent)
        yield ListSubject(
            heading=category.name,
            address=category.address,
            contents=site.contents_of(category),
            crumbs=(HOME, Link(parent.name, parent.address) if parent else NEWS),
            introduction=category.description,
            label="Chuyên mục",
            feed=syndication.feed_of_category(category),
            children=listings.children(site, category),
            numbered=category.numbered,
            also=REGISTERS.get(category.slug),
            about=category.description or f"Tin, bài của chuyên mục «{category.name}».",
        )


def _tags(site: Site) -> Iterator[ListSubject]:
    tags: dict[str, Tag] = {}
    groups: dict[str, list[Content]] = {}
    for content in site.articles:
        for tag in content.tags:
            if tag.slug not in groups:
                tags[tag.slug], groups[tag.slug] = tag, []
            groups[tag.slug].append(content)
    for tag in tags.values():
        about = f"Tin, bài có từ khóa «{tag.name}»."
        yield ListSubject(tag.name, tag.address, tuple(groups[tag.slug]), (HOME, NEWS), label="Từ khóa", about=about)


def _authors(site: Site) -> Iterator[ListSubject]:
    """One page a person, whatever offices they signed with; the newest office introduces them."""
    newest: dict[str, Author] = {}
    groups: dict[str, dict[str, Content]] = {}
    for content in site.articles:
        for author in content.authors:
            newest.setdefault(author.slug, author)
            groups.setdefault(author.slug, {})[content.path] = content
    for author in newest.values():
        yield ListSubject(
            author.name,
            author.address,
            tuple(groups[author.slug].values()),
            (HOME, NEWS),
            author.office,
            label="Tác giả",
            about=f"Tin, bài của {', '.join(filter(None, (author.name, author.office)))}.",
        )


def hidden(site: Site) -> Iterator[Content]:
    """The hidden articles. A name of theirs that no listed one has is a word without an address: it has no list."""
    listed = {one.address for one in site.categories}
    for content in site.articles if site.hidden else ():
        listed.update(tag.address for tag in content.tags)
        listed.update(author.address for author in content.authors)
    for content in site.hidden:
        given = {kind: getattr(content, kind) for kind in ("categories", "tags", "authors")}
        named = {
            kind: tuple(one if one.address in listed else one._replace(slug="") for one in names)
            for kind, names in given.items()
        }
        said = {one.name: getattr(content, one.name) for one in fields(Content)}
        digest = content.digest + facts_digest(tuple(named.values()))
        yield content if named == given else Content(**{**said, **named, "digest": digest})


def _list(site: Site, subject: ListSubject, listing: Listing) -> OutputPage:
    return page(
        site,
        "list.html",
        subject.head(listing),
        listing=listing,
        heading=subject.heading,
        label=subject.label,
        introduction=subject.introduction,
        children=subject.children,
        numbered=subject.numbered,
        also=subject.also,
    )


def _archive(site: Site, cards: bytes, per_page: int) -> Iterator[PageGroups]:
    head = Head(ARCHIVE.target, ARCHIVE.label, "Tất cả tin, bài theo năm đăng.", (HOME,))
    by_year = [_year_subject(year, contents) for year, contents in site.by_year.items()]

    def front() -> Iterator[Output]:
        years = [listings.listings(one.address, one.contents, per_page) for one in by_year]
        yield page(site, "archive.html", head, years=listings.archive(years))

    yield PageGroups({ARCHIVE.target: cards}, lambda _: front(), lambda address: (address,))
    for subject in by_year:
        yield subject.groups(per_page, partial(_year_page, site, subject))


def _year_page(site: Site, subject: ListSubject, listing: Listing) -> OutputPage:
    months = listings.year_months(listing.entries)
    return page(site, "year.html", subject.head(listing), listing=listing, heading=subject.heading, months=months)


def _year_subject(year: int, contents: tuple[Content, ...]) -> ListSubject:
    address, about = under(ARCHIVE.target, year), f"Tin, bài đăng năm {year}, theo từng tháng."
    return ListSubject(f"Tin năm {year}", address, contents, (HOME, ARCHIVE), about=about)


def year_links(site: Site) -> tuple[Link, ...]:
    return tuple(Link(f"Năm {year}", under(ARCHIVE.target, year)) for year in site.by_year)


def news_beside(site: Site, register: Link) -> Link | None:
    """The category that is easily taken for this register, where it has news."""
    found = (category for category in site.filled_categories if category.slug == slug(register.label))
    return next((Link(f"tin trong chuyên mục «{one.name}»", one.address) for one in found), None)
