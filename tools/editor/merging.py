"""Two wordings of one text made one: the header field by field, the body passage by passage.

A passage is what stands between blank lines. What one side alone changed is taken; where both changed one passage, both
wordings stand there between git's own marks, which `check` lets nobody publish. A field can have one value alone: it
keeps that of `mine`, and both stand at the head of the body. No word that either side wrote is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import StringIO

from plugins.base import header
from plugins.base.header import InvalidHeader, Node
from plugins.base.header_nodes import bare
from plugins.base.problems import printable
from plugins.editorial import field_of, set_fields
from tools.editor.workspace import MergedText

MOST_PASSAGES = 4000
"""Comparing is quadratic where passages repeat: of more, all that differs counts as one passage."""
LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_BEGIN = re.compile(r"\A(?:[ \t]*(?:\r\n|\r|\n))*")
BLANK_END = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]*)*\Z")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Names:
    """Whose wordings they are, as the marks say."""

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """`base[start:stop]` became `made`."""

    start: int
    stop: int
    made: Sequence[str]


@dataclass(frozen=True, slots=True)
class BothChanged:
    """One place in two wordings."""

    mine: str
    theirs: str


Piece = str | BothChanged


def merge(base: str, mine: str, theirs: str, names: Names) -> MergedText:
    """What became of `base` on either side, in one."""
    if theirs in (base, mine):
        return MergedText(mine, 0)
    if base == mine:
        return MergedText(theirs, 0)
    end = line_end(mine)
    # A side that has other line ends throughout changed no passage by that.
    base, theirs = (side if line_end(side) == end else LINE_END.sub(end, side) for side in (base, theirs))
    try:
        return _merge_parts(_CutText(base), _CutText(mine), _CutText(theirs), names, end)
    except InvalidHeader:
        return _written(_merge_bodies(base, mine, theirs, end), names, end)


def line_end(text: str) -> str:
    """The one of its first line."""
    return _found(LINE_END, text) or "\n"


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


class _CutText:
    """A text cut where its body begins. Raises InvalidHeader."""

    def __init__(self, text: str) -> None:
        read = header.parse(header.as_read(text))
        lines = list(StringIO(text, newline=""))
        self.text, self.yaml = text, read.yaml
        self.head, self.body = "".join(lines[: read.body_line - 1]), "".join(lines[read.body_line - 1 :])
        self.fields: dict[str, Node] = {_name(key.text): value for key, value in bare(read.fields)}
        self._lines, self._keys = lines[: read.body_line - 1], read.fields

    def lines_of(self, name: str, end: str) -> str:
        """A field as the file has it; nothing where it is not there."""
        starts = [key.line - 1 for key, _ in self._keys]
        stops = [*starts[1:], len(self._lines) - self.yaml]
        rows = zip(self._keys, starts, stops, strict=False)  # of no keys, one stop
        found = (self._lines[start:stop] for (key, _), start, stop in rows if _name(key.text) == name)
        return "".join(line.rstrip() + end for lines in found for line in lines)


def _name(key: str) -> str:
    row = field_of(key)
    return row.name if row else key


def _merge_parts(base: _CutText, mine: _CutText, theirs: _CutText, names: Names, end: str) -> MergedText:
    head, disputed = _merge_heads(base, mine, theirs, end)
    body = _written(_merge_bodies(base.body, mine.body, theirs.body, end), names, end)
    noted = _written(disputed, names, end)
    opening = _found(BLANK_BEGIN, body.text)
    text = opening + (noted.text or "") + body.text[len(opening) :]
    return MergedText(_put_together(head, text, end), body.conflicts + noted.conflicts)


def _put_together(head: str, body: str, end: str) -> str:
    """With a line between the two where the body would be read as part of the header."""
    whole = head + (end if head and body and not head.endswith(("\n", "\r")) else "") + body
    return whole if _CutText(whole).body == body else f"{head.rstrip()}{end}{end}{body}"


def _merge_heads(base: _CutText, mine: _CutText, theirs: _CutText, end: str) -> tuple[str, list[Piece]]:
    """The header of both, and what could not be put into it."""
    if theirs.head in (base.head, mine.head):
        return mine.head, []
    if mine.head == base.head:
        return theirs.head, []
    taken: dict[str, Node | None] = {}
    disputed: list[Piece] = []
    for name in {**mine.fields, **theirs.fields, **base.fields}:
        was, here, there = (side.fields.get(name) for side in (base, mine, theirs))
        if there in (was, here):
            continue
        if here == was and field_of(name):
            taken[name] = there
        else:
            disputed.append(BothChanged(mine.lines_of(name, end), theirs.lines_of(name, end)))
    made = _CutText(set_fields(taken, mine.text)).head if taken else mine.head
    told = made + "".join(one.theirs for one in disputed if isinstance(one, BothChanged))
    if lost := _words(theirs.head) - _words(base.head) - _words(told):  # in a comment
        lines = [line for line in StringIO(theirs.head) if not lost.isdisjoint(_words(line))]
        disputed.append(BothChanged("", "".join(line.rstrip() + end for line in lines)))
    return made, disputed


def _words(text: str) -> set[str]:
    return set(WORD.findall(header.as_read(text)))


def _merge_bodies(base: str, mine: str, theirs: str, end: str) -> list[Piece]:
    """The pieces of the merged body, each with the blank lines behind it."""
    (was, _), (here, last), (there, their_last) = (_cut(side, end) for side in (base, mine, theirs))
    pieces = list(_woven(was, _hunks(was, here), _hunks(was, there)))
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = BLANK_END.sub("", pieces[-1]) + (last or their_last)
    return pieces


def _cut(body: str, end: str) -> tuple[list[str], str]:
    """Its passages, each with the blank lines behind it; those behind the last one come apart."""
    last = _found(BLANK_END, body)
    passages: list[str] = []
    blank = True
    for line in StringIO(body[: len(body) - len(last)] + (end + end if body != last else ""), newline=""):
        if (blank and line.strip()) or not passages:
            passages.append("")
        passages[-1] += line
        blank = not line.strip()
    return passages, last


def _woven(base: Sequence[str], mine: Sequence[Hunk], theirs: Sequence[Hunk]) -> Iterator[Piece]:
    """Changes of both sides in the order of the base."""
    at = 0
    for ours, others in _places(mine, theirs):
        start = min(hunk.start for hunk in (*ours, *others))
        stop = max(hunk.stop for hunk in (*ours, *others))
        yield from base[at:start]
        yield from _of_one_place(*(_applied(base, start, stop, hunks) for hunks in ((), ours, others)))
        at = stop
    yield from base[at:]


def _places(mine: Sequence[Hunk], theirs: Sequence[Hunk]) -> Iterator[tuple[list[Hunk], list[Hunk]]]:
    """Hunks of both sides, together where they change one passage or add at one place."""
    sides = [(side, hunk) for side, hunks in enumerate((mine, theirs)) for hunk in hunks]
    place: tuple[list[Hunk], list[Hunk]] = ([], [])
    start = stop = 0
    for side, hunk in sorted(sides, key=lambda one: (one[1].start, one[1].stop, one[0])):
        both_add = hunk.start == hunk.stop == start == stop
        if any(place) and not (hunk.start < stop or both_add):
            yield place
            place = ([], [])
        if not any(place):
            start, stop = hunk.start, hunk.stop
        place[side].append(hunk)
        stop = max(stop, hunk.stop)
    if any(place):
        yield place


def _applied(base: Sequence[str], start: int, stop: int, hunks: Sequence[Hunk]) -> list[str]:
    made: list[str] = []
    for hunk in hunks:
        made += [*base[start : hunk.start], *hunk.made]
        start = hunk.stop
    return [*made, *base[start:stop]]


def _of_one_place(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Piece]:
    if theirs in (base, mine):
        yield from mine
    elif mine == base:
        yield from theirs
    else:
        first, last = _common(mine, theirs)
        yield from mine[:first]
        yield BothChanged(*("".join(side[first : len(side) - last]) for side in (mine, theirs)))
        yield from mine[len(mine) - last :]


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many passages both have at the beginning, and of the others at the end."""
    most = min(len(one), len(other))
    first = next((at for at in range(most) if one[at] != other[at]), most)
    rest = most - first
    return first, next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)


