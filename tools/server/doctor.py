"""`doctor`: what is well with a publishing home and what is not, each with its remedy. It mends what needs no decision.

Every check stands by itself: one that cannot look is a finding too. `doctor_repository` looks at what git keeps,
`doctor_machine` at what the home stands on.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from plugins.base.moments import VIETNAM
from tools.server import (
    addresses,
    clock,
    doctor_editor,
    doctor_machine,
    doctor_repository,
    init,
    lock,
    release,
    repair,
    serving,
    sessions,
    settle,
    tick,
    upkeep,
)
from tools.server.findings import Finding, broken, notice, well
from tools.server.home import Home, Unusable, moment, say
from tools.server.repository import Repository

LATE = timedelta(minutes=5)
MOST_NAMED = 5
SECONDS = 30
AGAIN = "Cách sửa: chạy lại lệnh server-init."
LOOK = "Cách sửa: xem quyền và chủ của nó, rồi chạy lại lệnh server-init."
REMOVE = "Cách sửa: xem nó là gì, rồi xóa với quyền root (rm -rf -- …)."
REBUILT = "Cách sửa: bộ hẹn giờ sẽ dựng lại; xem nó có chạy không."
RESULTS = {
    "live": "đã lên trang",
    "refused": "bị từ chối, lý do đã báo cho người đăng",
    "begun": "đang chạy",
    "broken off": "đứt giữa chừng, trang và kho vẫn như trước",
}


def examine(home: Home, now: datetime) -> list[Finding]:
    """Puts in order what can be, unless a push is at work, then says how everything stands."""
    found = [one for name, check in CHECKS.items() for one in _looked(name, check, home, now)]
    return list(dict.fromkeys(found))


def _looked(name: str, check: Check, home: Home, now: datetime) -> list[Finding]:
    try:
        return list(check(home, now))
    except Unusable as why:
        return [broken(str(why))]
    except OSError as why:
        reason = f"{why.strerror or why}{f' ({why.filename})' if why.filename else ''}"
    except Exception as fault:  # noqa: BLE001 - what cannot be looked at is what an administrator has to hear of
        reason = f"{type(fault).__name__}: {fault}"
    return [broken(f"không xem được {name}: {reason}. {LOOK}")]


def _settings(home: Home, _: datetime) -> Iterator[Finding]:
    yield well(f"thiết lập đọc được: {home.settings.site_url}")


def _order(home: Home, _: datetime) -> Iterator[Finding]:
    """Puts in order, or says who is at work. nginx.conf is written anew where it is not as it should be."""
    if process := lock.holder(home):
        since = datetime.fromtimestamp(home.lock.stat().st_mtime, VIETNAM)
        stuck = lock.too_long(home)
        at_work = f"một lần đăng đang chạy từ {since:%H:%M:%S} (tiến trình {process})"
        yield broken(stuck) if stuck else well(at_work)
        trouble = home.noted(upkeep.NOTE).get("trouble", [])
    else:
        with lock.held(home, say):
            trouble = settle.put_in_order(home)
        yield well("không có lần đăng nào đang chạy")
    for one in trouble if isinstance(trouble, list) else []:
        yield broken(f"không dọn được {one}. Cách sửa: xem nó là gì, rồi dời đi với quyền root.")


def _nginx_settings(home: Home, _: datetime) -> Iterator[Finding]:
    file = home.server / "nginx.conf"
    before = file.read_bytes() if file.is_file() else b""
    serving.write_settings(home.root, home.settings.site_url)
    if file.read_bytes() != before:
        yield broken("nginx.conf đã cũ, vừa viết lại. Cách sửa: nginx -t && systemctl reload nginx")


def _served(home: Home, now: datetime) -> Iterator[Finding]:
    tip, served = Repository(home.repository).tip(), home.served()
    if not tip and not served:
        if not (home.repository / "HEAD").is_file() or release.all_of(home):
            return  # told elsewhere
        yield well("chưa có lần đăng nào; nhánh main còn trống")
    elif not served:
        yield broken(f"không có bản phát hành nào được đăng. {REBUILT}")
    else:
        yield well(f"đang đăng bản {served.name}")
        yield from _fresh(home, tip, served, now)


def _fresh(home: Home, tip: str, served: Path, now: datetime) -> Iterator[Finding]:
    reason = tick.why_again(home, tip, now)
    if settle.is_rolled_back(home, tip):
        yield well("đang quay lui theo lệnh rollback; lần đăng sau sẽ thay bản này")
    elif reason == "branch":
        yield broken(f"bản đang đăng không phải bản mới nhất của nhánh main. {REBUILT}")
    elif release.is_in_doubt(home, served):
        yield broken(f"ghi chép về bản đang đăng đã mất. {REBUILT}")
    elif reason == "time" and _is_late(home, served, now):
        yield broken("có bài đến giờ mà chưa lên hoặc chưa hết. Cách sửa: xem bộ hẹn giờ có chạy không.")
    elif reason == "search":
        yield well("ô tìm kiếm còn theo bản trước; lần đăng sau hoặc bộ hẹn giờ sẽ lập lại")
    elif reason == "software":
        yield well("phần mềm đã đổi; bộ hẹn giờ sẽ dựng lại trang")
    if home.noted("tick").get("refused"):
        yield broken("lần dựng lại gần nhất bị từ chối. Cách sửa: xem lý do bằng journalctl -u 'trang-tin*'.")


def _is_late(home: Home, served: Path, now: datetime) -> bool:
    next_change = moment(release.about(home, served).next_change)
    return next_change is not None and now - next_change > LATE


def _clock(home: Home, _: datetime) -> Iterator[Finding]:
    if wrong := clock.trouble(home):
        yield broken(wrong)
    elif behind := clock.behind(home):
        yield broken(behind)
    else:
        yield well(f"đồng hồ: {datetime.now(VIETNAM):%H:%M ngày %d/%m/%Y}, giờ Việt Nam")


def _strangers(home: Home, _: datetime) -> Iterator[Finding]:
    """What lies where only releases should, and what could not be removed."""
    lost = repair.without_notes(home)
    if lost:
        yield broken(f"mất ghi chép của {len(lost)} bản phát hành: {_names(lost)}. {AGAIN}")
    if foreign := [one for one in release.strangers(home) if one not in lost]:
        yield notice(f"không phải bản phát hành, không bao giờ được đăng: releases/ có {_names(foreign)}. {REMOVE}")
    if left := upkeep.not_removed(home):
        yield broken(f"có {len(left)} thứ không xóa được nằm trong {home.aside}. {REMOVE}")
    if left := upkeep.kept_aside(home):
        yield notice(f"server-init đã dời sang {home.aside}: {_names(left)}. {REMOVE}")


def _current(home: Home, _: datetime) -> Iterator[Finding]:
    if home.current.exists() and not home.current.is_symlink():
        yield broken(f"{home.current} không phải liên kết tượng trưng, nên không lần đăng nào lên được. {AGAIN}")
    elif home.current.is_symlink() and not home.served():
        yield broken(f"liên kết current chỉ tới «{home.current.readlink()}», không phải một bản phát hành. {AGAIN}")


def _addresses(home: Home, _: datetime) -> Iterator[Finding]:
    if not repair.promises_kept(home):
        yield broken(
            "danh sách địa chỉ đã đăng (server/addresses.txt) mất hoặc hỏng, nên địa chỉ cũ có thể chết. "
            "Cách sửa: lấy lại tệp ấy từ bản sao lưu; không có thì chạy lại lệnh server-init."
        )
    elif count := len(addresses.promised(home)):
        yield well(f"{count} địa chỉ đã đăng đều được giữ lời")


def _secret(home: Home, _: datetime) -> Iterator[Finding]:
    if not repair.has_secret(home):
        yield broken(
            "tệp server/secret mất hoặc hỏng, không nhánh nào xem trước được. Cách sửa: lấy lại từ bản sao lưu, "
            "hoặc chạy lại lệnh server-init (địa chỉ các bản xem trước sẽ đổi)."
        )


def _files(home: Home, _: datetime) -> Iterator[Finding]:
    """Hooks, units and settings, compared with what this software would write."""
    stale = [file for file, wanted in init.files(home).items() if not _holds(file, wanted)]
    if stale:
        names = ", ".join(file.relative_to(home.root).as_posix() for file in stale)
        yield broken(f"thiếu hoặc cũ: {names}. {AGAIN}")
    still = [file for file, wanted in init.files(home).items() if file not in stale and not _runs(file, wanted)]
    if still:
        yield broken(f"không chạy được (thiếu quyền x): {', '.join(file.name for file in still)}. {AGAIN}")
    if not stale and not still:
        yield well("các tệp hook, nginx, systemd đúng với phần mềm này")


def _holds(file: Path, wanted: str) -> bool:
    try:
        return file.read_text("utf-8") == wanted
    except (OSError, ValueError):
        return False


def _runs(file: Path, wanted: str) -> bool:
    """Whoever owns it must have the right; root needs that anybody has it."""
    return not init.mode_of(wanted) & 0o100 or bool(file.stat().st_mode & 0o100)


def _rights(home: Home, _: datetime) -> Iterator[Finding]:
    wrong = repair.wrong_modes(home)
    for path, mode in wrong.items():
        name = path.relative_to(home.root) if path != home.root else path
        yield broken(
            f"quyền của {name} phải là {mode:04o}: nếu không, người dùng khác của máy đọc hoặc giữ được. {AGAIN}"
        )
    owner = home.root.owner()
    if foreign := _of_others(home):
        mend = f"chown -R -h {owner}: {shlex.quote(str(home.root))}"
        yield broken(f"không thuộc về {owner}: {_names(foreign)}. Cách sửa, với quyền root: {mend}")
    elif not os.access(home.releases, os.W_OK):
        yield broken(f"không ghi được vào {home.releases}. Cách sửa: xem ổ đĩa có bị đặt chỉ đọc không.")
    elif not wrong:
        yield well("quyền và chủ của các tệp")


def _of_others(home: Home) -> list[Path]:
    """What belongs to somebody else, wherever it lies; what cannot be looked into counts."""
    root = home.root
    command = ["find", str(root), "-xdev", "!", "-user", str(root.stat().st_uid), "-print0", "-prune"]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    return [Path(os.fsdecode(path)) for path in done.stdout.split(b"\0") if path]


def _sessions(home: Home, _: datetime) -> Iterator[Finding]:
    """Those that are still being sent; they delay nobody."""
    late = sessions.overdue(home)
    for one in sessions.others(home.repository):
        words = f"một phiên đăng (tiến trình {one.process}) mở đã {round(one.seconds)} giây"
        if one in late:
            yield broken(f"{words} mà chưa gửi xong. Cách sửa: bộ hẹn giờ sẽ ngắt nó; xem nó có chạy không.")
        else:
            yield well(f"{words}; không giữ ai lại")


def _last_push(home: Home, _: datetime) -> Iterator[Finding]:
    noted = home.noted("last-push")
    if not noted:
        yield well("chưa ai đăng lần nào")
        return
    result = RESULTS.get(str(noted.get("result")), "không rõ")
    yield well(f"lần đăng gần nhất, {told(noted.get('at'))}, {str(noted.get('commit'))[:12]}: {result}")


def told(noted: object) -> str:
    """A noted moment, as people say it, in Vietnam's time."""
    at = moment(noted)
    return f"{at.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}" if at else "không rõ lúc nào"


