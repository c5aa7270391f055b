"""What search engines and shared links say of a page: each has a sentence of its own."""

from __future__ import annotations

from collections import Counter

from tests.site import Built


def _descriptions(built: Built) -> dict[str, str]:
    """Of the pages that search engines may keep."""
    found = {}
    for name in (name for name in built.files if name.endswith(".html")):
        page = built.page(f"/{name}")
        if not page.select_one('meta[name="robots"][content="noindex"], meta[http-equiv="refresh"]'):
            mark = page.select_one('meta[name="description"]')
            found[name] = str(mark["content"]) if mark else ""
    return found


def test_every_page_has_a_description_and_none_ends_within_a_sentence(own: Built) -> None:
    assert {name: text for name, text in _descriptions(own).items() if text[-1:] not in tuple(".!?»”")} == {}


def test_no_two_pages_have_one_description(own: Built) -> None:
    assert [text for text, count in Counter(_descriptions(own).values()).items() if count > 1] == []
