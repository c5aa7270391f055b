"""From files of Word to post folders: each for itself, whole or not at all, told in words for the editor."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.base.problems import Problem, printable
from tools import ROOT
from tools.convert import CannotWrite, Remark, RemarkKind, folder_name, write
from tools.word import apart
from tools.word.package import CannotRead

Say = Callable[[str], object]
NEWS = "tin-tuc"
HEADINGS = {
    RemarkKind.ASKED: "Còn thiếu, hãy ghi thêm",
    RemarkKind.LOST: "Không chuyển được",
    RemarkKind.GUESSED: "Đã đoán, hãy xem lại",
    RemarkKind.MADE: "Đã làm",
}
MADE = "Đã tạo {file} từ «{source}» ({pictures}{seconds} giây)."
REFUSED = "Không nhập được «{source}»: {why}"
SOON = "Đang đọc «{source}»…"
STILL = "… vẫn đang đọc ({seconds} giây)."
NOT_CHECKED = "Thư mục này nằm ngoài nội dung của trang nên chưa soát bài."
TWIN = "Đã có bài ở thư mục «{usual}», nên bài này ở «{folder}». Nếu là một bài nhập hai lần, hãy xóa một thư mục."
WELL = "Soát bài: bài mới không có lỗi, không có cảnh báo."


@dataclass(frozen=True, slots=True)
class ImportedPost:
    """What became of one file: the post's folder, or why there is none."""

    source: Path
    folder: Path | None
    remarks: tuple[Remark, ...] = ()
    pictures: int = 0
    seconds: float = 0
    refused: str = ""

    def lines(self) -> Iterator[str]:
        """What a person is told, what needs a hand first."""
        source = printable(self.source.name)
        if self.folder is None:
            yield REFUSED.format(source=source, why=self.refused)
            return
        pictures = f"{self.pictures} ảnh; " if self.pictures else ""
        seconds = f"{self.seconds:.1f}".replace(".", ",")
        yield MADE.format(file=self.folder / "index.md", source=source, pictures=pictures, seconds=seconds)
        for kind, heading in HEADINGS.items():
            told = [remark for remark in self.remarks if remark.kind == kind]
            if told:
                yield f"  {heading}:"
                yield from (f"  - {line_of(remark)}" for remark in told)


def files_of(named: str) -> list[Path]:
    """What a name means; a pattern that the shell left as it is (that of Windows does) is filled in."""
    path = Path(named)
    if path.exists() or not set("*?") & set(path.name):
        return [path]
    return sorted(one for one in path.parent.glob(path.name) if not one.name.startswith("~$")) or [path]


def line_of(remark: Remark) -> str:
    return printable(f"{remark.place}: {remark.said}" if remark.place else remark.said)


def import_file(file: Path, into: Path, content: Path, say: Say, *, draft: bool = False) -> ImportedPost:
    """Makes a post folder of one file in `into`; nothing that is there is touched, nothing half-made is left."""
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="word-", ignore_cleanup_errors=True) as workplace:
            post = apart.post_of(file, Path(workplace), content, lambda seconds: say(STILL.format(seconds=seconds)))
            folder = write(replace(post, header={**post.header, "Status": "draft"}) if draft else post, into)
    except (CannotRead, CannotWrite) as why:
        return ImportedPost(file, None, refused=str(why))
    remarks = (*twin(folder, str(post.header["Title"])), *post.remarks)
    return ImportedPost(file, folder, remarks, len(post.files), time.monotonic() - begun)


def twin(folder: Path, title: str) -> Iterator[Remark]:
    """That a post of the same title was there, perhaps the same one."""
    if folder.name != (usual := folder_name(title)):
        yield Remark(RemarkKind.GUESSED, "", TWIN.format(usual=usual, folder=folder.name))


def import_files(files: Sequence[Path], into: Path, content: Path, say: Say) -> list[ImportedPost]:
    """Imports each file, tells of each at once, then of all that the checker says of the new posts."""
    done = []
    for file in files:
        say(SOON.format(source=printable(file.name)))
        done.append(import_file(file, into, content, say))
        say("\n".join(done[-1].lines()))
    if new := [one.folder for one in done if one.folder]:
        say("\n".join(_checked(new, content)))
    return done


def content_of(into: Path, usual: Path) -> Path:
    """The content that a folder belongs to: what is known of categories and programs stands there."""
    if into.is_relative_to(usual):
        return usual
    return into.parent if (into.parent / "data").is_dir() or into.name == NEWS else usual


def _checked(folders: Sequence[Path], content: Path) -> list[str]:
    inside = [folder.relative_to(content).as_posix() for folder in folders if folder.is_relative_to(content)]
    if not inside:
        return [NOT_CHECKED]
    told = [one for one in problems_of(content) if one.path.startswith(tuple(f"{place}/" for place in inside))]
    return [str(one) for one in sorted(told, key=lambda one: one.warning)] or [WELL]


def problems_of(content: Path) -> list[Problem]:
    """What `check` says of the content, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="word-") as folder:
        file = Path(folder) / "problems.json"
        order = {"PATH": str(content), "CHECK_ONLY": True, "PROBLEMS_FILE": str(file)}
        subprocess.run(
            [sys.executable, "-m", "tools.site"],
            input=json.dumps(order).encode(),
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        rows = json.loads(file.read_text("utf-8")) if file.exists() else []
    return [Problem(row["path"], row["line"], row["message"], row["warning"]) for row in rows]
