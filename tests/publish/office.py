"""An office: a bare repository to publish to, and editors with a clone each. Git is the real one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.site import article, write
from tools.publish import command

SEED: dict[str, str | bytes] = {
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

    def publish(self, line: str = "", *, everything: bool = False, only: Sequence[str] = ()) -> None:
        desk = command.Checkout(self.root, self._check, self.ask)
        command.publish(desk, line, everything=everything, only=only)

    def stopped(self, line: str = "") -> str:
        """Publishes, expects to be stopped, and returns what was said."""
        with pytest.raises(command.Stopped) as why:
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
        """A clone of the seed, with the editor's name in its settings."""
        root = self.folder / name
        shutil.copytree(self.folder / "clone", root)
        settings = f"[user]\n\tname = {name}\n\temail = {name}@x.example\n"
        with (root / ".git/config").open("a", encoding="utf-8") as config:
            config.write(settings)
        return Editor(root)

    def published(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")

    def log(self) -> list[str]:
        return git(self.remote, "log", "--format=%an: %s", "main").splitlines()

    def files(self) -> list[str]:
        return sorted(git(self.remote, "ls-tree", "-r", "--name-only", "main").splitlines())

    def hook(self, name: str, script: str) -> None:
        file = self.remote / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(script, "utf-8")
        file.chmod(0o755)


def found(folder: Path) -> None:
    """Lays in an empty folder a repository that holds the seed, and a clone of it that finds it beside itself."""
    git(folder, "init", "--quiet", "--template=", "--bare", "--initial-branch=main", "site.git")
    clone = write(folder / "clone", SEED)
    for words in ("init --quiet --template= --initial-branch=main", "add --all", "commit --quiet -m Đầu"):
        git(clone, "-c", "user.name=quản trị", "-c", "user.email=q@x.example", *words.split())
    git(clone, "remote", "add", "origin", "../site.git")
    git(clone, "push", "--quiet", "--set-upstream", "origin", "main")


def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Takes the machine's own settings of git away, and what makes it slow: nobody pulls the plug here."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    quick = {"core.fsync": "none", "maintenance.auto": "false"}
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(quick)))
    for number, (key, value) in enumerate(quick.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
