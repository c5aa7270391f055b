"""What the drafts of one person may hold. A draft is that of whoever began it, by the full name that git knows; words
of a draft that is there are taken whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.base.problems import Message
from plugins.base.vietnamese import number
from tools.editor import limits
from tools.editor.draft_commits import PUBLISHED, DraftCommit
from tools.editor.draft_git import KEPT_IN_BROWSER, DraftRepository
from tools.editor.people import Person
from tools.editor.workspace import CannotSave, HeldDrafts

TO_MEND = "Hãy đăng hoặc bỏ bớt bản nháp không dùng nữa (trong danh sách bài, mục «Của tôi»), rồi làm lại."
TOO_MANY = Message("{who} đang có {most} bản nháp, không thêm được nữa.", f"{KEPT_IN_BROWSER} {TO_MEND}")
TOO_LARGE = Message(
    "Các bản nháp của {who} chiếm {held} MB, thêm tệp này thì quá {most} MB.", f"{KEPT_IN_BROWSER} {TO_MEND}"
)


def held(repository: DraftRepository, drafts: Iterable[DraftCommit]) -> dict[str, HeldDrafts]:
    """By who began them: how many, and the bytes on the disk of all that they ever held and nobody has published."""
    tips: dict[str, list[str]] = {}
    for draft in drafts:
        tips.setdefault(draft.begun_by, []).append(draft.name)
    return {who: HeldDrafts(len(names), _size(repository, names)) for who, names in tips.items()}


def refuse(
    repository: DraftRepository, drafts: Iterable[DraftCommit], draft: DraftCommit, person: Person, fresh: int
) -> None:
    """Raises CannotSave where a draft that is to begin, or `fresh` bytes of files for it, would be too much."""
    if draft.name and not fresh:
        return
    who = draft.begun_by or person.full_name
    tips = [one.name for one in drafts if one.begun_by == who]
    if not draft.name and len(tips) >= limits.DRAFTS_OF_ONE:
        raise CannotSave(TOO_MANY(who=who, most=number(limits.DRAFTS_OF_ONE)))
    if fresh and (size := _size(repository, tips)) + fresh > limits.DRAFT_BYTES_OF_ONE:
        held_now, most = (number(one // limits.MEGA) for one in (size, limits.DRAFT_BYTES_OF_ONE))
        raise CannotSave(TOO_LARGE(who=who, held=held_now, most=most))


def _size(repository: DraftRepository, tips: Iterable[str]) -> int:
    given = "\n".join([*tips, f"^{PUBLISHED}", ""])
    return int(repository.run("rev-list", "--objects", "--disk-usage", "--stdin", given=given.encode()))
