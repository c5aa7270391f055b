"""The editor as a service: `python -m tools.editor.serve HOME`. It listens where systemd does for it, else at a socket
in its folder; who waits there is a web server of the same machine. Asked to end, it answers whoever has asked.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from tools.editor import standing
from tools.editor.home import EditorHome, NoEditorHome

FIRST_DOOR = 3  # the number that systemd gives to the first socket it hands over
SECONDS_TO_END = 30


def main(arguments: list[str]) -> None:
    os.umask(0o077)
    (folder,) = arguments
    home = EditorHome(Path(folder).resolve())
    try:
        app = standing.on_a_server(home)
    except NoEditorHome as why:
        raise SystemExit(str(why)) from None
    server = server_of(app)
    server.run(sockets=[door(home.socket)])


def door(path: Path) -> socket.socket:
    """Where requests come in. The environment of what is started later says nothing of it."""
    handed_over = os.environ.pop("LISTEN_PID", "") == str(os.getpid())
    for name in ("LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    if handed_over:
        os.set_inheritable(FIRST_DOOR, False)
        return socket.socket(fileno=FIRST_DOOR)
    path.unlink(missing_ok=True)
    own = socket.socket(socket.AF_UNIX)
    own.bind(str(path))
    path.chmod(0o660)
    return own


def server_of(app: ASGIApp) -> uvicorn.Server:
    """It ends when it is asked to, from now on: also before it serves. Addresses may hold the secret of a link, so that
    none is written down; the web server says who asks, and nobody else can.
    """
    settings = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips="*",
        timeout_graceful_shutdown=SECONDS_TO_END,
    )
    server = uvicorn.Server(settings)

    def end(*_: object) -> None:
        server.should_exit = True

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)  # uvicorn has its own while it serves, and raises it again afterwards
    return server


if __name__ == "__main__":
    main(sys.argv[1:])
