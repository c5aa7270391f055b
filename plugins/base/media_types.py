"""What a file is by the end of its name: its media type, whether it has compressed copies, and what becomes of an
attachment. The pages, the feeds, the settings for nginx, the bucket and the preview all follow this table.
"""

from __future__ import annotations

import re

from plugins.base.addresses import FEEDS, FILES

UNKNOWN = "application/octet-stream"
# What is text has compressed copies. The particular stands before the general; patterns as Python and PCRE have them,
# asked of the address.
TEXTS = {
    r"\.html$": "text/html",
    r"\.css$": "text/css",
    r"\.m?js$": "text/javascript",
    r"\.atom\.xml$": "application/atom+xml",
    r"(\.rss|^/rss)\.xml$": "application/rss+xml",
    r"\.xml$": "application/xml",
    r"\.svg$": "image/svg+xml",
    rf"^/{FEEDS}/.*\.json$": "application/feed+json",
    r"\.json$": "application/json",
    r"\.csv$": "text/csv",
    r"\.ics$": "text/calendar",
    r"\.txt$": "text/plain",
    r"\.webmanifest$": "application/manifest+json",
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
# An attachment with one of these endings keeps it. No browser runs any of them as a page, whoever serves it; whatever
# else is attached goes out as DOWNLOAD, which every host hands over to be saved.
ATTACHMENTS = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
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


def media_type(path: str) -> str:
    """By the path from the site's root."""
    if path.startswith(f"{FILES}/"):
        return ATTACHMENTS.get(ending(path), UNKNOWN)
    known = next((kind for pattern, kind in TEXTS.items() if re.search(pattern, f"/{path}")), "")
    return known or BINARIES.get(path.rpartition(".")[2].lower()) or UNKNOWN


def with_charset(kind: str) -> str:
    """As a server tells it: text is UTF-8; XML says so itself."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("json") else kind


def is_text(path: str) -> bool:
    """Whether a file has compressed copies. What is attached comes with the bytes that were pushed, and no others."""
    return not path.startswith(f"{FILES}/") and any(re.search(pattern, f"/{path}") for pattern in TEXTS)
