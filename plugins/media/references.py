"""What a text points to: other texts, pictures, attachments, addresses of the site. Found, published, or told as a
problem.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.base import media_types
from plugins.base.addresses import FILES
from plugins.base.letters import as_meant
from plugins.base.model import Attachment, OutputFile, Picture
from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import nearest, nfc, slug
from plugins.media import contents, pictures

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
PLACEHOLDER = re.compile(r"\{(?:filename|static|attach)\}")
PICTURE_NAMES = tuple(".jpg .jpeg .jpe .jfif .png .webp .gif .svg .heic .heif .hif .avif .bmp .tif .tiff".split())
HERE = re.compile(r"(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1)$")
# What only an office's own network answers: private addresses (RFC 1918, 3927, 4193), names without a dot.
OFFICE = re.compile(
    r"(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$|f[cd][0-9a-f]{2}:|[^.:]+$|.+\.(?:local|lan|internal)$"
)
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

# What stands as a target and was meant as an address of the world, by the scheme that it lacks.
WITHOUT = {
    "mailto:": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "tel:": re.compile(r"\+?\(?\d[\d .()-]{6,18}\d"),
    "https://": re.compile(
        r"(?:www\.[\w.-]+|(?:[a-z0-9-]+\.)+(?:vn|com|org|net|info|edu|gov|example))(?:[/?#].*)?", re.IGNORECASE
    ),
}

EMPTY_LINK = Message("đường dẫn trống.", "Hãy ghi địa chỉ trong ngoặc, hoặc bỏ đường dẫn.")
NO_FILE = Message("không có tệp «{place}».{hint}", "Hãy xem lại tên tệp; đường dẫn tính từ thư mục của bài.")
WITHOUT_SCHEME = Message(
    "«{place}» không phải tên một tệp của bài mà như địa chỉ ở nơi khác.", "Hãy viết đủ: {address}."
)
NAMELESS_PICTURE = Message("ảnh không có tên tệp.", "Hãy ghi tên tệp ảnh trong ngoặc.")
PICTURE_ELSEWHERE = Message("ảnh «{target}» nằm ở trang khác.", "Hãy tải ảnh về, đặt cạnh bài rồi ghi tên tệp.")
NO_PICTURE = Message("không có ảnh «{place}».{hint}", "Hãy đặt tệp ảnh cạnh bài và ghi đúng tên tệp.")
WRONG_ADDRESS = Message("địa chỉ «{target}» viết sai.", "Hãy chép lại từ thanh địa chỉ của trình duyệt.")
ADDRESS_OF_THIS_MACHINE = Message(
    "địa chỉ «{target}» chỉ có trên máy này.", "Hãy dùng địa chỉ của trang thật, hoặc đường dẫn tới tệp của bài."
)
ADDRESS_OF_THE_OFFICE = Message(
    "địa chỉ «{target}» chỉ có trong mạng nội bộ.", "Hãy dùng địa chỉ mà người ngoài cũng mở được."
)
PASSWORD_IN_ADDRESS = Message("địa chỉ «{target}» mang tên đăng nhập hoặc mật khẩu.", "Hãy bỏ phần trước dấu «@».")
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


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """Where a reference leads: an address of the site with its anchor, or a whole URL as it stands."""

    href: str
    attachment: Attachment | None = None
    file: bool = False
    """Whether it is one of the content's files, which goes out with the text."""


