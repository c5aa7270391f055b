"""The one way into Pelican, as a program that waits for its order."""

from __future__ import annotations

import subprocess
import sys

from tools import ROOT


def test_who_waits_for_an_order_has_loaded_pelican_and_the_engine() -> None:
    done = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "tools.site"),
        cwd=ROOT,
        input="",
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"pelican", "plugins.engine.generator"} <= loaded
