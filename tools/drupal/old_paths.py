"""Every address that the old site answered, and what stood there: followed from links in its texts, and listed so that
each gets an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from plugins.base.vietnamese import nfc
from tools.drupal.model import OldAlias, OldFile, OldPage, OldRedirect, OldSite

NODE = re.compile(r"node/(\d{1,9})")
TERM = re.compile(r"taxonomy/term/(\d{1,9})(?:/(?:all|\d+))?")
TERM_FEED = re.compile(r"taxonomy/term/(\d{1,9})(?:/(?:all|\d+))?/feed")
ACCOUNT = re.compile(r"user/(\d{1,9})")
STYLE = re.compile(r"styles/[^/]+/(public|private)/(.+)")
FRONT = "<front>"
MOST_STEPS = 8


class PathKind(StrEnum):
    """What stood at an address."""

    TEXT = "bài"
    TERM = "mục"
    FEED = "nguồn tin"
    FILE = "tệp"
    PAGE = "trang riêng"
    ELSEWHERE = "nơi khác"
    UNKNOWN = "không rõ"


@dataclass(frozen=True, slots=True)
class OldMeaning:
    """What one address meant: the number of a node or a term, a file, a page of the old site's own, a foreign URL."""

    kind: PathKind
    number: int = 0
    file: OldFile | None = None
    page: OldPage | None = None
    url: str = ""


NOTHING = OldMeaning(PathKind.UNKNOWN)


