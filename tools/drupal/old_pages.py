"""Addresses of the old site that belong to no text: lists that a view made, accounts, forms, Drupal's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.drupal.model import OldPage, OldPageKind
from tools.drupal.tables import Tables, unpacked
from tools.drupal.words import repaired

# Drupal's own pages, where the module that shows them is on.
OWN = (
    ("node", "node", OldPageKind.LIST),
    ("node", "rss.xml", OldPageKind.FEED),
    ("xmlsitemap", "sitemap.xml", OldPageKind.FEED),
    ("search", "search", OldPageKind.MACHINE),
    ("search", "search/node", OldPageKind.MACHINE),
    ("user", "user", OldPageKind.ACCOUNT),
    ("user", "user/login", OldPageKind.ACCOUNT),
    ("user", "user/register", OldPageKind.ACCOUNT),
    ("user", "user/password", OldPageKind.ACCOUNT),
    ("filter", "filter/tips", OldPageKind.OTHER),
    ("contact", "contact", OldPageKind.OTHER),
    ("poll", "poll", OldPageKind.OTHER),
    ("tracker", "tracker", OldPageKind.LIST),
    ("blog", "blog", OldPageKind.LIST),
    ("blog", "blog/feed", OldPageKind.FEED),
    ("book", "book", OldPageKind.OTHER),
    ("forum", "forum", OldPageKind.OTHER),
    ("site_map", "sitemap", OldPageKind.LIST),
    ("aggregator", "aggregator", OldPageKind.OTHER),
)


def of(tables: Tables) -> Iterator[OldPage]:
    for module, path, kind in OWN:
        if module in tables.modules:
            yield OldPage(path, kind)
    yield from _views(tables)
    for row in tables.rows("users"):
        if row["uid"]:
            yield OldPage(f"user/{row['uid']!s}", OldPageKind.ACCOUNT)


def _views(tables: Tables) -> Iterator[OldPage]:
    """The pages and feeds of views that are kept in the database."""
    switched_off = tables.variable("views_defaults", {})
    names = {row["vid"]: str(row["name"]) for row in tables.rows("views_view")}
    options: dict[tuple[Any, str], Any] = {}
    for row in tables.rows("views_display"):
        options[row["vid"], str(row["id"])] = unpacked(row["display_options"], {})
    for row in tables.rows("views_display"):
        name = names.get(row["vid"], "")
        if isinstance(switched_off, dict) and switched_off.get(name) is True:
            continue
        own, shared = options[row["vid"], str(row["id"])], options.get((row["vid"], "default"), {})
        path = own.get("path") if isinstance(own, dict) else None
        if isinstance(path, str) and path and "%" not in path and not path.startswith("admin"):
            kind = OldPageKind.FEED if row["display_plugin"] == "feed" else OldPageKind.LIST
            title = own.get("title") or (shared.get("title") if isinstance(shared, dict) else "") or ""
            yield OldPage(path.strip("/"), kind, repaired(str(title)))
