"""Where the links of texts may lead: every address that will answer, and those that only time takes or brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plugins import editorial, links, media
from plugins.base.model import Content, LinkUse
from plugins.base.problems import Problem
from plugins.engine.timed_addresses import TimedAddresses


class Destinations(NamedTuple):
    """Addresses of one site at one moment; `planned` are all that a link may name."""

    planned: frozenset[str]
    withdrawn: frozenset[str]
    to_come: frozenset[str]

    def problems(self, uses: Iterable[LinkUse], contents: Iterable[Content]) -> Iterator[Problem]:
        """What is wrong with links; `contents` are the texts whose ids are known."""
        used = list(uses)
        wanted = {use.target.partition("#")[0] for use in used if "#" in use.target}
        anchors = {one.address: frozenset(one.body.ids) for one in contents if one.address in wanted}
        yield from links.unplanned(used, self.planned, anchors, self.withdrawn, self.to_come)


def destinations(
    addresses: Iterable[str], checked: editorial.CheckedContent, rendered: media.Rendered, timed: TimedAddresses
) -> Destinations:
    """`addresses` are those of all pages and files. Those of texts with errors count, so that one slip is told once.
    The files of a text go with it and change with their bytes: who wants one names it, and does not write where it
    stands today.
    """
    unread = checked.addresses.keys() - {made.content.path for made in checked.unrendered_contents}
    passing = {address for made in rendered.published.values() for address in made.addresses} - rendered.shared
    planned = (frozenset(addresses) - passing).union(map(checked.addresses.__getitem__, unread))
    planned |= timed.ended | timed.to_come
    return Destinations(planned, timed.over | timed.ended, timed.to_come)
