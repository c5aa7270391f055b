"""Programs of the project as people start them, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE
from tests.site import ROOT

# 2026-11-23 07:00 in Vietnam, the moment of tests.site.
EPOCH = "1795392000"
PELICAN = Path(sys.executable).with_name("pelican.exe" if os.name == "nt" else "pelican")


def run(*command: object, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs to the end in `folder`; the result has `returncode`, `stdout` and `stderr`."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def python(*arguments: object, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, *arguments, folder=folder, **environment)
