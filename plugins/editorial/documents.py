"""The register of documents: posts that bear a document's number, by the years and the bodies that issued them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugins.base.model import Edition, Issuer, Story
from plugins.base.vietnamese import sort_key


@dataclass(frozen=True, slots=True)
class Register:
    """All documents, newest first by the day of the document, else that of the post."""

    stories: tuple[Story, ...]
    years: tuple[tuple[int, tuple[Story, ...]], ...]
    """Newest first."""
    issuers: tuple[tuple[Issuer, tuple[Story, ...]], ...]
    """By name, which is that on the newest of them."""


def register(edition: Edition) -> Register:
    numbered = (story for story in edition.articles if story.document_number)
    stories = tuple(sorted(numbered, key=_day, reverse=True))
    years: dict[int, list[Story]] = {}
    for story in stories:
        years.setdefault(story.issued.year if story.issued else 0, []).append(story)
    by_year = tuple((year, tuple(found)) for year, found in years.items())
    return Register(stories, by_year, _issuers(stories))


def _day(story: Story) -> int:
    return story.issued.toordinal() if story.issued else 0


def _issuers(stories: Iterable[Story]) -> tuple[tuple[Issuer, tuple[Story, ...]], ...]:
    newest: dict[str, Issuer] = {}
    groups: dict[str, list[Story]] = {}
    for story in stories:
        if story.issuer:
            newest.setdefault(story.issuer.slug, story.issuer)
            groups.setdefault(story.issuer.slug, []).append(story)
    by_name = sorted(newest.values(), key=lambda issuer: sort_key(issuer.name))
    return tuple((issuer, tuple(groups[issuer.slug])) for issuer in by_name)
