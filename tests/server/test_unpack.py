"""Which files of a commit are unpacked, asked of lists of files alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.server import unpack
from tools.server.home import ServerSettings
from tools.server.repository import TreeEntry


@pytest.mark.parametrize("path", [".obsidian/app.json", "tin-tuc/a/.#index.md", "@eaDir/a/b", "tin-tuc/x.pdf.part"])
def test_what_programs_leave_is_not_unpacked_and_no_reason_to_refuse(path: str, tmp_path: Path) -> None:
    text = TreeEntry("100644", "b", 10, "content/a.md")
    left = TreeEntry(unpack.LINK, "c", 10**12, f"content/{path}")
    taken, wrong = unpack.judge([text, left], ServerSettings(site_url="https://x.example"), tmp_path)
    assert (taken, wrong) == ([text], [])
