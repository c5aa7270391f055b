"""Which paths the texts of the editor may have, and which names the files beside them: what the site's own rules take,
and nothing outside of the content.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.base import file_names, litter
from plugins.base.problems import Message
from plugins.editorial.reading import file_flaw, is_text

NO_TEXT = Message("Không có bài nào ở «{path}».", "Hãy mở lại từ danh sách bài.")
NOT_BESIDE = Message("«{name}» không phải tên một tệp cạnh bài.", "Hãy đổi tên tệp rồi chọn lại.")
FLAW_BESIDE = Message("«{name}» {flaw}")
SECOND_TEXT = Message("«{name}» là một bài viết khác.", "Hãy tạo bài mới thay vì đính kèm.")
LITTER = Message("«{name}» là tệp tạm của một chương trình.", "Hãy chọn tệp gốc.")


def folder_of(path: str) -> str:
    """The folder in which a text lies, "" for the root of the content."""
    return path.rpartition("/")[0]


def owns_folder(path: str) -> bool:
    """Whether what lies in its folder is the text's own."""
    return path.lower().endswith("/index.md")


def may_be_text(path: str) -> bool:
    """Whether a text may have that path, as far as the path tells."""
    return _is_plain(path) and is_text(path) and path != "README.md" and not _flaw(path, 0)


def flaw_beside(path: str, name: str, size: int = 0, there: Iterable[str] = ()) -> str:
    """Why no file of that name can lie beside a text, among those that are `there`; "" where one can."""
    shown = file_names.shown(name)
    if not _is_plain(name):
        return NOT_BESIDE(name=shown)
    if is_text(name):
        return SECOND_TEXT(name=shown)
    whole = f"{folder_of(path)}/{name}".removeprefix("/")
    if litter.is_path(whole):
        return LITTER(name=shown)
    flaw = _flaw(whole, size) or _twin(name, there)
    return FLAW_BESIDE(name=shown, flaw=flaw) if flaw else ""


def _is_plain(path: str) -> bool:
    return all(part not in ("", ".", "..") for part in path.split("/"))


def _flaw(path: str, size: int) -> str:
    """As `check` would refuse it: each folder on the way, and the file."""
    folders = path.split("/")[:-1]
    hidden = next((one for one in folders if litter.is_closed(one)), "")
    return file_flaw(hidden, 0) if hidden else file_flaw(path, size)


def _twin(name: str, there: Iterable[str]) -> str:
    twins = file_names.Twins()
    for other in there:
        if other != name:
            twins.flaw(other)
    return twins.flaw(name)
