"""The end of every way in: blocks become the Markdown of a post, with its files, and are read back from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from plugins.base.hrefs import may_lead
from tools.convert import cleaning, figures, habits, signing
from tools.convert.blocks import (
    Block,
    Blocks,
    CleanText,
    Figures,
    Grid,
    GridCell,
    InlineImage,
    ItemList,
    NoteMark,
    PieceOfText,
    Pieces,
    Quotation,
    TextBlock,
    Words,
    images_in,
    inner,
    place_of,
    words_in,
)
from tools.convert.document import ConvertedBody, Remark, RemarkKind
from tools.convert.files import FileNames, name_pictures
from tools.convert.inline import UNREADABLE, UNSAFE_IN_TARGET, converter
from tools.convert.layout import laid_out
from tools.convert.runs import tidied
from tools.convert.sentence_case import Speller
from tools.convert.writer import MarkdownWriter

PICTURE_LOST = "Ảnh «{src}» không lấy được: hãy thêm tệp ảnh ấy vào bài."
PICTURE_ELSEWHERE = "Ảnh nằm ở nơi khác, chưa lấy về: {src}."
LINK_LOST = "Đường dẫn của «{text}» đã bỏ, vì tới nơi người đọc không mở được: {href}."
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
HEADING = "Dòng đậm hoặc viết hoa thành đề mục: «{text}»."
UNREAD = "Bài quá rối nên chưa so được với bản gốc: hãy đọc lại cả bài."
NO_NOTE = "(thiếu lời chú)"
NOTE_MISSING = "{count} chú thích có chỗ gọi mà không có lời: hãy tìm trong bản gốc."
NOTES_LEFT = "Lời chú thích không có chỗ nào gọi đến, đặt ở cuối bài."
OTHER_WORDS = "Chữ ở chỗ này có thể hiện khác bản gốc: hãy xem lại."


class Teller:
    """Collects remarks, each with its place."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []

    def __call__(self, kind: RemarkKind, block: Block | None, said: str) -> None:
        self.at(kind, self._place(block), said)

    def at(self, kind: RemarkKind, place: str, said: str) -> None:
        self.remarks.append(Remark(kind, place, said))

    def _place(self, block: Block | None) -> str:
        if not isinstance(block, Grid):
            return place_of(block)
        first = next((text for text in words_in([block]) if text), "")
        return f"bảng «{first[:40]}»" if first else "bảng"


def body_of(html: str, files: Mapping[str, Path], name: str = "anh", *, signed: bool = True) -> ConvertedBody:
    """A body alone, as readers saw it: pictures with their captions, and the byline, which stands no longer in it.
    `name` is what files without a better name are called after.
    """
    teller = Teller()
    text = cleaning.read(html)
    blocks = laid_out(text.blocks, teller)
    found = signing.signed(blocks) if signed else signing.Signed(blocks)
    captioned = figures.with_captions(found.rest, teller)
    who = found.byline
    if who:
        captioned = tuple(signing.credited(captioned, who.photographer)) if who.photographer else captioned
    speller = Speller(words_in(blocks))
    made = finished(CleanText(captioned, text.notes), files, name, speller, teller, ends=False)
    return ConvertedBody(made.markdown, made.files, made.remarks, "; ".join(who.authors) if who else "")


def finished(  # noqa: PLR0913 - what both ways in know
    text: CleanText, files: Mapping[str, Path], stem: str, speller: Speller, teller: Teller, *, ends: bool
) -> ConvertedBody:
    """The Markdown of what is left when every fact is taken off; `ends` takes the mark of the end off too."""
    blocks = habits.structured(
        text.blocks, speller, lambda block: teller(RemarkKind.GUESSED, block, HEADING.format(text=block.text))
    )
    blocks = habits.without_end_mark(blocks) if ends else blocks
    names = FileNames(files, stem)
    notes = {
        name: tuple(made for block in note for made in _mended(block, names, teller))
        for name, note in text.notes.items()
    }
    whole = _with_notes(CleanText(tuple(_with_files(blocks, names, teller)), notes), teller)
    for note in notes.values():
        name_pictures(names, note)
    _ask_for_alts(whole.blocks, teller)
    writer = MarkdownWriter(names.targets)
    markdown = writer.written(whole)
    _compare(CleanText(whole.blocks, {name: whole.notes[name] for name in writer.called}), markdown, teller)
    return ConvertedBody(markdown, names.named, tuple(teller.remarks))


def _with_files(blocks: Blocks, names: FileNames, teller: Teller) -> Iterator[Block]:
    """The blocks with the pictures that have a file, and the links that lead somewhere, after both have their names."""
    mended = [made for block in blocks for made in _mended(block, names, teller)]
    name_pictures(names, mended)
    for href in dict.fromkeys(_hrefs(mended)):
        names.attachment(href)
    return iter(mended)


