"""Fields set by their names: where they stand, under which key, and that what says the same is left as it is."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.base import header
from plugins.base.header import Scalar, Value
from plugins.base.model import Citation, ContentKind, Party, TaskTarget, TaskTargetKind
from plugins.base.moments import parse
from plugins.editorial import FIELDS, Field, Widget, schema, set_fields
from tests.editorial.newsroom import Desk, only

TEXT = "Tiêu đề: Hội nghị\r\nNgày: 22/8/2022\r\nTác giả: An; Bình\r\nÔ lạ: x\r\nSapo: Một\r\n    câu.\r\n\r\nBài.\r\n"
CHANGES: list[tuple[str, dict[str, Value | None], str]] = [
    ("nothing", {}, TEXT),
    ("the same day", {"Date": "2022-08-22"}, TEXT),
    ("the same list", {"Authors": ["An", "Bình"], "Summary": "Một câu."}, TEXT),
    ("another day", {"Date": "2022-08-23"}, TEXT.replace("22/8/2022", "2022-08-23")),
    ("a wrong one", {"Date": "hôm qua"}, TEXT.replace("22/8/2022", "hôm qua")),
    ("one more author", {"Authors": ["An", "Chi, Thư ký"]}, TEXT.replace("An; Bình", "An; Chi, Thư ký")),
    ("lines of prose", {"Summary": "Một\r\nđoạn."}, TEXT.replace("Một\r\n    câu.", "Một đoạn.")),
    ("one gone", {"Summary": None, "Image": None}, TEXT.replace("Sapo: Một\r\n    câu.\r\n", "")),
    ("one more", {"Tags": ["a", "b"]}, TEXT.replace("Tác giả:", "Từ khóa: a; b\r\nTác giả:")),
    ("an address", {"Slug": "x"}, TEXT.replace("câu.\r\n", "câu.\r\nSlug: x\r\n")),
]


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_field_is_set_where_it_stands_or_at_its_place_in_the_words_of_the_text(
    changes: dict[str, Value | None], expected: str
) -> None:
    assert set_fields(changes, TEXT) == expected


def test_a_new_text_is_in_the_order_of_the_table_with_its_body_apart() -> None:
    fields = {"Tags": ["a", "b"], "Date": "2022-08-22", "Title": "A: b", "Summary": ""}
    assert set_fields(fields, body="Bài.\n") == "Title: A: b\nDate: 2022-08-22\nTags: a; b\nSummary:\n\nBài.\n"


def test_what_no_line_can_hold_makes_the_header_yaml() -> None:
    assert (
        set_fields({"Tags": ["a, b", "c"]}, "Title: A\n\nBài.\n")
        == "---\nTitle: A\nTags:\n  - a, b\n  - c\n---\n\nBài.\n"
    )


def test_a_name_that_is_no_field_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        set_fields({"Sapo": "x"})


@settings(max_examples=20)
@given(st.permutations([row.name for row in FIELDS]))
def test_fields_come_into_the_order_of_the_table_whichever_comes_first(names: list[str]) -> None:
    text = ""
    for name in names[:12]:
        text = set_fields({name: "x"}, text)
    keys = [key.text for key, _ in header.parse(text).fields]
    assert keys == [row.name for row in FIELDS if row.name in names[:12]]


PROGRAM: dict[str, Value | None] = {
    "Title": "Chương trình: A",
    "Kind": "Đề án",
    "Start": "2026",
    "Parties": [{"tên": "Hội A", "người ký": "An"}, {"name": "Hội B"}],
    "Aims": ["Một; hai, ba.", "Bốn #5"],
    "Tasks": [
        {
            "mã": "hoi-thao",
            "nội dung": "Hội thảo: «A»",
            "chỉ tiêu": "1-2",
            "minh chứng": [{"ngày": "20/3/2026", "nội dung": "Đã họp", "văn bản": "Báo cáo số 5"}],
        }
    ],
}


def test_a_program_is_written_with_its_lists(desk: Desk) -> None:
    made = only(desk({"programs/p.md": set_fields(PROGRAM, body="Nội dung.\n")})).content
    assert made.facts
    assert (made.title, made.facts.kind, made.facts.aims) == ("Chương trình: A", "Đề án", ("Một; hai, ba.", "Bốn #5"))
    assert made.facts.parties == (Party("Hội A", "An"), Party("Hội B"))
    [task] = made.facts.tasks
    assert (task.title, task.target) == ("Hội thảo: «A»", TaskTarget(TaskTargetKind.RANGE, 1, 2))
    assert task.evidence == (Citation(parse("20/3/2026").date(), "Đã họp", "Báo cáo số 5"),)


def test_a_form_may_send_all_that_a_program_has_though_one_list_alone_was_changed() -> None:
    text = set_fields({**PROGRAM, "Contact": "Văn phòng"}, body="Nội dung.\n").replace("tên:", "name:")
    assert set_fields(PROGRAM, text) == text
    assert set_fields({**PROGRAM, "Aims": "Một."}, text) == text.replace("\n  - Một; hai, ba.\n  - 'Bốn #5'", " Một.")


@pytest.mark.parametrize("path", ["tin-tuc/a.md", "pages/a.md"])
def test_an_article_and_a_page_are_written_as_they_are_read(desk: Desk, path: str) -> None:
    fields = {"Title": '"Nâng niu" # 1', "Date": "2026-11-05 14:30", "Authors": ["An, Chủ tịch"]}
    made = only(desk({path: set_fields(fields, "---\n---\n", body="Nội dung.\n")})).content
    assert (made.title, made.date, made.authors[0].office) == (fields["Title"], parse("2026-11-05 14:30"), "Chủ tịch")


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_a_row_names_an_attribute_and_its_widget_has_what_it_needs(row: Field) -> None:
    assert row.fact in {*vars(row.of), *(one.name for one in fields(row.of))}
    assert (row.widget is Widget.CHOICE, row.widget is Widget.PARTS) == (bool(row.choices), bool(row.parts))
    assert row.required <= row.kinds <= set(ContentKind)


WORDS: list[Any] = [(row, choice, word) for row in FIELDS for choice in row.choices for word in choice.words]


def test_a_choice_is_what_each_of_its_words_says() -> None:
    assert [(row.name, word) for row, choice, word in WORDS if row.read(Scalar(word, 1)) != choice.value] == []
    read, problems = schema.read("a.md", header.parse("Status: NHÁP\nKind:\n").fields, ContentKind.PROGRAM)
    assert (read.values, problems) == ({"Status": "draft", "Kind": ""}, [])
