"""What the fields of a node held and showed: found by the settings of fields and of their instances, read from the
tables `field_data_…`, and put into the words that readers saw.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Any, NamedTuple

from tools.drupal import filters
from tools.drupal.dump_store import Value
from tools.drupal.field_items import SHOWN, FieldInstance, Row, array, whole
from tools.drupal.filters import TextFilter, TextFormat
from tools.drupal.model import (
    UNDEFINED,
    OldAttachment,
    OldField,
    OldFile,
    OldPicture,
    OldTerm,
    OldText,
    OldVocabulary,
)
from tools.drupal.module_filters import Filtering, MediaFile
from tools.drupal.stored_files import Store
from tools.drupal.tables import Tables, unpacked
from tools.drupal.words import repaired, words_of

NODE, COLLECTION, COLLECTION_ITEM = "node", "field_collection", "field_collection_item"
TEXTS = ("text_with_summary", "text_long", "text")
TERMS = "taxonomy_term_reference"
TITLE_FIELD = "title_field"
"""Where the module Title keeps the title a second time."""
REFERENCES = ("entityreference", "node_reference")
ABSOLUTE = re.compile(r"https?://[^\s\"'<>\\)]+")
DEEPEST = 4

UNKNOWN_TYPE = "Ô «{label}» thuộc loại «{type}» mà lệnh này chưa biết; nội dung ô ấy không đưa sang."
HIDDEN = "Ô «{label}» không hiện trên trang cũ nên không đưa sang."
FORM_LEFT = "Biểu mẫu trong bài không chuyển sang; hãy viết cách gửi tin thay cho nó."
OTHER_LANGUAGES = "Nội dung còn có bản {languages} trong cùng bài; chỉ bản {chosen} được đưa sang."


class Entity(NamedTuple):
    """What has fields."""

    type: str
    id: int


class NodeFields:
    """The fields of one site. `vocabulary_numbers` are the vocabularies by their number in the tables."""

    def __init__(self, tables: Tables, store: Store) -> None:
        self._tables, self._store = tables, store
        self.remarks: list[str] = []
        self.vocabulary_numbers = {
            int(row["vid"] or 0): OldVocabulary(str(row["machine_name"]), repaired(str(row["name"])))
            for row in tables.rows("taxonomy_vocabulary")
        }
        self.vocabularies = {one.machine_name: one for one in self.vocabulary_numbers.values()}
        self._formats = _formats(tables)
        self._instances = self._all_instances()
        self._types = {int(row["nid"] or 0): str(row["type"]) for row in tables.rows("node")}
        self._titles = {int(row["nid"] or 0): repaired(str(row["title"])) for row in tables.rows("node")}
        self._languages = {int(row["nid"] or 0): str(row.get("language") or UNDEFINED) for row in tables.rows("node")}
        self._term_names = {row["tid"]: repaired(str(row["name"])) for row in tables.rows("taxonomy_term_data")}
        for name in {one.name for every in self._instances.values() for one in every}:
            tables.dump.index(tables.key(f"field_data_{name}"), "entity_id")

    # The settings

    def _all_instances(self) -> dict[tuple[str, str], list[FieldInstance]]:
        """The instances of each entity type and bundle, in the order in which they are shown."""
        rows = {row["id"]: row for row in self._tables.rows("field_config", deleted=0)}
        found: dict[tuple[str, str], list[FieldInstance]] = defaultdict(list)
        for row in self._tables.rows("field_config_instance", deleted=0):
            if row["field_id"] in rows:
                bundle = str(row["entity_type"]), str(row["bundle"])
                found[bundle].append(self._instance(rows[row["field_id"]], row))
        return {bundle: _in_order(every) for bundle, every in found.items()}

    def _instance(self, config: Row, row: Row) -> FieldInstance:
        data, field_data = array(unpacked(row["data"])), array(unpacked(config["data"]))
        display = self._display(str(row["entity_type"]), str(row["bundle"]), array(data.get("display")))
        widget, settings = array(data.get("widget")), array(data.get("settings"))
        return FieldInstance(
            name=str(row["field_name"]),
            type=str(config["type"]),
            label=repaired(str(data.get("label") or row["field_name"])),
            weight=whole(display.get("weight")),
            label_shown=display.get("label", "above") != "hidden",
            hidden=display.get("type") == "hidden",
            formatter=str(display.get("type") or ""),
            typed="autocomplete" in str(widget.get("type")) or "tag" in str(widget.get("type")),
            processed=str(settings.get("text_processing", 0)) == "1" or config["type"] == "text_with_summary",
            settings={**array(field_data.get("settings")), **settings},
        )

    def _display(self, entity_type: str, bundle: str, displays: Mapping[Any, Any]) -> Mapping[Any, Any]:
        """How whole texts show a field: as the view mode "full" says where it has a say of its own."""
        setting = array(self._tables.variable(f"field_bundle_settings_{entity_type}__{bundle}"))
        full = array(array(setting.get("view_modes")).get("full"))
        own = displays.get("full") if full.get("custom_settings") else None
        return array(own or displays.get("default"))

    @property
    def typed_vocabularies(self) -> set[str]:
        """Those whose terms were typed wherever they are used."""
        typed: dict[str, bool] = {}
        for instance in self._node_instances():
            for name in self._vocabularies_of(instance):
                typed[name] = typed.get(name, True) and instance.typed
        return {name for name, every in typed.items() if every}

    @property
    def types_with_terms(self) -> set[str]:
        """Kinds of node whose terms were chosen from a list, as kinds of news are."""
        chosen = {key for key, every in self._instances.items() for one in every if one.type == TERMS and not one.typed}
        return {bundle for entity_type, bundle in chosen if entity_type == NODE}

    def _node_instances(self) -> Iterator[FieldInstance]:
        for (entity_type, _), every in self._instances.items():
            yield from every if entity_type == NODE else ()

    def _vocabularies_of(self, instance: FieldInstance) -> list[str]:
        if instance.type != TERMS:
            return []
        return [str(array(one).get("vocabulary")) for one in array(instance.settings.get("allowed_values")).values()]

    # Terms

    def terms_by_node(self, terms: Mapping[int, OldTerm]) -> dict[int, list[int]]:
        """The tids of each node, by the fields in the order of their instances."""
        found: dict[int, dict[int, None]] = defaultdict(dict)
        for (entity_type, bundle), every in self._instances.items():
            for instance in every if entity_type == NODE else ():
                column = _term_column(instance)
                for row in self._tables.rows(f"field_data_{instance.name}", entity_type=NODE) if column else ():
                    tid, nid = whole(row.get(f"{instance.name}_{column}")), whole(row["entity_id"])
                    if not row["deleted"] and tid in terms and self._types.get(nid) == bundle:
                        found[nid][tid] = None
        return {nid: list(tids) for nid, tids in found.items()}

    def plain_words(self, text: str, name: Value) -> str:
        """A text in a format as words alone."""
        return words_of(self._filtered(Filtering(), repaired(text), name)) if text.strip() else ""

    # Texts

    def absolute_links(self) -> Iterator[str]:
        """All whole addresses in the texts of nodes."""
        for name in {one.name for one in self._node_instances() if one.type in TEXTS}:
            for row in self._tables.rows(f"field_data_{name}", entity_type=NODE):
                yield from ABSOLUTE.findall(str(row.get(f"{name}_value") or ""))

    def text_of(self, nid: int) -> OldText:
        """The body and the other fields of one node."""
        bundle = self._types.get(nid, "")
        instances = self._instances.get((NODE, bundle), [])
        body = _body(instances)
        filtering = Filtering(self._media, self._tokens(nid))
        html, teaser = self._body_html(body, nid, filtering) if body else ("", "")
        shown = [
            made
            for instance in instances
            if instance is not body and not _term_column(instance) and instance.name != TITLE_FIELD
            for made in self._shown(Entity(NODE, nid), instance, filtering)
        ]
        if next(self._tables.rows("webform_component", nid=nid), None):
            filtering.remarks.append(FORM_LEFT)
        return OldText(html, teaser, (*shown, *self._of_module(nid)), tuple(dict.fromkeys(filtering.remarks)))

    def _body_html(self, body: FieldInstance, nid: int, filtering: Filtering) -> tuple[str, str]:
        rows = self._rows(Entity(NODE, nid), body, filtering)
        htmls = [self._text(body, row, filtering) for row in rows]
        first = rows[0] if rows else {}
        text_format = self._formats.get(str(first.get(f"{body.name}_format") or self._fallback()))
        value, written = (repaired(str(first.get(f"{body.name}_{name}") or "")) for name in ("value", "summary"))
        above = filters.summary(value, written, text_format)
        name = first.get(f"{body.name}_format")
        return "\n".join(htmls), self._filtered(Filtering(self._media), above, name) if above else ""

    def _shown(
        self, entity: Entity, instance: FieldInstance, filtering: Filtering, depth: int = 0
    ) -> Iterator[OldField]:
        """What one field showed; of a collection, what its own fields did."""
        rows = self._rows(entity, instance, filtering)
        made = OldField(
            instance.name, instance.label, "", (), (), instance.before, instance.label_shown, instance.hidden
        )
        if instance.type == COLLECTION:
            for row in rows if depth < DEEPEST else ():
                inside = Entity(COLLECTION_ITEM, whole(row.get(f"{instance.name}_value")))
                for inner in self._instances.get((COLLECTION_ITEM, instance.name), ()):
                    yield from self._shown(inside, replace(inner, before=instance.before), filtering, depth + 1)
        elif instance.type == "image":
            pictures = [self._picture(instance, row) for row in rows]
            yield replace(made, pictures=tuple(filter(None, pictures)))
        elif rows and instance.hidden:
            filtering.remarks.append(HIDDEN.format(label=instance.label))
        elif instance.type in ("file", "media"):
            files = [self._attachment(instance, row) for row in rows]
            yield replace(made, attachments=tuple(filter(None, files)))
        elif html := self._items(instance, rows, filtering):
            yield replace(made, html=html)

    def _items(self, instance: FieldInstance, rows: list[Row], filtering: Filtering) -> str:
        if instance.type in TEXTS:
            return "\n".join(filter(None, (self._text(instance, row, filtering) for row in rows)))
        make = self._node_link if instance.type in REFERENCES else SHOWN.get(instance.type)
        if not make:
            filtering.remarks.append(UNKNOWN_TYPE.format(label=instance.label, type=instance.type))
            return ""
        return ", ".join(filter(None, (make(instance, row) for row in rows)))

    def _rows(self, entity: Entity, instance: FieldInstance, filtering: Filtering) -> list[Row]:
        """The items of a field in their order, in one language: the text's own, none, the site's, any."""
        by_language: dict[str, list[Row]] = defaultdict(list)
        for row in self._tables.rows(f"field_data_{instance.name}", entity_id=entity.id, entity_type=entity.type):
            if not row["deleted"]:
                by_language[str(row["language"])].append(row)
        if not by_language:
            return []
        own = self._languages.get(entity.id, UNDEFINED) if entity.type == NODE else UNDEFINED
        chosen = next((one for one in (own, UNDEFINED, "vi") if one in by_language), min(by_language))
        if others := sorted(by_language.keys() - {chosen, UNDEFINED}):
            filtering.remarks.append(OTHER_LANGUAGES.format(languages=", ".join(others), chosen=chosen))
        return sorted(by_language[chosen], key=lambda row: whole(row["delta"]))

    # Items

    def _text(self, instance: FieldInstance, row: Row, filtering: Filtering) -> str:
        value = repaired(str(row.get(f"{instance.name}_value") or ""))
        if not instance.processed:
            return filters.plain(value).replace("\n", "<br />\n")
        return self._filtered(filtering, value, row.get(f"{instance.name}_format"))

    def _filtered(self, filtering: Filtering, text: str, name: Value) -> str:
        return filters.run(text, str(name) if name not in (None, "") else self._fallback(), self._formats, filtering)

    def _fallback(self) -> str:
        return str(self._tables.variable("filter_fallback_format", "plain_text") or "plain_text")

    def _media(self, fid: int) -> MediaFile | None:
        return self._store.media(fid)

    def _tokens(self, nid: int) -> dict[str, str]:
        name = repaired(str(self._tables.variable("site_name", "")))
        return {"[site:name]": name, "[node:title]": self._titles.get(nid, ""), "[site:url]": "/"}

    def _file(self, instance: FieldInstance, row: Row) -> OldFile | None:
        return self._store.file(whole(row.get(f"{instance.name}_fid")))

    def _picture(self, instance: FieldInstance, row: Row) -> OldPicture | None:
        file = self._file(instance, row)
        alt, title = (repaired(str(row.get(f"{instance.name}_{name}") or "")) for name in ("alt", "title"))
        return OldPicture(file, alt, title) if file else None

    def _attachment(self, instance: FieldInstance, row: Row) -> OldAttachment | None:
        file = self._file(instance, row)
        description = repaired(str(row.get(f"{instance.name}_description") or ""))
        # Whether it is shown counts only where the field has the box for it.
        boxed = str(instance.settings.get("display_field", 1)) not in ("0", "False")
        shown = not boxed or row.get(f"{instance.name}_display", 1) != 0
        return OldAttachment(file, description, shown) if file else None

    def _node_link(self, instance: FieldInstance, row: Row) -> str:
        nid = whole(row.get(f"{instance.name}_target_id") or row.get(f"{instance.name}_nid"))
        is_node = instance.settings.get("target_type", NODE) == NODE
        title = self._titles.get(nid) if is_node else None
        return f'<a href="/node/{nid}">{escape(title, quote=False)}</a>' if title else ""

    # What modules showed below a text

    def _of_module(self, nid: int) -> Iterator[OldField]:
        if choices := list(self._tables.rows("poll_choice", nid=nid)):
            choices.sort(key=lambda row: (whole(row.get("weight")), whole(row["chid"])))
            rows = "".join(
                f"<tr><td>{filters.plain(repaired(str(row['chtext'])))}</td><td>{whole(row['chvotes'])}</td></tr>"
                for row in choices
            )
            head = "<thead><tr><th>Phương án</th><th>Số phiếu</th></tr></thead>"
            yield OldField("poll", "", html=f"<table>{head}<tbody>{rows}</tbody></table>", label_shown=False)
        if chapters := self._chapters(nid):
            listed = "".join(f'<li><a href="/{path}">{escape(title, quote=False)}</a></li>' for path, title in chapters)
            yield OldField("book", "", html=f"<ul>{listed}</ul>", label_shown=False)

    def _chapters(self, nid: int) -> list[tuple[str, str]]:
        """The pages right below this one in its book."""
        for row in self._tables.rows("book", nid=nid):
            below = [link for link in self._tables.rows("menu_links", plid=row["mlid"]) if not link.get("hidden")]
            below.sort(key=lambda link: (whole(link.get("weight")), str(link["link_title"])))
            return [(str(link["link_path"]), repaired(str(link["link_title"]))) for link in below]
        return []


def _formats(tables: Tables) -> dict[str, TextFormat]:
    """The formats that are switched on, each with the filters that are, of modules that are."""
    steps: dict[str, list[tuple[int, str, TextFilter]]] = defaultdict(list)
    for row in tables.rows("filter", status=1):
        if str(row["module"]) in tables.modules or not tables.modules:
            made = TextFilter(str(row["name"]), array(unpacked(row["settings"])))
            steps[str(row["format"])].append((whole(row["weight"]), f"{row['module']!s} {row['name']!s}", made))
    return {
        name: TextFormat(
            repaired(str(row["name"])), tuple(made for _, _, made in sorted(steps[name], key=lambda one: one[:2]))
        )
        for row in tables.rows("filter_format")
        if row.get("status", 1) != 0
        for name in [str(row["format"])]
    }


def _body(instances: list[FieldInstance]) -> FieldInstance | None:
    """The field that is the text itself: by its kind, then by Drupal's own name for it."""
    texts = [one for one in instances if one.type in TEXTS[:2]]
    ranked = sorted(texts, key=lambda one: (one.type != TEXTS[0], one.name != "body", one.hidden))
    return ranked[0] if ranked else None


def _in_order(instances: list[FieldInstance]) -> list[FieldInstance]:
    """By their weights, each knowing whether it stands above the body."""
    body = _body(instances)
    ordered = sorted(instances, key=lambda one: (one.weight, one.name))
    return [replace(one, before=bool(body and one.weight < body.weight)) for one in ordered]


def _term_column(instance: FieldInstance) -> str:
    if instance.type == TERMS:
        return "tid"
    is_reference = instance.type == "entityreference" and instance.settings.get("target_type") == "taxonomy_term"
    return "target_id" if is_reference else ""
