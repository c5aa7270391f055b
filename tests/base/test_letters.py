"""Letters that look like Vietnamese ones: the word that was meant, and words of other languages left as they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.base.letters import as_meant
from plugins.base.vietnamese import identity, slug

MEANT = [
    ("Ðại hội Ðảng bộ, ðồng chí Ðỗ", "Đại hội Đảng bộ, đồng chí Đỗ"),
    ("Ɖắk Lắk, ɖi", "Đắk Lắk, đi"),
    ("45/2019/NÐ-CP, QÐ-UBND, HÐND, LÐLÐ, TTrÐ", "45/2019/NĐ-CP, QĐ-UBND, HĐND, LĐLĐ, TTrĐ"),
    ("100.000ð, 5 ð, ð/c Ðặng, VNÐ", "100.000đ, 5 đ, đ/c Đặng, VNĐ"),
    ("mọi ngƣời đƣợc hƣởng, ƢỚC, ƣ\u0301ng", "mọi người được hưởng, ƯỚC, ứng"),
    ("𝐇𝐨̣̂𝐢 𝗻𝗴𝗵𝗶̣ 𝓽𝓸̂̉𝓷𝓰 𝟐𝟎𝟐𝟐", "Hội nghị tổng 2022"),
    ("Ｈội nghị ２０２２, ℋội ﬁle", "Hội nghị 2022, Hội file"),
    ("\u0421ông nghệ, h\u03bfi, p\u0397", "Công nghệ, hoi, pH"),
]
LEFT = [
    *(
        "Guðrún",
        "NORÐUR",
        "ðæt",
        "/ðə/ /ði/ chữ ð",
        "Москва",
        "\u0415С",
        "μm kΩ ΔT β-caroten χ²",
        "CO₂ m² ½ ™ ①",
        "，（）",
    ),
    *("Đảng ủy được", "dđ", "¥ £ ©", "Þór"),
]


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_a_letter_that_looks_like_another_is_read_as_the_one_that_was_meant(written: str, meant: str) -> None:
    assert as_meant(written) == as_meant(unicodedata.normalize("NFD", written)) == meant
    assert (slug(written), identity(written)) == (slug(meant), identity(meant))


@pytest.mark.parametrize("text", LEFT)
def test_what_may_be_of_another_language_or_mean_more_is_left(text: str) -> None:
    assert as_meant(text) == unicodedata.normalize("NFC", text)


@given(st.text(st.sampled_from("ÐðƉƢƣaeờ \n\u0301\u0421\u03bf𝐇ﬁ/1ÞZ")) | st.text())
@example("ﬁ\n\nﬂ")
def test_lines_stay_lines_and_a_second_reading_changes_nothing(text: str) -> None:
    read = as_meant(text)
    assert read.count("\n") == text.count("\n")
    assert as_meant(read) == read
