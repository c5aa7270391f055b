"""The drop folder of the preview: a document that is put there becomes a draft, without a command."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from plugins.base.problems import Problem
from tools.convert import RemarkKind
from tools.word.importing import NEWS, ImportedPost, import_file, line_of

NAME = "tha-word"
DONE = "da-nhap"
ENDINGS = {".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf"}
NOTE = " – chưa nhập được.txt"
READ_ME = "doc-toi.txt"
WORDS = (
    "Thả tệp Word vào thư mục này khi đang chạy «python3 tasks.py preview»: mỗi tệp thành một bài nháp.\n"
    "Nhập xong, tệp được chuyển vào thư mục «da-nhap». Tệp không nhập được thì ở lại, bên cạnh là lý do.\n"
)
BECAME = "đã thành bài nháp {file}. Hãy đọc lại bài, rồi đổi «Status: draft» thành «Status: published»."
STILL = "chưa nhập được: {why}"
SECONDS_BETWEEN = 1.0


@dataclass
class DropFolder:
    """Looks into a folder. A file is taken when it has rested from one look to the next: it may still be copied."""

    folder: Path
    content: Path
    tell: Callable[[tuple[Problem, ...], ImportedPost], object]
    """Called with all that is to be told now, and with what was imported last."""
    stop: Event = field(default_factory=Event)
    _resting: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _refused: dict[Path, tuple[tuple[int, int], Problem]] = field(default_factory=dict)
    _last: tuple[Problem, ...] = ()

    def prepare(self) -> None:
        """Makes the folder, with a word for whoever opens it."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / READ_ME).write_text(WORDS, "utf-8")

    def watch(self) -> None:
        while not self.stop.wait(SECONDS_BETWEEN):
            self.look()

    def look(self) -> None:
        """Takes what has come to rest since the last look."""
        before, self._resting = self._resting, dict(self._waiting())
        self._refused = {file: told for file, told in self._refused.items() if file in self._resting}
        for file, stamp in self._resting.items():
            known = file in self._refused and self._refused[file][0] == stamp
            if before.get(file) == stamp and not known and not _is_open(file):
                self._take(file, stamp)

    def _waiting(self) -> list[tuple[Path, tuple[int, int]]]:
        try:
            entries = sorted(os.scandir(self.folder), key=lambda entry: entry.name)
            found = [entry for entry in entries if entry.is_file() and Path(entry.name).suffix.lower() in ENDINGS]
            stats = [(Path(entry.path), entry.stat()) for entry in found if not entry.name.startswith(("~$", "."))]
        except OSError:  # one that goes away meanwhile; the next look tells
            return []
        return [(file, (stat.st_size, stat.st_mtime_ns)) for file, stat in stats]

    def _take(self, file: Path, stamp: tuple[int, int]) -> None:
        done = import_file(file, self.content / NEWS, self.content, lambda _: None, draft=True)
        if done.folder is None and self.stop.is_set():  # it was interrupted, which says nothing of the document
            return
        note, shown = file.with_name(file.name + NOTE), f"{NAME}/{file.name}"
        if done.folder is None:
            note.write_text("\n".join(done.lines()) + "\n", "utf-8")
            self._refused[file] = stamp, Problem(shown, 0, STILL.format(why=done.refused))
        else:
            note.unlink(missing_ok=True)
            self._refused.pop(file, None)
            self._put_away(file)
            made = f"{done.folder.relative_to(self.content).as_posix()}/index.md"
            look = [line_of(remark) for remark in done.remarks if remark.kind != RemarkKind.MADE]
            said = (Problem(made, 0, words, warning=True) for words in look)
            self._last = (Problem(shown, 0, BECAME.format(file=made), warning=True), *said)
        self.tell((*(problem for _, problem in self._refused.values()), *self._last), done)

    def _put_away(self, file: Path) -> None:
        """Into the folder of what is done; another of the same name is there already: with a number."""
        (self.folder / DONE).mkdir(exist_ok=True)
        target, number = self.folder / DONE / file.name, 2
        while target.exists():
            target, number = target.with_name(f"{file.stem}-{number}{file.suffix}"), number + 1
        file.rename(target)


def _is_open(file: Path) -> bool:
    """Whether Word has it open: it leaves an owner's file beside it, and on Windows nobody else may open it."""
    owners = (
        file.with_name(f"~${file.name}"),
        file.with_name(f"~${file.name[2:]}"),
        file.with_name(f".~lock.{file.name}#"),
    )
    if any(owner.exists() for owner in owners):
        return True
    try:
        with file.open("rb"):
            return False
    except OSError:
        return True
