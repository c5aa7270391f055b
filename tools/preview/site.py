"""What the preview asks of the process that keeps its site warm: what is wrong, what answers at an address, and which
pages can be found.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from plugins.base.problems import Problem
from tools.preview.board import Showing
from tools.warm.client import Answer, CannotShow, SiteFile, SiteProcess, file_of

NAME = "xem-truoc"
"""Where problems are told of that no file has."""


class NotMade(Exception):
    """args[0] are the problems for which there is no page at all; none where nothing was ever right."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What was saved; texts and their files always may have been."""

    code: bool = False
    """Or the settings."""
    theme: bool = False
    text: str = ""
    """The path of the one text that was, if it was one."""
    nothing: bool = False
    """For a while, since what was told last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to show after a look, and which of its problems nobody was told of."""

    showing: Showing
    news: tuple[Problem, ...] = ()


class PreviewSite:
    """The site over a folder of texts. For the process it stands at `root`, for browsers at the root of its host."""

    def __init__(self, process: SiteProcess, content: Path, root: str) -> None:
        self._process = process
        self._content = content
        self._root = root
        self._is_behind = False
        """Whether the last look was no more than a glance."""

    async def look(self, showing: Showing, touched: Touched) -> Seen | None:
        """None where all is as it was."""
        if touched.nothing and not self._is_behind:
            return None
        async with self._process.turns.turn(""):
            if touched.code:
                await self._process.end()
            try:
                order = {"whole": True, "anew": touched.theme, "text": touched.text, "again": touched.nothing}
                head, body = await self._ask(order, patient=True)
                self._is_behind = head["again"]
            except CannotShow as why:
                self._is_behind = False
                problem = Problem(NAME, 0, str(why))
                return Seen(replace(showing, is_ready=False, problems=(problem,)), (problem,))
        if head["is_same"]:
            return None
        rows = [(Problem(*row[:4]), *row[4:]) for row in json.loads(body)]
        addresses = {problem.path: address for problem, address, _ in rows}
        shown = replace(showing, is_ready=True, problems=tuple(row[0] for row in rows), addresses=addresses)
        return Seen(shown, tuple(problem for problem, _, is_news in rows if is_news))

    async def answer(self, target: str) -> SiteFile:
        """What answers to a request for `target` (path and query, as sent). Raises NotMade."""
        return await asyncio.shield(asyncio.ensure_future(self._answer(target)))  # half an order is of no use

    async def findable(self) -> Mapping[str, str]:
        """The pages that readers may find, by their addresses, each with a digest of what it is made of."""
        async with self._process.turns.turn(""):
            _, body = await self._ask({"findable": True})
        found: dict[str, str] = json.loads(body)
        return found

    async def _answer(self, target: str) -> SiteFile:
        async with self._process.turns.turn(""):
            try:
                head, body = await self._ask({"good": target})
            except CannotShow as why:
                raise NotMade([Problem(NAME, 0, str(why))]) from None
        if head["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
            raise NotMade([Problem(*head["problem"])] if "problem" in head else [])
        file = file_of((head, body))
        return replace(file, body=file.below(self._root, ""))

    async def _ask(self, order: Mapping[str, Any], *, patient: bool = False) -> Answer:
        return await self._process.ask({"folder": str(self._content), **order}, patient=patient)
