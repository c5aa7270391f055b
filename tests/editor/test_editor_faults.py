"""Nothing that was acknowledged is ever lost: processes killed, disks full, two who save at once, locks left behind."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.editor.desk import Browser
from tests.editor.drafting import HUNG, LAN, TEXT, A, Clock, Desk, git
from tools.editor import forms, text_parts
from tools.editor.app import Editor, make_app
from tools.editor.draft_git import SECONDS
from tools.editor.draft_upkeep import tidy
from tools.editor.drafts import DraftWorkspace
from tools.editor.workspace import CannotSave, Cause, DiskFull, Stale, TextChange

FORK = multiprocessing.get_context("fork")
TOKEN = "t" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.drafts.close()


def serve(desk: Desk, waiting: socket.socket) -> None:
    """The editor as a process of its own, with all that it starts."""
    os.setsid()
    editor = Editor(desk.workspace(), None, _origin(waiting), "/soan", "Liên hiệp hội", owner=LAN, token=TOKEN)
    app = Starlette(routes=[Mount("/soan", make_app(editor))])
    uvicorn.Server(uvicorn.Config(app, ws="none", log_config=None, log_level="critical")).run(sockets=[waiting])


def _origin(waiting: socket.socket) -> str:
    return f"http://127.0.0.1:{waiting.getsockname()[1]}"


@contextmanager
def serving(desk: Desk) -> Iterator[tuple[BaseProcess, Browser]]:
    with socket.create_server(("127.0.0.1", 0)) as waiting:  # and nobody waits there once the process is gone
        browser = Browser(waiting.getsockname()[1], _origin(waiting), TOKEN)
        process = FORK.Process(target=serve, args=(desk, waiting))
        process.start()
    try:
        yield process, browser
    finally:
        if process.is_alive():
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()


def save_until_killed(browser: Browser, desk: Desk, words: Iterator[str]) -> tuple[str, str]:
    """The words that were acknowledged last, and those that were sent last."""
    revision = desk.drafts.open(A).revision.name
    acknowledged = sent = ""
    with suppress(OSError, http.client.HTTPException):
        for sent in words:
            told = {"revision": revision, "fields": forms.shown(TEXT), "body": sent, "cause": "autosave"}
            reply = browser.send("PUT", f"/soan/bai/{A}/luu", told)
            assert reply.status == 200, reply.text
            revision, acknowledged = reply.json["revision"], sent
    return acknowledged, sent


@pytest.mark.faults
def test_killed_at_fifty_random_moments_all_that_was_acknowledged_is_there(desk: Desk) -> None:
    chance, heard = random.Random(18), 0
    for turn in range(50):
        with serving(desk) as (process, browser):
            browser.get("/soan/")
            assert process.pid
            kill = os.killpg if turn % 2 else os.kill  # with its git, or git goes on alone
            timer = FORK.Process(target=_kill_later, args=(kill, process.pid, chance.uniform(0.0, 0.4)))
            timer.start()
            acknowledged, sent = save_until_killed(browser, desk, (f"Lượt {turn}, chữ {n}.\n" for n in range(10_000)))
            timer.join()
        heard += bool(acknowledged)
        _wait_for_git(desk)
        with closing(desk.workspace()) as workspace:
            now = text_parts.shown_body(workspace.open(A).text)
        assert now in {acknowledged or now, sent}, (turn, acknowledged, sent)
    assert heard > 10
    git(desk.drafts.repository.folder, "fsck", "--strict")


def _kill_later(kill: Callable[[int, int], None], process: int, seconds: float) -> None:
    time.sleep(seconds)
    kill(process, signal.SIGKILL)


def _wait_for_git(desk: Desk) -> None:
    """A git that outlived its editor is not one that somebody could meet after a restart."""
    for place, _, names in os.walk(desk.drafts.repository.folder / "refs"):
        for name in names:
            if name.endswith(".lock"):
                os.utime(Path(place, name), (0, 0))


@pytest.mark.faults
def test_of_two_processes_that_save_one_revision_exactly_one_wins(desk: Desk) -> None:
    for turn in range(10):
        seen = desk.drafts.open(A)
        barrier, results = FORK.Barrier(2), FORK.SimpleQueue()
        both = [
            FORK.Process(target=_race, args=(desk, seen.revision.name, f"{turn} {n}", barrier, results)) for n in "ab"
        ]
        for one in both:
            one.start()
        told = {results.get() for _ in both}
        for one in both:
            one.join()
        assert {outcome for _, outcome in told} == {"saved", "stale"}
        winner = next(words for words, outcome in told if outcome == "saved")
        assert desk.drafts.open(A).text == f"{TEXT}\n{winner}\n"


def _race(desk: Desk, revision: str, words: str, barrier: object, results: object) -> None:
    workspace = desk.workspace()
    workspace.open(A)
    barrier.wait()  # type: ignore[attr-defined]
    try:
        workspace.save(A, revision, TextChange(f"{TEXT}\n{words}\n"), HUNG)
        results.put((words, "saved"))  # type: ignore[attr-defined]
    except Stale:
        results.put((words, "stale"))  # type: ignore[attr-defined]
    except Exception as fault:  # noqa: BLE001 - whoever waits for a result is told
        results.put((words, repr(fault)))  # type: ignore[attr-defined]


def _with_small_files(desk: Desk, results: object) -> None:
    workspace = desk.workspace()
    seen = workspace.open(A)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        workspace.save(A, seen.revision.name, TextChange(TEXT, {"lon.jpg": os.urandom(200_000)}), LAN)
        results.put("saved")  # type: ignore[attr-defined]
    except Exception as why:  # noqa: BLE001 - whoever waits for a result is told
        results.put(str(why))  # type: ignore[attr-defined]


def test_where_no_byte_can_be_written_that_is_told_and_what_was_saved_stays(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    results = FORK.SimpleQueue()
    process = FORK.Process(target=_with_small_files, args=(desk, results))
    process.start()
    assert results.get().startswith("Chưa lưu được: ổ đĩa của máy chủ đã đầy.")
    process.join()
    assert desk.drafts.open(A) == saved


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("a disk of its own needs root")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.faults
def test_a_full_disk_is_told_and_saving_goes_on_when_there_is_room_again(desk: Desk, small_disk: Path) -> None:
    with closing(DraftWorkspace(small_disk, str(desk.site), now=Clock())) as workspace:
        saved = workspace.open(A)
        for number in range(1000):
            change = TextChange(f"{TEXT}\n{number}\n", {"anh.jpg": os.urandom(200_000)}, Cause.SAVE)
            try:
                saved = workspace.save(A, saved.revision.name, change, LAN)
            except DiskFull:
                break
        assert 1 < number < 20
        assert workspace.open(A) == saved
        subprocess.run(["mount", "-o", "remount,size=30m", small_disk], check=True)
        assert workspace.save(A, saved.revision.name, TextChange(f"{TEXT}\nWieder.\n"), LAN).is_draft


def test_a_lock_that_a_killed_git_left_is_taken_away(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    (ref,) = desk.drafts.repository.folder.glob("refs/drafts/*")
    lock = ref.with_name(f"{ref.name}.lock")
    lock.touch()
    os.utime(lock, (0, time.time() - 2 * SECONDS))
    assert desk.save(TEXT.replace("một", "2"), seen=saved).text == TEXT.replace("một", "2")


def test_a_lock_that_somebody_holds_is_told_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    (ref,) = desk.drafts.repository.folder.glob("refs/drafts/*")
    ref.with_name(f"{ref.name}.lock").touch()
    desk.drafts.repository.run("config", "core.filesRefLockTimeout", "10")
    with pytest.raises(CannotSave, match="đang bận"):
        desk.save(TEXT.replace("một", "2"), seen=saved)
    assert desk.drafts.open(A) == saved


def test_keeping_order_packs_and_forgets_and_loses_nothing(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"), cause=Cause.SAVE)
    for number in range(15):
        saved = desk.save(f"{TEXT}\n{number}\n", seen=saved)
    desk.drafts.discard(A, LAN)
    kept = desk.save(TEXT.replace("một", "2"), cause=Cause.SAVE)
    folder = desk.drafts.repository.folder
    (folder / "objects/17").mkdir(exist_ok=True)
    for number in range(20):
        (folder / f"objects/17/{number:038}").write_bytes(b"")
    tidy(desk.drafts.repository, desk.clock())
    assert len(git(folder, "for-each-ref", "refs/discarded").splitlines()) == 1
    desk.clock.now = desk.clock.now.replace(year=desk.clock.now.year + 1)
    tidy(desk.drafts.repository, desk.clock())
    assert git(folder, "for-each-ref", "refs/discarded") == ""
    assert desk.drafts.open(A) == kept


def test_a_git_that_ended_is_begun_anew(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    process = desk.drafts.repository._objects._process
    assert process
    process.kill()
    process.wait()
    assert desk.drafts.open(A) == saved
