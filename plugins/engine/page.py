"""What every page is made with: the addresses of the site's own sections, the head of a page, and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from operator import attrgetter
from typing import NamedTuple

from plugins import syndication
from plugins.base.addresses import Section
from plugins.base.fingerprint import digest
from plugins.base.model import Head, Link, Output, OutputPage, SharePicture, Site, SiteInfo

HOME = Link("Trang chủ", Section.HOME)
NEWS = Link("Tin tức", Section.NEWS)
PROGRAMS = Link("Chương trình, đề án", Section.PROGRAMS)
ARCHIVE = Link("Tin theo năm", Section.ARCHIVE)
DOCUMENTS = Link("Văn bản", Section.DOCUMENTS)
SEARCH = Link("Tìm kiếm", Section.SEARCH)
FOLLOW = Link("Nhận tin (RSS)", Section.FOLLOW)
IMPRINT = Link("Về trang này", Section.IMPRINT)


def page(site: Site, template: str, head: Head, **values: object) -> OutputPage:
    """A page whose structured data is the way to it, unless it brings its own."""
    facts = (head, site.share_of(head.address), values)
    return OutputPage(head.address, template, LazyContext(partial(_with_head, site.site_info), lambda: facts))


def _with_head(
    site_info: SiteInfo, head: Head, share: SharePicture | None, values: Mapping[str, object]
) -> Mapping[str, object]:
    structured = head.structured or syndication.page_data(head, site_info)
    return {"page": head._replace(structured=structured, share=share), **values}


CARD = attrgetter("card")


def cards_of(site: Site) -> bytes:
    """A digest of all that its texts say but for their bodies, in their order: all that lists can show of them."""
    shelves = (site.articles, site.pages, site.programs, site.hidden)
    return digest(*(b"".join(map(CARD, contents)) for contents in shelves))


NEVER = b""
"""The digest of what is planned at every build."""


class PageGroups(NamedTuple):
    """Outputs in groups, each made of the same facts: while the digest of one stays, nobody plans it again."""

    digests: Mapping[str, bytes]
    """By the names of the groups."""
    outputs: Callable[[str], Iterable[Output]]
    """Plans one of them."""
    addresses: Callable[[str], tuple[str, ...]] | None = None
    """Those of the pages of one, where they are known before anything is planned."""


class PageSection:
    """Groups of which nobody asks what they are while `made_of` stays: the digest of all that they are made of, beside
    what all pages are.
    """

    def __init__(self, name: str, made_of: bytes, groups: Callable[[], Iterable[PageGroups]]) -> None:
        self.name = name
        self.made_of = made_of
        self._groups = cache(lambda: {name: one for one in groups() for name in one.digests})

    @property
    def digests(self) -> Mapping[str, bytes]:
        return {name: one.digests[name] for name, one in self._groups().items()}

    def outputs(self, name: str) -> Iterable[Output]:
        return self._groups()[name].outputs(name)

    def addresses(self, name: str) -> tuple[str, ...]:
        """Those of the pages of a group."""
        one = self._groups()[name]
        return one.addresses(name) if one.addresses else tuple(made.address for made in one.outputs(name))


def group(
    name: str, outputs: Callable[[], Iterable[Output]], *facts: bytes, addresses: tuple[str, ...] = ()
) -> PageSection:
    """A section of one, which is made of these digests."""
    return _alone(name, digest(*facts), outputs, addresses)


def always(name: str, *outputs: Output) -> PageSection:
    """What is so little that it is planned at every build."""
    return _alone(name, NEVER, lambda: outputs, ())


def _alone(
    name: str, made_of: bytes, outputs: Callable[[], Iterable[Output]], addresses: tuple[str, ...]
) -> PageSection:
    one = PageGroups({name: made_of}, lambda _: outputs(), (lambda _: addresses) if addresses else None)
    return PageSection(name, made_of, lambda: [one])


class LazyContext(Mapping[str, object]):
    """The values of a page, worked out when it is written: a check plans ten thousand pages and writes none.

    They are made of nothing but `facts` and what all pages are made of, so that equal facts stand for an equal page.
    """

    def __init__(self, make: Callable[..., Mapping[str, object]], facts: Callable[[], tuple[object, ...]]) -> None:
        self.facts = cache(facts)
        self._values = cache(lambda: make(*self.facts()))

    def __getitem__(self, name: str) -> object:
        return self._values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())
