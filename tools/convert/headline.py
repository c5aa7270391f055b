"""What stands above the text: the head of an official letter, the title in one line or several, the sapo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from plugins.base.summaries import opening
from plugins.base.vietnamese import fold_spaces, identity
from tools.convert.blocks import Block, Blocks, Grid, HorizontalRule, TextBlock, words_in
from tools.convert.dates import DATELINE
from tools.convert.habits import UNNUMBERED, rank_of
from tools.convert.sentence_case import Speller, is_capitals

LONGEST_TITLE = 250
"""As the rule for titles has it; a longer line is a paragraph."""
SAPO = range(50, 900)
NEAR_TOP = 12
TOP = 3

NATION = re.compile(r"CỘNG HO[ÀÒ]?[AÀ] X[AÃ] HỘI|ĐỘC LẬP\s*[-–]\s*TỰ DO", re.IGNORECASE)
LETTER_NUMBER = re.compile(r"\bSố\s*:?\s*(?P<number>[^\s,;]*\d[^\s,;]*\s*/\s*[^\s,;]+)", re.IGNORECASE)
DECORATION = re.compile(r"[\s\W_]*")
GREETING = re.compile(r"kính (?:gửi|thưa)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What the head of an official letter says; `rest` are the blocks without it."""

    rest: Blocks
    text: str = ""
    number: str = ""
    dateline: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The title as written and as spelt; `why` says how it was found: "style", "look", "place" or ""."""

    title: str
    written: str
    why: str
    rest: Blocks
    subtitle: str = ""


def letter_head(blocks: Blocks) -> LetterHead:
    """Takes the head of an official letter off: in a table, or in paragraphs of its own."""
    top = blocks[:NEAR_TOP]
    at = next((at for at, block in enumerate(top) if _is_of_the_nation(block)), None)
    if at is None:
        return LetterHead(blocks)
    last = at
    while last + 1 < len(blocks) and last < NEAR_TOP and _belongs(blocks[last + 1]):
        last += 1
    return _letter_head([text for block in blocks[: last + 1] for text in _lines_of(block)], blocks[last + 1 :])


def _is_of_the_nation(block: Block) -> bool:
    said = " ".join(words_in([block]))
    return NATION.search(said) is not None and (isinstance(block, Grid) or len(said) < LONGEST_TITLE)


def _lines_of(block: Block) -> list[str]:
    """What a paragraph or each cell of a table says."""
    parts = [cell.blocks for cell in block.cells] if isinstance(block, Grid) else [(block,)]
    return [fold_spaces(" ".join(words_in(part))) for part in parts]


def _belongs(block: Block) -> bool:
    """Whether a paragraph behind the nation's name is still part of the head."""
    text = " ".join(words_in([block]))
    head = NATION.search(text) or DATELINE.match(text) or LETTER_NUMBER.match(text) or DECORATION.fullmatch(text)
    return isinstance(block, HorizontalRule) or (isinstance(block, TextBlock) and len(text) < 80 and bool(head))


def _letter_head(texts: Sequence[str], rest: Blocks) -> LetterHead:
    said = [text for text in texts if text]
    number = next((found["number"] for text in said if (found := LETTER_NUMBER.search(text))), "")
    dateline = next((found for text in said for found in _datelines(text)), "")
    return LetterHead(rest, " / ".join(said), re.sub(r"\s+", "", number), dateline)


def _datelines(text: str) -> list[str]:
    found = re.search(r"[^\d,.]{2,40},\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", text)
    return [found[0]] if found else []


def headline(blocks: Blocks, speller: Speller) -> Headline:
    """Finds the title, and takes it off."""
    texts = [
        at
        for at, block in enumerate(blocks)
        if isinstance(block, TextBlock) and block.text and not _is_decoration(block)
    ]
    styled = [at for at in texts if _text(blocks, at).role == "title"]
    if styled:
        chosen = list(takewhile(lambda at: _text(blocks, at).role == "title", texts[texts.index(styled[0]) :]))
        return _headline(blocks, chosen, "style", speller)
    if headed := _by_heading(blocks, texts):
        return _headline(blocks, headed, "style", speller)
    if looked := _by_look(blocks, texts):
        return _headline(blocks, looked, "look", speller)
    if texts and _is_line(_text(blocks, texts[0])) and len(texts) > 1:
        return _headline(blocks, texts[:1], "place", speller)
    return Headline("", "", "", blocks)


def _by_heading(blocks: Blocks, texts: Sequence[int]) -> list[int]:
    """The heading that the text begins with, or the only one of the first level near its top."""
    if not texts:
        return []
    first = [at for at in texts if _text(blocks, at).level == 1]
    alone = (
        len(first) == 1
        and first[0] in texts[:TOP]
        and not any(len(_text(blocks, at).text) > LONGEST_TITLE for at in texts[:TOP] if at < first[0])
    )
    if not _text(blocks, texts[0]).level and not alone:
        return []
    start = first[0] if alone else texts[0]
    level = _text(blocks, start).level
    run = list(takewhile(lambda at: _text(blocks, at).level == level, texts[texts.index(start) :]))
    return run if len(run) < 4 and level == 1 else [start]


