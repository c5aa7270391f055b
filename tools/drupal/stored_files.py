"""The files of the old site: what its database knows, what lies in the folder, and which is which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import quote

from plugins.base import litter
from plugins.base.legacy_letters import from_mojibake
from tools.drupal.model import OldFile
from tools.drupal.module_filters import MediaFile
from tools.drupal.tables import Tables
from tools.drupal.words import repaired

# What Drupal itself makes in the folder.
MADE = frozenset({"styles", "css", "js", "ctools", "languages", "xmlsitemap", "imagecache", "advagg_css", "advagg_js"})
NO_ACCESS = frozenset({".htaccess", "web.config"})
PUBLIC = "public://"


class Store:
    """`path` is where the files stood on the old site, "sites/default/files"; `folder` where they lie now, if given."""

    def __init__(self, tables: Tables, folder: Path | None) -> None:
        self.path = str(tables.variable("file_public_path") or "sites/default/files").strip("/")
        self.folder = folder.resolve() if folder else None
        self._managed: dict[int, OldFile] = {}
        self._images: set[int] = set()
        for row in tables.rows("file_managed"):
            fid, uri = int(row["fid"] or 0), from_mojibake(str(row["uri"] or ""))
            size = row["filesize"] if isinstance(row["filesize"], int) else 0
            name = repaired(str(row["filename"] or "")) or PurePosixPath(uri).name
            self._managed[fid] = OldFile(uri, name, self.on_disk(uri), fid, size)
            if str(row.get("filemime") or "").startswith("image/"):
                self._images.add(fid)

    def file(self, fid: int) -> OldFile | None:
        return self._managed.get(fid)

    def media(self, fid: int) -> MediaFile | None:
        """A file as a token of the Media module shows it."""
        found = self._managed.get(fid)
        if not found:
            return None
        url = f"/{quote(f'{self.path}/{found.inside}')}" if found.is_public else f"/system/files/{quote(found.inside)}"
        return MediaFile(url, found.name, fid in self._images)

    def every(self) -> Iterator[OldFile]:
        """Those of the database, then those that only lie in the folder."""
        yield from self._managed.values()
        known = {file.on_disk for file in self._managed.values()}
        for found in self._in_folder():
            if found not in known and self.folder:
                inside = found.relative_to(self.folder).as_posix()
                yield OldFile(PUBLIC + inside, found.name, found, size=found.stat().st_size)

    def on_disk(self, uri: str) -> Path | None:
        """A public file's place in the folder, whichever way its name is composed there; never outside of it. An empty
        one is as good as lost.
        """
        if not self.folder or not uri.startswith(PUBLIC):
            return None
        inside = uri.removeprefix(PUBLIC)
        for form in (inside, normalize("NFC", inside), normalize("NFD", inside)):
            place = self.folder / form
            if "\0" not in form and place.resolve().is_relative_to(self.folder) and place.is_file():
                return place if place.stat().st_size else None
        return None

    def _in_folder(self) -> Iterator[Path]:
        if not self.folder:
            return
        for found in sorted(self.folder.rglob("*")):
            inside = found.relative_to(self.folder)
            is_ours = (
                inside.parts[0] not in MADE and not litter.is_path(inside.as_posix()) and found.name not in NO_ACCESS
            )
            if is_ours and found.is_file() and not found.is_symlink() and found.stat().st_size:
                yield found
