"""What `doctor` says of the editor in the browser: its units, its key, its own settings and disk."""

from __future__ import annotations

import http.client
import os
import pwd
import shlex
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from plugins.base.vietnamese import file_size
from tools.server import doctor_machine, editor
from tools.server.editor import EditorPlace
from tools.server.findings import Finding, broken, notice, well
from tools.server.home import Home

SECONDS = 10.0
STEP = "Cách sửa: làm bước 6 mà lệnh server-init nói."
AS_ROOT = "chỉ root xem được"


class SocketConnection(http.client.HTTPConnection):
    """Over a socket of this machine that has a path."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(str(self._path))


def look(home: Home, _: datetime) -> Iterator[Finding]:
    if not (place := editor.of(home)):
        return
    yield from _key(place)
    yield from _folder(place)
    yield from _service(place)
    settings = home.server / editor.NGINX
    if doctor_machine.nginx_program() and not doctor_machine.is_included(settings):
        yield notice(f"nginx chưa dùng {settings}, nên chưa ai vào được {place.origin}. {STEP}")


def ask_as_root(folder: Path) -> None:
    """Remembers what only root may see of the editor, before root becomes the owner of the home."""
    if os.geteuid() == 0 and editor.is_set(folder):
        place = EditorPlace(Home(folder.resolve()))
        _answer(place.socket)
        _own_settings(place.folder)


def _service(place: EditorPlace) -> Iterator[Finding]:
    right = f"systemctl link {' '.join(shlex.quote(str(file)) for file in place.units)} && systemctl enable --now"
    mend = f"Cách sửa: {right} {place.unit}.socket {place.unit}.service; lý do: journalctl -u {place.unit}"
    if doctor_machine.has_systemd():
        for unit in (f"{place.unit}.socket", f"{place.unit}.service"):
            if (state := doctor_machine.ask("systemctl", "is-active", unit)) != "active":
                yield broken(f"{unit}: {state or 'chưa cài'}. {mend}")
    else:
        yield notice(f"máy này không chạy systemd nên không xem được {place.unit}. {STEP}")
    answer = _answer(place.socket)
    if not answer:
        yield well(f"trình soạn bài trả lời tại {place.origin}")
    elif answer == AS_ROOT:
        yield notice(f"trình soạn bài có trả lời không, {AS_ROOT}. Cách sửa: chạy lệnh này bằng root.")
    else:
        yield broken(f"trình soạn bài không trả lời ({answer}). {mend}")


@cache
def _answer(path: Path) -> str:
    """Why nobody answers there; "" where somebody does, whatever it is: to a foreign name of host that is a refusal."""
    connection = SocketConnection(path)
    try:
        connection.request("GET", "/")
        status = connection.getresponse().status
    except PermissionError:
        return AS_ROOT
    except (OSError, http.client.HTTPException) as why:
        return getattr(why, "strerror", None) or type(why).__name__
    finally:
        connection.close()
    return "" if status < 500 else f"HTTP {status}"


def _key(place: EditorPlace) -> Iterator[Finding]:
    """Whether the home's owner lets the editor in, and lets it do no more than publish texts."""
    file = home_folder_of(place.home.root.stat().st_uid) / ".ssh" / "authorized_keys"
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        lines = []
    begun = f"{place.forced_command} "
    if not any(line.startswith(begun) for line in lines):
        yield broken(f"{file} chưa có khóa của trình soạn bài, nên nó không đăng được. {STEP}")
    elif any(f" {place.user}" in line and not line.startswith(begun) for line in lines):
        yield broken(f"trong {file}, khóa của trình soạn bài có dòng khác cho làm nhiều hơn. Cách sửa: xóa dòng ấy.")
    else:
        yield well("khóa của trình soạn bài chỉ đăng được bài")


def home_folder_of(user: int) -> Path:
    return Path(pwd.getpwuid(user).pw_dir)


def _folder(place: EditorPlace) -> Iterator[Finding]:
    try:
        found = place.folder.stat()
    except OSError:
        yield broken(f"chưa có thư mục {place.folder} của trình soạn bài. {STEP}")
        return
    if found.st_mode & 0o077:
        yield broken(f"người dùng khác của máy đọc được {place.folder}. Cách sửa: chmod 700 {place.folder}")
    free = shutil.disk_usage(place.folder).free
    words = f"ổ đĩa của trình soạn bài còn {file_size(free)}"
    enough = free > doctor_machine.LEAST_FREE
    yield well(words) if enough else broken(f"{words}. Cách sửa: xóa bớt hoặc nới ổ đĩa.")
    if _own_settings(place.folder) not in (None, place.facts()):
        right = f"install -o {place.user} -g {place.user} -m 600 {place.home.server / editor.FACTS}"
        mend = f"{right} {place.folder}/settings.toml && systemctl restart {place.unit}"
        yield broken(f"thiết lập trong {place.folder} thiếu hoặc cũ. Cách sửa: {mend}")


@cache
def _own_settings(folder: Path) -> str | None:
    """None where they cannot be seen, "" where there are none."""
    try:
        return (folder / "settings.toml").read_text("utf-8")
    except PermissionError:
        return None
    except (OSError, ValueError):
        return ""
