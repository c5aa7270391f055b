"""The output folder: what stays untouched, what goes, whose folder it is, and what a build that was killed leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.engine.output import file_of
from tests.site import Built, article, build

NEWS = {"tin-tuc/a.md": article("Bài một"), "tin-tuc/b.md": article("Bài hai")}
SECOND = 1_000_000_000


def times(built: Built) -> dict[str, int]:
    return {name: (built.output / name).stat().st_mtime_ns for name in built.files}


def test_a_build_of_the_same_content_touches_no_file(tmp_path: Path) -> None:
    before = times(build(tmp_path, NEWS))
    assert times(build(tmp_path, {})) == before


def test_times_change_exactly_where_bytes_do_and_then_by_a_second_or_more(tmp_path: Path) -> None:
    first = build(tmp_path, NEWS)
    bytes_before, times_before = first.files, times(first)
    second = build(tmp_path, {"tin-tuc/b.md": article("Bài hai", body="Nội dung đã sửa.")})
    times_after = times(second)
    changed = {name for name, content in second.files.items() if content != bytes_before.get(name)}
    assert "tin-tuc/b/index.html" in changed
    assert {name for name in times_after if times_after[name] != times_before.get(name)} == changed
    assert all(times_after[name] - times_before[name] >= SECOND for name in changed & bytes_before.keys())


def test_a_changed_file_grows_newer_even_where_its_time_lies_ahead(tmp_path: Path) -> None:
    page = build(tmp_path, NEWS).output / "tin-tuc/b/index.html"
    ahead = 4_000_000_000 * SECOND
    os.utime(page, ns=(ahead, ahead))
    build(tmp_path, {"tin-tuc/b.md": article("Bài hai", body="Nội dung đã sửa.")})
    assert page.stat().st_mtime_ns >= ahead + SECOND


def test_pages_of_texts_that_are_gone_go_with_their_empty_folders(tmp_path: Path) -> None:
    build(tmp_path, {**NEWS, "tin-tuc/c.md": article("Bài ba", Tags="một từ")})
    (tmp_path / "content/tin-tuc/c.md").unlink()
    built = build(tmp_path, {})
    assert not (built.output / "tin-tuc/c").exists()
    assert not (built.output / "tu-khoa").exists()
    assert built.has("/tin-tuc/b/")


REPOSITORY = {".git/HEAD": "của tôi", "redirects.csv": "old,new,status\n"}
FOREIGN = [{"thu.txt": "của tôi"}, {"anh/nha.jpg": "của tôi"}, {"index.html": "của tôi"}, REPOSITORY]


@pytest.mark.parametrize("files", FOREIGN)
def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / "output" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "output" / name).write_text(text, "utf-8")
    built = build(tmp_path, NEWS)
    told = "đã có tệp khác, không phải trang do lệnh này tạo. Hãy chọn một thư mục trống."
    assert (built.code, built.messages) == (1, [f"{built.output}: {told}"])
    assert built.files == {name: text.encode() for name, text in files.items()}


def test_a_file_is_no_output_folder(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("của tôi", "utf-8")
    built = build(tmp_path, NEWS)
    told = "không phải thư mục. Hãy chọn thư mục khác để chứa trang."
    assert (built.code, built.messages) == (1, [f"{built.output}: {told}"])
    assert built.output.read_text("utf-8") == "của tôi"


REMAINS = [
    {".begun/0a1b": "<!doctype"},
    {"redirects.csv": "old,new,status\n", ".begun/0a1b": "<!doctype", "tin-tuc/cu/index.html": "<!doctype"},
]


@pytest.mark.parametrize("files", REMAINS)
def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path, files: dict[str, str]) -> None:
    clean = build(tmp_path / "clean", NEWS)
    for name, text in files.items():
        (tmp_path / "output" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "output" / name).write_text(text, "utf-8")
    built = build(tmp_path, NEWS)
    assert built.code == 0
    assert built.files == clean.files
    assert {one.name for one in built.output.iterdir()} == {one.name for one in clean.output.iterdir()}


def test_a_page_may_stand_where_a_folder_stood_and_a_folder_where_a_file_stood(tmp_path: Path) -> None:
    built = build(tmp_path, {"tin-tuc/a.md": article("Bài một", Redirect_from="/cu.html")})
    assert (built.output / "cu.html").is_file()
    moved = build(tmp_path, {"tin-tuc/a.md": article("Bài một", Redirect_from="/cu.html/1")})
    assert (moved.code, (moved.output / "cu.html/1/index.html").is_file()) == (0, True)
    back = build(tmp_path, {"tin-tuc/a.md": article("Bài một", Redirect_from="/cu.html")})
    assert (back.code, (back.output / "cu.html").is_file()) == (0, True)


ADDRESSES = [
    ("/", "index.html"),
    ("/tin-tuc/a/", "tin-tuc/a/index.html"),
    ("/node/12", "node/12/index.html"),
    ("/rss.xml", "rss.xml"),
    ("/tin-tuc/so-1.2/", "tin-tuc/so-1.2/index.html"),
]


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_where_an_address_lies(tmp_path: Path, address: str, name: str) -> None:
    assert file_of(tmp_path, address) == tmp_path / name
