"""From the content folder to readable files: what is there, what is a text, and what each text's header and body are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.base import header
from plugins.base.header import HeaderWrong
from plugins.base.model import Kind
from plugins.base.problems import Problem
from plugins.base.vietnamese import nfc, slug
from plugins.editorial import schema
from plugins.editorial.schema import Values

LITTER = re.compile(r"(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|~\$.*|.*~|\.gitkeep|\.gitignore)$", re.IGNORECASE)
SECRETS = re.compile(r"(?:id_(?:rsa|dsa|ecdsa|ed25519).*|.*\.(?:pem|key|p12|pfx|kdbx))$", re.IGNORECASE)
LARGEST = 100_000_000
DATE_PREFIX = re.compile(r"\d{4}-\d{2}-\d{2}-")
FOLDERS = {"pages": Kind.PAGE, "programs": Kind.PROGRAM}
ADDRESSES = {Kind.ARTICLE: "/tin-tuc/{}/", Kind.PAGE: "/{}/", Kind.PROGRAM: "/chuong-trinh/{}/"}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the content folder: its path from the content's root (NFC, forward slashes) and where it really lies."""

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
    for folder, folders, names in os.walk(content):
        inside = Path(folder)
        links = [name for name in folders if (inside / name).is_symlink()]
        folders[:] = sorted(
            name for name in folders if not LITTER.match(name) and not name.startswith(".") and name not in links
        )
        for name in sorted([*names, *links]):
            path = nfc((inside / name).relative_to(content).as_posix())
            if not LITTER.match(name) and path != "README.md" and not path.startswith("README/"):
                objection = _objection(inside / name, name)
                yield Problem(path, 0, objection) if objection else Found(path, inside / name)


def _objection(file: Path, name: str) -> str:
    if file.is_symlink():
        return "là liên kết tượng trưng (symbolic link), trang này không nhận. Hãy chép chính tệp ấy vào đây."
    if name.startswith("."):
        return "là tệp ẩn, không được nằm trong nội dung. Hãy xóa tệp này."
    if SECRETS.match(name):
        return "có tên của tệp khóa bí mật. Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi."
    if not file.is_file():
        return "không phải tệp thường. Hãy xóa khỏi thư mục."
    size = file.stat().st_size
    if size > LARGEST:
        return (
            f"lớn {size // 1_000_000} MB, quá giới hạn 100 MB. Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn."
        )
    return ""


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
    if problems := list(_forbidden(found.path, text)):
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
            f"địa chỉ «{draft.slug[:40]}…» dài {len(draft.slug)} chữ, quá 150. Hãy đổi tên tệp, hoặc thêm ô Slug ngắn hơn.",
        )


def _forbidden(path: str, text: str) -> Iterator[Problem]:
    for match in FORBIDDEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        sign = f"U+{ord(match[0]):04X}"
        yield Problem(path, line, f"có ký tự không nhìn thấy {sign}, thường do dán từ nơi khác. Hãy gõ lại chỗ đó.")


def _not_utf8(error: UnicodeDecodeError) -> str:
    return f"không phải UTF-8 (ở byte {error.start}). Hãy mở bằng trình soạn thảo rồi lưu lại với mã UTF-8."
