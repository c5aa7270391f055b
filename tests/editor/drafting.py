"""A site's repository and an editor beside it, for tests: real git, no server between them but where a test says so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from plugins.base.moments import VIETNAM
from tools.editor.drafts import DraftWorkspace
from tools.editor.people import Person, Role
from tools.editor.workspace import OpenText, TextChange

LAN = Person("lan", "Trần Lan", "lan@example.vn", Role.WRITER)
HUNG = Person("hung", "Lê Hùng", "hung@example.vn", Role.CHIEF)
A, B = "tin-tuc/a/index.md", "tin-tuc/b.md"
HEAD = "---\nTitle: Hội nghị\nDate: 2026-03-01\n---\n\n"
TEXT = f"{HEAD}Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba.\n"
FILES = {A: TEXT, "tin-tuc/a/anh.jpg": "ảnh", B: TEXT.replace("Hội", "Bài B, hội"), "tin-tuc/chung.jpg": "chung"}


def git(folder: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {f"GIT_{role}_{part}": "Phạm Git" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    who |= {f"GIT_{role}_DATE": "2026-03-31T08:00:00+07:00" for role in ("AUTHOR", "COMMITTER")}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=clean | who).stdout.strip()


class Clock:
    """A second later at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 4, 1, 8, tzinfo=VIETNAM)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Desk:
    """`site` is the repository that is pushed to, `clone` a colleague's own copy."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.site, self.clone = self.folder / "site.git", self.folder / "clone"
        git(self.folder, "init", "-q", "--bare", "-b", "main", str(self.site))
        git(self.folder, "init", "-q", "-b", "main", str(self.clone))
        self.push(FILES)
        (self.folder / "home").mkdir()
        self.drafts = self.workspace()

    def workspace(self) -> DraftWorkspace:
        return DraftWorkspace(self.folder / "home", str(self.site), now=self.clock)

    def push(self, files: Mapping[str, str | None]) -> None:
        """A colleague's `git push`."""
        for name, text in files.items():
            file = self.clone / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode()) if text is not None else file.unlink()
        if (self.site / "refs/heads/main").exists():
            git(self.clone, "fetch", "-q", str(self.site), "main")
            git(self.clone, "reset", "-q", "--soft", "FETCH_HEAD")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "-q", "--allow-empty", "-m", "push")
        git(self.clone, "push", "-q", "--force", str(self.site), "main")

    def hook(self, script: str) -> None:
        """What the server does with a push."""
        file = self.site / "hooks/pre-receive"
        file.parent.mkdir(exist_ok=True)
        file.write_text(script, "utf-8")
        file.chmod(0o755)

    def pushed(self, files: Mapping[str, str | None]) -> None:
        """The same, which the editor hears of at once."""
        self.push(files)
        self.drafts.refresh()

    def published(self, path: str = A) -> str:
        return git(self.site, "show", f"main:content/{path}")

    def save(
        self, text: str, person: Person = LAN, path: str = A, seen: OpenText | None = None, **more: object
    ) -> OpenText:
        change = TextChange(text, **more)  # type: ignore[arg-type]
        return self.drafts.save(path, (seen or self.drafts.open(path)).revision.name, change, person)

    def tips(self) -> list[str]:
        return git(self.drafts.repository.folder, "for-each-ref", "refs/drafts", "--format=%(objectname)").split()
