"""A text as a form, and back: what nobody touched keeps its bytes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.editorial import FIELDS
from plugins.editorial.characters import LOOK_ALIKE
from plugins.media.body import NO_ALT
from tests.site import ROOT
from tools.editor.forms import compose, in_form_words, place_of, shown
from tools.editor.text_parts import TextParts, shown_body, split, with_body
from tools.editor.workspace import CannotSave

TEXTS = sorted(path for path in (ROOT / "content").rglob("*.md"))

KEYS = st.sampled_from([spelling for row in FIELDS for spelling in (row.name, *row.spellings)] + ["Lạ", "tilte"])
WORDS = st.text(st.sampled_from("aĐệ ộ1:#,;-'\"|>[]{}&*!%@`\\\u200b\u00a0"), max_size=12)
VALUES = st.one_of(
    WORDS,
    st.sampled_from(["2022-08-22", "22/8/2022 14:30", "2022-08-22T14:30:05+07:00", "31/2/2022", "2022", "draft", "gỡ"]),
    st.lists(WORDS, max_size=3).map(lambda parts: "\n" + "\n".join(f"  - {part}" for part in parts)),
    st.just('\n  - name: "A"  # lời chú\n    office: B\n  - tên: C\n    lạ: D'),
    st.just("|\n  một\n\n  hai"),
)
LINES = st.one_of(st.tuples(KEYS, VALUES).map(": ".join), st.just("# lời chú"), st.just(""))
BODIES = st.text(st.sampled_from("aĐ:# \n-\0\x0c*[]"), max_size=40)


@st.composite
def texts(draw: st.DrawFn) -> str:
    head = "\n".join(draw(st.lists(LINES, max_size=6)))
    opened = draw(st.sampled_from(["{}\n\n", "---\n{}\n---\n\n", "---\n{}\n---\n", "---\n{}\n", "\n\n{}\n", "{}"]))
    text = opened.format(head) + draw(BODIES)
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    return draw(st.sampled_from(["", "\ufeff"])) + text


def as_from_a_browser(fields: dict[str, str]) -> dict[str, str]:
    """A form is sent with line ends of its own."""
    return {name: value.replace("\n", "\r\n") for name, value in fields.items()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.parent.name if path.stem == "index" else path.stem)
def test_every_text_of_the_content_stays_as_it_is_when_nothing_is_touched(path: object) -> None:
    text = path.read_bytes().decode()  # type: ignore[attr-defined]
    assert compose(text, as_from_a_browser(dict(shown(text))), shown_body(text).replace("\n", "\r\n")) == text


@given(texts())
@example("---\nTitle: x\n")
@example("Title: x")
@example("\ufeff---\r\nTiêu đề: «x» # y\r\n---\r\n")
def test_any_text_stays_as_it_is_when_nothing_is_touched(text: str) -> None:
    assert compose(text, as_from_a_browser(dict(shown(text))), shown_body(text).replace("\n", "\r\n")) == text
    parts = split(text)
    assert parts.head + parts.gap + parts.body == text


@given(texts(), st.text(st.sampled_from("aĐ:# \n-*[]"), max_size=30))
def test_a_new_body_is_what_is_shown_next_and_leaves_the_header_alone(text: str, body: str) -> None:
    made = with_body(text, body)
    assert shown_body(made).strip() == body.strip()
    if split(text).readable and text.strip():
        assert shown(made) == shown(text)


@given(texts(), st.text(st.sampled_from("aĐệ ộ1:#,-'\"|>"), min_size=1, max_size=12).filter(str.strip))
def test_a_new_title_is_shown_next_and_nothing_else_moves(text: str, title: str) -> None:
    before = shown(text)
    if "Title" in before:
        after = shown(compose(text, {**before, "Title": title}, shown_body(text)))
        assert after == {**before, "Title": " ".join(title.split())}


ARTICLE = """Title: Lễ ký
Date: 2022-08-22
Category: Thông báo
Author: Nguyễn Văn A, Chánh Văn phòng
Image: a.jpg

Một dòng.
"""
YAML = """---
Tiêu đề: "Lễ ký"   # lời chú
Ngày: 22/8/2022 8:05
Từ khóa:
  - lúa
  - vải
