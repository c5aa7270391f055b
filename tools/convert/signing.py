"""What stands around the text and belongs into its header: «Phân loại tin hoạt động: …», who wrote it, where it was
before. Each takes its lines off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tools.convert.blocks import Block, Blocks, Figures, Grid, TextBlock
from tools.convert.layout import is_picture
from tools.convert.people import Byline, byline, is_office, is_person, is_signature

LONGEST_LINE = 200
BOTTOM = 6
"""Blocks from the end among which somebody signs."""
TOP = 3

LABELS = {
    "Category": re.compile(
        r"\(?(?:(?:phân loại(?: tin)?(?: hoạt động)?|chuyên mục|thể loại|loại tin)\s*[:：]|phân loại tin hoạt động)\s*"
        r"(?P<value>[^()]*)\)?",
        re.IGNORECASE,
    ),
    "Tags": re.compile(r"(?:từ kh[oó][áa]|tags?|keywords?)\s*[:：]\s*(?P<value>.*)", re.IGNORECASE),
    "Summary": re.compile(r"(?:tóm tắt|sapo|trích yếu)\s*[:：]\s*(?P<value>.*)", re.IGNORECASE),
    "Title": re.compile(r"(?:tiêu đề|tên bài|tiêu đề bài)\s*[:：]\s*(?P<value>.*)", re.IGNORECASE),
    "Date": re.compile(r"(?:ngày đăng|đăng ngày|ngày viết)\s*[:：]?\s*(?P<value>\d.*)", re.IGNORECASE),
}
SOURCE = re.compile(
    r"\(?\s*(?:nguồn(?: tin| bài)?\s*[:：]|theo\s*[:：]|theo(?= (?:báo|đài|cổng|trang|ttxvn|\S+\."
    r"(?:vn|com|org|net))))\s*(?P<value>[^()]+?)\s*\)?\.?",
    re.IGNORECASE,
)
# What the old site's theme says below every page, and comes along with a copy of it.
THEME = re.compile(r"(?:Zircon - )?This is a contributing Drupal Theme\.?|(?:Zircon - .*)?Design by WeebPal\.?")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What labelled lines say, by field, each with its block; `rest` is the text without them."""

    rest: Blocks
    values: dict[str, tuple[str, TextBlock]] = field(default_factory=dict)
    theme: tuple[str, ...] = ()


def labelled(blocks: Blocks) -> Labelled:
    """Takes off the lines that name a field; the value may stand on the next line."""
    values: dict[str, tuple[str, TextBlock]] = {}
    rest: list[Block] = []
    theme: list[str] = []
    waiting = ""
    for block in blocks:
        text = block.text if isinstance(block, TextBlock) else ""
        if isinstance(block, TextBlock) and text and waiting and len(text) <= LONGEST_LINE:
            values[waiting] = (text, values[waiting][1])
            waiting = ""
        elif isinstance(block, TextBlock) and THEME.fullmatch(text):
            theme.append(text)
        elif isinstance(block, TextBlock) and (found := _label(text)) and found[0] not in values:
            values[found[0]] = (found[1], block)
            waiting = found[0] if not found[1] else ""
        else:
            rest.append(block)
            waiting = waiting if not text and not is_picture(block) else ""
    return Labelled(tuple(rest), {name: value for name, value in values.items() if value[0]}, tuple(theme))


def _label(text: str) -> tuple[str, str] | None:
    for name, pattern in LABELS.items():
        longest = 1000 if name == "Summary" else LONGEST_LINE
        if len(text) <= longest and (found := pattern.fullmatch(text)):
            return name, found["value"].strip()
    return None


def source(blocks: Blocks) -> tuple[str, Blocks]:
    """Where the text was before, as its last lines say."""
    for at in range(len(blocks) - 1, max(-1, len(blocks) - 4), -1):
        block = blocks[at]
        before = blocks[at - 1] if at else None
        if not isinstance(block, TextBlock) or isinstance(before, Grid) or (before and is_picture(before)):
            continue
        if len(block.text) <= 120 and (found := SOURCE.fullmatch(block.text)):
            return found["value"].strip(), blocks[:at] + blocks[at + 1 :]
    return "", blocks


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs, the line that says it, and the text without it."""

    rest: Blocks
    byline: Byline | None = None
    line: TextBlock | None = None


def signed(blocks: Blocks) -> Signed:
    """Finds who wrote the text: at its end, else right below the title."""
    for at in reversed(range(max(0, len(blocks) - BOTTOM), len(blocks))):
        block = blocks[at]
        if not isinstance(block, TextBlock) or is_picture(block) or not block.text:
            continue
        if found := _signed_here(blocks, at):
            return found
        if not _may_stand_below(block):
            break
    for at, block in enumerate(blocks[:TOP] if len(blocks) > TOP else ()):
        signers = _byline(block) if isinstance(block, TextBlock) and block.text else None
        if signers and signers.sure and isinstance(block, TextBlock):
            return Signed(blocks[:at] + blocks[at + 1 :], signers, block)
    return Signed(blocks)


def _may_stand_below(block: TextBlock) -> bool:
    """Whether the block may stand below a signature: a picture's words, a mark of the end."""
    return block.role == "caption" or len(block.text) <= 3


def _signed_here(blocks: Blocks, at: int) -> Signed | None:
    block = blocks[at]
    assert isinstance(block, TextBlock)
    before = _text_before(blocks, at)
    if before is not None and is_office(block.text) and len(block.text) < 100 and is_person(before.text.strip(" .,-–")):
        made = Byline((f"{before.text.strip(' .,-–')}, {block.text.strip(' ()')}",))
        return Signed(blocks[: at - 1] + blocks[at + 1 :], made, block)
    signers = _byline(block)
    below = at > 0 and is_picture(blocks[at - 1]) and not is_signature(block.text)
    if not signers or (
        below and (block.em or block.align == "center" or not ("," in signers.authors[0] or _is_apart(block)))
    ):
        return None
    name = signers.authors[0]
    alone = len(signers.authors) == 1 and "," not in name
    if before is not None and alone and is_office(before.text) and _is_apart(before):
        office = before.text.strip(" ()")
        office = office[:1].upper() + office[1:].lower() if office.isupper() else office
        return Signed(blocks[: at - 1] + blocks[at + 1 :], replace(signers, authors=(f"{name}, {office}",)), block)
    return Signed(blocks[:at] + blocks[at + 1 :], signers, block)


def _text_before(blocks: Blocks, at: int) -> TextBlock | None:
    before = blocks[at - 1] if at else None
    return before if isinstance(before, TextBlock) and before.text else None


def _byline(block: TextBlock) -> Byline | None:
    return byline(block.text, set_apart=_is_apart(block)) if not block.level and not block.mark else None


def _is_apart(block: TextBlock) -> bool:
    return block.align == "right" or block.strong or block.em or block.indent >= 3


def credited(blocks: Blocks, photographer: str) -> Iterator[Block]:
    """The pictures that credit nobody, with their photographer."""
    for block in blocks:
        is_free = isinstance(block, Figures) and not block.credit
        yield replace(block, credit=f"Ảnh: {photographer}") if is_free and isinstance(block, Figures) else block


def without(blocks: Blocks, chosen: Sequence[Block]) -> Blocks:
    return tuple(block for block in blocks if not any(block is one for one in chosen))
