"""What a commit of a draft says: of which text, why, by whom, and on which published state it stands.

It is a plain git message with trailers, so that whoever looks with git alone can read it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from plugins.base.problems import printable
from tools.editor.people import Person
from tools.editor.workspace import Cause, Revision

PUBLISHED = "refs/published/main"
"""The site's branch, as it was when somebody last looked."""
DRAFTS, HISTORY, DISCARDED, SHOWN = "refs/drafts", "refs/history", "refs/discarded", "refs/shown"
PUBLISHING = "refs/publishing/main"
"""What was sent last."""
DONE = {
    Cause.AUTOSAVE: "Tự lưu",
    Cause.SAVE: "Lưu",
    Cause.SUBMIT: "Gửi duyệt",
    Cause.RESTORE: "Trở về bản cũ",
    Cause.PUBLISH: "Đăng",
}
MOST_WRITERS = 20
SIGNATURE = re.compile(r"(?P<name>.*?) ?<[^>]*> (?P<seconds>\d+) (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)")


def name_in_refs(path: str) -> str:
    """What stands for a text in the names of refs."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def draft_ref(path: str) -> str:
    return f"{DRAFTS}/{name_in_refs(path)}"


@dataclass(frozen=True, slots=True)
class DraftCommit:
    """One state of a draft. `base` is the published commit that it stands on, `writers` all who worked on it since,
    the last one first.
    """

    path: str
    cause: Cause
    base: str
    by: str
    at: datetime
    submitted: bool = False
    writers: tuple[str, ...] = ()
    name: str = ""
    """The commit's own, once it has one."""
    remarks: tuple[str, ...] = ()
    """On this state alone."""

    def after(self, cause: Cause, person: Person, at: datetime, remarks: tuple[str, ...] = ()) -> DraftCommit:
        """What comes next."""
        others = (name for name in self.writers if name != person.full_name)
        writers = (person.full_name, *others)[:MOST_WRITERS]
        submitted = self.submitted or cause is Cause.SUBMIT
        now = replace(self, cause=cause, by=person.full_name, at=at, name="")
        return replace(now, submitted=submitted, writers=writers, remarks=remarks)

    @property
    def begun_by(self) -> str:
        return self.writers[-1] if self.writers else ""

    @property
    def revision(self) -> Revision:
        return Revision(self.name, self.cause, self.by, self.at)

    def message(self, title: str) -> str:
        trailers = [("Text", self.path), ("Cause", self.cause), ("Base", self.base)]
        trailers += [("Submitted", "yes")] if self.submitted else []
        trailers += [("Writer", name) for name in self.writers]
        trailers += [("Remark", said) for said in self.remarks]
        lines = "".join(f"{key}: {printable(value)}\n" for key, value in trailers)
        return f"{DONE[self.cause]}: {printable(title) or self.path}\n\n{lines}"


@dataclass(frozen=True, slots=True)
class RawCommit:
    """A commit object, cut into its parts."""

    tree: str
    parents: tuple[str, ...]
    author: str
    message: str


def cut(commit: bytes) -> RawCommit:
    head, _, message = commit.decode("utf-8", "replace").partition("\n\n")
    facts = [line.partition(" ") for line in head.splitlines()]
    of = {key: value for key, _, value in reversed(facts)}
    return RawCommit(of["tree"], tuple(value for key, _, value in facts if key == "parent"), of["author"], message)


def read_commit(name: str, commit: bytes) -> DraftCommit | None:
    """A commit object, where it is of a draft."""
    raw = cut(commit)
    given: dict[str, list[str]] = {}
    for line in raw.message.rpartition("\n\n")[2].splitlines():
        key, _, value = line.partition(": ")
        given.setdefault(key, []).append(value)
    if not {"Text", "Cause", "Base"} <= given.keys() or given["Cause"][0] not in set(Cause):
        return None
    by, at = signature(raw.author)
    writers = tuple(given.get("Writer", ()))
    cause, remarks = Cause(given["Cause"][0]), tuple(given.get("Remark", ()))
    return DraftCommit(given["Text"][0], cause, given["Base"][0], by, at, "Submitted" in given, writers, name, remarks)


def signature(written: str) -> tuple[str, datetime]:
    """Who, and when."""
    found = SIGNATURE.fullmatch(written)
    assert found
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    zone = timezone(-offset if found["sign"] == "-" else offset)
    return found["name"], datetime.fromtimestamp(int(found["seconds"]), zone)


def named(commits: Iterable[DraftCommit]) -> list[DraftCommit]:
    """Those that somebody made on purpose."""
    return [one for one in commits if one.cause is not Cause.AUTOSAVE]
