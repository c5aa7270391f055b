"""What follows from the articles together: lists and their pages, and the front page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from plugins.base.model import Category, Edition, Front, Listing, Rail, Story

SECONDS = 3
RAIL_FROM = 3
RAIL = 5
OTHERS = 8
ANNOUNCEMENTS = 5
PROGRAMS = 5


def listings(front: str, stories: Sequence[Story], per_page: int) -> tuple[Listing, ...]:
    """The pages of a list of stories (newest first): its own address with the newest N to 2N−1, then `trang/K/`.

    Pages are numbered from the oldest and hold N each, so that a full one never changes again. The newest numbered page
    leads on to the one after it, which is a redirect to the front until it is full (`next_page`).
    """
    numbered = max(0, len(stories) // per_page - 1)
    newest = len(stories) - numbered * per_page
    pages = [Listing(front, front, tuple(stories[:newest]), older=_page(front, numbered))]
    for number in range(numbered, 0, -1):
        end = len(stories) - (number - 1) * per_page
        entries = tuple(stories[end - per_page : end])
        neighbours = {"older": _page(front, number - 1), "newer": _page(front, number + 1)}
        pages.append(Listing(_page(front, number), front, entries, number=number, **neighbours))
    return tuple(pages)


def next_page(pages: Sequence[Listing]) -> str:
    """The address after the newest numbered page, or "" where a list has only its front."""
    return pages[1].newer if len(pages) > 1 else ""


def _page(front: str, number: int) -> str:
    return f"{front}trang/{number}/" if number else ""


def year_months(stories: Iterable[Story]) -> tuple[tuple[str, tuple[Story, ...]], ...]:
    """Stories of one year by month, in the order given."""
    months = groupby(stories, key=lambda story: story.date.month if story.date else 0)
    return tuple((f"Tháng {month}", tuple(group)) for month, group in months)


def home(edition: Edition) -> Front:
    """The front page: what stands above is not repeated below, and what is too little for a rail gathers under "Tin
    khác".
    """
    shown: set[str] = set()
    chosen = [story for story in edition.articles if edition.front.lead and story.slug == edition.front.lead]
    leads = _take(chosen, 1, shown)
    announcements = _take(_announcements(edition), ANNOUNCEMENTS, shown)
    lead = next(iter(leads or _take(edition.articles, 1, shown)), None)
    seconds = _take(edition.articles, SECONDS, shown)
    rails = tuple(_rails(edition, shown))
    others = _take(edition.articles, OTHERS, shown)
    return Front(
        lead=lead,
        seconds=seconds,
        rails=rails,
        others=others,
        announcements=announcements,
        programs=edition.programs[:PROGRAMS],
        newest=edition.articles[0].date if edition.articles else None,
    )


def _announcements(edition: Edition) -> tuple[Story, ...]:
    category = next((one for one in edition.categories if one.slug == edition.front.announcements), None)
    return edition.stories_of(category) if category else ()


def _rails(edition: Edition, shown: set[str]) -> Iterator[Rail]:
    for category in edition.categories:
        if not category.parent and category.slug != edition.front.announcements:
            stories = edition.stories_of(category)
            if sum(story.path not in shown for story in stories) >= RAIL_FROM:
                yield Rail(category.name, category.address, _take(stories, RAIL, shown))


def _take(stories: Iterable[Story], most: int, shown: set[str]) -> tuple[Story, ...]:
    """The first stories that do not stand elsewhere on the page yet; they are marked as shown."""
    taken: list[Story] = []
    for story in stories:
        if len(taken) < most and story.path not in shown:
            taken.append(story)
            shown.add(story.path)
    return tuple(taken)


def children(edition: Edition, category: Category) -> tuple[Category, ...]:
    return tuple(child for child in edition.categories if child.parent == category.slug)