class OldPaths:
    """The paths of one site, decoded and composed, without a stroke in front."""

    def __init__(self, site: OldSite) -> None:
        self._site = site
        self._nodes = {node.nid for node in site.nodes}
        self._aliases: dict[str, OldAlias] = {}
        for alias in sorted(site.aliases, key=lambda one: one.number):
            self._aliases[nfc(alias.path)] = alias
        self._any_case = {path.casefold(): path for path in self._aliases}
        self._redirects = {nfc(one.path): one for one in site.redirects if not one.query}
        self._pages = {nfc(page.path): page for page in site.pages}
        self._files = {nfc(file.inside): file for file in site.files if file.is_public}
        self._private = {nfc(file.inside): file for file in site.files if not file.is_public}
        self._redirects |= self._by_query_alone()
        self._base = urlsplit(site.url).path.strip("/")
        self._prefixes = set(site.prefixes.values())

    def _by_query_alone(self) -> dict[str, OldRedirect]:
        """Paths that led on with a query only, and always to one place: without it nothing stood there."""
        targets: dict[str, dict[str, OldRedirect]] = defaultdict(dict)
        for one in self._site.redirects:
            targets[nfc(one.path)].setdefault(one.target, one)
        taken = self._redirects.keys() | self._aliases.keys() | self._pages.keys()
        return {path: next(iter(led.values())) for path, led in targets.items() if path not in taken and len(led) == 1}

    def path_of(self, href: str) -> str | None:
        """The path that a link of a text leads to; None where it leads to somebody else's site, or nowhere."""
        try:
            parts = urlsplit(href.strip())
            query = parse_qs(parts.query)
        except ValueError:
            return None
        if parts.scheme.lower() not in ("", "http", "https", "internal", "entity"):
            return None
        if parts.netloc and (parts.hostname or "").lower() not in self._site.hosts:
            return None
        path = self._without_base(nfc(unquote(parts.path.replace("\\", "/"))).strip("/"))
        if path.lower() in ("", "index.php") and query.get("q"):
            path = nfc(query["q"][0]).strip("/")
        return self._without_prefix(path)

    def _without_base(self, path: str) -> str:
        """Below the site's own folder; a file is one wherever people thought that the site stood."""
        before, inside, rest = path.partition(f"{self._site.files_path}/")
        if inside and (not before or before.endswith("/")):
            return inside + rest
        if self._base and (path == self._base or path.startswith(f"{self._base}/")):
            return path[len(self._base) :].strip("/")
        return path

    def _without_prefix(self, path: str) -> str:
        first, _, rest = path.partition("/")
        return rest if first in self._prefixes else path

    def at(self, path: str, steps: int = 0) -> OldMeaning:
        """What stood at a path, its redirects and aliases followed as Drupal did."""
        path = nfc(path).strip("/")
        if steps > MOST_STEPS:
            return NOTHING
        if found := self._redirects.get(path):
            onward = self._onward(found, steps + 1)
            if onward.kind is not PathKind.UNKNOWN:
                return onward
        if alias := self._aliases.get(path) or self._aliases.get(self._any_case.get(path.casefold(), "")):
            return self._of_source(alias.source)
        feed_of = path.removesuffix("/feed")
        if feed_of != path and (alias := self._aliases.get(feed_of)):
            return self._of_source(f"{alias.source}/feed")
        return self._of_source(path)

    def _onward(self, redirect: OldRedirect, steps: int) -> OldMeaning:
        target = redirect.target.partition("#")[0]
        if target == FRONT:
            return self.at("", steps)
        path = self.path_of(target)
        return OldMeaning(PathKind.ELSEWHERE, url=target) if path is None else self.at(path, steps)

    def _of_source(self, source: str) -> OldMeaning:
        """A path as Drupal's own code has it."""
        known = {PathKind.TEXT: self._nodes, PathKind.TERM: self._site.terms, PathKind.FEED: self._site.terms}
        for pattern, kind in ((NODE, PathKind.TEXT), (TERM, PathKind.TERM), (TERM_FEED, PathKind.FEED)):
            if (found := pattern.fullmatch(source)) and int(found[1]) in known[kind]:
                return OldMeaning(kind, int(found[1]))
        if source in ("", self._site.front_page):
            return OldMeaning(PathKind.PAGE)
        if page := self._pages.get(source):
            return OldMeaning(PathKind.PAGE, page=page)
        return self._file(source) or NOTHING

    def _file(self, path: str) -> OldMeaning | None:
        """A file by where readers got it, its original where that was an image style."""
        inside = path.removeprefix(f"{self._site.files_path}/")
        if inside == path:
            inside = path.removeprefix("system/files/")
            file = self._private.get(inside) if inside != path else None
        elif style := STYLE.fullmatch(inside):
            file = (self._files if style[1] == "public" else self._private).get(style[2])
        else:
            file = self._files.get(inside)
        return OldMeaning(PathKind.FILE, file=file) if file else None

    def is_file(self, path: str) -> bool:
        """Whether a path is one of files, be the file there or not."""
        return path.startswith((f"{self._site.files_path}/", "system/files/"))

    # Listing

    def every(self) -> Iterator[str]:
        """All paths that the site answered, as far as it is known: each once, the oldest of a text first."""
        seen: set[str] = set()
        for path in map(nfc, self._listed()):
            if path not in seen:
                seen.add(path)
                yield path

    def _listed(self) -> Iterator[str]:
        yield ""
        yield from (one.path for one in sorted(self._site.aliases, key=lambda one: one.number))
        yield from self._redirects
        yield from (node.path for node in self._site.nodes)
        for term in self._site.terms.values():
            yield term.path
            yield f"{term.path}/feed"
        for alias in self._site.aliases:
            if TERM.fullmatch(alias.source):
                yield f"{alias.path}/feed"
        yield from (page.path for page in self._site.pages)
        for file in self._site.files:
            yield self._site.file_path(file)
            if file.is_public and is_picture(file.inside):
                yield from (self._site.style_path(style, file) for style in self._site.styles)

    def forms(self, path: str) -> Iterator[str]:
        """All ways in which readers' programs asked for a path: plainly, with a language or the site's folder in front,
        as a query.
        """
        prefixes = [] if self.is_file(path) else sorted(self._prefixes)
        every = [path, *(f"{prefix}/{path}".rstrip("/") for prefix in prefixes if not path.startswith(f"{prefix}/"))]
        every = [one for one in every if one]
        yield from (f"/{one}" for one in every)
        if self._base:
            yield from (f"/{self._base}/{one}" for one in every)
        if not self.is_file(path):
            yield from (f"/?q={one}" for one in every)

    def queried(self) -> Iterator[str]:
        """Addresses that led on only with a query of their own, while their path meant something else."""
        led = {path: one.target for path, one in self._redirects.items()}
        for one in self._site.redirects:
            if one.query and led.get(nfc(one.path)) != one.target:
                yield f"/{one.path}?{one.query}"


PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")


def is_picture(name: str) -> bool:
    return name.lower().endswith(PICTURE_ENDINGS)
