"""What follows from the articles together: lists and their pages, and the front page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from plugins.base.addresses import list_page
from plugins.base.model import ArchiveMonth, ArchiveYear, Category, Edition, Front, Listing, Rail, Story

# Room on the front page, counted in headlines; the picture of a second stands for one, that of a rail for three.
SECONDS, SECOND_PICTURE = 6, 1
RAIL, RAIL_PICTURE = 8, 3
RAIL_FROM = 3
RAILS_IN_A_ROW = 3
OTHERS = 9
ANNOUNCEMENTS = 5
PROGRAMS = 5


def listings(front: str, stories: Sequence[Story], per_page: int) -> tuple[Listing, ...]:
    """The pages of a list of stories (newest first): its own address with the newest N to 2N−1, then `trang/K/`.

    Pages are numbered from the oldest and hold N each, so that a full one never changes again. The newest numbered page
    leads on to the one after it, which is a redirect to the front until it is full (`next_page`).
    """
    numbered = max(0, len(stories) // per_page - 1)
    newest = len(stories) - numbered * per_page
    pages = [Listing(front, front, tuple(stories[:newest]), older=_page(front, numbered), behind=numbered)]
    for number in range(numbered, 0, -1):
        end = len(stories) - (number - 1) * per_page
        entries = tuple(stories[end - per_page : end])
        neighbours = {"older": _page(front, number - 1), "newer": _page(front, number + 1)}
        pages.append(Listing(_page(front, number), front, entries, number=number, behind=number - 1, **neighbours))
    return tuple(pages)


def next_page(pages: Sequence[Listing]) -> str:
    """The address after the newest numbered page, or "" where a list has only its front."""
    return pages[1].newer if len(pages) > 1 else ""


def _page(front: str, number: int) -> str:
    return list_page(front, number) if number else ""


def archive(years: Sequence[Sequence[Listing]]) -> tuple[ArchiveYear, ...]:
    """Each year's months by the pages of the year; a month leads to the first page that has some of it."""
    found = [_months(pages) for pages in years]
    fullest = max((len(stories) for months in found for stories, _ in months.values()), default=1)
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


def _months(pages: Iterable[Listing]) -> dict[int, tuple[list[Story], str]]:
    found: dict[int, tuple[list[Story], str]] = {}
    for page in pages:
        for story in page.entries:
            if story.date:
                found.setdefault(story.date.month, ([], page.address))[0].append(story)
    return found


def _month(number: int, found: tuple[list[Story], str], fullest: int) -> ArchiveMonth:
    stories, address = found
    share = -(-100 * len(stories) // fullest)  # rounded up: what is there is seen
    return ArchiveMonth(number, len(stories), share, f"{address}#thang-{number}" if stories else "")


def year_months(stories: Iterable[Story]) -> tuple[tuple[int, tuple[Story, ...]], ...]:
    """Stories of one year by the number of their month, in the order given."""
    months = groupby(stories, key=lambda story: story.date.month if story.date else 0)
    return tuple((month, tuple(group)) for month, group in months)


def home(edition: Edition) -> Front:
    """The front page: what stands above is not repeated below, what stands side by side is about as long, and what is
    too little for a rail gathers under "Tin khác".
    """
    shown: set[str] = set()
    chosen = [story for story in edition.articles if edition.front.lead and story.slug == edition.front.lead]
    leads = _take(chosen, 1, shown)
    announcements = _take(_announcements(edition), ANNOUNCEMENTS, shown)
    lead = next(iter(leads or _take(edition.articles, 1, shown)), None)
    seconds = _take(edition.articles, SECONDS, shown, SECOND_PICTURE)
    rows = tuple(_rows(edition, shown))
    others = _take(edition.articles, max(2 * len(announcements), OTHERS), shown)
    return Front(
        lead=lead,
        seconds=seconds,
        seconds_beside=bool(lead and lead.lead) and _length(seconds, len(seconds), SECOND_PICTURE) >= SECONDS - 1,
        rows=rows,
        others=others,
        announcements=announcements,
        programs=edition.programs[:PROGRAMS],
        newest=edition.articles[0].date if edition.articles else None,
    )


def _announcements(edition: Edition) -> tuple[Story, ...]:
    category = next((one for one in edition.categories if one.slug == edition.front.announcements), None)
    return edition.stories_of(category) if category else ()


def _rows(edition: Edition, shown: set[str]) -> Iterator[tuple[Rail, ...]]:
    """Rails side by side, the longest first; in a row the longer ones end where the shortest does."""
    for row in _paired(sorted(_all_rails(edition, shown), key=lambda rail: -_rail_length(rail.stories))):
        shortest = _rail_length(row[-1].stories)
        cut = [_cut(rail.stories, shortest) if len(row) > 1 else _strip(rail.stories) for rail in row]
        shown.update(story.path for stories in cut for story in stories)
        yield tuple(replace(rail, stories=stories) for rail, stories in zip(row, cut, strict=True))


def _paired(rails: Iterable[Rail]) -> list[list[Rail]]:
    """Up to three in a row; one that is shorter than the others can be made begins a new row."""
    rows: list[list[Rail]] = []
    for rail in rails:
        least = max((_rail_length(one.stories[:RAIL_FROM]) for one in rows[-1]), default=0) if rows else 0
        if not rows or len(rows[-1]) == RAILS_IN_A_ROW or _rail_length(rail.stories) < least:
            rows.append([])
        rows[-1].append(rail)
    return rows


def _all_rails(edition: Edition, shown: set[str]) -> Iterator[Rail]:
    """The categories that have enough, each with all that a rail has room for."""
    taken = set(shown)
    for category in edition.categories:
        if not category.parent and category.slug != edition.front.announcements:
            stories = edition.stories_of(category)
            if sum(story.path not in taken for story in stories) >= RAIL_FROM:
                left = [story for story in stories if story.path not in taken]
                yield Rail(category.name, category.address, _take(_cut(left, RAIL), RAIL, taken))


def _cut(stories: Sequence[Story], length: int) -> tuple[Story, ...]:
    """The beginning of a rail, `length` headlines long; only its first story shows a picture."""
    return tuple(stories[: max(RAIL_FROM, length - _rail_length(stories) + len(stories))])


def _strip(stories: tuple[Story, ...]) -> tuple[Story, ...]:
    """A rail that is alone in its row lies across the page: three pictures side by side where there are three."""
    return stories[:RAILS_IN_A_ROW] if all(story.lead for story in stories[:RAILS_IN_A_ROW]) else stories


def _rail_length(stories: Sequence[Story]) -> int:
    return _length(stories, 1, RAIL_PICTURE)


def _length(stories: Sequence[Story], pictures: int, picture: int) -> int:
    """In headlines, where the first `pictures` stories show their picture, as long as `picture` headlines."""
    return len(stories) + picture * sum(story.lead is not None for story in stories[:pictures])


def _take(stories: Iterable[Story], room: int, shown: set[str], picture: int = 0) -> tuple[Story, ...]:
    """The first stories that do not stand elsewhere on the page yet; they are marked as shown. `room` is counted in
    headlines; a picture takes `picture` more.
    """
    taken: list[Story] = []
    for story in stories:
        if room > 0 and story.path not in shown:
            taken.append(story)
            shown.add(story.path)
            room -= 1 + (picture if story.lead else 0)
    return tuple(taken)


def children(edition: Edition, category: Category) -> tuple[Category, ...]:
    return tuple(child for child in edition.categories if child.parent == category.slug)
