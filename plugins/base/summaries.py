"""The beginning of a text as its summary: whole sentences, and where one is too long for that, never half a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROOM = 200
"""Signs that a summary of whole sentences may have."""
LONGEST = 320
"""Signs of a first sentence that is still taken whole."""
SHORTEST = 60
"""Signs from which a part of a sentence says enough."""

END = re.compile(r"[.!?…]+[\"'”»’)\]]*\s+(?=\S)")
PART = re.compile(r"[,;:)]\s+|\s+[–—-]\s+")
OPENED = "\"'“«‘([–- "
INITIALS = re.compile(r"(?!v\.v)(?:[^\W\d]{1,3}\.)+[^\W\d]{1,3}|[^\W\d]")
# A stop behind these ends no sentence: titles; neither do initials and the numbers of points.
SHORT = frozenset("tp tx pgs gs ts ths bs ks cn tt q p mr mrs dr st tr nxb no".split())


def opening(text: str) -> str:
    """The sentences that the text begins with, in at most about 200 signs; the first one in any case, if it is not
    endless.
    """
    text = " ".join(text[: 3 * LONGEST].split())
    if len(text) <= ROOM:
        return text
    ends = [end for end in _sentence_ends(text) if end <= ROOM] or [next(_sentence_ends(text))]
    return text[: ends[-1]].rstrip() if ends[-1] <= LONGEST else _begun(text) + "…"


def _sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end that are followed by no small letter; the end of the text last."""
    for match in END.finditer(text):
        goes_on = text[match.end() :].lstrip(OPENED)[:1].islower()
        if not goes_on and not (match[0].startswith(". ") and _short(text[: match.start()])):
            yield match.end()
    yield len(text)


def _short(before: str) -> bool:
    """Whether the last word before a stop is a title, an initial, or the number of a point."""
    words = before.split()
    last = words[-1].lstrip(OPENED) if words else ""
    point = last.isdecimal() and (len(words) == 1 or words[-2][-1] in ".!?…:;")
    return point or last.casefold() in SHORT or bool(INITIALS.fullmatch(last))


def _begun(text: str) -> str:
    """An endless sentence up to its last part that has room, else up to a word that is in no name."""
    parts = [match.start() for match in PART.finditer(text, 0, ROOM) if match.start() >= SHORTEST]
    if parts:
        return text[: parts[-1] + (text[parts[-1]] == ")")].rstrip()
    words = text[:ROOM].split(" ")[:-1]
    while len(words) > 1 and not (words[-1].islower() and text[len(" ".join(words)) :].lstrip()[:1].islower()):
        words.pop()
    return " ".join(words) if len(words) > 1 else text[:ROOM].rstrip()
