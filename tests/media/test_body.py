"""From Markdown to the body of a text: figures, tables, footnotes, safe HTML, and every problem with its line."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.media import typography
from tests.media.desk import Desk, Nesting, tags, text
from tests.site import photograph

Render = Callable[..., Desk]
PICTURES: dict[str, str | bytes] = {
    "tin-tuc/mot.jpg": photograph(600, 400),
    "tin-tuc/hai.jpg": photograph(300, 200),
    "tin-tuc/ve.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>',
}


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Renders a text that lies beside two photographs and a drawing."""
    return lambda markdown, **more: text(tmp_path, markdown, PICTURES, **more)


FIGURES = [
    ("![Một](mot.jpg)", [("Một", "", "")]),
    ("![Một](mot.jpg)\nChú thích", [("Một", "Chú thích", "")]),
    ("![Một](mot.jpg)\nChú thích  \nhai dòng", [("Một", "Chú thích hai dòng", "")]),
    ("![Một](mot.jpg)\nChú thích\nTranh minh họa", [("Một", "Chú thích", "Tranh minh họa")]),
    ("![Một](mot.jpg)\nChú thích\nẢnh: Nguyễn Thị Thúy", [("Một", "Chú thích", "Ảnh: Nguyễn Thị Thúy")]),
    ("![Một](mot.jpg)\nNguồn ảnh: Báo Bắc Giang", [("Một", "", "Nguồn ảnh: Báo Bắc Giang")]),
    ("![Một](mot.jpg)\nẢnh hội nghị: quang cảnh", [("Một", "Ảnh hội nghị: quang cảnh", "")]),
    ("![Một](mot.jpg)\n*Chú* thích **đậm**", [("Một", "Chú thích đậm", "")]),
    ('![Một](mot.jpg "Lời ở tên")', [("Một", "Lời ở tên", "")]),
    ('![Một](mot.jpg "Lời ở tên")\nChú thích', [("Một", "Chú thích", "")]),
    ("![Một](mot.jpg)\n![Hai](hai.jpg)", [("Một", "", ""), ("Hai", "", "")]),
    (
        "![Một](mot.jpg)\nLời một\n![Hai](hai.jpg)\nLời hai\nẢnh: A",
        [("Một", "Lời một", ""), ("Hai", "Lời hai", "Ảnh: A")],
    ),
    ("Chữ ![Một](mot.jpg) trong dòng", []),
]


@pytest.mark.parametrize(("markdown", "expected"), FIGURES)
def test_a_picture_and_the_lines_behind_it_are_a_figure(
    render: Render, markdown: str, expected: list[tuple[str, str, str]]
) -> None:
    desk = render(f"Trước.\n\n{markdown}\n\nSau.")

    def part(figure: object, selector: str) -> str:
        found = figure.select_one(selector)  # type: ignore[attr-defined]
        return found.get_text() if found else ""

    figures = desk.page.select("figure")
    assert [(one.img["alt"], part(one, "figcaption"), part(one, ".credit")) for one in figures if one.img] == expected
    assert (desk.said, Nesting(desk.body.html).flaws) == ([], [])
    assert not desk.page.select("p figure")


CROSSING = ["![Một](mot.jpg)\n*Chú thích\nẢnh: A*", "![Một](mot.jpg)\n*Chú ![Hai](hai.jpg) thích*"]


@pytest.mark.parametrize("markdown", CROSSING)
def test_emphasis_over_a_caption_and_its_credit_stays_well_formed(render: Render, markdown: str) -> None:
    assert Nesting(render(markdown).body.html).flaws == []


def test_the_first_picture_loads_at_once_and_the_others_when_they_are_near(render: Render) -> None:
    first, second = render("![Một](mot.jpg)\n\n![Hai](hai.jpg)").page.select("img")
    assert (first["fetchpriority"], second["loading"]) == ("high", "lazy")
    assert not first.has_attr("loading")


