"""The day of a text, from what it says: «Bắc Giang, ngày 25 tháng 8 năm 2022», «Chiều ngày 22/8/2022»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

# A day, a month and a year, as they are written; days of a span in front.
DAY = re.compile(
    r"(?<![\d/.])(?P<day>\d{1,2})\s*(?:(?P<sign>[/.-])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*(?P<year>(?:19|20)\d{2})"
    r"|tháng\s+(?P<named>\d{1,2})(?:\s*[,/]\s*|\s+năm\s+|\s+)(?P<year_named>(?:19|20)\d{2}))(?!\d)",
    re.IGNORECASE,
)
WITHOUT_YEAR = re.compile(
    r"(?:sáng|chiều|tối|trưa|hôm|vừa qua|ngày)[^.\d]{0,12}(?P<day>\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*"
    r"(?P<month>\d{1,2})(?![\d/.-])(?!\s*năm)",
    re.IGNORECASE,
)
SHORT = re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{2})(?![\d/])")
YEAR = re.compile(r"\bnăm\s+((?:19|20)\d{2})\b", re.IGNORECASE)
DATELINE = re.compile(r"^[^\d\n]{2,40},\s*(?:ngày|ngay)\s*\d", re.IGNORECASE)
POSTED = re.compile(r"^\s*(?:ngày (?:đăng|viết|gửi)|đăng ngày|cập nhật)\b", re.IGNORECASE)
EVENT = re.compile(
    r"(?:sáng|chiều|tối|trưa|hôm nay|vừa qua|ngày|trong (?:hai|ba|2|3) ngày)[^.;:\d]{0,25}"
    r"(?:\d{1,2}\s*(?:-|–|và|,|đến)\s*)*$",
    re.IGNORECASE,
)
# What the day of is not that of the news: papers, laws, birthdays, deadlines.
OF_PAPERS = re.compile(
    r"(?:nghị quyết|quyết định|nghị định|thông tư|chỉ thị|kế hoạch|công văn|luật|pháp lệnh|hướng dẫn|thông báo|"
    r"tờ trình|văn bản|chương trình|kết luận|báo cáo|giấy mời|hợp đồng)\s+(?:số|liên tịch)?[^.;]{0,80}$|"
    r"(?:sinh|trước|hết|đến hết|hạn|từ) ngày\s*$|"
    r"\d+[-/][A-ZĐ][\w/-]*[^.;]{0,25}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """`shown` is how the text says it, in the paragraph at the place `at`; `rank` is smaller for the better reason."""

    day: date
    shown: str
    at: int
    rank: int


def days(texts: Sequence[str]) -> list[FoundDay]:
    """The days that some paragraphs name, the likeliest first."""
    found = [one for at, text in enumerate(texts) for one in _days_of(text, at)]
    found = found or list(_in_short(texts)) or list(_without_year(texts))
    return sorted(found, key=lambda one: (one.rank, one.at))


def _days_of(text: str, at: int) -> Iterator[FoundDay]:
    done = 0
    for match in DAY.finditer(text):
        with suppress(ValueError):
            month, year = match["month"] or match["named"], match["year"] or match["year_named"]
            day = date(int(year), int(month), int(match["day"]))
            yield FoundDay(day, _shown(text, match), at, _rank(text, text[done : match.start()], at))
        done = match.end()


def _rank(text: str, before: str, at: int) -> int:
    if POSTED.match(text):
        return 0
    if DATELINE.match(text) and len(text) < 80:
        return 1
    if OF_PAPERS.search(before[-120:]):
        return 5
    event = EVENT.search(before[-60:])
    return (2 if at <= 4 else 3) if event else 4


def _shown(text: str, match: re.Match[str]) -> str:
    before = text[: match.start()].split()[-3:]
    return " ".join([*before, match[0]])


def _in_short(texts: Sequence[str]) -> Iterator[FoundDay]:
    """«22/8/22»."""
    for at, text in enumerate(texts):
        for match in SHORT.finditer(text):
            with suppress(ValueError):
                day = date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
                yield FoundDay(day, _shown(text, match), at, 6)


def _without_year(texts: Sequence[str]) -> Iterator[FoundDay]:
    """«Sáng 22/8» in a text that names one year."""
    years = {int(year) for text in texts for year in YEAR.findall(text)}
    if len(years) != 1:
        return
    year = years.pop()
    for at, text in enumerate(texts):
        for match in WITHOUT_YEAR.finditer(text):
            with suppress(ValueError):
                day = date(year, int(match["month"]), int(match["day"]))
                yield FoundDay(day, match[0], at, 6)
