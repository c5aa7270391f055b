"""Who wants to write to the office is not led in a circle."""

from __future__ import annotations

import pytest

from tests.site import Built

OFFICE = "/ve-trang-nay/"


@pytest.mark.parametrize("page", ["/gui-tin-bai/", "/lien-he/", "/kha-nang-tiep-can/"])
def test_each_page_on_writing_leads_to_the_one_that_says_where_to(own: Built, page: str) -> None:
    assert own.page(page).select_one(f'.article-body a[href="{OFFICE}"]')


def test_the_page_that_says_where_to_sends_nobody_on(own: Built) -> None:
    text = own.page(OFFICE).select("main")[0]
    assert text.select('a[href^="/"]') == []
    assert text.select('a[href^="mailto:"], a[href^="tel:"]') or "xin chuyển qua" in text.get_text()
