"""The texts that an earlier build has read, checked and rendered: while a file stays as it was, nobody opens it.

A row is believed for as long as the file has the same stamp, or the same bytes, and no day that its header names lies
where time could change what is said of it.
"""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from plugins.base.columns import ColumnTable
from plugins.base.fingerprint import digest, digest_of
from plugins.base.model import (
    STATES_AS_READ,
    Body,
    Content,
    ContentKind,
    GivenNames,
    LinkUse,
    Rendering,
    Status,
    StoredBody,
    UnrenderedContent,
    Visibility,
)
from plugins.base.moments import VIETNAM
from plugins.base.problems import Problem
from plugins.base.snapshot import pack, unpack
from plugins.base.survey import NO_STAMP, SourceFile, Stamp
from plugins.editorial import reading

T = TypeVar("T")

# Facts of a text that are asked for in every build, to list it, to sort it, and to find it; the others sleep. They are
# kept as they are, or as what they are made of: the value of a name, the ten bytes of a moment; what many texts share,
# and most, packed.
NAMES: dict[str, type[Enum]] = {"kind": ContentKind, "status": Status, "visibility": Visibility}
MOMENTS = ("date", "modified", "expires")
SHARED = ("categories", "authors", "issuer", "facts")
PLAIN = (
    *("slug", "title", "address", "program", "results", "document_number", "guid", "redirect_from", "card", "digest"),
)
AWAKE = (*NAMES, *MOMENTS, *SHARED, *PLAIN)
ASLEEP = tuple(one.name for one in fields(Content) if one.name not in (*AWAKE, "path", "tags", "body"))
KINDS = list(ContentKind)
SELDOM = ("body_line", "image", "image_alt", "lines", "written")
DATES = (*MOMENTS, "document_date")
DAY = 86_400
CHANGED = "tệp đã đổi trong lúc dựng"

Bodies = Callable[[bytes], Body]
"""From a key to the body that was kept under it."""


class TextRow(NamedTuple):
    """What is kept of a text beside its facts, as plain values. In its table it stands as a bare tuple with these
    behind it, by its file's spelled path.
    """

    stamp: Stamp
    path: str
    source: bytes
    until: float
    """The first moment, in seconds since 1970, at which time has not come, nor gone back, to a day that its header
    names; of a program, whose state goes with the days, there is none."""
    place: tuple[Any, ...]
    """As below."""
    body: bytes
    tags: bytes
    """Packed; many texts share them."""
    asleep: bytes
    """The other facts, what is seldom asked for, and the names that the header gives, packed."""
    documents: tuple[str, ...]
    problems: tuple[tuple[Any, ...], ...]
    asked: frozenset[str]
    published: tuple[str, ...]
    uses: tuple[tuple[Any, ...], ...]
    told: tuple[tuple[Any, ...], ...]


COLUMNS = (*TextRow._fields, *AWAKE)
RENDERED = ("body", "path", "asked", "published", "uses", "told")


class Asleep:
    """A fact that comes to life, with the others, when somebody asks for one of them."""

    def __init__(self, name: str, woken: Callable[[Any], Iterable[tuple[str, Any]]]) -> None:
        self._name, self._woken = name, woken

    def __get__(self, one: Any, _owner: type) -> Any:
        vars(one).update(self._woken(one))
        return vars(one)[self._name]


class KnownContent(Content):
    """A text as an earlier build has left it; what is not asked for in every build comes to life when somebody does."""

    __slots__ = (*AWAKE, "asleep", "body_key", "load", "path", "shared", "tag_names")
    asleep: bytes
    shared: Unpacked
    tag_names: bytes
    body_key: bytes
    load: Bodies


class KnownText(UnrenderedContent):
    """The same with its file."""

    __slots__ = ("asleep", "content", "documents", "file", "place", "problems", "rendering", "source", "until")
    asleep: bytes
    file: SourceFile
    place: tuple[Any, ...]
    until: float


def _facts(content: KnownContent) -> Iterable[tuple[str, Any]]:
    return zip(ASLEEP, unpack(content.asleep)[0], strict=True)


def _body(content: KnownContent) -> Iterable[tuple[str, Any]]:
    return [("body", StoredBody(content.body_key, content.load) if content.body_key else Body())]


def _tags(content: KnownContent) -> Iterable[tuple[str, Any]]:
    return [("tags", content.shared[content.tag_names])]


