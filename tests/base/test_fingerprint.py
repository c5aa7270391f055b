"""What makes something is known whole: whatever a module imports, at any remove, is part of its fingerprint."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

from plugins.base import fingerprint as module
from plugins.base.fingerprint import digest, fingerprint
from tests.site import ROOT, write

TREE: Mapping[str, str] = {
    "ours/__init__.py": "",
    "ours/start.py": "from ours.near import name\nfrom ours import package\nimport ours.plain as other, json\n\n"
    "def late():\n    from ours.late import (  # so (that) no circle\n        name,\n    )\n    import ours.later\n",
    "ours/near.py": "from ours.far import value\n\nname = value\n",
    "ours/far.py": "from ours.start import late\nfrom .relative import one\n\nvalue = 1\n",
    "ours/relative.py": "from . import sibling\n\none = 1\n",
    "ours/sibling.py": "",
    "ours/plain.py": "",
    "ours/late.py": "name = 1\n",
    "ours/later.py": "if True:\n    from \\\n        ours.continued import name\n",
    "ours/continued.py": "name = 1\n",
    "ours/package/__init__.py": "from ours.package.inner import name\n",
    "ours/package/inner.py": "from ..over import name\n",
    "ours/over.py": "name = 1\n",
}
OTHERS: Mapping[str, str] = {
    "ours/stranger.py": '"""\nfrom ours.start import late\n"""\n',
    "ours/gathers/__init__.py": "from ours.gathers import a, b\n",
    "ours/gathers/a.py": "from ours import near\n",
    "ours/gathers/b.py": "",
    "outside.py": "",
}


def of(folder: Path, changes: Mapping[str, str] | None = None, start: str = "ours/start.py") -> str:
    return fingerprint(str(write(folder, {**TREE, **OTHERS, **(changes or {})}) / start)).hex()


@pytest.mark.parametrize("name", TREE)
def test_a_change_of_any_imported_file_is_another_fingerprint(tmp_path: Path, name: str) -> None:
    assert of(tmp_path / "a", {name: TREE[name] + "changed = 1\n"}) != of(tmp_path / "b")


@pytest.mark.parametrize("name", OTHERS)
def test_a_change_of_any_other_file_is_not(tmp_path: Path, name: str) -> None:
    assert of(tmp_path / "a", {name: OTHERS[name] + "changed = 1\n"}) == of(tmp_path / "b")


@pytest.mark.parametrize(
    ("changed", "same"), [("ours/__init__.py", False), ("ours/gathers/__init__.py", False), ("ours/gathers/a.py", True)]
)
def test_a_package_counts_with_its_own_text_and_not_with_what_it_gathers(
    tmp_path: Path, changed: str, same: bool
) -> None:
    before, after = (
        of(tmp_path / folder, {changed: text}, "ours/gathers/b.py") for folder, text in (("a", ""), ("b", "x = 1\n"))
    )
    assert (before == after) is same


def library(folder: Path, version: str) -> Path:
    """A library called `some-thing` that is imported as `thing`."""
    return write(
        folder,
        {f"some_thing-{version}.dist-info/RECORD": f"some_thing-{version}.dist-info/METADATA,,\nthing/__init__.py,,\n"},
    )


def test_another_release_of_a_library_is_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for version in ("1.0", "2.0"):
        with monkeypatch.context() as patched:
            patched.syspath_prepend(library(tmp_path / version, version))
            module._releases.cache_clear()
            found.add(of(tmp_path / f"with-{version}", {"ours/far.py": "from thing.part import value\n"}))
            found.add(of(tmp_path / f"without-{version}"))
    module._releases.cache_clear()
    assert len(found) == 3


def test_the_libraries_of_the_project_are_known_by_their_releases() -> None:
    assert module._releases()["PIL"] == {f"pillow-{metadata.version('pillow')}"}
    assert module._releases()["yaml"] == {f"pyyaml-{metadata.version('pyyaml')}"}


def test_another_python_is_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(tmp_path / "a")
    monkeypatch.setattr(sys, "version", f"{sys.version} (patched)")
    assert of(tmp_path / "b") != before


def test_litter_beside_modules_stops_nothing(tmp_path: Path) -> None:
    before = of(tmp_path / "a")
    write(tmp_path / "b", TREE)
    (tmp_path / "b/ours/folder.py").mkdir()
    (tmp_path / "b/ours/.#start.py").symlink_to("somebody@somewhere.1234:5678")
    (tmp_path / "b/ours/round").symlink_to(tmp_path / "b/ours")
    assert of(tmp_path / "b") == before


@pytest.mark.parametrize("name", sorted(file.relative_to(ROOT).as_posix() for file in ROOT.glob("plugins/**/*.py")))
def test_no_import_of_ours_is_overlooked(name: str) -> None:
    """Statements are found by the beginning of their lines; here the whole file is parsed."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    assert set(module._names(name.removesuffix(".py").replace("/", "."), ROOT / name)) == {
        one for one in found if one.partition(".")[0] not in sys.stdlib_module_names
    }


@pytest.mark.parametrize(
    "text",
    ["from here on.", "import (that is, buy) rice", "from a (" + "# " * 2000, "from a import (" + "b, # c\n" * 2000],
)
def test_a_sentence_that_begins_like_an_import_is_none(tmp_path: Path, text: str) -> None:
    before = of(tmp_path / "a", {"ours/plain.py": f'"""\n{text}\n"""\nimport ours.stranger\nx = ()\n'})
    after = of(
        tmp_path / "b", {"ours/plain.py": f'"""\n{text}\n"""\nimport ours.stranger\nx = ()\n', "ours/stranger.py": ""}
    )
    assert before != after


def test_parts_do_not_run_into_one_another() -> None:
    assert len({digest(), digest(b""), digest(b"ab"), digest(b"a", b"b"), digest(b"", b"ab")}) == 5
