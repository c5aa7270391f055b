"""An editor's SSH key may push and fetch, and nothing else: with a real sshd on this machine."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import MISSING_PROGRAM
from tests.server.house import House, git

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


@dataclass(frozen=True)
class Line:
    """How to reach the sshd of the tests with the editor's key."""

    command: str
    place: str

    def environment(self) -> dict[str, str]:
        return os.environ | {"GIT_SSH_COMMAND": self.command}


@pytest.fixture(scope="module")
def line(house: House) -> Iterator[Line]:
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if not sshd:
        pytest.skip(f"{MISSING_PROGRAM} sshd")
    folder = house.folder / "ssh"
    folder.mkdir()
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    key = (folder / "key.pub").read_text("utf-8")
    (folder / "authorized").write_text(f'restrict,command="{house.home.server}/ssh-command" {key}', "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "settings").write_text(SETTINGS.format(port=port, folder=folder), "utf-8")
    with suppress(OSError):
        Path("/run/sshd").mkdir(exist_ok=True)
    trust = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -F none"
    with subprocess.Popen([sshd, "-D", "-f", folder / "settings"], stderr=subprocess.DEVNULL) as daemon:
        _until_it_listens(port)
        yield Line(f"ssh -p {port} -i {folder}/key {trust}", f"{getpass.getuser()}@127.0.0.1")
        daemon.terminate()


def _until_it_listens(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)


def run(house: House, line: Line, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *arguments]
    where, how = house.clone.folder, line.environment()
    return subprocess.run(command, cwd=where, env=how, capture_output=True, encoding="utf-8", check=False)


def test_a_push_over_ssh_is_live_and_a_fetch_brings_it(house: House, line: Line) -> None:
    commit = house.clone.version(1)
    pushed = run(house, line, "push", f"{line.place}:site.git", "HEAD:main")
    assert pushed.returncode == 0, pushed.stderr
    assert "remote: Đã lên trang: https://x.example/" in pushed.stderr
    assert (house.version, house.served) == (1, commit)
    fetched = run(house, line, "ls-remote", f"{line.place}:{house.home.repository}", "main")
    assert fetched.stdout.split()[0] == commit


def test_no_other_repository_no_shell_and_no_other_command(house: House, line: Line) -> None:
    git(house.folder, "init", "--quiet", "--bare", "other.git")
    other = run(house, line, "ls-remote", f"{line.place}:{house.folder}/other.git")
    assert other.returncode != 0
    assert f"Không có kho «{house.folder}/other.git»" in other.stderr
    for words in ("id", "git-upload-archive site.git", "git-receive-pack site.git; id", ""):
        command = [*line.command.split(), line.place, *([words] if words else [])]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("remote: Khóa SSH này chỉ dùng để đăng bài")
