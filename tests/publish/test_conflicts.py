"""Two editors in one place: both texts are shown and kept, nothing is left half done, and there is a way on."""

from __future__ import annotations

import pytest

from tests.publish.office import Editor, Office
from tests.publish.test_command import really_right
from tests.site import article

TEXT = "content/tin-tuc/a/index.md"
PICTURE = "content/tin-tuc/a/anh.jpg"


@pytest.fixture
def editor(office: Office) -> Editor:
    """Has changed the second passage, after a colleague published another wording of it."""
    mine = office.editor("thuy").rewrite("Đoạn hai.", "Đoạn hai của Thúy.")
    office.editor("hoa").rewrite("Đoạn hai.", "Đoạn hai của Hoa.").rewrite("Đoạn ba.", "Đoạn 3.").publish("Của Hoa")
    return mine


def test_both_wordings_are_told_with_title_file_line_and_who_wrote_the_other(editor: Editor) -> None:
    said = editor.stopped("Của Thúy")
    assert "«Bài A» (content/tin-tuc/a/index.md), đồng nghiệp sửa sau cùng: hoa, " in said
    assert "  dòng 6\n    Bản của bạn:  Đoạn hai của Thúy.\n    Bản đã đăng:  Đoạn hai của Hoa.\n" in said
    assert "xóa ba dòng dấu" in said
    assert "gõ lại lệnh publish" in said


def test_the_file_holds_both_and_takes_over_everything_that_does_not_collide(editor: Editor) -> None:
    editor.stopped()
    marks = "<<<<<<< BẢN CỦA BẠN\nĐoạn hai của Thúy.\n=======\nĐoạn hai của Hoa.\n>>>>>>> BẢN ĐÃ ĐĂNG\n"
    assert f"Đoạn một.\n\n{marks}\nĐoạn 3.\n" in editor.read(TEXT)
    assert editor.git("rev-parse", "HEAD") == editor.git("rev-parse", "origin/main")


def test_publishing_again_without_mending_is_refused_by_line_and_by_the_checker(office: Office, editor: Editor) -> None:
    editor.stopped()
    assert f"còn dấu của hai bản đứng liền nhau ở {TEXT}:6." in editor.stopped()
    assert not really_right(editor.root)
    assert office.log()[0] == "hoa: Của Hoa"


def test_mended_it_goes_out_and_the_version_before_is_still_kept(office: Office, editor: Editor) -> None:
    kept = editor.stopped("Của Thúy").partition("còn giữ ở «")[2].partition("»")[0]
    marked = editor.read(TEXT)
    before, _, rest = marked.partition("<<<<<<<")
    editor.write({TEXT: before + "Đoạn hai của cả hai.\n" + rest.partition("BẢN ĐÃ ĐĂNG\n")[2]})
    editor.publish("Ghép")
    assert "Đoạn hai của cả hai.\n\nĐoạn 3." in office.published(TEXT)
    assert office.log()[:2] == ["thuy: Ghép", "hoa: Của Hoa"]
    assert "Đoạn hai của Thúy." in editor.git("show", f"{kept}:{TEXT}")


def test_other_texts_of_the_same_publish_wait_with_it(office: Office, editor: Editor) -> None:
    editor.write({"content/tin-tuc/b.md": article("Bài B")}).stopped()
    assert editor.read("content/tin-tuc/b.md") == article("Bài B")
    assert "content/tin-tuc/b.md" not in office.files()


