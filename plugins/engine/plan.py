"""Which files there will be, each with a digest of what it is made of. What an earlier build has planned of the same
facts is not planned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from plugins.base.addresses import FILES, file_name
from plugins.base.cache import CachedFile
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Output, OutputPage
from plugins.base.snapshot import Snapshot
from plugins.engine.page import NEVER, LazyContext, PageSection


class PlannedSection(NamedTuple):
    """What is kept of a section. In its table it is a bare tuple."""

    made_of: bytes = NEVER
    shared: bytes = b""
    groups: Mapping[str, tuple[bytes, tuple[str, ...]]] = {}
    """By the name of each group: its digest, and the paths of its files."""
    files: Mapping[str, bytes] = {}
    """Digests by path."""
    addresses: Mapping[str, str] = {}
    """By path."""


class Planner:
    """`memory` keeps the files of each section; `shared` is a digest of what all pages are made of."""

    def __init__(self, memory: Snapshot, shared: bytes = b"") -> None:
        self._memory = memory
        self._shared = shared
        self._sections: dict[str, PageSection] = {}
        self._rows: dict[str, PlannedSection] = {}
        """What is planned. What is in memory may be of a later plan."""
        self._outputs: dict[tuple[str, str], list[Output]] = {}
        self._makers = cache(self._groups_by_path)
        self.files: dict[str, bytes] = {}
        """Digests by path; what two groups want alike is there once."""
        self.addresses: dict[str, str] = {}
        """By path."""
        self.twice: list[str] = []
        """The paths of what was wanted otherwise before."""
        self.shared_changed = any(row[1] != shared for row in islice(memory.rows.values(), 1))
        """Whether earlier pages were made of something else that stands on all of them."""

    def add(self, sections: Iterable[PageSection]) -> None:
        for section in sections:
            self._sections[section.name] = section
            self._rows[section.name] = row = self._kept(section) or self._planned(section)
            if not self.files.keys().isdisjoint(row.files):
                self.twice += [path for path in row.files if self._stands_otherwise(row, path)]
            self.files.update(row.files)
            self.addresses.update(row.addresses)

    def _stands_otherwise(self, row: PlannedSection, path: str) -> bool:
        wanted = row.files[path], row.addresses[path]
        return path in self.files and (self.files[path], self.addresses[path]) != wanted

    def _kept(self, section: PageSection) -> PlannedSection | None:
        row = PlannedSection(*self._memory.rows.get(section.name, ()))
        same = row[:2] == (section.made_of, self._shared) and section.made_of != NEVER
        return row if same else None

    def _planned(self, section: PageSection) -> PlannedSection:
        """Of its groups those alone are planned whose digests have changed."""
        kept = PlannedSection(*self._memory.rows.get(section.name, ()))
        groups: dict[str, tuple[bytes, tuple[str, ...]]] = {}
        files, addresses, before = dict[str, bytes](), dict[str, str](), len(self.twice)
        for name, made_of in section.digests.items():
            same, paths = kept.groups.get(name, (NEVER, ()))
            if kept.shared == self._shared and same == made_of != NEVER:
                found = [(path, kept.addresses[path], kept.files[path]) for path in paths]
            else:
                found = [(file_name(one.address), one.address, self._made_of(one)) for one in self._all(section, name)]
            groups[name] = made_of, tuple([path for path, _, _ in found])
            for path, address, of in found:
                if files.setdefault(path, of) != of or addresses.setdefault(path, address) != address:
                    self.twice.append(path)
        row = PlannedSection(section.made_of, self._shared, groups, files, addresses)
        if len(self.twice) == before:
            self._memory.put(section.name, tuple(row))
        else:
            self._memory.drop(section.name)
        return row

    def forget_others(self) -> None:
        """What was kept of sections that are not there any more."""
        for gone in self._memory.rows.keys() - self._sections.keys():
            self._memory.drop(gone)

    def addresses_of(self, sections: Iterable[PageSection]) -> Iterator[str]:
        """Where the pages of sections will stand, that are perhaps no part of this site."""
        for section in sections:
            row = PlannedSection(*self._memory.rows.get(section.name, ()))
            if row.made_of == section.made_of != NEVER:
                yield from row.addresses.values()
            else:
                for name in section.digests:
                    yield from section.addresses(name)

    def output(self, file: str) -> Output:
        """Planned now, where that was left out."""
        section = self._sections[self._wanted_by[file]]
        outputs = self._all(section, self._makers(section.name)[file])
        return next(one for one in outputs if one.address == self.addresses[file])

    @cached_property
    def _wanted_by(self) -> Mapping[str, str]:
        """The names of sections by the paths of their files."""
        found: dict[str, str] = {}
        for name, row in self._rows.items():
            found.update(dict.fromkeys(row.files, name))
        return found

    def _groups_by_path(self, section: str) -> Mapping[str, str]:
        return {path: name for name, (_, paths) in self._rows[section].groups.items() for path in paths}

    def _all(self, section: PageSection, name: str) -> list[Output]:
        if (section.name, name) not in self._outputs:
            self._outputs[section.name, name] = list(section.outputs(name))
        return self._outputs[section.name, name]

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
