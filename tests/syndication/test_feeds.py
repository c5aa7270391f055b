"""Feeds as a reader's program sees them: what they hold, what they call it, and that nothing breaks them."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.base.model import (
    Attachment,
    Author,
    Body,
    Category,
    Content,
    Picture,
    Rendition,
    SharePicture,
    SiteInfo,
    Tag,
    Visibility,
)
from plugins.base.moments import VIETNAM
from plugins.syndication import FeedSettings
from tests.syndication.press import Make, Written

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
FORMATS = ("atom.xml", "rss.xml", "json")
HOSTILE = "]]></title><script>alert(1)</script>&lt;b&gt; \"'"
LEGAL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n")
)


def entries_of(address: str, text: str) -> list[dict[str, Any]]:
    """Id, title, summary and body of each entry, from any of the three formats."""
    if address.endswith("json"):
        return [
            {
                "id": item["id"],
                "title": item.get("title", ""),
                "summary": item.get("summary", ""),
                "html": item["content_html"],
            }
            for item in json.loads(text).get("items", [])
        ]
    root = ET.fromstring(text.encode())
    if address.endswith("atom.xml"):
        return [
            _named(e, f"{ATOM}id", f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content")
            for e in root.iter(f"{ATOM}entry")
        ]
    found = [_named(e, "guid", "title", "description", CONTENT) for e in root.iter("item")]
    return [{**entry, "summary": html.unescape(entry["summary"])} for entry in found]


def _named(element: ET.Element, *names: str) -> dict[str, Any]:
    texts = (element.findtext(name, default="") for name in names)
    return dict(zip(("id", "title", "summary", "html"), texts, strict=True))


def addresses_in(text: str, address: str) -> Iterator[str]:
    """Everything in a feed that is an address, in its own fields and in the texts."""
    if address.endswith("json"):
        yield from (value for key, value in _pairs(json.loads(text)) if key.endswith("url") or key == "image")
    else:
        for element in ET.fromstring(text.encode()).iter():
            yield from (value for key, value in element.items() if key in {"href", "url"})
            yield from [element.text or ""] if element.tag == "link" else []
    for entry in entries_of(address, text):
        yield from re.findall(r'(?:href|src)="([^"]*)"', entry["html"])


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [(key, inner)] if isinstance(inner, str) else _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


@pytest.fixture
def full(make: Make, news: Category) -> Content:
    """An article with everything that a feed can tell."""
    lead = Picture(Rendition("/anh/Ảnh vải-1a2b.jpg", 1200, 800, "image/jpeg", 54321), alt="Vải thiều")
    return make(
        title="Vải & nhãn < 20 %",
        summary="Sapo <b> & «trích»",
        date=datetime(2022, 8, 22, 14, 30, tzinfo=VIETNAM),
        modified=datetime(2022, 9, 1, tzinfo=VIETNAM),
        categories=(news, Category("Thông báo", "thong-bao")),
        tags=(Tag("cây vải", "cay-vai"), Tag("thông báo", "thong-bao")),
        authors=(Author("Nguyễn Văn Thử", "nguyen-van-thu", "Chánh Văn phòng"), Author("Ban biên tập", "ban-bien-tap")),
        lead=lead,
        program="phoi-hop",
        body=Body(
            feed=Markup('<p><a href="https://x.example/xem-truoc/ab12/x/">x</a></p>'),
            attachments=(Attachment("/tep/ke-hoach-1.pdf", "ke-hoach.pdf", "Kế hoạch", "application/pdf", 999),),
        ),
    )


def test_everything_each_category_and_each_program_has_three_formats_and_the_old_address_stays(write: Written) -> None:
    stems = ("/feeds/all", "/feeds/tin-hoat-dong", "/feeds/chuong-trinh/phoi-hop")
    assert set(write()) == {f"{stem}.{ending}" for stem in stems for ending in FORMATS} | {"/rss.xml"}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_category_feed_holds_what_has_it_as_any_of_its_categories(
    make: Make, write: Written, news: Category, ending: str
) -> None:
    other = Category("Khác", "khac")
    files = write(make("a", categories=(news,)), make("b", categories=(other, news)), make("c", categories=(other,)))
    address = f"/feeds/tin-hoat-dong.{ending}"
    ids = [entry["id"] for entry in entries_of(address, files[address])]
    assert ids == ["tag:to-chuc-thu,2022:tin-tuc/a", "tag:to-chuc-thu,2022:tin-tuc/b"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_program_feed_holds_what_names_the_program(make: Make, write: Written, ending: str) -> None:
    address = f"/feeds/chuong-trinh/phoi-hop.{ending}"
    files = write(make("a", program="phoi-hop"), make("b", program="khac"), make("c"))
    assert [entry["id"] for entry in entries_of(address, files[address])] == ["tag:to-chuc-thu,2022:tin-tuc/a"]


@pytest.mark.parametrize("visibility", [visibility for visibility in Visibility if visibility is not Visibility.LIVE])
def test_only_live_stories_stand_in_feeds(make: Make, write: Written, news: Category, visibility: Visibility) -> None:
    files = write(
        make("lo", title="Chưa đăng", categories=(news,), program="phoi-hop", visibility=visibility), make("a")
    )
    assert [address for address, text in files.items() if "Chưa đăng" in text or "tin-tuc/lo" in text] == []


def test_a_feed_holds_the_thirty_newest(make: Make, write: Written) -> None:
    newest = datetime(2022, 8, 22, tzinfo=VIETNAM)
    files = write(*(make(f"tin-{day}", date=newest - timedelta(days=day)) for day in range(40)))
    for ending in FORMATS:
        found = entries_of(f"/feeds/all.{ending}", files[f"/feeds/all.{ending}"])
        assert [entry["id"].rpartition("-")[2] for entry in found] == [str(day) for day in range(30)]


@given(title=LEGAL, summary=LEGAL, text=LEGAL)
def test_any_text_comes_back_whole_from_every_format(
    make: Make, write: Written, title: str, summary: str, text: str
) -> None:
    content = make(title=title, summary=summary, body=Body(feed=Markup(text), prose=text))
    for address, file in write(content, categories=(), programs=()).items():
        [entry] = entries_of(address, file)
        assert (entry["title"], entry["summary"], entry["html"]) == (title, content.description, text)


@given(st.text())
def test_no_text_whatever_makes_a_feed_that_cannot_be_read(make: Make, write: Written, text: str) -> None:
    author, tag = Author(text, "a"), Tag(text, "t")
    content = make(title=text, summary=text, guid=text, authors=(author,), tags=(tag,), body=Body(feed=text))
    for address, file in write(content, programs=(make("p", title=text, summary=text),)).items():
        assert len(entries_of(address, file)) == ("/all" in address or address == "/rss.xml")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\ufffeb", "ab"),
        ("a\x00\x0b\x1fb", "ab"),
        ("a\ud800b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("🌱\u0301", "🌱\u0301"),
    ],
)
def test_what_xml_forbids_is_left_out_in_all_formats_alike(make: Make, write: Written, text: str, kept: str) -> None:
    for address, file in write(make(title=text), categories=(), programs=()).items():
        assert [entry["title"] for entry in entries_of(address, file)] == [kept]


def test_a_hostile_title_stays_a_title(make: Make, write: Written) -> None:
    files = write(make(title=HOSTILE, summary=HOSTILE, categories=()))
    assert [address for address, text in files.items() if "<script" in text and not address.endswith("json")] == []
    # Readers show a description as HTML: even unescaped once it must not hold an element.
    description = ET.fromstring(files["/rss.xml"].encode()).findtext("channel/item/description", "")
    assert "<" not in description


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Tên khác"},
        {"date": datetime(2023, 1, 1, tzinfo=VIETNAM)},
        {"modified": datetime(2023, 1, 1, tzinfo=VIETNAM)},
        {"address": "/noi-khac/"},
        {"summary": "Khác", "body": Body(feed="<p>Khác</p>")},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_correction_changes_no_id(make: Make, write: Written, changes: dict[str, Any]) -> None:
    content = make(title="Tên")
    before, after = write(content), write(replace(content, **changes))
    for address, text in before.items():
        ids = [[entry["id"] for entry in entries_of(address, file)] for file in (text, after[address])]
        assert ids[0] == ids[1]


def test_a_move_of_the_site_changes_no_id(make: Make, write: Written) -> None:
    before, after = write(make()), write(make(), site_info=SiteInfo("https://moi.example"))
    ids = [re.findall(r"tag:[^<\"]+", "".join(files.values())) for files in (before, after)]
    assert ids[0] == ids[1] != []


FORMER: list[tuple[tuple[str, ...], str]] = [
    (("/tin-tuc/a/",), "a"),
    (("/tin-tuc/a/", "/tin-tuc/b/"), "a"),
    (("/node/7", "/?q=node/7", "/tin-tuc/a/"), "a"),
    (("/node/7", "/?q=node/7", "/tin-tuc/moi", "/tin-tuc/Moi/", "/gioi-thieu/a/", "/a/"), "moi"),
    ((), "moi"),
]


@pytest.mark.parametrize(("old", "expected"), FORMER)
def test_a_text_that_was_renamed_keeps_the_id_of_its_first_address_of_this_site(
    make: Make, write: Written, old: tuple[str, ...], expected: str
) -> None:
    for address, text in write(make(slug="moi", redirect_from=old), categories=(), programs=()).items():
        assert [entry["id"] for entry in entries_of(address, text)] == [f"tag:to-chuc-thu,2022:tin-tuc/{expected}"]


def test_a_guid_goes_before_every_old_address(make: Make, write: Written) -> None:
    text = write(make(guid="urn:x:1", redirect_from=("/tin-tuc/a/",)))["/feeds/all.json"]
    assert entries_of("json", text)[0]["id"] == "urn:x:1"


def test_a_guid_of_the_old_site_stays_and_atom_gets_a_uri_of_it(make: Make, write: Written) -> None:
    files = write(make(guid="26 at http://cu.example"))
    ids = {ending: entries_of(ending, files[f"/feeds/all.{ending}"])[0]["id"] for ending in FORMATS}
    assert ids["rss.xml"] == ids["json"] == "26 at http://cu.example"
    assert ids["atom.xml"] == "tag:to-chuc-thu,2022:guid/26%20at%20http%3A%2F%2Fcu.example"


@pytest.mark.parametrize("guid", ["https://cu.example/node/26", "urn:uuid:00000000-0000-4000-8000-000000000000"])
def test_a_guid_that_is_a_uri_is_the_same_in_every_format(make: Make, write: Written, guid: str) -> None:
    for address, text in write(make(guid=guid), categories=(), programs=()).items():
        assert [entry["id"] for entry in entries_of(address, text)] == [guid]


def test_every_atom_feed_has_an_id_of_its_own(write: Written) -> None:
    roots = [ET.fromstring(text.encode()) for address, text in write().items() if address.endswith("atom.xml")]
    ids = [root.findtext(f"{ATOM}id") for root in roots]
    assert ids == [f"tag:to-chuc-thu,2022:feeds/{name}" for name in ("all", "tin-hoat-dong", "chuong-trinh/phoi-hop")]


def test_every_feed_names_its_own_address(write: Written) -> None:
    for address, text in write().items():
        own = f"https://x.example/xem-truoc/ab12{address}"
        if address.endswith("json"):
            assert json.loads(text)["feed_url"] == own
        else:
            [link] = [link for link in ET.fromstring(text.encode()).iter(f"{ATOM}link") if link.get("rel") == "self"]
            assert link.get("href") == own


def test_no_feed_holds_an_address_that_is_not_whole_and_plain(full: Content, write: Written) -> None:
    for address, text in write(full).items():
        found = list(addresses_in(text, address))
        assert len(found) > 3
        assert [
            one for one in found if not one.startswith("https://x.example/xem-truoc/ab12/") or not one.isascii()
        ] == []


def test_a_feed_changes_when_its_newest_entry_does_and_not_with_the_clock(make: Make, write: Written) -> None:
    old = make("cu", date=datetime(2020, 1, 1, tzinfo=VIETNAM), modified=datetime(2022, 9, 1, tzinfo=VIETNAM))
    files = write(make(), old)
    assert files == write(make(), old, now=datetime(2030, 1, 1, tzinfo=VIETNAM))
    assert (
        ET.fromstring(files["/feeds/all.atom.xml"].encode()).findtext(f"{ATOM}updated") == "2022-09-01T00:00:00+07:00"
    )
    built = ET.fromstring(files["/rss.xml"].encode()).findtext("channel/lastBuildDate")
    assert built == "Thu, 01 Sep 2022 00:00:00 +0700"


def test_a_feed_without_entries_dates_from_the_authority(write: Written) -> None:
    files = write()
    assert (
        ET.fromstring(files["/feeds/all.atom.xml"].encode()).findtext(f"{ATOM}updated") == "2022-01-01T00:00:00+07:00"
    )
    assert json.loads(files["/feeds/all.json"])["items"] == []


def test_an_update_on_the_day_of_publication_is_not_before_it(make: Make, write: Written) -> None:
    files = write(make(modified=datetime(2022, 8, 22, tzinfo=VIETNAM)))
    entry = ET.fromstring(files["/feeds/all.atom.xml"].encode()).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}published") == "2022-08-22T14:30:00+07:00"


def test_atom_has_all_that_the_standard_asks_for(full: Content, make: Make, write: Written) -> None:
    root = ET.fromstring(write(full, make("b"))["/feeds/all.atom.xml"].encode())
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert all(author.findtext(f"{ATOM}name") for author in element.findall(f"{ATOM}author"))
        assert element.find(f"{ATOM}author") is not None
    first, second = root.iter(f"{ATOM}entry")
    assert [author.findtext(f"{ATOM}name") for author in first.iter(f"{ATOM}author")] == [
        "Nguyễn Văn Thử",
        "Ban biên tập",
    ]
    assert second.findtext(f"{ATOM}author/{ATOM}name") == "Tổ chức thử & Co."
    assert [(term.get("term"), term.get("label")) for term in first.iter(f"{ATOM}category")] == [
        ("tin-hoat-dong", "Tin hoạt động"),
        ("thong-bao", "Thông báo"),
        ("cay-vai", "cây vải"),
    ]
    links = [(link.get("rel"), link.get("type"), link.get("length")) for link in first.iter(f"{ATOM}link")]
    assert links == [
        ("alternate", "text/html", None),
        ("enclosure", "image/jpeg", "54321"),
        ("enclosure", "application/pdf", "999"),
    ]
    content = first.find(f"{ATOM}content")
    assert content is not None
    assert content.attrib == {"type": "html"}


def test_rss_has_all_that_the_standard_asks_for(full: Content, write: Written) -> None:
    root = ET.fromstring(write(full)["/feeds/all.rss.xml"].encode())
    channel, item = root.find("channel"), root.find("channel/item")
    assert channel is not None
    assert item is not None
    assert root.get("version") == "2.0"
    assert channel.findtext("title") == "Tất cả tin, bài – Tổ chức thử & Co."
    assert channel.findtext("link") == "https://x.example/xem-truoc/ab12/"
    assert channel.findtext("description") == "Trang để thử."
    assert channel.findtext("language") == "vi"
    assert parsedate_to_datetime(item.findtext("pubDate", "")) == full.date
    assert [guid.attrib for guid in item.iter("guid")] == [{"isPermaLink": "false"}]
    assert [creator.text for creator in item.iter(CREATOR)] == ["Nguyễn Văn Thử", "Ban biên tập"]
    assert [category.text for category in item.iter("category")] == ["Tin hoạt động", "Thông báo", "cây vải"]
    assert list(item.iter("author")) == []
    picture = "https://x.example/xem-truoc/ab12/anh/%E1%BA%A2nh%20v%E1%BA%A3i-1a2b.jpg"
    assert [file.attrib for file in item.iter("enclosure")] == [
        {"url": picture, "length": "54321", "type": "image/jpeg"}
    ]


def test_json_feed_has_all_that_the_standard_asks_for(full: Content, write: Written) -> None:
    feed = json.loads(write(full)["/feeds/all.json"])
    [item] = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tất cả tin, bài – Tổ chức thử & Co.",
        "description": "Trang để thử.",
        "home_page_url": "https://x.example/xem-truoc/ab12/",
        "feed_url": "https://x.example/xem-truoc/ab12/feeds/all.json",
        "language": "vi",
        "authors": [{"name": "Tổ chức thử & Co."}],
    }
    picture = "https://x.example/xem-truoc/ab12/anh/%E1%BA%A2nh%20v%E1%BA%A3i-1a2b.jpg"
    assert item == {
        "id": "tag:to-chuc-thu,2022:tin-tuc/tin-thu",
        "url": "https://x.example/xem-truoc/ab12/tin-tuc/tin-thu/",
        "title": "Vải & nhãn < 20 %",
        "content_html": '<p><a href="https://x.example/xem-truoc/ab12/x/">x</a></p>',
        "summary": "Sapo <b> & «trích»",
        "image": picture,
        "date_published": "2022-08-22T14:30:00+07:00",
        "date_modified": "2022-09-01T00:00:00+07:00",
        "authors": [{"name": "Nguyễn Văn Thử"}, {"name": "Ban biên tập"}],
        "tags": ["Tin hoạt động", "Thông báo", "cây vải"],
        "language": "vi",
        "attachments": [
            {"url": picture, "mime_type": "image/jpeg", "title": "Vải thiều", "size_in_bytes": 54321},
            {
                "url": "https://x.example/xem-truoc/ab12/tep/ke-hoach-1.pdf",
                "mime_type": "application/pdf",
                "title": "Kế hoạch",
                "size_in_bytes": 999,
            },
        ],
    }


def test_a_drawing_is_no_enclosure(make: Make, write: Written) -> None:
    drawing = Picture(Rendition("/anh/ve.svg", 3, 2, "image/svg+xml", 10))
    assert [address for address, text in write(make(lead=drawing)).items() if "ve.svg" in text] == []


def test_a_text_without_a_photograph_goes_out_with_its_share_picture(make: Make, write: Written) -> None:
    drawing = Picture(Rendition("/anh/ve.svg", 3, 2, "image/svg+xml", 10))
    share = SharePicture("/anh/chia-se-1.png", "Tin thử", "image/png", 1200, 630)
    files = write(make(lead=drawing), shares={"/tin-tuc/tin-thu/": share})
    whole = "https://x.example/xem-truoc/ab12/anh/chia-se-1.png"
    [rss] = ET.fromstring(files["/feeds/all.rss.xml"]).iter("enclosure")
    assert rss.attrib == {"url": whole, "length": "0", "type": "image/png"}
    atom = ET.fromstring(files["/feeds/all.atom.xml"])
    [link] = [one for one in atom.iter("{http://www.w3.org/2005/Atom}link") if one.get("rel") == "enclosure"]
    assert link.attrib == {"rel": "enclosure", "type": "image/png", "href": whole}
    [item] = json.loads(files["/feeds/all.json"])["items"]
    assert item["image"] == whole
    assert item["attachments"] == [{"url": whole, "mime_type": "image/png", "title": "Tin thử"}]


@pytest.mark.parametrize(
    ("authority", "since"),
    [
        ("to-chuc-thu,2022", datetime(2022, 1, 1, tzinfo=VIETNAM)),
        ("x.example,2022-08", datetime(2022, 8, 1, tzinfo=VIETNAM)),
        ("thu@x.example,2022-08-22", datetime(2022, 8, 22, tzinfo=VIETNAM)),
    ],
)
def test_an_authority_tells_since_when_it_is_ours(authority: str, since: datetime) -> None:
    assert FeedSettings(authority).since == since


@pytest.mark.parametrize(
    "authority", ["", "to-chuc", "to chuc,2022", "To-Chuc,2022", "to-chuc,22", "to-chuc,2022-13", "tổ-chức,2022"]
)
def test_an_authority_of_another_form_is_refused(authority: str) -> None:
    with pytest.raises(ValueError, match=f"authority «{authority}» phải có dạng"):
        FeedSettings(authority)