def test_two_texts_at_one_path_stand_side_by_side(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/b.md": article("Bài của Thúy")})
    office.editor("hoa").write({"content/tin-tuc/b.md": article("Bài của Hoa")}).publish()
    assert "Bản của bạn:  Title: Bài của Thúy\n    Bản đã đăng:  Title: Bài của Hoa\n" in editor.stopped()


def test_of_two_pictures_the_published_one_stays_and_mine_lies_beside(office: Office) -> None:
    editor = office.editor("thuy").write({PICTURE: b"\xff\xd8\x00thuy"})
    office.editor("hoa").write({PICTURE: b"\xff\xd8\x00hoa"}).publish()
    said = editor.stopped()
    assert "«anh-ban-cua-toi.jpg»" in said
    assert "dòng dấu" not in said
    assert (editor.root / PICTURE).read_bytes() == b"\xff\xd8\x00hoa"
    assert (editor.root / "content/tin-tuc/a/anh-ban-cua-toi.jpg").read_bytes() == b"\xff\xd8\x00thuy"


def test_a_picture_that_a_colleague_also_moved_is_found_at_its_new_place(office: Office) -> None:
    photo = bytes(range(256)) * 20
    office.editor("bình").write({PICTURE: photo}).publish()
    editor, colleague = office.editor("thuy"), office.editor("hoa")
    for one in (editor, colleague):
        one.git("pull", "--quiet")
    editor.write({PICTURE: photo + b"thuy"})
    (colleague.root / PICTURE).unlink()
    colleague.write({"content/tin-tuc/a/chup.jpg": photo + b"hoa"}).publish()
    assert "«chup-ban-cua-toi.jpg»" in editor.stopped()
    assert (editor.root / "content/tin-tuc/a/chup-ban-cua-toi.jpg").read_bytes() == photo + b"thuy"
    assert (editor.root / "content/tin-tuc/a/chup.jpg").read_bytes() == photo + b"hoa"


def test_two_names_for_one_text_are_told_and_both_are_there(office: Office) -> None:
    editor, colleague = office.editor("thuy"), office.editor("hoa")
    for one, name in ((editor, "b"), (colleague, "c")):
        (one.root / "content/tin-tuc/a").rename(one.root / f"content/tin-tuc/{name}")
    colleague.publish()
    said = editor.stopped()
    assert "content/tin-tuc/b/index.md" in said
    assert "content/tin-tuc/c/index.md" in said
    assert all((editor.root / f"content/tin-tuc/{name}/index.md").is_file() for name in "bc")


def test_a_text_that_a_colleague_deleted_stays_in_the_folder_until_the_editor_decides(office: Office) -> None:
    editor, colleague = office.editor("thuy").rewrite("hai", "2"), office.editor("hoa")
    (colleague.root / TEXT).unlink()
    colleague.publish()
    assert "bạn sửa, còn đồng nghiệp đã bỏ hoặc đổi chỗ. Trong thư mục là bản của bạn" in editor.stopped()
    editor.publish()
    assert "Đoạn 2." in office.published(TEXT)


def test_a_text_that_i_deleted_and_a_colleague_changed_comes_back(office: Office) -> None:
    editor = office.editor("thuy")
    (editor.root / TEXT).unlink()
    office.editor("hoa").rewrite("hai", "2").publish()
    assert "bạn bỏ hoặc đổi chỗ, còn đồng nghiệp đã sửa. Trong thư mục là bản đã đăng" in editor.stopped()
    assert "Đoạn 2." in editor.read(TEXT)


def test_the_same_change_twice_is_no_conflict(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    office.editor("hoa").rewrite("hai", "2").publish("Của Hoa")
    editor.publish("Của Thúy")
    assert office.log()[0] == "hoa: Của Hoa"


def test_a_conflict_outside_the_content_changes_nothing_on_the_machine(office: Office) -> None:
    editor = office.editor("thuy").write({"theme/base.css": "b {}\n"})
    office.editor("hoa").write({"theme/base.css": "c {}\n"}).publish(everything=True)
    editor.git("commit", "--quiet", "--all", "--message", "Màu")
    commit = editor.git("rev-parse", "HEAD")
    assert "sửa cả tệp ngoài thư mục content" in editor.stopped()
    assert (editor.git("rev-parse", "HEAD"), editor.read("theme/base.css")) == (commit, "b {}\n")


def test_an_unsaved_file_that_a_colleague_changed_too_is_not_overwritten(office: Office) -> None:
    editor = office.editor("thuy").write({"theme/base.css": "b {}\n", "moi.txt": "x"}).rewrite("hai", "2")
    colleague = office.editor("hoa").write({"theme/base.css": "c {}\n"})
    colleague.publish(everything=True)
    assert "mà bạn đang sửa dở và chưa đăng: theme/base.css. Hãy chép tệp ấy ra" in editor.stopped()
    editor.git("checkout", "--", "theme/base.css")
    colleague.write({"moi.txt": "y"}).publish(everything=True)
    assert "chưa đăng: moi.txt." in editor.stopped()
    assert editor.read("moi.txt") == "x"


def test_a_kill_while_the_two_are_laid_side_by_side_loses_nothing(
    office: Office, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr("tools.publish.merge._told", killed)
        with pytest.raises(KeyboardInterrupt):
            editor.publish()
    assert f"ở {TEXT}:6." in editor.stopped()
    assert "Đoạn hai của Thúy." in editor.read(TEXT)
    assert office.log()[0] == "hoa: Của Hoa"


@pytest.mark.parametrize(("mine_is_a_folder", "beside"), [(False, "b-ban-cua-toi.md"), (True, "b-ban-da-dang.md")])
def test_a_file_and_a_folder_of_one_name_are_both_there_under_names_that_people_read(
    office: Office, *, mine_is_a_folder: bool, beside: str
) -> None:
    editor, colleague = office.editor("thuy"), office.editor("hoa")
    one, other = (colleague, editor) if mine_is_a_folder else (editor, colleague)
    one.write({"content/tin-tuc/b.md": article("Tệp")})
    other.write({"content/tin-tuc/b.md/anh.jpg": b"\xff"})
    colleague.publish()
    said = editor.stopped()
    assert "(content/tin-tuc/b.md), đồng nghiệp sửa sau cùng: hoa, " in said
    assert f"tệp ấy nay tên «{beside}»" in said
    assert editor.read(f"content/tin-tuc/{beside}") == article("Tệp")
    editor.publish()
    assert [name for name in office.files() if name.startswith("content/tin-tuc/b")] == [
        f"content/tin-tuc/{beside}",
        "content/tin-tuc/b.md/anh.jpg",
    ]
