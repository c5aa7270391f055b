"""What an administrator does after `server-init`, with this home's own paths and names."""

from __future__ import annotations

from tools.publish import init
from tools.publish.home import Home

WORDS = """Nơi đăng trang đã sẵn sàng: {home}

Việc còn lại, làm một lần, với quyền root (sudo):

1. Cho từng người đăng bài: thêm khóa SSH của họ vào ~{user}/.ssh/authorized_keys, mỗi khóa một dòng, phía trước ghi

     restrict,command="{home}/server/ssh-command" ssh-ed25519 AAAA… tên-người

   Họ lấy kho về bằng: git clone {user}@{host}:site.git

2. Chứng chỉ cho {host}: certbot certonly; đường dẫn của nó xem trong nginx.conf dưới đây.

3. nginx: ln -s {home}/server/nginx.conf /etc/nginx/sites-enabled/{unit}.conf
          nginx -t && systemctl reload nginx

4. Hẹn giờ: systemctl link {home}/server/{unit}.service
            systemctl enable --now {home}/server/{unit}.timer

5. Lần đăng đầu, từ một bản sao của trang: git remote add may-chu {user}@{host}:site.git && git push may-chu HEAD:main

Xem mọi thứ có tốt không: python3 tasks.py doctor {home}
Thiết lập: {home}/server/settings.toml"""


def words(home: Home) -> str:
    return WORDS.format(
        home=home.root,
        user=home.root.owner(),
        host=home.settings.site_url.partition("://")[2].partition("/")[0],
        unit=init.timer_name(home).removesuffix(".timer"),
    )
