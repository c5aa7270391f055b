"""What stands around one article: its program, the other issues of its column, its neighbours, what is related to it.

Everything but two links forward (the newer neighbour, "Tin tiếp theo") is older than the article and weighed by what
was older, so that a new article changes the pages of its neighbours and no other. Nothing stands there twice.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from plugins.base.fingerprint import digest
from plugins.base.model import Category, Content, RelatedLinks, Site
from plugins.base.snapshot import Snapshot

RELATED = 4
ISSUES = 4
MEMORY = 12
"""How many older texts of each program, category and tag are looked at."""
NO_PATH = ":"
"""With which the path of no text begins: what is kept there is somebody else's."""

# What a common program or category says of kinship. A common tag says at most 1, and less the more older texts bear it:
# of three it says a third, of three hundred next to nothing.
KINSHIP = {"program": 10_000.0, "category": 100.0}


def related_links(site: Site, memory: Snapshot) -> Relations:
    """What stands around each article, by its path; worked out where it is asked for, and kept in `memory`."""
    return Relations(site, memory)


Paths = tuple[str, ...]


class Around(NamedTuple):
    """What is kept of an article, or of a program, around which nothing stands. In its table it is a bare tuple."""

    card: bytes
    before: bytes = b""
    """Of all bonds before it."""
    past: bytes = b""
    """The same with its own: what stands `behind` depends on nothing else."""
    ahead: Paths = ()
    """Its program, the newer neighbour and what follows; "" for what it has none of."""
    behind: tuple[Paths, ...] = ()
    """The older neighbour, the issues before it, and what is related to it."""
    digest: bytes = b""
    """Of the cards of them all."""


NOTHING: tuple[Any, ...] = tuple(Around(b""))


