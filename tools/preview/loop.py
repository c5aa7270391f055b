"""The preview as a person meets it: one address, one line a build, Ctrl-C."""

from __future__ import annotations

import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from watchfiles import watch

from plugins.base.problems import Problem
from tools import CACHE, ROOT
from tools.editor import standing
from tools.preview.board import Board
from tools.preview.builder import PreviewBuilder
from tools.preview.page import EDITOR
from tools.preview.server import Server
from tools.word import DROP_FOLDER, DropFolder, ImportedPost

CODE = (ROOT / "theme", ROOT / "plugins")
SETTINGS = (ROOT / "pelicanconf.py", ROOT / "publishconf.py")
TICK = 250  # milliseconds
PATIENCE = 10.0  # seconds, for a document that is being read
LAST_PORT = 65535


def port_number(words: str) -> int:
    """Raises SystemExit for what is no port."""
    if words.isdecimal() and int(words) <= LAST_PORT:
        return int(words)
    raise SystemExit(f"Cổng «{words}» không dùng được. Hãy viết một số từ 1024 đến 65535, ví dụ: --port 8001")


def serve(port: int, overrides: Mapping[str, object]) -> None:
    """Builds and serves until Ctrl-C. `overrides` are Pelican's settings; PATH, the folder of texts, is among them."""
    board, content = Board(secrets.token_hex(4)), Path(str(overrides["PATH"]))
    with Server(port, board, partial(standing.on_own_machine, content, EDITOR)) as server:
        print(f"Xem trước tại {server.address} – bấm Ctrl-C để dừng.", flush=True)
        print(f"Soạn bài tại {server.address}{EDITOR}/", flush=True)
        site = {**overrides, "SITEURL": server.address, "PREVIEW": True, "SEARCH_INDEX": False}
        builder = PreviewBuilder(CACHE / "preview" / str(server.port), site)
        stop = _stop_at_interrupt()
        dropping = Thread(target=_drop_folder(content, board, stop).watch, daemon=True)
        dropping.start()
        try:
            for _ in _occasions(content, stop):
                _build(builder, board)
        except KeyboardInterrupt:
            pass
        finally:
            print("\nĐã dừng xem trước.")
            builder.close()
            dropping.join(PATIENCE)


def _drop_folder(content: Path, board: Board, stop: Event) -> DropFolder:
    """The folder beside the content where documents of Word are put; made for the project's own content alone."""

    def tell(problems: tuple[Problem, ...], done: ImportedPost) -> None:
        print("\n".join(done.lines()), flush=True)
        board.tell(problems)

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


def _occasions(content: Path, stop: Event) -> Iterator[None]:
    """Once at the start, then whenever a file of the site was saved."""
    built_with = None
    paths = [path for path in (content, *CODE) if path.exists()]
    for changes in watch(*paths, stop_event=stop, yield_on_timeout=True, rust_timeout=TICK, step=30, debounce=400):
        settings = _times_of(SETTINGS)  # single files: a watch on one is lost when an editor replaces it
        if changes or settings != built_with:
            built_with = settings
            yield


def _times_of(paths: tuple[Path, ...]) -> list[int]:
    return [path.stat().st_mtime_ns for path in paths if path.exists()]


def _build(builder: PreviewBuilder, board: Board) -> None:
    begun = time.monotonic()
    before = board.showing.folder
    board.show(builder.build(board.showing))
    spent = f"{time.monotonic() - begun:.1f}".replace(".", ",")
    good = board.showing.folder != before
    print(f"Đã dựng sau {spent} giây." if good else "Chưa dựng lại được; hãy sửa rồi lưu lại.", flush=True)
