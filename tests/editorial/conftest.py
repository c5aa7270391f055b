"""The desk: lays a content folder and surveys it, as of a moment that the test chooses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from plugins.editorial import CheckedContent, load_and_check
from tests.editorial.newsroom import NOW, Desk
from tests.site import write


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    def read(files: Mapping[str, str | bytes], now: datetime = NOW) -> CheckedContent:
        content = tmp_path / "content"
        content.mkdir(exist_ok=True)
        return load_and_check(write(content, files), now)

    return read