def test_a_picture_says_its_size_and_offers_smaller_files(render: Render) -> None:
    desk = render("![Một](mot.jpg)\n\n![Vẽ](ve.svg)")
    photo, drawing = desk.page.select("img")
    assert (photo["width"], photo["height"], drawing["width"], drawing["height"]) == ("600", "400", "30", "20")
    assert re.findall(r"-(\d+)\.webp (\d+)w", str(desk.page.source and desk.page.source["srcset"])) == [
        ("480", "480"),
        ("600", "600"),
    ]
    assert drawing.parent
    assert drawing.parent.name == "figure"


def test_the_lead_is_the_picture_of_the_header_else_the_first_of_the_text(render: Render) -> None:
    named = render("![Một](mot.jpg)", image="hai.jpg", image_alt="Lời tả riêng")
    first, none = render("Chữ.\n\n![Một](mot.jpg)\n\n![Hai](hai.jpg)"), render("Chữ.")
    assert named.lead
    assert first.lead
    assert (named.lead.alt, named.lead.width) == ("Lời tả riêng", 300)
    assert (first.lead.alt, none.lead) == ("Một", None)


HERE = "chỉ có trên máy này. Hãy dùng địa chỉ của trang thật, hoặc đường dẫn tới tệp của bài."
PROBLEMS = [
    ("![](mot.jpg)", "ảnh «mot.jpg» chưa có lời tả. Hãy viết lời tả trong ngoặc vuông: ![lời tả](mot.jpg)."),
    ("![ ](mot.jpg)", "ảnh «mot.jpg» chưa có lời tả. Hãy viết lời tả trong ngoặc vuông: ![lời tả](mot.jpg)."),
    ("![A](so-do.png)", "không có ảnh «so-do.png». Hãy đặt tệp ảnh cạnh bài và ghi đúng tên tệp."),
    (
        "![A](mott.jpg)",
        "không có ảnh «mott.jpg». Có phải ý bạn là «mot.jpg»? Hãy đặt tệp ảnh cạnh bài và ghi đúng tên tệp.",
    ),
    (
        "![A](https://x.example/a.jpg)",
        "ảnh «https://x.example/a.jpg» nằm ở trang khác. Hãy tải ảnh về, đặt cạnh bài rồi ghi tên tệp.",
    ),
    (
        "![A](//x.example/a.jpg)",
        "ảnh «//x.example/a.jpg» nằm ở trang khác. Hãy tải ảnh về, đặt cạnh bài rồi ghi tên tệp.",
    ),
    ("[A]()", "đường dẫn trống. Hãy ghi địa chỉ trong ngoặc, hoặc bỏ đường dẫn."),
    ("[](khac.md)", "đường dẫn tới «khac.md» không có chữ. Hãy viết chữ trong ngoặc vuông."),
    (
        "[A](javascript:alert%281%29)",
        "địa chỉ «javascript:alert%281%29» không được nhận. Hãy dùng https://, mailto:, tel: hoặc tên tệp của bài.",
    ),
    (
        "[A](data:text/html,x)",
        "địa chỉ «data:text/html,x» không được nhận. Hãy dùng https://, mailto:, tel: hoặc tên tệp của bài.",
    ),
    (
        "[A](http://localhost:8000/x)",
        f"địa chỉ «http://localhost:8000/x» {HERE}",
    ),
    (
        "[A](http://127.0.0.1/x)",
        f"địa chỉ «http://127.0.0.1/x» {HERE}",
    ),
]


@pytest.mark.parametrize(("markdown", "message"), PROBLEMS)
def test_what_is_wrong_is_told_with_its_line_and_a_remedy(render: Render, markdown: str, message: str) -> None:
    assert render(f"Dòng một.\n\nDòng ba.\n{markdown}\n\nSau.").said == [f"tin-tuc/bai.md:4: {message}"]


