"""A site so large that its search index takes long: an edit is live before it, search follows, and is never wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugins import search
from tests.server import house as house_of
from tests.server.house import House, quiet
from tests.site import article
from tools.server import lock, receive, release
from tools.server.files import files

POSTS = search.ONE_PART + search.NEWEST + 4


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("large")
    with house_of.apart(folder) as house:
        house.clone.commit(
            {f"content/tin-tuc/n-{at}.md": article(f"Bài {at}", body=f"Lời {at}.") for at in range(POSTS)}
        )
        house.clone.goes_live()
        quiet(house)
        yield house


def edit(house: House, number: int) -> None:
    """A text that stands among the oldest."""
    text = article(f"Bài A, phiên-bản-{number}", "2001-01-01", f"Nội dung phiên-bản-{number}.")
    house.clone.commit({"content/tin-tuc/a.md": text})


def is_behind(house: House) -> bool:
    served = house.home.served()
    return served is not None and release.about(house.home, served).index_follows


def index(house: House) -> dict[str, bytes]:
    place = house.home.current / "pagefind"
    return {path: (place / path).read_bytes() for path in files(place) if not path.endswith((".br", ".gz"))}


def test_an_edit_is_live_at_once_and_the_release_behind_it_has_the_index_of_these_pages(house: House) -> None:
    edit(house, 1)
    before = index(house)
    pushed = house.clone.push()
    quiet(house)
    assert (pushed.code, house.version, house.served) == (0, 1, house.tip)
    assert receive.SEARCH_FOLLOWS in pushed.lines
    assert not is_behind(house)
    assert index(house) != before
    assert house.litter() == []


def test_whoever_waits_goes_first_and_the_timer_makes_up_for_it(house: House) -> None:
    before = index(house)
    with lock.in_line(house.home):
        edit(house, 2)
        house.clone.goes_live()
        edit(house, 3)
        house.clone.goes_live()
        quiet(house)
        assert (house.version, is_behind(house), index(house)) == (3, True, before)
        assert "ô tìm kiếm còn theo bản trước" in house.command("doctor", str(house.home.root)).said
    house.hook("tick")
    assert (house.version, is_behind(house)) == (3, False)
    assert index(house) != before


def test_a_found_text_that_was_taken_down_meanwhile_answers(house: House) -> None:
    with lock.in_line(house.home):
        house.clone.commit({"content/tin-tuc/n-1.md": article("Bài 1", Status="removed", Reason="Thử.")})
        edit(house, 4)
        house.clone.goes_live()
        quiet(house)
        assert is_behind(house)
    assert "/tin-tuc/n-1/,,410" in (house.home.current / "redirects.csv").read_text("utf-8")


def test_a_new_text_is_found_in_the_release_that_shows_it(house: House) -> None:
    house.hook("tick")
    house.clone.commit({"content/tin-tuc/moi.md": article("Bài mới", "2026-11-20")})
    pushed = house.clone.push()
    assert receive.SEARCH_FOLLOWS not in pushed.lines
    assert not is_behind(house)


def test_the_release_before_is_that_of_the_push_before(house: House) -> None:
    edit(house, 5)
    house.clone.goes_live()
    quiet(house)
    house.command("rollback", str(house.home.root))
    assert (house.version, is_behind(house)) == (4, False)
