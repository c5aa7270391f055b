"""`doctor`: what is well with a publishing home and what is not. It mends what needs no decision."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from plugins.base.vietnamese import file_size
from tools.publish import init, lock, release, serving, settle, tick
from tools.publish.files import files
from tools.publish.home import Home
from tools.publish.repository import Repository

LEAST_FREE = 1_000_000_000
LATE = timedelta(minutes=5)
RESULTS = {
    "live": "đã lên trang",
    "refused": "bị từ chối, lý do đã báo cho người đăng",
    "begun": "đang chạy",
    "broken off": "đứt giữa chừng, trang và kho vẫn như trước",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    well: bool
    words: str

    def __str__(self) -> str:
        return f"{'tốt ' if self.well else 'HỎNG'}  {self.words}"


def examine(home: Home, now: datetime) -> list[Finding]:
    """Puts in order what can be, unless a push is at work, then says how everything stands."""
    busy = lock.holder(home)
    stale = [] if busy else _put_in_order(home)
    return [
        *_served(home, now),
        *_files(home, stale),
        _lock(home, busy),
        _last_push(home),
        _disk(home),
        *_timer(home),
    ]


def _put_in_order(home: Home) -> list[Path]:
    """Returns the settings of nginx if they were not as this software writes them; now they are."""
    settings = home.server / "nginx.conf"
    before = settings.read_bytes() if settings.is_file() else b""
    with lock.held(home, print):
        settle.put_in_order(home)
        serving.write_settings(home.root, home.settings.site_url)
    return [settings] if settings.read_bytes() != before else []


def _served(home: Home, now: datetime) -> Iterator[Finding]:
    tip, served = Repository(home.repository).tip(), home.served()
    if not tip:
        yield Finding(well=True, words="chưa có lần đăng nào; nhánh main còn trống")
        return
    if not served:
        words = "không có bản phát hành nào được đăng; bộ hẹn giờ sẽ dựng lại trong một phút, hoặc đăng lại một lần"
        yield Finding(well=False, words=words)
        return
    yield Finding(well=True, words=f"đang đăng bản {served.name}")
    reason = tick.why_again(home, tip, now)
    if settle.is_rolled_back(home, tip):
        yield Finding(well=True, words="đang quay lui theo lệnh rollback; lần đăng sau sẽ thay bản này")
    elif reason == "branch":
        yield Finding(well=False, words="bản đang đăng không phải bản mới nhất của nhánh main; bộ hẹn giờ sẽ dựng lại")
    elif reason == "time" and _is_late(home, served, now):
        yield Finding(well=False, words="có bài đến giờ mà chưa lên hoặc chưa hết; xem lại bộ hẹn giờ")
    elif reason == "software":
        yield Finding(well=True, words="phần mềm đã đổi; bộ hẹn giờ sẽ dựng lại trang")
    if home.noted("tick").get("refused"):
        yield Finding(well=False, words="lần dựng lại gần nhất bị từ chối; xem: journalctl -u 'trang-tin*'")


def _is_late(home: Home, served: Path, now: datetime) -> bool:
    return now - datetime.fromisoformat(release.about(home, served).next_change) > LATE


def _files(home: Home, stale_nginx: list[Path]) -> Iterator[Finding]:
    """Hooks, units and settings, compared with what this software would write."""
    if stale_nginx:
        yield Finding(well=False, words="nginx.conf đã cũ, vừa viết lại. Chạy: nginx -t && systemctl reload nginx")
    stale = [file for file, wanted in init.files(home).items() if not _holds(file, wanted)]
    stale += init.stale_settings(home)
    if stale:
        names = ", ".join(file.relative_to(home.root).as_posix() for file in stale)
        yield Finding(well=False, words=f"thiếu hoặc cũ: {names}. Chạy lại lệnh server-init")
    else:
        yield Finding(well=True, words="các tệp hook, nginx, systemd đúng với phần mềm này")
    foreign = [place for place in _places(home) if place.stat().st_uid != home.root.stat().st_uid]
    if foreign or not os.access(home.releases, os.W_OK):
        names = ", ".join(place.name for place in foreign) or home.releases.name
        yield Finding(well=False, words=f"sai quyền: {names}. Mọi tệp phải thuộc về chủ của {home.root}")
    else:
        yield Finding(well=True, words="quyền của các thư mục")


def _places(home: Home) -> list[Path]:
    inside = [home.repository, home.releases, home.server, home.previews, home.repository / "objects"]
    return [*inside, *(home.repository / "objects").iterdir(), *home.releases.iterdir(), *home.server.iterdir()]


def _holds(file: Path, wanted: str) -> bool:
    try:
        return file.read_text("utf-8") == wanted
    except (OSError, ValueError):
        return False


def _lock(home: Home, holder: int) -> Finding:
    if not holder:
        return Finding(well=True, words="không có lần đăng nào đang chạy")
    began = datetime.fromtimestamp(home.lock.stat().st_mtime).astimezone()
    limit = timedelta(seconds=2 * home.settings.build_seconds)
    words = f"một lần đăng đang chạy từ {began:%H:%M:%S} (tiến trình {holder})"
    return Finding(well=datetime.now().astimezone() - began < limit, words=words)


def _last_push(home: Home) -> Finding:
    noted = home.noted("last-push")
    if not noted:
        return Finding(well=True, words="chưa ai đăng lần nào")
    result = RESULTS.get(noted.get("result", ""), "không rõ")
    return Finding(well=True, words=f"lần đăng gần nhất, {noted.get('at')}, {str(noted.get('commit'))[:12]}: {result}")


def _disk(home: Home) -> Finding:
    disk = shutil.disk_usage(home.root)
    served = home.served()
    whole = sum((served / path).stat().st_size for path in files(served)) if served else 0
    enough = disk.free > min(max(LEAST_FREE, 3 * whole), disk.total // 20)
    return Finding(well=enough, words=f"ổ đĩa còn {file_size(disk.free)}; một bản phát hành lớn {file_size(whole)}")


def _timer(home: Home) -> Iterator[Finding]:
    """What systemd says, where this machine has it."""
    unit = init.timer_name(home)
    if not Path("/run/systemd/system").is_dir() or not shutil.which("systemctl"):
        yield Finding(well=True, words="máy này không chạy systemd nên không xem được bộ hẹn giờ")
        return
    command = ["systemctl", "is-active", unit]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    last = home.noted("tick").get("at", "chưa lần nào")
    yield Finding(well=answer == "active", words=f"bộ hẹn giờ {unit}: {answer or 'chưa cài'}; chạy gần nhất {last}")
