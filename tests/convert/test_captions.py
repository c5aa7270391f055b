"""Pictures find their captions in the ways in which people set them; the text stays text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.convert import ConvertedBody, RemarkKind

ToBody = Callable[[str], ConvertedBody]

LONG = "Chiều nay, hội nghị bàn về việc trồng cây, nuôi cá và nhiều việc khác nữa của các hợp tác xã trong tỉnh. " * 2
BEFORE, BEHIND = f"<p>Trước. {LONG}</p>", f"<p>Sau. {LONG}</p>"
PICTURE = '<p><img src="a1.jpg"></p>'
TWO = '<p><img src="a1.jpg"></p><p><img src="a2.jpg"></p>'


def figures(made: ConvertedBody) -> list[list[str]]:
    """The lines of each figure, without that of the first picture's own Markdown."""
    return [block.split("\n") for block in made.markdown.split("\n\n") if block.startswith("![")]


CAPTIONS = {
    "class caption": f'{PICTURE}<p class="caption">Quang cảnh hội nghị.</p>',
    "class of Word": f"{PICTURE}<p class=MsoCaption>Quang cảnh hội nghị.</p>",
    "italic": f"{PICTURE}<p><em>Quang cảnh hội nghị.</em></p>",
    "centred": f'{PICTURE}<p data-align="center">Quang cảnh hội nghị.</p>',
    "centred by style": f'{PICTURE}<p style="text-align: center">Quang cảnh hội nghị.</p>',
    "smaller": f'{PICTURE}<p data-size="12">Quang cảnh hội nghị.</p>',
    "bold, italic, centred": f"{PICTURE}<p align=center><b><i>Quang cảnh hội nghị.</i></b></p>",
    "plain and short": f"{PICTURE}<p>Quang cảnh hội nghị.</p>".replace("nghị.", "nghị"),
    "italic above": f"<p><em>Quang cảnh hội nghị.</em></p>{PICTURE}",
    "class above": f'<p class="caption">Quang cảnh hội nghị.</p>{PICTURE}',
    "below in one paragraph": '<p><img src="a1.jpg"><br><em>Quang cảnh hội nghị.</em></p>',
    "beside in one paragraph": '<p><img src="a1.jpg"> Quang cảnh hội nghị.</p>',
    "after an empty line": f"{PICTURE}<p>&nbsp;</p><p><em>Quang cảnh hội nghị.</em></p>",
    "table, cell below": f"<table><tr><td>{PICTURE}</td></tr><tr><td>Quang cảnh hội nghị.</td></tr></table>",
    "table, cell above": f"<table><tr><td>Quang cảnh hội nghị.</td></tr><tr><td>{PICTURE}</td></tr></table>",
    "table, cell beside": f"<table><tr><td>{PICTURE}</td><td>Quang cảnh hội nghị.</td></tr></table>",
    "table, cell before": f"<table><tr><td>Quang cảnh hội nghị.</td><td>{PICTURE}</td></tr></table>",
    "table, same cell": f"<table><tr><td>{PICTURE}<p>Quang cảnh hội nghị.</p></td></tr></table>",
    "figure": '<figure><img src="a1.jpg"><figcaption>Quang cảnh hội nghị.</figcaption></figure>',
    "wp-caption": '<div class="wp-caption"><img src="a1.jpg"><p class="wp-caption-text">Quang cảnh hội nghị.</p></div>',
    "span of Drupal": '<span class="image-caption-container"><img src="a1.jpg"><div class="image-caption">'
    "Quang cảnh hội nghị.</div></span>",
    "title": '<p><img src="a1.jpg" alt="a1.jpg" title="Quang cảnh hội nghị."></p>',
    "label": f"{PICTURE}<p>Ảnh: Quang cảnh hội nghị.</p>",
    "label in brackets": f"{PICTURE}<p><em>(Ảnh: Quang cảnh hội nghị.)</em></p>",
    "link around": '<p><a href="a1.jpg"><img src="a1.jpg"></a></p><p><i>Quang cảnh hội nghị.</i></p>',
}


@pytest.mark.parametrize("html", CAPTIONS.values(), ids=CAPTIONS)
def test_a_caption_is_found_however_it_was_set(to_body: ToBody, html: str) -> None:
    made = to_body(f"{BEFORE}{html}{BEHIND}")
    assert [[line.strip(".") for line in lines[1:]] for lines in figures(made)] == [["Quang cảnh hội nghị"]]
    assert made.markdown.count("Quang cảnh hội nghị") == 2  # it describes the picture too
    assert made.markdown.index("Trước.") < made.markdown.index("![") < made.markdown.index("Sau.")


