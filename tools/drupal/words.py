"""Words of the old site as they were meant: composed, and mended where an earlier move of the database broke them."""

from __future__ import annotations

import re
from html import unescape

from plugins.base.legacy_letters import Coding, from_mojibake, from_tcvn3, from_vni, looks_like
from plugins.base.letters import as_meant
from plugins.base.vietnamese import fold_spaces

TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|t[drh]|table|blockquote|hr|pre)\b[^>]*>", re.IGNORECASE)


def repaired(text: str) -> str:
    """Words or HTML, composed; UTF-8 that was once read as Western letters is put right where it is surely that."""
    return as_meant(from_mojibake(text))


def repaired_name(text: str) -> str:
    """A title or a name; those have no font that tells their coding, so that only what is certain is read as an old
    one.
    """
    text = repaired(text)
    coding = looks_like(text)
    return repaired(from_vni(text) if coding is Coding.VNI else from_tcvn3(text)) if coding else text


def words_of(html: str) -> str:
    """What a piece of HTML says, as one line."""
    return fold_spaces(unescape(TAG.sub("", BLOCK_TAG.sub(" ", html))).replace("\xa0", " "))


def name_of(text: str) -> str:
    """A title or a name as a header takes it: one line, and nothing that nobody sees."""
    return fold_spaces(UNSEEN.sub("", text.replace("\xa0", " ")))
