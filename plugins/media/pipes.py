"""Pipe tables in the lines of a text: where they are, and the lines that were meant as one and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from plugins.base.problems import Message

# Word makes dashes of hyphens, and its spaces may not break.
RULE = re.compile(r"\s*\|?(?:\s*:?[-–—]+:?\s*\|)*\s*:?[-–—]+:?\s*\|?\s*")
SPACES = re.compile(r"[\u00a0\u3000]")
ESCAPED = re.compile(r"\\.")
BORDERED = re.compile(r"\s*\|.*\|\s*")

TOO_MANY_CELLS = Message(
    "hàng này có {found} ô mà bảng chỉ có {columns} cột, nên ô thừa sẽ mất.",
    "Hãy thêm tên cột ở dòng đầu, hoặc bỏ ô thừa; dấu «|» nằm trong chữ thì viết «\\|».",
)
NO_TABLE = Message(
    "dòng này viết như hàng của bảng (có gạch đứng «|») mà không thuộc bảng nào.",
    "Bảng cần dòng thứ hai là các gạch ngang, đủ số cột như «|---|---|», và không có dòng trống ở giữa.",
)


class PipeTable(NamedTuple):
    """The lines from `head` up to `end`, counted from 0; the second one is the rule."""

    head: int
    end: int
    columns: int


def tables(masks: Sequence[str]) -> Iterator[PipeTable]:
    """`masks` are the lines of a text without the signs of code and comments."""
    at = 0
    while at + 1 < len(masks):
        if is_rule(masks[at + 1]) and "|" in masks[at] and cells(masks[at]) == cells(masks[at + 1]):
            end = next((below for below in range(at + 2, len(masks)) if not _cut(masks[below])), len(masks))
            yield PipeTable(at, end, cells(masks[at]))
            at = end
        else:
            at += 1


def flaws(masks: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Rows with cells that nobody would see, and rows of no table, each run of them once."""
    found = list(tables(masks))
    within = {at for table in found for at in range(table.head, table.end)}
    for table in found:
        for at in range(table.head + 2, table.end):
            if (number := cells(masks[at])) > table.columns:
                yield at, TOO_MANY_CELLS(found=number, columns=table.columns)
    loose = [at for at, line in enumerate(masks) if "|" in line and at not in within]
    for _, run in groupby(enumerate(loose), key=lambda one: one[1] - one[0]):
        lines = [at for _, at in run]
        if any(BORDERED.fullmatch(masks[at]) or is_rule(masks[at]) for at in lines) or _aligned(masks, lines):
            yield lines[0], NO_TABLE()


def _aligned(masks: Sequence[str], lines: Sequence[int]) -> bool:
    return len(lines) > 1 and len({masks[at].count(" | ") for at in lines}) == 1 and " | " in masks[lines[0]]


def is_rule(line: str) -> bool:
    return "|" in line and RULE.fullmatch(line) is not None


def cells(line: str) -> int:
    """How many cells a row has; a bar behind a backslash, or in code, divides none."""
    return ESCAPED.sub("", line).strip().removeprefix("|").removesuffix("|").count("|") + 1


def plain_rule(line: str) -> str:
    """The line below the head in the signs that Python-Markdown knows."""
    return re.sub("[–—]", "-", SPACES.sub(" ", line))


def _cut(line: str) -> bool:
    return "|" in ESCAPED.sub("", line)