def test_a_numbered_caption_keeps_its_number(to_body: ToBody) -> None:
    made = to_body(f"{BEFORE}{PICTURE}<p><em>Ảnh 1: Quang cảnh hội nghị.</em></p>{BEHIND}")
    assert figures(made)[0][1:] == ["Ảnh 1: Quang cảnh hội nghị."]


NO_CAPTIONS = {
    "a paragraph": f"{PICTURE}<p>Hội nghị kết thúc tốt đẹp.</p>",
    "a long paragraph": f"{PICTURE}{BEHIND}",
    "a long paragraph in italics": f"{PICTURE}<p><em>{LONG}{LONG}</em></p>",
    "a bold heading": f"{PICTURE}<p><strong>Kết quả đạt được</strong></p>",
    "a numbered heading": f"{PICTURE}<p>1. Kết quả đạt được</p>",
    "a heading by style": f"{PICTURE}<h2>Kết quả đạt được</h2>",
    "an item": f"{PICTURE}<p>- Thứ nhất, trồng cây;</p><p>- Thứ hai, nuôi cá.</p>",
    "a list": f"{PICTURE}<ul><li>Thứ nhất</li></ul>",
    "what introduces a list": f"{PICTURE}<p>Các kết quả như sau:</p>",
    "two sentences": f"{PICTURE}<p>Một câu. Hai câu. Ba câu nữa</p>",
    "a question": f"{PICTURE}<p>Vì sao lại như vậy?</p>",
}


@pytest.mark.parametrize("html", NO_CAPTIONS.values(), ids=NO_CAPTIONS)
def test_no_text_is_swallowed_as_a_caption(to_body: ToBody, html: str) -> None:
    made = to_body(f"{BEFORE}{html}{BEHIND}")
    assert [lines[1:] for lines in figures(made)] == [[]]


def test_captions_above_their_pictures_stay_with_them(to_body: ToBody) -> None:
    rows = "".join(f'<p><em>Ảnh số {n}</em></p><p><img src="a{n}.jpg"></p>' for n in (1, 2, 3))
    assert [(lines[0][-8:-1], lines[1]) for lines in figures(to_body(BEFORE + rows + BEHIND))] == [
        (f"-so-{n}.jpg"[-7:], f"Ảnh số {n}") for n in (1, 2, 3)
    ]


def test_short_sentences_between_pictures_are_their_captions(to_body: ToBody) -> None:
    rows = "".join(f'<p><img src="a{n}.jpg"></p><p>Đại biểu trao đổi lần {n}.</p>' for n in (1, 2))
    assert [lines[1:] for lines in figures(to_body(BEFORE + rows + BEHIND))] == [
        [f"Đại biểu trao đổi lần {n}."] for n in (1, 2)
    ]


def test_pictures_and_lines_in_one_paragraph_go_together(to_body: ToBody) -> None:
    html = "<p>" + "<br>".join(f'<img src="a{n}.jpg"><br><i>Ảnh số {n} của lễ ký</i>' for n in (1, 2)) + "</p>"
    assert [lines[1:] for lines in figures(to_body(BEFORE + html + BEHIND))] == [
        [f"Ảnh số {n} của lễ ký"] for n in (1, 2)
    ]


def test_captions_below_their_pictures_stay_with_them(to_body: ToBody) -> None:
    rows = "".join(f'<p><img src="a{n}.jpg"></p><p><em>Ảnh số {n}</em></p>' for n in (1, 2, 3))
    made = figures(to_body(BEFORE + rows + BEHIND))
    assert [lines[:2] for lines in made] == [[f"![Ảnh số {n}](anh-so-{n}.jpg)", f"Ảnh số {n}"] for n in (1, 2, 3)]


SHARED = {
    "below one another": f"{TWO}<p><em>Đại biểu dự hội nghị</em></p>",
    "side by side": '<p><img src="a1.jpg"> <img src="a2.jpg"></p><p><em>Đại biểu dự hội nghị</em></p>',
    "in a table": '<table><tr><td><img src="a1.jpg"></td><td><img src="a2.jpg"></td></tr>'
    "<tr><td colspan=2>Đại biểu dự hội nghị</td></tr></table>",
}


@pytest.mark.parametrize("html", SHARED.values(), ids=SHARED)
def test_one_caption_for_two_pictures_stands_under_both_and_is_told(to_body: ToBody, html: str) -> None:
    made = to_body(f"{BEFORE}{html}{BEHIND}")
    assert figures(made) == [
        [
            "![Đại biểu dự hội nghị](dai-bieu-du-hoi-nghi.jpg)",
            "![Đại biểu dự hội nghị](dai-bieu-du-hoi-nghi-2.jpg)",
            "Đại biểu dự hội nghị",
        ]
    ]
    assert any("chung cho 2 ảnh" in remark.said for remark in made.remarks)


