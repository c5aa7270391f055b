"""How `publish` runs git: one way, whatever a machine's own settings say, and in English, which `client_words` turns
into Vietnamese. What says how the repository is reached (proxy, SSH, passwords, `insteadOf`) stays the machine's.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from tools.publish import words

SETTINGS = (
    # What git says is read by a program.
    "color.ui=false",
    "color.advice=false",
    "color.push=false",
    "color.remote=false",
    "color.transport=false",
    "core.quotePath=false",
    "i18n.logOutputEncoding=utf-8",
    "log.showSignature=false",
    # What lies in the folder is what goes out, as it lies there.
    "core.attributesFile=/dev/null",  # git knows this name on Windows too
    "core.checkStat=default",
    "core.fsmonitor=false",
    "core.ignoreStat=false",
    "core.precomposeUnicode=true",  # macOS gives decomposed file names
    "core.safecrlf=false",  # .gitattributes decides about line ends; nobody need hear of it
    "core.trustctime=true",
    "filter.lfs.clean=",  # a server builds from the files; who asks for one gets no pointer to it
    "filter.lfs.process=",
    "filter.lfs.required=false",
    "filter.lfs.smudge=",
    # Two editors' work is joined in one way on every machine.
    "merge.conflictStyle=merge",
    "merge.default=text",
    "merge.directoryRenames=conflict",
    "merge.renameLimit=7000",
    "merge.renames=true",
    # Nobody's script has a part in it, no pass phrase is asked for, and a push carries what is published alone.
    "core.hooksPath=/dev/null",
    "i18n.commitEncoding=utf-8",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.negotiate=false",
    "push.pushOption=",
    "push.recurseSubmodules=no",
    "submodule.recurse=false",
    "user.useConfigOnly=true",  # a name guessed from the machine's would stand under the news for ever
)
# Of git's own variables these stay: how a repository is reached, who writes, where settings stand. The others point to
# another repository (a command started from a hook or an alias has them) or change what git does and prints.
KEPT = re.compile(
    r"ASKPASS|ALLOW_PROTOCOL|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH|SSH\w*|(?:CONFIG|HTTP|PROXY|SSL)_\w+|"
    r"(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)"
)
REMOTE = re.compile(r"remote: ?(?P<words>.*)")
MOST_SECONDS = 4 * 3600.0
COUNTING = re.compile(r"(?:Enumerating|Counting|Compressing|Resolving|Processing|Total) ")


class Stopped(Exception):
    """Nothing was published. `args[0]` says in Vietnamese why, and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    said: str = ""
    """What git wrote on standard error."""

    @property
    def raced(self) -> bool:
        """Whether a push failed only because another one came first."""
        return bool(self.code) and words.raced(self.said)


@dataclass
class Speech:
    """A command that is run, each of its lines heard while it says it; it is ended after `seconds`."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] | None = None
    seconds: float = MOST_SECONDS
    said: list[str] = field(default_factory=list)
    """Its lines so far."""
    code: int = -1
    """How it ended, once it has."""

    def __iter__(self) -> Iterator[str]:
        with subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            limit = Timer(self.seconds, process.kill)
            limit.start()
            try:
                assert process.stdout
                for line in process.stdout:
                    self.said.append(line)
                    yield line
            finally:
                limit.cancel()
        self.code = process.returncode

    def of_server(self) -> Iterator[str]:
        """Of a push what the other side says, without git's padding."""
        return filter(None, map(said_by_server, self))

    @property
    def answer(self) -> Answer:
        return Answer(self.code, "\n".join(filter(None, map(said_by_server, self.said))), "".join(self.said))


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The repository in a folder. `asks` tells that a person sits there, whom git may ask for a password."""

    root: Path
    asks: bool = False

    def __call__(self, *arguments: str, **more: str) -> str:
        """What a command prints.

        Raises:
            Stopped: where it fails, with git's reason in Vietnamese.
        """
        answer = self.run(*arguments, **more)
        if answer.code:
            raise Stopped(words.told(answer.said))
        return answer.out

    def run(self, *arguments: str, given: str = "", **environment: str) -> Answer:
        """Runs a command whose failure may be an answer. `environment` is added to the usual one."""
        try:
            done = subprocess.run(
                self._command(*arguments),
                cwd=self.root,
                env={**self._environment(), **environment},
                input=given.encode("utf-8"),  # bytes: Windows would change the ends of lines on either way
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise Stopped(words.NO_GIT()) from None
        return Answer(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def lines(self, *arguments: str) -> list[str]:
        """What a command with `-z` prints, one by one."""
        return self(*arguments).split("\0")[:-1]

    def content(self, name: str) -> bytes:
        """A file as git keeps it, by its object's id, byte for byte."""
        command = self._command("cat-file", "blob", name)
        return subprocess.run(command, cwd=self.root, env=self._environment(), capture_output=True, check=True).stdout

    def push(self, remote: str, refs: str, show: Callable[[str], None]) -> Answer:
        """Pushes, and shows what the other side says while it says it; `out` of the answer holds that."""
        push = self._command("-c", f"remote.{remote}.mirror=false", "push", "--set-upstream", remote, refs)
        speech = Speech(push, self.root, self._environment())
        for told in speech.of_server():
            show(told)
        return speech.answer

    def _command(self, *arguments: str) -> list[str]:
        # Git finds this out once, when a repository is made; the folder may have moved, and a home may say otherwise.
        ignores_case = f"core.ignoreCase={str((self.root / '.GIT').exists()).lower()}"
        return ["git", *(part for setting in (*SETTINGS, ignores_case) for part in ("-c", setting)), *arguments]

    def _environment(self) -> Mapping[str, str]:
        usual = {name: value for name, value in os.environ.items() if not _foreign(name)}
        ours = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C", "GIT_ATTR_NOSYSTEM": "1"}
        return usual | ours | ({} if self.asks else {"GIT_TERMINAL_PROMPT": "0"})


def _foreign(name: str) -> bool:
    return name.startswith("GIT_") and not KEPT.fullmatch(name.removeprefix("GIT_"))


def said_by_server(line: str) -> str:
    """What the other side says in a line of git's, without git's padding; nothing where git itself is only counting."""
    found = REMOTE.match(line)
    return "" if found is None or COUNTING.match(found["words"]) else found["words"].rstrip()
