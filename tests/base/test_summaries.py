"""A summary made of a text's beginning: whole sentences, and nobody's name in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.summaries import LONGEST, opening

MORE = "Tiếp theo là phần trao đổi của các đại biểu về những việc còn lại. " * 4
CASES = [
    ("Liên minh HTX tỉnh ký kết với Liên hiệp hội.", "Chủ trì có đồng chí Nguyễn Đức Hiền – Chủ tịch. " + MORE),
    ("Hội nghị họp tại TP. Bắc Giang do PGS.TS. Trần Văn A. Bình và ThS. Lê B chủ trì.", MORE * 2),
    ("Số HTX là 1.012, chiếm 65,4 %!", "2. Việc thứ hai. " + MORE * 2),
    ("“Đã xong rồi.”", "«Chưa xong.» " + MORE * 2),
    ("1. Việc thứ nhất là rà soát các mô hình, v.v.", "Các bên thống nhất. " + MORE * 2),
]


@pytest.mark.parametrize(("first", "rest"), CASES)
def test_a_summary_ends_where_a_sentence_ends(first: str, rest: str) -> None:
    made = opening(f"{first} {rest}")
    assert made.startswith(first)
    assert made[-1] in ".!?”»"
    assert len(made) <= 200


def test_a_long_first_sentence_stays_whole() -> None:
    first = "Hội nghị " + "có các đồng chí lãnh đạo " * 10 + "của hai cơ quan."
    assert opening(f"{first} {MORE}") == first


def test_an_endless_sentence_ends_at_a_part_of_it() -> None:
    names = "Dự họp có các đồng chí " + ", ".join(["Nguyễn Đức Hiền", "Trương Quang Hải", "Nguyễn Thị Thúy"] * 9)
    assert opening(names).rstrip("…").endswith(("Nguyễn Đức Hiền", "Trương Quang Hải", "Nguyễn Thị Thúy"))


def test_an_endless_sentence_without_parts_ends_before_a_name() -> None:
    text = "đại biểu " * 20 + "là đồng chí Nguyễn Đức Hiền Trương Quang Hải " * 9
    assert opening(text).endswith("là đồng…")


@given(st.text(alphabet="aà BĐ.,;:–()”1?…", max_size=2000))
def test_a_summary_is_a_beginning_and_never_long(text: str) -> None:
    made, folded = opening(text), " ".join(text.split())
    assert folded.startswith(made.removesuffix("…"))
    assert len(made) <= LONGEST + 1
