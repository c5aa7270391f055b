"""What the timer does: posts appear and end by themselves, what broke off is finished, a rollback is left alone."""

from __future__ import annotations

from datetime import datetime

from tests.server.house import House, quiet
from tests.site import article
from tools.server import release
from tools.server.repository import Repository


def at(moment: str) -> dict[str, str]:
    """The environment in which it is then; `moment` is Vietnam's."""
    return {"SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(f"{moment}+07:00").timestamp()))}


def test_a_moment_at_which_no_page_changes_makes_no_release(house: House) -> None:
    house.clone.commit({"content/programs/ct.md": "Title: Chương trình\nStart: 2022-01-01\nEnd: 2030-12-31\n\nLời.\n"})
    house.clone.goes_live()
    quiet(house)
    served = house.home.current.readlink()
    assert house.hook("tick", **at("2026-11-24 00:00")).code == 0
    assert house.home.current.readlink() == served
    known = release.about(house.home, house.home.root / served)
    assert known.next_change == "2026-11-25T00:00:00+07:00"


def test_a_post_to_come_appears_and_a_post_that_ends_answers_gone_without_a_push(house: House) -> None:
    house.clone.commit(
        {
            "content/tin-tuc/mai.md": article("Ngày mai", date="2026-11-24 08:30"),
            "content/tin-tuc/het.md": article("Sắp hết", Expires="2026-11-25"),
        }
    )
    house.clone.goes_live()
    assert not house.has("/tin-tuc/mai")
    assert house.hook("tick", **at("2026-11-24 08:29")).code == 0
    assert not house.has("/tin-tuc/mai")
    assert house.hook("tick", **at("2026-11-24 08:30")).code == 0
    assert "Ngày mai" in house.page("/")
    assert house.hook("tick", **at("2026-11-25 00:00")).code == 0
    assert "Sắp hết" not in house.page("/tin-tuc/")
    assert "/tin-tuc/het/,,410" in (house.home.current / "redirects.csv").read_text("utf-8")


def test_a_branch_that_is_ahead_of_the_site_is_built_and_shown(house: House) -> None:
    """As after a power cut between the two, or a restored backup."""
    commit = house.clone.version(7)
    house.clone.git("push", "--quiet", "origin", "HEAD:refs/heads/x")
    ref = house.home.repository / "refs/heads/main"
    ref.write_text(commit + "\n", "utf-8")
    assert house.hook("tick", **at("2026-11-26 00:01")).code == 0
    assert (house.version, house.served) == (7, commit)


def test_the_timer_does_not_undo_a_rollback_and_the_next_push_ends_it(house: House) -> None:
    house.clone.version(8)
    house.clone.goes_live(**at("2026-12-26 00:00"))
    assert house.command("rollback", str(house.home.root)).code == 0
    assert house.version == 7
    assert house.hook("tick", **at("2026-12-26 00:00")).code == 0
    assert house.version == 7
    house.clone.version(9)
    house.clone.goes_live(**at("2026-12-26 00:00"))
    assert house.version == 9
    assert Repository(house.home.repository).tip() == house.served
