"""The build as a story: check, know, derive; then, only if nothing is wrong, write; then look at what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from jinja2 import Environment, TemplateError

from plugins import editorial, links, media, programs, search, syndication
from plugins.base import problems
from plugins.base.addresses import SEARCH, site_url
from plugins.base.cache import CachedFile
from plugins.base.fingerprint import digest
from plugins.base.model import Content, Output, OutputFile, Site, SiteInfo
from plugins.base.problems import InvalidValue, Problem
from plugins.engine import output, pages, surroundings, theme
from plugins.engine.manifest import BuildManifest, PageInfo
from plugins.engine.options import BuildOptions
from plugins.engine.output import OutputWriter
from plugins.engine.site import NOWHERE, appears, is_to_come, is_withdrawn, make_site, make_site_info
from plugins.engine.timed_addresses import TimedAddresses, timed_addresses, without_dead_links


@dataclass(frozen=True, slots=True)
class Checked:
    """Check: every text read, every rule asked of it, and every one that has a page rendered."""

    content: editorial.CheckedContent
    site_info: SiteInfo
    timed: TimedAddresses
    rendered: media.Rendered


@dataclass(frozen=True, slots=True)
class Known:
    """Know: the texts as one site, and the pictures that its pages are shared with, not yet drawn."""

    site: Site
    share_images: media.ShareImages
    shares: tuple[media.ShareImage, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """Derive: every file that follows."""

    assets: theme.Assets
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """All that will be written. Nothing is, while `problems` holds an error."""

    options: BuildOptions
    checked: Checked
    known: Known
    derived: Derived
    problems: tuple[Problem, ...]
    next_change: datetime | None = None
    """When the same texts will make another site, if ever."""


def prepare(options: BuildOptions) -> BuildPlan:
    """Checks every text, knows the site that they make, and derives every page from it."""
    checked = check(options)
    known = know(options, checked)
    derived = derive(options, checked, known)
    found = tuple(_problems(options, checked, derived))
    next_change = editorial.next_change(checked.content.unrendered_contents, options.now)
    return BuildPlan(options, checked, known, derived, found, next_change)


def check(options: BuildOptions) -> Checked:
    content = editorial.load_and_check(options.content, options.now, options.settings.cache)
    site_info = make_site_info(options, content)
    timed = _timed(options, content, site_info)
    site_info = without_dead_links(site_info, timed.over | timed.gone | timed.silent)
    library = media.Library(content.files, content.addresses, options.settings.cache, site_info.url, timed.silent)
    wanted = [made for made in content.unrendered_contents if appears(made.content, options.preview)]
    coming = [made for made in content.unrendered_contents if is_to_come(made.content, options.preview)]
    rendered = media.render(wanted, library, site_info, content.data.abbreviations, coming)
    return Checked(content, site_info, timed, rendered)


def know(options: BuildOptions, checked: Checked) -> Known:
    withdrawn = [
        made.content for made in checked.content.unrendered_contents if is_withdrawn(made.content, options.preview)
    ]
    site = make_site(options, checked.content, checked.site_info, checked.rendered.contents, withdrawn)
    share_images = media.ShareImages(options.settings.fonts, options.settings.cache / "share")
    shares = _shares(share_images, site, checked.rendered.files)
    site = replace(site, shares={address: share.picture for address, share in shares.items()})
    return Known(site, share_images, tuple(shares.values()))


def derive(options: BuildOptions, checked: Checked, known: Known) -> Derived:
    assets = theme.assets(options.theme, options.settings.fonts, options.settings.lightningcss, checked.site_info)
    drawn = {share.picture.address: OutputFile(share.picture.address, share.kept) for share in known.shares}
    planned = [
        *(*checked.rendered.files, *assets.files, *drawn.values()),
        *_pages(known.site, options),
        syndication.sitemap(known.site, pages.places(known.site)),
        syndication.robots(),
    ]
    answers = links.answers(known.site, {output.address for output in planned}, sorted(checked.timed.ended))
    return Derived(assets, (*planned, *answers))


def _problems(options: BuildOptions, checked: Checked, derived: Derived) -> Iterator[Problem]:
    yield from checked.content.problems
    yield from checked.rendered.problems
    yield from derived.assets.problems
    yield from programs.problems(checked.content.unrendered_contents, checked.rendered.contents, options.now.date())
    yield from _about_links(derived.outputs, checked.content, checked.rendered, checked.timed)
    if not options.check_only:
        yield from output.objections(options.output)
    yield from _about_address(options, checked.content)
    yield from _about_plugins(options)


def _about_links(
    outputs: tuple[Output, ...], checked: editorial.CheckedContent, rendered: media.Rendered, timed: TimedAddresses
) -> Iterator[Problem]:
    """Where texts and menus lead. A text that takes another's address was told already, in other words."""
    if not problems.errors(checked.problems):
        yield from links.taken_twice(outputs, checked.unrendered_contents)
    uses = [*checked.data.uses, *rendered.uses]
    planned = _planned(outputs, checked, rendered) | timed.ended | timed.to_come
    yield from links.unplanned(uses, planned, _anchors(rendered), timed.over | timed.ended, timed.to_come)


