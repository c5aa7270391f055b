"""The commands as people type them: what they do, what they say, and how they exit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.engine.command import python
from tests.site import ROOT, article, write

NOW = ("--now", "2026-11-23 07:00")
RIGHT = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "tin-tuc/a.md": article("Bài một"),
    "tin-tuc/b.md": article("Bài sẽ đăng", "2026-12-01"),
}
WRONG = {"tin-tuc/a.md": article(date="1/13/2026", Tieude="x"), "tin-tuc/b.md": article(body="[Xem](khac.pdf)")}
TOLD = [
    "tin-tuc/a.md:2: Date: «1/13/2026» không có trên lịch.",
    "tin-tuc/a.md:3: không có ô «Tieude». Có phải ý bạn là «Tiêu đề»?",
    "tin-tuc/b.md:4: không có tệp «khac.pdf».",
]


def tasks(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python3 tasks.py …`, typed in `folder`."""
    return python(ROOT / "tasks.py", *arguments, folder=folder)


def inv(*arguments: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "invoke", *arguments)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("cảnh báo:")]


def test_build_makes_a_release_and_says_how_many_pages(tmp_path: Path) -> None:
    write(tmp_path / "content", RIGHT)
    where = ("--content", "content", "--output", "ra đây")
    result = tasks(tmp_path, "build", *where, *NOW, "--site-url", "https://y.example/thu/")
    made = tmp_path / "ra đây"
    assert (result.returncode, lines(result.stderr)) == (0, ["Soát bài: 0 lỗi, 1 cảnh báo."])
    assert result.stdout.startswith(f"Đã dựng {made}: {len(list(made.rglob('*.html')))} trang mới; ")
    assert result.stdout.endswith(" giây.\n")
    assert 'href="https://y.example/thu/tin-tuc/a/"' in (made / "tin-tuc/a/index.html").read_text("utf-8")
    assert not (made / "tin-tuc/b").exists()


def test_now_decides_what_has_appeared(tmp_path: Path) -> None:
    content = str(write(tmp_path / "content", RIGHT))
    tasks(tmp_path, "build", "--content", content, "--output", "a", "--now", "2026-12-01 00:00")
    assert (tmp_path / "a/tin-tuc/b/index.html").is_file()


@pytest.mark.parametrize("command", [("build", "--output", "ra"), ("check",)])
def test_build_and_check_refuse_with_all_problems_at_once_and_leave_nothing(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    write(tmp_path / "content", WRONG)
    result = tasks(tmp_path, *command, "--content", "content", *NOW)
    told = lines(result.stderr)
    assert (result.returncode, result.stdout, len(told)) == (1, "", 4)
    assert all(line.startswith(beginning) for line, beginning in zip(told, TOLD, strict=False))
    assert told[3] == "Soát bài: 3 lỗi, 1 cảnh báo."
    assert {one.name for one in tmp_path.iterdir()} == {"content"}


def test_check_says_that_nothing_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "content", RIGHT)
    result = tasks(tmp_path, "check", "--content", "content", *NOW)
    assert result.returncode == 0
    assert result.stdout.startswith("Không có lỗi; đã soát trong ")
    assert {one.name for one in tmp_path.iterdir()} == {"content"}


MISTAKES = [
    (("check", "--content", "khong-co"), "Không có thư mục «{folder}/khong-co». Hãy xem lại --content."),
    (("build", "--content", ".", "--now", "mai"), "«mai» không phải ngày giờ mà trang này đọc được."),
    (("check", "--content", ".", "--now", "2026-13-01 07:00"), "«2026-13-01 07:00» không có trên lịch."),
    (("buld",), "Không có lệnh hay tùy chọn «buld». Có phải ý bạn là «build»?"),
    (("new",), "Lệnh này còn thiếu: 'title'. Xem: python3 tasks.py new --help"),
    (
        ("server-init", "--site-url", "https://x.example"),
        "Lệnh này còn thiếu: 'folder'. Xem: python3 tasks.py server-init",
    ),
    (("build", "--site-url"), "Sau --site-url còn thiếu giá trị. Xem: python3 tasks.py build --help"),
    (("publish", "--x"), 'Không có lệnh hay tùy chọn «--x». Nếu đó không phải tùy chọn, hãy gõ: publish -- "--x"'),
    (("new", "Tin", "mới"), "Thừa «mới»; nhiều chữ thì đặt trong dấu nháy kép."),
]


