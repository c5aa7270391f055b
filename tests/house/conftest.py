"""The project's own content, built once for a module."""

from __future__ import annotations

import pytest

from tests.site import ROOT, Built, build


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project's own content."""
    content = ROOT / "content"
    files = {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}
    built = build(tmp_path_factory.mktemp("own"), files, SITEURL="https://x.example")
    assert built.code == 0, built.said
    return built
