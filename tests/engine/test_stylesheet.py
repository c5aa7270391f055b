"""The stylesheet and the scripts, asked for words that the oldest of the readers' browsers do not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.engine import stylesheet
from plugins.engine.stylesheet import CannotJoin
from tests.site import ROOT

PACKAGES = ROOT / "node_modules"
STATIC = ROOT / "theme" / "static"
# What Safari 14, Chrome 87 or Firefox 78 take for a mistake: the declaration or the whole rule is lost to them.
UNKNOWN_CSS = {
    "cascade layers": r"@layer",
    "nesting": r"&",
    "other at-rules": r"@(?!media\b|font-face\b|page\b|supports\b)[a-z-]+",
    "ranges of media": r"@media[^{]*[<>]",
    "selectors by list": r":(?:is|where|any)\(|:not\([^()]*,",
    "pairs of logical sides": r"[{;](?:margin|padding|border|inset)-(?:block|inline):",
    "logical places": r"[{;]inset(?:-(?:block|inline))?(?:-(?:start|end))?:",
    "logical corners": r"border-(?:start|end)-(?:start|end)-radius",
    "mixed colours": r"color-mix\(|light-dark\(|oklch\(",
    "single transforms": r"[{;](?:translate|rotate|scale):",
}
UNKNOWN_JS = {
    "logical assignment": r"\?\?=|\|\|=|&&=",
    "looking back in an expression": r"\(\?<[=!]",
    "private names": r"\bthis\.#|^\s*#\w+",
    "newer methods": r"\.(?:at|findLast|toSorted|hasOwn|groupBy)\(",
    "the size of a query": r"\basking\.size\b",
}
# Where the space between things is made by `gap` in a row that is no grid, Safari 14.0 shows none: only what opens by
# a dialog, which it does not know either, may do so.
ROW = re.compile(r"([^{}]*)\{([^{}]*)\}")


@pytest.fixture(scope="module")
def css() -> str:
    return stylesheet.for_browsers(stylesheet.joined(STATIC / "css"), PACKAGES)


@pytest.mark.parametrize("kind", UNKNOWN_CSS)
def test_the_stylesheet_has_nothing_that_an_old_browser_takes_for_a_mistake(css: str, kind: str) -> None:
    assert re.findall(UNKNOWN_CSS[kind], css) == []


def test_rows_keep_their_space_where_gap_is_known_to_grids_alone(css: str) -> None:
    rows = [rule for rule in ROW.findall(css) if re.search(r"display:(?:inline-)?flex", rule[1])]
    assert [selector for selector, rule in rows if re.search(r"gap:", rule)] == []


@pytest.mark.parametrize("kind", UNKNOWN_JS)
@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda file: file.name)
def test_no_script_has_what_an_old_browser_cannot_read(script: Path, kind: str) -> None:
    assert re.findall(UNKNOWN_JS[kind], script.read_text("utf-8"), re.MULTILINE) == []


def test_a_rule_that_cannot_be_read_is_told_instead_of_served() -> None:
    with pytest.raises(CannotJoin, match="tệp kiểu viết sai"):
        stylesheet.for_browsers("a { color: red; } }", PACKAGES)


def test_a_missing_program_is_told_with_what_brings_it(tmp_path: Path) -> None:
    with pytest.raises(CannotJoin, match="thiếu chương trình lightningcss"):
        stylesheet.for_browsers("a { color: red }", tmp_path)
