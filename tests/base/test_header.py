"""The header of a text in both its forms: what is read, on which line it stood, and what is refused in which words."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.base import header
from plugins.base.header import Fields, Header, InvalidHeader, Items, Node, Scalar

CLEVER = "phần đầu dùng «&», «*» hoặc «!» của YAML, trang này không nhận. Hãy đặt giá trị trong dấu nháy kép."
NO_YAML = "phần đầu không đúng dạng YAML. Hãy xem lại dấu hai chấm, dấu nháy và khoảng thụt đầu dòng."
UNREADABLE = "phần đầu không đọc được như YAML. Hãy viết lại mỗi ô một dòng «Tên: giá trị»."
NO_LINES = "phần đầu không phải các dòng «Tên: giá trị». Hãy viết mỗi ô một dòng «Tên: giá trị»."
NO_KEY = "tên ô không phải chữ. Hãy viết «Tên: giá trị»."
TOO_DEEP = "phần đầu lồng quá nhiều tầng. Hãy viết gọn lại."
UNCLOSED = "phần đầu mở bằng «---» mà không có dòng «---» đóng lại. Hãy thêm một dòng «---» sau ô cuối cùng."


def scalars(read: Header) -> list[tuple[str, int, str, int]]:
    """Key, its line, value, its line."""
    return [(key.text, key.line, value.text, value.line) for key, value in read.fields if isinstance(value, Scalar)]


def value_of(yaml: str) -> Node:
    """The value of the one field of a YAML header."""
    [(_, value)] = header.parse(f"---\n{yaml}\n---\n").fields
    return value


def test_lines_of_key_and_value_are_read_up_to_the_first_blank_line() -> None:
    read = header.parse("Tiêu đề: Hội nghị: ký kết\nNgày:22/8/2022\n\nKhông phải ô: chữ của bài\n")
    assert scalars(read) == [("Tiêu đề", 1, "Hội nghị: ký kết", 1), ("Ngày", 2, "22/8/2022", 2)]
    assert (read.body, read.body_line) == ("\nKhông phải ô: chữ của bài\n", 3)


def test_an_indented_line_continues_the_value_above_it() -> None:
    read = header.parse("Summary: Câu thứ nhất,\n    câu thứ hai: vẫn là tóm tắt\n\tvà hết.\nTags:\n\nBài")
    assert scalars(read) == [
        ("Summary", 1, "Câu thứ nhất, câu thứ hai: vẫn là tóm tắt và hết.", 1),
        ("Tags", 4, "", 4),
    ]


def test_blank_lines_before_the_header_are_passed_over_and_counted() -> None:
    assert scalars(header.parse("\n\nTitle: A\n")) == [("Title", 3, "A", 3)]
    assert scalars(header.parse("\n\n---\nTitle: A\n---\n")) == [("Title", 4, "A", 4)]


@pytest.mark.parametrize("text", ["", "\n", "Chỉ có chữ.", "- một danh sách", "---\n---\n", "---\n# lời chú\n---\n"])
def test_a_text_may_have_no_header_at_all(text: str) -> None:
    assert header.parse(text).fields == ()


def test_yaml_values_stay_the_text_that_was_written() -> None:
    read = header.parse("---\na: no\nb: 14:30\nc: 20.10\nd: ~\ne: 2022-08-22\nf: \"a # b\"\ng: 'x''y'\n---\nBài\n")
    assert [value for _, _, value, _ in scalars(read)] == ["no", "14:30", "20.10", "~", "2022-08-22", "a # b", "x'y"]
    assert (read.body, read.body_line) == ("Bài\n", 10)


HASHES = [
    ("Cuộc thi #KhoaHoc2022 đã khai mạc", "Cuộc thi #KhoaHoc2022 đã khai mạc"),
    ("Hội thi lần thứ 10 # vòng chung kết", "Hội thi lần thứ 10 # vòng chung kết"),
    ("#KhoaHoc2022 khai mạc", "#KhoaHoc2022 khai mạc"),
    ("# 1 của trường", "# 1 của trường"),
    ("một,\n  hai # ba", "một, hai # ba"),
    ("C# và 'F#'", "C# và 'F#'"),
]


@pytest.mark.parametrize(("written", "value"), HASHES)
def test_a_hash_in_an_unquoted_yaml_value_is_text(written: str, value: str) -> None:
    read = header.parse(f"---\n# lời chú\na: {written}\n  # lời chú\nb: c\n---\n")
    assert [text for _, _, text, _ in scalars(read)] == [value, "c"]
    assert value_of("a:\n  - x # y\n  - #z\n  # - w") == Items((Scalar("x # y", 3), Scalar("#z", 4)), 3)


@pytest.mark.parametrize(
    ("written", "line", "comment"),
    [
        ('"Giải nhất" # của trường', 2, "# của trường"),
        ("[một, hai] # ba", 2, "# ba"),
        ("Cuộc thi\n  #KhoaHoc khai mạc", 3, "#KhoaHoc khai mạc"),
    ],
)
def test_a_comment_that_may_be_meant_as_text_is_kept(written: str, line: int, comment: str) -> None:
    assert header.parse(f"---\na: {written}\n---\n").comments == (Scalar(comment, line),)
    assert header.parse("---\n# a\nb: 'c # d'\ne: # f\n  - g\n---\n").comments == ()


def test_three_hyphens_may_end_lines_of_key_and_value_too() -> None:
    read = header.parse("Title: A\nDate: B\n---\nBài")
    assert (len(read.fields), read.body, read.body_line) == (2, "Bài", 4)


def test_yaml_lists_and_tables_keep_the_line_of_every_item() -> None:
    assert value_of("a:\n  - một, hai\n  - ba") == Items((Scalar("một, hai", 3), Scalar("ba", 4)), 3)
    assert value_of("a: [một, hai]") == Items((Scalar("một", 2), Scalar("hai", 2)), 2)
    party = Fields(((Scalar("name", 3), Scalar("A", 3)), (Scalar("signer", 4), Scalar("B", 4))), 3)
    assert value_of("a:\n  - name: A\n    signer: B") == Items((party,), 3)


def test_lines_are_those_of_the_editors_program_not_those_of_yaml() -> None:
    read = header.parse("---\nTitle: một\u2028hai\nTags: |\n  x\n  y\nDate: d\n---\nBài")
    assert scalars(read) == [("Title", 2, "một hai", 2), ("Tags", 3, "x\ny", 3), ("Date", 6, "d", 6)]
    assert read.body_line == 8


@pytest.mark.parametrize("fence", ["---", "...", "---  "])
def test_the_header_ends_at_three_hyphens_or_dots(fence: str) -> None:
    read = header.parse(f"---\nTitle: A\n{fence}\nBài")
    assert (scalars(read), read.body) == ([("Title", 2, "A", 2)], "Bài")


BROKEN = (
    "dòng này không phải «Tên: giá trị». Nếu là phần tiếp của ô trên, hãy thụt vào hai khoảng trắng, "
    "hoặc viết cả giá trị trên một dòng."
)
UNSEEN = "giá trị có ký tự không nhìn thấy U+202E, viết bằng dấu «\\». Hãy bỏ ký tự ấy."
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"
REFUSED = [
    ("an anchor", BOMB, 2, CLEVER),
    ("an alias", "a: x\nb: *a", 3, CLEVER),
    ("a tag", "a: x\nb: !!python/object/apply:os.system [id]", 3, CLEVER),
    ("an unknown tag", "a: !x y", 2, CLEVER),
    ("an unclosed quote", 'a: x\nb: "y\nc: z', 3, NO_YAML),
    ("a second colon", "a: x\nb: y: z", 3, NO_YAML),
    ("a tab for indentation", "a:\n\t- x", 3, NO_YAML),
    ("a sign that YAML keeps for itself", "a: @x", 2, NO_YAML),
    ("a value on two lines", "a: x\nvà y\nb: z", 3, BROKEN),
    ("no space behind the colon", "a: x\nb:y\nc: z", 3, BROKEN),
    ("a sign behind an escape", 'a: "x\\u202ey"', 2, UNSEEN),
    ("a list", "- a", 2, NO_LINES),
    ("words alone", "chỉ có chữ", 2, NO_LINES),
    ("a list as a key", "? [a]\n: b", 2, NO_KEY),
    ("a control character", "a: x\x07", 2, UNREADABLE),
    ("nine levels", "a: {b: {c: {d: {e: {f: {g: {h: {i: j}}}}}}}}", 2, TOO_DEEP),
]


@pytest.mark.parametrize(("yaml", "line", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_yaml_that_is_no_plain_table_is_refused_with_its_line(yaml: str, line: int, message: str) -> None:
    with pytest.raises(InvalidHeader) as wrong:
        header.parse(f"---\n{yaml}\n---\nBài\n")
    assert (wrong.value.line, str(wrong.value)) == (line, message)


def test_a_header_that_is_not_closed_is_refused_where_it_begins() -> None:
    with pytest.raises(InvalidHeader) as wrong:
        header.parse("\n---\nTitle: A\n\nBài\n")
    assert (wrong.value.line, str(wrong.value)) == (2, UNCLOSED)


HEAVY = [
    ("open brackets", "---\na: " + "[" * 100_000 + "\n---\n"),
    ("closed brackets", "---\na: " + "[" * 50_000 + "]" * 50_000 + "\n---\n"),
    ("stairs", "---\n" + "\n".join(" " * depth + "a:" for depth in range(2_000)) + "\n---\n"),
    ("aliases", "---\na: &a [x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(20_000)) + "---\n"),
    ("a value of many lines", "Summary: a\n" + "    dòng chữ nối tiếp\n" * 200_000),
    ("a line of spaces", "a" + " " * 1_000_000 + "\n"),
]


@pytest.mark.parametrize("text", [text for _, text in HEAVY], ids=[name for name, _ in HEAVY])
def test_no_header_takes_more_than_a_moment(text: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(InvalidHeader):
        header.parse(text)
    assert time.process_time() - begun < 3


YAMLISH = st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`,? \n\t~<=.\\"), max_size=60)


@given(st.text() | YAMLISH.map(lambda inside: f"---\n{inside}\n---\nBài\n") | YAMLISH)
@example("---\n\x00\n---\n")
@example("---\n- - - - - - - - - a\n---\n")
def test_any_text_has_a_header_or_a_reason_why_not_and_no_line_is_invented(text: str) -> None:
    try:
        read = header.parse(text)
    except InvalidHeader as wrong:
        lines = [wrong.line]
    else:
        lines = [line for key, value in read.fields for line in (key.line, value.line)]
        assert text.endswith(read.body)
    assert all(1 <= line <= text.count("\n") + 2 for line in lines)


MANY = "phần đầu có quá 500 ô hoặc mục trong một danh sách. Hãy bỏ bớt từ đây."
LARGE = [
    ("".join(f"o{n}: x\n" for n in range(501)), 501, MANY),
    ("---\n" + "".join(f"o{n}: x\n" for n in range(501)) + "---\n", 502, MANY),
    ("---\nTags:\n" + "- x\n" * 501 + "---\n", 503, MANY),
    ("---\nTags: [" + "x, " * 501 + "]\n---\n", 2, MANY),
    ("---\nTasks:\n- a: x\n" + "  b: x\n" * 500 + "---\n", 503, MANY),
    (
        "---\nSummary: " + "x" * 200_000 + "\n---\n",
        1,
        "phần đầu dài 200009 chữ, quá 200000. Hãy chuyển phần viết dài xuống thân bài.",
    ),
]


@pytest.mark.parametrize(("text", "line", "message"), LARGE)
def test_a_header_of_more_than_anybody_reads_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(InvalidHeader) as wrong:
        header.parse(text)
    assert (wrong.value.line, str(wrong.value)) == (line, message)
