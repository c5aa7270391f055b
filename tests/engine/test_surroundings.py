"""Whatever a template may be filled with, or read in another way, is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from plugins.engine import surroundings
from tests.site import write


class OfSomebody(FileSystemLoader):
    """Reads its files in a way that nobody knows."""


def loaders(folder: Path) -> dict[str, BaseLoader]:
    plain = FileSystemLoader(write(folder, {"a.html": "a"}))
    return {
        "plain": plain,
        "of another encoding": FileSystemLoader(folder, encoding="utf-16"),
        "with links": FileSystemLoader(folder, followlinks=True),
        "one of one": ChoiceLoader([plain]),
        "under a prefix": PrefixLoader({"a": plain}),
        "under another": PrefixLoader({"b": plain}),
        "after another sign": PrefixLoader({"a": plain}, delimiter=":"),
    }


def test_another_way_of_finding_templates_is_seen(tmp_path: Path) -> None:
    seen = {surroundings.of_templates(Environment(loader=loader)) for loader in loaders(tmp_path).values()}
    assert None not in seen
    assert len(seen) == len(loaders(tmp_path))


def test_of_a_loader_of_somebody_nothing_is_known(tmp_path: Path) -> None:
    assert surroundings.of_templates(Environment(loader=OfSomebody(tmp_path))) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}),
        ([1, 2], [2, 1]),
        ([1, 2], (1, 2)),
        (1, True),
        (1, 1.0),
        ({"x": "1"}, {"x": 1}),
        (["a, b"], ["a", "b"]),
    ],
)
def test_values_that_look_different_in_a_page_are_told_apart(one: Any, other: Any) -> None:
    seen = []
    for value in (one, other):
        environment = Environment()
        environment.globals["value"] = value
        seen.append(surroundings.of_environment(environment))
    assert None not in seen
    assert seen[0] != seen[1]
