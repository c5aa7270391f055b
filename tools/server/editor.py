"""The editor in the browser beside a publishing home: where it stands, and its files for systemd, nginx and itself.

It is another user of the machine, in a folder of its own; all that it knows of the home is how to push to it.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from plugins.base import file_names
from plugins.base.addresses import site_url
from plugins.base.media_types import media_type
from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import slug
from tools import ROOT
from tools.editor import limits
from tools.server import blocks, systemd
from tools.server.home import Home, Unusable

LOOPBACK = ("localhost", "127.0.0.1")
NGINX_GROUP = "www-data"
LONGEST_USER = 31
# What the editor takes beside a build in memory, the processes that read foreign files included.
OWN_MEMORY_MB = 500 + limits.READERS * limits.PICTURE.memory_mb
FACTS, NGINX = "editor.toml", "nginx-editor.conf"

URL_WRONG = Message("--editor-url: {why}")
NOT_SECURE = Message("--editor-url: «{url}» không an toàn.", "Hãy viết địa chỉ bắt đầu bằng https://.")
UNDER_A_PATH = Message(
    "--editor-url: «{url}» có đường dẫn; trình soạn bài cần một tên riêng.", "Ví dụ: https://soan.x.example"
)
SAME_HOST = Message(
    "--editor-url: «{url}» cùng tên với trang; trình soạn bài cần một tên riêng.", "Ví dụ: https://soan.{host}"
)

ODD_SIGN = re.compile(r"[^\w/.+-]")
ODD_FOLDER = Message("--editor-home: «{folder}» có ký tự «{sign}».", "Hãy chọn đường dẫn chỉ có chữ, số và dấu gạch.")
NOT_APART = Message("--editor-home: «{folder}» nằm chung với nơi đăng trang.", "Hãy chọn một thư mục riêng.")

SETTINGS = """# Written by server-init, to be laid into the editor's folder as settings.toml.
origin = "{origin}"
site_url = "{site_url}"
push_to = "ssh://{owner}@localhost:{port}/{repository}"
"""

SOCKET = """# Written by server-init.
[Unit]
Description=Cửa vào trình soạn bài của trang tin {name}

[Socket]
ListenStream={socket}
SocketGroup={group}
SocketMode=0660
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
"""

SERVICE = """# Written by server-init.
[Unit]
Description=Trình soạn bài của trang tin {name}
Requires={unit}.socket
After=network.target {unit}.socket

[Service]
Type=exec
User={user}
WorkingDirectory={software}
ExecStart={python} -m tools.editor.serve {folder}
Restart=on-failure
# Who is saving just now comes to an end; what a publication sends goes on or is as if it had not begun.
KillMode=mixed
TimeoutStopSec=45
UMask=0077
MemoryMax={memory}M
OOMPolicy=continue
TasksMax=200
LimitCORE=0
ProtectSystem=strict
ReadWritePaths={folder}
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
KeyringMode=private
LockPersonality=yes
RemoveIPC=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
# Nobody but this machine: it pushes over the loopback.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
IPAddressDeny=any
IPAddressAllow=localhost
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True)
class EditorPlace:
    """Where the editor of a home stands; its address and folder are in the settings of the home."""

    home: Home

    @property
    def origin(self) -> str:
        return self.home.settings.editor_url

    @property
    def folder(self) -> Path:
        return Path(self.home.settings.editor_folder) if self.home.settings.editor_folder else usual_folder(self.home)

    @property
    def user(self) -> str:
        return (slug(self.folder.name) or "soan-bai")[:LONGEST_USER].rstrip("-")

    @property
    def unit(self) -> str:
        """Two folders on one machine may have the same name."""
        return f"{self.user}-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:8]}"

    @property
    def socket(self) -> Path:
        return Path(f"/run/{self.unit}.sock")

    @property
    def units(self) -> tuple[Path, Path]:
        return self.home.server / f"{self.unit}.socket", self.home.server / f"{self.unit}.service"

    @property
    def forced_command(self) -> str:
        """What stands before the editor's key in the authorized keys of the home's owner. sshd takes its own quotes
        off, the user's shell reads what is left.
        """
        command = shlex.quote(str(self.home.server / "ssh-content-command")).replace('"', r"\"")
        return f'restrict,command="{command}"'

    def files(self) -> dict[Path, str]:
        """What `server-init` writes into the home for it, word for word."""
        names = {
            "name": systemd.escaped(self.home.root.name),
            "unit": self.unit,
            "user": self.user,
            "group": NGINX_GROUP,
            "socket": self.socket,
            "memory": self.home.settings.most_memory_mb + OWN_MEMORY_MB,
            "folder": systemd.word(str(self.folder)),
            "software": systemd.escaped(str(ROOT)),
            "python": systemd.word(sys.executable),
        }
        server, (socket, service) = self.home.server, self.units
        return {
            server / FACTS: self.facts(),
            server / NGINX: web_settings(self.origin, self.socket),
            socket: SOCKET.format(**names),
            service: SERVICE.format(**names),
        }

    def facts(self) -> str:
        """All that the editor has to know of the home."""
        return SETTINGS.format(
            origin=self.origin,
            site_url=self.home.settings.site_url,
            owner=self.home.root.owner(),
            port=self.home.settings.ssh_port,
            repository=self.home.repository.name,
        )


