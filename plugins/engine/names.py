"""What the search page knows besides the index: names of lists and people, words that follow one another, and
the titles themselves for browsers that cannot read the index.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from plugins.base.model import Content, OutputFile, Site
from plugins.base.snapshot import Snapshot
from plugins.base.vietnamese import date_short, nfc
from plugins.engine.page import ARCHIVE, DOCUMENTS, FOLLOW, NEWS, PROGRAMS, SEARCH, PageSection, group

NAMES, TITLES = f"{SEARCH.target}names.json", f"{SEARCH.target}titles.json"
# Some 9 kB compressed, whatever the size of the site.
MOST_NAMES, MOST_PAIRS = 400, 2000
MOST_TITLES, MOST_LETTERS = 5000, 200_000
WORD = re.compile(r"[^\W\d_]+")
SECTIONS = (NEWS, PROGRAMS, ARCHIVE, DOCUMENTS, FOLLOW)
READ, READ_ON = ":read for names", 64
CATEGORY, TAG, AUTHOR = "Chuyên mục", "Từ khóa", "Tác giả"
Name = tuple[str, str, str]


def group_of(site: Site, cards: bytes, memory: Snapshot) -> PageSection:
    """`cards` is the digest of those of the site; `memory` keeps how many of the newest texts were read for it, or
    some more: of the others only the titles count.
    """
    newest = site.findable[:MOST_TITLES]
    read = memory.rows.get(READ, 0)
    bodies = (content.digest for content in newest[:read])

    def outputs() -> Iterator[OutputFile]:
        names, texts = _names(site), list(_texts(newest))
        memory.put(READ, -len(texts) // READ_ON * -READ_ON)
        said = (*(name for name, _, _ in names), *(content.title for content in newest), *texts)
        yield _file(NAMES, {"names": names, "next": _following(said)})
        yield _file(TITLES, [(content.title, content.address, _about(content)) for content in newest])

    return group("names", outputs, cards, str(read).encode(), *bodies, addresses=(NAMES, TITLES))


def _file(address: str, facts: object) -> OutputFile:
    return OutputFile(address, json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())


def _names(site: Site) -> list[Name]:
    """What has a page that the index does not read: its name, its address, what it is; those used most first."""
    sections = [(link.label, link.target, "") for link in SECTIONS]
    categories = [(category.name, category.address, CATEGORY) for category in site.filled_categories]
    used = Counter[Name]()
    for kind, names in (
        (TAG, Counter(tag for content in site.articles for tag in content.tags)),
        (AUTHOR, Counter(author for content in site.articles for author in content.authors)),
    ):
        for one, times in names.items():
            used[one.name, one.address, kind] += times
    return [*sections, *categories, *sorted(used, key=lambda name: (-used[name], name))][:MOST_NAMES]


def _texts(contents: Iterable[Content]) -> Iterator[str]:
    """The newest texts as far as they are read: a small site has few words in its titles."""
    left = MOST_LETTERS
    for content in contents:
        if left <= 0:
            return
        yield content.body.prose
        left -= len(content.body.prose)


def _following(texts: Iterable[str]) -> dict[str, str]:
    """Each word with those that follow it, the pairs that stand oftenest first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        pairs.update(pairwise(WORD.findall(nfc(text).lower())))
    found: dict[str, list[str]] = {}
    for (word, following), _ in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))[:MOST_PAIRS]:
        found.setdefault(word, []).append(following)
    return {word: " ".join(others) for word, others in found.items()}


def _about(content: Content) -> str:
    if content.facts:
        return " · ".join(filter(None, (content.facts.kind, content.facts.period)))
    return date_short(content.date) if content.date else ""
