"""From the content folder to readable files: what is there, what is a text, and what each text's header and body
are.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from plugins.base import file_names, header, litter
from plugins.base.addresses import Section, under
from plugins.base.fingerprint import digest
from plugins.base.header import InvalidHeader
from plugins.base.letters import as_meant
from plugins.base.model import ContentKind
from plugins.base.problems import Message, Problem
from plugins.base.slugs import LONGEST
from plugins.base.survey import SourceFile, Survey, trusted
from plugins.base.vietnamese import nfc, slug
from plugins.editorial import broken_headers, characters, schema
from plugins.editorial.schema import Values

HIDDEN_FILE = Message("là tệp ẩn, không được nằm trong nội dung.", "Hãy xóa tệp này.")
SECRET_KEY = Message(
    "có tên của tệp khóa bí mật.", "Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi."
)
NO_MARKDOWN = Message("không phải bài viết Markdown (.md) nên không đăng được.", "Hãy chép nội dung vào một tệp .md.")
SYMBOLIC_LINK = Message(
    "là liên kết tượng trưng (symbolic link), trang này không nhận.", "Hãy chép chính tệp ấy vào đây."
)
HIDDEN_FOLDER = Message("là thư mục ẩn, không được nằm trong nội dung.", "Hãy xóa thư mục này.")
FOLDER_LIKE_TEXT = Message("là thư mục mà có tên như một bài viết.", "Hãy bỏ «.md» khỏi tên thư mục.")
NO_PLAIN_FILE = Message("không phải tệp thường.", "Hãy xóa khỏi thư mục.")
TOO_LARGE = Message("lớn {size} MB, quá 100 MB.", "Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn.")
TEXT_TOO_LARGE = Message("bài viết lớn {size} MB, quá {most} MB.", "Hãy chia bài, hoặc đính kèm tệp.")
FOLDER_NOT_OPENED = Message("không mở được thư mục.", "Hãy xem lại quyền đọc.")
FILE_NOT_OPENED = Message("không mở được tệp.", "Hãy xem lại quyền đọc của tệp.")
EMPTY_FILE = Message("tệp trống.", "Hãy viết bài, hoặc xóa tệp.")
NOT_UTF8 = Message("không phải UTF-8 (byte thứ {byte}){hint}.", "Hãy mở tệp, đổi sang Unicode rồi lưu với mã UTF-8.")
COMMENT_BEHIND = Message(
    "«{shown}» là lời chú của YAML, không hiện trên trang.",
    "Nếu là chữ của ô, hãy đặt cả giá trị trong dấu nháy; nếu là lời chú, hãy viết «# …» ở một dòng riêng.",
    warning=True,
)
ODD_NAME = Message(
    "tên tệp có dấu, chữ hoa hoặc khoảng trắng; địa chỉ của bài là {address}.", "Nên đặt tên «{slug}».", warning=True
)
ODD_SLUG = Message("«{given}» không làm được địa chỉ.", "Hãy viết «{slug}».")
NO_SLUG = Message("«{given}» không làm được địa chỉ.", "Hãy dùng chữ thường không dấu, số và gạch nối.")
NAME_WITHOUT_LETTERS = Message("tên tệp không có chữ cái nào để làm địa chỉ.", "Hãy đổi tên tệp, hoặc thêm ô Slug.")
ADDRESS_OF_WINDOWS = Message(
    "địa chỉ «{address}» kết thúc bằng tên mà Windows dành cho thiết bị.", "Hãy thêm ô Slug khác, dài hơn."
)
LONG_ADDRESS = Message(
    "địa chỉ «{address}» dài {length} chữ, quá {most}.", "Hãy đổi tên tệp, hoặc thêm ô Slug ngắn hơn."
)

REFUSED_NAMES = (
    (re.compile(r"^\."), HIDDEN_FILE),
    (re.compile(r"^id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:pem|key|p12|pfx|kdbx)$", re.IGNORECASE), SECRET_KEY),
    (
        re.compile(
            r"\.(?:html?|xhtml|rst|adoc|textile|markdown|mkdn?|mdown|mdwn|mdtxt|mdtext|mdx|qmd|rmd)$", re.IGNORECASE
        ),
        NO_MARKDOWN,
    ),
)
LARGEST = 100_000_000
LARGEST_TEXT = 2_000_000
DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}-")
FOLDERS = {"pages": ContentKind.PAGE, "programs": ContentKind.PROGRAM}
SECTIONS = {ContentKind.ARTICLE: Section.NEWS, ContentKind.PAGE: Section.HOME, ContentKind.PROGRAM: Section.PROGRAMS}


class ParsedText(NamedTuple):
    """A text as read: its header's values and its Markdown. Nothing in it has been compared with other texts yet."""

    path: str
    file: Path
    kind: ContentKind
    slug: str
    values: Values
    markdown: str
    body_line: int
    source: bytes
    """The digest of the file."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the text by itself."""

    @property
    def address(self) -> str:
        return under(SECTIONS[self.kind], self.slug)

    def problem(self, field: str, message: Message, /, **found: object) -> Problem:
        """What is wrong with one field, named as it is written in the file."""
        return message.at(self.path, self.values.line(field), self.values.key(field), **found)


