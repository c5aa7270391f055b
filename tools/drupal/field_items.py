"""One item of a field as HTML in the words that readers saw, by the field's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import date_short, number
from tools.drupal.dump_store import Value
from tools.drupal.words import repaired

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FieldInstance:
    """A field of one kind of entity, with what decides how it was shown."""

    name: str
    type: str
    label: str
    weight: int = 0
    before: bool = False
    """It stands above the body."""
    label_shown: bool = True
    hidden: bool = False
    formatter: str = ""
    typed: bool = False
    """Terms were typed freely, not chosen from a list."""
    processed: bool = False
    """A text format was at work."""
    settings: Mapping[str, Any] = field(default_factory=dict)


def _listed(instance: FieldInstance, row: Row) -> str:
    value = row.get(f"{instance.name}_value")
    allowed = array(instance.settings.get("allowed_values"))
    return escape(repaired(str(allowed.get(value, allowed.get(str(value), value)))))


def _number(instance: FieldInstance, row: Row) -> str:
    value = row.get(f"{instance.name}_value")
    try:
        shown = number(float(str(value))) if instance.type != "number_integer" else str(value)
    except ValueError:
        shown = str(value)
    before, after = (str(instance.settings.get(name) or "") for name in ("prefix", "suffix"))
    return escape(repaired(f"{before}{shown}{after}"))


def _date(instance: FieldInstance, row: Row) -> str:
    start, end = (_day(instance, row.get(f"{instance.name}_{name}")) for name in ("value", "value2"))
    return escape(f"{start} – {end}" if end and end != start else start)


def _day(instance: FieldInstance, value: Value) -> str:
    if value in (None, ""):
        return ""
    try:
        if instance.type == "datestamp":
            told = datetime.fromtimestamp(whole(value), UTC)
        else:
            told = datetime.fromisoformat(str(value).replace(" ", "T")).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return str(value)
    if instance.settings.get("tz_handling", "site") not in ("none", ""):
        told = told.astimezone(VIETNAM)
    return date_short(told) + (f"{told: %H:%M}" if told.hour or told.minute else "")


def _address(instance: FieldInstance, row: Row) -> str:
    url = str(row.get(f"{instance.name}_url") or row.get(f"{instance.name}_value") or "").strip()
    title = repaired(str(row.get(f"{instance.name}_title") or "")) or url
    target = url if re.match(r"[a-z]+:|/|#|\?", url) else f"/{url}"
    return f'<a href="{escape(target)}">{escape(title, quote=False)}</a>' if url else ""


def _mail(instance: FieldInstance, row: Row) -> str:
    mail = escape(str(row.get(f"{instance.name}_email") or ""))
    return f'<a href="mailto:{mail}">{mail}</a>' if mail else ""


def _video(instance: FieldInstance, row: Row) -> str:
    url = str(row.get(f"{instance.name}_video_url") or row.get(f"{instance.name}_input") or "")
    return f'<iframe src="{escape(url)}"></iframe>' if url else ""


def _plain_value(instance: FieldInstance, row: Row) -> str:
    return escape(repaired(str(row.get(f"{instance.name}_value") or "")))


SHOWN: Mapping[str, Callable[[FieldInstance, Row], str]] = {
    **dict.fromkeys(("list_text", "list_integer", "list_float", "list_boolean", "list_number", "list"), _listed),
    **dict.fromkeys(("number_integer", "number_decimal", "number_float"), _number),
    **dict.fromkeys(("date", "datestamp", "datetime"), _date),
    **dict.fromkeys(("link_field", "url"), _address),
    **dict.fromkeys(("video_embed_field", "youtube"), _video),
    **dict.fromkeys(("telephone", "phone", "cck_phone"), _plain_value),
    "email": _mail,
}


def array(value: Any) -> dict[Any, Any]:
    """What PHP kept as an array; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def whole(value: object) -> int:
    """A whole number however a dump has it; 0 for what is none."""
    try:
        return int(str(value or 0))
    except ValueError:
        return 0
