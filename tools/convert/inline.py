"""Words in Markdown with as few backslashes as there can be: what is written is read back by the site's own renderer,
and a sign is escaped where the text would otherwise say something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from typing import Any

from plugins.media import Converter, TooLong
from tools.convert import cleaning
from tools.convert.blocks import (
    PLAIN,
    Blocks,
    Grid,
    InlineImage,
    ItemList,
    LineBreak,
    NoteMark,
    PieceOfText,
    Pieces,
    TextBlock,
    Words,
    words_in,
)

UNREADABLE = (TooLong, RecursionError, ValueError, AttributeError, IndexError)
"""What the converter raises for a text that it cannot read."""
MOST_TRIED = 400
"""Signs in one paragraph, from which on nobody looks for the fewest escapes."""
MOST_SIGNS = 16
"""With more in one paragraph, signs of one kind are escaped together."""

# What may be read as a mark wherever it stands, and at the head of a line.
SIGN = re.compile(r"[\\`*_\[\]<|]|&(?=[#\w]|$)|~(?=~)|=(?==)|\{(?=[:#{%])|!(?=\[|!!)")
LEADING = re.compile(r"\s*(?:(?P<number>\d+)\.(?=\s)|(?P<sign>[-+#>:=!~–—•◦▪▫■□●○►▶▸‣⁃∙·➢➤➔✓✔❖◆◇oüØ§vq\uf000-\uf0ff]))")
OPEN_CODE = "`"
BACKSLASHED = frozenset("\\`*_{}[]()>#+-.!|")
FLAGS = ("href", "strong", "em", "strike", "sup", "sub", "code")
MARKS = {"strong": ("**", "**"), "em": ("*", "*"), "strike": ("~~", "~~")}
TAGS = {"strong": "b", "em": "i", "strike": "del", "sup": "sup", "sub": "sub", "code": "code"}
UNSAFE_IN_TARGET = re.compile(r"[\s()<>\"\\]")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the text that may have to be escaped."""

    sign: str

    @property
    def escaped(self) -> str:
        if self.sign in BACKSLASHED:
            return f"\\{self.sign}"
        return {"&": "&amp;", "<": "&lt;"}.get(self.sign) or f"&#{ord(self.sign)};"


Part = str | Sign
Frame = Callable[[str], str]
"""Sets a line where it will stand: behind the hashes of a heading, into a cell."""


@cache
def converter() -> Converter:
    """The site's own: to make one takes longer than to read most texts."""
    return Converter()


class InlineWriter:
    """Writes pieces of text; `targets` are the names that files have in the folder of the post."""

    def __init__(self, targets: dict[str, str]) -> None:
        self.targets = targets
        self.notes: dict[str, str] = {}
        """The number of each footnote, in the order in which they are called."""

    def line(self, pieces: Pieces, frame: Frame = str, end: str = "  \n") -> str:
        """The pieces as Markdown; `frame` makes of it what is read back, `end` is a line break. A break that is a mere
        end of a line reads as a space.
        """
        if all(isinstance(piece, Words) and piece.style == PLAIN and not _has_signs(piece.text) for piece in pieces):
            return "".join(piece.text for piece in pieces if isinstance(piece, Words))
        expected = self._signature(pieces, soft=end == "\n")
        parts: list[Part] = []
        for tags in (False, True):
            parts = list(self._parts(pieces, end, tags=tags))
            for clean in (True, False):
                says = partial(self._says, frame, expected, clean=clean)
                if (found := _least(parts, says)) is not None:
                    return found
        return _assembled(parts, range(len(parts)))

    def _says(self, frame: Frame, expected: object, line: str, *, clean: bool) -> bool:
        """Whether a reader would see what is expected, and, where it shall be `clean`, an editor be told of nothing."""
        markdown = frame(line)
        numbers = [number for number in self.notes.values() if f"[^{number}]" in markdown]
        try:
            html, findings = converter().convert("\n\n".join([markdown, *(f"[^{number}]: x" for number in numbers)]))
        except UNREADABLE:
            return False
        told = findings.told or findings.unread or findings.dropped or findings.removed or findings.held
        return not (clean and told) and _read(cleaning.read(html).blocks) == expected

    def _signature(self, pieces: Pieces, *, soft: bool) -> object:
        def seen(piece: PieceOfText) -> PieceOfText:
            match piece:
                case Words() if piece.style.href:
                    return replace(piece, style=replace(piece.style, href=self.target(piece.style.href)))
                case InlineImage():
                    return InlineImage(self.targets.get(piece.src, piece.src), piece.alt)
                case LineBreak() if soft:
                    return Words(" ")
                case NoteMark():
                    return NoteMark(f"fn:{self._note(piece.name)}")
            return piece

        return _signature(tuple(map(seen, pieces)))

    def target(self, href: str) -> str:
        written = self.targets.get(href, href)
        return UNSAFE_IN_TARGET.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), written)

    def _note(self, name: str) -> str:
        return self.notes.setdefault(name, str(len(self.notes) + 1))

    def _parts(self, pieces: Iterable[PieceOfText], end: str, *, tags: bool) -> Iterator[Part]:
        begins = True
        for is_words, run in groupby(pieces, key=lambda piece: isinstance(piece, Words)):
            group = list(run)
            if is_words:
                words = [piece for piece in group if isinstance(piece, Words)]
                yield from self._marked(words, FLAGS, tags=tags, begins=begins)
            else:
                for piece in group:
                    yield from self._other(piece, end)
            begins = isinstance(group[-1], LineBreak | InlineImage)

    def _other(self, piece: PieceOfText, end: str) -> Iterator[Part]:
        match piece:
            case LineBreak():
                yield end
            case NoteMark():
                yield f"[^{self._note(piece.name)}]"
            case InlineImage():
                yield "!["
                yield from _signed(piece.alt, begins=False)
                yield f"]({self.target(piece.src)})"

    def _marked(self, words: Sequence[Words], flags: Sequence[str], *, tags: bool, begins: bool) -> Iterator[Part]:
        if not flags:
            yield from _signed("".join(piece.text for piece in words), begins=begins)
            return
        flag, *others = flags
        for value, group in _grouped(words, flag):
            if not value:
                yield from self._marked(group, others, tags=tags, begins=begins)
            elif flag == "code" and not tags:
                yield _code("".join(piece.text for piece in group))
            elif flag == "href":
                yield from self._link(group, value, others, tags=tags)
            else:
                opening, closing = (
                    MARKS[flag] if flag in MARKS and not tags else (f"<{TAGS[flag]}>", f"</{TAGS[flag]}>")
                )
                yield opening
                yield from self._marked(group, others, tags=tags, begins=False)
                yield closing
            begins = False

    def _link(self, group: list[Words], href: str, others: Sequence[str], *, tags: bool) -> Iterator[Part]:
        text = "".join(piece.text for piece in group)
        if not tags and _leads_by_itself(text, href):
            yield text
            return
        yield "["
        yield from self._marked(group, others, tags=tags, begins=False)
        yield f"]({self.target(href)})"


