"""Counts the looks at a whole site, where files that were written just now are known again by their stamps."""

from collections.abc import Callable

import pytest

from plugins.base import survey
from plugins.engine import build


def looks_counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each time that all texts are looked at from now on."""
    for tick in ("TICK", "COARSE_TICK"):  # or what was written just now would be looked at anew
        monkeypatch.setattr(survey, tick, 0)
    done: list[object] = []
    prepare: Callable[..., object] = build.prepare

    def noted(*given: object, **more: object) -> object:
        done.append(given)
        return prepare(*given, **more)

    monkeypatch.setattr(build, "prepare", noted)
    return done
