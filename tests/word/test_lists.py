"""Word's automatic numbers: as lists where the web counts alike, as text where it does not, and never another number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.word.documents import document, p, r, shown, style


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{720 * (at + 1)}"/></w:pPr></w:lvl>'
    )


KINDS = {
    1: [("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "-")],
    2: [("bullet", "·"), ("bullet", "o")],
    3: [("upperRoman", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3")],
    4: [("decimal", "Điều %1.")],
    5: [("decimal", "%1."), ("decimal", "%2.")],
}
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{kind}">'
    + "".join(level(at, form, text) for at, (form, text) in enumerate(levels))
    + "</w:abstractNum>"
    for kind, levels in KINDS.items()
) + "".join(
    [
        *(f'<w:num w:numId="{kind}"><w:abstractNumId w:val="{kind}"/></w:num>' for kind in KINDS),
        '<w:num w:numId="11"><w:abstractNumId w:val="1"/></w:num>',
        '<w:num w:numId="12"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
    ]
)
STYLES = style("H1", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>', shown="heading 1")


def item(text: str, name: int = 1, at: int = 0, props: str = "", look: str = "") -> str:
    return p(r(text, look), props=f'{props}<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{name}"/></w:numPr>')


CASES = [
    ("numbers", item("a") + item("b"), "<ol><li>a</li><li>b</li></ol>"),
    ("bullets in bullets", item("a", 2) + item("b", 2, 1) + item("c", 2), "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("text between", item("a") + p(r("x")) + item("b"), '<ol><li>a</li></ol>\n<p>x</p>\n<ol start="2"><li>b</li></ol>'),
    ("letters as text", item("a", at=1), '<p data-indent="1">a) a</p>'),
    ("another list of the same kind goes on", item("a") + item("b", 11), "<ol><li>a</li><li>b</li></ol>"),
    ("one that begins anew", item("a") + item("b", 12), '<ol><li>a</li></ol><ol start="5"><li>b</li></ol>'),
    ("levels begin anew", item("a", 5) + item("b", 5, 1) + item("c", 5) + item("d", 5, 1), "<ol><li>a<ol><li>b</li></ol></li><li>c<ol><li>d</li></ol></li></ol>"),
    ("a number in a heading", p(r("Mở đầu"), props='<w:pStyle w:val="H1"/>') * 2, "<h1>I. Mở đầu</h1>\n<h1>II. Mở đầu</h1>"),
    ("numbers of several levels", item("a", 3) + item("b", 3, 1), '<p>I. a</p>\n<p data-indent="1">I.1. b</p>'),
    ("articles", item("a", 4) + item("b", 4), "<p>Điều 1. a</p>\n<p>Điều 2. b</p>"),
    ("a bold line", item("Kết quả", look="<w:b/>"), "<p><strong>1. Kết quả</strong></p>"),
    ("a list of another edge", item("a", 2) + p(r("b"), props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="1440"/>'), "<ul><li>a<ol><li>b</li></ol></li></ul>"),
    ("taken away", p(r("a"), props='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>'), "<h1>a</h1>"),
    ("a list that is nowhere", item("a", 99), "<p>a</p>"),
    ("rows that are counted", "<w:tbl>" + "".join(f"<w:tr><w:tc>{item('')}</w:tc><w:tc>{p(r(name))}</w:tc></w:tr>" for name in "ab") + "</w:tbl>", "<table><tbody><tr><td><p>1.</p></td><td><p>a</p></td></tr><tr><td><p>2.</p></td><td><p>b</p></td></tr></tbody></table>"),
    ("an empty one counts", item("a") + item("") + item("b"), '<ol><li>a</li></ol><ol start="3"><li>b</li></ol>'),
    ("deleted between", item("a") + item("b", props="<w:rPr><w:del/></w:rPr>") + item("c"), "<ol><li>a</li><li>bc</li></ol>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_numbers_stand_as_word_shows_them(tmp_path: Path, body: str, wanted: str) -> None:
    assert shown(document(tmp_path, body, styles=STYLES, numbering=NUMBERING)) == wanted
