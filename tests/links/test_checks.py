"""No link leads nowhere: what is said of texts before anything is written, and of the finished output afterwards."""

from __future__ import annotations

import pickle
from datetime import datetime
from pathlib import Path

import pytest

from plugins.base.addresses import file_name
from plugins.base.model import (
    Category,
    Content,
    ContentKind,
    Issuer,
    LinkUse,
    SiteInfo,
    Tag,
    UnrenderedContent,
    Visibility,
)
from plugins.base.moments import VIETNAM
from plugins.links import broken, links_in, taken_twice, unplanned
from tests.site import article, build

PLANNED = frozenset({"/", "/tin-tuc/", "/tin-tuc/a/", "/rss.xml", "/tep/bao-cao-0a1b.pdf"})
ANCHORS = {"/tin-tuc/a/": frozenset({"muc", "can-cu"})}

USES = [
    ("/", ""),
    ("/tin-tuc/a/", ""),
    ("/tin-tuc/a/#muc", ""),
    ("/tin-tuc/?trang=2#cuoi", ""),
    ("/rss.xml", ""),
    ("/tep/bao-cao-0a1b.pdf#page=2", ""),
    ("/tin-tuc", "không có trang hay tệp «/tin-tuc». Có phải ý bạn là «/tin-tuc/»? Hãy sửa đường dẫn."),
    ("/khong-co/", "không có trang hay tệp «/khong-co/». Hãy sửa đường dẫn."),
    ("/tin-tuc/a/#xa", "trang «/tin-tuc/a/» không có chỗ tên «#xa». Hãy sửa phần sau dấu «#»."),
]


@pytest.mark.parametrize(("target", "message"), USES)
def test_a_use_of_an_address_is_compared_with_what_is_planned(target: str, message: str) -> None:
    said = [str(problem) for problem in unplanned([LinkUse("tin-tuc/b.md", 7, target)], PLANNED, ANCHORS)]
    assert said == ([f"tin-tuc/b.md:7: {message}"] if message else [])


def test_a_link_to_a_text_that_was_taken_down_is_a_warning() -> None:
    use = LinkUse("tin-tuc/b.md", 7, "/tin-tuc/a/")
    [told] = unplanned([use], PLANNED, ANCHORS, {"/tin-tuc/a/"})
    assert (told.line, told.warning) == (7, True)


def unrendered(*old: str) -> UnrenderedContent:
    content = Content(ContentKind.ARTICLE, "tin-tuc/b.md", "b", "B", "/tin-tuc/b/", redirect_from=old)
    return UnrenderedContent(content, str, 5, lines={"Redirect_from": 4})


TAKEN = [
    ("/tin-tuc/a/", True),
    ("/tin-tuc/a", True),
    ("/tin-tuc/a/index.html", True),
    ("/index.html", True),
    ("/rss.xml", True),
    ("/rss.xml/cu/", True),
    ("/tin-tuc/cu/", False),
    ("/tin-tuc/a/cu/", False),
    ("/tin-tuc/a.html", False),
    ("/rss.xml.gz", True),
    ("/rss.xml.br/cu", True),
    ("/rss.xml.zip", False),
    ("/sites/default/files/a.tar.gz", False),
]


@pytest.mark.parametrize(("old", "taken"), TAKEN)
def test_an_old_address_must_not_be_taken_by_another_page(old: str, taken: bool) -> None:
    addresses = ["/", "/tin-tuc/a/", "/rss.xml", old]
    said = [str(problem) for problem in taken_twice(map(file_name, addresses), [unrendered(old)])]
    told = f"địa chỉ «{old}» đã là của trang web, hoặc nằm dưới một tệp. Hãy bỏ khỏi ô Redirect_from."
    assert said == [f"tin-tuc/b.md:4: {told}"] * taken


PAGE = '<!doctype html><html><body><h1 id="dau">A</h1>{}</body></html>'
SITE = {
    "index.html": PAGE.format(""),
    "a/index.html": PAGE.format(""),
    "anh/b.jpg": "",
    "anh/b-480.webp": "",
    "v.xml": "",
}

