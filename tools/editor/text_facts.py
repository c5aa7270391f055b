"""What the list of texts says of one, read from its header alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugins.base import header
from plugins.base.header import InvalidHeader
from plugins.base.model import ContentKind, Status
from plugins.editorial.reading import name_of
from plugins.editorial.schema import Values, read


@dataclass(frozen=True, slots=True)
class TextFacts:
    """The title is the name of its file where the header has none, or cannot be read."""

    title: str
    status: str = Status.PUBLISHED.value
    date: datetime | None = None
    authors: tuple[str, ...] = ()


def facts_of(path: str, content: bytes) -> TextFacts:
    """A header in the making is read as far as it goes."""
    try:
        fields = header.parse(header.as_read(content.decode("utf-8", "replace"))).fields
    except InvalidHeader:
        return TextFacts(name_of(path))
    values = read(path, fields, ContentKind.ARTICLE)[0]
    status = values.values.get("Status", Status.PUBLISHED)
    return TextFacts(
        values.text("Title") or name_of(path),
        status.value if isinstance(status, Status) else "",
        values.moment("Date"),
        _names(values),
    )


def _names(values: Values) -> tuple[str, ...]:
    given = values.values.get("Authors", ())
    return tuple(one.name for one in given) if isinstance(given, tuple) else ()
