"""What a live site answered, kept in a folder, so that an interrupted reading goes on where it stood."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from plugins.base import files
from tools.drupal.client import BUSY, SiteAnswer

ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class Visit:
    """One address that was asked: as it was written (`path` decoded, `query`), and what it gave. `file` is the name of
    the body in the folder, empty where there is none.
    """

    path: str
    query: str
    answer: SiteAnswer
    file: str = ""

    @property
    def is_page(self) -> bool:
        return bool(self.file) and self.answer.type in ("text/html", "application/xhtml+xml")

    @property
    def is_xml(self) -> bool:
        return bool(self.file) and (self.answer.type.endswith("xml") and not self.is_page)


class Visits:
    """The visits of one reading in the order they were made. A line that an interruption cut is not believed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._list = folder, folder / "visits.jsonl"
        self._visits: dict[tuple[str, str], Visit] = {}
        if self._list.is_file():
            self._load()

    def __len__(self) -> int:
        return len(self._visits)

    def __iter__(self) -> Iterator[Visit]:
        return iter(tuple(self._visits.values()))

    def get(self, path: str, query: str = "") -> Visit | None:
        return self._visits.get((path, query))

    def body(self, visit: Visit) -> Path:
        return self._folder / "bodies" / visit.file

    def new_body(self, path: str, query: str = "") -> Path:
        """Where the body of an address is written; with the ending of a file's name, for those who go by it."""
        (self._folder / "bodies").mkdir(parents=True, exist_ok=True)
        ending = ENDING.search(path)
        name = hashlib.sha256(f"{path}?{query}".encode()).hexdigest()[:24] + (ending[0].lower() if ending else "")
        return self._folder / "bodies" / name

    def add(self, path: str, query: str, answer: SiteAnswer, body: Path) -> Visit:
        whole = answer.status == 200 and not answer.problem
        visit = Visit(path, query, answer, body.name if whole else "")
        with self._list.open("a", encoding="utf-8", newline="\n") as file:
            file.write(_line(visit))
        self._visits[path, query] = visit
        return visit

    def keep_of(self, front: str) -> int:
        """Forgets what was read of a site whose front page said something else, and says how much is left."""
        mark = self._folder / "front.txt"
        if not mark.is_file() or mark.read_text("utf-8") != front:
            self.clear()
            mark.write_text(front, "utf-8")
        return len(self._visits)

    def clear(self) -> None:
        """Forgets all, for a reading from the start."""
        self._visits.clear()
        for old in (self._folder / "bodies").glob("*"):
            old.unlink()
        self._list.unlink(missing_ok=True)

    def _load(self) -> None:
        for line in self._list.read_text("utf-8", "replace").splitlines():
            with suppress(ValueError, TypeError):
                made = json.loads(line)
                visit = Visit(**{**made, "answer": SiteAnswer(**made["answer"])})
                if visit.answer.status not in BUSY and (not visit.file or self.body(visit).is_file()):
                    self._visits[visit.path, visit.query] = visit
        files.replace(self._list, "".join(map(_line, self._visits.values())).encode())


def _line(visit: Visit) -> str:
    return json.dumps(asdict(visit)) + "\n"
