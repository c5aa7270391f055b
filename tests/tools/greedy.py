"""A process that does what it is told, within limits: `python -m tests.tools.greedy`."""

from __future__ import annotations

from tools import confined

ALLOWED = confined.Allowance(memory_mb=100, processor_seconds=1, seconds=30)


def deeper(order: str) -> str:
    return deeper(order)


def work(order: str) -> str:
    match order:
        case "memory":
            bytearray(500_000_000)
        case "time":
            while True:
                pass
        case "depth":
            deeper(order)
        case "refused":
            raise ValueError("sai ở đây")
        case "fault":
            raise KeyError("x")
    return f"{order} ạ"


if __name__ == "__main__":
    confined.serve(work, ALLOWED, ValueError)
