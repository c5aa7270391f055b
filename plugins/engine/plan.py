"""Which files there will be, each with a digest of what it is made of. What an earlier build has planned of the same
facts is not planned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from plugins.base.addresses import FILES
from plugins.base.cache import CachedFile
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Output, OutputPage
from plugins.base.snapshot import Snapshot
from plugins.engine.page import LazyContext, PageGroup


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to be: another `digest` where it may be another file."""

    address: str
    digest: bytes
    group: PageGroup = field(compare=False)


class Planner:
    """`memory` keeps the files of each group; `shared` is a digest of what all pages are made of."""

    def __init__(self, memory: Snapshot, shared: bytes = b"") -> None:
        self._memory = memory
        self._shared = shared
        self._planned: dict[str, list[Output]] = {}
        self._found: dict[tuple[str, bytes], PlannedFile] = {}
        self._names: set[str] = set()
        self.shared_changed = any(row[1] != shared for row in islice(memory.rows.values(), 1))
        """Whether earlier pages were made of something else that stands on all of them."""

    def add(self, groups: Iterable[PageGroup]) -> None:
        for group in groups:
            self._names.add(group.name)
            for address, made_of in self._files(group):
                self._found.setdefault((address, made_of), PlannedFile(address, made_of, group))

    @property
    def files(self) -> tuple[PlannedFile, ...]:
        """Of all groups; what two of them want alike is there once."""
        return tuple(self._found.values())

    def forget_others(self) -> None:
        """What was kept of groups that are not there any more."""
        for gone in self._memory.rows.keys() - self._names:
            self._memory.drop(gone)

    def addresses(self, groups: Iterable[PageGroup]) -> Iterator[str]:
        """Where the pages of groups will stand, that are perhaps no part of this site."""
        for group in groups:
            row = None if group.addresses else self._row(group)
            known = (address for address, _ in row[2]) if row else group.addresses
            yield from known or (one.address for one in group.outputs())

    def output(self, file: PlannedFile) -> Output:
        """Planned now, where that was left out."""
        return next(one for one in self._outputs(file.group) if one.address == file.address)

    def _files(self, group: PageGroup) -> tuple[tuple[str, bytes], ...]:
        row = self._row(group)
        if row is None or row[1] != self._shared:
            files = tuple((one.address, self._made_of(one)) for one in self._outputs(group))
            self._memory.put(group.name, row := (group.digest, self._shared, files))
        planned: tuple[tuple[str, bytes], ...] = row[2]
        return planned

    def _row(self, group: PageGroup) -> tuple[bytes, bytes, tuple[tuple[str, bytes], ...]] | None:
        row: tuple[bytes, bytes, tuple[tuple[str, bytes], ...]] | None = self._memory.rows.get(group.name)
        return row if row and row[0] == group.digest != b"" else None

    def _outputs(self, group: PageGroup) -> list[Output]:
        if group.name not in self._planned:
            self._planned[group.name] = list(group.outputs())
        return self._planned[group.name]

    def _made_of(self, output: Output) -> bytes:
        if isinstance(output, OutputPage):
            values = output.values
            facts = values.facts() if isinstance(values, LazyContext) else dict(values)
            return digest(self._shared, facts_digest((output.template, facts)))
        if output.address.startswith(f"/{FILES}/"):  # its name tells its bytes, wherever they lie
            return digest(output.address.encode())
        return digest(_origin(output.content))


def _origin(content: bytes | Path | CachedFile) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, CachedFile):
        return content.name.encode()
    told = content.stat()
    return f"{content} {told.st_size} {told.st_mtime_ns} {told.st_ctime_ns}".encode()
