"""What a reader typed, as the spellings that the index is asked for: `search_query.js` alone, in a real browser."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.browser.conftest import hosted
from tests.chromium import window
from tests.site import ROOT

pytestmark = pytest.mark.browser
REGISTER = {"HTX": "hợp tác xã", "KH&KT": "khoa học và kỹ thuật"}
SYLLABLES = [
    "d",
    "dong",
    "Dân",
    "đề",
    "an",
    "kỹ",
    "ki",
    "và",
    "&",
    "20-NQ/TW",
    "65,4",
    "%",
    '"',
    "HTX",
    "nd-cp",
    "CO2",
    "hop tac xa",
    "😀",
]


@pytest.fixture(scope="module")
def module(browser: Browser) -> Iterator[Page]:
    """A page in which the module's functions are called by their names."""
    with hosted(ROOT / "theme/static/js") as url, window(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/")
        page.evaluate("import('/search_query.js').then(module => { window.query = module; })")
        yield page


def spellings(module: Page, typed: str) -> list[str]:
    found: list[str] = module.evaluate("([typed, register]) => query.spellings(typed, register)", [typed, REGISTER])
    return found


CASES = [
    ("hội nghị", ["hội nghị"]),
    ("  Hội   NGHỊ ", ["hội nghị"]),
    ("«hội nghị»", ["hội nghị"]),
    ("dong chi", ["dong chi", "đong chi"]),
    ("đong chi", ["đong chi"]),
    ("dân", ["dân"]),
    ("de du", ["de du", "đe đu", "đe du", "de đu"]),
    ("kỹ", ["kỹ", "kĩ"]),
    ("quý", ["quý", "quí"]),
    ("nghỉ", ["nghỉ"]),
    ("cơm & nước", ["cơm & nước", "cơm và nước"]),
    ("HTX", ["htx", "hợp tác xã"]),
    ("hop tac xa", ["hop tac xa", "htx"]),
    ("các HTX mới", ["các htx mới", "các hợp tác xã mới"]),
    ("20-NQ/TW", ["20-nq/tw", "20 nq tw"]),
    ("45/2019", ["45/2019", "45 2019"]),
    ("65,4 và 1.012", ["65,4 và 1.012", "65,4 & 1.012"]),
    ("nd-cp", ["nd-cp", "nd cp", "nđ cp"]),
    ("hdnd", ["hdnd", "hđnd"]),
    ("CO2", ["co2", "co₂", "co²"]),
    ("CO₂", ["co₂", "co2"]),
    ("H5N1", ["h5n1", "h₅n₁", "h⁵n¹"]),
    ("C++", ["c++", "c"]),
    ("", []),
    ("?!", []),
]


@pytest.mark.parametrize(("typed", "asked"), CASES)
def test_a_question_is_asked_in_its_spellings(module: Page, typed: str, asked: list[str]) -> None:
    assert spellings(module, unicodedata.normalize("NFD", typed)) == asked


def test_of_many_words_with_d_eight_spellings_are_tried_all_with_d_bar_among_them(module: Page) -> None:
    tried = spellings(module, "dan di du dem do")
    assert len(tried) == 8
    assert tried[0] == "dan di du dem do"
    assert "đan đi đu đem đo" in tried


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SYLLABLES), max_size=12))
def test_the_typed_one_comes_first_and_there_are_never_many(module: Page, words: list[str]) -> None:
    tried = spellings(module, " ".join(words))
    assert len(tried) == len(set(tried)) <= 16
    if tried:
        assert tried[0] == module.evaluate("typed => query.words(typed).join(' ')", " ".join(words))
