"""Pictures that are brought, and small versions of those that are there; a process of its own decodes them."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any

from plugins.base.problems import Message
from plugins.media import KINDS, TakenPicture
from tools import confined
from tools.editor import limits

WORKER = "tools.editor.picture_worker"
ENDINGS = frozenset(ending.removeprefix(".") for kind in KINDS.values() for ending in kind.endings)

# To be read after the name of the picture, like those of `plugins.media`.
TOO_HARD = Message("quá nặng hoặc quá lạ, mở không xong.", "Hãy mở ảnh bằng một chương trình khác rồi lưu lại.")
OURS = Message(
    "làm chương trình đọc ảnh bị lỗi.", "Hãy gửi ảnh cho người quản trị; trong khi chờ, thử lưu ảnh lại thành PNG."
)


class NoPictureTaken(Exception):
    """args[0] says in Vietnamese what is wrong with the picture and how to mend it, to be read after its name."""


def taken(source: IO[bytes]) -> TakenPicture:
    """What is kept of a picture. Raises NoPictureTaken."""
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "anh"
        with file.open("wb") as opened:
            shutil.copyfileobj(source, opened)
        return _taken(file)


def _taken(file: Path) -> TakenPicture:
    made = _made(file)
    return TakenPicture(file.read_bytes(), made["ending"], made["width"], made["height"])


def _made(file: Path, width: int = 0) -> Any:
    try:
        return confined.ask(WORKER, {"file": str(file), "width": width}, limits.PICTURE)
    except confined.WorkRefused as why:
        raise NoPictureTaken(str(why)) from None
    except confined.WorkTooHard:
        raise NoPictureTaken(TOO_HARD()) from None
    except confined.WorkFault:
        raise NoPictureTaken(OURS()) from None


class SmallPictures:
    """Small versions, the last ones kept in memory: what an editor sees of the pictures of the text at hand."""

    def __init__(self, most_bytes: int = limits.KEPT_PICTURES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[str, int], tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def of(self, content: bytes, width: int) -> tuple[bytes, str]:
        """The picture and the ending of its kind. Raises NoPictureTaken."""
        key = hashlib.sha256(content).hexdigest(), width
        with self._lock, suppress(KeyError):
            self._kept.move_to_end(key)
            return self._kept[key]
        made = _small(content, width)
        with self._lock:
            self._kept[key] = made
            while sum(len(one) for one, _ in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return made


def _small(content: bytes, width: int) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "anh"
        file.write_bytes(content)
        made = _made(file, width)
        return file.read_bytes(), made["ending"]
