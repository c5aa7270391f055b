"""A fact that stands in one module is written down in no other: looked for in the strings of code and templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.base import addresses
from tests.test_architecture import NAMES, ROOT, tree

# What stands in an address of the site, and nothing else does.
SPOKEN = re.compile(
    r"(?<![\w/])(?:"
    + "|".join(
        [*(rf"{one.rstrip('/')}(?![\w-])" for one in addresses.Section if one != addresses.Section.HOME)]
        + [f"/{one}/" for one in (addresses.PICTURES, addresses.FILES, addresses.SEARCH, addresses.FEEDS)]
        + [re.escape(one) for one in (addresses.NOT_FOUND, addresses.SITEMAP, addresses.ROBOTS, addresses.OLD_FEED)]
        + [re.escape(one) for one in addresses.PROGRAM_FILES]
    )
    + ")"
)


def texts_of(name: str) -> Iterator[str]:
    """The strings of a module, without those that stand alone, which tell of something."""
    told = {id(node.value) for node in ast.walk(tree(name)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plugins/base/addresses.py"])
def test_no_module_writes_an_address_of_the_site_down_again(name: str) -> None:
    assert [found[0] for text in texts_of(name) for found in SPOKEN.finditer(text)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "theme/templates").rglob("*.*")), ids=lambda file: file.name)
def test_no_template_writes_an_address_of_the_site_down_again(file: Path) -> None:
    assert SPOKEN.findall(re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)) == []
