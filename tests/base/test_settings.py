"""The settings of a package: a dictionary that says no more and no less than its dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from plugins.base import settings


@dataclass(frozen=True)
class Oven:
    degrees: int
    minutes: int = 20
    shelves: tuple[str, ...] = ()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"degrees": 1, "minute": 5}, "OVEN: không có thiết lập «minute». Có phải ý bạn là «minutes»?"),
    ({"degrees": 1, "fan": True}, "OVEN: không có thiết lập «fan»."),
    ({"minutes": 5}, "OVEN: còn thiếu thiết lập «degrees»."),
]


def test_what_is_not_said_has_its_default() -> None:
    assert settings.read(Oven, {"degrees": 180}, "OVEN") == Oven(180, 20, ())


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_an_unknown_or_a_missing_setting_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="OVEN") as refused:
        settings.read(Oven, given, "OVEN")
    assert str(refused.value) == message
