"""The preview as a person meets it: one address, one line a build, Ctrl-C."""

from __future__ import annotations

import secrets
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from watchfiles import watch

from plugins.base import problems
from plugins.base.problems import Problem
from plugins.base.vietnamese import nfc, number
from tools import ROOT
from tools.editor import standing
from tools.editor.live_site import PLACE
from tools.preview.board import Board
from tools.preview.page import EDITOR
from tools.preview.server import Server, preview_app
from tools.preview.site import PreviewSite, Seen, Touched
from tools.word import DROP_FOLDER, DropFolder, ImportedPost

THEME, CODE = ROOT / "theme", ROOT / "plugins"
SETTINGS = (ROOT / "pelicanconf.py", ROOT / "publishconf.py")
TICK = 250  # milliseconds
AWHILE = 8  # ticks; an editor that saves by itself does it less often than a browser asks for a page and what is on it
PATIENCE = 10.0  # seconds, for a document that is being read
LAST_PORT = 65535


def port_number(words: str) -> int:
    """Raises SystemExit for what is no port."""
    if words.isdecimal() and int(words) <= LAST_PORT:
        return int(words)
    raise SystemExit(f"Cổng «{words}» không dùng được. Hãy viết một số từ 1024 đến 65535, ví dụ: --port 8001")


def serve(port: int, overrides: Mapping[str, object]) -> None:
    """Shows the site until Ctrl-C. `overrides` are Pelican's settings; PATH, the folder of texts, is among them."""
    board, content, server = Board(secrets.token_hex(4)), Path(str(overrides["PATH"])), Server(port)
    process = standing.own_process(EDITOR, server.address, overrides)
    site = PreviewSite(process, content, f"{EDITOR}{PLACE}")
    editor = standing.on_own_machine(content, EDITOR, server.address, process)
    server.app = preview_app(server.port, board, site, editor)
    with server:
        print(f"Xem trước tại {server.address} – bấm Ctrl-C để dừng.", flush=True)
        print(f"Soạn bài tại {server.address}{EDITOR}/", flush=True)
        stop = _stop_at_interrupt()
        dropping = Thread(target=_drop_folder(content, board, stop).watch, daemon=True)
        dropping.start()
        try:
            for touched in occasions(content, stop):
                begun = time.monotonic()
                _tell(server.begin(site.look(board.showing, touched)).result(), board, begun)
        except KeyboardInterrupt:
            pass
        finally:
            print("\nĐã dừng xem trước.")
            board.close()
            server.begin(process.end()).result(PATIENCE)
            dropping.join(PATIENCE)


def _drop_folder(content: Path, board: Board, stop: Event) -> DropFolder:
    """The folder beside the content where documents of Word are put; made for the project's own content alone."""

    def tell(found: tuple[Problem, ...], done: ImportedPost) -> None:
        print("\n".join(done.lines()), flush=True)
        board.tell(found)

    folder = DropFolder(content.with_name(DROP_FOLDER), content, tell, stop)
    if content == ROOT / "content":
        with suppress(OSError):
            folder.prepare()
    return folder


def _stop_at_interrupt() -> Event:
    """Set by the first Ctrl-C, which lets a build come to its end; the second interrupts it.

    An exception instead, raised wherever the program happens to be, could be lost there.
    """
    stop = Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    return stop


def occasions(content: Path, stop: Event) -> Iterator[Touched]:
    """Once at the start, then whenever a file of the site was saved, and once when none was for a while after."""
    known: list[int] = []
    quiet = 0
    paths = [path for path in (content, THEME, CODE) if path.exists()]
    for changes in watch(*paths, stop_event=stop, yield_on_timeout=True, rust_timeout=TICK, step=30, debounce=400):
        settings = _times_of(SETTINGS)  # single files: a watch on one is lost when an editor replaces it
        if changes or settings != known:
            places = [Path(place) for _, place in changes]
            is_code = any(place.is_relative_to(CODE) and place.suffix == ".py" for place in places)
            is_theme = any(place.is_relative_to(THEME) for place in places)
            yield Touched(code=is_code or settings != known, theme=is_theme, text=_one_text(content, places))
            known, quiet = settings, 0
            continue
        quiet += 1
        if quiet == AWHILE:
            yield Touched(nothing=True)


def _one_text(content: Path, places: Iterable[Path]) -> str:
    """The path of the only text among what was saved, "" where there is none, or another. Some programs write a file
    of their own beside it, and it is enough that all that stands there then is looked at.
    """
    texts = [place for place in places if place.suffix.lower() == ".md" and place.is_relative_to(content)]
    return nfc(texts[0].relative_to(content).as_posix()) if len(texts) == 1 else ""


def _times_of(paths: tuple[Path, ...]) -> list[int]:
    return [path.stat().st_mtime_ns for path in paths if path.exists()]


def _tell(seen: Seen | None, board: Board, begun: float) -> None:
    """What has come of a look that `begun` at that time, to pages and terminal."""
    if seen is None:
        return
    board.show(seen.showing)
    found = seen.showing.problems
    problems.tell(seen.news, sys.stderr)
    if old := len(found) - len(seen.news):
        print(problems.OLD_WARNINGS.format(count=number(old)), file=sys.stderr)
    spent = f"{time.monotonic() - begun:.1f}".replace(".", ",")
    is_good = not problems.errors(found)
    print(f"Đã dựng sau {spent} giây." if is_good else "Chưa dựng lại được; hãy sửa rồi lưu lại.", flush=True)
