"""The site block for nginx, from the facts of a home."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from tools.publish.home import PREVIEWS_ADDRESS, Home, write

HTTPS = """server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    return 301 https://$host$request_uri;
}}

server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    http2 on;
    server_name {host};
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
"""
HTTP = """server {{
    listen {port};
    server_name {host};
"""
SITE = """
    root {home}/current;
    charset utf-8;
    error_page 404 /404.html;
    gzip_static on;
    add_header X-Content-Type-Options nosniff always;

    location {previews}/ {{
        alias {home}/previews/;
        add_header X-Robots-Tag noindex always;
    }}
}}
"""


def write_settings(home: Path, url: str) -> None:
    """Writes `server/nginx.conf`."""
    facts = urlsplit(url)
    names = {"home": home, "host": facts.hostname or "_", "port": facts.port or 80, "previews": PREVIEWS_ADDRESS}
    text = (HTTPS if facts.scheme == "https" else HTTP) + SITE
    write(Home(home).server / "nginx.conf", "# Written by server-init.\n" + text.format(**names))
