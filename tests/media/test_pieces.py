"""A text taken apart: nothing of it is lost, and a feed gets it in its own form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.snapshot import pack, unpack
from plugins.media import body
from plugins.media.body import MarkdownRenderer
from plugins.media.markdown import SANITISER
from plugins.media.pieces import taken_apart
from tests.media.desk import Desk, text
from tests.site import photograph

Render = Callable[..., Desk]
PICTURES: dict[str, str | bytes] = {"tin-tuc/mot.jpg": photograph(600, 400), "tin-tuc/a.pdf": b"%PDF-1.4\n%%EOF\n"}
SITE = "https://x.example/xem-truoc"
TABLE = (
    "Biểu đồ cột: HTX. Nguồn: [tin](https://tin.example/).\n\n| Năm | HTX |\n|---|---|\n| 2021 | 3 |\n| 2022 | 5 |\n"
)
# What the sanitiser may write, but for links, pictures, tables and headings of the first level.
HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<br>", '<i title=""&<">', "</i>", "<h3 id=a>"]
    )
    | st.text("a &<>\"'\u00a0\n", max_size=5),
    max_size=12,
).map("".join)


@pytest.fixture
def render(tmp_path: Path) -> Render:
    return lambda markdown: text(tmp_path, markdown, PICTURES)


@given(HTML)
def test_what_no_build_fills_in_is_written_as_the_sanitiser_wrote_it(html: str) -> None:
    clean = SANITISER.clean(SANITISER.clean(html))
    assert "".join(map(str, taken_apart(clean).pieces)) == clean


@pytest.mark.parametrize("markdown", ['# Mục\n\nMột [hai](/x "y") **ba**.', "![a](b.jpg)\n\n" * 3 + TABLE, ""])
def test_a_text_from_the_cache_is_the_text_that_was_put_there(markdown: str) -> None:
    press = MarkdownRenderer({"HTX": "hợp tác xã"}, None)
    _, made = press.convert(markdown)
    assert unpack(pack(made)) == made


FEEDS = [
    ("[a](/tin-tuc/khac/)", f'<p><a href="{SITE}/tin-tuc/khac/">a</a></p>'),
    ("[a](khac.md#muc)", f'<p><a href="{SITE}/tin-tuc/khac/#muc">a</a></p>'),
    ("[a](https://khac.example/b?c=1&d)", '<p><a href="https://khac.example/b?c=1&amp;d">a</a></p>'),
    ("[a](#muc)", f'<p><a href="{SITE}/tin-tuc/bai/#muc">a</a></p>'),
    ("[a](mailto:a@x.example)", '<p><a href="mailto:a@x.example">a</a></p>'),
    ('`href="/x"`', '<p><code>href="/x"</code></p>'),
    ("<a id='moc'></a>b", '<p><a id="moc"></a>b</p>'),
]


@pytest.mark.parametrize(("markdown", "html"), FEEDS)
def test_every_address_in_a_feed_is_whole(render: Render, markdown: str, html: str) -> None:
    assert render(markdown).body.feed == html


def test_a_feed_has_pictures_with_whole_addresses_and_nothing_to_open_large(render: Render) -> None:
    body = render("![Một](mot.jpg)\n\n" * 3).body
    assert body.html.count('class="enlarge"') == body.feed.count("<figure>") == 3
    assert "enlarge" not in body.feed
    assert body.feed.count(f'src="{SITE}/') == 3
    assert '"/' not in body.feed.replace('"/xem-truoc', '"/')
    assert ", /" not in body.feed


def test_a_feed_has_of_a_chart_its_title_its_source_and_its_table(render: Render) -> None:
    body = render(TABLE).body
    title = '<p>HTX <span class="chart-source">Nguồn: <a href="https://tin.example/">tin</a></span></p>'
    assert body.feed.startswith(title)
    assert ("<svg" in body.html, "<svg" in body.feed, "<td>5</td>" in body.feed) == (True, False, True)


LEADING = [
    ("[a](https://bao.example/1)", True),
    ("Xem https://bao.example/1", True),
    ("`xem https://bao.example/1`", True),
    ("[a](/tin-tuc/khac/)", False),
    ("[a](mailto:a@x.example)", False),
]


@pytest.mark.parametrize(("markdown", "out"), LEADING)
def test_a_body_knows_whether_it_leads_to_another_site(render: Render, markdown: str, out: bool) -> None:
    assert render(markdown).body.leads_out is out


def test_a_body_knows_what_a_link_may_lead_to(render: Render) -> None:
    assert render('## Mục một\n\n<b id="moc">a</b> <a id="hai"></a>').body.ids == ("muc-mot", "moc", "hai")


def test_a_text_whose_html_goes_deeper_than_browsers_is_refused(tmp_path: Path) -> None:
    desk = text(tmp_path, f"{'<div>' * 400}từ{'</div>' * 400}")
    assert desk.said == [f"tin-tuc/bai.md:1: {body.NOT_CONVERTED(why='RecursionError')}"]
