"""What editors type, made into what Python-Markdown reads as they mean it: lists, paragraphs, rules, angle brackets.

Only lines that would be read wrongly change. Code, comments and raw `<pre>` stay letter by letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from plugins.media import pipes

FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}(?=[^`]*$)|~{3,}(?=[ \t]*[\w{.])|~{3,4}(?=\s*$))")
HIDING = re.compile(r"<!--|(?<![`\\])`+|<(?P<element>pre|code|script|style)\b", re.IGNORECASE)
HIDDEN, BACKSLASH, STEP = "\0", "\\", " " * 4
MOST = 100
"""A list begins with a smaller number; 1986. is a year."""
LONGEST_NAME = 200

# Signs that nobody sees make no line; the first group is the indent of a line.
BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*$")
INDENT = re.compile(r"[ \t]*")
GAP = r"[ \t\u00a0\u3000]"
LETTER = re.compile(r"[^\W\d_oüØvq]")  # as most lines begin; no bullet
# Bullets of Word's symbol fonts are bullets wherever they stand; those that may be words or signs only in rows.
MARK = re.compile(
    rf"(?P<lead>{GAP}*)(?:(?P<bullet>[-+*]){GAP}+|(?P<number>\d{{1,3}})\.{GAP}+|(?P<symbol>[\uf000-\uf0ff]){GAP}*"
    rf"|(?P<word>[•◦▪▫■□●○►▶▸‣⁃∙·➢➤➔✓✔❖◆◇–—oü§Øvq])(?P<gap>{GAP}+))(?=\S)"
)
RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")
WAVES = re.compile(r"[ \t]*(?:={3,}|~{3,})[ \t]*$")
# Also `##Mục`; but `#LienHiepHoi` is a hashtag.
HEADING = re.compile(rf" {{0,3}}(?P<level>#{{1,6}})(?:{GAP}+|(?<=##)(?=[^\s#]))(?=[^\n]*[^#\s])")
CLOSED, HASHES = re.compile(r"\s+#+$"), re.compile(r"#+$")
NOTE = re.compile(r"(?: {0,3}\[\^[^\]\n]+\]:|:[ \t])")
LABEL = re.compile(
    rf"[ \t]*(?:\((?:[a-zđ]|\d{{1,2}}|[ivx]{{1,4}})\)|(?:[a-zđA-ZĐ]|\d{{1,4}}|[ivx]{{1,4}}|[IVX]{{1,4}})[.)/]){GAP}+\S"
)
YEAR = re.compile(r"\d{3,}\.(?=\s)")
COMPARED = re.compile(r">(?=[\d=])")
STOP = re.compile(r"[,.;:!?)…]")
PRODUCT, FACTOR = re.compile(r"\d\s*$"), re.compile(r"\s*\d")
# Not the (**) of a note.
STRONG = re.compile(r"(?<![*\\])\*\*(?!\*|(?<=[(\[{ ,;/]\*\*)[)\]}])")

# The elements of HTML, those of former times too; what else begins with "<" is text.
ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br "
    "button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em "
    "embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr "
    "noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rp rt "
    "rtc ruby s samp script search section select slot small source span strike strong style sub summary sup svg "
    "table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml xmp".split()
)
# These are closed, or they are no elements: «phương án <B>».
PAIRED = frozenset(
    "a abbr b big cite code del em font i ins kbd mark q s small span strike strong sub sup tt u".split()
)
VALUELESS = frozenset(
    "allowfullscreen async autofocus autoplay checked compact controls defer disabled hidden loop multiple muted "
    "noshade nowrap open playsinline readonly required reversed selected".split()
)
TAG = re.compile(
    r"""<(?P<closing>/?)(?P<name>[a-z][a-z0-9]*(?P<foreign>[:-][\w:.-]+)?)"""
    r"""(?P<attributes>(?:\s+[a-z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*/?>""",
    re.IGNORECASE | re.ASCII,
)
ATTRIBUTE = re.compile(r"""([\w:.@-]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?""", re.ASCII)
BRACKET = re.compile(r"<(?<!\\<)(?=/?\w)")
ADDRESS = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|<[^<>\s]+@[^<>\s]+>")
DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:\s*")
# The explanation of a link's name, but for what stands for a comment: [//]: # (…)
EXPLAINED = re.compile(r"\[(?!\^|//\])([^\[\]\n]*)\]:(?![ \t]*(?:#|<>)[ \t])")
NAMED = re.compile(r"\[([^\[\]\n]+)\](?!:[ \t]|:$)", re.MULTILINE)


def readable(source: str, mask: str) -> str:
    """The text as Python-Markdown shall have it; `mask` is what `masked` makes of it."""
    text, mask = _bracketed(source, mask)
    named = {name.strip().lower() for name in NAMED.findall(mask)} if "]:" in mask else set[str]()
    return "\n".join(_Lines(text.split("\n"), mask.split("\n"), named).read())


def masked(source: str) -> str:
    """The text with `HIDDEN` for each sign of code, comments and raw `<pre>`; line ends stay."""
    if not any(sign in source for sign in ("`", "~~~", "<")):
        return source
    signs = list(source)
    for start, end in _hidden(source):
        signs[start:end] = [sign if sign == "\n" else HIDDEN for sign in source[start:end]]
    return "".join(signs)


def _hidden(source: str) -> Iterator[tuple[int, int]]:
    fences = _fences(source)
    done = 0
    for start, end in [*fences, (len(source), len(source))]:
        yield from _spans(source, done, start)
        yield start, end
        done = end


def _fences(source: str) -> list[tuple[int, int]]:
    """From the opening of each fenced block to its end; a fence that is never closed is no fence."""
    lines, places = source.split("\n"), [0]
    for line in lines:
        places.append(places[-1] + len(line) + 1)
    same: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        same.setdefault(line.strip(), []).append(at)
    found, at = [], 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        ends = same.get(opening["fence"], []) if opening else []
        after = bisect_right(ends, at)
        if after < len(ends):
            found.append((places[at], places[ends[after] + 1] - 1))
            at = ends[after]
        at += 1
    return found


def _spans(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Comments, raw elements and code between backticks, in one part of the text."""
    ticks: dict[str, list[int]] = {}
    for run in re.finditer(r"`+", source[start:end]):
        ticks.setdefault(run[0], []).append(start + run.start())
    open_ended: set[str] = set()
    at = start
    while opening := HIDING.search(source, at, end):
        at = opening.end()
        closing = _closing(source, opening, end, ticks, open_ended)
        if closing > at:
            yield opening.start(), closing
            at = closing


def _closing(source: str, opening: re.Match[str], end: int, ticks: dict[str, list[int]], open_ended: set[str]) -> int:
    """Where it ends that begins so, or 0; `open_ended` keeps what was looked for in vain."""
    mark = opening[0]
    if mark.startswith("`"):
        ends = ticks.get(mark, [])
        after = bisect_right(ends, opening.start())
        found = ends[after] if after < len(ends) else -1
        return found + len(mark) if found >= 0 and "\n\n" not in source[opening.end() : found] else 0
    close = f"</{opening['element']}" if opening["element"] else "-->"
    if close.lower() in open_ended:
        return 0
    ended = re.compile(rf"{re.escape(close)}(?:\s*>)?", re.IGNORECASE).search(source, opening.end(), end)
    if not ended:
        open_ended.add(close.lower())
    return ended.end() if ended else 0


def _bracketed(source: str, mask: str) -> tuple[str, str]:
    """Both with `&lt;` for every `<` that begins no element."""
    if not BRACKET.search(mask):
        return source, mask
    begun, ended = ({name.lower() for name in re.findall(end + r"([a-zA-Z]+)", mask)} for end in ("<", "</"))
    is_markup = partial(_is_markup, mask, begun & ended)
    places = [found.start() for found in BRACKET.finditer(mask) if not is_markup(found.start())]
    return _replaced(source, places), _replaced(mask, places)


def _replaced(text: str, places: list[int]) -> str:
    pieces = zip([0, *(at + 1 for at in places)], [*places, len(text)], strict=True)
    return "&lt;".join(text[start:end] for start, end in pieces)


def _is_markup(text: str, whole: set[str], at: int) -> bool:
    """`whole`: the names that are both opened and closed in the text."""
    if text.endswith("](", 0, at) or ADDRESS.match(text, at):
        return True
    line = text.rfind("\n", 0, at) + 1
    if at - line < LONGEST_NAME and DEFINITION.fullmatch(text, line, at):
        return True
    tag = TAG.match(text, at)
    if not tag or text[at - 1 : at] == "<":
        return False
    name = tag["name"].lower()
    bare_anchor = name == "a" and not tag["closing"] and not tag["attributes"]
    words = all(value or word.lower() in VALUELESS for word, value in ATTRIBUTE.findall(tag["attributes"]))
    known = name in ELEMENTS and (name not in PAIRED or name in whole)
    return bool(tag["foreign"]) or (known and words and not bare_anchor)


class _Level(NamedTuple):
    """An open item or note: what stands two columns further in belongs to it."""

    column: int
    ordered: bool = False


@dataclass(slots=True)
class _Lines:
    """Reads line after line. `levels` are the items that are open; `prose`: the line before is one of a paragraph."""

    lines: list[str]
    masks: list[str]
    named: set[str]
    """What stands in square brackets, and may be the name of a link that is explained elsewhere."""
    made: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    after_blank: bool = True
    prose: bool = False

    def read(self) -> list[str]:
        tables = {at: table for table in pipes.tables(self.masks) for at in range(table.head, table.end)}
        for at, (line, mask) in enumerate(zip(self.lines, self.masks, strict=True)):
            if at in tables:
                self._row(line, at, tables[at])
            elif mask and not mask.strip(HIDDEN):  # within code or a comment
                self._other(line)
            elif not mask or BLANK.match(mask):
                self.made.append("")
                self.after_blank, self.prose = True, False
            elif LETTER.match(mask):
                self._text(at, line, mask)
            else:
                self._line(at, line, mask)
        return self.made

    def _row(self, line: str, at: int, table: pipes.PipeTable) -> None:
        """A table stands between empty lines, and its second line is of hyphens."""
        if at == table.head:
            self._end_paragraph()
        self._other(line if at != table.head + 1 else pipes.plain_rule(line))
        if at + 1 == table.end and not self.levels:
            self.made.append("")
            self.after_blank = True

    def _end_paragraph(self) -> None:
        if self.prose:
            self.made.append("")

    def _other(self, line: str) -> None:
        self.made.append(line)
        self.after_blank = self.prose = False

    def _line(self, at: int, line: str, mask: str) -> None:
        mark = MARK.match(mask)
        if RULE.match(mask) or WAVES.match(mask):
            self._rule("---" if WAVES.match(mask) else line)
        elif heading := HEADING.match(mask):
            self._heading(heading["level"], line[heading.end() :])
        elif mark and self._is_item(at, mark):
            self._item(mark, _written(line[mark.end() :], mask[mark.end() :]))
        else:
            self._text(at, line, mask)

    def _rule(self, line: str) -> None:
        """A line of its own, never the underlining of a heading or the fence of code."""
        self._end_paragraph()
        self.levels.clear()
        self._other(line)

    def _heading(self, level: str, name: str) -> None:
        """Only hashes behind a space close it: C# keeps its own."""
        self.levels.clear()
        name = CLOSED.sub("", name.rstrip())
        self._other(f"{level} {HASHES.sub(lambda found: found[0].replace('#', BACKSLASH + '#'), name)}")

    def _is_item(self, at: int, mark: re.Match[str]) -> bool:
        if mark["number"]:
            follows = any(level.ordered for level in self.levels)
            return (not self.prose or mark["number"] == "1") and (follows or int(mark["number"]) < MOST)
        if mark["bullet"] or mark["symbol"] or "\t" in mark["gap"]:
            return True
        # A sign that may as well be a word or a dash is a bullet where the lines beside it begin so too.
        beside = (self.masks[near] for near in (at - 1, at + 1) if 0 <= near < len(self.masks))
        return any((other := MARK.match(line)) and other["word"] == mark["word"] for line in beside)

    def _item(self, mark: re.Match[str], words: str) -> None:
        """One of a list, four columns in for each item that it belongs to."""
        self._end_paragraph()
        column, ordered = _width(mark["lead"]), bool(mark["number"])
        before = self._leave(column)
        if before and before.ordered != ordered and not self.after_blank:
            self.made.append("")
        sign = f"{mark['number']}." if ordered else mark["bullet"] or "-"
        self._other(f"{STEP * len(self.levels)}{sign} {words}")
        self.levels.append(_Level(column, ordered))

    def _leave(self, column: int) -> _Level | None:
        """Ends the items that what begins in this column is not part of; the outermost of them."""
        left = None
        while self.levels and column < self.levels[-1].column + 2:
            left = self.levels.pop()
        return left

    def _text(self, at: int, line: str, mask: str) -> None:
        """A paragraph, or one more line of it; where it begins with spaces it is no code."""
        indent = INDENT.match(mask)
        assert indent
        kept = indent[0]
        if NOTE.match(mask):
            self.levels = [_Level(2)]
        elif self.after_blank:
            self._leave(_width(indent[0]))
            kept = STEP * len(self.levels)
        elif len(self.levels) > 1:
            kept = STEP * (len(self.levels) - 1)
        if not self.after_blank and self._is_labelled(at):
            self.made[-1] = f"{self.made[-1].rstrip()}  "
        explained = EXPLAINED.match(mask, indent.end())
        unused = explained and explained[1].strip().lower() not in self.named
        words = _written(line[indent.end() :], mask[indent.end() :])
        self.made.append(f"{kept}{BACKSLASH if unused else ''}{words}")
        self.after_blank, self.prose = False, not self.levels

    def _is_labelled(self, at: int) -> bool:
        """Lines that begin with a), b) and the like stay lines."""
        return bool(LABEL.match(self.masks[at])) and any(
            LABEL.match(line) for line in (self.masks[at - 1 : at + 2 : 2])
        )


def _width(indent: str) -> int:
    return len(indent.expandtabs(len(STEP)))


def _written(text: str, mask: str) -> str:
    """The words of a line: what only looks like a mark at its beginning is escaped; bold is close to its words."""
    text = _strong(text, mask)
    if mask.startswith("#"):
        return BACKSLASH + text
    if compared := COMPARED.match(mask):
        return f"{BACKSLASH}>{text[compared.end() :]}"
    if year := YEAR.match(mask):
        return f"{year[0][:-1]}{BACKSLASH}.{text[year.end() :]}"
    return text


def _strong(text: str, mask: str) -> str:
    """`**đậm **` as `**đậm** `, where the marks of the line are pairs; 2 ** 3 ** 4 is a product."""
    marks = [found.start() for found in STRONG.finditer(mask)] if "**" in mask else []
    pieces, done = [], 0
    for start, end in zip(marks[::2], marks[1::2], strict=False) if len(marks) % 2 == 0 else ():
        words, product = text[start + 2 : end], PRODUCT.search(text, 0, start) and FACTOR.match(text, end + 2)
        tight = words if product else words.strip() or words
        before, _, behind = words.partition(tight)
        before = "" if text[:start].endswith(" ") else before
        pieces += [text[done:start], before, f"**{tight}**", "" if STOP.match(text, end + 2) else behind]
        done = end + 2
    return "".join([*pieces, text[done:]])
