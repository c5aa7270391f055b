"""A document of Word becomes a draft with its files, and with remarks that stay until somebody goes on writing."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image

from tests.editor.memory import MemoryWorkspace
from tests.editor.seed import CONTENT, END, SEED, both_pages, seed_figures, seed_paragraphs
from tests.editor.sending import picture
from tools.editor import forms, word_in
from tools.editor.attaching import SentFile
from tools.editor.people import Person, Role
from tools.editor.workspace import CannotSave, OpenText, TextChange

COLOURS = ("red", "green")
PERSON = Person("an", "Lê An", "an@x.example", Role.WRITER)


def as_people_write_it(paragraphs: list[str], title: str) -> bytes:
    """An article as its author typed it: two photographs with what stands below them, signed, its category at the end.
    What they are described as stands in Word's own field.
    """
    made = docx.Document()
    made.add_paragraph().add_run(title).bold = True
    figures = {caption: (description, credit) for description, _, caption, credit in seed_figures()}
    for one in paragraphs:
        if one in figures:
            middle = made.add_paragraph()
            middle.alignment = WD_ALIGN_PARAGRAPH.CENTER
            colour = COLOURS[list(figures).index(one)]
            drawn = middle.add_run().add_picture(io.BytesIO(picture(240, 160, colour=colour)))
            drawn._inline.docPr.set("descr", figures[one][0])
            for below in (one, figures[one][1]):
                made.add_paragraph(below).alignment = WD_ALIGN_PARAGRAPH.CENTER
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


# What may differ of a page: Word holds no drawing, so its pictures are others; several spaces are one; and the mark
# that offices set at the end is kept out (tools/README.md).
MAY_DIFFER = (
    (re.compile(r"</?picture>|<source [^>]*>"), ""),
    (re.compile(r"/anh/[\w-]+\.\w+"), "/anh/"),
    (re.compile(r' width="\d+" height="\d+"'), ""),
    (re.compile(r"(?:&nbsp;| )+"), " "),
    (re.compile(re.escape(END)), "."),
)


def seen(page: str) -> list[str]:
    for sign, plain in MAY_DIFFER:
        page = sign.sub(plain, page)
    return page.splitlines()


def test_the_first_article_of_the_site_comes_from_its_word_file_as_its_page_stands_today(
    workspace: MemoryWorkspace, tmp_path: Path
) -> None:
    title = forms.shown(SEED.read_text("utf-8"))["Title"]
    made = created(workspace, "Tin ký kết.docx", as_people_write_it(seed_paragraphs(), title))
    assert len(made.files) == 2
    today, page = both_pages(tmp_path, made.text, {name: workspace.read_file(made.path, name) for name in made.files})
    assert seen(page) == seen(today)


def test_what_is_to_be_looked_at_stays_with_the_revision(workspace: MemoryWorkspace) -> None:
    document = as_people_write_it(["Hai bên đã ký kết nhiều việc. " * 20], "Lễ ký kết")
    made = created(workspace, "Tin.docx", document)
    assert any("tiêu đề" in one.lower() for one in made.remarks)
    changed = workspace.save(made.path, made.revision.name, TextChange(f"{made.text}Thêm.\n"), PERSON)
    assert changed.remarks == ()


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
