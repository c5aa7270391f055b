"""Small things in running text: what must stay on one line, and abbreviations explained where they first stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from markupsafe import Markup

TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
BLOCK = re.compile(r"</?(?:blockquote|br|d[dlt]|div|fig\w+|h[1-6r]|li|[ou]l|p|pre|small|t[dhr]|table)\b[^>]*>")
TAG_NAME = re.compile(r"</?([a-z][a-z0-9]*)")

# 22/8/2022 · 20-NQ/TW, 45/2019/QĐ-UBND · 65,4 % · 2022-2025 · đồng chí Nguyễn; at most letters none can begin.
UNBROKEN = re.compile(
    r"(?=[\dĐđ])(?:"
    r"\d{1,2}/\d{1,2}/\d{4}"
    r"|(?<!\d)\d+(?:/\d+)?[-/][A-ZĐ]{2,}[\w/-]*"
    r"|(?<!\d)(?<!\d[.,])\d+(?:[.,]\d+)*\s?%"
    r"|\d{4}\s?[-–]\s?\d{4}"
    r"|[Đđ]ồng chí\s\w+"
    r")"
)
# Neither in a longer word nor in a chain of letters and signs: the UBND of 45/2019/QĐ-UBND is part of a number.
ALONE = r"(?<![\w&/-])(?<!&amp;)(?:{})(?![\w/-]|&amp;)"
NO_ABBREVIATION_IN = {"a", "abbr", "code", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}


def nobr(escaped: str) -> str:
    return UNBROKEN.sub(r'<span class="nobr">\g<0></span>', escaped)


def nobr_text(text: str) -> Markup:
    """A title or another plain text, escaped, with what belongs together on one line."""
    return Markup(nobr(escape(text, quote=False)))


def plain(html: str) -> str:
    """The words of some HTML, white space folded; words in different blocks stay apart."""
    return " ".join(unescape(TAG.sub("", BLOCK.sub(" ", html))).split())


class Typographer:
    """Sets running text: knows the register of abbreviations."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self.meanings = {escape(short): meaning for short, meaning in abbreviations.items()}
        longest_first = sorted(self.meanings, key=lambda short: (-len(short), short))
        shorts = "|".join(re.escape(short) for short in longest_first)
        self.pattern = re.compile(ALONE.format(shorts)) if shorts else None

    def finish(self, html: str) -> str:
        """Keeps together what may not break, and explains each abbreviation once, outside headings and links."""
        parts = TAG.split(html)
        within: list[str] = []
        explained: set[str] = set()
        for at, part in enumerate(parts):
            if at % 2:
                _follow(within, part)
            elif part.strip():
                text = part if within else self._explain(part, explained)
                parts[at] = nobr(text) if "<abbr" not in text else "".join(self._around_tags(text))
        return "".join(parts)

    def _explain(self, text: str, explained: set[str]) -> str:
        if not self.pattern:
            return text

        def mark(match: re.Match[str]) -> str:
            short = match[0]
            if short in explained:
                return short
            explained.add(short)
            return f'<abbr title="{escape(self.meanings[short])}">{short}</abbr>'

        return self.pattern.sub(mark, text)

    @staticmethod
    def _around_tags(text: str) -> list[str]:
        return [part if at % 2 else nobr(part) for at, part in enumerate(TAG.split(text))]


def _follow(within: list[str], tag: str) -> None:
    """Keeps the open elements in which no abbreviation is explained."""
    match = TAG_NAME.match(tag)
    name = match[1] if match else ""
    if name in NO_ABBREVIATION_IN:
        if tag.startswith("</"):
            within.pop()
        else:
            within.append(name)
