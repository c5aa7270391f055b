"""Vietnamese from before Unicode: TCVN3 (ABC, .Vn fonts) and VNI (VNI- fonts), which draw other signs of Windows as
Vietnamese letters; and UTF-8 that a program took for the letters of Western Windows.

The font says what a text is written in. Without a font only that is turned which can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, groupby, product

from plugins.base.syllables import is_syllable
from plugins.base.vietnamese import TONES, nfc


class Coding(StrEnum):
    TCVN3 = "TCVN3"
    TCVN3_CAPITALS = "TCVN3 CAPITALS"  # of a font whose name ends in H: small letters are drawn as capitals
    VNI = "VNI"


Run = tuple[str, Coding | None]


def _western(code: int, page: str = "cp1252") -> str:
    """The sign that Windows has for a byte, or the control character where it has none."""
    return bytes([code]).decode(page, "ignore") or chr(code)


# TCVN 5712:1993 from byte A1 on. Its part VN3 is what .Vn fonts draw; seven of its letters are capitals.
VN3 = "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ "
TCVN3 = {_western(code): letter for code, letter in enumerate(VN3, 0xA1) if letter != " "}
# The wider part VN2 has these capitals too; most fonts leave them out, and texts in Unicode have «à», «Á», «º» there.
VN2_BYTES = b"\xaf\xba\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xcd\xd9\xda\xdb\xe0\xf0\xff"
VN2 = TCVN3 | dict(zip(VN2_BYTES.decode("cp1252"), "ẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ", strict=True))

# VNI writes a letter and its marks as one sign, or as two that may differ in case; some typed three.
VNI_TONES = dict(zip("øûõùï", TONES, strict=True))
VNI_HATS = dict(zip("âàåãáä", ("", *TONES), strict=True))
VNI_BREVES = dict(zip("êèúüéë", ("", *TONES), strict=True))
VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI = {
    **VNI_ALONE,
    **{base + mark: nfc(base + tone) for base, (mark, tone) in product("aeouy", VNI_TONES.items())},
    **{base + mark: nfc(VNI_ALONE[base] + tone) for base, (mark, tone) in product("ôö", VNI_TONES.items())},
    **{base + mark: nfc(f"{base}\u0302{tone}") for base, (mark, tone) in product("aeo", VNI_HATS.items())},
    **{f"a{mark}": nfc(f"a\u0306{tone}") for mark, tone in VNI_BREVES.items()},
    **{f"{base}â{mark}": nfc(f"{base}\u0302{tone}") for base, (mark, tone) in product("aeo", VNI_TONES.items())},
    **{f"aê{mark}": nfc(f"a\u0306{tone}") for mark, tone in VNI_TONES.items()},
}
VNI_LETTER = re.compile("|".join(sorted(VNI, key=len, reverse=True)), re.IGNORECASE)

# A byte may also have come as a control character, in the private area (fonts of symbols) or as Greek μ.
ONE_READING = {
    **{code: _western(code) for code in range(0x80, 0xA0)},
    **{0xF000 + code: _western(code) for code in range(0x20, 0x100)},
    0x03BC: "µ",
}
# It may have been read as Vietnamese Windows; then marks stand behind consonants, and Đ behind small letters.
READ_AS_1258 = re.compile("(?<![aeiouyâêôăơư\u0300-\u036f])[\u0300\u0301\u0303\u0309\u0323]|[a-z]Đ", re.IGNORECASE)
FROM_1258 = {ord(_western(code, "cp1258")): _western(code) for code in range(0xC0, 0x100)}

WORD = re.compile(r"[^\s!-@\[-`{-~“”‘’–—…•]+")
LETTERS = "đ" + "".join(nfc(vowel + tone) for vowel, tone in product("aăâeêioôơuưy", ("", *TONES)))
# Letters of Vietnamese that Western Windows has not: who typed them typed Unicode, whatever the font is called.
UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# Signs of a coding that are no Vietnamese letters in Unicode.
SIGNS = {
    Coding.TCVN3: re.compile(f"[{''.join(set(VN2) - set(LETTERS + LETTERS.upper()))}]"),
    Coding.VNI: re.compile(f"[{''.join(set(''.join(VNI) + ''.join(VNI).upper()) - set(LETTERS + LETTERS.upper()))}]"),
}
# Which share of the words with marks must be Vietnamese, so that a text is surely in a coding.
SURE = 0.9

STYLE_WORDS = re.compile(r"[ ,-]+(?:bold|italic|oblique|regular)\b.*", re.IGNORECASE)
VNI_FONT = re.compile("vni[-_ \u00a0\u2010-\u2013]", re.IGNORECASE)
VNI_FONT_IN_ONE = re.compile("(?:VNI|Vni)[A-Z]")


def coding_of_font(name: str) -> Coding | None:
    """By a font's name, or the first of a list as CSS writes it. BK («VNtimes new roman») and others are not known."""
    first = STYLE_WORDS.sub("", re.split("[;,]", name, maxsplit=1)[0].strip(" \"'"))
    if first.lower().startswith(".vn"):
        return Coding.TCVN3_CAPITALS if _draws_capitals(first) else Coding.TCVN3
    return Coding.VNI if VNI_FONT.match(first) or VNI_FONT_IN_ONE.match(first) else None


