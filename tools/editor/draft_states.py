"""What the commits of drafts.git hold of one text: its file, and the files that are its own beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plugins.editorial.reading import is_text
from tools.editor.draft_commits import DraftCommit, RawCommit, cut, draft_ref, read_commit
from tools.editor.draft_git import COMMIT, DraftRepository, Entry
from tools.editor.text_names import decoded, folder_of, owns_folder

CONTENT = "content"


@dataclass(frozen=True, slots=True)
class TextState:
    """Two are equal where text and files have the same bytes."""

    text: Entry | None = None
    files: Mapping[str, Entry] = field(default_factory=dict)

    def changes_to(self, other: TextState, path: str) -> dict[str, Entry | None]:
        """By path in the repository, what a tree with this needs to have the other."""
        mine, theirs = (dict(one.paths(path)) for one in (self, other))
        return {name: theirs.get(name) for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)}

    def paths(self, path: str) -> Iterator[tuple[str, Entry]]:
        if self.text:
            yield in_repository(path), self.text
        for name, entry in self.files.items():
            yield in_repository(beside(path, name)), entry


def in_repository(path: str) -> str:
    return f"{CONTENT}/{path}" if path else CONTENT


def beside(path: str, name: str) -> str:
    return f"{folder_of(path)}/{name}".removeprefix("/")


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Reads texts of any commit."""

    repository: DraftRepository

    def draft(self, path: str) -> DraftCommit | None:
        """The newest state of a draft."""
        tip = self.repository.tip(draft_ref(path))
        return self.commit(tip) if tip else None

    def commit(self, name: str) -> DraftCommit | None:
        """A commit, where it is one of a draft."""
        raw = self.repository.read(name) if COMMIT.fullmatch(name) else None
        return read_commit(name, raw) if raw is not None else None

    def raw(self, name: str) -> RawCommit | None:
        """Any commit, cut into its parts."""
        found = self.repository.read(name) if COMMIT.fullmatch(name) else None
        return cut(found) if found is not None else None

    def state(self, commit: str, path: str) -> TextState:
        """Of a text in a folder of others, its own are only those files that its draft added."""
        folder = in_repository(folder_of(path))
        there = self.repository.entries(f"{commit}:{folder}")
        text = there.get(path.rpartition("/")[2])
        if owns_folder(path):
            files = dict(self._files(there))
        else:
            draft = self.commit(commit)
            before = self.repository.entries(f"{draft.base}:{folder}") if draft and draft.path == path else there
            files = {name: one for name, one in there.items() if name not in before and _is_file(name, one)}
        return TextState(text if text and text.is_file else None, files)

    def _files(self, there: Mapping[str, Entry], before: str = "") -> Iterator[tuple[str, Entry]]:
        for name, entry in there.items():
            if _is_file(name, entry):
                yield before + name, entry
            elif entry.is_tree:
                within = self.repository.entries(entry.oid)
                if not any(map(is_text, within)):
                    yield from self._files(within, f"{before}{name}/")

    def names(self, commit: str, path: str) -> dict[str, Entry]:
        """All that lies in the text's folder, whosever it is."""
        return self.repository.entries(f"{commit}:{in_repository(folder_of(path))}")

    def content(self, entry: Entry | None) -> bytes:
        return (self.repository.read(entry.oid) if entry else None) or b""

    def text(self, path: str, state: TextState) -> str:
        """A text without its mark of byte order.

        Raises:
            NoSuchText: where nobody could read it.
        """
        return decoded(path, self.content(state.text))


def _is_file(name: str, entry: Entry) -> bool:
    return entry.is_file and not is_text(name)
