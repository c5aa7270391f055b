"""What is installed: each lock pins what pyproject.toml and package.json ask for, with hashes and no address, and no
two locks disagree: all are installed into one environment.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from itertools import combinations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site import ROOT
from tools import setup

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
S3 = "requirements-s3.txt"
ASKED = {
    setup.RUN: PROJECT["project"]["dependencies"],
    setup.TESTS: [*GROUPS["dev"], *GROUPS["s3"]],
    setup.NODE: GROUPS["node"],
    S3: GROUPS["s3"],
    setup.EDITOR: GROUPS["editor"],
}


def packages(lock: str) -> list[str]:
    """The entries of a lock, each with its hashes."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / lock).read_text("utf-8"))
    return re.split(r"\n(?=[a-z0-9])", text.strip())


@cache
def pinned(lock: str) -> dict[str, str]:
    """The version of each package."""
    wanted = (Requirement(one.partition(" \\")[0]) for one in packages(lock))
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in wanted}


def test_every_python_lock_is_looked_at() -> None:
    assert sorted(ASKED) == sorted(file.name for file in ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("lock", ASKED)
def test_a_python_lock_pins_with_hashes_and_names_no_address(lock: str) -> None:
    assert [one.split()[0] for one in packages(lock) if "==" not in one or "--hash=sha256:" not in one] == []
    assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links", (ROOT / lock).read_text("utf-8"))


@pytest.mark.parametrize("lock", ASKED)
def test_every_direct_dependency_is_locked_in_a_version_that_is_asked_for(lock: str) -> None:
    asked = {canonicalize_name((one := Requirement(line)).name): one.specifier for line in ASKED[lock]}
    assert asked.keys() <= pinned(lock).keys()
    assert [name for name, versions in asked.items() if pinned(lock)[name] not in versions] == []


@pytest.mark.parametrize(("one", "other"), list(combinations(ASKED, 2)))
def test_two_locks_agree(one: str, other: str) -> None:
    shared = pinned(one).keys() & pinned(other).keys()
    assert {name: pinned(one)[name] for name in shared} == {name: pinned(other)[name] for name in shared}


@pytest.mark.parametrize("lock", [setup.FRONT, setup.EDITOR_FRONT])
def test_an_npm_lock_holds_what_is_asked_for_with_hashes_and_no_address(lock: str) -> None:
    held = json.loads((ROOT / lock).read_text("utf-8"))["packages"]
    asked = json.loads((ROOT / lock).with_name("package.json").read_text("utf-8"))
    assert all(held[""].get(kind) == asked.get(kind) for kind in ("dependencies", "devDependencies"))
    # What comes inside another package is under the hash of that one.
    fetched = {name: one for name, one in held.items() if name and not one.get("inBundle")}
    assert [name for name, one in fetched.items() if not one["integrity"].startswith("sha512-")] == []
    assert [name for name, one in held.items() if "resolved" in one] == []


def test_every_npm_lock_is_looked_at() -> None:
    locks = [path for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts]
    assert sorted(path.relative_to(ROOT).as_posix() for path in locks) == sorted([setup.FRONT, setup.EDITOR_FRONT])
