"""One text looked at again where its words or its title alone were changed: what is wrong in the site, and what its
page says, as a look at the whole site would tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from plugins import editorial, media
from plugins.base.addresses import file_name
from plugins.base.fingerprint import digest_of
from plugins.base.model import Content, ContentKind, Output, OutputPage, Rendering, UnrenderedContent
from plugins.base.problems import Problem
from plugins.base.survey import NO_STAMP, Survey
from plugins.engine import pages, published_files
from plugins.engine.build import BuildPlan
from plugins.engine.page import LazyContext

KINDS = (ContentKind.ARTICLE, ContentKind.PAGE)


class Glance(NamedTuple):
    """What is wrong in the whole site by now, and of its files, by their paths in the site, the page of the text, and
    what it shows and nobody showed before. What other pages say of the text is known by a look at all.
    """

    plan: BuildPlan
    """Of the last look at all."""
    problems: tuple[Problem, ...]
    outputs: Mapping[str, Output]


class LastLook(NamedTuple):
    """A look at the whole site, and the text in it that may be glanced at: `made` with its `page`."""

    plan: BuildPlan
    made: UnrenderedContent
    page: OutputPage

    def again(self, seen: Survey, now: datetime) -> Glance | None:
        """The site as it is `seen` now. None where more than the words and the title of this text may be another
        thing.
        """
        plan, content = self.plan, self.plan.checked.content
        if not plan.holds(now) or not self._stand(seen):
            return None
        file = content.texts[self.made.path]
        unrendered = editorial.reread(content, self.made, file._replace(stamp=seen.trusted(file.spelled)), now)
        if unrendered is None:
            return None
        library = self._library()
        made = media.render_one(unrendered, library, plan.checked.site_info, content.data.abbreviations)
        if self._concerns_others(made):
            return None
        page = pages.page_again(plan.site, made.content, self.page)
        outputs: dict[str, Output] = {file_name(page.address): page}
        new = {path: one for path, one in library.published.items() if path not in plan.checked.rendered.published}
        for section in published_files.sections(plan.options.settings.cache, new):
            outputs |= {file_name(file.address): file for name in section.digests for file in section.outputs(name)}
        told = Counter(plan.problems)
        told.subtract(self._told(self.made))
        told.update([*self._told(made), *(problem for one in new.values() for problem in one.problems)])
        return Glance(plan, tuple((+told).elements()), outputs)

    def _stand(self, seen: Survey) -> bool:
        """Whether all files but that of the text hold what they held."""
        before, content = self.plan.checked.content.seen, self.plan.checked.content
        if seen._replace(begun=before.begun, files=before.files) != before or seen.files.keys() != before.files.keys():
            return False
        others = {file.spelled: file for file in content.texts.values() if file.path != self.made.path}
        known = {made.path: made.source for made in content.unrendered_contents}
        own = content.texts[self.made.path].spelled
        return all(
            (file := others.get(path)) is not None and known.get(file.path) == digest_of(file.file)
            for path, stamp in seen.files.items()
            if path != own and (stamp != before.files[path] or before.trusted(path) == NO_STAMP)
        )

    def _library(self) -> media.Library:
        plan, checked = self.plan, self.plan.checked
        return media.Library(
            checked.content.files,
            checked.content.addresses,
            plan.options.settings.cache,
            plan.checked.site_info.url,
            checked.timed.silent,
            media.Earlier(plan.memory.published, plan.memory.bodies),
            dict(checked.rendered.published),
        )

    def _concerns_others(self, made: UnrenderedContent) -> bool:
        """Whether it lets go of a file with which something is wrong, or of a place that others lead to."""
        before, now = _rendering(self.made), _rendering(made)
        left = set(before.published) - set(now.published)
        if any(problem.path in left for problem in self.plan.problems):
            return True
        gone = {f"{made.content.address}#{name}" for name in {*self.made.content.body.ids} ^ {*made.content.body.ids}}
        return bool(gone) and any(use.target in gone for use in self.plan.checked.rendered.uses)

    def _told(self, made: UnrenderedContent) -> Iterator[Problem]:
        """What is wrong with the text alone, and with its links."""
        rendered, rendering = self.plan.checked.rendered, _rendering(made)
        yield from made.problems
        yield from rendering.problems
        others = (one for one in (*rendered.contents, *rendered.coming) if one.path != made.path)
        yield from self.plan.derived.destinations.problems(rendering.uses, [made.content, *others])


def last_look(plan: BuildPlan, path: str) -> LastLook | None:
    """None where there is no such text, or one of which others make something (a program, and what proves a result), or
    of which others decide how its facts are shown.
    """
    made = next((one for one in plan.checked.rendered.texts if one.path == path), None)
    if made is None or not _is_for_itself(made.content):
        return None
    page = plan.derived.planner.output(file_name(made.content.address))
    assert isinstance(page, OutputPage)
    assert isinstance(page.values, LazyContext)
    is_shown_so = made.content.kind is ContentKind.PAGE or page.values.facts()[0] is made.content
    return LastLook(plan, made, page) if is_shown_so else None


def _is_for_itself(content: Content) -> bool:
    return content.kind in KINDS and not content.results


def _rendering(made: UnrenderedContent) -> Rendering:
    return made.rendering or Rendering()
