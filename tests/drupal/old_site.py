"""Small Drupal 7 dumps, written row by row for a test: tables with the columns that Drupal documents, and a site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Value = str | bytes | int | None

FIELD_COLUMNS = ("entity_type", "bundle", "deleted", "entity_id", "revision_id", "language", "delta")
COLUMNS: Mapping[str, str] = {
    "variable": "name value:longblob",
    "system": "filename name type owner status:int bootstrap:int schema_version:int weight:int info:blob",
    "node": "nid:int vid:int type language title uid:int status:int created:int changed:int comment:int promote:int"
    " sticky:int tnid:int translate:int",
    "node_revision": "nid:int vid:int uid:int title log timestamp:int status:int comment:int promote:int sticky:int",
    "node_type": "type name",
    "field_config": "id:int field_name type module active:int data:longblob cardinality:int deleted:int",
    "field_config_instance": "id:int field_id:int field_name entity_type bundle data:longblob deleted:int",
    "filter_format": "format name cache:int status:int weight:int",
    "filter": "format module name weight:int status:int settings:longblob",
    "taxonomy_vocabulary": "vid:int name machine_name description hierarchy:int module weight:int",
    "taxonomy_term_data": "tid:int vid:int name description format weight:int",
    "taxonomy_term_hierarchy": "tid:int parent:int",
    "url_alias": "pid:int source alias language",
    "redirect": "rid:int source source_options:blob redirect redirect_options:blob language status_code:int",
    "file_managed": "fid:int uid:int filename uri filemime filesize:int status:int timestamp:int",
    "users": "uid:int name pass mail status:int init",
    "scheduler": "nid:int publish_on:int unpublish_on:int",
    "comment": "cid:int pid:int nid:int uid:int subject hostname status:int mail",
    "poll": "nid:int runtime:int active:int",
    "poll_choice": "chid:int nid:int chtext chvotes:int weight:int",
    "webform_component": "nid:int cid:int pid:int form_key name type weight:int",
    "image_styles": "isid:int name label",
    "languages": "language name native direction:int enabled:int formula domain prefix weight:int",
}


def serialized(value: Any) -> bytes:
    """As PHP's serialize() has it."""
    if value is None:
        return b"N;"
    if isinstance(value, bool):
        return f"b:{int(value)};".encode()
    if isinstance(value, int):
        return f"i:{value};".encode()
    if isinstance(value, str):
        data = value.encode()
        return b's:%d:"%b";' % (len(data), data)
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    inside = b"".join(serialized(key) + serialized(one) for key, one in pairs)
    return b"a:%d:{%b}" % (len(value), inside)


