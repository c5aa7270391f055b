"""What is typed behind `python3 tasks.py`: what a command is called with, and what is told of slips."""

from __future__ import annotations

from typing import Any

import pytest

import tasks
from tools import commands

SEE = "Xem: python3 tasks.py"
Call = tuple[tuple[str, ...], dict[str, Any]]


def called(typed: list[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """With what the command that is typed is called."""
    calls: list[Call] = []
    monkeypatch.setattr(commands.COMMANDS[typed[0]], "function", lambda *words, **given: calls.append((words, given)))
    commands.run(typed)
    (call,) = calls
    return call


UNDERSTOOD: list[tuple[list[str], Call]] = [
    (["build"], ((), {})),
    (["build", "--fresh", "--site-url", "/x"], ((), {"fresh": True, "site_url": "/x"})),
    (["build", "--site-url=a=b", "--now", "-1"], ((), {"site_url": "a=b", "now": "-1"})),
    (["build", "--content", "a", "--content=b"], ((), {"content": "b"})),
    (["new", "Tin mới", "--now", "x"], (("Tin mới",), {"now": "x"})),
    (["new", "--now", "x", "- Tin mới"], (("- Tin mới",), {"now": "x"})),
    (["new", "--title", "Tin mới"], (("Tin mới",), {})),
    (["new", "--", "--title"], (("--title",), {})),
    (["rollback", "nhà", "--list"], (("nhà",), {"list": True})),
    (["account", "nhà", "list"], (("nhà", "list"), {})),
    (["account", "nhà", "role", "binh", "--role", "chief"], (("nhà", "role", "binh"), {"role": "chief"})),
    (["account", "add", "--folder", "nhà", "binh"], (("nhà", "add", "binh"), {})),
    (["import-word", "a.docx", "b.docx"], (("a.docx", "b.docx"), {})),
    (["import-word", "--file", "a.docx", "b.docx", "--into", "x"], (("a.docx", "b.docx"), {"into": "x"})),
    (["import-word", "--into=x", "a.docx", "--file=b.docx"], (("a.docx", "b.docx"), {"into": "x"})),
    (["publish", "Tin mới"], (("Tin mới",), {})),
    (["publish", "Tin", "mới", "--all"], (("Tin", "mới"), {"all": True})),
    (["publish", "--message", "Tin mới", "--all"], (("Tin mới",), {"all": True})),
    (["publish", "--message=--all"], (("--all",), {})),
    (["publish", "--", "--all"], (("--all",), {})),
    (["publish", "-x", "-", "--- Tin ---", "--Tin"], (("-x", "-", "--- Tin ---", "--Tin"), {})),
    (["publish", "--only", "a", "--only=b", "Tin"], (("Tin",), {"only": ["a", "b"]})),
    (["test", "-k", "slug"], (("-k", "slug"), {})),
    (["test", "--", "--maxfail=1", "--help", "--"], (("--maxfail=1", "--help", "--"), {})),
]


@pytest.mark.parametrize(("typed", "call"), UNDERSTOOD)
def test_a_command_is_called_with_what_was_typed(typed: list[str], call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(typed, monkeypatch) == call


SLIPS = [
    ("buld", "Không có lệnh hay tùy chọn «buld». Có phải ý bạn là «build»?"),
    ("buld --help", "Không có lệnh hay tùy chọn «buld». Có phải ý bạn là «build»?"),
    ("--version", "Không có lệnh hay tùy chọn «--version». Xem các lệnh: python3 tasks.py --help"),
    ("build --conten=x", "Không có lệnh hay tùy chọn «--conten». Có phải ý bạn là «--content»?"),
    ("build --xyz", f"Không có lệnh hay tùy chọn «--xyz». {SEE} build --help"),
    ("build x", f"Thừa «x»; nhiều chữ thì đặt trong dấu nháy kép. {SEE} build --help"),
    ("new Tin mới", f"Thừa «mới»; nhiều chữ thì đặt trong dấu nháy kép. {SEE} new --help"),
    ("build --fresh=1", f"Sau --fresh không có giá trị nào. {SEE} build --help"),
    ("build --site-url", f"Sau --site-url còn thiếu giá trị. {SEE} build --help"),
    ("build --site-url --fresh", f"Sau --site-url còn thiếu giá trị. {SEE} build --help"),
    ("build --site-url -- x", f"Sau --site-url còn thiếu giá trị. {SEE} build --help"),
    ("publish --message", f"Sau --message còn thiếu giá trị. {SEE} publish --help"),
    ("new", f"Lệnh này còn thiếu: 'title'. {SEE} new --help"),
    ("account --email x", f"Lệnh này còn thiếu: 'folder', 'what'. {SEE} account --help"),
    ("publish --al", "Không có lệnh hay tùy chọn «--al». Có phải ý bạn là «--all»?"),
    (
        "publish --nhap=1",
        'Không có lệnh hay tùy chọn «--nhap». Nếu đó không phải tùy chọn, hãy gõ: publish -- "--nhap=1"',
    ),
]


@pytest.mark.parametrize(("typed", "told"), SLIPS)
def test_every_slip_is_told_with_what_to_do(typed: str, told: str) -> None:
    with pytest.raises(SystemExit) as slip:
        commands.run(typed.split())
    assert slip.value.args == (told,)


@pytest.mark.parametrize("typed", ["account --help", "--help account", "account nhà -h", "-h account"])
def test_a_command_is_explained_however_it_is_asked(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands.run(typed.split())
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Cách dùng: python3 tasks.py account FOLDER WHAT [NAME] [tùy chọn]"
    assert said[2] == f"  {tasks.account.__doc__}"
    assert said[5] == "  --email=…       địa chỉ thư, cũng đứng trong lịch sử"


def test_what_is_behind_two_dashes_asks_for_no_help(monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(["publish", "--", "--help"], monkeypatch) == (("--help",), {})
