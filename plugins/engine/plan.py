"""Which files there will be, each with a digest of what it is made of. What an earlier build has planned of the same
facts is not planned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path

from plugins.base.addresses import FILES, file_name
from plugins.base.cache import CachedFile
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Output, OutputPage
from plugins.base.snapshot import Snapshot
from plugins.engine.page import NEVER, LazyContext, PageGroups, PageSection


class Planner:
    """`memory` keeps the files of each group; `shared` is a digest of what all pages are made of."""

    def __init__(self, memory: Snapshot, shared: bytes = b"") -> None:
        self._memory = memory
        self._shared = shared
        self._planned: dict[str, list[Output]] = {}
        self._groups: dict[str, PageGroups | PageSection] = {}
        self._sections: set[str] = set()
        self._files_of: dict[str, tuple[tuple[str, str, bytes], ...]] = {}
        """By group: path, address and digest of each file. What is in memory may be of a later plan."""
        self.files: dict[str, bytes] = {}
        """Digests by path; what two groups want alike is there once."""
        self.addresses: dict[str, str] = {}
        """By path."""
        self.twice: list[str] = []
        """The paths of what was wanted otherwise before."""
        self.shared_changed = any(row[1] != shared for row in islice(memory.rows.values(), 1))
        """Whether earlier pages were made of something else that stands on all of them."""

    def add(self, every: Iterable[PageGroups | PageSection]) -> None:
        rows, shared, files, addresses = self._memory.rows, self._shared, self.files, self.addresses
        for groups in every:
            digests = self._digests(groups)
            for name, made_of in digests.items():
                self._groups[name] = groups
                row = rows.get(name)
                if row is None or row[0] != made_of or row[1] != shared or made_of == NEVER:
                    row = self._plan(name, made_of)
                self._files_of[name] = row[2]
                for file, address, digest_of_it in row[2]:
                    same = files.setdefault(file, digest_of_it) == digest_of_it
                    if addresses.setdefault(file, address) != address or not same:
                        self.twice.append(file)
            if isinstance(groups, PageSection):
                self._sections.add(groups.name)
                self._memory.put(groups.name, (groups.made_of, shared, tuple(digests)))

    def _digests(self, groups: PageGroups | PageSection) -> Mapping[str, bytes]:
        """Those that were kept of a section whose facts have not changed. While another is planned it is not known."""
        if isinstance(groups, PageSection):
            rows, kept = self._memory.rows, self._memory.rows.get(groups.name, ())
            if kept[:2] == (groups.made_of, self._shared):
                return {name: rows[name][0] for name in kept[2]}
            self._memory.drop(groups.name)
        return groups.digests

    def forget_others(self) -> None:
        """What was kept of groups that are not there any more."""
        for gone in self._memory.rows.keys() - self._groups.keys() - self._sections:
            self._memory.drop(gone)

    def addresses_of(self, every: Iterable[PageGroups | PageSection]) -> Iterator[str]:
        """Where the pages of groups will stand, that are perhaps no part of this site."""
        for groups in every:
            for name, made_of in groups.digests.items():
                row = self._memory.rows.get(name)
                if groups.addresses:
                    yield from groups.addresses(name)
                elif row and row[0] == made_of != NEVER:
                    yield from (address for _, address, _ in row[2])
                else:
                    yield from (one.address for one in groups.outputs(name))

    def output(self, file: str) -> Output:
        """Planned now, where that was left out."""
        return next(one for one in self.outputs(self._makers[file]) if one.address == self.addresses[file])

    @cached_property
    def _makers(self) -> Mapping[str, str]:
        """The names of groups by the paths of their files."""
        return {file: name for name, files in self._files_of.items() for file, _, _ in files}

    def _plan(self, name: str, made_of: bytes) -> tuple[bytes, bytes, tuple[tuple[str, str, bytes], ...]]:
        outputs = self.outputs(name)
        files = tuple((file_name(one.address), one.address, self._made_of(one)) for one in outputs)
        self._memory.put(name, row := (made_of, self._shared, files))
        return row

    def outputs(self, name: str) -> list[Output]:
        """Those of a group, planned now, where that was left out."""
        if name not in self._planned:
            self._planned[name] = list(self._groups[name].outputs(name))
        return self._planned[name]

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
