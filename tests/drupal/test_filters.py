"""Text formats: what Drupal's filters made of a text is what readers saw."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drupal.old_site import token
from tools.drupal import filters
from tools.drupal.filters import TextFilter, TextFormat
from tools.drupal.module_filters import Filtering, MediaFile
from tools.drupal.words import words_of


def run(text: str, *names: str, filtering: Filtering | None = None, **settings: Any) -> str:
    formats = {"f": TextFormat("F", tuple(TextFilter(name, settings) for name in names))}
    return filters.run(text, "f", formats, filtering or Filtering())


AUTOP = {
    "Một\nhai\n\nba": "<p>Một<br />\nhai</p>\n<p>ba</p>\n",
    "<ul>\n<li>a</li>\n</ul>\nsau": "<ul>\n<li>a</li>\n</ul>\n<p>sau</p>\n",
    "<pre>a\n\nb</pre>": "<pre>a\n\nb</pre>",
    "a & b &amp; c": "<p>a &amp; b &amp; c</p>\n",
    "<!-- a\n\nb -->x": "<!-- a\n\nb --><p>x</p>\n",
}


@pytest.mark.parametrize("text", AUTOP)
def test_lines_become_paragraphs_as_drupal_made_them(text: str) -> None:
    assert run(text, "filter_autop") == AUTOP[text]


ALLOWED = {
    "<p>a <em>b</em></p>": "a <em>b</em>",
    '<a href="javascript:alert(1)" onclick="x()" style="y">c</a>': '<a href="alert(1)">c</a>',
    "<script>alert(1)</script>": "alert(1)",
    "5 < 6 & 7 > 2": "5 &lt; 6 &amp; 7 &gt; 2",
    "&eacute; &#233; &bad": "&eacute; &#233; &amp;bad",
    "<!--break-->d": "d",
    "<em": "<em>",
}


@pytest.mark.parametrize("text", ALLOWED)
def test_tags_that_are_not_allowed_go_and_their_words_stay(text: str) -> None:
    assert run(text, "filter_html", allowed_html="<a> <em>") == ALLOWED[text]


def test_plain_text_shows_signs_as_typed() -> None:
    html = run('<phòng 205> & "A"\r\nwww.x.example.', "filter_html_escape", "filter_url", "filter_autop")
    assert words_of(html) == '<phòng 205> & "A" www.x.example.'
    assert '<a href="http://www.x.example">www.x.example</a>.' in html


URLS = {
    "xem http://a.example/b?c=1&amp;d, rồi": '<a href="http://a.example/b?c=1&amp;d">http://a.example/b?c=1&amp;d</a>,',
    "thư a.b@c.example.": '<a href="mailto:a.b@c.example">a.b@c.example</a>.',
    '<a href="http://a.example">http://a.example</a>': '<a href="http://a.example">http://a.example</a>',
    "<code>http://a.example</code>": "<code>http://a.example</code>",
    "http://a.example/" + "x" * 90: f"http://a.example/{'x' * 55}...</a>",
}


@pytest.mark.parametrize("text", URLS)
def test_bare_addresses_become_links_outside_of_links(text: str) -> None:
    assert URLS[text] in run(text, "filter_url", filter_url_length="72")


def media(fid: int) -> MediaFile | None:
    files = {
        5: MediaFile("/f/a%20b.jpg", "a b.jpg", is_image=True),
        6: MediaFile("/f/k.pdf", "Kế hoạch.pdf", is_image=False),
    }
    return files.get(fid)


def test_tokens_of_the_media_module_become_their_pictures_and_files() -> None:
    filtering = Filtering(media)
    picture = token(fid="5", view_mode="default", attributes={"alt": "Quang cảnh", "width": "500"})
    fields = token(fid=5, fields={"field_file_image_alt_text[und][0][value]": 'Lời "tả"'})
    html = run(f"{picture} {fields} {token(fid=6)} {token(fid=7)}", "media_filter", filtering=filtering)
    assert 'src="/f/a%20b.jpg" alt="Quang cảnh"' in html
    assert 'alt="Lời &quot;tả&quot;"' in html
    assert '<a href="/f/k.pdf">Kế hoạch.pdf</a>' in html
    assert filtering.remarks == ["Ảnh hay tệp số 7 chèn trong bài không còn."]


def test_a_token_whose_quotes_an_editor_escaped_is_read_too() -> None:
    assert 'src="/f/a%20b.jpg"' in run(token(fid=5).replace('"', "&quot;"), "media_filter", filtering=Filtering(media))


def test_php_never_runs_and_is_told() -> None:
    filtering = Filtering()
    assert run("a<?php print 1; ?>b", "php_code", filtering=filtering) == "ab"
    assert filtering.remarks == ["Bài có mã PHP; mã không được chạy và đã bỏ đi."]


def test_a_format_that_is_gone_prints_nothing_and_is_told() -> None:
    filtering = Filtering()
    assert filters.run("<p>x</p>", "gone", {}, filtering) == ""
    assert "«gone» không còn" in filtering.remarks[0]


def test_a_filter_that_nobody_knows_is_told_and_one_that_changes_no_word_is_not() -> None:
    filtering = Filtering()
    assert run("x", "bbcode", "pathologic", "filter_htmlcorrector", filtering=filtering) == "x"
    assert [remark.split("»")[0] for remark in filtering.remarks] == ["Bộ lọc «bbcode"]


OTHERS = {
    "caption_filter": (
        '[caption caption="x"]<img src="a">Lời[/caption]',
        '<p><img src="a"></p><p class="caption">Lời</p>',
    ),
    "video_filter": ("[video:https://youtu.be/abc width:10]", '<iframe src="https://youtu.be/abc"></iframe>'),
    "insert_view": ("a[view:x=1]b", "ab"),
    "footnotes": ("a[fn]chú[/fn]", '<li id="fn-1">chú</li>'),
    "filter_markdown": ("**đậm**", "<strong>đậm</strong>"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_filters_of_well_known_modules_do_what_they_did(name: str) -> None:
    text, shown = OTHERS[name]
    assert shown in run(text, name)


SUMMARIES = {
    ("a<!--break-->b", ""): "a",
    ("a<!--break-->b", "viết"): "viết",
    ("a", "viết"): "viết",
    ("a" * 2000, ""): "",
}


@pytest.mark.parametrize(("text", "written"), SUMMARIES)
def test_a_teaser_is_what_was_written_or_stands_above_the_break(text: str, written: str) -> None:
    assert filters.summary(text, written, None) == SUMMARIES[text, written]


def test_php_that_is_broken_in_two_makes_no_teaser() -> None:
    assert filters.summary("<?php a(); <!--break--> ?>", "", TextFormat("P", (TextFilter("php_code"),))) == ""
