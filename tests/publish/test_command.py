"""`publish` as an editor has it: what goes out, what stays, what is said, and that nothing is ever lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from tests.publish.office import PUBLISHED_PAGE, REFUSING, SEED, SERVER, Editor, Office, git
from tests.site import NOW, ROOT, article
from tools.publish.command import Stopped

TEXT = "content/tin-tuc/a/index.md"


def test_a_new_text_is_committed_pushed_and_its_live_address_told(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.hook("pre-receive", SERVER + PUBLISHED_PAGE)
    editor = office.editor("thuy").write({"content/tin-tuc/b.md": article("Hội nghị ký kết")})
    editor.publish("Đăng tin hội nghị")
    assert office.published("content/tin-tuc/b.md") == article("Hội nghị ký kết")
    assert office.log()[0] == "thuy: Đăng tin hội nghị"
    assert capsys.readouterr().out.splitlines() == [
        "Thay đổi chưa đăng:",
        "  bài mới: Hội nghị ký kết",
        "Đang dựng trang …",
        "Đã lên trang: https://x.example/",
        "  https://x.example/tin-tuc/a/",
    ]


def test_a_forge_accepts_and_the_address_of_the_site_is_told(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.editor("thuy").rewrite("hai", "2").publish()
    assert capsys.readouterr().out.endswith(
        "Kho đã nhận bài. Trang https://x.example sẽ đổi sau ít phút, khi kho dựng xong.\n"
    )


def test_without_a_line_the_commit_says_what_changed_by_title(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2").write({"content/pages/gioi-thieu.md": article("Giới thiệu")})
    editor.publish()
    assert office.log()[0] == "thuy: Trang mới: Giới thiệu; sửa: Bài A"


@pytest.mark.parametrize(("answer", "line"), [("Sửa số liệu", "Sửa số liệu"), ("  ", "Sửa: Bài A")])
def test_on_a_terminal_the_line_is_asked_and_enter_takes_the_proposed_one(
    office: Office, answer: str, line: str
) -> None:
    asked: list[str] = []
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.ask = lambda question: asked.append(question) or answer  # type: ignore[func-returns-value]
    editor.publish()
    assert office.log()[0] == f"thuy: {line}"
    assert asked == ["Lời nhắn cho lần đăng này (chỉ nhấn Enter thì ghi «Sửa: Bài A»): "]


def test_deleted_moved_and_renamed_files_go_out_and_are_named(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = office.editor("thuy")
    editor.write({"content/tin-tuc/b.md": article("Bài B"), "content/tin-tuc/c.md": article("Bài C")}).publish()
    editor.write({"content/tin-tuc/a/hình mới.jpg": b"\xff\xd8\x00hai"})
    (editor.root / "content/tin-tuc/b.md").unlink()
    (editor.root / "content/tin-tuc/c.md").rename(editor.root / "content/tin-tuc/d.md")
    capsys.readouterr()
    editor.publish()
    said = capsys.readouterr().out
    for line in ("  sửa: Bài A\n", "  bỏ: Bài B\n", "  đổi chỗ: Bài C\n"):
        assert line in said
    assert office.published("content/tin-tuc/d.md") == article("Bài C")


def test_what_the_checker_refuses_is_not_even_committed(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.right = lambda _: False
    before = office.log()
    assert editor.stopped() == "Chưa đăng gì: bài còn lỗi, kể ở trên. Hãy sửa rồi gõ lại lệnh publish."
    assert (office.log(), editor.git("log", "--format=%s").splitlines()) == (before, ["Đầu"])


def test_the_servers_reason_is_shown_as_it_came_and_the_next_publish_goes_on(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.hook("pre-receive", REFUSING)
    editor = office.editor("thuy").rewrite("hai", "2")
    assert editor.stopped("Một").startswith("Máy chủ không nhận lần đăng này. Lý do ở ngay trên")
    assert "\ntin-tuc/a/index.md:2: Date: sai.\n" in capsys.readouterr().out
    office.hook("pre-receive", SERVER)
    editor.rewrite("ba.", "3.").publish("Hai")
    assert office.log()[:2] == ["thuy: Hai", "thuy: Một"]


def test_nothing_new_is_said_and_the_folder_takes_what_colleagues_published(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = office.editor("thuy")
    office.editor("hoa").rewrite("hai", "2").publish()
    capsys.readouterr()
    editor.publish()
    assert capsys.readouterr().out == "Không có gì mới để đăng: mọi thay đổi đã ở trong kho.\n"
    assert "Đoạn 2." in editor.read(TEXT)


def test_other_changes_are_told_and_left_alone_staged_or_not(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = office.editor("thuy").write({"theme/base.css": "b {}\n", "moi.txt": "x", "thu.txt": "y"})
    editor.git("add", "moi.txt", "theme/base.css")
    office.editor("hoa").rewrite("ba.", "3.").publish()
    capsys.readouterr()
    editor.rewrite("một", "1").publish()
    assert "không đăng: moi.txt, theme/base.css, thu.txt. Muốn đăng cả thì thêm --all." in capsys.readouterr().out
    assert office.published("theme/base.css") == "a {}\n"
    assert [editor.read(name) for name in ("theme/base.css", "moi.txt", "thu.txt")] == ["b {}\n", "x", "y"]


def test_what_programs_leave_beside_the_texts_stays_at_home(office: Office) -> None:
    left = ["content/.obsidian/app.json", "content/tin-tuc/a/.~lock.x.docx#", "content/tin-tuc/@eaDir/x.md"]
    editor = office.editor("thuy").write({**dict.fromkeys(left, "x"), "content/tin-tuc/a/ghi-chu.txt": "y"})
    editor.publish()
    assert office.published("content/tin-tuc/a/ghi-chu.txt") == "y"
    assert not set(left) & set(editor.git("ls-files").splitlines())


def test_all_takes_the_other_changes_too(office: Office) -> None:
    editor = office.editor("thuy").write({"theme/base.css": "b {}\n", "moi.txt": "x"})
    editor.publish(everything=True)
    assert (office.published("theme/base.css"), office.published("moi.txt")) == ("b {}\n", "x")


def test_one_text_alone_goes_out_while_others_wait_as_they_are(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/[b]/index.md": article("B"), "content/tin-tuc/c.md": "dở"})
    editor.rewrite("hai.", "hai, sửa.")
    editor.git("add", "--all")
    editor.publish(only=["content/tin-tuc/[b]"])
    assert "content/tin-tuc/[b]/index.md" in office.files()
    assert "content/tin-tuc/c.md" not in office.files()
    assert "hai." in office.published("content/tin-tuc/a/index.md")
    assert "hai, sửa." in editor.read("content/tin-tuc/a/index.md")
    assert editor.read("content/tin-tuc/c.md") == "dở"


@pytest.mark.parametrize("link", ["[xem](<kế hoạch [1].pdf>)", "[xem](k%E1%BA%BF%20hoạch%20[1].pdf)"])
def test_a_file_that_git_passes_over_and_a_text_uses_goes_along_and_is_told(
    office: Office, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    editor = office.editor("thuy").write({".git/info/exclude": "*.pdf\n*.tmp\n.trash/\n"})
    editor.write(
        {"content/tin-tuc/a/kế hoạch [1].pdf": b"%PDF", "content/tin-tuc/a/x.tmp": b"", "content/.trash/c.md": ""}
    )
    editor.rewrite("hai.", f"hai, {link}.").publish()
    assert "bỏ qua content/tin-tuc/a/kế hoạch [1].pdf, nhưng trang cần đến" in capsys.readouterr().out
    assert office.published("content/tin-tuc/a/kế hoạch [1].pdf") == "%PDF"
    assert "content/tin-tuc/a/x.tmp" not in office.files()


def test_a_text_that_git_passes_over_may_be_kept_back_on_purpose_and_is_told(office: Office) -> None:
    editor = office.editor("thuy").write({".git/info/exclude": "nhap/\n"}).rewrite("hai", "2")
    editor.write({"content/tin-tuc/nhap/index.md": article("Nháp")})
    assert 'gõ: git add --force "content/tin-tuc/nhap/index.md"; chưa muốn thì dời bài' in editor.stopped()
    editor.git("add", "--force", "content/tin-tuc/nhap/index.md")
    editor.publish()
    assert office.published("content/tin-tuc/nhap/index.md") == article("Nháp")


def test_colleagues_work_is_joined_checked_again_and_every_commit_keeps_its_author(office: Office) -> None:
    editor = office.editor("thuy").rewrite("một", "1")
    editor.git("commit", "--quiet", "--all", "--message", "Sửa đầu", "--author", "Khách <k@x.example>")
    office.editor("hoa").rewrite("ba.", "3.").publish("Của Hoa")
    editor.write({"content/tin-tuc/b.md": article("Bài B")}).publish("Thêm B")
    assert office.log()[:3] == ["thuy: Thêm B", "Khách: Sửa đầu", "hoa: Của Hoa"]
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn 3." in office.published(TEXT)
    assert editor.checks == [True, True]
    assert editor.git("status", "--porcelain") == ""


def test_what_is_wrong_only_together_is_not_pushed(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/b.md": article("Bài B")})
    editor.right = lambda root: not (root / "content/tin-tuc/c.md").exists()
    office.editor("hoa").write({"content/tin-tuc/c.md": article("Bài C")}).publish()
    assert editor.stopped().startswith("Chưa đăng gì: ghép với bản mới của đồng nghiệp thì trang có lỗi")
    assert office.files() == sorted([*SEED, "content/tin-tuc/c.md"])


def test_a_merge_that_the_editor_made_by_hand_goes_out_as_one_commit(office: Office) -> None:
    editor, colleague = office.editor("thuy").rewrite("một", "1"), office.editor("hoa")
    editor.git("commit", "--quiet", "--all", "--message", "Một")
    colleague.rewrite("ba.", "3.").publish("Của Hoa")
    editor.git("pull", "--quiet", "--no-rebase", "--no-edit")
    colleague.write({"content/tin-tuc/c.md": article("Bài C")}).publish("Của Hoa nữa")
    editor.publish()
    assert office.log()[1] == "hoa: Của Hoa nữa"
    assert "Đoạn 1.\n\nĐoạn hai.\n\nĐoạn 3." in office.published(TEXT)


def pushes_before(editor: Editor, other: Editor, commands: str) -> None:
    """Lets another one's commands run between the editor's fetch and push."""
    receive = f"(cd {other.root} && unset GIT_DIR; {commands}) >&2; git-receive-pack"
    editor.git("config", "remote.origin.receivepack", receive)


def test_a_push_in_between_is_joined_and_tried_again(office: Office) -> None:
    other = office.editor("hoa").rewrite("ba.", "3.")
    editor = office.editor("thuy").rewrite("một", "1")
    pushes_before(editor, other, "git commit -qam Chen && git push -q; true")
    editor.publish("Của Thúy")
    assert office.log()[:2] == ["thuy: Của Thúy", "hoa: Chen"]


def test_colleagues_who_never_stop_are_told_of_after_a_few_tries(office: Office) -> None:
    other = office.editor("hoa")
    editor = office.editor("thuy").rewrite("một", "1")
    pushes_before(editor, other, "git commit -q --allow-empty -m Chen && git push -q")
    assert editor.stopped().startswith("Đồng nghiệp đăng liên tục nên chưa đến lượt. Hãy đợi một phút")
    editor.git("config", "--unset", "remote.origin.receivepack")
    editor.publish()
    assert "Đoạn 1." in office.published(TEXT)


def test_a_publish_that_was_cut_off_before_the_push_goes_on(office: Office) -> None:
    away = office.folder / "xa.git"
    editor = office.editor("thuy").rewrite("hai", "2")
    office.remote.rename(away)
    assert editor.stopped("Một").startswith("Không có kho nào ở địa chỉ")
    away.rename(office.remote)
    editor.publish()
    assert office.log()[0] == "thuy: Một"


def test_a_branch_that_is_new_is_pushed_as_it_is(office: Office) -> None:
    editor = office.editor("thuy")
    editor.git("switch", "--quiet", "--create", "ban-thu")
    editor.rewrite("hai", "2").publish()
    assert "Đoạn 2." in editor.git("show", "origin/ban-thu:" + TEXT)
    assert "Đoạn hai." in office.published(TEXT)
    editor.rewrite("ba.", "3.").publish()


def test_the_first_publish_into_an_empty_repository(office: Office) -> None:
    editor = office.editor("thuy")
    shutil.rmtree(editor.root / ".git")
    shutil.rmtree(office.remote)
    for folder, options in ((office.remote, ["--bare"]), (editor.root, [])):
        folder.mkdir(exist_ok=True)
        Editor(folder).git("init", "--quiet", "--initial-branch=main", *options)
    editor.git("remote", "add", "origin", str(office.remote))
    editor.git("config", "user.name", "Thúy")
    editor.git("config", "user.email", "t@x.example")
    editor.publish("Bài đầu tiên")
    assert office.log() == ["Thúy: Bài đầu tiên"]


def test_a_name_is_asked_once_and_kept_for_this_folder(office: Office) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.git("config", "--remove-section", "user")
    assert editor.stopped().startswith("Git chưa biết tên và thư điện tử của bạn")
    answers = iter(["Nguyễn Thị Thúy", "thuy@x.example", ""])
    editor.ask = lambda _: next(answers)
    editor.publish()
    assert office.log()[0] == "Nguyễn Thị Thúy: Sửa: Bài A"
    assert editor.git("config", "--local", "user.email") == "thuy@x.example\n"


@pytest.mark.parametrize("command", ["git merge --abort", "git rebase --abort"])
def test_a_merge_left_by_hand_is_told_with_the_way_out(office: Office, command: str) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    office.editor("hoa").rewrite("hai", "hai hai").publish()
    editor.git("commit", "--quiet", "--all", "--message", "x")
    editor.git("fetch", "--quiet")
    with pytest.raises(AssertionError):
        editor.git(command.split()[1], "origin/main")
    with pytest.raises(Stopped, match=command):
        editor.publish()


WAYS_TO_STOP: list[tuple[str, Callable[[Editor], object], str]] = [
    (
        "detached",
        lambda editor: editor.git("switch", "--quiet", "--detach"),
        "không ở nhánh nào. Hãy gõ: git switch main",
    ),
    ("no remote", lambda editor: editor.git("remote", "remove", "origin"), "git remote add origin ĐỊA-CHỈ-KHO"),
    ("locked", lambda editor: editor.write({".git/index.lock": ""}), "còn tệp khóa «"),
    (
        "no such host",
        lambda editor: editor.git("remote", "set-url", "origin", "http://khong-co.invalid/x.git"),
        "Không kết nối được với máy chủ của kho. Hãy xem mạng có thông không",
    ),
    (
        "strange",
        lambda editor: editor.git("config", "core.bare", "chẳng biết"),
        "Git gặp chuyện mà lệnh này chưa biết cách giải thích.",
    ),
    ("no repository", lambda editor: shutil.rmtree(editor.root / ".git"), "không phải bản sao của kho bài"),
]


@pytest.mark.parametrize(("name", "harm", "told"), WAYS_TO_STOP, ids=[name for name, _, _ in WAYS_TO_STOP])
def test_what_git_says_in_english_becomes_what_to_do(
    office: Office, name: str, harm: Callable[[Editor], object], told: str
) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    harm(editor)
    assert told in editor.stopped()
    assert "Đoạn 2." in editor.read(TEXT)


def test_a_machine_without_git_is_told_where_to_get_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = office.editor("thuy")
    monkeypatch.setenv("PATH", str(office.folder))
    assert editor.stopped().startswith("Máy này chưa có git.")


def test_a_project_inside_another_repository_is_not_published_by_it(office: Office) -> None:
    editor = office.editor("thuy")
    inside = Editor(editor.root / "content")
    assert inside.stopped().startswith("Thư mục này không phải bản sao của kho bài")


def test_the_real_checker_refuses_what_is_wrong(office: Office) -> None:
    editor = office.editor("thuy").write({"content/tin-tuc/a/index.md": "Title: A\n\nx\n"})
    editor.right = really_right
    assert "bài còn lỗi" in editor.stopped()


def really_right(root: Path) -> bool:
    settings = {"PATH": str(root / "content"), "NOW": NOW, "CHECK_ONLY": True}
    try:
        Pelican(read_settings(str(ROOT / "publishconf.py"), override=settings)).run()
    except SystemExit:
        return False
    return True


MESSAGES = [
    ("- sửa lỗi", "- sửa lỗi"),
    ("--all", "--all"),
    (" # số 1", "# số 1"),
    ("Tin \"mới\" 'hôm nay' 🎉", "Tin \"mới\" 'hôm nay' 🎉"),
    ("Tin\x1b[31m đỏ\r\n\nĐoạn\tsau", "Tin [31m đỏ\n\nĐoạn sau"),
    ("\x07 \n", "Sửa: Bài A"),
    ("rất " * 40_000 + "dài", "rất " * 40_000 + "dài"),
]


@pytest.mark.parametrize(("line", "written"), MESSAGES, ids=range(len(MESSAGES)))
def test_whatever_is_written_is_the_message(office: Office, line: str, written: str) -> None:
    editor = office.editor("thuy").rewrite("hai", "2")
    editor.publish(line)
    assert git(office.remote, "log", "-1", "--format=%B", "main").strip() == written
