"""Order, identity, addresses, dates and numbers as Vietnamese readers know them, on a machine without a locale."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base import vietnamese

T = TypeVar("T")

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
CONSONANTS = "bcdđghklmnpqrstvx"
SYLLABIC = [unicodedata.normalize("NFC", letter + tone) for letter in VOWELS for tone in TONES]
NAMES = st.text([*CONSONANTS, *SYLLABIC, *" -&/.0123456789"], max_size=30)

ORDERS = [
    ("letters, not code points", "an ăn ân bà cá dê đê em êm"),
    ("d before đ, whatever follows", "dư đa"),
    ("o before ô before ơ, u before ư", "o ô ơ u ư"),
    ("ngang, huyền, hỏi, ngã, sắc, nặng", "ma mà mả mã má mạ"),
    ("letters decide before tones", "mạ man"),
    ("the case does not matter", "An ăn Ân bà"),
]
PHRASES = [
    ("syllable by syllable", ["hoa hồng", "hoa lan", "hòa bình", "hỏa hoạn"]),
    ("a shorter name before the longer", ["hội", "hội nghị", "hội nghị ký kết"]),
    ("numbers by their value", ["Số 9", "Số 10", "Số 100"]),
    ("numbers before letters", ["Lớp 2", "Lớp học"]),
    ("signs between words do not count", ["Hội thảo – tập huấn", "Hội thảo và trao đổi"]),
]


def shuffled(ordered: Sequence[T]) -> list[T]:
    return random.Random(1).sample(ordered, len(ordered))


@pytest.mark.parametrize("ordered", [words.split() for _, words in ORDERS], ids=[name for name, _ in ORDERS])
def test_words_stand_in_the_order_of_a_vietnamese_dictionary(ordered: list[str]) -> None:
    assert sorted(shuffled(ordered), key=vietnamese.sort_key) == ordered


@pytest.mark.parametrize("ordered", [names for _, names in PHRASES], ids=[name for name, _ in PHRASES])
def test_names_are_compared_syllable_by_syllable(ordered: list[str]) -> None:
    assert sorted(shuffled(ordered), key=vietnamese.sort_key) == ordered


@given(st.lists(st.text(max_size=20), min_size=2, max_size=8))
def test_every_two_texts_can_be_compared_and_their_composition_does_not_matter(texts: list[str]) -> None:
    keys = [vietnamese.sort_key(text) for text in texts]
    assert sorted(keys) == sorted(shuffled(keys))
    assert keys == [vietnamese.sort_key(unicodedata.normalize("NFD", text)) for text in texts]


SAME = [
    ("case", "Hội Thảo", "hội thảo"),
    ("composition", "Hội thảo", unicodedata.normalize("NFD", "Hội thảo")),
    ("spaces", "Hội thảo", "  Hội \u00a0 thảo\n"),
    ("the place of the mark: Thúy", "Nguyễn Thị Thúy", "Nguyễn Thị Thuý"),
    ("the place of the mark: hòa", "hòa", "hoà"),
    ("the place of the mark: hóa", "hóa học", "hoá học"),
    ("case of đ", "Đồng chí", "đồng chí"),
]
DIFFERENT = [("Hội", "Hỏi"), ("Hà", "Hạ"), ("dong", "đong"), ("hoa", "hòa"), ("an", "ăn"), ("hội thảo", "hộithảo")]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_two_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert vietnamese.identity(one) == vietnamese.identity(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert vietnamese.identity(one) != vietnamese.identity(other)


@given(NAMES)
def test_composition_case_and_spaces_never_change_who_is_meant(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert {vietnamese.identity(form) for form in (decomposed, name.upper(), f"  {name.replace(' ', '   ')} ")} == {
        vietnamese.identity(name)
    }


SLUGS = [
    ("Hội nghị ký kết", "hoi-nghi-ky-ket"),
    ("ĐỒNG CHÍ", "dong-chi"),
    (unicodedata.normalize("NFD", "Hội nghị"), "hoi-nghi"),
    ("20-NQ/TW & 65,4 %", "20-nq-tw-65-4"),
    ("  –  Hợp tác xã…  ", "hop-tac-xa"),
    ("日本 … !", ""),
    ("Ünïcödé ßtraße", "unicode-sstrasse"),
]


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_an_address_is_made_of_plain_letters(name: str, slug: str) -> None:
    assert vietnamese.slug(name) == slug


@given(st.text())
def test_an_address_holds_nothing_but_letters_figures_and_single_hyphens(text: str) -> None:
    slug = vietnamese.slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert vietnamese.slug(slug) == slug == vietnamese.slug(unicodedata.normalize("NFD", text))


DAYS = [
    (date(2022, 8, 22), "Thứ Hai, 22/8/2022", "thứ Hai, 22/8/2022"),
    (date(2026, 11, 1), "Chủ Nhật, 1/11/2026", "Chủ Nhật, 1/11/2026"),
    (date(2025, 2, 5), "Thứ Tư, 5/2/2025", "thứ Tư, 5/2/2025"),
    (date(2024, 2, 29), "Thứ Năm, 29/2/2024", "thứ Năm, 29/2/2024"),
]


@pytest.mark.parametrize(("day", "long", "inline"), DAYS)
def test_days_are_told_as_newspapers_tell_them(day: date, long: str, inline: str) -> None:
    told = (vietnamese.date_long(day), vietnamese.date_inline(day))
    assert told == (long, inline)


NUMBERS = [(0, "0"), (999, "999"), (2421, "2.421"), (1_234_567, "1.234.567"), (65.4, "65,4"), (2421.5, "2.421,5")]
SIZES = [(0, "1 kB"), (812_400, "812 kB"), (1_200_000, "1,2 MB"), (99_960_000, "100,0 MB")]
NO_NUMBERS = ["", "1.23", "1.2345", "12.34,5", "1,", ",5", "1 000", "2.421tỷ", "một", "1.000.00", "--1"]


@pytest.mark.parametrize(("value", "written"), NUMBERS)
def test_numbers_have_a_decimal_comma_and_thousands_dots(value: float, written: str) -> None:
    assert vietnamese.number(value) == written


@pytest.mark.parametrize(("size", "written"), SIZES)
def test_the_length_of_a_file_is_told_in_the_unit_that_fits(size: int, written: str) -> None:
    assert vietnamese.file_size(size) == written


@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_is_no_vietnamese_number_is_none(written: str) -> None:
    assert vietnamese.parse_number(written) is None


@given(st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**12), 10**12).map(Decimal))
def test_a_number_that_was_written_is_read_again(value: Decimal) -> None:
    assert vietnamese.parse_number(vietnamese.number(value)) == value


NEAR = [
    ("Catgory", ["Category", "Tags"], " Có phải ý bạn là «Category»?"),
    ("Tieu de", ["Tiêu đề", "Tác giả"], " Có phải ý bạn là «Tiêu đề»?"),
    ("xyz", ["Category", "Tags"], ""),
]


@pytest.mark.parametrize(("word", "known", "question"), NEAR)
def test_the_nearest_known_name_is_proposed_or_none(word: str, known: list[str], question: str) -> None:
    assert vietnamese.did_you_mean(word, known) == question