def _text(blocks: Blocks, at: int) -> TextBlock:
    block = blocks[at]
    assert isinstance(block, TextBlock)
    return block


def _is_decoration(block: TextBlock) -> bool:
    return DECORATION.fullmatch(block.text) is not None


def _is_line(block: TextBlock) -> bool:
    """Whether a paragraph can be a line of a title."""
    text = block.text
    ends = text.endswith((".", ":", ";")) and not text.endswith(("...", "v.v."))
    return bool(text) and len(text) <= LONGEST_TITLE and not ends and not GREETING.match(text) and not block.mark


def _by_look(blocks: Blocks, texts: Sequence[int]) -> list[int]:
    """The first lines as far as they are set apart in the same way."""
    first = _text(blocks, texts[0]) if texts else None
    if (
        first is None
        or not _is_line(first)
        or not _looks(first)
        or (rank_of(first.text) < UNNUMBERED and not first.level)
    ):
        return []
    chosen = [texts[0]]
    for at in texts[1:4]:
        block = _text(blocks, at)
        length = sum(len(_text(blocks, one).text) + 1 for one in chosen) + len(block.text)
        if (
            not _is_line(block)
            or length > LONGEST_TITLE
            or rank_of(block.text) < UNNUMBERED
            or not _alike(first, block)
        ):
            break
        chosen.append(at)
    return chosen if len(texts) > len(chosen) else chosen[:1]


def _looks(block: TextBlock) -> frozenset[str]:
    looks = {
        "capitals": is_capitals(block.text) or block.caps,
        "bold": block.strong,
        "centred": block.align == "center",
    }
    return frozenset(name for name, on in (*looks.items(), ("large", block.size >= 15)) if on)


def _alike(first: TextBlock, block: TextBlock) -> bool:
    """Whether a line goes on with what the first began: no second line is found by being bold alone."""
    shared = _looks(first) & _looks(block)
    if "bold" in _looks(first) and "bold" not in _looks(block) and block.em:
        return False
    return bool(shared - {"bold"}) and not block.em


def _headline(blocks: Blocks, chosen: Sequence[int], why: str, speller: Speller) -> Headline:
    lines = [_text(blocks, at) for at in chosen]
    written = fold_spaces(" ".join(line.text for line in lines))
    title = _spelt([line.text for line in lines], speller).rstrip(" .")
    rest = [block for at, block in enumerate(blocks) if at not in chosen]
    first = min(chosen)
    while (
        first < len(rest)
        and isinstance(block := rest[first], TextBlock)
        and _is_decoration(block)
        and not any(True for _ in _pictures(block))
    ):
        del rest[first]
    subtitle = ""
    if first < len(rest) and isinstance(block := rest[first], TextBlock) and block.role == "subtitle":
        subtitle = block.text
        del rest[first]
        if subtitle[0].islower():  # the title goes on
            title, written, subtitle = f"{title} {subtitle}", f"{written} {subtitle}", ""
    return Headline(title, written, why, tuple(rest), subtitle)


def _pictures(block: TextBlock) -> list[object]:
    return [piece for piece in block.pieces if not hasattr(piece, "text")]


def _spelt(lines: Sequence[str], speller: Speller) -> str:
    """Lines in capitals as sentences, and all of them as one."""
    if is_capitals(" ".join(lines)):
        return speller.sentence(" ".join(lines))
    made: list[str] = []
    for line in lines:
        begins = not made or made[-1].endswith((".", "!", "?", ":"))
        made.append(speller.sentence(line, begins=begins) if is_capitals(line) else line if begins else _going_on(line))
    return fold_spaces(" ".join(made))


def _going_on(line: str) -> str:
    """A line that goes on with a sentence begins small, unless it begins with a name."""
    words = line.split(maxsplit=2)
    is_name = len(words) < 2 or not words[1][:1].islower() or not words[0].istitle()
    return line if is_name else line[0].lower() + line[1:]


def sapo(blocks: Blocks) -> tuple[str, Blocks, bool]:
    """The summary, the blocks, and whether a paragraph set apart is the summary; it stays, and is no heading."""
    texts = [at for at, block in enumerate(blocks) if isinstance(block, TextBlock) and block.text and not block.level]
    paragraphs = [at for at in texts if len(_text(blocks, at).text) >= SAPO.start]
    if not paragraphs:
        return "", blocks, False
    at = paragraphs[0]
    block = _text(blocks, at)
    apart = (block.strong or block.em or block.role == "subtitle") and len(block.text) in SAPO and at <= 3
    others = [_text(blocks, one) for one in paragraphs[1:3]]
    if apart and others and not any(other.strong == block.strong and other.em == block.em for other in others):
        return block.text, (*blocks[:at], replace(block, role="subtitle"), *blocks[at + 1 :]), True
    plain = next((one for one in paragraphs if not GREETING.match(_text(blocks, one).text)), at)
    return opening(_text(blocks, plain).text), blocks, False


def category_in(text: str, names: Sequence[str]) -> str:
    """The name of a category that a line is, in whatever letters."""
    return next((name for name in names if identity(name) == identity(text.strip(" .:-"))), "")