def _signed(text: str, *, begins: bool) -> Iterator[Part]:
    """The text with its signs apart; where it `begins` a line, what would begin a list or a heading too."""
    leading = LEADING.match(text) if begins else None
    if leading:
        at = leading.end() - 1
        yield text[:at]
        yield Sign(text[at])
        text = text[at + 1 :]
    done = 0
    for found in SIGN.finditer(text):
        yield text[done : found.start()]
        yield Sign(found[0])
        done = found.end()
    yield text[done:]


def _has_signs(text: str) -> bool:
    return LEADING.match(text) is not None or SIGN.search(text) is not None


def _least(parts: Sequence[Part], says: Callable[[str], bool]) -> str | None:
    """What says it with the fewest escapes, if anything does."""
    signs = [at for at, part in enumerate(parts) if isinstance(part, Sign)]
    if len(signs) > MOST_TRIED:
        return _assembled(parts, signs)
    if says(plain := _assembled(parts, ())):
        return plain
    if not signs or not says(_assembled(parts, signs)):
        return None
    escaped = set(signs)
    groups = [[at] for at in signs] if len(signs) <= MOST_SIGNS else _by_sign(parts, signs)
    for group in reversed(groups):
        if says(_assembled(parts, escaped.difference(group))):
            escaped.difference_update(group)
    return _assembled(parts, escaped)


def _assembled(parts: Sequence[Part], escaped: Iterable[int]) -> str:
    chosen = frozenset(escaped)
    return "".join(
        part if isinstance(part, str) else part.escaped if at in chosen else part.sign for at, part in enumerate(parts)
    )


def _by_sign(parts: Sequence[Part], signs: Sequence[int]) -> list[list[int]]:
    groups: dict[Part, list[int]] = {}
    for at in signs:
        groups.setdefault(parts[at], []).append(at)
    return list(groups.values())


def _grouped(words: Iterable[Words], flag: str) -> Iterator[tuple[Any, list[Words]]]:
    for value, run in groupby(words, key=lambda piece: getattr(piece.style, flag)):
        yield value, list(run)


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def _leads_by_itself(text: str, href: str) -> bool:
    return text in (href, href.removeprefix("mailto:")) or href == f"https://{text}"


def cell_alone(line: str) -> str:
    """A table with one cell of words, beside one that would end what they have begun."""
    return f"| {line} | {OPEN_CODE} |\n|---|---|"


def _read(blocks: Blocks) -> object:
    """What the one paragraph, heading, item or cell says that was read back; the blocks where there are others."""
    if len(blocks) != 1:
        return blocks
    match blocks[0]:
        case TextBlock():
            return _signature(blocks[0].pieces)
        case ItemList() if len(blocks[0].items) == 1:
            return _read(blocks[0].items[0])
        case Grid() if len(rows := blocks[0].rows) == 2 and list(words_in(rows[0][-1].blocks)) == [OPEN_CODE]:
            return _read(rows[0][0].blocks) if len(rows[0]) == 2 else blocks
    return blocks


def _signature(pieces: Pieces) -> tuple[PieceOfText, ...]:
    """The pieces as they compare: an address that leads to itself is no other than its words."""
    plain: list[PieceOfText] = []
    for piece in pieces:
        if isinstance(piece, Words):
            href = piece.style.href
            style = replace(piece.style, href="") if href and _leads_by_itself(piece.text, href) else piece.style
            last = plain[-1] if plain else None
            if isinstance(last, Words) and last.style == style:
                plain[-1] = Words(last.text + piece.text, style)
            else:
                plain.append(Words(piece.text, style))
        else:
            plain.append(piece)
    return tuple(plain)
