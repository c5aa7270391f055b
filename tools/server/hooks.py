"""What git, SSH and systemd call: `python -m tools.server.hooks NAME DIR`. The hooks of git themselves are written by
`server-init` as a few lines of shell, because two of them run in the middle of a push and have no time for Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tools import resources
from tools.server import pusher, receive, settle, ssh, tick
from tools.server.home import Home, told_plainly


def main(arguments: list[str]) -> int:
    name, folder = arguments
    os.umask(0o022)
    resources.limit(resources.MEMORY_MB)
    with told_plainly():
        return CALLS[name](Home(Path(folder)))


def pre_receive(home: Home) -> int:
    asked = receive.updates(sys.stdin.buffer)
    try:
        return 0 if receive.pre_receive(home, asked, pusher.of_this_hook()) else 1
    except pusher.Gone:
        return 1


def settled(home: Home) -> int:
    settle.settle(home)
    return 0


CALLS: Mapping[str, Callable[[Home], int]] = {
    "pre-receive": pre_receive,
    "settle": settled,
    "ssh": ssh.serve,
    "ssh-content": partial(ssh.serve, content_only=True),
    "tick": tick.run,
}


if __name__ == "__main__":
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
