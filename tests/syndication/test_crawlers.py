"""The sitemap lists what readers may find, and a preview is closed to crawlers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime

import pytest

from plugins.base.model import Site, SiteInfo, Visibility
from plugins.base.moments import VIETNAM
from plugins.syndication import robots, sitemap
from tests.syndication.press import NOW, Make, written_out

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(site: Site, pages: list[tuple[str, datetime | None]]) -> list[tuple[str | None, str | None]]:
    text = written_out(site.site_info, [sitemap(site, pages)])["/sitemap.xml"]
    return [(url.findtext(f"{MAPS}loc"), url.findtext(f"{MAPS}lastmod")) for url in ET.fromstring(text.encode())]


def test_the_sitemap_stands_in_the_order_of_addresses_with_the_last_change(site_info: SiteInfo) -> None:
    pages = [("/tin-tuc/a/", datetime(2022, 8, 22, tzinfo=VIETNAM)), ("/", None)]
    assert places(Site(site_info, NOW), pages) == [
        ("https://x.example/xem-truoc/ab12/", None),
        ("https://x.example/xem-truoc/ab12/tin-tuc/a/", "2022-08-22T00:00:00+07:00"),
    ]


@pytest.mark.parametrize("visibility", [visibility for visibility in Visibility if visibility is not Visibility.LIVE])
def test_a_text_that_is_not_live_is_not_in_the_sitemap(make: Make, site_info: SiteInfo, visibility: Visibility) -> None:
    lost, live = make("lo", visibility=visibility), make("a")
    for group in ("articles", "hidden", "pages", "programs", "withdrawn"):
        site = replace(Site(site_info, NOW, articles=(live,)), **{group: (live, lost)})  # type: ignore[arg-type]
        assert [loc for loc, _ in places(site, [(live.address, None), (lost.address, None)])] == [
            "https://x.example/xem-truoc/ab12/tin-tuc/a/"
        ]


def test_a_release_is_open_and_names_its_sitemap() -> None:
    text = written_out(SiteInfo("https://x.example"), [robots()])["/robots.txt"]
    assert text.split() == ["User-agent:", "*", "Disallow:", "Sitemap:", "https://x.example/sitemap.xml"]


def test_a_preview_is_closed() -> None:
    text = written_out(SiteInfo("https://x.example", preview=True), [robots()])["/robots.txt"]
    assert text.splitlines() == ["User-agent: *", "Disallow: /"]
