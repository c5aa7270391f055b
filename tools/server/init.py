"""`server-init`: makes a publishing home, or brings one up to what this software expects. It destroys nothing.

Hooks and units name this checkout and its environment: running the command from another checkout moves the home over to
that one, which is how the software is upgraded, and how one goes back.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from plugins.base import file_names, redirects
from plugins.base.addresses import PREVIEWS, TABLE, site_url
from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import slug
from tools import ROOT
from tools.server import compose, editor, lock, repair, serving, settle, systemd, upkeep
from tools.server.home import Home, ServerSettings, Unusable, act_as_owner, say, write

# In nginx's settings a path cannot hold them, quoted or not.
ODD_SIGN = re.compile(r'[$"\\\x00-\x1f\x7f]')
FOREIGN = Message("«{folder}» đã có thứ khác trong đó.", "Hãy chọn một thư mục trống hoặc chưa có.")
URL_WRONG = Message("--site-url: {why}")
URL_OF_PREVIEWS = Message("địa chỉ «{url}» là chỗ của các bản xem trước.", "Hãy chọn đường dẫn khác.")
ODD_PLACE = Message("đường dẫn «{folder}» có ký tự «{sign}» mà nginx không nhận.", "Hãy chọn đường dẫn khác.")
OTHER_NAME = Message(
    "Bộ hẹn giờ nay tên là {new}, để hai trang trên một máy không lẫn nhau.", "Sau khi làm bước 4: {remove}"
)
OTHER_URL = Message("Địa chỉ đổi từ {old} sang {new}; trang sẽ được dựng lại.")

SETTINGS = """# Thiết lập của nơi đăng trang. Bỏ dấu # ở dòng muốn đổi; có hiệu lực từ lần đăng sau.

site_url = "{url}"

