"""A fact that stands in one module is written down in no other: looked for in the strings of code and templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pelicanconf
from plugins.base import addresses, media_types
from tests.test_architecture import NAMES, nodes
from tools import CACHE, PACKAGES, ROOT

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
    told = {id(node.value) for node in nodes(name) if isinstance(node, ast.Expr)}
    for node in nodes(name):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


# What stands for itself wherever there are pages.
PLAIN = {"text/html", "text/plain"}
KNOWN = {*media_types.PATTERNS.values(), *media_types.BINARIES.values(), *media_types.ATTACHMENTS.values()} - PLAIN
TYPES = re.compile("|".join(sorted(map(re.escape, KNOWN), key=len, reverse=True)))
MODULES = [name for name in NAMES if name not in ("plugins/base/addresses.py", "plugins/base/media_types.py")]
TEMPLATES = sorted((ROOT / "theme/templates").rglob("*.*"))


def known(text: str) -> list[str]:
    return [found[0] for one in (SPOKEN, TYPES) for found in one.finditer(text)]


def test_no_module_writes_an_address_or_a_media_type_down_again() -> None:
    assert [(name, found) for name in MODULES for text in texts_of(name) for found in known(text)] == []


def test_no_template_writes_an_address_or_a_media_type_down_again() -> None:
    texts = {file.name: re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL) for file in TEMPLATES}
    assert [(name, found) for name, text in texts.items() for found in known(text)] == []


def test_the_settings_of_pelican_name_the_folders_that_the_tools_know() -> None:
    """They import nothing of ours."""
    assert ROOT == pelicanconf.HERE
    assert pelicanconf.ENGINE["cache"] == CACHE
    assert {PACKAGES / "@pagefind", PACKAGES} == {pelicanconf.ENGINE[name] for name in ("pagefind", "lightningcss")}
