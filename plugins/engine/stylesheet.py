"""The stylesheet that readers get: one file, in the words that the oldest of their browsers understand."""

from __future__ import annotations

import subprocess
from pathlib import Path

from plugins.base.cache import Cache
from plugins.base.fingerprint import digest, fingerprint

# The oldest that show all that is needed to read and to search: a telephone of 2020.
BROWSERS = "safari 14, chrome 87, firefox 78"
PATIENCE = 60
MADE_BY = fingerprint(__file__)
NOT_INSTALLED = "thiếu chương trình lightningcss. Hãy chạy «python3 tasks.py build» một lần để cài đặt."
FAILED = "tệp kiểu viết sai: {why}. Hãy sửa tệp ấy."


class CannotJoin(Exception):
    """There is no stylesheet; `args[0]` says why, in Vietnamese."""


def joined(folder: Path) -> str:
    """The stylesheets as they are written, in the order of site.txt."""
    names = (folder / "site.txt").read_text("utf-8").split()
    return "\n".join((folder / name).read_text("utf-8") for name in names)


def for_browsers(css: str, packages: Path, cache: Path | None = None) -> str:
    """The same rules without nesting and whatever else `BROWSERS` do not know, and without the white space that only
    people need. `packages` is where npm has put the program; what it made before comes from the folder `cache`.

    Raises:
        CannotJoin: where the program is not there, or cannot read the rules.
    """
    program = _program(packages)
    told = program.stat()
    kept = Cache(cache and cache / "stylesheets.sqlite", MADE_BY)
    key = digest(css.encode(), f"{program} {told.st_size} {told.st_mtime_ns}".encode())
    made = kept.get(key)
    if made is None:
        kept.put(key, made := _made(css, program))
    kept.save()
    return made.decode()


def _made(css: str, program: Path) -> bytes:
    command = [str(program), "--minify", "--targets", BROWSERS]
    try:
        done = subprocess.run(command, input=css.encode(), capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotJoin(FAILED.format(why=error)) from error
    if done.returncode:
        raise CannotJoin(FAILED.format(why=" ".join(done.stderr.decode("utf-8", "replace").split())))
    return done.stdout


def _program(packages: Path) -> Path:
    found = sorted(packages.glob("lightningcss-cli-*/lightningcss*"))
    programs = [file for file in found if file.suffix in ("", ".exe")]
    if not programs:
        raise CannotJoin(NOT_INSTALLED)
    return programs[0]
