"""Files of other programs and of old Word, through LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from tests.conftest import MISSING_PROGRAM
from tests.word.documents import image, shown
from tools.word import limits, office
from tools.word.package import CannotRead
from tools.word.reading import read

ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 .VnTime;}{\f1 Times New Roman;}}\pard\f0 \'a7\'b9i h\'e9i\par\f1 Text\par}"


def odt(folder: Path) -> Path:
    text = f'<office:document-content {ODF}><office:body><office:text><text:h text:outline-level="1">Mục</text:h><text:p>Đại hội</text:p></office:text></office:body></office:document-content>'
    parts = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    with zipfile.ZipFile(folder / "a.odt", "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", text)
        made.writestr("META-INF/manifest.xml", parts)
    return folder / "a.odt"


def rtf(folder: Path) -> Path:
    (folder / "a.doc").write_bytes(RTF)  # as Word itself did
    return folder / "a.doc"


@pytest.fixture
def soffice() -> str:
    if not office.program():
        pytest.skip(f"{MISSING_PROGRAM} soffice")
    return office.program()


@pytest.mark.faults
@pytest.mark.parametrize(
    ("make", "wanted"), [(odt, '<h1 data-size="18">Mục</h1>\n<p>Đại hội</p>'), (rtf, "<p>Đại hội</p>\n<p>Text</p>")]
)
def test_other_files_are_read_through_libreoffice(soffice: str, tmp_path: Path, make: object, wanted: str) -> None:
    assert callable(make)
    assert shown(read(make(tmp_path), tmp_path)) == wanted


FIELDS = [
    rb"INCLUDEPICTURE",
    rb"IncludePicture",
    rb"INCLUDE}{\f0\fs24 PIC" + b"\r\nTURE",
    rb"INCLUDEPICTUR\'45",
    rb"\u73?NCLUDEPICTURE",
]


@pytest.mark.faults
def test_a_picture_of_this_machine_does_not_come_in(soffice: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(image())
    fields = b"".join(
        rb'{\field{\*\fldinst {%s "%s" \\d}}{\fldrslt x}} ' % (name, str(tmp_path / "secret.png").encode())
        for name in FIELDS
    )
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi Text " + fields + rb"\par}")
    made = read(tmp_path / "a.rtf", tmp_path)
    assert (shown(made), made.files) == (f"<p>Text {' '.join('x' * len(FIELDS))} </p>", {})


@pytest.mark.faults
def test_word_s_old_form_is_read_by_its_content_whatever_it_is_called(soffice: str, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Đại hội").bold = True
    document.save(str(tmp_path / "van-ban.docx"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        soffice,
        home,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "van-ban.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    named = (tmp_path / "van-ban.doc").rename(tmp_path / "moi.docx")
    assert shown(read(named, tmp_path)) == "<p><strong>Đại hội</strong></p>"


def test_without_libreoffice_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: "")
    with pytest.raises(CannotRead, match=r"đọc tệp \.rtf cần LibreOffice, mà máy này chưa có\. Hãy cài LibreOffice"):
        read(rtf(tmp_path), tmp_path)


def test_a_converter_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60 & wait\n", "utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(slow))
    monkeypatch.setattr(limits, "OFFICE_SECONDS", 0.1)
    with pytest.raises(CannotRead, match="LibreOffice không đọc xong tệp này"):
        read(rtf(tmp_path), tmp_path)
