"""PHP's serialized values, as Drupal keeps its settings. Objects come as dictionaries of their properties."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

DEEPEST = 60
SCALAR = re.compile(rb"([bid]):([^;]{1,40});")
LENGTH = re.compile(rb"([saOC]):(\d{1,9}):")
STRING = re.compile(rb's:\d{1,9}:"(.*?)";(?=[sibdaNO}]|\Z)', re.DOTALL)
CLASS = re.compile(rb'"([\w\\]*)":(\d{1,9}):')
KINDS: dict[bytes, Callable[[bytes], Any]] = {b"b": lambda word: word == b"1", b"i": int, b"d": float}


class NotSerialized(ValueError):
    """The bytes are no serialized value, or are cut off."""


def unserialize(data: bytes) -> Any:
    """The value: None, bool, int, float, str (bytes that are no UTF-8 are replaced), or dict for arrays.

    Raises:
        NotSerialized
    """
    try:
        return _value(data, 0, 0)[0]
    except (IndexError, ValueError, OverflowError) as error:
        raise NotSerialized(str(error)) from None


def mended(data: bytes) -> bytes:
    """Strings with the lengths that they have: somebody has replaced words in the dump, or changed its letters."""
    return STRING.sub(lambda found: b's:%d:"%b";' % (len(found[1]), found[1]), data)


def items(array: Any) -> list[Any]:
    """The values of an array; nothing of what is none."""
    return list(array.values()) if isinstance(array, dict) else []


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise NotSerialized("too deep")
    if data.startswith(b"N;", at):
        return None, at + 2
    if found := SCALAR.match(data, at):
        return KINDS[found[1]](found[2]), found.end()
    if not (found := LENGTH.match(data, at)):
        if reference := re.compile(rb"[rR]:\d+;").match(data, at):
            return None, reference.end()
        raise NotSerialized(f"at byte {at}")
    size = int(found[2])
    if found[1] == b"s":
        return _string(data, found.end(), size)
    if found[1] == b"a":
        return _pairs(data, found.end(), size, depth)
    named = CLASS.match(data, at + 2 + len(found[2]) + 1)
    if not named or found[1] == b"C":
        raise NotSerialized("an object of its own making")
    return _pairs(data, named.end(), int(named[2]), depth)


def _string(data: bytes, at: int, size: int) -> tuple[str, int]:
    end = at + 1 + size
    if data[at : at + 1] != b'"' or data[end : end + 2] != b'";':
        raise NotSerialized(f"a string at byte {at}")
    return data[at + 1 : end].decode("utf-8", "replace"), end + 2


def _pairs(data: bytes, at: int, count: int, depth: int) -> tuple[dict[Any, Any], int]:
    if data[at : at + 1] != b"{":
        raise NotSerialized(f"an array at byte {at}")
    found: dict[Any, Any] = {}
    at += 1
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        found[key], at = _value(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise NotSerialized(f"the end of an array at byte {at}")
    return found, at + 1
