"""The build as a story: check, know, derive; then, only if nothing is wrong, write; then look at what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, TemplateError

from plugins import editorial, links, media, programs, search, syndication
from plugins.base import problems, progress
from plugins.base.addresses import PICTURES, SEARCH, file_name, site_url
from plugins.base.facts import facts_digest
from plugins.base.fingerprint import digest
from plugins.base.model import Content, Site, SiteInfo, UnrenderedContent, Visibility
from plugins.base.problems import InvalidValue, Problem
from plugins.base.survey import Survey
from plugins.engine import output, pages, published_files, surroundings, theme
from plugins.engine.destinations import Destinations, destinations
from plugins.engine.manifest import MANY, BuildManifest, look
from plugins.engine.memory import BuildMemory
from plugins.engine.options import BuildOptions
from plugins.engine.output import PAGE, OutputWriter, Written
from plugins.engine.page import always
from plugins.engine.plan import Planner
from plugins.engine.shares import Shares
from plugins.engine.site import NOWHERE, Sight, in_sight, make_site, make_site_info, old_places
from plugins.engine.timed_addresses import TimedAddresses, timed_addresses, without_dead_links


class Checked(NamedTuple):
    """Check: every text read, every rule asked of it, and every one that has a page rendered."""

    content: editorial.CheckedContent
    withdrawn: tuple[UnrenderedContent, ...]
    site_info: SiteInfo
    timed: TimedAddresses
    rendered: media.Rendered


class Derived(NamedTuple):
    """Derive: every file that follows."""

    assets: theme.Assets
    planner: Planner
    destinations: Destinations


class BuildPlan(NamedTuple):
    """All that will be written. Nothing is, while `problems` holds an error."""

    options: BuildOptions
    memory: BuildMemory
    checked: Checked
    site: Site
    derived: Derived
    problems: tuple[Problem, ...]
    next_change: datetime | None = None
    """When the same texts will make another site, if ever."""

    def holds(self, now: datetime) -> bool:
        """Whether the same texts make the same site at that moment."""
        return self.options.now <= now and (self.next_change is None or now < self.next_change)


def prepare(options: BuildOptions, *, anew: bool = False, known: BuildMemory | None = None) -> BuildPlan:
    """Checks every text, knows the site that they make, and derives every page from it. `anew` without what an earlier
    build has kept; else with what it has `known`, where that was in this process.

    Raises:
        BodyLost: where a part of that is not there any more.
    """
    data = editorial.load_data(options.content)
    memory = known if known and known.fits(options, data) else BuildMemory(options, data, anew=anew)
    checked = check(options, data, memory)
    site = know(options, checked)
    derived = derive(options, memory, checked, site)
    found = tuple(_problems(options, memory, checked, derived))
    next_change = editorial.next_change(checked.content.unrendered_contents, options.now)
    memory.remember(checked.content, checked.rendered, options.now, found)
    return BuildPlan(options, memory, checked, site, derived, found, next_change)


def check(options: BuildOptions, data: editorial.Data, memory: BuildMemory) -> Checked:
    content = editorial.load_and_check(options.content, options.now, data, memory.kept, options.seen)
    sight, site_info = in_sight(content.unrendered_contents, options.preview), make_site_info(options, content)
    timed = _timed(options, memory, content, sight, site_info)
    site_info = without_dead_links(site_info, timed.over | timed.gone | timed.silent)
    earlier = media.Earlier(memory.published, memory.bodies, memory.stays(content, timed.silent))
    library = media.Library(
        content.files, content.addresses, options.settings.cache, site_info.url, timed.silent, earlier
    )
    rendered = media.render(sight.here, library, site_info, data.abbreviations, sight.to_come)
    whole = {made.path: made for made in rendered.texts}  # what they were before lies in memory no more
    every = tuple(whole.get(made.path, made) for made in content.unrendered_contents)
    return Checked(content._replace(unrendered_contents=every), sight.withdrawn, site_info, timed, rendered)


def know(options: BuildOptions, checked: Checked) -> Site:
    withdrawn = [made.content for made in checked.withdrawn]
    site = make_site(options, checked.content, checked.site_info, checked.rendered.contents, withdrawn)
    if options.preview:  # which is not shared
        return site
    share_images = media.ShareImages(options.settings.fonts, options.settings.cache / "share")
    shares = Shares(site, share_images, checked.rendered.published, options.settings.cache)
    return replace(site, shares=shares.pictures, share_files=shares.files)


def derive(options: BuildOptions, memory: BuildMemory, checked: Checked, site: Site) -> Derived:
    progress.show("Đang xếp trang")
    settings = options.settings
    assets = theme.assets(options.theme, settings, checked.site_info)
    # What stands on every page, or decides how its texts are grouped.
    shared = facts_digest(
        (
            *(checked.site_info, dict(assets.links), assets.head_script, site.categories, dict(site.abbreviations)),
            *(settings.entries_per_page, settings.entries_per_year_page, str(options.syndication)),
        )
    )
    planner = Planner(memory.pages, shared)
    planner.add(published_files.sections(settings.cache, checked.rendered.published))
    planner.add([always("assets", *assets.files), always("robots", syndication.robots())])
    planner.add(pages.groups(site, options, memory.around))
    taken = tuple(planner.addresses.values())
    with_places = replace(site, old_places=tuple(old_places(checked.content, checked.rendered.published)))
    planner.add([pages.answers(with_places, taken, sorted(checked.timed.ended))])
    planner.forget_others()
    leads_to = destinations(planner.addresses.values(), checked.content, checked.rendered, checked.timed)
    return Derived(assets, planner, leads_to)


def _problems(options: BuildOptions, memory: BuildMemory, checked: Checked, derived: Derived) -> Iterator[Problem]:
    yield from checked.content.problems
    yield from checked.rendered.problems
    yield from derived.assets.problems
    yield from programs.problems(checked.content.unrendered_contents, checked.rendered.contents, options.now.date())
    yield from _about_links(memory, checked, derived)
    if not options.check_only:
        yield from output.objections(options.output)
    yield from _about_address(options, checked.content)
    yield from _about_plugins(options)


def _about_links(memory: BuildMemory, checked: Checked, derived: Derived) -> Iterator[Problem]:
    """Where texts and menus lead. A text that takes another's address was told already, in other words."""
    names, texts = [*derived.planner.files, *derived.planner.twice], checked.content.unrendered_contents
    is_to_come = any(made.content.visibility is Visibility.FUTURE for made in texts)
    if not problems.errors(checked.content.problems) and (is_to_come or not memory.stood_beside(names)):
        found = list(links.taken_twice(names, texts))
        memory.note_beside(() if found else names)
        yield from found
    yield from derived.destinations.problems(
        [*checked.content.data.uses, *checked.rendered.uses], [*checked.rendered.contents, *checked.rendered.coming]
    )


