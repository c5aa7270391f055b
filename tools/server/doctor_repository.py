"""What `doctor` says of the repository: its branch, its settings, and whether everything is there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime

from tools.server import release, repository
from tools.server.findings import Finding, broken, notice, well
from tools.server.home import BRANCH, MAIN, Home
from tools.server.repository import Repository

SECONDS = 60.0
AGAIN = "Cách sửa: chạy lại lệnh server-init."
RESTORE = (
    "Cách sửa: lấy site.git lại từ bản sao lưu, hoặc để một người đăng lại từ bản sao của họ sau khi chạy server-init."
)


def look(home: Home, _: datetime) -> Iterator[Finding]:
    if not (home.repository / "objects").is_dir():
        yield broken(f"không có kho ở {home.repository}. {RESTORE}")
        return
    known = Repository(home.repository)
    wrong = [*_head(known), *_branches(home, known), *_settings(home), *_objects(known)]
    yield from wrong or [well("kho: nhánh, thiết lập và các đối tượng nguyên vẹn")]


def _head(known: Repository) -> Iterator[Finding]:
    if not known.is_branch():
        yield broken(f"tệp HEAD của kho không chỉ nhánh {BRANCH}. {AGAIN}")


def _branches(home: Home, known: Repository) -> Iterator[Finding]:
    for name in sorted({*known.broken_refs()} - {MAIN}):
        yield broken(f"nhánh «{name}» hỏng. Cách sửa: đăng lại nhánh ấy, hoặc xóa tệp {home.repository / name}.")
    pushed = home.served() is not None or release.all_of(home) or (home.repository / "logs" / MAIN).is_file()
    if not known.tip() and (pushed or (home.repository / MAIN).exists()):
        yield broken(f"nhánh {BRANCH} mất hoặc hỏng. {AGAIN} Nó đưa nhánh về lần ghi được nhận sau cùng.")


def _settings(home: Home) -> Iterator[Finding]:
    if not repository.is_readable(home.repository / "config"):
        yield broken(f"thiếu hoặc cũ: site.git/config không đọc được. {AGAIN}")
    elif other := repository.differing(home.repository, repository.settings_of(home)):
        yield broken(f"thiết lập của git không như phần mềm này cần: {', '.join(other)}. {AGAIN}")


def _objects(known: Repository) -> Iterator[Finding]:
    try:
        if damage := known.damage(SECONDS):
            yield broken(f"kho hỏng, git nói: {damage.splitlines()[0]}. {RESTORE}")
    except subprocess.TimeoutExpired:
        yield notice(f"chưa soát hết kho trong {SECONDS:.0f} giây. Cách sửa: chạy tay git fsck trong site.git.")
