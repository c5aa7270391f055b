"""Where Pelican hands over: its command, settings and templates, one generator of ours for everything that is
written.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins import media, syndication
from plugins.base import moments, problems, progress, settings
from plugins.base.last_build import OutputLook
from plugins.base.model import ContentKind
from plugins.base.problems import BuildRefused, InvalidValue, Problem
from plugins.base.turns import FolderBusy
from plugins.engine import build, explain, output, report
from plugins.engine.options import BuildOptions, EngineSettings
from plugins.engine.output import Written
from plugins.engine.warm import WarmSite

ANEW = "Bộ nhớ tạm thiếu một phần, nên dựng lại từ đầu."

logger = logging.getLogger(__name__)


def register() -> None:
    signals.get_generators.connect(generators)
    signals.all_generators_finalized.connect(introduce)


def generators(_pelican: object) -> type[SiteGenerator]:
    return SiteGenerator


def introduce(all_generators: Iterable[object]) -> None:
    """Our generator learns of Pelican's, whose counts Pelican's closing line reads."""
    known = list(all_generators)
    for generator in known:
        if isinstance(generator, SiteGenerator):
            generator.siblings = known


def warm_site(given: dict[str, Any]) -> WarmSite:
    """A site of these settings that stays in memory. Pelican has loaded its plugins with them. Raises BuildRefused."""
    order = _asked(given)._replace(check_only=True)
    made = Generator(given, given, given["PATH"], given["THEME"], given["OUTPUT_PATH"])
    return WarmSite(order, made.env, lambda: moments.now(given.get("NOW")))


class SiteGenerator(Generator):  # type: ignore[misc]  # Pelican is not typed
    """Checks, knows and derives in `generate_context`; writes in `generate_output`."""

    siblings: Iterable[object] = ()
    plan: build.BuildPlan
    before: OutputLook | None = None
    turns: ExitStack
    """Held from the first look at the texts to the last at the pages, so that no other build comes between them."""

    def generate_context(self) -> None:
        progress.begin(sys.stderr)
        try:
            order = _asked(self.settings)
        except BuildRefused as refused:
            _refuse(refused.problems, self.settings)
        try:
            with ExitStack() as turns, _without_garbage_collection():
                self.before = self.settings.get("OUTPUT_LOOK")
                output.take_turns(turns, order.output, order.settings.cache, order.check_only or bool(self.before))
                if not order.check_only and not self.before:
                    self.before = OutputLook(order.output)
                    turns.callback(self.before.stop)
                self._prepare(order)
                self.turns = turns.pop_all()
        except OSError as error:
            _refuse([build.not_written(error)], self.settings)
        except FolderBusy as busy:
            _refuse([output.STILL_BUSY.at(str(order.output), 0, why=busy)], self.settings)

    def _prepare(self, order: BuildOptions) -> None:
        try:
            self.plan = build.prepare(order)
        except media.BodyLost:
            self._begin_anew(order)
        report.tell(self.plan.problems, self.settings, self.plan)
        report.foretell(self.plan.next_change, self.settings)
        if problems.errors(self.plan.problems):
            raise BuildRefused(self.plan.problems)

    def generate_output(self, writer: object) -> None:  # noqa: ARG002 - Pelican hands its own writer over
        with self.turns, _without_garbage_collection():
            if self.settings.get("CHECK_ONLY"):
                report.keep(self.plan, self.plan.problems, None, self.settings)
                return
            try:
                written, found = self._write()
            except media.BodyLost:
                self._begin_anew(self.plan.options)
                written, found = self._write()
            if written and written.whole and not problems.errors(found):
                report.keep(self.plan, [*self.plan.problems, *found], written, self.settings)
        if written is None or problems.errors(found):
            _refuse(found, self.settings)
        report.tell(found, self.settings, self.plan)
        self.settings["PAGE_COUNTS"] = report.counts(written)
        self._count()

    def _write(self) -> tuple[Written | None, list[Problem]]:
        manifest = build.manifest_of(self.plan, self.env)
        if page := self.settings.get("EXPLAIN"):
            print(*explain.reasons(self.plan, manifest, page), sep="\n", file=sys.stderr)
        before, self.before = self.before, None
        return build.write(self.plan, self.env, manifest, before.survey() if before else None)

    def _begin_anew(self, order: BuildOptions) -> None:
        progress.clear()
        print(ANEW, file=sys.stderr)
        self.plan = build.prepare(order, anew=True)

    def _count(self) -> None:
        """Pelican's last line counts what its own generators hold; here they hold nothing, so they are told."""
        contents = self.plan.site.articles
        for sibling in self.siblings:
            if isinstance(sibling, ArticlesGenerator):
                sibling.articles = list(contents)
            elif isinstance(sibling, PagesGenerator):
                sibling.pages = [*self.plan.site.pages, *self.plan.site.programs]
        kinds = {
            kind: sum(content.kind is kind for content in self.plan.checked.rendered.contents) for kind in ContentKind
        }
        logger.info("%s articles, %s pages, %s programs", *kinds.values())


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Facts live as long as the build, and pages leave nothing in circles behind: looking for garbage took a fifth of a
    check and a tenth of making pages.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor are they looked through later
        gc.enable()


def _asked(given: dict[str, Any]) -> BuildOptions:
    """Raises BuildRefused."""
    try:
        return _order(given)
    except InvalidValue as wrong:
        raise BuildRefused([Problem("--now", 0, str(wrong))]) from None
    except ValueError as wrong:
        raise BuildRefused([Problem("pelicanconf.py", 0, str(wrong))]) from None


def _order(given: dict[str, Any]) -> BuildOptions:
    return BuildOptions(
        content=Path(given["PATH"]),
        output=Path(given["OUTPUT_PATH"]),
        theme=Path(given["THEME"]),
        url=given["SITEURL"].rstrip("/"),
        now=moments.now(given.get("NOW")),
        preview=bool(given.get("PREVIEW")),
        check_only=bool(given.get("CHECK_ONLY")),
        indexed=bool(given.get("SEARCH_INDEX", True)),
        index_before=_path(given, "INDEX_BEFORE"),
        index_follows=_path(given, "INDEX_FOLLOWS_FILE"),
        seen=given.get("SEEN"),
        plugins=tuple(given["PLUGINS"]),
        settings=settings.read(EngineSettings, given.get("ENGINE", {}), "ENGINE"),
        syndication=settings.read(syndication.FeedSettings, given.get("SYNDICATION", {}), "SYNDICATION"),
    )


def _path(given: dict[str, Any], name: str) -> Path | None:
    return Path(given[name]) if given.get(name) else None


def _refuse(found: Iterable[Problem], given: dict[str, Any]) -> NoReturn:
    known = tuple(found)
    report.tell(known, given)
    raise BuildRefused(known)