def test_footnotes_speak_vietnamese_and_lead_there_and_back(render: Render) -> None:
    page = render("Câu[^1].\n\n[^1]: Nguồn.\n").page
    note, back = page.select("a.footnote-ref, a.footnote-backref")
    assert back["title"] == "Về chỗ có chú thích 1"
    assert page.find(id=str(note["href"])[1:])
    assert page.find(id=str(back["href"])[1:])


def test_a_table_scrolls_by_itself_and_aligns_by_class(render: Render) -> None:
    page = render("| A | B | C |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n\n| D |\n|---|\n| 4 |\n").page
    assert [one["aria-label"] for one in page.select('div.table-scroll[role="region"][tabindex="0"]')] == [
        "Bảng 1",
        "Bảng 2",
    ]
    assert [one.get("class") for one in page.select("td")] == [["align-left"], ["align-center"], ["align-right"], None]
    assert not page.select("[style]")


def test_headings_have_anchors_in_plain_letters_and_none_is_the_title(render: Render) -> None:
    page = render("# Đầu đề\n\n## Căn cứ\n\n## Căn cứ\n\n### Mục 2.1\n").page
    assert [(one.name, one["id"]) for one in page.select("h1, h2, h3")] == [
        ("h2", "dau-de"),
        ("h2", "can-cu"),
        ("h2", "can-cu_1"),
        ("h3", "muc-2-1"),
    ]


def test_addresses_stand_under_the_site(render: Render) -> None:
    desk = render("[A](khac.md) [B](#muc) [C](https://y.example/d) [D](/tin-tuc/)\n\n## Mục\n\n![Một](mot.jpg)")
    page = [a or b for a, b in re.findall(r'(?:href|src)="([^"]*)"|srcset="([^ ]*)', desk.body.html)]
    assert page[:4] == ["/xem-truoc/tin-tuc/khac/", "#muc", "https://y.example/d", "/xem-truoc/tin-tuc/"]
    assert all(one.startswith("/xem-truoc/anh/mot-") for one in page[4:])


def test_the_plain_text_is_that_of_the_paragraphs_with_their_words_apart(render: Render) -> None:
    body = render("## Mục\nMột **hai**\nba &amp; bốn\n\n- năm\n- sáu\n\n| A | B |\n|---|---|\n| 7 | 8 |").body
    assert body.prose == "Một hai ba & bốn"
    assert typography.plain(body.html) == "Mục Một hai ba & bốn năm sáu A B 7 8"


@pytest.mark.parametrize(
    "markdown",
    [
        "`[chữ](địa chỉ` và `[chữ][tên]`, cả `<!--`.",
        "`[chữ][tên]\n<!--`",
        "```\n[chữ](địa chỉ\n<script>x</script>\n```",
        r"\[chữ](dia-chi trong câu.",
        "Theo [1][2] và a[i][j].",
        "Một [chữ][ten] có lời.\n\n[ten]: https://x.example/",
        "Chú thích[^1].\n\n[^1]: Lời.",
        "Một <!-- lời nhắn --> hai.",
    ],
)
def test_marks_that_are_meant_or_understood_are_no_mistake(render: Render, markdown: str) -> None:
    assert render(markdown).said == []


VIDEO = '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0" title="x" allowfullscreen></iframe>'