def _seldom(text: KnownText) -> Iterable[tuple[str, Any]]:
    return zip(SELDOM, unpack(text.asleep)[1], strict=True)


def _given(text: KnownText) -> Iterable[tuple[str, Any]]:
    return [("given", GivenNames(*unpack(text.asleep)[2])), ("read", partial(_markdown, text.file, text.source))]


for name in ASLEEP:
    setattr(KnownContent, name, Asleep(name, _facts))
for name in SELDOM:
    setattr(KnownText, name, Asleep(name, _seldom))
for name in ("given", "read"):
    setattr(KnownText, name, Asleep(name, _given))
setattr(KnownContent, "tags", Asleep("tags", _tags))  # noqa: B010 - fields of another type
setattr(KnownContent, "body", Asleep("body", _body))  # noqa: B010 - a field of another type


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """What an earlier build has left of its texts: a table of rows, and where their bodies lie."""

    table: ColumnTable
    bodies: Bodies
    alive: dict[str, KnownText] = field(default_factory=dict)
    """What has come to life of them, by spelled path, for the next build of this process."""


def text_table(file: Path | None, made_by: bytes) -> ColumnTable:
    """Where texts are kept."""
    return ColumnTable(file, made_by, COLUMNS)


def addresses_in(table: ColumnTable) -> dict[str, str]:
    """Of all texts that are kept, by path."""
    return dict(zip(table.column("path"), table.column("address"), strict=True))


