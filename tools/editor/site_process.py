"""The process that shows drafts: it keeps the site warm, lays out what is asked for, looks, and answers with problems
and files. `python -m tools.editor.site_process`; its client is `live_site`.

It reads one line of JSON with its settings, then a line an order. It answers with a line of JSON, whose `length` says
how many bytes of a file follow. After a fault of its own it ends: the next order is for another process.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from plugins.base import addresses, redirects
from plugins.base.media_types import media_type, with_charset
from plugins.base.redirects import Redirect
from tools import answering, site

if TYPE_CHECKING:
    from plugins.engine import WarmSite
    from tools.editor.laying import LaidTree

COLLECTED = 10
"""Orders, after which garbage is looked for; each leaves some megabytes."""

Reply = tuple[dict[str, Any], bytes]


class SiteWork:
    """`given` are the settings: `url` of the site, `cache`, and `tree`, the folder in which commits are laid out."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._cache = Path(given["cache"])
        self._content: Path | None = None
        self._site: WarmSite | None = None
        self._tree: LaidTree | None = None
        self._plan: object = None
        self._redirects: Mapping[str, Redirect] = {}

    def answer(self, order: Mapping[str, Any]) -> Reply:
        """To an order of `folder` and `commit` (a repository and what is to be laid out, or a content and ""): with a
        `path`, what is wrong with that text, and its page; else what answers at an `address`.
        """
        if "path" not in order and (lasting := self._lasting(order["address"])):
            return lasting
        warm, untouched = self._warm(Path(order["folder"]), order["commit"])
        if "path" not in order:
            warm.look(untouched=untouched)
            return self._found(warm, order["address"])
        checked = warm.check_one(order["path"], untouched=untouched)
        head, page = _page(checked.page) if checked.page else self._found(warm, checked.address)
        told = [list(one) for one in checked.problems]
        return {**head, "problems": told, "elsewhere": checked.elsewhere, "address": checked.address}, page

    def _lasting(self, address: str) -> Reply | None:
        """A file whose name tells its bytes, if it is known without a look at what lies there now."""
        name = addresses.file_name(unquote(address.partition("?")[0]))
        if self._site is None or not name.startswith(tuple(f"{folder}/" for folder in addresses.HASHED)):
            return None
        content = self._site.read_lasting(name)
        return None if content is None else (_head(HTTPStatus.OK, name), content)

    def _warm(self, folder: Path, commit: str) -> tuple[WarmSite, bool]:
        """The site over that content, and whether no file was touched since it looked last."""
        content, untouched = folder, False
        if commit:
            tree = self._tree = self._tree or _tree(self._given["tree"])
            content, untouched = tree.folder, not tree.lay(folder, commit)
        if self._site is None or content != self._content:
            self._site = site.warm(
                {"PATH": str(content), "CACHE": self._cache, "SITEURL": self._given["url"], "PREVIEW": True}
            )
            self._content, untouched = content, False
        return self._site, untouched

    def _found(self, warm: WarmSite, address: str) -> Reply:
        """What answers at an address of the site; a text may have none."""
        plan = warm.look(untouched=True)
        if plan is not self._plan:
            self._plan, table = plan, warm.read(addresses.TABLE) or b""
            self._redirects = {one.old: one for one in redirects.rows(table.decode().splitlines())}
        files = plan.derived.planner.files
        found = answering.find(address, self._redirects, files.__contains__) if address else answering.NOTHING
        return _head(found.status, found.name, found.location), warm.read(found.name) or b""


def _page(content: bytes) -> Reply:
    return _head(HTTPStatus.OK, addresses.INDEX), content


def _head(status: int, name: str, location: str = "") -> dict[str, Any]:
    return {"status": status, "location": location, "type": with_charset(media_type(name))}


def _tree(folder: str) -> LaidTree:
    from tools.editor.laying import LaidTree  # noqa: PLC0415 - git and its rules are a server's

    return LaidTree(Path(folder))


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no answer
    given = json.loads(sys.stdin.buffer.readline() or b"null")
    if not given:
        return
    _limit(given["memory_mb"])
    work = SiteWork(given)
    for number, line in enumerate(sys.stdin.buffer):
        head, body = _tried(work, json.loads(line), Path(given["cache"]))
        answers.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        answers.flush()
        if "fault" in head:
            return
        if number % COLLECTED == 0:  # the engine does not while it works
            gc.collect()


def _tried(work: SiteWork, order: Mapping[str, Any], cache: Path) -> Reply:
    try:
        return work.answer(order)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the editor goes on with another process
        told = site.words_for(fault, cache)  # which leaves a file for a maintainer
        return {"fault": told if isinstance(fault, MemoryError) else ""}, b""


def _limit(memory_mb: int) -> None:
    if sys.platform != "win32":  # which knows no such limits
        from tools import resources  # noqa: PLC0415

        resources.limit(memory_mb)


if __name__ == "__main__":
    main()
