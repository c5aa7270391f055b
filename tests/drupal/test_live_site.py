"""The second way: a live site becomes the same old site that a dump does, as far as its pages show it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from plugins.base.moments import VIETNAM
from tests.drupal.live import ROOT, body, feed, front, node, page, read, short_form, shown_field, term
from tools.drupal.model import CannotImport, OldNode, OldSite, OldText

FILES = "/sites/default/files"


def one(site: OldSite) -> tuple[OldNode, OldText]:
    (found,) = site.nodes
    return found, site.text_of(found.nid)


def test_a_text_is_taken_from_its_page_by_the_marks_of_drupal(tmp_path: Path) -> None:
    marks = '<span property="dc:date dc:created" content="2022-05-06T22:30:00+07:00">x</span>'
    who = f'<div class="submitted">Gửi bởi <span class="username">Lê An</span> {marks}</div>'
    pages = {
        "": front("/tin/hop"),
        "tin/hop": node(7, who + body("<p>Nội dung.</p>"), path="tin/hop", classes="node-sticky"),
    }
    text, shown = one(read(tmp_path, pages))
    assert (text.nid, text.type, text.title, text.author, text.sticky) == (7, "tin", "Họp mặt đầu năm", "Lê An", True)
    assert text.created == datetime(2022, 5, 6, 22, 30, tzinfo=VIETNAM)
    assert shown.html == "<p>Nội dung.</p>"
    assert shown.remarks == ()


THEMES = {
    "omega 3": """<article id="node-tin-7" class="node node-tin"><div class="field field-name-body
        field-type-text-with-summary"><div class="field-items"><div class="field-item even"
        property="content:encoded"><p>Lời.</p></div></div></div></article>""",
    "zen": """<article class="node-7 node node-tin view-mode-full"><section class="field field-name-body
        field-type-text-with-summary"><div class="field-items"><div class="field-item"><p>Lời.</p></div></div>
        </section></article>""",
    "omega 4": """<article class="node node--tin node--full"><div class="field field--name-body
        field--type-text-with-summary"><div class="field__items"><div class="field__item"><p>Lời.</p></div></div>
        </div></article>""",
    "panels": f"""<div class="panel-pane pane-entity-field pane-node-body"><div class="pane-content">
        {body("<p>Lời.</p>")}</div></div>""",
    "display suite": f"""<div class="ds-1col node node-tin view-mode-full">{body("<p>Lời.</p>")}</div>""",
    "fences": """<div id="node-7" class="node"><div class="field-name-body field-type-text-with-summary"><p>Lời.</p>
        </div></div>""",
    "by hand": """<div id="node-7" class="node"><h2 class="node-title">Tên</h2><span class="submitted">5/6/2020</span>
        <div class="content"><p>Lời.</p><ul class="links"><li>Thêm</li></ul></div></div>""",
}


@pytest.mark.parametrize("theme", THEMES)
def test_other_themes_show_the_same_text(tmp_path: Path, theme: str) -> None:
    shown = page(THEMES[theme], body="page-node page-node- page-node-7 node-type-tin", title="Tên | Hội tỉnh")
    text, told = one(read(tmp_path, {"": front("/node/7"), "node/7": shown}))
    assert (text.title, text.type, told.html.strip()) == ("Tên", "tin", "<p>Lời.</p>")


def test_texts_beside_the_text_and_comments_below_it_are_no_part_of_it(tmp_path: Path) -> None:
    said = shown_field("comment-body", "text-long", "<p>Bình luận</p>")
    comment = f'<div id="comments"><div class="comment">{said}</div></div>'
    beside = f'<div class="view"><div class="views-row">{body("<p>Tin khác</p>")}</div></div>'
    pages = {"": front("/node/7"), "node/7": node(7, beside + body("<p>Lời.</p>") + comment)}
    text, shown = one(read(tmp_path, pages))
    assert (shown.html, shown.fields, text.comments) == ("<p>Lời.</p>", (), 1)


def test_terms_come_with_their_vocabulary_and_tree_and_those_without_a_link_by_name(tmp_path: Path) -> None:
    kinds = shown_field(
        "field-loai-tin", "taxonomy-term-reference", '<a href="/loai/hoi-thao">Hội thảo</a>', label="Loại tin"
    )
    tags = shown_field("field-tags", "taxonomy-term-reference", "lúa", "chè", label="Từ khóa")
    trail = '<div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/taxonomy/term/2">Khoa học</a></div>'
    site = read(
        tmp_path,
        {
            "": front("/node/7"),
            "node/7": node(7, body("x") + kinds + tags),
            "loai/hoi-thao": term(3, "Hội thảo", "loai-tin", trail=trail),
            "taxonomy/term/2": term(2, "Khoa học", "loai-tin"),
        },
    )
    found = [site.terms[tid] for tid in site.nodes[0].terms]
    assert [(one.name, one.vocabulary, one.parents) for one in found] == [
        ("Hội thảo", "loai_tin", (2,)),
        ("lúa", "tags", ()),
        ("chè", "tags", ()),
    ]
    assert site.news_vocabulary == "loai_tin"
    assert {one.name for one in site.vocabularies.values()} == {"Loại tin", "Từ khóa"}
    assert [(one.path, one.source) for one in site.aliases] == [("loai/hoi-thao", "taxonomy/term/3")]


def test_pictures_come_from_their_originals_with_their_words(tmp_path: Path) -> None:
    image = f'<img src="{FILES}/styles/nho/public/a%20b.jpg?itok=abcd1234" alt="Cây lúa" title="Ảnh" />'
    pages = {
        "": front("/node/7"),
        "node/7": node(7, shown_field("field-anh", "image", image) + body("x")),
        "sites/default/files/a b.jpg": b"\xff\xd8original",
    }
    site = read(tmp_path, pages)
    (shown,) = one(site)[1].fields
    (picture,) = shown.pictures
    assert (picture.file.uri, picture.alt, picture.title, shown.before_body) == (
        "public://a b.jpg",
        "Cây lúa",
        "Ảnh",
        True,
    )
    assert picture.file.on_disk
    assert picture.file.on_disk.read_bytes() == b"\xff\xd8original"
    assert "nho" in site.styles


def test_a_small_picture_stands_in_for_an_original_that_is_gone(tmp_path: Path) -> None:
    small = f"{FILES}/styles/nho/public/a.jpg?itok=abcd1234"
    pages = {
        "": front("/node/7"),
        "node/7": node(7, shown_field("field-anh", "image", f'<img src="{small}" alt="" />') + body("x")),
        small.strip("/"): b"small",
    }
    _, shown = one(read(tmp_path, pages))
    assert shown.fields[0].pictures[0].file.on_disk
    assert [said for said in shown.remarks if "bản thu nhỏ" in said]


def test_attachments_keep_their_description_and_missing_ones_are_known(tmp_path: Path) -> None:
    files = shown_field(
        "field-tep",
        "file",
        f'<span class="file"><img class="file-icon" src="/modules/file/icons/pdf.png" alt="PDF" />'
        f'<a href="{FILES}/mau-1.pdf" title="mau-1.pdf">Mẫu số 1</a></span>',
        f'<span class="file"><a href="{FILES}/mau-2.pdf">mau-2.pdf</a></span>',
        label="Văn bản",
    )
    pages = {"": front("/node/7"), "node/7": node(7, body("x") + files), "sites/default/files/mau-1.pdf": b"%PDF"}
    pages["sites/default/files/mau-2.pdf"] = b""
    (shown,) = one(read(tmp_path, pages))[1].fields
    told = [(one.file.inside, one.description, bool(one.file.on_disk)) for one in shown.attachments]
    assert told == [("mau-1.pdf", "Mẫu số 1", True), ("mau-2.pdf", "", False)]


def test_other_fields_stand_where_readers_saw_them(tmp_path: Path) -> None:
    number = shown_field("field-so", "text", "Số 12/KH", label="Số ký hiệu")
    (shown,) = one(read(tmp_path, {"": front("/node/7"), "node/7": node(7, number + body("x"))}))[1].fields
    assert (shown.name, shown.label, shown.html, shown.before_body) == ("field_so", "Số ký hiệu", "Số 12/KH", True)


@pytest.mark.parametrize(
    ("whole", "short", "summary"),
    [
        ("<p>Một hai ba.</p><p>Bốn.</p>", "<p>Một hai ba.</p>", ""),
        ("<p>Một hai ba.</p><p>Bốn.</p>", "<p>Lời dẫn.</p>", "<p>Lời dẫn.</p>"),
        ("<p>Một.</p><!--break--><p>Hai.</p>", "<p>Một.</p>", "<p>Một.</p>"),
        ("<p>Một hai ba bốn.</p>", "<p>Một hai…</p>", ""),
    ],
)
def test_a_summary_is_what_was_written_or_stands_above_the_break(
    tmp_path: Path, whole: str, short: str, summary: str
) -> None:
    pages = {
        "": front("/node/7"),
        "node": page(short_form(7, "tin/a", short)),
        "node/7": node(7, body(whole), path="tin/a"),
    }
    assert one(read(tmp_path, pages))[1].summary == summary


@pytest.mark.parametrize("title", ["# 1. **a** | b", "<b>Đậm</b> & 100% | x", "2022", "Hội tỉnh"])
def test_a_title_is_what_readers_saw_whatever_it_looks_like(tmp_path: Path, title: str) -> None:
    pages = {"": front("/node/7", "/node/8"), "node/7": node(7, body("x"), title=title)}
    pages["node/8"] = node(8, body("x"), title=title).replace('id="page-title"', 'class="title"')
    assert [one.title for one in read(tmp_path, pages).nodes] == [title, title]


def test_the_kind_of_a_text_is_told_by_its_own_element_too(tmp_path: Path) -> None:
    shown = node(7, body("x"), classes="node-sticky node-promoted").replace(" node-type-tin", "")
    assert one(read(tmp_path, {"": front("/node/7"), "node/7": shown}))[0].type == "tin"


# Dates


def texts(*nids: int) -> dict[str, str]:
    return {f"node/{nid}": node(nid, body("x")) for nid in nids}


def test_a_date_that_no_page_shows_comes_from_the_feed(tmp_path: Path) -> None:
    told = feed((7, "node/7", "Mon, 12 Jun 2023 07:20:44 +0000"), name="Hội tỉnh A")
    site = read(tmp_path, {"": front("/node/7"), "rss.xml": told} | texts(7))
    assert site.nodes[0].created == datetime(2023, 6, 12, 14, 20, 44, tzinfo=VIETNAM)
    assert (site.name, site.url, site.nodes[0].author) == ("Hội tỉnh A", ROOT, "An")


def test_whether_days_or_months_come_first_all_dates_of_the_site_tell(tmp_path: Path) -> None:
    forms = [
        short_form(nid, f"node/{nid}", date=date)
        for nid, date in ((1, "03/04/2020 - 09:05"), (2, "02/25/2020 - 07:00"))
    ]
    site = read(tmp_path, {"": page("".join(forms), body="front")} | texts(1, 2))
    assert [f"{one.created:%d/%m/%Y %H:%M}" for one in site.nodes] == ["04/03/2020 09:05", "25/02/2020 07:00"]


def test_a_date_that_nobody_tells_is_guessed_between_its_neighbours_and_said(tmp_path: Path) -> None:
    dated = feed((1, "node/1", "Wed, 01 Jan 2020 00:00:00 +0700"), (3, "node/3", "Fri, 31 Jan 2020 00:00:00 +0700"))
    listed = page("".join(short_form(nid, f"node/{nid}") for nid in (3, 2, 1)))
    site = read(tmp_path, {"": front("/node"), "node": listed, "rss.xml": dated} | texts(1, 2, 3))
    assert site.nodes[1].created == datetime(2020, 1, 16, tzinfo=VIETNAM)
    assert [bool(site.text_of(nid).remarks) for nid in (1, 2, 3)] == [False, True, False]


# Addresses


def test_every_address_that_showed_a_text_is_its_own_and_the_canonical_one_is_the_newest(tmp_path: Path) -> None:
    text = node(7, body("x"), path="tin/moi")
    pages = {"": front("/tin/cu", "/tin/moi", "/chuyen"), "tin/cu": text, "tin/moi": text, "chuyen": (301, "/tin/moi")}
    site = read(tmp_path, pages)
    aliases = sorted(site.aliases, key=lambda one: one.number)
    assert [(one.path, one.source) for one in aliases] == [("tin/cu", "node/7"), ("tin/moi", "node/7")]
    assert [(one.path, one.target) for one in site.redirects] == [("chuyen", "tin/moi")]


def test_a_language_in_front_of_an_address_is_no_part_of_it(tmp_path: Path) -> None:
    link = '<link rel="canonical" href="/en/news/a" /><link rel="shortlink" href="/en/node/8" />'
    other = '<a href="/node/7" class="language-link" xml:lang="vi">VI</a>'
    switch = f'<ul class="language-switcher-locale-url"><li>{other}</li></ul>'
    english = page(
        switch + f'<div id="node-8" class="node">{body("<p>x</p>")}</div>',
        body="page-node page-node- page-node-8 node-type-tin",
        head=link,
        settings='{"basePath":"\\/","pathPrefix":"en\\/"}',
    ).replace('lang="vi"', 'lang="en"', 1)
    site = read(tmp_path, {"": front("/node/7", "/en/news/a"), "en/news/a": english} | texts(7))
    assert site.prefixes == {"en": "en"}
    assert [(one.path, one.language) for one in site.aliases] == [("news/a", "en")]
    assert [(one.language, one.translation_of) for one in site.nodes] == [("vi", 0), ("en", 7)]


def test_what_no_visitor_may_see_is_told(tmp_path: Path) -> None:
    site = read(tmp_path, {"": front("/node/7"), "node/8": (403, "")} | texts(7))
    assert [one.nid for one in site.nodes] == [7]
    assert [said for said in site.remarks if "node/8" in said]


def test_a_site_of_another_make_is_refused(tmp_path: Path) -> None:
    for generator in ("WordPress 6.1", "Drupal 9 (https://www.drupal.org)"):
        other = f'<html><head><meta name="generator" content="{generator}"></head><body>x</body></html>'
        with pytest.raises(CannotImport):
            read(tmp_path / generator[:3], {"": other})
