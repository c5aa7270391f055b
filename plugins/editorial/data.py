"""What stands in `data/`: the union's facts, the vocabulary, menus, sister bodies. Each file is optional."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from plugins.base.model import Category, FrontPage, Link, Notice, Organisation, TagRule
from plugins.base.problems import Problem
from plugins.base.vietnamese import did_you_mean, nfc, slug, sort_key

T = TypeVar("T")

# Empty facts that an administrator is reminded of; the others are empty on most sites.
EXPECTED_FACTS = ("governing_body", "responsible", "postal_address", "telephone", "email", "url")


# Their feeds would fall on the feed of everything and on the folder of the programs' feeds.
RESERVED_SLUGS = frozenset({"all", "chuong-trinh", "trang"})


@dataclass(frozen=True, slots=True)
class Data:
    organisation: Organisation = field(default=Organisation())
    url: str = ""
    notices: tuple[Notice, ...] = ()
    categories: tuple[Category, ...] | None = None
    """None where there is no vocabulary: categories are then free."""
    menu: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    sisters: tuple[Link, ...] = ()
    front: FrontPage = field(default=FrontPage())
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def load(content: Path) -> Data:
    """Reads all of `content/data/`; what is wrong there is in `problems`."""
    shelf = Shelf(content)
    site = shelf.table("site.toml")
    notices = shelf.rows("site.toml", site.pop("notice", ()), Notice)
    url = str(site.pop("url", "")).rstrip("/")
    organisation = shelf.row("site.toml", _tuples(site), Organisation)
    menus = shelf.table("menus.toml")
    return Data(
        organisation=organisation or Organisation(),
        url=url,
        notices=notices,
        categories=_categories(shelf) if shelf.has("categories.toml") else None,
        menu=shelf.rows("menus.toml", menus.get("menu", ()), Link),
        footer=shelf.rows("menus.toml", menus.get("footer", ()), Link),
        sisters=shelf.rows("links.toml", shelf.table("links.toml").get("sister", ()), Link),
        front=shelf.row("home.toml", shelf.table("home.toml"), FrontPage) or FrontPage(),
        abbreviations={key: str(value) for key, value in shelf.table("abbreviations.toml").items()},
        problems=(*shelf.problems, *_empty_facts(shelf, {**site, "url": url})),
    )


def categories(content: Path) -> tuple[Category, ...]:
    """The vocabulary alone; empty where there is none."""
    shelf = Shelf(content)
    return _categories(shelf) if shelf.has("categories.toml") else ()


class Shelf:
    """The files of `data/`, read with problems collected instead of raised."""

    def __init__(self, content: Path) -> None:
        self.folder = content / "data"
        self.problems: list[Problem] = []

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def table(self, name: str) -> dict[str, Any]:
        if not self.has(name):
            return {}
        try:
            return tomllib.loads(nfc((self.folder / name).read_bytes().decode("utf-8-sig")).replace("\r\n", "\n"))
        except UnicodeDecodeError:
            self.problem(name, 0, "tệp không phải UTF-8. Hãy lưu lại với mã UTF-8.")
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            self.problem(
                name, int(place[1]) if place else 0, 'dòng này không đúng dạng TOML. Hãy viết như: tên = "giá trị".'
            )
        return {}

    def rows(self, name: str, given: Any, kind: type[T]) -> tuple[T, ...]:
        made = (self.row(name, row, kind) for row in given)
        return tuple(row for row in made if row is not None)

    def row(self, name: str, given: Mapping[str, Any], kind: type[T]) -> T | None:
        """A dataclass from a table, where its keys and the types of its values fit; else None and a problem."""
        known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
        for key, value in given.items():
            if key not in known:
                self.problem(name, self.line(name, key), f"không có ô «{key}».{did_you_mean(key, known)}")
                return None
            if not _fits(value, str(known[key].type)):
                self.problem(
                    name, self.line(name, key), f"{key}: giá trị «{value}» không đúng loại. Hãy xem lời chú ở đầu tệp."
                )
                return None
        try:
            return kind(**given)
        except TypeError:
            self.problem(name, 0, f"một mục còn thiếu ô: cần {', '.join(_required(kind))}. Hãy xem lời chú ở đầu tệp.")
            return None

    def line(self, name: str, key: str, value: str = "") -> int:
        """The last line that sets `key` (to `value`, if given), or 0; tomllib keeps no lines."""
        setting = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=\s*[\"']?{re.escape(value)}")
        lines = (self.folder / name).read_text("utf-8-sig").splitlines()
        return max((at for at, line in enumerate(lines, start=1) if setting.match(line)), default=0)

    def problem(self, name: str, line: int, message: str, warning: bool = False) -> None:
        self.problems.append(Problem(f"data/{name}", line, message, warning))


TYPES: dict[str, type | tuple[type, ...]] = {"str": str, "int": int, "bool": bool, "date": date}


def _fits(value: Any, annotation: str) -> bool:
    if annotation.startswith("tuple"):
        return isinstance(value, tuple)
    return isinstance(value, TYPES[annotation]) and not (annotation == "int" and isinstance(value, bool))


def _required(kind: type) -> list[str]:
    return [name.name for name in fields(kind) if name.default is name.default_factory]


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _categories(shelf: Shelf) -> tuple[Category, ...]:
    """The vocabulary in reading order: by `order`, then the alphabet; children right behind their parent."""
    found: list[Category] = []
    for row in shelf.table("categories.toml").get("category", ()):
        rules = shelf.rows("categories.toml", [_tuples(rule) for rule in row.pop("rule", ())], TagRule)
        row.setdefault("slug", slug(str(row.get("name", ""))))
        if made := shelf.row("categories.toml", {**_tuples(row), "rules": rules}, Category):
            found.append(made)
    _check_categories(shelf, found)
    ranked = sorted(found, key=lambda category: (category.order, sort_key(category.name)))
    return tuple(_with_children(ranked, ""))


def _with_children(ranked: list[Category], parent: str, depth: int = 0) -> list[Category]:
    # A circle of parents was refused before; the depth keeps even a wrong vocabulary from running for ever.
    children = [category for category in ranked if category.parent == parent] if depth < 9 else []
    return [found for child in children for found in (child, *_with_children(ranked, child.slug, depth + 1))]


def _check_categories(shelf: Shelf, found: list[Category]) -> None:
    slugs = {category.slug: category for category in found}
    for category in found:
        line = shelf.line("categories.toml", "slug", category.slug)
        if slug(category.slug) != category.slug:
            shelf.problem(
                "categories.toml", line, f"slug «{category.slug}» có ký tự lạ. Hãy dùng «{slug(category.slug)}»."
            )
        if category.slug in RESERVED_SLUGS:
            shelf.problem("categories.toml", line, f"slug «{category.slug}» đã dùng cho việc khác. Hãy đổi slug.")
        if slugs[category.slug] is not category:
            shelf.problem("categories.toml", line, f"hai loại tin cùng slug «{category.slug}». Hãy đổi một slug.")
        if category.parent and not _has_root(category, slugs):
            shelf.problem(
                "categories.toml",
                line,
                f"loại cha «{category.parent}» của «{category.name}» không có hoặc đi vòng. Hãy sửa parent.",
            )


def _has_root(category: Category, slugs: Mapping[str, Category]) -> bool:
    seen = set()
    while category.parent:
        if category.parent in seen or category.parent not in slugs:
            return False
        seen.add(category.parent)
        category = slugs[category.parent]
    return True


def _empty_facts(shelf: Shelf, site: Mapping[str, Any]) -> list[Problem]:
    if not shelf.has("site.toml"):
        return []
    empty = [key for key in EXPECTED_FACTS if not site.get(key)]
    message = f"còn trống: {', '.join(empty)}. Hãy điền khi biết; ô trống không hiện trên trang."
    return [Problem("data/site.toml", 0, message, warning=True)] if empty else []