def write(plan: BuildPlan, environment: Environment) -> list[Problem]:
    """Writes the plan and looks at the result; what is wrong there is returned, and the output is not to be trusted
    then.
    """
    cache = plan.options.settings.cache
    made_by = surroundings.of_environment(environment)
    manifest = _manifest(plan, environment, made_by)
    compiled, codes = theme.TemplateCache(cache, made_by or b""), media.Codes(cache)
    environment.bytecode_cache = compiled if made_by else None
    theme.add_globals(environment, plan.known.site.site_info, plan.derived.assets, syndication.feed_of_all(), codes.svg)
    try:
        plan.known.share_images.draw(plan.known.shares)
        writer = OutputWriter(plan.options.output, SEARCH if plan.options.indexed else "", manifest)
        seen = writer.write(plan.derived.outputs, environment)
        compiled.save()
        codes.save()
        is_indexed = plan.options.indexed and _index(plan, seen, environment)
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
    lists = {one.address for one in plan.derived.outputs} - {
        content.address for content in plan.checked.rendered.contents
    }
    there, loose = output.names(plan.options.output), lists | plan.checked.timed.silent
    if not is_indexed:  # the preview makes the index when somebody searches, the server when the pages are live
        there |= {file.strip("/") for file in search.asked_first(search.parts(len(plan.known.site.findable)))}
    return [*_missing(plan), *links.broken(linked, there, plan.known.site.site_info, loose)]


def _manifest(plan: BuildPlan, environment: Environment, made_by: bytes | None) -> BuildManifest | None:
    """None where nobody can say whether pages are still made with the same."""
    templates = surroundings.of_templates(environment)
    if made_by is None or templates is None:
        return None
    shared = (plan.known.site.site_info, dict(plan.derived.assets.links), plan.derived.assets.head_script)
    return BuildManifest(plan.options.settings.cache, plan.options.output, digest(made_by, templates), shared)


def _index(plan: BuildPlan, seen: Mapping[str, PageInfo], environment: Environment) -> bool:
    """Writes the index over the pages as they were written. False where that would take long, and may follow."""
    settings, pages = plan.options.settings, list(_findable(plan, seen))
    before, follows = plan.options.index_before, plan.options.index_follows
    if before and follows and search.may_follow(pages, before, settings.pagefind, settings.cache):
        follows.touch()
        return False
    files = search.index(pages, settings.pagefind, settings.cache)
    index = (OutputFile(f"/{name}", content) for name, content in files)
    OutputWriter(plan.options.output / SEARCH).write(index, environment)
    return True


def _findable(plan: BuildPlan, seen: Mapping[str, PageInfo]) -> Iterator[search.Page]:
    for content in plan.known.site.findable:
        file = output.file_of(plan.options.output, content.address)
        if found := seen[file.relative_to(plan.options.output).as_posix()].found:
            day = f"{content.date:%Y%m%d}" if content.date else ""
            yield search.Page(content.address, found, partial(_marked_in, file), day)


def _marked_in(file: Path) -> str:
    return search.marked_in(file.read_text("utf-8"))


def not_written(error: OSError) -> Problem:
    """A disk that is full, or a folder that may not be written: the administrator's, not the editor's."""
    place, why = str(error.filename or "ổ đĩa"), error.strerror or str(error)
    return Problem(place, 0, f"không ghi được: {why}. Hãy xem lại chỗ trống và quyền ghi của ổ đĩa.")


