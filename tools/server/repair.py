"""What `server-init` mends in a home and `doctor` finds by the same tables: who may read what, what has to be there.

Nothing of an editor's is destroyed: what stands in the way is laid into `server/aside`.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from plugins.base.problems import Message
from tools.server import addresses, clock, release, repository, upkeep
from tools.server.home import BRANCH, MAIN, RELEASE, SECRET_BYTES, Home, write
from tools.server.repository import Repository
from tools.server.settle import REMEMBERED
from tools.server.upkeep import Housekeeping

HEAD = f"ref: {MAIN}\n"
LAST_LOGGED = re.compile(rb"[0-9a-f]{40} ([0-9a-f]{40}) [^\n]*\n?\Z")
# What only the owner may read, and what the web server walks through and lists. Whatever is inside follows.
MODES: Mapping[str, int] = {
    "server": 0o700,
    "site.git": 0o700,
    "server/secret": 0o600,
    "server/lock": 0o600,
    "server/settle.lock": 0o600,
    "previews": 0o711,
    "releases": 0o755,
}
FOR_ALL = 0o001

NEW_SECRET = Message("Tệp server/secret mất hoặc hỏng nên đã tạo mới: địa chỉ của mọi bản xem trước đổi theo.")
LAID_ASIDE = Message("Đã dời «{path}» sang server/aside vì nó đứng chỗ của thứ khác.")
BRANCH_BACK = Message("Nhánh main mất hoặc hỏng; đã đưa về lần ghi {commit}, lần được nhận sau cùng mà kho còn giữ.")
CONFIG_ANEW = Message("Thiết lập của git trong site.git không đọc được; đã viết lại.")
ADDRESSES_BACK = Message("Danh sách địa chỉ đã đăng mất hoặc hỏng; đã lập lại từ các bản phát hành còn giữ.")
NOTED_AGAIN = Message("Ghi chép của {count} bản phát hành đã mất; đã ghi lại.")
NOT_MENDED = Message("Không sửa được {what}.", "Hãy xem quyền và chủ của nó: doctor nói rõ.")


def repair(home: Home, tell: Callable[[str], None]) -> None:
    """Under the lock. Each step by itself; what could not be mended is told, and found by `doctor`."""
    order = Housekeeping(home)
    for name, step in STEPS.items():
        with order.step(name):
            for sentence in step(home):
                tell(sentence)
    for trouble in order.trouble:
        tell(NOT_MENDED(what=trouble))


def clear_way(home: Home) -> Iterator[str]:
    """Before anything is written: what should be a folder, a file or a link is not something else."""
    for place in home.folders:
        if not place.is_dir():
            yield from _lay_aside(home, place)
        place.mkdir(exist_ok=True)
    for file in (home.lock, home.server / "settle.lock", home.server / "secret", home.server / "settings.toml"):
        if file.exists() and not file.is_file():
            yield from _lay_aside(home, file)
    if home.current.exists() and not home.current.is_symlink():
        yield from _lay_aside(home, home.current)


def close(home: Home) -> None:
    """Last: gives everything the mode that it should have, and looks again."""
    for path, mode in wrong_modes(home).items():
        path.chmod(mode)


def wrong_modes(home: Home) -> dict[Path, int]:
    """What others may do more with than they should, or the web server less than it must, and the right mode."""
    wanted = {home.root / name: mode for name, mode in MODES.items()}
    found = {path: _mode(path) for path in wanted}
    wrong = {path: mode for path, mode in wanted.items() if found[path] not in (mode, None)}
    root = _mode(home.root) or 0
    return wrong if root & FOR_ALL else {**wrong, home.root: root | 0o055}


def has_secret(home: Home) -> bool:
    try:
        return (home.server / "secret").stat().st_size == SECRET_BYTES
    except OSError:
        return False


def promises_kept(home: Home) -> bool:
    """Whether the list of released addresses is whole: as many as were counted, and nothing else in it."""
    counted = home.noted(REMEMBERED).get("count", 0)
    fewer = isinstance(counted, int) and len(addresses.promised(home)) < counted
    lost = home.served() is not None and not (home.server / addresses.FILE).is_file()
    return not (fewer or lost or addresses.is_damaged(home))


def without_notes(home: Home) -> list[Path]:
    """Releases whose notes are lost: whole, not of the future, and of a commit that the repository has."""
    known = Repository(home.repository)
    named = [one for one in release.strangers(home) if RELEASE.fullmatch(one.name) and not one.is_symlink()]
    whole = [one for one in named if os.path.isfile(one / "index.html") and not release.is_of_the_future(one)]  # noqa: PTH113 - never raises
    return [one for one in whole if known.is_commit(release.commit_of(one))]


def _mend_secret(home: Home) -> Iterator[str]:
    if not has_secret(home):
        if (home.server / addresses.FILE).is_file():  # not in a new home
            yield NEW_SECRET()
        write(home.server / "secret", secrets.token_bytes(SECRET_BYTES))


def _mend_config(home: Home) -> Iterator[str]:
    """Settings that cannot be read, and files of settings that are included and say otherwise; HEAD before both."""
    head, config = home.repository / "HEAD", home.repository / "config"
    if home.repository.is_dir() and not _holds(head, HEAD):
        write(head, HEAD)
    if config.exists() and not repository.is_readable(config):
        upkeep.lay_aside(home, config)
        yield CONFIG_ANEW()
    repository.make(home.repository)
    wanted = repository.settings_of(home)
    for once_more in (False, True):
        other = repository.differing(home.repository, wanted)
        if other and once_more:
            repository.leave_others_out(home.repository)
        repository.configure(home.repository, {name: wanted[name] for name in other})


def _mend_branch(home: Home) -> Iterator[str]:
    """What the main branch was is told by its log, else by the newest release."""
    known = Repository(home.repository)
    if known.tip():
        return
    named = [_last_logged(home), *(release.commit_of(one) for one in reversed(release.all_of(home)))]
    if commit := next((one for one in named if one and known.is_commit(one)), ""):
        upkeep.remove(home, home.repository / MAIN)
        (home.repository / MAIN).parent.mkdir(parents=True, exist_ok=True)
        write(home.repository / MAIN, f"{commit}\n")
        yield BRANCH_BACK(commit=commit[:12])


def _last_logged(home: Home) -> str:
    """The commit at which the branch's log ends."""
    try:
        found = LAST_LOGGED.search((home.repository / "logs" / MAIN).read_bytes())
    except OSError:
        return ""
    return found[1].decode() if found else ""


def _mend_notes(home: Home) -> Iterator[str]:
    lost = without_notes(home)
    for one in lost:
        release.note(home, one, release.ReleaseInfo(release.commit_of(one), release.LONG_AGO))
    if lost:
        yield NOTED_AGAIN(count=len(lost))


def _mend_addresses(home: Home) -> Iterator[str]:
    if promises_kept(home):
        return
    for one in release.all_of(home):
        addresses.remember(home.root, one)
    home.note(REMEMBERED, count=len(addresses.promised(home)))
    yield ADDRESSES_BACK()


def _lay_aside(home: Home, path: Path) -> Iterator[str]:
    if path.exists() or path.is_symlink():
        upkeep.lay_aside(home, path)
        yield LAID_ASIDE(path=path.relative_to(home.root))


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _holds(file: Path, wanted: str) -> bool:
    try:
        return file.read_text("utf-8") == wanted
    except (OSError, ValueError):
        return False


STEPS: Mapping[str, Callable[[Home], Iterator[str]]] = {
    "server/secret": _mend_secret,
    "site.git/config": _mend_config,
    f"nhánh {BRANCH}": _mend_branch,
    "server/about": _mend_notes,
    "server/addresses.txt": _mend_addresses,
    "releases": clock.mend,
}
