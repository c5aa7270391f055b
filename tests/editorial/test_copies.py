"""Copies, and files that look like texts: refused or told, and what only sounds like one is left alone."""

from __future__ import annotations

import pytest

from tests.editorial.newsroom import Desk, told
from tests.site import article

MINE, OTHER = article("Hội nghị", "2022-08-22"), article("Ra quân", "2022-08-23")
COPY = (
    "có vẻ là bản sao của {0}, và sẽ thành bài thứ hai. "
    "Hãy chép điều cần giữ vào {0} rồi xóa bản sao; nếu là bài khác, hãy đổi tên tệp."
)
BY_PROGRAMS = [
    *("{} - Copy", "{} - Copy (2)", "{} - Bản sao", "{} copy", "{} copy 2", "{} (copy)", "{} (bản sao)", "Copy of {}"),
    *("Bản sao của {}", "{} (Máy của A's conflicted copy 2022-08-22)", "{}.sync-conflict-20220822-143000-ABCDEFG"),
    *("{} (conflicted copy 2022-08-22 143000)", "{} (SFConflict a@x.vn 2022-08-22)", "{}_MAY-1_Aug-22_Conflict"),
    *("{} (Case Conflict)", "{} (xung đột)", "{}_conflict-20220822"),
]
BESIDE_INDEX = [
    "index (1)",
    "index (2)",
    "index-MAY-TINH-CUA-HOA",
    "index-DESKTOP-4F2A",
    "index 2",
    "index2",
    "Index_cũ",
]


def copies(found: list[str]) -> list[str]:
    return [line for line in found if "tên tệp có dấu" not in line]


@pytest.mark.parametrize("name", [*BESIDE_INDEX, *(one.format("index") for one in BY_PROGRAMS)])
def test_a_copy_beside_index_is_refused_whatever_it_says(desk: Desk, name: str) -> None:
    found = told(desk({"tin-tuc/a/index.md": MINE, f"tin-tuc/a/{name}.md": OTHER}))
    assert copies(found) == [f"tin-tuc/a/{name}.md: {COPY.format('tin-tuc/a/index.md')}"]


@pytest.mark.parametrize("name", BY_PROGRAMS)
def test_a_copy_of_a_text_or_of_its_folder_is_refused(desk: Desk, name: str) -> None:
    copy = name.format("bai")
    found = told(desk({"tin-tuc/bai.md": MINE, f"tin-tuc/{copy}.md": OTHER}))
    assert copies(found) == [f"tin-tuc/{copy}.md: {COPY.format('tin-tuc/bai.md')}"]
    found = told(desk({"pages/bai/index.md": MINE, f"pages/{copy}/index.md": OTHER}))
    assert f"pages/{copy}/index.md: {COPY.format('pages/bai/index.md')}" in found


@pytest.mark.parametrize("copy", ["bai (1)", "bai 2", "bai-2", "bai-MAY-CUA-HOA", "bai~HEAD"])
def test_a_name_that_goes_on_is_a_copy_with_the_same_title_and_date_alone(desk: Desk, copy: str) -> None:
    assert copies(told(desk({"tin-tuc/bai.md": MINE, f"tin-tuc/{copy}.md": OTHER}))) == []
    found = told(desk({"tin-tuc/bai.md": MINE, f"tin-tuc/{copy}.md": MINE}))
    assert copies(found) == [f"tin-tuc/{copy}.md: {COPY.format('tin-tuc/bai.md')}"]


def test_a_second_text_beside_index_with_the_same_title_is_refused(desk: Desk) -> None:
    second = article("HỘI NGHỊ", "2022-08-24")
    assert told(desk({"tin-tuc/a/index.md": MINE, "tin-tuc/a/ban-sua.md": second})) == [
        (
            "tin-tuc/a/ban-sua.md: cùng tiêu đề với tin-tuc/a/index.md ở cạnh, và sẽ thành bài thứ hai. "
            "Hãy xóa bản thừa, hoặc đổi tiêu đề của một bài."
        )
    ]


