"""What a file may be called, so that the system of every colleague can have it and every message can show it.

Lengths are in bytes, as disks count them. Paths have forward slashes, and none in front.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from plugins.base.problems import UNPRINTABLE, Message, printable
from plugins.base.vietnamese import nfc

DEEPEST = 12
LONGEST_NAME = 200
"""Linux takes 255; what a file becomes on the site (a digest, `.gz`) needs the rest."""
LONGEST_PATH = 1000
SHOWN = 150

CONTROL_IN_NAME = Message("tên tệp có dấu xuống dòng hoặc ký tự điều khiển.", "Hãy đổi tên tệp.")
NOT_ON_WINDOWS = Message(
    "tên «{name}» có ký tự {sign} mà Windows không nhận, nên đồng nghiệp không lấy được bài về.", "Hãy đổi tên."
)
END_NOT_ON_WINDOWS = Message(
    "tên «{name}» kết thúc bằng dấu chấm hoặc khoảng trắng, Windows không nhận.", "Hãy bỏ dấu ấy khỏi tên."
)
DEVICE_OF_WINDOWS = Message(
    "«{name}» là tên mà Windows dành cho thiết bị, nên đồng nghiệp không lấy được bài về.", "Hãy đổi tên."
)
LONG_NAME = Message("tên «{name}» dài {length} byte, quá {most}.", "Hãy đặt tên ngắn hơn: chữ có dấu tính 2–3 byte.")
LONG_PATH = Message("đường dẫn dài {length} byte, quá {most}.", "Hãy đặt tên thư mục và tệp ngắn hơn.")
DEEP_PATH = Message("nằm sâu quá {most} tầng thư mục.", "Hãy đưa ra thư mục ngoài.")
SAME_NAME = Message("có hai tệp cùng tên này, khác nhau ở cách ghép dấu.", "Hãy xóa một tệp.")
SAME_BUT_CASE = Message("chỉ khác {other} ở chữ hoa, chữ thường.", "Hãy đổi tên một tệp: nhiều máy không phân biệt.")

WINDOWS_SIGN = re.compile(r'[<>:"|?*\\]')
# learn.microsoft.com, "Naming Files, Paths, and Namespaces": with any ending, and spaces before it, they are the same.
DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE)


def flaw(path: str) -> str:
    """Why a file or folder cannot have this path; "" where it can."""
    names = path.split("/")
    if UNPRINTABLE.search(path):
        return CONTROL_IN_NAME()
    if len(names) > DEEPEST:
        return DEEP_PATH(most=DEEPEST)
    if (length := _bytes(path)) > LONGEST_PATH:
        return LONG_PATH(length=length, most=LONGEST_PATH)
    return next(filter(None, map(_flaw_of_name, names)), "")


def is_long(path: str) -> bool:
    """Whether it is longer, whole or in one name, than a disk takes."""
    return _bytes(path) > LONGEST_PATH or any(_bytes(name) > LONGEST_NAME for name in path.split("/"))


def is_device(name: str) -> bool:
    return DEVICE.fullmatch(name) is not None


def shown(path: str) -> str:
    """A path as a message can tell it: on one line, in all letters that there are, and not for ever."""
    plain = printable(path)
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN // 2]}…{plain[-SHOWN // 2 :]}"


class Twins:
    """Remembers paths, with the folders on their way, and finds what is one and the same on Windows or macOS."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._stands: dict[str, bool] = {"": True}

    def flaw(self, path: str) -> str:
        """Why this path, or a folder on its way, cannot stand beside those seen before; "" where it can, or where that
        was said of the folder. The path is none that `flaw` refuses.
        """
        folder = path.rpartition("/")[0]
        if folder not in self._stands and (of_the_folder := self.flaw(folder)):
            return of_the_folder
        if not self._stands[folder]:
            self._stands[path] = False
            return ""
        other = self._seen.setdefault(_folded(path), path)
        self._stands[path] = other == path
        if other == path:
            return ""
        return SAME_NAME() if nfc(other) == nfc(path) else SAME_BUT_CASE(other=shown(other))


def are_distinct(paths: Collection[str]) -> bool:
    """Whether no two of them are one and the same on Windows or macOS; told sooner than by `Twins`."""
    plain = "".join(paths).isascii()
    return len(set(map(str.lower if plain else _folded, paths))) == len(paths)


def _folded(path: str) -> str:
    return nfc(nfc(path).casefold())


@lru_cache(maxsize=4096)
def _flaw_of_name(name: str) -> str:
    if found := WINDOWS_SIGN.search(name):
        return NOT_ON_WINDOWS(name=shown(name), sign=found[0])
    if name.endswith((".", " ")):
        return END_NOT_ON_WINDOWS(name=shown(name))
    if is_device(name):
        return DEVICE_OF_WINDOWS(name=shown(name))
    length = _bytes(name)
    return LONG_NAME(name=shown(name), length=length, most=LONGEST_NAME) if length > LONGEST_NAME else ""


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogateescape"))
