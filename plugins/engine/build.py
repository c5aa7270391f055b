"""The build as a story: check, know, derive; then, only if nothing is wrong, write; then look at what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from jinja2 import Environment, TemplateError

from plugins import editorial, links, media, programs, search, syndication
from plugins.base import problems
from plugins.base.addresses import SEARCH, site_url
from plugins.base.cache import Kept
from plugins.base.fingerprint import digest
from plugins.base.model import Category, Edition, Kind, Output, OutputFile, Publication, Standing, Status, Story
from plugins.base.problems import Problem, Wrong
from plugins.engine import output, pages, surroundings, theme
from plugins.engine.course import Course, course, without_dead_links
from plugins.engine.memory import Memory, Seen
from plugins.engine.output import Folder

LISTED = {Standing.LIVE}
LISTED_IN_PREVIEW = {Standing.LIVE, Standing.DRAFT, Standing.FUTURE, Standing.EXPIRED}
# Where a site has not said its own address yet, its absolute addresses are the preview's.
NOWHERE = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """ENGINE of pelicanconf.py."""

    cache: Path
    """What earlier builds left for later ones; may be removed at any time."""
    fonts: tuple[Path, ...] = ()
    """Folders with the font files that the theme's stylesheets name."""
    pagefind: Path = Path("node_modules/@pagefind")
    """Where npm has put the program that makes the search index."""
    lightningcss: Path = Path("node_modules")
    """Where npm has put the program that writes the stylesheet for old browsers."""
    plugins: tuple[str, ...] = ()
    """The plugins that pelicanconf.py asks for, to compare with those that Pelican has loaded."""
    entries_per_page: int = 20
    entries_per_year_page: int = 100


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built, from what, as of when."""

    content: Path
    output: Path
    theme: Path
    url: str
    now: datetime
    preview: bool
    check_only: bool
    indexed: bool
    """Whether the search index is made; where it is not, none is left over either."""
    plugins: tuple[str, ...]
    """The plugins that Pelican has loaded."""
    settings: Settings
    syndication: syndication.Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """All that will be written. Nothing is, while `problems` holds an error."""

    order: Order
    edition: Edition
    stories: tuple[Story, ...]
    outputs: tuple[Output, ...]
    assets: theme.Assets
    studio: media.Studio
    shares: tuple[media.Share, ...]
    course: Course
    problems: tuple[Problem, ...] = field(default=())
    next_change: datetime | None = None
    """When the same texts will make another site, if ever."""


def prepare(order: Order) -> Plan:
    """Checks every text, and derives every page from what they say."""
    survey = editorial.survey(order.content, order.now, order.settings.cache)
    publication = _publication(order, survey)
    time = _course(order, survey, publication)
    withdrawn = [made.story for made in survey.manuscripts if _is_withdrawn(made.story, order.preview)]
    publication = without_dead_links(publication, time.over | time.gone | time.silent)
    library = media.Library(survey.files, survey.addresses, order.settings.cache, publication.url, time.silent)
    wanted = [made for made in survey.manuscripts if _appears(made.story, order.preview)]
    coming = [made for made in survey.manuscripts if _is_to_come(made.story, order.preview)]
    rendered = media.render(wanted, library, publication, survey.data.abbreviations, coming)
    assets = theme.assets(order.theme, order.settings.fonts, order.settings.lightningcss, publication)
    edition = _edition(order, survey, publication, rendered.stories, withdrawn)
    studio = media.Studio(order.settings.fonts, order.settings.cache / "share")
    shares = _shares(studio, edition, rendered.files)
    edition = replace(edition, shares={address: share.picture for address, share in shares.items()})
    drawn = {share.picture.address: OutputFile(share.picture.address, share.kept) for share in shares.values()}
    outputs = tuple(_derive(edition, order, time, [*rendered.files, *assets.files, *drawn.values()]))
    found = [
        *survey.problems,
        *rendered.problems,
        *assets.problems,
        *programs.problems(survey.manuscripts, rendered.stories, order.now.date()),
        *_about_links(outputs, survey, rendered, time),
        *([] if order.check_only else output.objections(order.output)),
        *_about_address(order, survey),
        *_about_plugins(order),
    ]
    next_change = editorial.next_change(survey.manuscripts, order.now)
    made = (order, edition, rendered.stories, outputs, assets, studio, tuple(shares.values()))
    return Plan(*made, time, tuple(found), next_change)


def _about_links(
    outputs: tuple[Output, ...], survey: editorial.Survey, rendered: media.Rendered, time: Course
) -> Iterator[Problem]:
    """Where texts and menus lead. A text that takes another's address was told already, in other words."""
    if not problems.errors(survey.problems):
        yield from links.taken_twice(outputs, survey.manuscripts)
    uses = [*survey.data.uses, *rendered.uses]
    planned = _planned(outputs, survey, rendered) | time.ended | time.to_come
    yield from links.unplanned(uses, planned, _anchors(rendered), time.over | time.ended, time.to_come)


