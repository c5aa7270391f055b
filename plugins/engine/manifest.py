"""What an earlier build left in the same output: a file is made again only where something that it shows has changed.

A page is a function of its facts, its template and this software. Their digest is kept with what the file system said
of the file when it was written, and with what was found in it. Where all that is still so, nobody renders, reads or
writes the page. Losing the memory costs work, never a wrong page.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import compress
from operator import ne, or_
from pathlib import Path
from typing import Any, NamedTuple

from plugins import search
from plugins.base.cache import Cache
from plugins.base.columns import ColumnTable, Row
from plugins.base.model import SiteInfo
from plugins.base.survey import NO_STAMP, Stamp
from plugins.links import Links, led_to, links_in, places_of

# Built outputs that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8
MOST_LINKS = 1_000_000
MANY = 500
"""Pages made again, from which all are looked through."""
COLUMNS = ("digest", "stamp", "found", "leads")
"""What a file was made of, how it stood, what search reads in it, and the marks of where it leads."""
CHECKED = "/"
"""Where no file can stand, a digest says whether all links were found right."""


class PageInfo(NamedTuple):
    """What there is to be seen in a page, so that nobody has to read it again."""

    links: Links
    found: str
    """The digest of what search reads of it; "" where it reads nothing."""


NOTHING = PageInfo(Links((), ()), "")


def look(page: bytes) -> PageInfo:
    marked = search.page_in("", page)
    return PageInfo(links_in(page), marked.digest if marked else "")


def _marks(site_info: SiteInfo, target: str) -> bytes:
    """Of the places that a link names."""
    return b"".join(map(_mark, led_to(target, site_info)))


def _mark(place: str) -> bytes:
    return hashlib.blake2b(place.encode(), digest_size=4).digest()


class BuildManifest:
    """The files of one output, by their paths in it."""

    def __init__(self, cache: Path | None, output: Path, made_by: bytes, site_info: SiteInfo) -> None:
        name = hashlib.sha256(bytes(output.resolve())).hexdigest()[:16]
        self._folder = cache and cache / "outputs" / name
        self._files = ColumnTable(self._folder and self._folder / "files", made_by, COLUMNS)
        self._columns: dict[str, dict[str, Any]] = {}
        """Those of which something was asked since the last change, by file."""
        self._links = Cache(self._folder and self._folder / "links.sqlite", made_by, MOST_LINKS)
        self._seen: dict[str, Links] = {}
        # Most links stand on every page.
        self._marks = functools.cache(partial(_marks, site_info))

    def is_right(self, name: str, digest: bytes, stamp: Stamp | None) -> bool:
        """Whether the file is the one that was written for this digest."""
        return stamp is not None and self._all("digest").get(name) == digest and self._all("stamp").get(name) == stamp

    def _all(self, column: str) -> dict[str, Any]:
        if column not in self._columns:
            self._columns[column] = dict(zip(self._files.keys, self._files.column(column), strict=True))
        return self._columns[column]

    def wrong(self, planned: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> list[str]:
        """The files that are not those that were written for their digests."""
        digests, stood = self._all("digest"), self._all("stamp")
        made_of_others = map(ne, map(digests.get, planned), planned.values())
        touched = map(ne, map(stood.get, planned), map(stamps.get, planned))
        return list(compress(planned, map(or_, made_of_others, touched)))

    @property
    def is_empty(self) -> bool:
        return not self._files.keys

    def missed(self, planned: Mapping[str, bytes]) -> frozenset[str]:
        """What was written and is planned no more."""
        return frozenset(self._all("digest").keys() - planned.keys() - {CHECKED})

    def digest_of(self, name: str) -> bytes | None:
        """What the file was made of; None where there is none."""
        return self._all("digest").get(name)

    def note(self, name: str, digest: bytes, stamp: Stamp, seen: PageInfo) -> None:
        """A file that is now as it was planned, and what is to be seen in it."""
        leads = b"".join(map(self._marks, seen.links.targets))
        self._put(name, (digest, stamp, seen.found, leads))
        if seen != NOTHING:
            self._seen[name] = seen.links
            self._links.put(name.encode(), json.dumps([list(seen.links.ids), list(seen.links.targets)]).encode())

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self._put(name, ())

    def _put(self, name: str, row: Row) -> None:
        self._files.put(name, row)
        self._columns.clear()

    def found_in(self, name: str) -> str:
        found: str = self._all("found").get(name, "")
        return found

    def links_of(self, name: str) -> Links | None:
        """None where nothing is known of the page."""
        if name not in self._seen:
            kept = self._links.get(name.encode())
            if kept is None:
                return None
            ids, targets = json.loads(kept)
            self._seen[name] = Links(tuple(ids), tuple(targets))
        return self._seen[name]

    def lost(self, gone: Iterable[str], made: Mapping[str, Links]) -> Iterator[str]:
        """What others may lead to and find no more: files that are gone, and ids that pages had before they were made
        anew. To be asked before `save`.
        """
        yield from (place for name in gone for place in places_of(name))
        for name, links in made.items():
            for one in self._ids_before(name) - set(links.ids):
                yield from (f"{place}#{one}" for place in places_of(name))

    def leading_to(self, places: Iterable[str]) -> set[str]:
        """The pages that seem to lead to one of these; one that does not may be among them."""
        marks = {_mark(place) for place in places}
        every = self._all("leads").items() if marks else ()
        return {name for name, leads in every if any(mark in leads for mark in marks)}

    def _ids_before(self, name: str) -> set[str]:
        kept = self._links.get(name.encode())
        return set(json.loads(kept)[0]) if kept else set()

    @property
    def is_checked(self) -> bool:
        """Whether every link in it was found to lead somewhere."""
        return bool(self._all("digest").get(CHECKED))

    def save(self, checked: bool) -> None:
        """Keeps what was noted; a disk that is full keeps nothing and harms nobody."""
        self._links.save()
        if self.is_checked != checked:
            self._put(CHECKED, (b"all" if checked else b"", NO_STAMP, "", b""))
        self._files.save()
        if self._folder is None:
            return
        with suppress(OSError):
            os.utime(self._folder)
            for old in sorted(self._folder.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)[:-MOST]:
                shutil.rmtree(old, ignore_errors=True)
