"""Around an article: neighbours, the other issues of a column, related texts; older ones, and each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.base.facts import card_digest
from plugins.base.model import Content, ContentKind, RelatedLinks, Site, Tag
from plugins.base.snapshot import Snapshot
from plugins.listings import related_links
from tests.editorial.newsroom import category, content, site

NEWS, STUDIES = category("Tin hoạt động"), category("Sáng tạo")
COLUMN = category("Chuyên mục", numbered=True)


def slugs(found: Sequence[Content]) -> list[str]:
    return [one.slug for one in found]


def tagged(*names: str) -> tuple[Tag, ...]:
    return tuple(Tag(name, name) for name in names)


def around(one: Site, memory: Snapshot | None = None) -> dict[str, RelatedLinks]:
    return dict(related_links(one, memory or Snapshot(None, b"")))


def test_neighbours_are_of_the_primary_category() -> None:
    made = [content(at, categories=(STUDIES, NEWS) if at % 2 else (NEWS, STUDIES)) for at in range(1, 6)]
    found = around(site(made))[made[2].path]
    assert found.newer
    assert found.older
    assert slugs([found.newer, found.older]) == ["bai-005", "bai-001"]
    assert around(site([content(1)]))["tin-tuc/bai-001.md"].newer is None


def test_the_following_is_the_next_of_the_program_else_of_the_numbered_category() -> None:
    series = STUDIES._replace(numbered=True)
    ours: dict[str, Any] = {"program": "p"}
    column: dict[str, Any] = {"categories": (series,)}
    both = ours | column
    made = [content(at, **facts) for at, facts in enumerate((both, column, {}, ours, column), start=1)]
    found = around(site(made))
    following = {one.slug: found[one.path].following for one in made}
    assert {slug: one and one.slug for slug, one in following.items()} == {
        "bai-001": "bai-004",
        "bai-002": "bai-005",
        "bai-003": None,
        "bai-004": None,
        "bai-005": None,
    }


def test_an_article_knows_its_program() -> None:
    program = replace(content(1), kind=ContentKind.PROGRAM, slug="p", path="programs/p.md")
    found = around(site([content(2, program="p"), content(3, program="q")], programs=[program]))
    assert [found[f"tin-tuc/bai-{at:03}.md"].program for at in (2, 3)] == [program, None]


KINDS = st.fixed_dictionaries(
    {},
    optional={
        "program": st.sampled_from(["p", "q"]),
        "tags": st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(lambda names: tagged(*names)),
        "categories": st.sampled_from([(NEWS,), (STUDIES, NEWS), (COLUMN,), (NEWS, COLUMN)]),
    },
)
NEWSROOMS = st.lists(KINDS, max_size=24)


def written(facts: Sequence[dict[str, object]]) -> list[Content]:
    made = (content(at, **one) for at, one in enumerate(facts, start=1))
    return [replace(one, card=card_digest(one)) for one in made]


def shown(one: RelatedLinks) -> list[str]:
    single = [link for link in (one.newer, one.older, one.following) if link]
    return slugs([*single, *one.related, *one.issues])


@given(NEWSROOMS)
def test_nothing_stands_twice_around_an_article_and_never_the_article_itself(facts: list[dict[str, object]]) -> None:
    made = written(facts)
    found = around(site(made))
    assert set(found) == {one.path for one in made}
    for one in made:
        links = shown(found[one.path])
        assert len(links) == len({*links, one.slug}) - 1


@given(NEWSROOMS)
def test_related_texts_and_issues_are_older_few_and_share_something(facts: list[dict[str, object]]) -> None:
    made = written(facts)
    found = around(site(made))
    for one in made:
        related, issues = found[one.path].related, found[one.path].issues
        assert len(related) <= 4 >= len(issues)
        assert all(other.slug < one.slug for other in (*related, *issues))
        assert all(
            (one.program and other.program == one.program)
            or {*other.tags, *other.categories} & {*one.tags, *one.categories}
            for other in related
        )
        assert all(COLUMN in other.categories for other in issues)


@given(NEWSROOMS, KINDS)
def test_a_new_article_changes_the_links_forward_alone(facts: list[dict[str, object]], last: dict[str, object]) -> None:
    made = written([*facts, last])
    before, after = around(site(made[:-1])), around(site(made))
    for path in before:
        behind = after[path]._replace(newer=before[path].newer, following=before[path].following)
        assert behind == before[path]
    changed = [path for path in before if after[path] != before[path]]
    assert len(changed) <= 3  # the neighbour in the category, the last of the program, the issue before


@given(NEWSROOMS, NEWSROOMS)
def test_what_was_kept_of_another_day_changes_nothing(
    then: list[dict[str, object]], today: list[dict[str, object]]
) -> None:
    memory = Snapshot(None, b"")
    around(site(written(then)), memory)
    assert around(site(written(today)), memory) == around(site(written(today)))


def digests(one: Site, memory: Snapshot | None = None) -> dict[str, bytes]:
    made = related_links(one, memory or Snapshot(None, b"")).digests
    return {content.path: digest for content, digest in zip(reversed(one.articles), made, strict=True)}


CHANGES = st.dictionaries(
    st.integers(1, 24), st.none() | st.tuples(KINDS, st.sampled_from(["", "Khác"])), min_size=1, max_size=3
)


@given(NEWSROOMS, st.lists(st.tuples(CHANGES, st.sets(st.sampled_from("pq"))), max_size=5))
def test_after_texts_came_went_and_changed_all_stands_as_if_nothing_had_been_kept(
    facts: list[dict[str, object]], days: list[tuple[dict[int, tuple[dict[str, Any], str] | None], set[str]]]
) -> None:
    memory = Snapshot(None, b"")
    texts = dict(enumerate(((one, "") for one in facts), start=1))
    for changes, slugs in [({}, set()), *days]:
        texts = {at: one for at, one in sorted({**texts, **changes}.items()) if one}
        made = [replace(content(at, **one), reason=title) for at, (one, title) in texts.items()]
        programs = [
            replace(content(90), kind=ContentKind.PROGRAM, slug=slug, path=f"programs/{slug}.md") for slug in slugs
        ]
        sealed = [replace(one, card=card_digest(one)) for one in (*made, *programs)]
        today = site(sealed[: len(made)], programs=sealed[len(made) :])
        assert digests(today, memory) == digests(today)
        assert around(today, memory) == around(today)


@given(NEWSROOMS, st.integers(0))
def test_where_a_title_changes_the_digests_of_those_change_that_it_stands_around(
    facts: list[dict[str, object]], which: int
) -> None:
    made, memory = written([*facts, {}]), Snapshot(None, b"")
    before = digests(site(made), memory)
    other = made[which % len(made)]
    retitled = replace(other, title="Khác", card=b"khac")
    today = site([retitled if one is other else one for one in made])
    after = digests(today, memory)
    assert after == digests(today)
    assert {path for path in after if after[path] != before[path]} == {
        path for path, links in around(today, memory).items() if other.slug in shown(links)
    }


@given(NEWSROOMS)
def test_related_texts_stand_by_program_then_category_then_tags(facts: list[dict[str, object]]) -> None:
    made = written(facts)
    found = around(site(made))

    def rank(one: Content, other: Content) -> tuple[bool, bool]:
        return bool(one.program) and one.program == other.program, bool({*one.categories} & {*other.categories})

    for one in made:
        ranks = [rank(one, other) for other in found[one.path].related]
        assert all(before >= after for before, after in pairwise(ranks))


def test_a_tag_that_few_bear_says_more_than_one_that_many_bear() -> None:
    rare, many = content(1, tags=tagged("hiem")), [content(at, tags=tagged("thuong")) for at in range(2, 30)]
    last = content(90, tags=tagged("thuong", "hiem"))
    assert slugs(around(site([rare, *many, last]))[last.path].related)[0] == rare.slug


def test_an_issue_shows_the_issues_before_it_newest_first() -> None:
    made = [content(at, categories=(COLUMN,)) for at in range(1, 8)]
    found = around(site(made))
    assert slugs(found[made[5].path].issues) == ["bai-005", "bai-004", "bai-003", "bai-002"]
    assert (found[made[5].path].series, found[made[5].path].following) == (COLUMN, made[6])
    assert (found[made[0].path].issues, around(site([content(1)]))["tin-tuc/bai-001.md"].series) == ((), None)
