"""A program and its news in; the drafted review out, read back as Markdown and as Word."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import docx
import pytest

from plugins.base import moments
from tests.programs.test_program_page import PROGRAM, post
from tests.site import article, write
from tools import report
from tools.report import CannotReport, Places

NOW = moments.parse("2026-11-23 07:00")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    texts = {
        "programs/p.md": PROGRAM,
        "tin-tuc/ky-ket.md": article("Lễ ký", "2026-01-05", Program="p"),
        "tin-tuc/mot.md": post("hoi-thao"),
        "tin-tuc/hai.md": post("hoi-thao", "2026-12-24"),
        "data/site.toml": 'name = "Liên hiệp hội thử"\nprovince = "Tỉnh thử"\nurl = "https://x.example"\n',
    }
    return Places(write(tmp_path / "content", texts), tmp_path / "cache", tmp_path / "bao-cao")


def drafted(places: Places, year: str = "", now: datetime = NOW) -> str:
    return report.write(places, "p", year, now)[0].read_text("utf-8")


def test_the_draft_has_the_parts_of_a_review_in_their_order(places: Places) -> None:
    said = drafted(places)
    parts = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÁO CÁO",
        "Sơ kết thực hiện Chương trình thử",
        "Căn cứ Văn bản căn cứ",
    ]
    parts += ["KẾT QUẢ THỰC HIỆN", "TỒN TẠI, HẠN CHẾ", "PHƯƠNG HƯỚNG", "Nơi nhận", "[Họ và tên]"]
    places_of = [said.index(part) for part in parts]
    assert places_of == sorted(places_of)


def test_dates_are_written_as_documents_write_them(places: Places) -> None:
    assert "Căn cứ Chương trình thử ký ngày 05 tháng 01 năm 2026;" in drafted(places)


def test_results_come_from_published_evidence_and_blanks_are_for_people(places: Places) -> None:
    [row] = [line for line in drafted(places).splitlines() if "| Hội thảo |" in line]
    assert "Đã có 2 cuộc" in row
    assert "Tin hoi-thao (10/3/2026), https://x.example/tin-tuc/mot/" in row
    assert "Đã họp (20/3/2026), =Báo cáo 12/BC" in row
    assert "Tin hoi-thao (24/12/2026)" not in row
    assert "Tổng kết | một lần, khi kết thúc | Trang tin chưa có tin về kết quả. […] |" in drafted(places)
    assert "Lễ ký (5/1/2026), https://x.example/tin-tuc/ky-ket/" in drafted(places)


def test_the_review_of_a_year_holds_that_year_alone(places: Places) -> None:
    said = drafted(places, "2027", moments.parse("2028-02-01 07:00"))
    assert "Sơ kết năm 2027 thực hiện" in said
    assert "Tin hoi-thao" not in said
    assert "Kế hoạch năm 2026" not in said
    assert "– Sơ kết" not in said
    assert "- Sơ kết: […]" in said
    assert "- Tổng kết: […]" not in said


def test_after_the_period_it_is_the_closing_review(places: Places) -> None:
    files = report.write(places, "p", "", moments.parse("2029-01-15 07:00"))
    assert [file.name for file in files] == ["p-tong-ket.md", "p-tong-ket.docx"]
    assert "Tổng kết thực hiện Chương trình thử" in files[0].read_text("utf-8")


def test_the_word_file_says_the_same_on_a_sheet_of_the_decree(places: Places) -> None:
    document = docx.Document(str(report.write(places, "p", "", NOW)[1]))
    section = document.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin, section.top_margin)
    assert [round(side.mm) for side in sides if side] == [210, 30, 15, 20]
    assert document.styles["Normal"].font.name == "Times New Roman"
    words = [paragraph.text for paragraph in document.paragraphs]
    assert (
        words.index("BÁO CÁO")
        < words.index("I. KẾT QUẢ THỰC HIỆN")
        < words.index("II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")
    )
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Hội thảo" in cells
    assert any("[Họ và tên]" in cell for cell in cells)


def test_the_same_day_gives_the_same_bytes(places: Places, tmp_path: Path) -> None:
    other = Places(places.content, places.cache, tmp_path / "other")
    first = [file.read_bytes() for file in report.write(places, "p", "", NOW)]
    assert first == [file.read_bytes() for file in report.write(other, "p", "", NOW)]
    assert docx.Document(io.BytesIO(first[1])).core_properties.created == NOW


def test_a_draft_that_somebody_went_on_with_is_left_alone(places: Places) -> None:
    first = report.write(places, "p", "", NOW)[0]
    assert report.write(places, "p", "", NOW)[0] == first
    first.write_text("Đã viết tiếp.", "utf-8")
    assert report.write(places, "p", "", NOW)[0].name == "p-so-ket-2.md"
    assert first.read_text("utf-8") == "Đã viết tiếp."


REFUSED = [
    ("q", "", "không có chương trình «q». Các chương trình: p."),
    ("p", "2025", "năm «2025» không phải năm đã qua của chương trình. Hãy ghi một năm từ 2026 đến 2026."),
    ("p", "nay", "năm «nay» không phải năm đã qua của chương trình. Hãy ghi một năm từ 2026 đến 2026."),
]


@pytest.mark.parametrize(("program", "year", "why"), REFUSED)
def test_what_cannot_be_reviewed_is_told(places: Places, program: str, year: str, why: str) -> None:
    with pytest.raises(CannotReport) as refused:
        report.write(places, program, year, NOW)
    assert str(refused.value) == why
    assert not places.drafts.exists()


def test_content_with_errors_makes_no_report(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    write(places.content, {"tin-tuc/sai.md": "Title: A\nDate: hôm nay\n\nx\n"})
    with pytest.raises(CannotReport, match="nội dung còn lỗi"):
        report.write(places, "p", "", NOW)
    assert "tin-tuc/sai.md:2: Date:" in capsys.readouterr().err
