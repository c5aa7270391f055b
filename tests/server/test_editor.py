"""The editor in the browser beside a publishing home: what `server-init` makes and says, and what `doctor` finds."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import AF_UNIX, socket
from threading import Thread

import pytest

from plugins.base import moments
from tests.server.house import URL
from tools.editor.home import EditorHome, EditorSettings, NoEditorHome
from tools.server import doctor_editor, doctor_machine, editor, init, next_steps
from tools.server.editor import EditorPlace
from tools.server.home import Home, Unusable

ORIGIN = "https://soan.x.example"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return init.init(tmp_path / "trang", URL, ORIGIN)


@pytest.fixture
def place(home: Home) -> EditorPlace:
    return EditorPlace(home)


def lying(home: Home) -> dict[str, bytes]:
    files = (file for file in home.server.iterdir() if file.is_file() and not file.name.endswith(("lock", ".json")))
    return {file.name: file.read_bytes() for file in files}


def test_a_home_without_an_editor_knows_nothing_of_one(tmp_path: Path) -> None:
    home = init.init(tmp_path / "trang", URL)
    assert editor.of(home) is None
    assert not editor.is_set(home.root)
    assert "soan" not in " ".join(lying(home))
    assert "oạn bài" not in next_steps.words(home)
    assert list(doctor_editor.look(home, moments.now(""))) == []


def test_made_again_nothing_changes_and_what_was_set_is_kept(home: Home, tmp_path: Path) -> None:
    before = lying(home)
    again = init.init(home.root, "")
    assert lying(again) == before
    assert (again.settings.editor_url, again.settings.editor_folder) == (ORIGIN, str(tmp_path / "soan-trang"))


def test_a_home_that_stands_already_gets_an_editor_and_keeps_its_settings(tmp_path: Path) -> None:
    home = init.init(tmp_path / "trang", URL)
    (home.server / "settings.toml").write_text(f'site_url = "{URL}"\nkeep_releases = 7\n', "utf-8")
    made = init.init(home.root, "", ORIGIN, str(tmp_path / "soan")).settings
    assert (made.editor_url, made.editor_folder, made.keep_releases) == (ORIGIN, str(tmp_path / "soan"), 7)


def test_another_address_is_told_wherever_it_is_needed(home: Home) -> None:
    made = EditorPlace(init.init(home.root, "https://y.example", "https://soan.y.example"))
    told = "".join(made.files().values())
    assert "x.example" not in told.replace("y.example", "")
    assert 'origin = "https://soan.y.example"' in told
    assert 'site_url = "https://y.example"' in told
    assert all(file.read_text("utf-8") == text for file, text in made.files().items())


REFUSED = [
    ("http://soan.x.example", "không an toàn"),
    ("https://soan.x.example/soan", "có đường dẫn"),
    (URL, "cùng tên với trang"),
    ("soan.x.example", "--editor-url"),
    ('https://soan.x.example"', "--editor-url"),
    ("https://soan.x.example\nx", "--editor-url"),
]


@pytest.mark.parametrize(("url", "why"), REFUSED)
def test_an_address_at_which_no_editor_can_stand_is_refused(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        init.init(tmp_path / "trang", URL, url)


@pytest.mark.parametrize("folder", ["trang/soan", "trang", ".", "a b", "a'b", "a%h", "a\nb", "a$b"])
def test_a_folder_that_cannot_be_the_editors_own_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(Unusable, match="--editor-home"):
        init.init(tmp_path / "trang", URL, ORIGIN, str(tmp_path / folder))


def test_what_it_is_told_is_all_that_its_own_settings_have(place: EditorPlace, tmp_path: Path) -> None:
    shutil.copy(place.home.server / editor.FACTS, tmp_path / "settings.toml")
    owner = place.home.root.owner()
    assert EditorHome(tmp_path).settings == EditorSettings(ORIGIN, URL, f"ssh://{owner}@localhost:22/site.git")


WRONG = [
    ("", "origin"),
    ('origin = "x"\n', "site_url"),
    ("origin = 1\nsite_url = 'x'\npush_to = 'x'\n", "origin"),
    ("[", "settings.toml"),
]
WRONG += [("origin = 'x'\nsite_url = 'x'\npush_to = 'x'\nport = 1\n", "port")]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_settings_that_cannot_be_read_are_told(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(NoEditorHome, match=named):
        _ = EditorHome(tmp_path).settings


def test_its_units_are_what_systemd_takes_and_shut_nearly_everything(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("thiếu chương trình: systemd-analyze")
    place = EditorPlace(init.init(tmp_path / "Trang 50% 'mới'", URL, ORIGIN))
    verified = subprocess.run(["systemd-analyze", "verify", *place.units], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    shut = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(place.units[1])]
    assert subprocess.run(shut, capture_output=True, check=False).returncode == 0


def test_each_command_that_is_said_names_what_is_there(place: EditorPlace) -> None:
    said = next_steps.words(place.home).partition("6. ")[2].replace("\\\n", " ")
    commands = [shlex.split(line) for line in said.splitlines() if line.startswith("     ")]
    written = {word for command in commands for word in command if word.startswith(str(place.home.server))}
    assert written == {str(file) for file in place.files()}
    assert all(Path(file).is_file() for file in written)
    (key,) = [command for command in commands if command[0] == "grep"]
    assert key[2] == f'restrict,command="{place.home.server}/ssh-content-command"'
    assert Path(shlex.split(place.forced_command.partition('"')[2].rpartition('"')[0])[0]).is_file()


def test_two_homes_of_one_name_share_no_unit_and_no_door(tmp_path: Path) -> None:
    one, other = (EditorPlace(init.init(tmp_path / name / "trang", URL, ORIGIN)) for name in "ab")
    assert one.unit != other.unit
    assert one.socket != other.socket


# ── doctor ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(home: Home) -> str:
    return "\n".join(map(str, doctor_editor.look(home, moments.now(""))))


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The authorized keys of the home's owner."""
    monkeypatch.setattr(doctor_editor, "home_folder_of", lambda _: tmp_path)
    (tmp_path / ".ssh").mkdir()
    return tmp_path / ".ssh" / "authorized_keys"


