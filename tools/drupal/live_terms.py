"""The terms of a live site: from their own pages, and from the fields that show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plugins.base.vietnamese import fold_spaces, identity
from tools.drupal.gathered import Gathered
from tools.drupal.model import OldTerm, OldVocabulary
from tools.drupal.own_addresses import SiteAddress
from tools.drupal.page_fields import ShownField
from tools.drupal.words import repaired

NAMELESS = 900_000_000
"""Terms that a page names without a link get numbers from here on; nobody had an address for them."""


@dataclass
class LiveTerms:
    gathered: Gathered
    of_text: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The tids of each text in the order of its page."""
    names: dict[int, str] = field(default_factory=dict)
    vocabulary_of: dict[int, str] = field(default_factory=dict)
    _labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _nameless: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tid, term in self.gathered.terms.items():
            self.names[tid] = term.name
            if term.vocabulary:
                self.vocabulary_of[tid] = term.vocabulary
        for nid, text in self.gathered.texts.items():
            on = SiteAddress(self.gathered.places[nid].path)
            found = [tid for one in text.fields if self.is_of_terms(one, on) for tid in self._tids(one, on)]
            self.of_text[nid] = tuple(dict.fromkeys(found))

    def is_of_terms(self, one: ShownField, on: SiteAddress) -> bool:
        """A reference to terms by its kind; one to anything by where it leads."""
        if one.type == "taxonomy_term_reference":
            return True
        return bool(one.links) and all(self._tid(link.href, on) for link in one.links)

    def terms(self) -> dict[int, OldTerm]:
        ranked = sorted(self.names, key=lambda tid: (self._place_in_menu(tid), tid))
        return {tid: self._term(tid, weight) for weight, tid in enumerate(ranked)}

    def vocabularies(self) -> Mapping[str, OldVocabulary]:
        names = dict.fromkeys(self.vocabulary_of.get(tid, "") for tid in self.names)
        return {name: OldVocabulary(name, self._label(name)) for name in names}

    def _term(self, tid: int, weight: int) -> OldTerm:
        shown = self.gathered.terms.get(tid)
        trail = [one for one in self.gathered.trails.get(tid, ()) if one in self.names]
        return OldTerm(
            tid=tid,
            name=fold_spaces(repaired(self.names[tid])),
            vocabulary=self.vocabulary_of.get(tid, ""),
            parents=tuple(trail[-1:]),
            weight=weight,
            description=repaired(shown.description) if shown else "",
        )

    def _tids(self, one: ShownField, on: SiteAddress) -> Iterator[int]:
        """The terms that a field shows: linked, or by their names alone."""
        name = one.name.removeprefix("field_")
        linked = {identity(link.words): self._tid(link.href, on) for link in one.links}
        for words in one.plain or [link.words for link in one.links]:
            tid = linked.get(identity(words), 0) or self._by_name(name, words)
            self.names.setdefault(tid, words)
            vocabulary = self.vocabulary_of.setdefault(tid, name)
            if one.label:
                self._labels[vocabulary][one.label] += 1
            yield tid

    def _tid(self, href: str, on: SiteAddress) -> int:
        source = self.gathered.source_of(href, on)
        return int(source.rpartition("/")[2]) if source.startswith("taxonomy/term/") else 0

    def _by_name(self, vocabulary: str, words: str) -> int:
        known = (tid for tid, name in self.names.items() if identity(name) == identity(words))
        key = vocabulary, identity(words)
        return next(known, 0) or self._nameless.setdefault(key, NAMELESS + len(self._nameless) + 1)

    def _place_in_menu(self, tid: int) -> int:
        own = {
            f"taxonomy/term/{tid}",
            *(a.path for a in self.gathered.aliases.values() if a.source == f"taxonomy/term/{tid}"),
        }
        return next((place for place, path in enumerate(self.gathered.menu) if path in own), len(self.gathered.menu))

    def _label(self, name: str) -> str:
        most = self._labels[name].most_common(1)
        return repaired(most[0][0]) if most else name.replace("_", " ").capitalize()
