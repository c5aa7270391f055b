"""A publish that is killed while the server works: nothing is lost or stuck, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.publish.office import SERVER, Office
from tests.site import ROOT

PUBLISH = """
import sys
from contextlib import suppress
from pathlib import Path
from tools.publish import command
command.publish(command.Checkout(Path(sys.argv[1]), lambda: True), "Bị ngắt")
"""


@pytest.mark.faults
@pytest.mark.skipif(os.name == "nt", reason="kills a group of processes")
@pytest.mark.parametrize("whole_group", [True, False])
def test_killed_during_the_push_the_next_publish_goes_on(office: Office, tmp_path: Path, *, whole_group: bool) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    office.hook("pre-receive", f"#!/bin/sh\ncat >/dev/null\nread word <{gate}\n")
    editor = office.editor("thuy").rewrite("hai", "2")
    command = [sys.executable, "-c", PUBLISH, str(editor.root)]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    # The gate opens when the hook comes to it; a hook that was killed too leaves nobody to read.
    with process, suppress(BrokenPipeError), gate.open("w") as opened:
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
        opened.write("x\n")
    office.hook("pre-receive", SERVER)
    editor.publish()
    assert "Đoạn 2." in office.published("content/tin-tuc/a/index.md")
    assert office.log() == ["thuy: Bị ngắt", "quản trị: Đầu"]
