"""The list of texts over all that is published and all drafts. What a file says is read once, by its object's id."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tools.editor.draft_commits import DRAFTS, DraftCommit
from tools.editor.draft_history import LONG_AGO
from tools.editor.draft_states import CONTENT, DraftReader
from tools.editor.text_facts import TextFacts, facts_of
from tools.editor.text_names import may_be_text
from tools.editor.workspace import ListedText

LONGEST_HEADER = 250_000


@dataclass
class TextList:
    reader: DraftReader
    _facts: dict[tuple[str, str], TextFacts] = field(default_factory=dict)
    _known: dict[tuple[str, str], TextFacts] = field(default_factory=dict)
    _published: tuple[str, dict[str, str]] = ("", {})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self, main: str) -> list[ListedText]:
        """Newest change first."""
        with self._lock:
            self._known, self._facts = self._facts, {}  # what no row asks for any more goes
            published = self.published(main)
            drafts = {one.path: one for one in self.drafts()}
            rows = [self._row(path, oid, drafts.get(path)) for path, oid in published.items()]
            rows += [self._row(path, "", one) for path, one in drafts.items() if path not in published]
        return sorted(rows, key=lambda row: row.changed_at or row.date or LONG_AGO, reverse=True)

    def published(self, main: str) -> dict[str, str]:
        """The path of every published text, and the object that it is."""
        if self._published[0] != main:
            listed = self.reader.repository.run("ls-tree", "-r", "-z", main, f"{CONTENT}/")
            self._published = (main, dict(_texts(listed)))
        return self._published[1]

    def drafts(self) -> Iterator[DraftCommit]:
        for tip in self.reader.repository.refs(DRAFTS, "%(objectname)"):
            if one := self.reader.commit(tip):
                yield one

    def _row(self, path: str, oid: str, draft: DraftCommit | None) -> ListedText:
        newest = self.reader.state(draft.name, path).text if draft else None
        facts = self._facts_of(path, newest.oid if newest else oid)
        row = ListedText(path, facts.title, facts.status, facts.date, facts.authors)
        if not draft:
            return row
        return replace(
            row,
            is_draft=True,
            is_new=not oid,
            submitted=draft.submitted,
            changed_by=draft.writers,
            changed_at=draft.at,
        )

    def _facts_of(self, path: str, oid: str) -> TextFacts:
        facts = self._known.get((path, oid))
        if facts is None:
            content = self.reader.repository.read(oid) if oid else b""
            facts = facts_of(path, (content or b"")[:LONGEST_HEADER])
        self._facts[path, oid] = facts
        return facts


def _texts(listed: str) -> Iterator[tuple[str, str]]:
    for line in listed.split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, oid = facts.split(" ")
        path = path.removeprefix(f"{CONTENT}/")
        if mode.startswith("100") and may_be_text(path):
            yield path, oid
