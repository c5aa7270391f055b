"""The texts that an earlier build has read, checked and rendered: while a file stays as it was, nobody opens it.

A row is believed for as long as the file has the same stamp, or the same bytes, and no day that its header names lies
where time could change what is said of it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from plugins.base.fingerprint import digest, digest_of
from plugins.base.model import (
    Body,
    Content,
    ContentKind,
    GivenNames,
    LinkUse,
    Rendering,
    StoredBody,
    UnrenderedContent,
)
from plugins.base.moments import VIETNAM
from plugins.base.problems import Problem
from plugins.base.snapshot import Snapshot, pack, unpack
from plugins.base.survey import NO_STAMP, SourceFile, Stamp
from plugins.editorial import reading

T = TypeVar("T")

# Facts of a text that are asked for in every build, to list it, to sort it, and to find it; the others sleep.
AWAKE = (
    *("kind", "path", "slug", "title", "address", "date", "modified", "status", "visibility", "expires", "categories"),
    *("tags", "authors", "program", "results", "document_number", "issuer", "guid", "redirect_from", "facts", "card"),
    "digest",
)
ASLEEP = tuple(one.name for one in fields(Content) if one.name not in (*AWAKE, "body"))
SELDOM = ("body_line", "image", "image_alt", "lines", "written")
DATES = ("date", "modified", "expires", "document_date")
DAY = 86_400
CHANGED = "tệp đã đổi trong lúc dựng"

Bodies = Callable[[bytes], Body]
"""From a key to the body that was kept under it."""


class TextRow(NamedTuple):
    """What is kept of a text, as plain values. In its table it stands as a bare tuple, by its file's spelled path."""

    stamp: Stamp
    path: str
    source: bytes
    asof: float
    """When it was checked, in seconds since 1970."""
    latest: float
    """The last moment that its header names; of a program, whose state goes with the days, endless."""
    body: bytes
    awake: tuple[Any, ...]
    asleep: bytes
    """The other facts, and what is seldom asked for, packed."""
    given: tuple[Any, ...]
    documents: tuple[str, ...]
    problems: tuple[tuple[Any, ...], ...]
    asked: frozenset[str]
    published: tuple[str, ...]
    uses: tuple[tuple[Any, ...], ...]
    told: tuple[tuple[Any, ...], ...]


class Asleep:
    """A fact that comes to life, with the others, when somebody asks for one of them."""

    def __init__(self, name: str, woken: Callable[[Any], Iterable[tuple[str, Any]]]) -> None:
        self._name, self._woken = name, woken

    def __get__(self, one: Any, _owner: type) -> Any:
        vars(one).update(self._woken(one))
        return vars(one)[self._name]


class KnownContent(Content):
    """A text as an earlier build has left it; what is not asked for in every build comes to life when somebody does."""

    row: TextRow


class KnownText(UnrenderedContent):
    """The same with its file."""

    row: TextRow
    file: SourceFile


def _facts(content: KnownContent) -> Iterable[tuple[str, Any]]:
    return zip(ASLEEP, unpack(content.row.asleep)[0], strict=True)


def _seldom(text: KnownText) -> Iterable[tuple[str, Any]]:
    return zip(SELDOM, unpack(text.row.asleep)[1], strict=True)


def _given(text: KnownText) -> Iterable[tuple[str, Any]]:
    return [("given", GivenNames(*text.row.given)), ("read", partial(_markdown, text.file, text.row.source))]


for name in ASLEEP:
    setattr(KnownContent, name, Asleep(name, _facts))
for name in SELDOM:
    setattr(KnownText, name, Asleep(name, _seldom))
for name in ("given", "read"):
    setattr(KnownText, name, Asleep(name, _given))


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """What an earlier build has left of its texts: a table of rows, and where their bodies lie."""

    table: Snapshot
    bodies: Bodies
    alive: dict[str, tuple[object, KnownText]] = field(default_factory=dict)
    """Rows with what has come to life of them, for the next build of this process."""


def addresses_in(table: Snapshot) -> dict[str, str]:
    """Of all texts that are kept, by path."""
    path, awake, address = TextRow._fields.index("path"), TextRow._fields.index("awake"), AWAKE.index("address")
    return {row[path]: row[awake][address] for row in table.rows.values()}


