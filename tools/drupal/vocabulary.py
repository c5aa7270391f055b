"""The terms of the old site as this one has them: kinds of news as categories with their tree, all others as tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from plugins.base.addresses import NO_CATEGORIES, RSS, feed
from plugins.base.model import Category, Tag
from plugins.base.slugs import LONGEST
from plugins.base.vietnamese import fold_spaces, identity, slug
from tools.drupal.model import OldNode, OldSite, OldTerm
from tools.drupal.words import name_of

OTHER_NEWS = "Tin khác"
# What Drupal calls its own kinds of node: no kind of news.
KINDS_OF_DRUPAL = frozenset("article story page basicpage blogentry blog forumtopic poll webform book bookpage".split())

SAME_NAME = "Hai mục cùng tên «{name}»; mục thứ hai nay tên «{made}»."
NO_LETTERS = "Mục «{name}» không có chữ cái nào nên không đưa sang."


class TermMap:
    """Where each term goes. `new` are the categories that are not in the vocabulary of this site yet."""

    def __init__(self, site: OldSite, known: Iterable[Category]) -> None:
        self._site = site
        self.remarks: list[str] = []
        self.new: list[Category] = []
        self._by_key: dict[str, Category] = {}
        self._slugs: set[str] = set(NO_CATEGORIES)
        for category in known:
            self._by_key |= {identity(category.name): category, category.slug: category}
            self._slugs.add(category.slug)
        self._categories: dict[int, Category] = {}
        self._tags: dict[int, Tag] = {}
        for term in self._in_tree(site.news_vocabulary):
            self._add_category(term)
        self._add_tags()

    def categories_of(self, node: OldNode) -> list[str]:
        """The names of a text's categories; for one that has none, the kind of its node, or OTHER_NEWS."""
        found = [self._categories[tid].name for tid in node.terms if tid in self._categories]
        return list(dict.fromkeys(found)) or [self._of_type(node.type).name]

    def tags_of(self, node: OldNode) -> list[str]:
        return list(dict.fromkeys(self._tags[tid].name for tid in node.terms if tid in self._tags))

    def address_of(self, tid: int) -> str:
        """The list of a term here; empty where it was not brought over."""
        found = self._categories.get(tid) or self._tags.get(tid)
        return found.address if found else ""

    def feed_of(self, tid: int) -> str:
        """Its feed; only categories have one."""
        return feed(self._categories[tid].slug) + RSS if tid in self._categories else ""

    @property
    def categories(self) -> Mapping[int, Category]:
        return self._categories

    def _in_tree(self, vocabulary: str) -> Iterator[OldTerm]:
        """Parents before their children; what hangs on nothing, or in a circle, is a root."""
        terms = {term.tid: term for term in self._site.terms.values() if term.vocabulary == vocabulary}
        told: set[int] = set()
        waiting = sorted(terms.values(), key=lambda term: (term.weight, term.name, term.tid))
        while waiting:
            ready = [term for term in waiting if not terms.keys() & set(term.parents) - told] or waiting[:1]
            for term in ready:
                told.add(term.tid)
                yield term
            waiting = [term for term in waiting if term.tid not in told]

    def _add_category(self, term: OldTerm) -> None:
        parent = next((self._categories[tid] for tid in term.parents if tid in self._categories), None)
        name = name_of(term.name)
        known = self._by_key.get(identity(name))
        if known and known in self._categories.values():
            other, name = name, f"{name} ({parent.name if parent else term.tid})"
            self.remarks.append(SAME_NAME.format(name=other, made=name))
            known = self._by_key.get(identity(name))
        if not slug(name):
            self.remarks.append(NO_LETTERS.format(name=term.name))
        else:
            made = known or self._make(name, self._alias_of(term), parent.slug if parent else "", term)
            self._categories[term.tid] = made

    def _make(self, name: str, wanted: str, parent: str = "", term: OldTerm | None = None) -> Category:
        made = Category(
            name=name,
            slug=_free(wanted or slug(name), self._slugs),
            parent=parent,
            description=fold_spaces(term.description) if term else "",
            order=max(1, term.weight + 1) if term else 99,
            drupal_term=term.path if term else "",
        )
        self._slugs.add(made.slug)
        self._by_key[identity(name)] = made
        self.new.append(made)
        return made

    def _alias_of(self, term: OldTerm) -> str:
        alias = max(
            (one for one in self._site.aliases if one.source == term.path), key=lambda one: one.number, default=None
        )
        return slug(alias.path.rpartition("/")[2]) if alias else ""

    def _of_type(self, machine_name: str) -> Category:
        name = name_of(self._site.types.get(machine_name, machine_name))
        is_news = slug(name) and slug(name).replace("-", "") not in KINDS_OF_DRUPAL
        name = name if is_news else OTHER_NEWS
        return self._by_key.get(identity(name)) or self._make(name, "")

    def _add_tags(self) -> None:
        """One name, one tag; a name that only its marks tell from another says its vocabulary too."""
        made: dict[str, Tag] = {}
        slugs: dict[str, Tag] = {}
        for term in self._site.terms.values():
            name = name_of(re.sub(r"[,;]+", " ", term.name))
            if term.vocabulary == self._site.news_vocabulary:
                continue
            if not slug(name):
                self.remarks.append(NO_LETTERS.format(name=term.name))
                continue
            if slug(name) in slugs and identity(name) not in made:
                name = f"{name} ({term.tid})"
                self.remarks.append(SAME_NAME.format(name=term.name, made=name))
            tag = made.setdefault(identity(name), Tag(name, slug(name)[:LONGEST]))
            slugs[tag.slug] = tag
            self._tags[term.tid] = tag


def _free(wanted: str, taken: set[str]) -> str:
    base = wanted[: LONGEST - 4].strip("-") or "muc"
    return next(one for one in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if one not in taken)


def toml_of(categories: Iterable[Category]) -> str:
    """Entries for `categories.toml`."""
    return "".join(f"\n[[category]]\n{''.join(_lines(category))}" for category in categories)


def _lines(category: Category) -> Iterator[str]:
    words = {
        "name": category.name,
        "slug": category.slug,
        "parent": category.parent,
        "description": category.description,
        "drupal_term": category.drupal_term,
    }
    for key, value in words.items():
        if value:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
    yield f"order = {category.order}\n"
