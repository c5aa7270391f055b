"""Text formats as Drupal 7 ran them: the filters of a format by weight, over what an author typed.

The steps of Drupal's own filters are followed one by one (modules/filter/filter.module, filter_xss() in common.inc),
since paragraphs, allowed tags and escaped signs decide what readers saw. PHP in a text never runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from tools.drupal.field_items import whole
from tools.drupal.module_filters import MODULE_STEPS, Filtering, Step

BREAK = "<!--break-->"
PHP = "php_code"

# Filters whose work is done by us anyway (HTML is parsed and cleaned, addresses are followed), or shows nothing.
HARMLESS = frozenset(
    """
    filter_htmlcorrector pathologic htmLawed htmlawed htmlpurifier_basic htmlpurifier_advanced wysiwyg wysiwyg_filter
    image_resize_filter lightbox2 lightbox2_filter colorbox extlink lazyloader_filter lazy_filter spamspan
    ckeditor_link_filter linkit tablesorter autofloat_filter imagecache_external responsive_images_filter
    entity_embed toc_filter anchor_link invisimail hsts_filter oembed_legacy file_resup insert
""".split()
)

URL_TAGS = "a|script|style|code|pre"
PROTOCOLS = "ftp http https irc mailto news nntp rtsp sftp ssh tel telnet webcal".split()
URL = re.compile(
    r"(?P<url>(?:ftp|https?|irc|news|nntp|rtsp|sftp|ssh|telnet|webcal)://[^\s<>\"]*[^\s<>\".,?!:;()])"
    r"|(?P<mail>[A-Za-z0-9._+-]{1,254}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,64})\b"
    r"|(?<![\w/@.])(?P<www>www\.[^\s<>\"]*[^\s<>\".,?!:;()])"
)
BLOCK = (
    "(?:table|thead|tfoot|caption|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|select|form|blockquote|address|p|h[1-6]"
    "|hr|article|aside|details|figcaption|figure|footer|header|hgroup|menu|nav|section|summary)"
)
UNTOUCHED = re.compile(r"(<!--.*?-->|</?(?:pre|script|style|object|iframe|!--)[^>]*>)", re.IGNORECASE | re.DOTALL)
XSS_PART = re.compile(r"(<(?=[^a-zA-Z!/])|<!--.*?-->|<[^>]*(?:>|$)|>)", re.DOTALL)
XSS_TAG = re.compile(r"^<\s*(/\s*)?([a-zA-Z0-9\-]+)([^>]*)>?|^(<!--.*?-->)$", re.DOTALL)
ATTRIBUTE = re.compile(r"([-a-zA-Z][-\w:]*)(?:\s*=\s*(\"[^\"]*\"?|'[^']*'?|[^\s\"'>]+))?")
UNKNOWN_FILTER = "Bộ lọc «{name}» của định dạng «{format}» không chạy lại được; chữ giữ như người viết đã gõ."
NO_FORMAT = "Định dạng «{format}» không còn hoặc đã tắt, nên trang cũ không hiện phần này; ở đây cũng không."


@dataclass(frozen=True, slots=True)
class TextFilter:
    """One step of a format, with the settings that its administrator gave it."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextFormat:
    """`filters` are those that are switched on, in the order in which they run."""

    name: str
    filters: tuple[TextFilter, ...] = ()

    @property
    def runs_php(self) -> bool:
        return any(one.name == PHP for one in self.filters)


def run(text: str, name: str, formats: Mapping[str, TextFormat], filtering: Filtering) -> str:
    """The text as check_markup() gives it out: nothing where its format is gone or switched off."""
    if name not in formats:
        if text.strip():
            filtering.remarks.append(NO_FORMAT.format(format=name))
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for one in formats[name].filters:
        if step := STEPS.get(one.name):
            text = step(text, one.settings, filtering)
        elif one.name not in HARMLESS:
            filtering.remarks.append(UNKNOWN_FILTER.format(name=one.name, format=formats[name].name))
    return text


def summary(text: str, written: str, text_format: TextFormat | None) -> str:
    """What text_summary() takes for the teaser before any filter: the summary that was written, or what stands above
    the break. Nothing where Drupal would only have cut the text by its length.
    """
    if written.strip():
        return written
    above, found, _ = text.partition(BREAK)
    runs_php = text_format is not None and text_format.runs_php and "<?" in text
    return above if found and not runs_php else ""


def plain(text: str) -> str:
    """A text without a format: check_plain()."""
    return escape(text.replace("\0", ""), quote=True)


def filter_xss(text: str, allowed: frozenset[str]) -> str:
    """As Drupal's own function of that name: tags that are not allowed go, what is between them stays."""
    text = re.sub(r"&\s*\{[^}]*(\}\s*;?|$)", "", text).replace("&", "&amp;")
    text = re.sub(r"&amp;#([0-9]+;)", r"&#\1", text)
    text = re.sub(r"&amp;#[Xx]0*((?:[0-9A-Fa-f]{2})+;)", r"&#x\1", text)
    text = re.sub(r"&amp;([A-Za-z][A-Za-z0-9]*;)", r"&\1", text)
    return XSS_PART.sub(lambda found: _xss_part(found[0], allowed), text)


