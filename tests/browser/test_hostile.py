"""Hostile texts in every place that an editor fills: nothing runs in Chromium, nothing could, the words around stay.

Our own texts (tests/hostile.txt) go through the whole build, one article a text and place. The public ones
(../shared/xss/payloads.txt) go through the sanitiser and the theme's templates in all places, also where the checker
refuses the text.
"""

from __future__ import annotations

import functools
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pelican.settings import read_settings
from playwright.sync_api import Browser, Dialog, Page

from plugins import editorial, media, syndication
from plugins.base import moments
from plugins.base.addresses import file_name
from plugins.base.model import (
    Author,
    Body,
    Category,
    Content,
    ContentKind,
    Issuer,
    Output,
    OutputPage,
    Site,
    SiteInfo,
    Tag,
    UnrenderedContent,
)
from plugins.base.problems import Problem
from plugins.base.snapshot import Snapshot
from plugins.base.survey import SourceFile
from plugins.base.vietnamese import fold_spaces, nfc
from plugins.engine import pages, theme
from plugins.engine.options import EngineSettings
from plugins.engine.output import OutputWriter, rendered
from tests.browser.conftest import Quiet, hosted
from tests.chromium import window
from tests.media import desk
from tests.site import NOW, ROOT, article, build, photograph, write

pytestmark = pytest.mark.browser

OWN = ROOT / "tests/hostile.txt"
EVERY = os.environ.get("HOSTILE") == "all"
PUBLIC = ROOT.parent / "shared/xss/payloads.txt"
BEFORE, AFTER = "TRƯỚC-7f3a", "SAU-7f3a"
URL = "https://trang.example"
TITLE = "Bài thử"
PICTURE = photograph(60, 40, "PNG")
# The templates that show a text or a list of texts; a page for every tag and author is made for our own list alone.
SHOWN = {"article.html", "home.html", "list.html", "year.html", "documents.html"}
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LEADS_ON = re.compile(r'<meta http-equiv="refresh" content="0; url=/[\w/-]+">')

# How a hostile text stands in a text's Markdown, and in its header.
IN_TEXT: dict[str, Callable[[str], str]] = {
    "paragraph": lambda one: f"{BEFORE}\n\n{one}\n\n{AFTER}",
    "sentence": lambda one: f"{BEFORE} {one} {AFTER}",
    "link": lambda one: f"{BEFORE} [x]({one}) {AFTER}",
    "html link": lambda one: f'{BEFORE} <a href="{one}">x</a> {AFTER}',
    "alt": lambda one: f"{BEFORE}\n\n![{one}](anh.png)\n\n{AFTER}",
    "html alt": lambda one: f'{BEFORE} <img src="anh.png" alt="{one}"> {AFTER}',
}
IN_HEADER = ("Title", "Summary", "Tags", "Authors", "Source", "Correction")


def placed(payload: str) -> Iterator[tuple[str, str]]:
    """Every place, and a whole text with the payload there."""
    body = f"{BEFORE}\n\n{AFTER}"
    line = payload.replace("\n", " ")
    for place, put in IN_TEXT.items():
        yield place, article(TITLE, body=put(payload if place == "paragraph" else line))
    for place in IN_HEADER:
        fields = {"Title": TITLE, place: line, **({"Modified": "2026-11-06"} if place == "Correction" else {})}
        yield place, article(fields.pop("Title"), body=body, **fields)


@dataclass
class Seen:
    """What there was to see, and what was wrong in it; everything but the counts and `refused` should be empty."""

    payloads: int
    places: int
    refused: set[str] = field(default_factory=set)
    documents: int = 0
    entries: int = 0
    ran: list[str] = field(default_factory=list)
    could_run: list[str] = field(default_factory=list)
    misshapen: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    in_feeds: list[str] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"{self.payloads} payloads × {self.places} places: {len(self.refused)} refused; {self.documents} pages, "
            f"{self.entries} pieces of feeds: {len(self.ran)} run, {len(self.could_run)} could run, "
            f"{len(self.in_feeds)} in feeds, {len(self.asked)} requests to other hosts, "
            f"{len(self.misshapen)} misshapen, {len(self.untrue)} untrue titles, {len(self.lost)} lost words"
        )


