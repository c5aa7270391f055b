"""Search follows: a release that went live with the index of the one before gets its own, as a release behind it.

It is never wrong meanwhile: every address that the older index finds was released, and answers. Whoever waits for the
lock goes first; what is left undone is done behind the next push, or by the timer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from plugins.base.addresses import SEARCH
from tools.server import compose, lock, release, settle
from tools.server.build import SiteBuilder, desk
from tools.server.home import Home
from tools.server.repository import Repository


def is_of_index(path: str) -> bool:
    return path.startswith(f"{SEARCH}/")


def is_of_all(_: str) -> bool:
    return True


def is_of_pages(path: str) -> bool:
    return not is_of_index(path)


def is_behind(home: Home) -> bool:
    """Whether what is served waits for its own index. What an administrator shows again stays as it was."""
    served = home.served()
    if not served or not release.about(home, served).index_follows:
        return False
    return not settle.is_rolled_back(home, Repository(home.repository).tip())


def follow(home: Home, tell: Callable[[str], None] = lambda _: None) -> None:
    """Under the lock: shows the pages that are served with their own index.

    Raises:
        Awaited: where somebody waits for the lock.
        NotBuilt: where there is no index to be had.
    """
    served = home.served()
    if not served or not is_behind(home):
        return
    index = home.work / f"index-{os.getpid()}"
    look = partial(lock.give_way, home)
    try:
        SiteBuilder(home, Repository(home.repository, look=look), tell).index(served, index)
        _release(home, served, index)
    finally:
        shutil.rmtree(index, ignore_errors=True)


def _release(home: Home, served: Path, index: Path) -> None:
    """The pages that are served, with this index; that is too soon done to be broken off."""
    known = replace(release.about(home, served), index_follows=False)
    draft = compose.compose(home, index, lambda: None, takes=is_of_index)
    try:
        if not (draft.changed or draft.gone):
            release.note(home, served, known)
            return
        made = release.complete(home, draft, replace(known, left=draft.left))
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    settle.settle(home)
    if (pages := desk(home)) and (composed := compose.composed(pages, served)):
        compose.note_composed(pages, made, composed)