FOUND = [
    '<a href="{root}/a/">',
    '<a href="{root}/a/#dau">',
    '<a href="#dau">',
    '<a href="{root}/v.xml?x=1">',
    '<a href="https://x.example{root}/a/">',
    '<a href="https://x.example.evil/khong-co/">',
    '<a href="//x.example/khong-co/">',
    '<a href="mailto:a@x.example">',
    '<img src="{root}/anh/b.jpg" srcset="{root}/anh/b-480.webp 480w, {root}/anh/b.jpg 800w">',
    '<meta property="og:image" content="https://x.example{root}/anh/b.jpg">',
    '<meta name="description" content="/khong/phai/dia-chi/">',
    '<pre>&lt;a href="{root}/khong-co/"&gt;</pre>',
    "<script>const html = '<a href=\"/khong-co/\">'</script>",
]
LOST = [
    ('<a href="{root}/b/">', "tới đâu"),
    ('<a href="{root}/a">', "tới đâu"),
    ('<a href="{root}/a/#cuoi">', "tới một chỗ không có"),
    ('<a href="#cuoi">', "tới một chỗ không có"),
    ('<a class="x" href="https://x.example{root}/b/">', "tới đâu"),
    ('<img alt="" src="{root}/anh/c.jpg">', "tới đâu"),
    ('<img srcset="{root}/anh/b.jpg 800w, {root}/anh/b-800.webp 480w">', "tới đâu"),
    ('<link rel="stylesheet" href="{root}/theme/x.css">', "tới đâu"),
    ('<script src="{root}/theme/x.js"></script>', "tới đâu"),
    ('<meta property="og:image" content="https://x.example{root}/anh/c.jpg">', "tới đâu"),
]


def flaws(html: str, root: str) -> list[str]:
    site = {**SITE, "trang/index.html": PAGE.format(html.format(root=root))}
    pages = {name: links_in(str(text)) for name, text in site.items() if name.endswith(".html")}
    return [str(problem) for problem in broken(pages, site.keys(), SiteInfo(f"https://x.example{root}"))]


@pytest.mark.parametrize("root", ["", "/xem-truoc/ab12"])
@pytest.mark.parametrize("html", FOUND)
def test_a_link_that_leads_somewhere_or_elsewhere_is_well(html: str, root: str) -> None:
    assert flaws(html, root) == []


@pytest.mark.parametrize("root", ["", "/xem-truoc/ab12"])
@pytest.mark.parametrize(("html", "words"), LOST)
def test_a_link_that_leads_nowhere_is_told_with_its_page(html: str, words: str, root: str) -> None:
    (said,) = flaws(html, root)
    assert said.startswith("trang/index.html: đường dẫn «")
    assert words in said


def test_an_id_that_two_things_of_a_page_have_is_told_with_its_page() -> None:
    assert flaws('<h2 id="muc"></h2><p id="muc-2"></p>', "") == []
    (said,) = flaws('<h2 id="muc"></h2><p id="muc"></p>', "")
    assert said.startswith("trang/index.html: chỗ tên «muc» có hai lần trong trang.")


@pytest.mark.parametrize("target", ["/a/", "/xem-truoc/ab1/a/", "/xem-truoc/ab12"])
def test_a_link_that_leaves_the_sites_own_path_is_told(target: str) -> None:
    (said,) = flaws(f'<a href="{target}">', "/xem-truoc/ab12")
    assert said.startswith(f"trang/index.html: đường dẫn «{target}» không dẫn tới đâu.")


def test_what_a_text_to_come_will_bring_is_taken_already() -> None:
    """Or the hour at which it comes would make the site wrong, with nobody there to mend it."""
    tag = Tag("Quả vải", "qua-vai")
    facts = {
        "tags": (tag,),
        "issuer": Issuer("Sở Hà", "so-ha-2"),
        "categories": (Category("Tin", "tin"),),
        "date": datetime(2027, 1, 1, tzinfo=VIETNAM),
    }
    coming = Content(ContentKind.ARTICLE, "c.md", "c", "C", "/tin-tuc/c/", visibility=Visibility.FUTURE, **facts)  # type: ignore[arg-type]
    for old, taken in {
        tag.address: True,
        "/feeds/tin.json.br": True,
        "/van-ban/co-quan/so-ha-2/": True,
        "/van-ban/co-quan/so-ha/": False,
        "/luu-tru/2027/": True,
        "/luu-tru/2026/": False,
    }.items():
        texts = [UnrenderedContent(coming, str, 5), unrendered(old)]
        assert len(list(taken_twice([file_name(old)], texts))) == taken, old


