"""What git knows of a content folder, where it lies in a repository: what was published, by whom; and the way there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.base.problems import Message, printable
from plugins.base.vietnamese import nfc
from plugins.editorial.reading import address_in
from tools.editor.text_names import folder_of, owns_folder
from tools.editor.workspace import Cause, PublishStep, Revision
from tools.publish.command import site_in
from tools.publish.git import Answer, Speech, Stopped, WorkingCopy

MOST_PUBLISHED = 200
NOT_PUBLISHED = Message("Chưa đăng được; lý do ở ngay trên.", "Bài vẫn còn nguyên trong thư mục content.")
PUBLISHED = Message("Đã đăng xong.")


@dataclass(frozen=True, slots=True)
class FolderGit:
    """`content` is the folder; the project is the one around it. Without git nothing is known, and nothing fails."""

    content: Path

    def changed(self) -> frozenset[str]:
        """The paths of files that are otherwise than published, or not published yet."""
        base = self._base()
        if not base:
            return frozenset()
        changed = self._lines("diff", "--name-only", "-z", "--relative", base, "--", ".")
        fresh = self._lines("ls-files", "-z", "--others", "--exclude-standard", "--", ".")
        return frozenset(map(nfc, [*changed, *fresh]))

    def published(self) -> frozenset[str]:
        base = self._base()
        names = self._lines("ls-tree", "-r", "-z", "--name-only", base, "--", ".") if base else []
        return frozenset(map(nfc, names))

    def read(self, commit: str, path: str) -> bytes | None:
        """A file as a commit has it, or as it is published."""
        name = f"{commit or self._base()}:./{path}"
        found = self._run("rev-parse", "--verify", "--quiet", name)
        return WorkingCopy(self.content).content(found.out.strip()) if not found.code else None

    def history(self, path: str) -> list[Revision]:
        where = folder_of(path) if owns_folder(path) else path
        how = ("--format=%H%x00%aI%x00%an", f"--max-count={MOST_PUBLISHED}", "--", f":(literal){where}")
        said = self._run("log", *how).out.splitlines()
        rows = [line.split("\0") for line in said]
        return [
            Revision(name, Cause.PUBLISH, by, datetime.fromisoformat(at), live=number == 0)
            for number, (name, at, by) in enumerate(rows)
        ]

    def last(self, path: str, saved: datetime, *, is_draft: bool) -> tuple[str, datetime]:
        """Who made what lies there, and when."""
        rows = [] if is_draft else self.history(path)[:1]
        return (rows[0].by, rows[0].at) if rows else (self._run("config", "user.name").out.strip(), saved)

    def publish(self, path: str, text: str, where: Sequence[str]) -> Iterator[PublishStep]:
        """The project's own command, for what lies at these paths; what it says, line by line."""
        only = [f"--only={self.content.name}/{one}" for one in where]
        project = self.content.parent
        speech = Speech([sys.executable, str(project / "tasks.py"), "publish", *only], project)
        for line in speech:
            if told := line.rstrip():
                yield PublishStep(printable(told))
        if speech.code:
            yield PublishStep(NOT_PUBLISHED(), outcome=False)
        else:
            site = site_in(speech.said)
            yield PublishStep(PUBLISHED(), site and site + address_in(path, text), outcome=True)

    def _base(self) -> str:
        """The commit that counts as published: what the remote had when it was last asked, else the last one here."""
        for name in ("@{upstream}", "HEAD"):
            found = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
            if not found.code:
                return found.out.strip()
        return ""

    def _lines(self, *arguments: str) -> list[str]:
        return self._run(*arguments).out.split("\0")[:-1]

    def _run(self, *arguments: str) -> Answer:
        try:
            return WorkingCopy(self.content).run(*arguments)
        except Stopped:
            return Answer(1, "")
