"""Same content and same now, same bytes: whatever the folder, the time zone, the order of files, the run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.engine.command import python
from tests.site import NOW, article, build, photograph, write

URL = "https://x.example"
CONTENT: Mapping[str, str | bytes] = {
    "data/site.toml": f'name = "Trang thử"\nurl = "{URL}"\n',
    "data/abbreviations.toml": 'HTX = "hợp tác xã"\nKTTT = "kinh tế tập thể"\n',
    "tin-tuc/a.md": article("Bài một", "2026-11-05 23:30", "HTX, KTTT\n\n![Ảnh](a.jpg)\nChú thích", Tags="x, y, z"),
    "tin-tuc/b.md": article("Bài hai", "2026-11-05 23:30", "[Tệp](/files/b.pdf)", Tags="z, x", Category="K, L"),
    "tin-tuc/c.md": article("Bài ba", "2026-11-23", Expires="2026-11-23 07:01", Author="Hà; Hạ; Hả"),
    "tin-tuc/d.md": article("Bài bốn", "2026-11-24"),
    "tin-tuc/e.md": article("Bài năm", "2026-10-05", Redirect_from="/node/5; /node/6"),
    "tin-tuc/g.md": article("Bài sáu", Status="removed", Reason="Rút."),
    "programs/p.md": "Title: Chương trình\nStart: 2022\nEnd: 2026\n\nChữ.\n",
    "pages/q.md": "Title: Trang\n\nChữ.\n",
    "tin-tuc/a.jpg": photograph(600, 400),
    "files/b.pdf": b"%PDF-1.7\n",
}


def test_another_folder_order_of_files_and_second_build_in_the_process_give_the_same_bytes(tmp_path: Path) -> None:
    one = build(tmp_path / "một thư mục", CONTENT)
    other = build(tmp_path / "b" / "c", dict(reversed(list(CONTENT.items()))))
    assert one.code == other.code == 0
    assert one.files == other.files


def test_another_time_zone_hash_seed_and_process_give_the_same_bytes(tmp_path: Path) -> None:
    here = build(tmp_path / "here", CONTENT, SITEURL=URL, NOW=NOW, SEARCH_INDEX=True)
    there = write(tmp_path / "there", CONTENT)
    for file in there.rglob("*"):
        os.utime(file, (0, 0))
    strange: dict[str, Any] = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LC_ALL": "C", "COLUMNS": "40"}
    result = python(
        "-m", "pelican", there, "-s", "publishconf.py", "-o", tmp_path / "out", "-e", f'SITEURL="{URL}"', **strange
    )
    made = {
        file.relative_to(tmp_path / "out").as_posix(): file.read_bytes() for file in (tmp_path / "out").rglob("*.*")
    }
    assert result.returncode == 0, result.stderr
    assert {name: content for name, content in made.items() if (tmp_path / "out" / name).is_file()} == here.files


def test_a_build_after_many_changes_is_the_clean_build(tmp_path: Path) -> None:
    build(tmp_path / "a", {**CONTENT, "tin-tuc/z.md": article("Bài thừa", Tags="thừa")}, PREVIEW=True)
    (tmp_path / "a" / "content" / "tin-tuc" / "z.md").unlink()
    assert build(tmp_path / "a", {}).files == build(tmp_path / "b", CONTENT).files
