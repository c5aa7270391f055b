"""The tables of one Drupal 7 site in a dump: which of them are read, whose they are, and their settings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from plugins.base.problems import Message
from tools.drupal import php
from tools.drupal.dump_store import Dump, TableKey, Value, single
from tools.drupal.model import CannotImport

# The tables that are read, and which of their columns; of accounts, comments and the like only what may leave the dump.
KEPT: Mapping[str, Collection[str] | bool] = {
    "variable": True,
    "system": ("name", "type", "status", "schema_version"),
    "node": True,
    "node_revision": ("nid", "vid", "title", "status", "promote", "sticky", "timestamp"),
    "node_type": ("type", "name"),
    "field_config": True,
    "field_config_instance": True,
    "filter": True,
    "filter_format": True,
    "taxonomy_vocabulary": True,
    "taxonomy_term_data": True,
    "taxonomy_term_hierarchy": True,
    "url_alias": True,
    "redirect": (
        "source",
        "source_options",
        "redirect",
        "redirect_options",
        "language",
        "status_code",
        "status",
        "rid",
    ),
    "file_managed": ("fid", "filename", "uri", "filemime", "filesize", "status"),
    "image_styles": ("name",),
    "users": ("uid", "name"),
    "realname": ("uid", "realname"),
    "languages": ("language", "prefix", "enabled", "domain"),
    "menu_links": ("mlid", "plid", "link_path", "link_title", "hidden", "weight"),
    "book": True,
    "poll": ("nid", "active"),
    "poll_choice": ("nid", "chid", "chtext", "chvotes", "weight"),
    "webform": ("nid", "status"),
    "webform_component": ("nid", "cid", "name", "type", "weight"),
    "comment": ("cid", "nid", "status"),
    "scheduler": ("nid", "publish_on", "unpublish_on"),
    "views_view": ("vid", "name", "base_table"),
    "views_display": True,
}
FIELD = re.compile(r"field_data_(?!comment_body$)\w+$")
CACHE = re.compile(r"(?:^|_)cache(?:_|$)")
SUFFIX = re.compile(rf"(?:{'|'.join(sorted(KEPT, key=len, reverse=True))})$")
FEWEST_TITLES = 3
"""With letters of their own, to say of a whole dump how it was written."""
NEEDED = ("node", "node_revision", "field_config", "field_config_instance", "users", "variable")

NO_DRUPAL = Message(
    "«{file}» không có các bảng của Drupal 7.",
    "Hãy chọn đúng tệp dump, có cả bảng node, field_config, variable, users.",
)
DRUPAL_8 = Message(
    "«{file}» là dump của Drupal 8 trở lên; lệnh này chỉ đọc Drupal 7.", "Hãy dùng cách thứ hai: --site ĐỊA-CHỈ."
)
DRUPAL_6 = Message(
    "«{file}» là dump của Drupal 6 hoặc cũ hơn; lệnh này chỉ đọc Drupal 7.",
    "Hãy nâng trang cũ lên Drupal 7, hoặc dùng cách thứ hai: --site ĐỊA-CHỈ.",
)
MISSING = Message("dump của Drupal 7 mà thiếu bảng {tables}.", "Hãy xuất lại cơ sở dữ liệu, đủ các bảng.")
NO_PREFIX = Message("dump không có trang nào mang tiền tố «{prefix}».", "Các tiền tố: {known}.")
DOUBLED = "Chữ trong dump bị mã hóa hai lần (UTF-8 đọc thành chữ Tây Âu); đã đọc lại cho đúng, hãy xem vài bài."
SEVERAL_SITES = "Dump có {count} trang Drupal (tiền tố {known}); đã lấy trang có bài mới nhất: «{chosen}»."


def kept(name: str) -> Collection[str] | bool:
    """Whether a table's rows are read, or which of its columns, by its name with any prefix."""
    if CACHE.search(name):
        return False
    if FIELD.search(name):
        return True
    found = SUFFIX.search(name)
    return KEPT[found[0]] if found else False


