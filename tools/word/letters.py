"""The letters of a paragraph: old codings turned by the font, signs of other fonts, composed, and nothing unseen."""

from __future__ import annotations

import re
from dataclasses import replace

from plugins.base.legacy_letters import Coding, from_runs, looks_like
from plugins.base.vietnamese import nfc
from tools.convert.document import RemarkKind
from tools.word import symbols, telling
from tools.word.pieces import RunPiece

# What a program may write and no reader sees; the soft hyphen that is a letter of an old coding has become one by then.
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]")


def decoded(pieces: list[RunPiece], told: telling.Telling) -> list[RunPiece]:
    """The pieces in Unicode; neighbours that look alike are one, so that a letter and its mark meet."""
    texts = from_runs([(piece.text, piece.look.coding) for piece in pieces])
    if coding := looks_like("".join(texts)):
        told.here(RemarkKind.GUESSED, telling.OLD_LETTERS, what=coding)
    joined: list[RunPiece] = []
    for piece, text in zip(pieces, texts, strict=True):
        shown = _shown(text, piece.look.symbols, told) if piece.look.symbols else text
        look = replace(piece.look, coding=None, symbols="")
        last = joined[-1] if joined else None
        if last is not None and last.look == look and not (last.html or piece.html):
            joined[-1] = replace(last, text=last.text + shown)
        else:
            joined.append(RunPiece(shown, look, piece.html))
    return [replace(piece, text=plain(_known(piece.text, told))) for piece in joined]


def _known(text: str, told: telling.Telling) -> str:
    """Signs that a program kept from a font of symbols, in letters that stand in another."""
    return _PRIVATE.sub(lambda found: _shown(found[0], symbols.likely_font(found[0]), told), text)


def plain(text: str) -> str:
    return nfc(_UNSEEN.sub("", text))


def in_unicode(text: str, coding: Coding | None) -> str:
    """A text that stands by itself, such as an automatic number."""
    return plain(from_runs([(text, coding)])[0])


def _shown(text: str, font: str, told: telling.Telling) -> str:
    shown, known = symbols.shown(text, font)
    if not known:
        told.here(RemarkKind.GUESSED, telling.SYMBOL, what=font)
    return shown
