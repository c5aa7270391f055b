"""What is written in Markdown says on the page what stood in the source, with hardly a backslash."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.media import Converter
from tools.convert import body_of
from tools.convert.blocks import words_in
from tools.convert.cleaning import read
from tools.convert.writer import MarkdownWriter

CONVERTER = Converter()
SIGNS = st.text(st.sampled_from("aăb1 290.,-–+*_`~#>|<&;:[](){}!\\/=^\"'\n•o§\u00a0"), max_size=40)
MARKS = st.sampled_from(["b", "i", "s", "sup", "sub", "code", "span"])


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("giai đoạn 2022-2025, Nghị quyết 20-NQ/TW, 65,4 %", "giai đoạn 2022-2025, Nghị quyết 20-NQ/TW, 65,4 %"),
        ("khổ 5*3, tệp a_b, C#, #LienHiepHoi", "khổ 5*3, tệp a_b, C#, #LienHiepHoi"),
        ("*nghiêng* và **đậm**", r"\*nghiêng* và \*\*đậm**"),
        ("1. Không phải mục", r"1\. Không phải mục"),
        ("2022. Một năm", "2022. Một năm"),
        ("- Một gạch", r"\- Một gạch"),
        ("+ Một cộng", r"\+ Một cộng"),
        ("# Thăng", r"\# Thăng"),
        ("> Lớn hơn", r"\> Lớn hơn"),
        ("a < b & c > d", "a < b & c > d"),
        ("<b>đậm</b>", "&lt;b>đậm</b>"),
        ("viết &amp; là &", "viết &amp;amp; là &"),
        ("[chữ](địa chỉ) và [Nguồn: Internet]", r"\[chữ](địa chỉ) và [Nguồn: Internet]"),
        ("| a | b |", r"\| a | b |"),
        (r"C:\Users\van-phong", r"C:\Users\van-phong"),
        ("*[HTX]: hợp tác xã", r"\*[HTX]: hợp tác xã"),
        ("[^1]: một lời", r"\[^1]: một lời"),
        ("Xem [^1] ở dưới", r"Xem \[^1] ở dưới"),
        ("chú <!-- mở", "chú &lt;!-- mở"),
        ("https://baobacgiang.vn/a_b_c", "https://baobacgiang.vn/a_b_c"),
        ("Đơn giá: 5 ~ 7 triệu", "Đơn giá: 5 ~ 7 triệu"),
    ],
)
def test_signs_are_escaped_only_where_they_would_be_read(said: str, written: str) -> None:
    assert body_of(f"<p>{escape(said)}</p>", {}).markdown == f"{written}\n"


def there_and_back(html: str) -> tuple[list[str], list[str]]:
    """What stands in some HTML, and what a reader sees of the Markdown that is made of it."""
    made = MarkdownWriter({}).written(read(html))
    return list(words_in(read(html).blocks)), list(words_in(read(CONVERTER.convert(made)[0]).blocks))


@pytest.mark.parametrize("sign", ["[", "*", "_", "`", "<", "~", "\\"])
def test_thousands_of_one_sign_are_no_trouble(sign: str) -> None:
    said = f"a{sign}" * 3000
    made = body_of(f"<p>{escape(said)}</p>", {})
    assert len(made.markdown) < 8 * len(said)
    assert list(words_in(read(CONVERTER.convert(made.markdown)[0]).blocks)) == [said]


@given(SIGNS, SIGNS)
@settings(deadline=None, max_examples=50)
def test_whatever_signs_a_paragraph_has_the_reader_sees_them(first: str, second: str) -> None:
    said, seen = there_and_back(f"<p>{escape(first)}</p><p>{escape(second)}</p>")
    assert seen == said


@given(st.lists(st.tuples(SIGNS, MARKS), min_size=1, max_size=4))
@settings(deadline=None, max_examples=50)
def test_whatever_is_emphasised_the_words_stay(runs: list[tuple[str, str]]) -> None:
    said, seen = there_and_back(f"<p>{''.join(f'<{mark}>{escape(text)}</{mark}>' for text, mark in runs)}</p>")
    assert seen == said


@given(SIGNS, SIGNS)
@settings(deadline=None, max_examples=30)
def test_whatever_stands_in_a_cell_or_an_item_stays(first: str, second: str) -> None:
    cells = f"<tr><th>Tên</th><th>Số</th></tr><tr><td>{escape(first)}</td><td>x{escape(second)}</td></tr>"
    said, seen = there_and_back(f"<table>{cells}</table><ul><li>y{escape(first)}</li><li>z{escape(second)}</li></ul>")
    assert "".join(seen) == "".join(said)
