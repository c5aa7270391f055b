"""What an editor changed, in an editor's words: by the titles of texts, not by the names of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from plugins.base.vietnamese import nfc
from plugins.editorial import title_in
from tools.publish.git import WorkingCopy

CONTENT = "content"
KINDS = {"tin-tuc": "bài", "pages": "trang", "programs": "chương trình"}
MOST_SHOWN = 20
LONGEST_LINE = 100
# A file's content in the index: what the next commit will hold.
STAGED = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """`status` is git's letter: added, modified, deleted, renamed, type changed. Paths are from the project's root."""

    status: str
    path: str
    old: str


def words(git: WorkingCopy, before: str, after: str = STAGED) -> list[str]:
    """Each changed text once, as `bài mới: …`, `sửa: …`, `bỏ: …`; its pictures belong to it. Other files by name."""
    found = {change.path: change for change in files(git, before, after)}
    texts: dict[str, FileChange] = {}
    for path, change in found.items():
        text = _text_of(git, path, before, after)
        texts[text] = found.get(text, FileChange("M", text, text) if text != path else change)
    return [_in_words(git, change, before, after) for change in texts.values()]


def files(git: WorkingCopy, before: str, after: str = STAGED) -> Iterator[FileChange]:
    """What differs between two commits, or between a commit and what is staged, within the content."""
    sides = [before, after] if after else ["--cached", before]
    parts = iter(git.lines("diff", "-z", "--name-status", "--find-renames", *sides, "--", CONTENT))
    for status in parts:
        old = next(parts)
        yield FileChange(status[0], next(parts) if status[0] in "RC" else old, old)


def proposed(changes: Sequence[str]) -> str:
    """A commit's message for those who give none: one line, and below it every change where they are several."""
    whole = "; ".join(changes)
    if len(whole) <= LONGEST_LINE:
        return whole[:1].upper() + whole[1:]
    first, rest = f"{changes[0][:1].upper()}{changes[0][1:]}", len(changes) - 1
    return f"{first}; và {rest} thay đổi khác\n\n" + "\n".join(changes) if rest else first


def shown(changes: Sequence[str]) -> str:
    """The list for a terminal, cut where it is long."""
    lines = [f"  {change}" for change in changes[:MOST_SHOWN]]
    more = len(changes) - MOST_SHOWN
    return "\n".join([*lines, *([f"  và {more} thay đổi khác"] if more > 0 else [])])


def is_text(path: str) -> bool:
    return path.endswith(".md") and path != f"{CONTENT}/README.md"


def named(git: WorkingCopy, path: str, versions: Sequence[str]) -> str:
    """`«Title» (path)` by the first version that has a title, else the path."""
    for version in versions:
        if is_text(path) and (title := title_in(_read(git, version, path))):
            return f"«{title}» ({nfc(path)})"
    return nfc(path)


def _in_words(git: WorkingCopy, change: FileChange, before: str, after: str) -> str:
    folder = change.path.split("/")[1]
    kind = KINDS.get(folder, "bài") if is_text(change.path) else "tệp"
    done = {"A": f"{kind} mới", "D": "bỏ", "R": "đổi chỗ"}.get(change.status, "sửa")
    return f"{done}: {_name(git, change, before, after)}"


def _name(git: WorkingCopy, change: FileChange, before: str, after: str) -> str:
    title = is_text(change.path) and (
        title_in(_read(git, after, change.path)) or title_in(_read(git, before, change.old))
    )
    return title or nfc(change.path)


def _text_of(git: WorkingCopy, path: str, before: str, after: str) -> str:
    """The text whose folder a file lies in, if there is one on either side; else the file itself."""
    text = str(PurePosixPath(path).with_name("index.md"))
    if is_text(path) or not (_read(git, after, text) or _read(git, before, text)):
        return path
    return text


def _read(git: WorkingCopy, version: str, path: str) -> str:
    answer = git.run("cat-file", "blob", f"{version}:{path}")
    return "" if answer.code else answer.out
