"""Dates as pages of a Drupal site show them, in Vietnamese, in English and in figures alone.

Whether 5/6 is in May or in June one date does not tell; all dates of a site together mostly do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import nfc

ENGLISH = "january february march april may june july august september october november december".split()
VIETNAMESE = "một hai ba tư năm sáu bảy tám chín mười|mười một|mười hai".split("|")
VIETNAMESE_MONTHS = {name: number for number, name in enumerate([*VIETNAMESE[0].split(), *VIETNAMESE[1:]], start=1)} | {
    "giêng": 1,
    "bốn": 4,
    "chạp": 12,
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday thứ_hai thứ_2 t2",
            "tue tuesday tues thứ_ba thứ_3 t3",
            "wed wednesday thứ_tư thứ_4 t4",
            "thu thursday thứ_năm thứ_5 t5",
            "fri friday thứ_sáu thứ_6 t6",
            "sat saturday thứ_bảy thứ_7 t7",
            "sun sunday chủ_nhật chúa_nhật cn",
        )
    )
    for name in names.split()
}
WEEKDAY = re.compile(rf"\b(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True)).replace('_', ' ')})\b")
CLOCK = re.compile(
    r"(?<![\d/.-])(?P<hour>\d{1,2})\s*(?::|h|giờ|g)\s*(?P<minute>\d{2})?(?::(?P<second>\d{2}))?(?![\d/])"
    r"\s*(?P<half>[ap]\.?m\b|sa\b|ch\b)?"
)
ISO = re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?![\d/])")
_MONTH = r"(?:tháng|thg|th)\.?\s*(?P<month>mười (?:một|hai)|[a-zà-ỹ]+|\d{1,2})"
IN_WORDS = (
    re.compile(rf"(?:ngày\s+)?\b(?P<day>\d{{1,2}})\s*,?\s+{_MONTH}\s*,?\s*(?:năm\s+)?(?P<year>\d{{4}})"),
    re.compile(rf"{_MONTH}\s*,?\s+(?P<day>\d{{1,2}})\s*,\s*(?P<year>\d{{4}})"),
    re.compile(r"\b(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{4})"),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]{3,9})\.?\s*,?\s+(?P<year>\d{4})"),
)


def exact(written: str) -> datetime | None:
    """A date as programs write it: ISO 8601, or as in mail and feeds."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            told = parse(written.strip())
            return (told if told.tzinfo else told.replace(tzinfo=VIETNAM)).astimezone(VIETNAM).replace(microsecond=0)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def month_first(shown: Iterable[str]) -> bool | None:
    """Whether a site writes the month before the day; None where its dates do not say."""
    votes = 0
    for text in shown:
        ways = [first for first in (True, False) if _in_figures(_plain(text), month_first=first)]
        if len(ways) == 1:
            votes += 1 if ways[0] else -1
    return votes > 0 if votes else None


def read(text: str, *, month_first: bool) -> datetime | None:
    """The moment that a text shows, at midnight where it shows a day alone; None where there is none."""
    plain = _plain(text)
    found = _iso(plain) or _in_words(plain) or _in_figures(plain, month_first=month_first)
    return _at(found, plain) if found else None


def _plain(text: str) -> str:
    return " ".join(nfc(text).lower().replace("\xa0", " ").split())


def _iso(text: str) -> datetime | None:
    found = ISO.search(text)
    return _day(found["year"], found["month"], found["day"]) if found else None


def _in_words(text: str) -> datetime | None:
    for shape in IN_WORDS:
        for found in shape.finditer(text):
            month = _month(found["month"])
            if month and (day := _day(found["year"], month, found["day"])):
                return day
    return None


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    if name in VIETNAMESE_MONTHS:
        return VIETNAMESE_MONTHS[name]
    near = [number for number, whole in enumerate(ENGLISH, start=1) if whole.startswith(name[:4]) and len(name) > 2]
    return near[0] if near else 0


def _in_figures(text: str, *, month_first: bool) -> datetime | None:
    """The first day in figures that is on the calendar, and on the day of the week that is said with it."""
    weekday = WEEKDAY.search(text)
    for one, other, year in FIGURES.findall(text):
        month, day = (one, other) if month_first else (other, one)
        found = _day(year, month, day)
        if found and (not weekday or WEEKDAYS[weekday[0].replace(" ", "_")] == found.weekday()):
            return found
    return None


def _day(year: str, month: str | int, day: str) -> datetime | None:
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return datetime(whole, int(month), int(day), tzinfo=VIETNAM) if 1990 <= whole <= 2100 else None
    except ValueError:
        return None


def _at(day: datetime, text: str) -> datetime:
    for found in _clocks(text):
        hour = int(found["hour"]) % 12 if found["half"] else int(found["hour"])
        hour += 12 if (found["half"] or "")[:1] in ("p", "c") else 0
        minute = int(found["minute"] or 0)
        if hour < 24 and minute < 60:
            return day.replace(hour=hour, minute=minute, second=min(int(found["second"] or 0), 59))
    return day


def _clocks(text: str) -> Iterator[re.Match[str]]:
    return CLOCK.finditer(text)
