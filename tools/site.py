"""Calls Pelican for the commands: one way in for build, check and preview, so that a preview shows what a release will.

As a program it reads one line of JSON (the settings to override) and builds once. The preview starts it beforehand:
Pelican is loaded by the time a file is saved, and the site's own code is read afresh for every build.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.log import console
from pelican.log import init as init_logging
from pelican.settings import read_settings

from plugins.base.turns import FolderBusy, turn
from tools import CACHE, ROOT

FAULT = "loi.txt"
HUNGRY = (
    "Dựng trang cần nhiều bộ nhớ hơn mức cho phép nên đã dừng. "
    "Hãy bỏ tệp vừa thêm nếu nó rất lớn hoặc rất lạ, hoặc báo người quản trị."
)
OURS = "Lỗi của chính chương trình, không phải của bài viết ({fault}). Hãy gửi tệp {file} cho người quản trị."
WAITING = "Một lần dựng khác đang dùng bộ nhớ tạm; xin đợi."
NOT_FORGOTTEN = (
    "Không bỏ được bộ nhớ tạm {cache} ({why}). Hãy đợi lần dựng khác xong, hoặc xem lại quyền ghi, rồi thử lại."
)


def build(overrides: Mapping[str, Any]) -> None:
    """Builds as publishconf.py says, but for `overrides`; one of our own is among them, CACHE, the folder that keeps
    what later builds need not make again.

    Raises:
        SystemExit: when the site is refused, and what is wrong has been printed; or with words about a fault of ours.
    """
    given = dict(overrides)
    cache = Path(given.pop("CACHE", CACHE))
    sys.dont_write_bytecode = False  # Invoke sets it, and the packages would be compiled anew at every build
    init_logging(level=logging.WARNING, name="pelican")
    console.quiet = True  # Pelican's closing line is English; each command has one of its own
    try:
        settings = read_settings(str(ROOT / "publishconf.py"), override=given)
        settings["ENGINE"] = {**settings["ENGINE"], "cache": cache}
        Pelican(settings).run()
    except MemoryError:
        raise SystemExit(HUNGRY) from None
    except Exception as fault:  # noqa: BLE001 - an editor can do nothing with a traceback; a maintainer finds it in a file
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            (cache / FAULT).write_text(traceback.format_exc(), "utf-8")
        raise SystemExit(OURS.format(fault=f"{type(fault).__name__}: {fault}", file=f"{cache.name}/{FAULT}")) from None


def forget() -> None:
    """Removes what earlier builds kept for later ones; the pages of a preview that is running are not that.

    The output stays: the engine looks at every file of it anyhow, and a release that is refused must not cost the last.
    """
    try:
        with turn(CACHE, lambda: print(WAITING, file=sys.stderr, flush=True)):
            for kept in CACHE.glob("*"):
                _remove(kept)
    except (OSError, FolderBusy) as error:
        raise SystemExit(NOT_FORGOTTEN.format(cache=CACHE, why=error)) from None


def _remove(kept: Path) -> None:
    if kept.is_symlink() or not kept.is_dir():
        kept.unlink(missing_ok=True)
    elif kept.name != "preview":
        shutil.rmtree(kept)


if __name__ == "__main__" and (order := sys.stdin.readline()):
    build(json.loads(order))
