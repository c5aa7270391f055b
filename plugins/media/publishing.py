"""What goes out with texts: pictures in their sizes, attachments byte for byte; what nobody should be given, whom an
attachment names.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple

from plugins.base import media_types
from plugins.base.addresses import FILES
from plugins.base.model import Attachment, OutputFile
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.snapshot import Snapshot
from plugins.base.survey import SourceFile
from plugins.base.vietnamese import slug
from plugins.media import contents, pictures
from plugins.media.pictures import PublishedPicture

# What runs on a reader's machine or on a server, and what is somebody's backup.
NO_ATTACHMENT = re.compile(
    r"\.(?:exe|msi|bat|cmd|com|scr|pif|ps1|vbs|js|mjs|jse|wsf|hta|lnk|reg|dll|jar|apk|sh|py|php\d?|phtml|asp|aspx|jsp|cgi|pl"
    r"|swf|wasm|sql|sqlite3?|mdb|accdb|dump|bak|old|orig|tmp|swp|log)$",
    re.IGNORECASE,
)
LARGEST_KEY = 100_000
# The record that ends a ZIP, which has 22 bytes and a comment behind it; its longer form; the table that it tells of.
ZIP_END, ZIP64_END = b"PK\x05\x06", b"PK\x06\x07"
ZIP_END_WITH_COMMENT = 22 + 65_535 + 20
LONGEST_CONTENTS = 1_000_000
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----")
OFFICE_AUTHOR = re.compile(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<")
PDF_AUTHOR = re.compile(r"/Author\s*\(([^()]{1,200})\)")

NOT_TO_BE_ATTACHED = Message(
    "tệp «{name}» là chương trình hoặc bản sao lưu, không đăng được.", "Hãy đăng PDF, ảnh, hoặc tệp văn phòng."
)
KEY_ATTACHED = Message(
    "tệp «{name}» chứa khóa bí mật.", "Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi."
)

SAVED_ONLY = Message(
    "người đọc chỉ tải về được «{name}», với đuôi «.bin»: không rõ loại, hoặc là loại mà trình duyệt có thể chạy.",
    "Nên đăng PDF, hoặc nén thành .zip.",
    warning=True,
)
AUTHOR_NAMED = Message(
    "tệp đính kèm mang tên người soạn «{person}» trong thuộc tính.",
    "Hãy xóa tên ấy nếu không muốn công bố.",
    warning=True,
)


class Published(NamedTuple):
    """A file of the content that goes out: as a picture in its sizes, or as it is. `problems` are told of it."""

    source: SourceFile
    picture: PublishedPicture | None = None
    attachment: Attachment | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        if self.attachment:
            return (self.attachment.address,)
        assert self.picture
        shown = self.picture.picture
        return (shown.fallback.address, *(one.address for one in shown.sources))

    def files(self, cache: Path) -> Iterator[OutputFile]:
        if self.picture:
            yield from pictures.files(self.picture, self.source.file, cache)
        elif self.attachment:
            yield OutputFile(self.attachment.address, self.source.file)


def remember(table: Snapshot, published: Mapping[str, Published]) -> None:
    """Keeps what was published for the next build."""
    for path, made in published.items():
        row = (made.source.stamp, made.picture, made.attachment, made.problems)
        if table.rows.get(path) != row:
            table.put(path, row)
    for path in table.rows.keys() - published.keys():
        table.drop(path)
    table.save()


def author_data(file: Path) -> str:
    """The person whose name an attachment carries in its properties, or "". The file itself is never changed."""
    try:
        found = _authors(file)
    except Exception:  # noqa: BLE001 - what a damaged archive raises is anybody's guess; nobody is named in it
        return ""
    return next((unescape(name).strip() for name in found if name.strip()), "")


def _authors(file: Path) -> list[str]:
    if file.suffix.lower() == ".pdf":
        return PDF_AUTHOR.findall(file.read_bytes().decode("latin-1"))
    if not _is_small_archive(file):
        return []
    with zipfile.ZipFile(file) as archive:
        properties = archive.getinfo("docProps/core.xml")
        if properties.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return []  # the others may want gigabytes before the first byte
        with archive.open(properties) as stream:
            return OFFICE_AUTHOR.findall(stream.read(65536).decode("utf-8", "replace"))


def _is_small_archive(file: Path) -> bool:
    """Whether it is a ZIP whose table of contents may be read whole, which is what `zipfile` does.

    The record at the end tells its length; an archive that needs the longer record of ZIP64 is no office document.
    """
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - ZIP_END_WITH_COMMENT))
        end = opened.read()
    at = end.rfind(ZIP_END)
    if at < 0 or len(end) < at + 20 or ZIP64_END in end:
        return False
    return int.from_bytes(end[at + 12 : at + 16], "little") <= LONGEST_CONTENTS


def described(attachment: Attachment, text: str) -> Attachment:
    return attachment._replace(description=text or attachment.name)


def refuse_attachment(path: str, file: Path) -> None:
    """Raises InvalidValue where nobody should be given it, or its content is not what its name says."""
    name = posixpath.basename(path)
    if NO_ATTACHMENT.search(name):
        raise InvalidValue(NOT_TO_BE_ATTACHED(name=name))
    if file.stat().st_size < LARGEST_KEY and PRIVATE_KEY.search(file.read_bytes()):
        raise InvalidValue(KEY_ATTACHED(name=name))
    contents.check(file, name)


def stem_of(path: str) -> str:
    return slug(posixpath.splitext(posixpath.basename(path))[0])[:80] or "anh"


def attached(source: SourceFile) -> Published:
    refuse_attachment(source.path, source.file)
    return Published(source, attachment=_attachment(source.path, source.file), problems=tuple(_about(source)))


def _about(source: SourceFile) -> Iterator[Problem]:
    if not media_types.ending(source.path):
        yield SAVED_ONLY.at(source.path, 0, name=source.path.rpartition("/")[2])
    if person := author_data(source.file):
        yield AUTHOR_NAMED.at(source.path, 0, person=person[:60])


def _attachment(path: str, file: Path) -> Attachment:
    name = posixpath.basename(path)
    known = media_types.ending(name)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:10]
    stem = slug(name[: -len(known) - 1] if known else name)[:80].strip("-") or "tep"
    published = f"{FILES}/{stem}-{digest}.{known or media_types.DOWNLOAD}"
    kind, size = media_types.media_type(published), file.stat().st_size
    return Attachment(address=f"/{published}", name=name, description=name, media_type=kind, size=size)
