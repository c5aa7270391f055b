"""Checking: every text is read once, every rule asked; what comes out is what the rest of the build uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from plugins.base.model import (
    STATES_AS_READ,
    Category,
    Issuer,
    Kind,
    Manuscript,
    Plan,
    ProgramFacts,
    Standing,
    Status,
    Story,
    Tag,
)
from plugins.base.problems import Message, Problem, Wrong
from plugins.base.slugs import Slugs
from plugins.base.vietnamese import date_short, sort_key
from plugins.editorial import copies, data, pasted_tables, reading, rules, taxonomy, typing_slips
from plugins.editorial.data import Data
from plugins.editorial.fields import FIELDS
from plugins.editorial.readers import Signature
from plugins.editorial.reading import Draft, Found
from plugins.editorial.schema import Values

CATEGORY_PROPOSED = Message(
    "chưa ghi phân loại.", "Theo nội dung, có thể là «{name}»: hãy thêm dòng «Category: {name}»."
)
NO_CATEGORY = Message("chưa ghi phân loại.", "Hãy thêm dòng «Category: …» với một trong: {names}.")


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is known of the content. Texts with errors in their header are missing from `manuscripts`."""

    data: Data
    manuscripts: tuple[Manuscript, ...]
    """Articles newest first, then pages by path, then programs by state and period."""
    categories: tuple[Category, ...]
    files: Mapping[str, Path]
    """Every file that is no text, by its path."""
    addresses: Mapping[str, str]
    """The address of every text, right or wrong, by its path."""
    problems: tuple[Problem, ...]


def survey(content: Path, now: datetime, cache: Path | None = None) -> Survey:
    """Reads and checks all of `content` as it stands at `now`. `cache` is a folder that may be lost at any time."""
    found = list(reading.walk(content))
    problems = [problem for problem in found if isinstance(problem, Problem)]
    files = [file for file in found if isinstance(file, Found)]
    known = data.load(content)
    drafts = list(_read_all((file for file in files if reading.is_text(file.path)), problems))
    writer = Writer(known, drafts, now)
    manuscripts = [made for draft in drafts if (made := writer.manuscript(draft))]
    slips = typing_slips.of_all(drafts, cache and cache / "slips.sqlite")
    problems += [*known.problems, *writer.problems, *rules.across(drafts, manuscripts), *slips]
    texts = [file.path for file in files if reading.is_text(file.path)]
    others = {file.path: file.file for file in files if not reading.is_text(file.path)}
    problems += copies.problems(texts, others, drafts)
    problems += [problem for draft in drafts for problem in pasted_tables.of(draft)]
    problems += rules.choices(known.front, [draft.slug for draft in drafts], writer.vocabulary.categories)
    return Survey(
        data=known,
        manuscripts=tuple(sorted(manuscripts, key=_reading_order)),
        categories=tuple(writer.vocabulary.categories) if known.categories else _by_name(writer.vocabulary.categories),
        files=others,
        addresses={draft.path: draft.address for draft in drafts},
        problems=tuple(problems),
    )


def next_change(manuscripts: Iterable[Manuscript], now: datetime) -> datetime | None:
    """The first moment after `now` when a text appears or ends, or a program comes to its next day; None: never."""
    points = (point for made in manuscripts for point in _turning_points(made.story, now))
    return min((point for point in points if point > now), default=None)


def _turning_points(story: Story, now: datetime) -> Iterator[datetime]:
    if story.status in (Status.DRAFT, Status.REMOVED):
        return
    yield from (moment for moment in (story.date, story.expires) if moment)
    if story.kind is Kind.PROGRAM:
        yield datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)


def _read_all(files: Iterable[Found], problems: list[Problem]) -> Iterator[Draft]:
    for file in files:
        draft, wrong = reading.read(file)
        problems += wrong
        if draft:
            yield draft


def _by_name(categories: Iterable[Category]) -> tuple[Category, ...]:
    return tuple(sorted(categories, key=lambda category: sort_key(category.name)))


def _reading_order(manuscript: Manuscript) -> tuple[object, ...]:
    story = manuscript.story
    state = STATES_AS_READ.index(story.facts.state if story.facts else "")
    begun = story.facts.start if story.facts else story.date
    newest_first = -begun.toordinal() if begun else 0
    by_clock = -story.date.timestamp() if story.date else 0.0
    return list(Kind).index(story.kind), state, newest_first, by_clock, sort_key(story.title), story.path


