"""What people do in place of styles: short bold lines are headings, dashes and numbers are lists, «./.» is the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, groupby, takewhile

from tools.convert.blocks import (
    Block,
    Blocks,
    Figures,
    Grid,
    HorizontalRule,
    ItemList,
    PieceOfText,
    Pieces,
    TextBlock,
    Words,
    words_in,
)
from tools.convert.runs import tidied
from tools.convert.sentence_case import Speller, is_capitals

LONGEST_HEADING = 160
SHORTEST_TEXT = 30
LONGEST_BEHIND = 150
"""Signs of a block that may stand behind the end: who gets the letter, who signs."""
MOSTLY = 0.6
"""Of the words of a text that is bold or italic throughout: then it means nothing."""

END_MARK = re.compile(r"\s*(?:\.\s*/+\s*\.?|/+\s*\.|//+)\s*$")
BULLET = re.compile(r"(?P<mark>[-–—+*•◦▪▫■□●○►▶▸‣⁃∙·➢➤➔❖◆◇\uf000-\uf0ff])\s*(?=\S)")
TIGHT = re.compile(r"[-–—+*](?=[\d\w(])")
WORDLESS = re.compile(r"(?P<mark>[oü§Øvq])\s+(?=\S)")
NUMBER = re.compile(r"(?P<number>\d{1,2})\.\s+(?=\S)")
MARKS_OF_FONTS = frozenset("oü§Øvq")

DRAWN = re.compile(r"[\s*_~.–—-]*(?:[*_~–—-]\s*){3}[\s*_~.–—-]*")
SPOKEN = re.compile(r"[^\W\d_]{2,}")
TABLE_NAME = re.compile(r"(?:bảng|biểu)\b", re.IGNORECASE)

# The ways of counting, from the widest part to the narrowest.
RANKS = (
    re.compile(r"(?:phần|chương)\s+(?:thứ\s+)?\w+", re.IGNORECASE),
    re.compile(r"[A-D]\s*[.)/]\s"),
    re.compile(r"(?=[IVX])[IVX]{1,5}\s*[.)/:-]\s?"),
    re.compile(r"\d{1,2}\s*[.)/]\s?(?!\d)"),
    re.compile(r"\d{1,2}\.\d{1,2}\s*[.)]?\s"),
    re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\s*[.)]?\s"),
    re.compile(r"[a-zđ]\s*[.)]\s"),
)
UNNUMBERED = len(RANKS)


def structured(blocks: Blocks, speller: Speller, changed: Callable[[TextBlock], None]) -> Blocks:
    """The blocks with headings and lists for the paragraphs that were meant so; `changed` hears of each heading."""
    plain = tuple(_evenly(_ruled(blocks)))
    marked = tuple(_headings(plain, speller, changed))
    return tuple(_lists(marked))


def without_end_mark(blocks: Blocks) -> Blocks:
    """The text without the mark that offices set behind the last word; a few short lines may follow it."""
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        last = _ended_block(block)
        if last is not block:
            return (*blocks[:at], last, *blocks[at + 1 :])
        if sum(map(len, words_in([block]))) > LONGEST_BEHIND and not isinstance(block, Figures):
            break
    return blocks


def _ended_block(block: Block) -> Block:
    if isinstance(block, TextBlock):
        pieces = ended(block.pieces)
        return block if pieces == block.pieces else replace(block, pieces=pieces)
    if isinstance(block, ItemList):
        last = without_end_mark(block.items[-1])
        return block if last == block.items[-1] else replace(block, items=(*block.items[:-1], last))
    return block


def ended(pieces: Pieces) -> Pieces:
    """A paragraph with a full stop for «./.» and «/.»."""
    text = "".join(piece.text for piece in pieces if isinstance(piece, Words))
    found = END_MARK.search(text)
    if not found or not text[: found.start()].strip():
        return pieces
    left = len(text) - found.start()
    made: list[PieceOfText] = list(pieces)
    while left and isinstance(last := made[-1], Words):
        kept = last.text[: -left or None] if left < len(last.text) else ""
        left -= len(last.text) - len(kept)
        made[-1:] = [replace(last, text=kept)] if kept else []
    stop = "" if text[: found.start()].endswith((".", "!", "?", "…")) else "."
    if made and isinstance(last := made[-1], Words):
        made[-1] = replace(last, text=last.text + stop)
    return tidied(made)


def _ruled(blocks: Blocks) -> Blocks:
    """Rows of dashes and stars are rules; at the ends of the text they are nothing."""
    made = [
        HorizontalRule() if isinstance(block, TextBlock) and DRAWN.fullmatch(block.text) else block for block in blocks
    ]
    while made and isinstance(made[-1], HorizontalRule):
        made.pop()
    return tuple(dropwhile(lambda block: isinstance(block, HorizontalRule), made))


def _evenly(blocks: Blocks) -> Iterator[Block]:
    """Bold and italic go where nearly everything is so."""
    said = [block for block in blocks if isinstance(block, TextBlock) and not block.level]
    total = sum(len(block.text) for block in said) or 1
    changes = {}
    for flag in ("strong", "em"):
        on = sum(
            len(piece.text)
            for block in said
            for piece in block.pieces
            if isinstance(piece, Words) and getattr(piece.style, flag)
        )
        if on > MOSTLY * total and len(said) > 2:
            changes[flag] = False
    for block in blocks:
        yield restyled(block, changes) if changes and isinstance(block, TextBlock) else block


def restyled(block: TextBlock, changes: dict[str, bool]) -> TextBlock:
    pieces = (
        replace(piece, style=replace(piece.style, **changes)) if isinstance(piece, Words) else piece  # type: ignore[arg-type]
        for piece in block.pieces
    )
    return replace(block, pieces=tidied(pieces))


def rank_of(text: str) -> int:
    """By which way of counting a line is numbered; `UNNUMBERED` where it is not."""
    found = [rank for rank, pattern in enumerate(RANKS) if pattern.match(text)]
    return found[-1] if found else UNNUMBERED


def _is_heading(block: TextBlock) -> bool:
    text = block.text
    if (
        not any(map(str.isalpha, text))
        or len(text) > LONGEST_HEADING
        or block.mark
        or block.role
        or BULLET.match(text)
        or block.align == "right"
    ):
        return False
    rank = rank_of(text)
    if is_capitals(text) and len(SPOKEN.findall(text)) > 1 and ";" not in text and not text.endswith(","):
        return True
    if not block.strong or (block.em and rank == UNNUMBERED):
        return False
    return rank < UNNUMBERED or not text.endswith((".", ";", ",", "…"))


def _names_table(block: TextBlock, behind: Block) -> bool:
    return isinstance(behind, Grid) and TABLE_NAME.match(block.text) is not None


def _headings(blocks: Blocks, speller: Speller, changed: Callable[[TextBlock], None]) -> Iterator[Block]:
    """Headings from h2 on, no step left out."""
    flat = [_single_item(block, blocks[at + 1] if at + 1 < len(blocks) else None) for at, block in enumerate(blocks)]
    last = max((at for at, block in enumerate(flat) if _says_something(block)), default=-1)
    headed = {
        at
        for at, block in enumerate(flat[:last])
        if isinstance(block, TextBlock) and _is_heading(block) and not _names_table(block, flat[at + 1])
    }
    headed |= {at for at, block in enumerate(flat) if isinstance(block, TextBlock) and block.level}
    ranks = {at: _rank(flat[at]) for at in headed}
    order = sorted(set(ranks.values()))
    open_ranks: list[tuple[int, int]] = []
    for at, block in enumerate(flat):
        if at not in headed or not isinstance(block, TextBlock):
            yield block
            continue
        rank = ranks[at]
        while open_ranks and open_ranks[-1] >= rank:
            open_ranks.pop()
        open_ranks.append(rank)
        level = min(len(open_ranks) + 1, 2 + order.index(rank), 6)
        made = _as_heading(block, level, speller)
        if not block.level:
            changed(made)
        yield made


def _says_something(block: Block) -> bool:
    """Whether a heading may stand above it: short lines at the end are those of a signature."""
    return not isinstance(block, TextBlock) or len(block.text) >= SHORTEST_TEXT


def _rank(block: Block) -> tuple[int, int]:
    """Styles are above habits."""
    assert isinstance(block, TextBlock)
    return (0, block.level) if block.level else (1, rank_of(block.text))


def _as_heading(block: TextBlock, level: int, speller: Speller) -> TextBlock:
    plain = restyled(block, {"strong": False, "em": block.em and not block.strong})
    pieces = plain.pieces
    if is_capitals(block.text) and len(pieces) == 1 and isinstance(words := pieces[0], Words):
        number = next((found[0] for pattern in RANKS[1:] if (found := pattern.match(words.text))), "")
        pieces = (replace(words, text=number + speller.sentence(words.text[len(number) :])),)
    return replace(plain, pieces=pieces, level=level)


def _single_item(block: Block, behind: Block | None) -> Block:
    """«1. Bold line» that a program numbered by itself, with text below, is a heading with its number."""
    if not isinstance(block, ItemList) or len(block.items) != 1 or len(block.items[0]) != 1:
        return block
    item = block.items[0][0]
    follows = isinstance(behind, TextBlock) and not behind.strong
    if not (
        isinstance(item, TextBlock) and item.strong and block.numbers and follows and len(item.text) <= LONGEST_HEADING
    ):
        return block
    return replace(item, pieces=tidied([replace(_first(item), text=f"{block.numbers[0]}. "), *item.pieces]))


def _first(block: TextBlock) -> Words:
    return next(piece for piece in block.pieces if isinstance(piece, Words))


def _lists(blocks: Blocks) -> Iterator[Block]:
    """Neighbouring paragraphs that begin with marks are lists."""
    marks = [_mark(block) for block in blocks]
    at = 0
    while at < len(blocks):
        run = list(takewhile(lambda one: marks[one], range(at, len(blocks))))
        if not run:
            yield _spoken(blocks[at])
            at += 1
        elif marks[at].isdecimal():
            numbered = list(_counted(run, marks))
            yield from _numbered(blocks, numbered, marks)
            at += len(numbered)
        else:
            bullets = list(takewhile(lambda one: not marks[one].isdecimal(), run))
            yield from _bullets([blocks[one] for one in bullets], [marks[one] for one in bullets])
            at += len(bullets)


def _mark(block: Block) -> str:
    """The bullet or the number that a paragraph begins with."""
    if not isinstance(block, TextBlock) or block.level:
        return ""
    if block.mark:
        number = re.fullmatch(r"(\d{1,3})[.)]?", block.mark)
        return (
            number[1] if number else block.mark if not block.mark[0].isalnum() or block.mark in MARKS_OF_FONTS else ""
        )
    text = block.text
    if found := BULLET.match(text):
        glued = found.end() == 1 and found["mark"] in "-–—+*" and not TIGHT.match(text)
        return "" if glued else found["mark"]
    if found := WORDLESS.match(text):
        return found["mark"] if found["mark"] in "ü§Ø" else ""
    number = NUMBER.match(text)
    return number["number"] if number else ""


def _counted(run: Sequence[int], marks: Sequence[str]) -> Iterator[int]:
    """As many as count on by one."""
    for nth, at in enumerate(run):
        if not marks[at].isdecimal() or (nth and int(marks[at]) != int(marks[run[nth - 1]]) + 1):
            return
        yield at


def _numbered(blocks: Blocks, chosen: Sequence[int], marks: Sequence[str]) -> Iterator[Block]:
    if len(chosen) < 2:
        yield from (_spoken(blocks[at]) for at in chosen)
        return
    items = tuple((_unmarked(blocks[at]),) for at in chosen)
    yield ItemList(items, tuple(int(marks[at]) for at in chosen))


def _bullets(blocks: Sequence[Block], marks: Sequence[str]) -> Iterator[Block]:
    """A list; a mark that comes up within it, or a deeper indent, begins one of the item before."""
    typed = not any(isinstance(block, TextBlock) and block.mark for block in blocks)
    if len(blocks) == 1 and typed and marks[0] in "-–—+*":
        yield blocks[0]
        return
    order = list(dict.fromkeys(marks))
    depths = [
        block.indent if isinstance(block, TextBlock) and block.mark else order.index(mark)
        for block, mark in zip(blocks, marks, strict=True)
    ]
    yield _nested([_unmarked(block) for block in blocks], depths)


def _nested(blocks: Sequence[Block], depths: Sequence[int]) -> ItemList:
    items: list[Blocks] = []
    top = min(depths)
    for deeper, run in groupby(zip(blocks, depths, strict=True), key=lambda one: one[1] > top):
        group = list(run)
        if not deeper:
            items += [(block,) for block, _ in group]
        else:
            inner = _nested([block for block, _ in group], [depth for _, depth in group])
            items[-1:] = [(*items[-1], inner)] if items else list(inner.items)
    return ItemList(tuple(items))


def _spoken(block: Block) -> Block:
    """A paragraph that is no item says its mark itself."""
    if not isinstance(block, TextBlock) or not block.mark:
        return block
    return replace(block, pieces=tidied([Words(f"{block.mark} "), *block.pieces]), mark="")


def _unmarked(block: Block) -> TextBlock:
    """The paragraph without the mark that was typed before it."""
    assert isinstance(block, TextBlock)
    first = block.pieces[0]
    if block.mark or not isinstance(first, Words):
        return replace(block, mark="")
    found = BULLET.match(first.text) or NUMBER.match(first.text) or WORDLESS.match(first.text)
    rest = first.text[found.end() :] if found else re.sub(r"^(?:\d{1,2}\.|[^\w\s])\s*", "", first.text)
    return replace(block, pieces=tidied([replace(first, text=rest), *block.pieces[1:]]))
