"""Texts in a repository or in a folder, as far as showing them asks for them, and the editor over them."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from tests.editor import desk
from tests.editor.desk import Browser
from tests.site import article, photograph, write
from tools.editor import limits
from tools.editor.app import Editor, make_app
from tools.editor.drafts import DraftWorkspace
from tools.editor.live_site import PLACE, LiveSite
from tools.editor.people import Person, Role
from tools.editor.standing import on_own_machine, own_process
from tools.editor.workspace import Cause, OpenText, Revision
from tools.warm.client import SiteProcess

CHIEF = Person("toi", "Trần Thị Bình", "binh@x.example", Role.ADMINISTRATOR)
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
PATH = "tin-tuc/mot/index.md"
TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "pages/gioi-thieu.md": "Title: Giới thiệu\n\nChữ.\n",
    PATH: article("Một", "2026-10-01", "![Ảnh](anh.jpg)\n\n[Hai](../hai.md), [ở xa](https://xa.example/)"),
    "tin-tuc/mot/anh.jpg": photograph(900, 600),
    "tin-tuc/hai.md": article("Hai", "2026-10-02", "Lời."),
}


@dataclass
class FolderTexts:
    """Texts as they lie in a folder; every revision is what lies there now."""

    folder: Path

    def at(self, path: str, revision: str) -> OpenText:
        return OpenText(path, (self.folder / path).read_text("utf-8"), Revision(revision, Cause.SAVE, "", NOON))

    def content(self, path: str, revision: str) -> tuple[Path, str]:
        return self.folder, ""


@dataclass
class CommittedTexts:
    """Texts in a bare repository; a revision is a commit."""

    folder: Path

    def __post_init__(self) -> None:
        self.repository = self.folder.with_name(f"{self.folder.name}.git")
        subprocess.run(["git", "init", "--bare", "-q", self.repository], check=True)

    def commit(self, files: Mapping[str, str | bytes | None]) -> str:
        """All that was committed before, and these; returns its name."""
        for name, said in files.items():
            if said is None:
                (self.folder / "content" / name).unlink()
            else:
                write(self.folder / "content", {name: said})
        self._git("add", "-A")
        self._git("commit", "-qm", "x", "--allow-empty")
        return self._git("rev-parse", "HEAD")

    def at(self, path: str, revision: str) -> OpenText:
        text = self._git("show", f"{revision}:content/{path}")
        return OpenText(path, text, Revision(revision, Cause.SAVE, "", NOON))

    def content(self, path: str, revision: str) -> tuple[Path, str]:
        return self.repository, revision

    def _git(self, *arguments: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@x.example", "-c", "core.autocrlf=false"]
        places = [f"--git-dir={self.repository}", f"--work-tree={self.folder}"]
        done = subprocess.run(["git", *who, *places, *arguments], check=True, capture_output=True, cwd=self.folder)
        return done.stdout.decode().strip("\n")


@dataclass
class LiveEditor:
    """The editor at /soan, and somebody who is signed in."""

    browser: Browser
    site: LiveSite
    process: SiteProcess

    def check(self, revision: str, path: str = PATH) -> Any:
        reply = self.browser.get(f"/soan/bai/{path}/soat?ban={revision}")
        assert reply.status == 200, reply.text
        return reply.json

    def frame(self, revision: str, path: str = PATH) -> str:
        """The page that the frame shows."""
        return self.browser.get(self.check(revision, path)["frame"]).text


@contextmanager
def editing(workspace: FolderTexts | CommittedTexts | DraftWorkspace, folder: Path) -> Iterator[LiveEditor]:
    with desk.listening() as (waiting, port):
        origin = f"http://127.0.0.1:{port}"
        told = {"SITEURL": f"{origin}/soan{PLACE}", "CACHE": str(folder / "cache")}
        process = SiteProcess(told, tree=folder / "tree", memory_mb=limits.SITE_MEMORY_MB, own=False)
        site = LiveSite(cast(Any, workspace), process, "/soan", rests=True)
        editor = Editor(cast(Any, workspace), site, origin, "/soan", "Liên hiệp hội", owner=CHIEF)
        with desk.served(mounted(make_app(editor), process), waiting):
            yield LiveEditor(Browser(port, origin, editor.token), site, process)


@contextmanager
def standing_over(content: Path) -> Iterator[str]:
    """The editor at /soan of one's own machine; gives its origin."""
    with desk.listening() as (waiting, port):
        origin = f"http://127.0.0.1:{port}"
        process = own_process("/soan", origin)
        with desk.served(mounted(on_own_machine(content, "/soan", origin, process), process), waiting):
            yield origin


def mounted(editor: ASGIApp, process: SiteProcess, base: str = "/soan") -> Starlette:
    """The editor, with whose server the process ends."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await process.end()

    return Starlette(routes=[Mount(base, editor)], lifespan=lifespan)
