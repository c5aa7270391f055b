"""The facts of the site: frozen, typed, and passed between the packages and to the templates.

An address is a path on the site that begins with "/" and knows nothing of the site's own place ("/tin-tuc/x/");
`SiteInfo.href` and `SiteInfo.absolute` turn it into what stands in a page. Moments are aware datetimes in
Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from plugins.base.addresses import ATOM, JSON, RSS, Section, under
from plugins.base.cache import CachedFile
from plugins.base.kept_enum import KeptEnum
from plugins.base.problems import Message, Problem
from plugins.base.redirects import OldPlace


class ContentKind(KeptEnum):
    """What a text is, by the folder it stands in."""

    ARTICLE = "article"
    PAGE = "page"
    PROGRAM = "program"


class Status(KeptEnum):
    """What the header says of a text."""

    PUBLISHED = "published"
    DRAFT = "draft"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Visibility(KeptEnum):
    """What a text is at a given moment: its status seen together with its dates."""

    LIVE = "live"
    HIDDEN = "hidden"
    DRAFT = "draft"
    FUTURE = "future"
    EXPIRED = "expired"
    REMOVED = "removed"


class Fact:
    """What there are many of: written and read again by what it is made of, which is quicker than by its state."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), _PARTS[type(self)](self)


class _Parts(dict[type, Callable[[Fact], tuple[Any, ...]]]):
    """What facts of a kind are made of, in the order in which they are made of it."""

    def __missing__(self, kind: type[Fact]) -> Callable[[Fact], tuple[Any, ...]]:
        first, *more = kind.__slots__
        every = attrgetter(first, *more)
        self[kind] = every if more else lambda one: (every(one),)
        return self[kind]


_PARTS = _Parts()


class Rendition(NamedTuple):
    """One file of a picture: its address, size in CSS pixels, and media type ("image/webp")."""

    address: str
    width: int
    height: int
    media_type: str
    size: int
    """Length of the file in bytes."""


class Picture(NamedTuple):
    """A published picture: `fallback` is what every browser shows, `sources` the smaller WebP files, narrowest
    first.
    """

    fallback: Rendition
    sources: tuple[Rendition, ...] = ()
    alt: str = ""

    @property
    def width(self) -> int:
        return self.fallback.width

    @property
    def height(self) -> int:
        return self.fallback.height


class SharePicture(NamedTuple):
    """What a page is shown with where it is shared: address, media type, size in pixels, and its words for those who
    do not see it.
    """

    address: str
    alt: str
    media_type: str
    width: int
    height: int


class Attachment(NamedTuple):
    """A published file: its address, the link's text as description, media type and length in bytes."""

    address: str
    name: str
    description: str
    media_type: str
    size: int


class Author(NamedTuple):
    """A person (or body) that signs; `office` is empty where none is given."""

    name: str
    slug: str
    office: str = ""

    @property
    def address(self) -> str:
        """Empty for a name that no list bears."""
        return under(Section.AUTHORS, self.slug) if self.slug else ""


class Issuer(NamedTuple):
    """A body that issues documents."""

    name: str
    slug: str

    @property
    def address(self) -> str:
        return under(Section.ISSUERS, self.slug)


class Tag(NamedTuple):
    name: str
    slug: str

    @property
    def address(self) -> str:
        """Empty for a name that no list bears."""
        return under(Section.TAGS, self.slug) if self.slug else ""


class TagRule(NamedTuple):
    """Words (any of them, in title or text) that give a post a tag; an empty tag makes the rule propose the category
    alone.
    """

    words: tuple[str, ...]
    tag: str = ""


class Category(NamedTuple):
    """One kind of news of the vocabulary. `parent` is a slug or empty; `numbered` categories have issues ("Số 9")."""

    name: str
    slug: str
    parent: str = ""
    description: str = ""
    order: int = 0
    numbered: bool = False
    tags: tuple[str, ...] = ()
    rules: tuple[TagRule, ...] = ()
    drupal_term: str = ""

    @property
    def address(self) -> str:
        """Empty for a name that no list bears."""
        return under(Section.CATEGORIES, self.slug) if self.slug else ""


