"""A document of Word becomes a draft with its files, and with remarks that are told once."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image

from tests.editor.memory import MemoryWorkspace
from tests.editor.sending import picture
from tests.site import ROOT
from tools.convert import RemarkKind
from tools.editor import forms, text_parts, word_in
from tools.editor.attaching import SentFile
from tools.editor.people import Person, Role
from tools.editor.workspace import CannotSave, OpenText, TextChange

PERSON = Person("an", "Lê An", "an@x.example", Role.WRITER)
CONTENT = ROOT / "content"
SEED = CONTENT / "tin-tuc/hoi-nghi-ky-chuong-trinh-phoi-hop/index.md"


def seed_paragraphs() -> list[str]:
    """The body of the first article of the site; of its figures the caption alone."""
    parts = text_parts.split(SEED.read_text("utf-8")).body.strip().split("\n\n")
    return [part.split("\n")[1] if part.startswith("![") else part for part in parts]


def as_people_write_it(paragraphs: list[str], title: str) -> bytes:
    """The article as its author typed it: two photographs with captions, signed, with the category at its end."""
    made = docx.Document()
    made.add_paragraph().add_run(title).bold = True
    captions = [at for at, one in enumerate(paragraphs) if len(one) < 300]
    for at, one in enumerate(paragraphs):
        if at in captions:
            middle = made.add_paragraph()
            middle.alignment = WD_ALIGN_PARAGRAPH.CENTER
            middle.add_run().add_picture(io.BytesIO(picture(900, 600, colour=("red", "green")[captions.index(at)])))
            made.add_paragraph(one).alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            made.add_paragraph(one)
    made.add_paragraph("Nguyễn Thị Thúy- Chánh Văn phòng").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph("Phân loại tin hoạt động: ")
    made.add_paragraph("Chương trình đề án")
    made.save(file := io.BytesIO())
    return file.getvalue()


@pytest.fixture(autouse=True)
def site(workspace: MemoryWorkspace) -> None:
    """What the site knows of categories and programs."""
    shutil.copytree(CONTENT / "data", workspace.folder / "data")
    for file in (CONTENT / "programs").glob("*.md"):
        workspace._keep(f"programs/{file.name}", TextChange(file.read_text("utf-8")), "Lê An")


def created(workspace: MemoryWorkspace, name: str, content: bytes) -> OpenText:
    return word_in.create(workspace, SentFile(name, io.BytesIO(content)), PERSON)


def test_the_first_article_of_the_site_comes_from_its_word_file_as_it_stands_today(workspace: MemoryWorkspace) -> None:
    today, paragraphs = forms.shown(SEED.read_text("utf-8")), seed_paragraphs()
    made = created(workspace, "Tin ký kết.docx", as_people_write_it(paragraphs, today["Title"]))
    fields = forms.shown(made.text)
    facts = ("Title", "Date", "Category", "Program", "Authors")
    assert {name: fields[name] for name in facts} == {name: today[name] for name in facts}
    figures = [part for part in text_parts.split(made.text).body.split("\n\n") if part.startswith("![")]
    assert len(figures) == len(made.files) == 2
    assert [figure.split("\n")[1].strip() for figure in figures] == [
        " ".join(one.split()) for one in paragraphs if len(one) < 300
    ]
    words = " ".join(text_parts.split(made.text).body.replace("\\", "").split())
    assert [one for one in paragraphs if " ".join(one.removesuffix("./.").split()) not in words] == []


def test_what_is_to_be_looked_at_is_told_once(workspace: MemoryWorkspace) -> None:
    made = created(workspace, "Tin.docx", as_people_write_it(["Hai bên đã ký kết nhiều việc. " * 20], "Lễ ký kết"))
    told = word_in.REMARKS.take(made.path)
    assert {RemarkKind.GUESSED, RemarkKind.ASKED} <= {one.kind for one in told}
    assert word_in.REMARKS.take(made.path) == ()


def test_a_large_photograph_in_the_document_comes_in_bounded(workspace: MemoryWorkspace) -> None:
    made = docx.Document()
    made.add_paragraph("Hội nghị ký kết chương trình phối hợp")
    made.add_picture(io.BytesIO(picture(4000, 300)))
    made.save(file := io.BytesIO())
    text = created(workspace, "a.docx", file.getvalue())
    with Image.open(io.BytesIO(workspace.read_file(text.path, text.files[0]))) as kept:
        assert kept.size == (2560, 192)


def bomb() -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", b" " * 80_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04", "Chưa đọc được «a.docx»: tệp bị cắt cụt hoặc hỏng"),
        ("a.docx", b"", "Chưa đọc được «a.docx»: tệp trống"),
        ("a.docx", bomb(), "tệp bung ra quá lớn"),
        ("a.doc", b"%PDF-1.4", "tệp thật ra là PDF"),
        ("a.pdf", b"%PDF-1.4", "«a.pdf» không phải văn bản Word."),
        ("../../.git/config", b"x", "«config» không phải văn bản Word."),
        ("\u202ea\0.docx", b"x", "«\ufffda\ufffd.docx»"),
    ],
)
def test_what_gives_no_post_is_refused_in_words(
    workspace: MemoryWorkspace, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(CannotSave, match=said.replace(".", r"\.")):
        created(workspace, name, content)
    assert [path for path in workspace.states if path.startswith("tin-tuc/")] == ["tin-tuc/le-ky/index.md"]


def test_a_document_is_called_by_its_file_where_it_has_no_title(workspace: MemoryWorkspace, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_picture(io.BytesIO(picture()))
    made.save(file := io.BytesIO())
    assert "Ảnh lễ ký" in created(workspace, "C:\\Tin\\Ảnh lễ ký.docx", file.getvalue()).text
