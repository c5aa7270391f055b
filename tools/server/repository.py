"""The bare repository of a home, asked through git; and what a git that was killed leaves in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.server import sessions
from tools.server.git import Git
from tools.server.home import BRANCH, HEADS, MAIN, Home

NO_COMMIT = "0" * 40
QUESTION_SECONDS = 60
UNPACKING_SECONDS = 600
YOUNG = 600  # seconds
# Set by git for a hook: the objects of a push that is not accepted yet.
GIVEN_ALONG = ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY", "GIT_CONFIG_VALUE", "GIT_CONFIG_PARAMETERS")
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
    # The log of the main branch is kept; what a preview was before is not.
    f"gc.{MAIN}.reflogExpire": "90.days",
    f"gc.{MAIN}.reflogExpireUnreachable": "90.days",
    "gc.reflogExpire": "1.day",
    "gc.reflogExpireUnreachable": "now",
}
# An object that nothing leads to any more is kept for so long: a push that is being judged may still lead to it.
PRUNED_AFTER = "2.hours.ago"
GATHERING_SECONDS = 600


@dataclass(frozen=True, slots=True)
class TreeEntry:
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

    def touched_beside(self, folder: str, old: str, new: str) -> str:
        """A file outside a folder that a commit between two changes, or ""; in a merge, one that no parent has so."""
        with self._git("log", "-c", "--name-only", "--format=", "-z", f"{old}..{new}") as git:
            return next((path for path in map(_text, git.records()) if path.partition("/")[0] != folder), "")

    def entries(self, commit: str) -> Generator[TreeEntry, None, None]:
        """Every file of a commit, as git comes to it: there may be more of them than anybody can count."""
        with self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit) as git:
            for line in map(_text, git.records()):
                facts, path = line.split("\t", 1)
                mode, _, blob, size = facts.split()
                yield TreeEntry(mode, blob, 0 if size == "-" else int(size), path)

    def changes(self, old: str, new: str, folder: str) -> Generator[TreeEntry, None, None]:
        """Every file below a folder of a commit that another does not have just so, of unknown size; without a blob,
        where it is gone.
        """
        with self._git("diff-tree", "-r", "-z", "--raw", "--no-renames", old, new, "--", f"{folder}/") as git:
            facts = ""
            for word in map(_text, git.records()):
                if not facts:
                    facts = word
                    continue
                _, mode, _, blob, status = facts.split()
                facts = ""
                yield TreeEntry(mode, "" if status == "D" else blob, 0, word)

    def blobs(self, wanted: Iterable[tuple[str, Path]]) -> None:
        """Writes blobs as files, byte for byte; no attribute of a push has a say in it."""
        with self._git("cat-file", "--batch", seconds=UNPACKING_SECONDS) as git:
            for blob, file in wanted:
                git.ask(blob)
                facts = git.line().split()
                if len(facts) != 3:
                    raise OSError(f"git cat-file: {blob}")
                with file.open("wb") as opened:
                    git.copy(int(facts[2]), opened)
                git.line()

    def commits(self, names: Iterable[str]) -> dict[str, Commit]:
        """Those of the named commits that the repository still has. Dates are Vietnam's."""
        known = [name for name in dict.fromkeys(names) if self.is_commit(name)]
        if not known:
            return {}
        form = "--format=%H%x00%ad%x00%an%x00%s"
        answer = self._ask("show", "--no-patch", "--date=format-local:%d/%m/%Y %H:%M", form, *known)
        plain = answer.encode("utf-8", "replace").decode()
        return {name: Commit(name, *rest) for name, *rest in (line.split("\0") for line in plain.split("\n")[:-1])}

    def began(self, commit: str) -> int:
        """The second before which this software cannot be run: the earliest that the last ten commits tell."""
        return min(map(int, self._ask("log", "-10", "--format=%ct", commit).split()), default=0)

    def is_whole(self, commit: str) -> bool:
        """Whether all that a commit leads to is here, beside what branches lead to. Git has looked before it called
        the hook, but what a branch led to then may have been removed while this push waited for the lock.
        """
        with self._git("rev-list", "--objects", "--quiet", commit, "--not", "--all") as git:
            return git.succeeds()

    def is_branch(self) -> bool:
        """Whether HEAD is the main branch."""
        return self._ask("symbolic-ref", "--quiet", "HEAD").strip() == MAIN

    def broken_refs(self) -> list[str]:
        """The branches whose files say nothing that git understands."""
        command = ["git", "for-each-ref", HEADS]
        done = subprocess.run(command, cwd=self.folder, env=self._environment(), capture_output=True, check=False)
        said = done.stderr.decode("utf-8", "replace").splitlines()
        return [line.rpartition(" ")[2] for line in said if "broken ref" in line]

    def damage(self, seconds: float) -> str:
        """What git finds wrong with its objects, or "".

        Raises:
            TimeoutExpired: where it has not looked at all of them in that time.
        """
        command = ["git", "fsck", "--connectivity-only", "--no-dangling", "--no-progress"]
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment(), capture_output=True, timeout=seconds, check=False
        )
        said = done.stderr.decode("utf-8", "replace").strip() or done.stdout.decode("utf-8", "replace").strip()
        return (said or f"git fsck: {done.returncode}") if done.returncode else ""

    def size(self) -> int:
        """How many bytes the objects take."""
        facts = dict(line.split(": ", 1) for line in self._ask("count-objects", "-v").splitlines())
        return 1024 * (int(facts.get("size", 0)) + int(facts.get("size-pack", 0)))

    def gather(self) -> None:
        """Packs what many pushes left, and removes what no branch leads to; only under the lock.

        Raises:
            OSError: where git cannot, or takes too long; `timeout` ends all that it has started.
        """
        limit = ["timeout", "--kill-after=5", str(GATHERING_SECONDS)]
        # To pack the refs would ask our hook whether the main branch may go.
        command = [*limit, "git", "-c", "gc.packRefs=false", "gc", "--quiet", f"--prune={PRUNED_AFTER}"]
        done = subprocess.run(command, cwd=self.folder, env=self._environment(), capture_output=True, check=False)
        if done.returncode:
            raise OSError(f"git gc: {done.stderr.decode('utf-8', 'replace').strip() or done.returncode}")

    def tidy(self) -> None:
        """Removes what a killed git left: only under the lock, when nothing else writes here but pushes that are sent.

        Their objects lie there too, and while one comes, what nobody says to be his goes only when it is old.
        """
        for file in [*(self.folder / "refs").rglob("*.lock"), *self.folder.glob("*.lock")]:
            file.unlink(missing_ok=True)
        # Looked for before it is asked who is there: what a push makes that comes in between is not among these.
        left = {folder: folder.stat().st_mtime for folder in (self.folder / "objects").glob("tmp_objdir-*")}
        kept = {Path(os.environ.get("GIT_QUARANTINE_PATH", "")).name} | (sessions.quarantines() if left else set())
        young = time.time() - YOUNG if left and sessions.others(self.folder) else float("inf")
        for folder, changed in left.items():
            if folder.name not in kept and changed < young:
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
    """A bare repository; one that is there keeps what it has."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_HOOK}
    if not all((folder / name).is_dir() for name in ("objects", "refs")):
        folder.mkdir(exist_ok=True)
        command = ["git", "init", "--quiet", "--bare", "--template=", f"--initial-branch={BRANCH}", "."]
        subprocess.run(command, cwd=folder, env=environment, check=True)
    (folder / "hooks").mkdir(exist_ok=True)


def configure(folder: Path, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        subprocess.run(["git", "config", "--file", str(folder / "config"), name, value], check=True)


def settings_of(home: Home) -> dict[str, str]:
    """Ours for one home."""
    return {**SETTINGS, "receive.maxInputSize": f"{home.settings.most_push_mb}m"}


def differing(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Those of our settings that do not hold in a repository, wherever another one comes from."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(GIVEN_ALONG)}
    command = ["git", "config", "--list", "-z"]
    environment = {**given, "GIT_DIR": str(folder)}
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).stdout
    pairs = (line.partition("\n") for line in answer.decode("utf-8", "replace").split("\0"))
    held = {name: value for name, _, value in pairs}
    return [name for name, value in wanted.items() if held.get(name.lower()) != value]


def is_readable(config: Path) -> bool:
    command = ["git", "config", "--file", str(config), "--list"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def leave_others_out(folder: Path) -> None:
    """Files of settings that the repository's own one includes."""
    ours = ["git", "config", "--file", str(folder / "config")]
    asked = [*ours, "--name-only", "-z", "--get-regexp", r"^include(if)?\."]
    found = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout
    for section in {name.rpartition(".")[0] for name in found.split("\0") if name}:
        subprocess.run([*ours, "--remove-section", section], check=False)


def _text(said: bytes) -> str:
    return said.decode("utf-8", "surrogateescape")
