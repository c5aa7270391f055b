"""What the editor needs of the place where texts lie, whichever it is: drafts in a repository, or a folder.

A text is named by its path in the content ("tin-tuc/le-ky/index.md"). A revision names one state of a text and of the
files beside it; whoever saves says which one was seen, and what has moved since is never written over.
Every method may block; the pages call them in threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tools.editor.people import Person


class Cause(StrEnum):
    """Why a revision was made."""

    AUTOSAVE = "autosave"
    SAVE = "save"
    SUBMIT = "submit"
    RESTORE = "restore"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Revision:
    """One state in the history of a text. `name` is opaque, and safe in an address."""

    name: str
    cause: Cause
    by: str
    """The full name of whoever made it."""
    at: datetime
    live: bool = False
    """Whether readers see this one."""


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text as it is now: its draft where there is one, else what is published."""

    path: str
    text: str
    """The whole file, as it is stored but for a mark of byte order."""
    revision: Revision
    files: tuple[str, ...] = ()
    """Names of the files beside it, sorted; none where several texts share a folder."""
    is_draft: bool = False
    """Whether it differs from what is published."""
    submitted: bool = False
    """Whether it waits for a chief."""
    remarks: tuple[str, ...] = ()
    """What should be looked at in this very revision, as a machine made it; the next one has none."""


@dataclass(frozen=True, slots=True)
class ListedText:
    """A row of the list of texts, as the header of the newest revision has it."""

    path: str
    title: str
    status: str
    """As `Status` is written; "published" where it is not."""
    date: datetime | None
    authors: tuple[str, ...]
    is_draft: bool = False
    is_new: bool = False
    """Whether it was never published."""
    submitted: bool = False
    changed_by: tuple[str, ...] = ()
    """Full names of those who worked on the draft, last one first."""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishStep:
    """One line of what publishing says while it goes on. The last one has an outcome."""

    line: str
    address: str = ""
    """Where the text is live; only in the last line of a success."""
    outcome: bool | None = None


@dataclass(frozen=True, slots=True)
class MergedText:
    """Two wordings of one text in one. Passages that both changed stand there twice, between git's own marks."""

    text: str
    conflicts: int


@dataclass(frozen=True, slots=True)
class HeldDrafts:
    """How many drafts somebody has, and their bytes on the disk."""

    count: int = 0
    size: int = 0


class NoSuchText(Exception):
    """There is no text of that path, or none that may be opened. args[0] says so in Vietnamese."""


class CannotSave(Exception):
    """Nothing was written. args[0] says in Vietnamese why, and what to do."""


class DiskFull(CannotSave):
    """Because there is no room."""


@dataclass
class Stale(Exception):
    """Somebody else was faster: nothing was written. `now` is what the text is, `merged` both wordings in one."""

    now: OpenText
    merged: MergedText


@dataclass(frozen=True, slots=True)
class TextChange:
    """What is to be saved. `files` are names beside the text with their bytes; None removes one."""

    text: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    cause: Cause = Cause.AUTOSAVE
    remarks: tuple[str, ...] = ()
    """They stay with the revision that is made."""


class Workspace(Protocol):
    """Raises NoSuchText, CannotSave and Stale as its methods say; OSError never leaves it."""

    def texts(self) -> Sequence[ListedText]:
        """Every text and every draft, newest change first."""

    def open(self, path: str) -> OpenText: ...

    def create(self, title: str, change: TextChange, person: Person) -> OpenText:
        """A new post in a folder named after its title; a number is added where that is taken."""

    def save(self, path: str, revision: str, change: TextChange, person: Person) -> OpenText:
        """Raises Stale where `revision` is not the newest."""

    def read_file(self, path: str, name: str, revision: str = "") -> bytes:
        """A file beside a text, as a revision has it, or the newest."""

    def data(self, name: str) -> bytes | None:
        """A file of the content's `data/`, as it is published; None where there is none."""

    def history(self, path: str) -> Sequence[Revision]:
        """Newest first: what was saved by name, submitted and published, and the newest autosave."""

    def at(self, path: str, revision: str) -> OpenText:
        """The text as an earlier revision has it."""

    def discard(self, path: str, person: Person) -> None:
        """Forgets the draft; what is published stays. It remains in the history for 30 days."""

    def held(self) -> Mapping[str, HeldDrafts]:
        """What drafts take, by the full name of whoever began them."""

    def notice(self) -> str:
        """What whoever publishes has to be told first, as that the site shows an older state on purpose; mostly
        nothing. Raises CannotSave where that cannot be found out.
        """

    def publish(self, path: str, revision: str, person: Person) -> Iterator[PublishStep]:
        """Makes that revision live, together with what others have published meanwhile. Raises Stale where it is not
        the newest, or where the same passage was published in other words.
        """

    def content(self, path: str, revision: str) -> tuple[Path, str]:
        """Where that revision's whole content can be found: the folder that holds it, and the commit to be laid out
        there, empty where the folder holds it already.
        """