class Writer:
    """Turns drafts into stories: all that needs to know the other texts and the vocabulary."""

    def __init__(self, known: Data, drafts: Iterable[Draft], now: datetime) -> None:
        self.now = now
        self.problems: list[Problem] = []
        self.vocabulary = taxonomy.Vocabulary(known.categories)
        self.tags = taxonomy.Tags()
        every = sorted(drafts, key=self._seniority)
        self.authors = Slugs("tac-gia", (one.name for draft in every for one in _signatures(draft)))
        self.issuers = Slugs("khac", (name for draft in every if (name := draft.values.text("Issuer"))))
        self.programs = {draft.slug for draft in every if draft.kind is Kind.PROGRAM}

    def _seniority(self, draft: Draft) -> tuple[object, ...]:
        """The order in which authors and issuers get their addresses: what nobody can read yet decides last."""
        unread = _standing(draft, self.now) in (Standing.DRAFT, Standing.FUTURE)
        return unread, draft.values.moment("Date") or self.now, draft.path

    def manuscript(self, draft: Draft) -> Manuscript | None:
        """None where the header lacks what a story cannot be without; the problem is told."""
        values = draft.values
        wrong = list(rules.of_header(draft, self.programs, self.now))
        self.problems += wrong
        if any(draft.kind in row.required and not values.values.get(row.name) for row in FIELDS):
            return None
        return Manuscript(
            story=self._story(draft),
            file=draft.file,
            markdown=draft.markdown,
            body_line=draft.body_line,
            lines=values.lines,
            **values.facts(Manuscript),
        )

    def _story(self, draft: Draft) -> Story:
        """What the header says, and what it says only together with the vocabulary and the other texts."""
        categories = self._categories(draft)
        self.problems += rules.of_document(draft, categories, self.now)
        known = {
            "slug": draft.slug,
            "categories": categories,
            "tags": self._tags(draft, categories),
            "authors": taxonomy.authors(_signatures(draft), self.authors),
            "issuer": Issuer(name, self.issuers.of(name)) if (name := draft.values.text("Issuer")) else None,
        }
        return Story(
            kind=draft.kind,
            path=draft.path,
            address=draft.address,
            standing=_standing(draft, self.now),
            facts=program_facts(draft.values, self.now) if draft.kind is Kind.PROGRAM else None,
            **draft.values.facts(Story) | known,
        )

    def _categories(self, draft: Draft) -> tuple[Category, ...]:
        written = draft.values.items("Category")
        if not written:
            self._miss_category(draft)
            return ()
        try:
            return self.vocabulary.match(written)
        except Wrong as wrong:
            self._tell(draft, "Category", str(wrong))
            return ()

    def _miss_category(self, draft: Draft) -> None:
        if draft.kind is not Kind.ARTICLE or self.vocabulary.free or "Category" in draft.values.told:
            return
        proposed = self.vocabulary.propose(draft.values.text("Title"), draft.markdown)
        names = "; ".join(category.name for category in self.vocabulary.categories)
        told = CATEGORY_PROPOSED(name=proposed.name) if proposed else NO_CATEGORY(names=names)
        self._tell(draft, "Category", told)

    def _tags(self, draft: Draft, categories: Iterable[Category]) -> tuple[Tag, ...]:
        own = draft.values.items("Tags")
        brought = taxonomy.category_tags(categories, draft.values.text("Title"), draft.markdown)
        tags: dict[str, Tag] = {}
        for name in (*own, *brought):
            try:
                tag = self.tags.tag(name)
                tags[tag.slug] = tag
            except Wrong as wrong:
                self._tell(draft, "Tags", str(wrong))
        return tuple(tags.values())

    def _tell(self, draft: Draft, field: str, message: str) -> None:
        self.problems.append(Problem(draft.path, draft.values.line(field), f"{draft.values.key(field)}: {message}"))


def _signatures(draft: Draft) -> tuple[Signature, ...]:
    given = draft.values.values.get("Authors", ())
    assert isinstance(given, tuple)
    return given


def _status(draft: Draft) -> Status:
    status = draft.values.values.get("Status", Status.PUBLISHED)
    assert isinstance(status, Status)
    return status


def _standing(draft: Draft, now: datetime) -> Standing:
    """The status decides first, then the dates."""
    by_status = {Status.DRAFT: Standing.DRAFT, Status.REMOVED: Standing.REMOVED}.get(_status(draft))
    begins, ends = draft.values.moment("Date"), draft.values.moment("Expires")
    if by_status:
        return by_status
    if begins and begins > now:
        return Standing.FUTURE
    if ends and ends <= now:
        return Standing.EXPIRED
    return Standing.HIDDEN if _status(draft) is Status.HIDDEN else Standing.LIVE


def program_facts(values: Values, now: datetime) -> ProgramFacts:
    given = values.facts(ProgramFacts)
    tasks = given.pop("tasks", ())
    facts = ProgramFacts(**given)
    return replace(
        facts,
        period=_period(facts.start, facts.end),
        state=facts.state or _state(facts.start, facts.end, now.date()),
        plans=tuple(_dated(plan, facts) for plan in (*([Plan("", tasks)] if tasks else []), *facts.plans)),
    )


def _dated(plan: Plan, facts: ProgramFacts) -> Plan:
    """The plan with its period, which is that of the program unless it says another."""
    start, end = plan.start or facts.start, plan.end or facts.end
    return replace(plan, start=start, end=end, period=_period(start, end))


def _period(start: date | None, end: date | None) -> str:
    """`2022–2025` where whole years are meant, else days."""
    if not start or not end:
        return ""
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    words = [str(start.year), str(end.year)] if whole else [date_short(start), date_short(end)]
    return "–".join(dict.fromkeys(words)) if whole else " – ".join(words)


def _state(start: date | None, end: date | None, today: date) -> str:
    if start and today < start:
        return "Sắp triển khai"
    if end and today > end:
        return "Đã kết thúc"
    return "Đang thực hiện" if start else ""