@pytest.mark.parametrize(("typed", "message"), MISTAKES)
def test_a_slip_in_a_command_is_told_in_vietnamese(tmp_path: Path, typed: tuple[str, ...], message: str) -> None:
    result = tasks(tmp_path, *typed)
    assert result.returncode == 1
    assert message.format(folder=tmp_path) in result.stderr + result.stdout
    assert "Traceback" not in result.stderr + result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_bad_now_is_told_by_the_name_that_was_typed(tmp_path: Path) -> None:
    result = tasks(tmp_path, "check", "--content", ".", "--now", "mai")
    assert "pelicanconf.py" not in result.stderr
    assert "--now" in result.stderr


def test_help_lists_the_commands_with_what_they_do(tmp_path: Path) -> None:
    said = tasks(tmp_path, "--help").stdout
    assert said.startswith("Cách dùng: python3 tasks.py LỆNH [tùy chọn]")
    for name in ("build", "check", "preview", "test"):
        (line,) = (line for line in said.splitlines() if line.startswith(f"  {name} "))
        assert len(line.split()) > 4


def test_help_of_a_command_explains_every_option(tmp_path: Path) -> None:
    said = tasks(tmp_path, "build", "--help").stdout
    for option in ("--content", "--output", "--site-url", "--now", "--fresh", "--no-search"):
        (line,) = (line for line in said.splitlines() if line.strip().startswith(option))
        assert len(line.split()) > 4
    assert "Traceback" not in said


def test_invoke_lists_the_same_commands() -> None:
    said = inv("--list").stdout
    assert all(f"  {name}  " in said for name in ("build", "check", "import-word", "preview", "test"))


def test_invoke_explains_the_same_options() -> None:
    said = inv("--help", "publish").stdout
    assert all(f"  {name} " in said for name in ("--all", "--message", "--only"))


WITH_INVOKE = [
    (("check", "--content", "không-có"), f"Không có thư mục «{ROOT / 'không-có'}». Hãy xem lại --content."),
    (("import-word", "--file", "không-có.docx", "--file", "b.docx"), "Chưa nhập được 2 trong 2 tệp"),
    (("account", "không-có", "list"), "không-có»: "),
    (("rollback", "không-có", "--list"), "không-có» không phải nơi đăng trang."),
    (("test", "--", "--khong-co"), "unrecognized arguments: --khong-co"),
]


@pytest.mark.parametrize(("typed", "told"), WITH_INVOKE)
def test_invoke_runs_the_same_commands(typed: tuple[str, ...], told: str) -> None:
    ended = inv(*typed)
    assert ended.returncode != 0
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a process is sent Ctrl-C alone")
@pytest.mark.parametrize("module", ["tools.setup", "tools.commands", "pelican", "plugins.editorial"])
def test_a_command_that_is_interrupted_while_it_begins_says_so_calmly(tmp_path: Path, module: str) -> None:
    """The moments are told by what is imported just then."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Interrupting:\n"
        f"    def find_spec(self, name, path=None, target=None, told='{module}'):\n"
        "        if name == told: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
    )
    content = tmp_path / "content"  # which nobody has checked: of one that stayed as it was nothing is loaded
    content.mkdir()
    command = [sys.executable, str(ROOT / "tasks.py"), "check", "--content", str(content)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    # Whoever runs the tests in the background has Ctrl-C ignored, and all that is started with it.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, check=False, preexec_fn=heard
    )
    assert (done.returncode, done.stderr.strip()) == (130, "Đã dừng theo Ctrl-C.")
