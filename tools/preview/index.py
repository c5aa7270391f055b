"""The search index of the preview: made when somebody searches, so that no save waits for it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from starlette.concurrency import run_in_threadpool

from plugins.base.addresses import SEARCH
from plugins.search import CannotIndex, Page, index, page_in
from tools import CACHE, PACKAGES
from tools.preview.site import NotMade, PreviewSite
from tools.warm.client import CannotShow


class SearchIndex:
    """The files of the index. Pages that stay are not read again."""

    def __init__(self, site: PreviewSite) -> None:
        self._site = site
        self._turn = asyncio.Lock()
        self._pages: dict[str, tuple[str, Page | None]] = {}
        """By their addresses, each with what it is made of."""
        self._made_for = ""
        self._files: Mapping[str, bytes] = {}

    async def file(self, path: str, mark: str) -> bytes | None:
        """Of the index of the site as it is shown under that `mark`; None where there is no such file, or the index
        cannot be made, as the search page then says.
        """
        name = path.removeprefix(f"/{SEARCH}/")
        async with self._turn:
            if mark != self._made_for:
                with suppress(CannotIndex, CannotShow, NotMade, OSError):
                    self._files = await self._made()
                    self._made_for = mark
        return self._files.get(name)

    async def _made(self) -> Mapping[str, bytes]:
        wanted = await self._site.findable()
        known = {address: row for address, row in self._pages.items() if row[0] == wanted.get(address)}
        for address in wanted.keys() - known.keys():
            known[address] = await self._read(address)
        self._pages = known
        pages = [page for address in wanted if (page := known[address][1])]
        return await run_in_threadpool(lambda: dict(index(pages, PACKAGES / "@pagefind", CACHE)))

    async def _read(self, address: str) -> tuple[str, Page | None]:
        file = await self._site.answer(address)
        page = page_in(address, file.body)
        packed = zlib.compress(page.text().encode()) if page else b""
        return file.made_of, replace(page, text=partial(_unpacked, packed)) if page else None


def wanted(target: str) -> bool:
    """Whether a request asks for the index."""
    return target.startswith(f"/{SEARCH}/")


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()