@contextmanager
def answering(path: Path) -> Iterator[None]:
    with closing(socket(AF_UNIX)) as door:
        door.bind(str(path))
        door.listen()

        def answer() -> None:
            caller, _ = door.accept()
            with caller:
                caller.recv(1000)
                caller.sendall(b"HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield
        thread.join()


def test_what_is_not_there_yet_is_told_with_its_remedy(home: Home, keys: Path) -> None:
    lines = told(home).splitlines()
    assert [line for line in lines if "Cách sửa: " not in line] == []
    assert any("chưa có khóa của trình soạn bài" in line for line in lines)
    assert any("chưa có thư mục" in line for line in lines)
    assert any("không trả lời" in line for line in lines)


def test_an_editor_that_is_well_is_told_so(
    place: EditorPlace, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EditorPlace, "socket", tmp_path / "cua")
    monkeypatch.setattr(doctor_machine, "has_systemd", lambda: False)
    place.folder.mkdir(mode=0o700)
    shutil.copy(place.home.server / editor.FACTS, place.folder / "settings.toml")
    keys.write_text(f"ssh-ed25519 AAAA thuy\n{place.forced_command} ssh-ed25519 AAAA {place.user}\n", "utf-8")
    with answering(tmp_path / "cua"):
        lines = told(place.home).splitlines()
    assert [line for line in lines if line.startswith("HỎNG")] == []
    assert f"tốt   trình soạn bài trả lời tại {ORIGIN}" in lines


def _key_without_a_command(place: EditorPlace, keys: Path) -> None:
    keys.write_text(f"{place.forced_command} ssh-ed25519 A {place.user}\nssh-ed25519 A {place.user}\n", "utf-8")


def _open_folder(place: EditorPlace, _: Path) -> None:
    place.folder.chmod(0o755)


def _old_settings(place: EditorPlace, _: Path) -> None:
    (place.folder / "settings.toml").write_text("origin = 'https://cu.example'\n", "utf-8")


FLAWS = [
    (_key_without_a_command, "khác cho làm nhiều hơn"),
    (_open_folder, "chmod 700"),
    (_old_settings, "thiếu hoặc cũ"),
]


@pytest.mark.parametrize(("spoil", "words"), FLAWS)
def test_what_is_wrong_with_an_editor_is_found(place: EditorPlace, keys: Path, spoil: object, words: str) -> None:
    place.folder.mkdir(mode=0o700)
    shutil.copy(place.home.server / editor.FACTS, place.folder / "settings.toml")
    assert callable(spoil)
    spoil(place, keys)
    assert words in told(place.home)
