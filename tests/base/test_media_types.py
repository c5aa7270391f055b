"""What a file is by the end of its name, wherever it is served."""

from __future__ import annotations

import mimetypes
import re

import pytest

from plugins.base.media_types import ATTACHMENTS, DOWNLOAD, ending, is_text, media_type, with_charset

MEDIA = [
    ("feeds/all.atom.xml", "application/atom+xml"),
    ("feeds/all.rss.xml", "application/rss+xml"),
    ("rss.xml", "application/rss+xml"),
    ("feeds/chuong-trinh/x.json", "application/feed+json; charset=utf-8"),
    ("chuong-trinh/x/data.json", "application/json; charset=utf-8"),
    ("chuong-trinh/x/lich.ics", "text/calendar; charset=utf-8"),
    ("sitemap.xml", "application/xml"),
    ("theme/css/site.css", "text/css; charset=utf-8"),
    ("theme/js/a.js", "text/javascript; charset=utf-8"),
    ("anh/a.webp", "image/webp"),
    ("anh/A.JPG", "image/jpeg"),
    ("anh/a.svg", "image/svg+xml"),
    ("theme/fonts/a.woff2", "font/woff2"),
    ("tep/a.khong-biet", "application/octet-stream"),
    ("tep/a.svg", "application/octet-stream"),
    ("tep/a.html", "application/octet-stream"),
    ("tep/a.pdf", "application/pdf"),
]


@pytest.mark.parametrize(("path", "expected"), MEDIA)
def test_a_file_goes_out_under_its_media_type(path: str, expected: str) -> None:
    assert with_charset(media_type(path)) == expected


ENDINGS = {
    "a.PDF": "pdf",
    "a.b.docx": "docx",
    "a.tar.gz": "tar.gz",
    "a.gz": "gz",
    "pdf": "",
    "a": "",
    ".pdf.": "",
    "a.p df": "",
    "a.đf": "",
    "a.html": "",
    "a.pdf.xht": "",
}


@pytest.mark.parametrize(("name", "expected"), ENDINGS.items())
def test_an_attachment_keeps_a_known_ending_alone(name: str, expected: str) -> None:
    assert ending(name) == expected


def test_no_attachment_is_a_page_on_any_host() -> None:
    """Markup and scripts run wherever they are served by their name; what is packed anew is another file."""
    told = [mimetypes.guess_type(f"a.{one}")[0] or "" for one in ATTACHMENTS]
    assert not [one for one in (*told, *ATTACHMENTS.values()) if re.search(r"html|[/+]xml$|script|svg", one)]
    assert DOWNLOAD in ATTACHMENTS


@pytest.mark.parametrize(("path", "packed"), [("a/index.html", True), ("tep/a.txt", False), ("anh/a.webp", False)])
def test_text_of_our_own_has_compressed_copies(path: str, packed: bool) -> None:
    assert is_text(path) == packed
