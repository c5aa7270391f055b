"""A long build says on a terminal what it does; a short one, and one that no terminal shows, say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest

from plugins.base.progress import PATIENCE, ProgressLine


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True

    def screen(self) -> str:
        """What is to be seen of the line."""
        seen: list[str] = []
        for part in self.getvalue().split("\r"):
            seen[: len(part)] = part
        return "".join(seen).rstrip()


def line_on(terminal: StringIO, seconds: float) -> ProgressLine:
    """At each look at the clock so much time has passed."""
    moments: Iterator[float] = count(0.0, seconds)
    return ProgressLine(terminal, lambda: next(moments))


def test_a_long_build_says_how_many_of_how_many() -> None:
    terminal = Terminal()
    for thing in line_on(terminal, PATIENCE).counted("Đang dựng bài", range(3214), 10_000):
        if thing == 3213:
            assert terminal.screen() == "Đang dựng bài: 3.214/10.000"
    assert terminal.screen() == ""


def test_what_cannot_be_counted_is_said_as_well() -> None:
    terminal = Terminal()
    line_on(terminal, PATIENCE).show("Đang lập chỉ mục tìm kiếm")
    assert terminal.screen() == "Đang lập chỉ mục tìm kiếm …"


def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    terminal = Terminal()
    line = line_on(terminal, PATIENCE)
    line.show("Đang lập chỉ mục tìm kiếm")
    line.show("Đang xếp trang")
    assert terminal.screen() == "Đang xếp trang …"


def test_a_line_has_room_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "12")
    terminal = Terminal()
    line_on(terminal, PATIENCE).show("Đang lập chỉ mục tìm kiếm")
    assert terminal.screen() == "Đang lập ch"


@pytest.mark.parametrize(("terminal", "seconds"), [(Terminal(), PATIENCE / 100), (StringIO(), PATIENCE)])
def test_a_short_build_and_a_log_hear_nothing(terminal: StringIO, seconds: float) -> None:
    assert list(line_on(terminal, seconds).counted("Đang dựng bài", range(9), 9)) == list(range(9))
    assert terminal.getvalue() == ""


def test_lines_come_at_intervals() -> None:
    terminal = Terminal()
    list(line_on(terminal, 0.01).counted("Đang dựng bài", range(400), 400))
    assert 10 < terminal.getvalue().count("Đang") < 50