def _with_notes(text: CleanText, teller: Teller) -> CleanText:
    """The text with every footnote that it calls; what nobody calls stands at its end."""
    everywhere = (*text.blocks, *(block for blocks in text.notes.values() for block in blocks))
    called = set(_calls(everywhere))
    left = tuple(block for name, blocks in text.notes.items() if name not in called for block in blocks)
    if left:
        teller(RemarkKind.GUESSED, left[0], NOTES_LEFT)
    missing = {name: (TextBlock((Words(NO_NOTE),)),) for name in called - set(text.notes)}
    if missing:
        teller(RemarkKind.LOST, None, NOTE_MISSING.format(count=len(missing)))
    return CleanText((*text.blocks, *left), {**text.notes, **missing})


def _calls(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        pieces = block.pieces if isinstance(block, TextBlock) else block.caption if isinstance(block, Figures) else ()
        yield from (piece.name for piece in pieces if isinstance(piece, NoteMark))
        for part in inner(block):
            yield from _calls(part)


def _mended(block: Block, names: FileNames, teller: Teller) -> Iterator[Block]:
    match block:
        case TextBlock():
            if pieces := tidied(made for piece in block.pieces for made in _piece(piece, names, teller)):
                yield replace(block, pieces=pieces)
        case Figures():
            images = tuple(image for image in block.images if _has_file(image, names, teller))
            if images:
                yield replace(block, images=images, caption=_pieces(block.caption, names, teller))
            elif block.caption:
                yield TextBlock(block.caption)
        case ItemList():
            items = (tuple(made for part in item for made in _mended(part, names, teller)) for item in block.items)
            yield replace(block, items=tuple(items))
        case Grid():
            yield replace(block, rows=tuple(tuple(_cell(cell, names, teller) for cell in row) for row in block.rows))
        case Quotation():
            yield Quotation(tuple(made for part in block.blocks for made in _mended(part, names, teller)))
        case _:
            yield block


def _cell(cell: GridCell, names: FileNames, teller: Teller) -> GridCell:
    return replace(cell, blocks=tuple(made for block in cell.blocks for made in _mended(block, names, teller)))


def _pieces(pieces: Pieces, names: FileNames, teller: Teller) -> Pieces:
    return tidied(made for piece in pieces for made in _piece(piece, names, teller))


def _piece(piece: PieceOfText, names: FileNames, teller: Teller) -> Iterator[PieceOfText]:
    if isinstance(piece, InlineImage):
        if _has_file(piece, names, teller):
            yield replace(piece, alt=figures.described(piece.alt))
    elif isinstance(piece, Words) and piece.style.href and not _leads(piece.style.href, names):
        teller(RemarkKind.LOST, None, LINK_LOST.format(href=piece.style.href[:80], text=piece.text))
        yield replace(piece, style=replace(piece.style, href=""))
    else:
        yield piece


def _leads(href: str, names: FileNames) -> bool:
    """Whether a link may stand in a text: to the world, to a place of the site, or to a file that came along."""
    scheme = SCHEME.match(href)
    if scheme or href.startswith(("//", "\\")):
        return may_lead(UNSAFE_IN_TARGET.sub("%20", href)) and not _is_local(href)
    return names.has(href) or href.startswith("/") or href.partition("#")[0].endswith(".md")


def _is_local(href: str) -> bool:
    return len(href) > 1 and href[1] == ":"


def _has_file(image: InlineImage, names: FileNames, teller: Teller) -> bool:
    if names.has(image.src):
        return True
    elsewhere = image.src.startswith(("http:", "https:", "//"))
    src = image.src if len(image.src) <= 80 else f"{image.src[:40]}…"
    teller(RemarkKind.LOST, None, PICTURE_ELSEWHERE.format(src=src) if elsewhere else PICTURE_LOST.format(src=src))
    return False


def _hrefs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        pieces = block.pieces if isinstance(block, TextBlock) else block.caption if isinstance(block, Figures) else ()
        yield from (piece.style.href for piece in pieces if isinstance(piece, Words) and piece.style.href)
        for part in inner(block):
            yield from _hrefs(part)


def _ask_for_alts(blocks: Blocks, teller: Teller) -> None:
    for number, image in enumerate(images_in(blocks), start=1):
        if not image.alt:
            teller.at(RemarkKind.ASKED, f"ảnh {number}", figures.NO_ALT)


def _compare(text: CleanText, markdown: str, teller: Teller) -> None:
    """Tells where a reader would see other words than stand in the blocks."""
    try:
        html, _ = converter().convert(markdown)
    except UNREADABLE:
        teller(RemarkKind.LOST, None, UNREAD)
        return
    expected, found = _spoken(text), _spoken(cleaning.read(html))
    if expected == found:
        return
    at = next(
        (at for at, (one, other) in enumerate(zip(expected, found, strict=False)) if one != other),
        min(len(expected), len(found)),
    )
    place = " ".join(expected[max(0, at - 3) : at + 8]) or " ".join(found[max(0, at - 3) : at + 8])
    teller.at(RemarkKind.LOST, f"gần «{place}»", OTHER_WORDS)


def _spoken(text: CleanText) -> list[str]:
    """The words of a text in their order, without bullets and numbers."""
    notes = (block for blocks in text.notes.values() for block in blocks)
    said = " ".join([*words_in(text.blocks), *words_in(notes)])
    return [word for word in said.split() if any(map(str.isalnum, word))]
