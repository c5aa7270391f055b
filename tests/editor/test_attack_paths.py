"""Names of texts and files that should lead out of the content, or to what is no text, asked over HTTP."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.editor import desk, sending
from tests.editor.conftest import OWNER
from tests.editor.desk import Browser, Reply
from tests.editor.live import mounted
from tests.editor.memory import TEXT
from tools.editor.app import PAGES, Editor, make_app
from tools.editor.folder import FolderWorkspace
from tools.editor.live_site import PLACE, LiveSite
from tools.editor.routing import SAFE
from tools.warm.client import SiteProcess

SECRET = "---\nTitle: Không ai được đọc\nDate: 2026-11-20\n---\nMật.\n"
COMPOSED = "tin-tuc/hội-nghị/index.md"
TEXTS = [
    "../ngoai.md",
    "tin-tuc/../../ngoai.md",
    "tin-tuc/../tin-tuc/le-ky/index.md",
    "tin-tuc/./le-ky/index.md",
    "tin-tuc//le-ky/index.md",
    "/tin-tuc/le-ky/index.md",
    "//evil.example/a.md",
    "{outside}/ngoai.md",
    "..\\ngoai.md",
    "tin-tuc\\le-ky\\index.md",
    "C:\\ngoai.md",
    "\\\\may\\chung\\a.md",
    ".git/config",
    ".git/index.md",
    "tin-tuc/.git/index.md",
    ".obsidian/a.md",
    "tin-tuc/le-ky/.an.md",
    "../theme/templates/base.html",
    "theme/templates/base.html",
    "data/site.toml",
    "data/a.md",
    "README.md",
    "tin-tuc/le-ky/anh.svg",
    "tin-tuc/le-ky/index.md/",
    "tin-tuc/le-ky",
    "tin-tuc/lien-ket.md",
    "lien-ket/ngoai.md",
    "tin-tuc/le-ky/index.md\0",
    "\0",
    "tin-tuc/le-ky/index.md\r\nX: y",
    "tin-tuc/\u202eindex.md",
    "tin-tuc/le-ky/INDEX.md",
    "tin-tuc/aux.md",
    "tin-tuc/a.md:stream",
    "tin-tuc/a.md ",
    "tin-tuc/a.md.",
    "tin-tuc/" + "a" * 300 + ".md",
    "/".join(["a"] * 40) + ".md",
    "a" * 5000 + ".md",
    unicodedata.normalize("NFD", COMPOSED),
    "~root/a.md",
    "$HOME/a.md",
    "-rf.md",
]
# What could be a text, as far as the path tells; and one that could not.
WELL_WRITTEN = [
    "tin-tuc/lien-ket.md",
    "lien-ket/ngoai.md",
    unicodedata.normalize("NFD", COMPOSED),
    "../ngoai.md",
]
RAW = [
    "%2e%2e/ngoai.md",
    "..%2fngoai.md",
    "%252e%252e/ngoai.md",
    "..%c0%afngoai.md",
    "%ff.md",
    "%",
    "%zz.md",
    "..;/ngoai.md",
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A content with a text, a twin to be, links that lead out, and a text outside."""
    content = tmp_path / "content"
    for name, text in {"content/tin-tuc/le-ky/index.md": TEXT, f"content/{COMPOSED}": TEXT, "ngoai.md": SECRET}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (content / "tin-tuc/lien-ket.md").symlink_to(tmp_path / "ngoai.md")
    (content / "lien-ket").symlink_to(tmp_path)
    return tmp_path


@pytest.fixture
def browser(place: Path) -> Iterator[Browser]:
    with desk.listening() as (waiting, port):
        workspace = FolderWorkspace(place / "content", place / "kept")
        origin = f"http://127.0.0.1:{port}"
        process = SiteProcess({"SITEURL": f"{origin}{PLACE}", "CACHE": str(place / "kept/cache")}, own=True)
        site = LiveSite(workspace, process, "", rests=True)
        editor = Editor(workspace, site, origin, "", "Hội", owner=OWNER)
        with desk.served(mounted(make_app(editor), process, "/"), waiting):
            yield Browser(port, editor.origin, editor.token)


def addresses(path: str) -> Iterator[tuple[str, str]]:
    """Every address that names a text, with every method."""
    for route in PAGES:
        written = getattr(route, "path", "")
        if "{path:path}" in written:
            filled = written.replace("{path:path}", path).replace("{name}", "anh.jpg")
            yield from ((method, filled) for method in sorted(getattr(route, "methods", ())))


def asked(browser: Browser, method: str, at: str) -> Reply:
    """With all that any of these addresses wants to be sent."""
    if method in SAFE:
        return browser.ask(method, at, b"", {})
    if method == "PUT":
        return browser.send(method, at, {"revision": "x", "fields": {"Title": "x"}, "body": "x", "cause": "save"})
    facts = {"revision": "x", "body": "x", "html": "<p>x", "reason": "x", "action": "save", "Title": "x"}
    return sending.send(browser, ("anh.jpg", sending.picture()), to=at, **facts)


def state(place: Path) -> dict[Path, bytes]:
    """All files but what the workspace remembers for itself."""
    files = (file for file in place.rglob("*") if file.is_file() and "kept" not in file.relative_to(place).parts)
    return {file: file.read_bytes() for file in files}


def test_no_name_of_a_text_leads_out_or_to_anything_else(browser: Browser, place: Path) -> None:
    before = state(place)
    names = [quote(one.format(outside=place)) for one in TEXTS] + RAW
    some = [("GET", f"/bai/{name}/") for name in names] + [("PUT", f"/bai/{name}/luu") for name in names]
    for method, at in [*some, *(one for name in WELL_WRITTEN for one in addresses(quote(name)))]:
        reply = asked(browser, method, at)
        assert (method, at, reply.status) in {(method, at, code) for code in (400, 403, 404, 414)}
        assert "Không ai được đọc" not in reply.text
        assert "Traceback" not in reply.text
    assert state(place) == before


BESIDE = [
    "../index.md",
    "../../../ngoai.md",
    "index.md",
    ".git",
    ".an",
    "lien-ket.jpg",
    "a\0.jpg",
    "a/b.jpg",
    "..\\a.jpg",
    "con",
]


def test_no_name_of_a_file_beside_a_text_leads_out_or_to_anything_else(browser: Browser, place: Path) -> None:
    beside = place / "content/tin-tuc/le-ky"
    (beside / "lien-ket.jpg").symlink_to(place / "ngoai.md")
    before = state(place)
    for name in [quote(one) for one in BESIDE] + [one.replace(".md", ".jpg") for one in RAW]:
        for query in ("", "?rong=640"):
            reply = browser.get(f"/bai/tin-tuc/le-ky/index.md/tep/{name}{query}")
            assert (name, reply.status) in {(name, code) for code in (400, 403, 404)}
            assert "Không ai được đọc" not in reply.text
    assert state(place) == before
