"""Which paths the texts of the editor may have, which names the files beside them, and which bytes: what the site's own
rules take, and nothing outside of the content.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.base import file_names, litter
from plugins.base.problems import Message
from plugins.editorial.reading import file_flaw, is_text
from tools.editor.workspace import CannotSave, NoSuchText

NO_TEXT = Message("Không có bài nào ở «{path}».", "Hãy mở lại từ danh sách bài.")
NOT_BESIDE = Message("«{name}» không phải tên một tệp cạnh bài.", "Hãy đổi tên tệp rồi chọn lại.")
FLAW_BESIDE = Message("«{name}» {flaw}")
SECOND_TEXT = Message("«{name}» là một bài viết khác.", "Hãy tạo bài mới thay vì đính kèm.")
LITTER = Message("«{name}» là tệp tạm của một chương trình.", "Hãy chọn tệp gốc.")
NOT_TEXT = Message("Bài có ký tự không lưu được (nửa chữ Unicode).", "Hãy xóa chữ vừa dán rồi lưu lại.")
NOT_UTF8 = Message(
    "Bài «{path}» không phải UTF-8 nên không mở ở đây được.", "Hãy nhờ người quản trị chuyển tệp sang UTF-8."
)
FLAWED = Message("Bài {flaw}")
BOM = "\ufeff".encode()


def decoded(path: str, content: bytes) -> str:
    """A text without its mark of byte order. Raises NoSuchText where nobody could read it."""
    try:
        return content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise NoSuchText(NOT_UTF8(path=path)) from None


def encoded(path: str, text: str, before: bytes) -> bytes:
    """A text as its file holds it, with the mark of byte order that it had. Raises CannotSave."""
    try:
        content = (BOM if before.startswith(BOM) else b"") + text.encode("utf-8")
    except UnicodeEncodeError:
        raise CannotSave(NOT_TEXT()) from None
    if flaw := file_flaw(path, len(content)):
        raise CannotSave(FLAWED(flaw=flaw))
    return content


def known(path: str) -> str:
    """The path. Raises NoSuchText for what can be no text's."""
    if not may_be_text(path):
        raise NoSuchText(NO_TEXT(path=file_names.shown(path)))
    return path


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
