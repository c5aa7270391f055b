"""A site that stays in memory while its texts are written: looked at again and again, and its pages made when somebody
asks for one. It writes no output. What it tells and shows is what a build would, byte for byte.
"""

from __future__ import annotations

import gc
import posixpath
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from plugins import media
from plugins.base.addresses import file_name
from plugins.base.model import Output
from plugins.base.problems import Problem, errors
from plugins.base.survey import NO_STAMP, Survey, of_content
from plugins.engine import build, output, surroundings, theme
from plugins.engine.build import BuildPlan
from plugins.engine.glance import Glance, LastLook, last_look
from plugins.engine.options import BuildOptions

GLANCED = 24
"""Texts that are written at once, and may be looked at without the others."""


class CheckedText(NamedTuple):
    """What `check_one` says of a text."""

    problems: tuple[Problem, ...]
    """Of its file, and of those in its own folder."""
    elsewhere: int
    """How many errors other files have."""
    address: str
    """Where it stands, as far as its header tells; "" for what is no text."""
    page: bytes | None
    """Its page; None for a text that has none, or not any more."""


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
        self._is_behind = False
        """Whether a file was touched since all were looked at."""
        self._looks: OrderedDict[str, LastLook] = OrderedDict()
        """By path."""
        self._new: Mapping[str, Output] = {}
        """Files that the last glance has found."""
        self._furnished: BuildPlan | None = None
        self._keep_templates: Callable[[], None] = lambda: None

    def look(self, *, untouched: bool = False) -> BuildPlan:
        """The plan of the content as it stands now, which is the last one while nothing has changed. Whoever knows that
        no file was touched since the last look says so, and none is looked at.
        """
        now, plan = self._clock(), self._plan
        in_time = plan is not None and plan.holds(now)
        if plan and in_time and untouched and not self._is_behind:
            return plan
        return self._looked(of_content(self._options.content), now)

    def check_one(self, path: str, *, untouched: bool = False) -> CheckedText:
        """What is wrong with the text at `path` as it stands now, and what answers where it stands. `untouched` as
        above.
        """
        now = self._clock()
        seen = None if untouched and not self._is_behind else of_content(self._options.content)
        last = self._looks.get(path)
        if seen and last and (glance := self._glanced(last, seen, now)):
            with suppress(media.BodyLost):
                page = self.read_glanced(glance, file_name(last.page.address))
                return _checked(path, glance.plan, glance.problems, page)
        plan = self._looked(seen, now) if seen else self.look(untouched=True)
        self._keep_look(plan, path)
        name = next((file_name(one.content.address) for one in plan.checked.rendered.texts if one.path == path), "")
        return _checked(path, plan, plan.problems, self.read(name) if name else None)

    def glance(self, path: str) -> Glance | None:
        """The site as it stands now, where nothing but the words and the title of the text at `path` are others than at
        the last look at all. None where that is not certain.
        """
        plan, seen = self._plan, of_content(self._options.content)
        if plan is None or _is_the_same(plan.checked.content.seen, seen):
            return None
        last = self._keep_look(plan, path)
        return self._glanced(last, seen, self._clock()) if last else None

    def read_glanced(self, glance: Glance, name: str) -> bytes | None:
        """A file as a glance has found it, or as it was before; as below."""
        found = glance.outputs.get(name)
        return self._rendered(glance.plan, found) if found else self.read_of(glance.plan, name)

    def read_of(self, plan: BuildPlan, name: str) -> bytes | None:
        """A file of an earlier look, as below. Raises BodyLost where what it was made of is not there any more."""
        there = name in plan.derived.planner.files
        return self._rendered(plan, plan.derived.planner.output(name)) if there else None

    def read(self, name: str) -> bytes | None:
        """A file of the last look, by its path in the site; None where there is none."""
        plan = self._plan if self._plan and not self._is_behind else self.look()
        if name not in plan.derived.planner.files:
            return None
        try:
            return self._rendered(plan, plan.derived.planner.output(name))
        except media.BodyLost:
            plan = self._planned(plan.options._replace(seen=None), anew=True)
            return self._rendered(plan, plan.derived.planner.output(name))

    def read_lasting(self, name: str) -> bytes | None:
        """A file whose name tells its bytes, if it is known from any look; what lies in the content may be another by
        now, and is not taken.
        """
        found = self._new.get(name)
        if found is None and self._plan and name in self._plan.derived.planner.files:
            found = self._plan.derived.planner.output(name)
        if found is None or self._plan is None or isinstance(getattr(found, "content", None), Path):
            return None
        return self._rendered(self._plan, found)

    def _keep_look(self, plan: BuildPlan, path: str) -> LastLook | None:
        """The last look in which the text was right; nothing else may have been written since."""
        if found := last_look(plan, path):
            self._looks[path] = found
            self._looks.move_to_end(path)
            while len(self._looks) > GLANCED:
                self._looks.popitem(last=False)
        return self._looks.get(path)

    def _glanced(self, last: LastLook, seen: Survey, now: datetime) -> Glance | None:
        """None where a glance is not enough."""
        with suppress(media.BodyLost), self._turn():
            if glance := last.again(seen, now):
                self._is_behind, self._new = True, glance.outputs
                return glance
        return None

    def _looked(self, seen: Survey, now: datetime) -> BuildPlan:
        plan = self._plan
        if not (plan and plan.holds(now) and _is_the_same(plan.checked.content.seen, seen)):
            plan = self._planned(self._options._replace(now=now, seen=seen))
        self._is_behind = False
        return plan

    def _rendered(self, plan: BuildPlan, file: Output) -> bytes:
        with self._turn():
            self._furnish(plan)
            content = output.rendered(file, self._environment)
            self._keep_templates()
        return content

    def _planned(self, options: BuildOptions, *, anew: bool = False) -> BuildPlan:
        known = self._plan.memory if self._plan and not anew else None
        with self._turn():
            try:
                plan = build.prepare(options, anew=anew, known=known)
            except media.BodyLost:
                plan = build.prepare(options, anew=True)
        self._plan = plan
        self._furnish_anew(plan)
        return plan

    def _furnish(self, plan: BuildPlan) -> None:
        """For pages of that plan."""
        before = self._furnished
        if before is None or _stands_on_pages(before) != _stands_on_pages(plan):
            self._furnish_anew(plan)
        elif before is not plan:
            theme.forget_pieces(self._environment)
            self._furnished = plan

    def _furnish_anew(self, plan: BuildPlan) -> None:
        theme.forget(self._environment)
        self._keep_templates = build.furnish(self._environment, plan, self._made_by)
        self._furnished = plan

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """With the cache, which somebody may want to clear; and not looking for garbage meanwhile."""
        options = self._options
        with ExitStack() as turns:
            gc.disable()
            turns.callback(gc.enable)
            output.take_turns(turns, options.output, options.settings.cache, cache_only=True)
            yield


def _stands_on_pages(plan: BuildPlan) -> tuple[object, ...]:
    return plan.site.site_info, plan.derived.assets


def _checked(path: str, plan: BuildPlan, problems: Iterable[Problem], page: bytes | None) -> CheckedText:
    content = plan.checked.content
    own = _OwnFiles(path, content.texts)
    told = {one for one in problems if one.path in own or f" {path}" in one.message}
    others = set(errors(problems)) - told
    return CheckedText(tuple(sorted(told)), len(others), content.addresses.get(path, ""), page)


class _OwnFiles:
    """A text's own file; those in its folder too, where it has one for itself."""

    def __init__(self, path: str, texts: Mapping[str, object]) -> None:
        self._path, self._folder = path, posixpath.dirname(path)
        self._is_alone = all(one == path or posixpath.dirname(one) != self._folder for one in texts)

    def __contains__(self, path: str) -> bool:
        return path == self._path or (self._is_alone and posixpath.dirname(path) == self._folder)


def _is_the_same(before: Survey, now: Survey) -> bool:
    """Whether nothing has changed between two looks at a folder, and nothing can have without being seen."""
    same = before._replace(begun=now.begun) == now
    return same and all(before.trusted(path) != NO_STAMP for path in before.files)