@dataclass(slots=True)
class Library:
    """The files and texts of the content by path, and what has been published of them so far."""

    files: Mapping[str, Path]
    texts: Mapping[str, str]
    cache: Path
    site: str = ""
    """What whole URLs of this site begin with."""
    silent: Collection[str] = ()
    """Addresses of the site that links must not lead to now, because only a later moment puts something there."""
    published: dict[str, OutputFile] = field(default_factory=dict)
    """By address."""
    _pictures: dict[str, Picture] = field(default_factory=dict)
    _attachments: dict[str, Attachment] = field(default_factory=dict)

    def follow(self, path: str, target: str) -> ResolvedLink:
        """What a link in the text at `path` leads to.

        Raises:
            Wrong: where it leads nowhere.
        """
        if not target:
            raise InvalidValue(EMPTY_LINK())
        if SCHEME.match(target) or target.startswith("//"):
            return ResolvedLink(_outside(target))
        written = PLACEHOLDER.sub("", target)
        found, anchor = self._find(path, written)
        if address := self.texts.get(found):
            return ResolvedLink(address + anchor)
        if found in self.files:
            return self._file(found, anchor)
        place = written.partition("#")[0]
        if not place:
            return ResolvedLink(anchor)
        if place.startswith("/"):
            return ResolvedLink(nfc(unquote(place)) + anchor)
        if scheme := next((scheme for scheme, form in WITHOUT.items() if form.fullmatch(place)), ""):
            meant = re.sub(r"[^+\d]", "", place) if scheme == "tel:" else place
            raise InvalidValue(WITHOUT_SCHEME(place=place, address=f"{scheme}{meant}"))
        raise InvalidValue(NO_FILE(place=place, hint=self._near(path, found)))

    def own_address(self, href: str) -> str:
        """The address of the site that a link leads to, with its anchor; "" where it leads elsewhere."""
        if self.site and href.startswith(f"{self.site}/"):
            return nfc(unquote(href.removeprefix(self.site)))
        return href if href.startswith("/") and not href.startswith("//") else ""

    def apart(self) -> Library:
        """The same files and texts, and nothing published of them."""
        return replace(self, published={}, _pictures={}, _attachments={})

    def picture(self, path: str, target: str) -> Picture:
        """The picture that the text at `path` shows, published in its sizes.

        Raises:
            Wrong: where it is not there, is on another host, or cannot be published.
        """
        place = PLACEHOLDER.sub("", target)
        if not place:
            raise InvalidValue(NAMELESS_PICTURE())
        if SCHEME.match(place) or place.startswith("//"):
            raise InvalidValue(PICTURE_ELSEWHERE(target=target))
        found, _ = self._find(path, place)
        if found not in self.files:
            raise InvalidValue(NO_PICTURE(place=place, hint=self._near(path, found)))
        return self.publish_picture(found)

    def publish_picture(self, found: str) -> Picture:
        if found not in self._pictures:
            try:
                self._pictures[found], files = pictures.publish(self.files[found], self.cache, _stem(found))
            except pictures.PictureRefused as refused:
                raise InvalidValue(str(refused)) from None
            self.published.update({file.address: file for file in files})
        return self._pictures[found]

    def publish_file(self, found: str) -> Attachment:
        """An attachment goes out byte for byte: an official PDF bears a signature.

        Raises:
            Wrong: for what nobody should be given.
        """
        if found not in self._attachments:
            _refuse_attachment(found, self.files[found])
            made = _attachment(found, self.files[found])
            self._attachments[found] = made
            self.published[made.address] = OutputFile(made.address, self.files[found])
        return self._attachments[found]

    @property
    def attached(self) -> tuple[str, ...]:
        """The paths of the files that went out as attachments."""
        return tuple(self._attachments)

    def _file(self, found: str, anchor: str) -> ResolvedLink:
        """A picture that is linked to loses its camera data like one that is shown; any other file is an attachment."""
        if found.lower().endswith(PICTURE_NAMES):
            return ResolvedLink(self.publish_picture(found).fallback.address, file=True)
        attachment = self.publish_file(found)
        return ResolvedLink(attachment.address + anchor, attachment, file=True)

    def _find(self, path: str, written: str) -> tuple[str, str]:
        """The path that is meant, and the anchor behind it: a file of that very name first («Công văn #12.pdf»), then
        what it is as an address.
        """
        place, sign, anchor = written.partition("#")
        whole = [(name, "") for name in (written, unquote(written))]
        parts = [(name, sign + anchor) for name in (place, unquote(place), unquote(place.partition("?")[0]))]
        tried = ((_path(path, name), rest) for name, rest in (*whole, *parts))
        there = (one for one in tried if one[0] in self.files or one[0] in self.texts)
        return next(there, (_path(path, unquote(place)), sign + anchor))

    def _near(self, path: str, found: str) -> str:
        """A file or text in the same folder with a name like this one; the ending says nothing of likeness."""
        folder, name = posixpath.split(found)
        beside = [
            posixpath.split(other)[1] for other in (*self.files, *self.texts) if posixpath.dirname(other) == folder
        ]
        stems = {posixpath.splitext(other)[0]: other for other in beside if posixpath.join(folder, other) != path}
        near = nearest(posixpath.splitext(name)[0], stems, key=slug)
        return f" Có phải ý bạn là «{stems[near]}»?" if near else ""


def _path(text: str, written: str) -> str:
    """From the content's root, as files are known; `written` is relative to the text, or begins with `/`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(text), as_meant(written))).lstrip("/")


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
    return replace(attachment, description=text or attachment.name)


def _outside(target: str) -> str:
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
    except ValueError:
        raise InvalidValue(WRONG_ADDRESS(target=target)) from None
    if re.search(r"\s", target):
        raise InvalidValue(WRONG_ADDRESS(target=target))
    if HERE.match(host):
        raise InvalidValue(ADDRESS_OF_THIS_MACHINE(target=target))
    if host and OFFICE.match(host):
        raise InvalidValue(ADDRESS_OF_THE_OFFICE(target=target))
    if "@" in parts.netloc:
        raise InvalidValue(PASSWORD_IN_ADDRESS(target=target))
    return target


def _refuse_attachment(path: str, file: Path) -> None:
    name = posixpath.basename(path)
    if NO_ATTACHMENT.search(name):
        raise InvalidValue(NOT_TO_BE_ATTACHED(name=name))
    if file.stat().st_size < LARGEST_KEY and PRIVATE_KEY.search(file.read_bytes()):
        raise InvalidValue(KEY_ATTACHED(name=name))
    contents.check(file, name)


def _stem(path: str) -> str:
    return slug(posixpath.splitext(posixpath.basename(path))[0])[:80] or "anh"


def _attachment(path: str, file: Path) -> Attachment:
    name = posixpath.basename(path)
    known = media_types.ending(name)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:10]
    stem = slug(name[: -len(known) - 1] if known else name)[:80].strip("-") or "tep"
    published = f"{FILES}/{stem}-{digest}.{known or media_types.DOWNLOAD}"
    kind, size = media_types.media_type(published), file.stat().st_size
    return Attachment(address=f"/{published}", name=name, description=name, media_type=kind, size=size)