def write(
    plan: BuildPlan, environment: Environment, manifest: BuildManifest, before: Survey | None = None
) -> tuple[Written | None, list[Problem]]:
    """Writes the plan and looks at the result; what is wrong there is returned, and the output is not to be trusted
    then. `before` is how the output stood when somebody looked.
    """
    done = furnish(environment, plan, surroundings.of_environment(environment))
    try:
        writer = OutputWriter(plan.options.output, SEARCH if plan.options.indexed else "", manifest)
        read = partial(read_file, plan, environment)
        ready = partial(theme.load, environment, plan.options.theme)
        written = writer.write(plan.derived.planner.files, read, done, before, ready)
        index = _index(plan, manifest) if plan.options.indexed else None
        written = written.beside(index, SEARCH) if index else written._replace(whole=not plan.options.indexed)
    except TemplateError as error:
        return None, [output.template_flaw(error)]
    except search.CannotIndex as why:
        return None, [Problem("tim-kiem", 0, str(why))]
    except OSError as error:
        return None, [not_written(error)]
    found = [*_missing(plan, written), *_broken(plan, manifest, written)]
    manifest.save(checked=not found)
    return written, found


def _saved(compiled: theme.TemplateCache, codes: media.Codes) -> None:
    compiled.save()
    codes.save()


def furnish(environment: Environment, plan: BuildPlan, made_by: bytes | None) -> Callable[[], None]:
    """Gives the templates what stands in every page of the plan; `made_by` is the digest of the environment before it
    was first furnished. What it returns keeps what they have made for later builds.
    """
    cache = plan.options.settings.cache
    compiled, codes = theme.TemplateCache(cache, made_by or b""), media.Codes(cache)
    environment.bytecode_cache = compiled if made_by else None
    theme.add_globals(environment, plan.site.site_info, plan.derived.assets, syndication.feed_of_all(), codes.svg)
    return partial(_saved, compiled, codes)


def read_file(plan: BuildPlan, environment: Environment, name: str) -> bytes:
    """The bytes of a file of the plan. Raises BodyLost, TemplateError, and OSError."""
    return output.rendered(plan.derived.planner.output(name), environment)


