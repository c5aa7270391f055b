"""The old site becomes content: what readers saw, at an address that answers, and told in the receipt."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from plugins.base.moments import VIETNAM
from tests.drupal.old_site import OldSiteMaker, news_site, serialized, token
from tests.site import photograph
from tools.drupal import database
from tools.drupal.importing import ImportAccount, SiteImporter
from tools.drupal.manifest import ImportManifest
from tools.drupal.model import CannotImport
from tools.drupal.old_answers import AnswerKind
from tools.drupal.receipt import Receipt

NOW = datetime(2026, 11, 28, 7, 0, tzinfo=VIETNAM)
URL = "http://cu.example"


class Move:
    """A move of one old site into one folder, which may be done again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"

    def __call__(self, site: OldSiteMaker, *, overwrite: bool = False, url: str = URL) -> ImportAccount:
        old = database.read(site.write(self.folder), self.folder / "files", url)
        manifest = ImportManifest.read(self.folder / "receipt")
        importer = SiteImporter(old, self.content, manifest, NOW, {})
        return importer.run(overwrite=overwrite, progress=lambda _, __: None)

    def text(self, path: str) -> str:
        return (self.content / path / "index.md").read_text("utf-8")

    def body(self, path: str) -> str:
        return self.text(path).partition("\n\n")[2].strip()

    def header(self, path: str) -> dict[str, str]:
        lines = self.text(path).partition("\n\n")[0].split("\n")
        return dict(line.split(": ", 1) for line in lines)

    @property
    def table(self) -> dict[str, tuple[str, str]]:
        lines = (self.content / "data/redirects.csv").read_text("utf-8").splitlines()
        return {row[0]: (row[1], row[2]) for row in csv.reader(lines[1:])}

    def put(self, **files: bytes) -> None:
        for name, data in files.items():
            file = self.folder / "files" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    @property
    def files(self) -> dict[str, bytes]:
        return {file.relative_to(self.content).as_posix(): file.read_bytes() for file in self.content.rglob("*.*")}


@pytest.fixture
def move(tmp_path: Path) -> Move:
    (tmp_path / "files").mkdir()
    return Move(tmp_path)


def notes(account: ImportAccount, nid: int) -> str:
    return " | ".join(one.said for text in account.texts if text.plan.node.nid == nid for one in text.remarks)


def answers(account: ImportAccount) -> dict[str, tuple[AnswerKind, str]]:
    return {one.old: (one.kind, one.new) for one in account.answers}


def test_a_node_becomes_a_text_with_all_its_facts(move: Move) -> None:
    site = news_site("tien_to_")
    site.node(7, "tin", "Hội nghị: tổng kết", "<p>Chữ <b>đậm</b>.</p>", alias="tin-tuc/hoi-nghi", changed=1661303700)
    site.item("field_loai", 7, "tin", tid=21)
    site.item("field_the", 7, "tin", tid=31)
    move(site)
    assert move.header("tin-tuc/hoi-nghi") == {
        "Title": "Hội nghị: tổng kết",
        "Date": "2022-08-23 08:15",
        "Category": "Hội thảo",
        "Tags": "OCOP",
        "Authors": "Nguyễn Thị Thúy",
        "Modified": "2022-08-24 08:15",
        "Guid": "7 at http://cu.example",
        "Redirect_from": "/node/7; /?q=tin-tuc/hoi-nghi; /?q=node/7",
    }
    assert move.body("tin-tuc/hoi-nghi") == "Chữ **đậm**."


def test_kinds_of_news_become_categories_with_their_tree(move: Move) -> None:
    site = news_site()
    site.row("taxonomy_term_data", tid=29, vid=2, name="Tập huấn", description="Lớp học.", weight=0)
    site.row("taxonomy_term_hierarchy", tid=29, parent=21)
    site.alias("taxonomy/term/29", "loai/tap-huan-moi")
    site.node(1, "tin", "A", "<p>a</p>")
    site.item("field_loai", 1, "tin", tid=29)
    move(site)
    told = (move.content / "data/categories.toml").read_text("utf-8")
    assert 'name = "Tập huấn"\nslug = "tap-huan-moi"\nparent = "hoi-thao"\ndescription = "Lớp học."' in told
    assert move.table["/taxonomy/term/29"] == ("/chuyen-muc/tap-huan-moi/", "")
    assert move.table["/taxonomy/term/29/feed"][0] == "/feeds/tap-huan-moi.rss.xml"
    empty = "Mục «Thông báo» của trang cũ chưa có bài nào."
    assert move.table["/taxonomy/term/22"] == ("/chuyen-muc/thong-bao/", empty)


