"""A document of Word, or of what writes like it, becomes a new post, with what a person should look at."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath

from plugins.base.problems import Message, printable
from plugins.base.vietnamese import nfc
from plugins.editorial import set_fields
from tools.convert import Post, Remark
from tools.editor import limits
from tools.editor.attaching import SentFile
from tools.editor.known_facts import laid_out
from tools.editor.people import Person
from tools.editor.workspace import CannotSave, Cause, OpenText, TextChange, Workspace
from tools.word import ENDINGS, CannotRead, line_of, read_apart, twin

REFUSED = "Chưa đọc được «{name}»: {why}"
OTHER_KIND = Message(
    "«{name}» không phải văn bản Word.", "Hãy chọn tệp .docx (hoặc .doc, .odt, .rtf), hay gửi nó làm tệp đính kèm."
)
LONGEST_TITLE = 150


def create(workspace: Workspace, sent: SentFile, person: Person) -> OpenText:
    """A new draft of a document, with remarks that stay until somebody goes on writing. Raises CannotSave where it
    gives no post.
    """
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        post = post_of(workspace, sent, Path(folder))
        files = {name: file.read_bytes() for name, file in post.files.items()}
    title = str(post.header["Title"])
    change = TextChange(set_fields(post.header, body=post.body), files, Cause.SAVE, _told(post.remarks))
    made = workspace.create(title, change, person)
    if of_twin := tuple(twin(Path(made.path).parent, title)):  # of which the workspace alone knows
        change = replace(change, files={}, remarks=_told((*of_twin, *post.remarks)))
        made = workspace.save(made.path, made.revision.name, change, person)
    return made


def _told(remarks: Iterable[Remark]) -> tuple[str, ...]:
    return tuple(line_of(one) for one in islice(remarks, limits.MOST_REMARKS))


def post_of(workspace: Workspace, sent: SentFile, folder: Path) -> Post:
    """The post that a document makes; its files lie in `folder`. Raises CannotSave."""
    name = PurePosixPath(nfc(re.split(r"[\\/]", sent.name)[-1]))
    if name.suffix.lower() not in ENDINGS:
        raise CannotSave(OTHER_KIND(name=printable(str(name))[:LONGEST_TITLE]))
    title = printable(name.stem).replace("\ufffd", " ").strip()[:LONGEST_TITLE] or "van-ban"
    file = folder / "goc" / f"{title}{name.suffix.lower()}"
    file.parent.mkdir()
    with file.open("wb") as opened:
        shutil.copyfileobj(sent.stream, opened)
    try:
        return read_apart(file, folder, laid_out(workspace, folder / "noi-dung"))
    except CannotRead as why:
        raise CannotSave(REFUSED.format(name=printable(str(name))[:LONGEST_TITLE], why=why)) from None
