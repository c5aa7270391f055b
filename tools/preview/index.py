"""The search index of the preview: made when somebody searches, so that no save waits for it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from threading import Lock

from plugins.base.addresses import SEARCH
from plugins.search import CannotIndex, index, marked
from tools import CACHE, PACKAGES

ONE_AT_A_TIME = Lock()


def wanted(target: str) -> bool:
    """Whether a request asks for the index."""
    return target.startswith(f"/{SEARCH}/")


def ensure(folder: Path) -> None:
    """Makes the index of the site in `folder` where it has none; where that fails, the search page says so."""
    made = folder / SEARCH
    with ONE_AT_A_TIME, suppress(CannotIndex, OSError):
        if made.is_dir():
            return
        begun = folder.with_name(f"{folder.name}-{SEARCH}")
        shutil.rmtree(begun, ignore_errors=True)
        for name, content in index(marked(folder), PACKAGES / "@pagefind", CACHE):
            (begun / name).parent.mkdir(parents=True, exist_ok=True)
            (begun / name).write_bytes(content)
        begun.rename(made)
