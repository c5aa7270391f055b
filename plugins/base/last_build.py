"""How all that a build reads and writes stood at its end. Where it still stands so, the next build has nothing to do,
and that is told before any of the software is loaded: what is imported here is small.
"""

from __future__ import annotations

import json
import marshal
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache, cached_property, partial
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, NamedTuple

from plugins.base import files
from plugins.base.problems import Problem
from plugins.base.survey import Stamp, Survey, stamp_of, survey
from plugins.base.workers import Ahead

PROOF = 16


class LastBuild(NamedTuple):
    """Moments are seconds since 1970; files stand by their paths in their folders."""

    now: float
    next_change: float
    """When time makes another site of the same texts; endless where it never does."""
    foretold: str
    """The same, for the server."""
    content: bytes
    """Another digest where a file, a folder, or what is neither stands otherwise."""
    places: tuple[str, ...]
    """Where code, theme, settings, fonts and other programs lie: files and folders."""
    software: bytes
    """A digest of all files there, by whole paths."""
    python: str
    output: bytes
    """A digest of its files; empty after a check."""
    problems: tuple[tuple[Any, ...], ...]
    warned: str
    """What a build tells of them that is done again in vain."""
    counts: str
    """What became of the pages then."""

    @property
    def told(self) -> tuple[Problem, ...]:
        return tuple(Problem(*one) for one in self.problems)


FORM = f"last build {sys.version} {LastBuild._fields} ".encode()


class OutputLook:
    """A look at all files of an output, begun by another process now; its digest comes before the whole."""

    def __init__(self, folder: Path) -> None:
        whole = cache(partial(survey, str(folder)))
        self._ahead: Ahead[Any] = Ahead(lambda: digest_of_files(whole().files), whole)

    @cached_property
    def digest(self) -> bytes:
        digest: bytes = self._ahead.result()
        return digest

    def survey(self) -> Survey:
        """To be asked once."""
        _ = self.digest  # comes first
        seen: Survey = self._ahead.result()
        return seen

    def stop(self) -> None:
        """Where nobody will ask."""
        self._ahead.stop()


def file_of(cache: Path, order: Mapping[str, object]) -> Path:
    """Where the last build of an order is kept; `order` is what was asked for, but for the moment."""
    name = blake2b(json.dumps(order, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()
    return cache / "last" / name


def keep(file: Path, last: LastBuild) -> None:
    """A disk that is full keeps nothing and harms nobody."""
    packed = marshal.dumps(tuple(last))
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        files.replace(file, FORM + _proof(packed) + packed)


def kept(file: Path) -> LastBuild | None:
    """None where there is none that is whole."""
    with suppress(OSError):
        content = file.read_bytes()
        at = len(FORM) + PROOF
        packed = content[at:]
        if content[:at] == FORM + _proof(packed):
            return LastBuild(*marshal.loads(packed))  # noqa: S302 - proved to be our own
    return None


def _proof(packed: bytes) -> bytes:
    return sha256(packed).digest()[:PROOF]  # which processors know by heart


def standing(file: Path, seen: Survey, output: OutputLook | None, now: float) -> LastBuild | None:
    """The last build, where it would be done again in vain. `seen` is the content; a check has no output."""
    last = kept(file)
    if last is None or not last.now <= now < last.next_change or last.python != python():
        return None
    if last.content != digest_of_content(seen) or last.software != digest_of_files(software(last.places)):
        return None
    return last if output is None or last.output == output.digest else None


def digest_of_content(seen: Survey) -> bytes:
    return _digest((digest_of_files(seen.files), sorted(seen.folders), sorted(seen.odd.items())))


def digest_of_files(files: Mapping[str, Stamp]) -> bytes:
    """Two looks are compared by it, in whatever order they were taken: to keep 30,000 stamps and to read them again
    takes longer than all the rest.
    """
    return _digest(sorted(files.items()))


def _digest(seen: Any) -> bytes:
    """Equal things have one form in the oldest version of marshal alone, which knows neither references nor interned
    words.
    """
    return _proof(marshal.dumps(seen, 0))


def software(places: Iterable[str]) -> dict[str, Stamp]:
    """All files in these places, as they stand; what Python compiles for itself counts for nothing."""
    found: dict[str, Stamp] = {}
    for place in places:
        if Path(place).is_dir():
            found |= {f"{place}/{path}": stamp for path, stamp in survey(place, _is_compiled).files.items()}
        else:
            with suppress(OSError):
                found[place] = stamp_of(Path(place).stat())
    return found


def _is_compiled(folder: str) -> bool:
    return folder == "__pycache__"


def python() -> str:
    """Which Python runs, and the libraries that it would find."""
    libraries = sorted(one.name for one in Path(sysconfig.get_path("purelib")).glob("*-info"))
    return f"{sys.version} {sys.prefix} {' '.join(libraries)}"
