"""Files brought to texts where texts really lie: in git on a server, in a folder on one's own machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest

from tests.editor.drafting import FILES, LAN, TEXT, A, B, Desk
from tests.editor.memory import PATH, MemoryWorkspace
from tests.editor.memory import TEXT as MEMORY_TEXT
from tests.editor.sending import picture
from tests.site import write
from tools.editor import attaching, limits, word_in
from tools.editor.attaching import Brought, SentFile
from tools.editor.folder import FolderWorkspace
from tools.editor.workspace import CannotSave, MergedText, OpenText, Stale, TextChange, Workspace

PDF = b"%PDF-1.4 to trinh"


@pytest.fixture(params=["in git", "in a folder"])
def texts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    if request.param == "in git":
        with closing(Desk(tmp_path).drafts) as drafts:
            yield drafts
    else:
        yield FolderWorkspace(write(tmp_path / "content", FILES), tmp_path / "kept")


def bring(texts: Workspace, *files: tuple[str, bytes], path: str = A, seen: str = "") -> Brought:
    return attaching.bring(texts, path, seen, [SentFile(name, io.BytesIO(content)) for name, content in files], LAN)


def test_a_file_comes_beside_its_text_which_stays_as_it_is(texts: Workspace) -> None:
    made = bring(texts, ("Tờ trình.pdf", PDF), seen=texts.open(A).revision.name)
    now = texts.open(A)
    assert (now.text, now.files, now.revision.name) == (TEXT, ("anh.jpg", "to-trinh.pdf"), made.revision)
    assert texts.read_file(A, "to-trinh.pdf") == PDF


def test_a_name_that_is_taken_gets_a_number_and_what_lies_there_stays(texts: Workspace) -> None:
    made = bring(texts, ("anh.jpg", picture()), ("ANH.JPG", picture(colour="red")), ("anh.jpg", picture()))
    assert [one.name for one in made.files] == ["anh-2.jpg", "anh-3.jpg", "anh-2.jpg"]
    assert texts.read_file(A, "anh.jpg") == "ảnh".encode()


def test_a_text_that_shares_its_folder_has_its_name_before_its_files(texts: Workspace) -> None:
    made = bring(texts, ("chung.pdf", PDF), ("b-2.pdf", PDF + b"2"), path=B)
    assert [one.name for one in made.files] == ["b-chung.pdf", "b-2.pdf"]
    assert [texts.read_file(B, one.name) for one in made.files] == [PDF, PDF + b"2"]


def test_who_has_not_seen_the_newest_wording_is_not_told_to_go_on_from_it(texts: Workspace) -> None:
    seen = texts.open(A).revision.name
    texts.save(A, seen, TextChange(TEXT + "Thêm.\n"), LAN)
    assert bring(texts, ("a.pdf", PDF), seen=seen).revision == seen
    assert texts.open(A).text == TEXT + "Thêm.\n"


def test_the_same_file_again_changes_nothing(texts: Workspace) -> None:
    first = bring(texts, ("a.pdf", PDF), seen=texts.open(A).revision.name)
    again = bring(texts, ("a.pdf", PDF), seen=first.revision)
    assert (again.files[0].name, again.revision) == ("a.pdf", first.revision)


def test_a_text_has_so_many_files_and_no_more(texts: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES_BESIDE", 2)
    bring(texts, ("a.pdf", PDF))
    with pytest.raises(CannotSave, match="Cạnh bài này đã có 2 tệp"):
        bring(texts, ("b.pdf", PDF))
    assert texts.open(A).files == ("a.pdf", "anh.jpg")


def test_a_document_of_word_becomes_a_draft(texts: Workspace) -> None:
    made = docx.Document()
    made.add_heading("Lễ ký kết chương trình phối hợp", 1)
    made.add_paragraph("Hai bên đã ký.")
    made.add_picture(io.BytesIO(picture()))
    made.save(file := io.BytesIO())
    text = word_in.create(texts, SentFile("Tin.docx", io.BytesIO(file.getvalue())), LAN)
    assert text.path == "tin-tuc/le-ky-ket-chuong-trinh-phoi-hop/index.md"
    assert [texts.read_file(text.path, name)[:3] for name in text.files] == [b"\xff\xd8\xff"]


def test_a_save_that_comes_between_is_no_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = MemoryWorkspace(tmp_path)
    old, newest = [texts.open(PATH)], MemoryWorkspace.open
    texts.save(PATH, "r0", TextChange(MEMORY_TEXT + "Thêm.\n"), LAN)

    def opened(self: MemoryWorkspace, path: str) -> OpenText:
        return old.pop() if old else newest(self, path)

    monkeypatch.setattr(MemoryWorkspace, "open", opened)
    assert bring(texts, ("a.pdf", PDF), path=PATH, seen="r1").revision == "r2"
    assert newest(texts, PATH).text == MEMORY_TEXT + "Thêm.\n"


def test_a_place_that_never_rests_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = MemoryWorkspace(tmp_path)

    def save(*_: object) -> OpenText:
        raise Stale(texts.open(PATH), MergedText(MEMORY_TEXT, 0))

    monkeypatch.setattr(MemoryWorkspace, "save", save)
    with pytest.raises(CannotSave, match="Hãy gửi lại tệp sau ít phút"):
        bring(texts, ("a.pdf", PDF), path=PATH)
