"""Builds the site for the preview, each time in a new process and into the folder that is not being shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from plugins.base import redirects
from plugins.base.addresses import TABLE
from plugins.base.problems import Problem, errors
from plugins.base.survey import Stamp, survey
from tools import ROOT
from tools.preview.board import Showing

# Away from the terminal's Ctrl-C, as each system knows it: the preview ends its builder itself.
if sys.platform == "win32":
    APART: tuple[int, int | None] = (subprocess.CREATE_NEW_PROCESS_GROUP, None)
else:
    APART = (0, 0)

CODE = ROOT / "plugins"
COMMAND = (sys.executable, "-m", "tools.site")
LAST_WORDS = 12
UNTOLD = "Chương trình dựng trang dừng giữa chừng. Hãy gửi những dòng dưới đây cho người quản trị.\n"


class PreviewBuilder:
    """Keeps the next builder process started and waiting, so that a save does not pay for loading Pelican and the
    engine; where their code has changed meanwhile, another one.
    """

    def __init__(self, home: Path, overrides: Mapping[str, object], command: Sequence[str] = COMMAND) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        self._overrides = overrides
        self._command = command
        self._begin()

    def build(self, showing: Showing) -> Showing:
        """What to show after a new build; a build that fails leaves the folder as it was."""
        if self._code != _code():
            self.close()
            self._begin()
        target = self._home / ("b" if showing.folder == self._home / "a" else "a")
        told = self._home / "problems.json"
        told.unlink(missing_ok=True)
        code, words = self._run(target, told)
        problems, addresses = read_problems(told)
        if code == 0:
            return Showing("", target, problems, {one.old: one for one in redirects.read(target / TABLE)}, addresses)
        if not errors(problems):
            problems += (Problem("", 0, UNTOLD + words),)
        return replace(showing, problems=problems, addresses=addresses)

    def close(self) -> None:
        self._waiting.kill()
        self._waiting.communicate()

    def _run(self, target: Path, told: Path) -> tuple[int, str]:
        """Exit code and the last words of a build; all its words reach the terminal as they come."""
        process = self._waiting
        order: dict[str, object] = {"OUTPUT_PATH": str(target), "PROBLEMS_FILE": str(told)}
        order["PROGRESS_ON_STDOUT"] = sys.stderr.isatty()  # its standard error is read here
        assert process.stdin is not None
        assert process.stderr is not None
        with suppress(OSError), process.stdin as pipe:  # one that died while it was waiting says why below
            pipe.write(json.dumps({**self._overrides, **order}) + "\n")
        last: deque[str] = deque(maxlen=LAST_WORDS)
        with process.stderr as words:
            for line in words:
                sys.stderr.write(line)
                last.append(line)
        code = process.wait()
        self._begin()
        return code, "".join(last)

    def _begin(self) -> None:
        self._code = _code()
        self._waiting = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            creationflags=APART[0],
            process_group=APART[1],
        )


def _code() -> dict[str, Stamp]:
    """What a builder has loaded that may change while it waits."""
    return {name: stamp for name, stamp in survey(str(CODE)).files.items() if name.endswith(".py")}


def read_problems(path: Path) -> tuple[tuple[Problem, ...], dict[str, str]]:
    """What a build has told, and the addresses of the texts of which it did."""
    try:
        rows = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return (), {}
    addresses = {row["path"]: row.pop("address", "") for row in rows}
    return tuple(Problem(**row) for row in rows), addresses
