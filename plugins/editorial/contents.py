"""From parsed texts to contents: what needs to know the other texts and the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from plugins.base.facts import sealed
from plugins.base.model import (
    Author,
    Category,
    Content,
    ContentKind,
    Issuer,
    Plan,
    ProgramFacts,
    UnrenderedContent,
)
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.vietnamese import date_short
from plugins.editorial import rules, taxonomy
from plugins.editorial.fields import FIELDS
from plugins.editorial.names import SiteNames, given_names, named_documents, signatures, visibility_of
from plugins.editorial.reading import ParsedText
from plugins.editorial.schema import Values

CATEGORY_PROPOSED = Message(
    "chưa ghi phân loại.", "Theo nội dung, có thể là «{name}»: hãy thêm dòng «Category: {name}»."
)
NO_CATEGORY = Message("chưa ghi phân loại.", "Hãy thêm dòng «Category: …» với một trong: {names}.")


class ContentFactory:
    """Turns parsed texts into contents: all that needs to know the other texts and the vocabulary."""

    def __init__(self, names: SiteNames, programs: Collection[str], now: datetime) -> None:
        self.now = now
        self.problems: list[Problem] = []
        self.vocabulary = names.vocabulary
        self.programs = programs
        self._names = names

    def named(self, made: UnrenderedContent) -> UnrenderedContent | None:
        """A text that was kept, with the names that other texts give it today; None where that makes it wrong."""
        given, content, wrong = made.given, made.content, list[str]()
        if content.program and content.program not in self.programs:
            return None
        try:
            names: dict[str, Any] = {
                "categories": self._names.categories(given.categories) if given.categories else (),
                "tags": self._names.tags(given.tags, wrong.append),
                "authors": tuple(map(self._signed, content.authors)),
                "issuer": Issuer(given.issuer, self._names.issuer(given.issuer)) if given.issuer else None,
            }
        except InvalidValue:
            return None
        if wrong or all(getattr(content, name) == value for name, value in names.items()):
            return None if wrong else made
        renamed = replace(content, **names)
        return replace(made, content=sealed(renamed) if made.rendering else renamed)

    def _signed(self, author: Author) -> Author:
        slug = self._names.author(author.name)
        return author if slug == author.slug else author._replace(slug=slug)

    def unrendered(self, parsed: ParsedText) -> UnrenderedContent | None:
        """None where the header lacks what a text cannot be without; the problem is told."""
        values = parsed.values
        wrong = list(rules.of_header(parsed, self.programs, self.now))
        if any(parsed.kind in row.required and not values.values.get(row.name) for row in FIELDS):
            self.problems += (*parsed.problems, *wrong)
            return None
        content = self._content(parsed, wrong)
        return UnrenderedContent(
            content=content,
            read=lambda: parsed.markdown,
            body_line=parsed.body_line,
            lines=values.lines,
            written=values.written,
            given=given_names(parsed, content.categories),
            documents=named_documents(parsed),
            source=parsed.source,
            problems=(*parsed.problems, *wrong),
            **values.facts(UnrenderedContent),
        )

    def _content(self, parsed: ParsedText, wrong: list[Problem]) -> Content:
        """What the header says, and what it says only together with the vocabulary and the other texts."""
        categories = self._categories(parsed, wrong)
        wrong += rules.of_document(parsed, categories, self.now)
        given = given_names(parsed, categories)
        known = {
            "slug": parsed.slug,
            "categories": categories,
            "tags": self._names.tags(given.tags, lambda told: wrong.append(_at(parsed, "Tags", told))),
            "authors": taxonomy.authors(signatures(parsed), self._names.author),
            "issuer": Issuer(given.issuer, self._names.issuer(given.issuer)) if given.issuer else None,
        }
        return Content(
            kind=parsed.kind,
            path=parsed.path,
            address=parsed.address,
            visibility=visibility_of(parsed, self.now),
            facts=program_facts(parsed.values, self.now) if parsed.kind is ContentKind.PROGRAM else None,
            **parsed.values.facts(Content) | known,
        )

    def _categories(self, parsed: ParsedText, wrong: list[Problem]) -> tuple[Category, ...]:
        written = parsed.values.items("Category")
        if not written:
            wrong += self._missed_category(parsed)
            return ()
        try:
            return self._names.categories(written)
        except InvalidValue as told:
            wrong.append(_at(parsed, "Category", str(told)))
            return ()

    def _missed_category(self, parsed: ParsedText) -> Iterator[Problem]:
        if parsed.kind is not ContentKind.ARTICLE or self.vocabulary.free or "Category" in parsed.values.told:
            return
        proposed = self.vocabulary.propose(parsed.values.text("Title"), parsed.markdown)
        names = "; ".join(category.name for category in self.vocabulary.categories)
        yield _at(parsed, "Category", CATEGORY_PROPOSED(name=proposed.name) if proposed else NO_CATEGORY(names=names))


def _at(parsed: ParsedText, field: str, message: str) -> Problem:
    return Problem(parsed.path, parsed.values.line(field), f"{parsed.values.key(field)}: {message}")


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
    return plan._replace(start=start, end=end, period=_period(start, end))


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
