"""A document is read by a process of its own, with limits of memory and time: whoever made it decides nothing here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from plugins.base.problems import Message
from tools import confined
from tools.convert import Post
from tools.word import limits
from tools.word.package import CannotRead

TOO_HARD = Message(
    "văn bản quá lớn hoặc quá lạ, đọc không xong trong {seconds} giây và {memory} MB bộ nhớ.",
    "Hãy chia thành nhiều tệp, hoặc mở bằng Word rồi Lưu thành .docx mới.",
)
OURS = Message(
    "chương trình đọc văn bản bị lỗi ({fault}), không phải lỗi của văn bản.",
    "Hãy gửi tệp này cho người quản trị; trong khi chờ, thử mở bằng Word rồi Lưu thành .docx mới.",
)


def post_of(file: Path, folder: Path, content: Path, waiting: Callable[[int], object] = lambda _: None) -> Post:
    """The post that a document makes; its files lie in `folder`, which is the caller's to remove. While it takes long,
    `waiting` is called now and then with the seconds so far.

    Raises:
        CannotRead: where it gives none.
    """
    order = {"file": str(file.resolve()), "folder": str(folder), "content": str(content)}
    try:
        return Post.told(confined.ask("tools.word.worker", order, limits.DOCUMENT, waiting))
    except confined.WorkTooHard:
        raise CannotRead(TOO_HARD(seconds=limits.SECONDS, memory=limits.MEMORY_MB)) from None
    except confined.WorkFault as fault:
        raise CannotRead(OURS(fault=fault)) from None
    except confined.WorkRefused as why:
        raise CannotRead(str(why)) from None
