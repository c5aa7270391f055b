"""Files that are no whole .docx, or mean harm: refused with a reason and a remedy, never half read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.word.documents import archive, p, parts_of, r, shown
from tools.word import limits
from tools.word.package import CannotRead
from tools.word.reading import read

GOOD = parts_of(p(r("a")))
TEXT = "word/document.xml"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>' + str(GOOD[TEXT]).replace(">a<", ">&a;<")


def refusal(file: Path) -> str:
    with pytest.raises(CannotRead) as why:
        read(file, file.parent)
    return str(why.value)


PARTS = [
    ("no Word", {"[Content_Types].xml": "<Types/>", "a.txt": "x"}, "tệp không phải văn bản Word"),
    ("Excel", GOOD | {TEXT: '<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'}, "mà là bảng tính Excel"),
    ("broken XML", GOOD | {TEXT: str(GOOD[TEXT])[:-20]}, "phần «word/document.xml» của tệp bị hỏng"),
    ("entities", GOOD | {TEXT: BOMB}, "khai báo DTD"),
    ("entities in UTF-16", GOOD | {TEXT: BOMB.encode("utf-16")}, "khai báo DTD"),
    ("a way out", GOOD | {"../../a.txt": "x"}, "mục mang tên lạ «../../a.txt»"),
    ("twins", GOOD | {"WORD/Document.xml": "x"}, "hai mục cùng tên «WORD/Document.xml»"),
    ("nothing in it", parts_of(p()), "văn bản không có chữ nào"),
    ("nothing but another file", parts_of('<w:altChunk r:id="x"/>'), "không có chữ nào và không có ảnh nào. Hãy mở bằng Word xem có đúng tệp không. Một phần nhúng từ tệp khác (altChunk)"),
    ("too deep", parts_of("<w:sdt><w:sdtContent>" * 200 + p(r("a")) + "</w:sdtContent></w:sdt>" * 200), "của tệp bị hỏng"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "words"), [row[1:] for row in PARTS], ids=[row[0] for row in PARTS])
def test_a_package_that_is_no_document_is_refused(tmp_path: Path, parts: dict[str, str | bytes], words: str) -> None:
    assert words in refusal(archive(tmp_path, parts))


FILES = [
    (b"", "tệp trống (0 byte)"),
    (b"PK\x03\x04 cut off", "tệp bị cắt cụt hoặc hỏng"),
    (b"<html><body>x", "thật ra là trang web (HTML)"),
    (b"\xef\xbb\xbf<!DOCTYPE html>", "thật ra là trang web (HTML)"),
    (b"%PDF-1.7", "thật ra là PDF"),
    (b"chi la chu", "thật ra là chữ thường"),
    (b"\xff\xd8\xff\xe0", "thật ra là ảnh hoặc phim"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "tệp có mật khẩu"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "có thể là Excel hay PowerPoint đời cũ"),
    (b"\0\1\2\3", "tệp bị cắt cụt hoặc hỏng"),
]


@pytest.mark.parametrize(("content", "words"), FILES)
def test_a_file_that_is_something_else_is_told_by_its_content(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    assert words in refusal(tmp_path / "a.docx")


def test_a_file_that_word_left_or_that_is_nowhere(tmp_path: Path) -> None:
    assert "dấu mà Word để lại" in refusal(archive(tmp_path, GOOD, "~$a.docx"))
    assert "không có tệp này" in refusal(tmp_path / "khong-co.docx")


def test_a_zip_bomb_is_stopped_by_what_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_XML", 100_000)
    assert "tệp bung ra quá lớn" in refusal(archive(tmp_path, parts_of(p(r("a" * 1_000_000)))))


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PARTS", 3)
    assert "quá nhiều mục (4; tối đa 3)" in refusal(archive(tmp_path, GOOD))


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    file = archive(tmp_path, GOOD)
    with zipfile.ZipFile(file, "a") as more, pytest.warns(UserWarning, match="Duplicate"):
        more.writestr(TEXT, "x")
    assert "hai mục cùng tên" in refusal(file)


def test_macros_stay_behind_and_are_told(tmp_path: Path) -> None:
    made = read(archive(tmp_path, GOOD | {"word/vbaProject.bin": b"x"}, "a.docm"), tmp_path)
    assert ("Tệp có macro" in made.remarks[0].said, shown(made)) == (True, "<p>a</p>")


def test_the_strict_form_is_read_as_the_usual_one(tmp_path: Path) -> None:
    names = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = dict(parts_of(p(r("Mục"), props='<w:outlineLvl w:val="0"/>')))
    for part, content in parts.items():
        for usual, strict in names.items():
            content = str(content).replace(usual, strict)  # noqa: PLW2901
        parts[part] = content
    assert shown(read(archive(tmp_path, parts), tmp_path)) == "<h1>Mục</h1>"


def test_names_with_backslashes_are_read(tmp_path: Path) -> None:
    parts = {name.replace("/", "\\"): content for name, content in GOOD.items()}
    assert shown(read(archive(tmp_path, parts), tmp_path)) == "<p>a</p>"


def test_nothing_of_the_document_s_author_is_in_what_is_made(tmp_path: Path) -> None:
    parts = GOOD | {"docProps/core.xml": "<x>Người Soạn</x>"}
    made = read(archive(tmp_path, parts), tmp_path)
    assert "Người Soạn" not in made.html + "".join(map(str, made.remarks))
