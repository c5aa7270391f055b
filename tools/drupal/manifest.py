"""What imports have written, so that the next one changes nothing that a person has changed since."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from plugins.base import files
from plugins.base.fingerprint import digest

NAME = "da-ghi.json"
# A folder while it is written, or while a new one takes its place.
ASIDE = ".cu"
LEFT = re.compile(rf"\.(?P<name>.+)\.[0-9a-f]{{8}}(?P<aside>{re.escape(ASIDE)})?")


@dataclass(slots=True)
class ImportManifest:
    """`folders` are the folders of texts by node; `digests` those of all files that were written, by their paths from
    the content's root.
    """

    file: Path
    folders: dict[int, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> ImportManifest:
        """That of an import before; an empty one where there is none, or none that can be read."""
        made = cls(folder / NAME)
        try:
            known = json.loads(made.file.read_text("utf-8"))
            made.folders = {int(nid): str(path) for nid, path in known["folders"].items()}
            made.digests = {str(path): str(told) for path, told in known["digests"].items()}
        except (OSError, ValueError, KeyError, AttributeError):
            return cls(folder / NAME)
        return made

    def save(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        folders = {str(nid): self.folders[nid] for nid in sorted(self.folders)}
        told = {"folders": folders, "digests": dict(sorted(self.digests.items()))}
        files.replace(self.file, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


@dataclass(slots=True)
class ContentWriter:
    """Writes into a content folder: a text whole or not at all, and over nothing that a person has changed, unless
    `overwrite` says so. `kept` are the paths that were left as a person has made them.
    """

    content: Path
    manifest: ImportManifest
    overwrite: bool = False
    kept: list[str] = field(default_factory=list)

    def mend(self) -> None:
        """Takes away what an import that was killed has left, and puts back what it had just moved aside."""
        for left in sorted(self.content.glob("*/.*")):
            if found := LEFT.fullmatch(left.name):
                target = left.with_name(found["name"])
                if found["aside"] and not target.exists():
                    left.rename(target)
                else:
                    shutil.rmtree(left, ignore_errors=True)

    def folder(self, path: str, contents: Mapping[str, bytes | Path]) -> bool:
        """Makes a text's folder; False where a person's work stands there and stays."""
        wanted = {f"{path}/{name}": content for name, content in contents.items()}
        told = {at: digest(_bytes(content)).hex() for at, content in wanted.items()}
        target = self.content / path
        earlier = {at: one for at, one in self.manifest.digests.items() if at.startswith(f"{path}/")}
        if not self.overwrite and (changed := self._changed(earlier, told)):
            self.kept.append(changed)
            return False
        if not self._stands(told) or earlier.keys() - told.keys():
            self._replace(target, contents, earlier)
        for gone in earlier.keys() - told.keys():
            del self.manifest.digests[gone]
        self.manifest.digests |= told
        return True

    def file(self, path: str, content: bytes) -> bool:
        """Writes one file; False where a person's stands there and stays."""
        told = digest(content).hex()
        earlier = {at: one for at, one in self.manifest.digests.items() if at == path}
        if not self.overwrite and self._changed(earlier, {path: told}):
            self.kept.append(path)
            return False
        if not self._stands({path: told}):
            (self.content / path).parent.mkdir(parents=True, exist_ok=True)
            files.replace(self.content / path, content)
        self.manifest.digests[path] = told
        return True

    def _changed(self, earlier: Mapping[str, str], wanted: Mapping[str, str]) -> str:
        """A file that is neither as it was left nor as it is wanted, or that was left and is gone."""
        for at in sorted({*earlier, *wanted}):
            file = self.content / at
            if not file.is_file():
                if at in earlier:
                    return at
            elif digest(file.read_bytes()).hex() not in (earlier.get(at), wanted.get(at)):
                return at
        return ""

    def _stands(self, wanted: Mapping[str, str]) -> bool:
        return all(
            (self.content / at).is_file() and digest((self.content / at).read_bytes()).hex() == one
            for at, one in wanted.items()
        )

    def _replace(self, target: Path, contents: Mapping[str, bytes | Path], earlier: Mapping[str, str]) -> None:
        """Puts a new folder in the place of the old one; what a person has laid beside the text comes along."""
        beside = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
        beside.mkdir(parents=True)
        try:
            for name, content in contents.items():
                (beside / name).write_bytes(_bytes(content))
            for other in target.iterdir() if target.is_dir() else ():
                at = other.relative_to(self.content).as_posix()
                if other.name not in contents and at not in earlier:
                    (shutil.copytree if other.is_dir() else shutil.copy2)(other, beside / other.name)
            aside = beside.with_name(f"{beside.name}{ASIDE}")
            if target.is_dir():
                target.rename(aside)
            beside.rename(target)
            shutil.rmtree(aside, ignore_errors=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _bytes(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()
