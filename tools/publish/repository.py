"""The bare repository of a home, asked through git; and what a git that was killed leaves in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.publish.git import Git, TooMuch
from tools.publish.home import BRANCH, HEADS, MAIN
from tools.publish.lock import ancestors

NO_COMMIT = "0" * 40
QUESTION_SECONDS = 60
UNPACKING_SECONDS = 600
GATHERING_SECONDS = 3600
# Set by git for a hook: the objects of a push that is not accepted yet.
OF_THE_HOOK = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_DIR")
SETTINGS = {
    "receive.autogc": "false",  # the timer gathers, under the lock
    "gc.auto": "0",
    "maintenance.auto": "false",
    "receive.fsckObjects": "true",
    # A pack stays one: unpacked, its objects take as much of the disk as they claim to hold.
    "receive.unpackLimit": "1",
    # What is larger passes through git without lying in its memory; these three keep a fetch and a gathering small.
    "core.bigFileThreshold": "100m",
    "pack.threads": "1",
    "pack.windowMemory": "100m",
    # Somebody's git may send options with every push (push.pushOption); nothing here asks for any.
    "receive.advertisePushOptions": "true",
    # Pre-receive holds the main branch to fast-forwards; a branch that is previewed may be rewritten and removed.
    "receive.denyNonFastForwards": "false",
    "receive.denyDeletes": "false",
    "receive.denyDeleteCurrent": "refuse",
    "core.fsync": "committed",
    # A machine may name other hooks for all its repositories. Git looks from the repository, where a push puts it.
    "core.hooksPath": "hooks",
    "core.quotePath": "false",
    "log.showSignature": "false",
    "core.logAllRefUpdates": "true",
    "gc.reflogExpire": "90.days",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit. `mode` is git's ("100644", "120000" for a link, "160000" for a submodule)."""

    mode: str
    blob: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Commit:
    """What a list of releases says of a commit."""

    name: str
    date: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Repository:
    """`pushed` is for a hook: objects of the push that is being received count too. `look` is called while git works,
    and raises where nobody waits for it any more.

    Every question raises TooMuch where a commit asks more of git than one push may.
    """

    folder: Path
    pushed: bool = False
    look: Callable[[], None] = lambda: None

    def tip(self, ref: str = MAIN) -> str:
        """The commit that a ref names, or "" where there is no such ref."""
        return self._ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").strip()

    def branches(self) -> dict[str, str]:
        """The branches that are previewed, by name, each with its commit."""
        answer = self._ask("for-each-ref", "--format=%(objectname) %(refname)", HEADS)
        pairs = (line.split(" ", 1) for line in answer.splitlines())
        return {ref.removeprefix(HEADS): commit for commit, ref in pairs if ref != MAIN}

    def is_commit(self, name: str) -> bool:
        return self._ask("cat-file", "-t", name).strip() == "commit"

    def follows(self, new: str, old: str) -> bool:
        """Whether `new` has `old` among its ancestors."""
        with self._git("merge-base", "--is-ancestor", old, new) as git:
            return git.succeeds()

    def changed_beside(self, folder: str, old: str, new: str) -> list[str]:
        """The files and folders of a commit's root, but for one, that differ from another's; git looks no deeper."""
        with self._git("diff-tree", "--name-only", "-z", old, new) as git:
            return [path for path in map(_text, git.records()) if path != folder]

    def entries(self, commit: str) -> Generator[Entry, None, None]:
        """Every file of a commit, as git comes to it: there may be more of them than anybody can count."""
        with self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit) as git:
            for line in map(_text, git.records()):
                facts, path = line.split("\t", 1)
                mode, _, blob, size = facts.split()
                yield Entry(mode, blob, 0 if size == "-" else int(size), path)

    def blobs(self, wanted: Iterable[tuple[str, Path]]) -> None:
        """Writes blobs as files, byte for byte; no attribute of a push has a say in it."""
        with self._git("cat-file", "--batch", seconds=UNPACKING_SECONDS) as git:
            for blob, file in wanted:
                git.ask(blob)
                facts = (git.record(b"\n") or b"").split()
                if len(facts) != 3:
                    raise OSError(f"git cat-file: {blob}")
                with file.open("wb") as opened:
                    git.copy(int(facts[2]), opened)
                git.record(b"\n")

    def commits(self, names: Iterable[str]) -> dict[str, Commit]:
        """Those of the named commits that the repository still has. Dates are Vietnam's."""
        known = [name for name in dict.fromkeys(names) if self.is_commit(name)]
        if not known:
            return {}
        form = "--format=%H%x00%ad%x00%an%x00%s"
        answer = self._ask("show", "--no-patch", "--date=format-local:%d/%m/%Y %H:%M", form, *known)
        plain = answer.encode("utf-8", "replace").decode()
        return {name: Commit(name, *rest) for name, *rest in (line.split("\0") for line in plain.splitlines())}

    def gather(self) -> None:
        """Packs what many pushes left; only under the lock."""
        words = ("-c", "gc.auto=2000", "-c", "gc.autoDetach=false", "gc", "--quiet", "--auto")
        with suppress(TooMuch), self._git(*words, seconds=GATHERING_SECONDS) as git:
            git.succeeds()

    def tidy(self) -> None:
        """Removes what a killed git left: only under the lock, when nothing else writes here.

        Objects of a push that waits for the lock lie there too; so these go only when nobody else is pushing.
        """
        for file in [*(self.folder / "refs").rglob("*.lock"), *self.folder.glob("*.lock")]:
            file.unlink(missing_ok=True)
        # Looked for before it is asked who is there: what a push makes that comes in between is not among these.
        left = list((self.folder / "objects").glob("tmp_objdir-*"))
        if left and not _others_receive(self.folder):
            for folder in left:
                if folder.name != Path(os.environ.get("GIT_QUARANTINE_PATH", "")).name:
                    shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, *arguments: str) -> str:
        """What git says, "" where it has no answer."""
        with self._git(*arguments) as git:
            return _text(git.answer())

    def _git(self, *arguments: str, seconds: float = QUESTION_SECONDS) -> Git:
        return Git(arguments, self.folder, self._environment(), self.look, seconds)

    def _environment(self) -> Mapping[str, str]:
        inherited = {name: value for name, value in os.environ.items() if self.pushed or name not in OF_THE_HOOK}
        return inherited | {"GIT_DIR": str(self.folder), "LC_ALL": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}