class Party(NamedTuple):
    """One side of a program, with who signed for it."""

    name: str
    signer: str = ""
    office: str = ""


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", text))


PROGRAM_KINDS = ("Chương trình phối hợp", "Đề án", "Dự án", "Kế hoạch", "Hội thi")
RUNNING = "Đang thực hiện"
PROGRAM_STATES = ("Sắp triển khai", RUNNING, "Tạm dừng", "Đã kết thúc")
STATES_AS_READ = (RUNNING, *(state for state in PROGRAM_STATES if state != RUNNING), "")
"""In the order in which programs stand everywhere: what goes on first, what says nothing last."""


class TaskTargetKind(KeptEnum):
    """How much of a task is promised."""

    RANGE = "range"
    MIN = "min"
    ONGOING = "ongoing"
    YEARLY = "yearly"
    FINAL = "final"


class TaskTarget(NamedTuple):
    """`low` to `high` of something (`range`), at least `low` (`min`); the other kinds need no number."""

    kind: TaskTargetKind
    low: int = 1
    high: int = 0


class Citation(NamedTuple):
    """A result that no post tells of, and the document that proves it."""

    date: date
    title: str
    document: str
    link: str = ""


class Task(NamedTuple):
    """One thing that the parties of a program promised. `due` is the last day for it, as written; the plan's end
    otherwise.
    """

    id: str
    title: str
    target: TaskTarget
    unit: str = ""
    due: date | None = None
    due_words: str = ""
    owner: str = ""
    elsewhere: bool = False
    """Its results appear in another paper: only a post that links to them counts."""
    evidence: tuple[Citation, ...] = ()
    line: int = 0
    """Where it stands in the program's file."""


class Plan(NamedTuple):
    """What is to be done in a part of a program's time. A plan without a title holds the tasks of the whole program."""

    title: str
    tasks: tuple[Task, ...] = ()
    start: date | None = None
    end: date | None = None
    period: str = ""
    line: int = 0

    @property
    def untold_period(self) -> str:
        """The period, where the title does not say it already: of "Kế hoạch năm 2025" it would only be "2025" again."""
        return "" if _numbers(self.period) <= _numbers(self.title) else self.period


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """What the header of a program says; `start` and `end` are the first and the last day of its period."""

    kind: str = ""
    start: date | None = None
    end: date | None = None
    period: str = ""
    """The period as readers see it: "2022–2025"."""
    signed: date | None = None
    parties: tuple[Party, ...] = ()
    state: str = ""
    """One of PROGRAM_STATES; empty where nothing is known."""
    signed_news: str = ""
    """The slug of the article on the signing."""
    legal_basis: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    contact: str = ""
    plans: tuple[Plan, ...] = ()
    progress_hidden: bool = False

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for plan in self.plans for task in plan.tasks)


class Proof(NamedTuple):
    """One piece of evidence: a post of this site, or a document."""

    day: date
    title: str
    address: str = ""
    document: str = ""


class TaskProgress(NamedTuple):
    """What this site knows of one task on one day. `state` is `done`, `open`, `overdue` or `ongoing`: for machines and
    editors, readers see words.
    """

    task: Task
    proofs: tuple[Proof, ...]
    """Oldest first."""
    done: int
    due: int
    """0 where nothing is counted (`ongoing`)."""
    last_day: date | None
    """Its own, else the end of its plan; None for what goes on all the time."""
    state: str
    target_words: str
    """"từ 1 đến 2 số", "thường xuyên"."""
    done_words: str
    """"Đã có 1/2 số", or that this site has no news of it."""


