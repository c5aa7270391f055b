"""What a file may be called."""

from __future__ import annotations

import unicodedata

import pytest

from plugins.base.file_names import DEEPEST, LONGEST_NAME, LONGEST_PATH, Twins, flaw, shown

GOOD = [
    "tin-tuc/2022/ký kết chương trình phối hợp.md",
    "tin-tuc/con-nguoi/auxiliary.md",
    "tin-tuc/com10.md",
    "files/Kế hoạch số 12 (sửa), lần 2 – bản cuối.docx",
    "a/" * (DEEPEST - 1) + "b.md",
    "ữ" * (LONGEST_NAME // 3),
    ".gitattributes",
    unicodedata.normalize("NFD", "files/hội-nghị.jpg"),
]


@pytest.mark.parametrize("path", GOOD)
def test_what_every_system_has_may_stand(path: str) -> None:
    assert flaw(path) == ""


DEVICES = ["aux", "AUX.md", "con", "Con.tar.gz", "prn.jpg", "nul", "com1.txt", "LPT9", "com¹", "aux .md", "CONIN$"]


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("place", ["{}", "{}/a.md", "tin-tuc/{}"])
def test_names_of_windows_s_devices_are_refused_as_files_and_as_folders(name: str, place: str) -> None:
    assert flaw(place.format(name)).startswith(f"«{name}» là tên mà Windows dành cho thiết bị")


@pytest.mark.parametrize("sign", '<>:"|?*\\')
def test_signs_that_windows_does_not_take_are_named(sign: str) -> None:
    assert f"có ký tự {sign} mà Windows" in flaw(f"tin-tuc/a{sign}b/c.md")


@pytest.mark.parametrize("name", ["a.", "a ", "a. .", "…/b. ", "b./c.md"])
def test_a_dot_or_a_space_at_the_end_is_refused(name: str) -> None:
    assert "kết thúc bằng dấu chấm hoặc khoảng trắng" in flaw(name)


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\udc80"])
def test_what_no_message_can_show_is_refused_and_not_shown(sign: str) -> None:
    assert flaw(f"tin-tuc/a{sign}b.md") == "tên tệp có dấu xuống dòng hoặc ký tự điều khiển. Hãy đổi tên tệp."
    assert shown(f"a{sign}b.md") in {"a b.md", "a\ufffdb.md"}


def test_lengths_are_those_of_the_disk() -> None:
    assert f"quá {LONGEST_NAME}" in flaw("ữ" * (LONGEST_NAME // 3 + 1))
    assert f"dài {LONGEST_PATH + 1} byte" in flaw(("a" * 199 + "/") * 5 + "b")
    assert f"sâu quá {DEEPEST} tầng" in flaw("a/" * DEEPEST + "b.md")
    assert len(shown("a/" * 1500)) == 151


TWINS = [
    ("tin-tuc/A.jpg", "tin-tuc/a.jpg", "chỉ khác tin-tuc/A.jpg ở"),
    ("Tin-Tuc/a.jpg", "tin-tuc/b.jpg", "chỉ khác Tin-Tuc ở"),
    ("ĐỀ-ÁN", "đề-án/a.md", "chỉ khác ĐỀ-ÁN ở"),
    ("ảnh/a.jpg", unicodedata.normalize("NFD", "ảnh/b.jpg"), "khác nhau ở cách ghép dấu"),
    ("a/b.jpg", "a/c.jpg", ""),
]


@pytest.mark.parametrize(("one", "other", "told"), TWINS)
def test_files_and_folders_that_are_one_elsewhere_are_told(one: str, other: str, told: str) -> None:
    twins = Twins()
    assert twins.flaw(one) == ""
    assert told in twins.flaw(other)


def test_a_folder_s_twin_is_told_once_and_not_of_every_file_in_it() -> None:
    twins = Twins()
    told = [path for path in ("A/x", "a/x", "a/y", "a/b/z", "A/y") if twins.flaw(path)]
    assert told == ["a/x"]
