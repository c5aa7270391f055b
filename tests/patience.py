"""How long tests wait for what has to come. It ends a test that hangs, and says nothing of how fast a machine is."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 180.0
"""Seconds."""


def until(is_so: Callable[[], object]) -> None:
    """Returns when it is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
