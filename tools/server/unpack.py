"""The texts of a commit as a folder of plain files, and which commits are not taken.

Nothing that a push says decides where a file is written or what is in it: no links, no submodules, no attributes of
git, no path that leaves the folder.
"""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plugins.base import file_names, litter
from plugins.base.file_names import Twins
from plugins.base.problems import Message, Problem
from tools.server.home import ServerSettings
from tools.server.repository import Repository, TreeEntry

CONTENT = "content"
MEGABYTE = 1_000_000
MOST_FILE_MB = 100
LEAST_FREE_MB = 200
LINK, SUBMODULE = "120000", "160000"
# What the file system needs for a file beside its bytes.
BLOCK = 4096
LEADS_AWAY = {"", ".", "..", ".git"}
MOST_TOLD = 50

NO_CONTENT = Message("lần đăng này không có thư mục content.", "Hãy đăng từ đúng thư mục của trang.")
IS_LINK = Message("là liên kết tượng trưng (symbolic link), trang này không nhận.", "Hãy chép chính tệp ấy vào đây.")
IS_SUBMODULE = Message("là một kho git khác (submodule), trang này không nhận.", "Hãy chép các tệp vào đây.")
LEAVES = Message("có tên dẫn ra ngoài thư mục.", "Hãy đổi tên tệp.")
TOO_MANY = Message("lần đăng này có hơn {most} tệp.", "Hãy bỏ bớt tệp ở đây, hoặc nhờ người quản trị nâng mức.")
FILE_TOO_LARGE = Message("lớn {size} MB, quá {most} MB.", "Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn.")
ALL_TOO_LARGE = Message("cả thư mục lớn {size} MB, quá {most} MB.", "Hãy bỏ bớt tệp, hoặc nhờ người quản trị nâng mức.")
NO_ROOM = Message("ổ đĩa của máy chủ sắp đầy, không nhận thêm.", "Hãy báo người quản trị.")


def judge(
    entries: Iterable[TreeEntry], settings: ServerSettings, folder: Path
) -> tuple[list[TreeEntry], list[Problem]]:
    """The files of a commit that are unpacked, and why it is not to be; paths are from the content's root, as `check`
    tells them. Names count beside the content too: a colleague's clone holds them all.

    Reads no further than to the first file that is one too many.
    """
    taken: list[TreeEntry] = []
    wrong: list[Problem] = []
    twins, whole = {True: Twins(), False: Twins()}, 0
    for number, entry in enumerate(entries, start=1):
        path = entry.path.removeprefix(f"{CONTENT}/")
        is_content = path != entry.path
        is_litter = is_content and litter.is_path(path)
        is_taken = not is_litter and (is_content or settings.run_pushed_code)
        flaw = flaw_of(entry, is_taken) or file_names.flaw(path) or twins[is_content].flaw(path)
        if flaw and not is_litter:
            wrong.append(Problem(file_names.shown(path), 0, flaw))
        if number > settings.most_files:
            wrong.append(TOO_MANY.at(file_names.shown(posixpath.dirname(path)), 0, most=settings.most_files))
        if len(wrong) >= MOST_TOLD or number > settings.most_files:
            return [], wrong
        if is_taken:
            taken.append(entry)
            whole += entry.size + BLOCK
    return taken, [*wrong, *_on_the_whole(taken, whole, settings, folder)]


def unpack(
    repository: Repository, entries: Iterable[TreeEntry], folder: Path, known: Mapping[str, str]
) -> dict[str, str]:
    """Makes `folder` hold just these files; what it holds already (`known`: blob by path) is left alone."""
    wanted = {entry.path: entry.blob for entry in entries}
    for path in known.keys() - wanted.keys():
        (folder / path).unlink(missing_ok=True)
    _remove_empty(folder)
    repository.blobs((blob, _place(folder, path)) for path, blob in wanted.items() if known.get(path) != blob)
    return wanted


def flaw_of(entry: TreeEntry, is_taken: bool = True) -> str:
    """Why one file is not unpacked, or "". What is not taken may be a link, and of any size."""
    if any(name.lower() in LEADS_AWAY for name in entry.path.split("/")):
        return LEAVES()
    if is_taken and entry.mode in (LINK, SUBMODULE):
        return IS_LINK() if entry.mode == LINK else IS_SUBMODULE()
    if is_taken and entry.size > MOST_FILE_MB * MEGABYTE:
        return FILE_TOO_LARGE(size=entry.size // MEGABYTE, most=MOST_FILE_MB)
    return ""


def _on_the_whole(taken: list[TreeEntry], size: int, settings: ServerSettings, folder: Path) -> Iterator[Problem]:
    if not any(entry.path.startswith(f"{CONTENT}/") for entry in taken):
        yield NO_CONTENT.at(CONTENT, 0)
    if size > settings.most_content_mb * MEGABYTE:
        yield ALL_TOO_LARGE.at(CONTENT, 0, size=size // MEGABYTE, most=settings.most_content_mb)
    elif is_full(folder):
        yield NO_ROOM.at(CONTENT, 0)


def is_full(folder: Path) -> bool:
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
