"""Categories tag posts: what a post belongs to, by the vocabulary where there is one, and which tags follow from
that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from plugins.base.addresses import NO_CATEGORIES
from plugins.base.model import Author, Category, Tag, TagRule
from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import did_you_mean, identity, slug
from plugins.editorial.readers import Signature

SAME_CATEGORY_ADDRESS = Message(
    "loại tin «{name}» và «{other}» cùng rơi vào địa chỉ {address}.", "Hãy dùng một cách viết, hoặc đổi một tên."
)
RESERVED_CATEGORY = Message("loại tin «{name}» có địa chỉ đã dùng cho việc khác.", "Hãy đổi tên loại tin.")
UNKNOWN_CATEGORY = Message("không có loại tin «{name}».{hint}", "Các loại tin: {names}.")
CATEGORY_WITHOUT_LETTERS = Message("loại tin «{name}» không làm được địa chỉ.", "Hãy dùng tên có chữ cái.")
TAG_WITHOUT_LETTERS = Message("từ khóa «{name}» không làm được địa chỉ.", "Hãy dùng từ có chữ cái.")
SAME_TAG_ADDRESS = Message(
    "từ khóa «{name}» và «{other}» cùng rơi vào địa chỉ {address}.", "Hãy dùng một cách viết, hoặc đổi một từ."
)


class Vocabulary:
    """The kinds of news, matched by name or slug whatever the case, composition, spaces or place of the mark.

    Without `categories` every name makes a category of its own, and spellings of one name are one category.
    """

    def __init__(self, categories: tuple[Category, ...] | None) -> None:
        self.free = categories is None
        self.categories = list(categories or ())
        self.known = {key: category for category in self.categories for key in (identity(category.name), category.slug)}

    def learn(self, categories: Iterable[Category]) -> None:
        """The names that texts have made; a vocabulary that was given knows its own."""
        if self.free:
            self.categories += categories
            self.known |= {identity(category.name): category for category in self.categories}

    def is_written(self, lines: Iterable[str], matched: Iterable[Category]) -> bool:
        """Whether these lines write the names that they were matched with as they are shown; the spelling of a given
        vocabulary stays whatever is written.
        """
        parts = {part.strip() for line in lines for part in line.split(",")} - {""}
        return not self.free or parts == {category.name for category in matched}

    def match(self, written: Iterable[str]) -> tuple[Category, ...]:
        """The categories of one post, primary first.

        Raises:
            Wrong: for a name that the vocabulary has not.
        """
        found = [category for line in written for category in self._of_line(line)]
        return tuple({category.slug: category for category in found}.values())

    def propose(self, title: str, text: str) -> Category | None:
        """The category whose rules find most words in a text that names none."""
        hits = [
            (sum(rule_applies(rule, title, text) for rule in category.rules), category) for category in self.categories
        ]
        best = max(hits, key=lambda hit: hit[0], default=(0, None))
        return best[1] if best[0] else None

    def _of_line(self, line: str) -> Iterator[Category]:
        """One line may hold several names, and a name may hold commas: the longest known run of parts wins."""
        parts = [part.strip() for part in line.split(",") if part.strip()]
        while parts:
            length = next((n for n in range(len(parts), 0, -1) if _key(parts[:n]) in self.known), 0)
            yield self.known[_key(parts[:length])] if length else self._new(parts[0])
            parts = parts[length or 1 :]

    def _new(self, name: str) -> Category:
        if not self.free:
            names = [category.name for category in self.categories]
            raise InvalidValue(UNKNOWN_CATEGORY(name=name, hint=did_you_mean(name, names), names="; ".join(names)))
        if not slug(name):
            raise InvalidValue(CATEGORY_WITHOUT_LETTERS(name=name))
        category = Category(name=name, slug=slug(name))
        if other := next((one for one in self.categories if one.slug == category.slug), None):
            raise InvalidValue(SAME_CATEGORY_ADDRESS(name=name, other=other.name, address=category.address))
        if category.slug in NO_CATEGORIES:
            raise InvalidValue(RESERVED_CATEGORY(name=name))
        self.known[identity(name)] = category
        self.categories.append(category)
        return category


def _key(parts: list[str]) -> str:
    return identity(", ".join(parts))


def category_tags(categories: Iterable[Category], title: str, text: str) -> tuple[str, ...]:
    """The tags that a post has from its categories: those that a category always brings, and those of its rules."""
    found: list[str] = []
    for category in categories:
        found += category.tags
        found += [rule.tag for rule in category.rules if rule.tag and rule_applies(rule, title, text)]
    return tuple(dict.fromkeys(found))


def rule_applies(rule: TagRule, title: str, text: str) -> bool:
    return bool(_pattern(rule.words).search(title) or _pattern(rule.words).search(text))


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{alternatives or '(?!)'})(?!\w)", re.IGNORECASE)


class Tags:
    """All tags of the site: spellings of one name are one tag, and two names never share an address."""

    def __init__(self, known: Collection[Tag] = ()) -> None:
        self.by_identity = {identity(tag.name): tag for tag in known}
        self.by_slug = {tag.slug: tag for tag in known}

    def tag(self, name: str) -> Tag:
        """Raises Wrong where the tag falls on the address of another, naming both spellings."""
        if known := self.by_identity.get(identity(name)):
            return known
        made = Tag(name=name, slug=slug(name))
        if not made.slug:
            raise InvalidValue(TAG_WITHOUT_LETTERS(name=name))
        if other := self.by_slug.get(made.slug):
            raise InvalidValue(SAME_TAG_ADDRESS(name=name, other=other.name, address=made.address))
        self.by_identity[identity(name)] = self.by_slug[made.slug] = made
        return made


def authors(signatures: Iterable[Signature], slug_of: Callable[[str], str]) -> tuple[Author, ...]:
    return tuple(Author(name=one.name, slug=slug_of(one.name), office=one.office) for one in signatures if one.name)
