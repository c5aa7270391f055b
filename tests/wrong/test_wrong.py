"""Each folder is a content folder with one mistake of an editor; `expected.txt` holds what the build says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import build

HERE = Path(__file__).parent
EXPECTED = "expected.txt"
CASES = sorted(file.parent.name for file in HERE.glob(f"*/{EXPECTED}"))


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_in_these_words_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    case = HERE / name
    files = {
        file.relative_to(case).as_posix(): file.read_bytes()
        for file in case.rglob("*")
        if file.is_file() and file.name != EXPECTED
    }
    built = build(tmp_path, files)
    assert built.messages == (case / EXPECTED).read_text("utf-8").splitlines()
    assert built.code == 1
    assert not built.output.exists()
