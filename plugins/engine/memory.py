"""What a build leaves for the next one of the same content for the same address: texts, bodies, pages, and how it all
stood. Losing it costs work, never a wrong page.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from plugins import editorial, media
from plugins.base import problems
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest, fingerprint
from plugins.base.model import Rendering
from plugins.base.problems import Problem
from plugins.base.snapshot import Snapshot
from plugins.base.survey import NO_STAMP, Stamp
from plugins.engine.options import BuildOptions

MADE_BY = fingerprint(str(Path(__file__).with_name("__init__.py")))
# Sites that are remembered at once: the release, the preview, and what tests and trials make.
MOST = 8
IN_USE = 3600  # seconds, in which another build may still be at work with a site
TOLD, BESIDE = "told", "beside"


class Standing(NamedTuple):
    """How the content stood: files by path with their stamps, texts with their addresses, and what had no page yet."""

    files: Mapping[str, Stamp]
    texts: Mapping[str, str]
    silent: frozenset[str]

    def changed(self, other: Standing) -> frozenset[str]:
        """The paths at which another file or text stands now, or none."""
        young = {path for path, stamp in other.files.items() if stamp == NO_STAMP}
        return frozenset(young | _differences(self.files, other.files) | _differences(self.texts, other.texts))


def _differences(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    """The paths of what is other, new, or gone; mostly nothing is, which is told sooner."""
    if before == now:
        return set()
    return {path for path, one in now.items() if before.get(path) != one} | (before.keys() - now.keys())


class BuildMemory:
    """The tables of a site. `anew` begins without what was kept."""

    def __init__(self, options: BuildOptions, data: editorial.Data, *, anew: bool = False) -> None:
        self._folder, made_by = self._made_for = _made_for(options, data)
        self.texts = editorial.text_table(self._folder / "texts", made_by)
        self.published = self._table("published", made_by)
        self.around = self._table("around", made_by)
        self.pages = self._table("pages", made_by)
        self._stood = self._table("stood", made_by)
        self.bodies = media.Bodies(self._folder / "bodies.sqlite", MADE_BY)  # which are known by what they say
        self.kept = editorial.KeptTexts(self.texts, self.bodies.load)
        self.told = frozenset(map(Problem._make, self._stood.rows.get(TOLD, ())))
        """What an earlier build has told."""
        if anew:
            for table in (self.texts, self.published, self.around, self.pages, self._stood):
                table.forget()

    def fits(self, options: BuildOptions, data: editorial.Data) -> bool:
        """Whether a later build of the same process may go on with it."""
        return self._made_for == _made_for(options, data)

    def _table(self, name: str, made_by: bytes) -> Snapshot:
        return Snapshot(self._folder / name, made_by)

    def stays(self, content: editorial.CheckedContent, silent: frozenset[str]) -> Callable[[Rendering], bool]:
        """Whether a text would be rendered as it was: nothing that it has asked for is other than it was."""
        before, now = self._before, _standing(content, silent)
        self._now = now
        if before is None:
            return lambda _: False
        changed = before.changed(now)
        turned = before.silent ^ now.silent
        if not changed and not turned:
            return lambda _: True

        def unchanged(rendering: Rendering) -> bool:
            return changed.isdisjoint(rendering.asked) and not (
                turned and any(re.split("[?#]", use.target)[0] in turned for use in rendering.uses)
            )

        return unchanged

    def stood_beside(self, names: Collection[str]) -> bool:
        """Whether these very files were found to take no place of one another."""
        return self._stood.rows.get(BESIDE) == _digest_of(names)

    def note_beside(self, names: Collection[str]) -> None:
        """That they do not; of none, that some do."""
        self._stood.put(BESIDE, _digest_of(names))

    @property
    def _before(self) -> Standing | None:
        """None where the texts that are kept are not those that stood so: one of both could not be written."""
        files, silent, state = self._stood.rows.get("", ({}, frozenset(), None))
        return Standing(files, editorial.addresses_in(self.texts), silent) if state == self.texts.state else None

    def remember(
        self, content: editorial.CheckedContent, rendered: media.Rendered, now: datetime, found: Collection[Problem]
    ) -> None:
        """Keeps what is known of a content with which nothing is wrong."""
        self.bodies.save()
        if problems.errors(found):
            return
        self.bodies.keep(rendered.contents)
        editorial.remember(self.kept, content, now)
        self.texts.save()
        media.remember(self.published, rendered.published)
        self.around.save()
        self.pages.save()
        self._stood.put("", (dict(self._now.files), self._now.silent, self.texts.state))
        self._stood.put(TOLD, tuple(map(tuple, sorted(set(found)))))
        self._stood.save()
        _remove_old(self._folder)


def _digest_of(names: Collection[str]) -> bytes:
    return digest("\n".join(names).encode("utf-8", "surrogateescape"))


def _made_for(options: BuildOptions, data: editorial.Data) -> tuple[Path, bytes]:
    """Where the memory of a site lies, and what it is good for."""
    url = options.url or data.url
    name = digest(os.fsencode(options.content.resolve()), url.encode(), str(options.preview).encode()).hex()[:16]
    # Another vocabulary, or register of abbreviations, may make something else of every text.
    made_by = digest(MADE_BY, facts_digest((data.categories, dict(data.abbreviations))))
    return options.settings.cache / "sites" / name, made_by


def _standing(content: editorial.CheckedContent, silent: frozenset[str]) -> Standing:
    return Standing({path: file.stamp for path, file in content.files.items()}, content.addresses, silent)


def _remove_old(folder: Path) -> None:
    with suppress(OSError):
        os.utime(folder)
        for old in sorted(folder.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)[:-MOST]:
            if old.stat().st_mtime < folder.stat().st_mtime - IN_USE:
                shutil.rmtree(old, ignore_errors=True)
