"""Files that are brought to a text: pictures made fit to keep, attachments as they are, each under a name that every
colleague's machine can have, saved beside the text.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import IO

from plugins.base import media_types
from plugins.base.file_names import is_device, shown
from plugins.base.problems import UNPRINTABLE, InvalidValue, Message
from plugins.base.vietnamese import fold_spaces, nfc, slug
from plugins.media import refuse_attachment
from tools.convert.files import LONGEST_NAME, short_name
from tools.editor import limits, pictures
from tools.editor.people import Person
from tools.editor.pictures import NoPictureTaken
from tools.editor.workspace import CannotSave, NoSuchText, OpenText, Stale, TextChange, Workspace

TRIES = 5
OTHER_PICTURES = frozenset("bmp tif tiff jp2 dng cr2 cr3 nef arw raw eps ai emf wmf".split())
PICTURE_REFUSED = "Ảnh «{name}» {flaw}"
FILE_REFUSED = "Chưa nhận: {flaw}"
NO_FILE = Message("Chưa có tệp nào được gửi lên.", "Hãy chọn tệp rồi gửi lại.")
UNKNOWN_KIND = Message(
    "Tệp «{name}» thuộc loại mà trang không đăng.", "Hãy gửi ảnh, PDF, tệp văn phòng, hoặc nén tệp này thành .zip."
)
OTHER_PICTURE = Message("Ảnh «{name}» thuộc loại mà trang không nhận.", "Hãy mở ảnh và lưu lại thành JPEG hoặc PNG.")
TOO_MANY = Message("Cạnh bài này đã có {most} tệp.", "Hãy bỏ bớt tệp, hoặc viết thêm một bài khác.")
TOO_BUSY = Message("Bài vừa được lưu liên tục nên chưa gắn được tệp.", "Hãy gửi lại tệp sau ít phút.")
# What would mean something in Markdown, or stands between words in names of files.
_SIGNS = re.compile(r"[\\`*_\[\]<>|&~={}!#^$\"+]+")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a browser sends it: the name that it has there, and its bytes."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file that may be kept beside a text. Only pictures have a width and a height."""

    name: str
    content: bytes
    label: str = ""
    """What a link to it says."""
    width: int = 0
    height: int = 0

    @property
    def markdown(self) -> str:
        return f"![]({self.name})" if self.width else f"[{self.label}]({self.name})"


@dataclass(frozen=True, slots=True)
class Brought:
    """`revision` is the one to go on from: the new one only where the browser had seen all before it."""

    files: tuple[BroughtFile, ...]
    refused: tuple[str, ...]
    revision: str


def bring(workspace: Workspace, path: str, seen: str, sent: Sequence[SentFile], person: Person) -> Brought:
    """Takes in what can be taken and saves it beside the text; `seen` is the revision that the browser has.

    Raises:
        CannotSave: where nothing could be taken.
    """
    if not sent:
        raise CannotSave(NO_FILE())
    made, refused = [], []
    for one in sent:
        try:
            made.append(taken(one))
        except CannotSave as why:
            refused.append(str(why))
    if not made:
        raise CannotSave(" ".join(refused))
    files, revision = keep(workspace, path, seen, made, person)
    return Brought(files, tuple(refused), revision)


def keep(
    workspace: Workspace, path: str, seen: str, made: Sequence[BroughtFile], person: Person
) -> tuple[tuple[BroughtFile, ...], str]:
    """Saves files beside a text under names that are free, and tells them with the revision to go on from. What lies
    there already is not written twice. Raises CannotSave.
    """
    for _ in range(TRIES):
        text = workspace.open(path)
        named, fresh = _named(workspace, text, made)
        if not fresh:
            return named, seen or text.revision.name
        if len(text.files) + len(fresh) > limits.FILES_BESIDE:
            raise CannotSave(TOO_MANY(most=limits.FILES_BESIDE))
        try:
            saved = workspace.save(path, text.revision.name, TextChange(text.text, fresh), person)
        except Stale:
            continue
        return named, saved.revision.name if seen in ("", text.revision.name) else seen
    raise CannotSave(TOO_BUSY())


def taken(sent: SentFile) -> BroughtFile:
    """The file as it may be kept, under the name that it would like to have. Raises CannotSave."""
    name = nfc(re.split(r"[\\/]", sent.name)[-1])
    written = PurePosixPath(name).suffix[1:].lower()
    if written in pictures.ENDINGS:
        return _picture(name, sent.stream)
    if written in OTHER_PICTURES:
        raise CannotSave(OTHER_PICTURE(name=shown(name)))
    if not (ending := media_types.ending(name)):
        raise CannotSave(UNKNOWN_KIND(name=shown(name)))
    return _attachment(name, ending, sent.stream)


def _picture(name: str, stream: IO[bytes]) -> BroughtFile:
    try:
        made = pictures.taken(stream)
    except NoPictureTaken as flaw:
        raise CannotSave(PICTURE_REFUSED.format(name=shown(name), flaw=flaw)) from None
    stem = _plain(PurePosixPath(name).stem) or "anh"
    return BroughtFile(f"{stem}.{made.ending}", made.content, "", made.width, made.height)


def _attachment(name: str, ending: str, stream: IO[bytes]) -> BroughtFile:
    words = name[: -len(ending) - 1]
    plain = f"{_plain(words) or 'tep'}.{ending}"
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / plain
        with file.open("wb") as opened:
            shutil.copyfileobj(stream, opened)
        try:
            refuse_attachment(plain, file)
        except InvalidValue as flaw:
            raise CannotSave(FILE_REFUSED.format(flaw=flaw)) from None
        return BroughtFile(plain, file.read_bytes(), _label(words) or plain)


def _plain(words: str) -> str:
    stem = short_name(slug(words), LONGEST_NAME)
    return f"{stem}-1" if is_device(stem) else stem


def _label(words: str) -> str:
    return fold_spaces(_SIGNS.sub(" ", UNPRINTABLE.sub(" ", words)))


def _named(
    workspace: Workspace, text: OpenText, made: Sequence[BroughtFile]
) -> tuple[tuple[BroughtFile, ...], dict[str, bytes | None]]:
    """Every file with its name beside the text, and those of them that are not there yet."""
    fresh: dict[str, bytes | None] = {}
    named = []
    for one in made:
        for name in _names(_own(text.path, one.name)):
            if (there := fresh.get(name) or _there(workspace, text, name)) in (None, one.content):
                break
        if there is None:
            fresh[name] = one.content
        named.append(replace(one, name=name))
    return tuple(named), fresh


def _own(path: str, name: str) -> str:
    """A text that shares its folder has its own name in front of its files."""
    file = PurePosixPath(path)
    if file.name.lower() == "index.md" or not (own := _plain(file.stem)) or name.startswith(f"{own}-"):
        return name
    return f"{own}-{name}"


def _names(name: str) -> Iterator[str]:
    ending = media_types.ending(name) or name.rpartition(".")[2]
    stem = name[: -len(ending) - 1]
    return chain([name], (f"{stem}-{number}.{ending}" for number in count(2)))


def _there(workspace: Workspace, text: OpenText, name: str) -> bytes | None:
    """What lies there under that name, or one that some machines take for it."""
    twin = next((one for one in text.files if nfc(nfc(one).casefold()) == name), name)
    with suppress(NoSuchText):
        return workspace.read_file(text.path, twin) if twin == name else b""
    return None
