"""The project's own content, built once and served on this machine, and a real Chromium to look with."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import window
from tests.site import ROOT, article, build, photograph

# One address of each kind of page, on the project's own content.
PAGES = {
    "home": "/",
    "article": "/tin-tuc/hoi-nghi-ky-chuong-trinh-phoi-hop/",
    "feature": "/tin-tuc/giu-qua-vai-tuoi-lau/",
    "news": "/tin-tuc/",
    "category": "/chuyen-muc/tin-hoat-dong/",
    "tag": "/tu-khoa/kinh-te-tap-the/",
    "author": "/tac-gia/ban-bien-tap/",
    "archive": "/luu-tru/",
    "year": "/luu-tru/2026/",
    "documents": "/van-ban/",
    "programs": "/chuong-trinh/",
    "program": "/chuong-trinh/chuong-trinh-phoi-hop-lien-minh-htx-2022-2025/",
    "page": "/gioi-thieu/",
    "search": "/tim-kiem/",
    "feeds": "/nhan-tin/",
    "imprint": "/ve-trang-nay/",
    "missing": "/404.html",
    "gone": "/tin-tuc/bai-go/",
    "gallery": "/tin-tuc/bo-anh/",
    "document": "/tin-tuc/van-ban-1/",
    "issue": "/tin-tuc/so-2/",
}
GALLERY = PAGES["gallery"]
CONNECTIONS = 32

# How far things moved that nobody had touched, as Chromium counts it.
LAYOUT_SHIFTS = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().map(one => one.value)))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done([])));
})"""


def contents() -> dict[str, bytes]:
    """The project's own content, and texts for the kinds of page that it does not have."""
    folder = ROOT / "content"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    gone = "Title: Bài gỡ\nDate: 2026-11-01\nCategory: Thông báo\nStatus: removed\nReason: Trùng với bài khác.\n\nX.\n"
    return {**files, "tin-tuc/bai-go.md": gone.encode(), **_gallery(), **_documents(), **_column(files)}


def _gallery() -> dict[str, bytes]:
    """An article with four pictures in a row, one of them upright."""
    sizes = {1: (1600, 1200), 2: (900, 1200), 3: (800, 600), 4: (800, 600)}
    row = "\n\n".join(f"![Ảnh thử {at}](anh-{at}.jpg)\nLời chú thích thử {at}" for at in sizes)
    text = article("Bài thử có bộ ảnh", "2026-11-01", f"Trước, theo KH&KT.\n\n{row}\n\nSau.", Category="Tin hoạt động")
    pictures = {f"tin-tuc/bo-anh/anh-{at}.jpg": photograph(*size) for at, size in sizes.items()}
    return {"tin-tuc/bo-anh/index.md": text.encode(), **pictures}


def _documents() -> dict[str, bytes]:
    """Documents of two bodies and two years, each with its file and a table that is too wide for a telephone."""
    names = [f"Kết quả năm {year}" for year in range(2020, 2026)]
    rows = (["Đơn vị", *names], ["---"] * 7, ["Hội thứ nhất", *"123456"])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    made: dict[str, bytes] = {"files/van-ban-thu.pdf": b"%PDF-1.4\n"}
    for at in range(1, 4):
        fields = {
            "Category": "Văn bản",
            "Document_number": f"{at}/QĐ-THU",
            "Issuer": "Hội thứ hai" if at == 3 else "Hội thứ nhất",
            "Document_date": f"2025-0{at}-05" if at < 3 else "2026-01-05",
        }
        text = article(
            f"Văn bản thử {at}", f"2026-10-0{at}", f"[Toàn văn](/files/van-ban-thu.pdf)\n\n{table}\n", **fields
        )
        made[f"tin-tuc/van-ban-{at}.md"] = text.encode()
    return made


def _column(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Three issues of a numbered category."""
    numbered = '\n[[category]]\nname = "Chuyên mục thử"\nslug = "chuyen-muc-thu"\nnumbered = true\norder = 9\n'
    issues = {
        f"tin-tuc/so-{at}.md": article(f"Số thử {at}", f"2026-09-0{at}", Category="Chuyên mục thử", Number=str(at))
        for at in range(1, 4)
    }
    vocabulary = files["data/categories.toml"] + numbered.encode()
    return {"data/categories.toml": vocabulary, **{name: text.encode() for name, text in issues.items()}}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = build(tmp_path_factory.mktemp("site"), contents(), SEARCH_INDEX=True)
    assert built.code == 0, built.said
    return built.output


class Quiet(http.server.SimpleHTTPRequestHandler):
    timeout = 20  # seconds, for a connection that a browser opened ahead and never used

    def log_message(self, *_: object) -> None:
        pass


class Host(http.server.HTTPServer):
    """Bears what a browser does: a dozen connections at once, some of which it opens ahead or leaves in the middle. Its
    threads are those that it began with.
    """

    request_queue_size = 128

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._threads = ThreadPoolExecutor(CONNECTIONS)
        begun = threading.Event()
        for _ in range(CONNECTIONS):
            self._threads.submit(begun.wait)
        begun.set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._threads.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        with suppress(ConnectionError):
            self.finish_request(request, client_address)
        self.shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        self._threads.shutdown(wait=False, cancel_futures=True)


@contextmanager
def hosted(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """The address at which a folder is served meanwhile."""
    with Host(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with hosted(site) as url:
        yield url


Open = Callable[..., Page]


def without_faces(page: Page) -> None:
    """A face that comes after the first drawing, as on a busy machine, may move a word to another line."""
    page.route("**/*.woff2", lambda route: route.abort())


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens an address of the site in a fresh window; `width` and `scheme` say what kind of reader looks."""
    opened = []

    def open_page(
        place: str, width: int = 1280, scheme: Literal["light", "dark"] = "light", *, faces: bool = True, **more: Any
    ) -> Page:
        context = window(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        opened.append(context)
        page = context.new_page()
        if not faces:
            without_faces(page)
        page.goto(address + place, wait_until="load")
        return page

    yield open_page
    for context in opened:
        context.close()
