"""Pictures find their captions, in the ways in which people set them, and no paragraph of the text is taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plugins.base.vietnamese import slug
from tools.convert.blocks import Block, Blocks, Figures, InlineImage, Pieces, TextBlock, Words, text_of
from tools.convert.document import RemarkKind
from tools.convert.layout import LONGEST_CAPTION, Tell, is_picture
from tools.convert.people import is_signature, is_signer
from tools.convert.runs import tidied

SMALL = 12.5
"""Points; the text of a document is larger."""
LONGEST_SENTENCE = 120
LONGEST = 600
"""Signs of what a class or a label says to be a caption."""
LONGEST_PLAIN = 220
"""Signs of a caption that nothing but its place and its want of a full stop tells."""

LABEL = re.compile(r"\(?\s*(?:(?:chú thích )?ảnh|hình(?: ảnh)?|tranh)\s*(?:số\s*)?\d{0,3}\s*[.:–-]", re.IGNORECASE)
OF_A_TABLE = re.compile(r"(?:bảng|biểu(?: đồ)?|phụ lục)\s*(?:số\s*)?\d", re.IGNORECASE)
CREDIT = re.compile(
    r"(?P<join>[\s(\[–—|.,;-]*)(?P<label>Ảnh|Nguồn ảnh|Tranh|Đồ họa|(?<!ảnh )(?<!tranh )(?<!hình )Minh họa)\s*:"
    r"\s*(?P<who>[^:]{2,60}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
ILLUSTRATION = re.compile(
    r"(?P<join>[\s(\[–—|.,;-]*)(?P<all>(?:Tranh|Ảnh|Hình) minh họa|Ảnh tư liệu)\s*[)\]]?\.?$", re.IGNORECASE
)
NUMBERED = re.compile(r"\s*(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ])\s*[.)/]\s")
DASHED = re.compile(r"\s*[-+•*–·▪]\s")
SENTENCE = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ỸĐ])")
LABELLED = re.compile(
    r"\s*(?:phân loại|chuyên mục|từ khóa|nguồn|theo|tác giả|tin|bài|nơi nhận|kính gửi)\b[^:]{0,20}:", re.IGNORECASE
)

# What programs write where nobody described a picture.
AUTOMATIC_ALT = re.compile(
    r"automatically generated|được tạo tự động|tạo tự động|AI-generated|do AI tạo|no description available|"
    r"không có mô tả|may be an image|có thể là hình ảnh|^\s*(?:picture|image|photo|img|dsc|hình(?: ảnh)?|ảnh|untitled|"
    r"graphic|object|shape|logo|screenshot|screen shot|inline image|text box|rectangle|group)?[\s_-]*\d*\s*$",
    re.IGNORECASE,
)
FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic|emf|wmf|svg)\b|^[a-z]:\\|^file:|^https?:|^\S*[\d_]\S*$", re.IGNORECASE
)

SHARED_CAPTION = "Một chú thích chung cho {count} ảnh, đặt dưới ảnh cuối: «{caption}»."
CAPTION_GUESSED = "Đoạn ngắn ngay dưới ảnh được hiểu là chú thích: «{caption}»."
CAPTION_ABOVE = "Đoạn ngay trên ảnh được hiểu là chú thích: «{caption}»."
NO_ALT = "Ảnh chưa có lời tả: hãy viết trong ngoặc vuông ở dòng của ảnh."
ALT_OF_CAPTION = "Lời tả của {count} ảnh lấy theo chú thích: hãy xem có nói đúng điều thấy trong ảnh không."


def with_captions(blocks: Blocks, tell: Tell) -> Blocks:
    """The blocks with every picture as a figure."""
    return tuple(_Finder(blocks, tell).found())


@dataclass(slots=True)
class _Group:
    """Pictures that stand together, and what may be their caption."""

    images: list[InlineImage]
    captions: list[TextBlock] = field(default_factory=list)
    at: str = ""


class _Finder:
    def __init__(self, blocks: Blocks, tell: Tell) -> None:
        self._blocks = blocks
        self._tell = tell
        self._from_captions = 0

    def found(self) -> Iterator[Block]:
        made: list[Block] = []
        at = 0
        while at < len(self._blocks):
            if not is_picture(self._blocks[at]):
                made.append(self._blocks[at])
                at += 1
                continue
            groups, at = self._run(at)
            above = made[-1] if made and isinstance(made[-1], TextBlock) and self._evidence(made[-1]) > 1 else None
            if isinstance(above, TextBlock) and _captions_are_above(groups, above):
                made.pop()
                groups = _moved_up(groups, above)
                self._tell(RemarkKind.GUESSED, above, CAPTION_ABOVE.format(caption=above.text))
            for group in groups:
                made += self._figures(group)
        if self._from_captions:
            self._tell(RemarkKind.GUESSED, None, ALT_OF_CAPTION.format(count=self._from_captions))
        return iter(made)

    def _run(self, at: int) -> tuple[list[_Group], int]:
        """Pictures and what may be their captions, up to the first block that is neither."""
        groups: list[_Group] = []
        while at < len(self._blocks):
            block = self._blocks[at]
            assert isinstance(block, TextBlock) or not is_picture(block)
            if is_picture(block) and isinstance(block, TextBlock):
                images = [piece for piece in block.pieces if isinstance(piece, InlineImage)]
                if groups and not groups[-1].captions:
                    groups[-1].images += images
                else:
                    groups.append(_Group(images, at=block.at))
            elif isinstance(block, TextBlock) and (self._may_follow(groups[-1], block) or self._is_between(groups, at)):
                groups[-1].captions.append(block)
            else:
                break
            at += 1
        return groups, at

    def _may_follow(self, group: _Group, block: TextBlock) -> bool:
        if group.captions:
            is_credit = CREDIT.fullmatch(block.text) or ILLUSTRATION.fullmatch(block.text)
            more = (
                block.role == "caption" == group.captions[-1].role
                and self._evidence(block)
                and not LABEL.match(block.text)
            )
            return len(group.captions) < 3 and bool(is_credit or more)
        return self._evidence(block) > 0

    def _is_between(self, groups: Sequence[_Group], at: int) -> bool:
        """Whether a short sentence stands between two pictures, or behind the last of some that have such captions."""
        block, behind = self._blocks[at], self._blocks[at + 1] if at + 1 < len(self._blocks) else None
        assert isinstance(block, TextBlock)
        follows = len(groups) > 1 and bool(groups[-2].captions) and groups[-2].captions[0].text.endswith(".")
        near = follows or (behind is not None and is_picture(behind))
        sentence = replace(block, pieces=tidied([Words(block.text.rstrip("."))]))
        return (
            near and not groups[-1].captions and len(block.text) <= LONGEST_SENTENCE and self._evidence(sentence) == 1
        )

    def _evidence(self, block: TextBlock) -> int:
        """How much speaks for a caption: 3 its class or label, 2 its look, 1 its place alone, 0 nothing."""
        text = block.text
        if (
            not text
            or block.level
            or block.mark
            or block.role in ("title", "subtitle")
            or len(text) > LONGEST
            or OF_A_TABLE.match(text)
        ):
            return 0
        if block.role == "caption" or LABEL.match(text) or CREDIT.fullmatch(text):
            return 3
        heading = text.isupper() or (block.strong and not block.em and block.align != "center")
        if heading or block.align == "right" or len(text) > LONGEST_CAPTION or _is_no_caption(text):
            return 0
        if block.role == "near" or block.em or block.align == "center" or 0 < block.size <= SMALL:
            return 2
        return int(len(text) <= LONGEST_PLAIN and not text.endswith((".", "./", ";", "…", "?", "!")))

    def _figures(self, group: _Group) -> Iterator[Block]:
        caption, credit = _caption(group.captions)
        if group.captions and len(group.images) > 1:
            told = SHARED_CAPTION.format(count=len(group.images), caption=text_of(caption) or credit)
            self._tell(RemarkKind.GUESSED, group.captions[0], told)
        elif group.captions and self._evidence(group.captions[0]) < 2:
            told = CAPTION_GUESSED.format(caption=text_of(caption))
            self._tell(RemarkKind.GUESSED, group.captions[0], told)
        images = tuple(self._described(image, text_of(caption)) for image in group.images)
        if not caption and len(images) == 1 and (title := _title(images[0])):
            caption = (Words(title),)
        yield Figures(images, caption, credit, group.at)

    def _described(self, image: InlineImage, caption: str) -> InlineImage:
        """The picture with a description: its own, if a person wrote it, else its title or the caption."""
        own = described(image.alt)
        if not own and caption:
            self._from_captions += 1
        return replace(image, alt=own or caption or _title(image))


def _is_no_caption(text: str) -> bool:
    """Whether a line says by itself that it is an item, a heading, a field or a paragraph of the text."""
    says = NUMBERED.match(text) or DASHED.match(text) or LABELLED.match(text) or text.endswith(":")
    return bool(says) or len(SENTENCE.findall(text)) > 1 or is_signature(text)


def described(alt: str) -> str:
    """What a person wrote of a picture; "" for what a program did."""
    alone = AUTOMATIC_ALT.search(alt) or FILE_NAME.search(alt)
    return "" if alone else alt


def _title(image: InlineImage) -> str:
    return described(image.title) if slug(image.title) != slug(image.alt) or described(image.alt) else ""


def _captions_are_above(groups: Sequence[_Group], above: TextBlock) -> bool:
    """Where a caption stands over the first picture, and the last has none below."""
    if groups[-1].captions or any(len(group.captions) != 1 for group in groups[:-1]):
        return False
    return not above.strong or above.em


def _moved_up(groups: Sequence[_Group], above: TextBlock) -> list[_Group]:
    captions = [above, *(group.captions[0] for group in groups[:-1])]
    return [replace(group, captions=[caption]) for group, caption in zip(groups, captions, strict=True)]


def _caption(blocks: Sequence[TextBlock]) -> tuple[Pieces, str]:
    """The words of a caption in plain letters, and who is credited."""
    if not blocks:
        return (), ""
    last = blocks[-1]
    credit, cut = _credit(last.text)
    parts = [block.pieces for block in blocks[:-1]] + [_without_end(last.pieces, len(last.text) - cut)]
    pieces = tidied(piece for part in filter(None, parts) for piece in (Words(" "), *part))
    return _plain(pieces), credit


def _credit(text: str) -> tuple[str, int]:
    """The credit at the end of a caption, and how much of the text stands before it."""
    if found := ILLUSTRATION.search(text):
        return found["all"][0].upper() + found["all"][1:], found.start() + _stop(found["join"])
    found = CREDIT.search(text)
    if not found:
        return "", len(text)
    if found.start() == 0 and not is_signer(found["who"]):  # «Ảnh: Quang cảnh hội nghị»
        return "", len(text)
    label = found["label"][0].upper() + found["label"][1:].lower()
    return f"{label}: {found['who'].strip()}", found.start() + _stop(found["join"])


def _stop(join: str) -> int:
    """A full stop before the credit belongs to the caption."""
    return 1 if join.startswith(".") else 0


def _without_end(pieces: Pieces, length: int) -> Pieces:
    """Some pieces without so many signs at their end."""
    found = list(pieces)
    while length and found:
        last = found.pop()
        if isinstance(last, Words):
            kept = last.text[:-length] if length < len(last.text) else ""
            length -= len(last.text) - len(kept)
            found += [replace(last, text=kept)] if kept else []
    return tidied(found)


def _plain(pieces: Pieces) -> Pieces:
    """A caption that is italic or bold as a whole is in plain letters: the page sets captions its own way."""
    made = TextBlock(pieces)
    changes = {flag: False for flag, on in (("strong", made.strong), ("em", made.em)) if on}
    plain = (
        replace(piece, style=replace(piece.style, **changes)) if isinstance(piece, Words) else piece  # type: ignore[arg-type]
        for piece in pieces
    )
    return _without_label(tidied(plain))


def _without_label(pieces: Pieces) -> Pieces:
    """«Ảnh: Quang cảnh» without the mere label, which the page would take for a credit."""
    first = pieces[0] if pieces else None
    if isinstance(first, Words) and (label := re.match(r"\(?(?:Ảnh|Chú thích ảnh)\s*:\s*", first.text, re.IGNORECASE)):
        rest = first.text[label.end() :]
        rest = rest.removesuffix(")") if label[0].startswith("(") else rest
        return (replace(first, text=rest[:1].upper() + rest[1:]), *pieces[1:])
    return pieces
