"""The output folder: each file whole or not at all, untouched where its bytes stay, and nothing in it that was not
planned.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, TemplateError

from plugins.base import addresses, progress
from plugins.base.model import Output, OutputPage
from plugins.base.problems import Message, Problem
from plugins.base.survey import NO_STAMP, Stamp, Survey, stamp_of, survey
from plugins.base.turns import turn
from plugins.base.workers import each
from plugins.engine.manifest import NOTHING, BuildManifest, PageInfo, look
from plugins.media import BodyLost

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


def take_turns(turns: ExitStack, folder: Path, cache: Path, cache_only: bool) -> None:
    """Shares the cache with all but those who clear it, and has the output alone, unless a check needs none or whoever
    asks for a build has it already. Raises Busy, and OSError.
    """
    with suppress(OSError):  # where there can be no cache, nobody clears one
        turns.enter_context(turn(cache, partial(_wait_for, cache), shared=True))
    if not cache_only and not any(objections(folder)):
        turns.enter_context(turn(folder, partial(_wait_for, folder)))


def _wait_for(folder: Path) -> None:
    progress.clear()
    print(WAITING(folder=folder), file=sys.stderr, flush=True)


def _is_foreign(names: set[str]) -> bool:
    """Somebody else's folder, or a repository, whose history would go with what no plan names."""
    return ".git" in names or (OURS not in names and bool(names - {BEGUN}))


class TemplateBroken(TemplateError):
    """A template failed, in whatever way; `name` is its file from the templates' folder, `lineno` 0 where unknown."""

    name: str = ""
    lineno: int = 0


def _broken(error: Exception, name: str) -> TemplateBroken:
    made = TemplateBroken(f"{type(error).__name__}: {getattr(error, 'message', None) or error}".rstrip("."))
    # Jinja gives its errors a place only while it parses; afterwards the place stands in the traceback alone.
    calls = [(Path(call.filename).as_posix(), call.lineno or 0) for call in traceback.extract_tb(error.__traceback__)]
    inside = [(file.rpartition("/templates/")[2], line) for file, line in calls if "/templates/" in file]
    made.name, made.lineno = inside[-1] if inside else (name, 0)
    return made


def template_flaw(error: TemplateError) -> Problem:
    """What is told of a template that failed."""
    place = getattr(error, "name", None) or "mẫu trang"
    line = getattr(error, "lineno", 0) or 0
    return Problem(f"theme/templates/{place}", line, f"mẫu trang hỏng: {error.message}.")


class FileToWrite(NamedTuple):
    """A file that has to be made: its path in the folder, and its bytes where they are asked for. Whether one `stood`
    there is known.
    """

    name: str
    read: Callable[[], bytes]
    stood: bool


class WrittenFile(NamedTuple):
    """A file that was made anew. `beside` is its new content, not yet in its place; None where the old one stays."""

    beside: str | None
    seen: PageInfo
    written: tuple[int, int, int]
    """Size, time of modification and inode of the file with these bytes."""


class Written(NamedTuple):
    """What came of a plan, by paths in the folder."""

    made: Mapping[str, PageInfo]
    """Files that were made again, whether their bytes changed or not."""
    new: frozenset[str]
    changed: frozenset[str]
    """Those of them whose bytes did."""
    gone: frozenset[str]
    missed: frozenset[str]
    """Files that an earlier build has left and this one has not, whoever took them away."""
    stamps: Mapping[str, Stamp]
    """All files of the folder as they stand now, but for a folder that somebody else fills."""

    whole: bool = True
    """Whether nothing is to follow."""

    @property
    def there(self) -> Collection[str]:
        return self.stamps.keys()

    def beside(self, other: Written, folder: str) -> Written:
        """With what came of that folder inside."""
        return self._replace(stamps={**self.stamps, **{f"{folder}/{name}": one for name, one in other.stamps.items()}})


