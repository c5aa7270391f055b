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
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from plugins import search
from plugins.base.model import Output, OutputPage, Story
from plugins.engine.page import Late
from plugins.links import Links, links_in

OURS = Path(__file__).parent.parent
# Built outputs that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8
LIBRARIES = ("jinja2", "markupsafe", "segno")
ROWS = "entries (name TEXT PRIMARY KEY, shown BLOB, state TEXT, seen TEXT)"

State = tuple[int, int, int]
"""Size, time of modification and time of change; any other content has another."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to be seen in a page, so that nobody has to read it again."""

    links: Links
    found: str
    """The digest of what search reads of it; "" where it reads nothing."""


NOTHING = Seen(Links((), ()), "")


def look(page: bytes) -> Seen:
    html = page.decode()
    marked = search.marked_in(html)
    return Seen(links_in(html), search.digest(marked) if marked else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it was written."""

    shown: bytes
    state: State
    seen: str
    """The fields of Seen as JSON."""


class Memory:
    """The files of one output, by their paths in it."""

    def __init__(self, cache: Path, output: Path, templates: Path, shared: object) -> None:
        """`shared` are the names that every template sees."""
        self._folder = cache / "outputs"
        name = hashlib.sha256(bytes(output.resolve())).hexdigest()[:16]
        self._file = self._folder / f"{name}.sqlite"
        self._known = _load(self._file)
        self._now: dict[str, Entry] = {}
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
        known = self._known.get(name)
        if known is None or known.shown != shown or known.state != _state(file):
            return None
        try:
            ids, targets, found = json.loads(known.seen)
        except ValueError:
            return None
        return Seen(Links(ids, targets), found)

    def note(self, name: str, file: Path, shown: bytes, seen: Seen) -> None:
        """A file that is now as it was planned."""
        if state := _state(file):
            links = seen.links
            self._now[name] = Entry(shown, state, json.dumps([links.ids, links.targets, seen.found]))

    def save(self) -> None:
        """Keeps what was noted and forgets all else; a disk that is full keeps nothing and harms nobody."""
        fresh = [(name, entry) for name, entry in self._now.items() if self._known.get(name) != entry]
        with suppress(sqlite3.Error, OSError):
            _keep(self._file, fresh, self._known.keys() - self._now.keys())
            self._file.touch()
            for old in sorted(self._folder.glob("*.sqlite"), key=lambda file: file.stat().st_mtime_ns)[:-MOST]:
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


def _state(file: Path) -> State | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _load(file: Path) -> dict[str, Entry]:
    with suppress(sqlite3.Error, OSError, ValueError):
        if file.is_file():
            with closing(sqlite3.connect(file, timeout=5)) as base:
                rows = base.execute("SELECT name, shown, state, seen FROM entries").fetchall()
            return {name: Entry(bytes(shown), tuple(json.loads(state)), seen) for name, shown, state, seen in rows}
    return {}


def _keep(file: Path, fresh: Iterable[tuple[str, Entry]], lost: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        _change(file, fresh, lost)
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)  # damaged; the next build begins anew
        raise


def _change(file: Path, fresh: Iterable[tuple[str, Entry]], lost: Iterable[str]) -> None:
    rows = ((name, entry.shown, json.dumps(entry.state), entry.seen) for name, entry in fresh)
    with closing(sqlite3.connect(file, timeout=5)) as base, base:
        base.execute(f"CREATE TABLE IF NOT EXISTS {ROWS}")
        base.executemany("DELETE FROM entries WHERE name = ?", ((name,) for name in lost))
        base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