def literal(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"0x{value.hex().upper()}" if value else "''"
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
    return f"'{escaped}'"


def create(name: str, columns: Sequence[str]) -> str:
    kinds = [(column.partition(":")[0], column.partition(":")[2] or "varchar(255)") for column in columns]
    lines = ",\n".join(f"  `{column}` {kind} COMMENT 'the table''s (own); column'" for column, kind in kinds)
    return f"CREATE TABLE `{name}` (\n{lines},\n  PRIMARY KEY (`{kinds[0][0]}`)\n) ENGINE=InnoDB;\n"


@dataclass
class OldSiteMaker:
    """A site that grows by its methods; `sql` is its dump as mysqldump writes one."""

    prefix: str = ""
    tables: dict[str, list[dict[str, Value]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    columns: dict[str, list[str]] = field(default_factory=lambda: {name: row.split() for name, row in COLUMNS.items()})

    def __post_init__(self) -> None:
        for name in ("node", "filter", "field", "text", "user", "taxonomy", "image", "file", "path", "search", "poll"):
            self.row("system", filename=name, name=name, type="module", status=1, schema_version=7000)
        self.variable(site_name="Liên hiệp hội", date_default_timezone="Asia/Ho_Chi_Minh")
        self.text_format("full_html", filter_htmlcorrector={})
        self.text_format("plain_text", filter_html_escape={}, filter_url={"filter_url_length": 72}, filter_autop={})
        self.row("users", uid=0, name="")
        self.row("users", uid=2, name="Nguyễn Thị Thúy", mail="thuy@mail.example", **{"pass": "$S$secret"})

    def row(self, table: str, **values: Value) -> None:
        self.tables.setdefault(table, []).append(values)

    def variable(self, **values: Any) -> None:
        for name, value in values.items():
            self.row("variable", name=name, value=serialized(value))

    def text_format(self, name: str, status: int = 1, **steps: Mapping[str, Any]) -> None:
        self.row("filter_format", format=name, name=name, status=status, weight=0)
        for weight, (step, settings) in enumerate(steps.items()):
            module = "filter" if step.startswith("filter_") else step
            self.row(
                "filter", format=name, module=module, name=step, weight=weight, status=1, settings=serialized(settings)
            )

    def node_type(self, machine_name: str, name: str = "", *, news: bool = True) -> None:
        self.row("node_type", type=machine_name, name=name or machine_name)
        self.variable(**{f"node_options_{machine_name}": ["status", "promote"] if news else ["status"]})
        self.variable(**{f"node_submitted_{machine_name}": news})
        self.field(machine_name, "body", "text_with_summary", "value:longtext summary:longtext format")

    def field(  # noqa: PLR0913 - what an instance has
        self,
        bundle: str,
        name: str,
        kind: str,
        columns: str,
        *,
        label: str = "",
        settings: Mapping[str, Any] | None = None,
        widget: str = "",
        weight: int = 0,
        shown: str = "default",
    ) -> None:
        known = next((row for row in self.tables["field_config"] if row["field_name"] == name), None)
        number = known["id"] if known else len(self.tables["field_config"]) + 1
        if not known:
            data = serialized({"settings": settings or {}})
            self.row("field_config", id=number, field_name=name, type=kind, active=1, data=data, deleted=0)
            self.columns[f"field_data_{name}"] = [
                *(
                    f"{one}{':int' if one.endswith('id') or one in ('deleted', 'delta') else ''}"
                    for one in FIELD_COLUMNS
                ),
                *(f"{name}_{column}" for column in columns.split()),
            ]
            self.tables[f"field_data_{name}"] = []
        data = serialized(
            {
                "label": label or name,
                "widget": {"type": widget},
                "settings": {"text_processing": 1},
                "display": {"default": {"label": "above", "type": shown, "weight": weight}},
            }
        )
        rows = len(self.tables["field_config_instance"])
        self.row(
            "field_config_instance",
            id=rows + 1, field_id=number, field_name=name, entity_type="node", bundle=bundle, data=data, deleted=0,
        )  # fmt: skip

    def vocabulary(self, vid: int, machine_name: str, name: str, *terms: str) -> None:
        self.row("taxonomy_vocabulary", vid=vid, machine_name=machine_name, name=name)
        for number, term in enumerate(terms, start=1):
            self.row("taxonomy_term_data", tid=vid * 10 + number, vid=vid, name=term, description="", weight=number)
            self.row("taxonomy_term_hierarchy", tid=vid * 10 + number, parent=0)

    def node(self, nid: int, kind: str, title: str, body: str = "", form: str = "full_html", **values: Any) -> None:
        summary, alias = values.pop("summary", ""), values.pop("alias", "")
        row: dict[str, Value] = {
            "nid": nid, "vid": nid, "type": kind, "language": "und", "title": title, "uid": 2, "status": 1,
            "created": 1661217300, "changed": 1661217300, "comment": 0, "promote": 1, "sticky": 0, "tnid": 0, **values,
        }  # fmt: skip
        self.row("node", **row)
        kept = {key: row[key] for key in ("nid", "vid", "title", "status", "promote", "sticky")}
        self.row("node_revision", **kept, timestamp=row["changed"], log="")
        if body or summary:
            self.item("body", nid, kind, value=body, summary=summary, format=form)
        if alias:
            self.alias(f"node/{nid}", alias)

    def item(self, name: str, nid: int, bundle: str, delta: int = 0, **columns: Value) -> None:
        values = {f"{name}_{column}": value for column, value in columns.items()}
        self.row(
            f"field_data_{name}",
            entity_type="node", bundle=bundle, deleted=0, entity_id=nid, revision_id=nid, language="und", delta=delta,
            **values,
        )  # fmt: skip

    def alias(self, source: str, path: str, language: str = "und") -> None:
        self.row("url_alias", pid=len(self.tables["url_alias"]) + 1, source=source, alias=path, language=language)

    def file(self, fid: int, inside: str, mime: str = "image/jpeg", scheme: str = "public") -> None:
        name = inside.rpartition("/")[2]
        self.row(
            "file_managed", fid=fid, filename=name, uri=f"{scheme}://{inside}", filemime=mime, filesize=10, status=1
        )

    @property
    def sql(self) -> str:
        parts = ["-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\n"]
        for name, rows in self.tables.items():
            columns = self.columns[name]
            names = [column.partition(":")[0] for column in columns]
            parts.append(f"DROP TABLE IF EXISTS `{self.prefix}{name}`;\n{create(self.prefix + name, columns)}")
            if rows:
                made = ",".join(f"({','.join(literal(row.get(column)) for column in names)})" for row in rows)
                parts.append(f"INSERT INTO `{self.prefix}{name}` VALUES {made};\n")
        return "".join(parts) + "-- Dump completed\n"

    def write(self, folder: Path) -> Path:
        file = folder / "dump.sql"
        file.write_text(self.sql, "utf-8")
        return file


def news_site(prefix: str = "") -> OldSiteMaker:
    """A site with kinds of news, tags, pages and pictures; without texts."""
    site = OldSiteMaker(prefix)
    site.node_type("tin", "Tin hoạt động")
    site.node_type("page", "Trang", news=False)
    site.vocabulary(2, "phan_loai", "Phân loại tin", "Hội thảo", "Thông báo")
    site.vocabulary(3, "tu_khoa", "Từ khóa", "OCOP", "vải thiều")
    for vocabulary, name, widget in (
        ("phan_loai", "field_loai", "options_select"),
        ("tu_khoa", "field_the", "taxonomy_autocomplete"),
    ):
        settings = {"allowed_values": [{"vocabulary": vocabulary, "parent": 0}]}
        site.field("tin", name, "taxonomy_term_reference", "tid:int", settings=settings, widget=widget, weight=5)
    site.field("tin", "field_anh", "image", "fid:int alt title width:int height:int", label="Hình ảnh", weight=6)
    site.field("tin", "field_tep", "file", "fid:int display:int description", label="Văn bản", weight=7)
    return site


def token(**values: Any) -> str:
    """A token of the Media module."""
    return f"[[{json.dumps(values)}]]"
