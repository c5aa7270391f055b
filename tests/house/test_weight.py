"""What a telephone loads before a page can be read: the figures that bind, from the built files, packed as served."""

from __future__ import annotations

from pathlib import Path

import brotli
from bs4 import BeautifulSoup, Tag

from tests.site import Built

KILOBYTE = 1000
ALL, STYLE, INLINE = 90 * KILOBYTE, 12 * KILOBYTE, 1 * KILOBYTE
PACKED = {".html", ".css", ".js", ".svg"}


def pages(built: Built) -> list[str]:
    return sorted(name for name in built.files if name.endswith("/index.html") and "/trang/" not in name)


def weight(file: Path) -> int:
    content = file.read_bytes()
    return len(brotli.compress(content)) if file.suffix in PACKED else len(content)


def needed(page: BeautifulSoup) -> list[str]:
    """The files that a page asks for by itself, but for its pictures; what a search asks for is a budget of its own."""
    links = page.select('link[rel="preload"]:not([as="fetch"]), link[rel="stylesheet"], link[rel="icon"]')
    return [*(str(link["href"]) for link in links), *(str(script["src"]) for script in page.select("script[src]"))]


def test_no_page_weighs_more_than_a_slow_line_carries(own: Built) -> None:
    heavy = {}
    for name in pages(own):
        files = [own.output / name, *(own.output / one.lstrip("/") for one in needed(own.page(f"/{name}")))]
        if (whole := sum(map(weight, files))) > ALL:
            heavy[name] = whole
    assert heavy == {}


def test_the_style_fits_its_share(own: Built) -> None:
    (style,) = (own.output / "theme/css").glob("*.css")
    assert weight(style) <= STYLE


def test_no_script_stands_in_the_way_of_reading(own: Built) -> None:
    for name in pages(own):
        page = own.page(f"/{name}")
        waited_for = [one for one in page.select("script[src]") if not _waits(one)]
        assert (name, waited_for) == (name, [])
        inline = page.select("script:not([src]):not([type])")
        assert sum(len(one.get_text().encode()) for one in inline) <= INLINE


def _waits(script: Tag) -> bool:
    """Whether it runs only once the page has been read."""
    return script.has_attr("defer") or script.get("type") == "module"
