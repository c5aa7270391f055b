"""What an earlier build left in the same output: a file is made again only where something that it shows has changed.

A page is a function of its facts, its template and this software. Their digest is kept with what the file system said
of the file when it was written, and with what was found in it. Where all that is still so, nobody renders, reads or
writes the page. Losing the memory costs work, never a wrong page.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from plugins import search
from plugins.base.cache import Cache, CachedFile
from plugins.base.fingerprint import digest
from plugins.base.model import Content, Output, OutputPage
from plugins.engine.page import LazyContext
from plugins.links import Links, links_in

# Built outputs that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What there is to be seen in a page, so that nobody has to read it again."""

    links: Links
    found: str
    """The digest of what search reads of it; "" where it reads nothing."""


NOTHING = PageInfo(Links((), ()), "")


def look(page: bytes) -> PageInfo:
    marked = search.page_in("", page.decode())
    return PageInfo(links_in(page), marked.digest if marked else "")


class BuildManifest:
    """The files of one output, by their paths in it."""

    def __init__(self, cache: Path, output: Path, made_by: bytes, shared: object) -> None:
        """`shared` are the facts that every page is made of."""
        name = hashlib.sha256(bytes(output.resolve())).hexdigest()[:16]
        self._file = cache / "outputs" / f"{name}.sqlite"
        self._contents: dict[int, tuple[Content, bytes]] = {}  # the text too, so that its number stays its own
        self._entries = Cache(self._file, digest(made_by, self._pickled(shared)))

    def digest(self, output: Output) -> bytes:
        """Another one for whatever may make another file."""
        if isinstance(output, OutputPage):
            values = output.values
            made_of = self._pickled(
                (output.template, values.facts() if isinstance(values, LazyContext) else dict(values))
            )
        else:
            made_of = _origin(output.content)
        return digest(made_of)

    def lookup(self, name: str, file: Path, shown: bytes) -> PageInfo | None:
        """What is to be seen in a file that may stay as it is; None for any other."""
        entry = self._entries.get(name.encode()) or b""
        if not entry.startswith(shown):
            return None
        state, ids, targets, found = json.loads(entry.removeprefix(shown))
        with suppress(OSError):
            if state == _state(file.stat()):
                return PageInfo(Links(ids, targets), found)
        return None

    def record(self, name: str, file: Path, shown: bytes, seen: PageInfo, written: os.stat_result) -> None:
        """A file that is now as it was planned; not where another has taken the place of the one that was `written`."""
        with suppress(OSError):
            now = file.stat()
            if not os.path.samestat(now, written) or _state(now)[:2] != _state(written)[:2]:
                return
            entry = [_state(now), seen.links.ids, seen.links.targets, seen.found]
            self._entries.put(name.encode(), shown + json.dumps(entry).encode())

    def save(self) -> None:
        """Keeps what was noted; a disk that is full keeps nothing and harms nobody."""
        self._entries.save()
        with suppress(OSError):
            self._file.touch()
            for old in sorted(self._file.parent.glob("*.sqlite"), key=lambda file: file.stat().st_mtime_ns)[:-MOST]:
                old.unlink(missing_ok=True)

    def _pickled(self, facts: object) -> bytes:
        stream = io.BytesIO()
        _Pickler(stream, self._content).dump(facts)
        return stream.getvalue()

    def _content(self, content: Content) -> bytes:
        """One digest for a whole text wherever it shows: a page is made again rather too often than too seldom."""
        known = self._contents.get(id(content))
        if known is None:
            parts = tuple(getattr(content, field.name) for field in fields(Content))
            known = self._contents[id(content)] = content, digest(self._pickled(parts))
        return known[1]


class _Pickler(pickle.Pickler):
    """Writes equal facts as equal bytes: without references to what came before, and a text by its digest."""

    def __init__(self, stream: io.BytesIO, content: Callable[[Content], bytes]) -> None:
        super().__init__(stream, 5)
        self.fast = True
        self._content = content

    def reducer_override(self, one: object) -> Any:
        return (bytes, (self._content(one),)) if isinstance(one, Content) else NotImplemented


def _origin(content: bytes | Path | CachedFile) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, CachedFile):
        return content.name.encode()
    return f"{content} {_state(content.stat())}".encode()


def _state(found: os.stat_result) -> list[int]:
    """Size, time of modification and time of change; any other content has another."""
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]
