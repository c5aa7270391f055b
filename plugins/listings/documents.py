"""The register of documents: posts that bear a document's number, by the years and the bodies that issued them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from plugins.base.model import Content, Issuer, Site
from plugins.base.vietnamese import sort_key


class DocumentRegister(NamedTuple):
    """All documents, newest first by the day of the document, else that of the post."""

    contents: tuple[Content, ...]
    years: tuple[tuple[int, tuple[Content, ...]], ...]
    """Newest first."""
    issuers: tuple[tuple[Issuer, tuple[Content, ...]], ...]
    """By name, which is that on the newest of them."""


def register(site: Site) -> DocumentRegister:
    numbered = (content for content in site.articles if content.document_number)
    contents = tuple(sorted(numbered, key=_day, reverse=True))
    years: dict[int, list[Content]] = {}
    for content in contents:
        years.setdefault(content.issued.year if content.issued else 0, []).append(content)
    by_year = tuple((year, tuple(found)) for year, found in years.items())
    return DocumentRegister(contents, by_year, _issuers(contents))


def _day(content: Content) -> int:
    return content.issued.toordinal() if content.issued else 0


def _issuers(contents: Iterable[Content]) -> tuple[tuple[Issuer, tuple[Content, ...]], ...]:
    newest: dict[str, Issuer] = {}
    groups: dict[str, list[Content]] = {}
    for content in contents:
        if content.issuer:
            newest.setdefault(content.issuer.slug, content.issuer)
            groups.setdefault(content.issuer.slug, []).append(content)
    by_name = sorted(newest.values(), key=lambda issuer: sort_key(issuer.name))
    return tuple((issuer, tuple(groups[issuer.slug])) for issuer in by_name)
