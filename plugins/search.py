"""The search index over the finished pages: which pages it reads, in how many parts, and what Pagefind makes of them.

Pagefind is asked by its `--service`, one page after another: the order decides the bytes of an index. The newest
texts of a large site are a small part of their own, so that the next does not cost the whole; the reader's page merges
both.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Self

from plugins.base.addresses import SEARCH
from plugins.base.cache import FileCache
from plugins.base.fingerprint import digest, fingerprint

__all__ = [
    "CannotIndex",
    "Page",
    "asked_first",
    "dealt",
    "index",
    "marked",
    "marked_in",
    "may_follow",
    "page_in",
    "parts",
]

DAY = re.compile(rb'value="(\d{8})" data-pagefind-sort=')
# Up to so many pages are indexed in two seconds; above that the newest stand apart, in a part so small that the reader
# hardly pays for it (plugins/DECISIONS.md, 30).
ONE_PART, NEWEST = 300, 16
AHEAD = 4  # texts that are sent before Pagefind has said that it has read the first: their answers are a few words
PATIENCE = 300.0  # seconds for one part, after which Pagefind is taken to hang
KEPT_PARTS = 12  # of six builds; a site of 10,000 texts is some 40 MB
MADE_BY = fingerprint(__file__)
MARKED = re.compile(rb"<article\b[^>]*\sdata-pagefind-body\b")
ARTICLE = re.compile(rb"</article>|<article\b")
DOCUMENT = '<!doctype html><html lang="vi"><body>{}</body></html>'
# Each part has its own index; what runs in the browser stands once, in the first.
PROGRAMS = ("pagefind.js", "wasm.unknown.pagefind")
# A word costs the reader the piece of the index that it stands in. Few pages are cheapest in one piece or two, many in
# pieces that hold few words.
PIECES = "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"
FINE, WHOLE = 5_000, 40_000
ENTRY = "pagefind-entry.json"
INDEX = (ENTRY, "fragment/", "index/", "filter/")
LANGUAGE = "vi"
# What a reader's page asks for first has a name that the page can know before there is an index.
MADE_META = re.compile(rf"pagefind\.{LANGUAGE}_\w+\.pf_meta")
META = f"pagefind.{LANGUAGE}.pf_meta"

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
    day: str = ""
    """"20220822"; empty for a page that has none."""


def parts(pages: int) -> int:
    """In how many parts an index of so many pages is made."""
    return min(pages, 1) if pages <= ONE_PART else 2


def asked_first(parts: int) -> tuple[str, ...]:
    """The addresses of what a reader's page asks for before it knows anything of the index; the script first."""
    tables = (f"{part}/{name}" for part in range(parts) for name in (ENTRY, META))
    return tuple(f"/{SEARCH}/{name}" for name in (*(f"0/{program}" for program in PROGRAMS), *tables))


