"""`check --fix`: writes what the editorial package can mend with certainty, and shows each change as it is made."""

from __future__ import annotations

import difflib
from pathlib import Path

from plugins.base import files
from plugins.editorial import FixedFile, fixed


def fix(content: Path) -> int:
    """Mends the texts of a content folder in place and returns how many. A text is replaced whole or not at all."""
    changes = list(fixed(content))
    for change in changes:
        print("".join(_shown(change)), end="")
        files.replace(change.file, change.after.encode(), mode=change.file.stat().st_mode & 0o777)
    print(f"Đã sửa {len(changes)} bài." if changes else "Không có gì phải sửa.")
    return len(changes)


def _shown(change: FixedFile) -> list[str]:
    """The change as git shows changes, without the places that did not change."""
    before, after = change.before.splitlines(keepends=True), change.after.splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, f"trước/{change.path}", f"sau/{change.path}", n=0)
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]