def walk(
    content: Path, seen: Survey, known: Mapping[str, SourceFile] = MappingProxyType({})
) -> Iterator[SourceFile | Problem]:
    """Every file of the content, as it was `seen`, in a fixed order; what must not be there is a problem, office litter
    is passed over.

    `known` are files as they were when nothing was wrong with them, by how the disk spells them.
    """
    closed: tuple[str, ...] = ()
    for path in seen.folders:
        flaw = _folder_flaw(path)
        if flaw and not path.startswith(closed):
            yield Problem(file_names.shown(as_meant(path)), 0, flaw)
        if flaw or litter.is_folder(path.rpartition("/")[2]):
            closed += (f"{path}/",)
    yield from (_odd(path, mode) for path, mode in seen.odd.items() if not _is_passed_over(path, closed))
    yield from (FOLDER_NOT_OPENED.at(file_names.shown(path), 0) for path in seen.unread)
    twins = None if file_names.are_distinct([*seen.files, *seen.folders]) else file_names.Twins()
    young = seen.young
    for spelled, stamp in seen.files.items():
        before = known.get(spelled)
        if before and before.stamp == stamp and not twins and spelled not in young:
            yield before
            continue
        if before is None and _is_passed_over(spelled, closed):
            continue
        path = before.path if before else as_meant(spelled)
        flaw = _size_flaw(spelled, stamp[0]) if before else file_flaw(spelled, stamp[0])
        if flaw := flaw or (twins.flaw(spelled) if twins else ""):
            yield Problem(file_names.shown(path), 0, flaw)
        else:
            yield SourceFile(path, content, spelled, trusted(stamp, seen.begun))


def _is_passed_over(path: str, closed: tuple[str, ...]) -> bool:
    return path == "README.md" or litter.is_file(path.rpartition("/")[2]) or path.startswith(closed)


def _folder_flaw(path: str) -> str:
    """Why nothing of a folder can be read; nothing is said of what programs leave behind, which is passed over."""
    name = path.rpartition("/")[2]
    if litter.is_folder(name) or (name.startswith(".") and litter.is_file(name)):
        return ""
    if name.startswith("."):
        return HIDDEN_FOLDER()
    return file_names.flaw(path) or (FOLDER_LIKE_TEXT() if name.lower().endswith(".md") else "")


def _odd(path: str, mode: int) -> Problem:
    """Neither a file nor a folder."""
    flaw = SYMBOLIC_LINK() if stat.S_ISLNK(mode) else _name_flaw(path) or NO_PLAIN_FILE()
    return Problem(file_names.shown(as_meant(path)), 0, flaw)


def file_flaw(path: str, size: int) -> str:
    """Why there can be no file of that path and size in the content; "" where there can."""
    return _name_flaw(path) or _size_flaw(path, size)


def _name_flaw(path: str) -> str:
    if flaw := file_names.flaw(path):
        return flaw
    name = path.rpartition("/")[2]
    return next((refusal() for pattern, refusal in REFUSED_NAMES if pattern.search(name)), "")


