"""Work on what others sent, done by a process of its own with limits of memory and time: whoever sent it decides
nothing here. Both sides: `ask` starts a module and waits, `serve` is all that such a module does.

The order and what is made of it are JSON; files are named by their places.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools import ROOT

STEP = 10
"""Seconds between two signs of life."""
LONGEST_FAULT = 300


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a piece of work may take: memory, processor time, time by the clock, and Python's calls in each other."""

    memory_mb: int
    processor_seconds: int
    seconds: int
    depth: int = 1000


class WorkTooHard(Exception):
    """A limit ended the work."""


class WorkRefused(Exception):
    """args[0] says in Vietnamese what is wrong with what was sent."""


class WorkFault(Exception):
    """A mistake of ours; args[0] is what Python says of it."""


def ask(module: str, order: Any, allowance: Allowance, waiting: Callable[[int], object] = lambda _: None) -> Any:
    """What the module made of the order. While it takes long, `waiting` is called with the seconds so far.

    Raises WorkTooHard, WorkRefused or WorkFault.
    """
    try:
        answer = json.loads(_answer(module, json.dumps(order).encode(), allowance.seconds, waiting))
    except (subprocess.TimeoutExpired, ValueError):  # one that was ended for its hunger says nothing
        answer = {}
    if refused := answer.get("refused"):
        raise WorkRefused(refused)
    if fault := answer.get("fault"):
        raise WorkFault(fault)
    if "made" not in answer:
        raise WorkTooHard
    return answer["made"]


def _answer(module: str, order: bytes, most: int, waiting: Callable[[int], object]) -> bytes:
    pipe, command = subprocess.PIPE, [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as worker:
        given: bytes | None = order
        for seconds in range(0, most, STEP):
            try:
                said, words = worker.communicate(given, min(STEP, most - seconds))
            except subprocess.TimeoutExpired:
                given = None
                waiting(seconds + STEP)
            else:
                return said if worker.returncode <= 0 else _fault(words)
        worker.kill()
    raise subprocess.TimeoutExpired(command, most)


def _fault(words: bytes) -> bytes:
    """What a process said last that ended by a mistake of ours; one that a limit ended has no exit code."""
    last = words.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return json.dumps({"fault": last[:LONGEST_FAULT] or "?"}).encode()


def serve(work: Callable[[Any], Any], allowance: Allowance, *refusals: type[Exception]) -> None:
    """In the process of its own: one order from standard input, one answer to standard output. An exception among
    `refusals` is about what was sent, and its args[0] is told.
    """
    order = json.loads(sys.stdin.buffer.read())
    _limit(allowance)
    said = json.dumps(_done(work, order, refusals), ensure_ascii=False, default=str)
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))


def _limit(allowance: Allowance) -> None:
    """Windows has no such limits; there the time alone is limited, from outside."""
    sys.setrecursionlimit(allowance.depth)
    if sys.platform != "win32":
        from tools.resources import limit  # noqa: PLC0415 - not for Windows

        limit(allowance.memory_mb, allowance.processor_seconds)


def _done(work: Callable[[Any], Any], order: Any, refusals: tuple[type[Exception], ...]) -> dict[str, Any]:
    try:
        return {"made": work(order)}
    except refusals as why:
        return {"refused": str(why)}
    except (MemoryError, RecursionError):
        return {}
    except Exception as fault:  # noqa: BLE001 - whoever sent it can do nothing with a traceback
        return {"fault": f"{type(fault).__name__}: {fault}"[:LONGEST_FAULT]}
