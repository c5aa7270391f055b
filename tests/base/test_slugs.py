"""Slugs for names: each name its own, spellings of one name one, and nobody moved by who comes later."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.slugs import LONGEST, Slugs
from plugins.base.vietnamese import identity

# Names that fall on one another: by marks, by a number at their end, by letters that no address has.
NAMES = st.lists(
    st.one_of(
        st.from_regex(r"(?:[Hh][aàáạảã]|…)(?: ?-?[23]){0,3}", fullmatch=True),
        st.text("aàạđßÐ½㎏… 2-", min_size=1, max_size=6),
        st.text(min_size=1, max_size=300),
    ),
    max_size=12,
)

ORDERS = [
    (["Sở Hạ", "Sở Hà", "Sở Hà 2"], ["so-ha", "so-ha-2", "so-ha-2-2"]),
    (["Sở Hà 2", "Sở Hạ", "Sở Hà"], ["so-ha-2", "so-ha", "so-ha-3"]),
    (["Sở Hóa", "SỞ  HOÁ"], ["so-hoa", "so-hoa"]),
    (["…", "!", "Khác"], ["khac", "khac-2", "khac-3"]),
    (["ß" * 150, f"{'s' * 300}a"], ["s" * LONGEST, "s" * LONGEST + "-2"]),
]


@pytest.mark.parametrize(("names", "slugs"), ORDERS)
def test_who_comes_first_has_the_plain_slug_and_the_others_a_number(names: list[str], slugs: list[str]) -> None:
    made = Slugs("khac", names)
    assert [made.of(name) for name in names] == slugs


@given(NAMES)
def test_two_names_never_share_a_slug_and_every_slug_is_fit_for_an_address(names: list[str]) -> None:
    made = Slugs("khac", names)
    given_to = {identity(name): made.of(name) for name in names}
    assert len(set(given_to.values())) == len(given_to)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", one) for one in given_to.values())
    assert all(len(one) <= LONGEST + len("-99") for one in given_to.values())


@given(NAMES, NAMES)
def test_names_that_come_later_move_nobody(names: list[str], later: list[str]) -> None:
    before, after = Slugs("khac", names), Slugs("khac", [*names, *later])
    assert [before.of(name) for name in names] == [after.of(name) for name in names]