def test_categories_that_are_there_stay_and_take_terms_of_their_name(move: Move) -> None:
    file = move.content / "data/categories.toml"
    file.parent.mkdir(parents=True)
    own = '# của tòa soạn\n[[category]]\nname = "Hội Thảo"\nslug = "ht"\n'
    file.write_text(own, "utf-8")
    site = news_site()
    site.node(1, "tin", "A", "<p>a</p>")
    site.item("field_loai", 1, "tin", tid=21)
    move(site)
    assert file.read_text("utf-8").startswith(f"{own}\n[[category]]")
    assert file.read_text("utf-8").count("[[category]]") == 2
    assert move.header("tin-tuc/a")["Category"] == "Hội Thảo"


TITLES = ["# Một", "**Đậm**", "2021", "no", "- gạch", "[a](b)", "<b>x</b> & 'y' \"z\" \\", "a: b #c", "[[x]]", "null"]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_looks_like_something_else_stays_a_title(move: Move, title: str) -> None:
    from plugins.editorial import title_in  # noqa: PLC0415

    site = news_site()
    site.node(1, "tin", title, "<p>a</p>", alias="x/bai")
    move(site)
    assert title_in(move.text("tin-tuc/bai")) == title


ALIASES = {
    "tin-tuc/Hội nghị ký": "hoi-nghi-ky",
    "cu/tin.html": "tin",
    "2021-05-06-hop": "hop",
    "a/con": "bai-con",
    "index": "bai-index",
    "x/---": "tieu-de",
    "": "tieu-de",
}


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias_gives_the_name_as_far_as_it_is_one(move: Move, alias: str) -> None:
    site = news_site()
    site.node(1, "tin", "Tiêu đề", "<p>a</p>", alias=alias)
    move(site)
    assert [path.name for path in (move.content / "tin-tuc").iterdir()] == [ALIASES[alias]]


def test_the_newest_alias_of_the_texts_language_counts_and_all_lead_here(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "A", "<p>a</p>", language="vi")
    site.alias("node/1", "cu", "vi")
    site.alias("node/1", "moi", "vi")
    site.alias("node/1", "khac")
    move(site)
    assert move.header("tin-tuc/moi")["Redirect_from"].startswith("/cu; /moi; /khac; /node/1; /?q=cu")


def test_two_texts_never_share_an_address_nor_look_like_copies(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "Trùng", "<p>a</p>", alias="a/trung")
    site.node(2, "tin", "Trùng", "<p>b</p>", alias="b/trung")
    site.node(3, "tin", "Trùng", "<p>c</p>", alias="b/trung-0")
    account = move(site)
    names = sorted(path.name for path in (move.content / "tin-tuc").iterdir())
    assert names == ["bai-2-trung", "bai-3-trung-0", "trung"]
    assert "/tin-tuc/trung/" in notes(account, 2)


def test_what_was_not_published_is_a_draft_waits_or_ends(move: Move) -> None:
    site = news_site()
    for nid, day in ((1, 0), (2, 1800000000), (3, 2100000000), (4, 1500000000)):
        site.node(nid, "tin", f"Bài {nid}", "<p>a</p>", status=0, alias=f"b{nid}")
        if day:
            site.row("scheduler", nid=nid, publish_on=day, unpublish_on=0)
    site.node(5, "tin", "Bài 5", "<p>a</p>", alias="b5")
    site.row("scheduler", nid=5, publish_on=0, unpublish_on=1800000000)
    account = move(site)
    assert move.header("tin-tuc/b1")["Status"] == "draft"
    assert move.header("tin-tuc/b2")["Date"] == "2027-01-15 15:00"
    assert "Status" not in move.header("tin-tuc/b2")
    assert move.header("tin-tuc/b3")["Status"] == move.header("tin-tuc/b4")["Status"] == "draft"
    assert move.header("tin-tuc/b5")["Expires"] == "2027-01-15 15:00"
    assert answers(account)["/b1"] == (AnswerKind.CLOSED, "")
    assert "/b1" not in move.table
    assert "Redirect_from" not in move.header("tin-tuc/b1")


