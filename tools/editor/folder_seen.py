"""What was seen of texts in a folder, kept for a while under the names of their revisions, for those who save on it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from plugins.base import files
from tools.editor.text_names import decoded

MOST_SEEN = 500
DIGEST = 64
REMARKS = ".remarks"


@dataclass(frozen=True, slots=True)
class SeenStates:
    """`folder` lies on the disk of the texts."""

    folder: Path

    def remember(self, name: str, content: bytes) -> None:
        """The oldest is forgotten; where there is no room, this one is."""
        file = self.folder / name
        if file.exists():
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            files.replace(file, content)
            kept = sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime)
            for old in kept[:-MOST_SEEN]:
                old.unlink(missing_ok=True)

    def take(self, file: Path) -> None:
        """A file goes from where it lies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file.replace(self.folder / sha256(file.read_bytes()).hexdigest())

    def remember_remarks(self, revision: str, remarks: tuple[str, ...]) -> None:
        file = self.folder / f"{revision}{REMARKS}"
        file.unlink(missing_ok=True)
        self.remember(file.name, json.dumps(remarks, ensure_ascii=False).encode())

    def remarks(self, revision: str) -> tuple[str, ...]:
        file = self.folder / f"{revision}{REMARKS}"
        try:
            return tuple(map(str, json.loads(file.read_bytes())))
        except (OSError, ValueError):
            return ()

    def content(self, revision: str) -> bytes | None:
        if len(revision) != DIGEST or not revision.isalnum():
            return None
        file = self.folder / revision
        return file.read_bytes() if file.is_file() else None

    def at(self, revision: str) -> datetime:
        return datetime.fromtimestamp((self.folder / revision).stat().st_mtime, UTC)

    def text(self, revision: str) -> str | None:
        content = self.content(revision)
        return None if content is None else decoded("", content)
