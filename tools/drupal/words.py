"""Words of the old site as they were meant: composed, and mended where an earlier move of the database broke them."""

from __future__ import annotations

import re
from html import unescape

from plugins.base.letters import as_meant
from plugins.base.vietnamese import fold_spaces

TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|t[drh]|table|blockquote|hr|pre)\b[^>]*>", re.IGNORECASE)


def repaired(text: str) -> str:
    return as_meant(text)


def words_of(html: str) -> str:
    """What a piece of HTML says, as one line."""
    return fold_spaces(unescape(TAG.sub("", BLOCK_TAG.sub(" ", html))).replace("\xa0", " "))
