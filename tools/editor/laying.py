"""The content of a commit as a folder of plain files; what lies there already is left alone.

As on the server, nothing that a commit says decides where a file is written or what is in it (`tools.server.unpack`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from plugins.base import file_names, files, litter
from tools.server import unpack
from tools.server.repository import Repository, TreeEntry

INSIDE = f"{unpack.CONTENT}/"


class LaidTree:
    """A folder that nobody else writes to. Beside it stands what lies in it; while files are moved that is away, and
    whoever finds the folder without it begins anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._note = folder.with_name(f"{folder.name}.json")
        self._commit, self._known = self._noted()

    def lay(self, repository: Path, commit: str) -> bool:
        """Makes it hold the content of a commit; whether a file was touched. Raises OSError, and TooMuch."""
        if commit == self._commit:
            return False
        git, before = Repository(repository), self._known
        wanted = self._wanted(git, commit)
        self._note.unlink(missing_ok=True)
        self._commit = ""
        if not before:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
        if wanted != before:
            entries = (TreeEntry("", blob, 0, path) for path, blob in wanted.items())
            self._known = unpack.unpack(git, entries, self.folder, before)
        self._commit = commit
        files.replace(self._note, json.dumps([commit, self._known]).encode())
        return wanted != before

    def _wanted(self, git: Repository, commit: str) -> dict[str, str]:
        """Blobs by path."""
        if self._commit:
            try:
                with closing(git.changes(self._commit, commit, unpack.CONTENT)) as changes:
                    every = list(changes)
            except OSError:  # what was laid out is not in the repository any more
                pass
            else:
                gone = {entry.path.removeprefix(INSIDE) for entry in every}
                stays = {path: blob for path, blob in self._known.items() if path not in gone}
                return stays | dict(_taken(one for one in every if one.blob))
        with closing(git.entries(commit)) as entries:
            return dict(_taken(entries))

    def _noted(self) -> tuple[str, dict[str, str]]:
        try:
            commit, known = json.loads(self._note.read_bytes())
        except (OSError, ValueError, TypeError):
            return "", {}
        return (str(commit), dict(known)) if self.folder.is_dir() else ("", {})


def _taken(entries: Iterable[TreeEntry]) -> Iterator[tuple[str, str]]:
    """Paths and blobs of the content, but for what a push would not bring in."""
    for entry in entries:
        path = entry.path.removeprefix(INSIDE)
        if path != entry.path and not (litter.is_path(path) or unpack.flaw_of(entry) or file_names.flaw(path)):
            yield path, entry.blob
