"""Foreign work in a process of its own: what it makes, what it refuses, and that its hunger costs a word."""

from __future__ import annotations

import sys

import pytest

from tests.tools.greedy import ALLOWED
from tools.confined import Allowance, WorkFault, WorkRefused, WorkTooHard, ask

WORKER = "tests.tools.greedy"


def test_what_is_made_comes_back() -> None:
    assert ask(WORKER, "dạ", ALLOWED) == "dạ ạ"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("hunger", ["memory", "time", "depth"])
def test_what_takes_too_much_is_ended(hunger: str) -> None:
    with pytest.raises(WorkTooHard):
        ask(WORKER, hunger, ALLOWED)


def test_what_does_not_end_is_ended_by_the_clock() -> None:
    with pytest.raises(WorkTooHard):
        ask(WORKER, "time", Allowance(100, 60, seconds=1))


def test_what_is_refused_is_told_in_its_words_and_our_mistakes_as_ours() -> None:
    with pytest.raises(WorkRefused, match="sai ở đây"):
        ask(WORKER, "refused", ALLOWED)
    with pytest.raises(WorkFault, match="KeyError: 'x'"):
        ask(WORKER, "fault", ALLOWED)
