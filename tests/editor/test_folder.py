"""The editor on one's own machine: what is saved lies in the folder at once, and no other program's work is lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from plugins.base.survey import stamp_of
from tests.editor.drafting import FILES, LAN, TEXT, A, B, git
from tests.site import write
from tools.editor.folder import FolderWorkspace
from tools.editor.workspace import CannotSave, Cause, NoSuchText, OpenText, Stale, TextChange


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Not in a repository."""
    write(tmp_path / "content", FILES)
    return tmp_path / "content"


@pytest.fixture
def texts(content: Path) -> FolderWorkspace:
    return FolderWorkspace(content, content.parent / ".cache/soan")


def in_git(content: Path) -> None:
    git(content, "init", "-q", "-b", "main", str(content.parent))
    git(content, "config", "user.name", "Trần Lan")
    git(content, "add", ".")
    git(content, "commit", "-q", "-m", "Bài A")


def save(texts: FolderWorkspace, text: str, seen: OpenText | None = None, path: str = A, **more: object) -> OpenText:
    change = TextChange(text, **more)  # type: ignore[arg-type]
    return texts.save(path, (seen or texts.open(path)).revision.name, change, LAN)


def test_what_is_saved_lies_in_the_folder(texts: FolderWorkspace, content: Path) -> None:
    saved = save(texts, TEXT.replace("một", "1"), files={"moi.jpg": b"m", "anh.jpg": None})
    assert (content / A).read_text("utf-8") == saved.text == TEXT.replace("một", "1")
    assert saved.files == ("moi.jpg",)
    assert sorted(one.name for one in (content / A).parent.iterdir()) == ["index.md", "moi.jpg"]
    assert texts.open(A) == saved


@pytest.mark.parametrize("text", [TEXT.replace("\n", "\r\n"), f"\ufeff{TEXT}"])
def test_a_text_saved_as_it_is_keeps_its_bytes_and_its_time(texts: FolderWorkspace, content: Path, text: str) -> None:
    (content / A).write_bytes(text.encode())
    before = stamp_of((content / A).stat())
    save(texts, texts.open(A).text)
    assert (content / A).read_bytes() == text.encode()
    assert stamp_of((content / A).stat()) == before


def test_what_another_program_saved_meanwhile_is_not_written_over(texts: FolderWorkspace, content: Path) -> None:
    seen = texts.open(A)
    (content / A).write_text(TEXT.replace("ba", "của Word"), "utf-8")
    again = FolderWorkspace(content, content.parent / ".cache/soan")
    with pytest.raises(Stale) as stale:
        save(again, TEXT.replace("một", "của Lan"), seen)
    merged = stale.value.merged
    assert (merged.text, merged.conflicts) == (TEXT.replace("ba", "của Word").replace("một", "của Lan"), 0)
    assert (content / A).read_text("utf-8") == TEXT.replace("ba", "của Word")


def test_a_revision_that_was_forgotten_loses_no_wording(texts: FolderWorkspace, content: Path) -> None:
    seen = texts.open(A)
    (content / A).write_text(TEXT.replace("ba", "của Word"), "utf-8")
    for kept in (content.parent / ".cache/soan").iterdir():
        kept.unlink()
    with pytest.raises(Stale) as stale:
        save(texts, TEXT.replace("một", "của Lan"), seen)
    assert {"Đoạn của Word.", "Đoạn của Lan."} <= set(stale.value.merged.text.splitlines())


@pytest.mark.parametrize("name", ["../x.jpg", ".git/config", "con.jpg", "khac.md", "Anh.jpg", "ra/x.jpg", "link.jpg"])
def test_a_name_that_leads_elsewhere_is_refused(texts: FolderWorkspace, content: Path, name: str) -> None:
    (content / "tin-tuc/a/ra").symlink_to(content.parent)
    (content / "tin-tuc/a/link.jpg").symlink_to("/etc/passwd")
    with pytest.raises(CannotSave):
        save(texts, TEXT.replace("một", "1"), files={name: b"x"})
    assert (content / A).read_text("utf-8") == TEXT
    with pytest.raises(NoSuchText):
        texts.read_file(A, name)


