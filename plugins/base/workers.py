"""Both cores for work on many things: each process takes every second thing, and the results come back in order.

A process is a copy of this one as it stands, so that what it works with need not be sent to it; where the system makes
no such copies (Windows), or not safely (macOS), or there is little to do, this process does the work itself.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

COPIES = sys.platform == "linux"
# Below so many things a process costs more than it saves.
FEW = 48
LENGTH = 8  # bytes, of the length of a result
ROOM = 1 << 16  # bytes that a pipe holds


class WorkerFailed(Exception):
    """The work on a thing raised what cannot be sent; `args[0]` says what."""


class WorkerDied(Exception):
    """A process ended in the middle of its work: killed, or by a fault in a library."""


def each(
    work: Callable[[T], R],
    things: Sequence[T],
    done: Callable[[], None] = lambda: None,
    died: Callable[[T], R] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> Iterator[R]:
    """`work` on each of the things; results can be pickled. `ready` is called before there are processes: what it loads
    they have in common. `done` is called in the process that works, after its last thing. Where a process dies over a
    thing, `died` gives the result, and the work goes on behind it.

    Raises what `work` raises, and WorkerDied where nobody says what is then.
    """
    count = min(_cores(), len(things) // FEW + 1)
    if count < 2 or not COPIES:
        yield from map(work, things)
        done()
        return
    ready()
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what stands already is not written to by looking for garbage, and so stays common
    workers = [_Worker(work, things[first::count], done, together=died is None) for first in range(count)]
    try:
        for at, thing in enumerate(things):
            try:
                yield workers[at % count].result()
            except WorkerDied:
                if died is None:
                    raise
                workers[at % count].stop()
                workers[at % count] = _Worker(work, things[at + count :: count], done)
                yield died(thing)
        for worker in workers:
            worker.end()
    finally:
        for worker in workers:
            worker.stop()


class Ahead(Generic[R]):
    """Works that another process begins now, one after another, and whose results are asked for later."""

    def __init__(self, *works: Callable[[], R]) -> None:
        self._works = list(works)
        alone = not COPIES or _cores() < 2
        self._worker = None if alone else _Worker(lambda work: work(), works, lambda: None)

    def result(self) -> R:
        """Of the next work; it is done here, where nobody else did it."""
        work = self._works.pop(0)
        try:
            return self._worker.result() if self._worker else work()
        except WorkerDied:
            self.stop()
            return work()
        finally:
            if not self._works:
                self.stop()

    def stop(self) -> None:
        """Where nobody will ask."""
        if self._worker:
            self._worker.stop()
            self._worker = None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class _Worker:
    def __init__(
        self, work: Callable[[Any], object], things: Sequence[object], done: Callable[[], None], together: bool = False
    ) -> None:
        """`together` sends many results at once: those that wait are lost where the process dies."""
        reading, writing = os.pipe()
        self._pid: int | None = os.fork()
        if self._pid == 0:
            status = 1
            try:
                os.close(reading)
                with os.fdopen(writing, "wb", ROOM) as pipe:
                    status = _work(work, things, done, pipe, together)
            except BaseException:  # noqa: BLE001 - nothing may come out of it into the copy of the program
                status = 1
            finally:
                os._exit(status)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb", ROOM)

    def result(self) -> Any:
        length = int.from_bytes(self._pipe.read(LENGTH))
        packed = self._pipe.read(length)
        if not packed or len(packed) != length:
            raise WorkerDied
        right, result = pickle.loads(packed)  # noqa: S301 - a process of ours made it just now
        if right:
            return result
        raise result

    def end(self) -> None:
        """Waits until it is `done`."""
        self._pipe.read()

    def stop(self) -> None:
        self._pipe.close()
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = None


def _work(
    work: Callable[[Any], object], things: Sequence[object], done: Callable[[], None], pipe: IO[bytes], together: bool
) -> int:
    for thing in things:
        try:
            packed = pickle.dumps((True, work(thing)), 5)
        except Exception as error:  # noqa: BLE001 - it is raised again where somebody waits for the result
            packed = _packed_error(error)
        pipe.write(len(packed).to_bytes(LENGTH))
        pipe.write(packed)
        if not together:
            pipe.flush()  # or it would be lost with the process, should the next thing be the death of it
    pipe.flush()
    done()
    return 0


def _packed_error(error: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, error), 5)
        pickle.loads(packed)  # noqa: S301 - our own; some errors can be packed and not unpacked
    except Exception:  # noqa: BLE001 - whatever it is, it is told in words
        return pickle.dumps((False, WorkerFailed(f"{type(error).__name__}: {error}")), 5)
    return packed
