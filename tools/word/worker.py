"""The process that reads one document: an order as JSON comes in, the post or the reason why there is none goes out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.convert import known_of, post_of
from tools.word import limits
from tools.word.package import CannotRead
from tools.word.reading import read


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    _limit()
    said = json.dumps(_answer(order), ensure_ascii=False, default=str)
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))


def _limit() -> None:
    """Windows has no such limits; there the time alone is limited, from outside."""
    sys.setrecursionlimit(limits.MOST_DEPTH)
    if sys.platform != "win32":
        from tools.resources import limit  # noqa: PLC0415 - not for Windows

        limit(limits.MEMORY_MB, limits.SECONDS)


def _answer(order: dict[str, str]) -> dict[str, Any]:
    try:
        document = read(Path(order["file"]), Path(order["folder"]))
        return asdict(post_of(document, known_of(Path(order["content"]))))
    except CannotRead as why:
        return {"refused": str(why)}
    except MemoryError:
        return {}
    except Exception as fault:  # noqa: BLE001 - an editor can do nothing with a traceback
        return {"fault": f"{type(fault).__name__}: {fault}"[:300]}


if __name__ == "__main__":
    main()