class OutputWriter:
    """Writes a whole plan. A file's modification time changes if and only if its bytes do, and then by a second or
    more.
    """

    def __init__(self, folder: Path, keep: str = "", manifest: BuildManifest | None = None) -> None:
        """`keep` names a folder inside that somebody else fills; what `manifest` knows to be right is left alone."""
        self.folder = folder
        self._at = f"{folder}/".__add__
        self._begun = folder / BEGUN
        self._keep = f"{keep}/" if keep else ""
        self._manifest = manifest

    def write(
        self,
        planned: Mapping[str, bytes],
        read: Callable[[str], bytes],
        done: Callable[[], None] = lambda: None,
        before: Survey | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> Written:
        """Makes all files before it moves the first into place: what fails on the way leaves the folder as it was.
        `planned` are digests of what files are made of, by their paths; `read` makes their bytes.

        `done` is called in each process that has made some, `ready` before there are such; `before` is a look at the
        folder, where one was taken.
        """
        shutil.rmtree(self._begun, ignore_errors=True)
        before = before or survey(str(self.folder))
        stamps = before.files
        wanted = [FileToWrite(name, partial(read, name), name in stamps) for name in self._wrong(planned, stamps)]
        self._begun.mkdir(parents=True)
        try:
            results = progress.counted(
                "Đang làm trang và tệp", each(self._make, wanted, done, ready=ready), len(wanted)
            )
            made = {file.name: written for file, written in zip(wanted, results, strict=True)}
            self._move(made)
        finally:
            shutil.rmtree(self._begun, ignore_errors=True)
        gone = self._clear(before, planned)
        now = {name: stamps[name] for name in planned if name not in made}
        now |= {name: _stamp(self._at(name), one.written) for name, one in made.items()}
        missed = self._note(planned, made, now)
        changed = frozenset(name for name, one in made.items() if one.beside)
        return Written(
            made={name: one.seen for name, one in made.items()},
            new=changed - stamps.keys(),
            changed=changed & stamps.keys(),
            gone=frozenset(gone),
            missed=frozenset(missed),
            stamps=now,
        )

    def _move(self, made: Mapping[str, WrittenFile]) -> None:
        for name, one in made.items():
            if one.beside:
                _move(one.beside, self._at(name))

    def _wrong(self, planned: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> list[str]:
        """What has to be made, in this order."""
        names = self._manifest.wrong(planned, stamps) if self._manifest else planned
        return sorted(names, key=lambda name: (name != OURS, name))

    def _make(self, file: FileToWrite) -> WrittenFile:
        content = file.read()
        seen = look(content) if file.name.endswith(PAGE) else NOTHING
        target = self._at(file.name)
        before = _regular(target) if file.stood else None
        if before and before.st_size == len(content) and Path(target).read_bytes() == content:
            return WrittenFile(None, seen, _written(before))
        beside = self._at(f"{BEGUN}/{hashlib.sha256(os.fsencode(file.name)).hexdigest()}")
        with open(beside, "wb") as opened:
            opened.write(content)
            opened.flush()
            if before:
                later = max(time.time_ns(), before.st_mtime_ns + 1_000_000_000)
                os.utime(beside, ns=(later, later))
            return WrittenFile(beside, seen, _written(os.fstat(opened.fileno())))

    def _clear(self, before: Survey, planned: Mapping[str, bytes]) -> set[str]:
        """Removes what no plan names: pages of texts that are gone, and remains of a build that was killed."""
        others = (before.files.keys() | before.odd.keys()) - planned.keys()
        gone = {name for name in others if not self._is_kept(name)}
        for name in gone:  # where a page stood may be a folder by now, and the other way round
            with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                (self.folder / name).unlink()
        used = addresses.folders_of(planned)
        for folder in sorted(before.folders, reverse=True):
            if folder not in used and not self._is_kept(f"{folder}/") and f"{folder}/" != f"{BEGUN}/":
                with suppress(OSError):
                    (self.folder / folder).rmdir()
        return gone

    def _is_kept(self, name: str) -> bool:
        return bool(self._keep) and name.startswith(self._keep)

    def _note(
        self, planned: Mapping[str, bytes], made: Mapping[str, WrittenFile], stamps: Mapping[str, Stamp]
    ) -> frozenset[str]:
        """Tells the manifest; what was there before and is planned no more."""
        if not self._manifest:
            return frozenset()
        missed = self._manifest.missed(planned)
        self._manifest.drop(missed)
        for name, one in made.items():
            self._manifest.note(name, planned[name], stamps[name], one.seen)
        return missed


def _stamp(file: str, written: tuple[int, int, int]) -> Stamp:
    """Of a file that was written; none that is known again where another has taken its place."""
    with suppress(OSError):
        told = os.stat(file)
        if _written(told) == written:
            return stamp_of(told)
    return NO_STAMP


def _written(told: os.stat_result) -> tuple[int, int, int]:
    return told.st_size, told.st_mtime_ns, told.st_ino


def rendered(output: Output, environment: Environment) -> bytes:
    """The bytes of an output. Raises TemplateBroken."""
    if not isinstance(output, OutputPage):
        return output.content if isinstance(output.content, bytes) else output.content.read_bytes()
    try:
        return environment.get_template(output.template).render(output.values).encode()
    except BodyLost:
        raise
    except Exception as error:
        raise _broken(error, output.template) from error


def _regular(file: str) -> os.stat_result | None:
    """What is told of it, where it is a file."""
    with suppress(OSError):
        told = os.lstat(file)
        return told if stat.S_ISREG(told.st_mode) else None
    return None


def _move(beside: str, file: str) -> None:
    try:
        os.replace(beside, file)
    except OSError:  # a folder lacks, or something else stands there
        _make_room(file)
        os.replace(beside, file)


def _make_room(file: str) -> None:
    """A page may stand where a folder stood before, and the other way round."""
    if os.path.isdir(file) and not os.path.islink(file):
        shutil.rmtree(file)
        return
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        for blocking in filter(Path.is_file, Path(file).parents):
            blocking.unlink()
        os.makedirs(os.path.dirname(file))


def _names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}
