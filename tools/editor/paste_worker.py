"""The process that turns pasted HTML into Markdown; pictures that stand in the HTML itself become files."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plugins.base.problems import InvalidValue, Message
from plugins.media import InvalidDrawing, take_in
from tools import confined
from tools.convert import Post, Remark, RemarkKind, SourceDocument, body_of, known_of, post_of
from tools.editor import limits

TOO_LONG = Message("Phần dán dài quá.", "Hãy dán từng phần một.")
PICTURE_REFUSED = "Ảnh thứ {number} trong phần dán {flaw}"

_INLINE = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")


@dataclass
class InlinePictures:
    """Takes pictures out of HTML into files of a folder."""

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def taken_out(self, found: re.Match[str]) -> str:
        number = len(self.files) + len(self.remarks) + 1
        try:
            taken = take_in(base64.b64decode(found[1]))
        except (InvalidDrawing, binascii.Error) as flaw:
            self.remarks.append(Remark(RemarkKind.LOST, "", PICTURE_REFUSED.format(number=number, flaw=flaw)))
            return ""
        name = f"anh-{number}.{taken.ending}"
        self.files[name] = self.folder / name
        self.files[name].write_bytes(taken.content)
        return name


def made(order: dict[str, Any]) -> dict[str, Any]:
    """`html` is a file; `name` is what pictures are called after; where `whole` is
    asked for, what is long enough to be a post gives a header too.
    """
    pictures = InlinePictures(Path(order["folder"]))
    html = _INLINE.sub(pictures.taken_out, Path(order["html"]).read_text("utf-8"))
    if len(html) > limits.LONGEST_PASTE or html.count("<") > limits.MOST_TAGS:
        raise InvalidValue(TOO_LONG())
    return asdict(_post(html, pictures, order))


def _post(html: str, pictures: InlinePictures, order: dict[str, Any]) -> Post:
    told = tuple(pictures.remarks)
    if order["whole"]:
        post = post_of(SourceDocument(html, pictures.files, "", told), known_of(Path(order["content"])))
        if len(post.body.split()) >= limits.SHORTEST_POST:
            return post
    body = body_of(html, pictures.files, order["name"], signed=False)
    return Post({}, body.markdown, body.files, (*told, *body.remarks))


if __name__ == "__main__":
    confined.serve(made, limits.PASTE, InvalidValue)
