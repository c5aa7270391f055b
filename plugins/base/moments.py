"""Dates and times as editors write them. Every moment is told in Vietnam's time, which has been UTC+7 since 1975."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from plugins.base.problems import InvalidValue, Message

EARLIEST, LATEST = 100, 2999
VIETNAM = timezone(timedelta(hours=7))
# Programs write seconds, and some their parts, which no date of a text needs.
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
SHAPES = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:(?: +|T){CLOCK})?", re.ASCII),
    re.compile(rf"(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d{{4}})(?: +{CLOCK})?", re.ASCII),
)
SPACE_BEFORE_OFFSET = re.compile(r"(?<=\d) +(?=(?:Z|[+-]\d{2}:?\d{2})$)", re.ASCII)
REMEDY = "Hãy viết như 22/8/2022, 22/8/2022 14:30 hoặc 2022-08-22."
NOT_ON_CALENDAR = Message("«{date}» không có trên lịch.", REMEDY)
FAR_AWAY = Message("«{date}» nằm ngoài những năm 100–2999.", "Hãy xem lại năm; không có ngày thì bỏ ô này.")
DATE_NOT_READ = Message("«{date}» không phải ngày giờ mà trang này đọc được.", REMEDY)


def parse(text: str) -> datetime:
    """The moment that an editor wrote. Day before month, always.

    Raises:
        Wrong: for any other form, and for days that no calendar has.
    """
    for shape in SHAPES:
        if match := shape.fullmatch(text.strip()):
            parts = {name: int(value) for name, value in match.groupdict(default="0").items()}
            return _moment(text, **parts)
    return _with_offset(text)


def is_bare_day(moment: datetime) -> bool:
    """Whether only a day was written; a text dated midnight sharp is taken for one."""
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def now(given: str | None, environment: Mapping[str, str] = os.environ) -> datetime:
    """The moment of a build: `given` (`YYYY-MM-DD HH:MM`), else SOURCE_DATE_EPOCH, else the clock.

    Raises:
        Wrong: where the given moment or the variable cannot be read.
    """
    if given:
        return parse(given)
    if epoch := environment.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), VIETNAM)
        except (ValueError, OverflowError, OSError):
            raise InvalidValue(
                f"SOURCE_DATE_EPOCH «{epoch}» không phải số giây. Hãy sửa hoặc bỏ biến môi trường này."
            ) from None
    return datetime.now(VIETNAM)


def _moment(text: str, **parts: int) -> datetime:
    try:
        moment = datetime(**parts, tzinfo=VIETNAM)
    except ValueError:
        raise InvalidValue(NOT_ON_CALENDAR(date=text)) from None
    return _near(text, moment)


def _near(text: str, moment: datetime) -> datetime:
    """Next to the first and the last day that there is, nobody can reckon."""
    if not EARLIEST <= moment.year <= LATEST:
        raise InvalidValue(FAR_AWAY(date=text))
    return moment


def _with_offset(text: str) -> datetime:
    """ISO 8601 with an offset, the one form that may name another zone; other programs put spaces into it."""
    written = SPACE_BEFORE_OFFSET.sub("", text.strip())
    try:
        moment = datetime.fromisoformat(written)
        told = moment.astimezone(VIETNAM).replace(microsecond=0) if moment.tzinfo else None
    except (ValueError, OverflowError):
        told = None
    if told is None:
        raise InvalidValue(DATE_NOT_READ(date=text))
    return _near(text, told)
