"""The office of the editor's tests, apart from whatever git knows of the machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.publish import office as made
from tests.publish.office import Office


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office as every test finds it, made once and copied."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as monkeypatch:
        made.alone(monkeypatch, folder)
        made.found(folder)
    return folder


@pytest.fixture
def office(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made.alone(monkeypatch, tmp_path)
    shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path)