# true: chạy cả theme, plugins và thiết lập trong lần đăng, tức là ai đăng được thì chạy được mã trên máy này.
# run_pushed_code = {run_pushed_code}
# build_seconds = {build_seconds}          # dựng lâu hơn thì dừng và từ chối
# wait_seconds = {wait_seconds}          # người đến sau đợi tối đa
# receive_seconds = {receive_seconds}       # gửi lên (hay lấy về mà im lặng) lâu hơn thì bị ngắt
# keep_releases = {keep_releases}            # số bản phát hành giữ lại để quay lui
# keep_assets_hours = {keep_assets_hours}        # ảnh, kiểu chữ cũ còn lại cho những trang vừa mở
# most_previews = {most_previews}            # số nhánh xem trước
# most_content_mb = {most_content_mb}        # cả thư mục content
# most_push_mb = {most_push_mb}           # một lần đăng
# most_files = {most_files}           # số tệp trong kho
# most_cache_mb = {most_cache_mb}          # những gì giữ lại để dựng nhanh; quá thì bỏ thứ lâu không dùng
# most_memory_mb = {most_memory_mb}         # bộ nhớ khi dựng trang (khoảng 250 cho mỗi nghìn bài); cần hơn thì từ chối
# niceness = {niceness}                  # nhường máy cho việc phục vụ người đọc
# editor_url = "{editor_url}"               # địa chỉ của trình soạn bài trong trình duyệt, nếu có
# editor_folder = "{editor_folder}"            # thư mục riêng của nó
# ssh_port = {ssh_port}                 # cổng SSH của máy này, nơi nó đăng bài
"""

PRE_RECEIVE = """#!/bin/sh
# Written by server-init. Judges and builds a push before the branch moves.
cd {software} && exec {python} -m tools.server.hooks pre-receive {home}
"""

# The branch moves between "prepared" and "committed". The guard of the push moves the link at once; this waits for it,
# and does it where the guard is dead.
REFERENCE_TRANSACTION = """#!/bin/sh
# Written by server-init. The branch moves only to a commit whose release lies ready, and the link follows it.
[ "$1" = aborted ] && exit 0
state=$1
moved=
while read -r _ new ref; do
  case $ref in
    refs/heads/main)
      moved=$new
      set -- {home}/releases/*-"$new"
      if [ "$state" = prepared ] && ! [ -d "$1" ]; then
        echo 'Nhánh main chỉ đổi bằng git push: không có bản phát hành cho lần ghi này.' >&2
        exit 1
      fi ;;
    refs/heads/*) moved=${{moved:-preview}} ;;
  esac
done
[ "$state" = committed ] && [ -n "$moved" ] || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do
  case $(readlink {home}/current) in *-"$moved") exit 0 ;; esac
  [ "$moved" = preview ] && break
  sleep 0.02
done
cd {software} && exec {python} -m tools.server.hooks settle {home}
"""

POST_RECEIVE = """#!/bin/sh
# Written by server-init. Says what became of the push; the first line of the note is where the link must lead.
cat >/dev/null
said={home}/server/work/said-$PPID
[ -f "$said" ] || exit 0
read -r link <"$said"
if [ -z "$link" ] || [ "$(readlink {home}/current)" = "$link" ]; then
  tail -n +2 "$said"
else
  echo 'Kho đã nhận bài; trang sẽ đổi trong vòng một phút.'
fi
rm -f "$said"
"""

SERVICE = """# Written by server-init.
[Unit]
Description=Trang tin {home_name}: bài đến giờ lên trang, bài hết hạn xuống

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
ExecStart={python} -m tools.server.hooks tick {home}
Nice={niceness}
PrivateTmp=yes
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths={home} {software}
"""

TIMER = """# Written by server-init.
[Unit]
Description=Mỗi phút xem trang tin {home_name} có gì đến giờ chưa

[Timer]
OnCalendar=minutely
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
"""

FORCED_COMMAND = """#!/bin/sh
# Written by server-init. The one command that somebody's SSH key may run.
cd {software} && exec {python} -m tools.server.hooks ssh {home}
"""

# For the editor in the browser.
FORCED_CONTENT_COMMAND = """#!/bin/sh
# Written by server-init. The one command that an SSH key may run which publishes texts and nothing else.
cd {software} && exec {python} -m tools.server.hooks ssh-content {home}
"""


def init(folder: Path, url: str, editor_url: str = "", editor_folder: str = "") -> Home:
    """Makes or repairs the home in a folder; one that is there keeps what is empty here. Without `editor_url` it has no
    editor in the browser.

    Raises:
        Unusable: where the folder holds something else, or an address is none.
    """
    home = Home(folder.resolve())
    kept = home.settings if (home.server / "settings.toml").is_file() else ServerSettings("")
    url = _site_url(url or kept.site_url)
    if editor_url := editor_url or kept.editor_url:
        editor_url = editor.checked_url(editor_url, url)
        editor_folder = editor.checked_folder(home, editor_folder or kept.editor_folder)
    if odd := ODD_SIGN.search(str(home.root)):
        raise Unusable(ODD_PLACE(folder=file_names.shown(str(home.root)), sign=odd[0]))
    if home.root.exists() and not home.server.is_dir() and any(home.root.iterdir()):
        raise Unusable(FOREIGN(folder=home.root))
    home.root.mkdir(parents=True, exist_ok=True)
    act_as_owner(home.root)
    os.umask(0o022)
    try:
        for sentence in repair.clear_way(home):
            say(sentence)
        with lock.held(home, say):
            _set(home, url, editor_url, editor_folder)
            repair.repair(home, say)
            _fill(home)
            settle.put_in_order(home)
            repair.close(home)
    except lock.LockHeld as why:
        raise Unusable(str(why)) from None
    return home


def _site_url(written: str) -> str:
    try:
        url = site_url(written)
    except InvalidValue as wrong:
        raise Unusable(URL_WRONG(why=wrong)) from None
    if urlsplit(url).path.split("/")[1:2] == [PREVIEWS]:
        raise Unusable(URL_WRONG(why=URL_OF_PREVIEWS(url=url)))
    return url


def _fill(home: Home) -> None:
    for file, text in files(home).items():
        write(file, text, mode=mode_of(text))
    for old in _former_units(home):
        remove = f"systemctl disable --now {old}.timer; rm {shlex.quote(str(home.server / old))}.*"
        say(OTHER_NAME(new=timer_name(home), remove=remove))
    if not (home.server / TABLE).is_file():
        write(home.server / TABLE, redirects.table(()))
    serving.write_settings(home.root, home.settings.site_url)
    if served := home.served():
        serving.markers(served)  # as these settings ask for them
        upkeep.remove(home, compose.next_of(home, served))


def _set(home: Home, url: str, editor_url: str, editor_folder: str) -> None:
    """Everything else that an administrator has set stays as it is."""
    file = home.server / "settings.toml"
    if not file.is_file():
        defaults = {name: str(value).lower() for name, value in asdict(ServerSettings(url)).items()}
        write(file, SETTINGS.format(url=url, **defaults))
    elif home.settings.site_url != url:
        say(OTHER_URL(old=home.settings.site_url, new=url))
    wanted = {"site_url": url} | ({"editor_url": editor_url, "editor_folder": editor_folder} if editor_url else {})
    before = text = file.read_text("utf-8")
    for name, value in wanted.items():
        if getattr(home.settings, name) != value:
            text = _with_setting(text, name, value)
    if text != before:
        write(file, text)
        vars(home).pop("settings")  # read again


def _with_setting(text: str, name: str, value: str) -> str:
    """In place of the line that sets it, or of the one that tells how."""
    line = f'{name} = "{value}"'
    for form in (rf"(?m)^\s*{name}\s*=.*$", rf"(?m)^# {name}\s*=.*$"):
        text, found = re.subn(form, lambda _: line, text, count=1)
        if found:
            return text
    return f"{text.rstrip()}\n{line}\n"


def files(home: Home) -> Mapping[Path, str]:
    """What this software writes into a home and expects to find there, word for word."""
    names = {
        "home": shlex.quote(str(home.root)),
        "software": shlex.quote(str(ROOT)),
        "python": shlex.quote(sys.executable),
        "user": pwd.getpwuid(os.geteuid()).pw_name,
        "niceness": home.settings.niceness,
    }
    for_systemd = names | {
        "home": systemd.word(str(home.root)),
        "home_name": systemd.escaped(home.root.name),
        "folder": systemd.escaped(str(ROOT)),
        "software": systemd.word(str(ROOT)),
        "python": systemd.word(sys.executable),
    }
    hooks = home.repository / "hooks"
    units = [timer_name(home).removesuffix(".timer"), *_former_units(home)]
    texts = {
        hooks / "pre-receive": PRE_RECEIVE,
        hooks / "reference-transaction": REFERENCE_TRANSACTION,
        hooks / "post-receive": POST_RECEIVE,
        home.server / "ssh-command": FORCED_COMMAND,
        home.server / "ssh-content-command": FORCED_CONTENT_COMMAND,
    }
    return (
        {file: text.format(**names) for file, text in texts.items()}
        | {
            home.server / f"{unit}.{kind}": text.format(**for_systemd)
            for unit in units
            for kind, text in (("service", SERVICE), ("timer", TIMER))
        }
        | (place.files() if (place := editor.of(home)) else {})
    )


def mode_of(text: str) -> int:
    return 0o755 if text.startswith("#!") else 0o600


def timer_name(home: Home) -> str:
    """Two homes on one machine may have the same last folder."""
    digest = hashlib.sha256(str(home.root).encode()).hexdigest()[:8]
    return f"trang-tin-{slug(home.root.name)[:80] or 'home'}-{digest}.timer"


def _former_units(home: Home) -> list[str]:
    """The names that units of this home had before. They run on until an administrator removes them."""
    return sorted(file.stem for file in home.server.glob("trang-tin-*.timer") if file.name != timer_name(home))
