"""Checking: every text is read once, every rule asked; what comes out is what the rest of the build uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from plugins.base.model import (
    STATES_AS_READ,
    Category,
    Content,
    ContentKind,
    Issuer,
    Plan,
    ProgramFacts,
    Status,
    Tag,
    UnrenderedContent,
    Visibility,
)
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.slugs import Slugs
from plugins.base.vietnamese import date_short, sort_key
from plugins.editorial import copies, data, pasted_tables, reading, rules, taxonomy, typing_slips
from plugins.editorial.data import Data
from plugins.editorial.fields import FIELDS
from plugins.editorial.readers import Signature
from plugins.editorial.reading import ParsedText, SourceFile
from plugins.editorial.schema import Values

CATEGORY_PROPOSED = Message(
    "chưa ghi phân loại.", "Theo nội dung, có thể là «{name}»: hãy thêm dòng «Category: {name}»."
)
NO_CATEGORY = Message("chưa ghi phân loại.", "Hãy thêm dòng «Category: …» với một trong: {names}.")


@dataclass(frozen=True, slots=True)
class CheckedContent:
    """All that is known of the content. Texts with errors in their header are missing from `unrendered_contents`."""

    data: Data
    unrendered_contents: tuple[UnrenderedContent, ...]
    """Articles newest first, then pages by path, then programs by state and period."""
    categories: tuple[Category, ...]
    files: Mapping[str, Path]
    """Every file that is no text, by its path."""
    addresses: Mapping[str, str]
    """The address of every text, right or wrong, by its path."""
    problems: tuple[Problem, ...]


def load_and_check(content: Path, now: datetime, cache: Path | None = None) -> CheckedContent:
    """Reads and checks all of `content` as it stands at `now`. `cache` is a folder that may be lost at any time."""
    found = list(reading.walk(content))
    problems = [problem for problem in found if isinstance(problem, Problem)]
    files = [file for file in found if isinstance(file, SourceFile)]
    known = data.load(content)
    parsed_texts = list(_read_all((file for file in files if reading.is_text(file.path)), problems))
    writer = ContentFactory(known, parsed_texts, now)
    unrendered_contents = [made for parsed in parsed_texts if (made := writer.unrendered(parsed))]
    slips = typing_slips.of_all(parsed_texts, cache and cache / "slips.sqlite")
    problems += [*known.problems, *writer.problems, *rules.across(parsed_texts, unrendered_contents), *slips]
    texts = [file.path for file in files if reading.is_text(file.path)]
    others = {file.path: file.file for file in files if not reading.is_text(file.path)}
    problems += copies.problems(texts, others, parsed_texts)
    problems += [problem for parsed in parsed_texts for problem in pasted_tables.of(parsed)]
    problems += rules.choices(known.front, [parsed.slug for parsed in parsed_texts], writer.vocabulary.categories)
    return CheckedContent(
        data=known,
        unrendered_contents=tuple(sorted(unrendered_contents, key=_reading_order)),
        categories=tuple(writer.vocabulary.categories) if known.categories else _by_name(writer.vocabulary.categories),
        files=others,
        addresses={parsed.path: parsed.address for parsed in parsed_texts},
        problems=tuple(problems),
    )


def next_change(unrendered_contents: Iterable[UnrenderedContent], now: datetime) -> datetime | None:
    """The first moment after `now` when a text appears or ends, or a program comes to its next day; None: never."""
    points = (point for made in unrendered_contents for point in _turning_points(made.content, now))
    return min((point for point in points if point > now), default=None)


def _turning_points(content: Content, now: datetime) -> Iterator[datetime]:
    if content.status in (Status.DRAFT, Status.REMOVED):
        return
    yield from (moment for moment in (content.date, content.expires) if moment)
    if content.kind is ContentKind.PROGRAM:
        yield datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)


def _read_all(files: Iterable[SourceFile], problems: list[Problem]) -> Iterator[ParsedText]:
    for file in files:
        parsed, wrong = reading.read(file)
        problems += wrong
        if parsed:
            yield parsed


def _by_name(categories: Iterable[Category]) -> tuple[Category, ...]:
    return tuple(sorted(categories, key=lambda category: sort_key(category.name)))


def _reading_order(unrendered: UnrenderedContent) -> tuple[object, ...]:
    content = unrendered.content
    state = STATES_AS_READ.index(content.facts.state if content.facts else "")
    begun = content.facts.start if content.facts else content.date
    newest_first = -begun.toordinal() if begun else 0
    by_clock = -content.date.timestamp() if content.date else 0.0
    return list(ContentKind).index(content.kind), state, newest_first, by_clock, sort_key(content.title), content.path


class ContentFactory:
    """Turns drafts into texts: all that needs to know the other texts and the vocabulary."""

    def __init__(self, known: Data, parsed_texts: Iterable[ParsedText], now: datetime) -> None:
        self.now = now
        self.problems: list[Problem] = []
        self.vocabulary = taxonomy.Vocabulary(known.categories)
        self.tags = taxonomy.Tags()
        every = sorted(parsed_texts, key=self._seniority)
        self.authors = Slugs("tac-gia", (one.name for parsed in every for one in _signatures(parsed)))
        self.issuers = Slugs("khac", (name for parsed in every if (name := parsed.values.text("Issuer"))))
        self.programs = {parsed.slug for parsed in every if parsed.kind is ContentKind.PROGRAM}

    def _seniority(self, parsed: ParsedText) -> tuple[object, ...]:
        """The order in which authors and issuers get their addresses: what nobody can read yet decides last."""
        unread = _visibility(parsed, self.now) in (Visibility.DRAFT, Visibility.FUTURE)
        return unread, parsed.values.moment("Date") or self.now, parsed.path

    def unrendered(self, parsed: ParsedText) -> UnrenderedContent | None:
        """None where the header lacks what a text cannot be without; the problem is told."""
        values = parsed.values
        wrong = list(rules.of_header(parsed, self.programs, self.now))
        self.problems += wrong
        if any(parsed.kind in row.required and not values.values.get(row.name) for row in FIELDS):
            return None
        return UnrenderedContent(
            content=self._content(parsed),
            file=parsed.file,
            markdown=parsed.markdown,
            body_line=parsed.body_line,
            lines=values.lines,
            **values.facts(UnrenderedContent),
        )

    def _content(self, parsed: ParsedText) -> Content:
        """What the header says, and what it says only together with the vocabulary and the other texts."""
        categories = self._categories(parsed)
        self.problems += rules.of_document(parsed, categories, self.now)
        known = {
            "slug": parsed.slug,
            "categories": categories,
            "tags": self._tags(parsed, categories),
            "authors": taxonomy.authors(_signatures(parsed), self.authors),
            "issuer": Issuer(name, self.issuers.of(name)) if (name := parsed.values.text("Issuer")) else None,
        }
        return Content(
            kind=parsed.kind,
            path=parsed.path,
            address=parsed.address,
            visibility=_visibility(parsed, self.now),
            facts=program_facts(parsed.values, self.now) if parsed.kind is ContentKind.PROGRAM else None,
            **parsed.values.facts(Content) | known,
        )

    def _categories(self, parsed: ParsedText) -> tuple[Category, ...]:
        written = parsed.values.items("Category")
        if not written:
            self._miss_category(parsed)
            return ()
        try:
            return self.vocabulary.match(written)
        except InvalidValue as wrong:
            self._tell(parsed, "Category", str(wrong))
            return ()

    def _miss_category(self, parsed: ParsedText) -> None:
        if parsed.kind is not ContentKind.ARTICLE or self.vocabulary.free or "Category" in parsed.values.told:
            return
        proposed = self.vocabulary.propose(parsed.values.text("Title"), parsed.markdown)
        names = "; ".join(category.name for category in self.vocabulary.categories)
        told = CATEGORY_PROPOSED(name=proposed.name) if proposed else NO_CATEGORY(names=names)
        self._tell(parsed, "Category", told)

    def _tags(self, parsed: ParsedText, categories: Iterable[Category]) -> tuple[Tag, ...]:
        own = parsed.values.items("Tags")
        brought = taxonomy.category_tags(categories, parsed.values.text("Title"), parsed.markdown)
        tags: dict[str, Tag] = {}
        for name in (*own, *brought):
            try:
                tag = self.tags.tag(name)
                tags[tag.slug] = tag
            except InvalidValue as wrong:
                self._tell(parsed, "Tags", str(wrong))
        return tuple(tags.values())

    def _tell(self, parsed: ParsedText, field: str, message: str) -> None:
        self.problems.append(Problem(parsed.path, parsed.values.line(field), f"{parsed.values.key(field)}: {message}"))


def _signatures(parsed: ParsedText) -> tuple[Signature, ...]:
    given = parsed.values.values.get("Authors", ())
    assert isinstance(given, tuple)
    return given


def _status(parsed: ParsedText) -> Status:
    status = parsed.values.values.get("Status", Status.PUBLISHED)
    assert isinstance(status, Status)
    return status


def _visibility(parsed: ParsedText, now: datetime) -> Visibility:
    """The status decides first, then the dates."""
    by_status = {Status.DRAFT: Visibility.DRAFT, Status.REMOVED: Visibility.REMOVED}.get(_status(parsed))
    begins, ends = parsed.values.moment("Date"), parsed.values.moment("Expires")
    if by_status:
        return by_status
    if begins and begins > now:
        return Visibility.FUTURE
    if ends and ends <= now:
        return Visibility.EXPIRED
    return Visibility.HIDDEN if _status(parsed) is Status.HIDDEN else Visibility.LIVE


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
