"""The process that keeps a site warm, as those who ask it see it: one order at a time, within limits, and replaced
where it is lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.base import media_types
from plugins.base.problems import Message
from tools import ROOT

COMMAND = (sys.executable, "-m", "tools.warm.process")
FIRST_SECONDS, SECONDS = 900, 120
"""For a look at a site: the first, of which nothing is known yet, and each later one."""
LONGEST_HEAD = 4 * 1024**2
"""Bytes of all that is told of one text."""
LAST_WORDS = 1.0
"""Seconds, in which the pipe of a process that has ended is found to be at its end."""
TURNS_IN_A_ROW = 50
"""Of one text, while others wait."""
Answer = tuple[dict[str, Any], bytes]
"""Facts, and the bytes of a file."""

TOO_LONG = Message(
    "Xem trước cần quá {seconds} giây nên đã dừng.", "Hãy bỏ phần vừa thêm nếu nó rất dài, hoặc báo người quản trị."
)
BROKE = Message(
    "Chương trình xem trước dừng giữa chừng; bài đã lưu vẫn còn nguyên.",
    "Hãy bỏ ảnh hay phần vừa thêm rồi thử lại, hoặc báo người quản trị.",
)

# Away from the terminal's Ctrl-C, as each system knows it: whoever has started the process ends it.
if sys.platform == "win32":
    APART = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    APART = 0


class CannotShow(Exception):
    """args[0] says in Vietnamese why, and what to do. The next order may well be answered."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What answers at an address: bytes with their media type, or another address of the site."""

    status: int
    media_type: str
    body: bytes
    location: str = ""
    address: str = ""
    """Its own, however it was asked for."""
    made_of: str = ""
    """A digest of what it was made of."""

    @property
    def is_page(self) -> bool:
        return self.media_type.startswith("text/html")

    @property
    def is_text(self) -> bool:
        """Whether addresses may stand in it."""
        return self.is_page or media_types.is_text(self.address)

    def below(self, root: str, other: str) -> bytes:
        """Its bytes with all addresses below `root` standing below another one."""
        return self.body.replace(f"{root}/".encode(), f"{other}/".encode()) if self.is_text else self.body


def file_of(answer: Answer) -> SiteFile:
    head, body = answer
    return SiteFile(head["status"], head["type"], body, head["location"], head["at"], head["made_of"])


class Turns:
    """Who works with the one process: one at a time. Those who want the text that lies there go first, for so many
    turns; the texts of the others come one after another.
    """

    def __init__(self) -> None:
        self.is_busy = False
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._there = ""
        self._in_a_row = 0

    @asynccontextmanager
    async def turn(self, path: str) -> AsyncIterator[None]:
        """Never cancelled while it waits."""
        if self.is_busy:
            place = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(path, deque()).append(place)
            await place
        self.is_busy = True
        self._in_a_row = self._in_a_row + 1 if path == self._there else 0
        self._there = path
        try:
            yield
        finally:
            self._wake_next()

    def _wake_next(self) -> None:
        """One of those who wait, for whom it stays busy."""
        if self._in_a_row >= TURNS_IN_A_ROW and self._there in self._waiting:
            self._waiting.move_to_end(self._there)
            self._in_a_row = 0
        elif self._there in self._waiting:
            self._waiting.move_to_end(self._there, last=False)
        if not self._waiting:
            self.is_busy = False
            return
        path, places = next(iter(self._waiting.items()))
        with suppress(asyncio.InvalidStateError):  # of who was cancelled when all ends
            places.popleft().set_result(None)
        if not places:
            del self._waiting[path]


class SiteProcess:
    """The process behind, started when somebody asks; all who ask take `turns`. It is told the settings of the `site`,
    CACHE among them; `tree`, where commits are laid out; `memory_mb`, 0 for no limit; whether it works on the `own`
    machine of who asks.
    """

    def __init__(self, site: Mapping[str, object], *, tree: Path | None = None, memory_mb: int = 0, own: bool) -> None:
        self.turns = Turns()
        self._cache = Path(str(site["CACHE"]))
        self._given = {"site": dict(site), "tree": str(tree or ""), "memory_mb": memory_mb, "own": own}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def ask(self, order: Mapping[str, Any], *, patient: bool = False) -> Answer:
        """`patient` waits as long as it takes. Raises CannotShow; the next order starts another process then."""
        if self._process and not self.is_running:  # ended while nobody asked
            await self.end()
        known = self._process or (self._cache / "sites").is_dir()
        seconds = SECONDS if known else FIRST_SECONDS
        try:
            async with asyncio.timeout(None if patient else seconds):
                process = self._process = self._process or await self._started()
                head, body = await self._answer(process, order)
        except TimeoutError:
            await self.end()
            raise CannotShow(TOO_LONG(seconds=seconds)) from None
        except (OSError, EOFError, ValueError):
            await self.end()
            raise CannotShow(BROKE()) from None
        except BaseException:  # somebody who waited is gone: what comes is the answer to nobody
            await self.end()
            raise
        if "fault" in head:
            await self.end()
            raise CannotShow(head["fault"] or BROKE())
        return head, body

    async def end(self) -> None:
        """It, and all that it has started."""
        self.kill()
        process, self._process = self._process, None
        if process:
            assert process.stdin
            assert process.stdout
            process.stdin.close()
            await process.wait()
            with suppress(TimeoutError):  # what it has started may have its voice, and not be of its group
                async with asyncio.timeout(LAST_WORDS):
                    await process.stdout.read()

    def kill(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill() if sys.platform == "win32" else os.killpg(self._process.pid, signal.SIGKILL)

    async def _started(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            cwd=ROOT,
            stdin=pipe,
            stdout=pipe,
            limit=LONGEST_HEAD,
            creationflags=APART,
            start_new_session=True,  # which Windows does not know
        )
        assert process.stdin
        process.stdin.write(json.dumps(self._given).encode() + b"\n")
        return process

    @staticmethod
    async def _answer(process: asyncio.subprocess.Process, order: Mapping[str, Any]) -> Answer:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(order).encode() + b"\n")
        await process.stdin.drain()
        head = json.loads(await process.stdout.readuntil(b"\n"))
        return head, await process.stdout.readexactly(head["length"])
