"""What `doctor` says of the machine: its disk, its web server, and what wakes it every minute."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import file_size, number
from tools.server import init
from tools.server.files import files
from tools.server.findings import Finding, broken, notice, well
from tools.server.home import Home, moment

LEAST_FREE = 1_000_000_000
LATE = timedelta(minutes=10)
SECONDS = 30
NGINX = Path("/etc/nginx")
SYSTEMD = Path("/run/systemd/system")
PLACES = ("site.git", "releases", "previews", "server/cache", "server/work")
ROOM = "Cách sửa: xóa bớt hoặc nới ổ đĩa; giảm keep_releases, most_previews, most_cache_mb trong settings.toml."
SET_UP = "Cách sửa: làm bước nginx mà lệnh server-init nói."


def disk(home: Home, _: datetime) -> Iterator[Finding]:
    """Bytes, and places for files: either can run out."""
    free, served = shutil.disk_usage(home.root), home.served()
    paths = list(files(served)) if served else []
    whole = sum((served / path).stat().st_size for path in paths) if served else 0
    words = f"ổ đĩa còn {file_size(free.free)}; một bản phát hành lớn {file_size(whole)}"
    enough = free.free > min(max(LEAST_FREE, 3 * whole), free.total // 20)
    yield well(words) if enough else broken(f"{words}. {ROOM}")
    system = os.statvfs(home.root)
    if system.f_files and system.f_favail < min(3 * len(paths) + 1000, system.f_files // 20):
        yield broken(f"ổ đĩa chỉ còn chỗ cho {number(system.f_favail)} tệp (inode). {ROOM}")


def sizes(home: Home, _: datetime) -> Iterator[Finding]:
    """What grows. Files that releases share count once."""
    command = ["du", "-skx", "--", *(str(home.root / place) for place in PLACES)]
    try:
        told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False).stdout
    except subprocess.TimeoutExpired:
        yield notice(f"chưa đo xong dung lượng trong {SECONDS} giây")
        return
    taken = dict(zip(PLACES, (int(line.split()[0]) * 1024 for line in told.splitlines()), strict=False))
    yield well("dung lượng: " + ", ".join(f"{place} {file_size(size)}" for place, size in taken.items()))
    at = moment(home.noted("gathered").get("at"))
    if at:
        yield well(f"kho và phần giữ để dựng nhanh được dọn lần cuối lúc {at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}")


def timer(home: Home, now: datetime) -> Iterator[Finding]:
    """What systemd says, where this machine has it, and when the timer last did its work."""
    unit, last = init.timer_name(home), moment(home.noted("tick").get("at"))
    told = f"chạy gần nhất {last.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}" if last else "chưa chạy lần nào"
    if last and now - last > LATE:
        yield broken(f"bộ hẹn giờ ngừng: {told}. Cách sửa: systemctl enable --now {unit}")
    elif last and last - now > LATE:
        yield broken(f"bộ hẹn giờ {told}, sau giờ bây giờ: đồng hồ đã sai. Cách sửa: timedatectl set-ntp true")
    if not has_systemd():
        yield notice(f"máy này không chạy systemd nên không xem được bộ hẹn giờ; {told}. Cách sửa: gọi nó mỗi phút.")
        return
    active = ask("systemctl", "is-active", unit)
    place = ask("systemctl", "show", "--property=FragmentPath", "--value", unit)
    if active == "active" and Path(place).resolve() == home.server / unit:
        yield well(f"bộ hẹn giờ {unit}: {told}")
    else:
        right = f"systemctl link {home.server / unit.replace('.timer', '.service')} {home.server / unit}"
        yield broken(
            f"bộ hẹn giờ {unit}: {active or 'chưa cài'}, {place or 'không có tệp'}; {told}. "
            f"Cách sửa: {right} && systemctl enable --now {unit}"
        )
    if ask("timedatectl", "show", "--property=NTPSynchronized", "--value") == "no":
        yield notice("đồng hồ chưa theo giờ mạng. Cách sửa: timedatectl set-ntp true")


def nginx(home: Home, _: datetime) -> Iterator[Finding]:
    if not nginx_program():
        yield notice(
            "máy này không có nginx, nên chưa ai đọc được trang từ đây. Cách sửa: apt install nginx, rồi server-init."
        )
    elif not is_included(home.server / "nginx.conf"):
        yield notice(f"nginx chưa dùng {home.server / 'nginx.conf'}, nên chưa phục vụ trang này. {SET_UP}")
    elif wrong := nginx_flaw():
        yield broken(f"nginx không nhận thiết lập: {wrong}. Cách sửa: sửa theo lời ấy, rồi systemctl reload nginx")
    elif not _runs():
        yield broken("nginx không chạy. Cách sửa: systemctl start nginx; xem lý do bằng journalctl -u nginx")
    else:
        yield well("nginx chạy với thiết lập của trang này")


def is_included(settings: Path) -> bool:
    for file in [NGINX / "nginx.conf", *NGINX.glob("sites-enabled/*"), *NGINX.glob("conf.d/*")]:
        with suppress(OSError):
            if file.resolve() == settings or str(settings) in file.read_text("utf-8", "replace"):
                return True
    return False


def nginx_flaw() -> str:
    """What `nginx -t` says is wrong. Only root can ask, so that it has to be asked before root becomes the owner."""
    return _flaw(program) if (program := nginx_program()) else ""


def nginx_program() -> str:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


@cache
def _flaw(program: str) -> str:
    if os.geteuid() != 0:
        return ""
    done = subprocess.run([program, "-t", "-q"], capture_output=True, timeout=SECONDS, check=False)
    return (done.stderr.decode("utf-8", "replace").strip() or "nginx -t") if done.returncode else ""


def _runs() -> bool:
    for place in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if place.read_text("utf-8", "replace").strip() == "nginx":
                return True
    return False


def has_systemd() -> bool:
    return SYSTEMD.is_dir() and bool(shutil.which("systemctl"))


def ask(*command: str) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
