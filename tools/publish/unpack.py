"""The texts of a commit as a folder of plain files, and which commits are not taken.

Nothing that a push says decides where a file is written or what is in it: no links, no submodules, no attributes of
git, no path that leaves the folder.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plugins.base.problems import Message, Problem
from tools.publish.home import Settings
from tools.publish.repository import Entry, Repository

CONTENT = "content"
MEGABYTE = 1_000_000
MOST_FILE_MB = 100
LEAST_FREE_MB = 200
LINK, SUBMODULE = "120000", "160000"
# What the file system needs for a file beside its bytes.
BLOCK = 4096
ODD_LETTERS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

NO_CONTENT = Message("lần đăng này không có thư mục content.", "Hãy đăng từ đúng thư mục của trang.")
IS_LINK = Message("là liên kết tượng trưng (symbolic link), trang này không nhận.", "Hãy chép chính tệp ấy vào đây.")
IS_SUBMODULE = Message("là một kho git khác (submodule), trang này không nhận.", "Hãy chép các tệp vào đây.")
LEAVES = Message("có tên dẫn ra ngoài thư mục hoặc không đọc được.", "Hãy đổi tên tệp.")
FILE_TOO_LARGE = Message("lớn {size} MB, quá {most} MB.", "Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn.")
ALL_TOO_LARGE = Message("cả thư mục lớn {size} MB, quá {most} MB.", "Hãy bỏ bớt tệp, hoặc nhờ người quản trị nâng mức.")
NO_ROOM = Message("ổ đĩa của máy chủ sắp đầy nên không nhận thêm.", "Hãy báo người quản trị.")


def objections(entries: Iterable[Entry], settings: Settings, folder: Path) -> Iterator[Problem]:
    """Why a commit is not unpacked; paths are from the content's root, as `check` tells them."""
    whole, found = 0, False
    for entry in entries:
        found = True
        whole += entry.size + BLOCK
        path = entry.path.removeprefix(f"{CONTENT}/")
        if entry.mode == LINK:
            yield IS_LINK.at(path, 0)
        elif entry.mode == SUBMODULE:
            yield IS_SUBMODULE.at(path, 0)
        elif _leaves(entry.path):
            yield LEAVES.at(path.encode("utf-8", "replace").decode(), 0)
        elif entry.size > MOST_FILE_MB * MEGABYTE:
            yield FILE_TOO_LARGE.at(path, 0, size=entry.size // MEGABYTE, most=MOST_FILE_MB)
    if not found:
        yield NO_CONTENT.at(CONTENT, 0)
    if whole > settings.most_content_mb * MEGABYTE:
        yield ALL_TOO_LARGE.at(CONTENT, 0, size=whole // MEGABYTE, most=settings.most_content_mb)
    elif _is_full(folder):
        yield NO_ROOM.at(CONTENT, 0)


def unpack(repository: Repository, entries: Iterable[Entry], folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Makes `folder` hold just these files; what it holds already (`known`: blob by path) is left alone."""
    wanted = {entry.path: entry.blob for entry in entries}
    for path in known.keys() - wanted.keys():
        (folder / path).unlink(missing_ok=True)
    _remove_empty(folder)
    repository.blobs((blob, _place(folder, path)) for path, blob in wanted.items() if known.get(path) != blob)
    return wanted


def _leaves(path: str) -> bool:
    """Also a name with control characters, or that is no UTF-8: no editor's system could show it."""
    odd = {"", ".", "..", ".git"}
    return any(part.lower() in odd for part in path.split("/")) or ODD_LETTERS.search(path) is not None


def _is_full(folder: Path) -> bool:
    """Git, a rollback and the notes of this software need some room even when nobody publishes."""
    disk = shutil.disk_usage(folder)
    return disk.free < min(LEAST_FREE_MB * MEGABYTE, disk.total // 50)


def _place(folder: Path, path: str) -> Path:
    """Where a file goes; what stood in its way was of another commit."""
    file = folder / path
    if file.is_dir():
        shutil.rmtree(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return file


def _remove_empty(folder: Path) -> None:
    for place, folders, files in os.walk(folder, topdown=False):
        if not files and not any(Path(place, name).exists() for name in folders) and Path(place) != folder:
            Path(place).rmdir()
