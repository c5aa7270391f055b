"""A real sshd on this machine, and keys to come in with."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import MISSING_PROGRAM
from tests.patience import until
from tests.ports import free_port, is_heard

SETTINGS = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
"""
TRUST = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -F none"


@dataclass(frozen=True)
class Line:
    """How to reach it: its keys lie in `folder`, that of the host is `host`."""

    folder: Path
    port: int

    @property
    def place(self) -> str:
        return f"{getpass.getuser()}@127.0.0.1"

    def command(self, key: str) -> str:
        return f"ssh -p {self.port} -i {self.folder}/{key} {TRUST}"

    def environment(self, key: str) -> dict[str, str]:
        return os.environ | {"GIT_SSH_COMMAND": self.command(key)}


def keys(folder: Path, *names: str) -> None:
    for name in names:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)


@contextmanager
def listening(folder: Path, allowed: Mapping[str, str]) -> Iterator[Line]:
    """`allowed` are keys of the folder with what stands before them; they are made where they are not there."""
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if not sshd:
        pytest.skip(f"{MISSING_PROGRAM} sshd")
    folder.mkdir(exist_ok=True)
    keys(folder, *(name for name in ("host", *allowed) if not (folder / name).exists()))
    lines = (f"{before} {(folder / f'{name}.pub').read_text('utf-8')}" for name, before in allowed.items())
    (folder / "authorized").write_text("".join(lines), "utf-8")
    port = free_port()
    (folder / "settings").write_text(SETTINGS.format(port=port, folder=folder), "utf-8")
    with suppress(OSError):
        Path("/run/sshd").mkdir(exist_ok=True)
    with subprocess.Popen([sshd, "-D", "-f", folder / "settings"], stderr=subprocess.DEVNULL) as daemon:
        try:
            until(lambda: is_heard(port))
            yield Line(folder, port)
        finally:
            daemon.terminate()
