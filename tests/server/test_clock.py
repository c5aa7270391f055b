"""A clock that was ahead once: nothing is built by it, everybody is told, and one command mends what it left."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.server.house import House, quiet
from tests.site import article
from tools.server import clock, release

YEARS = 10 * 365 * 86_400


def made_ahead(house: House) -> Path:
    """What is served, as a clock that was ten years ahead would have made it."""
    quiet(house)
    served = house.home.served()
    assert served
    later = house.home.releases / release.name_of(int(time.time()) + YEARS, release.commit_of(served))
    served.rename(later)
    about = house.home.server / "about"
    (about / f"{served.name}.json").rename(about / f"{later.name}.json")
    house.home.current.unlink()
    house.home.current.symlink_to(Path("releases", later.name))
    moment = time.time() + YEARS
    for file in ("index.html", "tin-tuc/som/index.html"):
        os.utime(later / file, (moment, moment))
    return later


def test_releases_of_the_future_stop_the_building_and_one_command_mends_them(house: House) -> None:
    house.clone.commit({"content/tin-tuc/som.md": article("Đăng sớm", date="2031-01-01")})
    house.clone.goes_live(SOURCE_DATE_EPOCH="1956000000")  # 2031-12-26
    later, root = made_ahead(house), str(house.home.root)
    page = house.page("/tin-tuc/a/")
    commit = house.clone.version(2)
    for told in (
        house.clone.push(),
        house.hook("tick"),
        house.command("doctor", root),
        house.command("rollback", root),
    ):
        assert told.code != 0
        assert "không đăng gì theo một đồng hồ sai" in told.said
        assert "server-init" in told.said
    assert house.has("/tin-tuc/som")
    mended = house.command("server-init", root)
    assert mended.code == 0
    assert "Đồng hồ từng chạy trước: 1 bản phát hành" in mended.said
    assert not later.exists()
    assert house.page("/tin-tuc/a/") == page
    assert house.hook("tick").code == 0
    assert not house.has("/tin-tuc/som")  # its day has not come, and its address is not promised yet
    house.clone.goes_live()
    assert (house.version, house.served) == (2, commit)
    served = house.home.served()
    assert served
    assert not release.is_of_the_future(served)
    assert all(file.stat().st_mtime <= time.time() + 60 for file in served.rglob("*.html"))
    assert house.command("doctor", root).code == 0


def test_while_the_clock_is_behind_the_commits_nothing_is_taken_for_the_future(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that wakes without its time would else drop every release."""
    monkeypatch.setattr(time, "time", lambda: 86_400.0)
    known = release.all_of(house.home)
    assert "trước cả những lần ghi" in "".join(clock.mend(house.home))
    assert release.all_of(house.home) == known