def test_the_revision_in_force_is_taken_and_later_drafts_are_told(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "Đang hiện", "<p>a</p>", alias="a")
    site.row("node_revision", nid=1, vid=9, title="Bản nháp mới hơn", status=0, promote=0, sticky=0)
    account = move(site)
    assert move.header("tin-tuc/a")["Title"] == "Đang hiện"
    assert "1 bản sửa chưa đăng" in notes(account, 1)


def test_what_was_shown_before_its_date_is_no_text_to_come(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "A", "<p>a</p>", alias="a", created=2100000000, changed=1700000000)
    move(site)
    assert move.header("tin-tuc/a")["Date"] == "2023-11-15 05:13:20"


def test_kinds_of_node_that_are_no_news_become_pages(move: Move) -> None:
    site = news_site()
    site.node_type("poll", "Thăm dò")
    site.node(1, "page", "Giới thiệu", "<p>Trang.</p>", alias="gioi-thieu")
    site.node(2, "page", "Tin tức", "<p>Trang.</p>", alias="tin-tuc")
    site.node(3, "poll", "Bạn thích gì?", alias="tham-do")
    site.row("poll_choice", chid=2, nid=3, chtext="Hội | thảo", chvotes=17, weight=1)
    site.row("poll_choice", chid=1, nid=3, chtext="Tập huấn", chvotes=41, weight=0)
    move(site)
    assert sorted(path.name for path in (move.content / "pages").iterdir()) == ["bai-tin-tuc", "gioi-thieu", "tham-do"]
    rows = re.findall(r"^\|.*\|$", move.body("pages/tham-do"), re.MULTILINE)
    assert [row.strip("| ").split(" | ")[-1].strip() for row in rows[2:]] == ["41", "17"]
    assert "Category" not in move.header("pages/gioi-thieu")


def test_a_text_that_showed_nothing_is_a_draft_and_its_addresses_say_so(move: Move) -> None:
    site = news_site()
    site.text_format("tat", status=0)
    site.node(1, "tin", "A", "<p>x</p>", "mat", alias="a")
    site.node(2, "tin", "B", "<p>x</p>", "tat", alias="b")
    site.node(3, "tin", "C", alias="c")
    move(site)
    for name in "abc":
        assert move.header(f"tin-tuc/{name}")["Status"] == "draft"
        assert move.table[f"/{name}"] == ("", "Bài này trên trang cũ không có nội dung.")


def test_a_written_summary_or_what_stood_above_the_break_is_the_summary(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "A", "<p>a</p>", alias="a", summary="<p>Tóm &amp; tắt</p>")
    site.node(2, "tin", "B", "<p>Trên.</p><!--break--><p>Dưới.</p>", alias="b")
    site.node(3, "tin", "C", f"<p>{'Dài. ' * 300}</p>", alias="c")
    move(site)
    assert move.header("tin-tuc/a")["Summary"] == "Tóm & tắt"
    assert move.header("tin-tuc/b")["Summary"] == "Trên."
    assert "Summary" not in move.header("tin-tuc/c")
    assert move.body("tin-tuc/b") == "Trên.\n\nDưới."


def pictures(site: OldSiteMaker, move: Move) -> None:
    for fid, name in enumerate(("a.jpg", "ảnh/hội nghị.jpg", "lon.jpg", "nho.jpg"), start=1):
        site.file(fid, name)
        size = (900, 600) if name == "lon.jpg" else (60 + fid, 40)
        move.put(**{name: photograph(*size)})
    site.file(9, "mat.jpg")


