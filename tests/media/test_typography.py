"""Small things in running text: what stays on one line, and abbreviations explained where they first stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.media import nobr_text
from tests.media.desk import text

REGISTER = {
    "HTX": "hợp tác xã",
    "KH&KT": "khoa học và kỹ thuật",
    "HT": "hệ thống",
    "TW": "trung ương",
    "KH": "kế hoạch",
    "KT": "kinh tế",
}

PIECES = [
    ("Nghị quyết số 20-NQ/TW của", ["20-NQ/TW"]),
    ("Quyết định 45/2019/QĐ-UBND ngày", ["45/2019/QĐ-UBND"]),
    ("Nghị quyết số 20-NQ-TW của", ["20-NQ-TW"]),
    ("chiếm 65,4 % và 2,0% tổng số", ["65,4 %", "2,0%"]),
    ("Chiều ngày 22/8/2022, tại", ["22/8/2022"]),
    ("giai đoạn 2022-2025 và 2022 – 2025", ["2022-2025", "2022 – 2025"]),
    ("có đồng chí Nguyễn Đức Hiền", ["đồng chí Nguyễn"]),
    ("Đồng chí Trương Quang Hải", ["Đồng chí Trương"]),
    ("1012 HTX (945 HTX)", []),
    ("từ 1/2 đến 3/4", []),
]


@pytest.mark.parametrize(("words", "pieces"), PIECES)
def test_what_belongs_together_stays_on_one_line_and_no_letter_changes(words: str, pieces: list[str]) -> None:
    made = BeautifulSoup(nobr_text(words), "html.parser")
    assert [piece.get_text() for piece in made.select("span.nobr")] == pieces
    assert made.get_text() == words


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_a_title_keeps_every_letter_and_is_escaped(title: str) -> None:
    made = BeautifulSoup(f"<p>{nobr_text(title)}</p>", "html.parser")
    assert made.get_text() == title
    assert {element.name for element in made.find_all()} <= {"p", "span"}


@pytest.mark.parametrize(("words", "pieces"), PIECES)
def test_running_text_is_set_like_titles(tmp_path: Path, words: str, pieces: list[str]) -> None:
    desk = text(tmp_path, f"{words}\n\n**{words}**\n\n- {words}")
    assert [piece.get_text() for piece in desk.page.select("span.nobr")] == pieces * 3
    assert desk.body.prose == f"{words} {words}"


EXPLAINED = [
    ("HTX và HTX.", ["HTX"]),
    ("Một.\n\nHTX.\n\nHTX.", ["HTX"]),
    ("## HTX\n\nHTX.", ["HTX"]),
    ("[HTX](khac.md) là HTX.", ["HTX"]),
    ("`HTX` là HTX.", ["HTX"]),
    ("Hội KH&KT và KH&amp;KT.", ["KH&KT"]),
    ("HTX, HT, KH&KT.", ["HTX", "HT", "KH&KT"]),
    ("QHTX, HTXNN, KHTX.", []),
    ("HTX; và (HTX).", ["HTX"]),
    ("Số 20-NQ/TW, 5/QĐ-HTX, HTX/KT, HT-HTX.", []),
    ("Sở KH&CN, R&KT, rồi KH và KT.", ["KH", "KT"]),
    ("| HTX |\n|---|\n| HTX |", ["HTX"]),
]


@pytest.mark.parametrize(("markdown", "explained"), EXPLAINED)
def test_an_abbreviation_is_explained_once_outside_headings_links_and_code(
    tmp_path: Path, markdown: str, explained: list[str]
) -> None:
    page = text(tmp_path, markdown, abbreviations=REGISTER).page
    found = page.select("abbr")
    assert [one.get_text() for one in found] == explained
    assert [one["title"] for one in found] == [REGISTER[name] for name in explained]
    assert not page.select("h2 abbr, a abbr, code abbr")


def test_an_editors_own_explanation_goes_before_the_register(tmp_path: Path) -> None:
    page = text(tmp_path, "HTX là HTX.\n\n*[HTX]: hợp tác xã kiểu mới\n", abbreviations=REGISTER).page
    assert {one["title"] for one in page.select("abbr")} == {"hợp tác xã kiểu mới"}


def test_the_explained_abbreviations_are_known_in_their_order_each_once(tmp_path: Path) -> None:
    markdown = 'KH&KT, HTX.\n\n`HT` HTX GĐ GĐ.\n\n*[GĐ]: giám đốc & "sếp"\n'
    known = text(tmp_path, markdown, abbreviations=REGISTER).body.abbreviations
    assert [(one.short, one.meaning) for one in known] == [
        ("KH&KT", "khoa học và kỹ thuật"),
        ("HTX", "hợp tác xã"),
        ("GĐ", 'giám đốc & "sếp"'),
    ]


def test_a_number_that_holds_an_abbreviation_stays_on_one_line(tmp_path: Path) -> None:
    page = text(tmp_path, "Nghị quyết 20-NQ/TW của TW.", abbreviations=REGISTER).page
    assert [one.get_text() for one in page.select("span.nobr")] == ["20-NQ/TW"]
    assert [one.get_text() for one in page.select("abbr")] == ["TW"]


def test_explaining_and_setting_change_no_word_of_the_text(tmp_path: Path) -> None:
    words = "Hiện toàn tỉnh có 1012 HTX (945 HTX đang hoạt động), trong đó 662 HTX (chiếm 65,4 %) theo 20-NQ-TW."
    plain = text(tmp_path / "a", words).body.prose
    assert text(tmp_path / "b", words, abbreviations=REGISTER).body.prose == plain == words


@pytest.mark.parametrize("run", ["1", "1,", "1/", "1-", "1.1,"])
def test_a_run_of_figures_costs_no_more_than_its_length(run: str) -> None:
    """The square of it would be minutes."""
    figures = run * (200_000 // len(run))
    assert str(nobr_text(figures)).replace('<span class="nobr">', "").replace("</span>", "") == figures


PROSE = [
    ("## Nội dung\n\nBiểu đồ cột: HTX. Nguồn: tin.\n\nHội nghị **đã<br>họp**.\n\n- Việc.", "Hội nghị đã họp."),
    ("## Nội dung\n\n- Việc một", "Nội dung Việc một"),
    ("<p id='a'>Một <small>hai</small>ba</p>\n\n> Bốn", "Một hai ba Bốn"),
]


@pytest.mark.parametrize(("markdown", "prose"), PROSE)
def test_a_description_is_made_of_paragraphs_where_there_are_any(tmp_path: Path, markdown: str, prose: str) -> None:
    assert text(tmp_path, markdown).body.prose == prose
