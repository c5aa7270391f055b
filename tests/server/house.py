"""A publishing home and the clones that push to it: the real commands, hooks and git, on a small site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import until
from tests.publish import office
from tests.site import ROOT, article, write
from tools.server import compose, lock, release
from tools.server.build import is_in_order
from tools.server.home import Home

URL = "https://x.example"
NOW = "1795392000"  # 2026-11-23 07:00 in Vietnam
MARK = re.compile(r"phiên-bản-(\d+)")
SEED = {
    "content/data/site.toml": 'name = "Trang thử"\n',
    "content/tin-tuc/a.md": article("Bài A, phiên-bản-0", body="Nội dung phiên-bản-0."),
    "content/tin-tuc/b.md": article("Bài B", body="Không đổi."),
}


@dataclass(frozen=True)
class Pushed:
    """How a push ended, and what the pusher read."""

    code: int
    said: str

    @property
    def lines(self) -> list[str]:
        """What the server said, without git's own words."""
        return [
            line.removeprefix("remote: ").rstrip() for line in self.said.splitlines() if line.startswith("remote: ")
        ]


@dataclass(frozen=True)
class Clone:
    """An editor's copy of the site."""

    folder: Path

    def write(self, files: Mapping[str, str | bytes]) -> Clone:
        write(self.folder, files)
        return self

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "Sửa") -> str:
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def version(self, number: int) -> str:
        """Commits a text that bears a number twice, in the title and in the text."""
        text = article(f"Bài A, phiên-bản-{number}", body=f"Nội dung phiên-bản-{number}.")
        return self.commit({"content/tin-tuc/a.md": text}, f"phiên bản {number}")

    def goes_live(self, **environment: str) -> None:
        """Pushes, and shows why not if it is refused."""
        pushed = self.push(**environment)
        assert pushed.code == 0, pushed.said

    def push(self, *what: str, **environment: str) -> Pushed:
        done = subprocess.run(
            ["git", "push", "--porcelain", "origin", *(what or ["HEAD:main"])],
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Pushed(done.returncode, done.stderr + done.stdout)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass(frozen=True)
class House:
    """A home with its first release, and a clone of what was pushed."""

    folder: Path

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def clone(self) -> Clone:
        return Clone(self.folder / "clone")

    def another_clone(self, name: str) -> Clone:
        shutil.copytree(self.clone.folder, self.folder / name)
        return Clone(self.folder / name)

    def page(self, address: str) -> str:
        """A page as readers get it now."""
        return (self.home.current / address.strip("/") / "index.html").read_text("utf-8")

    @property
    def version(self) -> int:
        return int(MARK.findall(self.page("/tin-tuc/a/"))[0])

    def has(self, path: str) -> bool:
        return (self.home.current / path.strip("/")).exists()

    @property
    def tip(self) -> str:
        return git(self.home.repository, "rev-parse", "main")

    @property
    def served(self) -> str:
        """The commit whose release is served."""
        served = self.home.served()
        return release.commit_of(served) if served else ""

    def command(self, *arguments: str, **environment: str) -> Pushed:
        """A command of tasks.py."""
        return run([sys.executable, str(ROOT / "tasks.py"), *arguments], **environment)

    def hook(self, name: str, **environment: str) -> Pushed:
        """What git, SSH and systemd call."""
        return run([sys.executable, "-m", "tools.server.hooks", name, str(self.home.root)], **environment)

    def litter(self) -> list[str]:
        """What no push should leave behind."""
        home, objects = self.home, self.home.repository / "objects"
        names = {one.name for one in home.releases.iterdir()}
        shown = {one.name for one in release.all_of(home) if one.name <= home.current.readlink().name}
        notes = {one.stem for one in (home.server / "about").glob("*.json")}
        return [
            *(one.name for one in home.work.iterdir() if not (is_in_order(one) or compose.is_prepared(home, one))),
            *(one.name for one in home.server.iterdir() if one.name.startswith(".")),
            *(one.name for one in home.root.glob("current?*")),
            *(one.name for one in objects.glob("tmp_*")),
            *(name for _, _, names in os.walk(home.repository) for name in names if name.endswith(".lock")),
            *(names - shown),
            *(notes - names),
        ]


@contextmanager
def apart(folder: Path) -> Iterator[House]:
    """A new house, apart from whatever git knows of the machine, with the seed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        office.alone(monkeypatch, folder)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
        yield found(folder)


def found(folder: Path) -> House:
    """Makes a home and pushes the seed."""
    house = House(folder)
    done = house.command("server-init", str(house.home.root), "--site-url", URL)
    assert done.code == 0, done.said
    write(house.clone.folder, SEED)
    for command in ("init --quiet --initial-branch=main", "config user.name Thúy", "config user.email t@x.example"):
        house.clone.git(*command.split())
    house.clone.git("remote", "add", "origin", "../home/site.git")
    house.clone.commit(message="Đầu")
    pushed = house.clone.push()
    assert pushed.code == 0, pushed.said
    return house


def quiet(house: House) -> None:
    """Waits until the last push has put everything in order."""
    until(lambda: not lock.holder(house.home))


def deep(place: Path, levels: int = 1500) -> None:
    """A folder as deep as Python's own removal cannot go, and longer than a path may be."""
    place.mkdir()
    here = os.open(place, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("thu-muc", dir_fd=here)
        below = os.open("thu-muc", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def run(command: list[str], **environment: str) -> Pushed:
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, encoding="utf-8", check=False
    )
    return Pushed(done.returncode, done.stdout + done.stderr)
