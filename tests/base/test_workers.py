"""Work that several processes share: every result, in the order of the things, whatever becomes of a process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from plugins.base import workers
from plugins.base.workers import FEW, Ahead, WorkerDied, WorkerFailed, each

pytestmark = pytest.mark.skipif(not workers.COPIES, reason="there one process does all the work")

THINGS = range(2 * FEW)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 2)


def process(_: int) -> int:
    return os.getpid()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW + 1, 5 * FEW])
def test_results_come_in_the_order_of_the_things(count: int) -> None:
    assert list(each(lambda thing: str(thing) * 1000, range(count))) == [str(thing) * 1000 for thing in range(count)]


def test_two_processes_share_the_work_and_are_gone_after_it() -> None:
    working = set(each(process, THINGS))
    assert len(working) == 2
    assert all(map(is_gone, working))


@pytest.mark.parametrize(("copies", "count"), [(False, len(THINGS)), (True, FEW - 1)])
def test_where_there_are_no_copies_or_little_to_do_this_process_works(
    monkeypatch: pytest.MonkeyPatch, copies: bool, count: int
) -> None:
    monkeypatch.setattr(workers, "COPIES", copies)
    done: list[int] = []
    assert set(each(process, range(count), lambda: done.append(os.getpid()))) == {os.getpid()}
    assert done == [os.getpid()]


def test_each_process_is_done_before_the_last_result_is_taken(tmp_path: Path) -> None:
    def done() -> None:
        (tmp_path / str(os.getpid())).touch()

    working = set(each(process, THINGS, done))
    assert {file.name for file in tmp_path.iterdir()} == {str(pid) for pid in working}


class OddError(Exception):
    """Can be sent, and not received."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


ERRORS: list[tuple[Exception, type[Exception], str]] = [
    (ValueError("sai"), ValueError, "^sai$"),
    (OSError(28, "đầy"), OSError, "đầy"),
    (OddError("rất", "lạ"), WorkerFailed, "^OddError: rất lạ$"),
]


@pytest.mark.parametrize(("error", "comes", "words"), ERRORS)
def test_what_the_work_raises_comes_out_at_its_thing(error: Exception, comes: type[Exception], words: str) -> None:
    def work(thing: int) -> int:
        if thing == 51:
            raise error
        return thing

    results = each(work, THINGS)
    assert [next(results) for _ in range(51)] == list(range(51))
    with pytest.raises(comes, match=words):
        next(results)


def crashes() -> NoReturn:
    os._exit(0)


def is_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("size", [1, 100_000])
@pytest.mark.parametrize("ends", [crashes, is_killed])
@pytest.mark.parametrize("fatal", [{0}, {51}, {len(THINGS) - 1}, {2, 3, 4}, set(THINGS[::7])])
def test_the_things_over_which_a_process_dies_are_named_and_no_others(
    fatal: set[int], ends: Callable[[], None], size: int
) -> None:
    def work(thing: int) -> str:
        if thing in fatal:
            ends()
        return "x" * size

    results = list(each(work, THINGS, died=lambda thing: f"died of {thing}"))
    assert results == [f"died of {thing}" if thing in fatal else "x" * size for thing in THINGS]


def test_a_process_that_dies_while_it_tells_a_result_has_told_none() -> None:
    results = each(lambda _: (os.getpid(), b"x" * 1_000_000), THINGS, died=lambda thing: (thing, b""))
    pid, _ = next(results)
    os.kill(pid, signal.SIGKILL)
    assert [thing for thing, content in results if not content] == [2]


def test_a_death_of_which_nobody_wants_to_know_the_thing_is_an_error() -> None:
    with pytest.raises(WorkerDied):
        list(each(lambda thing: crashes() if thing == 51 else thing, THINGS))


def test_who_takes_no_more_results_leaves_no_process_behind() -> None:
    results = each(process, THINGS)
    working = {next(results), next(results)}
    results.close()  # type: ignore[attr-defined]
    assert all(map(is_gone, working))


def test_what_was_begun_ahead_is_told_by_another_process_that_is_gone_then() -> None:
    pid = Ahead(os.getpid).result()
    assert pid != os.getpid()
    assert is_gone(pid)


def test_works_that_were_begun_ahead_follow_one_another_in_one_process() -> None:
    begun = Ahead(os.getpid, os.getpid)
    assert begun.result() == begun.result() != os.getpid()


def test_what_follows_a_work_that_another_process_died_of_is_done_here_too() -> None:
    here = os.getpid()
    begun = Ahead(lambda: here if os.getpid() == here else crashes(), os.getpid)
    assert [begun.result(), begun.result()] == [here, here]


def test_what_another_process_died_of_is_done_here() -> None:
    here = os.getpid()
    assert Ahead(lambda: here if os.getpid() == here else crashes()).result() == here


def test_what_was_begun_ahead_and_is_not_wanted_leaves_nothing_behind(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def tell() -> None:
        (tmp_path / "pipe").write_text(str(os.getpid()))
        signal.pause()

    begun = Ahead(tell)
    pid = int((tmp_path / "pipe").read_text())
    begun.stop()
    assert is_gone(pid)