@pytest.mark.parametrize("path", ["../ngoai.md", "tin-tuc/link.md", "ra/ngoai.md", "README.md", "khong-co.md"])
def test_a_text_outside_of_the_content_is_none(texts: FolderWorkspace, content: Path, path: str) -> None:
    write(content.parent, {"ngoai.md": TEXT, "content/README.md": TEXT})
    (content / "tin-tuc/link.md").symlink_to(content.parent / "ngoai.md")
    (content / "ra").symlink_to(content.parent)
    with pytest.raises(NoSuchText):
        texts.open(path)
    assert {row.path for row in texts.texts()} == {A, B}


def test_a_new_post_lies_in_a_folder_of_its_own(texts: FolderWorkspace, content: Path) -> None:
    made = [texts.create("Lễ ký", TextChange(TEXT, files={"a.jpg": b"a"}), LAN) for _ in range(2)]
    assert [one.path for one in made] == ["tin-tuc/le-ky/index.md", "tin-tuc/le-ky-2/index.md"]
    assert (content / "tin-tuc/le-ky-2/a.jpg").read_bytes() == b"a"


def test_remarks_stay_with_what_they_are_on_and_outlive_the_process(texts: FolderWorkspace, content: Path) -> None:
    in_git(content)
    made = texts.create("Lễ ký", TextChange(TEXT, remarks=("Chưa có ngày.",)), LAN)
    again = FolderWorkspace(content, content.parent / ".cache/soan")
    assert again.open(made.path) == made
    assert made.remarks == ("Chưa có ngày.",)
    assert save(again, TEXT.replace("một", "1"), path=made.path).remarks == ()
    save(again, TEXT, path=made.path)
    git(content, "add", ".")
    git(content, "commit", "-q", "-m", "Lễ ký")
    assert again.open(made.path).remarks == ()


def test_without_git_there_is_no_past(texts: FolderWorkspace) -> None:
    assert texts.history(A) == [texts.open(A).revision] or texts.history(A) == []
    assert not texts.open(A).is_draft
    with pytest.raises(CannotSave):
        texts.discard(A, LAN)


def test_git_tells_what_was_published_and_a_draft_can_be_discarded(texts: FolderWorkspace, content: Path) -> None:
    in_git(content)
    first = texts.open(A)
    assert (first.is_draft, first.revision.by, first.revision.live) == (False, "Phạm Git", True)
    saved = save(texts, TEXT.replace("một", "1"))
    rows = texts.history(A)
    assert [(row.by, row.cause, row.live) for row in rows] == [
        ("Trần Lan", Cause.SAVE, False),
        ("Phạm Git", Cause.PUBLISH, True),
    ]
    assert texts.at(A, rows[1].name).text == TEXT
    texts.create("Lễ ký", TextChange(TEXT), LAN)
    states = {row.path: (row.is_draft, row.is_new) for row in texts.texts()}
    assert states == {A: (True, False), B: (False, False), "tin-tuc/le-ky/index.md": (True, True)}
    texts.discard(A, LAN)
    assert (texts.open(A).text, texts.open(A).is_draft) == (TEXT, False)
    assert texts.at(A, saved.revision.name).text == saved.text


def lying(content: Path) -> dict[str, bytes]:
    inside = (one for one in content.rglob("*") if one.is_file())
    return {one.relative_to(content).as_posix(): one.read_bytes() for one in inside}


def test_a_discarded_draft_leaves_the_text_and_its_pictures_as_published_and_all_else_as_it_is(
    texts: FolderWorkspace, content: Path
) -> None:
    write(content, {"tin-tuc/a/anh/hai.jpg": "hai", "tin-tuc/a/con/index.md": TEXT, "tin-tuc/a/con/anh.jpg": "con"})
    in_git(content)
    before = lying(content)
    others: dict[str, str | bytes] = {
        B: "khác",
        "tin-tuc/chung.jpg": "khác",
        "tin-tuc/a/con/anh.jpg": "khác",
        "tin-tuc/a/con/moi.jpg": "mới",
        "tin-tuc/a/~$index.docx": "khóa",
    }
    write(content, others)
    save(texts, TEXT.replace("một", "1"), files={"moi.jpg": b"m", "anh.jpg": None, "anh/hai.jpg": b"2"})
    texts.discard(A, LAN)
    assert lying(content) == before | {name: str(said).encode() for name, said in others.items()}
    assert b"m" in [one.read_bytes() for one in (content.parent / ".cache/soan").iterdir()]


