"""What was worked out before is found again; whatever happens to the file costs work and never an answer."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from plugins.base import cache
from plugins.base.cache import MOST, Cache, FileCache

OURS = b"made by us"


def kept(file: Path, key: bytes = b"key", value: bytes = b"value", most: int = MOST) -> Path:
    made = Cache(file, OURS, most)
    made.put(key, value)
    made.save()
    return file


def test_what_was_saved_is_there_in_the_next_build(tmp_path: Path) -> None:
    kept(tmp_path / "deep" / "cache.sqlite")
    assert Cache(tmp_path / "deep" / "cache.sqlite", OURS).get(b"key") == b"value"
    assert Cache(tmp_path / "deep" / "cache.sqlite", OURS).get(b"other") is None


def test_what_was_not_saved_is_not_there(tmp_path: Path) -> None:
    Cache(tmp_path / "cache.sqlite", OURS).put(b"key", b"value")
    assert Cache(tmp_path / "cache.sqlite", OURS).get(b"key") is None


def test_what_other_software_made_is_not_there_and_gives_way(tmp_path: Path) -> None:
    kept(tmp_path / "cache.sqlite")
    other = Cache(tmp_path / "cache.sqlite", b"made by others")
    assert other.get(b"key") is None
    other.put(b"key", b"theirs")
    other.save()
    assert Cache(tmp_path / "cache.sqlite", OURS).get(b"key") is None


def test_a_shelf_holds_what_its_own_software_made(tmp_path: Path) -> None:
    ours, theirs = FileCache(tmp_path, OURS), FileCache(tmp_path, b"made by others")
    ours.put("key", b"value")
    assert (ours.get("key"), theirs.get("key")) == (b"value", None)
    theirs.put("key", b"theirs")
    ours.file("key").write_bytes(theirs.file("key").read_bytes())
    assert (ours.get("key"), theirs.get("key")) == (None, b"theirs")


def test_a_shelf_keeps_the_editions_that_were_in_use_last(tmp_path: Path) -> None:
    for number, site in enumerate([b"1", b"2", b"3", b"1", b"4"]):
        FileCache(tmp_path, site).put("key", site)
        os.utime(tmp_path / site.hex(), (number, number))
    assert [FileCache(tmp_path, site).get("key") for site in (b"1", b"2", b"3", b"4")] == [b"1", None, b"3", b"4"]


def test_a_newer_value_takes_the_place_of_the_older(tmp_path: Path) -> None:
    kept(tmp_path / "cache.sqlite", value=b"old")
    kept(tmp_path / "cache.sqlite", value=b"new")
    assert Cache(tmp_path / "cache.sqlite", OURS).get(b"key") == b"new"


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "cache.sqlite").write_bytes(damage)
    kept(tmp_path / "cache.sqlite")
    assert Cache(tmp_path / "cache.sqlite", OURS).get(b"key") == b"value"


def test_a_place_where_no_file_can_be_is_a_cache_that_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert Cache(kept(tmp_path / "file" / "cache.sqlite"), OURS).get(b"key") is None


def test_a_cache_that_grew_too_large_begins_anew(tmp_path: Path) -> None:
    for key in (b"1", b"2", b"3"):
        kept(tmp_path / "cache.sqlite", key, most=1)
    found = [key for key in (b"1", b"2", b"3") if Cache(tmp_path / "cache.sqlite", OURS).get(key)]
    assert found == [b"3"]


def test_a_database_that_errs_while_it_is_asked_is_begun_anew_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "cache.sqlite"
    made = Cache(file, OURS)
    for number in range(2000):
        made.put(b"%d" % number, b"value" * 20)
    made.save()
    file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * (file.stat().st_size - 4096))
    damaged = Cache(file, OURS)
    assert [damaged.get(b"%d" % number) for number in range(2000)] == [None] * 2000
    assert f"cảnh báo: {tmp_path.name}/cache.sqlite: bộ nhớ tạm bị hỏng nên đã bỏ và làm lại." in caplog.text
    caplog.clear()
    assert Cache(kept(file), OURS).get(b"key") == b"value"
    assert caplog.text == ""


def test_a_database_that_another_is_writing_is_no_damaged_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path / "cache.sqlite")
    monkeypatch.setattr(cache, "PATIENCE", 0.0)
    late = Cache(tmp_path / "cache.sqlite", OURS)
    late.put(b"late", b"value")
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        late.save()
    assert (Cache(tmp_path / "cache.sqlite", OURS).get(b"key"), caplog.text) == (b"value", "")


def test_a_file_of_another_form_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path / "cache.sqlite")
    monkeypatch.setattr(cache, "BEGINNING", cache.BEGINNING.replace(str(cache.FORM), "2"))
    monkeypatch.setattr(cache, "FORM", 2)
    assert Cache(tmp_path / "cache.sqlite", OURS).get(b"key") is None
