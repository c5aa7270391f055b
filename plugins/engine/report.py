"""What a build tells: what is wrong, each warning once; what became of the pages; when time will make another site; how
everything stood, for the next build.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from plugins.base import last_build, problems, progress
from plugins.base.last_build import LastBuild
from plugins.base.problems import Problem
from plugins.base.survey import all_trusted
from plugins.base.vietnamese import number
from plugins.engine.build import BuildPlan
from plugins.engine.output import PAGE, Written


class PageCounts(NamedTuple):
    """What became of the pages of an output."""

    new: int
    changed: int
    gone: int
    kept: int

    def __str__(self) -> str:
        """As in "3 trang mới, 41 trang cập nhật, 1 trang gỡ, 15.312 giữ nguyên"; what is none of is left out."""
        rows = ((self.new, "trang mới"), (self.changed, "trang cập nhật"), (self.gone, "trang gỡ"))
        told = [f"{number(count)} {words}" for count, words in rows if count]
        if self.kept or not told:
            told.append(f"{number(self.kept)} {'giữ nguyên' if told else 'trang giữ nguyên'}")
        return ", ".join(told)


def counts(written: Written) -> PageCounts:
    new, changed, gone = (_pages(names) for names in (written.new, written.changed, written.gone))
    return PageCounts(new, changed, gone, _pages(written.there) - new - changed)


def _pages(names: Iterable[str]) -> int:
    return sum(name.endswith(PAGE) for name in names)


def tell(found: Iterable[Problem], given: Mapping[str, Any], plan: BuildPlan | None = None) -> None:
    """On standard error for people: by a build of a `plan` only what is new, or stands in a text that changed, and a
    count of the rest; who asks with TELL_ABOUT is told of warnings at these paths alone. All of it as JSON for who asks
    with PROBLEMS_FILE.
    """
    progress.clear()
    known = sorted(set(found))
    news = known
    if plan and not plan.options.check_only:
        before, changed, about = plan.memory.told, plan.checked.content.changed, given.get("TELL_ABOUT")
        news = [
            one
            for one in known
            if not one.warning or (one.path in about if about is not None else one not in before or one.path in changed)
        ]
    problems.tell(news, sys.stderr)
    if old := len(known) - len(news):
        print(_old_warnings(old), file=sys.stderr)
    if file := given.get("PROBLEMS_FILE"):
        Path(file).write_text(problems.as_json(known), "utf-8")


def _old_warnings(count: int) -> str:
    return problems.OLD_WARNINGS.format(count=number(count)) if count else ""


def foretell(next_change: datetime | None, given: Mapping[str, Any]) -> None:
    """When the same texts will make another site: for a server, which asks for it with NEXT_CHANGE_FILE."""
    if file := given.get("NEXT_CHANGE_FILE"):
        Path(file).write_text(_foretold(next_change), "utf-8")


def _foretold(next_change: datetime | None) -> str:
    return json.dumps({"next": next_change.isoformat() if next_change else ""})


def keep(plan: BuildPlan, found: Iterable[Problem], written: Written | None, given: Mapping[str, Any]) -> None:
    """How everything stood, for who asks with LAST_BUILD: the file to keep it in, and where the software lies. Not
    where something may have changed while it was read.
    """
    asked, seen = given.get("LAST_BUILD"), plan.checked.content.seen
    if not asked:
        return
    software = last_build.software(asked["places"])
    if not all_trusted((*seen.files.values(), *software.values()), seen.begun):
        return
    now, then, told = plan.options.now.timestamp(), plan.next_change, sorted(set(found))
    last_build.keep(
        Path(asked["file"]),
        LastBuild(
            now=now,
            next_change=then.timestamp() if then else float("inf"),
            foretold=_foretold(then),
            content=last_build.digest_of_content(seen),
            places=tuple(asked["places"]),
            software=last_build.digest_of_files(software),
            python=last_build.python(),
            output=last_build.digest_of_files(written.stamps) if written else b"",
            problems=tuple(map(tuple, told)),
            warned=_old_warnings(len(told)),
            counts=str(PageCounts(0, 0, 0, _pages(written.there))) if written else "",
        ),
    )