def test_in_a_shared_folder_a_discarded_draft_takes_along_what_it_alone_names(
    texts: FolderWorkspace, content: Path
) -> None:
    in_git(content)
    before = lying(content)
    other = {"tin-tuc/c.md": f"{TEXT}\n![C](cua-c.jpg)\n".encode(), "tin-tuc/cua-c.jpg": b"c", "tin-tuc/la.jpg": b"x"}
    write(content, {**other})
    save(texts, FILES[B] + "\n![Ảnh](b-moi.jpg)\n![C](cua-c.jpg)\n", path=B, files={"b-moi.jpg": b"m"})
    texts.discard(B, LAN)
    assert lying(content) == before | other


def test_a_picture_that_is_a_link_by_now_is_left_alone(texts: FolderWorkspace, content: Path) -> None:
    in_git(content)
    (content / "tin-tuc/a/anh.jpg").unlink()
    (content / "tin-tuc/a/anh.jpg").symlink_to(write(content.parent, {"ngoai.jpg": "ngoài"}) / "ngoai.jpg")
    save(texts, TEXT.replace("một", "1"))
    texts.discard(A, LAN)
    assert (content.parent / "ngoai.jpg").read_text("utf-8") == "ngoài"
    assert (content / "tin-tuc/a/anh.jpg").is_symlink()


def test_publishing_is_the_command_of_the_project_and_takes_this_text_alone(
    texts: FolderWorkspace, content: Path, tmp_path: Path
) -> None:
    said = "import sys; print(*sys.argv[1:]); print('Đã lên trang: https://x.example/')"
    write(tmp_path, {"tasks.py": said})
    *steps, last = texts.publish(A, texts.open(A).revision.name, LAN)
    assert [step.line for step in steps] == ["publish --only=content/tin-tuc/a", "Đã lên trang: https://x.example/"]
    assert (last.outcome, last.address) == (True, "https://x.example/tin-tuc/a/")
    write(tmp_path, {"tasks.py": "import sys; sys.exit('Chưa đăng gì: bài còn lỗi.')"})
    *steps, last = texts.publish(A, texts.open(A).revision.name, LAN)
    assert (steps[0].line, last.outcome) == ("Chưa đăng gì: bài còn lỗi.", False)
    (content / A).write_text(TEXT.replace("ba", "3"), "utf-8")
    with pytest.raises(Stale):
        list(texts.publish(A, "0" * 64, LAN))


def test_a_text_in_a_shared_folder_takes_the_files_along_that_it_names(
    texts: FolderWorkspace, content: Path, tmp_path: Path
) -> None:
    write(tmp_path, {"tasks.py": "import sys; print(*sys.argv[2:])", "content/tin-tuc/khac.jpg": "x"})
    saved = save(texts, FILES[B] + "\n![Ảnh](chung.jpg)\n", path=B)
    told = next(texts.publish(B, saved.revision.name, LAN))
    assert told.line == "--only=content/tin-tuc/b.md --only=content/tin-tuc/chung.jpg"


def test_a_revision_of_now_and_one_of_before_say_when_they_were(texts: FolderWorkspace) -> None:
    before = texts.open(A)
    now = save(texts, TEXT.replace("một", "1"))
    assert texts.at(A, now.revision.name) == now
    old = texts.at(A, before.revision.name)
    assert (old.text, old.revision.at.year > 2000) == (TEXT, True)


def test_what_the_disk_cannot_do_is_told(texts: FolderWorkspace, content: Path) -> None:
    seen = texts.open(A)
    (content.parent / ".cache/soan").rename(content.parent / ".cache/weg")
    (content.parent / ".cache/soan").write_text("im Weg")
    with pytest.raises(CannotSave, match="Chưa lưu được"):
        save(texts, TEXT.replace("một", "1"), seen)
    assert (content / A).read_text("utf-8") == TEXT


@pytest.mark.parametrize("why", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_can_only_be_read_is_told_so(
    texts: FolderWorkspace, content: Path, monkeypatch: pytest.MonkeyPatch, why: int
) -> None:
    seen = texts.open(A)

    replace = os.replace

    def refuse(made: str, target: str) -> None:
        if Path(target) == content / A:
            raise OSError(why, "không", str(made), None, str(target))
        replace(made, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CannotSave) as told:
        save(texts, TEXT.replace("một", "1"), seen)
    assert str(told.value).startswith(f"Chưa lưu được: «{content / A}» chỉ đọc được.")
    assert (content / A).read_text("utf-8") == TEXT
