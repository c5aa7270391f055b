"""The whole of it once: a publishing home, sshd, nginx, and the editor as the service that stands between them."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.editor.desk import Browser
from tests.patience import PATIENCE, until
from tests.ports import free_port
from tests.server import house as house_of
from tests.server import sshd, web
from tests.server.house import URL, House, git
from tests.site import ROOT, article
from tools.editor.accounts import Accounts
from tools.editor.database import Database
from tools.editor.home import EditorHome
from tools.editor.people import Person, Role
from tools.server import editor, init
from tools.server.editor import EditorPlace

A = "/bai/tin-tuc/a.md/"
PERSON = Person("binh", "Trần Thị Bình", "binh@x.example", Role.CHIEF)


@dataclass
class Service:
    """An editor beside a home; `process` is the one that answers now."""

    house: House
    place: EditorPlace
    waiting: socket.socket
    web: web.Server
    process: subprocess.Popen[str]

    @property
    def browser(self) -> Browser:
        accounts = Accounts(Database(EditorHome(self.place.folder).accounts))
        browser = Browser(self.web.port, self.place.origin)
        browser.cookies["__Host-soan"] = accounts.sessions.begin(PERSON.name)
        browser.get(A)
        return browser

    def end(self) -> tuple[int, str]:
        """As systemd ends it: exit code and what it said."""
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said

    def begin(self) -> None:
        self.process = begin(self.place, self.waiting)


HANDING_OVER = """
import os, sys
waiting, *command = sys.argv[1:]
os.dup2(int(waiting), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(command[0], command)
"""


def begin(place: EditorPlace, waiting: socket.socket) -> subprocess.Popen[str]:
    """As systemd does: the socket is there before, as number 3."""
    serve = [sys.executable, "-m", "tools.editor.serve", str(place.folder)]
    return subprocess.Popen(
        [sys.executable, "-c", HANDING_OVER, str(waiting.fileno()), *serve],
        cwd=ROOT,
        pass_fds=[waiting.fileno()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


@contextmanager
def keyed(house: House, place: EditorPlace) -> Iterator[None]:
    """The steps that are left to root: folder, settings, key, the line that lets it in, the host that it knows."""
    place.folder.mkdir(mode=0o700)
    sshd.keys(place.folder, "key")
    allowed = house.folder / "ssh"
    allowed.mkdir()
    shutil.copy(place.folder / "key.pub", allowed / "key.pub")
    (allowed / "key").touch()
    with sshd.listening(allowed, {"key": place.forced_command}) as line:
        told = place.facts().replace(":22/", f":{line.port}/")
        (place.folder / "settings.toml").write_text(told, "utf-8")
        (place.folder / "known_hosts").write_text(f"localhost {(allowed / 'host.pub').read_text('utf-8')}", "utf-8")
        yield


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    if not Path(web.NGINX).is_file():
        pytest.skip("thiếu chương trình: nginx")
    with house_of.apart(folder) as house:
        place = EditorPlace(init.init(house.home.root, "", f"http://127.0.0.1:{port}", str(folder / "soan")))
        with keyed(house, place), socket.socket(socket.AF_UNIX) as waiting:
            waiting.bind(str(folder / "door"))
            waiting.listen()
            account(place)
            with web.nginx(folder / "nginx", editor.web_settings(place.origin, folder / "door"), port) as server:
                service = Service(house, place, waiting, server, begin(place, waiting))
                yield service
                service.process.kill()
                service.process.communicate()


def account(place: EditorPlace) -> None:
    Accounts(Database(EditorHome(place.folder).accounts)).add(PERSON)


def save(browser: Browser, body: str) -> Any:
    """As the page does that shows the newest revision."""
    told = {"revision": revision(browser), "fields": {}, "body": body, "cause": "save"}
    answer = browser.send("PUT", f"{A}luu", told)
    assert answer.status == 200, answer.text
    return answer.json


def revision(browser: Browser) -> str:
    return browser.get(A).text.partition('data-revision="')[2].partition('"')[0]


def test_who_has_no_account_is_asked_to_sign_in(service: Service) -> None:
    stranger = Browser(service.web.port, service.place.origin)
    answer = stranger.get(A)
    assert (answer.status, answer.headers["location"]) == (303, f"/dang-nhap/?tiep={A}")


def test_texts_of_the_site_are_there_by_its_key_and_a_saved_one_is_seen_by_nobody_else(service: Service) -> None:
    browser = service.browser
    assert "Nội dung phiên-bản-0." in browser.get(A).text
    assert save(browser, "Chữ mới.\n")["is_draft"]
    assert "Chữ mới." in browser.get(A).text
    assert "Chữ mới." not in service.house.page("/tin-tuc/a/")


def publish(browser: Browser) -> str:
    """The lines that a script is told."""
    return browser.send("POST", f"{A}dang", {"revision": revision(browser)}).text


def test_one_button_publishes_by_the_same_door_as_a_push(service: Service) -> None:
    browser = service.browser
    save(browser, "Chữ sẽ đăng.\n")
    told = publish(browser)
    assert "Đã lên trang" in told
    assert f"{URL}/tin-tuc/a/" in told
    assert "Chữ sẽ đăng." in service.house.page("/tin-tuc/a/")
    author = git(service.house.home.repository, "log", "-1", "--format=%an <%ae>", "main")
    assert author == "Trần Thị Bình <binh@x.example>"


def test_what_a_colleague_pushed_meanwhile_is_kept(service: Service) -> None:
    browser, clone = service.browser, service.house.clone
    save(browser, "Đoạn một.\n\nĐoạn hai.\n")
    clone.git("pull", "--quiet", "--rebase", "origin", "main")
    clone.commit({"content/tin-tuc/b.md": article("Bài B", body="Đồng nghiệp sửa.")})
    clone.goes_live()
    assert "Đã lên trang" in publish(browser)
    assert "Đoạn hai." in service.house.page("/tin-tuc/a/")
    assert "Đồng nghiệp sửa." in service.house.page("/tin-tuc/b/")


def test_of_a_site_that_was_rolled_back_a_person_is_told_before_it_goes_forward(service: Service) -> None:
    browser, house = service.browser, service.house
    assert house.command("rollback", str(house.home.root)).code == 0
    before = house.served
    save(browser, "Chữ sau khi lùi.\n")
    asked = browser.post(f"{A}dang", {"revision": revision(browser)})
    assert "do người quản trị chọn" in asked.text
    assert (house.served, house.tip != before) == (before, True)
    told = browser.post(f"{A}dang", {"revision": revision(browser), "known": "yes"})
    assert "Đã lên trang" in told.text
    assert house.served == house.tip
    assert "Đồng nghiệp sửa." in house.page("/tin-tuc/b/")
    save(browser, "Chữ sau nữa.\n")
    assert "Đã lên trang" in browser.post(f"{A}dang", {"revision": revision(browser)}).text


def test_a_text_that_is_refused_is_told_why_and_nothing_changes(service: Service) -> None:
    browser, before = service.browser, service.house.tip
    save(browser, "[Lạc](../khong-co.md)\n")
    assert "khong-co.md" in publish(browser)
    assert service.house.tip == before
    assert "[Lạc]" in browser.get(A).text


def test_asked_to_end_it_ends_well_and_what_was_saved_is_there_afterwards(service: Service) -> None:
    save(service.browser, "Chữ trước khi dừng.\n")
    assert service.end() == (0, "")
    service.begin()
    assert "Chữ trước khi dừng." in service.browser.get(A).text


def test_killed_it_has_what_was_saved(service: Service) -> None:
    save(service.browser, "Chữ trước khi bị giết.\n")
    service.process.kill()
    service.process.communicate()
    service.begin()
    assert "Chữ trước khi bị giết." in service.browser.get(A).text


def test_what_it_writes_is_for_itself_alone(service: Service) -> None:
    assert revision(service.browser)
    written = [service.place.folder / name for name in ("accounts.sqlite", "drafts.git")]
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_an_editor_without_settings_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.editor.serve", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == f"«{tmp_path}» không phải thư mục của trình soạn bài. Hãy làm bước 6 mà lệnh server-init nói.\n"
    )


def test_without_systemd_it_listens_in_its_own_folder(service: Service) -> None:
    service.end()
    command = [sys.executable, "-m", "tools.editor.serve", str(service.place.folder)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        door = EditorHome(service.place.folder).socket
        try:
            until(door.exists)
            assert door.stat().st_mode & 0o777 == 0o660
        finally:
            process.terminate()
        assert process.wait(PATIENCE) == 0
    service.begin()


ENDED_AT_ONCE = """
import signal, sys
from tools.editor import serve
door = serve.door
def reached(path):
    signal.raise_signal(signal.SIGTERM)
    return door(path)
serve.door = reached
serve.main(sys.argv[1:])
"""


def test_asked_to_end_before_it_serves_it_ends_as_well(service: Service) -> None:
    service.end()
    command = [sys.executable, "-c", ENDED_AT_ONCE, str(service.place.folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    service.begin()