def _shares(share_images: media.ShareImages, site: Site, files: Iterable[OutputFile]) -> dict[str, media.ShareImage]:
    """The share picture of each page with a text, by its address, and the home page's; a preview is not shared."""
    site_info = site.site_info
    if site_info.preview:
        return {}
    published = {file.address: file.content for file in files if isinstance(file.content, CachedFile)}
    home = share_images.of_words(media.ShareText(site_info.name, site_info.organisation.province, ""))
    contents = (*site.articles, *site.hidden, *site.pages, *site.programs)
    return {"/": home} | {
        content.address: share_images.of_content(content, site_info.name, published) for content in contents
    }


def _pages(site: Site, options: BuildOptions) -> Iterator[Output]:
    """What follows from the texts and answers as long as they do."""
    yield from pages.all_pages(site, options.settings.entries_per_page, options.settings.entries_per_year_page)
    yield from syndication.feeds(site, options.syndication)


def _timed(options: BuildOptions, checked: editorial.CheckedContent, site_info: SiteInfo) -> TimedAddresses:
    every = [made.content for made in checked.unrendered_contents]

    def addresses(paths: frozenset[str]) -> frozenset[str]:
        site = make_site(options, checked, site_info, [content for content in every if content.path in paths], ())
        return frozenset(one.address for one in _pages(site, options))

    live = frozenset(content.path for content in every if appears(content, options.preview))
    over = frozenset(content.path for content in every if is_withdrawn(content, options.preview))
    coming = frozenset(content.path for content in every if is_to_come(content, options.preview))
    return timed_addresses(addresses, (live, over, coming), (_addresses(every, live), _addresses(every, over)))


def _addresses(contents: Iterable[Content], paths: frozenset[str]) -> frozenset[str]:
    """Those of the texts themselves, today's and old ones."""
    return frozenset(
        one for content in contents if content.path in paths for one in (content.address, *content.redirect_from)
    )


def _planned(outputs: Iterable[Output], checked: editorial.CheckedContent, rendered: media.Rendered) -> frozenset[str]:
    """Every address that will answer; those of texts with errors count, so that one slip is told once. The files of a
    text go with it and change with their bytes: who wants one names it, and does not write where it stands today.
    """
    read = {made.path for made in checked.unrendered_contents}
    unread = (address for path, address in checked.addresses.items() if path not in read)
    passing = {file.address for file in rendered.files} - rendered.shared
    return frozenset(one.address for one in outputs if one.address not in passing) | frozenset(unread)


def _anchors(rendered: media.Rendered) -> dict[str, frozenset[str]]:
    """The ids in each text that somebody links into."""
    wanted = {place for place, sign, _ in (use.target.partition("#") for use in rendered.uses) if sign}
    return {
        content.address: frozenset(content.body.ids)
        for content in (*rendered.contents, *rendered.coming)
        if content.address in wanted
    }


def _about_address(options: BuildOptions, checked: editorial.CheckedContent) -> Iterator[Problem]:
    """What all absolute links begin with: the address given, or that in site.toml, or, with a word, the preview's."""
    url, place = (options.url, "SITEURL") if options.url else (checked.data.url, "data/site.toml")
    if url:
        try:
            site_url(url)
        except InvalidValue as wrong:
            yield Problem(place, 0, str(wrong))
    elif not options.preview:
        message = f"trang chưa có địa chỉ (url), nên RSS và sitemap ghi {NOWHERE}. Hãy điền url, hoặc thêm --site-url."
        yield Problem("data/site.toml", 0, message, warning=True)


def _about_plugins(options: BuildOptions) -> Iterator[Problem]:
    """Pelican logs a plugin that it cannot load and goes on without it; a site may not."""
    for name in options.settings.plugins:
        if not any(loaded.endswith(name) for loaded in options.plugins):
            yield Problem("pelicanconf.py", 0, f"PLUGINS: không nạp được «{name}». Hãy xem lỗi ở trên, hoặc bỏ tên ấy.")


def _missing(plan: BuildPlan) -> Iterator[Problem]:
    """The texts that went in are counted against the pages that came out."""
    for content in plan.checked.rendered.contents:
        if not output.file_of(plan.options.output, content.address).is_file():
            yield Problem(content.path, 0, f"bài không có trang {content.address} sau khi tạo. Hãy báo người quản trị.")
