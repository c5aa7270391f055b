"""What an administrator does after `server-init`, with this home's own paths and names."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from tools.server import init
from tools.server.home import Home

WORDS = """Nơi đăng trang đã sẵn sàng: {home}

Việc còn lại, làm một lần, với quyền root (sudo):

1. Cho từng người đăng bài: thêm khóa SSH của họ vào ~{user}/.ssh/authorized_keys, mỗi khóa một dòng, phía trước ghi

     restrict,command="{forced}" ssh-ed25519 AAAA… tên-người

   Họ lấy kho về bằng: git clone {user}@{host}:site.git

2. Chứng chỉ cho {host}: certbot certonly; đường dẫn của nó xem trong nginx.conf dưới đây.

3. nginx: ln -s {nginx} /etc/nginx/sites-enabled/{unit}.conf
          nginx -t && systemctl reload nginx

4. Hẹn giờ: systemctl link {service}
            systemctl enable --now {timer}

5. Lần đăng đầu, từ một bản sao của trang: git remote add may-chu {user}@{host}:site.git && git push may-chu HEAD:main

Xem mọi thứ có tốt không: python3 tasks.py doctor {quoted}
Thiết lập: {home}/server/settings.toml"""


def words(home: Home) -> str:
    unit = init.timer_name(home).removesuffix(".timer")
    return WORDS.format(
        home=home.root,
        user=home.root.owner(),
        host=urlsplit(home.settings.site_url).hostname,
        unit=unit,
        quoted=shlex.quote(str(home.root)),
        nginx=_inside(home, "nginx.conf"),
        service=_inside(home, f"{unit}.service"),
        timer=_inside(home, f"{unit}.timer"),
        # sshd takes its own quotes off, the user's shell reads what is left.
        forced=_inside(home, "ssh-command").replace('"', r"\""),
    )


def _inside(home: Home, name: str) -> str:
    """A file of the server, as a shell takes it."""
    return shlex.quote(str(home.server / name))
