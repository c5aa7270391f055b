"""Slips of typing are warnings: told with their line, silent in texts kept word for word, and no false alarm."""

from __future__ import annotations

import pytest

from tests.editorial.newsroom import Desk, told
from tests.site import article

SPACE = "thiếu khoảng trắng giữa số và chữ. Hãy thêm một khoảng trắng."
DOTS = "có hai dấu chấm liền nhau. Hãy bỏ một, hoặc viết «…»."
BEFORE = "có khoảng trắng trước dấu câu. Hãy bỏ khoảng trắng ấy."

SLIPS = [
    ("vốn 2.421tỷ đồng", f"«vốn 2.421tỷ đồng» {SPACE}"),
    ("trồng 5ha vải", f"«trồng 5ha vải» {SPACE}"),
    ("Đã xong.. Rồi", f"«Đã xong.. Rồi» {DOTS}"),
    ("vải , nhãn", f"«vải , nhãn» {BEFORE}"),
    ("vải .", f"«vải .» {BEFORE}"),
]
RIGHT = [
    *("2.421 tỷ đồng", "2 năm", "3G và 4K", "Còn nữa...", "Còn nữa…", "20-NQ/TW ./.", "http://x.example/5ha..b"),
    *("`a..b`", "    x..y , z", "[a](../b..c)", "<!-- a..b -->", "1,5 và .5", "{.lop ..x}", "lúc 14:30"),
]


@pytest.mark.parametrize(("line", "message"), SLIPS)
def test_a_slip_is_a_warning_with_its_line(desk: Desk, line: str, message: str) -> None:
    survey = desk({"tin-tuc/a.md": article(body=f"Một câu đúng.\n\n{line}")})
    assert told(survey) == [f"cảnh báo: tin-tuc/a.md:6: {message}"]


@pytest.mark.parametrize("line", RIGHT)
def test_what_is_right_is_left_in_peace(desk: Desk, line: str) -> None:
    assert told(desk({"tin-tuc/a.md": article(body=line)})) == []


def test_a_text_kept_word_for_word_is_not_reminded(desk: Desk) -> None:
    text = article("TIN HỘI NGHỊ LỚN", body="2.421tỷ đồng.. vải , nhãn", Verbatim="yes")
    assert told(desk({"tin-tuc/a.md": text})) == []


def test_a_title_in_capitals_is_told_and_an_abbreviation_is_none(desk: Desk) -> None:
    message = "Tiêu đề: tiêu đề viết toàn chữ hoa, khó đọc. Hãy viết thường như câu văn."
    shouted = "Tiêu đề: HỘI NGHỊ KÝ KẾT\nNgày: 5/11/2026\n\nx\n"
    assert told(desk({"tin-tuc/a.md": shouted})) == [f"cảnh báo: tin-tuc/a.md:1: {message}"]
    assert told(desk({"tin-tuc/a.md": article("HTX 2026")})) == []


def table(*rows: str) -> str:
    return "\n".join(["| Lĩnh vực | Số HTX | Tỷ lệ |", "|---|---:|---:|", *rows])


SUMS = [
    (["| A | 662 | 65,4 % |", "| B | 330 | 32,6 % |", "| C | 20 | 2,0 % |", "| Cộng | 1012 | 100 % |"], []),
    (
        ["| A | 662 | 65 % |", "| B | 1.330 | 33 % |", "| **Tổng số** | 1.991 | 98 % |"],
        ["cảnh báo: tin-tuc/a.md:8: cột «Số HTX» cộng lại là 1.992, trong bảng ghi 1.991. Hãy xem lại."],
    ),
    (["| A | 662 | |", "| B | không rõ | |", "| Cộng | 1 | |"], []),
    (["| A | 1 | |", "| B | 2 | |", "| Đoàn | 9 | |"], []),
    (["| Cộng | 9 | |"], []),
]


@pytest.mark.parametrize(("rows", "messages"), SUMS)
def test_a_table_that_says_its_total_is_added_up(desk: Desk, rows: list[str], messages: list[str]) -> None:
    assert told(desk({"tin-tuc/a.md": article(body=table(*rows))})) == messages
