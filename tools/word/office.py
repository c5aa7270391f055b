"""LibreOffice, where it is installed, makes .docx of what Word wrote before 2007 and of what it writes itself."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from plugins.base.problems import Message
from tools.word import limits
from tools.word.package import CannotRead

MISSING = Message(
    "đọc tệp {kind} cần LibreOffice, mà máy này chưa có.",
    "Hãy cài LibreOffice (libreoffice.org), hoặc mở tệp bằng Word rồi Lưu thành .docx.",
)
FAILED = Message(
    "LibreOffice không đọc được tệp này; có thể tệp hỏng hoặc có mật khẩu.",
    "Hãy mở bằng Word, bỏ mật khẩu nếu có, rồi Lưu thành .docx.",
)
TOO_SLOW = Message("LibreOffice không đọc xong tệp này trong {seconds} giây.", "Hãy mở bằng Word rồi Lưu thành .docx.")
# Where it stands when it is not on the path.
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
# Nothing is fetched: links are not followed, macros do not run, and the way to the network leads to a closed door.
_SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_PROFILE = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


# From RTF, LibreOffice takes a picture of this machine into the document. What stands between the letters of the field
# is nothing to a reader of RTF, and a letter may be written by its number.
_BETWEEN = rb"(?:[\r\n{}]|\\[a-z*]+-?\d* ?)*"
_LETTERS = [
    rb"(?:[%c%c]|\\'(?:%02x|%02x)|\\u(?:%d|%d) ?\??)" % ((big, small) * 3)
    for big, small in zip(b"INCLUDEPICTURE", b"includepicture", strict=True)
]
_PICTURE_ELSEWHERE = re.compile(_LETTERS[0] + b"(" + b"".join(_BETWEEN + one for one in _LETTERS[1:]) + b")")


def program() -> str:
    """Where LibreOffice stands, or ""."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


def as_docx(file: Path, kind: str, folder: Path) -> Path:
    """The document as .docx, in a folder of its own below `folder`.

    Raises:
        CannotRead: where there is no LibreOffice, or it gives nothing.
    """
    office = program()
    if not office:
        raise CannotRead(MISSING(kind=f".{kind}"))
    home = folder / "libreoffice"
    source, made = home / f"van-ban.{kind}", home / "docx" / "van-ban.docx"
    _profile(home)
    source.write_bytes(_without_pictures_elsewhere(file.read_bytes()) if kind == "rtf" else file.read_bytes())
    try:
        _run([office, *_orders(home), "--convert-to", "docx", "--outdir", str(made.parent), str(source)])
    except subprocess.TimeoutExpired:
        raise CannotRead(TOO_SLOW(seconds=limits.OFFICE_SECONDS)) from None
    if not made.is_file():
        raise CannotRead(FAILED())
    return made


def _without_pictures_elsewhere(rtf: bytes) -> bytes:
    """With another name a field shows what the document itself keeps of the picture."""
    return _PICTURE_ELSEWHERE.sub(rb"X\1", rtf)


def _orders(home: Path) -> list[str]:
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    return [profile, "--headless", "--invisible", "--nologo", "--nodefault", "--nolockcheck", "--norestore"]


def _profile(home: Path) -> None:
    items = "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    (home / "docx").mkdir()
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")


def _run(command: list[str]) -> None:
    """Ends LibreOffice with all that it started, however it goes."""
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
    quiet = subprocess.DEVNULL
    apart = sys.platform != "win32"
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=apart
    ) as process:
        try:
            process.wait(limits.OFFICE_SECONDS)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
