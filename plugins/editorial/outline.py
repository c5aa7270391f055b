"""What a text is to all others: its address, what it is known by, and what it was known by before."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from plugins.base.addresses import place
from plugins.base.model import Content, ContentKind, Status, UnrenderedContent, Visibility
from plugins.base.problems import Message, Problem
from plugins.editorial.reading import ParsedText

UNSEEN = (Visibility.DRAFT, Visibility.FUTURE)


class Told(Protocol):
    """Whose problems can be told."""

    def problem(self, field: str, message: Message, /, **found: object) -> Problem: ...


class Outline(NamedTuple):
    """`unseen` texts nobody can read yet."""

    path: str
    kind: ContentKind
    slug: str
    address: str
    title: str
    date: datetime | None
    guid: str
    document_number: str
    issuer: str
    redirect_from: tuple[str, ...]
    removed: bool
    unseen: bool
    signers: tuple[str, ...]

    @property
    def place(self) -> tuple[object, ...]:
        """Which text it is, and how old beside the others."""
        return self.kind, self.slug, self.path, self.date, self.unseen


def claims(one: Outline | Content) -> frozenset[str]:
    """What no other text may be known by: its addresses, today's and old ones, and its own mark."""
    return frozenset([one.guid, *map(place, (one.address, *one.redirect_from))]) - {""}


def of_parsed(parsed: ParsedText, visibility: Visibility) -> Outline:
    values = parsed.values
    signatures = values.values.get("Authors", ())
    assert isinstance(signatures, tuple)
    return Outline(
        path=parsed.path,
        kind=parsed.kind,
        slug=parsed.slug,
        address=parsed.address,
        title=values.text("Title"),
        date=values.moment("Date"),
        guid=values.text("Guid"),
        document_number=values.text("Document_number"),
        issuer=values.text("Issuer"),
        redirect_from=values.items("Redirect_from"),
        removed=values.values.get("Status") is Status.REMOVED,
        unseen=visibility in UNSEEN,
        signers=tuple(one.name for one in signatures if one.name),
    )


def of_known(made: UnrenderedContent) -> Outline:
    content = made.content
    return Outline(
        path=content.path,
        kind=content.kind,
        slug=content.slug,
        address=content.address,
        title=content.title,
        date=content.date,
        guid=content.guid,
        document_number=content.document_number,
        issuer=content.issuer.name if content.issuer else "",
        redirect_from=content.redirect_from,
        removed=content.status is Status.REMOVED,
        unseen=content.visibility in UNSEEN,
        signers=tuple(one.name for one in content.authors),
    )
