"""What stands around one article: its program, the other issues of its column, its neighbours, what is related to it.

Everything but two links forward (the newer neighbour, "Tin tiếp theo") is older than the article and weighed by what
was older, so that a new article changes the pages of its neighbours and no other. Nothing stands there twice.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping

from plugins.base.model import Around, Category, Edition, Story

RELATED = 4
ISSUES = 4
MEMORY = 12
"""How many older texts of each program, category and tag are looked at."""

# What a common program or category says of kinship. A common tag says at most 1, and less the more older texts bear it:
# of three it says a third, of three hundred next to nothing.
KINSHIP = {"program": 10_000.0, "category": 100.0}


def around(edition: Edition) -> Mapping[str, Around]:
    """What stands around each article, by its path; worked out where it is asked for."""
    return _Surroundings(edition)


class _Surroundings(Mapping[str, Around]):
    """The articles by their place in time (0 is the oldest), and for each bond the places of those that have it."""

    def __init__(self, edition: Edition) -> None:
        self.programs = {program.slug: program for program in edition.programs}
        self.stories = edition.articles[::-1]
        self.places = {story.path: place for place, story in enumerate(self.stories)}
        self.bonds = [tuple(_bonds(story)) for story in self.stories]
        self.bearers: dict[str, list[int]] = defaultdict(list)
        for place, story in enumerate(self.stories):
            for group in (*self.bonds[place], *_groups(story)):
                self.bearers[group].append(place)

    def __getitem__(self, path: str) -> Around:
        place = self.places[path]
        story = self.stories[place]
        series = _series(story)
        in_program = f"program/{story.program}" if story.program else ""
        in_series = f"series/{series.slug}" if series else ""
        primary = f"primary/{story.category.slug}" if story.category else ""
        following = self._after(in_program, place) or self._after(in_series, place)
        issues = self._before(in_series, place, ISSUES)
        older = [one for one in self._before(primary, place, 1) if one not in issues]
        newer = self._after(primary, place)
        related = [one for one in self._related(place) if one not in (*older, *issues)][:RELATED]
        return Around(
            program=self.programs.get(story.program),
            newer=self._story(newer) if newer != following else None,
            older=self._story(*older),
            related=tuple(self.stories[one] for one in related),
            series=series,
            issues=tuple(self.stories[one] for one in issues),
            following=self._story(following),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def _story(self, place: int | None = None) -> Story | None:
        return None if place is None else self.stories[place]

    def _before(self, group: str, place: int, most: int) -> list[int]:
        """The places of the group's last articles before this one, newest first."""
        places = self.bearers.get(group, [])
        end = bisect(places, place - 1)
        return places[max(0, end - most) : end][::-1]

    def _after(self, group: str, place: int) -> int | None:
        places = self.bearers.get(group, [])
        at = bisect(places, place)
        return places[at] if at < len(places) else None

    def _related(self, place: int) -> list[int]:
        """Older texts that share a bond with this one, the nearest first; of those equally near, the newer first."""
        says = {bond: self._kinship(bond, place) for bond in self.bonds[place]}
        near = {other for bond in says for other in self._before(bond, place, MEMORY)}
        score = {other: sum(says.get(bond, 0.0) for bond in self.bonds[other]) for other in near}
        return sorted(near, key=lambda other: (score[other], other), reverse=True)

    def _kinship(self, bond: str, place: int) -> float:
        kind = bond.partition("/")[0]
        return KINSHIP.get(kind) or 1 / max(1, bisect(self.bearers[bond], place - 1))


def _bonds(story: Story) -> Iterator[str]:
    if story.program:
        yield f"program/{story.program}"
    yield from (f"category/{category.slug}" for category in story.categories)
    yield from (f"tag/{tag.slug}" for tag in story.tags)


def _groups(story: Story) -> Iterator[str]:
    """In which an article has neighbours, beside its program."""
    if story.category:
        yield f"primary/{story.category.slug}"
    if series := _series(story):
        yield f"series/{series.slug}"


def _series(story: Story) -> Category | None:
    return next((category for category in story.categories if category.numbered), None)