PICTURES = {
    '<img src="/sites/default/files/a.jpg" alt="Lời">': "![Lời](loi.jpg)",
    '<img src="http://cu.example/sites/default/files/styles/large/public/a.jpg?itok=x" alt="Lời">': "![Lời](loi.jpg)",
    '<img src="../../sites/default/files/a.jpg" alt="Lời">': "![Lời](loi.jpg)",
    '<img src="/sites/default/files/%E1%BA%A3nh/h%E1%BB%99i%20ngh%E1%BB%8B.jpg" alt="Lời">': "![Lời](loi.jpg)",
    '<img src="/sites/default/files/a\u0309nh/ho\u0323\u0302i nghi\u0323.jpg" alt="Lời">': "![Lời](loi.jpg)",
    '<a href="/sites/default/files/lon.jpg"><img src="/sites/default/files/nho.jpg" alt="Lời"></a>': "![Lời](loi.jpg)",
    '<img src="/sites/default/files/a.jpg">': "![Ảnh trong bài: Tiêu \\(đề\\)](anh-1.jpg)",
    '<img src="/sites/default/files/mat.jpg" alt="Lời">': "",
    '<img src="file:///C:/x.jpg" alt="Lời">': "",
    '<img src="http://khac.example/x.jpg" alt="Lời">': "[Lời](http://khac.example/x.jpg)",
}


@pytest.mark.parametrize("html", PICTURES)
def test_pictures_come_from_their_originals(move: Move, html: str) -> None:
    site = news_site()
    pictures(site, move)
    site.node(1, "tin", "Tiêu [đề]", f"<p>Đoạn trước ảnh.</p><p>{html}</p>", alias="x")
    account = move(site)
    shown = move.body("tin-tuc/x").partition("Đoạn trước ảnh.")[2].strip()
    assert shown.replace("\\", "") == PICTURES[html].replace("\\", "")
    lost = not PICTURES[html].startswith("![Lời]")
    assert bool(notes(account, 1).replace("Bài không có loại tin; đã xếp vào «Tin hoạt động».", "")) is lost
    if "lon.jpg" in html:
        assert (move.content / "tin-tuc/x/loi.jpg").read_bytes() == photograph(900, 600)


def test_an_empty_file_is_lost_and_its_text_goes_out_nevertheless(move: Move) -> None:
    site = news_site()
    site.file(5, "rong.pdf", "application/pdf")
    move.put(**{"rong.pdf": b""})
    site.node(1, "tin", "A", "<p>Thân bài.</p>", alias="a")
    site.item("field_tep", 1, "tin", fid=5, display=1, description="Tệp rỗng")
    account = move(site)
    assert move.body("tin-tuc/a") == "Thân bài.\n\n- Tệp rỗng"
    assert [row.result for row in Receipt(account, ()).files] == ["thiếu"]


