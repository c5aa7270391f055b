"""The search index over the finished pages: which pages it reads, in how many parts, and what Pagefind makes of them.

Pagefind is asked by its `--service`, one page after another: the order decides the bytes of an index. The pages are
dealt to parts by their addresses, so that a text that changed costs one part and the reader's page merges them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Self

from plugins.base.cache import Shelf

__all__ = ["FOLDER", "CannotIndex", "Page", "index", "marked", "marked_in", "page_in", "parts"]

FOLDER = "pagefind"
MARK = "data-pagefind-body"
# More parts make an edit cheaper and a search dearer: a part costs the reader some 25 kB a word, however small it is
# (plugins/DECISIONS.md, 30).
PAGES_A_PART, MOST_PARTS = 500, 8
PATIENCE = 300.0  # seconds for one part, after which Pagefind is taken to hang
KEPT_PARTS = 24  # three times the most that a site has; a full part is some 6 MB
FORM = "1"  # a new one where a part is made in another way by the same program
EDITION = "edition.txt"
"""Another text where any part is another: a page that is open asks for it."""
MARKED = re.compile(rf"<article\b[^>]*\s{MARK}\b")
ARTICLE = re.compile(r"</article>|<article\b")
DOCUMENT = '<!doctype html><html lang="vi"><body>{}</body></html>'
# Each part has its own index; what runs in the browser stands once, in the first.
PROGRAMS = ("pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind")
ENTRY = "pagefind-entry.json"
INDEX = (ENTRY, "pagefind.vi", "fragment/", "index/", "filter/")

NOT_INSTALLED = "chưa cài Pagefind. Hãy chạy «python3 tasks.py build» một lần để cài đặt, hoặc thêm --no-search."
FAILED = "Pagefind không lập được chỉ mục ({why}). Hãy thử lại, hoặc dựng với --no-search và báo người quản trị."
NO_ANSWER = "chương trình dừng giữa chừng"


class CannotIndex(Exception):
    """Pagefind is not installed or did not answer; in `args[0]` the reason, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that readers may find: its address, and of its HTML the element that is marked for search. `text` is asked
    only where another `digest` says that it changed.
    """

    address: str
    digest: str
    text: Callable[[], str] = field(compare=False)


def parts(pages: int) -> int:
    """In how many parts an index of so many pages is made: a power of two, so that it changes seldom."""
    count = 1 if pages else 0
    while pages > PAGES_A_PART * count and count < MOST_PARTS:
        count *= 2
    return count


def index(pages: Iterable[Page], packages: Path, cache: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the index, `PART/…` inside `pagefind/`, each with its content; the same for the same pages.

    `packages` is the folder of npm's packages `@pagefind/…`; a part whose pages stayed as they were comes from `cache`.

    Raises:
        CannotIndex: where the program is missing or fails.
    """
    known = sorted(pages, key=lambda page: page.address)
    dealt: list[list[Page]] = [[] for _ in range(parts(len(known)))]
    for page in known:
        dealt[_number(page.address) % len(dealt)].append(page)
    program = _program(packages)
    store = _Store(cache / "search", program)
    edition = hashlib.sha256()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, files in enumerate(pool.map(store.part, dealt)):
            edition.update(files[ENTRY])
            for name, content in files.items():
                if number == 0 or name not in PROGRAMS:
                    yield f"{number}/{name}", content
    yield EDITION, edition.hexdigest().encode()
    store.prune()


def marked(output: Path) -> Iterator[Page]:
    """Every page of a finished site that has an element marked for search."""
    for file in sorted(output.rglob("index.html")):
        if page := page_in(f"/{file.parent.relative_to(output).as_posix()}/", file.read_text("utf-8")):
            yield page


def page_in(address: str, html: str) -> Page | None:
    """The page as far as search reads it; None where nothing is marked."""
    text = marked_in(html)
    return Page(address, hashlib.sha256(text.encode()).hexdigest(), lambda: text) if text else None