@dataclass(frozen=True)
class Case:
    """A page to look at; an article also has a title, and pieces of text by name, in which both marks should stand."""

    address: str
    title: str = ""
    pieces: Mapping[str, str] = field(default_factory=dict)
    """What the piece is called, by the selector of the element that holds it."""


# ── The two sources ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=["own", pytest.param("public", marks=pytest.mark.faults)])
def seen(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    if request.param == "public" and not PUBLIC.is_file():
        pytest.skip("không có ../shared/xss/payloads.txt")
    look_at = {"own": own, "public": public}[request.param]
    return look_at(browser, tmp_path_factory.mktemp("hostile"))


def own(browser: Browser, folder: Path) -> Seen:
    """The real build; texts that it refuses are taken out until it goes through. Each payload stands in every third
    place, another third for the next, or in all with HOSTILE=all.
    """
    lines = [line for line in OWN.read_text("utf-8").split("\n")[1:] if line and not line.startswith("===")]
    payloads = [line.replace("⏎", "\n") for line in lines]
    texts = {
        f"tin-tuc/{at}-{place.replace(' ', '-').lower()}.md": (place, payload, text)
        for at, payload in enumerate(payloads)
        for which, (place, text) in enumerate(placed(payload))
        if EVERY or (at + which) % 3 == 0
    }
    done = Seen(len(payloads), len(texts) // len(payloads))
    feeds = {"authority": "hoi-thu,2022", "entries": len(texts)}
    for attempt in range(4):
        files = {path: text for path, (_, _, text) in texts.items() if path not in done.refused}
        place = folder / str(attempt)
        built = build(place, {**files, "tin-tuc/anh.png": PICTURE}, SITEURL=URL, SYNDICATION=feeds)
        if not built.code:
            break
        done.refused |= {line.split(":")[0] for line in built.messages} & files.keys()
    assert not built.code, built.said
    cases = {f"/{path.removesuffix('.md')}/": _case(path, *texts[path][:2]) for path in files}
    addresses = sorted(_addresses(built.output))
    _look(browser, built.output, [cases.get(address, Case(address)) for address in addresses], done)
    return done


def _addresses(output: Path) -> Iterator[str]:
    """Of all pages but those that only lead on, which a frame would follow."""
    for file in output.rglob("*.html"):
        if not LEADS_ON.search(file.read_text("utf-8")):
            yield f"/{file.relative_to(output).as_posix()}".removesuffix("index.html")


def _case(path: str, place: str, payload: str) -> Case:
    title = fold_spaces(nfc(payload)) if place == "Title" else TITLE
    return Case(f"/{path.removesuffix('.md')}/", title, {".article-body": path})


def public(browser: Browser, folder: Path) -> Seen:
    """Every tenth payload, or all with HOSTILE=all (three minutes).

    Eight payloads an article, each in every field, and in a section of its own for every way of writing it.
    """
    payloads = [line for line in PUBLIC.read_text("utf-8").split("\n") if line][:: 1 if EVERY else 10]
    done = Seen(len(payloads), len(IN_TEXT) + len(IN_HEADER))
    site_info = SiteInfo(URL)
    made = _rendered(payloads, folder, site_info)
    done.refused = _refused_headers(payloads, folder) | _refused(made.problems)
    texts = {content.path: content for content in made.contents}
    groups = list(_chunks(list(enumerate(payloads)), 8))
    contents = [_content(at, group, texts) for at, group in enumerate(groups)]
    site = Site(site_info, moments.parse(NOW), articles=tuple(contents))
    engine = _settings()["ENGINE"]
    settings = EngineSettings(folder / "cache", engine["fonts"], lightningcss=engine["lightningcss"])
    assets = theme.assets(ROOT / "theme", settings, site_info)
    outputs: list[Output] = [*assets.files, *_published(made, folder), *_pages(site), *_feeds(site)]
    environment = _environment(site_info, assets)
    files = {file_name(one.address): one for one in outputs}
    OutputWriter(folder / "output").write(dict.fromkeys(files, b""), lambda name: rendered(files[name], environment))
    cases = {
        content.address: Case(content.address, content.title, _sections(group))
        for content, group in zip(contents, groups, strict=True)
    }
    addresses = [output.address for output in outputs if isinstance(output, OutputPage) and output.template in SHOWN]
    _look(browser, folder / "output", [cases.get(address, Case(address)) for address in addresses], done, written=True)
    return done


def _rendered(payloads: list[str], folder: Path, site_info: SiteInfo) -> media.Rendered:
    """All payloads in the first place, then all in the second, and so on."""
    write(folder / "content", {"tin-tuc/anh.png": PICTURE})
    files = {"tin-tuc/anh.png": SourceFile("tin-tuc/anh.png", folder / "content", "tin-tuc/anh.png")}
    library = media.Library(files=files, texts={}, cache=folder / "cache")
    unrendered_contents = [
        UnrenderedContent(
            Content(ContentKind.ARTICLE, _name(place, at), "x", TITLE, "/tin-tuc/x/"), partial(put, payload), 1
        )
        for place, put in IN_TEXT.items()
        for at, payload in enumerate(payloads)
    ]
    return media.render(unrendered_contents, library, site_info, {})


def _published(made: media.Rendered, folder: Path) -> Iterator[Output]:
    for one in made.published.values():
        yield from one.files(folder / "cache")


def _name(place: str, at: int) -> str:
    return f"tin-tuc/{place.replace(' ', '-').lower()}-{at}.md"


def _refused(problems: Iterable[Problem]) -> set[str]:
    return {problem.path for problem in problems if not problem.warning}


def _refused_headers(payloads: list[str], folder: Path) -> set[str]:
    texts = {
        _name(place, at): text
        for at, payload in enumerate(payloads)
        for place, text in placed(payload)
        if place in IN_HEADER
    }
    survey = editorial.load_and_check(write(folder / "headers", texts), moments.parse(NOW))
    return _refused(survey.problems) & texts.keys()


def _sections(group: list[tuple[int, str]]) -> dict[str, str]:
    names = [_name(place, at) for place in IN_TEXT for at, _ in group]
    return {f'[title="{name}"]': name for name in names}


def _content(number: int, group: list[tuple[int, str]], texts: Mapping[str, Content]) -> Content:
    """Tags, authors and categories are as many as the payloads; the fields that hold one text hold all of them."""
    parts = {name: texts[name] for name in _sections(group).values()}
    html, feed = (
        Markup("\n".join(f'<section title="{name}">{form(part.body)}</section>' for name, part in parts.items()))
        for form in (attrgetter("html"), attrgetter("feed"))
    )
    words = " · ".join(payload for _, payload in group)
    lead = next(part.lead for part in parts.values() if part.lead)
    return Content(
        kind=ContentKind.ARTICLE,
        path=f"tin-tuc/{number}.md",
        slug=str(number),
        title=words,
        address=f"/tin-tuc/{number}/",
        date=moments.parse(NOW),
        categories=tuple(Category(payload, f"c-{at}") for at, payload in group),
        tags=tuple(Tag(payload, f"t-{at}") for at, payload in group),
        authors=tuple(Author(payload, f"a-{at}", payload) for at, payload in group),
        summary=words,
        description=words,
        source=words,
        correction=words,
        number=words,
        document_number=words,
        issuer=Issuer(words, f"i-{number}"),
        guid=words,
        lead=lead._replace(alt=words),
        body=Body(html, feed, words, tuple(picture for part in parts.values() for picture in part.body.pictures)),
    )


def _pages(site: Site) -> Iterator[OutputPage]:
    every = pages.all_pages(site, 20, 100, Snapshot(None, b""))
    for page in chain.from_iterable(groups.outputs(name) for groups in every for name in groups.digests):
        if (
            isinstance(page, OutputPage)
            and page.template in SHOWN
            and not page.address.startswith(("/tu-khoa/", "/tac-gia/"))
        ):
            yield page


def _feeds(site: Site) -> Iterator[Output]:
    settings = syndication.FeedSettings("hoi-thu,2022", len(site.articles))
    for subject in syndication.subjects(site):
        yield from syndication.feed_files(subject, site, settings)


def _settings() -> dict[str, Any]:
    settings: dict[str, Any] = read_settings(str(ROOT / "pelicanconf.py"))
    return settings


def _environment(site_info: SiteInfo, assets: theme.Assets) -> Environment:
    """The engine's, by the project's own settings, but for the extension that asks for a running Pelican."""
    options = _settings()["JINJA_ENVIRONMENT"] | {"extensions": [theme.Indentation, theme.Kept]}
    made = Environment(loader=FileSystemLoader(ROOT / "theme/templates"), **options)
    made.filters.update(theme.FILTERS)
    theme.add_globals(made, site_info, assets, syndication.feed_of_all(), lambda _: "")
    return made


# ── Looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# Before anything else in every document: what a hostile text would call tells the window that looks.
WATCH = """
if (window === window.top) window.__ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print'])
  window[name] = () => { window.top.__ran.push(`${name}() at ${location.href}`); };
"""

HEAD_SCRIPT = (ROOT / "theme/static/js/head.js").read_text("utf-8").strip()
# `flaws(root)` tells what could run in a document or a piece of it; `wake(root)` sends the events of a reader's day.
TOOLS = r"""
window.flaws = root => {
  const found = [], links = ['href', 'src', 'srcset', 'action', 'formaction', 'xlink:href', 'poster', 'data'];
  for (const element of root.querySelectorAll('*')) {
    const told = what => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
    for (const {name, value} of element.attributes) {
      if (/^on/i.test(name) || ['srcdoc', 'style'].includes(name)) told(`attribute ${name}`);
      if (links.includes(name) && /^(javascript|data|vbscript):/i.test(value.replace(/[\u0000-\u0020]/g, '')))
        told(`address ${name}`);
    }
    if (element.localName === 'script' && element.type !== 'application/ld+json' && !ours(element)) told('script');
    if (element.localName === 'meta' && element.httpEquiv || element.localName === 'base') told('head');
  }
  return found;
};
// The theme's own: its files, and the one script that stands in the pages.
window.ours = script => script.src ? !script.text && script.src.startsWith(`${location.origin}/theme/js/`)
  : script.parentElement === script.ownerDocument.head && script.text === HEAD_SCRIPT;
window.unwanted = root => [...root.querySelectorAll(
  'script, style, template, iframe, object, embed, form, input, button, textarea, select, svg, math, video, audio,' +
  'link, meta, base, title, noscript, frameset, plaintext, xmp')].map(one => `element: ${one.outerHTML.slice(0, 160)}`);
// Requests to other hosts; the pictures of the feeds' entries lie at the site's whole address.
window.asked = window => window.performance.getEntriesByType('resource').map(entry => entry.name)
  .filter(name => !name.startsWith(`${location.origin}/`) && !name.startsWith(`${PICTURES}/`));
window.wake = root => {
  for (const element of root.querySelectorAll('*'))
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'focusin', 'pointerover', 'load', 'error', 'toggle'])
      element.dispatchEvent(new Event(kind, {bubbles: true}));
};
"""

PAGES = r"""
async ([cases, written]) => {
  const outcome = {could_run: [], misshapen: [], untrue: [], lost: [], asked: []};
  const opened = async (frame, address) => {
    const source = written && await (await fetch(address)).text();
    const loaded = new Promise(done => { frame.onload = done; });
    if (written) {
      frame.contentDocument.open();
      frame.contentDocument.write(source);
      frame.contentDocument.close();
    } else frame.contentWindow.location.replace(address);
    await loaded;
  };
  const look = async (frame, {address, title, pieces}) => {
    await opened(frame, address);
    const page = frame.contentDocument, told = (kind, words) => outcome[kind].push(`${address}: ${words}`);
    const place = written ? location.pathname : address;
    if (page?.location.pathname !== place) { told('could_run', 'went elsewhere'); return; }
    asked(frame.contentWindow).forEach(name => told('asked', name));
    flaws(page).forEach(flaw => told('could_run', flaw));
    const text = page.querySelectorAll('main .article-body');
    if (page.querySelectorAll('body').length !== 1 || page.querySelectorAll('main').length !== 1)
      told('misshapen', 'body or main');
    const structured = page.querySelectorAll('script[type="application/ld+json"]');
    const data = [...structured].flatMap(script => JSON.parse(script.textContent)['@graph']);
    if (title) {
      if (text.length !== 1 || page.querySelectorAll('.article-body').length !== 1) told('misshapen', 'text');
      const said = data.filter(node => node['@type'] === 'NewsArticle').map(node => node.headline);
      if (said.length !== 1 || said[0] !== title) told('untrue', `JSON-LD ${said}`);
      if (page.querySelector('h1').textContent !== title) told('untrue', `h1 ${page.querySelector('h1').textContent}`);
      unwanted(text[0]).forEach(flaw => told('could_run', flaw));
      for (const [selector, name] of Object.entries(pieces)) {
        const words = page.querySelector(selector).textContent;
        if (!words.includes(BEFORE) || !words.includes(AFTER)) outcome.lost.push(name);
      }
      wake(text[0]);
    }
  };
  const lane = async () => {
    const frame = document.createElement('iframe');
    frame.width = 360; frame.height = 200;
    document.body.append(frame);
    while (cases.length) {
      const one = cases.shift();
      await look(frame, one).catch(error => outcome.misshapen.push(`${one.address}: ${error}`));
    }
    frame.remove();
  };
  await Promise.all(Array.from({length: 4}, lane));
  return {...outcome, ran: window.__ran.splice(0)};
}
"""

PIECES = """
async pieces => {
  const found = [], places = pieces.map(piece => {
    const place = document.createElement('div');
    place.innerHTML = piece;
    document.body.append(place);
    found.push(...flaws(place), ...unwanted(place));
    wake(place);
    return place;
  });
  await new Promise(done => setTimeout(done, 50));
  places.forEach(place => place.remove());
  return [...found, ...asked(window), ...window.__ran.splice(0)];
}
"""


def _look(browser: Browser, folder: Path, cases: list[Case], done: Seen, written: bool = False) -> None:
    """Opens every page in a frame, and puts every piece of HTML of the feeds into another page.

    A page that is `written` into its frame is parsed and run as one that the frame goes to, three times as fast.
    """
    (folder / "nhin.html").write_text("<!doctype html><title>Nhìn</title><body>", "utf-8")
    with hosted(folder, Kept) as host, _window(browser, host, done) as page:
        for some in _chunks(cases, 400):
            done.documents += len(some)
            given = [{"address": one.address, "title": one.title, "pieces": dict(one.pieces)} for one in some]
            for kind, found in page.evaluate(PAGES, [given, written]).items():
                getattr(done, kind).extend(found)
        done.misshapen += [flaw for case in cases for flaw in _out_of_balance(folder, case.address)]
        for some in _chunks([*dict.fromkeys(_feed_pieces(folder))], 400):
            done.entries += len(some)
            done.in_feeds += page.evaluate(PIECES, some)
    done.lost = [name for name in done.lost if name not in done.refused]


@contextmanager
def _window(browser: Browser, host: str, done: Seen) -> Iterator[Page]:
    # Other hosts are behind a proxy that is not there: what is asked of them is noted, and never leaves the machine.
    with window(browser, proxy={"server": "http://127.0.0.1:9", "bypass": "127.0.0.1"}) as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", functools.partial(_dismiss, done))
        page.goto(f"{host}/nhin.html")
        names = {"BEFORE": BEFORE, "AFTER": AFTER, "PICTURES": f"{URL}/anh", "HEAD_SCRIPT": HEAD_SCRIPT}
        page.evaluate(f"{TOOLS}; Object.assign(window, {json.dumps(names)}); 0")
        yield page


def _dismiss(done: Seen, dialog: Dialog) -> None:
    done.ran.append(f"dialog {dialog.message}")
    dialog.dismiss()


class Kept(Quiet):
    """Lets the browser keep the theme's files."""

    def end_headers(self) -> None:
        if self.path.startswith("/theme/"):
            self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


def _chunks(things: list[Any], size: int) -> Iterator[list[Any]]:
    return (things[at : at + size] for at in range(0, len(things), size))


def _out_of_balance(folder: Path, address: str) -> Iterator[str]:
    """One of each, opened and closed, in the file itself: a browser would mend it silently."""
    file = folder / address.strip("/")
    source = (file if file.suffix else file / "index.html").read_text("utf-8")
    for name in ("html", "head", "body", "main", "article"):
        opened, closed = (len(re.findall(rf"<{slash}{name}\b", source)) for slash in ("", "/"))
        if opened != closed or (name != "article" and opened != 1):
            yield f"{address}: <{name}> {opened}, </{name}> {closed}"


def _feed_pieces(folder: Path) -> Iterator[str]:
    """What feed readers take for HTML, in all feeds of all three formats; that they parse is seen here."""
    for file in sorted((folder / "feeds").rglob("*.atom.xml")):
        yield from (one.text or "" for one in ET.parse(file).iter("{http://www.w3.org/2005/Atom}content"))
    for file in [folder / "rss.xml", *sorted((folder / "feeds").rglob("*.rss.xml"))]:
        for item in ET.parse(file).iter("item"):
            yield from (item.findtext(name) or "" for name in (CONTENT, "description"))
    for file in sorted((folder / "feeds").rglob("*.json")):
        yield from (item["content_html"] for item in json.loads(file.read_text("utf-8"))["items"])


# ── What is asked of both ────────────────────────────────────────────────────────────────────────────────────────────


def test_no_hostile_text_runs(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{seen.line()}")
    assert seen.documents > 0
    assert seen.ran == []


def test_nothing_that_could_run_is_in_a_page(seen: Seen) -> None:
    assert seen.could_run[:20] == []


def test_nothing_that_could_run_is_in_a_feed(seen: Seen) -> None:
    assert seen.entries > 0
    assert seen.in_feeds[:20] == []


def test_no_hostile_text_asks_another_host(seen: Seen) -> None:
    assert seen.asked[:20] == []


def test_pages_keep_their_shape(seen: Seen) -> None:
    assert seen.misshapen[:20] == []


def test_titles_are_said_letter_for_letter(seen: Seen) -> None:
    assert seen.untrue[:20] == []


def test_words_around_a_hostile_text_are_there_or_the_text_is_refused(seen: Seen) -> None:
    assert seen.lost[:20] == []


SWALLOWED = {
    "an svg left open": "Trước <svg onload=x> SAU.\n\nĐoạn sau.",
    "a formula left open": "Trước <math> SAU.\n\nĐoạn sau.",
    "an element in a made-up attribute": 'Trước <a href="<set to="x"/>">x</a> SAU.',
    "an address with a quotation mark and brackets": "Trước [x](https://a.example/O'Neil_(a)) và SAU.",
}


@pytest.mark.parametrize("written", SWALLOWED.values(), ids=SWALLOWED.keys())
def test_words_behind_what_was_left_open_are_there_or_the_text_is_refused(tmp_path: Path, written: str) -> None:
    made = desk.text(tmp_path, written)
    assert "SAU" in made.body.prose or [line for line in made.said if not line.startswith("cảnh báo:")]


def test_a_message_about_a_hostile_address_is_one_line(tmp_path: Path) -> None:
    made = desk.text(tmp_path, "[x](java&NewLine;script:alert(1))")
    assert [line for line in made.said if len(line.splitlines()) != 1] == []
