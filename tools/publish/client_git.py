"""How `publish` runs git: without pager or editor, in English, which `client_words` turns into Vietnamese."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.publish import client_words as words

SETTINGS = (
    "color.ui=false",
    "core.precomposeunicode=true",  # macOS gives decomposed file names
    "core.quotepath=false",
    "core.safecrlf=false",  # .gitattributes decides about line ends; nobody need hear of it
    "i18n.commitEncoding=utf-8",
    "i18n.logOutputEncoding=utf-8",
    "merge.conflictStyle=merge",
    "user.useConfigOnly=true",  # a name guessed from the machine's would stand under the news for ever
)
# A command started from a hook or an alias inherits these, and would work on another repository.
FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
REMOTE = re.compile(r"remote: ?(?P<words>.*)")
COUNTING = re.compile(r"(?:Enumerating|Counting|Compressing|Resolving|Processing|Total) ")


class Stopped(Exception):
    """Nothing was published. `args[0]` says in Vietnamese why, and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    said: str = ""
    """What git wrote on standard error."""


@dataclass(frozen=True, slots=True)
class Git:
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
                input=given,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except FileNotFoundError:
            raise Stopped(words.NO_GIT()) from None
        return Answer(done.returncode, done.stdout, done.stderr)

    def lines(self, *arguments: str) -> list[str]:
        """What a command with `-z` prints, one by one."""
        return self(*arguments).split("\0")[:-1]

    def content(self, name: str) -> bytes:
        """A file as git keeps it, by its object's id, byte for byte."""
        command = self._command("cat-file", "blob", name)
        return subprocess.run(command, cwd=self.root, env=self._environment(), capture_output=True, check=True).stdout

    def push(self, *arguments: str, show: Callable[[str], None]) -> Answer:
        """Pushes, and shows what the other side says while it says it; `out` of the answer holds that."""
        heard: list[str] = []
        said: list[str] = []
        with subprocess.Popen(
            self._command("push", *arguments),
            cwd=self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stderr
            for line in process.stderr:
                said.append(line)
                if (found := REMOTE.match(line)) and (told := _worth_showing(found["words"])):
                    heard.append(told)
                    show(told)
        return Answer(process.returncode, "\n".join(heard), "".join(said))

    def _command(self, *arguments: str) -> list[str]:
        return ["git", *(part for setting in SETTINGS for part in ("-c", setting)), *arguments]

    def _environment(self) -> Mapping[str, str]:
        usual = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        english = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
        return usual | english | ({} if self.asks else {"GIT_TERMINAL_PROMPT": "0"})


def _worth_showing(line: str) -> str:
    """A line of the other side without git's padding; nothing where git itself is only counting."""
    return "" if COUNTING.match(line) else line.rstrip()
