"""A header that ends too early: the line where it broke is told, and nobody says that the lost fields are missing."""

from __future__ import annotations

import pytest

from tests.editorial.newsroom import Desk, told

BASE = "Tiêu đề: Hội nghị\nNgày: 22/8/2022\n"
BODY = "\nNội dung.\n"


def touching(line: int, key: str) -> str:
    return (
        f"tin-tuc/a.md:{line}: dòng này không phải ô nào, nên phần đầu dừng ở đây. Nếu là phần tiếp của ô «{key}», hãy "
        "thụt vào bốn khoảng trắng; nếu là một ô, hãy viết «Tên: giá trị» từ đầu dòng; nếu là bài, hãy để một dòng "
        "trống ở trên."
    )


def behind(line: int, key: str, end: int) -> str:
    return (
        f"tin-tuc/a.md:{line}: ô «{key}» đứng sau chỗ phần đầu đã hết (dòng {end}), nên không được đọc. "
        "Hãy chuyển lên, liền dưới các ô khác, không có dòng trống ở giữa."
    )


def set_in(line: int, key: str) -> str:
    return (
        f"tin-tuc/a.md:{line}: ô «{key}» thụt vào nên bị đọc là phần tiếp của ô ở trên. "
        "Hãy viết ô này từ đầu dòng, không có khoảng trắng."
    )


BROKEN = [
    ("a title on two lines", f"Tiêu đề: Hội nghị\nvà triển khai\nNgày: 22/8/2022\n{BODY}", touching(2, "Tiêu đề")),
    ("a summary on two lines", f"{BASE}Tóm tắt: Một\nhai.\nTừ khóa: ba\n{BODY}", touching(4, "Tóm tắt")),
    ("the last value on two lines", f"{BASE}Tóm tắt: Một\nhai.\n{BODY}", touching(4, "Tóm tắt")),
    ("three spaces", f"{BASE}Tóm tắt: Một\n   hai.\n{BODY}", touching(4, "Tóm tắt")),
    ("a list of tags", f"{BASE}Từ khóa:\n- một\n- hai\n{BODY}", touching(4, "Từ khóa")),
    ("a field set in by one space", f"Tiêu đề: A\n Ngày: 22/8/2022\n{BODY}", touching(2, "Tiêu đề")),
    ("a field set in by a tab", f"Tiêu đề: A\n\tNgày: 22/8/2022\n{BODY}", set_in(2, "Ngày")),
    ("an empty line", f"{BASE}\nTác giả: A\nTóm tắt: Một.\n{BODY}", behind(4, "Tác giả", 3)),
    ("two empty lines", f"{BASE}\n\u00a0\nSapo: Một.\n{BODY}", behind(5, "Sapo", 3)),
    ("without marks", f"{BASE}\nTOM TAT: Một.\n{BODY}", behind(4, "TOM TAT", 3)),
    ("in bold", f"{BASE}\n**Tóm tắt:** Một.\n{BODY}", behind(4, "Tóm tắt", 3)),
    ("behind yaml", f"---\n{BASE}---\nTags: một\n{BODY}", behind(5, "Tags", 5)),
    ("the date in a later paragraph", f"Tiêu đề: A\n\nvà B\n\nNgày: 22/8/2022\n{BODY}", behind(5, "Ngày", 2)),
    ("prose in between", f"{BASE}\nvà triển khai\nTóm tắt: A\nTừ khóa: B\n{BODY}", behind(5, "Tóm tắt", 3)),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_the_line_where_the_header_broke_is_told_and_nothing_else(desk: Desk, text: str, message: str) -> None:
    assert told(desk({"tin-tuc/a.md": text})) == [message]


def test_a_text_whose_first_line_is_no_field_is_told_where_its_fields_stand(desk: Desk) -> None:
    text = f"—\n{BASE}—\n{BODY}"
    assert told(desk({"tin-tuc/a.md": text})) == [behind(2, "Tiêu đề", 1), behind(3, "Ngày", 1)]


def test_names_that_begin_sentences_too_are_a_warning(desk: Desk) -> None:
    [message] = told(desk({"tin-tuc/a.md": f"{BASE}\nNguồn: Sở Khoa học.\n"}))
    assert message.startswith("cảnh báo: tin-tuc/a.md:4: «Nguồn» đứng sau chỗ phần đầu đã hết (dòng 3)")


RIGHT = [
    ("words with a colon", f"{BASE}\nThời gian: 8 giờ\nĐịa điểm: Hội trường\n"),
    ("a value that goes on", f"{BASE}Tóm tắt: Một\n    hai: ba\n\tKết quả: bốn.\n{BODY}"),
    ("a heading at once", f"{BASE}# Một mục\n{BODY}"),
    ("who wrote it at the end", f"{BASE}{BODY}\nTác giả: A\nNguồn: B\n"),
    ("a field that was read", f"{BASE}Tóm tắt: Một.\n\nTóm tắt: Hai.\n"),
    ("a field of another kind", f"{BASE}\nMục tiêu: một, hai.\n"),
    ("a lesson", f"{BASE}\nViết thế này:\n\n```\nTiêu đề: A\nTừ khóa: B\n```\n"),
    ("yaml with empty lines", "---\nTiêu đề: A\n\nNgày: 22/8/2022\n\n---\nThời gian: 8 giờ\n"),
]


@pytest.mark.parametrize("text", [text for _, text in RIGHT], ids=[name for name, _ in RIGHT])
def test_what_is_no_broken_header_is_not_spoken_of(desk: Desk, text: str) -> None:
    assert told(desk({"tin-tuc/a.md": text})) == []


def test_a_comment_behind_a_quoted_value_is_a_warning(desk: Desk) -> None:
    [message] = told(desk({"tin-tuc/a.md": f'---\nTitle: "A" # B\nDate: 2022-08-22\n---\n{BODY}'}))
    assert message.startswith("cảnh báo: tin-tuc/a.md:2: «# B» là lời chú của YAML, không hiện trên trang.")
