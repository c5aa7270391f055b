"""`check --fix`: what has one right way is mended, everything else and every word-for-word text stays as it is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from plugins.editorial import fixed
from tests.site import article, write

BASE = "Title: A\nDate: 2026-11-05\n"


def mend(folder: Path, text: str) -> str | None:
    """The text as it would be, or None where it stays."""
    found = list(fixed(write(folder / "content", {"tin-tuc/a.md": text})))
    return found[0].after if found else None


MENDED = [
    ("composition", unicodedata.normalize("NFD", BASE + "\nHội nghị.\n"), BASE + "\nHội nghị.\n"),
    ("the key of a field", BASE + "Catgory: Tin\n\nx\n", BASE + "Category: Tin\n\nx\n"),
    ("a missing space", BASE + "\n2.421tỷ\n", BASE + "\n2.421 tỷ\n"),
    ("letters that look like others", BASE + "Tags: Ðảng\n\nNgƣời 𝐝𝐚̂𝐧.\n", BASE + "Tags: Đảng\n\nNgười dân.\n"),
    ("a double full stop", BASE + "\nĐã xong..\n", BASE + "\nĐã xong.\n"),
    ("a space before a comma", BASE + "\nvải , nhãn\n", BASE + "\nvải, nhãn\n"),
    ("several in a line", BASE + "\n5ha , 2tỷ..\n", BASE + "\n5 ha, 2 tỷ.\n"),
    (
        "line ends of Windows",
        BASE.replace("\n", "\r\n") + "\r\nvải , a\r\n",
        BASE.replace("\n", "\r\n") + "\r\nvải, a\r\n",
    ),
    (
        "a table of Excel",
        BASE + "\nGồm:\nĐơn vị\tSố\tTỷ lệ\nHội A|B\t120\t55,8 %\nHội C\t95\t\nHết\n",
        BASE
        + "\nGồm:\n\n| Đơn vị | Số | Tỷ lệ |\n|---|---:|---|\n| Hội A\\|B | 120 | 55,8 % |\n| Hội C | 95 |  |\n\nHết\n",
    ),
    (
        "yaml",
        "---\nTitle: A\nDate: 2026-11-05\nTagss: b\n---\nx..\n",
        "---\nTitle: A\nDate: 2026-11-05\nTags: b\n---\nx.\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED])
def test_what_is_certain_is_mended_and_only_once(tmp_path: Path, before: str, after: str) -> None:
    assert mend(tmp_path, before) == after
    assert mend(tmp_path, after) is None


LEFT = [
    ("a text that is right", article(body="Còn nữa... 20-NQ/TW ./.")),
    ("a text kept word for word", article(body=unicodedata.normalize("NFD", "Hội.."), Verbatim="yes")),
    ("a key that resembles none", article(Xyzabc="1")),
    ("a header that cannot be read", "---\nTitle: [\n---\nx..\n"),
    ("a list with tabs", article(body="1.\tMột\n2.\tHai\n\n\tĐoạn\n\tĐoạn")),
    ("tabs in code", article(body="```\na\tb\nc\td\n```")),
    ("code", article(body="`a..b` và http://x.example/a..b")),
    ("an empty text", ""),
]


@pytest.mark.parametrize("text", [text for _, text in LEFT], ids=[name for name, _ in LEFT])
def test_everything_else_is_left_alone(tmp_path: Path, text: str) -> None:
    assert mend(tmp_path, text) is None


def test_nothing_is_written_and_both_versions_are_told(tmp_path: Path) -> None:
    text = BASE + "\nvải , nhãn\n"
    content = write(tmp_path / "content", {"tin-tuc/a.md": text, "tin-tuc/b.md": article()})
    [change] = fixed(content)
    assert (change.path, change.before, change.file) == ("tin-tuc/a.md", text, content / "tin-tuc/a.md")
    assert change.file.read_text("utf-8") == text
