"""Habits become structure: headings, lists, tables; what only set things side by side goes."""
# ruff: noqa: E501, ISC004 - HTML as it came, one case a row

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.convert import ConvertedBody, RemarkKind

ToBody = Callable[[str], ConvertedBody]

P = "<p>Một đoạn văn dài vừa phải, có chủ ngữ và vị ngữ, kết thúc bằng dấu chấm.</p>"
TEXT = "Một đoạn văn dài vừa phải, có chủ ngữ và vị ngữ, kết thúc bằng dấu chấm."

BODIES = {
    "heading styles begin at h2": (f"<h1>Một</h1>{P}<h2>Hai</h2>{P}", f"## Một\n\n{TEXT}\n\n### Hai\n\n{TEXT}"),
    "no step is left out": (f"<h2>Một</h2>{P}<h4>Hai</h4>{P}", f"## Một\n\n{TEXT}\n\n### Hai\n\n{TEXT}"),
    "a short bold line": (f"{P}<p><b>Kết quả đạt được</b></p>{P}", f"{TEXT}\n\n## Kết quả đạt được\n\n{TEXT}"),
    "bold and underlined": (f"{P}<p><b><u>Kết quả</u>:</b></p>{P}", f"{TEXT}\n\n## Kết quả:\n\n{TEXT}"),
    "roman and arabic": (
        f"<p><b>I. KẾT QUẢ</b></p><p><b>1. Trồng cây</b></p>{P}<p><b>2. Nuôi cá</b></p>{P}<p><b>II. TỒN TẠI</b></p>{P}",
        f"## I. Kết quả\n\n### 1. Trồng cây\n\n{TEXT}\n\n### 2. Nuôi cá\n\n{TEXT}\n\n## II. Tồn tại\n\n{TEXT}",
    ),
    "letters below numbers": (
        f"<p><b>1. Trồng cây</b></p><p><b>a) Cây ăn quả</b></p>{P}<p><b>2. Nuôi cá</b></p>{P}",
        f"## 1. Trồng cây\n\n### a) Cây ăn quả\n\n{TEXT}\n\n## 2. Nuôi cá\n\n{TEXT}",
    ),
    "capitals without bold": (f"{P}<p>TỒN TẠI, HẠN CHẾ</p>{P}", f"{TEXT}\n\n## Tồn tại, hạn chế\n\n{TEXT}"),
    "a bold beginning is no heading": (f"<p><b>Mục tiêu:</b> trồng cây.</p>{P}", f"**Mục tiêu:** trồng cây.\n\n{TEXT}"),
    "a bold sentence is no heading": (
        f"{P}<p><b>Không ai được chặt cây.</b></p>{P}",
        f"{TEXT}\n\n**Không ai được chặt cây.**\n\n{TEXT}",
    ),
    "numbers at the head of sentences": (
        f"<p>1. Trồng cây ở đồi.</p>{P}<p>2. Nuôi cá ở ao.</p>{P}",
        f"1\\. Trồng cây ở đồi.\n\n{TEXT}\n\n2\\. Nuôi cá ở ao.\n\n{TEXT}",
    ),
    "dashes": (f"{P}<p>- Trồng cây;</p><p>- Nuôi cá.</p>", f"{TEXT}\n\n- Trồng cây;\n- Nuôi cá."),
    "dashes with tabs": ("<p>-\tTrồng cây;</p><p>–&nbsp; Nuôi cá.</p>", "- Trồng cây;\n    - Nuôi cá."),
    "plus below dash": ("<p>- Cây</p><p>+ Cam</p><p>+ Bưởi</p><p>- Cá</p>", "- Cây\n    - Cam\n    - Bưởi\n- Cá"),
    "one dash alone": (f"{P}<p>- Trồng cây.</p>{P}", f"{TEXT}\n\n\\- Trồng cây.\n\n{TEXT}"),
    "numbers in a row": ("<p>1. Cây</p><p>2. Cá</p><p>3. Gà</p>", "1. Cây\n2. Cá\n3. Gà"),
    "numbers from five": ("<p>5. Cây</p><p>6. Cá</p>", "5. Cây\n6. Cá"),
    "letters stay letters": ("<p>a) Cây</p><p>b) Cá</p>", "a) Cây\n\nb) Cá"),
    "breaks before dashes": ("<p>Gồm:<br>- Cây;<br>- Cá.</p>", "Gồm:\n\n- Cây;\n- Cá."),
    "list of letters": ("<ol type=a><li>Cây</li><li>Cá</li></ol>", "a) Cây\n\nb) Cá"),
    "list with start": ("<ol start=3><li>Cây</li><li>Cá</li></ol>", "3. Cây\n4. Cá"),
    "list in list": ("<ul><li>Cây<ul><li>Cam</li></ul></li><li>Cá</li></ul>", "- Cây\n    - Cam\n- Cá"),
    "list behind a second paragraph": (
        "<ul><li>Cây<p>Đoạn hai</p><ol><li>Cam</li></ol></li></ul>",
        "- Cây\n\n    Đoạn hai\n\n    1. Cam",
    ),
    "list of Word's paste": (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span>"
        "</span>Cây</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o"
        "<span>&nbsp; </span></span>Cam</p>",
        "- Cây\n    - Cam",
    ),
    "a break that means something": ("<p>Đầu dòng thơ<br>Cuối dòng thơ</p>", "Đầu dòng thơ  \nCuối dòng thơ"),
    "two breaks are a paragraph": ("<p>Một đoạn<br><br>Hai đoạn</p>", "Một đoạn\n\nHai đoạn"),
    "rows of stars": (f"<p>***</p>{P}<p>* * *</p>{P}<p>-----</p>", f"{TEXT}\n\n---\n\n{TEXT}"),
    "a table's name is no heading": (
        f"{P}<p align=center><b>Bảng 1: Cây</b></p><table><tr><th>Tên</th><th>Số</th></tr>"
        f"<tr><td>Cam</td><td>1</td></tr></table>{P}",
        f"{TEXT}\n\n**Bảng 1: Cây**\n\n| Tên | Số |\n| --- | --- |\n| Cam | 1 |\n\n{TEXT}",
    ),
    "capitals that are no heading": (f"{P}<p>AT&amp;T; C#; HTX</p>{P}", f"{TEXT}\n\nAT&T; C#; HTX\n\n{TEXT}"),
    "a quotation": ("<blockquote><p>Lời nói</p></blockquote>", "> Lời nói"),
    "a rule": (f"{P}<hr>{P}", f"{TEXT}\n\n---\n\n{TEXT}"),
    "footnote": (
        '<p>Chữ<sup class="noteref"><a href="#fn-1">1</a></sup> sau.</p><section class="footnotes"><ol>'
        '<li id="fn-1"><p>Lời chú.</p></li></ol></section>',
        "Chữ[^1] sau.\n\n[^1]: Lời chú.",
    ),
    "footnote of Word's paste": (
        '<p>Chữ<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p><div id="ftn1"><p><a href="#_ftnref1">[1]</a> Lời chú.</p></div>',
        "Chữ[^1]\n\n[^1]: Lời chú.",
    ),
    "footnote of Google's": (
        '<p>Chữ<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a>&nbsp;Lời chú.</p></div>',
        "Chữ[^1]\n\n[^1]: Lời chú.",
    ),
    "two pasted documents that count their footnotes alike": (
        '<p>A<a href="#_ftn1">[1]</a></p><div id="ftn1"><p><a href="#_ftnref1">[1]</a> Một.</p></div>'
        '<p>B<a href="#_ftn1">[1]</a></p><div id="ftn1"><p><a href="#_ftnref1">[1]</a> Hai.</p></div>',
        "A[^1]\n\nB[^2]\n\n[^1]: Một.\n\n[^2]: Hai.",
    ),
    "footnote that nobody calls": (
        '<p>Chữ.</p><section class="footnotes"><ol><li id="fn-1"><p>Lời chú.</p></li></ol></section>',
        "Chữ.\n\nLời chú.",
    ),
    "table": (
        "<table><tr><td><b>Tên</b></td><td><b>Số</b></td></tr><tr><td>A|B</td><td align=right>1<br>2</td></tr></table>",
        "| Tên | Số |\n| --- | ---: |\n| A\\|B | 1<br>2 |",
    ),
    "years name columns": (
        "<table><tr><td>Cây</td><td>2021</td></tr><tr><td>Cam</td><td>5</td></tr></table>",
        "| Cây | 2021 |\n| --- | --- |\n| Cam | 5 |",
    ),
    "figures alone name none": (
        "<table><tr><td>1</td><td>Cam</td></tr><tr><td>2</td><td>Bưởi</td></tr></table>",
        "| | |\n| --- | --- |\n| 1 | Cam |\n| 2 | Bưởi |",
    ),
    "table of one cell": (f"<table><tr><td>{P}</td></tr></table>", TEXT),
    "table of one column": (f"<table><tr><td>{P}</td></tr><tr><td>{P}</td></tr></table>", f"{TEXT}\n\n{TEXT}"),
    "table of one row": (f"<table><tr><td>{P}</td><td>{P}</td></tr></table>", f"{TEXT}\n\n{TEXT}"),
    "table with a title in it": (
        "<table><tr><td colspan=2><b>Bảng 1: Cây</b></td></tr><tr><th>Tên</th><th>Số</th></tr><tr><td>Cam</td><td>1</td></tr></table>",
        "**Bảng 1: Cây**\n\n| Tên | Số |\n| --- | --- |\n| Cam | 1 |",
    ),
    "merged in the last row": (
        "<table><tr><th>STT</th><th>Tên</th><th>Số</th></tr><tr><td>1</td><td>Cam</td><td>2</td></tr>"
        "<tr><td colspan=2>Cộng</td><td>2</td></tr></table>",
        "| STT | Tên | Số |\n| --- | --- | --- |\n| 1 | Cam | 2 |\n| Cộng | | 2 |",
    ),
    "merged over rows": (
        "<table><tr><th>Năm</th><th>Số</th></tr><tr><td rowspan=2>2022</td><td>1</td></tr><tr><td>2</td></tr></table>",
        '<table>\n<tr><th>Năm</th><th>Số</th></tr>\n<tr><td rowspan="2">2022</td><td>1</td></tr>\n<tr><td>2</td></tr>\n</table>',
    ),
    "merged, with a footnote": (
        '<table><tr><th>Năm</th><th>Số</th></tr><tr><td rowspan=2>2022<sup class="noteref"><a href="#fn-1">1</a></sup></td>'
        "<td>1</td></tr><tr><td>2</td></tr></table>"
        '<section class="footnotes"><ol><li id="fn-1"><p>Lời chú.</p></li></ol></section>',
        '<table>\n<tr><th>Năm</th><th>Số</th></tr>\n<tr><td rowspan="2">2022 (Lời chú.)</td><td>1</td></tr>\n<tr><td>2</td></tr>\n</table>',
    ),
    "signs in cells": (
        "<table><tr><th>Tên</th><th>Số</th></tr><tr><td><b>Cộng</b> 5*3</td><td>*a*</td></tr></table>",
        "| Tên | Số |\n| --- | --- |\n| **Cộng** 5*3 | \\*a* |",
    ),
    "table in a cell": (
        "<table><tr><th>Tên</th><th>Số</th></tr><tr><td><table><tr><td>A</td><td>B</td></tr></table></td><td>1</td></tr></table>",
        "| Tên | Số |\n| --- | --- |\n| A – B | 1 |",
    ),
}