def test_a_text_that_should_be_called_index_is_refused(desk: Desk) -> None:
    found = told(desk({"tin-tuc/a/index (1).md": MINE}))
    message = "tin-tuc/a/index (1).md: có tên gần như index.md. Hãy đổi thành index.md, hoặc thành tên của bài."
    assert copies(found) == [message]


NO_COPIES = [
    {"tin-tuc/cap-ban-sao-dien-tu/index.md": MINE, "tin-tuc/cap.md": OTHER},
    {"tin-tuc/bai-1.md": MINE, "tin-tuc/bai-2.md": MINE},
    {"tin-tuc/bai.md": MINE, "tin-tuc/bai-2.md": OTHER},
    {"tin-tuc/nam/index.md": MINE, "tin-tuc/nam/ra-quan.md": OTHER},
    {"tin-tuc/index-gia.md": MINE, "tin-tuc/indexes.md": OTHER},
    {"tin-tuc/thong-bao.md": MINE, "tin-tuc/thong-bao-2.md": article("Hội nghị", "2022-09-22")},
]


@pytest.mark.parametrize("texts", NO_COPIES)
def test_texts_that_only_sound_like_copies_are_texts(desk: Desk, texts: dict[str, str]) -> None:
    assert told(desk(texts)) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tin-tuc/a/index.md.txt", "index.md"),
        ("tin-tuc/a/index.txt", "index.md"),
        ("tin-tuc/a/index", "index.md"),
        ("tin-tuc/hoi-nghi.md.docx", "hoi-nghi.md"),
        ("tin-tuc/hoi-nghi.md (1)", "hoi-nghi.md"),
        ("tin-tuc/hoi-nghi.md.bak", "hoi-nghi.md"),
        ("tin-tuc/b.md.txt", "b.md"),
    ],
)
def test_a_file_that_looks_like_a_text_and_is_none_is_refused(desk: Desk, path: str, name: str) -> None:
    assert told(desk({path: MINE, "tin-tuc/b.md": OTHER})) == [
        (
            f"{path}: có tên như một bài viết mà không phải tệp .md, nên không ai thấy. Hãy đổi tên thành «{name}» "
            "(Windows: bật View → File name extensions để thấy đuôi tệp), hoặc xóa tệp này."
        )
    ]


@pytest.mark.parametrize("path", ["tin-tuc/a/bai.docx", "tin-tuc/bai.txt", "pages/Giới thiệu.rtf", "tin-tuc/a/x.pdf"])
def test_a_document_without_a_text_is_told_once_a_folder(desk: Desk, path: str) -> None:
    second = path.replace(".", "z.")
    [message] = told(desk({path: b"x", second: b"y", "tin-tuc/b/index.md": OTHER}))
    assert message.startswith(f"cảnh báo: {path}: không bài nào ở cạnh hay dùng đến tệp này, nên không ai thấy.")


SEEN = [
    {"tin-tuc/b/ban-goc.docx": b"x", "tin-tuc/b/van-ban/a.pdf": b"y", "tin-tuc/b/ghi-chu.txt": b"z"},
    {"files/mau.docx": b"x", "tin-tuc/anh/a.jpg": b"y", "tin-tuc/b/index.md.bak": b"z", "data/a.txt": b"w"},
    {"tin-tuc/chung/Kế hoạch 1.pdf": b"x", "tin-tuc/b/index.md": article(body="[a](../chung/Kế%20hoạch%201.pdf)")},
    {"tin-tuc/chung/a.pdf": b"x", "tin-tuc/b/index.md": article(body="[a](/tin-tuc/chung/a.pdf)")},
]


@pytest.mark.parametrize("files", SEEN)
def test_a_document_that_belongs_to_a_text_is_not_spoken_of(desk: Desk, files: dict[str, str | bytes]) -> None:
    assert told(desk({"tin-tuc/b/index.md": OTHER, **files})) == []
