"""The house of the server's tests, apart from whatever git knows of the machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import house as house_of
from tests.server.house import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A publishing home with its first release. The tests of a module push to it one after another."""
    folder = tmp_path_factory.mktemp("house")
    with house_of.apart(folder) as house:
        yield house
