"""One text becomes what is seen: figures, resolved links, safe HTML; and every problem of the text with its line."""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from html import escape, unescape
from pathlib import Path

from markupsafe import Markup

from plugins.base import media_types
from plugins.base.cache import Cache
from plugins.base.fingerprint import digest, fingerprint
from plugins.base.hrefs import SCHEMES
from plugins.base.model import Attachment, Body, LinkUse, Manuscript, OutputFile, Picture, Publication, Story
from plugins.base.problems import Message, Problem, Wrong
from plugins.media import charts, figures, galleries, markdown, references, typography
from plugins.media.markdown import Converted, TooLong
from plugins.media.references import Library

MADE_BY = fingerprint(__file__)
# nh3 writes attributes in double quotes; the expression relies on that one form.
ELEMENT = re.compile(r'<(?P<name>img|a|table|h1)(?P<attributes>(?: [a-z-]+="[^"]*")*)>|</(?P<closed>table|h1)>')
ID = re.compile(r'<[a-z][^<>]* id="([^"]*)"')
OWN_ADDRESS = re.compile(r'(?<= )(href|src)="(/[^"]*)"|(?<= )srcset="([^"]*)"')
HEADING = re.compile(r"<h([1-6])[ >]")
LINK_TEXT = re.compile(r"(.*?)</a>", re.DOTALL)

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


@dataclass(frozen=True, slots=True)
class Rendered:
    """All texts with their bodies, the files they publish, the addresses of the site they use, and what is wrong."""

    stories: tuple[Story, ...]
    coming: tuple[Story, ...]
    """Texts whose time has not come; `files` has nothing of them."""
    uses: tuple[LinkUse, ...]
    files: tuple[OutputFile, ...]
    shared: frozenset[str]
    """The addresses of the files that go out whatever texts there are."""
    problems: tuple[Problem, ...]


def render(
    manuscripts: Iterable[Manuscript],
    library: Library,
    publication: Publication,
    abbreviations: Mapping[str, str],
    coming: Iterable[Manuscript] = (),
) -> Rendered:
    """Renders every text once. `library` says what its references may mean.

    Those that are `coming` are read now, so that what is wrong with them is told to who writes them, not to the clock.
    """
    press = Press(abbreviations, library.cache / "texts.sqlite")
    problems = list(_publish_shared([path for path in library.files if path.startswith("files/")], library))
    shared = frozenset(library.published)
    leaves = [_Leaf(manuscript, library) for manuscript in manuscripts]
    apart = library.apart()
    early = [_Leaf(manuscript, apart) for manuscript in coming]
    stories, unseen = (tuple(leaf.story(press, publication) for leaf in some) for some in (leaves, early))
    press.cache.save()
    problems += [problem for leaf in (*leaves, *early) for problem in leaf.problems]
    problems += _about_attached(library)
    uses = tuple(use for leaf in (*leaves, *early) for use in leaf.uses)
    return Rendered(stories, unseen, uses, tuple(library.published.values()), shared, tuple(problems))


def _publish_shared(paths: Iterable[str], library: Library) -> Iterator[Problem]:
    """Files under `files/` go out whether a text uses them or not."""
    for path in paths:
        try:
            library.publish_picture(path) if path.lower().endswith(references.PICTURE_NAMES) else library.publish_file(
                path
            )
        except Wrong as wrong:
            yield Problem(path, 0, str(wrong))


def _about_attached(library: Library) -> Iterator[Problem]:
    for path in library.attached:
        if not media_types.ending(path):
            yield references.SAVED_ONLY.at(path, 0, name=path.rpartition("/")[2])
        if person := references.author_data(library.files[path]):
            yield references.AUTHOR_NAMED.at(path, 0, person=person[:60])


class Press:
    """Markdown to finished HTML, each text once: what was converted before is taken from the cache."""

    def __init__(self, abbreviations: Mapping[str, str], file: Path | None) -> None:
        self.cache = Cache(file, MADE_BY)
        self._finisher = typography.Finisher(abbreviations)
        self._abbreviations = json.dumps(abbreviations, sort_keys=True).encode()

    def convert(self, source: str) -> Converted:
        """Raises what Python-Markdown raises, and TooLong."""
        key = digest(self._abbreviations, source.encode())
        if known := self.cache.get(key):
            return _remembered(known)
        made = markdown.convert(source)
        gc.collect(0)  # a converter is full of circles, and a build looks for no garbage meanwhile
        finished = replace(made, html=self._finisher.finish(made.html), prose=typography.prose(made.html))
        self.cache.put(key, json.dumps(astuple(finished), ensure_ascii=False).encode())
        return finished