def write(plan: Plan, environment: Environment) -> list[Problem]:
    """Writes the plan and looks at the result; what is wrong there is returned, and the output is not to be trusted
    then.
    """
    cache = plan.order.settings.cache
    made_by = surroundings.of_environment(environment)
    memory = _memory(plan, environment, made_by)
    compiled, codes = theme.Compiled(cache, made_by or b""), media.Codes(cache)
    environment.bytecode_cache = compiled if made_by else None
    theme.dress(environment, plan.edition.publication, plan.assets, syndication.feed_of_all(), codes.svg)
    try:
        plan.studio.draw(plan.shares)
        folder = Folder(plan.order.output, SEARCH if plan.order.indexed else "", memory)
        seen = folder.write(plan.outputs, environment)
        compiled.save()
        codes.save()
        if plan.order.indexed:
            Folder(plan.order.output / SEARCH).write(_search_index(plan, seen), environment)
    except TemplateError as error:
        place = getattr(error, "name", None) or "mẫu trang"
        return [
            Problem(f"theme/templates/{place}", getattr(error, "lineno", 0) or 0, f"mẫu trang hỏng: {error.message}.")
        ]
    except search.CannotIndex as why:
        return [Problem("tim-kiem", 0, str(why))]
    except OSError as error:
        return [not_written(error)]
    linked = {name: page.links for name, page in seen.items()}
    lists = {one.address for one in plan.outputs} - {story.address for story in plan.stories}
    there, loose = output.names(plan.order.output), lists | plan.course.silent
    if not plan.order.indexed:  # the preview makes the index when somebody searches
        there |= {file.strip("/") for file in search.asked_first(search.parts(len(plan.edition.findable)))}
    return [*_missing(plan), *links.broken(linked, there, plan.edition.publication, loose)]


def _memory(plan: Plan, environment: Environment, made_by: bytes | None) -> Memory | None:
    """None where nobody can say whether pages are still made with the same."""
    templates = surroundings.of_templates(environment)
    if made_by is None or templates is None:
        return None
    shared = (plan.edition.publication, dict(plan.assets.links), plan.assets.head_script)
    return Memory(plan.order.settings.cache, plan.order.output, digest(made_by, templates), shared)


def _search_index(plan: Plan, seen: Mapping[str, Seen]) -> Iterator[OutputFile]:
    """The index over the pages as they were written."""
    settings = plan.order.settings
    files = search.index(_findable(plan, seen), settings.pagefind, settings.cache)
    return (OutputFile(f"/{name}", content) for name, content in files)


def _findable(plan: Plan, seen: Mapping[str, Seen]) -> Iterator[search.Page]:
    for story in plan.edition.findable:
        file = output.file_of(plan.order.output, story.address)
        if found := seen[file.relative_to(plan.order.output).as_posix()].found:
            day = f"{story.date:%Y%m%d}" if story.date else ""
            yield search.Page(story.address, found, partial(_marked_in, file), day)


def _marked_in(file: Path) -> str:
    return search.marked_in(file.read_text("utf-8"))


def not_written(error: OSError) -> Problem:
    """A disk that is full, or a folder that may not be written: the administrator's, not the editor's."""
    place, why = str(error.filename or "ổ đĩa"), error.strerror or str(error)
    return Problem(place, 0, f"không ghi được: {why}. Hãy xem lại chỗ trống và quyền ghi của ổ đĩa.")


def _shares(studio: media.Studio, edition: Edition, files: Iterable[OutputFile]) -> dict[str, media.Share]:
    """The share picture of each page with a text, by its address, and the home page's; a preview is not shared."""
    publication = edition.publication
    if publication.preview:
        return {}
    published = {file.address: file.content for file in files if isinstance(file.content, Kept)}
    home = studio.of_words(media.Words(publication.name, publication.organisation.province, ""))
    stories = (*edition.articles, *edition.hidden, *edition.pages, *edition.programs)
    return {"/": home} | {story.address: studio.of_story(story, publication.name, published) for story in stories}


def _publication(order: Order, survey: editorial.Survey) -> Publication:
    known = survey.data
    return Publication(
        url=order.url or known.url or NOWHERE,
        organisation=known.organisation,
        menu=known.menu,
        footer=known.footer,
        sisters=known.sisters,
        notices=known.notices,
        preview=order.preview,
    )


def _appears(story: Story, preview: bool) -> bool:
    return story.standing is Standing.HIDDEN or story.standing in (LISTED_IN_PREVIEW if preview else LISTED)


def _is_to_come(story: Story, preview: bool) -> bool:
    return story.standing is Standing.FUTURE and not preview


def _is_withdrawn(story: Story, preview: bool) -> bool:
    return story.standing is Standing.REMOVED or (story.standing is Standing.EXPIRED and not preview)


