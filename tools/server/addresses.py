"""No address dies: what was ever released is written down, and a release that would not answer it is refused.

What only follows from texts answers by itself where its texts are gone: a page of a list leads to the list, a year to
the archive, and what a text that was taken down leaves empty (its tag, its program's data) says so with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from plugins.base.addresses import (
    COPIES,
    FEEDS,
    FORMATS,
    HASHED,
    LIST_PAGE_ADDRESS,
    TABLE,
    Section,
    address_of,
    file_name,
    fronts,
    place,
)
from plugins.base.problems import Message
from plugins.base.redirects import GONE, MOVED, Redirect, read, table
from tools.server.files import files
from tools.server.home import Home, write

Listed = Mapping[Path, Collection[str]]
"""The files of releases, as far as somebody has listed them already."""

FILE = "addresses.txt"
PAGE = 200
# These stay for a day, then the server itself says 410.
PASSING = tuple(f"{folder}/" for folder in HASHED)
OF_TEXTS = re.compile(rf"(?:{Section.TAGS}|{Section.AUTHORS})[^/]+/")
OF_PROGRAM = re.compile(
    rf"(?P<page>{Section.PROGRAMS}[^/]+/).+"
    rf"|/{FEEDS}(?P<feed>{Section.PROGRAMS}[^/]+?)(?:{'|'.join(map(re.escape, FORMATS))})"
)
TEXT = re.compile(rf'href="[^"]*?({Section.NEWS}[^"/#?]+/)"')

LOST = Message(
    "Địa chỉ {address}{whose} đã từng được đăng, nay không còn gì trả lời.",
    "Hãy ghi «Redirect_from: {address}» vào bài thay cho nó; hoặc giữ bài cũ với «Status: removed» và «Reason: …».",
)
OF = " (trang «{title}»)"
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


def settle(home: Path, served: Path | None, release: Path, listed: Listed = MappingProxyType({})) -> None:
    """Gives an answer, in the release's own table, to what needs no word of an editor."""
    known = Home(home)
    answers = _answers(release, listed)
    missing = _without(promised(known) | (set(_answers(served)) if served else set()), answers)
    before = {row.old: row for row in read(served / TABLE)} if served else {}
    rows = [row for address in missing if (row := _by_itself(address, answers, served, before.get(address)))]
    if rows:
        write(release / TABLE, table([*read(release / TABLE), *rows]), mode=0o644)


def lost(home: Path, served: Path | None, release: Path, listed: Listed = MappingProxyType({})) -> list[str]:
    """What to tell the pusher: one sentence for each released address that the new release would not answer."""
    every = promised(Home(home)) | (set(_answers(served)) if served else set())
    return [LOST(address=one, whose=_whose(one, served)) for one in _without(every, _answers(release, listed))]


def unanswered(promised: Iterable[str], release: Path) -> list[str]:
    """The same for a place that keeps its own list of what it has shown."""
    return [LOST(address=address, whose="") for address in _without(promised, _answers(release))]


def remember(home: Path, release: Path) -> None:
    """Promises every address of a release that went live, and tells the administrator of every old one."""
    known = Home(home)
    write(known.server / FILE, "".join(f"{one}\n" for one in sorted(promised(known) | _answers(release).keys())))
    every = chain(read(known.server / TABLE), read(release / TABLE))
    rows = {row.old: row for row in every if row.old.startswith("/")}
    write(known.server / TABLE, table(rows.values()))


def _without(promised: Iterable[str], answers: Iterable[str]) -> list[str]:
    """What is promised and not answered, whichever way an address is written."""
    answered = set(map(place, answers))
    return sorted(address for address in set(promised) if place(address) not in answered)


def _by_itself(address: str, answers: dict[str, int], served: Path | None, before: Redirect | None) -> Redirect | None:
    """The row that answers an address without a word of an editor, or None."""
    if front := next((one for one in fronts(address) if answers.get(one) == PAGE), ""):
        return Redirect(address, front, MOVED)
    if match := OF_PROGRAM.fullmatch(address):
        page = match["page"] or f"{match['feed']}/"
        return Redirect(address, "", GONE) if answers.get(page) == GONE else None
    if OF_TEXTS.match(address) or LIST_PAGE_ADDRESS.fullmatch(address):
        return _with_its_texts(address, answers, served, before)
    return None


def _with_its_texts(
    address: str, answers: dict[str, int], served: Path | None, before: Redirect | None
) -> Redirect | None:
    """410 for a list all of whose texts are gone; one whose texts are there under another tag was renamed."""
    page = served / file_name(address) if served else None
    if page is None or not page.is_file():
        return before if before and before.status == GONE else None
    texts = set(TEXT.findall(page.read_text("utf-8")))
    return Redirect(address, "", GONE) if texts and all(answers.get(text) == GONE for text in texts) else None


def promised(home: Home) -> set[str]:
    """Every address that was ever released. In a damaged file, lines that are none are passed over."""
    return {line.decode() for line in _lines(home) if _is_address(line)}


def answered(release: Path) -> set[str]:
    return set(_answers(release))


def forget(home: Home, early: set[str]) -> None:
    """Takes promises back that a wrong clock has made."""
    write(home.server / FILE, "".join(f"{one}\n" for one in sorted(promised(home) - early)))


def is_damaged(home: Home) -> bool:
    return not all(map(_is_address, _lines(home)))


def _lines(home: Home) -> list[bytes]:
    try:
        return (home.server / FILE).read_bytes().split(b"\n")[:-1]
    except OSError:
        return []


def _is_address(line: bytes) -> bool:
    try:
        return line.decode().startswith("/")
    except ValueError:
        return False


def _answers(release: Path, listed: Listed = MappingProxyType({})) -> dict[str, int]:
    """Every address of a release with the status of its answer."""
    pages = _pages(listed.get(release) or files(release))
    return dict.fromkeys(pages, PAGE) | {row.old: row.status for row in read(release / TABLE)}


def _pages(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not path.startswith(PASSING) and not path.endswith(COPIES):
            yield address_of(path)


def _whose(address: str, served: Path | None) -> str:
    """What stood there, in the words of its page."""
    page = served / file_name(address) if served else None
    if page is None or not page.is_file() or page.suffix != ".html":
        return ""
    title = TITLE.search(page.read_text("utf-8"))
    return OF.format(title=re.sub(r"<[^>]+>", "", title[1]).strip()) if title else ""
