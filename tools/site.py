"""Calls Pelican for the commands: one way in for build, check and preview, so that a preview shows what a release will.

As a program it reads one line of JSON (the settings to override) and builds once. A server starts it beforehand:
Pelican and the engine are loaded by the time the texts lie there.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import CACHE, ROOT

if TYPE_CHECKING:
    from pelican import Pelican

    from plugins.engine import WarmSite

if __name__ == "__main__":  # who waits for an order has loaded what it takes to build
    from plugins.engine import register  # noqa: F401

    ORDER = sys.stdin.readline()

from plugins.base import last_build, moments, problems
from plugins.base.last_build import LastBuild, OutputLook
from plugins.base.problems import InvalidValue
from plugins.base.survey import Survey, of_content
from plugins.base.turns import FolderBusy, turn

FAULT = "loi.txt"
# What of an order makes no other site.
PASSING = ("NOW", "PROBLEMS_FILE", "NEXT_CHANGE_FILE", "INDEX_BEFORE", "INDEX_FOLLOWS_FILE", "TELL_ABOUT")
HUNGRY = (
    "Dựng trang cần nhiều bộ nhớ hơn mức cho phép nên đã dừng. "
    "Hãy bỏ tệp vừa thêm nếu nó rất lớn hoặc rất lạ, hoặc báo người quản trị."
)
OURS = "Lỗi của chính chương trình, không phải của bài viết ({fault}). Hãy gửi tệp {file} cho người quản trị."
WAITING = "Một lần dựng khác đang dùng bộ nhớ tạm; xin đợi."
NOT_FORGOTTEN = (
    "Không bỏ được bộ nhớ tạm {cache} ({why}). Hãy đợi lần dựng khác xong, hoặc xem lại quyền ghi, rồi thử lại."
)


def build(overrides: Mapping[str, Any]) -> str:
    """Builds as publishconf.py says, but for `overrides`; one of our own is among them, CACHE, the folder that keeps
    what later builds need not make again. Where nothing has changed since the last one, nothing is done.

    Returns what became of the pages, in words; nothing after a check.

    Raises:
        SystemExit: when the site is refused, and what is wrong has been printed; or with words about a fault of ours.
    """
    gc.disable()  # what is loaded now stays; the engine looks for garbage where there may be some
    given = dict(overrides)
    cache = Path(given.pop("CACHE", CACHE))
    order = {name: given[name] for name in sorted(given) if name not in PASSING}
    last = last_build.file_of(cache, {"software": str(ROOT), **order})
    with _looked_at(given) as output:
        seen = of_content(Path(given["PATH"])) if "PATH" in given else None
        if seen and (standing := _standing(last, seen, output, given)):
            return _again(standing, given)
        try:
            site = _pelican(given, cache)
            settings = site.settings
            settings["SEEN"], settings["OUTPUT_LOOK"] = seen, output
            settings["LAST_BUILD"] = {"file": last, "places": _places(settings)}
            site.run()
        except Exception as fault:  # noqa: BLE001 - an editor can do nothing with a traceback
            raise SystemExit(words_for(fault, cache)) from None
        return str(settings.get("PAGE_COUNTS", ""))


@contextmanager
def _looked_at(given: Mapping[str, Any]) -> Iterator[OutputLook | None]:
    """A look at the output, with the turn there for as long as it is worth something; none where there is no output yet
    or somebody else is at work in it.
    """
    folder = Path(given.get("OUTPUT_PATH", os.devnull))
    with ExitStack() as turns:
        look = None
        if folder.is_dir() and not given.get("CHECK_ONLY"):
            with suppress(FolderBusy, OSError):
                turns.enter_context(turn(folder, lambda: None, patience=0))
                look = OutputLook(folder)
                turns.callback(look.stop)
        yield look


def words_for(fault: Exception, cache: Path) -> str:
    """What an editor is told of a fault of ours; a maintainer finds the traceback in a file."""
    if isinstance(fault, MemoryError):
        return HUNGRY
    import traceback  # noqa: PLC0415 - for faults of ours alone

    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        (cache / FAULT).write_text("".join(traceback.format_exception(fault)), "utf-8")
    return OURS.format(fault=f"{type(fault).__name__}: {fault}", file=f"{cache.name}/{FAULT}")


def warm(overrides: Mapping[str, Any]) -> WarmSite:
    """The same site kept in memory, to be looked at again and again; nothing of it is written but the cache."""
    from plugins.engine import warm_site  # noqa: PLC0415 - it loads Pelican

    given = {**overrides, "OUTPUT_PATH": os.devnull, "SEARCH_INDEX": False}
    site = _pelican(given, Path(given.pop("CACHE", CACHE)))
    return warm_site(site.settings)


def _pelican(given: Mapping[str, Any], cache: Path) -> Pelican:
    import logging  # noqa: PLC0415

    from pelican import Pelican  # noqa: PLC0415 - only where there is something to build
    from pelican.log import console  # noqa: PLC0415
    from pelican.log import init as init_logging  # noqa: PLC0415
    from pelican.settings import read_settings  # noqa: PLC0415

    sys.dont_write_bytecode = False  # Invoke sets it, and the packages would be compiled anew at every build
    init_logging(level=logging.WARNING, name="pelican")
    console.quiet = True  # Pelican's closing line is English; each command has one of its own
    settings = read_settings(str(ROOT / "publishconf.py"), override=dict(given))
    settings["ENGINE"] = {**settings["ENGINE"], "cache": cache}
    return Pelican(settings)


def _places(settings: Mapping[str, Any]) -> list[str]:
    """Where the software lies: code and settings, and what they say of theme, fonts and programs."""
    own = (ROOT / name for name in ("plugins", "pelicanconf.py", "publishconf.py"))
    engine, themes = settings["ENGINE"], (settings["THEME"], *settings["THEME_TEMPLATES_OVERRIDES"])
    programs = (engine["pagefind"], *engine["lightningcss"].glob("lightningcss-cli-*"))
    return [str(place) for place in (*own, *themes, *engine["fonts"], *programs)]


def _standing(file: Path, seen: Survey, output: OutputLook | None, given: Mapping[str, Any]) -> LastBuild | None:
    """The last build of the same order, where it need not be done again."""
    if "EXPLAIN" in given or not (output or given.get("CHECK_ONLY")):
        return None
    try:
        now = moments.now(given.get("NOW"))
    except InvalidValue:  # which the build tells
        return None
    with suppress(OSError):
        return last_build.standing(file, seen, output, now.timestamp())
    return None


def _again(last: LastBuild, given: Mapping[str, Any]) -> str:
    """Tells what the last build told that still holds."""
    told = last.told
    if given.get("CHECK_ONLY"):
        problems.tell(told, sys.stderr)
    elif last.warned:
        print(last.warned, file=sys.stderr)
    if file := given.get("PROBLEMS_FILE"):
        Path(file).write_text(problems.as_json(told), "utf-8")
    if file := given.get("NEXT_CHANGE_FILE"):
        Path(file).write_text(last.foretold, "utf-8")
    return last.counts


def forget() -> None:
    """Removes what earlier builds kept for later ones.

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
    else:
        import shutil  # noqa: PLC0415 - for `--fresh` alone

        shutil.rmtree(kept)


if __name__ == "__main__" and ORDER:
    build(json.loads(ORDER))
