"""The site blocks for nginx, from the facts of a home: complete, to be included where Debian includes its sites.

A release is chosen once a request (`$release`, the link's real path), so that no answer mixes two of them, and nothing
here names one: a new release, its redirects and its withdrawn pages are served without a reload. `markers` lays into a
release what nginx looks for.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from tools.publish import blocks
from tools.publish.home import PREVIEWS_ADDRESS, ROOT, Home, write

# The one script that stands in the pages themselves; it is allowed by its hash.
HEAD_SCRIPT = ROOT / "theme" / "static" / "js" / "head.js"
MOVED, GONE, END = ".moved", ".gone", "@"
TABLE = "redirects.csv"

# What has compressed copies, the particular before the general: their names end otherwise, so that the type is told.
KINDS = {
    r"\.css$": "text/css",
    r"\.m?js$": "text/javascript",
    r"\.atom\.xml$": "application/atom+xml",
    r"(\.rss|^/rss)\.xml$": "application/rss+xml",
    r"\.xml$": "application/xml",
    r"\.svg$": "image/svg+xml",
    r"^/feeds/.*\.json$": "application/feed+json",
    r"\.json$": "application/json",
    r"\.csv$": "text/csv",
    r"\.ics$": "text/calendar",
    r"\.txt$": "text/plain",
    r"\.webmanifest$": "application/manifest+json",
}


def write_settings(home: Path, url: str) -> None:
    """Writes `server/nginx.conf`."""
    write(Home(home).server / "nginx.conf", settings(home, url))


def settings(home: Path, url: str) -> str:
    """The blocks for the site at `url`, which may stand under a path."""
    facts = urlsplit(url)
    secure = facts.scheme == "https"
    host = facts.hostname or "_"
    names = {
        "home": home,
        "host": host,
        "port": facts.port or 80,
        "prefix": facts.path.rstrip("/"),
        "previews": PREVIEWS_ADDRESS,
        # Two homes on one machine must not share a name.
        "site": f"site_{hashlib.sha256(str(home).encode()).hexdigest()[:8]}",
        "moved": MOVED,
        "gone": GONE,
        "end": END,
        "types": blocks.TYPES,
        "policy": _policy(secure),
    }
    names["kinds"] = "".join(blocks.KIND.format(pattern=one, media_type=kind, **names) for one, kind in KINDS.items())
    names["under_path"] = blocks.UNDER_PATH.format(**names) if names["prefix"] else ""
    names["strip"] = blocks.STRIP.format(**names) if names["prefix"] else ""
    every = (blocks.MAPS, blocks.RESOURCES, *((blocks.PLAIN, blocks.HTTPS) if secure else (blocks.HTTP,)), blocks.SITE)
    return "".join(block.format(**names) for block in every)


def _policy(secure: bool) -> str:
    """Nothing from elsewhere, nothing inline but the one script in the head, and WebAssembly for the search."""
    scripts = "".join(f" 'sha256-{_digest(HEAD_SCRIPT)}'" for _ in [0] if HEAD_SCRIPT.is_file())
    rules = [
        "default-src 'none'",
        f"script-src 'self' 'wasm-unsafe-eval'{scripts}",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *(["upgrade-insecure-requests"] if secure else []),
    ]
    return "; ".join(rules)


def _digest(script: Path) -> str:
    """As the page has it: the file's text without white space around it."""
    return base64.b64encode(hashlib.sha256(script.read_text("utf-8").strip().encode()).digest()).decode()


def markers(release: Path) -> None:
    """Lays the old addresses of `redirects.csv` into a release as nginx can ask for them: `.moved/OLD/@`, a link to the
    folder of the new page, or `.gone/OLD/@`, an empty file. A query stands behind `@q/`.
    """
    for old, new, status in _rows(release / TABLE):
        place = _place(old)
        target = release / new.strip("/")
        if status == "410":
            mark = release / GONE / place
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        elif new and (target / "index.html").is_file():
            mark = release / MOVED / place
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.unlink(missing_ok=True)
            mark.symlink_to(os.path.relpath(target, mark.parent))


def _rows(table: Path) -> Iterator[tuple[str, str, str]]:
    with table.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        next(rows, None)
        yield from ((row[0], row[1], row[2]) for row in rows if len(row) == 3)


def _place(old: str) -> PurePosixPath:
    """`/node/12` → `node/12/@`; `/?q=node/12` → `@q/q=node/12/@`."""
    path, sign, query = old.partition("?")
    inside = f"{path.rstrip('/')}/{END}" if not sign else f"{path.rstrip('/')}/{END}q/{query}/{END}"
    return PurePosixPath(inside.lstrip("/"))
