"""A session that is still being sent holds nothing: it delays nobody but itself, and ends by itself."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.patience import PATIENCE
from tests.server.house import House
from tools.server import lock, sessions


@contextmanager
def idle(house: House) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody who began to push over SSH and says nothing more."""
    command = [str(house.home.server / "ssh-command")]
    environment = {"SSH_ORIGINAL_COMMAND": "git-receive-pack 'site.git'", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as pushing:
        assert pushing.stdout
        assert pushing.stdout.read(4)  # git has told its branches: it waits
        yield pushing
        pushing.kill()


@contextmanager
def setting(house: House, line: str) -> Iterator[None]:
    file = house.home.server / "settings.toml"
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{line}\n", "utf-8")
    yield
    file.write_text(before, "utf-8")


def test_while_one_session_is_open_others_push_and_the_timer_works(house: House) -> None:
    with idle(house) as pushing:
        assert lock.holder(house.home) == 0
        commit = house.clone.version(1)
        house.clone.goes_live()
        assert house.hook("tick").code == 0
        assert house.served == commit
        assert [one.process for one in sessions.others(house.home.repository)] == [pushing.pid]


def test_a_session_that_is_sent_for_too_long_is_ended_by_the_timer_which_says_so(house: House) -> None:
    with idle(house) as pushing, setting(house, "receive_seconds = 0"):
        told = house.hook("tick")
        assert f"Đã ngắt một phiên đăng (tiến trình {pushing.pid})" in told.said
        assert pushing.wait(PATIENCE) != 0


def test_a_push_that_is_received_is_never_taken_for_one_that_is_still_sent(house: House) -> None:
    command, pipe = ["sh", "-c", "echo; read x", "hooks/pre-receive"], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as hook:
        assert hook.stdout
        hook.stdout.readline()  # it has begun
        assert sessions.Session(1, (hook.pid,), 1e6).is_received
        assert not sessions.Session(1, (), 1e6).is_received
        hook.communicate(b"\n")


def test_whoever_waits_for_the_lock_leaves_when_the_client_has_gone(house: House) -> None:
    class GoneError(Exception):
        pass

    def look() -> None:
        raise GoneError

    with lock.held(house.home), pytest.raises(GoneError):
        lock.take(house.home, 1, print, look)


def test_a_timer_that_finds_the_lock_held_for_too_long_fails_and_names_the_holder(house: House) -> None:
    with lock.held(house.home):
        assert house.hook("tick").code == 0
        long_ago = time.time() - 10 * house.home.settings.build_seconds
        os.utime(house.home.lock, (long_ago, long_ago))
        told = house.hook("tick")
    assert told.code == 1
    assert f"Tiến trình {os.getpid()} giữ khóa" in told.said
    assert "Cách sửa" in told.said


def test_what_a_killed_push_left_goes_though_another_session_is_open(house: House) -> None:
    objects = house.home.repository / "objects"
    old, young = objects / "tmp_objdir-incoming-cu", objects / "tmp_objdir-incoming-moi"
    with idle(house):
        for folder in (old, young):
            folder.mkdir()
        os.utime(old, (1, 1))
        assert house.hook("tick").code == 0
        assert (old.exists(), young.exists()) == (False, True)
    assert house.hook("tick").code == 0
    assert not young.exists()