class PlanProgress(NamedTuple):
    plan: Plan
    tasks: tuple[TaskProgress, ...]
    """What has no last day, then by that day; else as written."""

    @property
    def known(self) -> int:
        """How many of the tasks this site knows anything of."""
        return sum(bool(one.proofs) for one in self.tasks)

    @property
    def by_year(self) -> tuple[tuple[int, tuple[TaskProgress, ...]], ...]:
        """The tasks by the year of their last day; 0 where none is known."""
        groups = groupby(self.tasks, key=lambda one: one.last_day.year if one.last_day else 0)
        return tuple((year, tuple(group)) for year, group in groups)


class Milestone(NamedTuple):
    """A day in the life of a program: `kind` is `signed`, `news`, `document`, `due`, `review` or `end`. `words` may be
    empty for `signed`, where no news tells of it.
    """

    day: date
    kind: str
    words: str
    address: str = ""


class Progress(NamedTuple):
    """A program on one day, as its page, its data files and its report tell it."""

    plans: tuple[PlanProgress, ...]
    past: tuple[Milestone, ...]
    """Oldest first."""
    coming: tuple[Milestone, ...]

    @property
    def tasks(self) -> tuple[TaskProgress, ...]:
        return tuple(task for plan in self.plans for task in plan.tasks)

    @property
    def known(self) -> int:
        """How many of the tasks this site knows anything of."""
        return sum(plan.known for plan in self.plans)

    @property
    def newest(self) -> Milestone | None:
        """The last thing that a text of this site tells."""
        return next((one for one in reversed(self.past) if one.kind in ("news", "signed") and one.address), None)

    @property
    def following(self) -> Milestone | None:
        """What comes next."""
        return next(iter(self.coming), None)


class Abbreviation(NamedTuple):
    """`short` as it stands in a text, and what it means."""

    short: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Body(Fact):
    """The running text as it is shown. `html` is safe and holds addresses of this site already turned into links."""

    html: str = ""
    feed: str = ""
    """The same for who reads it far from our pages: whole addresses, no chart drawn, nothing to open large."""
    prose: str = ""
    """The words of its paragraphs, white space folded, for descriptions; of a text without paragraphs, all words."""
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    gallery: bool = False
    """Whether pictures of it stand in a gallery."""
    tables: bool = False
    """Whether it has a table."""
    abbreviations: tuple[Abbreviation, ...] = ()
    """Those that are explained in it, in the order of the text."""
    ids: tuple[str, ...] = ()
    """What a link may lead to in it."""
    leads_out: bool = False
    """Whether it links to another site, or names an address of the web."""


class StoredBody(Body):
    """A body that lies in a store and is read where somebody asks for a part of it."""

    __slots__ = ("_load", "key")

    def __init__(self, key: bytes, load: Callable[[bytes], Body]) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "_load", load)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(self.key), name)

    def __reduce__(self) -> Any:
        raise TypeError("a stored body is known by its key")


@dataclass(frozen=True)
class Content:
    """One checked text: an article, a page or a program, as readers and machines see it."""

    kind: ContentKind
    path: str
    """From the content's root, with forward slashes, NFC."""
    slug: str
    title: str
    address: str
    date: datetime | None = None
    modified: datetime | None = None
    status: Status = Status.PUBLISHED
    visibility: Visibility = Visibility.LIVE
    expires: datetime | None = None
    categories: tuple[Category, ...] = ()
    """Primary first."""
    tags: tuple[Tag, ...] = ()
    authors: tuple[Author, ...] = ()
    summary: str = ""
    source: str = ""
    """Where it was first published, as written: words, an address, or both."""
    correction: str = ""
    program: str = ""
    """The slug of the program that the text belongs to, or empty."""
    results: tuple[str, ...] = ()
    number: str = ""
    document_number: str = ""
    issuer: Issuer | None = None
    document_date: datetime | None = None
    """When the document was issued, where the header says so."""
    lang: str = "vi"
    guid: str = ""
    redirect_from: tuple[str, ...] = ()
    reason: str = ""
    verbatim: bool = False
    lead: Picture | None = None
    facts: ProgramFacts | None = None
    """Programs only."""
    description: str = ""
    """The summary, else the beginning of the text: whole sentences, in about 200 characters; told by rendering."""
    card: bytes = b""
    """A digest of all that is said here but for the body: another one where a list may show the text otherwise."""
    digest: bytes = b""
    """The same with the body."""
    body: Body = field(default=Body())

    @property
    def category(self) -> Category | None:
        """The primary category."""
        return self.categories[0] if self.categories else None

    @property
    def issued(self) -> datetime | None:
        """The day of the document, else that of the text."""
        return self.document_date or self.date


