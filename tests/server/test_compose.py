"""A release begins as what is served: whatever the pages were, it holds just these, and its times tell the truth."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.base.addresses import TABLE
from tests.site import write
from tools.server import compose, release
from tools.server.files import files
from tools.server.home import Home
from tools.server.release import ReleaseInfo

LONG = "một hai ba " * 60
NAMES = ("a", "a/index.html", "a/b/index.html", "a/b", "c.html", "tep/x.pdf", "theme/x.css", "pagefind/0/x.pf_meta")
PAGES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([f"1 {LONG}", f"2 {LONG}", "ngắn"]))
KINDS = st.sampled_from(["", "prepared", "forgotten", "back"])


def _fits(pages: Mapping[str, str]) -> bool:
    """No file stands where another one needs a folder."""
    return not any(other.startswith(f"{one}/") for one in pages for other in pages)


def _home(folder: Path) -> Home:
    write(folder, {"server/settings.toml": 'site_url = "https://x.example"\nkeep_assets_hours = 0\n'})
    home = Home(folder)
    for place in home.folders:
        place.mkdir(exist_ok=True)
    return home


def _desk(home: Home, pages: Mapping[str, str]) -> Path:
    """As the engine writes: what stays as it was is left alone."""
    desk = home.work / "desk-1/pages"
    wanted = {"index.html": LONG, TABLE: "old,new,status\n", **pages}
    for path in [path for path in files(desk) if path not in wanted] if desk.is_dir() else []:
        (desk / path).unlink()
    for place in sorted(desk.rglob("*"), reverse=True):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    changed = {path: text for path, text in wanted.items() if not _holds(desk / path, text)}
    for path in changed:
        (desk / path).unlink(missing_ok=True)
    write(desk, changed)
    return desk


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text("utf-8") == text


def _released(home: Home, pages: Path) -> Path:
    draft = compose.compose(home, pages, lambda: None)
    made = release.complete(home, draft, ReleaseInfo("0" * 40, left=draft.left))
    if made.parent == home.releases and pages.parent != home.releases:
        compose.note_composed(pages, made, draft.composed)
    release.show(home, made)
    return made


def _contents(place: Path) -> dict[str, str]:
    return {path: (place / path).read_text("utf-8") for path in files(place) if not path.endswith((".br", ".gz"))}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(KINDS, PAGES.filter(_fits)), min_size=1, max_size=5))
def test_a_release_holds_its_pages_and_a_time_grows_where_bytes_change(
    steps: list[tuple[str, dict[str, str]]], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "sync", lambda _: None)
    home, before = _home(tmp_path_factory.mktemp("home")), None
    for kind, pages in steps:
        if kind == "prepared":
            compose.prepare(home)
        if kind == "forgotten":
            (home.work / "desk-1" / compose.COMPOSED).unlink(missing_ok=True)
        source = release.all_of(home)[0] if kind == "back" and before else _desk(home, pages)
        made = _released(home, source)
        assert _contents(made) == _contents(source)
        for path in files(made):
            if path.endswith(".gz"):
                assert gzip.decompress((made / path).read_bytes()) == (made / path.removesuffix(".gz")).read_bytes()
            if before and (before / path).is_file():
                _tells_the_truth(before / path, made / path)
        assert all((made / f"{path}.gz").is_file() for path in _contents(made) if _is_packed(made, path))
        before = made


def _is_packed(made: Path, path: str) -> bool:
    return path.endswith((".html", ".css")) and (made / path).stat().st_size > 512


def _tells_the_truth(old: Path, new: Path) -> None:
    same = old.read_bytes() == new.read_bytes()
    assert old.samefile(new) == same
    assert same or new.stat().st_mtime_ns - old.stat().st_mtime_ns >= 1_000_000_000


def test_what_is_served_and_was_damaged_is_whole_in_the_next_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "sync", lambda _: None)
    home = _home(tmp_path)
    made = _released(home, _desk(home, {"c.html": LONG}))
    (made / "c.html").unlink()
    assert (_released(home, _desk(home, {"c.html": LONG})) / "c.html").read_text("utf-8") == LONG
