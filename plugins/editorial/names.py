"""The names in the headers of texts, as written and as those of one site: what is one name, and which address it has.
What a text is at a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from plugins.base.model import (
    Category,
    GivenNames,
    Status,
    Tag,
    UnrenderedContent,
    Visibility,
)
from plugins.base.problems import InvalidValue
from plugins.base.slugs import Slugs
from plugins.editorial import copies, taxonomy
from plugins.editorial.outline import Outline
from plugins.editorial.readers import Signature
from plugins.editorial.reading import ParsedText

NAMELESS_AUTHOR, NAMELESS_ISSUER = "tac-gia", "khac"

Tell = Callable[[str], None]
"""Takes what is wrong with one of several names."""


class SiteNames:
    """The names of all texts as those of one site: what is one name, and which address it has. Names that are asked for
    and were not there come last, and are there from then on.
    """

    def __init__(self, vocabulary: taxonomy.Vocabulary, tags: taxonomy.Tags, authors: Slugs, issuers: Slugs) -> None:
        self.vocabulary = vocabulary
        self.categories = vocabulary.match
        self.author = authors.of
        self.issuer = issuers.of
        self._tags, self._authors, self._issuers = tags, authors, issuers

    @classmethod
    def of(cls, vocabulary: taxonomy.Vocabulary, outlines: Iterable[Outline], now: datetime) -> SiteNames:
        """As the texts make them."""
        # What nobody can read yet decides last who keeps a plain address.
        every = sorted(outlines, key=lambda one: (one.unseen, one.date or now, one.path))
        authors = Slugs(NAMELESS_AUTHOR, (name for one in every for name in one.signers))
        issuers = Slugs(NAMELESS_ISSUER, (one.issuer for one in every if one.issuer))
        return cls(vocabulary, taxonomy.Tags(), authors, issuers)

    @classmethod
    def known(cls, vocabulary: taxonomy.Vocabulary, texts: Iterable[UnrenderedContent]) -> SiteNames:
        """As an earlier build had them in these `texts`, which give the very names that they gave then."""
        every = [made.content for made in texts]
        vocabulary.learn({category for content in every for category in content.categories})
        tags = taxonomy.Tags({tag for content in every for tag in content.tags})
        authors = Slugs.known(NAMELESS_AUTHOR, {one.name: one.slug for content in every for one in content.authors})
        issuers = {one.name: one.slug for content in every if (one := content.issuer)}
        return cls(vocabulary, tags, authors, Slugs.known(NAMELESS_ISSUER, issuers))

    def tags(self, names: Iterable[str], tell: Tell) -> tuple[Tag, ...]:
        tags: dict[str, Tag] = {}
        for name in names:
            try:
                tag = self._tags.tag(name)
                tags[tag.slug] = tag
            except InvalidValue as wrong:
                tell(str(wrong))
        return tuple(tags.values())

    def admits(self, parsed: ParsedText) -> bool:
        """Whether all others are called as they were when this text comes to them, wherever it stands among them: it
        writes their names as they do, and what it names first falls on no address of theirs.
        """
        written = parsed.values.items("Category")
        try:
            categories = self.categories(written)
            given = given_names(parsed, categories)
            tags = [self._tags.tag(name) for name in given.tags]
        except InvalidValue:
            return False
        return (
            self.vocabulary.is_written(written, categories)
            and [tag.name for tag in tags] == list(given.tags)
            and all(map(self._authors.is_plain, given.signers))
            and (not given.issuer or self._issuers.is_plain(given.issuer))
        )


def given_names(parsed: ParsedText, categories: Iterable[Category]) -> GivenNames:
    """`categories` are the text's own, which may bring tags."""
    brought = taxonomy.category_tags(categories, parsed.values.text("Title"), parsed.markdown)
    return GivenNames(
        signers=tuple(one.name for one in signatures(parsed)),
        issuer=parsed.values.text("Issuer"),
        categories=parsed.values.items("Category"),
        tags=(*parsed.values.items("Tags"), *brought),
    )


def named_documents(parsed: ParsedText) -> tuple[str, ...]:
    return copies.documents_in(f"{parsed.values.text('Image')}\n{parsed.markdown}")


def signatures(parsed: ParsedText) -> tuple[Signature, ...]:
    given = parsed.values.values.get("Authors", ())
    assert isinstance(given, tuple)
    return given


def _status(parsed: ParsedText) -> Status:
    status = parsed.values.values.get("Status", Status.PUBLISHED)
    assert isinstance(status, Status)
    return status


def visibility_of(parsed: ParsedText, now: datetime) -> Visibility:
    """The status decides first, then the dates."""
    by_status = {Status.DRAFT: Visibility.DRAFT, Status.REMOVED: Visibility.REMOVED}.get(_status(parsed))
    begins, ends = parsed.values.moment("Date"), parsed.values.moment("Expires")
    if by_status:
        return by_status
    if begins and begins > now:
        return Visibility.FUTURE
    if ends and ends <= now:
        return Visibility.EXPIRED
    return Visibility.HIDDEN if _status(parsed) is Status.HIDDEN else Visibility.LIVE
