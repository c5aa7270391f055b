"""A publishing home: where everything lies in it, what an administrator may set, and who it belongs to.

DIR/site.git      what editors push to            DIR/current    the release that is served, a symbolic link
DIR/releases/ID/  finished releases               DIR/previews/  one folder a branch, under an unguessable name
DIR/server/       settings, what this software notes, and the files for nginx and systemd
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import pwd
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from plugins.base import files
from plugins.base import settings as reader
from plugins.base.addresses import PREVIEWS
from plugins.base.problems import Message

BRANCH = "main"
MAIN = f"refs/heads/{BRANCH}"
HEADS = "refs/heads/"
TOKEN_LETTERS = 26
SECRET_BYTES = 32
RELEASE = re.compile(r"(?P<stamp>\d{8}-\d{6})-(?P<commit>[0-9a-f]{40})")

NO_HOME = Message("«{folder}» không phải nơi đăng trang.", "Hãy tạo bằng lệnh server-init, hoặc xem lại đường dẫn.")
SECRET_LOST = Message("Tệp «{file}» hỏng, không nhánh nào xem trước được.", "Hãy báo người quản trị: xem lệnh doctor.")
SETTINGS_WRONG = Message("Tệp «{file}» viết sai: {why}", "Hãy sửa tệp ấy.")


class Unusable(Exception):
    """There is no publishing home, or its settings cannot be read. `args[0]` says so in Vietnamese."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`server/settings.toml`: what an administrator may set."""

    site_url: str
    run_pushed_code: bool = False
    """Whether theme, plugins and settings of a push are used, which is to run its code; else the installed ones."""
    build_seconds: int = 600
    wait_seconds: int = 1800
    receive_seconds: int = 1800
    keep_releases: int = 10
    keep_assets_hours: int = 24
    most_previews: int = 10
    most_content_mb: int = 4000
    most_push_mb: int = 1000
    most_files: int = 100_000
    """In a commit, beside the content too."""
    most_cache_mb: int = 2000
    most_memory_mb: int = 1000
    """What a build may take, all its processes together: some 450 for 2,000 texts, 1,400 for 6,000."""
    niceness: int = 5
    editor_url: str = ""
    """Where texts are written in the browser; empty where they are not."""
    ssh_port: int = 22
    """Of this machine, by which the editor publishes."""
    editor_folder: str = ""
    """The folder that the editor keeps everything in, which belongs to a user of its own."""


@dataclass(frozen=True)
class Home:
    """The paths of a home. Nothing here changes a file but `write` and `note`."""

    root: Path

    @property
    def repository(self) -> Path:
        return self.root / "site.git"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def previews(self) -> Path:
        return self.root / "previews"

    @property
    def server(self) -> Path:
        return self.root / "server"

    @property
    def work(self) -> Path:
        """What is being made. Nothing in it outlives the lock but the desk that is marked as put in order."""
        return self.server / "work"

    @property
    def folders(self) -> tuple[Path, ...]:
        """All that have to be there, parents first."""
        inside = (self.work, self.server / "about", self.server / "cache")
        return self.server, self.releases, self.previews, *inside

    @property
    def aside(self) -> Path:
        """What could not be removed. Nothing here looks into it but `doctor`."""
        return self.server / "aside"

    @property
    def next_link(self) -> Path:
        """The link made ready beside the one it replaces, so that going live needs no more than a rename there."""
        return self.root / "current.next"

    @property
    def lock(self) -> Path:
        return self.server / "lock"

    @cached_property
    def settings(self) -> ServerSettings:
        file = self.server / "settings.toml"
        try:
            return read_settings(tomllib.loads(file.read_text("utf-8")), str(file))
        except FileNotFoundError:
            raise Unusable(NO_HOME(folder=self.root)) from None
        except ValueError as why:
            raise Unusable(SETTINGS_WRONG(file=file, why=why)) from None

    def served(self) -> Path | None:
        """The release that the link points to, if it is one: a folder among the releases, with a front page."""
        try:
            release = self.root / self.current.readlink()
        except OSError:
            return None
        ours = release.parent == self.releases and RELEASE.fullmatch(release.name) and not release.is_symlink()
        return release if ours and os.path.isfile(release / "index.html") else None  # noqa: PTH113 - never raises

    def token(self, branch: str) -> str:
        """The name of a branch's preview: the same for ever, and known to nobody who cannot read `server/secret`."""
        secret = (self.server / "secret").read_bytes()
        if len(secret) != SECRET_BYTES:
            raise Unusable(SECRET_LOST(file=self.server / "secret"))
        digest = hmac.digest(secret, branch.encode("utf-8", "surrogateescape"), "sha256")
        return base64.b32encode(digest).decode().lower()[:TOKEN_LETTERS]

    def preview_url(self, branch: str) -> str:
        return f"{self.settings.site_url}/{PREVIEWS}/{self.token(branch)}"

    def note(self, name: str, /, **facts: object) -> None:
        """Writes down what happened, for `doctor` and for people."""
        write(self.server / f"{name}.json", json.dumps(facts, ensure_ascii=False, indent=1) + "\n")

    def noted(self, name: str) -> dict[str, Any]:
        try:
            facts = json.loads((self.server / f"{name}.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return facts if isinstance(facts, dict) else {}


def moment(noted: object) -> datetime | None:
    """A moment as it is noted (ISO 8601 with an offset); None for anything else."""
    try:
        told = datetime.fromisoformat(str(noted))
    except ValueError:
        return None
    return told if told.tzinfo else None


def find(folder: str | Path) -> Home:
    """The home in a folder, as its owner.

    Raises:
        Unusable: where there is none.
    """
    home = Home(Path(folder).resolve())
    if not home.server.is_dir():
        raise Unusable(NO_HOME(folder=home.root))
    act_as_owner(home.root)
    return home


def act_as_owner(folder: Path) -> None:
    """Root gives up its powers for those of the folder's owner: what it makes there must stay writable for pushes."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.setgroups([])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)
        os.environ["HOME"] = pwd.getpwuid(owner.st_uid).pw_dir


def read_settings(given: dict[str, Any], where: str) -> ServerSettings:
    """Raises ValueError for unknown names and for values of another kind."""
    made = reader.read(ServerSettings, given, where)
    for one in fields(ServerSettings):
        value = getattr(made, one.name)
        if type(value).__name__ != one.type or (one.type == "int" and value < 0):
            raise ValueError(f"«{one.name}» = «{value}» không dùng được.")
    return made


def write(file: Path, text: str | bytes, mode: int = 0o600) -> None:
    """Replaces a file of the home; it is on the disk before anybody sees it."""
    files.replace(file, text.encode() if isinstance(text, str) else text, mode=mode, sync=True)


def say(*sentences: object) -> None:
    """Prints for an administrator, to whom the work matters: it goes on where nobody reads any more."""
    try:
        print(*sentences, sep="\n", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what an administrator's command can meet into one sentence and exit code 1."""
    try:
        yield
    except Unusable as why:
        raise SystemExit(str(why)) from None
    except OSError as error:
        place = error.filename or "ổ đĩa"
        raise SystemExit(
            f"Không đọc hoặc không ghi được «{place}»: {error.strerror}. Hãy xem lại quyền và chỗ trống."
        ) from None
