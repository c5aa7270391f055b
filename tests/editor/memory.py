"""A place of texts that lies in memory, for tests of what stands before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from plugins.editorial import title_in
from tools.editor.people import Person
from tools.editor.workspace import (
    CannotSave,
    Cause,
    HeldDrafts,
    ListedText,
    MergedText,
    NoSuchText,
    OpenText,
    PublishStep,
    Revision,
    Stale,
    TextChange,
)

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
PATH = "tin-tuc/le-ky/index.md"
TEXT = "---\nTitle: Lễ ký\nDate: 2026-11-20\nCategory: Tin hoạt động\n---\nHai bên đã ký.\n"


class MemoryWorkspace:
    """Keeps every state of every text; `folder` is where the content would lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.states: dict[str, list[OpenText]] = {}
        self.files: dict[tuple[str, str], bytes] = {}
        self._keep(PATH, TextChange(TEXT, cause=Cause.PUBLISH), "Người đầu")

    def texts(self) -> Sequence[ListedText]:
        return [
            ListedText(path, title_in(states[-1].text), "published", NOON, ()) for path, states in self.states.items()
        ]

    def open(self, path: str) -> OpenText:
        if path not in self.states:
            raise NoSuchText(f"Không có bài «{path}».")
        return self.states[path][-1]

    def create(self, title: str, change: TextChange, person: Person) -> OpenText:
        return self._keep(f"tin-tuc/{title.lower().replace(' ', '-')}/index.md", change, person.full_name)

    def save(self, path: str, revision: str, change: TextChange, person: Person) -> OpenText:
        now = self.open(path)
        if now.revision.name != revision:
            raise Stale(now, MergedText(change.text, 0))
        return self._keep(path, change, person.full_name)

    def read_file(self, path: str, name: str, revision: str = "") -> bytes:
        if (path, name) not in self.files:
            raise NoSuchText(f"Không có tệp «{name}».")
        return self.files[path, name]

    def data(self, name: str) -> bytes | None:
        file = self.folder / "data" / name
        return file.read_bytes() if file.is_file() else None

    def history(self, path: str) -> Sequence[Revision]:
        return [one.revision for one in reversed(self.states[path])]

    def at(self, path: str, revision: str) -> OpenText:
        return next(one for one in self.states[path] if one.revision.name == revision)

    def discard(self, path: str, person: Person) -> None:
        del self.states[path][1:]

    def held(self) -> Mapping[str, HeldDrafts]:
        return {"Nguyễn Thị Viết": HeldDrafts(3, 5 * 1024**2)}

    def notice(self) -> str:
        return ""

    def publish(self, path: str, revision: str, person: Person) -> Iterator[PublishStep]:
        if self.open(path).revision.name != revision:
            raise CannotSave("Bài đã đổi.")
        self.states[path][-1] = replace(self.states[path][-1], is_draft=False)
        yield PublishStep("Đã lên trang.", "https://x.example/tin-tuc/le-ky/", outcome=True)

    def content(self, path: str, revision: str) -> tuple[Path, str]:
        return self.folder, ""

    def _keep(self, path: str, change: TextChange, by: str) -> OpenText:
        states = self.states.setdefault(path, [])
        self.files |= {(path, name): content for name, content in change.files.items() if content is not None}
        beside = tuple(sorted(name for owner, name in self.files if owner == path))
        revision = Revision(f"r{len(states)}", change.cause, by, NOON)
        states.append(OpenText(path, change.text, revision, beside, is_draft=bool(states), remarks=change.remarks))
        return states[-1]
