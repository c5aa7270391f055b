"""What a text points to: other texts, pictures, attachments, addresses of the site. Found, published, or told as a
problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from plugins.base.letters import as_meant
from plugins.base.model import Attachment, Picture, Rendering, Rendition
from plugins.base.problems import InvalidValue, Message
from plugins.base.snapshot import Snapshot
from plugins.base.survey import NO_STAMP, SourceFile
from plugins.base.vietnamese import nearest, nfc, slug
from plugins.media import pictures
from plugins.media.bodies import Bodies
from plugins.media.publishing import Published, attached, stem_of

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
PLACEHOLDER = re.compile(r"\{(?:filename|static|attach)\}")
PICTURE_NAMES = tuple(".jpg .jpeg .jpe .jfif .png .webp .gif .svg .heic .heif .hif .avif .bmp .tif .tiff".split())
HERE = re.compile(r"(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1)$")
# What only an office's own network answers: private addresses (RFC 1918, 3927, 4193), names without a dot.
OFFICE = re.compile(
    r"(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$|f[cd][0-9a-f]{2}:|[^.:]+$|.+\.(?:local|lan|internal)$"
)
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


class ResolvedLink(NamedTuple):
    """Where a reference leads: an address of the site with its anchor, or a whole URL as it stands."""

    href: str
    attachment: Attachment | None = None
    file: bool = False
    """Whether it is one of the content's files, which goes out with the text."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier build has left."""

    published: Snapshot = field(default_factory=lambda: Snapshot(None, b""))
    """By path: while a file keeps its stamp, nobody reads it."""
    bodies: Bodies | None = None
    """Where bodies are kept; without, they are held."""
    stays: Callable[[Rendering], bool] = lambda _: False
    """Whether a text would be rendered as it was."""


@dataclass(slots=True)
class Library:
    """The files and texts of the content by path, and what has been published of them so far."""

    files: Mapping[str, SourceFile]
    texts: Mapping[str, str]
    cache: Path
    site: str = ""
    """What whole URLs of this site begin with."""
    silent: Collection[str] = ()
    """Addresses of the site that links must not lead to now, because only a later moment puts something there."""
    earlier: Earlier = field(default_factory=Earlier)
    published: dict[str, Published] = field(default_factory=dict)
    """By path."""
    asked: set[str] = field(default_factory=set)
    """The paths at which somebody has looked for something since this was emptied."""
    used: dict[str, None] = field(default_factory=dict)
    """The paths of the files that somebody wanted published since this was emptied."""
    _parts: dict[str, tuple[Rendition, tuple[Rendition, ...]]] = field(default_factory=dict)

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
        return replace(self, published={}, asked=set(), used={})

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
        """Raises InvalidValue."""
        try:
            made = self._publish(found, self._picture)
        except pictures.PictureRefused as refused:
            raise InvalidValue(str(refused)) from None
        assert made.picture
        return made.picture.picture

    def publish_file(self, found: str) -> Attachment:
        """An attachment goes out byte for byte: an official PDF bears a signature.

        Raises:
            Wrong: for what nobody should be given.
        """
        made = self._publish(found, attached)
        assert made.attachment
        return made.attachment

    def publish_again(self, path: str) -> None:
        """What a text has published before, which stays as it was."""
        as_picture = path.lower().endswith(PICTURE_NAMES)
        self.publish_picture(path) if as_picture else self.publish_file(path)

    def _publish(self, found: str, make: Callable[[SourceFile], Published]) -> Published:
        made = self.published.get(found)
        if made is None:
            source = self.files[found]
            made = self._before(source) or make(source)
            self.published[found] = made
        self.used[found] = None
        return made

    def _before(self, source: SourceFile) -> Published | None:
        row = self.earlier.published.rows.get(source.path)
        if row is None or row[0] != source.stamp or source.stamp == NO_STAMP:
            return None
        return Published(source, *row[1:])

    def shared(self, picture: Picture) -> Picture:
        """The same, of the parts that others show too."""
        fallback, sources = self._parts.setdefault(picture.fallback.address, (picture.fallback, picture.sources))
        return Picture(fallback, sources, picture.alt)

    def _picture(self, source: SourceFile) -> Published:
        return Published(source, pictures.publish(source.file, self.cache, stem_of(source.path)))

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
        there = (one for one in tried if self._is_there(one[0]))
        return next(there, (_path(path, unquote(place)), sign + anchor))

    def _is_there(self, path: str) -> bool:
        self.asked.add(path)
        return path in self.files or path in self.texts

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
