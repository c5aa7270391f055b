"""What is attached is what its name says, or is refused by name before a reader tries to open it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.desk import text
from tests.site import document, photograph

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
PAGE = b"\r\n<!DOCTYPE html><html><title>404</title>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

REFUSED = [
    *((name, b"", "trống (0 byte)") for name in ("a.pdf", "a.docx", "a.txt", "a.la")),
    *((name, POINTER, "con trỏ Git LFS") for name in ("a.pdf", "a.docx", "a.txt", "a.la", "a.jpg", "a.svg")),
    *((name, PAGE, "trang web (HTML)") for name in ("a.pdf", "a.doc", "a.docx", "a.xls", "a.zip", "a.mp3", "a.mp4")),
    *((f"a.{ending}", document()[:60], "bị cắt cụt hoặc hỏng") for ending in ("docx", "xlsx", "pptx", "zip")),
    ("a.docx", document()[:-9], "bị cắt cụt hoặc hỏng"),
    ("a.docx", document("anh/1.jpg"), "tệp nén ZIP"),
    ("a.odt", document("anh/1.jpg"), "tệp nén ZIP"),
    ("a.doc", document(), "tệp Office đời mới"),
    ("a.pdf", OLD, "tệp Office đời cũ"),
    ("a.pdf", b"x" * 2000 + b"%PDF-1.7", "chữ thường"),
    ("a.csv", document(), "tệp Office đời mới"),
    ("a.txt", OLD, "tệp Office đời cũ"),
    ("a.xlsx", "họ tên;tuổi".encode(), "chữ thường"),
    ("a.rtf", OLD, "tệp Office đời cũ"),
]


@pytest.mark.parametrize(("name", "content", "told"), REFUSED)
def test_a_file_that_is_not_what_its_name_says_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    [said] = text(tmp_path, f"[Tệp]({name})", {f"tin-tuc/{name}": content}).said
    assert said.startswith("tin-tuc/bai.md:1: ")
    assert f"«{name}»" in said
    assert told in said


TAKEN = [
    ("a.pdf", b"%PDF-1.4\n"),
    ("a.PDF", b"\xef\xbb\xbf\r\n%PDF-1.4\n"),
    ("a.pdf", b"junk " * 100 + b"%PDF-1.4\n"),
    ("a.docx", document()),
    ("a.docx", document() + b"x" * 100),
    ("a.docx", OLD),
    ("a.xlsx", document("[Content_Types].xml", "xl/workbook.xml")),
    ("a.odt", document("mimetype", "content.xml")),
    ("a.doc", OLD),
    ("a.doc", rb"{\rtf1 x}"),
    ("a.xls", OLD),
    ("a.zip", b"PK\x05\x06" + bytes(18)),
    ("a.txt", "chữ".encode("utf-16")),
    ("a.csv", "họ tên;tuổi".encode()),
    ("a.txt", b"<html> la gi?"),
    ("a.mp3", b"ID3\4"),
    ("a.mp3", b"\xff\xfb\x90"),
    ("a.mp4", b"\0\0\0\x18ftypmp42"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c"),
    ("a.rar", b"Rar!\x1a\7\1"),
    ("a.dwg", b"AC1027"),
    ("a.jpg", photograph(60, 40)),
]


@pytest.mark.parametrize(("name", "content"), TAKEN)
def test_what_offices_write_under_a_name_is_taken(tmp_path: Path, name: str, content: bytes) -> None:
    assert text(tmp_path, f"[Tệp]({name})", {f"tin-tuc/{name}": content}).said == []
