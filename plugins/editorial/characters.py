"""Letters and signs: which old encoding a file is in, and signs that nobody sees but that break pages, feeds or
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import nfc

# Control characters, bidirectional overrides and isolates, and the two that XML forbids.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)

UNSEEN_SIGN = Message("có ký tự không nhìn thấy U+{sign:04X}, thường do dán từ nơi khác.", "Hãy gõ lại chỗ đó.")
CONFLICT_LEFT = Message("còn dấu xung đột của git («<<<<<<<»).", "Hãy chọn một trong hai đoạn rồi xóa các dòng dấu.")

# TCVN 5712 (ABC), the letters of the .VnTime fonts, from byte A1 on; a dot where the table is empty.
TCVN3 = dict(
    zip(
        range(0xA1, 0xFF),
        "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# Letters of VNI fonts: a vowel followed by a sign of its own; đ, ơ and ư are single signs.
VNI_PAIR = re.compile(r"[aeouy][øùûõïâáàåãäêéèúüë]|[ñöô]", re.IGNORECASE)
COMMON = frozenset(
    "và của các là được có trong không người hội nghị tỉnh khoa học kỹ thuật đồng chí năm đã này một".split()
)


def old_encoding(content: bytes) -> str:
    """What these bytes, which are no UTF-8, look like: "UTF-16", "CP1258", "TCVN3", "VNI", or "" where none fits."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    guesses = {
        "CP1258": nfc(content.decode("cp1258", "replace")),
        "TCVN3": "".join(TCVN3.get(byte, chr(byte)) for byte in content),
    }
    scores = {name: _vietnamese_words(text) for name, text in guesses.items()}
    scores["VNI"] = len(VNI_PAIR.findall(content.decode("latin-1"))) // 4
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else ""


def _vietnamese_words(text: str) -> int:
    return sum(word in COMMON and not word.isascii() for word in re.findall(r"\w+", text.lower()))


def unseen(path: str, text: str) -> Iterator[Problem]:
    """Signs that must not stand anywhere in a text, each line told once."""
    lines = {text.count("\n", 0, match.start()) + 1: match[0] for match in FORBIDDEN.finditer(text)}
    for line, sign in lines.items():
        yield UNSEEN_SIGN.at(path, line, sign=ord(sign))


def conflicts(path: str, text: str) -> Iterator[Problem]:
    """The marks that git leaves where two people changed the same lines."""
    marks = list(CONFLICT.finditer(text)) if "<<<<<<<" in text else []
    if any(mark[0].startswith("<") for mark in marks) and any(mark[0].startswith(">") for mark in marks):
        yield CONFLICT_LEFT.at(path, text.count("\n", 0, marks[0].start()) + 1)
