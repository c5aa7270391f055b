"""The texts that an earlier build has read, checked and rendered: while a file stays as it was, nobody opens it.

A row is believed for as long as the file has the same stamp, or the same bytes, and no day that its header names lies
where time could change what is said of it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from plugins.base.fingerprint import digest
from plugins.base.model import Body, Content, ContentKind, GivenNames, LinkUse, Rendering, StoredBody, UnrenderedContent
from plugins.base.problems import Problem
from plugins.base.snapshot import Snapshot, pack, unpack
from plugins.base.survey import NO_STAMP, SourceFile, Stamp
from plugins.editorial import reading

MAKE: Callable[..., Content] = Content
FACTS = tuple(one.name for one in fields(Content) if one.name != "body")
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
    facts: tuple[Any, ...]
    body_line: int
    image: str
    image_alt: str
    cold: bytes
    """What is seldom asked for, packed: lines, written and given."""
    problems: tuple[tuple[Any, ...], ...]
    asked: frozenset[str]
    published: tuple[str, ...]
    uses: tuple[tuple[Any, ...], ...]
    told: tuple[tuple[Any, ...], ...]


class KnownText(UnrenderedContent):
    """A text as an earlier build has left it; what is seldom asked for comes to life when somebody does."""

    __slots__ = ("_cold",)

    def __getattr__(self, name: str) -> Any:
        if name not in COLD:
            raise AttributeError(name)
        lines, written, given = unpack(self._cold)
        for cold, value in zip(COLD, (lines, written, GivenNames(*given)), strict=True):
            object.__setattr__(self, cold, value)
        return getattr(self, name)


COLD = ("lines", "written", "given")


def _known(cold: bytes, **hot: object) -> KnownText:
    made = object.__new__(KnownText)
    for name, value in hot.items():
        object.__setattr__(made, name, value)
    object.__setattr__(made, "_cold", cold)
    return made


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """What an earlier build has left of its texts: a table of rows, and where their bodies lie."""

    table: Snapshot
    bodies: Bodies


class KnownTexts:
    """The rows of a table, `now`."""

    def __init__(self, kept: KeptTexts, now: datetime) -> None:
        self._rows = {spelled: TextRow(*row) for spelled, row in kept.table.rows.items()}
        self._table, self._bodies = kept.table, kept.bodies
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
        if row is None or not self._holds(row) or row.source != _digest(file):
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
        rendering = Rendering(
            row.asked,
            row.published,
            tuple([LinkUse(*one) for one in row.uses]),
            tuple([Problem(*one) for one in row.told]),
        )
        return _known(
            row.cold,
            content=MAKE(*row.facts, StoredBody(row.body, self._bodies) if row.body else Body()),
            read=partial(_markdown, file, row.source),
            body_line=row.body_line,
            image=row.image,
            image_alt=row.image_alt,
            source=row.source,
            problems=tuple([Problem(*one) for one in row.problems]),
            rendering=rendering if row.body else None,
        )


def keep(table: Snapshot, file: SourceFile, made: UnrenderedContent, now: datetime) -> None:
    """Keeps a text with which nothing is wrong, rendered or not."""
    content, rendering = made.content, made.rendering or Rendering()
    days = [moment.timestamp() for name in DATES if (moment := getattr(content, name))]
    row = TextRow(
        file.stamp,
        file.path,
        made.source,
        now.timestamp(),
        float("inf") if content.kind is ContentKind.PROGRAM else max(days, default=0.0),
        content.body.key if isinstance(content.body, StoredBody) else b"",
        tuple(getattr(content, name) for name in FACTS),
        made.body_line,
        made.image,
        made.image_alt,
        pack((dict(made.lines), dict(made.written), astuple(made.given))),
        tuple(astuple(one) for one in made.problems),
        rendering.asked,
        rendering.published,
        tuple(astuple(one) for one in rendering.uses),
        tuple(astuple(one) for one in rendering.problems),
    )
    table.put(file.spelled, tuple(row))


def _digest(file: SourceFile) -> bytes:
    """Nothing's where it cannot be read."""
    try:
        return digest(file.file.read_bytes())
    except OSError:
        return b""


def _markdown(file: SourceFile, source: bytes) -> str:
    """Raises OSError where the file is another by now."""
    content = file.file.read_bytes()
    parsed, _ = reading.parse(file, content)
    if parsed is None or digest(content) != source:
        raise OSError(errno.ESTALE, CHANGED, str(file.file))
    return parsed.markdown
