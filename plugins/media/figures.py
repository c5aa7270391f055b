"""Figures: a picture with the lines that stand behind it, and the HTML of one picture in its sizes."""

from __future__ import annotations

import re
from html import escape

from plugins.base.model import Picture
from plugins.media import markdown, typography

# nh3 writes attributes in double quotes; these expressions rely on that one form.
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
FIGURES = re.compile(r"<p>\s*(<img\b.*?)</p>", re.DOTALL)
IMAGE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
CREDIT = re.compile(
    r"(?:(?:Ảnh|Tranh|Đồ họa|Nguồn ảnh|Minh họa)\s*:.*|(?:Tranh|Ảnh|Hình) minh họa|Ảnh tư liệu)\.?$", re.IGNORECASE
)
SIZES = "(min-width: 48rem) 42rem, 100vw"


def framed(html: str) -> str:
    """The sanitised text with figures for the paragraphs that begin with a picture."""
    return FIGURES.sub(_figures, html)


def _figures(match: re.Match[str]) -> str:
    """A paragraph that begins with a picture is one figure, or several where several pictures stand in it."""
    inner = match[1].rstrip()
    starts = [image.start() for image in IMAGE.finditer(inner)]
    pieces = [inner[start:end] for start, end in zip(starts, [*starts[1:], len(inner)], strict=True)]
    return "\n".join(_figure(piece) for piece in pieces)


def _figure(piece: str) -> str:
    image = IMAGE.match(piece)
    assert image
    caption, credit = _caption(piece[image.end() :])
    caption = caption or dict(ATTRIBUTE.findall(image[0])).get("title", "")
    credit_html = f'<small class="credit">{credit}</small> ' if credit else ""
    caption_html = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{image[0]}{credit_html}{caption_html}</figure>"


def _caption(after: str) -> tuple[str, str]:
    """The lines behind a picture: the caption, and the credit where the last line is one."""
    lines = [line.strip() for line in re.split(r"<br>|\n", after) if line.strip()]
    credit = lines.pop() if lines and CREDIT.match(typography.plain(lines[-1])) else ""
    return markdown.balanced(" ".join(lines)), markdown.balanced(credit)


def picture_html(picture: Picture, prefix: str, *, eager: bool, sizes: str = SIZES) -> str:
    """`img`, inside `picture` where there are smaller WebP files; width and height always set. Its addresses become
    links under `prefix`.
    """
    fallback = picture.fallback
    loading = ' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"'
    size = f'width="{fallback.width}" height="{fallback.height}"'
    image = f'<img src="{prefix}{fallback.address}" alt="{escape(picture.alt)}" {size}{loading}>'
    if not picture.sources:
        return image
    kind = picture.sources[0].media_type
    srcset = ", ".join(f"{prefix}{source.address} {source.width}w" for source in picture.sources)
    return f'<picture><source type="{kind}" srcset="{srcset}" sizes="{sizes}">{image}</picture>'
