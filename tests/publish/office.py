"""An office: a bare repository to publish to, and editors with a clone each. Git is the real one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.site import article, write
from tools.publish import client

SEED = {
    "content/data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "content/tin-tuc/a/index.md": article("Bài A", body="Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba."),
    "content/tin-tuc/a/anh.jpg": b"\xff\xd8\x00mot",
    "theme/base.css": "a {}\n",
    ".gitattributes": "* text=auto eol=lf\n*.jpg binary\n",
}
SERVER = "#!/bin/sh\ncat >/dev/null\necho 'Đang dựng trang …'\necho 'Đã lên trang: https://x.example/'\n"
PUBLISHED_PAGE = "echo '  https://x.example/tin-tuc/a/'\n"
REFUSING = "#!/bin/sh\ncat >/dev/null\necho 'tin-tuc/a/index.md:2: Date: sai.' >&2\nexit 1\n"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Editor:
    """Somebody with a clone. `checks` counts; `right` is what the checker says of the folder as it is then."""

    root: Path
    right: Callable[[Path], bool] = lambda _: True
    ask: Callable[[str], str] | None = None
    checks: list[bool] = field(default_factory=list)

    def write(self, files: Mapping[str, str | bytes]) -> Editor:
        write(self.root, files)
        return self

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def rewrite(self, before: str, after: str, name: str = "content/tin-tuc/a/index.md") -> Editor:
        text = self.read(name)
        assert before in text
        return self.write({name: text.replace(before, after)})

    def publish(self, line: str = "", *, everything: bool = False) -> None:
        client.publish(client.Desk(self.root, self._check, self.ask), line, everything=everything)

    def stopped(self, line: str = "") -> str:
        """Publishes, expects to be stopped, and returns what was said."""
        with pytest.raises(client.Stopped) as why:
            self.publish(line)
        assert not any((self.root / ".git" / name).exists() for name in ("rebase-merge", "MERGE_HEAD"))
        return str(why.value)

    def git(self, *arguments: str) -> str:
        return git(self.root, *arguments)

    def _check(self) -> bool:
        self.checks.append(self.right(self.root))
        return self.checks[-1]


@dataclass
class Office:
    """The repository that is published from, and its editors."""

    folder: Path

    @property
    def remote(self) -> Path:
        return self.folder / "site.git"

    def editor(self, name: str) -> Editor:
        root = self.folder / name
        git(self.folder, "clone", "--quiet", str(self.remote), name)
        git(root, "config", "user.name", name)
        git(root, "config", "user.email", f"{name}@x.example")
        return Editor(root)

    def published(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")

    def log(self) -> list[str]:
        return git(self.remote, "log", "--format=%an: %s", "main").splitlines()

    def hook(self, name: str, script: str) -> None:
        file = self.remote / "hooks" / name
        file.write_text(script, "utf-8")
        file.chmod(0o755)


def found(tmp_path: Path) -> Office:
    """An office whose repository holds the seed."""
    office = Office(tmp_path)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(office.remote))
    first = write(tmp_path / "first", SEED)
    for command in ("init --quiet --initial-branch=main", "add --all", "commit --quiet -m Đầu"):
        git(first, "-c", "user.name=quản trị", "-c", "user.email=q@x.example", *command.split())
    git(first, "push", "--quiet", str(office.remote), "main")
    return office


def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Takes the machine's own settings of git away."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
