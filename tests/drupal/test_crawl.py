"""Reading a live site politely and wholly: what is asked, how often, and what happens when it fails."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.drupal.live import ROOT, LiveSite, body, front, node, page, read
from tools.drupal import client as clients
from tools.drupal import live_site
from tools.drupal.client import Client
from tools.drupal.crawl import BARREN, Crawl, Reading
from tools.drupal.model import CannotImport
from tools.drupal.own_addresses import Own, SiteAddress, uri
from tools.drupal.visits import Visits

SITE_MAP = '<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{kind}>'


def crawl(live: LiveSite, folder: Path, site: str = ROOT) -> Reading:
    return Crawl(site, Visits(folder), live, lambda *_: None).run()  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "visits").mkdir()
    return tmp_path / "visits"


# What is asked


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/tin/a", ("tin/a", "")),
        ("b", ("tin/b", "")),
        ("https://WWW.cu.example/tin/a/#phan-2", ("tin/a", "")),
        ("//cu.example/tin/a?page=3&sort=asc", ("tin/a", "page=3")),
        ("/?q=node/7", ("node/7", "")),
        ("/index.php?q=tin/a&page=0", ("tin/a", "")),
        ("/tin/h%E1%BB%99i", ("tin/hội", "")),
        ("http://khac.example/tin/a", None),
        ("http://cu.example.xau.example/", None),
        ("mailto:a@cu.example", None),
        ("javascript:void(0)", None),
        ("/tin/%FF", None),
        ("http://[", None),
    ],
)
def test_a_link_leads_to_one_address_of_the_site_or_elsewhere(href: str, address: tuple[str, str] | None) -> None:
    assert Own.at(ROOT).read(href, SiteAddress("tin/a")) == address


def test_a_site_in_a_folder_and_one_without_clean_addresses_are_asked_as_they_are() -> None:
    own = Own.at("http://cu.example/hoi/")
    assert own.read("/hoi/tin/a") == ("tin/a", "")
    assert own.read("/khac/tin/a") is None
    assert own.url(SiteAddress("tin/hội", "page=2")) == "http://cu.example/hoi/tin/h%E1%BB%99i?page=2"
    assert Own(own.root, own.hosts, clean=False).url(SiteAddress("node/7")) == "http://cu.example/hoi/?q=node/7"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("sites/default/files/a/b.jpg", "public://a/b.jpg"),
        ("sites/hoi.example/files/styles/large/public/a/b.jpg", "public://a/b.jpg"),
        ("system/files/styles/large/private/b.jpg", "private://b.jpg"),
        ("system/files/b.pdf", "private://b.pdf"),
        ("tin/files/a", ""),
    ],
)
def test_a_file_is_known_by_its_address_and_a_small_picture_by_its_original(path: str, file: str) -> None:
    assert uri(path) == file


def test_all_is_found_that_pages_lists_site_maps_and_numbers_lead_to(folder: Path) -> None:
    inner = SITE_MAP.format(kind="urlset", inside=f"<url><loc>{ROOT}/node/9</loc></url>")
    pages = {
        "": front("/node", "/node/5"),
        "node": page('<ul class="pager"><li><a href="/node?page=1">2</a></li></ul>'),
        "node?page=1": page('<a href="/node/2">x</a>'),
        "sitemap.xml": SITE_MAP.format(kind="sitemapindex", inside=f"<sitemap><loc>{ROOT}/sm1.xml.gz</loc></sitemap>"),
        "sm1.xml.gz": gzip.compress(inner.encode()),
    }
    pages |= {f"node/{nid}": node(nid, body("x")) for nid in (2, 5, 7, 9, 11)}
    reading = crawl(LiveSite(pages), folder)
    found = {one.path for one in reading.visits if one.path.startswith("node/") and one.file}
    assert found == {"node/2", "node/5", "node/7", "node/9", "node/11"}


def test_forms_accounts_other_sites_and_comments_are_not_asked(folder: Path) -> None:
    links = (
        "/user/login",
        "/comment/reply/7",
        "/node/7/edit",
        "/en/user/5",
        "http://khac.example/",
        "/misc/drupal.js",
        "/search/node",
    )
    live = LiveSite({"": front("/node/7", *links), "node/7": node(7, '<div id="comments"><a href="/rac">x</a></div>')})
    reading = crawl(live, folder)
    assert not {link.strip("/") for link in links} & set(live.asked)
    assert "rac" not in live.asked
    assert "user/login" in reading.unasked


def test_what_robots_txt_closes_is_not_asked_and_is_told(folder: Path) -> None:
    live = LiveSite(
        {"": front("/rieng/a", "/chung?page=2", "/chung")}, "User-agent: *\nDisallow: /rieng/\nDisallow: /*?page="
    )
    reading = crawl(live, folder)
    assert reading.closed == ["rieng/a", "chung?page=2"]
    assert "rieng/a" not in live.asked


def test_a_calendar_without_an_end_is_left_and_told(folder: Path) -> None:
    class Endless(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            if key.startswith("lich/"):
                return page(f'<a href="/lich/{int(key[5:]) + 1}">Tháng sau</a>')
            return super().get(key, default)

    reading = crawl(LiveSite(Endless({"": front("/lich/1")})), folder)
    assert len([one for one in reading.visits if one.path.startswith("lich/")]) == BARREN
    assert len(reading.left) == 1


def test_a_site_that_moved_to_https_is_read_there_and_one_that_leads_elsewhere_is_refused(folder: Path) -> None:
    class Moved(LiveSite):
        target = "https://www.cu.example/"

        def get(self, url: str, into: Path) -> clients.SiteAnswer:
            moved = url.startswith("http://")
            return clients.SiteAnswer(301, location=self.target) if moved else super().get(url, into)

    assert crawl(Moved({"": front()}), folder).own.root == "https://www.cu.example"
    Moved.target = "https://khac.example/"
    with pytest.raises(CannotImport, match="khac"):
        crawl(Moved({"": front()}), folder)


def test_an_address_that_moved_to_another_way_of_writing_itself_is_read_there(folder: Path) -> None:
    class Secured(LiveSite):
        def get(self, url: str, into: Path) -> clients.SiteAnswer:
            if url == f"{ROOT}/tin/a":
                return clients.SiteAnswer(301, location="/tin/a/")
            return super().get(url, into)

    reading = crawl(Secured({"": front("/tin/a"), "tin/a": node(7, body("x"))}), folder)
    visit = reading.visits.get("tin/a")
    assert visit
    assert visit.is_page


def test_a_front_page_that_leads_to_a_language_is_read_there(folder: Path) -> None:
    pages = {"": (302, "/vi"), "vi": front("/vi/tin/a"), "vi/tin/a": node(7, body("x"))}
    first, second = LiveSite(pages), LiveSite(pages)
    crawl(first, folder)
    assert "vi/tin/a" in first.asked
    assert crawl(second, folder).reused == len(set(first.asked))
    assert set(second.asked) <= {"", "vi"}


# Interrupted


def test_an_interrupted_reading_goes_on_where_it_stood(folder: Path) -> None:
    pages = {"": front(*(f"/node/{nid}" for nid in range(1, 6)))} | {
        f"node/{nid}": node(nid, body("x")) for nid in range(1, 6)
    }

    class Breaks(LiveSite):
        def get(self, url: str, into: Path) -> clients.SiteAnswer:
            if len(self.asked) == 8:
                raise CannotImport("im lặng")
            return super().get(url, into)

    first, second = Breaks(pages), LiveSite(pages)
    with pytest.raises(CannotImport):
        crawl(first, folder)
    with (folder / "visits.jsonl").open("a", encoding="utf-8") as cut:
        cut.write('{"path": "node/5", "que')
    crawl(second, folder)
    assert set(first.asked) & set(second.asked) <= {""}
    assert {f"node/{nid}" for nid in range(1, 6)} <= set(first.asked) | set(second.asked)


def test_what_is_kept_of_another_site_or_an_older_front_page_is_not_believed(tmp_path: Path) -> None:
    read(tmp_path, {"": front("/node/7"), "node/7": node(7, body("cũ"))})
    changed = page('<h1>Mới</h1><a href="/node/7">x</a>', body="front")
    site = read(tmp_path, {"": changed, "node/7": node(7, body("mới"))})
    assert site.text_of(7).html == "mới"


def test_an_address_that_was_busy_is_asked_again_the_next_time(folder: Path) -> None:
    live = LiveSite({"": front("/node/7"), "node/7": (503, "")})
    crawl(live, folder)
    live.pages = {"": front("/node/7"), "node/7": node(7, body("x"))}
    visit = crawl(live, folder).visits.get("node/7")
    assert visit
    assert visit.file


# Politely


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


Reply = Callable[[str, int], tuple[int, dict[str, str], bytes]]


@contextmanager
def server(reply: Reply) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine; `reply` gets the path and how often it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, data = reply(self.path, asked.count(self.path))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(data))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        listening.shutdown()
        thread.join()


def client() -> tuple[Client, Clock]:
    clock = Clock()
    return Client(lambda: clock.now, clock.sleep), clock


def test_requests_keep_their_distance_and_robots_txt_may_ask_for_more(tmp_path: Path) -> None:
    asked, clock = client()
    with server(lambda *_: (200, {}, b"User-agent: *\nCrawl-delay: 10")) as (url, _):
        for _ in range(3):
            asked.get(url, tmp_path / "body")
        assert clock.now == pytest.approx(2 * clients.PAUSE)
        asked.robots(url, tmp_path / "body")
        begun = clock.now
        for _ in range(3):
            asked.get(url, tmp_path / "body")
        assert clock.now - begun >= 2 * clients.LONGEST_PAUSE


@pytest.mark.parametrize(("told", "waited"), [("7", 7.0), ("", 1.0), ("x", 1.0)])
def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path, told: str, waited: float) -> None:
    asked, clock = client()
    with server(lambda _, turn: (503, {"Retry-After": told}, b"") if turn == 1 else (200, {}, b"ok")) as (url, log):
        assert asked.get(url, tmp_path / "body").status == 200
    assert log == ["/", "/"]
    assert clock.slept[0] == waited


def test_a_server_that_stays_busy_is_given_up_and_one_that_is_silent_ends_the_reading(tmp_path: Path) -> None:
    asked, _ = client()
    with server(lambda *_: (503, {}, b"")) as (url, log):
        assert asked.get(url, tmp_path / "body").status == 503
    assert len(log) == clients.TRIES
    with pytest.raises(CannotImport, match=r"không kết nối được.*chạy lại"):
        asked.get(url, tmp_path / "body")


def test_a_cut_answer_is_asked_again_and_a_huge_one_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, _ = client()
    with server(lambda _, turn: (200, {"Content-Length": "9"} if turn == 1 else {}, b"whole")) as (url, log):
        assert asked.get(url, tmp_path / "body").size == 5
    assert len(log) == 2
    monkeypatch.setattr(clients, "LARGEST", 1000)
    packed = gzip.compress(b"0" * 1_000_000)
    with server(lambda *_: (200, {"Content-Encoding": "gzip"}, packed)) as (url, _):
        assert asked.get(url, tmp_path / "body").problem == clients.TOO_LARGE


def test_a_redirect_is_told_and_not_followed(tmp_path: Path) -> None:
    asked, _ = client()
    with server(lambda *_: (302, {"Location": "/b"}, b"")) as (url, log):
        assert asked.get(f"{url}/a", tmp_path / "body").location == "/b"
    assert log == ["/a"]


def test_the_proxy_of_the_machine_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(lambda *_: (200, {}, b"x")) as (url, log):
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.delenv("no_proxy", raising=False)
        client()[0].get("http://cu.example/tin", tmp_path / "body")
    assert log == ["http://cu.example/tin"]


def test_a_whole_site_is_read_over_the_wire(tmp_path: Path) -> None:
    pages = {"/": front("/node/7"), "/node/7": node(7, body("<p>Lời.</p>"))}

    def reply(path: str, turn: int) -> tuple[int, dict[str, str], bytes]:
        if turn == 1 and path == "/node/7":
            return 503, {"Retry-After": "1"}, b""
        return (200, {"Content-Type": "text/html"}, pages[path].encode()) if path in pages else (404, {}, b"")

    with server(reply) as (url, _):
        site = live_site.read(url, tmp_path, client=client()[0])
    assert site.text_of(7).html == "<p>Lời.</p>"
