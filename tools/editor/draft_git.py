"""Git as the editor uses it: a bare repository of its own, every command limited in time, every failure one of a few.

What a save writes is one `git fast-import`: it makes file, trees and commit, has them on the disk, and moves the ref
only if the new commit holds what the ref names. So nobody's work can be overwritten, whoever else writes.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.base import files
from plugins.base.problems import Message
from tools.editor.git_objects import GitObject, ObjectReader
from tools.editor.people import Person
from tools.editor.workspace import CannotSave, DiskFull

SECONDS = 20.0
"""For a command on this disk."""
ACROSS = 120.0
"""For one that asks the site's repository."""
NO_COMMIT = "0" * 40
COMMIT = re.compile(r"[0-9a-f]{40}")
LOCK = re.compile(r"Unable to create '(?P<path>[^'\n]+\.lock)': File exists")
MOVED = re.compile(r"Not updating |cannot lock ref|reference already exists")
FULL = re.compile(
    r"No space left on device|Disk quota exceeded|File too large|unable to write|write error", re.IGNORECASE
)
NOT_IN_A_NAME = re.compile(r"[<>\x00-\x1f]")

SETTINGS = {
    "core.repositoryFormatVersion": "0",
    "core.bare": "true",
    "core.filesRefLockTimeout": "1000",
    "core.packedRefsTimeout": "1000",
    "advice.pushUpdateRejected": "false",
    "core.fsync": "all",  # what is acknowledged is on the disk
    "core.logAllRefUpdates": "false",
    "core.quotePath": "false",
    "fastimport.unpackLimit": "1000",  # a save is a few loose objects, not a pack
    "fetch.unpackLimit": "1000",
    "fetch.fsckObjects": "false",  # the site's repository has looked at them
    "gc.auto": "0",  # the editor says when
    "gc.pruneExpire": "3.days.ago",
    "gc.reflogExpire": "never",
    "gc.worktreePruneExpire": "never",
    "pack.threads": "1",  # somebody may be saving
    "pack.windowMemory": "64m",
}

CONFIG = "".join("[{}]\n\t{} = {}\n".format(*name.split("."), value) for name, value in SETTINGS.items()).encode()

KEPT_IN_BROWSER = "Chữ của bạn còn nguyên trên màn hình: đừng đóng trang này."
DISK_FULL = Message(
    "Chưa lưu được: ổ đĩa của máy chủ đã đầy.", f"{KEPT_IN_BROWSER} Hãy báo người quản trị, rồi bấm Lưu lại."
)
BUSY = Message("Chưa lưu được: kho bản nháp đang bận.", f"{KEPT_IN_BROWSER} Hãy đợi nửa phút rồi bấm Lưu lại.")
DAMAGED = Message("Chưa lưu được: kho bản nháp gặp trục trặc.", f"{KEPT_IN_BROWSER} Hãy báo người quản trị: {{why}}")
READ_ONLY = Message(
    "Chưa lưu được: «{place}» chỉ đọc được.",
    f"{KEPT_IN_BROWSER} Hãy xem lại quyền ghi của thư mục ấy, rồi bấm Lưu lại.",
)
NO_GIT = Message("Chưa lưu được: máy chủ chưa có git.", f"{KEPT_IN_BROWSER} Hãy báo người quản trị.")


class HasMoved(Exception):
    """A ref is not where it was said to be: somebody was faster. Nothing was written over."""


class GitFailed(Exception):
    """A command failed; args[0] is what git said."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name in a tree stands for."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        return self.mode in ("100644", "100755")

    @property
    def is_tree(self) -> bool:
        return self.mode == "40000"


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit to be made. `files` are paths with what they become: bytes, an object that is there, or None to go."""

    ref: str
    parent: str
    person: Person
    at: datetime
    message: str
    files: Mapping[str, bytes | Entry | None]
    also: str = ""
    """A second parent."""
    force: bool = False
    """For refs of which only the newest matters."""


