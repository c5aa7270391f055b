"""From a Word file to what `tools.convert` takes: what the file is, its text, its pictures, and what is told of it."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.base import media_types
from plugins.base.problems import Message
from tools.convert.document import RemarkKind, SourceDocument
from tools.word import limits, office, telling, writing
from tools.word.ooxml import VML, A, Element, W
from tools.word.package import CUT_OFF, LOCKED, NO_TEXT, CannotRead, Package
from tools.word.reader import DocumentReader

NO_FILE = Message("không có tệp này, hoặc không đọc được.", "Hãy xem lại tên tệp và quyền đọc.")
EMPTY_FILE = Message("tệp trống (0 byte).", "Hãy chép lại tệp từ máy gốc.")
TOO_HEAVY = Message("tệp nặng hơn {most} MB.", "Hãy thu nhỏ ảnh trong Word (Compress Pictures), rồi lưu lại.")
EMPTY_TEXT = Message("văn bản không có chữ nào và không có ảnh nào.", "Hãy mở bằng Word xem có đúng tệp không.")
LEFT_BY_WORD = Message("tệp chỉ là dấu mà Word để lại khi đang mở văn bản.", "Hãy nhập chính văn bản, tên không có ~$.")
_SAVE_AS = "Hãy mở bằng Word, chọn Lưu thành (Save As) loại Word Document (.docx), rồi nhập tệp mới."
OTHER = Message("tệp thật ra là {kind}, không phải văn bản Word.", _SAVE_AS)

_KINDS = (
    (rb"%PDF-", "PDF"),
    (rb"(?i)\s*(?:\xef\xbb\xbf)?\s*(?:MIME-Version|From:|Content-Type:)", "trang web một tệp (MHT)"),
    (
        rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|meta|div|p\b|table)",
        "trang web (HTML)",
    ),
    (rb"(?:\xef\xbb\xbf)?\s*<\?xml", "tệp XML"),
    (rb"\xff\xd8\xff|\x89PNG|GIF8|.{4}ftyp|RIFF", "ảnh hoặc phim"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "tệp nén"),
    (rb"[^\0]*\Z", "chữ thường"),
)
_FIRST = 4096
ODT = media_types.ATTACHMENTS["odt"]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE_WORDS = re.compile(r"(?i)\b(?:trang|page|of|số)\b|[\W\d_]+|\b[ivx]+\b")


def read(file: Path, folder: Path) -> SourceDocument:
    """Reads a document; its pictures are written into `folder`, which is the caller's to remove.

    Raises:
        CannotRead: where it gives no post.
    """
    made = _as_docx(file, folder)
    package = Package(made)
    try:
        reader = DocumentReader(package, folder)
        body = reader.body()
        notes = reader.notes_read()
        _tell_of_the_rest(reader)
        if not body:
            raise CannotRead(" ".join([EMPTY_TEXT(), *(one.said for one in reader.told.remarks if one.kind == "lost")]))
        return SourceDocument(writing.html(body, notes), reader.pictures.files, file.stem, tuple(reader.told.remarks))
    finally:
        package.close()


def _as_docx(file: Path, folder: Path) -> Path:
    """The file itself, or what LibreOffice made of it."""
    kind = kind_of(file)
    if kind == "docx":
        return file
    return office.as_docx(file, kind, folder)


def kind_of(file: Path) -> str:
    """The ending that a file should have by what is in it: docx, doc, rtf or odt."""
    if file.name.startswith("~$"):
        raise CannotRead(LEFT_BY_WORD())
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            first = stream.read(_FIRST)
    except OSError:
        raise CannotRead(NO_FILE()) from None
    if not size:
        raise CannotRead(EMPTY_FILE())
    if size > limits.LARGEST_FILE:
        raise CannotRead(TOO_HEAVY(most=limits.LARGEST_FILE // limits.MEGABYTE))
    if first.startswith(b"PK"):
        return _kind_of_archive(file)
    if first.startswith(_OLE):
        return _kind_of_container(file)
    if re.match(rb"\s*\{\\rt", first):
        return "rtf"
    kind = next((kind for sign, kind in _KINDS if re.match(sign, first, re.DOTALL)), "")
    raise CannotRead(OTHER(kind=kind) if kind else CUT_OFF())


def _kind_of_archive(file: Path) -> str:
    package = Package(file)
    try:
        kind = package.content("mimetype", 200).decode("ascii", "replace").strip()
        if not kind:
            return "docx"
        if kind not in (ODT, f"{ODT}-template"):
            raise CannotRead(NO_TEXT(what=""))
        if b"encryption-data" in package.content("META-INF/manifest.xml", limits.LARGEST_XML):
            raise CannotRead(LOCKED())
        return "odt"
    finally:
        package.close()


def _kind_of_container(file: Path) -> str:
    """Word's old files, and new ones behind a password, are both containers; the names in them say which."""
    content = file.read_bytes()
    if any(name.encode("utf-16-le") in content for name in ("EncryptedPackage", "EncryptionInfo", "DRMContent")):
        raise CannotRead(LOCKED())
    if "WordDocument".encode("utf-16-le") not in content:
        raise CannotRead(NO_TEXT(what=" (có thể là Excel hay PowerPoint đời cũ)"))
    return "doc"


def _tell_of_the_rest(reader: DocumentReader) -> None:
    """What belongs to no paragraph: what stands on top and at the foot of the paper, macros, what was counted."""
    package, told = reader.package, reader.told
    for relation in package.relations(package.document).values():
        if relation.kind in ("header", "footer") and not relation.external:
            root = package.xml(relation.target)
            words = " ".join("".join(one.text or "" for one in row.iter(f"{W}t")) for row in _rows(root))
            if _PAGE_WORDS.sub("", words):
                told.once(RemarkKind.LOST, telling.PAGE_HEAD, what=words)
            if root is not None and next(root.iter(f"{A}blip", f"{VML}imagedata"), None) is not None:
                told.once(RemarkKind.LOST, telling.PAGE_PICTURE)
    if package.has_macros:
        told.once(RemarkKind.MADE, telling.MACROS)
    told.counted()


def _rows(root: Element | None) -> list[Element]:
    return [] if root is None else list(root.iter(f"{W}p"))
