"""Paragraphs and what stands in them: the XML of Word in, the plain HTML for `convert` out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.word.documents import document, drawing, field, heard, p, r, shown, style

BOLD, ITALIC, LINED = "<w:b/>", "<w:i/>", '<w:u w:val="single"/>'
LINK = {"l1": ("hyperlink", "https://x.example/a?b=1&amp;c=2"), "l2": ("hyperlink", "file:///C:/Users/x.docx")}

INLINE = [
    ("emphasis", p(r("a "), r("b", BOLD), r("c", BOLD + ITALIC)), "<p>a <strong>b<em>c</em></strong></p>"),
    ("a space between two bold words is bold", p(r("a", BOLD), r(" "), r("b", BOLD)), "<p><strong>a b</strong></p>"),
    ("a run that says no", p(r("a", '<w:b w:val="0"/>')), "<p>a</p>"),
    ("strikes", p(r("a", "<w:strike/>"), r("b", "<w:dstrike/>")), "<p><s>ab</s></p>"),
    ("small ones", p(r("m"), r("2", '<w:vertAlign w:val="superscript"/>')), "<p>m<sup>2</sup></p>"),
    ("capitals by formatting", p(r("Hội", "<w:caps/>"), r(" nghị")), '<p><span data-caps="yes">Hội</span> nghị</p>'),
    ("breaks", p(r("a"), "<w:r><w:br/></w:r>", r("b")), "<p>a<br>b</p>"),
    ("breaks at the ends", p("<w:r><w:br/></w:r>", r("b"), '<w:r><w:br w:type="page"/></w:r>'), "<p>b</p>"),
    (
        "hyphens",
        p(r("a"), "<w:r><w:noBreakHyphen/></w:r>", r("b"), "<w:r><w:softHyphen/></w:r>", r("c")),
        "<p>a‑bc</p>",
    ),
    ("no-break space", p(r("22\xa0tháng")), "<p>22\xa0tháng</p>"),
    ("signs of HTML", p(r("a &lt; b &amp; c")), "<p>a &lt; b &amp; c</p>"),
    ("a symbol", p('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'), "<p>→</p>"),
    ("text in a font of symbols", p(r("a", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')), "<p>α</p>"),
    ("a letter and its mark in two runs", p(r("Ho"), r("\u0323i")), "<p>Họi</p>"),
    ("a sign that another program kept", p(r("\uf0fc xong")), "<p>✓ xong</p>"),
    ("signs of Symbol that lost their font", p(r("\uf0b7 xong, x \uf0b3 5\uf0b0")), "<p>• xong, x ≥ 5°</p>"),
    ("smart tags and the like", p(f"<w:smartTag><w:customXml>{r('a')}</w:customXml></w:smartTag>"), "<p>a</p>"),
    ("a content control", p(f"<w:sdt><w:sdtPr/><w:sdtContent>{r('a')}</w:sdtContent></w:sdt>"), "<p>a</p>"),
    (
        "its prompt",
        p(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('x')}</w:sdtContent></w:sdt>", r("b")),
        "<p>b</p>",
    ),
    (
        "ruby",
        p(f"<w:r><w:ruby><w:rt>{r('rt')}</w:rt><w:rubyBase>{r('base')}</w:rubyBase></w:ruby></w:r>"),
        "<p>base (rt)</p>",
    ),
    (
        "a link",
        p(f'<w:hyperlink r:id="l1">{r("a", LINED)}</w:hyperlink>'),
        '<p><a href="https://x.example/a?b=1&amp;c=2">a</a></p>',
    ),
    ("a link to a file of the writer's", p(f'<w:hyperlink r:id="l2">{r("a")}</w:hyperlink>'), "<p>a</p>"),
    ("a link inside", p(f'<w:hyperlink w:anchor="muc">{r("a")}</w:hyperlink>'), "<p>a</p>"),
    (
        "a field of a link",
        p(field(' HYPERLINK "https://x.example/" ', r("a"))),
        '<p><a href="https://x.example/">a</a></p>',
    ),
    (
        "a field of mail",
        p(field(' HYPERLINK "mailto:a@x.example" ', r("a"))),
        '<p><a href="mailto:a@x.example">a</a></p>',
    ),
    ("a field's result", p(r("trang "), field(" PAGE ", r("3"))), "<p>trang 3</p>"),
    ("a field in a field", p(field(" IF ", field(" DATE ", r("x")) + r("y"))), "<p>xy</p>"),
    ("a simple field", p(f'<w:fldSimple w:instr=" SEQ Hình ">{r("1")}</w:fldSimple>'), "<p>1</p>"),
    (
        "a mark of an index",
        p(
            r("a"),
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE "a"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "<p>a</p>",
    ),
    ("what was inserted", p(r("a"), f"<w:ins>{r('b')}</w:ins>"), "<p>ab</p>"),
    ("what was deleted", p(r("a"), "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>"), "<p>a</p>"),
    ("what was moved", p(f"<w:moveFrom>{r('a')}</w:moveFrom><w:moveTo>{r('b')}</w:moveTo>"), "<p>b</p>"),
    ("a format that was another", p(r("a", f"<w:rPrChange><w:rPr>{BOLD}</w:rPr></w:rPrChange>")), "<p>a</p>"),
    (
        "an equation",
        p(
            "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        "<p>(a+b)/2</p>",
    ),
    (
        "a form's box",
        p(
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            r(" có"),
        ),
        "<p>☒ có</p>",
    ),
]


@pytest.mark.parametrize(("body", "wanted"), [row[1:] for row in INLINE], ids=[row[0] for row in INLINE])
def test_what_stands_in_a_paragraph(tmp_path: Path, body: str, wanted: str) -> None:
    assert shown(document(tmp_path, body, LINK)) == wanted


STYLES = "".join(
    [
        style("Normal", "", default=True),
        style("u1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>', shown="heading 1"),
        style("Muc", '<w:basedOn w:val="u1"/>', shown="Mục của hội"),
        style("Tiu", "", shown="Title"),
        style("TieuDe2", "", shown="Tiêu đề 2"),
        style("Cap", "", shown="caption"),
        style("Q", "", shown="Intense Quote"),
        style("Dam", "<w:rPr><w:b/></w:rPr>", "character"),
        style("ML", "", shown="toc 1"),
    ]
)
PARAGRAPHS = [
    ("a heading by its style", p(r("a"), props='<w:pStyle w:val="u1"/>'), "<h1>a</h1>"),
    ("by a style based on it", p(r("a"), props='<w:pStyle w:val="Muc"/>'), "<h1>a</h1>"),
    ("by a Vietnamese name", p(r("a"), props='<w:pStyle w:val="TieuDe2"/>'), "<h2>a</h2>"),
    ("by its own level", p(r("a"), props='<w:outlineLvl w:val="2"/>'), "<h3>a</h3>"),
    ("a level that makes text of it", p(r("a"), props='<w:pStyle w:val="u1"/><w:outlineLvl w:val="9"/>'), "<p><strong>a</strong></p>"),
    ("yes in two styles is no", p(r("a"), r("b", '<w:rStyle w:val="Dam"/>'), props='<w:pStyle w:val="Muc"/><w:outlineLvl w:val="9"/>'), "<p><strong>a</strong>b</p>"),
    ("the title", p(r("a"), props='<w:pStyle w:val="Tiu"/>'), '<p class="title">a</p>'),
    ("a caption", p(r("a"), props='<w:pStyle w:val="Cap"/>'), '<p class="caption">a</p>'),
    ("quotes", p(r("a"), props='<w:pStyle w:val="Q"/>') * 2, "<blockquote><p>a</p><p>a</p></blockquote>"),
    ("alignment", p(r("a"), props='<w:jc w:val="center"/>'), '<p data-align="center">a</p>'),
    ("indentation", p(r("a"), props='<w:ind w:left="1440"/>'), '<p data-indent="2">a</p>'),
    ("size", p(r("văn bản dài")) + p(r("a", '<w:sz w:val="28"/>')), '<p>văn bản dài</p>\n<p data-size="14">a</p>'),
    ("all capitals by formatting", p(r("Hội", "<w:caps/>")), '<p data-caps="yes">Hội</p>'),
    ("empty ones", p() + p(r("  ")) + p(r("a")), "<p>a</p>"),
    ("one whose end was deleted", p(r("a "), props="<w:rPr><w:del/></w:rPr>") + p(r("b")), "<p>a b</p>"),
    ("deleted down to an empty one", p(r("a"), props="<w:rPr><w:del/></w:rPr>") + p() + p(r("b")), "<p>a</p>\n<p>b</p>"),
    ("a drop cap", p(r("T"), props='<w:framePr w:dropCap="drop"/>') + p(r("rong năm")), "<p>Trong năm</p>"),
    ("a hidden end", p(r("Mục. "), props="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(r("Lời")), "<p>Mục. Lời</p>"),
    ("a table of contents", p(field(' TOC \\o "1-3" ', r("Mục 1 … 2"))) + p(r("a")), "<p>a</p>"),
    ("its old entries", p(r("Mục 1"), props='<w:pStyle w:val="ML"/>') + p(r("a")), "<p>a</p>"),
    ("a control around paragraphs", f"<w:sdt><w:sdtContent>{p(r('a'))}</w:sdtContent></w:sdt>", "<p>a</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [row[1:] for row in PARAGRAPHS], ids=[row[0] for row in PARAGRAPHS])
def test_what_a_paragraph_is(tmp_path: Path, body: str, wanted: str) -> None:
    assert shown(document(tmp_path, body, styles=STYLES)) == wanted


BOX = f"<w:txbxContent>{p(r('Trong khung'))}</w:txbxContent>"
TWICE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx>'
    f"{BOX}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{BOX}"
    "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
CHART = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
OBJECT = '<w:r><w:object><o:OLEObject ProgID="{}"/></w:object></w:r>'
TOLD = [
    ("a text box", TWICE, "guessed", "đoạn 1 «Chữ»: Chữ trong khung (hộp văn bản, text box) được đưa vào bài ở đây"),
    ("hidden words", r("mật", "<w:vanish/>"), "lost", "đoạn 1 «Chữ»: Chữ ẩn (Hidden) đã bỏ: «mật»."),
    (
        "hidden words in pieces and in old letters",
        r("§¹i ", '<w:vanish/><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>') + r("x", "<w:vanish/>"),
        "lost",
        "Chữ ẩn (Hidden) đã bỏ: «Đại x».",
    ),
    ("a chart", CHART, "lost", "đoạn 1 «Chữ»: Biểu đồ của Word «Dân số» không chuyển được"),
    ("an old equation", OBJECT.format("Equation.3"), "lost", "đoạn 1 «Chữ»: Công thức (Equation) không chuyển được"),
    ("an embedded sheet", OBJECT.format("Excel.Sheet.12"), "lost", "đoạn 1 «Chữ»: Vật nhúng (Excel.Sheet.12)"),
    (
        "a local link",
        f'<w:hyperlink r:id="l2">{r("")}</w:hyperlink>',
        "lost",
        "Đường dẫn tới «file:///C:/Users/x.docx»",
    ),
    ("a line that is drawn", "<w:r><w:pict><v:line/></w:pict></w:r>", "made", "Đã bỏ 1 hình vẽ không có chữ"),
    ("comments", '<w:r><w:commentReference w:id="1"/></w:r>', "made", "Đã bỏ 1 lời bình, ghi chú bên lề (comment)."),
    ("changes", f"<w:ins>{r('')}</w:ins>", "made", "Đã nhận mọi sửa đổi đang theo dõi (Track Changes): 1 chỗ"),
]


@pytest.mark.parametrize(("inner", "kind", "words"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_what_cannot_come_along_is_told_with_its_place(tmp_path: Path, inner: str, kind: str, words: str) -> None:
    title = "<c:chartSpace xmlns:c='urn:c' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><c:title><a:t>Dân số</a:t></c:title></c:chartSpace>"
    read = document(tmp_path, p(r("Chữ"), inner), LINK | {"c1": ("chart", "chart.xml")}, {"chart.xml": title.encode()})
    assert [line for line in heard(read) if line.startswith(kind) and words in line]


def test_a_text_box_is_read_once_and_behind_its_paragraph(tmp_path: Path) -> None:
    assert shown(document(tmp_path, p(r("a"), TWICE) + p(r("b")))) == "<p>a</p>\n<p>Trong khung</p>\n<p>b</p>"


def test_notes_of_both_kinds_follow_in_the_order_of_the_text(tmp_path: Path) -> None:
    marks = '<w:r><w:endnoteReference w:id="2"/></w:r>', '<w:r><w:footnoteReference w:id="3"/></w:r>'
    notes = {
        "endnotes": f'<w:endnote w:id="2">{p(r("cuối"))}</w:endnote>',
        "footnotes": f'<w:footnote w:id="3">{p(r("chân"))}</w:footnote>',
    }
    html = shown(document(tmp_path, p(r("a"), marks[0], r("b"), marks[1]), **notes))
    assert re.findall(r'href="#(fn-\d)">(\d)', html) == [("fn-1", "1"), ("fn-2", "2")]
    assert html.endswith(
        '<section class="footnotes"><ol><li id="fn-1"><p>cuối</p></li><li id="fn-2"><p>chân</p></li></ol></section>'
    )


def test_a_note_with_a_mark_of_the_writer_s_has_its_number_alone(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="3" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    html = shown(document(tmp_path, p(r("a"), mark), footnotes=f'<w:footnote w:id="3">{p(r("chân"))}</w:footnote>'))
    assert html.startswith('<p>a<sup class="noteref"><a href="#fn-1">1</a></sup></p>')


def test_a_picture_at_the_head_of_the_page_is_told(tmp_path: Path) -> None:
    assert any(
        "Ảnh ở đầu và cuối trang giấy" in line for line in heard(document(tmp_path, p(r("a")), header=p(drawing("x"))))
    )


@pytest.mark.parametrize(("words", "told"), [("Trang 3 / 12", 0), ("- ii -", 0), ("LIÊN HIỆP HỘI", 1)])
def test_the_head_of_the_page_is_told_where_it_says_more_than_a_number(tmp_path: Path, words: str, told: int) -> None:
    read = document(tmp_path, p(r("a")), header=p(r(words)))
    assert sum("đầu và cuối trang" in line for line in heard(read)) == told
