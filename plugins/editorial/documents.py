"""The register of documents: posts that bear a document's number, by the years and the bodies that issued them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugins.base.model import Edition, Story
from plugins.base.vietnamese import identity, slug, sort_key
from plugins.editorial.readers import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issued documents, by the name on the newest of them; `stories` newest first."""

    name: str
    slug: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """All documents, newest first by the day of the document, else that of the post."""

    stories: tuple[Story, ...]
    years: tuple[tuple[int, tuple[Story, ...]], ...]
    """Newest first."""
    issuers: tuple[Issuer, ...]
    """By name."""


def register(edition: Edition) -> Register:
    numbered = (story for story in edition.articles if story.document_number)
    stories = tuple(sorted(numbered, key=_day, reverse=True))
    years: dict[int, list[Story]] = {}
    for story in stories:
        years.setdefault(story.issued.year if story.issued else 0, []).append(story)
    by_year = tuple((year, tuple(found)) for year, found in years.items())
    return Register(stories, by_year, tuple(sorted(_issuers(stories), key=lambda issuer: sort_key(issuer.name))))


def _day(story: Story) -> int:
    return story.issued.toordinal() if story.issued else 0


def _issuers(stories: Iterable[Story]) -> Iterator[Issuer]:
    """One for each name, whatever its case or the place of its marks; an address that is taken gets a number."""
    groups: dict[str, list[Story]] = {}
    for story in stories:
        if story.issuer:
            groups.setdefault(identity(story.issuer), []).append(story)
    taken: Counter[str] = Counter()
    for found in sorted(groups.values(), key=lambda found: _day(found[-1])):  # who was here first keeps the address
        base = slug(found[0].issuer)[:LONGEST_NAME].strip("-") or "khac"
        taken[base] += 1
        yield Issuer(found[0].issuer, base if taken[base] == 1 else f"{base}-{taken[base]}", tuple(found))