@pytest.mark.parametrize("markdown", [f"Trước.\n\n{VIDEO}\n\nSau.", f"Trước. {VIDEO} Sau."])
def test_a_video_of_youtube_becomes_a_link(render: Render, markdown: str) -> None:
    made = render(markdown)
    assert [link["href"] for link in made.page("a")] == ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]
    assert made.said == []
    assert " ".join(made.page.get_text(" ").split()) == "Trước. Xem phim trên YouTube Sau."
    assert Nesting(made.body.html).flaws == []


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<iframe src='https://y.example'></iframe>",
    "<a href='javascript:alert(1)'>liên kết</a>",
    "<a href='java\tscript:alert(1)'>liên kết</a>",
    "<div style='position:fixed;inset:0'>che</div>",
    "<form action='https://y.example'><input name=q><button>Gửi</button></form>",
    "<base href='https://y.example/'>",
    "<meta http-equiv=refresh content='0;url=https://y.example'>",
    "<link rel=stylesheet href='https://y.example/x.css'>",
    "<style>body{display:none}</style>",
    "<object data=x></object><embed src=x>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p onclick=alert(1)>nhấp</p>",
    "</article></main></body></html>",
    "</div></div></div><h1>Tiêu đề giả</h1>",
    "<!-- <b> --><title>x</title>",
    "<plaintext>",
    "<textarea>x</textarea>",
    "<template><script>alert(1)</script></template>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("shape", ["Trước.\n\n{}\n\nSau.", "Trước {} Sau."])
def test_hostile_html_goes_and_the_text_around_it_stays(render: Render, hostile: str, shape: str) -> None:
    html = render(shape.format(hostile)).body.html
    risks = {"script", "iframe", "form", "input", "button", "base", "meta", "link", "style", "object", "embed", "svg"}
    assert risks.isdisjoint(tags(html))
    assert not re.search(r"<[^>]*\s(?:on\w+|style|srcdoc|action)=|javascript:|y\.example", html)
    assert "Trước" in html
    assert "Sau" in html
    assert Nesting(html).flaws == []


@pytest.mark.parametrize("name", ["title", "textarea", "select", "style", "script", "template"])
def test_an_element_that_is_left_open_does_not_swallow_the_rest_of_the_text(render: Render, name: str) -> None:
    desk = render(f"Trước thẻ <{name}> của trang.\n\nSau.")
    refused = [one for one in desk.said if not one.startswith("cảnh báo:")]
    assert refused or "Sau." in desk.body.html


def test_nothing_in_a_text_closes_the_layout_around_it(render: Render) -> None:
    html = render("Một.\n\n</div></article></main></body></html>\n\n<h1>Hai</h1>").body.html
    assert {"div", "article", "main", "body", "html", "h1"}.isdisjoint(re.findall(r"</?([a-z0-9]+)", html))


def test_texts_that_look_like_templates_are_texts(render: Render) -> None:
    assert "{{ 7 * 7 }} {% raw %}" in render("{{ 7 * 7 }} {% raw %}").body.html


@pytest.mark.parametrize("left", [b"[]", b"{", b"\xff", "chữ", 5, None])
def test_what_the_cache_did_not_get_so_from_us_is_not_believed(tmp_path: Path, render: Render, left: object) -> None:
    fresh = render("Chữ.").body
    with contextlib.closing(sqlite3.connect(tmp_path / "cache" / "texts.sqlite")) as cache:
        (right,) = cache.execute("SELECT value FROM entries").fetchone()
        wrong = right.replace("Chữ".encode(), "Chứ".encode()) if left is None else left
        cache.execute("UPDATE entries SET value = ?", (wrong,))
        cache.commit()
    again = render("Chữ.")
    assert (again.said, again.body) == ([], fresh)


WORDS = (
    "\n\n",
    "[b](khac.md)",
    "<p>",
    "<b>",
    "</b>",
    "<td>",
    "[^1]",
    "\n[^1]: n\n",
    "\n| a |\n|---|\n",
    "> ",
    "- ",
    "<!--",
)
SIGNS = st.sampled_from([*"abđ1<>&\"'[](){}!#*_`|:-=~^/\\.;, \n\t", *WORDS])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80),
    st.lists(SIGNS, max_size=30).map("".join),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(markdown=TEXTS)
def test_any_text_becomes_a_body_that_is_well_formed_and_runs_nothing(render: Render, markdown: str) -> None:
    html = render(markdown).body.html
    assert Nesting(html).flaws == []
    assert "<script" not in html.lower()
