"""The house of the server's tests, apart from whatever git knows of the machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.publish import office as made
from tests.server import house as house_of
from tests.server.house import NOW, House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A publishing home with its first release. The tests of a module push to it one after another."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as monkeypatch:
        made.alone(monkeypatch, folder)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
        yield house_of.found(folder)
