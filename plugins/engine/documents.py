"""The pages of the documents: all of them, those of a year, those of a body that issues them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from operator import attrgetter

from plugins import listings
from plugins.base.addresses import under
from plugins.base.fingerprint import digest
from plugins.base.model import Link, Listing, OutputPage, Site
from plugins.engine.lists import ListSubject, news_beside
from plugins.engine.page import DOCUMENTS, HOME, PageGroups, PageSection, page

INTRODUCTION = "Văn bản đăng trên trang này, kèm số ký hiệu, cơ quan và ngày ban hành."


def pages(site: Site, cards: bytes, per_page: int) -> PageSection:
    """`cards` is the digest of those of the site. A list of documents shows the attachments of its texts too."""
    texts = (content.digest for content in site.articles if content.document_number)
    made_of = digest(cards, str(per_page).encode(), *texts)
    return PageSection("documents", made_of, partial(_groups, site, per_page))


def _groups(site: Site, per_page: int) -> Iterator[PageGroups]:
    """The ways to years and bodies stand on the first page of each list alone: the pages behind it never change."""
    register = listings.register(site)
    years = tuple(Link(str(year), under(DOCUMENTS.target, year)) for year, _ in register.years)
    issuers = tuple(Link(issuer.name, issuer.address) for issuer, _ in register.issuers)
    also = news_beside(site, DOCUMENTS)
    for subject in _subjects(register, years, issuers):
        beside = also if subject.address == DOCUMENTS.target else None
        ways: dict[str, object] = {"years": years, "issuers": issuers, "also": beside}
        yield subject.groups(per_page, partial(_page, site, subject, ways), ways, attrgetter("digest"))


def _page(site: Site, subject: ListSubject, ways: Mapping[str, object], listing: Listing) -> OutputPage:
    return page(
        site,
        "documents.html",
        subject.head(listing),
        listing=listing,
        heading=subject.heading,
        introduction=subject.introduction,
        every=DOCUMENTS.target,
        **({"years": (), "issuers": (), "also": None} if listing.number else ways),
    )


def _subjects(
    register: listings.DocumentRegister, years: tuple[Link, ...], issuers: tuple[Link, ...]
) -> Iterator[ListSubject]:
    yield ListSubject(DOCUMENTS.label, DOCUMENTS.target, register.contents, (HOME,), INTRODUCTION)
    for link, (year, contents) in zip(years, register.years, strict=True):
        about = f"Văn bản ban hành năm {year}, kèm số ký hiệu và cơ quan ban hành."
        yield ListSubject(f"Văn bản năm {year}", link.target, contents, (HOME, DOCUMENTS), about=about)
    for link, (issuer, contents) in zip(issuers, register.issuers, strict=True):
        about = f"Văn bản do {issuer.name} ban hành, kèm số ký hiệu và ngày ban hành."
        yield ListSubject(f"Văn bản của {issuer.name}", link.target, contents, (HOME, DOCUMENTS), about=about)
