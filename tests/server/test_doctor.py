"""`doctor` tells the truth: whatever is broken is told with its remedy, and `server-init` mends what it can."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from plugins.base import moments
from tests.server.house import URL, House, git, quiet
from tools.server import doctor, doctor_machine, init, release
from tools.server.findings import Finding, Level
from tools.server.home import Home


def told(house: House) -> list[str]:
    """What is broken, in words; each with its remedy."""
    quiet(house)
    broken = [str(one) for one in doctor.examine(house.home, moments.now("")) if one.level is Level.BROKEN]
    assert all("Cách sửa" in line for line in broken)
    return broken


def note_of_an_older_release(home: Home) -> Path:
    older = next(one for one in release.all_of(home) if one != home.served())
    return home.server / "about" / f"{older.name}.json"


def include(home: Home) -> None:
    """Settings of git in a file of their own."""
    (home.server / "other").write_text("[core]\n\thooksPath = /tmp\n", "utf-8")
    with (home.repository / "config").open("a", encoding="utf-8") as config:
        config.write(f"[include]\n\tpath = {home.server}/other\n")


BREAKS: Mapping[str, Callable[[Home], object]] = {
    "không chạy được (thiếu quyền x): pre-receive": lambda home: (home.repository / "hooks/pre-receive").chmod(0o644),
    "thiếu hoặc cũ: site.git/hooks/post-receive": lambda home: (home.repository / "hooks/post-receive").unlink(),
    "tệp server/secret mất hoặc hỏng": lambda home: (home.server / "secret").write_bytes(b"ng\xe1\xba\xafn"),
    "quyền của server/secret phải là 0600": lambda home: (home.server / "secret").chmod(0o644),
    "quyền của server phải là 0700": lambda home: home.server.chmod(0o755),
    "quyền của site.git phải là 0700": lambda home: home.repository.chmod(0o755),
    "quyền của server/lock phải là 0600": lambda home: home.lock.chmod(0o644),
    "core.hooksPath": include,
    "danh sách địa chỉ": lambda home: (home.server / "addresses.txt").unlink(),
    "mất ghi chép của 1 bản phát hành": lambda home: note_of_an_older_release(home).unlink(),
    "nhánh main mất hoặc hỏng": lambda home: (home.repository / "refs/heads/main").write_bytes(b""),
}


def test_a_home_that_is_well_has_nothing_broken(house: House) -> None:
    house.clone.version(1)
    house.clone.goes_live()
    assert told(house) == []


def test_whatever_is_broken_is_told_with_its_remedy_and_mended_by_the_one_command(house: House) -> None:
    tip, promised = house.tip, (house.home.server / "addresses.txt").read_text("utf-8")
    for harm in BREAKS.values():
        harm(house.home)
    said = "\n".join(told(house))
    assert [words for words in BREAKS if words not in said] == []
    init.init(house.home.root, "")
    assert told(house) == []
    assert (house.tip, (house.home.server / "addresses.txt").read_text("utf-8")) == (tip, promised)
    house.clone.version(2)
    house.clone.goes_live()


@pytest.mark.parametrize("name", ["HEAD", "config"])
def test_a_repository_whose_own_files_are_garbled_is_mended(house: House, name: str) -> None:
    tip = house.tip
    (house.home.repository / name).write_bytes(b"\0[[\n")
    assert told(house)
    init.init(house.home.root, "")
    assert told(house) == []
    assert house.tip == tip


def test_objects_that_are_damaged_are_told(house: House) -> None:
    packs = [one for one in (house.home.repository / "objects").rglob("*") if one.is_file() and one.suffix != ".idx"]
    before = {one: one.read_bytes() for one in packs}
    for one in packs:
        one.chmod(0o600)
        one.write_bytes(b"x")
    said = told(house)
    for one, content in before.items():
        one.write_bytes(content)
    assert any("kho" in line for line in said)
    assert told(house) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file away, which only root may")
def test_what_belongs_to_somebody_else_is_told_wherever_it_lies(house: House) -> None:
    file = next((house.home.repository / "objects").rglob("*.pack"))
    os.chown(file, 12345, 12345)
    said = told(house)
    os.chown(file, os.geteuid(), os.getegid())
    assert any("không thuộc về" in line and "chown -R" in line for line in said)


def test_a_full_disk_is_told_by_bytes_and_by_files(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 10**6))
        assert any("ổ đĩa còn" in line for line in told(house))
    facts = list(os.statvfs(house.home.root))
    facts[5:8] = 1000, 3, 3  # files: all, free, free for others than root
    with monkeypatch.context() as patched:
        patched.setattr(os, "statvfs", lambda _: os.statvfs_result(facts))
        assert any("(inode)" in line for line in told(house))


def test_a_machine_without_nginx_is_never_called_well(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    lines = [str(one) for one in doctor_machine.nginx(house.home, moments.now(""))]
    assert lines == [lines[0]]
    assert lines[0].startswith("chú ý máy này không có nginx")


def test_an_nginx_that_was_set_up_and_does_not_run_is_broken(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-enabled/x.conf").symlink_to(house.home.server / "nginx.conf")
    monkeypatch.setattr(doctor_machine, "NGINX", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: "/bin/true")
    monkeypatch.setattr(doctor_machine, "_runs", lambda: False)
    assert [one.level for one in doctor_machine.nginx(house.home, moments.now(""))] == [Level.BROKEN]
    monkeypatch.setattr(shutil, "which", lambda *_, **__: "/bin/false")
    [flaw] = doctor_machine.nginx(house.home, moments.now(""))
    assert flaw.words.startswith("nginx không nhận thiết lập") or os.geteuid() != 0


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> list[Finding]:
        raise ZeroDivisionError("lạ")

    monkeypatch.setattr(doctor, "CHECKS", {"điều lạ": failing, **doctor.CHECKS})
    [line] = told(house)
    assert line.startswith("HỎNG  không xem được điều lạ: ZeroDivisionError")


def test_settings_that_cannot_be_read_hide_nothing_else(house: House) -> None:
    settings = house.home.server / "settings.toml"
    before = settings.read_text("utf-8")
    settings.write_text("x = [", "utf-8")
    (house.home.repository / "hooks/post-receive").unlink()
    broken = [str(one) for one in doctor.examine(house.home, moments.now("")) if not one.well]
    settings.write_text(before, "utf-8")
    init.init(house.home.root, "")
    assert any("settings.toml" in line for line in broken)
    assert told(house) == []


def test_only_the_owner_reads_what_the_web_server_does_not_need(house: House) -> None:
    house.clone.version(9)
    house.clone.goes_live()
    quiet(house)
    root = house.home.root
    closed = {path.name for path in root.iterdir() if not path.is_symlink() and not _for_all(path, 0o001)}
    assert closed == {"server", "site.git"}
    assert not any(_for_all(house.home.server / name, 0o077) for name in ("secret", "lock", "addresses.txt"))
    served = house.home.current.resolve()
    for path in (root, house.home.releases, served, *served.rglob("*")):
        assert path.is_symlink() or _for_all(path, 0o005 if path.is_dir() else 0o004), path


def _for_all(path: Path, bits: int) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & bits)


def test_a_home_that_stood_open_is_closed_by_server_init(tmp_path: Path) -> None:
    home = init.init(tmp_path / "home", URL)
    for path in (home.server, home.repository, home.releases, home.previews):
        path.chmod(0o777)
    init.init(home.root, "")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.root.iterdir()}
    assert modes == {"server": 0o700, "site.git": 0o700, "releases": 0o755, "previews": 0o711}


def test_a_reader_who_leaves_stops_no_command(house: House) -> None:
    """As in `server-init … | head -1`."""
    for command in ("server-init", "doctor", "rollback --list"):
        line = f"python3 tasks.py {command.partition(' ')[0]} {house.home.root} {command.partition(' ')[2]} | true"
        done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert git(house.home.repository, "fsck", "--connectivity-only") == ""