@pytest.mark.parametrize(("html", "markdown"), BODIES.values(), ids=BODIES)
def test_habits_become_structure(to_body: ToBody, html: str, markdown: str) -> None:
    assert to_body(html).markdown == f"{markdown}\n"


def test_merged_cells_are_told(to_body: ToBody) -> None:
    made = to_body(BODIES["merged over rows"][0])
    assert [(one.kind, one.place, "ô gộp" in one.said) for one in made.remarks] == [
        (RemarkKind.GUESSED, "bảng «Năm»", True)
    ]


def test_a_footnote_in_a_table_of_merged_cells_is_said_in_its_place(to_body: ToBody) -> None:
    html = BODIES["merged over rows"][0].replace(
        "2022</td>", '2022<sup class="noteref"><a href="#fn-1">1</a></sup></td>'
    )
    made = to_body(f'{html}<section class="footnotes"><ol><li id="fn-1">Số <b>tạm</b> tính.</li></ol></section>')
    assert '<td rowspan="2">2022 (Số <b>tạm</b> tính.)</td>' in made.markdown
    assert "[^" not in made.markdown
    assert any("ngoặc" in one.said for one in made.remarks)


def test_bold_throughout_means_nothing(to_body: ToBody) -> None:
    assert "**" not in to_body(f"<p><b>{TEXT}</b></p>" * 3).markdown


