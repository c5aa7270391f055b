"""What stands around one article: its program, the other issues of its column, its neighbours, what is related to it.

Everything but two links forward (the newer neighbour, "Tin tiếp theo") is older than the article and weighed by what
was older, so that a new article changes the pages of its neighbours and no other. Nothing stands there twice.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping

from plugins.base.model import Category, Content, RelatedLinks, Site

RELATED = 4
ISSUES = 4
MEMORY = 12
"""How many older texts of each program, category and tag are looked at."""

# What a common program or category says of kinship. A common tag says at most 1, and less the more older texts bear it:
# of three it says a third, of three hundred next to nothing.
KINSHIP = {"program": 10_000.0, "category": 100.0}


def related_links(site: Site) -> Mapping[str, RelatedLinks]:
    """What stands around each article, by its path; worked out where it is asked for."""
    return _Relations(site)


class _Relations(Mapping[str, RelatedLinks]):
    """The articles by their place in time (0 is the oldest), and for each bond the places of those that have it."""

    def __init__(self, site: Site) -> None:
        self.programs = {program.slug: program for program in site.programs}
        self.contents = site.articles[::-1]
        self.places = {content.path: place for place, content in enumerate(self.contents)}
        self.bonds = [tuple(_bonds(content)) for content in self.contents]
        self.bearers: dict[str, list[int]] = defaultdict(list)
        for place, content in enumerate(self.contents):
            for group in (*self.bonds[place], *_groups(content)):
                self.bearers[group].append(place)

    def __getitem__(self, path: str) -> RelatedLinks:
        place = self.places[path]
        content = self.contents[place]
        series = _series(content)
        in_program = f"program/{content.program}" if content.program else ""
        in_series = f"series/{series.slug}" if series else ""
        primary = f"primary/{content.category.slug}" if content.category else ""
        following = self._after(in_program, place) or self._after(in_series, place)
        issues = self._before(in_series, place, ISSUES)
        older = [one for one in self._before(primary, place, 1) if one not in issues]
        newer = self._after(primary, place)
        related = [one for one in self._related(place) if one not in (*older, *issues)][:RELATED]
        return RelatedLinks(
            program=self.programs.get(content.program),
            newer=self._content(newer) if newer != following else None,
            older=self._content(*older),
            related=tuple(self.contents[one] for one in related),
            series=series,
            issues=tuple(self.contents[one] for one in issues),
            following=self._content(following),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def _content(self, place: int | None = None) -> Content | None:
        return None if place is None else self.contents[place]

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


def _bonds(content: Content) -> Iterator[str]:
    if content.program:
        yield f"program/{content.program}"
    yield from (f"category/{category.slug}" for category in content.categories)
    yield from (f"tag/{tag.slug}" for tag in content.tags)


def _groups(content: Content) -> Iterator[str]:
    """In which an article has neighbours, beside its program."""
    if content.category:
        yield f"primary/{content.category.slug}"
    if series := _series(content):
        yield f"series/{series.slug}"


def _series(content: Content) -> Category | None:
    return next((category for category in content.categories if category.numbered), None)