def _draws_capitals(font: str) -> bool:
    return font.endswith("H") or (font.islower() and font.endswith("h") and not font.endswith("english"))


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    return from_runs([(text, Coding.TCVN3_CAPITALS if capitals else Coding.TCVN3)])[0]


def from_vni(text: str) -> str:
    return from_runs([(text, Coding.VNI)])[0]


def from_runs(runs: Sequence[Run]) -> list[str]:
    """The texts of neighbouring runs in Unicode, one for each: a letter of VNI may begin in one and end in the next.

    A run without a coding stays, and so do words that are in Unicode already.
    """
    texts: list[str] = []
    for coding, group in groupby(runs, key=lambda run: _table(run[1])):
        neighbours = list(group)
        texts += [text for text, _ in neighbours] if coding is None else _decoded_runs(neighbours, coding)
    return texts


def _table(coding: Coding | None) -> Coding | None:
    return Coding.TCVN3 if coding is Coding.TCVN3_CAPITALS else coding


def _decoded_runs(runs: Sequence[Run], coding: Coding) -> list[str]:
    letters = _decoded("".join(text for text, _ in runs), coding)
    ends = list(accumulate(len(text) for text, _ in runs))
    texts = ["".join(letters[end - len(text) : end]) for end, (text, _) in zip(ends, runs, strict=True)]
    return [
        text.upper() if coding is Coding.TCVN3_CAPITALS else text for text, (_, coding) in zip(texts, runs, strict=True)
    ]


def _decoded(text: str, coding: Coding) -> list[str]:
    """What each sign of the text becomes: a letter, or nothing where it is a mark of the letter before."""
    read = text.translate(ONE_READING)
    read = read.translate(FROM_1258) if READ_AS_1258.search(read) else read
    letters = list(read)
    has_unicode = UNICODE.search(read) is not None
    for word in WORD.finditer(read):
        decoded = _decoded_word(word[0], coding)
        if not has_unicode or _is_surely(word[0], "".join(decoded), coding):
            letters[word.start() : word.end()] = decoded
    return letters


def _decoded_word(word: str, coding: Coding) -> list[str]:
    if coding is Coding.VNI:
        return _decoded_vni(word)
    wider = [VN2.get(sign, sign) for sign in word]
    return wider if is_syllable("".join(wider)) else [TCVN3.get(sign, sign) for sign in word]


def _decoded_vni(word: str) -> list[str]:
    letters = list(word)
    for match in VNI_LETTER.finditer(word):
        letter = VNI[match[0].lower()]
        letters[match.start()] = letter.upper() if match[0][0].isupper() else letter
        letters[match.start() + 1 : match.end()] = [""] * (len(match[0]) - 1)
    return letters


def _is_surely(word: str, decoded: str, coding: Coding) -> bool:
    return not UNICODE.search(word) and SIGNS[coding].search(word) is not None and is_syllable(decoded)


def looks_like(text: str) -> Coding | None:
    """What a text without a font is certainly written in: two of its words at least can be nothing else, and nearly
    all that have marks become Vietnamese.
    """
    if text.isascii() or UNICODE.search(text):
        return None
    sure = [coding for coding in (Coding.TCVN3, Coding.VNI) if _is_all_in(text, coding)]
    return sure[0] if len(sure) == 1 else None


