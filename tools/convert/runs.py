"""The pieces of a paragraph, tidied: runs that look the same are one, emphasis holds words and not the spaces around
them, spaces are single.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from tools.convert.blocks import LineBreak, PieceOfText, Pieces, Style, Words

TOKEN = re.compile(r"\s+|[^\W_]+|(?:[^\w\s]|_)+")
NO_BREAK = ("\u00a0", "\u202f")
MOST_NO_BREAK = 2
# Around a no-break space that was meant: figures with their units, signs, short titles.
MEANT_BEFORE = re.compile(
    r"[\d%№§.–—-]$|(?<!\w)(?:[A-ZĐ]|ngày|tháng|năm|số|điều|khoản|chương|đồng chí|ông|bà)$", re.IGNORECASE
)
MEANT_BEHIND = re.compile(r"[\d%–—:;!?»)-]")
EMPHASIS = ("strong", "em", "strike")


def tidied(pieces: Iterable[PieceOfText]) -> Pieces:
    """The pieces as a reader would see them; nothing where there is nothing to be seen."""
    tokens = [token for piece in pieces for token in _tokens(piece)]
    spaced = _single_spaces(tokens)
    for flag in EMPHASIS:
        if any(isinstance(token, Words) and getattr(token.style, flag) for token in spaced):
            spaced = _held_by_words(spaced, flag)
    return _joined(_unlinked_ends(spaced))


def _tokens(piece: PieceOfText) -> list[PieceOfText]:
    if not isinstance(piece, Words):
        return [piece]
    return [Words(found[0], piece.style) for found in TOKEN.finditer(piece.text)]


def _is_space(piece: PieceOfText) -> bool:
    return isinstance(piece, Words) and not piece.text.strip()


def _single_spaces(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    """One space between words, none at the ends of lines; a no-break one where it holds something together."""
    found: list[PieceOfText] = []
    for blank, group in groupby(tokens, key=_is_space):
        run = list(group)
        if not blank:
            found += run
        elif found and not isinstance(found[-1], LineBreak):
            text = "".join(piece.text for piece in run if isinstance(piece, Words))
            found.append(Words(text if text in (" ", *NO_BREAK) else " ", _style(run)))
    while found and (_is_space(found[-1]) or isinstance(found[-1], LineBreak)):
        found.pop()
    while found and isinstance(found[0], LineBreak):
        found.pop(0)
    return _meant(found)


def _meant(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    """No-break spaces as an editor meant them: a program that sets them everywhere meant none."""
    spaces = [token.text for token in tokens if isinstance(token, Words) and _is_space(token)]
    many = sum(text in NO_BREAK for text in spaces) > max(MOST_NO_BREAK, len(spaces) // 5)
    tidy: list[PieceOfText] = []
    for at, piece in enumerate(tokens):
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if not (_is_space(piece) and isinstance(behind, LineBreak)):
            tidy.append(_breaking(piece, tidy, behind) if many else piece)
    return tidy


def _style(run: Sequence[PieceOfText]) -> Style:
    styles = [piece.style for piece in run if isinstance(piece, Words)]
    return styles[0] if len(set(styles)) == 1 else replace(styles[0], code=False, sup=False, sub=False, href="")


def _breaking(piece: PieceOfText, before: Sequence[PieceOfText], behind: PieceOfText | None) -> PieceOfText:
    """A space that may break again, unless it holds something together."""
    if not (isinstance(piece, Words) and piece.text in NO_BREAK):
        return piece
    last = before[-1].text if before and isinstance(before[-1], Words) else ""
    next_one = behind.text if isinstance(behind, Words) else ""
    meant = bool(last and next_one) and bool(MEANT_BEFORE.search(last) or MEANT_BEHIND.match(next_one))
    return piece if meant else replace(piece, text=" ")


def _held_by_words(tokens: list[PieceOfText], flag: str) -> list[PieceOfText]:
    """Spaces, and signs between them, look as the words on both sides; a sign at a word as the word."""
    lefts, rights = _last_words(tokens, flag), _last_words(tokens[::-1], flag)[::-1]
    return [
        _with(token, flag, on=_on(token, flag, left, right))
        if isinstance(token, Words) and not _has_words(token)
        else token
        for token, left, right in zip(tokens, lefts, rights, strict=True)
    ]


def _with(token: Words, flag: str, *, on: bool) -> Words:
    if getattr(token.style, flag) == on:
        return token
    changes: dict[str, Any] = {flag: on}
    return replace(token, style=replace(token.style, **changes))


def _unlinked_ends(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    """Spaces at the ends of links, raised words and code stand outside of them."""
    hrefs = [(token.style.href, token.style.code) if isinstance(token, Words) else ("", False) for token in tokens]
    around = zip([("", False), *hrefs], tokens, [*hrefs[1:], ("", False)], strict=False)
    return [
        replace(token, style=replace(token.style, href="", code=False, sup=False, sub=False))
        if isinstance(token, Words) and _is_space(token) and before != behind
        else token
        for before, token, behind in around
    ]


def _has_words(token: Words) -> bool:
    return any(map(str.isalnum, token.text))


def _last_words(tokens: Iterable[PieceOfText], flag: str) -> list[bool | None]:
    """Of each token, whether the words before it have the flag; None where there are none."""
    found: list[bool | None] = []
    last: bool | None = None
    for token in tokens:
        found.append(last)
        if isinstance(token, Words) and _has_words(token):
            last = getattr(token.style, flag)
    return found


def _on(token: Words, flag: str, left: bool | None, right: bool | None) -> bool:
    if left is None and right is None:
        return False
    if not token.text.strip():
        return bool(left and right)
    if left and right:
        return True
    return bool(getattr(token.style, flag) and (left or right))


def _joined(tokens: Sequence[PieceOfText]) -> Pieces:
    found: list[PieceOfText] = []
    for token in tokens:
        last = found[-1] if found else None
        if isinstance(token, Words) and isinstance(last, Words) and last.style == token.style:
            found[-1] = replace(last, text=last.text + token.text)
        else:
            found.append(token)
    return tuple(found)
