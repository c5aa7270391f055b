"""A document of Word, or of what writes like it, becomes a new post, with what a person should look at."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
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
from tools.word import ENDINGS, CannotRead, read_apart, twin

REFUSED = "Chưa đọc được «{name}»: {why}"
OTHER_KIND = Message(
    "«{name}» không phải văn bản Word.", "Hãy chọn tệp .docx (hoặc .doc, .odt, .rtf), hay gửi nó làm tệp đính kèm."
)
LONGEST_TITLE = 150


class KeptRemarks:
    """What is to be told when a text is opened for the first time, in memory: each is told once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Remark, ...]] = OrderedDict()

    def keep(self, path: str, remarks: Sequence[Remark]) -> None:
        self._kept[path] = tuple(remarks)
        while len(self._kept) > limits.KEPT_REMARKS:
            self._kept.popitem(last=False)

    def take(self, path: str) -> tuple[Remark, ...]:
        return self._kept.pop(path, ())


REMARKS = KeptRemarks()


def create(workspace: Workspace, sent: SentFile, person: Person) -> OpenText:
    """A new draft of a document; its remarks wait in REMARKS. Raises CannotSave where it gives no post."""
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        post = post_of(workspace, sent, Path(folder))
        files = {name: file.read_bytes() for name, file in post.files.items()}
    title = str(post.header["Title"])
    change = TextChange(set_fields(post.header, body=post.body), files, Cause.SAVE)
    made = workspace.create(title, change, person)
    REMARKS.keep(made.path, (*twin(Path(made.path).parent, title), *post.remarks))
    return made


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
