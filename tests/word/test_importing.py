"""From files to post folders by the command and by the drop folder: whole or not at all, told in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.base.problems import Problem
from tests.engine.command import python
from tests.site import write
from tests.word.documents import archive, drawing, image, p, parts_of, r, style
from tools import ROOT, confined
from tools.preview.board import Board, Showing
from tools.preview.page import dress
from tools.word import DropFolder, ImportedPost, apart, content_of, files_of
from tools.word.dropped import DONE, NOTE
from tools.word.package import CannotRead

DATA = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "data/categories.toml": '[[category]]\nname = "Thông báo"\nslug = "thong-bao"\n',
}
PICTURE = {"p1": ("image", "media/a.png")}
TEXT = (
    p(r("Hội nghị thử"), props='<w:pStyle w:val="Title"/>')
    + p(r("Chiều ngày 22/8/2022, tại hội trường, hội nghị thử đã được tổ chức với sự tham dự của đại biểu các hội."))
    + p(drawing("p1", alt="Hội trường nhìn từ cuối phòng"))
    + p(r("Hội nghị kết thúc lúc 17 giờ cùng ngày."))
    + p(r("Phân loại tin hoạt động: Thông báo"))
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", DATA)


def word(folder: Path, name: str = "bao-cao.docx", body: str = TEXT) -> Path:
    parts = parts_of(body, PICTURE, styles=style("Title", "", shown="Title")) | {"word/media/a.png": image()}
    return archive(folder, parts, name)


def test_the_command_makes_a_post_checks_it_and_tells_what_it_did(tmp_path: Path, content: Path) -> None:
    (tmp_path / "hỏng.docx").write_bytes(b"PK\x03\x04")
    files = (str(word(tmp_path)), str(tmp_path / "hỏng.docx"))
    result = python(ROOT / "tasks.py", "import-word", *files, "--content", str(content), folder=tmp_path)
    made = content / "tin-tuc/hoi-nghi-thu"
    assert (result.returncode, sorted(file.suffix for file in made.iterdir())) == (1, [".md", ".png"])
    assert f"Đã tạo {made / 'index.md'} từ «bao-cao.docx» (1 ảnh; " in result.stdout
    assert "Không nhập được «hỏng.docx»: tệp bị cắt cụt hoặc hỏng, không mở được." in result.stdout
    assert result.stdout.endswith("Xem bài: python3 tasks.py preview\n")
    assert result.stderr == "Chưa nhập được 1 trong 2 tệp: hỏng.docx.\n"
    again = python(ROOT / "tasks.py", "import-word", "--file", files[0], "--into", str(made.parent), folder=tmp_path)
    assert (again.returncode, "Đã có bài ở thư mục «hoi-nghi-thu»" in again.stdout) == (0, True)
    assert sorted(folder.name for folder in made.parent.iterdir()) == ["hoi-nghi-thu", "hoi-nghi-thu-2"]


def test_the_content_of_a_folder_is_the_one_around_it(tmp_path: Path, content: Path) -> None:
    usual = tmp_path / "other"
    assert content_of(content / "tin-tuc", usual) == content
    assert content_of(usual / "tin-tuc/2026", usual) == usual
    assert content_of(tmp_path / "somewhere", usual) == usual


def test_a_pattern_is_filled_in_where_the_shell_did_not(tmp_path: Path) -> None:
    for name in ("b.docx", "a.docx", "~$a.docx", "c.txt"):
        (tmp_path / name).touch()
    assert files_of(str(tmp_path / "*.docx")) == [tmp_path / "a.docx", tmp_path / "b.docx"]
    assert files_of(str(tmp_path / "*.odt")) == [tmp_path / "*.odt"]


class Dropped:
    """A drop folder, and what it told."""

    def __init__(self, content: Path) -> None:
        self.told: list[Problem] = []
        self.folder = content.with_name("tha-word")
        self.folder.mkdir()
        self._drop = DropFolder(self.folder, content, self._tell)

    def _tell(self, problems: tuple[Problem, ...], _: ImportedPost) -> None:
        self.told = list(problems)

    def look(self, times: int = 2) -> None:
        for _ in range(times):
            self._drop.look()

    def names(self) -> list[str]:
        return sorted(file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.*"))


def test_a_dropped_document_becomes_a_draft_and_is_put_away(content: Path) -> None:
    drop = Dropped(content)
    word(drop.folder)
    drop.look()
    text = (content / "tin-tuc/hoi-nghi-thu/index.md").read_text("utf-8")
    assert ("Status: draft" in text, drop.names()) == (True, [f"{DONE}/bao-cao.docx"])
    assert str(drop.told[0]).startswith(
        "cảnh báo: tha-word/bao-cao.docx: đã thành bài nháp tin-tuc/hoi-nghi-thu/index.md"
    )


def test_one_that_cannot_be_read_stays_with_its_reason_until_it_is_another(content: Path) -> None:
    drop = Dropped(content)
    (drop.folder / "a.docx").write_bytes(b"PK\x03\x04")
    drop.look(3)
    assert drop.names() == ["a.docx", f"a.docx{NOTE}"]
    assert "chưa nhập được: tệp bị cắt cụt hoặc hỏng" in drop.told[0].message
    drop.told.clear()
    drop.look(2)
    assert drop.told == []
    word(drop.folder, "a.docx")
    drop.look()
    assert (drop.names(), {one.warning for one in drop.told}) == ([f"{DONE}/a.docx"], {True})


@pytest.mark.parametrize("owner", ["~$bao-cao.docx", "~$o-cao.docx", ".~lock.bao-cao.docx#"])
def test_one_that_is_still_copied_or_open_is_waited_for(content: Path, owner: str) -> None:
    drop = Dropped(content)
    file = word(drop.folder)
    drop.look(1)
    os.utime(file, ns=(1, 1))
    drop.look(1)
    (drop.folder / owner).touch()
    drop.look(3)
    assert "bao-cao.docx" in drop.names()
    (drop.folder / owner).unlink()
    drop.look(1)
    assert drop.names() == [f"{DONE}/bao-cao.docx"]


def test_what_became_of_dropped_documents_stands_on_every_page_and_outlives_a_build() -> None:
    board = Board("x")
    board.tell((Problem("tha-word/a.docx", 0, "chưa nhập được: tệp hỏng."),))
    board.show(Showing("", is_ready=True))
    assert b'data-file="tha-word/a.docx"' in dress(b"<body></body>", board.showing, "/tin-tuc/")


def test_a_reader_that_ends_by_a_mistake_of_ours_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "ROOT", tmp_path)  # where there is no such program
    with pytest.raises(
        CannotRead, match=r"chương trình đọc văn bản bị lỗi \(.*No module named .*\), không phải lỗi của văn bản"
    ):
        apart.post_of(word(tmp_path), tmp_path, tmp_path)