def test_pictures_of_fields_stand_with_their_words_and_files_with_their_descriptions(move: Move) -> None:
    site = news_site()
    pictures(site, move)
    site.file(5, "van ban/kế hoạch.pdf", "application/pdf")
    site.file(6, "an.pdf", "application/pdf")
    site.file(7, "xau.exe", "application/x-dosexec")
    site.file(8, "rieng.pdf", "application/pdf", "private")
    move.put(**{"van ban/kế hoạch.pdf": b"%PDF-1", "an.pdf": b"%PDF-2", "xau.exe": b"MZ"})
    site.node(1, "tin", "A", "<p>Thân bài.</p>", alias="a")
    site.item("field_anh", 1, "tin", 0, fid=1, alt="Ảnh thứ nhất", title="")
    site.item("field_anh", 1, "tin", 1, fid=9, alt="Đã mất", title="")
    for delta, (fid, shown) in enumerate(((5, 1), (6, 0), (7, 1), (8, 1))):
        site.item("field_tep", 1, "tin", delta, fid=fid, display=shown, description=f"Tệp {fid}")
    account = move(site)
    assert move.body("tin-tuc/a") == (
        "Thân bài.\n\n![Ảnh thứ nhất](anh-thu-nhat.jpg)\n\n- [Tệp 5](ke-hoach.pdf)\n- Tệp 7\n- Tệp 8"
    )
    assert move.table["/sites/default/files/van ban/kế hoạch.pdf"][0] == "/tin-tuc/a/ke-hoach.pdf"
    assert move.table["/sites/default/files/an.pdf"] == ("", "Tệp không bài nào dùng nên không chuyển sang.")
    assert move.table["/sites/default/files/styles/large/public/a.jpg"][0] == "/tin-tuc/a/anh-thu-nhat.jpg"
    assert move.table["/sites/default/files/mat.jpg"] == ("", "Tệp đã mất từ trước khi chuyển trang.")
    assert not any("rieng" in old for old in move.table)
    assert {row.old: row.result for row in Receipt(account, ()).files} == {
        "mat.jpg": "thiếu",
        "an.pdf": "không bài nào dùng",
        "xau.exe": "không bài nào dùng",
        "ảnh/hội nghị.jpg": "không bài nào dùng",
        "lon.jpg": "không bài nào dùng",
        "nho.jpg": "không bài nào dùng",
        "rieng.pdf": "tệp riêng, không chuyển",
        "a.jpg": "đã dùng",
        "van ban/kế hoạch.pdf": "đã dùng",
    }


LINKS = {
    "/node/2": "/tin-tuc/b/index.md",
    "node/2#muc": "/tin-tuc/b/index.md",
    "/?q=node/2": "/tin-tuc/b/index.md",
    "http://www.cu.example/tin/b": "/tin-tuc/b/index.md",
    "/en/node/2": "/tin-tuc/b/index.md",
    "/TIN/B": "/tin-tuc/b/index.md",
    "/duong-dan-cu.html": "/tin-tuc/b/index.md",
    "/taxonomy/term/21": "/chuyen-muc/hoi-thao/",
    "/": "/",
    "http://khac.example/node/2": "http://khac.example/node/2",
    "mailto:a@b.example": "mailto:a@b.example",
    "/node/3": "",
    "/khong-co": "",
    "/taxonomy/term/22": "",
    "/vong-1": "",
}


@pytest.mark.parametrize("href", LINKS)
def test_links_lead_straight_to_where_the_old_ones_led(move: Move, href: str) -> None:
    site = news_site()
    site.variable(language_negotiation_language={"locale-url": {}})
    site.row("languages", language="en", enabled=1, prefix="en", domain="")
    site.node(1, "tin", "A", f'<p>Xem <a href="{href}">chỗ này</a> nhé.</p>', alias="a")
    site.node(2, "tin", "B", "<p>b</p>", alias="tin/b")
    site.item("field_loai", 2, "tin", tid=21)
    site.node(3, "tin", "Nháp", "<p>c</p>", status=0)
    site.row("redirect", rid=1, source="duong-dan-cu.html", redirect="node/2")
    site.row("redirect", rid=2, source="vong-1", redirect="vong-2")
    site.row("redirect", rid=3, source="vong-2", redirect="vong-1")
    account = move(site)
    words = f"[chỗ này]({LINKS[href]})" if LINKS[href] else "chỗ này"
    assert move.body("tin-tuc/a") == f"Xem {words} nhé."
    assert ("đường dẫn bỏ" in notes(account, 1)) is (not LINKS[href])


def test_another_drupal_is_not_taken_for_this_one(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "A", '<p><a href="http://khac.example/node/1">x</a> http://cu.example/tin/a</p>', alias="tin/a")
    move(site, url="")
    assert move.header("tin-tuc/a")["Guid"] == "1 at http://cu.example"
    assert "(http://khac.example/node/1)" in move.body("tin-tuc/a")


