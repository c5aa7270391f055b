"""A new post: its folder, and an `index.md` with its header begun and an id that stays whatever is renamed later."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from plugins.base.addresses import NO_SLUGS, Section, under
from plugins.base.file_names import is_device
from plugins.base.model import Category
from plugins.base.vietnamese import did_you_mean, fold_spaces, identity, nfc, slug
from plugins.editorial import categories, load_and_check, set_fields

BODY = "Viết nội dung ở đây, thay cho dòng này.\n"


class CannotMake(Exception):
    """args[0] says in Vietnamese why there is no new post, and what to do."""


def create(content: Path, title: str, category: str, author: str, now: datetime) -> Path:
    """Makes `tin-tuc/SLUG/index.md`, a draft, and returns its path. Nothing that is there is ever touched.

    Raises:
        CannotMake: where the title gives no address, the address is taken, or the category is not known.
    """
    title = fold_spaces(nfc(title))
    name = folder_name(title)
    chosen = _category(categories(content), category)
    fields = {**first_fields(title, author, now), "Category": chosen or None, "Status": "draft"}
    known, wanted = load_and_check(content, now).addresses, under(Section.NEWS, name)
    if other := next((path for path, address in known.items() if address == wanted), ""):
        raise CannotMake(f"địa chỉ {wanted} đã là của «{other}». Hãy đặt tiêu đề khác.")
    file = content / "tin-tuc" / name / "index.md"
    if file.parent.exists():
        raise CannotMake(f"đã có thư mục «{file.parent}». Hãy mở bài ở đó, hoặc đặt tiêu đề khác.")
    file.parent.mkdir(parents=True)
    file.write_text(set_fields(fields, body=BODY), "utf-8", newline="\n")
    return file


def first_fields(title: str, author: str, now: datetime) -> dict[str, str | None]:
    """What every new post begins with, for `set_fields`."""
    return {
        "Title": title,
        "Date": f"{now:%Y-%m-%d %H:%M}",
        "Authors": fold_spaces(author) or None,
        "Summary": "",
        "Guid": uuid.uuid4().urn,
    }


def folder_name(title: str) -> str:
    """What the folder of a post is called.

    Raises:
        CannotMake: where the title gives no address.
    """
    name = slug(title)[:80].strip("-")
    if is_device(name):
        raise CannotMake(f"«{name}» là tên mà Windows dành cho thiết bị. Hãy đặt tiêu đề dài hơn.")
    if name in NO_SLUGS:
        raise CannotMake(f"địa chỉ «{name}» là của trang này. Hãy đặt tiêu đề dài hơn.")
    if not name:
        raise CannotMake(f"tiêu đề «{title}» không có chữ cái nào. Hãy viết tiêu đề trong dấu nháy kép.")
    return name


def ask_category(content: Path, ask: Callable[[str], str] = input) -> str:
    """The editor's choice from the vocabulary, by number or name; empty where there is none to choose from."""
    known = categories(content)
    if not known or not sys.stdin.isatty():
        return ""
    for number, category in enumerate(known, start=1):
        print(f"  {number}. {category.name}")
    answer = ask("Phân loại tin (số hoặc tên): ").strip()
    return known[int(answer) - 1].name if answer.isdecimal() and 0 < int(answer) <= len(known) else answer


def _category(known: tuple[Category, ...], asked: str) -> str:
    if not known:
        return fold_spaces(nfc(asked))
    names = [category.name for category in known]
    for category in known:
        if identity(asked) in (identity(category.name), category.slug):
            return category.name
    if not asked:
        raise CannotMake(f"chưa chọn phân loại. Hãy thêm --category, một trong: {'; '.join(names)}.")
    raise CannotMake(f"không có loại tin «{asked}».{did_you_mean(asked, names)} Các loại tin: {'; '.join(names)}.")
