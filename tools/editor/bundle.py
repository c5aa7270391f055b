"""Writes the scripts of the editor as one file that browsers of the last years read: `static/src` → `static/built`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE / "static/src/edit.js"
BUILT = HERE / "static/built"
# The program itself, as it comes for this machine; what stands beside it needs Node.
PROGRAMS = ("@esbuild/*/bin/esbuild", "@esbuild/*/esbuild.exe")
MANNER = ("--bundle", "--minify", "--format=esm", "--log-level=warning", "--legal-comments=none")
TARGET = "chrome96,edge96,firefox94,safari15.4"


def command() -> list[str]:
    """Raises StopIteration where the packages are not there."""
    program = next(found for pattern in PROGRAMS for found in (HERE / "node_modules").glob(pattern))
    return [
        str(program),
        str(SOURCE),
        "--bundle",
        "--minify",
        "--format=esm",
        f"--target={TARGET}",
        f"--outdir={BUILT}",
    ]


if __name__ == "__main__":
    sys.exit(subprocess.call(command()))
