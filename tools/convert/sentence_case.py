"""A line in capitals as a sentence: names and abbreviations keep theirs where the text itself, the register of the site
or the word's own shape says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise

from plugins.base.syllables import is_syllable
from plugins.base.vietnamese import nfc
from tools.convert.people import FAMILIES

TOKEN = re.compile(r"[^\W_]+(?:[&/.-][^\W_]+)*|\s+|.", re.DOTALL)
WORD = re.compile(r"[^\W_]+(?:[&/.-][^\W_]+)*")
STOP = re.compile(r"[.!?…:]\s*$|^$")
LONGEST = 8
"""Words of a name that is looked for as a whole."""

# Names of the country and its provinces, before and after they were joined in 2025; those that are common words too
# («hòa bình», «thái bình») stand only behind "tỉnh" or "thành phố".
PLACES = tuple(
    (
        "Việt Nam|Hà Nội|Hồ Chí Minh|Bắc Giang|Bắc Ninh|Hải Phòng|Đà Nẵng|Cần Thơ|Huế|Thừa Thiên Huế|An Giang|Bà Rịa|"
        "Vũng Tàu|Bạc Liêu|Bắc Kạn|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Đắk Lắk|"
        "Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Tĩnh|Hải Dương|Hậu Giang|Hưng Yên|"
        "Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|"
        "Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|"
        "Thái Nguyên|Thanh Hóa|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái|Lục Ngạn|Lục Nam|"
        "Lạng Giang|Hiệp Hòa|Tân Yên|Việt Yên|Yên Dũng|Yên Thế|Sơn Động|Chũ|Từ Sơn|Thuận Thành|Quế Võ|Tiên Du|"
        "Gia Bình|Lương Tài|Trung Quốc|Nhật Bản|Hàn Quốc|Thái Lan|Đông Nam Á|Đảng|Quốc hội|Chính phủ|Tết|"
        "Tết Nguyên đán|Mặt trận Tổ quốc|Đoàn Thanh niên|Liên hiệp hội|Liên hiệp các Hội Khoa học và Kỹ thuật|"
        "Liên minh Hợp tác xã|Bộ Chính trị|Ban Bí thư|Trung ương Đảng|Internet|Bác Hồ"
    ).split("|")
)
AFTER_PROVINCE = ("Hòa Bình", "Thái Bình")
ROMAN = re.compile(r"(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3})")
SPOKEN_OF = frozenset("lần thứ khóa khoá quý chương phần kỳ nhiệm hạng loại cấp tập đại hội".split())
TITLES = frozenset("chí ông bà".split())


class Speller:
    """Knows how the words of a text are spelt where they do not begin a sentence."""

    def __init__(self, texts: Iterable[str], abbreviations: Iterable[str] = ()) -> None:
        self._texts = [nfc(text) for text in texts if not is_capitals(text)]
        self._abbreviations = {short.upper(): short for short in abbreviations}

    def sentence(self, line: str, *, begins: bool = True) -> str:
        """The line in small letters, but for its first one and for names."""
        tokens = TOKEN.findall(nfc(line))
        words = [(at, token) for at, token in enumerate(tokens) if WORD.fullmatch(token)]
        spelt = self._spelt([token for _, token in words])
        for (at, _), word in zip(words, spelt, strict=True):
            tokens[at] = word
        made = "".join(tokens)
        return made[:1].upper() + made[1:] if begins else made

    def _spelt(self, words: list[str]) -> list[str]:
        found: list[str] = []
        while len(found) < len(words):
            at = len(found)
            found += self._known(words, at) or [self._alone(words, at)]
        return found

    def _known(self, words: list[str], at: int) -> list[str]:
        """The longest run of words from here whose spelling is known."""
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            key = " ".join(words[at : at + length]).casefold()
            if known := self._phrases.get(key):
                return known.split(" ")
            if name := PLACE_BY_KEY.get(key):
                return name.split(" ")
        return self._person(words, at)

    def _person(self, words: list[str], at: int) -> list[str]:
        """A name behind «đồng chí», «ông», «bà», where it ends the line or something else that is certain follows."""
        before = words[at - 1].lower() if at else ""
        if before not in TITLES or words[at].lower() not in FAMILIES:
            return []
        return [word.capitalize() for word in words[at : at + 3]]

    def _alone(self, words: list[str], at: int) -> str:
        word = words[at]
        if short := self._abbreviations.get(word.upper()):
            return short
        if any(map(str.isdigit, word)) or re.search(r"[&/]", word):
            return word
        if ROMAN.fullmatch(word) and at and words[at - 1].lower() in SPOKEN_OF:
            return word
        parts = re.split(r"[.-]", word)
        if word.isupper() and not all(is_syllable(part.lower()) for part in parts):
            return word if len(word) <= 6 else word.lower()
        return word.lower()

    @cached_property
    def _phrases(self) -> Mapping[str, str]:
        """Runs of words of the text by their small letters, as they are mostly spelt; single words only where they are
        never small.
        """
        seen: dict[str, Counter[str]] = {}
        for text in self._texts:
            words = list(WORD.finditer(text))
            first = [
                at == 0 or bool(STOP.search(text[words[at - 1].end() : word.start()].rstrip() or " "))
                for at, word in enumerate(words)
            ]
            touching = [text[one.end() : other.start()] == " " for one, other in pairwise(words)]
            for at in range(len(words)):
                for end in range(at + 1, min(at + LONGEST, len(words)) + 1):
                    if end - at > 1 and not touching[end - 2]:
                        break
                    if not first[at]:
                        phrase = " ".join(word[0] for word in words[at:end])
                        seen.setdefault(phrase.casefold(), Counter())[phrase] += 1
        return {key: spelt.most_common(1)[0][0] for key, spelt in seen.items() if _is_certain(key, spelt)}


def _is_certain(key: str, spelt: Counter[str]) -> bool:
    if " " not in key:  # a syllable alone is of this name here and of that one there
        return len(spelt) == 1 and not (is_syllable(key) and next(iter(spelt)).istitle())
    return len(spelt) == 1 or spelt.most_common(2)[0][1] > spelt.most_common(2)[1][1]


def is_capitals(text: str) -> bool:
    """Whether a line shouts: in capitals, but for a few small letters as in «KH&KT tỉnh»."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)


PLACE_BY_KEY = {
    **{place.casefold(): place for place in PLACES},
    **{f"{kind} {place.casefold()}": f"{kind} {place}" for place in AFTER_PROVINCE for kind in ("tỉnh", "thành phố")},
}
