"""What the filters of well-known contributed modules made of a text: tokens for pictures and films, captions, notes.

None of them runs PHP, and what they drew from elsewhere in the site is told instead of shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from tools.drupal.field_items import whole

MEDIA = re.compile(r"\[\[\s*(\{.*?\})\s*\]\]", re.DOTALL)
CAPTION = re.compile(r"\[caption(?P<options>[^\]]*)\](?P<inside>.*?)\[/caption\]", re.DOTALL)
VIDEO = re.compile(r"\[video:\s*(?P<url>[^\s\]]+)[^\]]*\]")
PHP_CODE = re.compile(r"<\?.*?(?:\?>|\Z)", re.DOTALL)
INSERTED = re.compile(r"\[(?:block|view)[:=][^\]]*\]")
TOKEN = re.compile(r"\[(site|node|current-user|current-date):[\w:-]+\]")
FOOTNOTE = re.compile(r"\[fn[^\]]*\](.*?)\[/fn\]|<fn[^>]*>(.*?)</fn>", re.DOTALL)

PHP_LEFT_OUT = "Bài có mã PHP; mã không được chạy và đã bỏ đi."
INSERTED_LEFT_OUT = "Bài chèn một khối hay một danh sách ({token}); chỗ ấy không đưa sang."
NO_MEDIA = "Ảnh hay tệp số {fid} chèn trong bài không còn."

Step = Callable[[str, Mapping[str, Any], "Filtering"], str]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """What a token of the Media module stands for: `url` as the old site served it."""

    url: str
    name: str
    is_image: bool
    alt: str = ""
    title: str = ""


@dataclass(slots=True)
class Filtering:
    """One text on its way through a format; `remarks` is what could not be done as Drupal did it."""

    media: Callable[[int], MediaFile | None] = lambda _: None
    tokens: Mapping[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def _media(text: str, _: Mapping[str, Any], filtering: Filtering) -> str:
    return MEDIA.sub(lambda found: _media_token(found[1], filtering), text)


def _media_token(written: str, filtering: Filtering) -> str:
    """The original picture, or a link to the file; words of the token come before those of the file."""
    token = next(filter(None, map(_json, (written, unescape(written)))), None)
    if not isinstance(token, dict) or "fid" not in token:
        return ""
    fid = whole(token["fid"])
    found = filtering.media(fid)
    if not found:
        filtering.remarks.append(NO_MEDIA.format(fid=fid))
        return ""
    given = token.get("attributes")
    attributes = given if isinstance(given, dict) else {}
    if not found.is_image:
        words = str(token.get("link_text") or "") or found.name
        return f'<a href="{escape(found.url)}">{escape(unescape(words), quote=False)}</a>'
    alt = _token_field(token, "alt") or str(attributes.get("alt") or "") or found.alt
    title = _token_field(token, "title") or str(attributes.get("title") or "") or found.title
    sizes = {name: attributes[name] for name in ("width", "height", "style", "class") if attributes.get(name)}
    values = {"src": found.url, "alt": unescape(alt), "title": unescape(title)} | sizes
    return "<img " + "".join(f'{name}="{escape(str(value))}" ' for name, value in values.items()) + "/>"


def _json(written: str) -> Any:
    try:
        return json.loads(written, strict=False)
    except ValueError:
        return None


def _token_field(token: Mapping[str, Any], name: str) -> str:
    fields = token.get("fields")
    for key, value in fields.items() if isinstance(fields, dict) else ():
        if key.startswith(f"field_file_image_{name}_text") and isinstance(value, str):
            return value
    return ""


def _caption(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    def shown(found: re.Match[str]) -> str:
        image = re.search(r"<img[^>]*>", found["inside"])
        words = re.sub(r"<img[^>]*>", "", found["inside"]) or ""
        option = re.search(r"caption=\"([^\"]*)\"", found["options"])
        words = words.strip() or (option[1] if option else "")
        return f'<p>{image[0]}</p><p class="caption">{words}</p>' if image else found["inside"]

    return CAPTION.sub(shown, text)


def _video(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    def shown(found: re.Match[str]) -> str:
        return f'<iframe src="{escape(unescape(found["url"]))}"></iframe>'

    return VIDEO.sub(shown, text)


def _php(text: str, _: Mapping[str, Any], filtering: Filtering) -> str:
    text, count = PHP_CODE.subn("", text)
    if count:
        filtering.remarks.append(PHP_LEFT_OUT)
    return text


def _inserted(text: str, _: Mapping[str, Any], filtering: Filtering) -> str:
    def shown(found: re.Match[str]) -> str:
        filtering.remarks.append(INSERTED_LEFT_OUT.format(token=found[0]))
        return ""

    return INSERTED.sub(shown, text)


def _tokens(text: str, _: Mapping[str, Any], filtering: Filtering) -> str:
    def shown(found: re.Match[str]) -> str:
        if found[0] not in filtering.tokens:
            filtering.remarks.append(INSERTED_LEFT_OUT.format(token=found[0]))
        return escape(filtering.tokens.get(found[0], ""))

    return TOKEN.sub(shown, text)


def _footnotes(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    """The Footnotes module: a number in the text, and the notes at its end."""
    notes: list[str] = []

    def shown(found: re.Match[str]) -> str:
        notes.append((found[1] or found[2] or "").strip())
        return f'<sup class="noteref"><a href="#fn-{len(notes)}">{len(notes)}</a></sup>'

    text = FOOTNOTE.sub(shown, text)
    listed = "".join(f'<li id="fn-{number}">{note}</li>' for number, note in enumerate(notes, start=1))
    return f'{text}<section class="footnotes"><ol>{listed}</ol></section>' if notes else text


def _markdown(text: str, _: Mapping[str, Any], __: Filtering) -> str:
    from markdown import markdown  # noqa: PLC0415 - few sites write Markdown

    return markdown(text, extensions=["extra"])


MODULE_STEPS: Mapping[str, Step] = {
    "media_filter": _media,
    "caption_filter": _caption,
    "video_filter": _video,
    "php_code": _php,
    "insert_block": _inserted,
    "insert_view": _inserted,
    "filter_tokens": _tokens,
    "footnotes": _footnotes,
    "filter_markdown": _markdown,
    "markdown": _markdown,
}
