"""`check --fix`: what is certain is mended, shown, and written whole; everything else stays byte for byte."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.editorial.typing_slips import mend
from tests.site import write
from tools import fix

HEAD = "Title: A\nDate: 2026-11-05\n\n"
MENDED = [
    ("Có 2.421tỷ đồng.", "Có 2.421 tỷ đồng."),
    ("kiểu mẫu.. Trong", "kiểu mẫu. Trong"),
    ("Một , hai .", "Một, hai."),
    (unicodedata.normalize("NFD", "Hội nghị"), "Hội nghị"),
]
KEPT = ["Và … rồi ... thôi./.", "`a..b ,`", "[x](a..b ,c)", "https://x.example/a..b", "    mã , nguồn.."]


def texts(tmp_path: Path, text: str | bytes) -> Path:
    write(tmp_path, {"tin-tuc/a.md": text})
    return tmp_path / "tin-tuc/a.md"


@pytest.mark.parametrize(("before", "after"), MENDED)
def test_a_certain_slip_is_mended_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str
) -> None:
    file = texts(tmp_path, f"{HEAD}{before}\n")
    assert fix.fix(tmp_path) == 1
    assert file.read_text("utf-8") == f"{HEAD}{after}\n"
    assert f"+{after}\n" in capsys.readouterr().out


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_slip_stays(tmp_path: Path, text: str) -> None:
    file = texts(tmp_path, f"{HEAD}{text}\n")
    assert fix.fix(tmp_path) == 0
    assert file.read_text("utf-8") == f"{HEAD}{text}\n"


def test_the_spelling_of_a_key_is_mended(tmp_path: Path) -> None:
    file = texts(tmp_path, "Titel: A\nNgay: 5/11/2026\n\nx\n")
    fix.fix(tmp_path)
    assert file.read_text("utf-8") == "Title: A\nNgày: 5/11/2026\n\nx\n"


def test_a_text_kept_word_for_word_is_never_touched(tmp_path: Path) -> None:
    texts(tmp_path, "Title: A\nDate: 2026-11-05\nVerbatim: yes\n\nkiểu mẫu.. 2.421tỷ\n")
    assert fix.fix(tmp_path) == 0


def test_line_ends_byte_order_mark_and_mode_stay(tmp_path: Path) -> None:
    file = texts(tmp_path, b"\xef\xbb\xbfTitle: A\r\nDate: 2026-11-05\r\n\r\nM\xe1\xbb\x99t , hai\r\n")
    file.chmod(0o640)
    fix.fix(tmp_path)
    assert file.read_bytes() == b"\xef\xbb\xbfTitle: A\r\nDate: 2026-11-05\r\n\r\nM\xe1\xbb\x99t, hai\r\n"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_second_run_finds_nothing(tmp_path: Path) -> None:
    texts(tmp_path, f"{HEAD}Một , hai.. 5tỷ\n")
    assert [fix.fix(tmp_path), fix.fix(tmp_path)] == [1, 0]


@given(st.text(alphabet="aà5.,;:! \u00a0…/`[](){}<>tỷđồng", max_size=40))
def test_mending_a_line_twice_is_mending_it_once(line: str) -> None:
    once = mend(line)
    assert mend(once) == once


UNCERTAIN = {
    "the address of a reference": "[x][r]\n\n[r]: anh-5km..pdf",
    "an address with brackets": "![x](ban-do(1)-5km.jpg)",
    "an address without https": "xem bacgiang.gov.vn/tin-5ha/a..b",
    "a file's name": "tệp ban-do-5km.jpg",
    "a tag of two lines": '<a\nhref="anh-5km..pdf">x</a>',
    "code of several lines": "```\na..b , c\n```",
    "preformatted text": "<pre>\na..b , c\n</pre>",
    "a comment of two lines": "<!-- a\nb..c -->",
    "a span of numbers": "từ 1..5 người",
    "a path": "C:\\..\\tep",
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_what_only_looks_like_a_slip_stays(tmp_path: Path, text: str) -> None:
    file = texts(tmp_path, f"{HEAD}{text}\n")
    fix.fix(tmp_path)
    assert file.read_text("utf-8") == f"{HEAD}{text}\n"


def test_a_text_kept_word_for_word_is_not_touched_where_the_key_is_misspelt(tmp_path: Path) -> None:
    file = texts(tmp_path, "Title: A\nDate: 2026-11-05\nVerbatm: yes\n\nkiểu mẫu..\n")
    fix.fix(tmp_path)
    assert file.read_text("utf-8").endswith("\n\nkiểu mẫu..\n")