def test_every_address_is_answered_in_all_its_forms(move: Move) -> None:
    site = news_site()
    site.variable(language_negotiation_language={"locale-url": {}})
    site.row("languages", language="en", enabled=1, prefix="en", domain="")
    site.node(1, "tin", "A", "<p>a</p>", alias="tin/bài 1")
    site.alias("node/99", "mo-coi")
    site.alias("user/2", "users/thuy")
    site.row("redirect", rid=1, source="ra-ngoai", redirect="http://khac.example/")
    for rid, target in ((2, "node/1"), (3, "node/99")):
        query = serialized({"query": {"id": str(rid)}})
        site.row("redirect", rid=rid, source="index.php", source_options=query, redirect=target)
    account = move(site)
    found = answers(account)
    for old in ("/tin/bài 1", "/en/tin/bài 1", "/node/1", "/en/node/1", "/?q=node/1", "/?q=en/node/1", "/?q=tin/bài 1"):
        assert found[old] == (AnswerKind.MOVED, "/tin-tuc/bai-1/"), old
    for old in ("/mo-coi", "/users/thuy", "/user/2", "/ra-ngoai", "/?q=mo-coi", "/taxonomy/term/31/feed"):
        assert found[old] == (AnswerKind.GONE, ""), old
    assert found["/rss.xml"] == (AnswerKind.PAGE, "")
    assert found["/node"] == found["/en"] == (AnswerKind.MOVED, "/")
    assert found["/index.php?id=3"] == (AnswerKind.SILENT, "")
    assert not Receipt(account, ()).is_settled


def test_media_tokens_and_line_breaks_are_what_readers_saw(move: Move) -> None:
    site = news_site()
    pictures(site, move)
    site.row("system", name="media", type="module", status=1, schema_version=7000)
    site.text_format("co_anh", filter_autop={})
    site.row("filter", format="co_anh", module="media", name="media_filter", weight=-1, status=1, settings=b"a:0:{}")
    body = f"Đoạn một dòng\nxuống dòng.\n\n{token(fid=1, attributes={'alt': 'Lời tả'})}"
    site.node(1, "tin", "A", body, "co_anh", alias="a")
    move(site)
    assert move.body("tin-tuc/a") == "Đoạn một dòng  \nxuống dòng.\n\n![Lời tả](loi-ta.jpg)"


def test_letters_that_an_earlier_move_broke_are_put_right(move: Move) -> None:
    site = news_site()
    letters = "Hội nghị tổng kết năm".encode()
    broken = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in letters)
    site.node(1, "tin", broken, f"<p>{broken}</p>", alias="a")
    move(site)
    assert move.header("tin-tuc/a")["Title"] == "Hội nghị tổng kết năm"
    assert move.body("tin-tuc/a") == "Hội nghị tổng kết năm"


def test_nothing_of_accounts_and_comments_leaves_the_dump_but_names(move: Move) -> None:
    site = news_site()
    site.row("users", uid=8, name="ai@rieng.example", mail="khac@rieng.example")
    site.node(1, "tin", "A", "<p>a</p>", alias="a", uid=8)
    site.row("comment", cid=1, nid=1, subject="Lời kín", hostname="10.9.8.7", mail="b@rieng.example", status=1)
    account = move(site)
    Receipt(account, ()).write(move.folder / "receipt")
    written = b"".join(file.read_bytes() for file in move.folder.rglob("*.*") if file.name != "dump.sql")
    assert not re.search(r"rieng\.example|secret|Lời kín|10\.9\.8\.7", written.decode("utf-8", "replace"))
    assert "1 bình luận" in notes(account, 1)


def test_doing_it_again_changes_no_byte_and_no_work_of_people(move: Move) -> None:
    site = news_site()
    for nid in (1, 2, 3):
        site.node(nid, "tin", f"Bài {nid}", f"<p>Chữ {nid}</p>", alias=f"b{nid}")
    move(site)
    before = move.files
    move(site)
    assert move.files == before
    (move.content / "tin-tuc/b1/index.md").write_text("Title: Sửa tay\n\nKhác.\n", "utf-8")
    (move.content / "tin-tuc/b1/them.txt").write_text("của người", "utf-8")
    (move.content / "tin-tuc/b2/index.md").unlink()
    site.tables["node"][2]["title"] = site.tables["node_revision"][2]["title"] = "Bài ba mới"
    account = move(site)
    assert move.text("tin-tuc/b1") == "Title: Sửa tay\n\nKhác.\n"
    assert not (move.content / "tin-tuc/b2/index.md").exists()
    assert move.header("tin-tuc/b3")["Title"] == "Bài ba mới"
    assert account.kept == ("tin-tuc/b1/index.md", "tin-tuc/b2/index.md")
    move(site, overwrite=True)
    assert move.text("tin-tuc/b1") == before["tin-tuc/b1/index.md"].decode()
    assert (move.content / "tin-tuc/b1/them.txt").read_text("utf-8") == "của người"


