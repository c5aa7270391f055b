"""The values of an INSERT statement: what a row's literals mean, in whichever character set the dump was written."""

from __future__ import annotations

import codecs
import re

from tools.drupal.dump_store import Value

ESCAPE = re.compile(rb"\\(.)|''|\"\"", re.DOTALL)
ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a", b"%": b"\\%", b"_": b"\\_"}
BINARY = re.compile(r"(?i)(?:tiny|medium|long)?blob|(?:var)?binary|bit")
WHOLE = re.compile(r"(?i)(?:tiny|small|medium|big)?int|integer")
# What MySQL calls its character sets, and what Python does; its latin1 is Windows's.
CHARSETS = {"latin1": "cp1252", "binary": "utf-8"}
WORDS = {b"TRUE": 1, b"FALSE": 0}


class DumpLetters:
    """How the bytes of a dump become text: UTF-8 where they are that, else in the character set that it names."""

    def __init__(self) -> None:
        self._charset = "utf-8"
        self.damaged = 0
        """Values with letters that are none in that character set."""

    def set_names(self, name: str) -> None:
        """Follows `SET NAMES`; a set that nobody knows changes nothing."""
        told = "utf-8" if name.lower().startswith("utf8") else CHARSETS.get(name.lower(), name)
        try:
            self._charset = codecs.lookup(told).name
        except LookupError:
            self._charset = "utf-8"

    def value(self, found: re.Match[bytes], kind: str) -> Value:
        """What a literal means in a column of this type."""
        if (text := found["text"]) is not None:
            return self._text(_unescaped(text), kind, (found["charset"] or b"").decode().lower())
        for name in ("hex", "hexed", "unhex"):
            if (digits := found[name]) is not None:
                data = bytes.fromhex((digits if len(digits) % 2 == 0 else b"0" + digits).decode())
                return int.from_bytes(data, "big") if WHOLE.fullmatch(kind) else self._text(data, kind)
        if found["bits"] is not None:
            return int(found["bits"] or b"0", 2)
        if found["number"] is not None:
            return _number(found["number"].decode())
        return WORDS.get(found["word"].upper())

    def _text(self, data: bytes, kind: str, charset: str = "") -> Value:
        if BINARY.fullmatch(kind) or charset == "_binary":
            return data
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = self._otherwise(data, CHARSETS["latin1"] if charset == "_latin1" else self._charset)
        return int(text) if WHOLE.fullmatch(kind) and re.fullmatch(r"-?\d{1,18}", text) else text

    def _otherwise(self, data: bytes, charset: str) -> str:
        """Bytes that are no UTF-8. MySQL's latin1 has a sign for each of them."""
        if charset == CHARSETS["latin1"]:
            return "".join(bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in data)
        self.damaged += charset == "utf-8"
        return data.decode(charset, "replace")


def _unescaped(quoted: bytes) -> bytes:
    inside = quoted[1:-1]
    if b"\\" not in inside and quoted[:1] * 2 not in inside:
        return inside
    other = b'""' if quoted[:1] == b"'" else b"''"

    def meant(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0] if found[0] == other else found[0][:1]
        return ESCAPED.get(found[1], found[1])

    return ESCAPE.sub(meant, inside)


def _number(written: str) -> int | float | str:
    try:
        return int(written) if len(written) <= 18 else written
    except ValueError:
        return float(written)
