"""What an earlier build left in the same output: a file is made again only where something that it shows has changed.

A page is a function of its facts, its template and this software. Their digest is kept with what the file system said
of the file when it was written, and with what was found in it. Where all that is still so, nobody renders, reads or
writes the page. Losing the memory costs work, never a wrong page.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from plugins import search
from plugins.base.cache import Cache
from plugins.base.model import Output, OutputPage, Story
from plugins.engine.page import Late
from plugins.links import Links, links_in

OURS = Path(__file__).parent.parent
# Built outputs that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8
LIBRARIES = ("jinja2", "markupsafe", "segno")


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to be seen in a page, so that nobody has to read it again."""

    links: Links
    found: str
    """The digest of what search reads of it; "" where it reads nothing."""


NOTHING = Seen(Links((), ()), "")


def look(page: bytes) -> Seen:
    html = page.decode()
    marked = search.page_in("", html)
    return Seen(links_in(html), marked.digest if marked else "")


class Memory:
    """The files of one output, by their paths in it."""

    def __init__(self, cache: Path, output: Path, templates: Path, shared: object) -> None:
        """`shared` are the names that every template sees."""
        name = hashlib.sha256(bytes(output.resolve())).hexdigest()[:16]
        self._file = cache / "outputs" / f"{name}.sqlite"
        self._entries = Cache(self._file)
        self._stayed: set[str] = set()
        self._stories: dict[int, tuple[Story, bytes]] = {}  # the text too, so that its number stays its own
        self._shared = _digest(*_software(templates), self._pickled(shared))

    def digest(self, output: Output) -> bytes:
        """Another one for whatever may make another file."""
        if not isinstance(output, OutputPage):
            content = output.content
            made_of = content if isinstance(content, bytes) else f"{content} {_state(content)}".encode()
        else:
            values = output.values
            made_of = self._pickled((output.template, values.facts() if isinstance(values, Late) else dict(values)))
        return _digest(self._shared, made_of)

    def recall(self, name: str, file: Path, shown: bytes) -> Seen | None:
        """What is to be seen in a file that may stay as it is; None for any other."""
        try:
            as_shown, state, ids, targets, found = json.loads(self._entries.get(name.encode()) or b"[]")
        except ValueError:
            return None
        if not state or as_shown != shown.hex() or state != _state(file):
            return None
        self._stayed.add(name)
        return Seen(Links(ids, targets), found)

    def note(self, name: str, file: Path, shown: bytes, seen: Seen) -> None:
        """A file that is now as it was planned."""
        if name not in self._stayed:
            entry = [shown.hex(), _state(file), seen.links.ids, seen.links.targets, seen.found]
            self._entries.put(name.encode(), json.dumps(entry).encode())

    def save(self) -> None:
        """Keeps what was noted; a disk that is full keeps nothing and harms nobody."""
        self._entries.save()
        with suppress(OSError):
            self._file.touch()
            for old in sorted(self._file.parent.glob("*.sqlite"), key=lambda file: file.stat().st_mtime_ns)[:-MOST]:
                old.unlink(missing_ok=True)

    def _pickled(self, facts: object) -> bytes:
        stream = io.BytesIO()
        _Pickler(stream, self._story).dump(facts)
        return stream.getvalue()

    def _story(self, story: Story) -> bytes:
        """One digest for a whole text wherever it shows: a page is made again rather too often than too seldom."""
        known = self._stories.get(id(story))
        if known is None:
            parts = tuple(getattr(story, field.name) for field in fields(Story))
            known = self._stories[id(story)] = story, _digest(self._pickled(parts))
        return known[1]


class _Pickler(pickle.Pickler):
    """Writes equal facts as equal bytes: without references to what came before, and a text by its digest."""

    def __init__(self, stream: io.BytesIO, story: Callable[[Story], bytes]) -> None:
        super().__init__(stream, 5)
        self.fast = True
        self._story = story

    def reducer_override(self, one: object) -> Any:
        return (bytes, (self._story(one),)) if isinstance(one, Story) else NotImplemented


def _digest(*parts: bytes) -> bytes:
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8))
        made.update(part)
    return made.digest()[:16]


def _software(templates: Path) -> Iterator[bytes]:
    """The templates as they are, and the settings, the code and the libraries that fill them."""
    yield from (f"{name} {metadata.version(name)}".encode() for name in LIBRARIES)
    for file in (*sorted(templates.rglob("*.*")), *sorted(OURS.parent.glob("*.py")), *sorted(OURS.rglob("*.py"))):
        yield file.name.encode()
        yield file.read_bytes()


def _state(file: Path) -> list[int] | None:
    """Size, time of modification and time of change; any other content has another. None where there is no file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]
