"""How much of the machine foreign things may take: memory and processor time, of one process and of a group of them.

What is limited is what a process writes to (RLIMIT_DATA), not its address space: git maps whole packs, and a runtime
reserves gigabytes that it never touches.
"""

from __future__ import annotations

import os
import resource
from pathlib import Path

MEGABYTE = 1_000_000
# For git and for a hook. Twice the largest file and its delta are in memory at once while git receives it.
MEMORY_MB = 600
PROCESSOR_SECONDS = 600
PAGE = resource.getpagesize()


def limit(memory_mb: int, processor_seconds: int = 0) -> None:
    """Limits this process and what it becomes or starts; who is started may set other limits (0: none) for itself."""
    for what, wanted in (
        (resource.RLIMIT_DATA, memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(what)
        given = wanted if wanted or what == resource.RLIMIT_CORE else most
        resource.setrlimit(what, (given if most == resource.RLIM_INFINITY else min(given, most), most))


def memory_of(group: int) -> int:
    """The bytes that the processes of a group hold for themselves, as far as they can be seen."""
    numbers = filter(str.isdecimal, os.listdir("/proc"))  # noqa: PTH208 - asked for again and again
    return sum(own_memory(Path("/proc", number)) for number in numbers if _group(int(number)) == group)


def _group(process: int) -> int:
    try:
        return os.getpgid(process)
    except OSError:
        return 0


def own_memory(place: Path) -> int:
    """The bytes that a process, by its folder in /proc, shares with no file."""
    try:
        _, resident, shared, *_ = (place / "statm").read_text("utf-8").split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * PAGE