def test_an_import_that_was_ended_is_gone_on_with(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    site = news_site()
    for nid in (1, 2, 3):
        site.node(nid, "tin", f"Bài {nid}", f"<p>Chữ {nid}</p>", alias=f"b{nid}")
    written: Callable[..., None] = SiteImporter._write

    def ended(self: SiteImporter, text: object, *others: object) -> None:
        if text is self._texts[1]:
            raise KeyboardInterrupt
        written(self, text, *others)

    monkeypatch.setattr(SiteImporter, "_write", ended)
    with pytest.raises(KeyboardInterrupt):
        move(site)
    monkeypatch.setattr(SiteImporter, "_write", written)
    assert move(site).kept == ()
    assert sorted(path.name for path in (move.content / "tin-tuc").iterdir()) == ["b1", "b2", "b3"]


def test_what_a_killed_import_has_left_goes_and_what_it_had_moved_aside_comes_back(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "A", "<p>a</p>", alias="a")
    move(site)
    before = move.files
    news = move.content / "tin-tuc"
    (news / "a").rename(news / ".a.0123abcd.cu")
    (news / ".a.89abcdef").mkdir()
    assert move(site).kept == ()
    assert move.files == before
    assert [path.name for path in news.iterdir()] == ["a"]


def test_the_receipt_names_everything_worst_first_and_runs_nothing(move: Move) -> None:
    site = news_site()
    site.node(1, "tin", "Lành", "<p>a</p>", alias="a")
    site.item("field_loai", 1, "tin", tid=21)
    site.node(2, "tin", "<script>alert(1)</script>", '<p>x <img src="/sites/default/files/mat.jpg"></p>', alias="=cmd")
    receipt = Receipt(move(site), ())
    page = receipt.write(move.folder / "receipt").read_text("utf-8")
    assert [row.old[-6:] for row in receipt.texts] == ["node/2", "node/1"]
    assert "<script>alert" not in page
    assert "Ảnh «mat.jpg» không còn trên trang cũ" in page
    table = (move.folder / "receipt/bien-nhan.csv").read_text("utf-8-sig")
    assert {"/node/1", "/node/2", "/taxonomy/term/21"} <= {row[1] for row in csv.reader(table.splitlines())}


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (("node", "node_field_data", "config", "key_value"), "Drupal 8 trở lên"),
        (("node", "node_revisions", "term_data", "variable"), "Drupal 6 hoặc cũ hơn"),
        (("wp_posts",), "không có các bảng của Drupal 7"),
        (("node", "field_config"), "thiếu bảng node_revision"),
    ],
)
def test_another_system_is_recognised_and_refused(tmp_path: Path, tables: tuple[str, ...], told: str) -> None:
    (tmp_path / "dump.sql").write_text("".join(f"CREATE TABLE `x_{name}` (`a` int);\n" for name in tables), "utf-8")
    with pytest.raises(CannotImport, match=told):
        database.read(tmp_path / "dump.sql", None)


def test_of_several_sites_in_one_dump_the_liveliest_is_taken_or_the_one_that_is_named(tmp_path: Path) -> None:
    old, new = news_site("cu_"), news_site("moi_")
    old.node(1, "tin", "Cũ", "<p>a</p>", changed=1000000000)
    new.node(1, "tin", "Mới", "<p>a</p>")
    (tmp_path / "dump.sql").write_text(new.sql + old.sql, "utf-8")
    taken = database.read(tmp_path / "dump.sql", None)
    assert [node.title for node in taken.nodes] == ["Mới"]
    assert "«cu_», «moi_»" in taken.remarks[0]
    assert [node.title for node in database.read(tmp_path / "dump.sql", None, prefix="cu_").nodes] == ["Cũ"]


