"""The settings for nginx, asked through nginx: on this machine, over plain HTTP, with releases that come and go."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.office import alone
from tests.server import refetch
from tests.server.house import NOW, House, found
from tests.server.web import MAIN, NGINX, USER, Server, serving_home
from tests.site import article
from tools.server import files, serving
from tools.server.home import Home

OLD = "/node/12; /?q=node/12; /?q=taxonomy/term/3; /?q=tin mới; /tin.html; /@abc; /user@x/y; /a%20b; /tin-t%E1%BB%A9c; "
OLD += "/sites/default/files/a.tar.gz; /cu; /cu/@; /cu/@/x; /cu/x; /index.php"
SCRIPT = b"<html xmlns='http://www.w3.org/1999/xhtml'><script>document.title = 'ran'</script></html>"
ATTACHED = {
    "a.txt": SCRIPT * 20,
    "a.pdf": b"%PDF-1.7\n" + SCRIPT,
    "a.tar.gz": b"\x1f\x8b" + bytes(600),
    "a.br": bytes(600),
    "khong-duoi": SCRIPT * 20,
    **{
        f"a.{ending}": SCRIPT * 20
        for ending in ("xml", "xht", "shtml", "svgz", "mht", "htc", "đuôi", "p df", "json", "css")
    },
}


def serve(home: Path, folder: Path, prefix: str = "") -> Iterator[Server]:
    if not Path(NGINX).is_file():
        pytest.skip("thiếu chương trình: nginx")
    with serving_home(home, folder, prefix) as server:
        yield server


@pytest.fixture(scope="module")
def server(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    long = "Đoạn văn đủ dài để nén. " * 60
    house.clone.commit(
        {
            "content/tin-tuc/cu.md": article(
                "Bài có địa chỉ cũ", body=long + "".join(f"\n\n[Tệp](<{name}>)" for name in ATTACHED), Redirect_from=OLD
            ),
            "content/tin-tuc/go.md": article(
                "Bài đã gỡ",
                Status="removed",
                Reason="Đăng nhầm.",
                Redirect_from="/?q=node/13; /go; /go/@; /go/@/x; /go.html",
            ),
            **{f"content/tin-tuc/{name}": content for name, content in ATTACHED.items()},
            "content/data/redirects.csv": "old,new,reason\n/sites/default/files/cu.pdf,/tin-tuc/a.pdf,\n"
            "/?q=rss,/feeds/all.rss.xml,\n/muc-cu,/tin-tuc/,\n/user/1,,Không còn\n",
        }
    )
    house.clone.goes_live()
    yield from serve(house.home.root, tmp_path_factory.mktemp("nginx") / "run")


def test_a_page_answers_at_its_clean_address_alone(server: Server) -> None:
    page = server.get("/tin-tuc/cu/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert server.leads("/tin-tuc/cu") == (301, "/tin-tuc/cu/")
    assert server.leads("/tin-tuc/cu/index.html") == (301, "/tin-tuc/cu/")
    assert server.leads("/tin-tuc/cu?x=1") == (301, "/tin-tuc/cu/?x=1")
    assert server.status("/") == server.status("/?x=1") == 200


def test_old_addresses_of_no_text_lead_to_files_feeds_and_lists_or_are_gone(server: Server) -> None:
    status, target = server.leads("/sites/default/files/cu.pdf")
    assert status == 301
    assert target.startswith("/tep/")
    assert server.status(target) == 200
    assert server.leads("/?q=rss") == (301, "/feeds/all.rss.xml")
    assert server.leads("/muc-cu") == (301, "/tin-tuc/")
    assert server.status("/user/1") == 410


LEADING = [
    *(
        "/node/12",
        "/node/12/",
        "//node//12",
        "/a/../node/12",
        "/tin.html",
        "/@abc",
        "/user@x/y",
        "/a%20b",
        "/cu",
        "/cu/",
    ),
    *(
        "/cu/@",
        "/cu/@/x",
        "/cu/x",
        "/%63u",
        "/tin-t%E1%BB%A9c",
        "/tin-tu%CC%9B%CC%81c",
        "/sites/default/files/a.tar.gz",
    ),
    *("/?q=node/12", "/?q=node/12&fbclid=x", "/?fbclid=1&q=node/12", "/?q=node%2F12", "/?q=node%2f12", "/?q=/node/12/"),
    *("/index.php?q=node/12", "/?q=taxonomy%2Fterm%2F3", "/?q=tin+m%E1%BB%9Bi", "/?q=tin%20m%e1%bb%9bi", "/index.php"),
]


def test_old_addresses_lead_on_and_withdrawn_ones_are_gone(server: Server) -> None:
    for old in LEADING:
        assert server.leads(old) == (301, "/tin-tuc/cu/"), old
    for gone in (
        "/tin-tuc/go/",
        "/tin-tuc/go",
        "/?q=node/13",
        "/?a=1&q=node%2f13",
        "/go/",
        "/go/@",
        "/go/@/x",
        "/go.html",
    ):
        assert server.status(gone) == 410, gone
    for gone in ("/tin-tuc/go/", "/go.html"):
        assert "Đăng nhầm." in server.get(gone).body.decode()


NOWHERE = [
    *(
        "/cu/.to",
        "/.moved/cu/.to/",
        "/.q/node/12",
        "/.q/node/12/.to",
        "/.gone/go/.to",
        "//.gone/go/.to",
        "/anh/../.moved/cu/",
    ),
    *("/%2emoved/cu/.to", "/.answer/moved", "/cu/@/", "/node/", "/Node/12", "/cu/@/x/y", "/tin-tuc/a/index.html.gz"),
    *("/tin-tuc/cu/index.html.br", "/rss.xml.gz", "/x%00", "/x%0a", "/tin-tuc/cu%0a"),
]


@pytest.mark.parametrize("place", NOWHERE)
def test_marks_and_copies_have_no_address(server: Server, place: str) -> None:
    assert server.status(place) in (404, 400) or (place == "/cu/@/" and server.leads(place)[0] == 301)


@pytest.mark.parametrize(
    "query", ["q=", "q=node", "q=node/12/.to", "q=../.moved/cu", "q=..%2f.moved%2fcu", "xq=node/12", "q=%00"]
)
def test_another_query_at_the_front_page_is_the_front_page(server: Server, query: str) -> None:
    assert (server.status(f"/?{query}"), server.status(f"/tin-tuc/?{query}")) == (200, 200)


@pytest.mark.parametrize(
    "place", ["/khong-co/", "/tin-tuc/khong-co", "/a.css", "/.moved/node/12/.to/", "/x/.git/config"]
)
def test_what_is_not_there_is_told_on_a_page_of_ours(server: Server, place: str) -> None:
    got = server.get(place)
    assert got.status == 404
    if "." not in place:
        assert "Không tìm thấy trang" in got.body.decode()


@pytest.mark.parametrize("place", ["/theme/css/site-0000000000.css", "/anh/x-0000000000.webp", "/tep/x-0000000000.pdf"])
def test_a_name_with_a_hash_that_is_away_was_there_once(server: Server, place: str) -> None:
    assert server.status(place) == 410


KINDS = {
    "/feeds/all.atom.xml": "application/atom+xml",
    "/feeds/all.rss.xml": "application/rss+xml",
    "/rss.xml": "application/rss+xml",
    "/feeds/all.json": "application/feed+json; charset=utf-8",
    "/sitemap.xml": "application/xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/redirects.csv": "text/csv; charset=utf-8",
}


@pytest.mark.parametrize(("place", "kind"), KINDS.items())
def test_each_kind_has_its_media_type_packed_or_not(server: Server, place: str, kind: str) -> None:
    for accepted in ("", "gzip", "br, gzip"):
        got = server.get(place, Accept_Encoding=accepted)
        assert (got.status, got.headers["content-type"]) == (200, kind)


def test_files_come_compressed_as_they_lie(server: Server, house: House) -> None:
    folder = house.home.current / "tin-tuc/cu"
    for accepted, ending, name in (("br, gzip", ".br", "br"), ("gzip, deflate", ".gz", "gzip"), ("identity", "", None)):
        got = server.get("/tin-tuc/cu/", Accept_Encoding=accepted)
        assert got.headers.get("content-encoding") == name
        assert got.headers["vary"] == "Accept-Encoding"
        assert got.body == (folder / f"index.html{ending}").read_bytes()


def test_a_page_that_did_not_change_is_not_sent_again(server: Server) -> None:
    first = server.get("/tin-tuc/cu/", Accept_Encoding="br")
    assert server.get("/tin-tuc/cu/", Accept_Encoding="br", If_None_Match=first.headers["etag"]).status == 304
    assert server.get("/tin-tuc/cu/", If_Modified_Since=first.headers["last-modified"]).status == 304
    assert server.get("/tin-tuc/cu/", Accept_Encoding="gzip", If_None_Match=first.headers["etag"]).status == 200


def test_a_new_release_is_served_at_once_and_no_304_is_stale(server: Server, house: House) -> None:
    before = server.get("/tin-tuc/a/")
    house.clone.version(71)
    house.clone.goes_live()
    after = server.get("/tin-tuc/a/", If_None_Match=before.headers["etag"])
    assert (after.status, "phiên-bản-71" in after.body.decode()) == (200, True)
    unchanged = server.get("/tin-tuc/b/")
    house.clone.version(72)
    house.clone.goes_live()
    assert server.get("/tin-tuc/b/", If_None_Match=unchanged.headers["etag"]).status == 304


CACHING = {
    "/": "public, max-age=0, must-revalidate",
    "/feeds/all.json": "public, max-age=300",
    "{css}": "public, max-age=31536000, immutable",
}


@pytest.mark.parametrize(("place", "rule"), CACHING.items())
def test_each_kind_is_kept_as_long_as_it_may(server: Server, place: str, rule: str) -> None:
    found = re.search(r'href="(/theme/css/[^"]+)"', server.get("/").body.decode())
    assert found
    got = server.get(place.format(css=found[1]))
    assert (got.status, got.headers["cache-control"]) == (200, rule)


@pytest.mark.parametrize("place", ["/", "/khong-co/", "/tin-tuc/go/", "/feeds/all.json", "/node/12"])
def test_every_answer_is_fenced_in(server: Server, place: str) -> None:
    headers = server.get(place).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert " 'unsafe-eval'" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["server"] == "nginx"


def test_other_sites_may_read_feeds_and_nothing_else(server: Server) -> None:
    assert server.get("/feeds/all.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in server.get("/").headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_allowed(server: Server, method: str) -> None:
    assert server.get("/", method).status == 405


def test_a_header_cannot_be_smuggled_into_a_redirect(server: Server) -> None:
    for place in ("/%0d%0aSet-Cookie:x=1/index.html", "/tin-tuc/cu%0d%0aX:y", "/?q=node/12%0d%0aX:y", "/?q=../../x"):
        got = server.get(place)
        assert got.status in (200, 404)
        assert not {"set-cookie", "x"} & set(got.headers)


def test_a_preview_stands_under_its_token_and_is_for_nobody_else(server: Server, house: House) -> None:
    house.clone.git("push", "--quiet", "origin", "HEAD:refs/heads/thu")
    token = house.home.token("thu")
    page = server.get(f"/xem-truoc/{token}/")
    assert (page.status, page.headers["x-robots-tag"], page.headers["cache-control"]) == (
        200,
        "noindex, nofollow",
        "no-store",
    )
    assert server.leads(f"/xem-truoc/{token}") == (301, f"/xem-truoc/{token}/")
    assert server.leads(f"/xem-truoc/{token}/tin-tuc") == (301, f"/xem-truoc/{token}/tin-tuc/")
    assert server.status("/xem-truoc/") == server.status(f"/xem-truoc/{'a' * 26}/") == 404


@pytest.mark.parametrize(
    "before", ["/xem-truoc", "//xem-truoc", "/%78em-truoc", "/anh/../xem-truoc", "/./xem-truoc", "/xem-truoc/"]
)
@pytest.mark.parametrize("after", ["/", "", "/tin-tuc/b/", "/tin-tuc/b", "/khong-co", "/.git/x", "/tep/x.pdf", "/%0a"])
def test_a_preview_is_kept_by_nobody_however_it_is_asked_for(
    server: Server, house: House, before: str, after: str
) -> None:
    for inside in (f"/{house.home.token('thu')}{after}", after):
        got = server.get(before + inside)
        told = (got.headers["x-robots-tag"], got.headers["cache-control"])
        assert told == ("noindex, nofollow", "no-store"), (before + inside, got.status)


def test_a_site_under_a_path_answers_there_alone(house: House, server: Server, tmp_path: Path) -> None:
    for under in serve(house.home.root, tmp_path / "run", "/a/b"):
        assert under.leads("/a/b") == (301, "/a/b/")
        assert under.status("/a/b/") == 200
        assert under.leads("/a/b/tin-tuc/cu") == (301, "/a/b/tin-tuc/cu/")
        assert under.leads("/a/b/node/12") == (301, "/a/b/tin-tuc/cu/")
        assert under.status("/a/b/tin-tuc/go/") == 410
        assert under.get("/a/b/khong-co/").status == under.status("/tin-tuc/cu/") == 404
        assert "Không tìm thấy trang" in under.get("/a/b/khong-co/").body.decode()
        assert under.leads("/a/b/?x=1&q=node%2F12") == (301, "/a/b/tin-tuc/cu/")
        assert under.get("/a/b//xem-truoc/x/").headers["cache-control"] == "no-store"
        assert under.get("/a/b/anh/x.jpg").headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert under.status("/a/b.moved/x") == under.status("/a/bc/") == 404


def test_a_home_in_a_folder_of_any_name_takes_pushes_and_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(monkeypatch, tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    house = found(tmp_path / "Trang tin 50% của hội's {releases}")
    house.clone.commit({"content/tin-tuc/c.md": article("C", Redirect_from="/cu")})
    house.clone.goes_live()
    for server in serve(house.home.root, tmp_path / "run"):
        assert (server.status("/tin-tuc/a/"), server.leads("/cu")) == (200, (301, "/tin-tuc/c/"))


def test_debians_nginx_takes_the_blocks_for_a_site_with_a_certificate(tmp_path: Path) -> None:
    if not Path(NGINX).is_file():
        pytest.skip("thiếu chương trình: nginx")
    text = serving.settings(tmp_path, "https://x.example")
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x.example", "-days", "9"]
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    live = "/etc/letsencrypt/live/x.example"
    text = text.replace(f"{live}/fullchain.pem", str(certificate)).replace(f"{live}/privkey.pem", str(key))
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, user=USER))
    done = subprocess.run([NGINX, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_marks_of_old_addresses_are_the_releases_own_and_no_file_of_it(house: House) -> None:
    served = house.home.served()
    assert served
    assert not [path for path in files.files(served) if "/." in f"/{path}"]
    assert Home(house.home.root).served() == served


CALLED = {  # what is accepted, and how the page comes then
    "br;q=0": None,
    "br;q=0, gzip": "gzip",
    "br ; q=0.000 ,gzip;q=0": None,
    "br;q=0.001": "br",
    "gzip;q=0.5, br;q=1.0": "br",
    "BR": "br",
    "brotli, xgzip": None,
    "*": None,
    "*;q=0": None,
    "identity": None,
    "identity;q=0, gzip": "gzip",
}


@pytest.mark.parametrize(("accepted", "name"), CALLED.items())
def test_a_page_comes_packed_only_as_its_reader_can_open_it(server: Server, accepted: str, name: str | None) -> None:
    got = server.get("/tin-tuc/cu/", Accept_Encoding=accepted)
    assert (got.headers.get("content-encoding"), got.headers["vary"]) == (name, "Accept-Encoding")


KEPT = "public, max-age=31536000, immutable"
LOST = [
    "/anh/x.webp",
    "/tep/x.pdf",
    "/theme/x.css",
    "/anh/",
    "/tep/",
    "/anh/%2e%2e/tep/x",
    "/pagefind/x.pf_meta",
    "/feeds/x.json",
]


@pytest.mark.parametrize("place", LOST)
def test_what_is_not_there_is_not_kept(server: Server, place: str) -> None:
    got = server.get(place)
    assert (got.status in (404, 410), got.headers["cache-control"]) == (True, "public, max-age=0, must-revalidate")


def attached(server: Server) -> list[str]:
    found = re.findall(r'href="(/tep/[^"]+)"', server.get("/tin-tuc/cu/").body.decode())
    return list(dict.fromkeys(found))


def test_what_is_attached_comes_with_the_bytes_that_were_pushed_and_never_as_a_page(server: Server) -> None:
    addresses = attached(server)
    assert len(addresses) == len(ATTACHED)
    for address, (name, content) in zip(addresses, ATTACHED.items(), strict=True):
        got = server.get(address, Accept_Encoding="br, gzip")
        assert (got.status, got.body == content, got.headers.get("content-encoding")) == (200, True, None), name
        assert got.headers["cache-control"] == KEPT
        kind, saved = got.headers["content-type"], got.headers.get("content-disposition") == "attachment"
        assert saved or kind in ("text/plain; charset=utf-8", "application/pdf"), name
        assert saved or name.endswith((".txt", ".pdf")), name
        assert name.endswith(".pdf") or "sandbox" in got.headers["content-security-policy"], name


def test_only_what_a_push_changed_is_fetched_again_and_nothing_stale_is_called_current(
    house: House, server: Server
) -> None:
    refetch.posts(house, 12)

    def one_post() -> None:
        house.clone.commit({"content/tin-tuc/n-3.md": article("Bài thứ 3", "2026-10-04", "Lời mới.")})
        house.clone.goes_live()

    counts = refetch.after(house, server, one_post)
    assert (counts.fetched_again, counts.stale) == (0, 0)
    assert counts.same > 10 * counts.changed > 0
