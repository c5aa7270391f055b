"""The process that shows drafts, as its client sees it: asked one thing at a time, within limits, and replaced where it
is lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugins.base.problems import Message
from tools import ROOT
from tools.editor import limits

COMMAND = (sys.executable, "-m", "tools.editor.site_process")
Answer = tuple[dict[str, Any], bytes]
"""Facts, and the bytes of a file."""

TOO_LONG = Message(
    "Xem trước cần quá {seconds} giây nên đã dừng.", "Hãy bỏ phần vừa thêm nếu nó rất dài, hoặc báo người quản trị."
)
BROKE = Message(
    "Chương trình xem trước dừng giữa chừng; bài đã lưu vẫn còn nguyên.",
    "Hãy bỏ ảnh hay phần vừa thêm rồi thử lại, hoặc báo người quản trị.",
)


class CannotShow(Exception):
    """args[0] says in Vietnamese why, and what to do. The next order may well be answered."""


class SiteProcess:
    """The process behind, started when somebody asks. Raises CannotShow; the next order starts another one then."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, order: Mapping[str, Any]) -> Answer:
        known = self._process or (Path(self._given["cache"]) / "sites").is_dir()
        seconds = limits.SITE_SECONDS if known else limits.FIRST_SITE_SECONDS
        try:
            async with asyncio.timeout(seconds):
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
            await process.wait()

    def kill(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill() if sys.platform == "win32" else os.killpg(self._process.pid, signal.SIGKILL)

    async def _started(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *COMMAND, cwd=ROOT, stdin=pipe, stdout=pipe, limit=limits.SITE_ANSWER, start_new_session=True
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
