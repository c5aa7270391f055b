"""From Markdown to safe HTML: what comes out is well-formed, runs nothing, and still names files as the editor wrote
them.
"""

from __future__ import annotations

import hashlib
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from importlib import metadata
from pathlib import Path
from types import FrameType

import nh3
from markdown import Markdown

from plugins.base.hrefs import SCHEMES
from plugins.base.vietnamese import slug
from plugins.media import charts, typography

INLINE = set("a abbr b br cite code del em i img ins mark q s small strong sub sup time".split())
BLOCKS = set("blockquote dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre ul".split())
TABLES = set("caption col colgroup table tbody td tfoot th thead tr".split())
# What stands in these is not text; it goes with them.
NO_TEXT = set("script style iframe object embed noscript template svg math title textarea select".split())
ALLOWED = INLINE | BLOCKS | TABLES
ALIGNED = {"align-left", "align-center", "align-right"}

# What an editor needs and nothing that runs, submits, frames or restyles. Addresses are looked at again when links are
# resolved.
SANITISER = nh3.Cleaner(
    tags=ALLOWED,
    attributes={
        "*": {"id", "lang", "title"},
        "a": {"href"},
        "img": {"src", "alt"},
        "ol": {"start", "reversed"},
        "td": {"colspan", "rowspan", "headers"},
        "th": {"colspan", "rowspan", "headers", "scope"},
        "time": {"datetime"},
    },
    allowed_classes={
        "td": ALIGNED,
        "th": ALIGNED,
        "a": {"footnote-ref", "footnote-backref"},
        "div": {"footnote"},
    },
    clean_content_tags=NO_TEXT,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
BALANCER = nh3.Cleaner(
    tags=INLINE | {"span"},
    attributes={"*": {"id", "lang", "title"}, "a": {"href"}, "img": {"src", "alt"}, "time": {"datetime"}},
    allowed_classes={"span": {"nobr"}, "a": {"footnote-ref", "footnote-backref"}},
    url_schemes=set(SCHEMES),
    link_rel=None,
)
STYLED_CELL = re.compile(r'style="text-align: (left|center|right);"')
ADDRESS = re.compile(r"""\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
ELEMENT = re.compile(r"<([a-z][a-z0-9:-]*)\b([^>]*)>", re.IGNORECASE)
# Attributes that Markdown itself writes, or that go silently because nothing is lost with them.
HARMLESS = set("align alt class colspan datetime headers height href id lang loading name rel rowspan".split()) | set(
    "scope src start reversed target title width".split()
)
ATTRIBUTE_NAME = re.compile(r"""(?:^|\s)([a-z][\w:-]*)\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""", re.IGNORECASE)
SECONDS = 10
# What stands in these is meant to go with them, where they are closed.
# A video of others would be a request to others: it becomes a link, which the reader may follow or not.
VIDEO = re.compile(
    r"<iframe\b[^>]*?\bsrc\s*=\s*[\"']?(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})[^>]*>(?:.*?</iframe\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
VIDEO_LINK = r'<p><a href="https://www.youtube.com/watch?v=\1">Xem phim trên YouTube</a></p>'
# An address in what goes as a whole was not meant for a reader.
NO_LINK = re.compile(r"<(?!(?:a|img)\b)[a-z][^>]*>", re.IGNORECASE)
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
# What a reader would see of Markdown that was not understood: a link without its end, a name that nothing explains, a
# footnote without its text, a comment left open.
UNREAD = re.compile(r"\[[^\[\]\n]*\]\([^)\s]*|(?<!\w)\[[^\[\]\n]{3,}\] ?\[(?!\d+\])[^\[\]\n]{3,}\]|\[\^[^\]\s]+\]|<!--")
CLOSED = re.compile(rf"<!--.*?-->|<({'|'.join(sorted(NO_TEXT))})\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


class TooLong(Exception):
    """The converter did not come to an end in time."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The text as sanitised HTML in the one form that nh3 writes: lower-case tags, double quotes, everything closed."""

    html: str
    dropped: tuple[str, ...]
    """Addresses that the sanitiser drops, in their order: schemes that may run, and what no browser can read."""
    removed: tuple[str, ...]
    """What else it takes out: `<form`, `onclick`; as it begins in the text, each once."""
    whole: bool = True
    """False where an element that was left open took the rest of the text with it."""
    unread: tuple[str, ...] = ()
    """Marks of Markdown that it did not understand, as a reader would see them."""
    plain: str = ""
    """The words alone, filled in with the finishing."""


def converter() -> Markdown:
    """Python-Markdown as `contract` names it; headings get anchors, footnotes speak Vietnamese."""
    return Markdown(
        extensions=["tables", "footnotes", "abbr", "attr_list", "def_list", "fenced_code", "toc"],
        extension_configs={
            "toc": {"marker": "", "slugify": lambda text, _: slug(text) or "muc"},
            "footnotes": {"BACKLINK_TITLE": "Về chỗ có chú thích {}"},
        },
        output_format="html",
    )


def convert(source: str) -> Converted:
    """Raises what Python-Markdown raises, and TooLong where it (quadratic on some input) takes over ten seconds."""
    engine = converter()  # one that was interrupted or failed keeps marks that `reset` does not clear
    with _limit(SECONDS):
        html = STYLED_CELL.sub(r'class="align-\1"', VIDEO.sub(VIDEO_LINK, engine.convert(charts.apart(source))))
        clean = SANITISER.clean(html)
        dropped = tuple((_addresses(NO_LINK.sub("", html)) - _addresses(clean)).keys()) if ":" in html else ()
        # Only HTML that the editor wrote can be left open.
        whole = "<" not in source or _words(clean) >= _words(CLOSED.sub(" ", html))
        return Converted(clean, dropped, tuple(dict.fromkeys(_removed(html))), whole, _unread(clean, source))


def _unread(clean: str, source: str) -> tuple[str, ...]:
    if not ("](" in clean or "][" in clean or "] [" in clean or "[^" in clean or "&lt;!--" in clean):
        return ()
    found = (match[0] for match in UNREAD.finditer(typography.plain(CODE.sub(" ", clean))))
    return tuple(piece for piece in found if f"\\{piece}" not in source)


def _addresses(html: str) -> Counter[str]:
    return Counter(unescape(match[1] or match[2] or match[3] or "").strip() for match in ADDRESS.finditer(html))


def balanced(html: str) -> str:
    """A piece that was cut out of sanitised and finished HTML, with its elements opened and closed again."""
    return BALANCER.clean(html) if "<" in html else html


def _words(html: str) -> int:
    """How many words would be read; the same measure before and after sanitising."""
    return len(typography.plain(html).split())


def _removed(html: str) -> Iterator[str]:
    for name, attributes in ELEMENT.findall(html):
        if name.lower() not in ALLOWED:
            yield f"<{name}"
        elif attributes:
            yield from (one for one in ATTRIBUTE_NAME.findall(attributes) if one.lower() not in HARMLESS)


def fingerprint(more: str) -> bytes:
    """Changes with whatever changes what `convert` and the finishing make of a text: code, libraries, and `more`."""
    code = b"".join(
        Path(__file__).with_name(name).read_bytes() for name in ("body.py", "charts.py", "markdown.py", "typography.py")
    )
    versions = f"{metadata.version('markdown')} {metadata.version('nh3')} {more}"
    return hashlib.sha256(code + versions.encode()).digest()


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Ends what runs too long, where the system can (not on Windows, nor outside the main thread)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
