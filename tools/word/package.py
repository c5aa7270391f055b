"""A .docx as an archive of parts, opened without trust: all that is unpacked is counted, nothing is fetched."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from plugins.base.problems import Message, printable
from tools.word import limits
from tools.word.ooxml import BrokenXml, Element, HasDtd, R, parse

_AGAIN = "Hãy mở tệp bằng Word, chọn Lưu thành (Save As) loại Word Document (.docx), rồi nhập tệp mới."
CUT_OFF = Message(
    "tệp bị cắt cụt hoặc hỏng, không mở được.", "Hãy chép lại tệp từ máy gốc, hoặc nhờ người gửi gửi lại."
)
STRANGE_NAMES = Message("trong tệp có mục mang tên lạ «{name}», không phải do Word ghi.", _AGAIN)
TWIN_NAMES = Message("trong tệp có hai mục cùng tên «{name}», không phải do Word ghi.", _AGAIN)
TOO_MANY = Message("trong tệp có quá nhiều mục ({count}; tối đa {most}).", _AGAIN)
TOO_LARGE = Message(
    "tệp bung ra quá lớn (hơn {most} MB).", "Hãy thu nhỏ ảnh trong Word (Compress Pictures), rồi lưu lại."
)
LOCKED = Message("tệp có mật khẩu.", "Hãy mở bằng Word, bỏ mật khẩu (File – Info – Protect Document), rồi lưu lại.")
BROKEN = Message("phần «{part}» của tệp bị hỏng.", _AGAIN)
DEFINITIONS = Message("phần «{part}» của tệp có khai báo DTD, điều mà Word không bao giờ viết.", _AGAIN)
NO_TEXT = Message(
    "tệp không phải văn bản Word{what}.", "Hãy mở tệp xem đó là gì; nếu là văn bản thì lưu lại thành .docx."
)

_OTHER_KINDS = {"spreadsheetml": " mà là bảng tính Excel", "presentationml": " mà là bài trình chiếu PowerPoint"}


class CannotRead(Exception):
    """args[0] says in Vietnamese why the document gives no post, and what to do."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part leads: another part's name, or an address outside."""

    kind: str
    target: str
    external: bool


class Package:
    """Raises CannotRead for whatever is no whole .docx, at once or when a part is asked for."""

    def __init__(self, file: Path) -> None:
        self._unpacked = 0
        self._relations: dict[str, dict[str, Relation]] = {}
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
            raise CannotRead(CUT_OFF()) from None
        self._members = dict(_members(self._archive))

    def close(self) -> None:
        self._archive.close()

    def names(self) -> list[str]:
        return [info.filename for info in self._members.values()]

    def has(self, name: str) -> bool:
        return name.casefold() in self._members

    def content(self, name: str, most: int = limits.LARGEST_PICTURE) -> bytes:
        """What a part holds; b"" where there is no such part."""
        info = self._members.get(name.casefold())
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise CannotRead(LOCKED())
        most = min(most, limits.MOST_UNPACKED - self._unpacked)
        try:
            with self._archive.open(info) as stream:
                content = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
            raise CannotRead(BROKEN(part=printable(name))) from None
        self._unpacked += len(content)
        if len(content) > most:
            raise CannotRead(TOO_LARGE(most=most // limits.MEGABYTE))
        return content

    def xml(self, name: str) -> Element | None:
        """The root of a part, or None where there is no such part."""
        content = self.content(name, limits.LARGEST_XML)
        if not content.strip():
            return None
        try:
            return parse(content)
        except HasDtd:
            raise CannotRead(DEFINITIONS(part=printable(name))) from None
        except BrokenXml:
            raise CannotRead(BROKEN(part=printable(name))) from None

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads, by the id that stands in it; the package itself is ""."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._relations[part] = {} if root is None else {one.get("Id", ""): _relation(one, folder) for one in root}
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind ("styles", "footnotes") that `part` leads to, or ""."""
        found = (one.target for one in self.relations(part).values() if one.kind == kind and not one.external)
        return next((target for target in found if self.has(target)), "")

    @cached_property
    def document(self) -> str:
        """The part with the text itself."""
        name = self.related("", "officeDocument") or ("word/document.xml" if self.has("word/document.xml") else "")
        root = self.xml(name) if name else None
        if root is None or not root.tag.endswith("wordprocessingml/2006/main}document"):
            kinds = str(root.tag) if root is not None else ""
            raise CannotRead(NO_TEXT(what=next((told for sign, told in _OTHER_KINDS.items() if sign in kinds), "")))
        return name

    @cached_property
    def has_macros(self) -> bool:
        return any(name.casefold().endswith("vbaproject.bin") for name in self._members)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The files of an archive by their names without case. Old programs write a backslash for a slash."""
    infos = archive.infolist()
    if len(infos) > limits.MOST_PARTS:
        raise CannotRead(TOO_MANY(count=len(infos), most=limits.MOST_PARTS))
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/").lstrip("/")
        if ".." in name.split("/") or ":" in name.split("/")[0]:
            raise CannotRead(STRANGE_NAMES(name=printable(info.filename)))
        if info.is_dir():
            continue
        if name.casefold() in seen:
            raise CannotRead(TWIN_NAMES(name=printable(name)))
        seen.add(name.casefold())
        yield name.casefold(), info


def _relation(element: Element, folder: str) -> Relation:
    target, external = element.get("Target", ""), element.get("TargetMode", "").lower() == "external"
    if not external:
        path = unquote(target).replace("\\", "/")
        target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return Relation(element.get("Type", "").rpartition("/")[2], target, external)


def embedded(element: Element, name: str = "embed") -> str:
    """The id of a relation that an element names."""
    return str(element.get(R + name) or "")
