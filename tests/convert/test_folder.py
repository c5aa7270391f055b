"""A post folder is written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tools.convert import CannotWrite, Post, known_of, write

POST = Post({"Title": "Hội nghị ký kết: kết quả", "Date": "2022-08-22"}, "Chữ: của bài.\n", {}, ())


def test_the_folder_is_named_after_the_title_and_holds_text_and_files(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    folder = write(Post(POST.header, POST.body, {"le-ky.jpg": picture}, ()), tmp_path / "tin")
    assert folder == tmp_path / "tin" / "hoi-nghi-ky-ket-ket-qua"
    assert sorted(file.name for file in folder.iterdir()) == ["index.md", "le-ky.jpg"]
    assert (folder / "index.md").read_text("utf-8") == (
        "Title: Hội nghị ký kết: kết quả\nDate: 2022-08-22\n\nChữ: của bài.\n"
    )


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_touched(tmp_path: Path) -> None:
    first = write(POST, tmp_path)
    second = write(replace(POST, body="Khác.\n"), tmp_path)
    assert [file.name for file in sorted(tmp_path.iterdir())] == [first.name, f"{first.name}-2"]
    assert "Chữ: của bài." in (first / "index.md").read_text("utf-8")
    assert "Khác." in (second / "index.md").read_text("utf-8")


def test_what_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(Post(POST.header, POST.body, {"a.jpg": tmp_path / "gone.jpg"}, ()), tmp_path / "tin")
    assert list((tmp_path / "tin").iterdir()) == []


@pytest.mark.parametrize("title", ["", "…", "con", "trang"])
def test_a_title_that_makes_no_address_is_told(tmp_path: Path, title: str) -> None:
    with pytest.raises(CannotWrite, match="không làm được địa chỉ"):
        write(Post({"Title": title}, "", {}, ()), tmp_path)


def test_what_the_site_knows_is_read_from_its_content() -> None:
    known = known_of(Path(__file__).parents[2] / "content")
    assert "Chương trình đề án" in known.names
    assert "HTX" in known.abbreviations
    assert list(known.programs) == ["chuong-trinh-phoi-hop-lien-minh-htx-2022-2025"]
