"""Words that a page shows apart are apart in its text: search, copying and screen readers know nothing of layout."""

from __future__ import annotations

from itertools import pairwise

from bs4 import BeautifulSoup

from tests.site import Built


def glued(html: str) -> list[str]:
    """Where the text of one element ends in a letter and that of the next begins with another word's."""
    page = BeautifulSoup(html, "html.parser")
    for unread in page(["script", "style", "svg", "template", "head"]):
        unread.decompose()
    texts = [str(text) for text in page.find_all(string=True) if text]
    return [f"{one[-20:]}|{next_[:20]}" for one, next_ in pairwise(texts) if _run_together(one[-1], next_[0])]


def _run_together(end: str, beginning: str) -> bool:
    return end.islower() and (beginning.isupper() or beginning.isdigit())


def test_no_word_of_any_page_runs_into_the_next(own: Built) -> None:
    pages = {name: content.decode() for name, content in own.files.items() if name.endswith(".html")}
    assert {name: found for name, html in pages.items() if (found := glued(html))} == {}


def test_the_rule_sees_a_name_that_runs_into_an_office() -> None:
    assert glued("<p><a>Nguyễn Thị Thúy</a><span>Chánh Văn phòng</span></p>") == ["Nguyễn Thị Thúy|Chánh Văn phòng"]
