"""A site that stays in memory while its texts are written: looked at again and again, and its pages made when somebody
asks for one. It writes no output. What it tells and shows is what a build would, byte for byte.
"""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from jinja2 import Environment

from plugins import media
from plugins.base.problems import Problem, errors
from plugins.base.survey import NO_STAMP, Survey, of_content
from plugins.engine import build, output, surroundings, theme
from plugins.engine.build import BuildPlan
from plugins.engine.options import BuildOptions


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What `check_one` says of a text."""

    problems: tuple[Problem, ...]
    """Of its file, and of those in its own folder."""
    elsewhere: int
    """How many errors other files have."""
    address: str
    """Where it stands, as far as its header tells; "" for what is no text."""


class WarmSite:
    """`options` say all but the moment, which `clock` tells at every look. Raises what a build raises; after that it is
    not to be asked again.
    """

    def __init__(self, options: BuildOptions, environment: Environment, clock: Callable[[], datetime]) -> None:
        self._options = options
        self._environment = environment
        self._made_by = surroundings.of_environment(environment)
        self._clock = clock
        self._plan: BuildPlan | None = None
        self._keep_templates: Callable[[], None] = lambda: None

    def look(self, *, untouched: bool = False) -> BuildPlan:
        """The plan of the content as it stands now, which is the last one while nothing has changed. Whoever knows that
        no file was touched since the last look says so, and none is looked at.
        """
        now, plan = self._clock(), self._plan
        ends = plan.next_change if plan else None
        in_time = plan is not None and plan.options.now <= now and (ends is None or now < ends)
        if plan and in_time and untouched:
            return plan
        seen = of_content(self._options.content)
        if plan and in_time and _is_the_same(plan.checked.content.seen, seen):
            return plan
        return self._planned(replace(self._options, now=now, seen=seen))

    def check_one(self, path: str, *, untouched: bool = False) -> CheckedText:
        """What is wrong with the text at `path` as it stands now, and where it stands. `untouched` as above."""
        plan = self.look(untouched=untouched)
        own = _OwnFiles(path, plan.checked.content.texts)
        told = {one for one in plan.problems if one.path in own or f" {path}" in one.message}
        others = set(errors(plan.problems)) - told
        return CheckedText(tuple(sorted(told)), len(others), plan.checked.content.addresses.get(path, ""))

    def read(self, name: str) -> bytes | None:
        """A file of the last look, by its path in the site; None where there is none."""
        plan = self._plan or self.look()
        try:
            return self._made(plan, name)
        except media.BodyLost:
            return self._made(self._planned(replace(plan.options, seen=None), anew=True), name)

    def _made(self, plan: BuildPlan, name: str) -> bytes | None:
        if name not in plan.derived.planner.files:
            return None
        with self._turn():
            content = build.read_file(plan, self._environment, name)
            self._keep_templates()
        return content

    def _planned(self, options: BuildOptions, *, anew: bool = False) -> BuildPlan:
        known = self._plan.memory if self._plan and not anew else None
        with self._turn():
            try:
                plan = build.prepare(options, anew=anew, known=known)
            except media.BodyLost:
                plan = build.prepare(options, anew=True)
        theme.forget(self._environment)
        self._keep_templates = build.furnish(self._environment, plan, self._made_by)
        self._plan = plan
        return plan

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """With the cache, which somebody may want to clear; and not looking for garbage meanwhile."""
        options = self._options
        with ExitStack() as turns:
            gc.disable()
            turns.callback(gc.enable)
            output.take_turns(turns, options.output, options.settings.cache, check_only=True)
            yield


class _OwnFiles:
    """A text's own file; those in its folder too, where it has one for itself."""

    def __init__(self, path: str, texts: Mapping[str, object]) -> None:
        self._path, self._folder = path, posixpath.dirname(path)
        self._is_alone = all(one == path or posixpath.dirname(one) != self._folder for one in texts)

    def __contains__(self, path: str) -> bool:
        return path == self._path or (self._is_alone and posixpath.dirname(path) == self._folder)


def _is_the_same(before: Survey, now: Survey) -> bool:
    """Whether nothing has changed between two looks at a folder, and nothing can have without being seen."""
    same = replace(before, begun=now.begun) == now
    return same and all(before.trusted(path) != NO_STAMP for path in before.files)
