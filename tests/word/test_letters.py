"""TCVN3 and VNI by the font that Word would take, wherever the font was said, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.word.documents import document, field, p, r, shown, style

TCVN3, CAPITALS, VNI = (
    f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' for font in (".VnTime", ".VnTimeH", "VNI-Times")
)
STYLES = "".join(
    [
        style("Cu", f"<w:rPr>{TCVN3}</w:rPr>"),
        style("CuHon", '<w:basedOn w:val="Cu"/>'),
        style("Chu", f"<w:rPr>{VNI}</w:rPr>", "character"),
        style("Bang", f"<w:rPr>{TCVN3}</w:rPr>", "table"),
    ]
)
HOI = "§¹i héi"
CASES = [
    ("by the run", p(r(HOI, TCVN3)), "<p>Đại hội</p>"),
    ("capitals", p(r("liªn hiÖp héi", CAPITALS)), "<p>LIÊN HIỆP HỘI</p>"),
    ("VNI", p(r("Lieân hieäp hoäi", VNI)), "<p>Liên hiệp hội</p>"),
    ("a letter of VNI over two runs", p(r("Lie", VNI + "<w:b/>"), r("ân", VNI)), "<p><strong>Liê</strong>n</p>"),
    ("by the paragraph's style", p(r(HOI), props='<w:pStyle w:val="Cu"/>'), "<p>Đại hội</p>"),
    ("by a style below it", p(r(HOI), props='<w:pStyle w:val="CuHon"/>'), "<p>Đại hội</p>"),
    ("by a character's style", p(r("hoäi", '<w:rStyle w:val="Chu"/>')), "<p>hội</p>"),
    ("by the table", f'<w:tbl><w:tblPr><w:tblStyle w:val="Bang"/></w:tblPr><w:tr><w:tc>{p(r(HOI))}</w:tc></w:tr></w:tbl>', "<table><tbody><tr><td><p>Đại hội</p></td></tr></tbody></table>"),
    ("the run's font before the style's", p(r("Đại hội à", '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'), props='<w:pStyle w:val="Cu"/>'), "<p>Đại hội à</p>"),
    ("mixed sentences", p(r("Ngày Đại hội à "), r(HOI, TCVN3), r(" đã")), "<p>Ngày Đại hội à Đại hội đã</p>"),
    ("Unicode in an old font", p(r("Đại hội Hà Nội", TCVN3)), "<p>Đại hội Hà Nội</p>"),
    ("the letter that is a soft hyphen", p(r("th\xad ký", TCVN3)), "<p>thư ký</p>"),
    ("as Word's own sign", p(r("th", TCVN3), f"<w:r><w:rPr>{TCVN3}</w:rPr><w:softHyphen/></w:r>"), "<p>thư</p>"),
    ("a soft hyphen elsewhere", p(r("thư\xad ký")), "<p>thư ký</p>"),
    ("in a link", p(field(' HYPERLINK "https://x.example/" ', r(HOI, TCVN3))), '<p><a href="https://x.example/">Đại hội</a></p>'),
    ("in another slot", p(r("à la carte", '<w:rFonts w:cs=".VnTime"/>')), "<p>à la carte</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_old_letters_are_turned_by_the_font(tmp_path: Path, body: str, wanted: str) -> None:
    assert shown(document(tmp_path, body, styles=STYLES)) == wanted


DEFAULTS = f"<w:docDefaults><w:rPrDefault><w:rPr>{TCVN3}</w:rPr></w:rPrDefault></w:docDefaults>"
THEMED = '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/></w:rPr></w:rPrDefault></w:docDefaults>'
THEME = '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:minorFont><a:latin typeface=".VnTime"/></a:minorFont></a:theme>'


@pytest.mark.parametrize(
    "parts", [{"styles": DEFAULTS}, {"styles": THEMED, "theme": THEME}], ids=["said", "by the theme"]
)
def test_the_font_of_the_whole_document_counts(tmp_path: Path, parts: dict[str, str]) -> None:
    assert shown(document(tmp_path, p(r(HOI)), **parts)) == "<p>Đại hội</p>"


def test_an_automatic_number_is_turned_by_its_own_font(tmp_path: Path) -> None:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="§iÒu %1."/><w:rPr>{TCVN3}</w:rPr></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    body = p(r("Đại hội"), props='<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert shown(document(tmp_path, body, numbering=numbering)) == "<p>Điều 1. Đại hội</p>"


def test_what_looks_like_an_old_coding_under_another_font_is_told_and_stays(tmp_path: Path) -> None:
    read = document(tmp_path, p(r("§¹i héi ®­îc tæ chøc t¹i tØnh")) + p(r("L’été, für 5 µm")))
    assert "§¹i héi" in read.html
    assert [(one.place, "TCVN3" in one.said) for one in read.remarks if "bảng mã" in one.said] == [
        ("đoạn 1 «§¹i héi ®îc tæ chøc t¹i tØnh»", True)
    ]