class Tables:
    """The tables of one site, by the names that Drupal's own code has for them."""

    def __init__(self, dump: Dump, database: str, prefix: str) -> None:
        self.dump, self.database, self.prefix = dump, database, prefix
        self.modules = {str(row["name"]) for row in self.rows("system", type="module") if row["status"] == 1}
        self._variables = {str(row["name"]): row["value"] for row in self.rows("variable")}

    def key(self, name: str) -> TableKey:
        """Where a table is: under the site's own prefix, else under the one that it alone has (shared tables)."""
        own = TableKey(self.database, self.prefix + name)
        if own in self.dump.tables:
            return own
        others = [key for key in self.dump.tables if re.fullmatch(rf"[A-Za-z0-9]*_?{name}", key.name)]
        return others[0] if len(others) == 1 and name in KEPT else own

    def has(self, name: str) -> bool:
        return self.key(name) in self.dump.tables

    def rows(self, name: str, **wanted: Value) -> Iterator[dict[str, Value]]:
        return self.dump.rows(self.key(name), **wanted)

    def variable(self, name: str, default: Any = None) -> Any:
        """A setting; the default where it is not set, or cannot be read."""
        return unpacked(self._variables.get(name), default)

    def variables(self, start: str) -> dict[str, Any]:
        """All settings whose names begin so, by the rest of the name."""
        return {
            name.removeprefix(start): unpacked(value)
            for name, value in self._variables.items()
            if name.startswith(start)
        }


def unpacked(value: Value, default: Any = None) -> Any:
    """What a serialized column holds."""
    if value is None or isinstance(value, int | float):
        return default
    data = value if isinstance(value, bytes) else value.encode()
    for one in (data, php.mended(data)):
        with suppress(php.NotSerialized):
            return php.unserialize(one)
    return default


def site_tables(dump: Dump, file: str, prefix: str | None = None) -> tuple[Tables, list[str]]:
    """The tables of the one site in a dump, or of its liveliest, with what a person should know of the choice.

    Raises:
        CannotImport: where there is none, or one of another Drupal.
    """
    found = [
        (key.database, key.name.removesuffix("field_config"))
        for key in dump.tables
        if key.name.endswith("field_config")
        and TableKey(key.database, key.name.removesuffix("field_config") + "node") in dump.tables
    ]
    if not found:
        raise CannotImport(_other(dump, file))
    shown = {one: f"{one[0]}.{one[1]}" if len({database for database, _ in found}) > 1 else one[1] for one in found}
    if prefix is not None:
        chosen = next((one for one in found if prefix in (one[1], shown[one])), None)
        if chosen is None:
            raise CannotImport(NO_PREFIX(prefix=prefix, known=_listed(shown.values())))
    else:
        chosen = max(found, key=lambda one: _liveliness(dump, *one))
    tables = Tables(dump, *chosen)
    if missing := [name for name in NEEDED if not tables.has(name)]:
        raise CannotImport(MISSING(tables=", ".join(missing)))
    if _is_doubled(str(row["title"]) for row in tables.rows("node")):
        dump.is_doubled = True
        tables = Tables(dump, *chosen)
    known = {"count": len(found), "known": _listed(shown.values()), "chosen": shown[chosen]}
    told = [SEVERAL_SITES.format(**known)] if len(found) > 1 else []
    return tables, [*told, DOUBLED] if dump.is_doubled else told


def _other(dump: Dump, file: str) -> str:
    """What a dump without tables of Drupal 7 is of."""
    names = {key.name for key in dump.tables}

    def has(name: str) -> bool:
        return any(one.endswith(name) for one in names)

    if has("node_field_data") and (has("config") or has("key_value")):
        return DRUPAL_8(file=file)
    if has("node_revisions") and (has("term_data") or has("variable")):
        return DRUPAL_6(file=file)
    return NO_DRUPAL(file=file)


def _liveliness(dump: Dump, database: str, prefix: str) -> tuple[int, int]:
    """When a site was last changed, and how many texts it has."""
    changes = [row.get("changed") for row in dump.rows(TableKey(database, f"{prefix}node"))]
    return max((change for change in changes if isinstance(change, int)), default=0), len(changes)


def _is_doubled(titles: Iterable[str]) -> bool:
    """Whether nearly all titles with other letters than ASCII's were encoded twice."""
    marked = [title for title in titles if not title.isascii()]
    return len(marked) >= FEWEST_TITLES and sum(single(one) != one for one in marked) >= 0.9 * len(marked)


def _listed(prefixes: Collection[str]) -> str:
    return ", ".join(f"«{one}»" for one in sorted(prefixes))
