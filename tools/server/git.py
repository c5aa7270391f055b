"""One git at work for a push: what it says is read as it comes, for so long and so much, while somebody waits for it.

Two kilobytes of a push can stand for ten thousand million files: no answer of git is ever waited for whole.
"""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

from plugins.base.problems import InvalidValue, Message

LOOK_AGAIN = 0.5
LONGEST_RECORD = 100_000
LONGEST_ANSWER = 1_000_000
PIECE = 1 << 16

TOO_SLOW = Message(
    "Git cần quá {seconds} giây để đọc lần đăng này.", "Hãy đăng làm nhiều lần, hoặc báo người quản trị."
)
TOO_LONG = Message("lần đăng này có tên tệp hoặc tên nhánh quá dài.", "Hãy đặt tên ngắn hơn.")
DIED = Message(
    "Git không đọc hết được lần đăng này.", "Hãy bỏ những thư mục lồng quá nhiều tầng, hoặc báo người quản trị."
)


class TooMuch(InvalidValue):
    """A commit asks more of git than one push may. `args[0]` says so in Vietnamese."""


class Git:
    """A git command that has begun. `look` raises where nobody waits for it any more; the end of the block ends it."""

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        look: Callable[[], None],
        seconds: float,
    ) -> None:
        self._arguments, self._folder, self._environment = arguments, folder, environment
        self._look, self._seconds = look, seconds
        self._ahead = b""

    def __enter__(self) -> Self:
        self._flaws = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            ["git", *self._arguments],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._flaws,
            bufsize=0,
        )
        self._end = time.monotonic() + self._seconds
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        with self._flaws, self._process:
            pass

    def ask(self, line: str) -> None:
        """Gives a line to a git that waits for one."""
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n".encode())

    def records(self, end: bytes = b"\0") -> Iterator[bytes]:
        """What it says, up to each `end`, until it has said all.

        Raises:
            TooMuch: where there is no end to it.
            OSError: where git failed.
        """
        rest = b""
        while piece := self._read(PIECE):
            *whole, rest = (rest + piece).split(end)
            yield from whole
            if len(rest) > LONGEST_RECORD:
                raise TooMuch(TOO_LONG())
        self._check()

    def line(self) -> bytes:
        """The next line; what is there where git has ended."""
        while b"\n" not in self._ahead and (piece := self._read(PIECE)):
            self._ahead += piece
        line, _, self._ahead = self._ahead.partition(b"\n")
        return line

    def answer(self) -> bytes:
        """All that it says, which must be short; however it ends."""
        while piece := self._read(PIECE):
            self._ahead += piece
            if len(self._ahead) > LONGEST_ANSWER:
                raise TooMuch(TOO_LONG())
        return self._ahead

    def copy(self, size: int, file: IO[bytes]) -> None:
        """The next so many bytes, into a file."""
        while size:
            piece = self._ahead[:size] or self._read(min(size, 16 * PIECE))
            if not piece:
                self._check()
                raise OSError(f"git {self._arguments[0]} ended")
            self._ahead = self._ahead[len(piece) :]
            file.write(piece)
            size -= len(piece)

    def succeeds(self) -> bool:
        """Whether it ends well; what it says is left unread."""
        while self._read(PIECE):
            pass
        return self._code() == 0

    def _read(self, most: int) -> bytes:
        assert self._process.stdout
        voice = self._process.stdout.fileno()
        while not select.select([voice], [], [], LOOK_AGAIN)[0]:
            self._look()
            self._in_time()
        self._in_time()
        return os.read(voice, most)

    def _in_time(self) -> None:
        if time.monotonic() > self._end:
            raise TooMuch(TOO_SLOW(seconds=round(self._seconds)))

    def _check(self) -> None:
        """Raises OSError where git failed, and TooMuch where it was ended by a limit or by its own stack."""
        code = self._code()
        if code:
            self._flaws.seek(0)
            said = self._flaws.read(PIECE).decode("utf-8", "replace").strip()
            if code < 0 or "Out of memory" in said:
                raise TooMuch(DIED())
            raise OSError(f"git {self._arguments[0]}: {said}")

    def _code(self) -> int:
        assert self._process.stdin
        self._process.stdin.close()
        return self._process.wait()
