"""What every page is made with: the addresses of the site's own sections, the head of a page, and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

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
    facts = (site.site_info, head, site.share_of(head.address), values)
    return OutputPage(head.address, template, LazyContext(_with_head, lambda: facts))


def _with_head(
    site_info: SiteInfo, head: Head, share: SharePicture | None, values: Mapping[str, object]
) -> Mapping[str, object]:
    structured = head.structured or syndication.page_data(head, site_info)
    return {"page": replace(head, structured=structured, share=share), **values}


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Outputs that are made of the same facts: while `digest` stays, nobody plans them again. `outputs` plans them."""

    name: str
    digest: bytes
    outputs: Callable[[], Iterable[Output]]
    addresses: tuple[str, ...] = ()
    """Those of its pages, where they are known before anything is planned."""


def group(
    name: str, outputs: Callable[[], Iterable[Output]], *facts: bytes, addresses: tuple[str, ...] = ()
) -> PageGroup:
    """What is made of these digests, and of what all pages are made of."""
    return PageGroup(name, digest(*facts), outputs, addresses)


def always(name: str, *outputs: Output) -> PageGroup:
    """What is so little that it is planned at every build."""
    return PageGroup(name, b"", lambda: outputs)


class LazyContext(Mapping[str, object]):
    """The values of a page, worked out when it is written: a check plans ten thousand pages and writes none.

    They are made of nothing but `facts`, so that equal facts stand for an equal page.
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
