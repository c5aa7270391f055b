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
from pathlib import Path
from typing import NamedTuple

from plugins import search
from plugins.base.cache import Cache
from plugins.base.model import SiteInfo
from plugins.base.snapshot import Snapshot
from plugins.base.survey import Stamp
from plugins.links import Links, led_to, links_in, places_of

# Built outputs that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8
MOST_LINKS = 1_000_000
MANY = 500
"""Pages made again, from which all are looked through."""
CHECKED = ""
"""Where no file can stand, the table says whether all links were found right."""


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
        self._files = Snapshot(self._folder and self._folder / "files", made_by)
        self._links = Cache(self._folder and self._folder / "links.sqlite", made_by, MOST_LINKS)
        self._seen: dict[str, Links] = {}
        # Most links stand on every page.
        self._marks = functools.cache(partial(_marks, site_info))

    def is_right(self, name: str, digest: bytes, stamp: Stamp | None) -> bool:
        """Whether the file is the one that was written for this digest."""
        row = self._files.rows.get(name)
        return row is not None and stamp is not None and row[0] == digest and row[1] == stamp

    def wrong(self, planned: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> list[str]:
        """The files that are not those that were written for their digests."""
        rows, none = self._files.rows, (None, None)
        return [
            name
            for name, digest in planned.items()
            if (row := rows.get(name, none))[0] != digest or row[1] != stamps.get(name)
        ]

    @property
    def is_empty(self) -> bool:
        return not self._files.rows

    def missed(self, planned: Mapping[str, bytes]) -> frozenset[str]:
        """What was written and is planned no more."""
        return frozenset(self._files.rows.keys() - planned.keys() - {CHECKED})

    def digest_of(self, name: str) -> bytes | None:
        """What the file was made of; None where there is none."""
        row = self._files.rows.get(name)
        return row[0] if row else None

    def note(self, name: str, digest: bytes, stamp: Stamp, seen: PageInfo) -> None:
        """A file that is now as it was planned, and what is to be seen in it."""
        leads = b"".join(map(self._marks, seen.links.targets))
        self._files.put(name, (digest, stamp, seen.found, leads))
        if seen != NOTHING:
            self._seen[name] = seen.links
            self._links.put(name.encode(), json.dumps([list(seen.links.ids), list(seen.links.targets)]).encode())

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self._files.drop(name)

    def found_in(self, name: str) -> str:
        row = self._files.rows.get(name)
        return row[2] if row else ""

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
        rows = self._files.rows.items() if marks else ()
        return {name for name, row in rows if name != CHECKED and any(mark in row[3] for mark in marks)}

    def _ids_before(self, name: str) -> set[str]:
        kept = self._links.get(name.encode())
        return set(json.loads(kept)[0]) if kept else set()

    @property
    def is_checked(self) -> bool:
        """Whether every link in it was found to lead somewhere."""
        return bool(self._files.rows.get(CHECKED))

    def save(self, checked: bool) -> None:
        """Keeps what was noted; a disk that is full keeps nothing and harms nobody."""
        self._links.save()
        if self.is_checked != checked:
            self._files.put(CHECKED, checked)
        self._files.save()
        if self._folder is None:
            return
        with suppress(OSError):
            os.utime(self._folder)
            for old in sorted(self._folder.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)[:-MOST]:
                shutil.rmtree(old, ignore_errors=True)
