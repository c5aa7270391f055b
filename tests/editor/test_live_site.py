"""In what order the one process that shows drafts is asked, what need not be asked of it, and what it lays out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from plugins.base.survey import stamp_of
from tests.editor.live import PATH, TEXTS, CommittedTexts
from tests.loops import run
from tools.editor import limits
from tools.editor.laying import LaidTree
from tools.editor.live_site import LiveSite
from tools.warm import client
from tools.warm.client import SiteFile, Turns

HTML, CSS = "text/html; charset=utf-8", "text/css"


class Process:
    """In place of the real one: notes what it is asked, and answers when it is let."""

    def __init__(self, asked: list[str], gate: asyncio.Event) -> None:
        self._asked, self._gate = asked, gate
        self.turns = Turns()
        self.is_running = False
        self.ended = 0

    async def ask(self, order: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        self.is_running = True
        await self._gate.wait()
        self._asked.append(f"{order['commit']} {order.get('path') or order['address']}")
        kind = CSS if "address" in order else HTML
        head = {"status": 200, "type": kind, "location": "", "at": "/a/", "made_of": ""}
        head |= {"problems": [], "elsewhere": 0, "address": "/a/"}
        return head, b"x" * 1000

    async def end(self) -> None:
        self.is_running = False
        self.ended += 1


class Texts:
    def content(self, path: str, revision: str) -> tuple[Path, str]:
        return Path("repository"), f"{path}@{revision}"

    def open(self, path: str) -> Any:
        return SimpleNamespace(revision=SimpleNamespace(name=f"newest of {path}"))


class Asked:
    """A live site whose process waits until `answers`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.process = Process(self.asked, self.gate)
        self.site = LiveSite(cast(Any, Texts()), cast(Any, self.process), "", rests=True)

    async def answers(self, *questions: Any) -> list[Any]:
        """To all of them, which come in this order before the first is answered."""
        tasks = [asyncio.ensure_future(one) for one in questions]
        await asyncio.sleep(0)
        self.gate.set()
        return await asyncio.gather(*tasks)


def test_of_many_saves_of_one_text_the_newest_is_checked_and_answers_all(tmp_path: Path) -> None:
    async def check() -> None:
        here = Asked()
        told = await here.answers(*(here.site.problems("a.md", f"r{n}") for n in range(5)))
        assert here.asked == ["a.md@r4 a.md"]
        assert {one.draft.revision for one in told} == {"r4"}

    run(check())


def test_a_text_is_checked_again_for_who_asks_after_it_was(tmp_path: Path) -> None:
    async def check() -> None:
        here = Asked()
        await here.answers(here.site.problems("a.md", "r1"))
        await here.answers(here.site.problems("a.md", "r1"))
        assert here.asked == ["a.md@r1 a.md"] * 2

    run(check())


def test_what_lies_there_is_asked_all_that_is_wanted_before_another_text(tmp_path: Path) -> None:
    async def check() -> None:
        here, site = Asked(), None
        site = here.site
        await here.answers(
            site.answer("a.md", "r", "/1"),
            site.problems("b.md", "r"),
            site.answer("a.md", "r", "/2"),
            site.problems("c.md", "r"),
        )
        assert here.asked == ["a.md@r /1", "a.md@r /2", "b.md@r b.md", "c.md@r c.md"]

    run(check())


def test_nobody_keeps_the_others_waiting_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TURNS_IN_A_ROW", 3)

    async def check() -> None:
        here = Asked()
        many = [here.site.answer("a.md", "r", f"/{n}") for n in range(9)]
        await here.answers(*many, here.site.problems("b.md", "r"), here.site.problems("c.md", "r"))
        assert here.asked.index("b.md@r b.md") < 6
        assert here.asked.index("c.md@r c.md") < 7

    run(check())


def test_the_page_of_a_check_is_there_for_the_frame_and_a_hashed_file_for_everybody(tmp_path: Path) -> None:
    async def check() -> None:
        here = Asked()
        await here.answers(here.site.problems("a.md", "r1"))
        page = await here.site.answer("a.md", "r1", "/a/")
        styles = [await here.site.answer("a.md", name, "/theme/site-1.css") for name in ("r1", "r2", "r3")]
        assert page == SiteFile(200, HTML, b"x" * 1000, address="/a/")
        assert len(set(styles)) == 1
        assert here.asked == ["a.md@r1 a.md", "a.md@r1 /theme/site-1.css"]

    run(check())


