"""The pieces of a paragraph, tidied: runs that look the same are one, emphasis holds words and not the spaces around
them, spaces are single.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from tools.convert.blocks import LineBreak, PieceOfText, Pieces, Words

# A run as what stands before its first letter or figure, its words, and what stands behind the last.
RUN = re.compile(r"(?P<before>[\W_]*)(?P<words>.*[^\W_])?(?P<behind>[\W_]*)", re.DOTALL)
EDGE = re.compile(r"\s+|(?:[^\w\s]|_)+")
SPACES = re.compile(r"\s+")
NO_BREAK = ("\u00a0", "\u202f")
ANY_NO_BREAK = re.compile("[\u00a0\u202f]")
MOST_NO_BREAK = 2
# Around a no-break space that was meant: figures with their units, signs, short titles.
MEANT_BEFORE = re.compile(
    r"[\d%№§.–—-]$|(?<!\w)(?:[A-ZĐ]|ngày|tháng|năm|số|điều|khoản|chương|đồng chí|ông|bà)$", re.IGNORECASE
)
MEANT_BEHIND = re.compile(r"[\d%–—:;!?»)-]")
LONGEST_BEFORE = 12
EMPHASIS = ("strong", "em", "strike")


def tidied(pieces: Iterable[PieceOfText]) -> Pieces:
    """The pieces as a reader would see them; nothing where there is nothing to be seen."""
    tokens = _single_spaces([token for piece in pieces for token in _tokens(piece)])
    for flag in EMPHASIS:
        if any(isinstance(token, Words) and getattr(token.style, flag) for token in tokens):
            tokens = _held_by_words(tokens, flag)
    return _meant(_joined(_unlinked_ends(tokens)))


def _tokens(piece: PieceOfText) -> list[PieceOfText]:
    if not isinstance(piece, Words):
        return [piece]
    run = RUN.match(piece.text)
    assert run
    words = [SPACES.sub(_single, run["words"])] if run["words"] else []
    texts = [*EDGE.findall(run["before"]), *words, *EDGE.findall(run["behind"])]
    return [Words(text, piece.style) for text in texts]


def _single(spaces: re.Match[str]) -> str:
    return spaces[0] if spaces[0] in NO_BREAK else " "


def _is_space(piece: PieceOfText) -> bool:
    return isinstance(piece, Words) and not piece.text.strip()


def _single_spaces(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    """One space between words, none at the ends of lines; a no-break one where it stands alone."""
    found: list[PieceOfText] = []
    for blank, group in groupby(tokens, key=_is_space):
        run = list(group)
        if not blank:
            found += run
        elif found and not isinstance(found[-1], LineBreak):
            found.append(_space(run))
    while found and (_is_space(found[-1]) or isinstance(found[-1], LineBreak)):
        found.pop()
    while found and isinstance(found[0], LineBreak):
        found.pop(0)
    behind = [*found[1:], None]
    return [
        one for one, other in zip(found, behind, strict=False) if not (_is_space(one) and isinstance(other, LineBreak))
    ]


def _space(run: Sequence[PieceOfText]) -> Words:
    text = "".join(piece.text for piece in run if isinstance(piece, Words))
    styles = {piece.style for piece in run if isinstance(piece, Words)}
    style = next(iter(styles))
    if len(styles) > 1:
        style = replace(style, code=False, sup=False, sub=False, href="")
    return Words(text if text in NO_BREAK else " ", style)


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


def _unlinked_ends(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    """Spaces at the ends of links, raised words and code stand outside of them."""
    looks = [(token.style.href, token.style.code) if isinstance(token, Words) else ("", False) for token in tokens]
    around = zip([("", False), *looks], tokens, [*looks[1:], ("", False)], strict=False)
    return [
        replace(token, style=replace(token.style, href="", code=False, sup=False, sub=False))
        if isinstance(token, Words) and _is_space(token) and before != behind
        else token
        for before, token, behind in around
    ]


def _joined(tokens: Sequence[PieceOfText]) -> list[PieceOfText]:
    found: list[PieceOfText] = []
    for is_words, group in groupby(tokens, key=lambda token: token.style if isinstance(token, Words) else None):
        run = list(group)
        text = "".join(token.text for token in run if isinstance(token, Words))
        found += [Words(text, is_words)] if is_words is not None else run
    return found


def _meant(pieces: Sequence[PieceOfText]) -> Pieces:
    """The pieces with no-break spaces as an editor meant them: a program that sets them everywhere meant none."""
    texts = [piece.text if isinstance(piece, Words) else "\n" for piece in pieces]
    whole = "".join(texts)
    many = len(ANY_NO_BREAK.findall(whole))
    if many <= max(MOST_NO_BREAK, len(SPACES.findall(whole)) // 5):
        return tuple(pieces)
    meant = ANY_NO_BREAK.sub(_breaking, whole)
    found: list[PieceOfText] = []
    done = 0
    for piece, text in zip(pieces, texts, strict=True):
        found.append(replace(piece, text=meant[done : done + len(text)]) if isinstance(piece, Words) else piece)
        done += len(text)
    return tuple(found)


def _breaking(space: re.Match[str]) -> str:
    """A space that may break again, unless it holds something together."""
    before = space.string[max(0, space.start() - LONGEST_BEFORE) : space.start()]
    meant = MEANT_BEFORE.search(before) or MEANT_BEHIND.match(space.string, space.end())
    return space[0] if meant else " "
