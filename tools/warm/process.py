"""The process that keeps a site warm: it lays out what is asked for, looks, and answers with problems and files.
`python -m tools.warm.process`; who asks has a `client`.

It reads one line of JSON with its settings, then a line an order. It answers with a line of JSON, whose `length` says
how many bytes of a file follow. After a fault of its own it ends: the next order is for another process.
"""

from __future__ import annotations

import copy
import gc
import json
import os
import sys
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jinja2 import TemplateError

from plugins.base import addresses, progress, redirects
from plugins.base.addresses import Section, address_of, file_name
from plugins.base.media_types import media_type, with_charset
from plugins.base.problems import BuildRefused, Problem, errors
from plugins.engine import BuildPlan, Glance, WarmSite, template_flaw
from plugins.media import BodyLost
from tools import answering, site

if TYPE_CHECKING:
    from tools.editor.laying import LaidTree

NO_ANSWER = {"status": HTTPStatus.SERVICE_UNAVAILABLE, "location": "", "type": "", "at": "", "made_of": ""}
COLLECTED = 10
"""Orders, after which garbage is looked for; each leaves some megabytes."""

Reply = tuple[Mapping[str, Any], bytes]


class SiteLook:
    """What answers at the addresses of a site as it stood at one look; `flaws` are those of its templates. After a
    `glance` its text's page is another, and what else is must be asked of a look at all.
    """

    def __init__(self, warm: WarmSite, plan: BuildPlan, flaws: Collection[Problem] | None) -> None:
        self.plan = plan
        self.changed = plan.checked.content.changed
        """The paths of texts that say something else than at the look before."""
        self.glance: Glance | None = None
        self._warm = warm
        table = warm.read_of(plan, addresses.TABLE) or b""
        self._redirects = {one.old: one for one in redirects.rows(table.decode().splitlines())}
        self.flaws = tuple(self._tried()) if flaws is None else flaws
        self.problems = (*plan.problems, *self.flaws)

    @property
    def is_good(self) -> bool:
        return not errors(self.problems)

    def after(self, glance: Glance, path: str) -> SiteLook:
        """The same with what was found at the text of that path."""
        look = copy.copy(self)
        look.glance, look.changed = glance, frozenset([path])
        look.problems = (*glance.problems, *self.flaws)
        return look

    def is_certain(self, address: str) -> bool:
        """Whether a look at all would find the same there."""
        place = unquote(address.partition("?")[0])
        lasting = addresses.is_hashed(place) and file_name(place) in self.plan.derived.planner.files
        return self.glance is None or lasting or file_name(place) in self.glance.outputs

    def at(self, address: str) -> Reply:
        """An address of the site; a text may have none."""
        new = self.glance.outputs if self.glance else {}
        files = ChainMap(dict.fromkeys(new, b""), self.plan.derived.planner.files)
        found = answering.find(address, self._redirects, files.__contains__) if address else answering.NOTHING
        body = None if found.location else self._read(found.name)
        if body is None and found.status == HTTPStatus.OK:
            return self.at("")
        head = _head(found.status, found.name, found.location, files.get(found.name, b"").hex())
        return head, body or b""

    def _tried(self) -> Iterator[Problem]:
        """What is wrong with the templates, as far as the home page and a text of each kind show it."""
        site = self.plan.site
        for one in ("/", *(kind[0].address for kind in (site.articles, site.pages, site.programs) if kind)):
            try:
                self._read(file_name(one))
            except TemplateError as error:
                yield template_flaw(error)
                return

    def _read(self, name: str) -> bytes | None:
        """None where there is none, or it was taken out of the content meanwhile."""
        try:
            return self._warm.read_glanced(self.glance, name) if self.glance else self._warm.read_of(self.plan, name)
        except FileNotFoundError:
            return None

    def findable(self) -> dict[str, str]:
        """The pages that a reader may find, by their addresses, each with what it is made of."""
        files = self.plan.derived.planner.files
        return {one.address: files[file_name(one.address)].hex() for one in self.plan.site.findable}


