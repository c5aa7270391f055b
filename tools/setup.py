"""Sets the project up on first use and enters its environment.

Only the standard library stands here, and little of it: nothing else is installed when this file first runs, and every
command runs it, twice where it enters. What is ready is written into a stamp inside the folder that the stamp vouches
for, and only after success; the stamp goes before a change begins. So an interrupted set-up is seen by the missing
stamp, and begun again. What is missing is made by set_up_work.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from enum import Enum, IntEnum
from pathlib import Path
from typing import NamedTuple

from tools import ROOT, ctrl_c

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
RUN, TESTS, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"
EDITOR = "requirements-editor.txt"
FRONT, EDITOR_FRONT = "package-lock.json", "tools/editor/package-lock.json"
FRONT_KINDS = ("site", "tests")
BUNDLER = "tools.editor.bundle"
BUNDLER_FILE, BUNDLE_SOURCES, BUILT = "tools/editor/bundle.py", "tools/editor/static/src", "tools/editor/static/built"
INTERRUPTED = "Đã dừng khi đang chuẩn bị. Chạy lại lệnh vừa rồi là làm tiếp."


class Need(IntEnum):
    """How far a set-up has to go; each includes the one before."""

    COMMANDS = 0
    SITE = 1
    EDITOR = 2
    TESTS = 3


class Step(Enum):
    """One thing to do, in this order; the value is what people read meanwhile."""

    VENV = "tạo môi trường Python riêng (.venv)"
    MOVED = "thư mục đã chuyển chỗ: sửa các đường dẫn trong .venv"
    RUN = "cài thư viện Python"
    EDITOR = "cài thư viện của phần soạn bài"
    TESTS = "cài công cụ kiểm thử"
    FRONT = "cài phông chữ và bộ tìm kiếm bằng npm"
    FRONT_TESTS = "cài phông chữ và công cụ kiểm thử bằng npm"
    EDITOR_FRONT = "cài thư viện của khung soạn bài bằng npm"
    BUNDLE = "gói khung soạn bài cho trình duyệt"


class Stamp(NamedTuple):
    """What an environment was made with: Python's version, its own place, the hash of each lock that it holds."""

    python: str
    folder: str
    locks: Mapping[str, str]


class Place(NamedTuple):
    """A checkout of the project, and where its set-up stands."""

    root: Path = ROOT

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        return self.venv / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    @property
    def stamp(self) -> Path:
        return self.venv / "ready.json"

    @property
    def bundle_stamp(self) -> Path:
        return self.root / BUILT / ".ready"

    def front_stamp(self, lock: str) -> Path:
        return (self.root / lock).parent / "node_modules" / ".ready"

    def lock_hash(self, name: str) -> str:
        return hashlib.sha256((self.root / name).read_bytes()).hexdigest()


HERE = Place()


def enter(arguments: Sequence[str], place: Place = HERE) -> None:
    """Makes sure that commands can run. Returns only inside the environment; outside, `arguments` are run there."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    ensure(Need.COMMANDS, place)
    if not is_inside(place):
        _run_inside(place, arguments)


def ensure(need: Need, place: Place = HERE) -> None:
    """Does what is missing, after any other set-up of the same folder; silent and quick where nothing is."""
    if not steps(place, need):
        return
    from tools import set_up_work  # noqa: PLC0415 - where nothing is missing, which is nearly always, nothing is loaded

    try:
        set_up_work.do(lambda: steps(place, need), place)
    except KeyboardInterrupt:
        print(f"\n{INTERRUPTED}", file=sys.stderr)
        raise SystemExit(ctrl_c.INTERRUPTED) from None


def steps(place: Place, need: Need) -> tuple[Step, ...]:
    """What is still to do."""
    stamp = read_stamp(place)
    fresh = stamp.python != PYTHON or not place.python.exists()
    locks: Mapping[str, str] = {} if fresh else stamp.locks
    site, editor, tests = (need >= one for one in (Need.SITE, Need.EDITOR, Need.TESTS))
    front = _front_held(place, FRONT) if site else ""
    asked = {
        Step.VENV: fresh,
        Step.MOVED: not fresh and stamp.folder != str(place.root),
        Step.RUN: locks.get(RUN) != place.lock_hash(RUN),
        Step.EDITOR: editor and locks.get(EDITOR) != place.lock_hash(EDITOR),
        Step.TESTS: tests and locks.get(TESTS) != place.lock_hash(TESTS),
        Step.FRONT: site and not tests and front not in FRONT_KINDS,
        Step.FRONT_TESTS: tests and front != "tests",
        Step.EDITOR_FRONT: editor and _front_held(place, EDITOR_FRONT) not in FRONT_KINDS,
        Step.BUNDLE: editor and _bundle_held(place) != bundle_hash(place),
    }
    return tuple(step for step, needed in asked.items() if needed)


def read_stamp(place: Place) -> Stamp:
    try:
        return Stamp(**json.loads(place.stamp.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Stamp("", "", {})


def _front_held(place: Place, lock: str) -> str:
    """Which packages node_modules holds for a lock as it is now: "site", "tests" (both), or nothing."""
    try:
        held, kind = place.front_stamp(lock).read_text("utf-8").split()
    except (OSError, ValueError):
        return ""
    return kind if held == place.lock_hash(lock) else ""


def _bundle_held(place: Place) -> str:
    try:
        return place.bundle_stamp.read_text("utf-8")
    except OSError:
        return ""


def bundle_hash(place: Place) -> str:
    """Of all that a bundle is made from: sources, the way it is made, the packages."""
    sources = (path for path in (place.root / BUNDLE_SOURCES).rglob("*") if path.is_file())
    files = sorted([*sources, place.root / BUNDLER_FILE, place.root / EDITOR_FRONT])
    digests = (f"{file.relative_to(place.root).as_posix()} {place.lock_hash(str(file))}" for file in files)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def is_inside(place: Place) -> bool:
    return Path(sys.prefix).resolve() == place.venv.resolve()


def _run_inside(place: Place, arguments: Sequence[str]) -> None:
    """Never returns. Where the system can, this process becomes the command: signals and exit code are its own."""
    command = [str(place.python), str(place.root / "tasks.py"), *arguments]
    environment = os.environ | {"PYTHONUTF8": "1"}
    if os.name != "nt":
        ctrl_c.hold_back()
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted
    import subprocess  # noqa: PLC0415 - on Windows alone

    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                continue  # the command got the same Ctrl-C and ends by itself
    raise SystemExit(process.returncode)