Trạng thái: nháp
---

Một dòng.
"""


@pytest.mark.parametrize(
    ("text", "posted", "old", "new"),
    [
        (ARTICLE, {"Title": "Lễ ký kết"}, "Title: Lễ ký\n", "Title: Lễ ký kết\n"),
        (ARTICLE, {"Date": "23/8/2022", "Date.time": ""}, "Date: 2022-08-22\n", "Date: 2022-08-23\n"),
        (ARTICLE, {"Date": "22-8-2022", "Date.time": "14h30"}, "Date: 2022-08-22\n", "Date: 2022-08-22 14:30\n"),
        (ARTICLE, {"Date": "31/2/2022", "Date.time": ""}, "Date: 2022-08-22\n", "Date: 31/2/2022\n"),
        (
            ARTICLE,
            {"Category": "Văn bản", "Category.thong-bao": "Thông báo"},
            "Category: Thông báo\n",
            "Category: Văn bản; Thông báo\n",
        ),
        (
            ARTICLE,
            {"Authors": "Nguyễn Văn A, Chánh Văn phòng\r\nTrần Thị B\r\n"},
            "Chánh Văn phòng\n",
            "Chánh Văn phòng; Trần Thị B\n",
        ),
        (ARTICLE, {"Tags": "lúa, vải"}, "Author:", "Tags: lúa, vải\nAuthor:"),
        (ARTICLE, {"Summary": "Một,\r\nhai."}, "Image:", "Summary: Một, hai.\nImage:"),
        (ARTICLE, {"Status": "draft"}, "a.jpg\n", "a.jpg\nStatus: draft\n"),
        (YAML, {"Title": "Ký: xong"}, 'Tiêu đề: "Lễ ký"   # lời chú\n', None),
        (YAML, {"Date": "22/8/2022", "Date.time": "9:00"}, "22/8/2022 8:05", "22/8/2022 09:00"),
        (YAML, {"Tags": "lúa, vải, na"}, "  - vải\n", "  - vải\n  - na\n"),
        (YAML, {"Tags": ""}, "Từ khóa:\n  - lúa\n  - vải\n", ""),
        (YAML, {"Status": "hidden"}, "nháp", "ẩn"),
        (YAML, {"Status": ""}, "Trạng thái: nháp\n", ""),
    ],
)
def test_only_the_field_that_was_changed_is_set(text: str, posted: dict[str, str], old: str, new: str | None) -> None:
    made = compose(text, {**shown(text), **posted}, shown_body(text))
    if new is not None:
        assert made == text.replace(old, new)
    assert {name: shown(made).get(name) for name in posted if "." not in name} != {}
    assert shown_body(made) == shown_body(text)


def test_one_word_of_the_body_changes_one_line_and_keeps_line_ends() -> None:
    text = "Title: x\r\n\r\nMột\0\r\nhai\nba\r\n"
    assert compose(text, {}, shown_body(text).replace("hai", "hay")) == text.replace("hai\n", "hay\r\n")


def test_the_first_words_of_a_post_stand_below_an_empty_line() -> None:
    assert with_body("Title: x\n", "Một: hai.") == "Title: x\n\nMột: hai.\n"
    assert with_body("---\nTitle: x\n---\n", "Một.") == "---\nTitle: x\n---\nMột.\n"


PROGRAM = """---
Title: Chương trình
Kind: Đề án
Parties:
  - name: Hội thứ nhất
    chức vụ: Chủ tịch
  - tên: Hội thứ hai
Plans:
  - title: Kế hoạch
    tasks:
      - id: mot
        title: Việc một
        target: 1-2