class KnownTexts:
    """The rows of a table, `now`; the files are in `content`."""

    def __init__(self, kept: KeptTexts, content: Path, now: datetime) -> None:
        self._table, self._bodies, self._alive = kept.table, kept.bodies, kept.alive
        self._content = content
        self._now = now.timestamp()
        keys = kept.table.keys
        if not self._alive:
            self._wake(keys, {name: kept.table.column(name) for name in COLUMNS})
        else:
            self._wake_some([key for key in keys if key not in self._alive])
            for gone in self._alive.keys() - keys:
                del self._alive[gone]
        self.files = {spelled: text.file for spelled, text in self._alive.items()}

    def __contains__(self, file: SourceFile) -> bool:
        return file.spelled in self._alive

    def before(self, file: SourceFile) -> UnrenderedContent | None:
        """The text as it was, whatever it is now."""
        return self._alive.get(file.spelled)

    def by_stamp(self, files: Iterable[SourceFile]) -> dict[str, UnrenderedContent]:
        """The texts of which nobody needs to open the file, by path."""
        alive, now = self._alive, self._now
        return {
            file.path: text
            for file in files
            if (text := alive.get(file.spelled)) and text.until < now and text.file.stamp == file.stamp != NO_STAMP
        }

    def by_content(self, file: SourceFile) -> UnrenderedContent | None:
        """The text, where its file holds what it held."""
        text = self._alive.get(file.spelled)
        if text is None or text.until >= self._now or text.source != digest_of(file.file):
            return None
        if text.file.stamp != file.stamp:
            row = self._table.rows([file.spelled])[file.spelled]
            self._table.put(file.spelled, (file.stamp, *row[1:]))
            self._wake_some([file.spelled])
        return self._alive[file.spelled]

    def gone(self, files: Iterable[SourceFile]) -> list[str]:
        """The spelled paths of texts that were there."""
        return list(self._alive.keys() - {file.spelled for file in files})

    def _wake_some(self, keys: Collection[str]) -> None:
        rows = self._table.rows(keys)
        self._wake(list(rows), dict(zip(COLUMNS, zip(*rows.values(), strict=True), strict=False)) if rows else {})

    def _wake(self, keys: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> None:
        if not keys:
            return
        paths, stamps, shared = columns["path"], columns["stamp"], Unpacked()
        contents = _made(
            KnownContent,
            len(keys),
            **_awake(columns, shared),
            path=paths,
            asleep=columns["asleep"],
            body_key=columns["body"],
            load=repeat(self._bodies),
            tag_names=columns["tags"],
            shared=repeat(shared),
        )
        texts = _made(
            KnownText,
            len(keys),
            content=contents,
            file=map(partial(tuple.__new__, SourceFile), zip(paths, repeat(self._content), keys, stamps, strict=False)),
            problems=map(_problems, columns["problems"]),
            rendering=map(_rendering, *(columns[name] for name in RENDERED)),
            **{name: columns[name] for name in ("source", "until", "place", "asleep", "documents")},
        )
        self._alive.update(zip(keys, texts, strict=True))


def _made(made: type[T], count: int, /, **facts: Iterable[Any]) -> list[T]:
    """Objects with these facts in their slots: all of one after those of another, which takes a fifth of the time."""
    every = [object.__new__(made) for _ in range(count)]
    for name, values in facts.items():
        deque(map(getattr(made, name).__set__, every, values), maxlen=0)
    return every


def _awake(columns: Mapping[str, Sequence[Any]], shared: Unpacked) -> dict[str, Iterable[Any]]:
    """The facts of what they are made of."""
    facts: dict[str, Iterable[Any]] = {name: columns[name] for name in PLAIN}
    facts |= {name: map({one.value: one for one in kind}.__getitem__, columns[name]) for name, kind in NAMES.items()}
    facts |= {name: map(_moment, kept) if any(kept := columns[name]) else kept for name in MOMENTS}
    return facts | {name: map(shared.__getitem__, columns[name]) for name in SHARED}


def _moment(kept: bytes | None) -> datetime | None:
    return datetime(kept, VIETNAM) if kept else None  # type: ignore[arg-type, call-arg]  # noqa: DTZ001 - as pickle does


def _problems(kept: Sequence[tuple[Any, ...]]) -> tuple[Problem, ...]:
    return tuple(map(Problem._make, kept)) if kept else ()


def _rendering(body: bytes, path: str, *kept: Any) -> Rendering | None:
    asked, published, uses, told = kept
    used = tuple([tuple.__new__(LinkUse, (path, *use)) for use in uses]) if uses else ()
    return Rendering(asked, published, used, _problems(told)) if body else None


class Unpacked(dict[bytes, Any]):
    """What is packed, the same for the same."""

    def __missing__(self, packed: bytes) -> Any:
        self[packed] = unpack(packed)
        return self[packed]


class Shared(dict[T, T]):
    """Of equal values the first, so that a table holds it once."""

    def __missing__(self, value: T) -> T:
        self[value] = value
        return value


def keep(kept: KeptTexts, file: SourceFile, made: UnrenderedContent, now: datetime, named: Shared[Any]) -> None:
    """Keeps a text with which nothing is wrong, rendered or not. What many texts name is `named` once."""
    content, rendering = made.content, made.rendering or Rendering()
    days = [moment.timestamp() for name in DATES if (moment := getattr(content, name))]
    settled = max(days, default=0.0) + DAY
    seldom = (made.body_line, made.image, made.image_alt, dict(made.lines), dict(made.written))
    row = TextRow(
        stamp=file.stamp,
        path=file.path,
        source=made.source,
        until=settled if content.kind is not ContentKind.PROGRAM and settled < now.timestamp() else float("inf"),
        place=place_of(content),
        body=content.body.key if isinstance(content.body, StoredBody) else b"",
        tags=named[pack(content.tags)],
        asleep=pack((tuple(getattr(content, name) for name in ASLEEP), seldom, tuple(made.given))),
        documents=made.documents,
        problems=tuple(map(tuple, made.problems)),
        asked=rendering.asked,
        published=tuple([named[path] for path in rendering.published]),
        uses=tuple(use[1:] for use in rendering.uses),
        told=tuple(map(tuple, rendering.problems)),
    )
    kept.table.put(file.spelled, (*row, *(_plain(name, getattr(content, name), named) for name in AWAKE)))
    kept.alive.pop(file.spelled, None)


def place_of(content: Content) -> tuple[int, int, int, float]:
    """Where a text stands among all, in the order in which they are read, but for its title."""
    facts, by_clock = content.facts, -content.date.timestamp() if content.date else float("inf")
    state, begun = STATES_AS_READ.index(facts.state if facts else ""), facts.start if facts else None
    return KINDS.index(content.kind), state, -begun.toordinal() if begun else 0, by_clock


def _plain(name: str, value: Any, named: Shared[Any]) -> Any:
    """A fact that is awake, as what it is made of."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).__reduce_ex__(2)[1][0]
    if name in NAMES:
        return named[value.value]
    return named[pack(value)] if name in SHARED else value


def _markdown(file: SourceFile, source: bytes) -> str:
    """Raises OSError where the file is another by now."""
    content = file.file.read_bytes()
    parsed, _ = reading.parse(file, content)
    if parsed is None or digest(content) != source:
        raise OSError(errno.ESTALE, CHANGED, str(file.file))
    return parsed.markdown
