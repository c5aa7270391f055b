"""What stands in `data/`: the union's facts, the vocabulary, menus, sister bodies. Each file is optional."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_origin, get_type_hints
from urllib.parse import unquote

from plugins.base.addresses import NO_CATEGORIES
from plugins.base.hrefs import may_lead
from plugins.base.letters import as_meant
from plugins.base.model import Category, FrontPage, Link, LinkUse, Notice, Organisation, TagRule
from plugins.base.problems import Message, Problem
from plugins.base.redirects import OldPlace
from plugins.base.vietnamese import did_you_mean, identity, slug, sort_key
from plugins.editorial import old_places

T = TypeVar("T")

# Empty facts that an administrator is reminded of; the others are empty on most sites.
EXPECTED_FACTS = ("governing_body", "responsible", "postal_address", "telephone", "email", "url")

LARGEST = 500_000
MOST_ROWS = 1000
SHOWN = 80
# More keys in one another, or more figures in one number, than any file of ours has.
DEEP_KEY = re.compile(r"(?<![\w.-])(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){9}")
ENDLESS_NUMBER = re.compile(r"[\d_]{1000}")

NOT_UTF8 = Message("tệp không phải UTF-8.", "Hãy lưu lại với mã UTF-8.")
WRONG_TOML = Message("dòng này không đúng dạng TOML.", 'Hãy viết như: tên = "giá trị".')
TOO_LARGE = Message("tệp lớn {size} kB, quá {most} kB.", "Hãy bỏ bớt.")
TOO_DEEP = Message("ô lồng trong ô quá nhiều tầng.", "Hãy xem lời chú ở đầu tệp.")
TOO_MANY_ROWS = Message("«{key}» có {count} mục, quá {most}.", "Hãy bỏ bớt.")
NOT_OPENED = Message("không mở được tệp.", "Hãy xem lại quyền đọc của tệp.")
UNKNOWN_KEY = Message("không có ô «{key}».{hint}", "Hãy xem lời chú ở đầu tệp.")
WRONG_KIND = Message("{key}: giá trị «{value}» không đúng loại.", "Hãy xem lời chú ở đầu tệp.")
NOT_ROWS = Message("«{key}» không phải một danh sách mục.", "Hãy mở mỗi mục bằng một dòng [[{key}]].")
MISSING_KEY = Message("một mục còn thiếu ô: cần {keys}.", "Hãy xem lời chú ở đầu tệp.")
ODD_SLUG = Message("slug «{slug}» có ký tự lạ.", "Hãy dùng «{better}».")
RESERVED_SLUG = Message("slug «{slug}» đã dùng cho việc khác.", "Hãy đổi slug.")
SAME_NAME = Message("hai loại tin cùng tên «{name}».", "Hãy đổi một tên, hoặc bỏ một đoạn.")
SAME_SLUG = Message("hai loại tin cùng slug «{slug}».", "Hãy đổi một slug.")
NO_PARENT = Message("loại cha «{parent}» của «{name}» không có hoặc đi vòng.", "Hãy sửa parent.")
NO_LINK = Message(
    "target: «{target}» không phải địa chỉ dùng được.",
    "Hãy ghi địa chỉ của trang này, bắt đầu bằng «/», hoặc địa chỉ đầy đủ https://…, mailto:…, tel:….",
)
EMPTY_FACTS = Message("còn trống: {keys}.", "Hãy điền khi biết; ô trống không hiện trên trang.", warning=True)


class Data(NamedTuple):
    organisation: Organisation
    url: str
    notices: tuple[Notice, ...]
    categories: tuple[Category, ...] | None
    """None where there is no vocabulary: categories are then free."""
    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    sisters: tuple[Link, ...]
    front: FrontPage
    abbreviations: Mapping[str, str]
    old_places: tuple[OldPlace, ...]
    """Old addresses that belong to no text."""
    uses: tuple[LinkUse, ...]
    """The addresses of this site that menus and lists of links lead to."""
    problems: tuple[Problem, ...]


def load(content: Path) -> Data:
    """Reads all of `content/data/`; what is wrong there is in `problems`."""
    shelf = DataFolder(content)
    site = shelf.table("site.toml")
    notices = shelf.rows("site.toml", "notice", site.pop("notice", []), Notice)
    url = str(site.pop("url", "")).rstrip("/")
    menus = shelf.table("menus.toml")
    places, flaws = old_places.read(content)
    return Data(
        organisation=shelf.row("site.toml", site, Organisation) or Organisation(),
        url=url,
        notices=notices,
        categories=_categories(shelf) if shelf.has("categories.toml") else None,
        menu=shelf.links("menus.toml", "menu", menus),
        footer=shelf.links("menus.toml", "footer", menus),
        sisters=shelf.links("links.toml", "sister", shelf.table("links.toml")),
        front=shelf.row("home.toml", shelf.table("home.toml"), FrontPage) or FrontPage(),
        abbreviations=_abbreviations(shelf),
        old_places=places,
        uses=tuple(shelf.uses),
        problems=(*shelf.problems, *flaws, *_empty_facts(shelf, {**site, "url": url})),
    )


def categories(content: Path) -> tuple[Category, ...]:
    """The vocabulary alone; empty where there is none."""
    shelf = DataFolder(content)
    return _categories(shelf) if shelf.has("categories.toml") else ()


class DataFolder:
    """The files of `data/`, read with problems collected instead of raised."""

    def __init__(self, content: Path) -> None:
        self.folder = content / "data"
        self.problems: list[Problem] = []
        self.uses: list[LinkUse] = []

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def table(self, name: str) -> dict[str, Any]:
        if not self.has(name):
            return {}
        try:
            return self._parsed(name)
        except UnicodeDecodeError:
            self.problem(name, 0, NOT_UTF8)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            self.problem(name, int(place[1]) if place else 0, WRONG_TOML)
        except RecursionError:
            self.problem(name, 0, TOO_DEEP)
        except ValueError:
            self.problem(name, self.first(name, ENDLESS_NUMBER), WRONG_TOML)
        except OSError:
            self.problem(name, 0, NOT_OPENED)
        return {}

    def _parsed(self, name: str) -> dict[str, Any]:
        """Keys in keys cost the parser memory by the square of their depth, so they are looked for before."""
        if (size := (self.folder / name).stat().st_size) > LARGEST:
            self.problem(name, 0, TOO_LARGE, size=size // 1000, most=LARGEST // 1000)
            return {}
        text = as_meant((self.folder / name).read_bytes().decode("utf-8-sig")).replace("\r\n", "\n")
        if DEEP_KEY.search(text):
            self.problem(name, self.first(name, DEEP_KEY), TOO_DEEP)
            return {}
        return tomllib.loads(text)

    def rows(self, name: str, key: str, given: Any, kind: type[T]) -> tuple[T, ...]:
        """The tables that stand as `[[key]]` in a file."""
        made = [self.row(name, row, kind) for row in self.tables(name, key, given)]
        return tuple(row for row in made if row is not None)

    def links(self, name: str, key: str, given: Mapping[str, Any]) -> tuple[Link, ...]:
        """Those that may stand in a page; one without a target is plain text."""
        taken = []
        places = self.targets(name) if given else {}
        for link in self.rows(name, key, given.get(key, []), Link):
            line = places.get(link.target, 0)
            if link.target and not may_lead(link.target):
                self.problem(name, line, NO_LINK, target=link.target)
                continue
            taken.append(link)
            if link.target.startswith("/") and not link.target.startswith("//"):
                self.uses.append(LinkUse(f"data/{name}", line, as_meant(unquote(link.target))))
        return tuple(taken)

    def tables(self, name: str, key: str, given: Any) -> list[dict[str, Any]]:
        if isinstance(given, list) and len(given) > MOST_ROWS:
            self.problem(name, 0, TOO_MANY_ROWS, key=key, count=len(given), most=MOST_ROWS)
            return []
        if isinstance(given, list) and all(isinstance(row, dict) for row in given):
            return given
        self.problem(name, self.line(name, key), NOT_ROWS, key=key)
        return []

    def row(self, name: str, given: Mapping[str, Any], kind: type[T]) -> T | None:
        """A named tuple from a table, where its keys and the types of its values fit; else None and a problem."""
        known = get_type_hints(kind)
        given = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
        for key, value in given.items():
            if key not in known:
                self.problem(name, self.line(name, key), UNKNOWN_KEY, key=key, hint=did_you_mean(key, known))
                return None
            if not _fits(value, known[key]):
                self.problem(name, self.line(name, key), WRONG_KIND, key=key, value=_shown(value))
                return None
        try:
            return kind(**given)
        except TypeError:
            optional = kind._field_defaults  # type: ignore[attr-defined]  # whichever named tuple it is
            self.problem(name, 0, MISSING_KEY, keys=", ".join(key for key in known if key not in optional))
            return None

    def line(self, name: str, key: str, value: str = "") -> int:
        """The last line that sets `key` (to `value`, if given), or 0; tomllib keeps no lines."""
        setting = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=\s*[\"']?{re.escape(value)}")
        lines = (self.folder / name).read_text("utf-8-sig").splitlines()
        return max((at for at, line in enumerate(lines, start=1) if setting.match(line)), default=0)

    def targets(self, name: str) -> dict[str, int]:
        """Where each target of links stands, however it is quoted and escaped there."""
        lines = as_meant((self.folder / name).read_text("utf-8-sig")).splitlines() if self.has(name) else []
        found: dict[str, int] = {}
        for at, line in enumerate(lines, start=1):
            if re.match(r"\s*\"?target\b", line):
                with suppress(ValueError):
                    found[str(tomllib.loads(line.strip()).get("target"))] = at
        return found

    def first(self, name: str, pattern: re.Pattern[str]) -> int:
        """The first line that holds it, or 0."""
        lines = (self.folder / name).read_text("utf-8-sig").splitlines()
        return next((at for at, line in enumerate(lines, start=1) if pattern.search(line)), 0)

    def problem(self, name: str, line: int, message: Message, /, **found: object) -> None:
        self.problems.append(message.at(f"data/{name}", line, **found))


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and (kind != tuple[str, ...] or all(isinstance(one, str) for one in value))
    return type(value) is kind  # an instance would be too wide: a moment is a date, and yes is a number


def _shown(value: object) -> str:
    """A value as a message can tell it: Python does not write numbers of thousands of figures."""
    try:
        text = str(value)
    except (ValueError, RecursionError):
        return "…"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _abbreviations(shelf: DataFolder) -> dict[str, str]:
    name = "abbreviations.toml"
    register = shelf.table(name)
    for key, value in register.items():
        if not isinstance(value, str):
            shelf.problem(name, shelf.line(name, key), WRONG_KIND, key=key, value=_shown(value))
    return {key: value for key, value in register.items() if isinstance(value, str)}


def _categories(shelf: DataFolder) -> tuple[Category, ...]:
    """The vocabulary in reading order: by `order`, then the alphabet; children right behind their parent."""
    file = "categories.toml"
    found: list[Category] = []
    for row in shelf.tables(file, "category", shelf.table(file).get("category", [])):
        rules = shelf.rows(file, "rule", row.pop("rule", []), TagRule)
        row.setdefault("slug", slug(str(row.get("name", ""))))
        if made := shelf.row(file, {**row, "rules": rules}, Category):
            found.append(made)
    _check_categories(shelf, found)
    ranked = sorted(found, key=lambda category: (category.order, sort_key(category.name)))
    return tuple(_with_children(ranked, ""))


def _with_children(ranked: list[Category], parent: str, depth: int = 0) -> list[Category]:
    # A circle of parents was refused before; the depth keeps even a wrong vocabulary from running for ever.
    children = [one for one in ranked if one.parent == parent and one.slug != parent] if depth < 9 else []
    return [found for child in children for found in (child, *_with_children(ranked, child.slug, depth + 1))]


def _check_categories(shelf: DataFolder, found: list[Category]) -> None:
    slugs = {category.slug: category for category in found}
    names: dict[str, Category] = {}
    for category in found:
        line = shelf.line("categories.toml", "slug", category.slug)
        if names.setdefault(identity(category.name), category) is not category:
            shelf.problem("categories.toml", line, SAME_NAME, name=category.name)
        if not slug(category.slug) or slug(category.slug) != category.slug:
            shelf.problem("categories.toml", line, ODD_SLUG, slug=category.slug, better=slug(category.slug))
        if category.slug in NO_CATEGORIES:
            shelf.problem("categories.toml", line, RESERVED_SLUG, slug=category.slug)
        if slugs[category.slug] is not category:
            shelf.problem("categories.toml", line, SAME_SLUG, slug=category.slug)
        if category.parent and not _has_root(category, slugs):
            shelf.problem("categories.toml", line, NO_PARENT, parent=category.parent, name=category.name)


def _has_root(category: Category, slugs: Mapping[str, Category]) -> bool:
    seen = set()
    while category.parent:
        if category.parent in seen or category.parent not in slugs:
            return False
        seen.add(category.parent)
        category = slugs[category.parent]
    return True


def _empty_facts(shelf: DataFolder, site: Mapping[str, Any]) -> list[Problem]:
    if not shelf.has("site.toml"):
        return []
    empty = [key for key in EXPECTED_FACTS if not site.get(key)]
    return [EMPTY_FACTS.at("data/site.toml", 0, keys=", ".join(empty))] if empty else []