---
"""


def test_lists_with_fields_of_their_own_are_shown_item_by_item() -> None:
    assert shown(PROGRAM).items() >= {
        ("Parties.0.name", "Hội thứ nhất"),
        ("Parties.0.office", "Chủ tịch"),
        ("Parties.1.name", "Hội thứ hai"),
        ("Plans.0.tasks.0.target", "1-2"),
    }


def test_a_changed_item_keeps_the_spelling_of_its_keys_and_an_emptied_one_goes() -> None:
    posted = {**shown(PROGRAM), "Parties.0.office": "Phó Chủ tịch", "Parties.1.name": "", "Parties.2.name": "Hội ba"}
    made = compose(PROGRAM, posted, "")
    assert "  - name: Hội thứ nhất\n    chức vụ: Phó Chủ tịch\n  - name: Hội ba\nPlans:" in made
    assert "Hội thứ hai" not in made


def test_a_list_with_a_key_that_nobody_knows_is_not_shown_and_stays() -> None:
    text = PROGRAM.replace("chức vụ:", "chức vị:")
    assert not [name for name in shown(text) if name.startswith("Parties")]
    assert "chức vị: Chủ tịch" in compose(text, {**shown(text), "Title": "Khác"}, "")


def test_a_broken_header_is_shown_as_words_and_mended_as_words() -> None:
    text = '---\nTitle: "Lễ ký\n---\n\nMột dòng.\n'
    assert dict(shown(text)) == {"header": '---\nTitle: "Lễ ký\n---\n'}
    assert compose(text, {"header": '---\nTitle: "Lễ ký"\n---'}, "Một dòng.\n") == text.replace("ký\n", 'ký"\n')


def test_a_header_that_was_never_closed_ends_at_the_first_empty_line() -> None:
    assert split("---\nTitle: x\n\nMột dòng.\n") == TextParts("---\nTitle: x\n", "\n", "Một dòng.\n", False)


def test_what_no_header_can_hold_is_refused_in_vietnamese() -> None:
    with pytest.raises(CannotSave, match="phần đầu dài"):
        compose(YAML, {**shown(YAML), "Title": "x" * 300_000}, "")


def test_signs_that_nobody_sees_never_break_a_header() -> None:
    made = compose(YAML, {**shown(YAML), "Title": "Lễ\x07 ký:\u202e kết"}, "x")
    assert shown(made)["Title"] == "Lễ ký: kết"


@pytest.mark.parametrize(
    ("line", "words", "place"),
    [
        (2, "Date: «31/2» không có trên lịch.", ("Date", None)),
        (4, "", ("Authors", None)),
        (7, "", (None, 1)),
        (8, "", (None, 2)),
        (5, "ảnh chưa có lời tả. Hãy thêm dòng «Image_alt: …».", ("Image_alt", None)),
        (1, "bài chưa có ngày. Hãy thêm dòng «Date: 1/1/2026».", ("Title", None)),
    ],
)
def test_a_problem_is_told_at_the_field_or_the_line_of_the_body(
    line: int, words: str, place: tuple[str | None, int | None]
) -> None:
    assert place_of(ARTICLE, line, words) == place


def test_a_problem_of_a_field_that_is_missing_is_told_at_that_field() -> None:
    text = "Title: x\n\nMột.\n"
    words = "bài chưa có ngày. Hãy thêm dòng «Date: 1/1/2026»."
    assert place_of(text, 1, words) == ("Date", None)
    assert in_form_words(words) == "bài chưa có ngày. Hãy điền ô «Ngày đăng»."
    assert in_form_words("Date: «31/2» không có trên lịch.") == "«31/2» không có trên lịch."
    assert in_form_words("Chú ý: hỏng.") == "Chú ý: hỏng."


def test_whoever_sits_in_front_of_a_browser_is_sent_to_no_terminal() -> None:
    words = LOOK_ALIKE(shown="Ðại", sign="Ð", code=0xD0, meant="Đ", right="Đại", more="")
    assert in_form_words(words).endswith("trang hiện «Đại». Hãy gõ lại chữ ấy.")


def test_a_picture_without_a_description_is_told_with_the_place_below_it() -> None:
    told = in_form_words(NO_ALT(source="a.jpg"))
    assert told.endswith("Hãy viết lời tả vào ô dưới ảnh; nếu sửa bằng Markdown: ![lời tả](a.jpg).")


def test_a_problem_of_a_broken_header_is_told_at_its_words() -> None:
    assert place_of("---\nTitle: x\n\nMột.\n", 1) == ("header", None)
