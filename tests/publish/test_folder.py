"""Folders in the states that a day's work leaves: `publish` goes on, or says what stands in the way and what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.publish.office import Editor, Office, git
from tests.site import article
from tools.publish.git import Answer, WorkingCopy

TEXT = "content/tin-tuc/a/index.md"
OTHER = "content/tin-tuc/b.md"


def test_a_file_in_the_place_of_a_folder_and_the_other_way_round(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/b": "x", "content/tin-tuc/c/d": "y"})
    editor.publish()
    (editor.root / "content/tin-tuc/b").unlink()
    shutil.rmtree(editor.root / "content/tin-tuc/c")
    editor.write({"content/tin-tuc/b/d": "x", "content/tin-tuc/c": "y"}).publish()
    assert {"content/tin-tuc/b/d", "content/tin-tuc/c"} < set(office.files())


@pytest.mark.skipif(os.name == "nt", reason="needs a file system that tells Bai from bai")
def test_a_name_that_changed_its_case_alone_goes_out(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/Bai.md": article("Bài")})
    editor.publish()
    editor.git("config", "core.ignoreCase", "true")
    (editor.root / "content/tin-tuc/Bai.md").rename(editor.root / "content/tin-tuc/bai.md")
    editor.publish()
    assert "content/tin-tuc/bai.md" in office.files()
    assert "content/tin-tuc/Bai.md" not in office.files()


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_text_that_git_was_told_not_to_look_at_goes_out(office: Office, flag: str) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.git("update-index", flag, TEXT)
    editor.publish()
    assert "Đoạn 2." in office.published(TEXT)


@pytest.mark.parametrize("commits", [True, False])
def test_a_repository_within_the_content_is_told_and_its_texts_go_out_once_it_is_gone(
    office: Office, *, commits: bool
) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/b/index.md": article("Bài B")})
    inner = Editor(editor.root / "content/tin-tuc/b")
    inner.git("init", "--quiet")
    if commits:
        inner.git("add", "--all")
        inner.git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "--message", "x")
    assert "Trong «content/tin-tuc/b» có một kho git khác (thư mục ẩn .git)" in editor.stopped()
    shutil.rmtree(inner.root / ".git")
    editor.publish()
    assert office.published("content/tin-tuc/b/index.md") == article("Bài B")


def test_work_on_no_branch_is_told_with_the_way_that_keeps_it(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.git("switch", "--quiet", "--detach")
    editor.git("commit", "--quiet", "--all", "--message", "x")
    told = editor.stopped()
    for command in told.partition("Hãy gõ: ")[2].partition(", rồi gõ lại")[0].split(", rồi: "):
        editor.git(*command.split()[1:])
    editor.publish()
    assert "Đoạn 2." in office.published(TEXT)


SETUPS = [
    ("branch.autoSetupMerge", "always"),
    ("branch.autoSetupMerge", "simple"),
    ("branch.autoSetupRebase", "always"),
]


@pytest.mark.parametrize(("key", "value"), SETUPS)
def test_a_branch_made_for_looking_never_goes_to_the_main_one(office: Office, key: str, value: str) -> None:
    editor = office.editor("thuy")
    editor.git("config", key, value)
    editor.git("switch", "--quiet", "--create", "thu")
    editor.rewrite("hai", "2").publish()
    assert "Đoạn hai." in office.published(TEXT)
    assert "Đoạn 2." in git(office.remote, "show", f"thu:{TEXT}")


def test_a_branch_that_follows_one_of_another_name_is_told_with_both_ways(office: Office) -> None:
    editor = office.editor("thuy")
    editor.git("switch", "--quiet", "--create", "thu", "origin/main")
    assert "gõ: git switch main, rồi: git merge thu; rồi gõ lại" in editor.rewrite("hai", "2").stopped()
    editor.git("branch", "--unset-upstream")
    editor.publish()
    assert "Đoạn 2." in git(office.remote, "show", f"thu:{TEXT}")


def test_a_forge_that_takes_another_branch_does_not_change_the_site(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = office.editor("thuy")
    editor.git("remote", "set-head", "origin", "main")
    editor.git("switch", "--quiet", "--create", "thu")
    editor.rewrite("hai", "2").publish()
    assert "Trang chỉ đổi khi nhánh ấy được ghép vào nhánh chính" in capsys.readouterr().out


def test_the_remote_may_have_any_name_but_of_several_none_is_guessed(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.git("remote", "rename", "origin", "kho")
    editor.git("branch", "--unset-upstream")
    editor.git("remote", "add", "anh", "/khong-co")
    assert "nối với nhiều kho (anh, kho), nên không rõ đăng lên kho nào. Hãy gõ: git config" in editor.stopped()
    editor.git("config", "branch.main.remote", "kho")
    editor.publish()
    assert "Đoạn 2." in office.published(TEXT)


def bisected(editor: Editor) -> None:
    editor.git("bisect", "start")


def patched(editor: Editor) -> None:
    editor.rewrite("hai", "2").git("commit", "--quiet", "--all", "--message", "2")
    editor.write({".git/patch": editor.git("format-patch", "-1", "--stdout")})
    editor.git("reset", "--quiet", "--hard", "HEAD~1")
    editor.rewrite("hai", "3").git("commit", "--quiet", "--all", "--message", "3")
    with pytest.raises(AssertionError):
        editor.git("am", ".git/patch")


@pytest.mark.parametrize(("begun", "ended"), [(bisected, "git bisect reset"), (patched, "git am --abort")])
def test_what_git_is_in_the_middle_of_is_told_with_the_command_that_ends_it(
    office: Office, begun: Callable[[Editor], None], ended: str
) -> None:
    editor = office.editor("thuy")
    begun(editor)
    assert f"gõ: {ended}, chép chúng vào lại" in editor.stopped()
    editor.git(*ended.split()[1:])
    editor.publish()


def test_a_shallow_clone_joins_and_goes_out(office: Office) -> None:
    colleague = office.editor("hoa").rewrite("ba.", "3.")
    colleague.publish()
    git(office.folder, "clone", "--quiet", "--depth=1", f"file://{office.remote}", "thuy")
    editor = Editor(office.folder / "thuy")
    editor.git("config", "user.name", "thuy")
    editor.git("config", "user.email", "t@x.example")
    colleague.rewrite("3.", "ba ba.").publish()
    editor.rewrite("một", "1").publish()
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn ba ba." in office.published(TEXT)
    assert editor.git("status", "--porcelain") == ""


def test_where_the_disk_has_no_room_for_what_colleagues_published_the_folder_is_not_touched(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.editor("hoa").rewrite("ba.", "3.").publish()
    editor = office.editor("thuy").rewrite("một", "1")
    with monkeypatch.context() as full:
        full.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 20))
        assert editor.stopped().startswith("Ổ đĩa đã đầy.")
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn ba." in editor.read(TEXT)
    editor.publish()
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn 3." in office.published(TEXT)


@pytest.mark.parametrize("call", ["add", "update-ref", "fetch", "reset"])
def test_cut_off_behind_whatever_changes_the_folder_the_next_publish_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    office.editor("hoa").rewrite("ba.", "3.").publish()
    editor = office.editor("thuy").rewrite("một", "1")
    editor.git("commit", "--quiet", "--all", "--message", "Một")
    editor.write({OTHER: article("Bài B")})
    run = WorkingCopy.run

    def cut_off(*arguments: str, **more: str) -> Answer:
        answer = run(*arguments, **more)  # type: ignore[arg-type]
        if arguments[1] == call:
            raise KeyboardInterrupt
        return answer

    with monkeypatch.context() as during:
        during.setattr(WorkingCopy, "run", cut_off)
        with pytest.raises(KeyboardInterrupt):
            editor.publish()
    editor.publish()
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn 3." in office.published(TEXT)
    assert office.published(OTHER) == article("Bài B")
    assert editor.git("status", "--porcelain") == ""
