"""Keeping drafts.git small: what nobody can have back any more goes, what lies loose is packed. Nothing only grows."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from tools.editor.draft_commits import DISCARDED
from tools.editor.draft_git import DraftRepository, GitFailed, HasMoved
from tools.editor.workspace import CannotSave

PACKING = 600.0
"""Seconds for it."""
MOST_LOOSE = 2560
"""Files of git before they are packed: a save makes six, of which one is large where the site is."""
KEPT_DISCARDED = timedelta(days=30)


def tidy(repository: DraftRepository, now: datetime) -> None:
    """One thing that fails stops none of the others: it is tried again."""
    for step in (partial(_forget, now=now), DraftRepository.unlock, _sweep, _pack, _index):
        with suppress(CannotSave, GitFailed, HasMoved, OSError):
            step(repository)


def _forget(repository: DraftRepository, now: datetime) -> None:
    """Drafts that were discarded long ago."""
    for line in repository.refs(DISCARDED):
        ref, _, tip = line.partition(" ")
        if float(ref.rpartition("/")[2]) < (now - KEPT_DISCARDED).timestamp():
            repository.remove(ref, tip)


def _sweep(repository: DraftRepository) -> None:
    """What commands leave that were killed or failed."""
    folder = repository.folder
    for left in (*folder.glob("fast_import_crash_*"), *folder.glob("objects/pack/tmp_*")):
        if time.time() - left.stat().st_mtime > PACKING:
            left.unlink()


def _pack(repository: DraftRepository) -> None:
    """Where there is much, as git itself guesses: by one of 256 folders."""
    if sum(1 for _ in (repository.folder / "objects/17").glob("*")) > MOST_LOOSE // 256:
        repository.run("gc", "--quiet", seconds=PACKING)


def _index(repository: DraftRepository) -> None:
    """So that who published an old text last is not looked for in all that was published since."""
    repository.run("commit-graph", "write", "--reachable", "--changed-paths", seconds=PACKING)
