"""What is told to an editor: one sentence of what is wrong and one of how to mend it, with file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple, TextIO


class Problem(NamedTuple):
    """`path` is from the content's root; `line` counts from 1, or is 0 where the whole file is meant."""

    path: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return printable(f"{'cảnh báo: ' if self.warning else ''}{place}: {self.message}")


# A value that was found may hold line ends of its own; a message is one line.
LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# What no terminal may obey, and no reader should be misled by: controls, line ends, marks that turn the direction.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)


def printable(foreign: str) -> str:
    """Words that somebody else wrote, as one harmless line."""
    return UNPRINTABLE.sub("\ufffd", LINE_END.sub(" ", foreign))


# What only a terminal is good for stands in a sentence of its own: whoever has none is told all but that.
SENTENCE = re.compile(r"(?<=[.!?]) +")
COMMAND = "«python3 tasks.py "
OLD_WARNINGS = "Còn {count} cảnh báo cũ, ở những bài không đổi. Chạy «python3 tasks.py check» thì thấy lại tất cả."


def without_commands(told: str) -> str:
    """The sentences that whoever sits in front of a browser can follow."""
    return " ".join(one for one in SENTENCE.split(told) if COMMAND not in one)


class Message(NamedTuple):
    """One thing that can be told: what is wrong and how to mend it, with {names} for what was found.

    `{hint}` is optional: it comes with the space in front of it, or as nothing. The editors' guide is made from the
    messages that stand as constants beside their rules (`tools/guide.py`).
    """

    wrong: str
    mend: str = ""
    warning: bool = False

    def __call__(self, **found: object) -> str:
        """The sentences as they are printed."""
        return LINE_END.sub(" ", f"{self.wrong} {self.mend}".rstrip().format(**found))

    def at(self, path: str, line: int, field: str = "", /, **found: object) -> Problem:
        """Told of a place; `field`, as it is written there, stands in front."""
        return Problem(path, line, f"{field}: {self(**found)}" if field else self(**found), self.warning)


class InvalidValue(ValueError):
    """One value cannot be read; `args[0]` is the Vietnamese message. Whoever knows the place makes it a Problem."""


class InvalidValues(InvalidValue):
    """Parts of one value cannot be read: each flaw with its own line."""

    def __init__(self, flaws: Iterable[tuple[int, str]]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(message for _, message in self.flaws))


class BuildRefused(SystemExit):
    """Nothing was built. Not an Exception, because Pelican prints a traceback for those."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(1)
        self.problems = tuple(problems)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.warning]


def tell(problems: Iterable[Problem], stream: TextIO) -> None:
    """Prints all problems in file order, each once, and a closing line that counts them."""
    known = sorted(set(problems))
    for problem in known:
        print(printable(str(problem)), file=stream)
    if known:
        wrong = len(errors(known))
        print(f"Soát bài: {wrong} lỗi, {len(known) - wrong} cảnh báo.", file=stream)


def as_json(problems: Iterable[Problem]) -> str:
    return json.dumps([one._asdict() for one in sorted(set(problems))], ensure_ascii=False)
