"""`new`: a post that the checker takes as it is, with an id for ever, and nothing touched that was there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from plugins.base.moments import VIETNAM
from tests.site import article, build, write
from tools import new

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=VIETNAM)
VOCABULARY = {"data/categories.toml": '[[category]]\nname = "Thông báo"\n[[category]]\nname = "Hội thảo, tập huấn"\n'}


def create(folder: Path, title: str = "Hội nghị: ký kết", category: str = "thông báo", author: str = "") -> Path:
    return new.create(folder, title, category, author, NOW)


def test_a_new_post_is_a_draft_that_the_build_takes_as_it_is(tmp_path: Path) -> None:
    content = write(tmp_path / "content", VOCABULARY)
    file = create(content, author="Nguyễn Thị Thúy, Chánh Văn phòng")
    assert file == content / "tin-tuc/hoi-nghi-ky-ket/index.md"
    built = build(tmp_path, {}, PREVIEW=True)
    page = built.page("/tin-tuc/hoi-nghi-ky-ket/")
    assert built.code == 0
    assert page.select_one("h1").get_text(strip=True) == "Hội nghị: ký kết"
    assert not build(tmp_path / "release", VOCABULARY | {"tin-tuc/a.md": file.read_bytes()}).has("/tin-tuc/a/")


def test_the_category_is_written_as_the_vocabulary_spells_it(tmp_path: Path) -> None:
    text = create(write(tmp_path, VOCABULARY), category="HỘI THẢO,  tập huấn").read_text("utf-8")
    assert "Category: Hội thảo, tập huấn\n" in text
    assert "Date: 2026-11-23 06:30\n" in text


def test_every_post_has_an_id_of_its_own(tmp_path: Path) -> None:
    texts = [create(tmp_path, title, category="").read_text("utf-8") for title in ("Một", "Hai")]
    ids = {line for text in texts for line in text.splitlines() if line.startswith("Guid: urn:uuid:")}
    assert len(ids) == 2


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    file = create(write(tmp_path, VOCABULARY))
    before = file.read_bytes()
    with pytest.raises(new.CannotMake, match="đã là của"):
        create(tmp_path)
    assert file.read_bytes() == before


REFUSED = [
    ("Con", "thông báo", "«con» là tên mà Windows dành cho thiết bị. Hãy đặt tiêu đề dài hơn."),
    ("!!!", "thông báo", "tiêu đề «!!!» không có chữ cái nào. Hãy viết tiêu đề trong dấu nháy kép."),
    ("A", "", "chưa chọn phân loại. Hãy thêm --category, một trong: Hội thảo, tập huấn; Thông báo."),
    (
        "A",
        "thong bo",
        "không có loại tin «thong bo». Có phải ý bạn là «Thông báo»? Các loại tin: Hội thảo, tập huấn; Thông báo.",
    ),
]


@pytest.mark.parametrize(("title", "category", "message"), REFUSED)
def test_what_cannot_be_made_is_said_and_nothing_is_made(
    tmp_path: Path, title: str, category: str, message: str
) -> None:
    write(tmp_path, VOCABULARY)
    with pytest.raises(new.CannotMake) as refused:
        create(tmp_path, title, category)
    assert str(refused.value) == message
    assert not (tmp_path / "tin-tuc").exists()


@pytest.mark.parametrize(("answer", "chosen"), [("2", "Thông báo"), (" thông báo ", "thông báo"), ("9", "9")])
def test_at_a_terminal_the_category_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, chosen: str
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert new.ask_category(write(tmp_path, VOCABULARY), lambda _: answer) == chosen


def test_without_a_vocabulary_nothing_is_asked(tmp_path: Path) -> None:
    assert new.ask_category(tmp_path, lambda _: pytest.fail("asked")) == ""
    assert "Category: Tin" in create(tmp_path, category="Tin").read_text("utf-8")


TAKEN = ["tin-tuc/hoi-nghi-ky-ket.md", "tin-tuc/2026-01-01-hoi-nghi-ky-ket/index.md", "su-kien/hoi-nghi-ky-ket.md"]


@pytest.mark.parametrize("other", TAKEN)
def test_an_address_that_another_text_has_is_refused(tmp_path: Path, other: str) -> None:
    write(tmp_path, VOCABULARY | {other: article(Category="Thông báo")})
    with pytest.raises(new.CannotMake):
        create(tmp_path)


@pytest.mark.parametrize("title", ["Trang", "Index"])
def test_an_address_of_the_site_itself_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(new.CannotMake):
        create(write(tmp_path, VOCABULARY), title)


def test_a_category_of_several_lines_adds_no_field(tmp_path: Path) -> None:
    text = create(tmp_path, category="Tin\nStatus: published").read_text("utf-8")
    assert text.count("\nStatus:") == 1
