"""Where the site stands: at the root of a host or under a path, every address inside goes there and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.test_same_bytes import CONTENT
from tests.site import Built, article, build

ROOT_PATH = "/xem-truoc/ab12"
URL = f"https://x.example{ROOT_PATH}"


@pytest.fixture(scope="module")
def under_a_path(tmp_path_factory: pytest.TempPathFactory) -> Built:
    built = build(tmp_path_factory.mktemp("place"), CONTENT, SITEURL=f"{URL}/")
    assert (built.code, built.messages[1:]) == (0, [])
    return built


def addresses(built: Built) -> Iterator[tuple[str, str]]:
    """Page and address, for every attribute of every page that holds one."""
    for name in built.files:
        if name.endswith(".html"):
            page = built.page(name)
            for attribute in ("href", "src", "action"):
                yield from ((name, str(element[attribute])) for element in page.select(f"[{attribute}]"))
            for element in page.select("[srcset]"):
                yield from ((name, part.split()[0]) for part in str(element["srcset"]).split(","))


def test_every_address_inside_goes_under_the_path(under_a_path: Built) -> None:
    inside = [one for _, one in addresses(under_a_path) if one.startswith("/")]
    assert len(inside) > 200
    assert [one for one in inside if not one.startswith(f"{ROOT_PATH}/")] == []
    whole = [one for _, one in addresses(under_a_path) if one.startswith("https://x.example")]
    assert [one for one in whole if not one.startswith(f"{URL}/")] == []


def test_canonical_addresses_are_whole_and_those_of_their_pages(under_a_path: Built) -> None:
    for address in ("/", "/tin-tuc/", "/tin-tuc/a/", "/q/", "/chuong-trinh/p/"):
        canonical = under_a_path.page(address).select_one('link[rel="canonical"]')
        assert canonical
        assert canonical["href"] == URL + address


def test_machines_get_whole_addresses(under_a_path: Built) -> None:
    for name in ("sitemap.xml", "rss.xml", "feeds/all.atom.xml"):
        found = re.findall(r"<(?:loc|link|guid isPermaLink=\"true\")>([^<]+)<", under_a_path.read(name))
        assert [one for one in found if not one.startswith(URL)] == []
    feed = json.loads(under_a_path.read("feeds/all.json"))
    assert [item["url"] for item in feed["items"]] == [f"{URL}/tin-tuc/{slug}/" for slug in "cbae"]
    assert f'src="{URL}/anh/a-' in next(item for item in feed["items"] if item["title"] == "Bài một")["content_html"]


def test_redirect_pages_lead_under_the_path_and_their_table_knows_nothing_of_it(under_a_path: Built) -> None:
    refresh = under_a_path.page("/node/5/").select_one('meta[http-equiv="refresh"]')
    assert refresh
    assert refresh["content"] == f"0; url={ROOT_PATH}/tin-tuc/e/"
    assert "/node/5,/tin-tuc/e/,301" in under_a_path.read("redirects.csv").splitlines()


# The QR code is the address, too.
CODE = re.compile(r"<svg.*?</svg>", re.DOTALL)


def test_only_addresses_differ_from_the_site_at_the_root(under_a_path: Built, tmp_path: Path) -> None:
    at_root = build(tmp_path, CONTENT, SITEURL="https://x.example")
    assert at_root.files.keys() == under_a_path.files.keys()
    here, there = (CODE.sub("", built.read("/tin-tuc/a/")) for built in (under_a_path, at_root))
    assert here.replace(ROOT_PATH, "") == there


def test_a_site_says_where_it_stands_itself_if_nobody_else_does(tmp_path: Path) -> None:
    built = build(tmp_path, CONTENT, SITEURL="")
    assert "<loc>https://x.example/tin-tuc/a/</loc>" in built.read("sitemap.xml")
    nowhere = build(tmp_path / "b", {"tin-tuc/a.md": CONTENT["tin-tuc/c.md"]}, SITEURL="")
    assert nowhere.messages[0].startswith("cảnh báo: data/site.toml: trang chưa có địa chỉ (url)")


@pytest.mark.parametrize("url", ["x.example", "ftp://x.example", "https://x.example/?a=1"])
def test_an_address_that_no_site_can_have_is_refused(tmp_path: Path, url: str) -> None:
    assert build(tmp_path, {"a.md": article()}, SITEURL=url).code == 1