def usual_folder(home: Home) -> Path:
    return home.root.with_name(f"soan-{slug(home.root.name) or 'trang'}")


def checked_folder(home: Home, written: str) -> str:
    """Raises Unusable for a folder that cannot be the editor's own."""
    folder = Path(written).resolve() if written else usual_folder(home)
    if odd := ODD_SIGN.search(str(folder)):
        raise Unusable(ODD_FOLDER(folder=file_names.shown(str(folder)), sign=odd[0]))
    if folder.is_relative_to(home.root) or home.root.is_relative_to(folder):
        raise Unusable(NOT_APART(folder=folder))
    return str(folder)


def of(home: Home) -> EditorPlace | None:
    """None where texts are not written in the browser."""
    return EditorPlace(home) if home.settings.editor_url else None


def is_set(folder: Path) -> bool:
    """Whether the home in a folder, if there is one, has an editor."""
    home = Home(folder.resolve())
    return (home.server / "settings.toml").is_file() and of(home) is not None


def folder_of(folder: Path) -> Path:
    """The editor's folder, of a home that has one; else the folder itself, which may be an editor's."""
    return EditorPlace(Home(folder.resolve())).folder if is_set(folder) else folder.resolve()


def checked_url(written: str, site: str) -> str:
    """Raises Unusable for an address at which no editor can stand beside the site."""
    try:
        url = site_url(written)
    except InvalidValue as wrong:
        raise Unusable(URL_WRONG(why=wrong)) from None
    facts, host = urlsplit(url), urlsplit(site).hostname
    if facts.scheme != "https" and facts.hostname not in LOOPBACK:
        raise Unusable(NOT_SECURE(url=url))
    if facts.path:
        raise Unusable(UNDER_A_PATH(url=url))
    if facts.hostname == host and host not in LOOPBACK:
        raise Unusable(SAME_HOST(url=url, host=host))
    return url


def web_settings(origin: str, socket: Path) -> str:
    """The blocks for nginx."""
    facts = urlsplit(origin)
    secure = facts.scheme == "https"
    names = {
        "host": facts.hostname,
        "port": facts.port or (443 if secure else 80),
        "authority": facts.netloc,
        "socket": socket,
        "plain": media_type("x.txt"),
        "packed": " ".join(media_type(f"x.{ending}") for ending in ("css", "js", "svg")),
        "most_mb": limits.DRAINED // limits.MEGA,
    }
    every = (*((blocks.PLAIN, blocks.HTTPS) if secure else (blocks.HTTP,)), blocks.EDITOR)
    return "# Written by server-init." + "".join(block.format(**names) for block in every)
