"""After a change of the software, a build makes again what it made in another way, without being told to forget."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.engine.command import python
from tests.site import ROOT, article, photograph, write

pytestmark = pytest.mark.faults

CONTENT: Mapping[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "tin-tuc/a.md": article("Bài có ảnh", body="## Đề mục một\n\n![Tả](a.jpg)"),
    "tin-tuc/a.jpg": photograph(900, 600),
}
# What is changed: in which file, from what, to what, and what looks otherwise after it.
CHANGES = {
    "slugs": ("plugins/base/vietnamese.py", '"-", letters)', '"--", letters)', ["tin-tuc/a/index.html"]),
    "the margin of codes": ("plugins/media/codes.py", "QUIET_ZONE = 4", "QUIET_ZONE = 5", ["tin-tuc/a/index.html"]),
    "the colours of share pictures": ("plugins/media/bands.py", "(251, 248, 241)", "(1, 8, 41)", ["anh/chia-se-*.png"]),
    "their letters": ("plugins/media/cards.py", "(80, 72, 64,", "(76, 72, 64,", ["anh/chia-se-*.png"]),
    "the quality of pictures": (
        "plugins/media/pixels.py",
        "(82, 74, 66, 58)",
        "(30, 20)",
        ["anh/a-*.jpg", "anh/chia-se-*.jpg"],
    ),
    "the document of search": ("plugins/search.py", "<body>{}", "<body>{} thêm", ["pagefind/0/index/*"]),
}


class Software:
    """A copy of the project's code, which may be changed, and what its builds keep and make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("plugins", "theme"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pelicanconf.py", folder)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        write(folder / "content", CONTENT)

    def built(self) -> dict[str, bytes]:
        made = python("-m", "pelican", "-s", "pelicanconf.py", folder=self.folder)
        assert made.returncode == 0, made.stderr
        output = self.folder / "output"
        return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}

    def change(self, name: str, before: str, after: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        assert before in text
        (self.folder / name).write_text(text.replace(before, after), "utf-8")


@pytest.fixture(scope="module")
def software(tmp_path_factory: pytest.TempPathFactory) -> tuple[Software, dict[str, bytes]]:
    made = Software(tmp_path_factory.mktemp("software"))
    return made, made.built()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_software_shows(software: tuple[Software, dict[str, bytes]], change: str) -> None:
    made, first = software
    file, before, after, where = CHANGES[change]
    made.change(file, before, after)
    now = made.built()
    made.change(file, after, before)
    changed = {name for name in first.keys() | now.keys() if first.get(name) != now.get(name)}
    assert [one for one in where if not any(fnmatch(name, one) for name in changed)] == []


def test_after_all_changes_the_output_is_that_of_a_clean_build(software: tuple[Software, dict[str, bytes]]) -> None:
    made, first = software
    for file, before, after, _ in CHANGES.values():
        made.change(file, before, after)
    warm = made.built()
    for kept in (".cache", "output"):
        shutil.rmtree(made.folder / kept)
    assert first != warm == made.built()
