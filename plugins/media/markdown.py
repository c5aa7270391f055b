"""From Markdown to safe HTML: what comes out is well-formed, runs nothing, and still names files as the editor wrote
them.
"""

from __future__ import annotations

import re
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from types import FrameType
from typing import NamedTuple

import nh3
from markdown import Markdown

from plugins.base.hrefs import SCHEMES
from plugins.base.vietnamese import slug
from plugins.media import flaws, frames, typography
from plugins.media.source import masked, readable

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
        "li": {"value"},
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
    "scope src start reversed target title value width".split()
)
ATTRIBUTE_NAME = re.compile(r"""(?:^|\s)([a-z][\w:-]*)\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""", re.IGNORECASE)
SECONDS = 10
# An address in what goes as a whole was not meant for a reader.
NO_LINK = re.compile(r"<(?!(?:a|img)\b)[a-z][^>]*>", re.IGNORECASE)
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
# What a reader would see of Markdown that was not understood: a link without its end, a name that nothing explains, a
# footnote without its text, a comment left open.
UNREAD = re.compile(r"\[[^\[\]\n]*\]\([^)\s]*|(?<!\w)\[[^\[\]\n]{3,}\]\[(?!\d+\])[^\[\]\n]{3,}\]|\[\^[^\]\s]+\]|<!--")
# Markdown that stands in HTML, where nobody reads it as such.
MARKED = re.compile(
    r"\*\*(?=\S)[^*\n]+\*\*|(?<![\w*])\*(?=\w)[^*\n]*[^\s*]\*(?![\w*])|!?\[[^\]\n]*\]\([^)\n]+\)"
    r"|^[ \t]{0,3}(?:#{1,6} |[-+*] |\d{1,2}\. )\S.*$|^\|.*\|$",
    re.MULTILINE,
)
CLOSED = re.compile(rf"<!--.*?-->|<({'|'.join(sorted(NO_TEXT))})\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


class TooLong(Exception):
    """The converter did not come to an end in time."""


class Findings(NamedTuple):
    """What is to be told of a text that was converted."""

    dropped: tuple[str, ...]
    """Addresses that the sanitiser drops, in their order: schemes that may run, and what no browser can read."""
    removed: tuple[str, ...]
    """What else it takes out: `<form`, `onclick`; as it begins in the text, each once."""
    whole: bool
    """False where an element that was left open took the rest of the text with it."""
    unread: tuple[str, ...]
    """Marks of Markdown that it did not understand, as a reader would see them."""
    held: tuple[tuple[str, str], ...]
    """Marks of Markdown within HTML, where they are none, each with the name of the element."""
    told: tuple[flaws.Told, ...]
    """What was seen to be wrong in a line of it."""


def _engine() -> Markdown:
    """Python-Markdown with our dialect; headings get anchors, footnotes speak Vietnamese."""
    from plugins.media.dialect import Dialect, Headings

    return Markdown(
        extensions=[
            "tables",
            "footnotes",
            "abbr",
            "attr_list",
            "def_list",
            "fenced_code",
            Headings(marker="", slugify=lambda text, _: slug(text) or "muc"),
            "sane_lists",
            Dialect(),
        ],
        extension_configs={
            "footnotes": {"BACKLINK_TITLE": "Về chỗ có chú thích {}", "USE_DEFINITION_ORDER": False},
        },
        output_format="html",
    )


class Converter:
    """Converts text after text with one Python-Markdown: to make one takes a third as long as to convert a text."""

    def __init__(self) -> None:
        self._engine: Markdown | None = None

    def convert(self, source: str) -> tuple[str, Findings]:
        """The text as sanitised HTML in the one form that nh3 writes: lower-case tags, double quotes, everything
        closed.

        Raises what Python-Markdown raises, and TooLong where that, quadratic on some input, takes over ten seconds.
        """
        with _limit(SECONDS):
            mask = masked(source)
            html, raw = self._html(readable(source, mask))
            clean = SANITISER.clean(html)
            return clean, _findings(source, mask, html, clean, raw)

    def _html(self, text: str) -> tuple[str, list[str]]:
        """The HTML, not safe yet, and what in it is raw. An engine that was interrupted or failed keeps marks that
        `reset` does not clear, and is not used again.
        """
        engine, self._engine = self._engine or _engine(), None
        html = engine.reset().convert(text)
        self._engine = engine
        raw = list(map(str, engine.htmlStash.rawHtmlBlocks))
        return STYLED_CELL.sub(r'class="align-\1"', frames.linked(html) if raw else html), raw


def _findings(source: str, mask: str, html: str, clean: str, raw: Iterable[str]) -> Findings:
    held = tuple(_held(raw))
    unread = tuple(piece for piece in _unread(clean, source) if not any(piece in marks for marks, _ in held))
    told = tuple(flaws.told(source, mask))
    if not raw and html.replace("\u00a0", "&nbsp;") == clean:  # as most are: nothing was taken out
        return Findings((), (), True, unread, held, told)
    dropped = tuple((_addresses(NO_LINK.sub("", html)) - _addresses(clean)).keys()) if ":" in html else ()
    # Only HTML that the editor wrote can be left open.
    whole = "<" not in source or _words(clean) >= _words(CLOSED.sub(" ", html))
    return Findings(dropped, tuple(dict.fromkeys(_removed(html, mask))), whole, unread, held, told)


def _held(blocks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of each piece of raw HTML the first mark of Markdown that stands in it."""
    for block in blocks:
        if (element := ELEMENT.match(block)) and (mark := MARKED.search(CODE.sub("", block))):
            yield mark[0].strip(), element[1].lower()


def _unread(clean: str, source: str) -> tuple[str, ...]:
    if not ("](" in clean or "][" in clean or "[^" in clean or "&lt;!--" in clean):
        return ()
    found = (match[0] for match in UNREAD.finditer(typography.plain(CODE.sub(" ", clean))))
    return tuple(piece for piece in found if not _is_meant(piece, source))


def _is_meant(piece: str, source: str) -> bool:
    """Whether signs were written to be seen: the first behind a backslash (others may be too), or as an entity."""
    if piece.startswith("<"):
        return f"&lt;{piece[1:]}" in source
    return re.search(r"\\" + r"\\?".join(map(re.escape, piece)), source) is not None


def _addresses(html: str) -> Counter[str]:
    return Counter(unescape(match[1] or match[2] or match[3] or "").strip() for match in ADDRESS.finditer(html))


def balanced(html: str) -> str:
    """A piece that was cut out of sanitised and finished HTML, with its elements opened and closed again."""
    return BALANCER.clean(html) if "<" in html else html


def _words(html: str) -> int:
    """How many words would be read; the same measure before and after sanitising."""
    return len(typography.plain(html).split())


def _removed(html: str, mask: str) -> Iterator[str]:
    framed = frames.NAMES if frames.FRAME.search(mask) else ()
    for name, attributes in ELEMENT.findall(html):
        if name.lower() not in ALLOWED:
            yield from [f"<{name}"] if name.lower() not in framed else []
        elif attributes:
            yield from (one for one in ATTRIBUTE_NAME.findall(attributes) if one.lower() not in HARMLESS)


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Ends what takes so long of the processor, where the system can (not on Windows, nor outside the main thread).
    A machine that is busy with other things is no fault of the text.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