@dataclass
class DraftRepository:
    """A bare repository; made where it is not there."""

    folder: Path
    ssh: str = ""
    """How the site's repository is reached, where it is reached by SSH."""
    _objects: ObjectReader = field(init=False)

    def __post_init__(self) -> None:
        self._objects = ObjectReader(self.folder, environment(), SECONDS)

    def prepare(self) -> None:
        """Makes it, or sets it right: settings, and locks that a git left which was killed."""
        if not (self.folder / "HEAD").is_file():
            self.run("init", "--bare", "--quiet", "--initial-branch=main", str(self.folder), where=self.folder.parent)
        if (config := self.folder / "config").read_bytes() != CONFIG:
            files.replace(config, CONFIG, sync=True)
        self.unlock()

    def unlock(self) -> bool:
        """Takes away locks that no command can hold any more, as each ends within its time; whether there were any."""
        freed = False
        for lock in self._locks():
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > SECONDS:
                    lock.unlink()
                    freed = True
        return freed

    def _locks(self) -> Iterator[Path]:
        """Folders may go while they are looked for: git packs what lies in them."""
        for place, _, names in os.walk(self.folder):
            yield from (Path(place, name) for name in names if name.endswith(".lock"))

    def run(self, *arguments: str, given: bytes = b"", seconds: float = SECONDS, where: Path | None = None) -> str:
        """What a command prints; for its exceptions see `speak`."""
        return self.speak(*arguments, given=given, seconds=seconds, where=where)[0]

    def speak(
        self, *arguments: str, given: bytes = b"", seconds: float = SECONDS, where: Path | None = None
    ) -> tuple[str, str]:
        """What a command prints, and what it says beside that.

        Raises:
            CannotSave: where the machine is at fault.
            HasMoved: where a ref was not as expected.
            GitFailed: for all else.
        """
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=where or self.folder,
                env=self.environment(),
                input=given,
                capture_output=True,
                check=False,
                timeout=seconds,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise of_machine(fault) from None
        if done.returncode == -signal.SIGXFSZ:
            raise DiskFull(DISK_FULL())
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode and LOCK.search(said) and self.unlock():
            return self.speak(*arguments, given=given, seconds=seconds, where=where)
        if done.returncode:
            raise failure(said)
        return done.stdout.decode("utf-8", "surrogateescape"), said

    def environment(self) -> dict[str, str]:
        return environment(self.ssh)

    def commit(self, new: NewCommit) -> str:
        """Makes a commit and moves its ref there, all of it on the disk; returns its name.

        Raises HasMoved where the ref names what the commit does not hold; CannotSave; GitFailed.
        """
        options = ["--quiet", "--done", *(["--force"] if new.force else [])]
        return self.run("fast-import", *options, given=b"".join(_stream(new))).strip()

    def tip(self, ref: str) -> str:
        """The commit that a ref names; "" where there is none."""
        found = self._ask(f"{ref}^{{commit}}")
        return found.oid if found else ""

    def read(self, name: str) -> bytes | None:
        """The content of an object, by any name that git understands; None where there is none."""
        found = self._ask(name)
        return found.content if found else None

    def entries(self, name: str) -> dict[str, Entry]:
        """What a folder holds, by name; nothing where it is none."""
        found = self._ask(name)
        return dict(_entries(found.content)) if found and found.kind == "tree" else {}

    def refs(self, prefix: str, form: str = "%(refname) %(objectname)") -> list[str]:
        return self.run("for-each-ref", f"--format={form}", prefix).splitlines()

    def remove(self, ref: str, tip: str) -> None:
        """Raises HasMoved where it names something else."""
        self.run("update-ref", "-d", ref, tip)

    def move(self, ref: str, tip: str, old: str = NO_COMMIT) -> None:
        """Raises HasMoved where it does not name `old`."""
        self.run("update-ref", ref, tip, old)

    def close(self) -> None:
        self._objects.close()

    def _ask(self, name: str) -> GitObject | None:
        try:
            return self._objects.ask(name)
        except (OSError, EOFError) as fault:
            raise of_machine(fault) from None


def environment(ssh: str = "") -> dict[str, str]:
    usual = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ours = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    return usual | ours | {"GIT_CONFIG_GLOBAL": os.devnull} | ({"GIT_SSH_COMMAND": ssh} if ssh else {})


def _stream(new: NewCommit) -> Iterator[bytes]:
    """The commit in the words of `git fast-import`."""
    who = f"{_plain(new.person.full_name) or _plain(new.person.name)} <{_plain(new.person.email)}>"
    stamp = f"{int(new.at.timestamp())} {new.at:%z}"
    message = new.message.encode("utf-8", "replace")
    yield f"feature done\ncommit {new.ref}\nmark :1\nauthor {who} {stamp}\ncommitter {who} {stamp}\n".encode()
    yield b"data %d\n%b\nfrom %b\n" % (len(message), message, new.parent.encode())
    if new.also:
        yield b"merge %b\n" % new.also.encode()
    for path, made in new.files.items():
        name = path.encode("utf-8", "surrogateescape")
        if made is None:
            yield b"D %b\n" % name
        elif isinstance(made, Entry):
            yield b"M %b %b %b\n" % (made.mode.encode(), made.oid.encode(), name)
        else:
            yield b"M 100644 inline %b\ndata %d\n%b\n" % (name, len(made), made)
    yield b"get-mark :1\ndone\n"


def _plain(name: str) -> str:
    """A name as a commit can bear it."""
    return " ".join(NOT_IN_A_NAME.sub(" ", name).split()).strip(" .,;:\"'")


def _entries(tree: bytes) -> Iterator[tuple[str, Entry]]:
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, name = tree[at:end].partition(b" ")
        yield name.decode("utf-8", "surrogateescape"), Entry(mode.decode(), tree[end + 1 : end + 21].hex())
        at = end + 21


@contextmanager
def faults_told() -> Iterator[None]:
    """What git has no better name for is told as a fault of the repository."""
    try:
        yield
    except HasMoved:
        raise CannotSave(BUSY()) from None
    except GitFailed as fault:
        raise CannotSave(DAMAGED(why=str(fault).strip()[-300:])) from None


def failure(said: str) -> Exception:
    """What a failed command means."""
    if LOCK.search(said):
        return CannotSave(BUSY())
    if MOVED.search(said):
        return HasMoved(said)
    if FULL.search(said):
        return DiskFull(DISK_FULL())
    return GitFailed(said)


def of_machine(fault: Exception) -> CannotSave:
    if isinstance(fault, FileNotFoundError) and fault.filename == "git":
        return CannotSave(NO_GIT())
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return DiskFull(DISK_FULL())
    if isinstance(fault, OSError) and fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return CannotSave(READ_ONLY(place=fault.filename2 or fault.filename))
    return CannotSave(BUSY() if isinstance(fault, subprocess.TimeoutExpired | TimeoutError) else DAMAGED(why=fault))