def _is_all_in(text: str, coding: Coding) -> bool:
    words = {word: "".join(_decoded_word(word, coding)) for word in WORD.findall(text.translate(ONE_READING))}
    marked = {word: decoded for word, decoded in words.items() if not word.isascii()}
    good = [word for word, decoded in marked.items() if is_syllable(decoded) and not _left_over(word, coding)]
    abbreviations = sum(decoded.isupper() and word not in good for word, decoded in marked.items())
    plain = [word for word in words if word.isascii() and word.islower()]
    return (
        sum(len(word) > 1 and SIGNS[coding].search(word) is not None for word in good) >= 2
        and len(good) >= SURE * (len(marked) - abbreviations)
        and sum(map(is_syllable, plain)) * 2 >= len(plain)
    )


def _left_over(word: str, coding: Coding) -> bool:
    """Whether signs of the word are none of the coding."""
    rest = VNI_LETTER.sub("", word) if coding is Coding.VNI else "".join(sign for sign in word if sign not in VN2)
    return not rest.isascii()


# UTF-8 as Western Windows, or Latin-1, shows it.
BYTES = {sign: code for code in range(0x80, 0x100) for sign in (_western(code), chr(code))}
BEHIND = f"[{re.escape(''.join(sign for sign, code in BYTES.items() if code < 0xC0))}]"
UTF_8 = re.compile(f"[Â-ß]{BEHIND}|[à-ï]{BEHIND}{{2}}|[ð-ô]{BEHIND}{{3}}")
# Signs whose last byte looks like a space that does not break, which some programs make any space, or none.
HALVES = {"Ã": "à", "Æ": "Ơ", "áº": "Ạ", "á»": "Ỡ", "Â": "\u00a0"}
PLACES = {half: chr(0xE000 + number) for number, half in enumerate(HALVES)}
SIGN_OF = dict(zip(PLACES.values(), HALVES.values(), strict=True))
LONGEST = 7  # letters of a syllable
UTF_8_OR_HALF = re.compile("|".join([UTF_8.pattern, *HALVES]))
HALF = re.compile(rf"([^\W\d_]{{0,{LONGEST}}})([{''.join(SIGN_OF)}])( ?)(?=([^\W\d_]{{0,{LONGEST}}}))")
# What may stand behind a letter in a right text: in «NGÃ” there is no Ô.
CLOSING = frozenset("“”‘’‹›«»„‚–—…•\u00a0")
# A word as it is seen: what divides words may be a part of a letter.
SEEN_WORD = re.compile(r"[^ \t\r\n!-@\[-`{-~]+")
SIGNS_BESIDE = "“”‘’–—…•\u00a0"


def from_mojibake(text: str) -> str:
    """UTF-8 that was taken for Western Windows, once or twice, put right where it can have been nothing else."""
    if text.isascii() or not UTF_8.search(text):
        return text
    if UNICODE.search(text):
        return UTF_8.sub(_utf_8_or_closing, text) if _is_mojibake(text) else text
    repaired = UTF_8.sub(_utf_8, text)
    if _is_mojibake(text):
        again = from_mojibake(repaired)
        return again if again != repaired else HALF.sub(_whole, UTF_8_OR_HALF.sub(_utf_8_or_place, text))
    return from_mojibake(repaired) if _is_mojibake(repaired) else text


def _is_mojibake(text: str) -> bool:
    return any(_is_certain(match, word) for word in SEEN_WORD.findall(text) for match in UTF_8.finditer(word))


def _is_certain(match: re.Match[str], word: str) -> bool:
    sign = _utf_8(match)
    if sign == match[0] or match[0][1] in CLOSING:
        return False
    if len(match[0]) > 2:
        return UNICODE.match(sign) is not None or "\u2010" <= sign <= "\u2026"
    return word != match[0] and is_syllable(UTF_8.sub(_utf_8, word).strip(SIGNS_BESIDE))


def _utf_8(match: re.Match[str]) -> str:
    try:
        return bytes(BYTES[sign] for sign in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _utf_8_or_closing(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) == 2 and match[0][1] in CLOSING else _utf_8(match)


def _utf_8_or_place(match: re.Match[str]) -> str:
    return PLACES.get(match[0]) or _utf_8(match)


def _whole(match: re.Match[str]) -> str:
    """The sign, and the space behind it unless that was its own half."""
    before, sign, space, behind = match[1], SIGN_OF[match[2]], match[3], match[4]
    ends = not behind and match.string[match.end() : match.end() + 1] in tuple("”’,.;:!?)…")
    own = sign.isspace() or ends or (behind and is_syllable(f"{before}{sign}{behind}"))
    return f"{before}{sign}{'' if own else space}"
