"""The pages of the programs: the list by state, and one page each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from plugins import syndication
from plugins.base.model import Edition, Head, OutputPage, Standing, Story
from plugins.engine.page import HOME, PROGRAMS, page

STATES = ("Đang thực hiện", "Sắp triển khai", "Tạm dừng", "Đã kết thúc", "")


def pages(edition: Edition) -> Iterator[OutputPage]:
    description = "Các chương trình, đề án, dự án, kế hoạch và hội thi, theo tình trạng thực hiện."
    head = Head(address=PROGRAMS.target, title=PROGRAMS.label, description=description, crumbs=(HOME,))
    yield page(edition, "programs.html", head, groups=_by_state(edition.programs))
    for program in edition.programs:
        head = Head(
            address=program.address,
            title=program.title,
            description=program.description,
            crumbs=(HOME, PROGRAMS),
            feed=syndication.feed_of_program(program),
            picture=program.lead,
            indexed=program.standing is Standing.LIVE,
        )
        yield page(edition, "program.html", head, program=program, news=edition.news_of(program))


def _by_state(programs: Iterable[Story]) -> tuple[tuple[str, tuple[Story, ...]], ...]:
    def rank(program: Story) -> int:
        return STATES.index(_state(program)) if _state(program) in STATES else len(STATES)

    groups = groupby(sorted(programs, key=rank), key=_state)
    return tuple((state, tuple(group)) for state, group in groups)


def _state(program: Story) -> str:
    return program.facts.state if program.facts else ""
