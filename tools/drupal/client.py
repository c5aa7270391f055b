"""Asks a live site politely: one address at a time, not faster than agreed, patient with a busy server, and within
limits of time and size. Redirects are told, not followed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from protego import Protego
from urllib3 import exceptions
from urllib3.exceptions import HTTPError, SSLError

from plugins.base.addresses import ROBOTS
from plugins.base.problems import Message
from tools.drupal.model import CannotImport

AGENT = "import-drupal"
PAUSE = 0.25
"""Seconds between the starts of two requests, where robots.txt asks for no more."""
LONGEST_PAUSE = 1.0
"""Drupal's own robots.txt asks all robots for ten seconds, which is hours for a site; this one comes once, and for its
owner."""
TRIES = 5
LONGEST_WAIT = 120.0
"""Seconds that a server may tell a visitor to wait; whoever says more is busy for good."""
BUSY = frozenset({408, 429, 500, 502, 503, 504})
TIMEOUT = urllib3.Timeout(connect=15, read=60)
LONGEST_ANSWER = 1200.0
LARGEST = 100_000_000
"""Bytes of one answer: as much as a file of the site may have."""
CHUNK = 1 << 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

SILENT = Message(
    "trang cũ không trả lời ở {url}: {reason}.",
    "Hãy xem trang có mở được trong trình duyệt không, rồi chạy lại lệnh này: phần đã tải được dùng tiếp.",
)
NO_CERTIFICATE = Message("chứng chỉ HTTPS của {url} không đúng.", "Hãy thử lại với http:// thay cho https://.")
BAD_ROBOTS = Message("trang cũ không cho đọc robots.txt (mã {status}).", "Hãy chạy lại khi trang khỏe hơn.")
REASONS = {
    exceptions.NameResolutionError: "không tìm thấy tên miền",
    exceptions.NewConnectionError: "không kết nối được",
    exceptions.TimeoutError: "chờ quá lâu",
    exceptions.ProtocolError: "đứt giữa chừng",
}
TOO_LARGE, TOO_SLOW = "lớn quá 100 MB", "trả lời quá lâu"


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """What an address gave. `problem` says in Vietnamese why there is no whole body although there should be one."""

    status: int
    type: str = ""
    location: str = ""
    links: str = ""
    """The header `Link`."""
    modified: str = ""
    size: int = 0
    problem: str = ""


class Client:
    """One visitor of one site."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._free_at = clock()
        self.pause = PAUSE

    def get(self, url: str, into: Path) -> SiteAnswer:
        """Writes the body of a 200 to `into`; no other body is read.

        Raises:
            CannotImport: where the server cannot be reached at all.
        """
        for turn in range(TRIES):
            self._wait()
            reason, asked = "", 0.0
            try:
                answer, asked = self._ask(url, into)
            except SSLError:
                raise CannotImport(NO_CERTIFICATE(url=url)) from None
            except HTTPError as error:
                reason = next((said for kind, said in REASONS.items() if isinstance(error, kind)), str(error))
            else:
                if answer.status not in BUSY or turn == TRIES - 1 or asked > LONGEST_WAIT:
                    return answer
            if turn < TRIES - 1:
                self._sleep(max(asked, min(2.0**turn, LONGEST_WAIT)))
        raise CannotImport(SILENT(url=url, reason=reason))

    def robots(self, base: str, into: Path) -> Protego:
        """The site's rules for visitors; none where it has no such file.

        Raises:
            CannotImport: where the server is too busy to say, since then nothing may be read.
        """
        answer = self.get(base + ROBOTS, into)
        if answer.status >= 500:
            raise CannotImport(BAD_ROBOTS(status=answer.status))
        text = into.read_bytes()[:500_000].decode("utf-8", "replace") if answer.status == 200 else ""
        rules = Protego.parse(text if "html" not in answer.type else "")
        self.pause = max(PAUSE, min(rules.crawl_delay(AGENT) or 0.0, LONGEST_PAUSE))
        return rules

    def _wait(self) -> None:
        now = self._clock()
        if now < self._free_at:
            self._sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + self.pause

    def _ask(self, url: str, into: Path) -> tuple[SiteAnswer, float]:
        """The answer, and the seconds that a busy server asks to wait."""
        response = self._pool(url).request(
            "GET",
            url,
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=TIMEOUT,
        )
        try:
            headers = response.headers
            size, problem = self._save(response, into) if response.status == 200 else (0, "")
            answer = SiteAnswer(
                response.status,
                headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                headers.get("Location", ""),
                headers.get("Link", ""),
                headers.get("Last-Modified", ""),
                size,
                problem,
            )
            return answer, _seconds(headers.get("Retry-After", ""))
        finally:
            response.close()

    def _save(self, response: urllib3.BaseHTTPResponse, into: Path) -> tuple[int, str]:
        size, end = 0, self._clock() + LONGEST_ANSWER
        with into.open("wb") as file:
            for piece in response.stream(CHUNK):
                size += len(piece)
                if size > LARGEST or self._clock() > end:
                    return size, TOO_LARGE if size > LARGEST else TOO_SLOW
                file.write(piece)
        return size, ""

    def _pool(self, url: str) -> urllib3.PoolManager:
        """Through the proxy of this machine where it has one, as a browser here would go."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        proxy = "" if host in LOOPBACK or proxy_bypass(host) else getproxies().get(parts.scheme, "")
        if proxy not in self._pools:
            self._pools[proxy] = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


def _seconds(retry_after: str) -> float:
    try:
        return urllib3.Retry().parse_retry_after(retry_after) if retry_after else 0.0
    except HTTPError:
        return 0.0
