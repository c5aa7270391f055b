"""A small live Drupal 7 site for tests: addresses with what they answer, and pages as themes write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from protego import Protego

from tools.drupal import live_site
from tools.drupal.client import SiteAnswer
from tools.drupal.model import OldSite

ROOT = "http://cu.example"
HEAD = '<meta name="Generator" content="Drupal 7 (http://drupal.org)" />'

Pages = Mapping[str, Any]
"""By address: its HTML, its bytes, or a status and where it leads."""


@dataclass
class LiveSite:
    """Stands where the client does."""

    pages: Pages
    robots_text: str = ""
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, into: Path) -> SiteAnswer:
        parts = urlsplit(url)
        path = unquote(parts.path).strip("/") + (f"?{parts.query}" if parts.query else "")
        self.asked.append(path)
        found = self.pages.get(path, (404, ""))
        if isinstance(found, tuple):
            return SiteAnswer(found[0], "text/html", found[1])
        data = found if isinstance(found, bytes) else found.encode()
        into.write_bytes(data)
        kind = "application/xml" if data.startswith(b"<?xml") else "text/html" if b"<html" in data else "image/jpeg"
        return SiteAnswer(200, kind, size=len(data))

    def robots(self, _base: str, _into: Path) -> Protego:
        return Protego.parse(self.robots_text)


def read(tmp_path: Path, pages: Pages, robots: str = "") -> OldSite:
    """The old site as the second way reads it."""
    return live_site.read(ROOT, tmp_path / "visits", client=LiveSite({"": front()} | dict(pages), robots))  # type: ignore[arg-type]


def page(inside: str, *, body: str = "", head: str = "", title: str = "Hội tỉnh", settings: str = "") -> str:
    script = f"<script>jQuery.extend(Drupal.settings, {settings});</script>" if settings else ""
    return (
        f'<!DOCTYPE html><html lang="vi"><head>{HEAD}{head}<title>{escape(title)}</title>{script}</head>'
        f'<body class="html {body}"><div id="block-system-main">{inside}</div></body></html>'
    )


def front(*links: str) -> str:
    return page("".join(f'<a href="{link}">Xem</a>' for link in links), body="front", title="Hội tỉnh | Khẩu hiệu")


def node(nid: int, inside: str, *, title: str = "Họp mặt đầu năm", path: str = "", classes: str = "node-full") -> str:
    """A text's page as Bartik has it; `inside` is what stands between the marks of the node."""
    head = f'<link rel="canonical" href="/{path or f"node/{nid}"}" /><link rel="shortlink" href="/node/{nid}" />'
    marked = f'<div id="node-{nid}" class="node node-tin {classes}">{inside}</div>'
    return page(
        f'<h1 id="page-title">{escape(title)}</h1>{marked}',
        body=f"not-front page-node page-node- page-node-{nid} node-type-tin",
        head=head,
        title=f"{re.sub('<[^>]*>', '', title)} | Hội tỉnh",  # as Drupal writes it
    )


def shown_field(name: str, kind: str, *items: str, label: str = "") -> str:
    """A field as Drupal's own template has it."""
    told = f'<div class="field-label">{label}:&nbsp;</div>' if label else ""
    listed = "".join(f'<div class="field-item even">{item}</div>' for item in items)
    return (
        f'<div class="field field-name-{name} field-type-{kind} field-label-{"above" if label else "hidden"}">'
        f'{told}<div class="field-items">{listed}</div></div>'
    )


def body(html: str) -> str:
    return shown_field("body", "text-with-summary", html)


def term(tid: int, name: str, vocabulary: str, *, trail: str = "") -> str:
    box = f'<div id="taxonomy-term-{tid}" class="taxonomy-term vocabulary-{vocabulary}"></div>'
    return page(
        f'{trail}<h1 id="page-title">{name}</h1>{box}',
        body=f"page-taxonomy page-taxonomy-term page-taxonomy-term-{tid}",
        title=f"{name} | Hội tỉnh",
    )


def short_form(nid: int, path: str, html: str = "", *, date: str = "", classes: str = "") -> str:
    when = f'<div class="submitted">Gửi bởi An vào {date}</div>' if date else ""
    return (
        f'<div id="node-{nid}" class="node node-tin node-teaser {classes}" about="/{path}">'
        f'<h2><a href="/{path}">Xem</a></h2>{when}{body(html) if html else ""}</div>'
    )


def feed(*items: tuple[int, str, str], name: str = "Hội tỉnh") -> str:
    """A feed of Drupal's; an item is its nid, its path and when it was published."""
    listed = "".join(
        f"<item><title>x</title><link>{ROOT}/{path}</link><pubDate>{date}</pubDate><dc:creator>An</dc:creator>"
        f'<guid isPermaLink="false">{nid} at {ROOT}</guid></item>'
        for nid, path, date in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{name}</title><link>{ROOT}</link>{listed}</channel></rss>"
    )