class KnownTexts:
    """The rows of a table, `now`."""

    def __init__(self, kept: KeptTexts, now: datetime) -> None:
        self._rows = {spelled: TextRow._make(row) for spelled, row in kept.table.rows.items()}
        self._table, self._bodies, self._alive = kept.table, kept.bodies, kept.alive
        self._now = now.timestamp()
        self.paths = {spelled: row.path for spelled, row in self._rows.items()}

    def __contains__(self, file: SourceFile) -> bool:
        return file.spelled in self._rows

    def before(self, file: SourceFile) -> UnrenderedContent | None:
        """The text as it was, whatever it is now."""
        row = self._rows.get(file.spelled)
        return self._text(file, row) if row else None

    def by_stamp(self, file: SourceFile) -> UnrenderedContent | None:
        """The text, where nobody needs to open its file."""
        row = self._rows.get(file.spelled)
        same = row and row.stamp == file.stamp != NO_STAMP and self._holds(row)
        return self._text(file, row) if row and same else None

    def by_content(self, file: SourceFile) -> UnrenderedContent | None:
        """The text, where its file holds what it held."""
        row = self._rows.get(file.spelled)
        if row is None or not self._holds(row) or row.source != digest_of(file.file):
            return None
        if row.stamp != file.stamp:
            self._table.put(file.spelled, tuple(row._replace(stamp=file.stamp)))
        return self._text(file, row)

    def gone(self, files: Iterable[SourceFile]) -> list[str]:
        """The spelled paths of texts that were there."""
        return list(self._rows.keys() - {file.spelled for file in files})

    def _holds(self, row: TextRow) -> bool:
        """Whether time has not come, nor gone back, to a day that the text names."""
        return row.latest < min(row.asof, self._now) - DAY

    def _text(self, file: SourceFile, row: TextRow) -> UnrenderedContent:
        kept = self._table.rows[file.spelled]
        before, text = self._alive.get(file.spelled, (None, None))
        if text is None or before is not kept or text.file.stamp != file.stamp:
            text = self._awoken(file, row)
            self._alive[file.spelled] = kept, text
        return text

    def _awoken(self, file: SourceFile, row: TextRow) -> KnownText:
        content, text = object.__new__(KnownContent), object.__new__(KnownText)
        vars(content).update(zip(AWAKE, row.awake, strict=True))
        vars(content).update(body=StoredBody(row.body, self._bodies) if row.body else Body(), row=row)
        vars(text).update(
            content=content,
            source=row.source,
            documents=row.documents,
            problems=tuple(map(Problem._make, row.problems)),
            rendering=_rendering(row) if row.body else None,
            row=row,
            file=file,
        )
        return text


def _rendering(row: TextRow) -> Rendering:
    return Rendering(row.asked, row.published, tuple(map(LinkUse._make, row.uses)), tuple(map(Problem._make, row.told)))


class Shared(dict[T, T]):
    """Of equal values the first, so that a table holds it once."""

    def __missing__(self, value: T) -> T:
        self[value] = value
        return value

    def all(self, values: Iterable[T]) -> tuple[T, ...]:
        return tuple([self[value] for value in values])


def keep(table: Snapshot, file: SourceFile, made: UnrenderedContent, now: datetime, named: Shared[Any]) -> None:
    """Keeps a text with which nothing is wrong, rendered or not. What many texts name is `named` once."""
    content, rendering = made.content, made.rendering or Rendering()
    content = replace(content, authors=named.all(content.authors), issuer=named[content.issuer])
    days = [moment.timestamp() for name in DATES if (moment := getattr(content, name))]
    seldom = (made.body_line, made.image, made.image_alt, dict(made.lines), dict(made.written))
    row = TextRow(
        stamp=file.stamp,
        path=file.path,
        source=made.source,
        asof=now.timestamp(),
        latest=float("inf") if content.kind is ContentKind.PROGRAM else max(days, default=0.0),
        body=content.body.key if isinstance(content.body, StoredBody) else b"",
        awake=tuple(_here(getattr(content, name)) for name in AWAKE),
        asleep=pack((tuple(getattr(content, name) for name in ASLEEP), seldom)),
        given=named.all(named.all(one) if isinstance(one, tuple) else one for one in astuple(made.given)),
        documents=made.documents,
        problems=tuple(map(tuple, made.problems)),
        asked=rendering.asked,
        published=rendering.published,
        uses=tuple(map(tuple, rendering.uses)),
        told=tuple(map(tuple, rendering.problems)),
    )
    table.put(file.spelled, tuple(row))


def _here(value: object) -> object:
    """A moment in the one zone that all share; what came from another process has its own."""
    return value.astimezone(VIETNAM) if isinstance(value, datetime) else value


def _markdown(file: SourceFile, source: bytes) -> str:
    """Raises OSError where the file is another by now."""
    content = file.file.read_bytes()
    parsed, _ = reading.parse(file, content)
    if parsed is None or digest(content) != source:
        raise OSError(errno.ESTALE, CHANGED, str(file.file))
    return parsed.markdown
