"""The site as drafts make it, for the pages of the editor: what is wrong with a text, and what answers at an address.

One process does the work (`tools.warm`), one order at a time, and ends when nobody has asked for a while. What lies
there is asked all that is wanted of it before another text is laid out.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from plugins.base.addresses import is_hashed
from plugins.base.problems import Problem
from tools.editor import limits
from tools.editor.workspace import CannotSave, NoSuchText, Workspace
from tools.warm.client import Answer, CannotShow, SiteFile, SiteProcess, file_of

K = TypeVar("K")
T = TypeVar("T")

PLACE = "/xem/-"
"""Where the site stands for the process, whichever draft it is, and for the preview's own pages: so that what was made
of one is good for the others.
"""


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """One state of a text, among what is published."""

    path: str
    revision: str


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """What is wrong with a draft and the files in its folder, how many errors others have, and where it stands."""

    draft: ShownDraft
    problems: tuple[Problem, ...]
    elsewhere: int
    address: str


class KeptFiles:
    """Files whose names tell their bytes, as browsers have asked for them; the least wanted goes first."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, SiteFile] = OrderedDict()
        self._size = 0

    def get(self, address: str) -> SiteFile | None:
        if found := self._files.get(address):
            self._files.move_to_end(address)
        return found

    def put(self, address: str, file: SiteFile) -> None:
        if not is_hashed(address) or file.status != HTTPStatus.OK or len(file.body) > limits.KEPT_SITE_FILES // 4:
            return
        if address not in self._files:
            self._files[address] = file
            self._size += len(file.body)
        while self._size > limits.KEPT_SITE_FILES:
            self._size -= len(self._files.popitem(last=False)[1].body)

    def clear(self) -> None:
        self._files.clear()
        self._size = 0


class SecretAddresses:
    """Drafts by addresses that nobody can guess: a frame that shows one may know nothing of who looks at it, so that
    its address alone says that it may be seen.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._drafts: OrderedDict[str, ShownDraft] = OrderedDict()

    def of(self, draft: ShownDraft) -> str:
        return self._named(f"{draft.revision}\n{draft.path}", draft)

    def of_files(self, draft: ShownDraft) -> str:
        """Where a page finds files whose names tell their bytes: the same for all states of a text, so that a browser
        may keep them.
        """
        return self._named(f"\n{draft.path}", draft)

    def at(self, name: str, address: str) -> ShownDraft | None:
        draft = self._drafts.get(name)
        for_files = draft and name == self._name(f"\n{draft.path}")
        return None if for_files and not is_hashed(address) else draft

    def _named(self, told: str, draft: ShownDraft) -> str:
        name = self._name(told)
        _keep(self._drafts, name, draft, limits.SHOWN_ADDRESSES)
        return name

    def _name(self, told: str) -> str:
        digest = hmac.digest(self._key, told.encode("utf-8", "surrogateescape"), "sha256")
        return base64.urlsafe_b64encode(digest)[:32].decode()


class LiveSite:
    """`process` is asked, whose site stands at PLACE below the editor's `base`; where it `rests`, it ends when nobody
    has asked for a while.

    Its questions raise CannotShow, and what `Workspace.content` raises.
    """

    def __init__(self, workspace: Workspace, process: SiteProcess, base: str, *, rests: bool) -> None:
        self.root = f"{base}{PLACE}"
        """What stands before all addresses in its files."""
        self.drafts = SecretAddresses()
        self._workspace = workspace
        self._process = process
        self._rests = rests
        self._files = KeptFiles()
        self._newest: dict[str, str] = {}
        """The revision that was asked for last, by path."""
        self._checked: OrderedDict[str, tuple[int, CheckedDraft]] = OrderedDict()
        """By path, with the number of the order."""
        self._pages: OrderedDict[ShownDraft, tuple[str, SiteFile]] = OrderedDict()
        """The page of a draft with its address, for the frame that will ask after the check."""
        self._there: tuple[ShownDraft, Path, str] | None = None
        """What was asked for last, and where it was found."""
        self._orders = 0
        self._working: set[asyncio.Task[Any]] = set()
        self._rest: asyncio.TimerHandle | None = None

    async def problems(self, path: str, revision: str) -> CheckedDraft:
        """Of the newest revision that anybody has asked for when its turn comes."""
        self._newest[path] = revision
        return await self._apart(self._check(path, self._orders))

    async def answer(self, path: str, revision: str, address: str) -> SiteFile:
        """What answers at an address of the site, as it is with that draft."""
        if kept := self._files.get(address):
            return kept
        at, page = self._pages.pop(ShownDraft(path, revision), ("", None))
        if page and at == address:
            return page
        return await self._apart(self._read(ShownDraft(path, revision), address))

    def awake(self, path: str) -> None:
        """Begins what a look takes, where it rests: somebody will soon want to see a text, perhaps this one."""
        if self._rests and not self._process.is_running and not self._process.turns.is_busy:
            self._begun(self._look_ahead(path))

    async def _close(self) -> None:
        """Ends the process, and forgets what it has told."""
        async with self._process.turns.turn(""):
            self._files.clear()
            self._pages.clear()
            self._checked.clear()
            self._there = None
            await self._process.end()

    async def _apart(self, work: Coroutine[Any, Any, T]) -> T:
        """To its end, whether somebody waits for it or not: half an order is of no use to the process."""
        return await asyncio.shield(self._begun(work))

    def _begun(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._working.add(task)  # or nobody would hold it
        task.add_done_callback(self._working.discard)
        return task

    async def _look_ahead(self, path: str) -> None:
        with suppress(CannotShow, CannotSave, NoSuchText):  # which will be told to who asks
            opened = await run_in_threadpool(self._workspace.open, path)
            await self._read(ShownDraft(path, opened.revision.name), "/")

    async def _check(self, path: str, asked: int) -> CheckedDraft:
        async with self._process.turns.turn(path):
            number, known = self._checked.get(path, (0, None))
            draft = ShownDraft(path, self._newest[path])
            if known and number > asked and known.draft == draft:
                return known
            head, body = await self._ask(draft, {"path": path}, anew=True)
            told = tuple(Problem(*one) for one in head["problems"])
            checked = CheckedDraft(draft, told, head["elsewhere"], head["address"])
            _keep(self._checked, path, (self._orders, checked))
            _keep(self._pages, draft, (checked.address, file_of((head, body))))
            return checked

    async def _read(self, draft: ShownDraft, address: str) -> SiteFile:
        async with self._process.turns.turn(draft.path):
            if kept := self._files.get(address):
                return kept
            file = file_of(await self._ask(draft, {"address": address}))
            self._files.put(address, file)
            return file

    async def _ask(self, draft: ShownDraft, order: Mapping[str, Any], *, anew: bool = False) -> Answer:
        """`anew` where what is published may have changed since; the files of a page are of one state."""
        if anew or not self._there or self._there[0] != draft:
            self._there = (draft, *await run_in_threadpool(self._workspace.content, draft.path, draft.revision))
        self._orders += 1
        _, folder, commit = self._there
        try:
            return await self._process.ask({"folder": str(folder), "commit": commit, **order})
        finally:
            self._rest_later()

    def _rest_later(self) -> None:
        if not self._rests:
            return
        loop = asyncio.get_running_loop()
        if self._rest:
            self._rest.cancel()
        self._rest = loop.call_later(limits.SITE_IDLE, self._end_idle)

    def _end_idle(self) -> None:
        if not self._process.turns.is_busy:  # whose end counts anew
            self._begun(self._close())


def _keep(kept: OrderedDict[K, T], key: K, value: T, most: int = limits.KEPT_DRAFTS) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
