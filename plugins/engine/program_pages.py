"""The pages of the programs: the list by state, and for each program a page with its data files and its calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby

from plugins import programs, syndication
from plugins.base.addresses import PROGRAM_FILES
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Content, Head, Output, OutputFile, Progress, Site, Visibility
from plugins.engine.lists import news_beside
from plugins.engine.page import HOME, PROGRAMS, PageSection, group, page

Followed = tuple[Content, Progress]
# Where a site explains its data files, by the slug of a page of its own.
ABOUT_DATA = "du-lieu-chuong-trinh"


def pages(site: Site) -> Iterator[PageSection]:
    description = "Các chương trình, đề án, dự án, kế hoạch và hội thi, theo tình trạng thực hiện."
    head = Head(address=PROGRAMS.target, title=PROGRAMS.label, description=description, crumbs=(HOME,))

    def front() -> Iterator[Output]:
        yield page(site, "programs.html", head, groups=_by_state(followed(site)), also=news_beside(site, PROGRAMS))

    facts = made_of(site)
    yield group(PROGRAMS.target, front, facts_digest(news_beside(site, PROGRAMS)), *facts.values())
    for program in site.programs:
        outputs = partial(_program, site, program)
        yield group(program.address, outputs, _about(site).encode(), facts[program.slug])


def made_of(site: Site) -> Mapping[str, bytes]:
    """Of what is told of each program today, by its slug. The bodies of its news decide too: what leads elsewhere may
    count as evidence.
    """
    today = str(site.now.date()).encode()
    return {
        program.slug: digest(today, program.digest, *(one.digest for one in site.news_of(program)))
        for program in site.programs
    }


def _about(site: Site) -> str:
    return next((one.address for one in site.pages if one.slug == ABOUT_DATA), "")


def followed(site: Site, most: int | None = None) -> tuple[Followed, ...]:
    """The programs as they stand: the first `most` of them, which are in the order of their states."""
    today = site.now.date()
    return tuple((one, programs.follow(one, site.articles, today)) for one in site.programs[:most])


def _program(site: Site, program: Content) -> Iterator[Output]:
    """The one kind of page that says another thing on another day without anybody writing."""
    site_info = site.site_info
    today = site.now.date()
    progress = programs.follow(program, site.articles, today)
    crumbs = (HOME, PROGRAMS)
    head = Head(
        address=program.address,
        title=program.title,
        description=program.description or f"{program.title}: nhiệm vụ, tin, tài liệu và các mốc thời gian.",
        crumbs=crumbs,
        feed=syndication.feed_of_program(program),
        structured=syndication.program_data(program, site_info, crumbs),
        indexed=program.visibility is Visibility.LIVE,
    )
    data_json, data_csv, calendar = (program.address + name for name in PROGRAM_FILES)
    yield page(
        site,
        "program.html",
        head,
        content=program,
        progress=progress,
        today=today,
        data_json=data_json,
        data_csv=data_csv,
        calendar=calendar,
        about_data=_about(site),
    )
    yield OutputFile(data_json, programs.data_json(program, progress, site_info))
    yield OutputFile(data_csv, programs.data_csv(program, progress, site_info))
    yield OutputFile(calendar, programs.calendar(program, site_info))
    yield from site.drawn(program.address)


def _by_state(every: Iterable[Followed]) -> tuple[tuple[str, tuple[Followed, ...]], ...]:
    groups = groupby(every, key=lambda one: one[0].facts.state if one[0].facts else "")
    return tuple((state, tuple(group)) for state, group in groups)