def marked_in(html: str) -> str:
    """The element that is marked, or "". All that stands around it (menus, related news) may change without a new
    index.
    """
    opening = MARKED.search(html)
    if not opening:
        return ""
    depth = 0
    for tag in ARTICLE.finditer(html, opening.start()):
        depth += -1 if tag[0].startswith("</") else 1
        if depth == 0:
            return html[opening.start() : tag.end()]
    return html[opening.start() :]


class _Store:
    """Parts that were indexed before, by the program and the pages that made them."""

    def __init__(self, folder: Path, program: Path) -> None:
        self._shelf = Shelf(folder)
        self._program = program
        self._made_by = f"{program.name} {program.stat().st_size} {FORM}"

    def part(self, pages: Sequence[Page]) -> dict[str, bytes]:
        """The files of a part by their names."""
        facts = [self._made_by, *(part for page in pages for part in (page.address, page.digest))]
        key = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
        kept = self._shelf.get(key)
        if kept:
            with suppress(OSError):
                os.utime(self._shelf.file(key))
            return {name: base64.b64decode(content) for name, content in json.loads(kept).items()}
        files = _indexed(self._program, pages)
        text = {name: base64.b64encode(content).decode() for name, content in files.items()}
        with suppress(OSError):
            self._shelf.put(key, json.dumps(text).encode())
        return files

    def prune(self) -> None:
        """Removes all but the parts that were used last."""
        with suppress(OSError):
            parts = (file for file in self._shelf.folder.rglob("*") if file.is_file())
            for old in sorted(parts, key=lambda file: file.stat().st_mtime_ns)[:-KEPT_PARTS]:
                old.unlink(missing_ok=True)


def _number(address: str) -> int:
    return int.from_bytes(hashlib.sha256(address.encode()).digest()[:4])


def _program(packages: Path) -> Path:
    found = sorted(packages.glob("*/bin/pagefind_extended*"))
    programs = [file for file in found if file.suffix in ("", ".exe")]
    if not programs:
        raise CannotIndex(NOT_INSTALLED)
    return programs[0]


def _indexed(program: Path, pages: Sequence[Page]) -> dict[str, bytes]:
    try:
        with _Pagefind(program) as pagefind:
            number = pagefind.ask(type="NewIndex", config={})["index_id"]
            for page in pages:
                html = DOCUMENT.format(page.text())
                pagefind.ask(type="AddFile", index_id=number, file_path=None, url=page.address, file_contents=html)
            files = pagefind.ask(type="GetFiles", index_id=number)["files"]
    except (OSError, ValueError, KeyError) as error:
        raise CannotIndex(FAILED.format(why=error)) from error
    wanted = (file for file in files if file["path"].startswith((*PROGRAMS, *INDEX)))
    return {file["path"]: base64.b64decode(file["content"]) for file in wanted}


class _Pagefind:
    """One running service. A message is JSON in base64 with a comma behind it, and so is each answer."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._end = Timer(PATIENCE, self._process.kill)
        self._end.daemon = True

    def __enter__(self) -> Self:
        self._end.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.cancel()
        self._process.kill()
        self._process.communicate()

    def ask(self, **payload: object) -> dict[str, Any]:
        """Raises OSError or ValueError where there is no answer, or one that says that it failed."""
        assert self._process.stdin
        assert self._process.stdout
        message = json.dumps({"message_id": 0, "payload": payload})
        try:
            self._process.stdin.write(base64.b64encode(message.encode()) + b",")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ValueError(NO_ANSWER) from None
        answer = bytearray()
        while not answer.endswith(b","):
            piece = os.read(self._process.stdout.fileno(), 1 << 20)
            if not piece:
                raise ValueError(NO_ANSWER)
            answer += piece
        said: dict[str, Any] = json.loads(base64.b64decode(answer[:-1]))["payload"]
        if said["type"] == "Error":
            raise ValueError(said["message"])
        return said
