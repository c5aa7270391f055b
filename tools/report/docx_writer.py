"""A draft as a Word document in the form of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, its margins, its head and
foot.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from tools.report.draft import Heading, Paragraph, Points, Report, ReportTable

FONT = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
# Number, task, target, result, evidence; together the 165 mm between the margins.
COLUMNS = (Mm(10), Mm(50), Mm(28), Mm(30), Mm(47))
# The zip format knows nothing before 1980; any fixed moment gives the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def word(draft: Report, now: datetime) -> bytes:
    """The same draft and moment give the same bytes."""
    document = docx.Document()
    _set_page(document)
    _head(document, draft)
    for block in draft.blocks:
        if isinstance(block, Heading):
            _heading(document, block)
        elif isinstance(block, Paragraph):
            _paragraph(document, block.words)
        elif isinstance(block, Points):
            for item in block.items:
                _paragraph(document, f"– {item}")
        else:
            _table(document, block)
    _foot(document)
    _name(document, draft, now)
    document.save(stream := io.BytesIO())
    return _without_times(stream.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.space_before = Pt(0)


def _head(document: Any, draft: Report) -> None:
    """Who writes on the left; the country's name and motto, place and day on the right."""
    known = draft.organisation
    left = [(known.governing_body.upper(), False), ((known.name or "[…]").upper(), True), ("Số: […]/BC-[…]", False)]
    right = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
        ("Độc lập – Tự do – Hạnh phúc", True),
        (f"{known.province or '[…]'}, {draft.dated}", False),
    ]
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        written = [(words, bold) for words, bold in lines if words]
        for number, (words, bold) in enumerate(written):
            place = cell.paragraphs[0] if not number else cell.add_paragraph()
            place.alignment = CENTRE
            place.paragraph_format.space_after = Pt(2)
            run = place.add_run(words)
            run.bold, run.font.size = bold, Pt(12)
            run.italic = words.endswith(draft.dated)
    _set_widths(table, (Mm(72), Mm(100)))
    _centred(document, "BÁO CÁO", before=12)
    _centred(document, draft.subject, after=12)


def _centred(document: Any, words: str, before: int = 0, after: int = 0) -> None:
    place = document.add_paragraph()
    place.alignment = CENTRE
    place.paragraph_format.space_before, place.paragraph_format.space_after = Pt(before), Pt(after)
    place.add_run(words).bold = True


def _heading(document: Any, heading: Heading) -> None:
    place = document.add_paragraph()
    place.paragraph_format.keep_with_next = True
    place.paragraph_format.space_before = Pt(6)
    place.paragraph_format.first_line_indent = Mm(10)
    place.add_run(heading.words).bold = True


def _paragraph(document: Any, words: str) -> None:
    place = document.add_paragraph(words)
    place.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    place.paragraph_format.first_line_indent = Mm(10)


def _table(document: Any, given: ReportTable) -> None:
    table = document.add_table(rows=1, cols=len(given.head), style="Table Grid")
    for _ in given.rows:
        table.add_row()
    for row, words in zip(table.rows, (given.head, *given.rows), strict=True):
        _keep_whole(row)
        for cell, text in zip(row.cells, words, strict=True):
            place = cell.paragraphs[0]
            place.paragraph_format.space_after = Pt(2)
            run = place.add_run(text)
            run.font.size, run.bold = Pt(12), words is given.head
            if words is given.head:
                place.alignment = CENTRE
    _set_widths(table, COLUMNS)
    _repeat_head(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _set_widths(table: Any, widths: Sequence[Length]) -> None:
    """Word reads the widths of the cells, LibreOffice those of the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(row._tr.makeelement(qn("w:cantSplit")))  # noqa: SLF001 - python-docx has no name for it


def _repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(row._tr.makeelement(qn("w:tblHeader")))  # noqa: SLF001


def _foot(document: Any) -> None:
    table = document.add_table(rows=1, cols=2)
    _keep_whole(table.rows[0])
    left, right = table.rows[0].cells
    head = left.paragraphs[0].add_run("Nơi nhận:")
    head.bold = head.italic = True
    head.font.size = Pt(12)
    for line in ("– […];", "– Lưu: VT."):
        left.add_paragraph().add_run(line).font.size = Pt(11)
    for number, (words, bold) in enumerate(
        (("[CHỨC VỤ NGƯỜI KÝ]", True), ("", False), ("", False), ("[Họ và tên]", True))
    ):
        place = right.paragraphs[0] if not number else right.add_paragraph()
        place.alignment = CENTRE
        place.add_run(words).bold = bold
    _set_widths(table, (Mm(75), Mm(90)))


def _name(document: Any, draft: Report, now: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = draft.subject, draft.organisation.name
    properties.created = properties.modified = now.astimezone(UTC).replace(tzinfo=None)
    properties.last_modified_by, properties.comments, properties.language = "", "", "vi-VN"


def _without_times(content: bytes) -> bytes:
    """The same archive with fixed times, entries in the order in which they came."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), given.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