def _hunks(base: Sequence[str], made: Sequence[str]) -> list[Hunk]:
    """What changed; so many passages in the place of as many are changed one by one."""
    first, last = _common(base, made)
    was, now = base[first : len(base) - last], made[first : len(made) - last]
    if len(was) + len(now) > MOST_PASSAGES:
        return [Hunk(first, first + len(was), now)]
    hunks: list[Hunk] = []
    for kind, start, stop, begin, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "replace" and stop - start == end - begin:
            hunks += [Hunk(first + start + at, first + start + at + 1, [now[begin + at]]) for at in range(stop - start)]
        elif kind != "equal":
            hunks.append(Hunk(first + start, first + stop, now[begin:end]))
    return hunks


def _written(pieces: Sequence[Piece], names: Names, end: str) -> MergedText:
    text = "".join(one if isinstance(one, str) else _marked(one, names, end) for one in pieces)
    return MergedText(text, sum(isinstance(one, BothChanged) for one in pieces))


def _marked(place: BothChanged, names: Names, end: str) -> str:
    mine, theirs = (BLANK_END.sub("", side) + end if side.strip() else "" for side in (place.mine, place.theirs))
    marks = (f"{mark} {printable(name)}" for mark, name in (("<" * 7, names.mine), (">" * 7, names.theirs)))
    first, last = marks
    return f"{first}{end}{mine}{'=' * 7}{end}{theirs}{last}{end}{end}"
