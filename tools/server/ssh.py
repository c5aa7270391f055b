"""The forced command of an SSH key: pushing to the one repository and fetching from it, nothing else.

A session holds no lock: a slow line delays nobody. Who was overtaken while sending is told "fetch first" by the hook.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from plugins.base.problems import Message
from tools import resources
from tools.server import content_key, settle
from tools.server.home import Home
from tools.server.upkeep import Housekeeping

NO_SHELL = Message("Khóa SSH này chỉ dùng để đăng bài (git push, git fetch), không mở được cửa sổ lệnh.")
OTHER_PLACE = Message("Không có kho «{place}».", "Địa chỉ kho là: {right}")


def serve(home: Home, *, content_only: bool = False) -> int:  # noqa: RET503 - exec does not return
    """Becomes the git command that the client asked for."""
    try:
        words = shlex.split(os.environ.get("SSH_ORIGINAL_COMMAND", ""))
    except ValueError:
        words = []
    if words[:1] == ["git"]:
        words = [f"git-{words[1]}", *words[2:]] if words[1:] else []
    if len(words) != 2 or words[0] not in ("git-receive-pack", "git-upload-pack"):
        return _refuse(NO_SHELL())
    if not _is_ours(home, words[1]):
        return _refuse(OTHER_PLACE(place=words[1], right=home.repository.name))
    with Housekeeping(home).step("settle"):  # what the branch says is what readers see
        settle.settle(home)
        if told := settle.shown_again(home):
            _say(told)
    content_key.confine(content_only)
    resources.limit(resources.MEMORY_MB, resources.PROCESSOR_SECONDS)
    os.execvp("git", ["git", *_command(home, words[0]), str(home.repository)])  # noqa: S606 - no shell is wanted


def _command(home: Home, asked: str) -> list[str]:
    """One who fetches and falls silent is left; for one who pushes, see `sessions`."""
    fetching = asked == "git-upload-pack"
    return ["upload-pack", f"--timeout={home.settings.receive_seconds}"] if fetching else ["receive-pack"]


def _is_ours(home: Home, place: str) -> bool:
    """The repository's own path, or its name alone."""
    path = Path(place.removeprefix("~/"))
    return path.name == place.strip("/") == home.repository.name or path.resolve() == home.repository.resolve()


def _say(sentence: str) -> None:
    """As git shows what the other side says: the client's `publish` reads it so."""
    print(f"remote: {sentence}", file=sys.stderr, flush=True)


def _refuse(sentence: str) -> int:
    _say(sentence)
    return 1
