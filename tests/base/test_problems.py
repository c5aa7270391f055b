"""What an editor reads when something is wrong: file, line, sentence; all of it once, in file order, then a count."""

from __future__ import annotations

import io
import json

import pytest

from plugins.base import problems
from plugins.base.problems import BuildRefused, Message, Problem

ERROR = Problem("tin-tuc/a.md", 2, "Date: còn trống. Hãy viết ngày.")
WHOLE_FILE = Problem("tin-tuc/a.md", 0, "tệp trống. Hãy xóa tệp.")
LATER = Problem("tin-tuc/a.md", 10, "Status: sai. Hãy sửa.")
WARNING = Problem("data/site.toml", 0, "còn trống: email. Hãy điền.", warning=True)

PRINTED = [
    (ERROR, "tin-tuc/a.md:2: Date: còn trống. Hãy viết ngày."),
    (WHOLE_FILE, "tin-tuc/a.md: tệp trống. Hãy xóa tệp."),
    (WARNING, "cảnh báo: data/site.toml: còn trống: email. Hãy điền."),
]


@pytest.mark.parametrize(("problem", "line"), PRINTED)
def test_a_problem_is_one_line_with_its_place_first(problem: Problem, line: str) -> None:
    assert str(problem) == line


def test_words_of_somebody_else_are_one_line_that_no_terminal_obeys() -> None:
    odd = "\x1b[31mđỏ\u2028dòng\u202e\u2066 \x9b\x00\ufeff\u200b\ud800"
    assert problems.printable(odd) == "\ufffd[31mđỏ dòng\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd"
    plain = "Nguyễn Thị Hằng đã gửi «thư» 👩\u200d🌾 ề"
    assert problems.printable(plain) == plain


def test_all_are_told_once_in_file_order_and_counted() -> None:
    stream = io.StringIO()
    problems.tell([LATER, ERROR, WARNING, WHOLE_FILE, ERROR], stream)
    known = [str(problem) for problem in (WARNING, WHOLE_FILE, ERROR, LATER)]
    assert stream.getvalue().splitlines() == [*known, "Soát bài: 3 lỗi, 1 cảnh báo."]


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    problems.tell([], stream := io.StringIO())
    assert stream.getvalue() == ""


def test_a_warning_is_no_error() -> None:
    assert problems.errors([WARNING, ERROR]) == [ERROR]


def test_machines_get_the_same_in_json() -> None:
    told = json.loads(problems.as_json([ERROR, WARNING, ERROR]))
    assert [row["path"] for row in told] == ["data/site.toml", "tin-tuc/a.md"]
    assert told[1] == {"path": "tin-tuc/a.md", "line": 2, "message": ERROR.message, "warning": False}


def test_a_message_says_what_is_wrong_then_how_to_mend_it_of_a_field_where_there_is_one() -> None:
    message = Message("không có «{name}».{hint}", "Hãy xem lại.", warning=True)
    assert message(name="{x}", hint=" Có phải «y»?") == "không có «{x}». Có phải «y»? Hãy xem lại."
    told = message.at("a.md", 3, "Phân loại", name="x", hint="")
    assert str(told) == "cảnh báo: a.md:3: Phân loại: không có «x». Hãy xem lại."
    assert str(Message("bị hỏng.").at("a.jpg", 0)) == "a.jpg: bị hỏng."


def test_a_refusal_ends_the_program_with_one_and_is_no_exception_that_pelican_catches() -> None:
    refused = BuildRefused([ERROR])
    assert (refused.code, refused.problems) == (1, (ERROR,))
    assert not isinstance(refused, Exception)


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\x85", "\x1b", "\x07\x08", "\x9b"])
def test_what_was_found_neither_splits_a_message_nor_moves_the_cursor(sign: str) -> None:
    problems.tell([Message("không có «{key}».").at(f"a{sign}.md", 0, key=f"a{sign}b")], stream := io.StringIO())
    assert sign not in stream.getvalue() or sign == "\n"
    assert len(stream.getvalue().splitlines()) == 2
