"""Dates as old sites show them to readers, and to programs."""

from __future__ import annotations

import pytest

from tools.drupal import shown_dates

SHOWN = [
    ("Submitted by An on Fri, 05/06/2022 - 22:30", True, "2022-05-06 22:30"),
    ("Gửi bởi An vào Thứ sáu, 06/05/2022 - 22:30", False, "2022-05-06 22:30"),
    ("Thứ bảy, 22 Tháng 8 2020 09:05", False, "2020-08-22 09:05"),
    ("Thứ sáu, Tháng 5 6, 2022 - 22:30", False, "2022-05-06 22:30"),
    ("Thứ sáu, Tháng Năm 6, 2022 - 22:30", False, "2022-05-06 22:30"),
    ("Ngày 2 tháng 9 năm 2019", False, "2019-09-02 00:00"),
    ("22 tháng mười hai, 2019", False, "2019-12-22 00:00"),
    ("Friday, May 6, 2022 - 10:30pm", False, "2022-05-06 22:30"),
    ("6th May 2022", False, "2022-05-06 00:00"),
    ("posted on Sep 12, 2021", False, "2021-09-12 00:00"),
    ("2022-05-06 22:30", False, "2022-05-06 22:30"),
    ("2022/05/06 - 22:30:15", True, "2022-05-06 22:30"),
    ("22:30 06/05/2022", False, "2022-05-06 22:30"),
    ("22h30, ngày 6.5.2022", False, "2022-05-06 22:30"),
    ("lúc 7 giờ 05 ngày 6-5-2022", False, "2022-05-06 07:05"),
    ("06/05/2022 10:30 CH", False, "2022-05-06 22:30"),
    ("06/05/2022 12:05 am", False, "2022-05-06 00:05"),
    ("5/6/22", True, "2022-05-06 00:00"),
    ("3 years 2 months ago", False, ""),
    ("31/02/2022", False, ""),
    ("Điện thoại: 0204.000.000", False, ""),
    ("", False, ""),
]


@pytest.mark.parametrize(("text", "month_first", "moment"), SHOWN)
def test_a_date_is_read_as_readers_read_it(text: str, month_first: bool, moment: str) -> None:
    found = shown_dates.read(text, month_first=month_first)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else "") == moment


@pytest.mark.parametrize(
    ("shown", "month_first"),
    [
        (["03/04/2020", "02/25/2020"], True),
        (["03/04/2020", "25/02/2020"], False),
        (["Fri, 05/06/2022", "01/01/2020"], True),
        (["Thứ sáu, 06/05/2022"], False),
        (["03/04/2020", "2020-01-05"], None),
        ([], None),
    ],
)
def test_the_dates_of_a_site_tell_together_which_comes_first(shown: list[str], month_first: bool | None) -> None:
    assert shown_dates.month_first(shown) is month_first


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2022-05-06T22:30:00+07:00", "2022-05-06 22:30"),
        ("2022-05-06T15:30:00Z", "2022-05-06 22:30"),
        ("Mon, 12 Jun 2023 07:20:44 +0000", "2023-06-12 14:20"),
        ("Fri, 05/06/2022 - 22:30", ""),
        ("x", ""),
    ],
)
def test_what_is_written_for_programs_is_exact(written: str, moment: str) -> None:
    found = shown_dates.exact(written)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else "") == moment
