"""Letters that look like Vietnamese ones and are others: of Iceland, of Cyrillic, of mathematics, of old PDF fonts.

Readers see the word that was meant; search, addresses and lists of names would not find it.
"""

from __future__ import annotations

import re
import unicodedata

# Ð, ð (eth), Ɖ, ɖ (African d) for Đ, đ: keyboards and converters; Ƣ, ƣ (gha) for Ư, ư: PDF with the letters one off.
VIETNAMESE = str.maketrans("ÐðƉɖƢƣ", "ĐđĐđƯư")
# Cyrillic and Greek that nobody can tell from Latin.
OTHER_SCRIPTS = str.maketrans("АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo")
# Letters and figures that Unicode itself calls another form of a plain one: 𝐇, Ｈ, ℎ, ﬁ. Not ² or ₂, which mean more.
FORMS = "\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5aℂℊ-ℓℕℙ-ℝℤℨℬℭℯ-ℱℳℴ\ufb00-\ufb06"
FORM = re.compile(f"[{FORMS}]")
SUSPECT = re.compile(f"[ÐðƉɖƢƣͰ-ϿЀ-ӿ{FORMS}]")
WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
# Of a word in lower case.
NO_VIETNAMESE_LETTER = re.compile("[^a-zà-ãè-êìíò-õùúýăđĩũơưạ-ỹ\u0300-\u036f]")
VOWELS = re.compile("[aeiouyà-ãè-êìíò-õùúýăĩũơưạ-ỹ\u0300-\u036f]+")

# Joiners belong to some scripts and to emoji (a family is several); among Latin letters nobody means them.
JOINED = "[\u0590-\u1dff\u2190-\u2bff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff]"
ZERO_WIDTH = re.compile(
    f"[\u200b\u200e\u200f\u2060-\u2064\ufeff\u00ad]|(?<!{JOINED})[\u200c\u200d]|[\u200c\u200d](?!{JOINED})"
)


def as_meant(text: str) -> str:
    """The text, composed, with the letters that were meant. What may be of another language stays: Guðrún, ðæt, Москва.

    Every line stays a line.
    """
    composed = unicodedata.normalize("NFC", text)
    if not SUSPECT.search(composed):
        return composed
    plain = FORM.sub(lambda match: unicodedata.normalize("NFKC", match[0]), composed)
    return unicodedata.normalize("NFC", WORD.sub(_word, plain))


def without_zero_width(text: str) -> str:
    """The text without the signs that nobody sees and that hide a word from search."""
    return ZERO_WIDTH.sub("", text) if not text.isascii() else text


def _word(match: re.Match[str]) -> str:
    word = match[0]
    if not SUSPECT.search(word):
        return word
    latin = word.translate(OTHER_SCRIPTS)
    if latin != word and _is_vietnamese(latin) and any(sign in latin for sign in SUSPECT.sub("", word)):
        word = latin
    meant = word.translate(VIETNAMESE)
    return meant if meant != word and _is_vietnamese(meant) and _stands_for_d(match, word) else word


def _is_vietnamese(word: str) -> bool:
    return NO_VIETNAMESE_LETTER.search(word.lower()) is None


def _stands_for_d(match: re.Match[str], word: str) -> bool:
    """In Vietnamese a đ begins a syllable, or stands in capitals among others («NĐ-CP»). In Icelandic no word begins
    with an eth, and in IPA one stands between slashes.
    """
    before, behind = (
        match.string[max(0, match.start() - 2) : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    if word in ("ð", "ɖ"):
        return any(map(str.isdigit, before)) or behind == "/"
    if before.endswith("/") and behind == "/" and word.islower():
        return False
    inside = word[1:]
    if not any(sign in inside for sign in "ÐðƉɖ"):
        return True
    return not any(sign in inside for sign in "ðɖ") and (not word.isupper() or len(VOWELS.findall(word.lower())) < 2)
