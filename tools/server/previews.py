"""Previews: one folder a branch, under a name that cannot be guessed; gone when the branch is gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from plugins.base.problems import Message
from tools.server.build import NotBuilt, SiteBuilder
from tools.server.home import Home
from tools.server.repository import Repository
from tools.server.upkeep import Housekeeping

TOO_MANY = Message(
    "Đã có {count} nhánh xem trước, không nhận thêm: {names}.",
    "Hãy bỏ một nhánh không dùng nữa (git push origin --delete TÊN-NHÁNH), rồi đăng lại.",
)


def refuse_more(home: Home, there: Collection[str], branch: str) -> None:
    """Raises Refused where one more preview would be too many."""
    if branch not in there and len(there) >= home.settings.most_previews:
        raise NotBuilt(TOO_MANY(count=len(there), names=", ".join(sorted(there))))


def make(builder: SiteBuilder, branch: str, commit: str, now: datetime) -> None:
    """Builds the preview of a commit; `settle` shows it once the branch is there. Raises Refused."""
    pages = builder.home.work / _pending(builder.home.token(branch), commit)
    builder.preview(commit, branch, now, pages)


def settle(home: Home, repository: Repository, order: Housekeeping) -> None:
    """Shows the previews that were made for the branches as they are now, and takes those of other branches away."""
    wanted = {home.token(branch): commit for branch, commit in repository.branches().items()}
    for token, commit in wanted.items():
        pages = home.work / _pending(token, commit)
        if pages.is_dir():
            order.remove(home.previews / token)
            with order.step(f"previews/{token}"):
                pages.rename(home.previews / token)
    for folder in list(home.previews.iterdir()):
        if folder.name not in wanted:
            order.remove(folder)


def _pending(token: str, commit: str) -> str:
    return f"preview-{token}-{commit}"
