"""PHP's serialized values, whole, damaged and hostile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.drupal.old_site import serialized
from tools.drupal import php
from tools.drupal.tables import unpacked

SCALARS = (
    some.none()
    | some.booleans()
    | some.integers(-(10**15), 10**15)
    | some.text(some.characters(blacklist_categories=["Cs"]), max_size=12)
)
VALUES = some.recursive(
    SCALARS, lambda inner: some.dictionaries(some.integers(0, 9) | some.text("ab", max_size=3), inner)
)


@given(VALUES)
def test_what_php_wrote_is_read(value: Any) -> None:
    assert php.unserialize(serialized(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"d:0.5;", 0.5),
        (b'O:8:"stdClass":2:{s:8:"language";s:2:"vi";s:1:"n";i:3;}', {"language": "vi", "n": 3}),
        (b'a:2:{i:0;s:1:"a";i:1;R:2;}', {0: "a", 1: None}),
        ('s:4:"Tổng";'.encode().replace(b":4:", b":6:"), "Tổng"),
    ],
)
def test_other_kinds_of_values_are_read(data: bytes, value: Any) -> None:
    assert php.unserialize(data) == value


@pytest.mark.parametrize("data", [b"", b"x", b's:9:"a";', b"a:1:{i:0;", b"a:9999999:{}", b"a:1:{i:0;" * 90, b"i:x;"])
def test_what_is_none_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(php.NotSerialized):
        php.unserialize(data)


def test_lengths_that_somebody_made_wrong_are_counted_again() -> None:
    assert unpacked('a:2:{s:3:"url";s:5:"http://dai.example";s:1:"t";s:2:"Hội thảo";}') == {
        "url": "http://dai.example",
        "t": "Hội thảo",
    }
