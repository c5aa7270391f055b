"""What in the lines of a text cannot be shown as it was meant: told with its line, before it is converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plugins.base.problems import Message
from plugins.media import frames, pipes
from plugins.media.source import HIDDEN

Told = tuple[int, str, bool]
"""The line, from 0; what is said; whether it is only a warning."""

DATA_PICTURE = Message(
    "ảnh được dán thẳng vào bài (data:image/…).", "Hãy lưu ảnh thành một tệp để cạnh bài rồi ghi tên tệp."
)
EMBEDDED = Message("«{piece}» là cách chèn của phần mềm khác.", "Hãy viết ![lời tả](tên tệp) hoặc [chữ](tên tệp).")
FOREIGN = Message(
    "«{piece}» là dấu của phần mềm khác, hiện nguyên như thế cho người đọc.",
    "Hãy bỏ đi, hoặc viết theo mục Nội dung bài của hướng dẫn.",
    warning=True,
)
LINK_APART = Message(
    "«{piece}» chưa thành đường dẫn vì có khoảng trắng ở giữa.", "Hãy viết liền: [chữ](địa chỉ).", warning=True
)
STRAY_STARS = Message(
    "«{piece}» hiện nguyên dấu sao.",
    "Chữ đậm, chữ nghiêng cần dấu ở cả hai đầu, sát với chữ: **đậm**, *nghiêng*.",
    warning=True,
)
WAVED_FENCE = Message(
    "phần giữa hai dòng «~~~» được hiểu là mã.",
    "Nếu muốn đường kẻ thì viết «---»; nếu là mã thì viết ba dấu huyền ``` thay cho ~~~.",
    warning=True,
)
NOTE_UNUSED = Message(
    "chú thích «[^{name}]» không có chỗ nào trong bài gọi đến.", "Hãy viết [^{name}] ở chỗ cần, hoặc bỏ lời chú."
)
NAMED_TWICE = Message(
    "«[{name}]:» đã được giải thích ở dòng khác, nên một lời sẽ mất.", "Hãy đặt tên khác cho một lời."
)
FRAME = Message("khung nhúng «{address}» không hiện trên trang.", "Hãy viết đường dẫn thay cho nó: {link}.")
FRAME_UNKNOWN = Message("thẻ «<{name}>» không hiện trên trang.", "Hãy viết đường dẫn thay cho nó: [chữ](https://…).")

ROWS: tuple[tuple[str, re.Pattern[str], Message], ...] = (
    ("data:image", re.compile(r"data:image/"), DATA_PICTURE),
    ("![[", re.compile(r"!\[\[[^\]\n]+\]\]"), EMBEDDED),
    ("[[", re.compile(r"(?<!!)\[\[[^\[\]\n]+\]\]"), FOREIGN),
    (
        "[",
        re.compile(
            r"\[/?(?:caption|embed|gallery|audio|video|playlist|youtube|contact-form|vc_|et_pb_|su_)[\w-]*[^\]\n]*\](?!\()"
            r"|\[[a-z][\w-]*(?: [a-z][\w-]*=[\"“”'][^\]\n]*)\](?!\()|\[/[a-z][\w-]*\](?!\()"
        ),
        FOREIGN,
    ),
    ("{{", re.compile(r"\{\{[<%][^\n]*?[%>]\}\}"), FOREIGN),
    ("{%", re.compile(r"\{%[^\n]*?%\}"), FOREIGN),
    (":::", re.compile(r"^ {0,3}:{3,}.*$", re.MULTILINE), FOREIGN),
    ("!!!", re.compile(r"^ {0,3}!!! \w+.*$", re.MULTILINE), FOREIGN),
    ("==", re.compile(r"(?<![=\w])==(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])"), FOREIGN),
    ("^[", re.compile(r"\^\[[^\]\n]+\]"), FOREIGN),
    ("[", re.compile(r"^ {0,3}\[(?:TOC|toc|_TOC_)\]\s*$", re.MULTILINE), FOREIGN),
    ("<![", re.compile(r"<!\[[^>\n]*>"), FOREIGN),
    (
        "] (",
        re.compile(r"\[[^\[\]\n]+\][ \u00a0]+\((?:(?:https?://|www\.|mailto:|tel:|/)[^()\s]*|[^()\s]+\.[a-z]{2,4})\)"),
        LINK_APART,
    ),
    ("**", re.compile(r"\*(?<![*\\\w]\*)\*(?=\w)(?:(?!\*\*)[^\n])*$(?!\n[^\n]*\*\*)", re.MULTILINE), STRAY_STARS),
    (" *", re.compile(r"\*(?<![\w*\\(]\*)[^\W\d_][^*\n]* \*(?![\w*)])"), STRAY_STARS),
)
WAVES = re.compile(r"^[ \t]*~{3,4}[ \t]*$", re.MULTILINE)
DEFINED = re.compile(r"^ {0,3}\[(\^?)([^\[\]\n]+)\]:[ \t]*(\S*)", re.MULTILINE)


def told(source: str, mask: str) -> Iterator[Told]:
    """`mask` is the text without the signs of code and comments."""
    for sign, pattern, message in ROWS:
        for found in pattern.finditer(mask) if sign in mask else ():
            piece = " ".join(found[0].split())
            yield _line(mask, found.start()), message(piece=piece[:60]), message.warning
    for line, sentences in pipes.flaws(mask.split("\n")) if "|" in mask else ():
        yield line, sentences, False
    yield from _notes(mask)
    yield from _frames(mask)
    for found in WAVES.finditer(source) if "~~~" in source else ():
        if mask[found.end() - 1] == HIDDEN != mask[max(found.start() - 2, 0)] or not found.start():
            yield _line(mask, found.start()), WAVED_FENCE(), True


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at)


def _notes(mask: str) -> Iterator[Told]:
    """Footnotes that nobody refers to, and names that are explained twice."""
    if "]:" not in mask:
        return
    seen: dict[tuple[str, str], str] = {}
    for found in DEFINED.finditer(mask):
        note, name, words = found.groups()
        known = seen.setdefault((note, name.lower() if not note else name), words)
        if known is not words and (note or known != words):
            yield _line(mask, found.start()), NAMED_TWICE(name=note + name), False
        elif note and f"[^{name}]" not in DEFINED.sub("", mask):
            yield _line(mask, found.start()), NOTE_UNUSED(name=name), False


def _frames(mask: str) -> Iterator[Told]:
    for found in frames.FRAME.finditer(mask) if "<" in mask else ():
        address = unescape(frames.address(found[0]))
        if frames.film(address):
            continue
        place = _line(mask, found.start())
        if link := frames.link(address):
            yield place, FRAME(address=address[:80], link=link), False
        else:
            yield place, FRAME_UNKNOWN(name=found["name"].lower()), False
