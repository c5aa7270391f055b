"""What other sites give to be pasted: a frame would be a request to others, so that a link stands for it."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import parse_qs, urlencode, urlsplit

NAMES = ("iframe", "frame", "embed", "object", "video", "audio", "source")
FRAME = re.compile(
    r"<(?P<name>i?frame|embed|object|video|audio|div(?=\s[^>]*\bdata-href))\b[^>]*>(?:\s*<source\b[^>]*>)?",
    re.IGNORECASE,
)
IFRAME = re.compile(r"<iframe\b[^>]*>(?:.*?</iframe\s*>)?", re.DOTALL | re.IGNORECASE)
SOURCE = re.compile(r"""\s(?:src|data|data-href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
YOUTUBE = re.compile(r"(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be)", re.IGNORECASE)
NAME = re.compile(r"[\w-]{6,40}")
WATCH = "https://www.youtube.com/"
FILM = '<p><a href="{address}">Xem phim trên YouTube</a></p>'
# Players of others, and the page that shows the same; {name} is the last part of the player's path.
PAGES = {
    "player.vimeo.com": "https://vimeo.com/{name}",
    "www.dailymotion.com": "https://www.dailymotion.com/video/{name}",
    "www.tiktok.com": "https://www.tiktok.com/@/video/{name}",
}


def linked(html: str) -> str:
    """The HTML with a link for each frame of YouTube."""
    return IFRAME.sub(_linked, html) if "<iframe" in html.lower() else html


def _linked(frame: re.Match[str]) -> str:
    found = film(unescape(address(frame[0])))
    return FILM.format(address=escape(found)) if found else frame[0]


def address(element: str) -> str:
    """Where an element of HTML has what it shows, as it is written there."""
    found = SOURCE.search(element)
    return (found[1] or found[2] or found[3] or "").strip() if found else ""


def film(written: str) -> str:
    """The page of YouTube that shows what this player would; nothing for what is none of its players."""
    try:
        parts = urlsplit(written if "//" in written else f"//{written}")
    except ValueError:
        return ""
    if not YOUTUBE.fullmatch(parts.netloc):
        return ""
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    name = parts.path.rstrip("/").rpartition("/")[2]
    start = {"t": f"{asked['start']}s"} if asked.get("start", "").isdecimal() else {}
    if name == "live_stream" and NAME.fullmatch(asked.get("channel", "")):
        return f"{WATCH}channel/{asked['channel']}/live"
    if name in ("videoseries", "playlist", "embed", "") and NAME.fullmatch(asked.get("list", "")):
        return f"{WATCH}playlist?{urlencode({'list': asked['list']})}"
    name = asked.get("v", name)
    if name in ("videoseries", "live_stream", "embed") or not NAME.fullmatch(name):
        return ""
    series = {"list": asked["list"]} if NAME.fullmatch(asked.get("list", "")) else {}
    return f"{WATCH}watch?{urlencode({'v': name} | series | start)}"


def link(written: str) -> str:
    """The line of Markdown that leads to what a player of others shows; nothing where that is not known."""
    try:
        parts = urlsplit(written if not written.startswith("//") else f"https:{written}")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"[Tải về]({written})" if written and not parts.scheme and not parts.netloc else ""
    asked = parse_qs(parts.query)
    shown = next((asked[key][0] for key in ("href", "url") if asked.get(key, [""])[0].startswith("http")), "")
    if page := PAGES.get(parts.hostname):
        shown = page.format(name=parts.path.rstrip("/").rpartition("/")[2])
    host = parts.hostname.removeprefix("www.")
    return f"[Xem trên {host}]({shown or parts.geturl()})"
