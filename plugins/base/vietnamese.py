"""Vietnamese as the site needs it: composition, identity, order, slugs, dates and numbers, without a locale."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from plugins.base.letters import as_meant

WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")  # Sunday is "Chủ Nhật"
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

# In the order of dictionaries: ngang (none), huyền, hỏi, ngã, sắc, nặng.
TONES = "\u0300\u0309\u0303\u0301\u0323"
LETTER_RANK = {letter: rank for rank, letter in enumerate(ALPHABET)}
TONE_RANK = {tone: rank for rank, tone in enumerate(TONES, start=1)}
WORDS = re.compile(r"\d+|[^\W\d_]+")

# Letters that are no plain one with a mark.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ɖ": "d", "ƣ": "u", "þ": "th", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
# All marks of Vietnamese, so that most words are plain after it; others are looked for one by one.
WITHOUT_MARKS = dict.fromkeys(map(ord, "\u0302\u0306\u031b" + TONES))

# A hyphen or the true minus sign may stand in front.
NUMBER = re.compile("[-\u2212]?(?:\\d{1,3}(?:\\.\\d{3})+|\\d+)(?:,\\d+)?")

SortKey = tuple[tuple[int, int, tuple[int, ...], int], ...]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def fold_spaces(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`Hội nghị ký kết` → `hoi-nghi-ky-ket`: only a–z, 0–9 and single hyphens; may be empty. No letter is lost."""
    plain = unicodedata.normalize("NFKD", as_meant(text).lower().translate(PLAIN)).translate(WITHOUT_MARKS)
    letters = plain if plain.isascii() else "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


@lru_cache(maxsize=65536)
def split_tone(syllable: str) -> tuple[str, str]:
    """The syllable without its tone mark, composed, and the mark: `thúy` and `thuý` both give (`thuy`, acute)."""
    signs = unicodedata.normalize("NFD", syllable)
    tone = next((sign for sign in signs if sign in TONE_RANK), "")
    return nfc("".join(sign for sign in signs if sign not in TONE_RANK)), tone


@lru_cache(maxsize=65536)
def identity(name: str) -> str:
    """Equal for two spellings of one name: case, composition, spaces and the place of the tone mark do not count."""
    words = as_meant(name).casefold().split()
    return " ".join("".join(split_tone(word)) for word in words)


@lru_cache(maxsize=65536)
def sort_key(text: str) -> SortKey:
    """Dictionary order: syllable by syllable, letters before tones, numbers by value and before letters."""
    return tuple(_word_key(word) for word in WORDS.findall(nfc(text).lower()))


def _word_key(word: str) -> tuple[int, int, tuple[int, ...], int]:
    if word.isdecimal():
        return (0, int(word[:40]), (), 0)
    letters, tone = split_tone(word)
    return (1, 0, tuple(LETTER_RANK.get(letter, 100 + ord(letter)) for letter in letters), TONE_RANK.get(tone, 0))


def weekday(day: date) -> str:
    return "Chủ Nhật" if day.weekday() == 6 else f"Thứ {WEEKDAYS[day.weekday()]}"


def date_short(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def date_long(day: date) -> str:
    """`Thứ Hai, 22/8/2022`, to begin a line with."""
    return f"{weekday(day)}, {date_short(day)}"


def date_inline(day: date) -> str:
    """`thứ Hai, 22/8/2022`, inside a sentence."""
    return f"{weekday(day).replace('Thứ', 'thứ')}, {date_short(day)}"


def number(value: float | Decimal) -> str:
    """Decimal comma, thousands dot: `2.421`, `65,4`."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def parse_number(text: str) -> Decimal | None:
    """A number as Vietnamese write it (`2.421`, `65,4`, `-0,5`), or None. A dot stands before three figures only."""
    if not NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(".", "").replace(",", ".").replace("\u2212", "-"))


def file_size(size: int) -> str:
    """A length in bytes as readers know it: `812 kB`, `1,2 MB` (units of 1000)."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} kB"
    return f"{number(round(size / 1_000_000, 1))} MB"


def nearest(word: str, known: Iterable[str], key: Callable[[str], str] = str.casefold) -> str:
    """The known spelling that resembles `word` most, or "" where none is near."""
    from difflib import get_close_matches

    by_key = {key(name): name for name in known}
    found = get_close_matches(key(word), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Có phải ý bạn là «…»?` with a space before it, or ""."""
    name = nearest(word, known, key=slug)
    return f" Có phải ý bạn là «{name}»?" if name else ""
