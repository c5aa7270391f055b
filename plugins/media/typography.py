"""Small things in running text: what must stay on one line, and abbreviations explained where they first stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from markupsafe import Markup

TAG = re.compile(r'(<[^">]*(?:"[^"]*"[^">]*)*>)')
BLOCK = re.compile(r"</?(?:blockquote|br|d[dlt]|div|fig\w+|h[1-6r]|li|[ou]l|p|pre|small|t[dhr]|table)\b[^>]*>")
BETWEEN = ("", "\n")  # between tags; every second piece is one of these
# Where no abbreviation is explained.
OTHERWISE_READ = re.compile(r"<(?P<closing>/?)(?:a|abbr|code|h[1-6]|pre)(?![a-z0-9])")

# 22/8/2022 · 20-NQ/TW, 45/2019/QĐ-UBND · 65,4 % · 2022-2025 · đồng chí Nguyễn
# Both expressions begin with a sign and look back over it: so the search passes quickly over words.
UNBROKEN = re.compile(
    r"[\dĐđ](?:(?<=\d)(?:"
    r"\d?/\d{1,2}/\d{4}"
    r"|(?<!\d\d)\d*(?:/\d+)?[-/][A-ZĐ]{2,}[\w/-]*"
    r"|(?<!\d\d)(?<!\d[.,]\d)\d*(?:[.,]\d+)*\s?%"
    r"|\d{3}\s?[-–]\s?\d{4}"
    r")|(?<=[Đđ])ồng chí\s\w+)"
)
# Neither in a longer word nor in a chain of letters and signs: the UBND of 45/2019/QĐ-UBND is part of a number.
ALONE = r"{0}(?<![\w&/-]{0})(?<!&amp;{0})(?![\w/-]|&amp;)"


def nobr(escaped: str) -> str:
    return UNBROKEN.sub(_unbroken, escaped)


def _unbroken(match: re.Match[str]) -> str:
    return f'<span class="nobr">{match[0]}</span>'


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
        shorts = "|".join(ALONE.format(re.escape(short)) for short in longest_first)
        self.pattern = re.compile(shorts) if shorts else None

    def finish(self, html: str) -> str:
        """Keeps together what may not break, and explains each abbreviation once, outside headings and links."""
        parts = TAG.split(html)
        depth = 0
        explained: set[str] = set()
        for at, part in enumerate(parts):
            if at % 2:
                if found := OTHERWISE_READ.match(part):
                    depth += -1 if found["closing"] else 1
            elif part not in BETWEEN:
                text = part if depth else self._explain(part, explained)
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
