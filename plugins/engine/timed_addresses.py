"""What time does to addresses: which of them answered once and end, and which are still to come.

Told from the texts alone, so that the same texts give the same answer whenever and wherever they are built, and
nothing is refused today for what was right yesterday.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from plugins.base.addresses import INDEX, file_name, fronts
from plugins.base.model import Link, SiteInfo
from plugins.base.vietnamese import nfc

Addresses = frozenset[str]
Paths = frozenset[str]


class TimedAddresses(NamedTuple):
    """The addresses that follow from texts which are over, or have not begun, and at which nothing stands now."""

    ended: Addresses = frozenset()
    """They answered; now they say that it is over, or lead on."""
    to_come: Addresses = frozenset()
    """They will answer by themselves when their time has come."""
    over: Addresses = frozenset()
    """Those of the texts themselves that are over; each has a page that says so."""

    @property
    def gone(self) -> Addresses:
        """Those that have ended and lead nowhere else."""
        return frozenset(one for one in self.ended if not any(fronts(one)))

    @property
    def silent(self) -> Addresses:
        """Nothing can stand there now, not even a page that says so: no link may lead there."""
        return self.to_come | frozenset(one for one in self.ended if not file_name(one).endswith(INDEX))


def timed_addresses(
    addresses: Callable[[Paths], Addresses], texts: tuple[Paths, Paths, Paths], own: tuple[Addresses, Addresses]
) -> TimedAddresses:
    """`addresses` are those that the pages of some texts stand at; `texts` are live, over and to come; `own` are the
    addresses of the live and of those that are over, today's and old ones: they answer otherwise.
    """
    live, over, coming = texts
    if not over and not coming:
        return TimedAddresses()
    now = addresses(live)
    before = addresses(live | over) if over else now
    every = addresses(live | over | coming) if coming else before
    told = own[0] | own[1]
    return TimedAddresses(before - now - told, every - before - told, own[1])


def without_dead_links(site_info: SiteInfo, dead: Addresses) -> SiteInfo:
    """Menus without what leads to a text that is over or not yet there; the editor is told, the reader spared."""

    def alive(given: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(link for link in given if _place(link.target) not in dead)

    return site_info._replace(
        menu=alive(site_info.menu),
        footer=alive(site_info.footer),
        sisters=alive(site_info.sisters),
    )


def _place(target: str) -> str:
    return nfc(unquote(target.partition("#")[0].partition("?")[0]))
