"""What a password has to be, and how it is kept: as argon2id, never as it was typed."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from plugins.base.problems import Message
from plugins.base.vietnamese import nfc
from tools.editor import limits

# 32 MB, three times over: above what OWASP asks for at the least, and a small server has it twice.
HASHER = PasswordHasher(time_cost=3, memory_cost=32 * limits.KILO, parallelism=1)
TOO_SHORT = Message("Mật khẩu mới có {length} ký tự.", "Hãy đặt từ {least} ký tự trở lên; một câu ngắn là dễ nhớ nhất.")
TOO_LONG = Message("Mật khẩu mới dài quá {most} ký tự.", "Hãy đặt ngắn hơn.")
LIKE_THE_NAME = Message("Mật khẩu mới chỉ là tên đăng nhập hoặc họ tên.", "Hãy đặt một câu khác.")
TOO_COMMON = Message("Mật khẩu mới là một trong những mật khẩu bị đoán đầu tiên.", "Hãy đặt một câu riêng của bạn.")
# What guessing begins with, as far as it is long enough; figures and signs around it count for nothing.
COMMON = frozenset(
    """
    abcdefghijkl abcdefghijklm administrator anhyeuemnhieu anhyeuem chucmungnammoi dangnhap emyeuanh iloveyou
    lienhiephoi letmeinplease matkhau matkhaumoi password passwordpassword quantri quantrivien qwerty qwertyuiop
    qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm trustnoone vietnam vietnamvodich welcome xinchao
    """.split()
)


def flaw(password: str, names: tuple[str, ...]) -> str:
    """Why this cannot be the password of somebody of these names; "" where it can."""
    typed = nfc(password)
    if len(typed) < limits.SHORTEST_PASSWORD:
        return TOO_SHORT(length=len(typed), least=limits.SHORTEST_PASSWORD)
    if len(typed) > limits.LONGEST_PASSWORD:
        return TOO_LONG(most=limits.LONGEST_PASSWORD)
    letters = _letters(typed)
    if letters and any(not letters.replace(_letters(name), "") for name in names):
        return LIKE_THE_NAME()
    if letters in COMMON or len(set(typed)) <= len("ab1") or _counts(typed):
        return TOO_COMMON()
    return ""


def _letters(words: str) -> str:
    """Without marks, as guessing programs take them too; `slug` would remember what it was given."""
    plain = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalpha())


def _counts(typed: str) -> bool:
    """1234567890…, also downwards."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(typed)}
    return typed.isdecimal() and steps in ({1}, {9})


class PasswordKeeper:
    """Makes and compares what is kept. Each takes a tenth of a second and the memory of the hasher."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._nobodys = hasher.hash("")

    def keep(self, password: str) -> str:
        return self._hasher.hash(nfc(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Takes as long where nothing is kept."""
        try:
            self._hasher.verify(kept or self._nobodys, nfc(password[: limits.LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None
