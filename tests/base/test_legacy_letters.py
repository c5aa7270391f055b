"""TCVN3, VNI and mistaken UTF-8 turned to Unicode: every letter with every tone, and what must stay as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.legacy_letters import (
    Coding,
    coding_of_font,
    from_mojibake,
    from_runs,
    from_tcvn3,
    from_vni,
    looks_like,
)

# TCVN 5712:1993, as its chart has them.
TCVN3_CHART = """
à B5 ả B6 ã B7 á B8 ạ B9  ă A8 ằ BB ẳ BC ẵ BD ắ BE ặ C6  â A9 ầ C7 ẩ C8 ẫ C9 ấ CA ậ CB  đ AE
è CC ẻ CE ẽ CF é D0 ẹ D1  ê AA ề D2 ể D3 ễ D4 ế D5 ệ D6  ì D7 ỉ D8 ĩ DC í DD ị DE
ò DF ỏ E1 õ E2 ó E3 ọ E4  ô AB ồ E5 ổ E6 ỗ E7 ố E8 ộ E9  ơ AC ờ EA ở EB ỡ EC ớ ED ợ EE
ù EF ủ F1 ũ F2 ú F3 ụ F4  ư AD ừ F5 ử F6 ữ F7 ứ F8 ự F9  ỳ FA ỷ FB ỹ FC ý FD ỵ FE
Ă A1 Â A2 Ê A3 Ô A4 Ơ A5 Ư A6 Đ A7
Ằ AF Ẳ BA Ẵ BF Ắ C0 Ầ C1 Ẩ C2 Ẫ C3 Ấ C4 Ề C5 Ể CD Ễ D9 Ế DA Ồ DB Ổ E0 Ỗ F0 Ố FF
""".split()
TCVN3_OF = {letter: bytes.fromhex(code) for letter, code in zip(TCVN3_CHART[::2], TCVN3_CHART[1::2], strict=True)}
# Each letter and the same without a tone, then huyền, hỏi, ngã, sắc, nặng.
VNI_CHART = [
    ("aàảãáạ", "a aø aû aõ aù aï"),
    ("ăằẳẵắặ", "aê aè aú aü aé aë"),
    ("âầẩẫấậ", "aâ aà aå aã aá aä"),
    ("eèẻẽéẹ", "e eø eû eõ eù eï"),
    ("êềểễếệ", "eâ eà eå eã eá eä"),
    ("iìỉĩíị", "i ì æ ó í ò"),
    ("oòỏõóọ", "o oø oû oõ où oï"),
    ("ôồổỗốộ", "oâ oà oå oã oá oä"),
    ("ơờởỡớợ", "ô ôø ôû ôõ ôù ôï"),
    ("uùủũúụ", "u uø uû uõ uù uï"),
    ("ưừửữứự", "ö öø öû öõ öù öï"),
    ("yỳỷỹýỵ", "y yø yû yõ yù î"),
    ("đ", "ñ"),
]
VNI_OF = {letter: written for row, codes in VNI_CHART for letter, written in zip(row, codes.split(), strict=True)}
VNI_OF |= {letter.upper(): written.upper() for letter, written in VNI_OF.items()}

WORDS = (
    "Nguyễn Thị Thúy nghị quyết hợp tác xã kỹ thuật tuyên truyền đổi mới khuỷu ngoằn ngoèo quýt giếng hữu ích yêu cầu "
    "Đức Hiền Ấp Ỷ Ồ lãnh đạo trưởng phó được Ước nghĩa xuân thuở cừu rượu khuya ưỡn ẵm mỹ lễ lặng lẽ ổn ỡm ờ"
).split()
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=12).map(" ".join)


def to_tcvn3(text: str) -> str:
    return "".join(TCVN3_OF[letter].decode("cp1252") if letter in TCVN3_OF else letter for letter in text)


def to_vni(text: str) -> str:
    return "".join(VNI_OF.get(letter, letter) for letter in text)


def seen_as_western(text: str, page: str = "cp1252") -> str:
    return "".join(bytes([one]).decode(page, "ignore") or chr(one) for one in text.encode())


@pytest.mark.parametrize("letter", TCVN3_OF)
def test_tcvn3_has_every_letter_with_every_tone(letter: str) -> None:
    word = f"{letter}n" if letter.islower() else f"{letter}N"
    assert from_tcvn3(to_tcvn3(word)) == word


@pytest.mark.parametrize("letter", [one for one in TCVN3_OF if one.islower()])
def test_fonts_of_capitals_have_every_letter_with_every_tone(letter: str) -> None:
    assert from_tcvn3(f"b{to_tcvn3(letter)}n", capitals=True) == f"B{letter.upper()}N"


@pytest.mark.parametrize("letter", VNI_OF)
def test_vni_has_every_letter_with_every_tone_in_both_cases(letter: str) -> None:
    assert from_vni(VNI_OF[letter]) == letter
    assert from_vni(f"B{VNI_OF[letter]}n") == f"B{letter}n"


def test_the_charts_of_these_tests_are_whole() -> None:
    letters = "".join(row for row, _ in VNI_CHART)
    assert set(letters) - set("aeiouy") <= set(TCVN3_OF)
    assert len(VNI_OF) == 2 * 73


@given(SENTENCES)
def test_sentences_come_back_whole_from_both_codings(text: str) -> None:
    small = text.lower()
    assert from_tcvn3(to_tcvn3(small)) == small
    assert from_tcvn3(to_tcvn3(small), capitals=True) == small.upper()
    assert from_vni(to_vni(text)) == text
    assert from_vni(to_vni(text.upper())) == text.upper()


@given(SENTENCES)
def test_proper_vietnamese_stays_whatever_is_asked(text: str) -> None:
    text = f"Được {text}"
    assert from_tcvn3(text) == from_vni(text) == from_mojibake(text) == text
    assert looks_like(text) is None


TCVN3_TEXTS = [
    ("Héi nghÞ ký Ch\u00ad¬ng tr×nh", "Hội nghị ký Chương trình"),
    ("§¹i héi §¶ng bé, ¡n, ¢u, £ £, ¤, ¥n, ¦u", "Đại hội Đảng bộ, Ăn, Âu, Ê Ê, Ô, Ơn, Ưu"),
    ("\u201cTh\u00f3y\u201d – 65,4 %\u2026 m² 20°C", "“Thúy” – 65,4 %… m² 20°C"),
    ("\u0093Th\u00f3y\u0094 \u0096", "“Thúy” –"),
    ("H\uf0e9i ngh\uf0de", "Hội nghị"),
    ("ng\u03bcy", "ngày"),
    ("(945 HTX ®ang ho¹t ®éng)", "(945 HTX đang hoạt động)"),
]


@pytest.mark.parametrize(("written", "meant"), TCVN3_TEXTS)
def test_tcvn3_is_read_however_its_bytes_arrive(written: str, meant: str) -> None:
    assert from_tcvn3(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Hoäi nghò kyù keát Chöông trình", "Hội nghị ký kết Chương trình"),
        ("ÑAÛNG UÛY, Ñaûng, Aùnh, AÙnh", "ĐẢNG ỦY, Đảng, Ánh, Ánh"),
        ("haâùp daãn, chaêùc", "hấp dẫn, chắc"),
        ("noâng nghieäp – “thuûy saûn”", "nông nghiệp – “thủy sản”"),
    ],
)
def test_vni_is_read_as_people_typed_it(written: str, meant: str) -> None:
    assert from_vni(written) == meant


def test_what_was_read_as_vietnamese_windows_comes_back_too() -> None:
    text = "chủ trì Hội nghị và kết quả kỹ thuật"
    for turn, read in ((from_tcvn3, to_tcvn3(text)), (from_vni, to_vni(text))):
        assert turn(read.encode("cp1252").decode("cp1258")) == text


def test_words_that_were_typed_in_unicode_under_an_old_font_stay() -> None:
    assert from_tcvn3("Hội nghị tháng là MÁY") == "Hội nghị tháng là MÁY"
    assert from_tcvn3("chµo Hội nghị «tháng»") == "chào Hội nghị «tháng»"
    assert from_tcvn3("là") == "là"
    assert from_vni("Hội nghị hoà bình ñaõ") == "Hội nghị hoà bình đã"


def test_a_letter_may_begin_in_one_run_and_end_in_the_next() -> None:
    runs = [("Ho", Coding.VNI), ("äi ngh", Coding.VNI), ("ò", Coding.VNI), (" ø", None), ("ôù", Coding.VNI)]
    assert from_runs(runs) == ["Hộ", "i ngh", "ị", " ø", "ớ"]


def test_capitals_are_those_of_their_own_run() -> None:
    runs = [("h", Coding.TCVN3_CAPITALS), ("éi nghÞ ", Coding.TCVN3), ("b", None), ("®", Coding.TCVN3_CAPITALS)]
    assert from_runs(runs) == ["H", "ội nghị ", "b", "Đ"]


@pytest.mark.parametrize(
    ("font", "coding"),
    [
        *((font, Coding.TCVN3) for font in (".VnTime", ".VNTIME", ".vntime", '".VnArial Narrow", serif', ".VnEnglish")),
        *((font, Coding.TCVN3_CAPITALS) for font in (".VnTimeH", ".vntimeh", ".VnArial NarrowH", ".VnTimeH Bold")),
        *((font, Coding.VNI) for font in ("VNI-Times", "Vni-Helve", "VNI Times", "vni-times", "'VNI-Times',serif")),
        *((font, Coding.VNI) for font in ("VNI-Helve-Condense", "VniHelvetica", "VNI-Times Bold")),
        *((font, None) for font in ("Times New Roman", "VNtimes new roman", "Vnitrum", "VNF-Comic", "UVN Bai", "")),
        *((font, None) for font in ("Arial, .VnTime", "MyVNI-Font", "SVN-Gilroy", "UTM Avo", "vnexpress", "Vnbook")),
    ],
)
def test_a_font_tells_its_coding_by_its_name(font: str, coding: Coding | None) -> None:
    assert coding_of_font(font) is coding


@given(SENTENCES)
def test_a_coding_is_certain_without_a_font_where_words_can_be_nothing_else(text: str) -> None:
    text = f"Đại hội được tổ chức tại tỉnh và {text}"
    small = text[0] + text[1:].lower()
    assert looks_like(to_tcvn3(small)) is Coding.TCVN3
    assert looks_like(to_vni(text)) is Coding.VNI
    assert looks_like(to_vni(text.upper())) is Coding.VNI


@pytest.mark.parametrize(
    "text",
    [
        "L’élève naïve a déjà été où l’on çà et là, «Noël», cœur, sûr",
        "für über schön Mädchen Größe Straße Übung ähnlich",
        "Ação, não são três pães; el niño mañana año; på før øl ås",
        "x = «a» + µ·§ © ®; 5 µm ± 2 µg, § 12, 50¢, £3, ¥5, ½ ¼ ¾, 3 × 4 ÷ 2",
        "có là tháng hai cá và bà",
        "Há»™i nghá»‹ kÃ½ káº¿t chÆ°Æ¡ng trÃ¬nh",
        "ÄÃºng lÃ  nhÆ° váº­y",
        "const añadir = (ö) => ø && å;",
        "plain words only",
        "",
    ],
)
def test_other_texts_are_in_no_old_coding(text: str) -> None:
    assert looks_like(text) is None


@given(SENTENCES, st.sampled_from(["cp1252", "latin-1"]))
def test_utf_8_taken_for_western_letters_comes_back_also_when_it_happened_twice(text: str, page: str) -> None:
    text = f"Được “{text}” – là NGÃ, ĐÃ…"
    once = seen_as_western(text, page)
    assert from_mojibake(once) == text
    assert from_mojibake(seen_as_western(once, page)) == text


def test_spaces_that_were_half_a_letter_are_put_back() -> None:
    text = "và hàng là, tổ chức là và à”"
    seen = seen_as_western(text).replace("\u00a0", " ").replace("  ", " ")
    assert from_mojibake(seen) == text


@pytest.mark.parametrize(
    "text",
    ["“BỊ NGÃ” rồi", "“NGÃ” HÀ", "«NGÃ»", "Ã©", "‚Ä‘", "L’été Â° 5", "Ù£ ×© ã€", "50 Â£", "plain", "Zoë naïve"],
)
def test_right_texts_are_not_repaired(text: str) -> None:
    assert from_mojibake(text) == text


def test_a_text_that_is_half_right_keeps_its_right_half() -> None:
    assert from_mojibake("Đã ngã “NGÃ” và thÃ¡ng tÆ°") == "Đã ngã “NGÃ” và tháng tư"
