"""Two wordings of one text in one: what different passages, one passage, and one field become."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.base.header import as_read, parse
from plugins.editorial import set_fields
from tools.editor.merging import Names, merge

NAMES = Names("Trần Lan", "Lê Hùng")
HEAD = "---\nTitle: Hội nghị\nDate: 2026-03-01\nTags: khoa học\n---\n\n"
BASE = f"{HEAD}Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba.\n"


def merged(mine: str, theirs: str, base: str = BASE) -> tuple[str, int]:
    made = merge(base, mine, theirs, NAMES)
    return made.text, made.conflicts


def test_different_passages_merge_by_themselves_even_side_by_side() -> None:
    mine, theirs = BASE.replace("Đoạn một.", "Đoạn một, của Lan."), BASE.replace("Đoạn hai.", "Đoạn hai, của Hùng.")
    assert merged(mine, theirs) == (mine.replace("Đoạn hai.", "Đoạn hai, của Hùng."), 0)


def test_one_passage_keeps_both_wordings_between_the_marks_of_git() -> None:
    mine, theirs = BASE.replace("Đoạn hai.", "Hai, của Lan."), BASE.replace("Đoạn hai.", "Hai, của Hùng.")
    both = "<<<<<<< Trần Lan\nHai, của Lan.\n=======\nHai, của Hùng.\n>>>>>>> Lê Hùng"
    assert merged(mine, theirs) == (BASE.replace("Đoạn hai.", both), 1)


def test_what_one_took_out_and_the_other_changed_stays_to_be_seen() -> None:
    mine, theirs = BASE.replace("Đoạn hai.\n\n", ""), BASE.replace("Đoạn hai.", "Đoạn hai, dài hơn.")
    both = "<<<<<<< Trần Lan\n=======\nĐoạn hai, dài hơn.\n>>>>>>> Lê Hùng"
    assert merged(mine, theirs) == (BASE.replace("Đoạn hai.", both), 1)


@pytest.mark.parametrize(
    ("mine", "theirs", "conflicts"),
    [("Thêm.", "Thêm.", 0), ("Thêm của Lan.", "Thêm của Hùng.", 1), ("", "Thêm của Hùng.", 0)],
)
def test_what_both_put_at_the_end_stands_there(mine: str, theirs: str, conflicts: int) -> None:
    text, found = merged(*(f"{BASE}\n{side}\n" if side else BASE for side in (mine, theirs)))
    assert (found, text.count("Thêm")) == (conflicts, 1 + conflicts)
    assert "Đoạn ba.\n\n" in text


def test_a_passage_that_one_put_behind_the_last_one_stays_a_passage() -> None:
    text, _ = merged(f"{BASE}\nCuối.\n", BASE.replace("Đoạn ba.\n", "Đoạn ba, sửa."))
    assert text == BASE.replace("Đoạn ba.", "Đoạn ba, sửa.") + "\nCuối.\n"


def test_fields_merge_one_by_one() -> None:
    mine = BASE.replace("Title: Hội nghị", "Title: Hội nghị lớn")
    theirs = BASE.replace("2026-03-01\n", "2026-03-02\nSummary: Tóm tắt.\n").replace("Tags: khoa học\n", "")
    text, conflicts = merged(mine, theirs)
    read = {key.text: value.text for key, value in parse(text).fields}
    assert conflicts == 0
    assert read == {"Title": "Hội nghị lớn", "Date": "2026-03-02", "Summary": "Tóm tắt."}


def test_a_field_that_both_changed_keeps_mine_and_both_stand_at_the_head_of_the_body() -> None:
    mine, theirs = BASE.replace("Hội nghị", "Hội nghị của Lan"), BASE.replace("Hội nghị", "Hội nghị của Hùng")
    text, conflicts = merged(mine, theirs)
    both = "<<<<<<< Trần Lan\nTitle: Hội nghị của Lan\n=======\nTitle: Hội nghị của Hùng\n>>>>>>> Lê Hùng\n\n"
    assert (text, conflicts) == (mine.replace("Đoạn một.", f"{both}Đoạn một."), 1)


def test_a_comment_and_a_foreign_key_of_the_other_side_are_not_lost() -> None:
    mine = BASE.replace("2026-03-01", "2026-03-02")
    theirs = BASE.replace("Tags", "# nhớ hỏi lại\nLạ lùng: điều hay\nTags")
    text, _ = merged(mine, theirs)
    assert "nhớ hỏi lại" in text
    assert "điều hay" in text


def test_line_ends_of_a_file_stay_and_are_no_change() -> None:
    mine = BASE.replace("Đoạn một.", "Đoạn một, của Lan.").replace("\n", "\r\n")
    text, conflicts = merged(mine, BASE.replace("Đoạn ba.", "Đoạn ba, của Hùng."))
    assert (text, conflicts) == (mine.replace("Đoạn ba.", "Đoạn ba, của Hùng."), 0)


def test_a_header_that_nobody_can_read_is_merged_like_a_body() -> None:
    broken = BASE.replace("---\n\n", "\n")
    text, conflicts = merged(broken.replace("Đoạn một.", "Một."), broken.replace("Đoạn ba.", "Ba."), broken)
    assert (text, conflicts) == (broken.replace("Đoạn một.", "Một.").replace("Đoạn ba.", "Ba."), 0)


def test_a_body_is_never_read_as_a_header() -> None:
    mine = "Title: A\n\nNote: một\n"
    text, _ = merged(mine.replace("Title: A", "Title: B"), "Title: A\nNote: một\n".replace("A\n", "A\n\n\n"), mine)
    assert parse(as_read(text)).body.strip() == "Note: một"


WORDS = st.text("abà \t*#-", max_size=8)
LINES = st.lists(
    st.one_of(WORDS, st.sampled_from(["", "", "- mục", "```", "> lời", "=======", "Key: value"])), max_size=8
)
BODIES = st.tuples(LINES, st.sampled_from(["\n", "\n", "\r\n"])).map(lambda one: one[1].join(one[0]))
FIELDS = st.dictionaries(
    st.sampled_from(["Title", "Summary", "Tags", "Source"]), st.text("abà", min_size=1), max_size=3
)
TEXTS = st.tuples(FIELDS, BODIES, st.booleans()).map(lambda one: made_text(*one))


def made_text(fields: dict[str, str], body: str, yaml: bool) -> str:
    if yaml:
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"---\n{body}"
    return set_fields(fields, body=f"\n{body}") if fields else body


@settings(max_examples=50)
@given(TEXTS, TEXTS)
def test_where_one_side_changed_nothing_the_other_is_the_merge_byte_for_byte(base: str, other: str) -> None:
    assert merge(base, other, base, NAMES).text == other
    assert merge(base, base, other, NAMES).text == other
    assert merge(base, other, other, NAMES).text == other


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", as_read(text)))


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_that_either_side_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    text = merge(base, mine, theirs, NAMES).text
    assert words(mine) - words(base) <= words(text)
    assert words(theirs) - words(base) <= words(text)


@given(BODIES, st.integers(0, 5))
def test_passages_that_nobody_touched_keep_their_bytes(body: str, at: int) -> None:
    base = f"{HEAD}{body}\n\nGiữa.\n\nCuối  \n"
    mine, theirs = base.replace("Giữa.", "Của Lan."), base.replace("Cuối", f"Của Hùng {at}")
    assert merged(mine, theirs, base) == (mine.replace("Cuối", f"Của Hùng {at}"), 0)
