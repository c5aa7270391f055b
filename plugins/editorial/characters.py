"""Letters and signs: which old encoding a file is in, and signs that nobody sees but that break pages, feeds or
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import nfc

# Control characters, bidirectional overrides and isolates, and the two that XML forbids.
UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
FORBIDDEN = re.compile(f"[{UNSEEN}]")
# Signs that one font gave a place of its own. At the head of a line Word means a bullet, and so does the Markdown.
PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
OF_ONE_FONT = re.compile(f"[{PRIVATE}]")
CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)

UNSEEN_SIGN = Message("có ký tự không nhìn thấy U+{sign:04X}, thường do dán từ nơi khác.", "Hãy gõ lại chỗ đó.")
SIGN_OF_ONE_FONT = Message(
    "ký tự U+{sign:04X} chỉ có trong một phông chữ (Symbol, Wingdings, …), người đọc thấy ô vuông: «{shown}».",
    "Hãy gõ lại ký tự ấy, như «•», «→», «≤», hoặc xóa đi.",
)
LOOK_ALIKE = Message(
    "«{shown}»: «{sign}» (U+{code:04X}) trông giống mà không phải «{meant}»; trang hiện «{right}»{more}.",
    "Hãy gõ lại chữ ấy. Chạy «python3 tasks.py check --fix» thì cả tệp được sửa.",
    warning=True,
)
LETTERS_LOST = Message("có chữ đã hỏng: «{shown}».", "Hãy dán lại đoạn này từ bản gốc.")
READ_WRONGLY = Message("chữ bị đọc sai mã (UTF-8 đọc thành CP1252): «{shown}».", "Hãy dán lại đoạn này từ bản gốc.")
OLD_FONT = Message(
    "chữ viết bằng mã {name} cũ, người đọc không đọc được.",
    "Hãy đổi sang Unicode bằng bảng chuyển mã của Unikey rồi dán lại.",
)
CONFLICT_LEFT = Message("còn dấu xung đột của git («<<<<<<<»).", "Hãy chọn một trong hai đoạn rồi xóa các dòng dấu.")

# TCVN 5712 (ABC), the letters of the .VnTime fonts, from byte A1 on; a dot where the table is empty.
TCVN3 = dict(
    zip(
        range(0xA1, 0xFF),
        "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# Letters of the VNI fonts: a vowel and a sign of its own behind it, or one sign alone.
VNI_SIGNS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        "\u0301 \u0300 \u0309 \u0303 \u0323 \u0302 \u0302\u0301 \u0302\u0300 \u0302\u0309 \u0302\u0303 \u0302\u0323 "
        "\u0306 \u0306\u0301 \u0306\u0300 \u0306\u0309 \u0306\u0303 \u0306\u0323".split(" "),
        strict=True,
    )
)
VNI_SINGLE = dict(zip("ñöôòæóî", "đươịỉĩỵ", strict=True))
VNI_LETTER = re.compile("[ñöôòæóî]?(?:(?<=[aeouyöô])[ùøûõïâáàåãäêéèúüë])?", re.IGNORECASE)
# What right Vietnamese never has and these fonts have in nearly every word.
OLD = "¨ªµμ¸®×Þ¶·¹øûïñöäåëü"
OF_OLD_FONTS = re.compile(f"[{OLD.lower()}{OLD.upper()}]")
# The bytes of UTF-8 shown as letters of CP1252, which is what a wrong guess of some program leaves: "Há»™i nghá»‹".
# Without the stops and quotes that may follow a closing quote: «má»…
READ_TWICE = re.compile("á[º»][\u00a1-\u00bf‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ€]|Ã[\u00a1-\u00ac\u00ae-\u00bf]|Æ[°¡]|Ä[‘ƒ]")
# Where none of these is, nothing is to be told of any of the above: they are looked for in one go.
SUSPECT = re.compile(f"[{UNSEEN}{PRIVATE}\ufffdº»ÃÆÄ{OLD.lower()}{OLD.upper()}]")
COMMON = frozenset(
    "và của các là được có trong không người hội nghị tỉnh khoa học kỹ thuật đồng chí năm đã này một".split()
)


def old_encoding(content: bytes) -> str:
    """What these bytes, which are no UTF-8, look like: "UTF-16", "CP1258", "TCVN3", "VNI", or "" where none fits."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    guesses = {
        "CP1258": nfc(content.decode("cp1258", "replace")),
        "TCVN3": _from_tcvn3(content.decode("latin-1")),
    }
    guesses["VNI"] = _from_vni(content.decode("latin-1"))
    best = max(guesses, key=lambda name: len(_vietnamese_words(guesses[name])))
    return best if _vietnamese_words(guesses[best]) else ""


