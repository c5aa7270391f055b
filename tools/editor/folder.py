"""Texts in the content folder of one's own machine: what is saved is what lies there, and git is asked for the past.

A revision is the digest of a text and of the names beside it. What was seen is kept for a while by that name, so that
a text which another program has changed since can be merged, and never is written over.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from plugins.base import files, litter
from plugins.base.problems import Message
from plugins.base.vietnamese import nfc, slug
from plugins.editorial.reading import is_text, name_of
from tools.editor.draft_git import COMMIT, of_machine
from tools.editor.folder_git import FolderGit
from tools.editor.folder_seen import SeenStates
from tools.editor.merging import Names, merge
from tools.editor.people import Person
from tools.editor.text_facts import TextFacts, facts_of
from tools.editor.text_names import (
    NO_TEXT,
    decoded,
    encoded,
    flaw_beside,
    folder_of,
    known,
    may_be_text,
    owns_folder,
)
from tools.editor.workspace import (
    CannotSave,
    Cause,
    HeldDrafts,
    ListedText,
    NoSuchText,
    OpenText,
    PublishStep,
    Revision,
    Stale,
    TextChange,
)
from tools.new import CannotMake, folder_name

NEWS = "tin-tuc"
LONG_AGO = datetime.min.replace(tzinfo=UTC)

NO_REVISION = Message("Không còn bản ấy của bài «{path}».", "Hãy chọn một bản khác trong lịch sử.")
NO_FILE = Message("Cạnh bài không có tệp «{name}».", "Hãy mở lại trang này.")
LINKED = Message("«{name}» là liên kết hoặc thư mục trên máy này.", "Hãy đổi tên tệp rồi chọn lại.")
NO_PUBLISHED = Message(
    "Không biết bản đã đăng của «{path}», nên chưa bỏ gì.", "Muốn bỏ cả bài thì xóa tệp trong thư mục content."
)
SUBMITTED_NOWHERE = Message("Trên máy của bạn không có ai để gửi duyệt.", "Hãy bấm Đăng.")


class FolderWorkspace:
    """`content` is the folder, `kept` where what was seen is remembered, on the same disk. Safe in threads."""

    def __init__(self, content: Path, kept: Path) -> None:
        self._content, self._kept, self._seen = content, kept, SeenStates(kept)
        self._git = FolderGit(content)
        self._writing = threading.Lock()
        self._facts: dict[str, tuple[tuple[int, int], TextFacts]] = {}

    def texts(self) -> Sequence[ListedText]:
        with _told():
            changed = self._git.changed()
            published = self._git.published() if changed else frozenset()
            rows = [self._row(path, file, changed, published) for path, file in self._walk()]
        return sorted(rows, key=lambda row: row.changed_at or row.date or LONG_AGO, reverse=True)

    def open(self, path: str) -> OpenText:
        with _told():
            return self._opened(path)

    def create(self, title: str, change: TextChange, person: Person) -> OpenText:  # noqa: ARG002 - git will say who
        try:
            name = folder_name(title)
        except CannotMake as why:
            raise CannotSave(str(why)) from None
        with _told(), self._writing:
            taken = {slug(name_of(path)) for path, _ in self._walk()}
            for number in count(1):
                free = f"{name}-{number}" if number > 1 else name
                folder = self._content / NEWS / free
                if free not in taken and not folder.exists():
                    break
            path = f"{NEWS}/{free}/index.md"
            text = encoded(path, change.text, b"")
            self._refuse(path, change, ())
            return self._put(path, text, change)

    def save(self, path: str, revision: str, change: TextChange, person: Person) -> OpenText:
        if change.cause is Cause.SUBMIT:
            raise CannotSave(SUBMITTED_NOWHERE())
        with _told(), self._writing:
            now = self._opened(path)
            seen = now.text if revision == now.revision.name else self._seen.text(revision)
            if now.text not in (seen, change.text):
                names = Names(person.full_name, now.revision.by)
                raise Stale(now, merge(seen or "", change.text, now.text, names))
            before = self._file(path).read_bytes()
            text = encoded(path, change.text, before)
            self._refuse(path, change, now.files)
            return self._put(path, text if text != before else None, change)

    def read_file(self, path: str, name: str, revision: str = "") -> bytes:
        if flaw_beside(known(path), name):
            raise NoSuchText(NO_FILE(name=name))
        with _told():
            beside = f"{path.rpartition('/')[0]}/{name}".removeprefix("/")
            if COMMIT.fullmatch(revision):
                content = self._git.read(revision, beside)
            else:
                content = self._file(beside).read_bytes() if self._is_file(beside) else None
        if content is None:
            raise NoSuchText(NO_FILE(name=name))
        return content

    def data(self, name: str) -> bytes | None:
        with _told():
            return self._file(f"data/{name}").read_bytes() if self._is_file(f"data/{name}") else None

    def history(self, path: str) -> Sequence[Revision]:
        """What git knows, and what lies in the folder where that is something else."""
        with _told():
            published = self._git.history(known(path))
            now = self._opened(path).revision if self._is_file(path) else None
        return [now, *published] if now and not now.live else published

    def at(self, path: str, revision: str) -> OpenText:
        with _told():
            if self._is_file(known(path)) and (now := self._opened(path)).revision.name == revision:
                return now
            if COMMIT.fullmatch(revision):
                content = self._git.read(revision, path)
                row = next((row for row in self._git.history(path) if row.name == revision), None)
            else:
                content = self._seen.content(revision)
                row = Revision(revision, Cause.SAVE, "", self._seen.at(revision)) if content is not None else None
            if content is None or row is None:
                raise NoSuchText(NO_REVISION(path=path))
            return OpenText(path, decoded(path, content), row, self._beside(path), is_draft=not row.live)

    def discard(self, path: str, person: Person) -> None:  # noqa: ARG002 - nobody else works here
        """Puts back what git knows as published, of the text and of its own files; what lay there stays among what
        was seen. The text comes last, so that one that was cut off can be done again.
        """
        with _told(), self._writing:
            text = self._opened(path).text
            content = self._git.read("", path)
            if content is None:
                raise CannotSave(NO_PUBLISHED(path=path))
            for place in self._own_changes(path, f"{text}\n{decoded(path, content)}"):
                self._put_back(place)
            self._place(self._file(path), content)

    def held(self) -> Mapping[str, HeldDrafts]:
        return {}

    def notice(self) -> str:
        return ""

    def publish(self, path: str, revision: str, person: Person) -> Iterator[PublishStep]:
        now = self.open(path)
        if now.revision.name != revision and self._seen.text(revision) != now.text:
            seen = self._seen.text(revision) or ""
            raise Stale(now, merge(seen, seen, now.text, Names(person.full_name, now.revision.by)))
        yield from self._git.publish(path, now.text, self._own_places(path, now.text))

    def content(self, path: str, revision: str) -> tuple[Path, str]:  # noqa: ARG002 - there is one state
        return self._content, ""

    def _opened(self, path: str) -> OpenText:
        if not self._is_file(known(path)):
            raise NoSuchText(NO_TEXT(path=path))
        file = self._file(path)
        content, beside = file.read_bytes(), self._beside(path)
        text = decoded(path, content)
        name = sha256(b"\0".join([content, *(one.encode("utf-8", "surrogateescape") for one in beside)])).hexdigest()
        self._seen.remember(name, content)
        is_draft = path in self._git.changed()
        by, at = self._git.last(path, datetime.fromtimestamp(file.stat().st_mtime, UTC), is_draft=is_draft)
        made = Revision(name, Cause.SAVE if is_draft else Cause.PUBLISH, by, at, live=not is_draft)
        remarks = self._seen.remarks(name)
        if remarks and self._git.read("", path) == content:
            remarks = ()
        return OpenText(path, text, made, beside, is_draft, remarks=remarks)

    def _own_places(self, path: str, text: str) -> list[str]:
        """What goes out with a text: its folder; of a folder that others share, the files that it names."""
        folder = self._file(path).parent
        if owns_folder(path):
            return [folder.relative_to(self._content).as_posix()]
        used = [one for one in folder.iterdir() if _is_plain(one) and not is_text(one.name) and nfc(one.name) in text]
        return [path, *sorted(one.relative_to(self._content).as_posix() for one in used)]

    def _own_changes(self, path: str, text: str) -> list[str]:
        """The files beside a text that are otherwise than published: all of its folder; of one that others share, those
        that it names and no other text does.
        """
        before = f"{folder_of(path)}/"
        changed = [one for one in sorted(self._git.changed()) if one.startswith(before) and self._may_put_back(one)]
        names = {one: one.removeprefix(before) for one in changed}
        found = [one for one in changed if not flaw_beside(path, names[one]) and not self._is_of_another(one, path)]
        if owns_folder(path) or not found:
            return found
        others = [nfc(file.read_text("utf-8", "replace")) for one, file in self._walk() if one != path]
        return [one for one in found if names[one] in text and not any(names[one] in other for other in others)]

    def _may_put_back(self, place: str) -> bool:
        file = self._file(place)
        return self._is_file(place) or not (file.is_symlink() or file.exists() or not self._is_ours(file))

    def _is_of_another(self, place: str, path: str) -> bool:
        """Whether a folder on the way there is another text's."""
        top = self._file(path).parent
        on_the_way = [one for one in self._file(place).parents if top in one.parents and one.is_dir()]
        return any(is_text(file.name) for one in on_the_way for file in one.iterdir())

    def _put_back(self, place: str) -> None:
        """One file as it is published; one that never was goes."""
        file, content = self._file(place), self._git.read("", place)
        if content is None:
            self._seen.take(file)
            return
        if file.exists():
            lying = file.read_bytes()
            self._seen.remember(sha256(lying).hexdigest(), lying)
        self._place(file, content)

    def _beside(self, path: str) -> tuple[str, ...]:
        return tuple(self._lying_beside(path)) if owns_folder(path) else ()

    def _lying_beside(self, path: str) -> list[str]:
        folder = self._file(path).parent
        return sorted(nfc(name) for name, _ in _files_in(folder) if not flaw_beside(path, nfc(name)))

    def _refuse(self, path: str, change: TextChange, there: Sequence[str]) -> None:
        """Raises CannotSave for what the site would not take."""
        folder = self._file(path).parent
        lying = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        for name, content in change.files.items():
            if flaw := flaw_beside(path, name, len(content or b""), [*there, *lying]):
                raise CannotSave(flaw)
            place = folder / name
            if not self._is_ours(place) or (os.path.lexists(place) and not _is_plain(place)):
                raise CannotSave(LINKED(name=name))

    def _put(self, path: str, text: bytes | None, change: TextChange) -> OpenText:
        """Files first: a text never names what is not there yet."""
        file = self._file(path)
        for name, content in change.files.items():
            if content is None:
                (file.parent / name).unlink(missing_ok=True)
            else:
                self._place(file.parent / name, content)
        if text is not None:
            self._place(file, text)
        if change.remarks:
            self._seen.remember_remarks(self._opened(path).revision.name, change.remarks)
        return self._opened(path)

    def _row(self, path: str, file: Path, changed: frozenset[str], published: frozenset[str]) -> ListedText:
        told = file.stat()
        stamp, facts = self._facts.get(path, (None, None))
        if facts is None or stamp != (told.st_mtime_ns, told.st_size):
            facts = facts_of(path, file.read_bytes())
            self._facts[path] = (told.st_mtime_ns, told.st_size), facts
        row = (path, facts.title, facts.status, facts.date, facts.authors)
        if path not in changed:
            return ListedText(*row)
        at = datetime.fromtimestamp(told.st_mtime, UTC)
        return ListedText(*row, is_draft=True, is_new=path not in published, changed_at=at)

    def _walk(self) -> Iterator[tuple[str, Path]]:
        for folder, folders, names in os.walk(self._content):
            folders[:] = [one for one in folders if not litter.is_closed(one)]
            for name in names:
                file = Path(folder, name)
                path = nfc(file.relative_to(self._content).as_posix())
                if is_text(path) and may_be_text(path) and _is_plain(file):
                    yield path, file

    def _file(self, path: str) -> Path:
        return self._content / path

    def _is_file(self, path: str) -> bool:
        return _is_plain(self._file(path)) and self._is_ours(self._file(path))

    def _is_ours(self, place: Path) -> bool:
        """Whether no link leads there."""
        return place.parent.resolve() == self._content.resolve() / place.parent.relative_to(self._content)

    def _place(self, file: Path, content: bytes) -> None:
        """Puts a file there whole. What a crash leaves lies among what was seen, not in the content."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._kept.mkdir(parents=True, exist_ok=True)
        made = self._kept / f"new-{os.urandom(8).hex()}"
        files.replace(made, content, mode=file.stat().st_mode & 0o777 if file.exists() else None, sync=True)
        try:
            made.replace(file)
        except BaseException:
            made.unlink(missing_ok=True)
            raise


def _files_in(folder: Path, before: str = "") -> Iterator[tuple[str, Path]]:
    for file in folder.iterdir():
        if _is_plain(file):
            yield before + file.name, file
        elif file.is_dir() and not file.is_symlink() and not any(is_text(one.name) for one in file.iterdir()):
            yield from _files_in(file, f"{before}{file.name}/")


def _is_plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


@contextmanager
def _told() -> Iterator[None]:
    """What the machine cannot do is told."""
    try:
        yield
    except OSError as fault:
        raise of_machine(fault) from None