class SiteWork:
    """`given` are the settings: `site`, what Pelican is told of every site, and CACHE; `tree`, the folder in which
    commits are laid out; `memory_mb`, 0 for no limit; `own`, whether it is the machine of who asks, whose terminal may
    show how far a look is, and who is told of faults of the program.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._content: Path | None = None
        self._site: WarmSite | None = None
        self._tree: LaidTree | None = None
        self._now: SiteLook | None = None
        self._good: SiteLook | None = None
        """The newest with which nothing is wrong."""
        self._told: SiteLook | None = None
        """Of which was said what is wrong with the whole of it."""

    def answer(self, order: Mapping[str, Any]) -> Reply:
        """To an order of `folder` and `commit` (a repository and what is to be laid out, or a content and ""): with a
        `path`, what is wrong with that text, and its page; with an `address`, what answers there.

        To one of a content alone: `whole`, what is wrong with all of it, with the theme read `anew` or not, and first
        with a glance where that `text` alone was written; it says whether all are to be looked at `again`, when nobody
        waits. `good`, what answers at an address of the last look with which nothing was wrong; `findable`, its pages.
        """
        try:
            return self._answer(Path(order["folder"]), order)
        except BodyLost:  # somebody has cleared the cache
            self._site = self._now = self._good = None
            return self._answer(Path(order["folder"]), order)

    def _answer(self, folder: Path, order: Mapping[str, Any]) -> Reply:
        if "whole" in order:
            return self._whole(folder, order)
        if "good" in order:
            return self._of_good(folder, order["good"])
        if "findable" in order:
            return self._findable(folder)
        if "path" not in order and (lasting := self._lasting(order["address"])):
            return lasting
        warm, untouched = self._warm(folder, order["commit"])
        if "path" not in order:
            return self._look(warm, untouched=untouched).at(order["address"])
        checked = warm.check_one(order["path"], untouched=untouched)
        at = checked.address
        head, page = _page(at, checked.page) if checked.page else self._look(warm, untouched=True).at(at)
        told = [list(one) for one in checked.problems]
        return {**head, "problems": told, "elsewhere": checked.elsewhere, "address": at}, page

    def _lasting(self, address: str) -> Reply | None:
        """A file whose name tells its bytes, if it is known without a look at what lies there now."""
        place = unquote(address.partition("?")[0])
        if self._site is None or not addresses.is_hashed(place):
            return None
        name = file_name(place)
        content = self._site.read_lasting(name)
        return None if content is None else (_head(HTTPStatus.OK, name), content)

    def _whole(self, folder: Path, order: Mapping[str, Any]) -> Reply:
        if order["anew"]:
            self._site = self._now = None
        if self._given["own"]:
            progress.begin(sys.stderr)
        try:
            warm = self._warm(folder, "")[0]
            look = self._glanced(warm, order["text"]) or self._look(warm)
        except BuildRefused as refused:
            return {"is_same": False, "again": False}, _as_rows(refused.problems, {}, ())
        finally:
            progress.clear()
        known = self._told.problems if self._told else look.plan.memory.told
        if order["again"] and set(known) == set(look.problems):  # what else was written is told by another order
            return {"is_same": True, "again": False}, b""
        old = {one for one in known if one.warning and one.path not in look.changed}
        head = {"is_same": look is self._told, "again": look is not self._now}
        self._told = look
        return head, _as_rows(look.problems, look.plan.checked.content.addresses, old)

    def _glanced(self, warm: WarmSite, text: str) -> SiteLook | None:
        """None where a glance is not enough."""
        glance = warm.glance(text) if text else None
        if glance is None:
            return None
        return self._noted(self._at_plan(warm, glance.plan).after(glance, text))

    def _findable(self, folder: Path) -> Reply:
        good = self._good_for(folder, Section.HOME)
        return {}, json.dumps(good.findable() if good else {}).encode()

    def _good_for(self, folder: Path, address: str) -> SiteLook | None:
        """The last good look, where it is one that knows what stands at that address."""
        if self._good is None or not self._good.is_certain(address):
            with suppress(BuildRefused):  # which is told to who asks for all that is wrong
                self._look(self._warm(folder, "")[0], untouched=True)
        return self._good

    def _of_good(self, folder: Path, address: str) -> Reply:
        try:
            good = self._good_for(folder, address)
            return good.at(address) if good else (NO_ANSWER, b"")
        except TemplateError as error:
            return {**NO_ANSWER, "problem": list(template_flaw(error))}, b""

    def _look(self, warm: WarmSite, *, untouched: bool = False) -> SiteLook:
        return self._noted(self._at_plan(warm, warm.look(untouched=untouched)))

    def _at_plan(self, warm: WarmSite, plan: BuildPlan) -> SiteLook:
        if self._now is None or self._now.plan is not plan:
            self._now = SiteLook(warm, plan, self._now.flaws if self._now else None)
        return self._now

    def _noted(self, look: SiteLook) -> SiteLook:
        self._good = look if look.is_good else self._good
        return look

    def _warm(self, folder: Path, commit: str) -> tuple[WarmSite, bool]:
        """The site over that content, and whether no file was touched since it looked last."""
        content, untouched = folder, False
        if commit:
            tree = self._tree = self._tree or _tree(self._given["tree"])
            content, untouched = tree.folder, not tree.lay(folder, commit)
        if self._site is None or content != self._content:
            self._site = site.warm({**self._given["site"], "PATH": str(content), "PREVIEW": True})
            self._content, untouched = content, False
        return self._site, untouched


def _page(address: str, content: bytes) -> Reply:
    return _head(HTTPStatus.OK, file_name(address)), content


def _head(status: int, name: str, location: str = "", made_of: str = "") -> dict[str, Any]:
    """Of a file, by its path in the site."""
    about = {"at": address_of(name), "made_of": made_of}
    return {"status": status, "location": location, "type": with_charset(media_type(name)), **about}


def _as_rows(found: Collection[Problem], addresses: Mapping[str, str], old: Collection[Problem]) -> bytes:
    """Problems in their order, each with the address of its text ("" for what is no text), and whether it is news."""
    return json.dumps([[*one, addresses.get(one.path, ""), one not in old] for one in sorted(set(found))]).encode()


def _tree(folder: str) -> LaidTree:
    from tools.editor.laying import LaidTree  # noqa: PLC0415 - git and its rules are a server's

    return LaidTree(Path(folder))


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no answer
    given = json.loads(sys.stdin.buffer.readline() or b"null")
    if not given:
        return
    if given["memory_mb"]:
        _limit(given["memory_mb"])
    work = SiteWork(given)
    for number, line in enumerate(sys.stdin.buffer):
        head, body = _tried(work, json.loads(line), given)
        answers.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        answers.flush()
        if "fault" in head:
            return
        if number % COLLECTED == 0:  # the engine does not while it works
            gc.collect()


def _tried(work: SiteWork, order: Mapping[str, Any], given: Mapping[str, Any]) -> Reply:
    try:
        return work.answer(order)
    except Exception as fault:  # noqa: BLE001 - whatever it is, who asks goes on with another process
        told = site.words_for(fault, Path(given["site"]["CACHE"]))  # which leaves a file for a maintainer
        return {"fault": told if given["own"] or isinstance(fault, MemoryError) else ""}, b""


def _limit(memory_mb: int) -> None:
    if sys.platform != "win32":  # which knows no such limits
        from tools import resources  # noqa: PLC0415

        resources.limit(memory_mb)


if __name__ == "__main__":
    main()
