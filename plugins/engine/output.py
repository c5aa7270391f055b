"""The output folder: each file whole or not at all, untouched where its bytes stay, and nothing in it that was not
planned.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, TemplateError

from plugins.base import addresses
from plugins.base.model import Output, OutputPage
from plugins.base.problems import Message, Problem
from plugins.base.turns import turn
from plugins.engine.manifest import NOTHING, BuildManifest, PageInfo, look

# Every output of ours has this file, and it is written first; a folder with other things in it is not ours to clear.
OURS = addresses.TABLE
# Where a build makes its files; what a killed one leaves there is cleared by the next.
BEGUN = ".begun"
PAGE = ".html"

WAITING = Message("Một lần dựng khác đang ghi vào «{folder}»; xin đợi.")
STILL_BUSY = Message("{why}.", "Hãy đợi nó xong, hoặc dừng nó, rồi dựng lại.")


def file_of(folder: Path, address: str) -> Path:
    return folder / addresses.file_name(address)


def objections(folder: Path) -> Iterator[Problem]:
    """Why this folder cannot be an output."""
    if folder.exists() and not folder.is_dir():
        yield Problem(str(folder), 0, "không phải thư mục. Hãy chọn thư mục khác để chứa trang.")
    elif folder.is_dir() and _is_foreign(_names(folder)):
        yield Problem(str(folder), 0, "đã có tệp khác, không phải trang do lệnh này tạo. Hãy chọn một thư mục trống.")


def take_turns(turns: ExitStack, folder: Path, cache: Path, check_only: bool) -> None:
    """Shares the cache with all but those who clear it, and has the output alone. Raises Busy, and OSError."""
    with suppress(OSError):  # where there can be no cache, nobody clears one
        turns.enter_context(turn(cache, partial(_wait_for, cache), shared=True))
    if not check_only and not any(objections(folder)):
        turns.enter_context(turn(folder, partial(_wait_for, folder)))


def _wait_for(folder: Path) -> None:
    print(WAITING(folder=folder), file=sys.stderr, flush=True)


def _is_foreign(names: set[str]) -> bool:
    """Somebody else's folder, or a repository, whose history would go with what no plan names."""
    return ".git" in names or (OURS not in names and bool(names - {BEGUN}))


def names(folder: Path) -> frozenset[str]:
    """The paths of all files in it, with forward slashes."""
    found = (
        f"{inside.removeprefix(str(folder)).replace(os.sep, '/').lstrip('/')}/{name}".lstrip("/")
        for inside, _, files in os.walk(folder)
        for name in files
    )
    return frozenset(found)


class TemplateBroken(TemplateError):
    """A template failed, in whatever way; `name` is its file from the templates' folder, `lineno` 0 where unknown."""

    def __init__(self, error: Exception, name: str) -> None:
        super().__init__(f"{type(error).__name__}: {getattr(error, 'message', None) or error}".rstrip("."))
        # Jinja gives its errors a place only while it parses; afterwards the place stands in the traceback alone.
        calls = [(Path(call.filename).as_posix(), call.lineno) for call in traceback.extract_tb(error.__traceback__)]
        inside = [(file.rpartition("/templates/")[2], line) for file, line in calls if "/templates/" in file]
        self.name, self.lineno = inside[-1] if inside else (name, 0)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the plan. `beside` is its new content, not yet in its place; None where the old one stays."""

    name: str
    file: Path
    beside: Path | None
    shown: bytes
    seen: PageInfo
    written: os.stat_result | None
    """What the file system said of the file with these bytes; None where memory knows it."""


class OutputWriter:
    """Writes a whole plan. A file's modification time changes if and only if its bytes do, and then by a second or
    more.
    """

    def __init__(self, folder: Path, keep: str = "", manifest: BuildManifest | None = None) -> None:
        """`keep` names a folder inside that somebody else fills; what `manifest` knows to be right is left alone."""
        self.folder = folder
        self._begun = folder / BEGUN
        self._keep = folder / keep if keep else None
        self._manifest = manifest

    def write(self, outputs: Iterable[Output], environment: Environment) -> Mapping[str, PageInfo]:
        """Makes all files before it moves the first into place: what fails on the way leaves the folder as it was.

        Returns what is to be seen in the pages, by their paths in the folder.
        """
        outputs = sorted(outputs, key=lambda output: (output.address.strip("/") != OURS, output.address))
        planned = {file_of(self.folder, output.address): output for output in outputs}
        shutil.rmtree(self._begun, ignore_errors=True)
        self._begun.mkdir(parents=True)
        try:
            every = [self._make(file, output, environment) for file, output in planned.items()]
            for made in every:
                if made.beside:
                    _make_room(made.file)
                    made.beside.replace(made.file)
        finally:
            shutil.rmtree(self._begun, ignore_errors=True)
        self._clear(planned.keys())
        if self._manifest:
            for made in every:
                if made.written:
                    self._manifest.record(made.name, made.file, made.shown, made.seen, made.written)
            self._manifest.save()
        return {made.name: made.seen for made in every if made.name.endswith(PAGE)}

    def _make(self, file: Path, output: Output, environment: Environment) -> WrittenFile:
        name = file.relative_to(self.folder).as_posix()
        shown = self._manifest.digest(output) if self._manifest else b""
        known = self._manifest.lookup(name, file, shown) if self._manifest else None
        if known:
            return WrittenFile(name, file, None, shown, known, None)
        content = _content(output, environment)
        seen = look(content) if name.endswith(PAGE) else NOTHING
        before = file.stat() if file.is_file() else None
        if before and before.st_size == len(content) and file.read_bytes() == content:
            return WrittenFile(name, file, None, shown, seen, before)
        beside = self._beside(file, content, before)
        return WrittenFile(name, file, beside, shown, seen, beside.stat())

    def _beside(self, file: Path, content: bytes, before: os.stat_result | None) -> Path:
        beside = self._begun / hashlib.sha256(bytes(file)).hexdigest()
        beside.write_bytes(content)
        if before:
            later = max(time.time_ns(), before.st_mtime_ns + 1_000_000_000)
            os.utime(beside, ns=(later, later))
        return beside

    def _clear(self, planned: Iterable[Path]) -> None:
        """Removes what no plan names: pages of texts that are gone, and remains of a build that was killed."""
        kept = set(planned)
        for folder, folders, names in os.walk(self.folder, topdown=False):
            if self._keep and Path(folder).is_relative_to(self._keep):
                continue
            for name in names:
                if Path(folder, name) not in kept:
                    Path(folder, name).unlink()
            for inside in (Path(folder, name) for name in folders):
                if inside.is_symlink():
                    inside.unlink()
                elif not any(inside.iterdir()):
                    inside.rmdir()


def _content(output: Output, environment: Environment) -> bytes:
    if not isinstance(output, OutputPage):
        return output.content if isinstance(output.content, bytes) else output.content.read_bytes()
    try:
        return environment.get_template(output.template).render(output.values).encode()
    except Exception as error:
        raise TemplateBroken(error, output.template) from error


def _make_room(file: Path) -> None:
    """A page may stand where a folder stood before, and the other way round."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    elif not file.parent.is_dir():
        for blocking in filter(Path.is_file, file.parents):
            blocking.unlink()
        file.parent.mkdir(parents=True)


def _names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}