class Relations(Mapping[str, RelatedLinks]):
    """The articles by their place in time (0 is the oldest), and for each bond the places of those that have it."""

    def __init__(self, site: Site, memory: Snapshot) -> None:
        self._memory = memory
        self._programs = {program.slug: program for program in site.programs}
        self._contents = site.articles[::-1]

    @cached_property
    def _texts(self) -> Mapping[str, Content]:
        return {one.path: one for one in (*self._programs.values(), *self._contents)}

    @cached_property
    def _groups(self) -> Mapping[str, list[int]]:
        groups = defaultdict[str, list[int]](list)
        for place, content in enumerate(self._contents):
            for group in _groups(content):
                groups[group].append(place)
        return groups

    def __getitem__(self, path: str) -> RelatedLinks:
        content, row = self._texts[path], self._row(path)
        program, newer, following = (self._texts.get(one) for one in row.ahead)
        older, issues, related = (tuple(self._texts[one] for one in paths) for paths in row.behind)
        return RelatedLinks(
            program=program,
            newer=newer if newer is not following else None,
            older=next(iter(older), None),
            related=related,
            series=_series(content),
            issues=issues,
            following=following,
        )

    @property
    def digests(self) -> list[bytes]:
        """Of all that stands around each article, the oldest first: while every card is the same, it is too."""
        rows = self._rows
        return [rows[content.path][-1] for content in self._contents]

    def __iter__(self) -> Iterator[str]:
        return (content.path for content in self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def _row(self, path: str) -> Around:
        return Around(*self._rows[path])

    @cached_property
    def _rows(self) -> Mapping[str, Any]:
        """Of all texts, as they are today, whatever is kept later. No card tells more of a text than what decides where
        it stands.
        """
        rows, changed, pasts = self._memory.rows, set[str](), [b""]
        for content in self._contents:
            row = rows.get(content.path)
            if row is None or row[0] != content.card:
                changed.add(content.path)
                pasts.append(_past(pasts[-1], content))
            else:
                pasts.append(row[2] if row[1] == pasts[-1] else _past(pasts[-1], content))
        programs = {one.path for one in self._programs.values() if rows.get(one.path, NOTHING)[0] != one.card}
        gone = {path for path in rows.keys() - self._texts.keys() if not path.startswith(NO_PATH)}
        if changed or programs or gone:
            self._renew(pasts, changed | programs | gone, programs, gone)
        return dict(rows)

    def _renew(self, pasts: list[bytes], changed: set[str], programs: set[str], gone: set[str]) -> None:
        """Of the articles that have another past all is looked for again; of those before them what is ahead, where
        that may be another; of those that name a changed text its card.
        """
        for path in gone:
            self._memory.drop(path)
        for path in programs:
            self._memory.put(path, tuple(Around(self._texts[path].card)))
        rows = [self._memory.rows.get(content.path, NOTHING) for content in self._contents]
        other = {place for place, row in enumerate(rows) if row[2] != pasts[place + 1]}
        concerned = other | {place for place, row in enumerate(rows) if not changed.isdisjoint(chain(row[3], *row[4]))}
        concerned |= {place for place, content in enumerate(self._contents) if content.path in changed}
        concerned |= {older for place in other for older in self._nearest_older(place)}
        moved = bool(other or programs or gone)
        for place in range(len(rows)) if programs else sorted(concerned):
            row, content = Around(*rows[place]), self._contents[place]
            ahead = self._ahead(place) if moved else row.ahead
            behind = self._look_back(place) if place in other else row.behind
            made = digest(*self._cards(ahead, behind))
            before, past = pasts[place : place + 2]
            self._memory.put(content.path, tuple(Around(content.card, before, past, ahead, behind, made)))

    def _cards(self, ahead: Paths, behind: tuple[Paths, ...]) -> Iterator[bytes]:
        for paths in (ahead, *behind):
            yield b"and"
            yield from (self._texts[path].card if path else b"" for path in paths)

    def _ahead(self, place: int) -> Paths:
        """Of what is newer, that which stands nearest in its program, category or series."""
        content = self._contents[place]
        program, primary, series = _named_groups(content)
        mine = self._programs.get(content.program)
        following = self._next(program, place) or self._next(series, place)
        return mine.path if mine else "", self._next(primary, place), following

    def _next(self, group: str, place: int) -> str:
        places = self._groups.get(group, [])
        at = bisect(places, place)
        return self._contents[places[at]].path if at < len(places) else ""

    def _nearest_older(self, place: int) -> Iterator[int]:
        """Ahead of which it stands."""
        for group in _groups(self._contents[place]):
            yield from _before(self._groups[group], place, 1)

    def _look_back(self, place: int) -> tuple[Paths, ...]:
        _, primary, series = _named_groups(self._contents[place])
        issues = _before(self._groups.get(series, []), place, ISSUES)
        older = [one for one in _before(self._groups.get(primary, []), place, 1) if one not in issues]
        related = [one for one in self._related(place) if one not in (*older, *issues)][:RELATED]
        return tuple(tuple(self._contents[one].path for one in places) for places in (older, issues, related))

    @cached_property
    def _bonds(self) -> Callable[[int], tuple[str, ...]]:
        return cache(lambda place: tuple(_bonds(self._contents[place])))

    @cached_property
    def _bearers(self) -> Mapping[str, list[int]]:
        programs, categories, tags = (defaultdict[str, list[int]](list) for _ in range(3))
        for place, content in enumerate(self._contents):
            if content.program:
                programs[content.program].append(place)
            for category in content.categories:
                categories[category.slug].append(place)
            for tag in content.tags:
                tags[tag.slug].append(place)
        kinds = (("program", programs), ("category", categories), ("tag", tags))
        return {f"{kind}/{slug}": places for kind, found in kinds for slug, places in found.items()}

    def _related(self, place: int) -> list[int]:
        """Older texts that share a bond with this one, the nearest first; of those equally near, the newer first."""
        says = {bond: self._kinship(bond, place) for bond in self._bonds(place)}
        near = {other for bond in says for other in _before(self._bearers[bond], place, MEMORY)}
        score = {other: sum(says.get(bond, 0.0) for bond in self._bonds(other)) for other in near}
        return sorted(near, key=lambda other: (score[other], other), reverse=True)

    def _kinship(self, bond: str, place: int) -> float:
        kind = bond.partition("/")[0]
        return KINSHIP.get(kind) or 1 / max(1, bisect(self._bearers[bond], place - 1))


def _past(before: bytes, content: Content) -> bytes:
    """A digest of all bonds up to an article, its own among them, from that of those `before`: what is looked for
    behind it depends on nothing else.
    """
    slugs = (*(one.slug for one in content.categories), "", *(one.slug for one in content.tags))
    numbered = "".join(str(int(one.numbered)) for one in content.categories)
    told = "\0".join((content.path, content.program, numbered, *slugs))
    return blake2b(before + told.encode(), digest_size=12).digest()


def _before(places: list[int], place: int, most: int) -> list[int]:
    """The last of a group's places before this one, newest first."""
    end = bisect(places, place - 1)
    return places[max(0, end - most) : end][::-1]


def _bonds(content: Content) -> Iterator[str]:
    if content.program:
        yield f"program/{content.program}"
    yield from (f"category/{category.slug}" for category in content.categories)
    yield from (f"tag/{tag.slug}" for tag in content.tags)


def _groups(content: Content) -> Iterator[str]:
    """In which an article has neighbours."""
    return filter(None, _named_groups(content))


def _named_groups(content: Content) -> tuple[str, str, str]:
    """Its program, primary category and series; "" for what it has none of."""
    series = _series(content)
    return (
        f"program/{content.program}" if content.program else "",
        f"primary/{content.category.slug}" if content.category else "",
        f"series/{series.slug}" if series else "",
    )


def _series(content: Content) -> Category | None:
    return next((category for category in content.categories if category.numbered), None)
