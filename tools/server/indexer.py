"""The program that makes the search index of a release that went live without its own; `build` runs it, with limits.

It reads one line of JSON: the release (PATH), the new folder (OUTPUT_PATH), and what earlier builds kept (CACHE).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from plugins.base.addresses import SEARCH
from plugins.search import CannotIndex, index, marked
from tools import PACKAGES


def make(order: Mapping[str, str]) -> None:
    """The same bytes as a build of these pages makes; those that the release has already are shared with it.
    Raises SystemExit with words where that cannot be.
    """
    release, folder = Path(order["PATH"]), Path(order["OUTPUT_PATH"])
    try:
        for name, content in index(marked(release), PACKAGES / "@pagefind", Path(order["CACHE"])):
            file, known = folder / SEARCH / name, release / SEARCH / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if known.is_file() and known.read_bytes() == content:
                file.hardlink_to(known)
            else:
                file.write_bytes(content)
    except CannotIndex as why:
        raise SystemExit(str(why)) from None


if __name__ == "__main__" and (order := sys.stdin.readline()):
    make(json.loads(order))
