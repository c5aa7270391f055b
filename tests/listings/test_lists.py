"""What follows from all articles: lists whose pages stay as they are, a front page without repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.model import Content, Front, Listing, Picture, Rail, Rendition
from plugins.base.moments import parse
from plugins.listings import ListPages, archive, children, home, listings, year_months
from tests.editorial.newsroom import category, content, site

COUNTS = st.integers(0, 200)
PER_PAGE = st.integers(1, 25)


def contents(count: int, **facts: object) -> list[Content]:
    """Oldest first."""
    return [content(number, **facts) for number in range(1, count + 1)]


def pages(count: int, per_page: int) -> tuple[Listing, ...]:
    return listings("/tin-tuc/", contents(count)[::-1], per_page)


@given(COUNTS, PER_PAGE)
def test_a_list_shows_every_story_once_newest_first(count: int, per_page: int) -> None:
    shown = [entry for page in pages(count, per_page) for entry in page.entries]
    assert shown == contents(count)[::-1]


@given(COUNTS, PER_PAGE)
def test_the_lists_own_address_shows_n_to_2n_minus_1_and_the_pages_n_each(count: int, per_page: int) -> None:
    front, *numbered = pages(count, per_page)
    assert min(count, per_page) <= len(front.entries) <= max(0, 2 * per_page - 1)
    assert all(len(page.entries) == per_page for page in numbered)
    assert [page.number for page in numbered] == list(range(len(numbered), 0, -1))


@given(COUNTS, PER_PAGE, st.integers(1, 60))
def test_a_numbered_page_never_changes_when_articles_are_added(count: int, per_page: int, added: int) -> None:
    before = {page.address: page for page in pages(count, per_page) if page.number}
    after = {page.address: page for page in pages(count + added, per_page)}
    assert {address: after[address] for address in before} == before


@given(COUNTS, PER_PAGE)
def test_one_can_go_from_the_newest_to_the_oldest_and_back(count: int, per_page: int) -> None:
    made = pages(count, per_page)
    by_address = {page.address: page for page in made}
    way = [made[0]]
    while way[-1].older:
        way.append(by_address[way[-1].older])
    assert tuple(way) == made
    assert [page.newer for page in way[2:]] == [page.address for page in way[1:-1]]


@given(COUNTS, PER_PAGE)
def test_the_newest_numbered_page_leads_on_to_the_one_to_come(count: int, per_page: int) -> None:
    made = pages(count, per_page)
    assert made[0].newer == ""
    assert ListPages("/tin-tuc/", count, per_page).next == (f"/tin-tuc/trang/{len(made)}/" if len(made) > 1 else "")


SHAPES = [(0, [0]), (1, [1]), (19, [19]), (20, [20]), (39, [39]), (40, [20, 20]), (45, [25, 20]), (60, [20, 20, 20])]


@pytest.mark.parametrize(("count", "lengths"), SHAPES)
def test_pages_begin_when_there_are_twice_as_many_as_one_holds(count: int, lengths: list[int]) -> None:
    assert [len(page.entries) for page in pages(count, 20)] == lengths


def test_a_year_is_told_by_its_months_in_the_order_given() -> None:
    days = ("2026-11-05", "2026-11-01", "2026-02-28", "2026-01-31")
    made = [replace(content(at), date=parse(day)) for at, day in enumerate(days, start=1)]
    assert [(name, slugs(group)) for name, group in year_months(made)] == [
        (11, ["bai-001", "bai-002"]),
        (2, ["bai-003"]),
        (1, ["bai-004"]),
    ]


def test_the_archive_counts_the_months_and_leads_to_the_page_that_has_them() -> None:
    days = ("2026-11-05", "2026-11-01", "2026-02-28", "2025-01-31")
    made = [replace(content(at), date=parse(day)) for at, day in enumerate(days, start=1)]
    years = archive([listings("/luu-tru/2026/", made[:3], 1), listings("/luu-tru/2025/", made[3:], 1)])
    assert [(year.year, year.address, year.count, len(year.months)) for year in years] == [
        (2026, "/luu-tru/2026/", 3, 12),
        (2025, "/luu-tru/2025/", 1, 12),
    ]
    assert [(one.month, one.count, one.share, one.address) for one in years[0].months if one.count] == [
        (2, 1, 50, "/luu-tru/2026/trang/1/#thang-2"),
        (11, 2, 100, "/luu-tru/2026/#thang-11"),
    ]


@given(COUNTS, PER_PAGE)
def test_a_page_says_how_many_are_behind_it_and_a_full_one_never_another_number(count: int, per_page: int) -> None:
    made = pages(count, per_page)
    assert [page.behind for page in made] == list(range(len(made)))[::-1]
    assert all(page.behind == page.number - 1 for page in made[1:])


NEWS, STUDIES, NOTICES = category("Tin hoạt động"), category("Sáng tạo"), category("Thông báo")
COURSES = category("Tập huấn", parent="tin-hoat-dong")


def slugs(found: Sequence[Content]) -> list[str]:
    return [one.slug for one in found]


def rails_of(front: Front) -> list[Rail]:
    return [rail for row in front.rows for rail in row]


def everything(front: Front) -> list[str]:
    rails = [one for rail in rails_of(front) for one in rail.contents]
    lead = (front.lead,) if front.lead else ()
    return slugs([*lead, *front.seconds, *rails, *front.others, *front.announcements])


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[list[Content], dict[str, str]]:
    """Stories of any categories, and any choice for the front page but a lead from among the announcements."""
    homes = draw(st.lists(st.sampled_from([NEWS, STUDIES, NOTICES, COURSES, None]), max_size=40))
    made = [content(at, categories=(one,) if one else ()) for at, one in enumerate(homes, start=1)]
    leads = ["", "khong-co", *(one.slug for one in made if one.category is not NOTICES)]
    return made, {"lead": draw(st.sampled_from(leads)), "announcements": draw(st.sampled_from(["", "thong-bao"]))}


@given(newsrooms())
def test_no_story_stands_twice_on_the_front_page(newsroom: tuple[list[Content], dict[str, str]]) -> None:
    made, choice = newsroom
    shown = everything(home(site(made, [NEWS, COURSES, STUDIES, NOTICES], front=choice)))
    assert len(shown) == len(set(shown))


@given(newsrooms())
def test_the_newest_stories_stand_on_the_front_page_and_none_is_invented(
    newsroom: tuple[list[Content], dict[str, str]],
) -> None:
    made, choice = newsroom
    front = home(site(made, [NEWS, COURSES, STUDIES, NOTICES], front=choice))
    assert set(everything(front)) <= set(slugs(made))
    assert set(everything(front)) >= set(slugs(made[-3:]))
    assert front.newest == (made[-1].date if made else None)


def test_a_lead_from_among_the_announcements_stands_once() -> None:
    made = contents(4, categories=(NOTICES,))
    choice = {"lead": made[-1].slug, "announcements": "thong-bao"}
    shown = everything(home(site(made, [NOTICES], front=choice)))
    assert len(shown) == len(set(shown))


def test_the_newest_leads_unless_the_editors_chose() -> None:
    made = contents(3)
    assert home(site(made)).lead == made[-1]
    assert home(site(made, front={"lead": "bai-001"})).lead == made[0]
    assert home(site([])).lead is None


PICTURE = Picture(fallback=Rendition("/anh/a.jpg", 900, 600, "image/jpeg", 9))


@pytest.mark.parametrize(("count", "rails"), [(2, 0), (3, 1), (9, 1)])
def test_a_rail_begins_with_three_stories_and_holds_eight_headlines_at_most(count: int, rails: int) -> None:
    above = [content(at) for at in range(100, 107)]
    front = home(site([*contents(count, categories=(STUDIES,)), *above], [STUDIES, NEWS]))
    assert [(rail.title, len(rail.contents)) for rail in rails_of(front)] == [("Sáng tạo", min(count, 8))] * rails
    assert set(slugs(contents(count))) <= set(everything(front))


@pytest.mark.parametrize(("pictured", "count"), [(0, 6), (1, 5), (6, 3)])
def test_the_column_beside_the_lead_is_filled(pictured: int, count: int) -> None:
    made = [content(at, lead=PICTURE if at > 9 - pictured else None) for at in range(1, 10)]
    front = home(site([*made, content(20, lead=PICTURE)]))
    assert (len(front.seconds), front.seconds_beside) == (count, True)


def test_beside_a_lead_without_a_picture_or_with_too_few_stories_nothing_stands() -> None:
    assert not home(site(contents(12))).seconds_beside
    assert not home(site([*contents(4), content(20, lead=PICTURE)])).seconds_beside


def test_rails_in_a_row_are_as_long_as_their_shortest_and_the_longest_come_first() -> None:
    above = [content(at) for at in range(100, 107)]
    few = [content(at, categories=(NEWS,), lead=PICTURE) for at in range(10, 13)]
    many = [content(at, categories=(STUDIES,)) for at in range(20, 30)]
    front = home(site([*few, *many, *above], [NEWS, STUDIES]))
    assert [(rail.title, len(rail.contents)) for rail in rails_of(front)] == [("Sáng tạo", 6), ("Tin hoạt động", 3)]
    assert set(slugs(many[2:])) <= set(everything(front))


def test_a_rail_that_is_too_short_for_its_neighbours_lies_across_the_page() -> None:
    pictured = [content(at, categories=(NEWS,), lead=PICTURE) for at in range(10, 13)]
    plain = [content(at, categories=(STUDIES,)) for at in range(20, 23)]
    front = home(site([*pictured, *plain, *(content(at) for at in range(100, 107))], [STUDIES, NEWS]))
    assert [[rail.title for rail in row] for row in front.rows] == [["Tin hoạt động"], ["Sáng tạo"]]


def test_a_rail_alone_shows_three_pictures_side_by_side() -> None:
    made = [content(at, categories=(STUDIES,), lead=PICTURE) for at in range(1, 9)]
    front = home(site([*made, *(content(at) for at in range(100, 107))], [STUDIES]))
    assert [len(rail.contents) for rail in rails_of(front)] == [3]


def test_children_stand_in_the_rail_of_their_parent_and_announcements_in_their_own_place() -> None:
    courses, notices = contents(3, categories=(COURSES,)), [content(at, categories=(NOTICES,)) for at in range(10, 13)]
    above = [content(at) for at in range(100, 107)]
    made = site([*courses, *notices, *above], [NEWS, COURSES, NOTICES], front={"announcements": "thong-bao"})
    front = home(made)
    assert [(rail.title, slugs(rail.contents)) for rail in rails_of(front)] == [("Tin hoạt động", slugs(courses[::-1]))]
    assert slugs(front.announcements) == ["bai-012", "bai-011", "bai-010"]


def test_a_parent_lists_the_posts_of_its_children_and_of_theirs() -> None:
    deep = category("Lớp học", parent="tap-huan")
    made = [content(1, categories=(NEWS,)), content(2, categories=(COURSES,)), content(3, categories=(STUDIES, deep))]
    books = site(made, [NEWS, COURSES, deep, STUDIES])
    assert slugs(books.contents_of(NEWS)) == ["bai-003", "bai-002", "bai-001"]
    assert slugs(books.contents_of(COURSES)) == ["bai-003", "bai-002"]
    assert slugs(books.contents_of(STUDIES)) == ["bai-003"]
    assert children(books, NEWS) == (COURSES,)
