"""Slugs for names of one kind (persons, issuing bodies): each name its own, whatever other names there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from plugins.base.vietnamese import identity, slug

LONGEST = 150
"""In letters, for whatever becomes a part of an address; a disk takes 255 bytes, a number or a digest included."""


class Slugs:
    """Spellings of one name have one slug; of names that differ by marks alone ("Hà", "Hạ") the first keeps the plain
    one, and the others get a number. Whoever comes later moves nobody, so `names` come in the order of their age.
    """

    def __init__(self, nameless: str, names: Iterable[str]) -> None:
        """`nameless` stands for a name without any letter."""
        self._nameless = nameless
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()
        for name in names:
            self.of(name)

    @classmethod
    def known(cls, nameless: str, given: Mapping[str, str]) -> Slugs:
        """Names that have their slugs already."""
        made = cls(nameless, ())
        made._given = {identity(name): slug for name, slug in given.items()}
        made._taken = set(given.values())
        return made

    def of(self, name: str) -> str:
        """The slug of a name; one that was not there before comes last."""
        key = identity(name)
        if key not in self._given:
            self._given[key] = next(one for one in self._possible(name) if one not in self._taken)
            self._taken.add(self._given[key])
        return self._given[key]

    def is_plain(self, name: str) -> bool:
        """Whether its slug is the plain one, so that nobody is moved where it comes sooner."""
        return self.of(name) == next(self._possible(name))

    def _possible(self, name: str) -> Iterator[str]:
        base = slug(name)[:LONGEST].strip("-") or self._nameless
        yield base
        yield from (f"{base}-{number}" for number in count(2))
