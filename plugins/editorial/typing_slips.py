"""Slips of typing in title and text: warnings, never errors, and none for texts that are kept word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import number, parse_number
from plugins.editorial.reading import ParsedText

# Code, comments, tags, addresses and names of files are not prose, on however many lines they stand. The last begin
# with a word, or right behind one of the others.
NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|<!--.*?-->|<(pre|code|script|style)\b.*?</\1\s*>|`[^`]*`|<[^>]*>"
    r"|\]\((?:[^()\n]|\([^()\n]*\))*\)|^ {0,3}\[[^\]\n]+\]:[^\n]*|^(?: {4}|\t)[^\n]*|\{[^}\n]*\}"
    r"|(?<![^\s`~>)}])(?=[^\s/\\.]*+[/\\.])\S{0,200}(?:[/\\]|\w\.[A-Za-z])\S*",
    re.DOTALL | re.MULTILINE,
)
UNITS = "tỷ|triệu|nghìn|ngàn|đồng|người|hộ|ha|tấn|tạ|kg|km|năm|tháng|ngày"

TITLE_IN_CAPITALS = Message("tiêu đề viết toàn chữ hoa, khó đọc.", "Hãy viết thường như câu văn.", warning=True)
NO_SPACE = Message("«{shown}» thiếu khoảng trắng giữa số và chữ.", "Hãy thêm một khoảng trắng.", warning=True)
TWO_STOPS = Message("«{shown}» có hai dấu chấm liền nhau.", "Hãy bỏ một, hoặc viết «…».", warning=True)
SPACE_BEFORE_STOP = Message("«{shown}» có khoảng trắng trước dấu câu.", "Hãy bỏ khoảng trắng ấy.", warning=True)
WRONG_SUM = Message("cột «{column}» cộng lại là {sum}, trong bảng ghi {said}.", "Hãy xem lại.", warning=True)


class Slip(NamedTuple):
    """A slip that has one certain mending: what matches `found` becomes `mended`. A text without any of its `signs` has
    none.
    """

    found: re.Pattern[str]
    message: Message
    mended: str
    signs: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        return any(sign in text for sign in self.signs) and self.found.search(text) is not None


# Each expression begins with a sign and looks back over it: so the search passes quickly over words.
SLIPS = (
    Slip(re.compile(rf"(\d(?<![\w.,-]\d)[\d.,]*)((?:{UNITS})\b)(?!-)"), NO_SPACE, r"\1 \2", ("",)),
    Slip(re.compile(r"\.\.(?<=[^\W\d_]\.\.|[)”»%]\.\.)(?=\s|$)"), TWO_STOPS, ".", ("..",)),
    Slip(
        re.compile(r"[ \u00a0](?<=\w[ \u00a0])[ \u00a0]*(?=[,;:!?.](?:\s|$))"),
        SPACE_BEFORE_STOP,
        "",
        tuple(f"{space}{stop}" for space in " \u00a0" for stop in ",;:!?."),
    ),
)
TOTAL = re.compile(r"(?:tổng(?: số| cộng)?|cộng)\b", re.IGNORECASE)
RULE = re.compile(r"^[\s|:-]*-[\s|:-]*$")


def of(parsed: ParsedText) -> Iterator[Problem]:
    """The slips of a text, unless it is kept word for word."""
    if not parsed.values.values.get("Verbatim"):
        yield from _capitals(parsed)
        yield from _in_prose(parsed)
        yield from _sums(parsed)


def _capitals(parsed: ParsedText) -> Iterator[Problem]:
    title = parsed.values.text("Title")
    if title.isupper() and len(title.split()) > 2:
        yield parsed.problem("Title", TITLE_IN_CAPITALS)


def _in_prose(parsed: ParsedText) -> Iterator[Problem]:
    text = parsed.markdown
    for slip, match in _found(text):
        line = parsed.body_line + text.count("\n", 0, match.start())
        before = text[max(0, match.start() - 12) : match.start()].rpartition("\n")[2]
        after = text[match.start() : match.end() + 6].partition("\n")[0]
        yield slip.message.at(parsed.path, line, shown=f"{before}{after}".strip())


def _found(text: str) -> Iterator[tuple[Slip, re.Match[str]]]:
    """The slips in the prose of a text."""
    # Most texts have none, and finding out what is prose costs more than looking for them.
    if any(slip.is_in(text) for slip in SLIPS):
        prose = NOT_PROSE.sub(_hidden, text)
        yield from ((slip, match) for slip in SLIPS for match in slip.found.finditer(prose))


def _hidden(match: re.Match[str]) -> str:
    return "\n".join("\0" * len(line) for line in match[0].split("\n"))


def mend(text: str) -> str:
    """The text without its slips."""
    for slip, match in sorted(_found(text), key=lambda found: -found[1].start()):
        text = text[: match.start()] + match.expand(slip.mended) + text[match.end() :]
    return text


def tables(markdown: str) -> Iterator[tuple[int, list[list[str]]]]:
    """The pipe tables of a text: the line of the head row (from 0), and all rows but the rule below the head."""
    lines = markdown.split("\n") if "|" in markdown else []
    at = 0
    while at < len(lines) - 1:
        if "|" in lines[at] and "|" in lines[at + 1] and RULE.match(lines[at + 1]):
            end = next((n for n in range(at + 2, len(lines)) if "|" not in lines[n]), len(lines))
            yield at, [_cells(line) for line in (lines[at], *lines[at + 2 : end])]
            at = end
        at += 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _sums(parsed: ParsedText) -> Iterator[Problem]:
    """Columns of a table whose last row says that it is the total, and is not."""
    for at, rows in tables(parsed.markdown):
        *parts, total = rows[1:] or [[]]
        if len(parts) > 1 and total and TOTAL.match(total[0].strip("* ")):
            for column, stated in enumerate(total[1:], start=1):
                found = _sum(row[column] for row in parts if column < len(row))
                said = _number(stated)
                if found is not None and said is not None and found != said:
                    line = parsed.body_line + at + len(rows)
                    name = rows[0][column]
                    yield WRONG_SUM.at(parsed.path, line, column=name, sum=number(found), said=number(said))


def _sum(cells: Iterable[str]) -> Decimal | None:
    numbers = [_number(cell) for cell in cells]
    return None if None in numbers else sum((one for one in numbers if one is not None), Decimal(0))


def _number(cell: str) -> Decimal | None:
    return parse_number(cell.strip("* ").removesuffix("%").strip())
