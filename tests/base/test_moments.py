"""Dates as editors write them: day before month, always; any form but those of the guide is refused."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base import moments
from plugins.base.problems import InvalidValue

REMEDY = "Hãy viết như 22/8/2022, 22/8/2022 14:30 hoặc 2022-08-22."
UNREADABLE = f"«{{}}» không phải ngày giờ mà trang này đọc được. {REMEDY}"
IMPOSSIBLE = f"«{{}}» không có trên lịch. {REMEDY}"

ACCEPTED = [
    ("2022-08-22", "2022-08-22T00:00:00+07:00"),
    ("2022-08-22 14:30", "2022-08-22T14:30:00+07:00"),
    ("22/8/2022", "2022-08-22T00:00:00+07:00"),
    ("22/08/2022", "2022-08-22T00:00:00+07:00"),
    ("22/8/2022 14:30", "2022-08-22T14:30:00+07:00"),
    ("22/8/2022 8:05", "2022-08-22T08:05:00+07:00"),
    ("  22/8/2022  ", "2022-08-22T00:00:00+07:00"),
    ("05/11/2026", "2026-11-05T00:00:00+07:00"),
    ("29/2/2024", "2024-02-29T00:00:00+07:00"),
    ("2022-08-22T14:30:00+07:00", "2022-08-22T14:30:00+07:00"),
    ("2022-08-22T14:30Z", "2022-08-22T21:30:00+07:00"),
    ("2022-08-22T20:00:00-05:00", "2022-08-23T08:00:00+07:00"),
    ("20220822T143000+0700", "2022-08-22T14:30:00+07:00"),
    ("2022-08-22 14:30:15", "2022-08-22T14:30:15+07:00"),
    ("22/8/2022 14:30:15", "2022-08-22T14:30:15+07:00"),
    ("2022-08-22T14:30", "2022-08-22T14:30:00+07:00"),
    ("2022-08-22T14:30:15", "2022-08-22T14:30:15+07:00"),
    ("2022-08-22 14:30:15.500", "2022-08-22T14:30:15+07:00"),
    ("2022-08-22T07:30:15.123456Z", "2022-08-22T14:30:15+07:00"),
    ("2022-08-22 14:30:00 +0700", "2022-08-22T14:30:00+07:00"),
    ("2022-08-22 07:30:00Z", "2022-08-22T14:30:00+07:00"),
]
FAR = "«{}» nằm ngoài những năm 100–2999. Hãy xem lại năm; không có ngày thì bỏ ô này."
REFUSED = [
    ("", UNREADABLE),
    ("2022", UNREADABLE),
    ("8/2022", UNREADABLE),
    ("14:30", UNREADABLE),
    ("22.8.2022", UNREADABLE),
    ("22-8-2022", UNREADABLE),
    ("2022/08/22", UNREADABLE),
    ("22/8/22", UNREADABLE),
    ("22/8/2022 14h30", UNREADABLE),
    ("22/8/2022T14:30", UNREADABLE),
    ("2022-08-22x14:30", UNREADABLE),
    ("2022-08-22 14:30:00 UTC", UNREADABLE),
    ("2022-08-22T14:30:00+99:00", UNREADABLE),
    ("9999-12-31T23:59-23:00", UNREADABLE),
    ("٢٠٢٢-٠٨-٢٢", UNREADABLE),
    ("ngày 22 tháng 8 năm 2022", UNREADABLE),
    ("Aug 22, 2022", UNREADABLE),
    ("hôm qua", UNREADABLE),
    ("31/11/2026", IMPOSSIBLE),
    ("29/2/2026", IMPOSSIBLE),
    ("8/22/2022", IMPOSSIBLE),
    ("0/8/2022", IMPOSSIBLE),
    ("0000-08-22", IMPOSSIBLE),
    ("22/8/2022 24:00", IMPOSSIBLE),
    ("9999-12-31", FAR),
    ("31/12/3000 23:59", FAR),
    ("0001-01-01", FAR),
    ("9999-12-31T12:00Z", FAR),
    ("22/8/2022 14:60", IMPOSSIBLE),
    ("22/8/2022 14:30:60", IMPOSSIBLE),
]


@pytest.mark.parametrize(("written", "moment"), ACCEPTED)
def test_every_form_of_the_guide_is_read_as_a_moment_in_vietnam(written: str, moment: str) -> None:
    assert moments.parse(written).isoformat() == moment


@pytest.mark.parametrize(("written", "message"), REFUSED)
def test_any_other_form_is_refused_with_the_forms_that_are_taken(written: str, message: str) -> None:
    with pytest.raises(InvalidValue) as wrong:
        moments.parse(written)
    assert str(wrong.value) == message.format(written)


@given(st.datetimes(datetime(100, 1, 1), datetime(2999, 12, 31), timezones=st.just(moments.VIETNAM)))  # noqa: DTZ001
def test_the_editors_form_and_the_machines_form_mean_the_same(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    editors = f"{minute.day}/{minute.month}/{minute.year:04d} {minute:%H:%M}"
    assert moments.parse(editors) == moments.parse(minute.isoformat()) == minute


@given(st.text())
def test_whatever_is_written_it_is_a_moment_or_wrong_and_nothing_else(written: str) -> None:
    with contextlib.suppress(InvalidValue):
        assert moments.parse(written).tzinfo is moments.VIETNAM


def test_now_is_what_was_asked_for_else_the_epoch_of_the_sources() -> None:
    epoch = {"SOURCE_DATE_EPOCH": str(int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()))}
    assert moments.now("2026-11-23 07:00", epoch).isoformat() == "2026-11-23T07:00:00+07:00"
    assert moments.now("2025-01-01", epoch).isoformat() == "2025-01-01T00:00:00+07:00"
    assert moments.now(None, epoch).isoformat() == "2026-11-23T07:00:00+07:00"


@pytest.mark.parametrize("epoch", ["hôm nay", "1.5", "9" * 30])
def test_an_epoch_that_is_no_count_of_seconds_is_refused(epoch: str) -> None:
    with pytest.raises(InvalidValue) as wrong:
        moments.now(None, {"SOURCE_DATE_EPOCH": epoch})
    message = f"SOURCE_DATE_EPOCH «{epoch}» không phải số giây. Hãy sửa hoặc bỏ biến môi trường này."
    assert str(wrong.value) == message
