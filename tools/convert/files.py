"""The files of a post: pictures and attachments under good names, the same bytes once, and the folder that is written
whole or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

from plugins.base.addresses import NO_SLUGS
from plugins.base.file_names import is_device
from plugins.base.fingerprint import digest
from plugins.base.vietnamese import slug
from plugins.editorial import set_fields
from tools.convert.blocks import Block, Figures, InlineImage, images_in, inner, text_of
from tools.convert.document import Post

LONGEST_NAME = 60
LONGEST_FOLDER = 80
ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "tif": "tiff", "hif": "heic"}
# The first bytes say what a picture is; the name that a program gave it may not.
BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif"}


class CannotWrite(Exception):
    """args[0] says in Vietnamese why there is no post, and what to do."""


class FileNames:
    """Names the files of one post; what has the same bytes has one name."""

    def __init__(self, files: Mapping[str, Path], stem: str) -> None:
        self._files = files
        self._stem = stem
        self._by_bytes: dict[bytes, str] = {}
        self.targets: dict[str, str] = {}
        """The name in the post's folder by the source's."""
        self.named: dict[str, Path] = {}

    def picture(self, image: InlineImage, caption: str) -> None:
        """Names a picture by its caption, else by the post and its number."""
        if file := self._file(image.src):
            words = slug(caption) or f"{self._stem}-{len(self.named) + 1}"
            self._name(image.src, file, words, _ending(file))

    def attachment(self, href: str) -> None:
        if file := self._file(href):
            stem, _, ending = unquote(href.rpartition("/")[2]).rpartition(".")
            self._name(href, file, slug(stem) or self._stem, slug(ending) or "bin")

    def has(self, source: str) -> bool:
        return self._file(source) is not None

    def _file(self, source: str) -> Path | None:
        file = self._files.get(source) or self._files.get(unquote(source))
        return file if file and file.is_file() else None

    def _name(self, source: str, file: Path, words: str, ending: str) -> None:
        key = digest(file.read_bytes())
        if key not in self._by_bytes:
            stem = short_name(words, LONGEST_NAME)
            stem = f"{stem}-1" if is_device(stem) else stem
            numbered = (f"{stem}-{number}.{ending}" for number in count(2))
            name = next(one for one in chain([f"{stem}.{ending}"], numbered) if one not in self.named)
            self._by_bytes[key], self.named[name] = name, file
        self.targets[source] = self._by_bytes[key]


def short_name(words: str, longest: int) -> str:
    """As many whole words as there is room for."""
    return words if len(words) <= longest else words[: longest + 1].rpartition("-")[0] or words[:longest]


def _ending(file: Path) -> str:
    with file.open("rb") as opened:
        first = opened.read(16)
    known = next((ending for begun, ending in BEGINNINGS.items() if first.startswith(begun)), "")
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        known = "webp"
    written = file.suffix[1:].lower()
    return known or ENDINGS.get(written, written) or "bin"


def name_pictures(names: FileNames, blocks: Iterable[Block]) -> None:
    """In the order of the text; several with one caption are counted."""
    for block in blocks:
        if isinstance(block, Figures):
            for image in block.images:
                names.picture(image, text_of(block.caption) or block.images[0].alt)
        else:
            for image in images_in([block]) if not any(True for _ in inner(block)) else ():
                names.picture(image, image.alt)
            for part in inner(block):
                name_pictures(names, part)


def folder_name(title: str) -> str:
    """What the folder of a post with this title is called; "" where that gives no address."""
    name = short_name(slug(title), LONGEST_FOLDER)
    return "" if is_device(name) or name in NO_SLUGS else name


def write(post: Post, into: Path) -> Path:
    """Makes the folder of a new post in `into`, whole or not at all. A name that is taken gets a number.

    Raises:
        CannotWrite: where the title makes no name.
        OSError: where the disk says no.
    """
    title = post.header.get("Title", "")
    name = folder_name(title if isinstance(title, str) else "")
    if not name:
        raise CannotWrite(f"tiêu đề «{title}» không làm được địa chỉ. Hãy đặt tiêu đề dài hơn.")
    beside = into / f".{name}.{uuid4().hex[:8]}"
    beside.mkdir(parents=True)
    try:
        for file_name, file in post.files.items():
            shutil.copyfile(file, beside / file_name)
        (beside / "index.md").write_text(set_fields(post.header, body=post.body), "utf-8", newline="\n")
        folder = next(one for one in _numbered(into / name) if not one.exists())
        beside.rename(folder)
    finally:
        with suppress(OSError):
            shutil.rmtree(beside)
    return folder


def _numbered(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (folder.with_name(f"{folder.name}-{number}") for number in count(2))
