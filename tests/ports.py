"""Ports for servers that can only be told a number: free now, and none that the system gives to who asks for any."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

BELOW = 32_768  # where Linux begins to give ports away, to servers that ask for any and to whoever calls one
CHANCE = random.SystemRandom()


def free_port() -> int:
    while True:
        port = CHANCE.randrange(BELOW // 2, BELOW)
        with suppress(OSError), socket.socket() as asked:
            asked.bind(("127.0.0.1", port))
            return port


def is_heard(port: int) -> bool:
    """Somebody listens there."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