def test_pictures_beside_each_other_in_a_table_have_the_captions_of_their_columns(to_body: ToBody) -> None:
    made = to_body(
        '<table><tr><td><img src="a1.jpg"></td><td><img src="a2.jpg"></td></tr>'
        "<tr><td>Lễ ký</td><td>Trao quà</td></tr></table>" + BEHIND
    )
    assert [lines[1:] for lines in figures(made)] == [["Lễ ký"], ["Trao quà"]]


CREDITS = [
    ("Quang cảnh hội nghị. Ảnh: Nguyễn Văn An", ["Quang cảnh hội nghị.", "Ảnh: Nguyễn Văn An"]),
    ("Quang cảnh hội nghị (Ảnh: Văn An)", ["Quang cảnh hội nghị", "Ảnh: Văn An"]),
    ("Quang cảnh hội nghị - Ảnh: TTXVN", ["Quang cảnh hội nghị", "Ảnh: TTXVN"]),
    ("Quang cảnh hội nghị (ảnh minh họa)", ["Quang cảnh hội nghị", "Ảnh minh họa"]),
    ("Ảnh minh họa: nấm trong nhà lạnh", ["Ảnh minh họa: nấm trong nhà lạnh"]),
    ("Cây lúa. Ảnh minh họa: Internet", ["Cây lúa. Ảnh minh họa: Internet"]),
    ("Ảnh: Nguyễn Văn An", ["Ảnh: Nguyễn Văn An"]),
    ("(Ảnh: Báo Bắc Giang)", ["Ảnh: Báo Bắc Giang"]),
]


@pytest.mark.parametrize(("said", "lines"), CREDITS)
def test_who_took_the_picture_stands_on_a_line_of_its_own(to_body: ToBody, said: str, lines: list[str]) -> None:
    assert figures(to_body(f"{BEFORE}{PICTURE}<p><em>{said}</em></p>{BEHIND}"))[0][1:] == lines


ALTS = [
    ("Đại biểu ký văn bản", "Đại biểu ký văn bản"),
    ("C:\\Users\\office\\anh.jpg", "Lễ ký"),
    ("Picture 1", "Lễ ký"),
    ("IMG_2022", "Lễ ký"),
    ("z3656_abc99", "Lễ ký"),
    ("A group of people in a room Description automatically generated", "Lễ ký"),
    ("Có thể là hình ảnh về 3 người", "Lễ ký"),
    ("", "Lễ ký"),
]


@pytest.mark.parametrize(("alt", "kept"), ALTS)
def test_a_description_by_a_person_stays_and_one_by_a_program_goes(to_body: ToBody, alt: str, kept: str) -> None:
    made = to_body(f'{BEFORE}<p><img src="a1.jpg" alt="{alt}"></p><p><em>Lễ ký</em></p>{BEHIND}')
    assert figures(made)[0][0] == f"![{kept}](le-ky.jpg)"


def test_a_picture_that_nothing_describes_is_asked_for(to_body: ToBody) -> None:
    made = to_body(f"{BEFORE}{PICTURE}{BEHIND}")
    assert figures(made) == [["![](anh-1.jpg)"]]
    assert [(remark.kind, remark.place) for remark in made.remarks] == [(RemarkKind.ASKED, "ảnh 1")]


def test_a_picture_in_the_middle_of_a_sentence_comes_behind_the_whole_paragraph(to_body: ToBody) -> None:
    made = to_body(f'<p>Đầu câu <img src="a1.jpg" alt="Cây cam"> cuối câu. {LONG}</p>{BEHIND}')
    assert made.markdown.startswith("Đầu câu cuối câu. Chiều nay")
    assert figures(made) == [["![Cây cam](cay-cam.jpg)"]]


def test_the_same_bytes_are_one_file(to_body: ToBody, pictures: dict[str, object]) -> None:
    pictures["b.jpg"] = pictures["a1.jpg"]
    made = to_body(f'{PICTURE}<p class="caption">Lễ ký</p>{BEFORE}<p><img src="b.jpg" alt="Lễ ký lần nữa"></p>')
    assert list(made.files) == ["le-ky.jpg"]
    assert made.markdown.count("(le-ky.jpg)") == 2


def test_a_picture_that_did_not_come_along_is_told_and_its_caption_stays(to_body: ToBody) -> None:
    made = to_body('<p><img src="https://old.example/x.jpg"></p><p><em>Lễ ký</em></p>' + BEHIND)
    assert "Lễ ký\n\nSau." in made.markdown
    assert [remark.kind for remark in made.remarks] == [RemarkKind.GUESSED, RemarkKind.LOST]
