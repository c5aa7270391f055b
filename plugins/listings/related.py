"""What stands around one article: its program, the other issues of its column, its neighbours, what is related to it.

Everything but two links forward (the newer neighbour, "Tin tiếp theo") is older than the article and weighed by what
was older, so that a new article changes the pages of its neighbours and no other. Nothing stands there twice.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
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
    past: bytes = b""
    """Of all bonds up to it: what stands `behind` depends on nothing else."""
    ahead: Paths = ()
    """Its program, the newer neighbour and what follows; "" for what it has none of."""
    behind: tuple[Paths, ...] = ()
    """The older neighbour, the issues before it, and what is related to it."""
    digest: bytes = b""
    """Of the cards of them all."""


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
    def digests(self) -> Mapping[str, bytes]:
        """Of all that stands around an article, by its path: while every card is the same, it is too."""
        rows = self._rows
        return {content.path: rows[content.path][-1] for content in self._contents}

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
        rows, texts = self._memory.rows, self._texts
        changed = {path for path, one in texts.items() if path not in rows or rows[path][0] != one.card}
        for gone in rows.keys() - texts.keys():
            if not gone.startswith(NO_PATH):
                self._memory.drop(gone)
                changed.add(gone)
        if changed:
            for program in self._programs.values():
                self._memory.put(program.path, tuple(Around(program.card)))
            for place, (past, ahead) in enumerate(zip(_past(self._contents), self._ahead(), strict=True)):
                self._renew(place, past, ahead, changed)
        return dict(rows)

    def _renew(self, place: int, past: bytes, ahead: Paths, changed: set[str]) -> None:
        content = self._contents[place]
        row = Around(*self._memory.rows.get(content.path, (b"",)))
        behind = row.behind if row.past == past else self._look_back(content, place)
        if row[:3] != (content.card, past, ahead) or not changed.isdisjoint(chain(ahead, *behind)):
            made = digest(*self._cards(ahead, behind))
            self._memory.put(content.path, tuple(Around(content.card, past, ahead, behind, made)))

    def _cards(self, ahead: Paths, behind: tuple[Paths, ...]) -> Iterator[bytes]:
        for paths in (ahead, *behind):
            yield b"and"
            yield from (self._texts[path].card if path else b"" for path in paths)

    def _ahead(self) -> list[Paths]:
        """Of each article: of what is newer, that which stands nearest in its program, category or series."""
        nearest, found = dict[str, str](), list[Paths]()
        for content in reversed(self._contents):
            program, primary, series = _named_groups(content)
            following = nearest.get(program) or nearest.get(series, "")
            mine = self._programs.get(content.program)
            found.append((mine.path if mine else "", nearest.get(primary, ""), following))
            nearest |= dict.fromkeys(_groups(content), content.path)
        return found[::-1]

    def _look_back(self, content: Content, place: int) -> tuple[Paths, ...]:
        _, primary, series = _named_groups(content)
        issues = _before(self._groups.get(series, []), place, ISSUES)
        older = [one for one in _before(self._groups.get(primary, []), place, 1) if one not in issues]
        related = [one for one in self._related(place) if one not in (*older, *issues)][:RELATED]
        return tuple(tuple(self._contents[one].path for one in places) for places in (older, issues, related))

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
