"""The office of the editor's tests, apart from whatever git knows of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publish import office as made
from tests.publish.office import Office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made.alone(monkeypatch, tmp_path)
    return made.found(tmp_path)
