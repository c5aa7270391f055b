"""Checking: every text is read once, every rule asked; what comes out is what the rest of the build uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from plugins.base.model import (
    Body,
    Category,
    Content,
    ContentKind,
    Status,
    UnrenderedContent,
)
from plugins.base.problems import Problem, errors
from plugins.base.survey import SourceFile, Survey, of_content
from plugins.base.vietnamese import identity, sort_key
from plugins.editorial import copies, data, outline, reading, rules
from plugins.editorial.contents import ContentFactory
from plugins.editorial.data import Data
from plugins.editorial.known import KeptTexts, KnownText, KnownTexts, Shared, keep, place_of, text_table
from plugins.editorial.names import SiteNames, given_names, visibility_of
from plugins.editorial.read_texts import ReadTexts, parsed_alone
from plugins.editorial.reading import ParsedText
from plugins.editorial.taxonomy import Vocabulary

# What a text says on its own page alone, and on the cards that other pages show of it. A title may do more.
OWN = frozenset("title summary source correction modified lead description card digest body".split())
FOR_OTHERS = tuple(one.name for one in fields(Content) if one.name not in OWN)


class CheckedContent(NamedTuple):
    """All that is known of the content. Texts with errors in their header are missing from `unrendered_contents`."""

    data: Data
    unrendered_contents: tuple[UnrenderedContent, ...]
    """Articles newest first, then pages by path, then programs by state and period."""
    categories: tuple[Category, ...]
    files: Mapping[str, SourceFile]
    """Every file that is no text, by its path."""
    texts: Mapping[str, SourceFile]
    """The files of all texts, by path."""
    addresses: Mapping[str, str]
    """The address of every text, right or wrong, by its path."""
    kept: Mapping[str, UnrenderedContent]
    """Texts as an earlier build has left them, by path; the others were read."""
    changed: frozenset[str]
    """The paths of texts that are new, or say something else than an earlier build has read."""
    programs: frozenset[str]
    """The slugs of programs, right or wrong."""
    seen: Survey
    """The content folder before the first text was read."""
    problems: tuple[Problem, ...]


def load_and_check(
    content: Path,
    now: datetime,
    known: Data | None = None,
    kept: KeptTexts | None = None,
    seen: Survey | None = None,
) -> CheckedContent:
    """Reads and checks all of `content` as it stands at `now`, or as it was `seen` just before. `known` is what stands
    in its folder `data`. What an earlier build has `kept` is not read again.
    """
    known = known or data.load(content)
    old = KnownTexts(kept or KeptTexts(text_table(None, b""), _no_bodies), content, now)
    seen = seen or of_content(content)
    found = list(reading.walk(content, seen, old.files))
    files = {file.path: file for file in found if isinstance(file, SourceFile)}
    texts = ReadTexts({path: file for path, file in files.items() if reading.is_text(path)}, old, now)
    others = {path: file for path, file in files.items() if path not in texts.files}
    programs, before = texts.programs(), _names_before(texts, Vocabulary(known.categories))
    names = before or SiteNames.of(Vocabulary(known.categories), texts.outlines().values(), now)
    factory = ContentFactory(names, programs, now)
    unrendered_contents = list(_contents(texts, factory, stand=before is not None))
    problems = [*(one for one in found if isinstance(one, Problem)), *texts.problems, *known.problems]
    problems += [*factory.problems, *(one for made in unrendered_contents for one in made.problems)]
    problems += _across(texts, unrendered_contents, others)
    categories = known.categories or _by_name(_categories(unrendered_contents))
    problems += rules.choices(known.front, texts.slugs(), categories)
    return CheckedContent(
        data=known,
        unrendered_contents=tuple(_in_reading_order(unrendered_contents)),
        categories=categories,
        files=others,
        texts=texts.files,
        addresses=texts.addresses(),
        kept=texts.kept,
        changed=texts.changed(),
        programs=programs,
        seen=seen,
        problems=tuple(problems),
    )


def _names_before(texts: ReadTexts, vocabulary: Vocabulary) -> SiteNames | None:
    """None where a name of a text that is not new may be another by now."""
    if not texts.name_the_same():
        return None
    new = texts.new()
    names = SiteNames.known(vocabulary, [*texts.before_fresh(), *(texts.kept.values() if new else ())])
    return names if all(map(names.admits, new)) else None


def _contents(texts: ReadTexts, factory: ContentFactory, *, stand: bool) -> Iterator[UnrenderedContent]:
    """In the order of the files: the first spelling of a name is the one that is shown. What was kept stands where all
    names `stand` as they were.
    """
    for path in texts.files:
        kept = texts.kept.get(path)
        if kept and (made := kept if stand else factory.named(kept)):
            yield made
            continue
        parsed = texts.again(path) if kept else texts.fresh.get(path)
        if parsed and (made := factory.unrendered(parsed)):
            yield made


def reread(
    content: CheckedContent, before: UnrenderedContent, file: SourceFile, now: datetime
) -> UnrenderedContent | None:
    """A text of a checked content as its file stands by now, unrendered. None where it is another thing to the others
    than it was `before`, but for its title, or not right: then all have to be looked at.
    """
    parsed, problems = parsed_alone(file)
    if parsed is None or not _is_the_same_to_others(parsed, before, now):
        return None
    names = SiteNames.known(Vocabulary(content.data.categories), [before])
    factory = ContentFactory(names, content.programs, now)
    made = factory.unrendered(parsed._replace(problems=tuple(problems)))
    if made is None or made.documents != before.documents:
        return None
    same = all(getattr(made.content, name) == getattr(before.content, name) for name in FOR_OTHERS)
    return made if same and (made.content.title == before.content.title or _may_be_named(content, made)) else None


def _is_the_same_to_others(parsed: ParsedText, before: UnrenderedContent, now: datetime) -> bool:
    """Whether it is known by the same, whatever its title, and gives the very names that it gave."""
    now_is = outline.of_parsed(parsed, visibility_of(parsed, now))._replace(title=before.content.title)
    return now_is == outline.of_known(before) and given_names(parsed, before.content.categories) == before.given


def _may_be_named(content: CheckedContent, made: UnrenderedContent) -> bool:
    """Whether a text under another title stands where it stood, and is not taken for a copy, now or before."""
    every = content.unrendered_contents
    at = next(place for place, one in enumerate(every) if one.path == made.path)
    near = (*every[max(0, at - 1) : at], made, *every[at + 1 : at + 2])
    title = identity(made.content.title)
    return (
        not errors(content.problems)
        and sorted(near, key=_reading_order) == list(near)
        and all(identity(one.content.title) != title for one in every if one.path != made.path)
    )


def remember(kept: KeptTexts, content: CheckedContent, now: datetime) -> None:
    """Keeps what is known of each text for the next build."""
    files = {file.spelled for file in content.texts.values()}
    for gone in set(kept.table.keys) - files:
        kept.table.drop(gone)
    named = Shared[Any]()
    for one in content.unrendered_contents:
        if content.kept.get(one.path) is not one:
            keep(kept, content.texts[one.path], one, now, named)


def _no_bodies(_key: bytes) -> Body:
    raise LookupError


def next_change(unrendered_contents: Iterable[UnrenderedContent], now: datetime) -> datetime | None:
    """The first moment after `now` when a text appears or ends, or a program comes to its next day; None: never. Of a
    text that an earlier build knows no day is still to come.
    """
    read = [made.content for made in unrendered_contents if not isinstance(made, KnownText)]
    seen = [content for content in read if content.status not in (Status.DRAFT, Status.REMOVED)]
    points = [point for content in seen for point in (content.date, content.expires) if point and point > now]
    if any(content.kind is ContentKind.PROGRAM for content in seen):
        points.append(datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo))
    return min(points, default=None)


def _across(
    texts: ReadTexts, unrendered_contents: Iterable[UnrenderedContent], others: Mapping[str, SourceFile]
) -> Iterator[Problem]:
    """What texts are to one another."""
    made = {one.path: one for one in unrendered_contents}
    moved, numbered = texts.moved(), texts.numbered()
    asked = texts.in_question(moved)
    tellers = {path: made.get(path) or texts.fresh[path] for path in (*asked, *numbered)}
    yield from rules.across(asked.values(), tellers, made)
    yield from rules.same_document(numbered.values(), tellers)
    yield from copies.doubled(texts.files, moved, texts.outline)
    yield from copies.unseen(texts.files, others, texts.documents(made))


def _categories(unrendered_contents: Iterable[UnrenderedContent]) -> Iterable[Category]:
    """Those of all texts. Most are the same ones, which is told sooner than that they are equal."""
    named = (one for made in unrendered_contents for one in made.content.categories)
    return set({id(one): one for one in named}.values())


def _by_name(categories: Iterable[Category]) -> tuple[Category, ...]:
    return tuple(sorted(categories, key=lambda category: sort_key(category.name)))


def _in_reading_order(unrendered_contents: Iterable[UnrenderedContent]) -> Iterator[UnrenderedContent]:
    """Titles are looked at only where nothing before them decides."""
    for _, some in groupby(sorted(unrendered_contents, key=_place), _place):
        same = list(some)
        yield from sorted(same, key=_in_alphabet) if same[1:] else same


def _reading_order(unrendered: UnrenderedContent) -> tuple[object, ...]:
    return *_place(unrendered), *_in_alphabet(unrendered)


def _place(unrendered: UnrenderedContent) -> tuple[Any, ...]:
    return getattr(unrendered, "place", ()) or place_of(unrendered.content)


def _in_alphabet(unrendered: UnrenderedContent) -> tuple[object, ...]:
    return sort_key(unrendered.content.title), unrendered.path
