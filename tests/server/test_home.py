"""`server-init` and `doctor`: a home is made, kept, repaired, and says how it is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.house import URL, House, quiet, run
from tests.site import ROOT, write
from tools.server import init, next_steps
from tools.server.home import Unusable


def test_a_home_has_its_repository_releases_and_settings(house: House) -> None:
    assert (house.home.repository / "HEAD").read_text("utf-8") == "ref: refs/heads/main\n"
    assert house.home.current.is_symlink()
    assert (house.home.server / "nginx.conf").is_file()
    assert (house.home.server / "redirects.csv").read_text("utf-8").startswith("old,new,status")
    assert {file.suffix for file in house.home.server.glob("trang-tin-*")} == {".service", ".timer"}
    assert house.command("doctor", str(house.home.root)).code == 0


def test_made_again_it_is_repaired_and_nothing_is_lost(house: House) -> None:
    served, token = house.home.current.readlink(), house.home.token("x")
    hook = house.home.repository / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (house.home.server / "settings.toml").write_text(f'site_url = "{URL}"\nkeep_releases = 7\n', "utf-8")
    asked = house.command("doctor", str(house.home.root))
    assert asked.code == 1
    assert "HỎNG  thiếu hoặc cũ: site.git/hooks/pre-receive" in asked.said
    assert house.command("server-init", str(house.home.root), "--site-url", URL).code == 0
    assert house.command("doctor", str(house.home.root)).code == 0
    assert (house.home.current.readlink(), house.home.token("x")) == (served, token)
    assert house.home.settings.keep_releases == 7


def test_a_link_that_is_gone_is_put_back_and_no_release_is_lost(house: House) -> None:
    house.clone.version(2)
    house.clone.goes_live()
    releases = sorted(house.home.releases.iterdir())
    house.home.current.unlink()
    done = house.command("doctor", str(house.home.root))
    assert done.code == 0, done.said
    assert house.served == house.tip
    assert sorted(house.home.releases.iterdir()) == releases


@pytest.mark.parametrize("url", ["x.example", "https://", "https://x.example/a b", "ftp://x.example", "https://x/\n"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unusable, match="--site-url"):
        init.init(tmp_path / "home", url)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("url", ["https://x.example:0", "https://x.example/../a", "https://x.example/xem-truoc/a"])
def test_an_address_at_which_no_site_can_stand_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unusable, match="--site-url"):
        init.init(tmp_path / "home", url)


ODD = "Trang tin 50% của “hội” (bản 'mới')"


def test_what_is_written_and_said_for_a_folder_of_any_name_can_be_used(tmp_path: Path) -> None:
    home = init.init(tmp_path / ODD, "https://x.example:8443/a")
    said = next_steps.words(home)
    assert "@x.example:site.git" in said
    for command in ("ln -s", "systemctl link", "systemctl enable --now"):
        (line,) = [one for one in said.splitlines() if f" {command} " in one]
        words = shlex.split(line.partition(f" {command} ")[2])
        assert Path(words[0]).is_file()
    (forced,) = re.findall(r'command="(.*?)(?<!\\)"', said)
    assert [Path(word).is_file() for word in shlex.split(forced.replace('\\"', '"'))] == [True]
    if shutil.which("systemd-analyze"):
        units = sorted(home.server.glob("trang-tin-*"))
        done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ['a"b', "a$b", "a\\b", "a\nb"])
def test_a_folder_that_nginx_cannot_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unusable, match="nginx"):
        init.init(tmp_path / name, URL)


def test_two_homes_with_one_name_have_two_timers_and_a_former_name_runs_on_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (init.init(tmp_path / folder / "trang", URL) for folder in ("a", "b"))
    assert init.timer_name(one) != init.timer_name(other)
    former = one.server / "trang-tin-trang.service"
    former.write_text("cũ", "utf-8")
    former.with_suffix(".timer").write_text("cũ", "utf-8")
    init.init(one.root, "")
    assert former.read_text("utf-8") == (one.server / init.timer_name(one)).with_suffix(".service").read_text("utf-8")
    assert "systemctl disable --now trang-tin-trang.timer" in capsys.readouterr().out


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "home", {"thu.txt": "của người khác"})
    with pytest.raises(Unusable, match="đã có thứ khác"):
        init.init(tmp_path / "home", URL)
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["thu.txt"]


@pytest.mark.parametrize("command", [["doctor"], ["rollback"]])
def test_a_folder_that_is_no_home_is_told_so(tmp_path: Path, command: list[str]) -> None:
    done = run(["python3", str(ROOT / "tasks.py"), *command, str(tmp_path)])
    assert done.code == 1
    assert "không phải nơi đăng trang" in done.said


def test_settings_that_cannot_be_read_are_told_to_administrator_and_pusher(house: House) -> None:
    settings = house.home.server / "settings.toml"
    before = settings.read_text("utf-8")
    settings.write_text(before + "keep_release = 3\n", "utf-8")
    house.clone.version(3)
    pushed, asked = house.clone.push(), house.command("doctor", str(house.home.root))
    settings.write_text(before, "utf-8")
    assert pushed.code != 0
    assert asked.code == 1
    assert "không có thiết lập «keep_release»" in pushed.said
    assert "không có thiết lập «keep_release»" in asked.said


@pytest.mark.parametrize("releases", [True, False])
def test_a_home_comes_back_from_its_backup(house: House, tmp_path: Path, releases: bool) -> None:
    """As the README says: all but work and cache, unpacked at the same path; with or without the releases."""
    root, backup = house.home.root, tmp_path / "backup.tar"
    made_again = ("server/work", "server/cache", *([] if releases else ["releases"]))
    left_out = [f"--exclude=home/{name}" for name in made_again]
    quiet(house)
    subprocess.run(["tar", *left_out, "-cf", backup, "home"], cwd=root.parent, check=True)
    shutil.rmtree(root)
    subprocess.run(["tar", "-xf", backup], cwd=root.parent, check=True)
    assert house.command("server-init", str(root)).code == 0
    assert house.hook("tick").code == 0
    assert house.served == house.tip
    assert house.command("doctor", str(root)).code == 0
    house.clone.version(house.version + 1)
    house.clone.goes_live()
