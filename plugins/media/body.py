"""One text becomes what is seen: figures, resolved links, safe HTML; and every problem of the text with its line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import islice, starmap
from pathlib import Path

from markupsafe import Markup

from plugins.base.cache import Cache
from plugins.base.fingerprint import digest, fingerprint
from plugins.base.hrefs import SCHEMES
from plugins.base.model import (
    Abbreviation,
    Attachment,
    Body,
    LinkUse,
    Picture,
    Rendering,
    SiteInfo,
    UnrenderedContent,
)
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.snapshot import pack, unpack
from plugins.base.summaries import opening
from plugins.media import charts, figures, galleries, markdown, pieces, publishing, references, typography
from plugins.media.markdown import Findings, TooLong
from plugins.media.mediums import Medium, Shown, ShownLink, ShownPicture
from plugins.media.pieces import GalleryPiece, ImagePiece, LinkPiece, Piece, PreparedText
from plugins.media.references import Library

MADE_BY = fingerprint(__file__)
NOTHING = pieces.taken_apart("")

TOO_LONG = Message(
    "nội dung làm bộ chuyển Markdown chạy quá 10 giây.", "Hãy bỏ các dãy dấu «[», «*», «_», «>» lặp lại."
)
NOT_CONVERTED = Message(
    "không chuyển được nội dung thành trang ({why}).", "Hãy bỏ phần lồng nhau quá sâu, hoặc dán lại bài."
)
ADDRESS_DROPPED = Message(
    "địa chỉ «{address}» không được nhận.", "Hãy dùng https://, mailto:, tel: hoặc tên tệp của bài."
)
MARKS_UNREAD = Message(
    "«{piece}» hiện nguyên dấu cho người đọc, vì thiếu phần đóng hoặc phần giải thích.",
    "Hãy viết [chữ](địa chỉ), thêm dòng «[tên]: …», hoặc đóng chú thích bằng «-->».",
)
MARKS_IN_HTML = Message(
    "«{piece}» nằm trong thẻ HTML «<{name}>» nên hiện nguyên dấu cho người đọc.",
    "Hãy bỏ thẻ ấy; nếu cần giữ thẻ thì viết <b>đậm</b>, <i>nghiêng</i>, <img …> ở bên trong.",
)
LEFT_OPEN = Message("một thẻ HTML mở mà không đóng, làm mất phần sau của bài.", "Hãy xóa thẻ ấy.")
TAG_REMOVED = Message(
    "thẻ «<{name}>» không được dùng trong bài nên đã bỏ.", "Hãy viết phần này bằng Markdown.", warning=True
)
ATTRIBUTE_REMOVED = Message(
    "thuộc tính «{name}» không được dùng trong bài nên đã bỏ.", "Hãy viết phần này bằng Markdown.", warning=True
)
HEADING_JUMPS = Message("đề mục «{written}» nhảy bậc: đứng trên nó là bậc {before}.", "Hãy dùng «{right}».")
NO_ALT = Message("ảnh «{source}» chưa có lời tả.", "Hãy viết lời tả trong ngoặc vuông: ![lời tả]({source}).")
ID_TWICE = Message("chỗ tên «{name}» có hai lần trong bài.", "Hãy đổi một tên.")
NO_LINK_TEXT = Message("đường dẫn tới «{target}» không có chữ.", "Hãy viết chữ trong ngoặc vuông.")


class MarkdownRenderer:
    """Markdown to finished HTML, each text once: what was converted before is taken from the cache."""

    def __init__(self, abbreviations: Mapping[str, str], file: Path | None) -> None:
        self.cache = Cache(file, MADE_BY)
        self._converter = markdown.Converter()
        self._finisher = typography.Typographer(abbreviations)
        self._abbreviations = json.dumps(abbreviations, sort_keys=True).encode()

    def ready(self) -> None:
        """Loads what every text needs."""
        self._converter.convert("")

    def convert(self, source: str) -> tuple[Findings, PreparedText]:
        """Raises what Python-Markdown raises, and TooLong."""
        key = digest(self._abbreviations, source.encode())
        if known := self.cache.get(key):
            converted: tuple[Findings, PreparedText] = unpack(known)
            return converted
        html, findings = self._converter.convert(source)
        told = list(findings.told)
        framed = figures.framed(self._finisher.finish(html))
        drawn, drawings = charts.drawn(framed, source, lambda line, wrong: told.append((line, wrong, False)))
        findings, text = findings._replace(told=tuple(told)), pieces.taken_apart(drawn, drawings)
        text = text if text.prose else text._replace(prose=typography.plain(html))
        self.cache.put(key, pack((findings, text)))
        return findings, text


@dataclass(slots=True)
class ContentRenderer:
    """The work on one text: what it has shown and linked so far, and what was wrong with it."""

    unrendered: UnrenderedContent
    library: Library
    press: MarkdownRenderer
    site_info: SiteInfo
    markdown: str = ""
    problems: list[Problem] = field(default_factory=list)
    uses: list[LinkUse] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    leads_out: bool = False
    dropped: bool = False
    """Whether the sanitiser dropped an address of this text."""

    def rendered(self) -> UnrenderedContent:
        """The text, whole. Raises OSError where its file is gone meanwhile."""
        self.markdown = self.unrendered.markdown
        self.library.asked.clear()
        self.library.used.clear()
        body, lead = self._body(), self._lead()
        content = replace(
            self.unrendered.content, lead=lead, description=opening(self.unrendered.content.summary or body.prose)
        )
        bodies = self.library.earlier.bodies
        content = replace(content, body=body) if bodies is None else bodies.stored(content, body)
        asked, used = frozenset(self.library.asked), tuple(self.library.used)
        rendering = Rendering(asked, used, tuple(self.uses), tuple(self.problems))
        return replace(self.unrendered, content=content, rendering=rendering)

    def _body(self) -> Body:
        text = self._prepared()
        shown = list(self._shown(text.pieces))
        site_info, address = self.site_info, self.unrendered.content.address
        html = Markup(Medium(site_info.root).written(shown))
        feed = Markup(Medium(site_info.url, site_info.absolute(address), feed=True).written(shown))
        return Body(
            html=html,
            feed=html if feed == html else feed,  # and lies once in what is kept
            prose=text.prose,
            pictures=tuple(self.pictures),
            attachments=tuple(self.attachments.values()),
            gallery=any(isinstance(piece, GalleryPiece) for piece in text.pieces),
            tables=text.tables > 0,
            abbreviations=tuple(starmap(Abbreviation, text.explained)),
            ids=text.ids,
            leads_out=self.leads_out or text.names_web,
        )

    def _prepared(self) -> PreparedText:
        """The text with what is wrong in it told; nothing where it cannot be converted."""
        try:
            findings, text = self.press.convert(self.markdown)
        except TooLong:
            self._tell("", TOO_LONG())
            return NOTHING
        except (RecursionError, ValueError, AttributeError, IndexError) as error:
            self._tell("", NOT_CONVERTED(why=type(error).__name__))
            return NOTHING
        self._tell_removed(findings)
        self._check_headings(text.headings)
        self._check_ids(text.ids)
        return text

    def _shown(self, parts: Iterable[Piece]) -> Iterator[Shown]:
        """What the pieces of the text have become; a gallery asks for its pictures before it begins."""
        images = [(piece, self._picture(piece)) for piece in parts if isinstance(piece, ImagePiece)]
        pictures = iter([picture for _, picture in images])
        hung = iter([picture for piece, picture in images if piece.enlarged])
        eager = True
        sizes: Iterator[str] = iter(())
        for piece in parts:
            match piece:
                case LinkPiece():
                    yield self._link(piece)
                case GalleryPiece(count):
                    layout = galleries.layout([picture for picture in islice(hung, count) if picture])
                    sizes = layout.sizes
                    yield layout.opening
                case ImagePiece():
                    if picture := next(pictures):
                        wide = next(sizes, figures.SIZES) if piece.enlarged else figures.SIZES
                        yield ShownPicture(picture, eager, wide, piece.enlarged)
                        eager = False
                case _:
                    yield piece

    def _tell_removed(self, findings: Findings) -> None:
        self.dropped = bool(findings.dropped)
        for line, told, warning in findings.told:
            self.problems.append(Problem(self.unrendered.path, self.unrendered.body_line + line, told, warning))
        for piece, name in findings.held:
            self._tell(piece, MARKS_IN_HTML(piece=piece[:60], name=name))
        if not findings.whole:
            self._tell(next(iter(findings.removed), ""), LEFT_OPEN())
        for address in findings.dropped:
            if address.startswith("data:image/"):  # told as a picture
                continue
            known = address.partition(":")[0].lower() in SCHEMES
            wrong = references.WRONG_ADDRESS(target=address) if known else ADDRESS_DROPPED(address=address[:60])
            self._tell(address, wrong)
        for piece in findings.unread:
            self._tell(piece, MARKS_UNREAD(piece=piece))
        for piece in findings.removed:
            message = TAG_REMOVED if piece.startswith("<") else ATTRIBUTE_REMOVED
            self.problems.append(message.at(self.unrendered.path, self._line(piece), name=piece.removeprefix("<")))

    def _check_headings(self, levels: Iterable[int]) -> None:
        """A heading is at most one step below the one before it; the page's title is the first step."""
        before = 1
        for level in (max(2, found) for found in levels):
            if level > before + 1:
                written, right = "#" * level, "#" * (before + 1)
                self._tell(f"{written} ", HEADING_JUMPS(written=written, before=before, right=right))
            before = level

    def _check_ids(self, ids: Iterable[str]) -> None:
        """Headings get names that differ; what an editor names by hand may not."""
        for name, times in Counter(ids).items():
            if times > 1:
                self._tell(name, ID_TWICE(name=name))

    def _lead(self) -> Picture | None:
        if not self.unrendered.image:
            return self.pictures[0] if self.pictures else None
        try:
            picture = self.library.picture(self.unrendered.path, self.unrendered.image)
            return picture._replace(alt=self.unrendered.image_alt)
        except InvalidValue as wrong:
            line = self.unrendered.lines.get("Image", 1)
            self.problems.append(Problem(self.unrendered.path, line, f"Image: {wrong}"))
            return None

    def _picture(self, piece: ImagePiece) -> Picture | None:
        source, alt = piece.source or "", piece.alt
        if piece.source is None and self.dropped:  # told before
            return None
        if not alt and source:
            self._tell(source, NO_ALT(source=source))
        try:
            picture = self.library.picture(self.unrendered.path, source)._replace(alt=alt)
        except InvalidValue as wrong:
            self._tell(source, str(wrong))
            return None
        self.pictures.append(picture)
        return picture

    def _link(self, piece: LinkPiece) -> str | ShownLink:
        target, text, bare = piece.target, piece.words, f"<a{piece.kept}>"
        if not text and not piece.shows_picture:
            self._tell(f"]({target}" if target else "[](", NO_LINK_TEXT(target=target))
        try:
            found = self.library.follow(self.unrendered.path, target)
        except InvalidValue as wrong:
            if text != target:  # else an address that is only spoken of
                self._tell(target or f"[{text}]()", str(wrong))
            return bare
        if found.attachment:
            self.attachments[found.attachment.address] = publishing.described(found.attachment, text)
        own = self.unrendered.content.address + found.href if found.href[:1] == "#" else ""
        own = own or self.library.own_address(found.href)
        back = found.href.startswith("#fnref:")  # from a note, which is told of where nobody refers to it
        if own and not found.file and not back:
            self.uses.append(LinkUse(self.unrendered.path, self._line(target), own))
        if re.split("[?#]", own)[0] in self.library.silent:
            return bare
        self.leads_out |= found.href.startswith(("http://", "https://"))
        return ShownLink(piece.kept, escape(found.href))

    def _tell(self, needle: str, told: str) -> None:
        self.problems.append(Problem(self.unrendered.path, self._line(needle), told))

    def _line(self, needle: str) -> int:
        """The line on which `needle` stands in the Markdown; the converter keeps no lines, so it is looked for."""
        source = self.markdown
        at = source.find(needle) if needle else len(source) - len(source.lstrip())
        at = at if at >= 0 else max(source.lower().find(needle.lower()), 0)
        return self.unrendered.body_line + source.count("\n", 0, at)
