"""From the content folder to readable files: what is there, what is a text, and what each text's header and body
are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.base import header
from plugins.base.header import HeaderWrong
from plugins.base.model import Kind
from plugins.base.problems import Problem
from plugins.base.vietnamese import nfc, slug
from plugins.editorial import characters, schema
from plugins.editorial.schema import Values

LITTER = re.compile(r"(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|~\$.*|.*~|\.gitkeep|\.gitignore)$", re.IGNORECASE)
REFUSED_NAMES = (
    (re.compile(r"^\."), "là tệp ẩn, không được nằm trong nội dung. Hãy xóa tệp này."),
    (
        re.compile(r"^id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:pem|key|p12|pfx|kdbx)$", re.IGNORECASE),
        "có tên của tệp khóa bí mật. Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi.",
    ),
    (
        re.compile(r"\.(?:html?|xhtml|rst|adoc|textile|markdown|mkd|mdx)$", re.IGNORECASE),
        "không phải bài viết Markdown (.md) nên không đăng được. Hãy chép nội dung vào một tệp .md.",
    ),
)
LINKED = "là liên kết tượng trưng (symbolic link), trang này không nhận. Hãy chép chính tệp ấy vào đây."
LARGEST = 100_000_000
DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}-")
FOLDERS = {"pages": Kind.PAGE, "programs": Kind.PROGRAM}
ADDRESSES = {Kind.ARTICLE: "/tin-tuc/{}/", Kind.PAGE: "/{}/", Kind.PROGRAM: "/chuong-trinh/{}/"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the content folder: its path from the content's root (NFC, forward slashes) and where it really
    lies.
    """

    path: str
    file: Path


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as read: its header's values and its Markdown. Nothing in it has been compared with other texts yet."""

    path: str
    file: Path
    kind: Kind
    slug: str
    values: Values
    markdown: str
    body_line: int

    @property
    def address(self) -> str:
        return ADDRESSES[self.kind].format(self.slug)


def walk(content: Path) -> Iterator[Found | Problem]:
    """Every file of the content in a fixed order; what must not be there is a problem, office litter is passed over."""
    unreadable: list[OSError] = []
    seen: dict[str, str] = {}
    for folder, folders, names in os.walk(content, onerror=unreadable.append):
        inside = Path(folder)
        refused = {name: flaw for name in sorted(folders) if (flaw := _folder_flaw(inside / name))}
        folders[:] = sorted(name for name in folders if name not in refused)
        for name in sorted([*names, *refused]):
            path = nfc((inside / name).relative_to(content).as_posix())
            if LITTER.match(name) or path == "README.md":
                continue
            flaw = refused.get(name) or _file_flaw(inside / name) or _twin(path, seen)
            seen.setdefault(path.casefold(), path)
            yield Problem(path, 0, flaw) if flaw else Found(path, inside / name)
    for error in unreadable:
        yield Problem(str(error.filename), 0, "không mở được thư mục. Hãy xem lại quyền đọc.")


def _folder_flaw(folder: Path) -> str:
    if folder.is_symlink():
        return LINKED
    if folder.name.startswith("."):
        return "là thư mục ẩn, không được nằm trong nội dung. Hãy xóa thư mục này."
    if folder.name.lower().endswith(".md"):
        return "là thư mục mà có tên như một bài viết. Hãy bỏ «.md» khỏi tên thư mục."
    return ""


def _file_flaw(file: Path) -> str:
    if file.is_symlink():
        return LINKED
    for pattern, flaw in REFUSED_NAMES:
        if pattern.search(file.name):
            return flaw
    if not file.is_file():
        return "không phải tệp thường. Hãy xóa khỏi thư mục."
    size = file.stat().st_size
    if size > LARGEST:
        return f"lớn {size // 1_000_000} MB, quá 100 MB. Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn."
    return ""


def _twin(path: str, seen: Mapping[str, str]) -> str:
    """Names that are one and the same name on Windows and macOS."""
    other = seen.get(path.casefold())
    if other == path:
        return "có hai tệp cùng tên này, khác nhau ở cách ghép dấu. Hãy xóa một tệp."
    return f"chỉ khác {other} ở chữ hoa, chữ thường. Hãy đổi tên một tệp: nhiều máy không phân biệt." if other else ""


def is_text(path: str) -> bool:
    return path.lower().endswith(".md") and not path.startswith("data/")


def read(found: Found) -> tuple[Draft | None, list[Problem]]:
    """One text with all that can be said of it alone. None where it cannot be read at all."""
    try:
        text = nfc(found.file.read_bytes().decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return None, [Problem(found.path, 0, _not_utf8(error))]
    except OSError:
        return None, [Problem(found.path, 0, "không mở được tệp. Hãy xem lại quyền đọc của tệp.")]
    if not text.strip():
        return None, [Problem(found.path, 1, "tệp trống. Hãy viết bài, hoặc xóa tệp.")]
    if problems := [*characters.unseen(found.path, text), *characters.conflicts(found.path, text)]:
        return None, problems
    try:
        parsed = header.parse(text)
    except HeaderWrong as wrong:
        return None, [Problem(found.path, wrong.line, str(wrong))]
    kind = FOLDERS.get(found.path.split("/")[0], Kind.ARTICLE)
    values, wrong_fields = schema.read(found.path, parsed.fields, kind)
    name = values.text("Slug") or name_of(found.path)
    made = Draft(found.path, found.file, kind, slug(name), values, parsed.body, parsed.body_line)
    return made, [*wrong_fields, *_slug_problems(made)]


def name_of(path: str) -> str:
    """The file's name, or the folder's for `slug/index.md`, without a date in front."""
    *folders, name = path.split("/")
    stem = folders[-1] if name.lower() == "index.md" and folders else name[: -len(".md")]
    return DATE_PREFIX.sub("", stem)


def _slug_problems(draft: Draft) -> Iterator[Problem]:
    given = draft.values.text("Slug")
    if not given and draft.slug and draft.slug != name_of(draft.path):
        message = f"tên tệp có dấu, chữ hoa hoặc khoảng trắng; địa chỉ của bài là {draft.address}."
        yield Problem(draft.path, 0, f"{message} Nên đặt tên «{draft.slug}».", warning=True)
    if given and given != draft.slug:
        better = f" Hãy viết «{draft.slug}»." if draft.slug else " Hãy dùng chữ thường không dấu, số và gạch nối."
        yield Problem(
            draft.path,
            draft.values.line("Slug"),
            f"{draft.values.key('Slug')}: «{given}» không làm được địa chỉ.{better}",
        )
    elif not draft.slug:
        yield Problem(draft.path, 0, "tên tệp không có chữ cái nào để làm địa chỉ. Hãy đổi tên tệp, hoặc thêm ô Slug.")
    elif len(draft.slug) > 150:
        yield Problem(
            draft.path,
            draft.values.line("Slug"),
            f"địa chỉ «{draft.slug[:40]}…» dài {len(draft.slug)} chữ, quá 150. "
            "Hãy đổi tên tệp, hoặc thêm ô Slug ngắn hơn.",
        )


def _not_utf8(error: UnicodeDecodeError) -> str:
    guess = characters.old_encoding(error.object)
    looks = f", giống mã {guess} cũ" if guess else ""
    return f"không phải UTF-8 (byte thứ {error.start + 1}){looks}. Hãy mở tệp, đổi sang Unicode rồi lưu với mã UTF-8."