def _edition(
    order: Order,
    survey: editorial.Survey,
    publication: Publication,
    stories: Iterable[Story],
    withdrawn: Iterable[Story],
) -> Edition:
    shelves: dict[tuple[Kind, bool], list[Story]] = {(kind, listed): [] for kind in Kind for listed in (True, False)}
    for story in stories:
        shelves[story.kind, story.status is not Status.HIDDEN].append(story)
    hidden = [story for kind in Kind for story in shelves[kind, False]]
    return Edition(
        publication=publication,
        now=order.now,
        articles=tuple(shelves[Kind.ARTICLE, True]),
        hidden=tuple(hidden),
        pages=tuple(shelves[Kind.PAGE, True]),
        programs=tuple(shelves[Kind.PROGRAM, True]),
        withdrawn=tuple(withdrawn),
        categories=_categories(survey, shelves[Kind.ARTICLE, True]),
        front=survey.data.front,
        abbreviations=survey.data.abbreviations,
    )


def _categories(survey: editorial.Survey, listed: Iterable[Story]) -> tuple[Category, ...]:
    """The vocabulary; where there is none, the categories that listed articles have."""
    used = {category.slug for story in listed for category in story.categories}
    free = survey.data.categories is None
    return tuple(category for category in survey.categories if not free or category.slug in used)


def _derive(edition: Edition, order: Order, time: Course, files: Iterable[OutputFile]) -> Iterator[Output]:
    planned = [
        *files,
        *_pages(edition, order),
        syndication.sitemap(edition, pages.places(edition)),
        syndication.robots(),
    ]
    yield from planned
    yield from links.answers(edition, {output.address for output in planned}, sorted(time.ended))


def _pages(edition: Edition, order: Order) -> Iterator[Output]:
    """What follows from the texts and answers as long as they do."""
    yield from pages.all_pages(edition, order.settings.entries_per_page, order.settings.entries_per_year_page)
    yield from syndication.feeds(edition, order.syndication)


def _course(order: Order, survey: editorial.Survey, publication: Publication) -> Course:
    every = [made.story for made in survey.manuscripts]

    def addresses(paths: frozenset[str]) -> frozenset[str]:
        edition = _edition(order, survey, publication, [story for story in every if story.path in paths], ())
        return frozenset(one.address for one in _pages(edition, order))

    live = frozenset(story.path for story in every if _appears(story, order.preview))
    over = frozenset(story.path for story in every if _is_withdrawn(story, order.preview))
    coming = frozenset(story.path for story in every if _is_to_come(story, order.preview))
    return course(addresses, (live, over, coming), (_addresses(every, live), _addresses(every, over)))


def _addresses(stories: Iterable[Story], paths: frozenset[str]) -> frozenset[str]:
    """Those of the texts themselves, today's and old ones."""
    return frozenset(one for story in stories if story.path in paths for one in (story.address, *story.redirect_from))


def _planned(outputs: Iterable[Output], survey: editorial.Survey, rendered: media.Rendered) -> frozenset[str]:
    """Every address that will answer; those of texts with errors count, so that one slip is told once. The files of a
    text go with it and change with their bytes: who wants one names it, and does not write where it stands today.
    """
    read = {made.path for made in survey.manuscripts}
    unread = (address for path, address in survey.addresses.items() if path not in read)
    passing = {file.address for file in rendered.files} - rendered.shared
    return frozenset(one.address for one in outputs if one.address not in passing) | frozenset(unread)


def _anchors(rendered: media.Rendered) -> dict[str, frozenset[str]]:
    """The ids in each text that somebody links into."""
    wanted = {place for place, sign, _ in (use.target.partition("#") for use in rendered.uses) if sign}
    return {
        story.address: frozenset(story.body.ids)
        for story in (*rendered.stories, *rendered.coming)
        if story.address in wanted
    }


def _about_address(order: Order, survey: editorial.Survey) -> Iterator[Problem]:
    """What all absolute links begin with: the address given, or that in site.toml, or, with a word, the preview's."""
    url, place = (order.url, "SITEURL") if order.url else (survey.data.url, "data/site.toml")
    if url:
        try:
            site_url(url)
        except Wrong as wrong:
            yield Problem(place, 0, str(wrong))
    elif not order.preview:
        message = f"trang chưa có địa chỉ (url), nên RSS và sitemap ghi {NOWHERE}. Hãy điền url, hoặc thêm --site-url."
        yield Problem("data/site.toml", 0, message, warning=True)


def _about_plugins(order: Order) -> Iterator[Problem]:
    """Pelican logs a plugin that it cannot load and goes on without it; a site may not."""
    for name in order.settings.plugins:
        if not any(loaded.endswith(name) for loaded in order.plugins):
            yield Problem("pelicanconf.py", 0, f"PLUGINS: không nạp được «{name}». Hãy xem lỗi ở trên, hoặc bỏ tên ấy.")


def _missing(plan: Plan) -> Iterator[Problem]:
    """The texts that went in are counted against the pages that came out."""
    for story in plan.stories:
        if not output.file_of(plan.order.output, story.address).is_file():
            yield Problem(story.path, 0, f"bài không có trang {story.address} sau khi tạo. Hãy báo người quản trị.")
