"""A text in the parts that a person edits: its header, and its body as a page shows it. What nobody touched keeps its
bytes: marks of byte order, line ends, signs that a browser cannot carry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import StringIO

from plugins.base import header
from plugins.base.header import InvalidHeader

LINE_END = re.compile(r"\r\n|\r|\n")
FENCE = "---"
EMPTY_HEAD = f"{FENCE}\n{FENCE}\n"


@dataclass(frozen=True, slots=True)
class TextParts:
    """The text is `head + gap + body`; `readable` says whether the head is one that can be read."""

    head: str
    gap: str
    """The empty lines above the body."""
    body: str
    readable: bool = True

    @property
    def body_line(self) -> int:
        """The line of the file on which the body begins."""
        return 1 + len(_lines(self.head + self.gap))


def split(text: str) -> TextParts:
    lines = _lines(text)
    try:
        size, readable = header.parse(header.as_read(text)).body_line - 1, True
    except InvalidHeader:
        size, readable = _unreadable(lines), False
    begin = next((at for at in range(size, len(lines)) if lines[at].strip()), len(lines))
    return TextParts("".join(lines[:size]), "".join(lines[size:begin]), "".join(lines[begin:]), readable)


def as_shown(raw: str) -> str:
    """As a browser gives it back from a field of several lines."""
    return LINE_END.sub("\n", raw).replace("\0", "\ufffd")


def shown_body(text: str) -> str:
    return as_shown(split(text).body)


def with_body(text: str, posted: str) -> str:
    """The text with another body. Raises nothing: what would be read as a header gets an empty one above it."""
    parts, end = split(text), _line_end(text)
    body = _merged(parts.body, _without_empty_lines(as_shown(posted)), end)
    if body == parts.body:
        return text
    if body and not body.endswith(("\n", "\r")) and (not parts.body or parts.body.endswith(("\n", "\r"))):
        body += end
    head = parts.head if not parts.head or parts.head.endswith(("\n", "\r")) else parts.head + end
    gap = parts.gap if parts.gap or parts.body else _first_gap(head, end)
    tries = (f"{head}{gap}{body}", f"{head}{gap}{end}{body}")
    return next((made for made in tries if split(made).body == body), EMPTY_HEAD.replace("\n", end) + body)


def with_head(text: str, posted: str) -> str:
    """The text with another header, as words."""
    parts, end = split(text), _line_end(text)
    head = _merged(parts.head, as_shown(posted), end)
    if head == parts.head:
        return text
    if head.strip() and not head.endswith(("\n", "\r")):
        head += end
    return f"{head}{parts.gap or _first_gap(head, end)}{parts.body}"


def _first_gap(head: str, end: str) -> str:
    """The empty line that ends a header without a mark of its own."""
    return "" if not head.strip() or head.rstrip().endswith(FENCE) else end


def _unreadable(lines: list[str]) -> int:
    """How many lines of a text whose header cannot be read are taken for it."""
    start = next(at for at, line in enumerate(lines) if line.strip())
    rest = range(start + 1, len(lines))
    closed = next((at + 1 for at in rest if lines[at].rstrip() in (FENCE, "...")), 0)
    fenced = lines[start].lstrip(header.BOM).rstrip() == FENCE
    return closed if fenced and closed else next((at for at in rest if not lines[at].strip()), len(lines))


def _merged(old: str, new: str, end: str) -> str:
    """`new`, in which the lines above and below what was changed are those that were there."""
    before, after = _lines(old), _lines(new)
    shown = [as_shown(line) for line in before]
    most = min(len(before), len(after))
    top = next((at for at in range(most) if shown[at] != after[at]), most)
    foot = next((at for at in range(most - top) if shown[-1 - at] != after[-1 - at]), most - top)
    middle = [line.replace("\n", end) for line in after[top : len(after) - foot]]
    return "".join([*before[:top], *middle, *before[len(before) - foot :]])


def _without_empty_lines(body: str) -> str:
    """An editor's empty lines above the body are those of the file already."""
    lines = _lines(body)
    return "".join(lines[next((at for at, line in enumerate(lines) if line.strip()), len(lines)) :])


def _lines(text: str) -> list[str]:
    return list(StringIO(text, newline=""))


def _line_end(text: str) -> str:
    found = LINE_END.search(text)
    return found[0] if found else "\n"
