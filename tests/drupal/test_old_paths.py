"""What stood at the addresses of an old site."""

from __future__ import annotations

from datetime import datetime

from plugins.base.moments import VIETNAM
from tools.drupal.model import OldNode, OldPage, OldPageKind, OldRedirect, OldSite, OldText
from tools.drupal.old_paths import OldPaths, PathKind

NODES = tuple(OldNode(nid, "tin", "Bài", datetime(2020, 1, 1, tzinfo=VIETNAM)) for nid in (1, 2))


def paths(*redirects: OldRedirect, pages: tuple[OldPage, ...] = ()) -> OldPaths:
    return OldPaths(OldSite("Hội", NODES, lambda _: OldText(""), redirects=redirects, pages=pages))


def test_a_path_that_led_on_with_a_query_only_leads_on_without_it_too() -> None:
    found = paths(OldRedirect("cu.php", "node/1", "id=5"))
    assert (found.at("cu.php").kind, found.at("cu.php").number) == (PathKind.TEXT, 1)
    assert "cu.php" in found.every()
    assert list(found.queried()) == []


def test_a_path_that_led_on_by_its_query_to_several_places_cannot_be_told_apart() -> None:
    found = paths(OldRedirect("cu.php", "node/1", "id=1"), OldRedirect("cu.php", "node/2", "id=2"))
    assert found.at("cu.php").kind is PathKind.UNKNOWN
    assert list(found.queried()) == ["/cu.php?id=1", "/cu.php?id=2"]


def test_a_text_that_visitors_could_not_open_is_known_by_its_address() -> None:
    found = paths(pages=(OldPage("node/9", OldPageKind.CLOSED),))
    assert found.at("node/9").page == OldPage("node/9", OldPageKind.CLOSED)
    assert found.at("node/8").kind is PathKind.UNKNOWN