def _from_tcvn3(text: str) -> str:
    return "".join(TCVN3.get(ord(sign), sign) for sign in text)


def _from_vni(text: str) -> str:
    """Lower case, which is enough to recognise words by."""

    def letter(match: re.Match[str]) -> str:
        return "".join(VNI_SINGLE.get(sign) or VNI_SIGNS.get(sign, sign) for sign in match[0])

    return nfc(VNI_LETTER.sub(letter, text.lower()))


def _vietnamese_words(text: str) -> list[str]:
    """The words that only Vietnamese has, of the commonest."""
    return [word for word in re.findall(r"\w+", text.lower()) if word in COMMON and not word.isascii()]


@lru_cache(maxsize=1)
def _is_suspect(text: str) -> bool:
    return SUSPECT.search(text) is not None


def unseen(path: str, text: str) -> Iterator[Problem]:
    """Signs that must not stand anywhere in a text, each line told once."""
    if not _is_suspect(text):
        return
    lines = {text.count("\n", 0, match.start()) + 1: match[0] for match in FORBIDDEN.finditer(text)}
    for line, sign in lines.items():
        yield UNSEEN_SIGN.at(path, line, sign=ord(sign))


def broken(path: str, text: str) -> Iterator[Problem]:
    """Letters that some program spoilt before they came here, or that only an old font shows as Vietnamese."""
    if not _is_suspect(text):
        return
    if (at := text.find("\ufffd")) >= 0:
        line, shown = _place(text, at)
        yield LETTERS_LOST.at(path, line, shown=shown)
    inside = (match for match in OF_ONE_FONT.finditer(text) if not _begins_a_line(text, match.start()))
    if own := next(inside, None):
        line, shown = _place(text, own.start())
        yield SIGN_OF_ONE_FONT.at(path, line, sign=ord(own[0]), shown=shown)
    twice = list(READ_TWICE.finditer(text))
    if len({match[0] for match in twice}) >= 3:
        line, shown = _place(text, twice[0].start())
        yield READ_WRONGLY.at(path, line, shown=shown)
    elif OF_OLD_FONTS.search(text):
        yield from _old_font(path, text)


def _begins_a_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\u00a0>")


def look_alikes(path: str, written: str, meant: str) -> Iterator[Problem]:
    """The first word that was read with other letters than stand in the file, and how many lines have some."""
    if written == meant:
        return
    lines = [
        pair for pair in enumerate(zip(written.split("\n"), meant.split("\n"), strict=True), 1) if len({*pair[1]}) > 1
    ]
    line, (before, after) = lines[0]
    shown, right = next(pair for pair in zip(before.split(), after.split(), strict=True) if len({*pair}) > 1)
    at = next((at for at, (one, other) in enumerate(zip(shown, right, strict=False)) if one != other), 0)
    more = f", và ở {len(lines) - 1} dòng khác" if lines[1:] else ""
    yield LOOK_ALIKE.at(
        path, line, shown=shown, right=right, sign=shown[at], code=ord(shown[at]), meant=right[at], more=more
    )


def _old_font(path: str, text: str) -> Iterator[Problem]:
    """Three common words that only appear when the text is read with an old font's letters are no accident."""
    for name, decode in (("TCVN3", _from_tcvn3), ("VNI", _from_vni)):
        if len(set(_vietnamese_words(decode(text))) - set(_vietnamese_words(text))) >= 3:
            lines = enumerate(text.split("\n"), start=1)
            line = next(
                number
                for number, words in lines
                if set(_vietnamese_words(decode(words))) - set(_vietnamese_words(words))
            )
            yield OLD_FONT.at(path, line, name=name)
            return


def _place(text: str, at: int) -> tuple[int, str]:
    """The line, and a piece of it to be found by."""
    before = text[max(0, at - 12) : at].rpartition("\n")[2]
    return text.count("\n", 0, at) + 1, (before + text[at : at + 12].partition("\n")[0]).strip()


def conflicts(path: str, text: str) -> Iterator[Problem]:
    """The marks that git leaves where two people changed the same lines."""
    marks = list(CONFLICT.finditer(text)) if "<<<<<<<" in text else []
    if any(mark[0].startswith("<") for mark in marks) and any(mark[0].startswith(">") for mark in marks):
        yield CONFLICT_LEFT.at(path, text.count("\n", 0, marks[0].start()) + 1)
