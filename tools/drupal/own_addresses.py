"""The addresses of one live site: which links are its own, and the one form in which each of them is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

FILES = re.compile(r"(?:^|/)(sites/[^/]+/files)/(.+)$")
STYLE = re.compile(r"styles/(?P<style>[^/]+)/(?P<scheme>public|private)/(?P<inside>.+)")
PRIVATE = "system/files/"
PAGE_OF_LIST = re.compile(r"\d{1,5}(?:,\d{1,5}){0,5}")


class SiteAddress(NamedTuple):
    """`path` is decoded, without strokes at its ends and without the site's own folder; of a query stays what makes
    another address.
    """

    path: str
    query: str = ""


FRONT = SiteAddress("")


@dataclass(frozen=True, slots=True)
class Own:
    """The site's own addresses. `root` is "http://khkt.example/folder" without a stroke at the end."""

    root: str
    hosts: frozenset[str]
    clean: bool = True
    """Whether addresses go without `?q=`."""

    @classmethod
    def at(cls, url: str) -> Own:
        """Raises ValueError where this is no address of a site."""
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(url)
        folder = re.sub(r"/(?:index\.php)?$", "", parts.path)
        return cls(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{folder}", frozenset(_family(parts.hostname)))

    @property
    def host(self) -> str:
        return urlsplit(self.root).hostname or ""

    @property
    def folder(self) -> str:
        return urlsplit(self.root).path

    def known_as(self, url: str) -> Own:
        """With the host of `url` as one more of its own."""
        host = urlsplit(url).hostname or ""
        return replace(self, hosts=self.hosts | _family(host)) if host else self

    def read(self, href: str, on: SiteAddress = FRONT) -> SiteAddress | None:
        """The address that a link on a page leads to; None where it leads elsewhere, or nowhere."""
        try:
            parts = urlsplit(urljoin(self.url(on), href.strip()))
            is_own = parts.scheme in ("http", "https") and (parts.hostname or "").lower() in self.hosts
        except ValueError:
            return None
        inside = re.sub("/{2,}", "/", parts.path or "/")
        if not is_own or not f"{inside}/".startswith(f"{self.folder}/"):
            return None
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = _decoded(inside[len(self.folder) :].strip("/"))
        if "q" in asked and path in ("", "index.php"):
            path = asked["q"].strip("/")
        if path is None or len(path) > 1000 or not path.isprintable():
            return None
        return SiteAddress("" if path == "index.php" else path, _query(path, asked))

    def url(self, address: SiteAddress) -> str:
        path = quote(address.path, safe="/:@!$&'()*+,;=~-._")
        if self.clean or not path or FILES.search(address.path):
            return f"{self.root}/{path}" + (f"?{address.query}" if address.query else "")
        return f"{self.root}/?q={quote(address.path, safe='/')}" + (f"&{address.query}" if address.query else "")


def uri(path: str) -> str:
    """The file behind an address, as Drupal names it ("public://a/b.jpg"), originals for styles; empty for no file."""
    if path.startswith(PRIVATE):
        scheme, inside = "private", path.removeprefix(PRIVATE)
    elif found := FILES.search(path):
        scheme, inside = "public", found[2]
    else:
        return ""
    if style := STYLE.fullmatch(inside):
        scheme, inside = style["scheme"], style["inside"]
    return f"{scheme}://{inside}"


def _query(path: str, asked: dict[str, str]) -> str:
    """What of a query makes another address: the page of a list, and the mark that a small picture is asked with."""
    page, token = asked.get("page", ""), asked.get("itok", "")
    if PAGE_OF_LIST.fullmatch(page) and page.strip("0,"):
        return f"page={page}"
    return f"itok={token}" if re.fullmatch(r"[\w-]{8}", token) and "/styles/" in path else ""


def _decoded(path: str) -> str | None:
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None


def _family(host: str) -> set[str]:
    bare = host.lower().removeprefix("www.")
    return {bare, f"www.{bare}"}
