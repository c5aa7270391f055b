"""In which state a text is, as an office says it: one word for lists, pages and messages."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from plugins.base.model import Status
from tools.editor.workspace import ListedText


class ListedState(Enum):
    """The value is what people read; `mark` is the class that gives it its sign."""

    SUBMITTED = "Chờ duyệt"
    DRAFT = "Bản nháp"
    CHANGED = "Đang hiện trên trang, có sửa chưa đăng"
    SCHEDULED = "Hẹn giờ"
    LIVE = "Đang hiện trên trang"
    HIDDEN = "Ẩn khỏi danh sách"
    REMOVED = "Đã gỡ"

    @property
    def mark(self) -> str:
        return self.name.lower()


OUTSIDE = {
    Status.DRAFT.value: ListedState.DRAFT,
    Status.HIDDEN.value: ListedState.HIDDEN,
    Status.REMOVED.value: ListedState.REMOVED,
}


def state_of(text: ListedText, now: datetime) -> ListedState:
    if text.submitted:
        return ListedState.SUBMITTED
    if text.is_new:
        return ListedState.DRAFT
    stands = OUTSIDE.get(text.status) or (
        ListedState.SCHEDULED if text.date is not None and text.date > now else ListedState.LIVE
    )
    return ListedState.CHANGED if text.is_draft and stands is ListedState.LIVE else stands
