"""The pages of the programs: the list by state, and for each program a page with its data files and its calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from plugins import programs, syndication
from plugins.base.addresses import PROGRAM_FILES
from plugins.base.model import Edition, Head, Output, OutputFile, Progress, Standing, Story
from plugins.engine.lists import news_beside
from plugins.engine.page import HOME, PROGRAMS, page

Followed = tuple[Story, Progress]
# Where a site explains its data files, by the slug of a page of its own.
ABOUT_DATA = "du-lieu-chuong-trinh"


def pages(edition: Edition) -> Iterator[Output]:
    description = "Các chương trình, đề án, dự án, kế hoạch và hội thi, theo tình trạng thực hiện."
    head = Head(address=PROGRAMS.target, title=PROGRAMS.label, description=description, crumbs=(HOME,))
    yield page(edition, "programs.html", head, groups=_by_state(followed(edition)), also=news_beside(edition, PROGRAMS))
    for program in edition.programs:
        yield from _program(edition, program)


def followed(edition: Edition, most: int | None = None) -> tuple[Followed, ...]:
    """The programs as they stand: the first `most` of them, which are in the order of their states."""
    today = edition.now.date()
    return tuple((one, programs.follow(one, edition.articles, today)) for one in edition.programs[:most])


def _program(edition: Edition, program: Story) -> Iterator[Output]:
    """The one kind of page that says another thing on another day without anybody writing."""
    publication = edition.publication
    today = edition.now.date()
    progress = programs.follow(program, edition.articles, today)
    crumbs = (HOME, PROGRAMS)
    head = Head(
        address=program.address,
        title=program.title,
        description=program.description or f"{program.title}: nhiệm vụ, tin, tài liệu và các mốc thời gian.",
        crumbs=crumbs,
        feed=syndication.feed_of_program(program),
        structured=syndication.program_data(program, publication, crumbs),
        indexed=program.standing is Standing.LIVE,
    )
    about = next((one.address for one in edition.pages if one.slug == ABOUT_DATA), "")
    data_json, data_csv, calendar = (program.address + name for name in PROGRAM_FILES)
    yield page(
        edition,
        "program.html",
        head,
        content=program,
        progress=progress,
        today=today,
        data_json=data_json,
        data_csv=data_csv,
        calendar=calendar,
        about_data=about,
    )
    yield OutputFile(data_json, programs.data_json(program, progress, publication))
    yield OutputFile(data_csv, programs.data_csv(program, progress, publication))
    yield OutputFile(calendar, programs.calendar(program, publication))


def _by_state(every: Iterable[Followed]) -> tuple[tuple[str, tuple[Followed, ...]], ...]:
    groups = groupby(every, key=lambda one: one[0].facts.state if one[0].facts else "")
    return tuple((state, tuple(group)) for state, group in groups)
