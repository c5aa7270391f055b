"""The content of a commit as a folder of plain files; what lies there already is left alone.

As on the server, nothing that a commit says decides where a file is written or what is in it (`tools.server.unpack`).
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from plugins.base import files
from tools.server import unpack
from tools.server.home import ServerSettings
from tools.server.repository import Repository, TreeEntry

LIMITS = ServerSettings(site_url="")


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
        entries = self._entries(Repository(repository), commit)
        self._note.unlink(missing_ok=True)
        if not self._known:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
        before, self._commit = self._known, ""
        self._known = unpack.unpack(Repository(repository), entries, self.folder, before)
        self._commit = commit
        files.replace(self._note, json.dumps([commit, self._known]).encode())
        return self._known != before

    def _entries(self, repository: Repository, commit: str) -> list[TreeEntry]:
        """What a push would not bring in is left out."""
        with closing(repository.entries(commit)) as every:
            entries, _ = unpack.judge(every, LIMITS, self.folder.parent)
        return [replace(entry, path=entry.path.removeprefix(f"{unpack.CONTENT}/")) for entry in entries]

    def _noted(self) -> tuple[str, dict[str, str]]:
        try:
            commit, known = json.loads(self._note.read_bytes())
        except (OSError, ValueError, TypeError):
            return "", {}
        return str(commit), dict(known)
