"""From Markdown to safe HTML: what comes out is well-formed, runs nothing, and still names files as the editor wrote them."""

from __future__ import annotations

import re

import nh3
from markdown import Markdown

from plugins.base.vietnamese import slug

INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "mark",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "time",
}
BLOCKS = {
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "ul",
}
TABLES = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
SCHEMES = {"http", "https", "mailto", "tel"}
ALIGNED = {"align-left", "align-center", "align-right"}

# What an editor needs and nothing that runs, submits, frames or restyles. Addresses are looked at again when links are resolved.
SANITISER = nh3.Cleaner(
    tags=INLINE | BLOCKS | TABLES,
    attributes={
        "*": {"id", "lang", "title"},
        "a": {"href"},
        "img": {"src", "alt"},
        "ol": {"start", "reversed"},
        "td": {"colspan", "rowspan", "headers"},
        "th": {"colspan", "rowspan", "headers", "scope"},
        "time": {"datetime"},
    },
    allowed_classes={"td": ALIGNED, "th": ALIGNED, "a": {"footnote-ref", "footnote-backref"}, "div": {"footnote"}},
    clean_content_tags={
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "noscript",
        "template",
        "svg",
        "math",
        "title",
        "textarea",
        "select",
    },
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)
ADDRESS = re.compile(r"""\s(?:href|src)\s*=\s*["']?\s*([a-z][a-z0-9+.-]*):[^"'>\s]*""", re.IGNORECASE)
STYLED_CELL = re.compile(r'style="text-align: (left|center|right);"')


def converter() -> Markdown:
    """Python-Markdown as `contract` names it; headings get anchors, footnotes speak Vietnamese."""
    return Markdown(
        extensions=["tables", "footnotes", "abbr", "attr_list", "def_list", "toc"],
        extension_configs={
            "toc": {"marker": "", "slugify": lambda text, separator: slug(text) or "muc"},
            "footnotes": {"BACKLINK_TITLE": "Về chỗ có chú thích {}"},
        },
        output_format="html",
    )


def convert(engine: Markdown, source: str) -> tuple[str, tuple[str, ...]]:
    """The text as sanitised HTML in the one form that nh3 writes: lower-case tags, double-quoted attributes, all closed.

    Beside it the addresses that the sanitiser drops for their scheme (`data:`, `javascript:`), in their order.
    """
    engine.reset()
    html = STYLED_CELL.sub(r'class="align-\1"', engine.convert(source))
    dropped = [match for match in ADDRESS.finditer(html) if match[1].lower() not in SCHEMES]
    return SANITISER.clean(html), tuple(match[0].partition("=")[2].strip(" \"'") for match in dropped)