def test_a_dump_whose_text_was_encoded_twice_is_read_once_more(tmp_path: Path) -> None:
    site = news_site()
    for nid, title in enumerate(("Giới thiệu", "Phụ lục", "Điều lệ"), start=1):
        site.node(nid, "tin", title, "<p>Hội</p>", alias=f"b{nid}")
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in site.sql.encode())
    (tmp_path / "dump.sql").write_text(twice, "utf-8")
    old = database.read(tmp_path / "dump.sql", None)
    assert [node.title for node in old.nodes] == ["Giới thiệu", "Phụ lục", "Điều lệ"]
    assert "mã hóa hai lần" in old.remarks[0]


def test_a_picture_for_lists_alone_is_the_lead_and_other_hidden_fields_are_told(move: Move) -> None:
    site = news_site()
    pictures(site, move)
    site.field("tin", "field_dai_dien", "image", "fid:int alt title", shown="hidden")
    site.field("tin", "field_ghi_chu", "text", "value format", label="Ghi chú nội bộ", shown="hidden")
    site.node(1, "tin", "A", "<p>Chữ.</p>", alias="a")
    site.item("field_dai_dien", 1, "tin", fid=2, alt="Lời tả")
    site.item("field_ghi_chu", 1, "tin", value="kín", format="plain_text")
    account = move(site)
    header = move.header("tin-tuc/a")
    assert (header["Image"], header["Image_alt"]) == ("hoi-nghi.jpg", "Lời tả")
    assert move.body("tin-tuc/a") == "Chữ."
    assert "«Ghi chú nội bộ» không hiện" in notes(account, 1)
    assert move.table["/sites/default/files/ảnh/hội nghị.jpg"][0] == "/tin-tuc/a/hoi-nghi.jpg"


def test_other_fields_stand_with_their_labels_as_they_were_shown(move: Move) -> None:
    site = news_site()
    allowed = {"allowed_values": {"a": "Đang làm", "b": "Đã xong"}}
    site.field("tin", "field_so", "number_decimal", "value:decimal", label="Kinh phí", weight=10)
    site.field("tin", "field_tinh_trang", "list_text", "value", label="Tình trạng", settings=allowed, weight=11)
    site.field("tin", "field_ngay", "datetime", "value", label="Ngày", weight=12)
    site.field("tin", "field_lien_ket", "link_field", "url title", label="Nguồn", weight=13)
    site.field("tin", "field_la", "geofield", "wkt", label="Vị trí", weight=14)
    site.node(1, "tin", "A", "<p>Chữ.</p>", alias="a")
    site.item("field_so", 1, "tin", value="12.5")
    site.item("field_tinh_trang", 1, "tin", value="b")
    site.item("field_ngay", 1, "tin", value="2022-08-21 17:00:00")
    site.item("field_lien_ket", 1, "tin", url="http://x.example/", title="Báo X")
    site.item("field_la", 1, "tin", wkt="POINT (1 2)")
    account = move(site)
    assert move.body("tin-tuc/a").split("\n\n")[1:] == [
        "**Kinh phí:** 12,5",
        "**Tình trạng:** Đã xong",
        "**Ngày:** 22/8/2022",
        "**Nguồn:** [Báo X](http://x.example/)",
    ]
    assert "«Vị trí» thuộc loại «geofield»" in notes(account, 1)


def test_a_form_stays_behind_and_is_told(move: Move) -> None:
    site = news_site()
    site.node_type("webform", "Biểu mẫu")
    site.node(1, "webform", "Đăng ký", "<p>Mời để lại thông tin.</p>", alias="dang-ky")
    site.row("webform_component", nid=1, cid=1, name="Thư điện tử", type="email", weight=0)
    account = move(site)
    assert move.body("pages/dang-ky") == "Mời để lại thông tin."
    assert "Biểu mẫu trong bài không chuyển sang" in notes(account, 1)