AS_IT_WAS = "Hãy viết địa chỉ đúng như trên thanh địa chỉ của trang cũ."
REDIRECTS = [
    ({"a.md": "/tin-tuc/a/"}, "a.md:3: Redirect_from: «/tin-tuc/a/» là chính địa chỉ của bài. Hãy bỏ đi."),
    (
        {"a.md": "/tin-tuc/b/", "b.md": "/tin-tuc/a/"},
        "a.md:3: Redirect_from: «/tin-tuc/b/» đang là địa chỉ của b.md. Hãy bỏ đi, hoặc đổi địa chỉ bài kia.",
    ),
    (
        {"a.md": "/cu/", "b.md": "/cu/"},
        "b.md:3: Redirect_from: «/cu/» đã dẫn về a.md. Hãy giữ ở một bài.",
    ),
    (
        {"a.md": "/tim-kiem/"},
        "a.md:3: địa chỉ «/tim-kiem/» đã là của trang web, hoặc nằm dưới một tệp. Hãy bỏ khỏi ô Redirect_from.",
    ),
    (
        {"a.md": "/../../ngoai/"},
        f"a.md:3: Redirect_from: «/../../ngoai/» có phần «..» bắt đầu bằng dấu chấm. {AS_IT_WAS}",
    ),
]


@pytest.mark.parametrize(("texts", "message"), REDIRECTS)
def test_circles_chains_and_taken_addresses_are_refused(tmp_path: Path, texts: dict[str, str], message: str) -> None:
    files = {name: article(Redirect_from=old) for name, old in texts.items()}
    built = build(tmp_path, {"b.md": article(), **files})
    assert built.code == 1
    assert built.messages[0] == message
    assert {one.name for one in tmp_path.iterdir()} == {"content"}


def test_the_whole_chain_of_a_text_that_moved_twice_leads_to_where_it_is(tmp_path: Path) -> None:
    built = build(tmp_path, {"a.md": article(Redirect_from="/node/1; /tin-tuc/ten-cu/")})
    assert built.code == 0
    for old in ("/node/1/", "/tin-tuc/ten-cu/"):
        page = built.page(old)
        refresh = page.select_one('meta[http-equiv="refresh"]')
        assert refresh
        assert refresh["content"] == "0; url=/tin-tuc/a/"
        assert page.select_one('meta[name="robots"][content="noindex"]')


@pytest.mark.parametrize("status", ["removed", "hidden"])
def test_old_addresses_of_a_text_that_leaves_the_lists_go_on_answering(tmp_path: Path, status: str) -> None:
    built = build(tmp_path, {"a.md": article(Status=status, Reason="Rút.", Redirect_from="/node/1")})
    row = {"removed": "/node/1,,410", "hidden": "/node/1,/tin-tuc/a/,301"}[status]
    assert built.code == 0, built.said
    assert row in built.read("redirects.csv").splitlines()


@pytest.mark.parametrize("header", [{"Status": "draft"}, {"date": "2027-01-01"}])
def test_an_old_address_must_not_lead_to_a_text_that_is_not_there_yet(tmp_path: Path, header: dict[str, str]) -> None:
    built = build(tmp_path, {"a.md": article(**header, Redirect_from="/node/1")})
    told = "Redirect_from: «/node/1» dẫn về một bài chưa đăng. Hãy bỏ đi, hoặc đăng bài."
    assert (built.code, [one.partition(": ")[2] for one in built.messages]) == (1, [told])


def test_a_page_says_the_same_as_text_and_as_bytes() -> None:
    page = '<meta charset="windows-1258"><p id="mục-ă">Chữ «ư» <a href="/tệp/ở.pdf?a=1&amp;b=2">ở đây</a></p>'
    assert links_in(page.encode()) == links_in(page)
    assert links_in(page).targets == ("/tệp/ở.pdf?a=1&b=2",)


def test_what_many_pages_lead_to_lies_in_memory_once_whichever_process_has_looked_at_them() -> None:
    found = links_in('<p id="dau"><a href="/tin-tuc/">Tin</a></p>')
    one, other = (pickle.loads(pickle.dumps(found)) for _ in range(2))
    assert one == other == found
    assert all(first is second for first, second in zip(one.targets, other.targets, strict=True))
