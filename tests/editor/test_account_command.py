"""`account`, as an administrator types it on the server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tools import ROOT
from tools.editor.account_command import AccountOrder, run
from tools.editor.accounts import AccountRefused, Accounts
from tools.editor.audit import AuditTrail
from tools.editor.database import Database
from tools.editor.home import EditorHome

SETTINGS = 'origin = "https://soan.x.example"\nsite_url = "https://x.example"\npush_to = "ssh://a@localhost/site.git"\n'
LINK = re.compile(r"https://soan\.x\.example/moi/([\w-]+)/")
BINH = AccountOrder("add", "binh.tran", "administrator", "Trần Thị Bình", "binh@x.example")


@pytest.fixture
def home(tmp_path: Path) -> EditorHome:
    (tmp_path / "settings.toml").write_text(SETTINGS, "utf-8")
    return EditorHome(tmp_path)


def typed(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tasks.py", "account", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_first_administrator_gets_a_link_that_sets_a_password(home: EditorHome) -> None:
    told = run(home, BINH)
    accounts = Accounts(Database(home.accounts))
    assert accounts.set_password(LINK.findall(told)[0], "một câu để thử").full_name == "Trần Thị Bình"
    assert accounts.is_right("binh.tran", "một câu để thử", "")


def test_people_are_listed_changed_and_removed_and_the_trail_says_that_the_server_did_it(home: EditorHome) -> None:
    assert "Chưa có ai" in run(home, AccountOrder("list"))
    run(home, BINH)
    assert "Trần Bình <binh@x.example>" in run(home, AccountOrder("edit", "Binh.Tran", full_name="Trần Bình"))
    run(home, AccountOrder("role", "Binh.Tran", "chief"))
    assert "binh.tran\tchief\tTrần Bình <binh@x.example>\tchưa đặt" in run(home, AccountOrder("list"))
    run(home, AccountOrder("remove", "binh.tran"))
    assert "Chưa có ai" in run(home, AccountOrder("list"))
    trail = AuditTrail(Database(home.accounts)).page()
    assert {row.person for row in trail} == {"máy chủ"}
    assert [str(row.deed) for row in trail] == ["person-removed", "role-changed", "person-changed", "person-added"]
    assert trail[2].about == "binh.tran Trần Bình"


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (AccountOrder("ad", "a"), "Không có việc «ad». Có phải ý bạn là «add»?"),
        (AccountOrder("remove"), "Còn thiếu tên đăng nhập."),
        (AccountOrder("remove", "\udcff\x1b[31m"), "Không có người dùng «\ufffd\ufffd[31m»."),
        (AccountOrder("remove", "khong-ai"), "Không có người dùng «khong-ai»."),
        (AccountOrder("role", "a", "cheif"), "Không có vai trò «cheif». Có phải ý bạn là «chief»?"),
        (AccountOrder("add", "a"), "không dùng làm họ tên được."),
        (AccountOrder("add", "a", full_name="A"), "không phải địa chỉ thư."),
    ],
)
def test_a_slip_is_told_with_what_to_do(home: EditorHome, order: AccountOrder, told: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        run(home, order)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list",), "Chưa có ai."),
        (("add", "binh", "--full-name", "Trần Bình", "--email", "b@x.example"), "soan.x.example/moi/"),
    ],
)
def test_it_is_typed_as_the_readme_says(home: EditorHome, words: tuple[str, ...], told: str) -> None:
    done = typed(home.folder, *words)
    assert (done.returncode, told in done.stdout) == (0, True)


@pytest.mark.parametrize(("name", "told"), [("khong-co", "khong-co"), ("", "không phải thư mục của trình soạn bài")])
def test_a_folder_without_an_editor_is_told(tmp_path: Path, name: str, told: str) -> None:
    done = typed(tmp_path / name, "list")
    assert (done.returncode, done.stdout, told in done.stderr, "Traceback" in done.stderr) == (1, "", True, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up its powers")
def test_what_root_types_belongs_to_the_owner_of_the_folder() -> None:
    with tempfile.TemporaryDirectory() as folder:  # which others may reach
        (Path(folder) / "settings.toml").write_text(SETTINGS, "utf-8")
        for one in (Path(folder), Path(folder) / "settings.toml"):
            os.chown(one, 65534, 65534)
        assert typed(folder, "list").returncode == 0
        assert {one.stat().st_uid for one in Path(folder).iterdir()} == {65534}
