"""What a file is by the end of its name: its media type, whether it has compressed copies, and what becomes of an
attachment. The pages, the feeds, the settings for nginx, the bucket and the preview all follow this table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from plugins.base.addresses import ATOM, FEEDS, FILES, JSON, OLD_FEED, RSS

UNKNOWN = "application/octet-stream"
# What is text has compressed copies.
TEXTS = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "json": "application/json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
}
# The same as patterns, as Python and PCRE have them, asked of the address; what is a feed stands before its ending.
PATTERNS = {
    rf"{re.escape(ATOM)}$": "application/atom+xml",
    rf"({re.escape(RSS)}|^{re.escape(OLD_FEED)})$": "application/rss+xml",
    rf"^/{FEEDS}/.*{re.escape(JSON)}$": "application/feed+json",
    **{rf"\.{ending}$": kind for ending, kind in TEXTS.items()},
}
# What the theme, the pictures and the search consist of besides.
BINARIES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "png": "image/png",
    "wasm": "application/wasm",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
# The pictures that every reader of feeds shows.
RASTER = frozenset(BINARIES[ending] for ending in ("jpg", "png", "webp"))
# An attachment with one of these endings keeps it. No browser runs any of them as a page, whoever serves it; whatever
# else is attached goes out as DOWNLOAD, which every host hands over to be saved.
ATTACHMENTS = {
    "pdf": "application/pdf",
    **{ending: TEXTS[ending] for ending in ("txt", "csv", "ics")},
    "vcf": "text/vcard",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dot": "application/msword",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "docm": "application/vnd.ms-word.document.macroEnabled.12",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pps": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "tar": "application/x-tar",
    "tar.gz": "application/gzip",
    "tar.xz": "application/x-xz",
    "tar.bz2": "application/x-bzip2",
    "tgz": "application/gzip",
    "gz": "application/gzip",
    "xz": "application/x-xz",
    "bz2": "application/x-bzip2",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "dwg": "image/vnd.dwg",
    "psd": "image/vnd.adobe.photoshop",
    "bin": UNKNOWN,
}
DOWNLOAD = "bin"
# The attachments that browsers show; a PDF in a viewer of their own, which a sandbox would keep shut.
SHOWN = ("pdf", "txt", "csv")
UNFENCED = ("pdf",)


def ending(name: str) -> str:
    """The known ending of an attachment's name, the longest ("tar.gz"), or "" for what goes out as DOWNLOAD."""
    parts = name.lower().split(".")
    return next((known for known in (".".join(parts[-2:]), parts[-1]) if len(parts) > 1 and known in ATTACHMENTS), "")


@lru_cache(maxsize=1024)
def media_type(address: str) -> str:
    """By the address, or the path from the site's root; of what is no attachment, its ending is enough."""
    path = address.lstrip("/")
    if path.startswith(f"{FILES}/"):
        return ATTACHMENTS.get(ending(path), UNKNOWN)
    known = next((kind for pattern, kind in PATTERNS.items() if re.search(pattern, f"/{path}")), "")
    return known or BINARIES.get(path.rpartition(".")[2].lower()) or UNKNOWN


def with_charset(kind: str) -> str:
    """As a server tells it: text is UTF-8; XML says so itself."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("json") else kind


def is_text(path: str) -> bool:
    """Whether a file has compressed copies. What is attached comes with the bytes that were pushed, and no others."""
    return not path.startswith(f"{FILES}/") and any(re.search(pattern, f"/{path}") for pattern in PATTERNS)