class LinkUse(NamedTuple):
    """An address of this site (with its anchor, if any) that a text links to, and where."""

    path: str
    line: int
    target: str


class GivenNames(NamedTuple):
    """The names in a header as they are written, before they are those of the whole site."""

    signers: tuple[str, ...] = ()
    issuer: str = ""
    categories: tuple[str, ...] = ()
    """Lines; one may hold several names."""
    tags: tuple[str, ...] = ()
    """Its own, then those that its categories bring."""


class Rendering(NamedTuple):
    """What else became of a text when it was rendered, and what of the content it asked for meanwhile. It is the same
    again where its text is, and all that stands at the paths that were `asked` for.
    """

    asked: frozenset[str] = frozenset()
    published: tuple[str, ...] = ()
    """The paths of its pictures and attachments."""
    uses: tuple[LinkUse, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class UnrenderedContent:
    """A checked text: its facts, and its Markdown as it stands in the file. What an earlier build made of it comes with
    it: then `content` is whole, and `rendering` tells how long it stays.
    """

    content: Content
    read: Callable[[], str] = field(compare=False, repr=False)
    """The Markdown, until it is rendered."""
    body_line: int
    """The line of the file on which the Markdown begins."""
    image: str = ""
    """The lead picture as the header names it."""
    image_alt: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where each field of the header stands, by the field's English name."""
    written: Mapping[str, str] = field(default_factory=dict)
    """How each field is called there."""
    given: GivenNames = field(default=GivenNames())
    documents: tuple[str, ...] = ()
    """Beginnings of lines of the text that end in the name of a document."""
    source: bytes = b""
    """The digest of the file."""
    problems: tuple[Problem, ...] = ()
    """What can be said of the text alone."""
    rendering: Rendering | None = None

    @property
    def path(self) -> str:
        return self.content.path

    @property
    def markdown(self) -> str:
        """Raises OSError where the file is gone or another by now."""
        return self.read()

    def problem(self, field: str, message: Message, /, **found: object) -> Problem:
        """What is wrong with one field, named as it is written in the file."""
        return message.at(self.path, self.lines.get(field, 1), self.written.get(field, field), **found)


class Link(NamedTuple):
    """A labelled link: `target` is an address of this site or a whole URL."""

    label: str
    target: str


class Notice(NamedTuple):
    """A dated note over older texts, e.g. after the province got a new name: shown on texts dated before `before`."""

    text: str
    before: date


class Organisation(NamedTuple):
    """The union's own facts, from `data/site.toml`. What is empty does not show."""

    name: str = ""
    short_name: str = ""
    province: str = ""
    former_names: tuple[str, ...] = ()
    governing_body: str = ""
    responsible: str = ""
    """The person answerable for the site."""
    responsible_office: str = ""
    licence: str = ""
    postal_address: str = ""
    telephone: str = ""
    email: str = ""
    description: str = ""


class SiteInfo(NamedTuple):
    """What every template sees as `site`: who publishes, and where. Nothing here changes with a new article."""

    url: str
    """Absolute, without a closing slash: "https://x.example/xem-truoc/ab12"."""
    organisation: Organisation = Organisation()
    menu: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    sisters: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()
    preview: bool = False

    @property
    def name(self) -> str:
        return self.organisation.name or "Trang tin"

    @property
    def root(self) -> str:
        """The path that the site stands under: "" or "/xem-truoc/ab12"."""
        host_and_path = self.url.partition("://")[2]
        return host_and_path[host_and_path.find("/") :] if "/" in host_and_path else ""

    def href(self, target: str) -> str:
        """The one place where an address becomes a link; a whole URL or an anchor stays as it is."""
        return self.root + target if target.startswith("/") else target

    def absolute(self, target: str) -> str:
        return self.url + target if target.startswith("/") else target


class FrontPage(NamedTuple):
    """The editors' choices for the home page, from `data/home.toml`; all optional."""

    lead: str = ""
    """Slug of the article on top; empty: the newest article."""
    announcements: str = ""
    """Slug of the category whose posts stand under "Thông báo"."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is published at one moment. Articles are newest first; categories and programs in reading
    order.
    """

    site_info: SiteInfo
    now: datetime
    articles: tuple[Content, ...] = ()
    """Live ones; in a preview also drafts and posts to come, by their `visibility`."""
    hidden: tuple[Content, ...] = ()
    """Articles that have a page but stand in no list."""
    pages: tuple[Content, ...] = ()
    programs: tuple[Content, ...] = ()
    withdrawn: tuple[Content, ...] = ()
    """Removed and expired texts of all kinds: their addresses answer 410."""
    old_places: tuple[OldPlace, ...] = ()
    """Old addresses that belong to no text; `new` is an address of this site, or empty."""
    categories: tuple[Category, ...] = ()
    front: FrontPage = field(default=FrontPage())
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """The register: what is short, and what it stands for."""

    shares: Mapping[str, SharePicture] = field(default_factory=dict)
    """Share pictures by the address of the page; that of the home page stands for pages without one."""
    share_files: Mapping[str, OutputFile] = field(default_factory=dict)
    """What they are made of, by the address of the page."""
    _by_year: dict[int, tuple[Content, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _listed: dict[str, tuple[Content, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _news: dict[str, tuple[Content, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _parents: dict[str, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    def share_of(self, address: str) -> SharePicture | None:
        return self.shares.get(address) or self.shares.get("/")

    def drawn(self, address: str) -> tuple[OutputFile, ...]:
        """The file of the share picture of a page, where it has its own."""
        file = self.share_files.get(address)
        return (file,) if file else ()

    @property
    def by_year(self) -> Mapping[int, tuple[Content, ...]]:
        """The articles of each year that has some, newest first."""
        if not self._by_year:
            years: dict[int, list[Content]] = {}
            for content in self.articles:
                years.setdefault(content.date.year if content.date else 0, []).append(content)
            self._by_year.update((year, tuple(contents)) for year, contents in years.items())
        return self._by_year

    def contents_of(self, category: Category) -> tuple[Content, ...]:
        """The articles of a category and of those below it, newest first."""
        if not self._listed:
            self._listed[""] = ()  # also where there is none
            lists: dict[str, list[Content]] = {}
            families = cache(self._families)  # most texts have the categories of others
            for content in self.articles:
                for slug in families(tuple([category.slug for category in content.categories])):
                    lists.setdefault(slug, []).append(content)
            self._listed.update((slug, tuple(contents)) for slug, contents in lists.items())
        return self._listed.get(category.slug, ())

    def families_of(self, content: Content) -> tuple[str, ...]:
        """The slugs of a text's categories and of those above them, its own first."""
        return self._families(tuple(category.slug for category in content.categories))

    def _families(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        if not self._parents:
            self._parents.update({"": ""} | {category.slug: category.parent for category in self.categories})
        found: dict[str, None] = dict.fromkeys(slugs)
        for slug in tuple(found):
            above = self._parents.get(slug, "")
            while above and above not in found:
                found[above] = None
                above = self._parents.get(above, "")
        return tuple(found)

    @property
    def findable(self) -> tuple[Content, ...]:
        """The texts whose pages the search reads."""
        return (*self.articles, *self.pages, *self.programs)

    @property
    def filled_categories(self) -> tuple[Category, ...]:
        """Those with a text, of their own or of a category below them."""
        return tuple(category for category in self.categories if self.contents_of(category))

    def news_of(self, program: Content) -> tuple[Content, ...]:
        """The articles that name a program, newest first."""
        if not self._news:
            news: dict[str, list[Content]] = {"": []}
            for content in self.articles:
                if content.program:
                    news.setdefault(content.program, []).append(content)
            self._news.update((slug, tuple(contents)) for slug, contents in news.items())
        return self._news.get(program.slug, ())


class Listing(NamedTuple):
    """One page of a list. The list's own address shows the newest; `trang/K/` holds a fixed number each, from the
    oldest.

    `older` and `newer` are addresses of neighbouring pages or empty; `front` is the list's own address.
    """

    address: str
    front: str
    entries: tuple[Content, ...]
    older: str = ""
    newer: str = ""
    number: int = 0
    """K of `trang/K/`; 0 on the list's own address."""
    behind: int = 0
    """How many pages of older ones there are: never another number on a full page."""

    @property
    def newest(self) -> datetime | None:
        return self.entries[0].date if self.entries else None

    @property
    def oldest(self) -> datetime | None:
        return self.entries[-1].date if self.entries else None


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """How many texts a month has, and where they are; `share` is in percent of the fullest month of all."""

    month: int
    count: int = 0
    share: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """A year of the archive with all its twelve months."""

    year: int
    address: str
    count: int
    months: tuple[ArchiveMonth, ...]


class Rail(NamedTuple):
    """A strip of the home page: a category (or a heading without one) with its newest texts."""

    title: str
    address: str
    contents: tuple[Content, ...]


class Front(NamedTuple):
    """What the home page shows; no text stands in it twice. Any part may be empty, `lead` too."""

    lead: Content | None = None
    seconds: tuple[Content, ...] = ()
    seconds_beside: bool = False
    """Whether they are enough to fill the column beside the lead's picture."""
    rows: tuple[tuple[Rail, ...], ...] = ()
    """Rails that stand side by side, about equally long."""
    others: tuple[Content, ...] = ()
    """"Tin khác": what the rails do not hold."""
    announcements: tuple[Content, ...] = ()
    programs: tuple[Content, ...] = ()
    newest: datetime | None = None
    """The date in the masthead: that of the newest post."""


class RelatedLinks(NamedTuple):
    """What stands around an article: only older texts, its neighbours, and one bounded link forward."""

    program: Content | None = None
    newer: Content | None = None
    older: Content | None = None
    """Neighbours in the primary category."""
    related: tuple[Content, ...] = ()
    series: Category | None = None
    """The numbered category that it is an issue of."""
    issues: tuple[Content, ...] = ()
    """The issues of that category before it, newest first."""
    following: Content | None = None
    """"Tin tiếp theo": the next of its program, or of its numbered category."""


@dataclass(frozen=True, slots=True)
class Feed(Fact):
    """One subject's feeds: `stem` is the address without its ending ("/feeds/all")."""

    title: str
    stem: str

    @property
    def atom(self) -> str:
        return self.stem + ATOM

    @property
    def rss(self) -> str:
        return self.stem + RSS

    @property
    def json(self) -> str:
        return self.stem + JSON


class Head(NamedTuple):
    """What `<head>` says of a page; templates see it as `page`."""

    address: str
    title: str
    description: str = ""
    crumbs: tuple[Link, ...] = ()
    """From the home page down to the parent of this page."""
    feed: Feed | None = None
    """The page's own feed, beside the one for everything."""
    share: SharePicture | None = None
    """What it is shown with where it is shared; none in a preview."""
    structured: str = ""
    """JSON-LD, ready to stand in a script element."""
    kind: str = "website"
    """Open Graph type: "website" or "article"."""
    indexed: bool = True


class OutputPage(NamedTuple):
    """A file to be written from a template. `values` holds all that the template sees beside `site`."""

    address: str
    template: str
    values: Mapping[str, object]


class OutputFile(NamedTuple):
    """A file to be written as it is: bytes, a path to copy from, or what the cache keeps."""

    address: str
    content: bytes | Path | CachedFile


Output = OutputPage | OutputFile
