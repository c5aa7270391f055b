"""What differs between two states of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.editor.difference import Passage, Piece, difference

HEAD = "Title: x\n\n"
BODIES = st.lists(st.text("aĐ \n", max_size=8), max_size=6).map("\n\n".join)


def test_the_same_text_differs_in_nothing() -> None:
    assert difference(HEAD + "Một.\n", HEAD + "Một.\n") == []


def test_what_both_have_is_counted_and_not_told() -> None:
    passages = difference(HEAD + "Một.\n\nHai ba.\n\nBốn.\n", HEAD + "Một.\n\nHai bốn.\n\nBốn.\n")
    changed = Passage((Piece("Hai "), Piece("ba.", "gone"), Piece("bốn.", "new")))
    assert passages == [Passage(skipped=1), changed, Passage(skipped=1)]


def test_fields_are_told_by_their_names() -> None:
    assert difference(HEAD, HEAD.replace("x", "x y")) == [
        Passage((Piece("x"), Piece(" y", "new")), "Tiêu đề"),
    ]


@given(BODIES, BODIES)
def test_no_two_wordings_look_the_same(old: str, new: str) -> None:
    told = difference(HEAD + old, HEAD + new)
    assert told or old.split() == new.split()
    assert old != new or not told
