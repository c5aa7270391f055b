"""What nobody expected to lie in a home stops no push, timer, doctor, rollback or server-init, and is never shown."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from plugins.base import moments
from tests.server.house import House, deep, quiet
from tools.server import doctor, release, settle
from tools.server.home import Home

COMMIT = "a" * 40
ODD = ("desk-x", "desk-99", "preview-…", "said-1", "gone-1", ".x", "x.json", "hai\ndòng", "a" * 200)


def folder(place: Path) -> None:
    (place / "in").mkdir(parents=True)
    (place / "in/@").touch()


def locked(place: Path) -> None:
    folder(place)
    place.chmod(0)


KINDS: Mapping[str, Callable[[Path], object]] = {
    "file": Path.touch,
    "folder": folder,
    "locked": locked,
    "deep": deep,
    "dangling": lambda place: place.symlink_to("/không/có"),
    "loop": lambda place: place.symlink_to(place.name),
    "outside": lambda place: place.symlink_to("/etc"),
}


@pytest.fixture(scope="module", autouse=True)
def swept(house: House) -> Iterator[None]:
    """Pytest clears its folders away by Python's own removal, which dies of such depth."""
    yield
    subprocess.run(["rm", "-rf", house.folder], check=True)


def litter(home: Home) -> list[Path]:
    """Every kind under an odd name, at each place where this software looks at what is there."""
    future = [f"9000010{day}-000000-{COMMIT}" for day in range(1, 1 + len(KINDS))]
    names = [*ODD, *future, f"99999999-999999-{COMMIT}", "20200101-000000-" + COMMIT]
    laid = []
    for place in (home.releases, home.previews, home.work, home.server, home.server / "about", home.aside):
        place.mkdir(exist_ok=True)
        for number, name in enumerate(names):
            for kind, make in list(KINDS.items())[number % len(KINDS) :: len(KINDS)]:
                laid.append(place / f"{name}{'' if name in future else kind[:1]}")
                make(laid[-1])
    return laid


def works(house: House) -> None:
    root = str(house.home.root)
    commit = house.clone.version(house.version + 1)
    house.clone.goes_live()
    quiet(house)
    assert house.served == commit
    for done in (house.hook("tick"), house.command("doctor", root), house.command("server-init", root)):
        assert "Traceback" not in done.said
        assert house.served == commit
    assert house.hook("tick").code == 0
    assert house.command("rollback", root, "--list").code == 0
    done = house.command("rollback", root)
    assert done.code == 0, done.said
    assert house.served != commit
    house.clone.version(house.version + 2)
    house.clone.goes_live()
    quiet(house)


def test_rubbish_of_every_kind_at_every_place_stops_nothing_and_is_told(house: House) -> None:
    litter(house.home)
    works(house)
    told = house.command("doctor", str(house.home.root)).said
    assert "releases/" in told
    assert not any("desk-x" in one.name for one in house.home.work.iterdir())
    assert not any(one.name.startswith("9000") for one in release.all_of(house.home))


NOTES = ("tick", "last-push", "rollback", "remembered", "upkeep", "gathered")
VALUES = (
    "",
    "{",
    "[]",
    '{"at": "hôm qua", "result": [], "refused": true, "release": {}, "count": "x"}',
    "[" * 100_000,
    "\0",
)


@pytest.mark.parametrize("turn", range(0, len(VALUES), 2))
def test_damaged_notes_of_the_server_stop_nothing(house: House, turn: int) -> None:
    quiet(house)
    notes = [house.home.server / f"{name}.json" for name in NOTES]
    every = [*notes, *(house.home.server / "about").iterdir(), *house.home.work.glob("desk-*/known.json")]
    for number, note in enumerate(every):
        note.write_text(VALUES[(number + turn) % len(VALUES)], "utf-8")
    (house.home.server / "addresses.txt").write_bytes(b"/x/\n\xff\xfe\nkh\xc3\xb4ng\n")
    assert not any("Error" in str(one) for one in doctor.examine(house.home, moments.now("")))
    assert "Traceback" not in house.hook("tick").said


def test_notes_with_values_of_another_kind_are_as_good_as_lost(house: House) -> None:
    served = house.home.served()
    assert served
    note = house.home.server / "about" / f"{served.name}.json"
    known = json.loads(note.read_text("utf-8"))
    for odd in (
        {"left": [1]},
        {"left": {"a": "b"}},
        {"next_change": 5},
        {"next_change": "mai"},
        {"commit": "x"},
        {"y": 1},
    ):
        note.write_text(json.dumps({**known, **odd}), "utf-8")
        assert release.about(house.home, served) == release.ReleaseInfo(release.commit_of(served), release.LONG_AGO)
    assert house.hook("tick").code == 0
    assert release.about(house.home, served).next_change != release.LONG_AGO


@pytest.mark.parametrize(
    "target", ["/etc", "releases", f"releases/90000101-000000-{COMMIT}", "../home/releases/x", "x"]
)
def test_a_link_that_leads_elsewhere_is_led_back(house: House, target: str) -> None:
    quiet(house)
    (house.home.releases / f"90000101-000000-{COMMIT}").mkdir(exist_ok=True)
    house.home.current.unlink()
    house.home.current.symlink_to(target)
    settle.put_in_order(house.home)
    assert house.served == house.tip
