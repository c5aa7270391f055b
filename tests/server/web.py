"""A real nginx with the settings that a home gives it, on this machine, over plain HTTP."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE, until
from tests.ports import free_port, is_heard
from tools.server import serving

URL = "http://127.0.0.1:{port}{prefix}"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
# What root made, and nobody else may read, its workers must be able to read.
USER = "user root; " if os.geteuid() == 0 else ""
MAIN = """
{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def get(self, target: str, method: str = "GET", **headers: str) -> Answer:
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, target, headers=written)
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())

    def status(self, target: str) -> int:
        return self.get(target).status

    def leads(self, target: str) -> tuple[int, str]:
        got = self.get(target)
        return got.status, got.headers.get("location", "")


@contextmanager
def serving_home(home: Path, folder: Path, prefix: str = "") -> Iterator[Server]:
    """`folder` is made, for nginx's own files. Raises FileNotFoundError where the machine has no nginx."""
    port = free_port()
    with nginx(folder, serving.settings(home, f"http://127.0.0.1:{port}{prefix}"), port) as server:
        yield server


@contextmanager
def nginx(folder: Path, settings: str, port: int) -> Iterator[Server]:
    """One that is told to listen at a port."""
    if not Path(NGINX).is_file():
        raise FileNotFoundError(NGINX)
    folder.mkdir()
    (folder / "site.conf").write_text(settings, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=USER))
    with subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE
    ) as process:
        try:
            until(lambda: is_heard(port) or process.poll() is not None)
            assert process.poll() is None, process.stderr and process.stderr.read()
            yield Server(port)
        finally:
            process.terminate()
