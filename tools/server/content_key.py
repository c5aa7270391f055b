"""A key that may change `content/` on the main branch and nothing else: that of the editor in the browser.

Its forced command says so to the hook by a variable; a client cannot set or unset one.
"""

from __future__ import annotations

import os
from contextlib import closing
from itertools import islice

from plugins.base.file_names import shown
from plugins.base.problems import Message
from tools.server.build import NotBuilt
from tools.server.home import BRANCH, MAIN
from tools.server.repository import NO_COMMIT, Repository
from tools.server.unpack import CONTENT

MOST_NAMED = 1000
VARIABLE = "TRANG_TIN_CONTENT_ONLY"

ONLY_MAIN = Message(
    "Khóa này chỉ đăng được lên nhánh {branch}; «{ref}» thì không.", "Hãy đăng nhánh ấy bằng khóa khác."
)
NOT_BEGUN = Message("Trang chưa có lần đăng nào.", "Hãy đăng lần đầu bằng git push với khóa khác.")
ONLY_CONTENT = Message(
    "Lần đăng này sửa cả «{path}»; khóa này chỉ được sửa thư mục {content}.", "Hãy đăng phần ấy bằng khóa khác."
)


def confine(content_only: bool) -> None:
    """Says to the hook of the push that comes whether the key is such a one."""
    os.environ.pop(VARIABLE, None)
    if content_only:
        os.environ[VARIABLE] = "1"


def is_confined() -> bool:
    return VARIABLE in os.environ


def changed(repository: Repository, old: str, new: str) -> list[str]:
    """The paths in the content that such a push changes: nobody who sends one text wants to hear of all others."""
    with closing(repository.changes(old, new, CONTENT)) as every:
        return [entry.path.removeprefix(f"{CONTENT}/") for entry in islice(every, MOST_NAMED)]


def judge(repository: Repository, ref: str, old: str, new: str) -> None:
    """Raises NotBuilt for what such a key may not do. Each commit on the way counts, and so does what all make
    together: a merge may take back what the branch had.
    """
    if ref != MAIN:
        raise NotBuilt(ONLY_MAIN(branch=BRANCH, ref=ref))
    if old == NO_COMMIT:
        raise NotBuilt(NOT_BEGUN())
    together = repository.changed_beside(CONTENT, old, new)
    if foreign := together[0] if together else repository.touched_beside(CONTENT, old, new):
        raise NotBuilt(ONLY_CONTENT(path=shown(foreign), content=CONTENT))