def _xss_part(part: str, allowed: frozenset[str]) -> str:
    if part in (">", "<"):
        return escape(part)
    found = XSS_TAG.match(part)
    element = ("!--" if found[4] else found[2]) if found else ""
    if not found or element.lower() not in allowed:
        return ""
    if found[4]:
        return part
    if found[1]:
        return f"</{element}>"
    rest, slashes = re.subn(r"(\s?)/\s*$", r"\1", found[3])
    kept = " ".join(_attributes(rest)).replace("<", "").replace(">", "")
    return f"<{element}{f' {kept}' if kept else ''}{' /' if slashes else ''}>"


def _attributes(rest: str) -> Iterator[str]:
    for name, value in ATTRIBUTE.findall(rest):
        if name.lower() == "style" or name.lower().startswith("on"):
            continue
        bare = value.strip("\"'")
        protocol = re.match(r"\s*([^:/?#]*):", unescape(bare))
        if protocol and name.lower() not in ("alt", "title") and protocol[1].strip().lower() not in PROTOCOLS:
            bare = bare.partition(":")[2]
        yield f'{name.lower()}="{bare}"' if value else name.lower()


def _html(text: str, settings: Mapping[str, Any], _: Filtering) -> str:
    listed = re.split(r"\s+|<|>", str(settings.get("allowed_html", "")))
    return filter_xss(text, frozenset(tag.lower() for tag in listed if tag)).strip()


def _escape(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    return plain(text).strip()


def _autop(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    """_filter_autop(): paragraphs from empty lines, breaks from the others, but not in what is preformatted."""
    output, ignored = [], ""
    for number, chunk in enumerate(UNTOUCHED.split(text)):
        if not number % 2:
            output.append(chunk if ignored else _paragraphs(chunk))
            continue
        output.append(chunk)
        if chunk.startswith("<!--"):
            continue
        closes = chunk[1] == "/"
        tag = re.split(r"[ >]", chunk[1 + closes :], maxsplit=1)[0]
        if not ignored and not closes:
            ignored = tag
        elif closes and ignored == tag:
            ignored = ""
    return "".join(output)


def _paragraphs(chunk: str) -> str:
    chunk = chunk.rstrip("\n") + "\n\n"
    chunk = re.sub(r"<br />\s*<br />", "\n\n", chunk)
    chunk = re.sub(rf"(<{BLOCK}[^>]*>)", r"\n\1", chunk)
    chunk = re.sub(rf"(</{BLOCK}>)", r"\1\n\n", chunk)
    chunk = re.sub(r"\n\n+", "\n\n", chunk)
    chunk = re.sub(r"^\n|\n\s*\n$", "", chunk)
    chunk = "<p>" + re.sub(r"\n\s*\n\n?(.)", r"</p>\n<p>\1", chunk) + "</p>\n"
    chunk = re.sub(r"<p>(<li.+?)</p>", r"\1", chunk)
    chunk = re.sub(r"<p><blockquote([^>]*)>", r"<blockquote\1><p>", chunk, flags=re.IGNORECASE)
    chunk = chunk.replace("</blockquote></p>", "</p></blockquote>")
    chunk = re.sub(r"<p>\s*</p>\n?", "", chunk)
    chunk = re.sub(rf"<p>\s*(</?{BLOCK}[^>]*>)", r"\1", chunk)
    chunk = re.sub(rf"(</?{BLOCK}[^>]*>)\s*</p>", r"\1", chunk)
    chunk = re.sub(r"(?<!<br />)\s*\n", "<br />\n", chunk)
    chunk = re.sub(rf"(</?{BLOCK}[^>]*>)\s*<br />", r"\1", chunk)
    chunk = re.sub(r"<br />(\s*</?(?:p|li|div|th|pre|td|ul|ol)>)", r"\1", chunk)
    return re.sub(r"&([^#])(?![A-Za-z0-9]{1,8};)", r"&amp;\1", chunk)


def _url(text: str, settings: Mapping[str, Any], _: Filtering) -> str:
    """_filter_url(): bare addresses become links, their words cut as the format says; nothing inside of links, code and
    the like.
    """
    longest, inside, output = whole(settings.get("filter_url_length")), "", []
    for number, part in enumerate(re.split(r"(<!--.*?-->|<[^>]*>)", text, flags=re.DOTALL)):
        if number % 2:
            tag = re.match(rf"<(/?)({URL_TAGS})\b", part, re.IGNORECASE)
            if tag and not tag[1] and not inside:
                inside = tag[2].lower()
            elif tag and tag[1] and tag[2].lower() == inside:
                inside = ""
            output.append(part)
        else:
            output.append(part if inside else URL.sub(lambda found: _link(found, longest), part))
    return "".join(output)


def _link(found: re.Match[str], longest: int) -> str:
    target = unescape(found[0])
    words = target[:longest] + "..." if longest and len(target) > longest + 3 else target
    before = "mailto:" if found["mail"] else "http://" if found["www"] else ""
    return f'<a href="{escape(before + target)}">{escape(words, quote=False)}</a>'


def host_of(url: str) -> str:
    """The host name of an address, in small letters; empty where it has none, or is none."""
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:
        return ""


STEPS: Mapping[str, Step] = {
    "filter_html": _html,
    "filter_html_escape": _escape,
    "filter_autop": _autop,
    "filter_url": _url,
    **MODULE_STEPS,
}
