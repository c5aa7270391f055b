"""What stands around one article: its program, the other issues of its column, its neighbours, what is related to it.

Everything but two links forward (the newer neighbour, "Tin tiếp theo") is older than the article and weighed by what
was older, so that a new article changes the pages of its neighbours and no other. Nothing stands there twice.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

from plugins.base.fingerprint import digest
from plugins.base.model import Category, Content, RelatedLinks, Site
from plugins.base.snapshot import Snapshot

RELATED = 4
ISSUES = 4
MEMORY = 12
"""How many older texts of each program, category and tag are looked at."""

# What a common program or category says of kinship. A common tag says at most 1, and less the more older texts bear it:
# of three it says a third, of three hundred next to nothing.
KINSHIP = {"program": 10_000.0, "category": 100.0}


def related_links(site: Site, memory: Snapshot) -> Relations:
    """What stands around each article, by its path; worked out where it is asked for. What was older than an article
    and is so today is kept in `memory`.
    """
    return Relations(site, memory)


class Relations(Mapping[str, RelatedLinks]):
    """The articles by their place in time (0 is the oldest), and for each bond the places of those that have it."""

    def __init__(self, site: Site, memory: Snapshot) -> None:
        self._memory = memory
        self._programs = {program.slug: program for program in site.programs}
        self._contents = site.articles[::-1]
        # No card tells more of a text than what decides where it stands, and that it is there.
        self._all = digest(*(one.card for one in site.programs), b"articles", *(one.card for one in self._contents))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {content.path: place for place, content in enumerate(self._contents)}

    @cached_property
    def _groups(self) -> Mapping[str, list[int]]:
        groups = defaultdict[str, list[int]](list)
        for place, content in enumerate(self._contents):
            for group in _groups(content):
                groups[group].append(place)
        return groups

    @cached_property
    def _past(self) -> list[bytes]:
        return _past(self._contents)

    def __getitem__(self, path: str) -> RelatedLinks:
        place = self._places[path]
        content = self._contents[place]
        newer, following = self._forward(content, place)
        older, issues, related = self._backward(content, place)
        return RelatedLinks(
            program=self._programs.get(content.program),
            newer=self._content(newer) if newer != following else None,
            older=next(map(self._by_path, older), None),
            related=tuple(map(self._by_path, related)),
            series=_series(content),
            issues=tuple(map(self._by_path, issues)),
            following=self._content(following),
        )

    def around(self, path: str) -> bytes:
        """A digest of all that stands around an article: while every card is the same, it is too."""
        row = self._memory.rows.get(path)
        if row is None or row[2] != self._all:
            made = digest(*self._cards(path))
            past, paths = self._memory.rows[path][:2]
            self._memory.put(path, (past, paths, self._all, made))
            return made
        around: bytes = row[3]
        return around

    def _cards(self, path: str) -> Iterator[bytes]:
        place = self._places[path]
        content = self._contents[place]
        program = self._programs.get(content.program)
        yield program.card if program else b""
        for one in self._forward(content, place):
            yield b"" if one is None else self._contents[one].card
        for paths in self._backward(content, place):
            yield b"older, issues, related"
            yield from (self._by_path(one).card for one in paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _content(self, place: int | None) -> Content | None:
        return None if place is None else self._contents[place]

    def _by_path(self, path: str) -> Content:
        return self._contents[self._places[path]]

    def _forward(self, content: Content, place: int) -> tuple[int | None, int | None]:
        """The newer neighbour, and what follows in its program or series."""
        program, primary, series = _named_groups(content)
        following = self._after(program, place)
        return self._after(primary, place), self._after(series, place) if following is None else following

    def _backward(self, content: Content, place: int) -> Sequence[Sequence[str]]:
        """The paths of the older neighbour, the issues before it, and what is related to it."""
        row = self._memory.rows.get(content.path)
        if row is None or row[0] != self._past[place]:
            older, issues, related = self._look_back(content, place)
            paths = [[self._contents[one].path for one in places] for places in (older, issues, related)]
            self._memory.put(content.path, row := (self._past[place], paths, b"", b""))
        found: Sequence[Sequence[str]] = row[1]
        return found

    def _look_back(self, content: Content, place: int) -> tuple[list[int], list[int], list[int]]:
        _, primary, series = _named_groups(content)
        issues = _before(self._groups.get(series, []), place, ISSUES)
        older = [one for one in _before(self._groups.get(primary, []), place, 1) if one not in issues]
        return older, issues, [one for one in self._related(place) if one not in (*older, *issues)][:RELATED]

    def _after(self, group: str, place: int) -> int | None:
        places = self._groups.get(group, [])
        at = bisect(places, place)
        return places[at] if at < len(places) else None

    @cached_property
    def _bonds(self) -> list[tuple[str, ...]]:
        return [tuple(_bonds(content)) for content in self._contents]

    @cached_property
    def _bearers(self) -> Mapping[str, list[int]]:
        bearers = defaultdict[str, list[int]](list)
        for place, bonds in enumerate(self._bonds):
            for bond in bonds:
                bearers[bond].append(place)
        return bearers

    def _related(self, place: int) -> list[int]:
        """Older texts that share a bond with this one, the nearest first; of those equally near, the newer first."""
        says = {bond: self._kinship(bond, place) for bond in self._bonds[place]}
        near = {other for bond in says for other in _before(self._bearers[bond], place, MEMORY)}
        score = {other: sum(says.get(bond, 0.0) for bond in self._bonds[other]) for other in near}
        return sorted(near, key=lambda other: (score[other], other), reverse=True)

    def _kinship(self, bond: str, place: int) -> float:
        kind = bond.partition("/")[0]
        return KINSHIP.get(kind) or 1 / max(1, bisect(self._bearers[bond], place - 1))


def _past(contents: Iterable[Content]) -> list[bytes]:
    """For each article a digest of all bonds up to it, its own among them: what is looked for behind it depends on
    nothing else.
    """
    made, past = blake2b(digest_size=12), []
    for content in contents:
        slugs = (*(one.slug for one in content.categories), "", *(one.slug for one in content.tags))
        numbered = "".join(str(int(one.numbered)) for one in content.categories)
        made.update("\0".join((content.path, content.program, numbered, *slugs, "\n")).encode())
        past.append(made.digest())
    return past


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
