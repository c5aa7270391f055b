"""What texts are called beside one another, whoever comes to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from plugins import editorial
from plugins.base import moments
from plugins.base.facts import sealed
from plugins.base.model import Body, Status, StoredBody, UnrenderedContent
from plugins.base.problems import errors
from plugins.editorial import CheckedContent, KeptTexts, load_and_check, text_table
from plugins.editorial.names import SiteNames
from tests.site import NOW, article, write

NOW_IS = moments.parse(NOW)
VOCABULARY = '[[category]]\nname = "Tin"\ntags = ["Ký kết"]\n[[category]]\nname = "Hội"\n'

# Names that are one name, names that fall on one address, and names that do neither.
TAGS = ("HTX", "htx", "Hà", "Hạ", "hoá", "hóa", "ký kết")
PEOPLE = ("Hà", "Hạ", "hà", "Ha 2")
OFFICES = ("Sở Y tế", "Sở y tế", "Sở Y tê")
CATEGORIES = ("Tin", "tin", "Tin, Hội", "hội")


def _text(title: str, day: int, header: Mapping[str, str]) -> str:
    return article(title, f"2026-{day + 1:02d}-01", **header)


HEADERS = st.fixed_dictionaries(
    {
        "Category": st.sampled_from(CATEGORIES),
        "Tags": st.sampled_from(TAGS),
        "Author": st.sampled_from(PEOPLE),
        "Issuer": st.sampled_from(OFFICES),
    },
    optional={"Status": st.just("draft")},
)
TEXTS = st.lists(st.tuples(st.integers(0, 9), HEADERS), min_size=1, max_size=3)
PLACES = st.permutations("abcdefgh")


def _first(found: CheckedContent) -> KeptTexts:
    """What a build leaves, which renders no drafts."""
    kept = KeptTexts(text_table(None, b""), lambda _: Body())
    made = tuple(map(partial(_rendered, StoredBody(b"key", kept.bodies)), found.unrendered_contents))
    editorial.remember(kept, found._replace(unrendered_contents=made), NOW_IS)
    return kept


def _rendered(body: StoredBody, made: UnrenderedContent) -> UnrenderedContent:
    is_draft = made.content.status is Status.DRAFT
    return made if is_draft else replace(made, content=sealed(replace(made.content, body=body)))


def _names(found: CheckedContent) -> dict[str, Any]:
    return {
        one.path: (one.content.categories, one.content.tags, one.content.authors, one.content.issuer)
        for one in found.unrendered_contents
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(before=TEXTS, new=TEXTS, places=PLACES, free=st.booleans())
def test_with_new_texts_every_name_is_what_it_is_to_who_knows_none(
    tmp_path_factory: pytest.TempPathFactory, before: list[Any], new: list[Any], places: list[str], free: bool
) -> None:
    texts = [
        (f"tin-tuc/{place}.md", _text(f"Bài {place}", *one))
        for place, one in zip(places, (*before, *new), strict=False)
    ]
    folder = tmp_path_factory.mktemp("site")
    write(folder, {} if free else {"data/categories.toml": VOCABULARY})
    first = load_and_check(write(folder, dict(texts[: len(before)])), NOW_IS)
    assume(not errors(first.problems))
    write(folder, dict(texts[len(before) :]))
    known, clean = load_and_check(folder, NOW_IS, kept=_first(first)), load_and_check(folder, NOW_IS)
    assert (_names(known), set(known.problems)) == (_names(clean), set(clean.problems))


@pytest.mark.parametrize("name", ["a", "z"])
@pytest.mark.parametrize("free", [False, True])
def test_a_new_text_that_writes_names_as_they_are_asks_no_other_for_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, free: bool
) -> None:
    header = {"Category": "Tin, Hội", "Tags": "HTX, Hà", "Author": "Hà; Trần Thị Bình", "Issuer": "Sở Y tế"}
    folder = write(tmp_path, {} if free else {"data/categories.toml": VOCABULARY})
    first = load_and_check(write(folder, {"tin-tuc/m.md": article("Bài M", "2026-05-05", **header)}), NOW_IS)
    kept, asked = _first(first), Mock(side_effect=SiteNames.of)
    monkeypatch.setattr(SiteNames, "of", asked)
    new = header | {"Tags": "HTX, một từ khóa mới", "Author": "Hà; Một Người Mới"}
    found = load_and_check(
        write(folder, {f"tin-tuc/{name}.md": article("Bài mới", "2026-01-01", **new)}), NOW_IS, kept=kept
    )
    assert not errors(found.problems)
    assert not asked.called
