"""What follows from the articles together: lists and their pages, and the front page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from plugins.base.addresses import list_page
from plugins.base.model import ArchiveMonth, ArchiveYear, Category, Content, Front, Listing, Rail, Site

# Room on the front page, counted in headlines; the picture of a second stands for one, that of a rail for three.
SECONDS, SECOND_PICTURE = 6, 1
RAIL, RAIL_PICTURE = 8, 3
RAIL_FROM = 3
RAILS_IN_A_ROW = 3
OTHERS = 9
ANNOUNCEMENTS = 5
PROGRAMS = 5


class ListPages(NamedTuple):
    """The pages of a list of texts (newest first): its own address with the newest N to 2N−1, then `trang/K/`.

    Pages are numbered from the oldest and hold N each, so that a full one never changes again. The newest numbered page
    leads on to the one after it, which is a redirect to the front until it is full (`next`). The front has number 0.
    """

    front: str
    total: int
    """Of the texts."""
    per_page: int

    @property
    def numbered(self) -> int:
        return max(0, self.total // self.per_page - 1)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The newest texts first."""
        return (0, *range(self.numbered, 0, -1))

    @property
    def next(self) -> str:
        """The address after the newest numbered page, or "" where a list has only its front."""
        return self.address(self.numbered + 1) if self.numbered else ""

    def address(self, number: int) -> str:
        return list_page(self.front, number) if number else self.front

    def part(self, number: int) -> slice:
        """Which texts a page shows."""
        end = self.total - (number - 1) * self.per_page
        return slice(end - self.per_page, end) if number else slice(self.total - self.numbered * self.per_page)

    def listing(self, contents: Sequence[Content], number: int) -> Listing:
        behind = number - 1 if number else self.numbered
        older, newer = self.address(behind) if behind else "", self.address(number + 1) if number else ""
        entries = tuple(contents[self.part(number)])
        return Listing(self.address(number), self.front, entries, older, newer, number, behind)


def listings(front: str, contents: Sequence[Content], per_page: int) -> tuple[Listing, ...]:
    """All pages of a list."""
    pages = ListPages(front, len(contents), per_page)
    return tuple(pages.listing(contents, number) for number in pages.numbers)


def archive(years: Sequence[Sequence[Listing]]) -> tuple[ArchiveYear, ...]:
    """Each year's months by the pages of the year; a month leads to the first page that has some of it."""
    found = [_months(pages) for pages in years]
    fullest = max((len(contents) for months in found for contents, _ in months.values()), default=1)
    return tuple(
        ArchiveYear(
            year=first.year,
            address=pages[0].front,
            count=sum(len(page.entries) for page in pages),
            months=tuple(_month(number, months.get(number, ([], "")), fullest) for number in range(1, 13)),
        )
        for pages, months in zip(years, found, strict=True)
        if (first := pages[0].newest)
    )


def _months(pages: Iterable[Listing]) -> dict[int, tuple[list[Content], str]]:
    found: dict[int, tuple[list[Content], str]] = {}
    for page in pages:
        for content in page.entries:
            if content.date:
                found.setdefault(content.date.month, ([], page.address))[0].append(content)
    return found


