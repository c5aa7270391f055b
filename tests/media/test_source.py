"""What editors type and what a reader sees of it, row by row; what stands beside a fault and is right, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.desk import Desk, text

Render = Callable[[str], Desk]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    return lambda markdown: text(tmp_path, markdown)


def shown(desk: Desk) -> str:
    """The body on one line, without the spans and anchors that the finishing adds."""
    html = re.sub(r'</?span[^>]*>| id="[^"]*"', "", str(desk.body.html))
    return re.sub(r"\s*\n\s*", "", html)


SIGNS = [
    ("20*30 cm và 40*60 cm, 5*4*3, 20%*30%*5", "<p>20*30 cm và 40*60 cm, 5*4*3, 20%*30%*5</p>"),
    ("(a+b)*(c+d)*(e+f), 5*(3+2)*4, 2**3**4", "<p>(a+b)*(c+d)*(e+f), 5*(3+2)*4, 2**3**4</p>"),
    ("Vòng 1 (*), vòng 2 (*), (**), [*], (*, **)", "<p>Vòng 1 (*), vòng 2 (*), (**), [*], (*, **)</p>"),
    ("*.doc và *.*, 2 * 3 * 4, giá 5 đồng *.", "<p>*.doc và *.*, 2 * 3 * 4, giá 5 đồng *.</p>"),
    ("Bấm *101# rồi bấm *102#.", "<p>Bấm *101# rồi bấm *102#.</p>"),
    ("Ngày __/__/____, số __/QĐ-__, (___)", "<p>Ngày __/__/____, số __/QĐ-__, (___)</p>"),
    ("Tên:__, tuổi:__. ____(ông)____ a_b_c", "<p>Tên:__, tuổi:__. ____(ông)____ a_b_c</p>"),
    (
        "**K**hoa, **Gồm:**ba, (**a**), “*b*”, __c__ _d_",
        (
            "<p><strong>K</strong>hoa, <strong>Gồm:</strong>ba, (<strong>a</strong>), “<em>b</em>”, "
            "<strong>c</strong> <em>d</em></p>"
        ),
    ),
    (
        "**đậm **, ** đậm** và ***cả hai***",
        "<p><strong>đậm</strong>, <strong>đậm</strong> và <strong><em>cả hai</em></strong></p>",
    ),
    ("Hạn ~~20/8~~ 30/8, ~5 kg, ~6 kg", "<p>Hạn <del>20/8</del> 30/8, ~5 kg, ~6 kg</p>"),
    (
        "Tôi là <họ và tên>, <Tên cơ quan>, <email>",
        "<p>Tôi là &lt;họ và tên&gt;, &lt;Tên cơ quan&gt;, &lt;email&gt;</p>",
    ),
    ("<<Quê hương>>, t<a và b>c, <A>, <I>", "<p>&lt;&lt;Quê hương&gt;&gt;, t&lt;a và b&gt;c, &lt;A&gt;, &lt;I&gt;</p>"),
    (
        "CO<sub>2</sub>, một<br>hai, `<mã>`, x <= 5",
        "<p>CO<sub>2</sub>, một<br>hai, <code>&lt;mã&gt;</code>, x &lt;= 5</p>",
    ),
    (">18 tuổi", "<p>&gt;18 tuổi</p>"),
    ("Mục {giai đoạn 1}, **a**{đã sửa}", "<p>Mục {giai đoạn 1}, <strong>a</strong>{đã sửa}</p>"),
    ("## Mục {giai đoạn 1}", "<h2>Mục {giai đoạn 1}</h2>"),
    ("## Mục {#muc}\n\n### Mục {: #con }", "<h2>Mục</h2><h3>Mục</h3>"),
    (
        "## Lập trình C#\n\n## Hạng #1 #\n\n## Ba ##\n\n##Sát",
        "<h2>Lập trình C#</h2><h2>Hạng #1</h2><h2>Ba</h2><h2>Sát</h2>",
    ),
    ("#LienHiepHoi #KhoaHoc\n\n#1 Giải Nhất\n\n#####", "<p>#LienHiepHoi #KhoaHoc</p><p>#1 Giải Nhất</p><p>#####</p>"),
]
LISTS = [
    ("1. A\n\nChen\n\n2. B", '<ol><li>A</li></ol><p>Chen</p><ol start="2"><li>B</li></ol>'),
    ("1. A\n1. B\n1. C", "<ol><li>A</li><li>B</li><li>C</li></ol>"),
    ("1. A\n3. B\n5. C", '<ol><li>A</li><li value="3">B</li><li value="5">C</li></ol>'),
    ("1. A\n2. B\n\n1. C", '<ol><li>A</li><li><p>B</p></li><li value="1"><p>C</p></li></ol>'),
    ("1986. Bắt đầu\n\n1993. Thành lập", "<p>1986. Bắt đầu</p><p>1993. Thành lập</p>"),
    ("1986. Bắt đầu\n1993. Thành lập", "<p>1986. Bắt đầu<br>1993. Thành lập</p>"),
    ("- A\n  - B\n  - C\n- D", "<ul><li>A<ul><li>B</li><li>C</li></ul></li><li>D</li></ul>"),
    ("1. A\n   - B\n     + C\n2. D", "<ol><li>A<ul><li>B<ul><li>C</li></ul></li></ul></li><li>D</li></ol>"),
    ("- A\n- B\n\n1. C", "<ul><li>A</li><li>B</li></ul><ol><li>C</li></ol>"),
    ("- A\n1. B", "<ul><li>A</li></ul><ol><li>B</li></ol>"),
    ("Gồm:\n- A\n- B", "<p>Gồm:</p><ul><li>A</li><li>B</li></ul>"),
    ("-\u00a0A\n-\u00a0B", "<ul><li>A</li><li>B</li></ul>"),
    ("\uf0b7 A\n\uf0a7\tB", "<ul><li>A</li><li>B</li></ul>"),
    ("•\tA\n•\tB", "<ul><li>A</li><li>B</li></ul>"),
    ("– A\n– B", "<ul><li>A</li><li>B</li></ul>"),
    ("– Thưa ông\n\n– Vâng", "<p>– Thưa ông</p><p>– Vâng</p>"),
    ("a) A\nb) B", "<p>a) A<br>b) B</p>"),
    ("1. A\n\n    Đoạn hai\n\n2. B", "<ol><li><p>A</p><p>Đoạn hai</p></li><li><p>B</p></li></ol>"),
]
PARAGRAPHS = [
    ("\tMột **hai**.\n\n    Ba.", "<p>Một <strong>hai</strong>.</p><p>Ba.</p>"),
    ("Câu.\n-----\nSau.", "<p>Câu.</p><hr><p>Sau.</p>"),
    ("Câu.\n=====\n\nSau.", "<p>Câu.</p><hr><p>Sau.</p>"),
    ("Câu.\n-\n\nSau.", "<p>Câu.-</p><p>Sau.</p>"),
    ("A\n\n~~~~~\n\n**b**\n\n~~~~~\n\nC", "<p>A</p><hr><p><strong>b</strong></p><hr><p>C</p>"),
    ("A\n\u00a0\nB\n\u3000\nC", "<p>A</p><p>B</p><p>C</p>"),
    ("```\nmã **x**\n    <y>\n- z\n```", "<pre><code>mã **x**<y>- z</code></pre>".replace("<y>", "&lt;y&gt;")),
    ("<pre>\n- **x**\n</pre>", "<pre>- **x**</pre>"),
    (
        "Một\n| A | B |\n|—|—|\n| 1 | 2 |\nHai",
        (
            "<p>Một</p><table><thead><tr><th>A</th><th>B</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>Hai</p>"
        ),
    ),
    ("[Nguồn]: Internet", "<p>[Nguồn]: Internet</p>"),
    ("[Infographic] [Nguồn: Internet]", "<p>[Infographic] [Nguồn: Internet]</p>"),
]
ADDRESSES = [
    ("(https://x.example/_a_/b_(c)).", "https://x.example/_a_/b_(c)"),
    ("**https://x.example/a*b?c=1&d=2**;", "https://x.example/a*b?c=1&d=2"),
    ("tại www.x.example, và", "https://www.x.example"),
    ("thư a.b@x.example.", "mailto:a.b@x.example"),
    (r"https://x.example/a\_b", "https://x.example/a_b"),
    ("<sub>Theo www.x.example</sub>", "https://www.x.example"),
    ("https://x.example/a<br>tiếp", "https://x.example/a"),
    ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&b=2"),
]


@pytest.mark.parametrize(("markdown", "html"), [*SIGNS, *LISTS, *PARAGRAPHS])
def test_a_text_shows_what_its_writer_meant(render: Render, markdown: str, html: str) -> None:
    desk = render(markdown)
    assert shown(desk).replace(TABLE_ROOM, "").replace("</table></div>", "</table>") == html
    assert desk.said == []


TABLE_ROOM = '<div class="table-scroll" role="region" tabindex="0" aria-label="Bảng 1">'


@pytest.mark.parametrize(("markdown", "address"), ADDRESSES)
def test_a_bare_address_is_a_link_without_the_signs_around_it(render: Render, markdown: str, address: str) -> None:
    assert [link["href"] for link in render(markdown).page("a")] == [address]


@pytest.mark.parametrize(
    "markdown", ["http://localhost:8000/x", "https://…", "`https://x.example/`", '<a href="/">https://x.example/</a>']
)
def test_what_is_no_address_of_the_world_or_linked_already_is_no_link(render: Render, markdown: str) -> None:
    assert [link.get("href") for link in render(markdown).page("a")] in ([], ["/xem-truoc/"])


def test_notes_are_numbered_as_they_are_referred_to(render: Render) -> None:
    page = render("Một[^b], hai[^a].\n\n[^a]: Lời a.\n[^b]: Lời b.\n").page
    assert [note.text for note in page("sup")] == ["1", "2"]
    assert [item.p.text.split("\u00a0")[0] for item in page("li")] == ["Lời b.", "Lời a."]


def test_notes_in_a_table_are_numbered_where_they_stand(render: Render) -> None:
    table = "| Cột[^b] |\n| --- |\n| Ô[^a] |\n"
    page = render(f"Một[^c].\n\n{table}\nSau[^d], lại[^a].\n\n[^a]: A.\n[^b]: B.\n[^c]: C.\n[^d]: D.\n").page
    assert [note.text for note in page("sup")] == ["1", "2", "3", "4", "3"]
    assert [item.p.text.split("\u00a0")[0] for item in page("li")] == ["C.", "B.", "A.", "D."]
    back = {item["id"]: [link["href"] for link in item("a")] for item in page("li")}
    marks = zip(page("sup"), page.select("sup a"), strict=True)
    assert all(f"#{mark['id']}" in back[link["href"].strip("#")] for mark, link in marks)