def _remembered(entry: bytes) -> Converted:
    html, dropped, removed, whole, unread, held, told, prose = json.loads(entry)
    pairs, lines = tuple(map(tuple, held)), tuple(map(tuple, told))
    return Converted(html, tuple(dropped), tuple(removed), whole, tuple(unread), pairs, lines, prose)


@dataclass(slots=True)
class _Leaf:
    """The work on one text: what it has shown and linked so far, and what was wrong with it."""

    manuscript: Manuscript
    library: Library
    problems: list[Problem] = field(default_factory=list)
    uses: list[LinkUse] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    tables: int = 0
    dropped: bool = False
    """Whether the sanitiser dropped an address of this text."""

    def story(self, press: Press, publication: Publication) -> Story:
        html, prose = self._html(press)
        body = Body(
            html=Markup(_placed(html, publication.root)),
            prose=prose,
            pictures=tuple(self.pictures),
            attachments=tuple(self.attachments.values()),
            gallery='<div class="gallery ' in html,
            tables=self.tables > 0,
            abbreviations=tuple(typography.explained(html)),
        )
        return replace(self.manuscript.story, body=body, lead=self._lead())

    def _html(self, press: Press) -> tuple[str, str]:
        """The text as it is shown, and the words of its paragraphs; nothing where it cannot be converted."""
        try:
            converted = press.convert(self.manuscript.markdown)
        except TooLong:
            self._tell("", TOO_LONG())
            return "", ""
        except (RecursionError, ValueError, AttributeError, IndexError) as error:
            self._tell("", NOT_CONVERTED(why=type(error).__name__))
            return "", ""
        self._tell_removed(converted)
        self._check_headings(converted.html)
        self._check_ids(converted.html)
        html = charts.drawn(figures.framed(converted.html), self.manuscript.markdown, self._tell_at)
        return galleries.gathered(ELEMENT.sub(lambda match: self._element(match, html), html)), converted.prose

    def _tell_removed(self, converted: Converted) -> None:
        self.dropped = bool(converted.dropped)
        for line, told, warning in converted.told:
            self.problems.append(Problem(self.manuscript.path, self.manuscript.body_line + line, told, warning))
        for piece, name in converted.held:
            self._tell(piece, MARKS_IN_HTML(piece=piece[:60], name=name))
        if not converted.whole:
            self._tell(next(iter(converted.removed), ""), LEFT_OPEN())
        for address in converted.dropped:
            if address.startswith("data:image/"):  # told as a picture
                continue
            known = address.partition(":")[0].lower() in SCHEMES
            wrong = references.WRONG_ADDRESS(target=address) if known else ADDRESS_DROPPED(address=address[:60])
            self._tell(address, wrong)
        for piece in converted.unread:
            self._tell(piece, MARKS_UNREAD(piece=piece))
        for piece in converted.removed:
            message = TAG_REMOVED if piece.startswith("<") else ATTRIBUTE_REMOVED
            self.problems.append(message.at(self.manuscript.path, self._line(piece), name=piece.removeprefix("<")))

    def _check_headings(self, html: str) -> None:
        """A heading is at most one step below the one before it; the page's title is the first step."""
        before = 1
        for level in (max(2, int(found)) for found in HEADING.findall(html)):
            if level > before + 1:
                written, right = "#" * level, "#" * (before + 1)
                self._tell(f"{written} ", HEADING_JUMPS(written=written, before=before, right=right))
            before = level

    def _check_ids(self, html: str) -> None:
        """Headings get names that differ; what an editor names by hand may not."""
        for name, times in Counter(ID.findall(html)).items():
            if times > 1:
                self._tell(name, ID_TWICE(name=name))

    def _lead(self) -> Picture | None:
        if not self.manuscript.image:
            return self.pictures[0] if self.pictures else None
        try:
            picture = self.library.picture(self.manuscript.path, self.manuscript.image)
            return replace(picture, alt=self.manuscript.image_alt)
        except Wrong as wrong:
            line = self.manuscript.lines.get("Image", 1)
            self.problems.append(Problem(self.manuscript.path, line, f"Image: {wrong}"))
            return None

    def _element(self, match: re.Match[str], html: str) -> str:
        name, attributes = match["name"], figures.attributes(match["attributes"] or "")
        if name == "img":
            return self._image(attributes)
        if name == "a":
            return self._link(match, attributes, html)
        return {"table": self._table, "h1": self._heading}[name or match["closed"]](match[0])

    def _table(self, tag: str) -> str:
        if tag == "</table>":
            return "</table></div>"
        self.tables += 1
        return f'<div class="table-scroll" role="region" tabindex="0" aria-label="Bảng {self.tables}">{tag}'

    def _heading(self, tag: str) -> str:
        """The page's only first-level heading is its title."""
        return tag.replace("h1", "h2", 1)

    def _image(self, attributes: Mapping[str, str]) -> str:
        source, alt = unescape(attributes.get("src", "")), unescape(attributes.get("alt", "")).strip()
        if "src" not in attributes and self.dropped:  # told before
            return ""
        if not alt and source:
            self._tell(source, NO_ALT(source=source))
        try:
            picture = replace(self.library.picture(self.manuscript.path, source), alt=alt)
        except Wrong as wrong:
            self._tell(source, str(wrong))
            return ""
        self.pictures.append(picture)
        return figures.picture_html(picture, eager=len(self.pictures) == 1)

    def _link(self, match: re.Match[str], attributes: Mapping[str, str], html: str) -> str:
        kept = "".join(
            f' {name}="{attributes[name]}"' for name in ("class", "id", "title", "lang") if name in attributes
        )
        words = LINK_TEXT.match(html, match.end())
        text = typography.plain(words[1]) if words else ""
        target = unescape(attributes.get("href", ""))
        if "href" not in attributes:  # a mark to link to, or an address that was dropped and told before
            return f"<a{kept}>"
        if not text and "<img" not in (words[1] if words else ""):
            self._tell(f"]({target}" if target else "[](", NO_LINK_TEXT(target=target))
        try:
            found = self.library.follow(self.manuscript.path, target)
        except Wrong as wrong:
            if text == target:  # an address that is only spoken of
                return f"<a{kept}>"
            self._tell(target or f"[{text}]()", str(wrong))
            return f"<a{kept}>"
        if found.attachment:
            self.attachments[found.attachment.address] = references.described(found.attachment, text)
        own = self.manuscript.story.address + found.href if found.href[:1] == "#" else ""
        own = own or self.library.own_address(found.href)
        back = found.href.startswith("#fnref:")  # from a note, which is told of where nobody refers to it
        if own and not found.file and not back:
            self.uses.append(LinkUse(self.manuscript.path, self._line(target), own))
        if re.split("[?#]", own)[0] in self.library.silent:
            return f"<a{kept}>"
        return f'<a{kept} href="{escape(found.href)}">'

    def _tell_at(self, line: int, told: str) -> None:
        """`line` is of the Markdown, from 0."""
        self.problems.append(Problem(self.manuscript.path, self.manuscript.body_line + line, told))

    def _tell(self, needle: str, told: str) -> None:
        self.problems.append(Problem(self.manuscript.path, self._line(needle), told))

    def _line(self, needle: str) -> int:
        """The line on which `needle` stands in the Markdown; the converter keeps no lines, so it is looked for."""
        source = self.manuscript.markdown
        at = source.find(needle) if needle else len(source) - len(source.lstrip())
        at = at if at >= 0 else max(source.lower().find(needle.lower()), 0)
        return self.manuscript.body_line + source.count("\n", 0, at)


def _placed(html: str, prefix: str) -> str:
    """Addresses of the site become links under `prefix`, the path that the site stands under."""
    if not prefix:
        return html

    def place(match: re.Match[str]) -> str:
        if match[3] is not None:
            return f'srcset="{re.sub(r"(?:^|(?<=, ))/", prefix + "/", match[3])}"'
        return match[0] if match[2].startswith("//") else f'{match[1]}="{prefix}{match[2]}"'

    return typography.TAG.sub(lambda tag: OWN_ADDRESS.sub(place, tag[0]), html)