def _faults(home: Home, _: datetime) -> Iterator[Finding]:
    for name in ("fault.log", "guard.log"):
        file = home.server / name
        if file.is_file():
            at = datetime.fromtimestamp(file.stat().st_mtime, VIETNAM)
            yield notice(
                f"phần mềm gặp trục trặc lúc {at:%H:%M ngày %d/%m/%Y}. Cách sửa: gửi {file} cho người bảo trì, rồi xóa."
            )


def _names(paths: Iterable[Path]) -> str:
    every = sorted(path.name for path in paths)
    return ", ".join(f"«{name}»" for name in every[:MOST_NAMED]) + (" …" if every[MOST_NAMED:] else "")


Check = Callable[[Home, datetime], Iterable[Finding]]
CHECKS: Mapping[str, Check] = {
    "thiết lập": _settings,
    "việc dọn dẹp": _order,
    "bản đang đăng": _served,
    "liên kết current": _current,
    "đồng hồ": _clock,
    "kho": doctor_repository.look,
    "các tệp của phần mềm": _files,
    "nginx.conf": _nginx_settings,
    "quyền": _rights,
    "khóa xem trước": _secret,
    "địa chỉ đã đăng": _addresses,
    "các bản phát hành": _strangers,
    "các phiên đăng": _sessions,
    "lần đăng gần nhất": _last_push,
    "trục trặc": _faults,
    "ổ đĩa": doctor_machine.disk,
    "dung lượng": doctor_machine.sizes,
    "bộ hẹn giờ": doctor_machine.timer,
    "nginx": doctor_machine.nginx,
    "trình soạn bài": doctor_editor.look,
}
