"""What differs between two states of a text, as a person reads it: field by field, passage by passage, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from plugins.editorial import field_of
from tools.editor import forms, text_parts
from tools.editor.form_words import label

PASSAGES = re.compile(r"\n[ \t]*\n\s*")
WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 3000
"""Of two passages that are compared word by word; the work grows with the product."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both have, or only the older one ("gone"), or only the newer one ("new")."""

    words: str
    how: str = "same"


@dataclass(frozen=True, slots=True)
class Passage:
    """`skipped` counts passages that are left out because both have them; `place` is the name of a field."""

    pieces: tuple[Piece, ...] = ()
    place: str = ""
    skipped: int = 0


def difference(old: str, new: str) -> list[Passage]:
    """Nothing where both say the same."""
    return [*_fields(old, new), *_body(text_parts.shown_body(old), text_parts.shown_body(new))]


def _fields(old: str, new: str) -> Iterator[Passage]:
    before, after = _by_field(old), _by_field(new)
    for name in dict.fromkeys([*after, *before]):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            row = field_of(name)
            yield Passage(_words(one, other), label(row) if row else "Phần đầu bài")


def _by_field(text: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in forms.shown(text).items():
        if value:
            found.setdefault(name.split(".")[0], []).append(value)
    return {name: "\n".join(values) for name, values in found.items()}


def _body(old: str, new: str) -> Iterator[Passage]:
    before, after = (PASSAGES.split(body.strip()) for body in (old, new))
    found: list[Passage] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Passage(skipped=i2 - i1))
        else:
            pairs = zip_longest(before[i1:i2], after[j1:j2], fillvalue="")
            found += [Passage(_words(one, other)) for one, other in pairs]
    return iter(found if any(one.pieces for one in found) else [])


def _words(old: str, new: str) -> tuple[Piece, ...]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if not before or not after or len(before) + len(after) > MOST_WORDS:
        return tuple(Piece(words, how) for words, how in ((old, "gone"), (new, "new")) if words)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(_pieces(before, after, matcher.get_opcodes()))


def _pieces(
    before: Sequence[str], after: Sequence[str], steps: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[Piece]:
    for kind, i1, i2, j1, j2 in steps:
        if kind == "equal":
            yield Piece("".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("".join(before[i1:i2]), "gone")
        if j2 > j1:
            yield Piece("".join(after[j1:j2]), "new")
