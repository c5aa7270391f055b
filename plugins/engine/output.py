"""The output folder: each file whole or not at all, untouched where its bytes stay, and nothing in it that was not
planned.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment

from plugins.base.model import Output, OutputPage
from plugins.base.problems import Problem

# Every output of ours has this file, and it is written first; a folder with other things in it is not ours to clear.
OURS = "redirects.csv"


def file_of(folder: Path, address: str) -> Path:
    """Where an address lies: `/x/` and `/x` are folders with an index, an address with an ending is a file."""
    path = folder / address.strip("/")
    return path if path.suffix and not address.endswith("/") else path / "index.html"


def objections(folder: Path) -> Iterator[Problem]:
    """Why this folder cannot be an output."""
    if folder.exists() and not folder.is_dir():
        yield Problem(str(folder), 0, "không phải thư mục. Hãy chọn thư mục khác để chứa trang.")
    elif folder.is_dir() and any(folder.iterdir()) and not (folder / OURS).is_file():
        yield Problem(str(folder), 0, "đã có tệp khác, không phải trang do lệnh này tạo. Hãy chọn một thư mục trống.")


class Folder:
    """Writes a whole plan. A file's modification time changes if and only if its bytes do, and then by a second or
    more.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[Path] = set()

    def write(self, outputs: Iterable[Output], environment: Environment) -> None:
        outputs = sorted(outputs, key=lambda output: (output.address.strip("/") != OURS, output.address))
        planned = {file_of(self.folder, output.address): output for output in outputs}
        for file, output in planned.items():
            self._put(file, _content(output, environment))
        self._clear(planned.keys())

    def _put(self, file: Path, content: bytes) -> None:
        if file.parent not in self._made:
            _make_folder(file.parent)
            self._made.add(file.parent)
        before = _modified(file)
        if before is not None and file.stat().st_size == len(content) and file.read_bytes() == content:
            return
        beside = file.with_name(f".{file.name[:40]}.{os.getpid()}")
        beside.write_bytes(content)
        if before is not None:
            later = max(time.time_ns(), before + 1_000_000_000)
            os.utime(beside, ns=(later, later))
        beside.replace(file)

    def _clear(self, planned: Iterable[Path]) -> None:
        """Removes what no plan names: pages of texts that are gone, and remains of a build that was killed."""
        kept = set(planned)
        for folder, folders, names in os.walk(self.folder, topdown=False):
            for name in names:
                if Path(folder, name) not in kept:
                    Path(folder, name).unlink()
            for name in folders:
                if not any(Path(folder, name).iterdir()):
                    Path(folder, name).rmdir()


def _content(output: Output, environment: Environment) -> bytes:
    if isinstance(output, OutputPage):
        return environment.get_template(output.template).render(output.values).encode()
    return output.content if isinstance(output.content, bytes) else output.content.read_bytes()


def _make_folder(folder: Path) -> None:
    if folder.is_file():
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _modified(file: Path) -> int | None:
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    return file.stat().st_mtime_ns if file.is_file() else None