def index(pages: Iterable[Page], packages: Path, cache: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the index, `PART/…` inside `pagefind/`, each with its content; the same for the same pages. The
    entry of the first part tells its `edition`, another where any part is another: a page that is open asks for it.

    `packages` is the folder of npm's packages `@pagefind/…`; a part whose pages stayed as they were comes from `cache`.

    Raises:
        CannotIndex: where the program is missing or fails.
    """
    from concurrent.futures import ThreadPoolExecutor

    program = _program(packages)
    store = _Store(cache / "search", program)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made = list(pool.map(store.part, dealt(pages)))
    edition = hashlib.sha256(b"".join(files[META] for files in made)).hexdigest()
    for number, files in enumerate(made):
        if number == 0:
            files[ENTRY] = json.dumps({"edition": edition, **json.loads(files[ENTRY])}, ensure_ascii=False).encode()
        for name, content in files.items():
            if number == 0 or name not in PROGRAMS:
                yield f"{number}/{name}", content
    store.prune()


def may_follow(pages: Iterable[Page], before: Path, packages: Path, cache: Path) -> bool:
    """Whether a part of more than 300 pages has to be made anew, which takes long, while the output `before` has an
    index of as many parts as a reader's page asks for. Raises as `index` does.
    """
    store, every = _Store(cache / "search", _program(packages)), dealt(pages)
    takes_long = any(len(part) > ONE_PART and not store.has(part) for part in every)
    return takes_long and all((before / name.strip("/")).is_file() for name in asked_first(len(every)))


def marked(output: Path) -> Iterator[Page]:
    """Every page of a finished site that has an element marked for search."""
    for file in sorted(output.rglob("index.html")):
        if page := page_in(f"/{file.parent.relative_to(output).as_posix()}/", file.read_bytes()):
            yield page


def page_in(address: str, html: bytes) -> Page | None:
    """The page as far as search reads it; None where nothing is marked."""
    text = marked_in(html)
    day = DAY.search(text)
    digest = hashlib.sha256(text).hexdigest()
    return Page(address, digest, text.decode, day[1].decode() if day else "") if text else None


def marked_in(html: bytes) -> bytes:
    """The element that is marked, or nothing. All that stands around it (menus, related news) may change without a new
    index.
    """
    opening = MARKED.search(html)
    if not opening:
        return b""
    depth = 0
    for tag in ARTICLE.finditer(html, opening.start()):
        depth += -1 if tag[0].startswith(b"</") else 1
        if depth == 0:
            return html[opening.start() : tag.end()]
    return html[opening.start() :]


class _Store:
    """Parts that were indexed before, by the program and the pages that made them."""

    def __init__(self, folder: Path, program: Path) -> None:
        self._shelf = FileCache(folder, digest(MADE_BY, program.read_bytes()))
        self._program = program

    def has(self, pages: Sequence[Page]) -> bool:
        return self._shelf.file(_key(pages)).is_file()

    def part(self, pages: Sequence[Page]) -> dict[str, bytes]:
        """The files of a part by their names."""
        key = _key(pages)
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


def _key(pages: Iterable[Page]) -> str:
    return digest(*(part.encode() for page in pages for part in (page.address, page.digest))).hex()


def dealt(pages: Iterable[Page]) -> list[list[Page]]:
    """The pages of each part, from the oldest. What stands apart is at most the newest 16, and moves to the others when
    there are 16 more: a new text changes the small part alone, but for each 16th.
    """
    known = sorted(pages, key=lambda page: (page.day, page.address))
    settled = (len(known) - 1) // NEWEST * NEWEST
    return [known[:settled], known[settled:]] if parts(len(known)) > 1 else [known] * parts(len(known))


def _program(packages: Path) -> Path:
    found = sorted(packages.glob("*/bin/pagefind_extended*"))
    programs = [file for file in found if file.suffix in ("", ".exe")]
    if not programs:
        raise CannotIndex(NOT_INSTALLED)
    return programs[0]


def _indexed(program: Path, pages: Sequence[Page]) -> dict[str, bytes]:
    try:
        with _Pagefind(program, FINE if len(pages) > NEWEST else WHOLE) as pagefind:
            number = pagefind.ask(type="NewIndex", config={})["index_id"]
            to_index = {"type": "AddFile", "index_id": number, "file_path": None}
            pagefind.ask_all(
                {**to_index, "url": page.address, "file_contents": DOCUMENT.format(page.text())} for page in pages
            )
            files = pagefind.ask(type="GetFiles", index_id=number)["files"]
    except (OSError, ValueError, KeyError) as error:
        raise CannotIndex(FAILED.format(why=error)) from error
    every = {MADE_META.sub(META, file["path"]): base64.b64decode(file["content"]) for file in files}
    entry = json.loads(every[ENTRY])
    entry["languages"][LANGUAGE]["hash"] = LANGUAGE
    every[ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    return {name: content for name, content in every.items() if name.startswith((*PROGRAMS, *INDEX, META))}


class _Pagefind:
    """One running service. A message is JSON in base64 with a comma behind it, and so is each answer."""

    def __init__(self, program: Path, piece: int) -> None:
        self._process = subprocess.Popen(
            [program, "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, PIECES: str(piece)},
        )
        self._heard = b""
        """Of answers that nobody has taken yet."""
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
        self._send(payload)
        return self._answer()

    def ask_all(self, payloads: Iterable[Mapping[str, object]]) -> None:
        """In their order; while one is worked on, those behind it are on their way. Raises as `ask`."""
        waiting = 0
        for payload in payloads:
            self._send(payload)
            waiting += 1
            if waiting > AHEAD:
                self._answer()
                waiting -= 1
        for _ in range(waiting):
            self._answer()

    def _send(self, payload: Mapping[str, object]) -> None:
        assert self._process.stdin
        message = json.dumps({"message_id": 0, "payload": payload})
        try:
            self._process.stdin.write(base64.b64encode(message.encode()) + b",")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ValueError(NO_ANSWER) from None

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        pieces = [self._heard]
        while b"," not in pieces[-1]:
            pieces.append(os.read(self._process.stdout.fileno(), 1 << 20))
            if not pieces[-1]:
                raise ValueError(NO_ANSWER)
        answer, _, self._heard = b"".join(pieces).partition(b",")
        said: dict[str, Any] = json.loads(base64.b64decode(answer))["payload"]
        if said["type"] == "Error":
            raise ValueError(said["message"])
        return said