CLEANED = {
    "runs joined": ("<b>Hội </b><b>nghị</b> ký", "**Hội nghị** ký"),
    "spaces out of bold": ("a<b> Hội nghị </b>b", "a **Hội nghị** b"),
    "bold space": ("Hội<b> </b>nghị", "Hội nghị"),
    "bold stop": ("Hội nghị<b>.</b>", "Hội nghị."),
    "underline": ("<u>Hội nghị</u>", "Hội nghị"),
    "font and span": ("<font color=red><span lang=VI>Hội nghị</span></font><o:p></o:p>", "Hội nghị"),
    "Google's bold": (
        '<b style="font-weight:normal"><span style="font-weight:700">Hội</span> nghị</b>',
        "**Hội** nghị",
    ),
    "styles": ('<span style="font-weight:bold;font-style:italic">Hội</span> nghị', "***Hội*** nghị"),
    "decomposed": ("Ho\u0323\u0302i nghi\u0323", "Hội nghị"),
    "zero width": ("Hội\u200b ng\ufeffhị", "Hội nghị"),
    "meant no-break": ("65,4\u00a0% và 20\u00a0kg", "65,4\u00a0% và 20\u00a0kg"),
    "no-break everywhere": ("Hội&nbsp;nghị&nbsp;của&nbsp;các&nbsp;hội", "Hội nghị của các hội"),
    "no-break by a space": ("Hội&nbsp; nghị", "Hội nghị"),
    "hidden": ('Hội<span style="display:none"> kín</span> nghị', "Hội nghị"),
    "comments and scripts": ("Hội<!-- x --><script>x()</script><style>p{}</style> nghị", "Hội nghị"),
    "TCVN3": ('<span style="font-family:.VnTime">Héi nghÞ</span> ABC', "Hội nghị ABC"),
    "VNI": ("<font face='VNI-Times'>Hoäi nghò</font> ABC", "Hội nghị ABC"),
    "link": ('<a href="https://a.vn/x">trang <b>chủ</b></a>', "[trang **chủ**](https://a.vn/x)"),
    "link to itself": ('<a href="https://a.vn/x">https://a.vn/x</a>', "https://a.vn/x"),
    "mail": ('<a href="mailto:a@b.vn">a@b.vn</a>', "a@b.vn"),
    "link by Google": ('<a href="https://www.google.com/url?q=https://a.vn/x&amp;sa=D">x</a>', "[x](https://a.vn/x)"),
    "link within": ('<a href="#_Toc1">x</a>', "x"),
    "script in a link": ('<a href="javascript:x()">x</a>', "x"),
    "file of the writer": ('<a href="file:///C:/a.doc">x</a>', "x"),
    "raised and struck": ("m<sup>2</sup> <s>cũ</s>", "m<sup>2</sup> ~~cũ~~"),
    "paragraphs in bold": ("<b><p>Hội nghị lớn.</p></b>", "**Hội nghị lớn.**"),
}


@pytest.mark.parametrize(("html", "markdown"), CLEANED.values(), ids=CLEANED)
def test_debris_goes_and_what_a_person_saw_stays(to_body: ToBody, html: str, markdown: str) -> None:
    assert to_body(f"<div>{html}</div>").markdown == f"{markdown}\n"


def test_a_file_that_a_link_names_comes_along(to_body: ToBody, pictures: dict[str, object]) -> None:
    pictures["Kế hoạch 2023.PDF"] = pictures["a1.jpg"]
    made = to_body('<p>Xem <a href="Kế hoạch 2023.PDF">kế hoạch</a>.</p>')
    assert made.markdown == "Xem [kế hoạch](ke-hoach-2023.pdf).\n"
    assert list(made.files) == ["ke-hoach-2023.pdf"]


def test_elements_without_end_are_read_as_words(to_body: ToBody) -> None:
    assert "cuối" in to_body("<div>" * 5000 + "cuối").markdown
    assert "cuối" in to_body("<ul><li>" * 1000 + "cuối").markdown
    assert "cuối" in to_body("<table><tr><td>" * 500 + "cuối").markdown
    assert "cuối" in to_body("<blockquote>" * 500 + "cuối").markdown
