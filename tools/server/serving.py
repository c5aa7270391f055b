"""The site blocks for nginx, from the facts of a home: complete, to be included where Debian includes its sites.

A release is chosen once a request (`$release`, the link's real path), so that no answer mixes two of them, and nothing
here names one: a new release, its redirects and its withdrawn pages are served without a reload. `markers` lays into a
release what nginx looks for.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, quote_plus, urlsplit

from plugins.base import addresses, media_types, redirects
from plugins.base.old_addresses import old_address
from plugins.base.problems import InvalidValue
from tools.policy import policy
from tools.server import blocks
from tools.server.home import Home, write

# No part of an old address begins with a dot, so that no name of ours can be one of an address.
MOVED, GONE, QUERY, MARK = ".moved", ".gone", ".q", ".to"
MARKS = (MOVED, GONE)
# How many strokes of a query may be written %2F.
STROKES = 6


def write_settings(home: Path, url: str) -> None:
    """Writes `server/nginx.conf`."""
    write(Home(home).server / "nginx.conf", settings(home, url))


def settings(home: Path, url: str) -> str:
    """The blocks for the site at `url`, which may stand under a path."""
    facts = urlsplit(url)
    secure = facts.scheme == "https"
    host, prefix = facts.hostname or "_", facts.path.rstrip("/")
    names = {
        "home": home,
        "host": host,
        "port": facts.port or (443 if secure else 80),
        "authority": facts.netloc,
        "prefix": prefix,
        "inside": re.escape(prefix),
        # Two homes on one machine must not share a name. Of names above 14 letters nginx now and then warns.
        "site": f"s{hashlib.sha256(str(home).encode()).hexdigest()[:6]}",
        "policy": policy(more=["upgrade-insecure-requests"] if secure else ()),
        **_places(),
        **_kinds(),
    }
    names["kinds"] = "".join(
        blocks.KIND.format(pattern=one, media_type=kind, **names) for one, kind in media_types.PATTERNS.items()
    )
    names["queries"] = "".join(_queries(str(names["site"])))
    names["under_path"] = blocks.UNDER_PATH.format(**names) if prefix else ""
    names["strip"] = blocks.STRIP.format(**names) if prefix else ""
    every = (blocks.MAPS, *((blocks.PLAIN, blocks.HTTPS) if secure else (blocks.HTTP,)), blocks.SITE)
    return "".join(block.format(**names) for block in every)


def _places() -> Mapping[str, object]:
    """Where things lie in a release."""
    return {
        "previews": addresses.PREVIEWS,
        "pictures": addresses.PICTURES,
        "files": addresses.FILES,
        "search": addresses.SEARCH,
        "search_hashed": addresses.SEARCH_HASHED,
        "feeds": addresses.FEEDS,
        "old_feed": re.escape(addresses.OLD_FEED.strip("/")),
        "not_found": addresses.NOT_FOUND,
        "hashed": "|".join(addresses.HASHED),
        # The search index has names without a hash among the others.
        "kept": "|".join(folder for folder in addresses.HASHED if folder != addresses.SEARCH),
        "attached": f"/(?:{addresses.PREVIEWS}/[a-z2-7]{{26}}/)?{addresses.FILES}/",
        "moved": MOVED,
        "gone": GONE,
        "query": QUERY,
        "mark": MARK,
        "strokes": STROKES,
    }


def _kinds() -> Mapping[str, object]:
    """What each file is, and what browsers may do with it."""
    told = {kind for kind in media_types.PATTERNS.values() if media_types.with_charset(kind) != kind}
    return {
        "types": _types(media_types.TEXTS | media_types.BINARIES | media_types.ATTACHMENTS),
        "attachment_types": _types(media_types.ATTACHMENTS),
        "charset_types": " ".join(sorted(told - {media_types.TEXTS["html"]})),
        "shown": "|".join(media_types.SHOWN),
        "unfenced": "|".join(media_types.UNFENCED),
    }


def _types(known: Mapping[str, str]) -> str:
    rows = (f"            {kind} {ending};" for ending, kind in known.items() if "." not in ending)
    return blocks.TYPES.format(unknown=media_types.UNKNOWN, rows="\n".join(rows))


def _queries(site: str) -> Iterator[str]:
    for number in range(1, STROKES + 1):
        yield blocks.QUERY.format(site=site, number=number, before=f"{site}_q{number - 1}" if number > 1 else "arg_q")


def markers(release: Path) -> list[str]:
    """Lays the old addresses of the table into a release as nginx asks for them: `.moved/OLD/.to`, a link to the folder
    of the new page, or to a file, or `.gone/OLD/.to`, an empty file. Drupal's own path stands under `.q/`.

    Returns the old addresses for which that could not be done; the others are laid all the same.
    """
    left = []
    for old, new, status in redirects.read(release / addresses.TABLE):
        target = release / new.strip("/")
        if status == redirects.GONE or (new and ((target / addresses.INDEX).is_file() or target.is_file())):
            try:
                for name in _names(old_address(old)):
                    _lay(release, name, None if status == redirects.GONE else target)
            except (OSError, InvalidValue):
                left.append(old)
    return left


def _lay(release: Path, name: str, target: Path | None) -> None:
    """Makes one mark, in a folder of our own making alone.

    Raises:
        OSError: where something else lies in its way.
    """
    mark = release / (MOVED if target else GONE) / name / MARK
    if mark.parent.resolve() != release.resolve() / mark.parent.relative_to(release):
        raise NotADirectoryError(mark.parent)  # a link leads elsewhere
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    if target:
        mark.symlink_to(os.path.relpath(target, mark.parent))
    else:
        mark.touch(exist_ok=False)


def _names(old: str) -> set[str]:
    """The folders of an old address's mark, from that of all marks. nginx resolves the percent signs of a path, and
    compares letters by their bytes; of a query it sees what browsers have written.
    """
    path, question, query = old.partition("?q=")
    if not question:
        return set(_possible(normalize(form, path.strip("/")) for form in ("NFC", "NFD")))
    written = {spelt(query, safe=safe) for spelt in (quote, quote_plus) for safe in ("/", "/!$'()*,;@=~")}
    lower = {re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), one) for one in written}
    return set(_possible(f"{QUERY}/{one}" for one in {query, *written, *lower}))


def _possible(names: Iterable[str]) -> Iterator[str]:
    """Those that a disk can hold: nobody finds the others there."""
    yield from (name for name in names if all(len(part.encode()) <= 255 for part in name.split("/")))
