"""What an administrator does after `server-init`, with this home's own paths and names."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from tools import ROOT
from tools.server import editor, init
from tools.server.editor import EditorPlace
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

{editor}Xem mọi thứ có tốt không: python3 tasks.py doctor {quoted}
Thiết lập: {home}/server/settings.toml"""

EDITOR = """6. Trình soạn bài {origin} chạy bằng một người dùng riêng, trong thư mục riêng:

     adduser --system --group --no-create-home --home {folder} --shell /usr/sbin/nologin {user}
     install -d -o {user} -g {user} -m 700 {folder}
     install -o {user} -g {user} -m 600 {facts} {folder}/settings.toml
     test -f {folder}/key || runuser -u {user} -- ssh-keygen -q -t ed25519 -N '' -C {user} -f {folder}/key
     sed 's/^/localhost /' /etc/ssh/ssh_host_*_key.pub | runuser -u {user} -- tee {folder}/known_hosts >/dev/null

   Cho khóa ấy đăng bài, chỉ trong thư mục content:

     install -d -o {owner} -g {group} -m 700 ~{owner}/.ssh
     grep -qsF {forced} ~{owner}/.ssh/authorized_keys || \\
       printf '%s ' {forced} | cat - {folder}/key.pub | \\
       runuser -u {owner} -- tee -a ~{owner}/.ssh/authorized_keys

   Chứng chỉ cho {host}; rồi nginx và systemd:

     ln -s {nginx} /etc/nginx/sites-enabled/{unit}.conf && nginx -t && systemctl reload nginx
     systemctl link {units}
     systemctl enable --now {unit}.socket {unit}.service

   Người đầu tiên, là người quản trị: {account}

"""


def words(home: Home) -> str:
    unit = init.timer_name(home).removesuffix(".timer")
    place = editor.of(home)
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
        editor=_editor_words(place) if place else "",
    )


def _editor_words(place: EditorPlace) -> str:
    home = place.home
    return EDITOR.format(
        origin=place.origin,
        host=urlsplit(place.origin).hostname,
        folder=place.folder,
        user=place.user,
        unit=place.unit,
        owner=home.root.owner(),
        group=home.root.group(),
        forced=shlex.quote(place.forced_command),
        facts=_inside(home, editor.FACTS),
        nginx=_inside(home, editor.NGINX),
        units=" ".join(shlex.quote(str(file)) for file in place.units),
        account=f"cd {shlex.quote(str(ROOT))} && runuser -u {place.user} -- python3 tasks.py account {place.folder}"
        " add TÊN --role administrator --full-name 'Họ và Tên' --email 'THƯ'",
    )


def _inside(home: Home, name: str) -> str:
    """A file of the server, as a shell takes it."""
    return shlex.quote(str(home.server / name))