def _broken(plan: BuildPlan, manifest: BuildManifest, written: Written) -> Iterator[Problem]:
    """Looked at are the pages that were made, and those that lead to what is gone; after a large change all."""
    progress.show("Đang soát đường dẫn")
    made = {name: info.links for name, info in written.made.items() if name.endswith(PAGE)}
    others = partial(_links_of, plan, manifest)
    there = set(written.there)
    if manifest.is_checked and len(made) <= MANY:
        names = {*made, *manifest.leading_to(manifest.lost(written.missed, made))} & there
    else:
        names = {name for name in there if name.endswith(PAGE)}
    looked_at = {name: made.get(name) or others(name) for name in names}
    own = {made.content.address for made in plan.checked.rendered.texts}
    loose = set(plan.derived.planner.addresses.values()) - own | plan.checked.timed.silent
    # The preview makes the index when somebody searches, the server when the pages are live.
    if not any(map(methodcaller("startswith", f"{SEARCH}/"), there)):
        there |= {file.strip("/") for file in search.asked_first(search.parts(len(plan.site.findable)))}
    yield from links.broken(looked_at, there, plan.site.site_info, loose, others)


def _links_of(plan: BuildPlan, manifest: BuildManifest, name: str) -> links.Links:
    """What is known of a page, or is to be seen in its file."""
    return manifest.links_of(name) or look((plan.options.output / name).read_bytes()).links


def manifest_of(plan: BuildPlan, environment: Environment) -> BuildManifest:
    """What an earlier build left in the same output. It keeps nothing where nobody can say whether pages are still made
    with the same.
    """
    made_by, templates = surroundings.of_environment(environment), surroundings.of_templates(environment)
    known = made_by is not None and templates is not None
    cache = plan.options.settings.cache if known else None
    made_with = digest(made_by or b"", templates or b"")
    return BuildManifest(cache, plan.options.output, made_with, plan.site.site_info)


def _index(plan: BuildPlan, manifest: BuildManifest) -> Written | None:
    """Writes the index over the pages as they were written. None where that would take long, and may follow."""
    progress.show("Đang lập chỉ mục tìm kiếm")
    settings, found = plan.options.settings, list(_findable(plan, manifest))
    before, follows = plan.options.index_before, plan.options.index_follows
    if before and follows and search.may_follow(found, before, settings.pagefind, settings.cache):
        follows.touch()
        return None
    files = search.index(found, settings.pagefind, settings.cache)
    index = {name: bytes(content) for name, content in files}
    return OutputWriter(plan.options.output / SEARCH).write(dict.fromkeys(index, b""), index.__getitem__)


def _findable(plan: BuildPlan, manifest: BuildManifest) -> Iterator[search.Page]:
    for content in plan.site.findable:
        name = file_name(content.address)
        if found := manifest.found_in(name):
            day = f"{content.date:%Y%m%d}" if content.date else ""
            yield search.Page(content.address, found, partial(_marked_in, plan.options.output / name), day)


def _marked_in(file: Path) -> str:
    return search.marked_in(file.read_bytes()).decode()


def not_written(error: OSError) -> Problem:
    """A disk that is full, or a folder that may not be written: the administrator's, not the editor's."""
    place, why = str(error.filename or "ổ đĩa"), error.strerror or str(error)
    return Problem(place, 0, f"không ghi được: {why}. Hãy xem lại chỗ trống và quyền ghi của ổ đĩa.")


def _timed(
    options: BuildOptions, memory: BuildMemory, checked: editorial.CheckedContent, sight: Sight, site_info: SiteInfo
) -> TimedAddresses:
    if not sight.withdrawn and not sight.to_come:
        return TimedAddresses()
    every = [made.content for made in checked.unrendered_contents]

    def addresses(paths: frozenset[str]) -> frozenset[str]:
        site = make_site(options, checked, site_info, [content for content in every if content.path in paths], ())
        found = Planner(memory.pages).addresses_of(pages.groups(site, options))
        return frozenset(one for one in found if not one.startswith(f"/{PICTURES}/"))

    live, over, coming = (
        frozenset(made.content.path for made in some) for some in (sight.here, sight.withdrawn, sight.to_come)
    )
    return timed_addresses(addresses, (live, over, coming), (_addresses(every, live), _addresses(every, over)))


def _addresses(contents: Iterable[Content], paths: frozenset[str]) -> frozenset[str]:
    """Those of the texts themselves, today's and old ones."""
    return frozenset(
        one for content in contents if content.path in paths for one in (content.address, *content.redirect_from)
    )


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


def _missing(plan: BuildPlan, written: Written) -> Iterator[Problem]:
    """The texts that went in are counted against the pages that came out."""
    there = set(map(plan.derived.planner.addresses.get, written.there))
    for made in plan.checked.rendered.texts:
        if (address := made.content.address) not in there:
            yield Problem(made.path, 0, f"bài không có trang {address} sau khi tạo. Hãy báo người quản trị.")
