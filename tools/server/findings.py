"""One line of what `doctor` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from plugins.base.problems import printable


class Level(Enum):
    """NOTICE is what an administrator should know of, and what may be meant so."""

    WELL = "tốt"
    NOTICE = "chú ý"
    BROKEN = "HỎNG"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, and how to mend it where it is not well."""

    level: Level
    words: str

    @property
    def well(self) -> bool:
        return self.level is not Level.BROKEN

    def __str__(self) -> str:
        return f"{self.level.value:<5} {printable(self.words)}"


def well(words: str) -> Finding:
    return Finding(Level.WELL, words)


def notice(words: str) -> Finding:
    return Finding(Level.NOTICE, words)


def broken(words: str) -> Finding:
    return Finding(Level.BROKEN, words)