def test_a_look_begins_before_somebody_wants_to_see_a_text_and_once(tmp_path: Path) -> None:
    async def check() -> None:
        here = Asked()
        here.site.awake("a.md")
        while not here.process.is_running:
            await asyncio.sleep(0)
        here.site.awake("b.md")
        await here.answers(here.site.problems("b.md", "r"))
        here.site.awake("c.md")
        await here.answers(here.site.problems("d.md", "r"))
        assert here.asked == ["a.md@newest of a.md /", "b.md@r b.md", "d.md@r d.md"]

    run(check())


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_SITE_FILES", 10_000)

    async def check() -> None:
        here = Asked()
        here.gate.set()
        for n in range(30):
            await here.site.answer("a.md", "r", f"/theme/{n}.css")
        assert len(here.asked) == 30
        await here.site.answer("a.md", "r", "/theme/29.css")
        await here.site.answer("a.md", "r", "/theme/0.css")
        assert here.asked[30:] == ["a.md@r /theme/0.css"]

    run(check())


def test_an_idle_process_ends_and_what_was_kept_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SITE_IDLE", 0.0)

    async def check() -> None:
        here = Asked()
        await here.answers(here.site.answer("a.md", "r", "/theme/1.css"))
        while not here.process.ended:
            await asyncio.sleep(0)
        await here.answers(here.site.answer("a.md", "r", "/theme/1.css"))
        assert here.asked == ["a.md@r /theme/1.css"] * 2

    run(check())


def laid(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_tree_holds_what_a_commit_holds_and_stays_where_nothing_differs(tmp_path: Path) -> None:
    texts, tree = CommittedTexts(tmp_path / "work"), LaidTree(tmp_path / "tree")
    first = texts.commit({**TEXTS, "../tasks.py": "raise SystemExit\n"})
    second = texts.commit({PATH: None, "tin-tuc/hai.md": "Khác.\n", "tin-tuc/ba/index.md": "Mới.\n"})
    assert tree.lay(texts.repository, first)
    assert laid(tree.folder).keys() == TEXTS.keys()
    stamp = stamp_of((tree.folder / "pages/gioi-thieu.md").stat())
    assert tree.lay(texts.repository, second)
    assert laid(tree.folder) == laid(tmp_path / "work/content")
    assert stamp_of((tree.folder / "pages/gioi-thieu.md").stat()) == stamp
    assert not LaidTree(tmp_path / "tree").lay(texts.repository, second)


def test_a_commit_that_is_gone_meanwhile_costs_work_and_no_wrong_file(tmp_path: Path) -> None:
    texts, others = CommittedTexts(tmp_path / "work"), CommittedTexts(tmp_path / "others")
    tree = LaidTree(tmp_path / "tree")
    tree.lay(texts.repository, texts.commit(TEXTS))
    assert tree.lay(others.repository, others.commit({"pages/x.md": "X.\n"}))
    assert laid(tree.folder) == {"pages/x.md": b"X.\n"}


def test_whoever_was_killed_while_files_moved_begins_anew(tmp_path: Path) -> None:
    texts = CommittedTexts(tmp_path / "work")
    commit = texts.commit(TEXTS)
    LaidTree(tmp_path / "tree").lay(texts.repository, commit)
    (tmp_path / "tree.json").unlink()
    (tmp_path / "tree/half.md").write_text("nửa")
    assert LaidTree(tmp_path / "tree").lay(texts.repository, commit)
    assert laid(tmp_path / "tree") == laid(tmp_path / "work/content")


def test_links_and_attributes_of_a_commit_decide_nothing(tmp_path: Path) -> None:
    texts, tree = CommittedTexts(tmp_path / "work"), LaidTree(tmp_path / "tree")
    first = texts.commit({"a.md": "A\n"})
    (tmp_path / "work/content/link.md").symlink_to("/etc/passwd")
    second = texts.commit({".gitattributes": "*.md ident\n", "b.md": "$Id$\n"})
    for commit in (first, second):
        tree.lay(texts.repository, commit)
    assert laid(tree.folder) == {"a.md": b"A\n", "b.md": b"$Id$\n"}