def _month(number: int, found: tuple[list[Content], str], fullest: int) -> ArchiveMonth:
    contents, address = found
    share = -(-100 * len(contents) // fullest)  # rounded up: what is there is seen
    return ArchiveMonth(number, len(contents), share, f"{address}#thang-{number}" if contents else "")


def year_months(contents: Iterable[Content]) -> tuple[tuple[int, tuple[Content, ...]], ...]:
    """Texts of one year by the number of their month, in the order given."""
    months = groupby(contents, key=lambda content: content.date.month if content.date else 0)
    return tuple((month, tuple(group)) for month, group in months)


def home(site: Site) -> Front:
    """The front page: what stands above is not repeated below, what stands side by side is about as long, and what is
    too little for a rail gathers under "Tin khác".
    """
    shown: set[str] = set()
    chosen = [content for content in site.articles if site.front.lead and content.slug == site.front.lead]
    leads = _take(chosen, 1, shown)
    announcements = _take(_announcements(site), ANNOUNCEMENTS, shown)
    lead = next(iter(leads or _take(site.articles, 1, shown)), None)
    seconds = _take(site.articles, SECONDS, shown, SECOND_PICTURE)
    rows = tuple(_rows(site, shown))
    others = _take(site.articles, max(2 * len(announcements), OTHERS), shown)
    return Front(
        lead=lead,
        seconds=seconds,
        seconds_beside=bool(lead and lead.lead) and _length(seconds, len(seconds), SECOND_PICTURE) >= SECONDS - 1,
        rows=rows,
        others=others,
        announcements=announcements,
        programs=site.programs[:PROGRAMS],
        newest=site.articles[0].date if site.articles else None,
    )


def _announcements(site: Site) -> tuple[Content, ...]:
    category = next((one for one in site.categories if one.slug == site.front.announcements), None)
    return site.contents_of(category) if category else ()


def _rows(site: Site, shown: set[str]) -> Iterator[tuple[Rail, ...]]:
    """Rails side by side, the longest first; in a row the longer ones end where the shortest does."""
    for row in _paired(sorted(_all_rails(site, shown), key=lambda rail: -_rail_length(rail.contents))):
        shortest = _rail_length(row[-1].contents)
        cut = [_cut(rail.contents, shortest) if len(row) > 1 else _strip(rail.contents) for rail in row]
        shown.update(content.path for contents in cut for content in contents)
        yield tuple(rail._replace(contents=contents) for rail, contents in zip(row, cut, strict=True))


def _paired(rails: Iterable[Rail]) -> list[list[Rail]]:
    """Up to three in a row; one that is shorter than the others can be made begins a new row."""
    rows: list[list[Rail]] = []
    for rail in rails:
        least = max((_rail_length(one.contents[:RAIL_FROM]) for one in rows[-1]), default=0) if rows else 0
        if not rows or len(rows[-1]) == RAILS_IN_A_ROW or _rail_length(rail.contents) < least:
            rows.append([])
        rows[-1].append(rail)
    return rows


def _all_rails(site: Site, shown: set[str]) -> Iterator[Rail]:
    """The categories that have enough, each with all that a rail has room for."""
    taken = set(shown)
    for category in site.categories:
        if not category.parent and category.slug != site.front.announcements:
            left = list(islice((one for one in site.contents_of(category) if one.path not in taken), RAIL))
            if len(left) >= RAIL_FROM:
                yield Rail(category.name, category.address, _take(_cut(left, RAIL), RAIL, taken))


def _cut(contents: Sequence[Content], length: int) -> tuple[Content, ...]:
    """The beginning of a rail, `length` headlines long; only its first text shows a picture."""
    return tuple(contents[: max(RAIL_FROM, length - _rail_length(contents) + len(contents))])


def _strip(contents: tuple[Content, ...]) -> tuple[Content, ...]:
    """A rail that is alone in its row lies across the page: three pictures side by side where there are three."""
    return contents[:RAILS_IN_A_ROW] if all(content.lead for content in contents[:RAILS_IN_A_ROW]) else contents


def _rail_length(contents: Sequence[Content]) -> int:
    return _length(contents, 1, RAIL_PICTURE)


def _length(contents: Sequence[Content], pictures: int, picture: int) -> int:
    """In headlines, where the first `pictures` texts show their picture, as long as `picture` headlines."""
    return len(contents) + picture * sum(content.lead is not None for content in contents[:pictures])


def _take(contents: Iterable[Content], room: int, shown: set[str], picture: int = 0) -> tuple[Content, ...]:
    """The first texts that do not stand elsewhere on the page yet; they are marked as shown. `room` is counted in
    headlines; a picture takes `picture` more.
    """
    taken: list[Content] = []
    for content in contents:
        if room > 0 and content.path not in shown:
            taken.append(content)
            shown.add(content.path)
            room -= 1 + (picture if content.lead else 0)
    return tuple(taken)


def children(site: Site, category: Category) -> tuple[Category, ...]:
    return tuple(child for child in site.categories if child.parent == category.slug)