def _size_flaw(path: str, size: int) -> str:
    if size > LARGEST_TEXT and is_text(path):
        return TEXT_TOO_LARGE(size=size // 1_000_000, most=LARGEST_TEXT // 1_000_000)
    return TOO_LARGE(size=size // 1_000_000) if size > LARGEST else ""


def is_text(path: str) -> bool:
    return path.lower().endswith(".md") and not path.startswith("data/")


def read(found: SourceFile) -> tuple[ParsedText | None, list[Problem]]:
    """One text with all that can be said of it alone. None where it cannot be read at all."""
    try:
        return parse(found, found.file.read_bytes())
    except OSError:
        return None, [FILE_NOT_OPENED.at(found.path, 0)]


def parse(found: SourceFile, content: bytes) -> tuple[ParsedText | None, list[Problem]]:
    """The same of a file that has been read."""
    try:
        written = nfc(content.decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        guess = characters.old_encoding(error.object)
        looks = f", giống mã {guess} cũ" if guess else ""
        return None, [NOT_UTF8.at(found.path, 0, byte=error.start + 1, hint=looks)]
    if not written.strip():
        return None, [EMPTY_FILE.at(found.path, 1)]
    problems = [*characters.unseen(found.path, written), *characters.conflicts(found.path, written)]
    if problems := problems or list(characters.broken(found.path, written)):
        return None, problems
    text = as_meant(written)
    try:
        parsed = header.parse(text)
    except InvalidHeader as wrong:
        return None, [Problem(found.path, wrong.line, str(wrong))]
    kind = kind_of(found.path)
    values, wrong_fields = schema.read(found.path, parsed.fields, kind)
    breaks = broken_headers.find(found.path, text, parsed, values.lines.keys() | values.told, kind)
    values = values._replace(told=values.told.union(*(one.fields for one in breaks)))
    name = values.text("Slug") or name_of(found.path)
    made = ParsedText(found.path, found.file, kind, slug(name), values, parsed.body, parsed.body_line, digest(content))
    comments = (COMMENT_BEHIND.at(found.path, one.line, shown=one.text) for one in parsed.comments)
    others = () if values.values.get("Verbatim") else characters.look_alikes(found.path, written, text)
    return made, [*wrong_fields, *(one.problem for one in breaks), *comments, *others, *_slug_problems(made)]


def kind_of(path: str) -> ContentKind:
    """What a text is, by the folder it stands in."""
    return FOLDERS.get(path.split("/", maxsplit=1)[0], ContentKind.ARTICLE)


def title_in(text: str) -> str:
    """The title in the header of any version of a text, or "" where there is none to be read."""
    try:
        fields = header.parse(header.as_read(text)).fields
    except InvalidHeader:
        return ""
    return schema.read("", fields, ContentKind.ARTICLE)[0].text("Title")


def address_in(path: str, text: str) -> str:
    """The address that any version of a text has, or would have by its name."""
    try:
        values = schema.read(path, header.parse(header.as_read(text)).fields, kind_of(path))[0]
    except InvalidHeader:
        values = Values({}, {}, {})
    return under(SECTIONS[kind_of(path)], slug(values.text("Slug") or name_of(path)))


def name_of(path: str) -> str:
    """The file's name, or the folder's for `slug/index.md`, without a date in front."""
    *folders, name = path.split("/")
    stem = folders[-1] if name.lower() == "index.md" and folders else name[: -len(".md")]
    return DATE_PREFIX.sub("", stem)


def _slug_problems(parsed: ParsedText) -> Iterator[Problem]:
    given = parsed.values.text("Slug")
    if not given and parsed.slug and parsed.slug != name_of(parsed.path):
        yield ODD_NAME.at(parsed.path, 0, address=parsed.address, slug=parsed.slug)
    if given and given != parsed.slug:
        yield parsed.problem("Slug", ODD_SLUG if parsed.slug else NO_SLUG, given=given, slug=parsed.slug)
    elif file_names.is_device(parsed.slug):
        yield ADDRESS_OF_WINDOWS.at(parsed.path, parsed.values.line("Slug"), address=parsed.address)
    elif not parsed.slug:
        yield NAME_WITHOUT_LETTERS.at(parsed.path, 0)
    elif len(parsed.slug) > LONGEST:
        address, length = f"{parsed.slug[:40]}…", len(parsed.slug)
        yield LONG_ADDRESS.at(parsed.path, parsed.values.line("Slug"), address=address, length=length, most=LONGEST)
