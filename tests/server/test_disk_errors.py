"""A disk that fails once, at any of the calls of a push that change something: nothing half, and what was told is true.

`DISK_ERRORS=all` tries every call; the suite a few.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.house import House, Pushed, quiet

pytestmark = pytest.mark.faults
SOURCE = Path(__file__).with_name("disk_errors.c")
TRIED = 4


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("gcc"):
        pytest.skip("thiếu chương trình: gcc")
    made = tmp_path_factory.mktemp("shim") / "disk_errors.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def push(house: House, shim: Path, at: int) -> tuple[Pushed, int]:
    """A push whose call number `at` fails, and how many such calls there were."""
    counter = house.folder / "counter"
    counter.write_bytes(bytes(4))
    environment = {
        "LD_PRELOAD": str(shim),
        "ERROR_FOLDER": f"{house.home.root}/",
        "ERROR_COUNT": str(counter),
        "ERROR_AT": str(at),
    }
    pushed = house.clone.push(**environment)
    quiet(house)
    return pushed, int.from_bytes(counter.read_bytes(), "little")


def test_an_error_anywhere_breaks_no_promise(house: House, shim: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house.clone.version(house.version + 1)
    calls = push(house, shim, 0)[1]
    assert calls > 20
    every = os.environ.get("DISK_ERRORS") == "all"
    tried = range(1, calls + 1) if every else range(1, calls + 1, calls // TRIED)
    broken: list[str] = []
    refused = 0
    for at in tried:
        before, version = (house.tip, house.served), house.version
        commit = house.clone.version(version + 1)
        pushed = push(house, shim, at)[0]
        refused += pushed.code != 0
        wanted = before if pushed.code else (commit, commit)
        if (house.tip, house.served) != wanted:
            broken.append(f"{at}: {pushed.code}, branch and site are {house.tip}, {house.served}: {pushed.said}")
        if "Traceback" in pushed.said:
            broken.append(f"{at}: {pushed.said}")
        house.clone.version(version + 2)
        following = house.clone.push()
        quiet(house)
        if following.code or house.litter():
            broken.append(f"{at}: then {following.said} {house.litter()}")
    with capsys.disabled():
        print(f"\n{len(tried)} of {calls} calls failed: {refused} pushes refused, {len(broken)} broken promises")
    assert broken == []
    assert refused