def make(folder: Path) -> None:
    """A bare repository with our settings; one that is there keeps its branches and gets the settings again."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_HOOK}
    if not (folder / "HEAD").is_file():
        folder.mkdir(exist_ok=True)
        command = ["git", "init", "--quiet", "--bare", "--template=", f"--initial-branch={BRANCH}", "."]
        subprocess.run(command, cwd=folder, env=environment, check=True)
    (folder / "hooks").mkdir(exist_ok=True)
    configure(folder, SETTINGS)


def configure(folder: Path, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        subprocess.run(["git", "config", "--file", str(folder / "config"), name, value], check=True)


def configured(folder: Path, name: str) -> str:
    command = ["git", "config", "--file", str(folder / "config"), name]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip()


def _text(said: bytes) -> str:
    return said.decode("utf-8", "surrogateescape")


def _others_receive(folder: Path) -> bool:
    """Whether a `git receive-pack` works in this repository that is none of this process's ancestors."""
    ours = set(ancestors())
    return any(int(place.name) not in ours and _receives(place, folder) for place in Path("/proc").glob("[0-9]*"))


def _receives(place: Path, folder: Path) -> bool:
    """Another user's process does not say where it works; then it counts."""
    try:
        if b"receive-pack" not in (place / "cmdline").read_bytes():
            return False
        return (place / "cwd").samefile(folder)
    except PermissionError:
        return True
    except OSError:
        return False
