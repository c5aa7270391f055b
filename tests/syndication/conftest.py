"""Small editions made of model facts, for the tests of feeds, sitemap and structured data."""

from __future__ import annotations

from datetime import datetime

import pytest

from plugins.base.model import Category, Content, ContentKind, Organisation, Site, SiteInfo
from plugins.base.moments import VIETNAM
from plugins.syndication import FeedSettings, feed_files, subjects
from tests.syndication.press import NOW, Make, Written, written_out


@pytest.fixture(scope="session")
def settings() -> FeedSettings:
    return FeedSettings("to-chuc-thu,2022")


@pytest.fixture(scope="session")
def news() -> Category:
    return Category("Tin hoạt động", "tin-hoat-dong", description="Tin về công việc.")


@pytest.fixture(scope="session")
def site_info() -> SiteInfo:
    return SiteInfo("https://x.example/xem-truoc/ab12", Organisation("Tổ chức thử & Co.", description="Trang để thử."))


@pytest.fixture(scope="session")
def make() -> Make:
    """An article with slug "tin-thu" and what else is given."""

    def article(slug: str = "tin-thu", **facts: object) -> Content:
        told = {
            "kind": ContentKind.ARTICLE,
            "path": f"tin-tuc/{slug}.md",
            "title": "Tin thử",
            "address": f"/tin-tuc/{slug}/",
            "date": datetime(2022, 8, 22, 14, 30, tzinfo=VIETNAM),
            "description": facts.get("summary", ""),
        }
        return Content(**{**told, "slug": slug, **facts})  # type: ignore[arg-type]

    return article


@pytest.fixture(scope="session")
def program(make: Make) -> Content:
    return make("phoi-hop", kind=ContentKind.PROGRAM, title="Chương trình phối hợp", address="/chuong-trinh/phoi-hop/")


@pytest.fixture(scope="session")
def write(site_info: SiteInfo, settings: FeedSettings, news: Category, program: Content) -> Written:
    """All feed files of an edition of the given articles, with one category and one program."""

    def files(*articles: Content, **changes: object) -> dict[str, str]:
        facts = {"site_info": site_info, "now": NOW, "categories": (news,), "programs": (program,), **changes}
        site = Site(articles=articles, **facts)  # type: ignore[arg-type]
        outputs = (file for subject in subjects(site) for file in feed_files(subject, site, settings))
        return written_out(site.site_info, outputs)

    return files
