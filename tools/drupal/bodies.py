"""The text of one node as a text of this site: its fields put where readers saw them, pictures and files from the
originals, links led straight to the new texts; then Markdown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plugins.base.vietnamese import nfc
from plugins.media import NO_ATTACHMENT
from tools.convert import ConvertedBody, Remark, RemarkKind, body_of
from tools.drupal.model import OldAttachment, OldField, OldFile, OldPicture, OldSite, OldText
from tools.drupal.old_paths import OldMeaning, OldPaths, PathKind, is_picture
from tools.drupal.words import words_of

INLINE_PICTURE = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,(.+)", re.DOTALL | re.IGNORECASE)
LARGEST_INLINE = 20_000_000
SHORTEST_TIP = 12
YOUTUBE = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|watch\?v=)|youtu\.be/)([\w-]{6,20})")
EMBEDDED = "iframe, embed, object, video, audio"

PICTURE_GONE = "Ảnh «{name}» không còn trên trang cũ nên không đưa sang."
PICTURE_ELSEWHERE = "Ảnh «{name}» nằm ở trang khác; ở đây là đường dẫn tới ảnh ấy."
PICTURE_LOST = "Ảnh «{name}» chỉ có trên máy người viết nên không đưa sang."
FILE_GONE = "Tệp «{name}» không còn trên trang cũ; chữ giữ lại, đường dẫn bỏ."
FILE_CLOSED = "Tệp «{name}» là tệp riêng (private) nên không đưa sang."
FILE_REFUSED = "Tệp «{name}» là chương trình hoặc bản sao lưu, không đăng được; chữ giữ lại, đường dẫn bỏ."
LINK_GONE = "Đường dẫn «{href}» không dẫn tới đâu trên trang cũ; chữ giữ lại, đường dẫn bỏ."
LINK_CLOSED = "Đường dẫn «{href}» tới nơi không hiện với người đọc; chữ giữ lại, đường dẫn bỏ."


@dataclass(slots=True)
class Inserted:
    """The files that a text names, by the keys that stand for them in its HTML; `title` is the text's own."""

    title: str
    paths: dict[str, Path] = field(default_factory=dict)
    old: dict[str, OldFile] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def key(self, file: OldFile) -> str:
        assert file.on_disk
        self.paths[file.inside], self.old[file.inside] = file.on_disk, file
        return file.inside

    def tell(self, kind: RemarkKind, said: str) -> None:
        self.remarks.append(Remark(kind, "", said))


@dataclass(frozen=True, slots=True)
class BodyMaker:
    """What it takes to bring over any text of a site. `leads` says where a link to something of the old site goes now:
    an address or a path of the content; "" where nothing is to be seen there. `scratch` takes pictures that stood in
    the HTML itself.
    """

    site: OldSite
    paths: OldPaths
    leads: Callable[[OldMeaning], str]
    scratch: Path

    def make(self, text: OldText, title: str) -> tuple[ConvertedBody, Mapping[str, OldFile]]:
        """The Markdown of a text with this title, and which file of the old site each of its files is, by its name."""
        inserted = Inserted(title)
        html = self._led(self._whole(text), inserted)
        made = body_of(html, inserted.paths)
        by_place = {path: inserted.old[key] for key, path in inserted.paths.items() if key in inserted.old}
        used = {name: by_place[path] for name, path in made.files.items() if path in by_place}
        told = [*(Remark(RemarkKind.LOST, "", said) for said in text.remarks), *inserted.remarks]
        return ConvertedBody(made.markdown, made.files, (*told, *made.remarks), made.byline), used

    def _whole(self, text: OldText) -> str:
        """The body among the other fields, everything by its old address."""
        before = [self._field(one, text.html) for one in text.fields if one.before_body]
        after = [self._field(one, text.html) for one in text.fields if not one.before_body]
        return "\n".join(filter(None, [*before, text.html, *after]))

    def _field(self, one: OldField, body: str) -> str:
        """What a field shows; pictures and files that the body has already stand once."""
        if one.hidden:
            return ""
        if one.html:
            return _labelled(one)
        pictures = [picture for picture in one.pictures if not _stands_in(picture.file, body)]
        files = [
            file for file in one.attachments if file.shown and (file.description or not _stands_in(file.file, body))
        ]
        listed = "".join(map(self._offered, files))
        return "\n".join((*map(self._shown_picture, pictures), f"<ul>{listed}</ul>" if listed else ""))

    def _shown_picture(self, picture: OldPicture) -> str:
        words = f'alt="{escape(picture.alt)}" title="{escape(picture.title)}"'
        return f'<p><img src="{self._url(picture.file)}" {words}></p>'

    def _offered(self, attachment: OldAttachment) -> str:
        words = attachment.description or attachment.file.name
        return f'<li><a href="{self._url(attachment.file)}">{escape(words, quote=False)}</a></li>'

    def _url(self, file: OldFile) -> str:
        return escape(f"/{quote(self.site.file_path(file))}")

    def _led(self, html: str, inserted: Inserted) -> str:
        """The HTML with its pictures and links leading to files beside the text, to new texts, or out."""
        tree = LexborHTMLParser(f"<!doctype html><html><body>{html}</body></html>")
        while node := tree.css_first(EMBEDDED):  # one may hold others, which go with it
            self._embedded(node)
        for link in tree.css("a"):
            self._link(link, inserted)
        for image in tree.css("img"):
            self._picture(image, inserted)
        body = tree.body
        return (body.inner_html or "") if body else ""

    def _embedded(self, node: LexborNode) -> None:
        """Films, maps and the like become links: no page of ours asks another site for anything."""
        source = _attribute(node, "src") or _attribute(node, "data")
        inner = node.css_first("source[src], embed[src], param[name=movie]")
        if not source and inner:
            source = _attribute(inner, "src") or _attribute(inner, "value")
        target, words = _film(source)
        if target:
            node.insert_before(_link_to(target, words, "p"))
        node.decompose()

    def _link(self, node: LexborNode, inserted: Inserted) -> None:
        href = _attribute(node, "href").strip()
        if not href or href.startswith("#"):
            return
        path = self.paths.path_of(href)
        if path is None:
            return
        standing = self.paths.at(path)
        if standing.kind is PathKind.FILE or self.paths.is_file(path):
            self._file_link(node, standing, path, inserted)
        elif target := standing.url or self.leads(standing):
            node.attrs["href"] = target
        else:
            known = standing.kind is not PathKind.UNKNOWN
            inserted.tell(RemarkKind.LOST, (LINK_CLOSED if known else LINK_GONE).format(href=href))
            node.unwrap()

    def _file_link(self, node: LexborNode, standing: OldMeaning, path: str, inserted: Inserted) -> None:
        """A link to a file; that of a small picture to its large one gives way to the large one."""
        name = path.rpartition("/")[2]
        file = standing.file
        image = node.css_first("img")
        if not file or not file.on_disk or NO_ATTACHMENT.search(file.inside):
            said = FILE_REFUSED if file and file.on_disk else FILE_GONE
            said = FILE_CLOSED if file and not file.is_public else said
            if not image:
                inserted.tell(RemarkKind.LOST, said.format(name=name))
            node.unwrap()
        elif image and is_picture(file.inside):
            image.attrs["src"] = _attribute(node, "href")
            node.unwrap()
        else:
            node.attrs["href"] = inserted.key(file)

    def _picture(self, node: LexborNode, inserted: Inserted) -> None:
        source = _attribute(node, "src").strip()
        name = nfc(source.rpartition("/")[2])[:80]
        tip = _attribute(node, "title").strip()
        if len(tip) > SHORTEST_TIP and inserted.title.startswith(tip):
            node.attrs["title"] = ""  # what the field was filled with: it says nothing of the picture
        if found := INLINE_PICTURE.match(source):
            self._inline_picture(node, found, inserted)
            return
        path = self.paths.path_of(source)
        file = self.paths.at(path).file if path is not None else None
        if not file and path:  # written as if the text stood at the root, or in the folder of its address
            file = next(filter(None, (self.paths.at(one).file for one in _shorter(path))), None)
        if file and file.on_disk:
            node.attrs["src"] = inserted.key(file)
        elif path is None and source.lower().startswith(("http://", "https://", "//")):
            inserted.tell(RemarkKind.LOST, PICTURE_ELSEWHERE.format(name=name))
            words = _attribute(node, "alt") or "Xem ảnh"
            node.insert_before(_link_to(source, words, "a"))
            node.decompose()
        else:
            said = PICTURE_LOST if path is None else PICTURE_GONE
            inserted.tell(RemarkKind.LOST, said.format(name=name))
            node.decompose()

    def _inline_picture(self, node: LexborNode, found: re.Match[str], inserted: Inserted) -> None:
        """A picture that stands in the HTML itself, as pasting leaves it."""
        try:
            data = (
                base64.b64decode(re.sub(r"\s", "", found[2]), validate=True) if len(found[2]) < LARGEST_INLINE else b""
            )
        except (binascii.Error, ValueError):
            data = b""
        if not data:
            inserted.tell(RemarkKind.LOST, PICTURE_LOST.format(name="dán trong bài"))
            node.decompose()
            return
        name = f"anh-{hashlib.sha256(data).hexdigest()[:10]}.{found[1].lower().replace('jpeg', 'jpg')}"
        (self.scratch / name).write_bytes(data)
        inserted.paths[name] = self.scratch / name
        node.attrs["src"] = name


def is_empty(text: OldText) -> bool:
    """Whether its page showed nothing below the title."""
    shown = [one for one in text.fields if not one.hidden]
    return not any(
        (
            words_of(text.html),
            re.search(r"<(?:img|iframe|embed|object|video|audio)\b", text.html, re.IGNORECASE),
            *(words_of(one.html) or one.pictures for one in shown),
            *(attachment.shown for one in shown for attachment in one.attachments),
        )
    )


def _labelled(one: OldField) -> str:
    label = f"<strong>{escape(one.label, quote=False)}:</strong> " if one.label_shown and one.label else ""
    if re.match(r"\s*<(?:p|div|ul|ol|table|h[1-6]|blockquote|iframe)\b", one.html, re.IGNORECASE):
        return (f"<p>{label}</p>" if label else "") + one.html
    return f"<p>{label}{one.html}</p>"


def _stands_in(file: OldFile, html: str) -> bool:
    """Whether the body shows the file already."""
    return file.inside in unquote(html) or quote(file.inside) in html


def _shorter(path: str) -> Iterator[str]:
    """A path without its first parts, one after another."""
    while "/" in path:
        path = path.partition("/")[2]
        yield path


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _link_to(target: str, words: str, element: str) -> LexborNode:
    """A link, or a paragraph of one."""
    made = LexborHTMLParser(f'<p><a href="{escape(target)}">{escape(words)}</a></p>').css_first(element)
    assert made
    return made


def _film(source: str) -> tuple[str, str]:
    """Where an embedded thing leads, and the words for it."""
    source = source.strip()
    if found := YOUTUBE.search(source):
        return f"https://www.youtube.com/watch?v={found[1]}", "Xem phim trên YouTube"
    if source.startswith("//"):
        source = f"https:{source}"
    if not source.lower().startswith(("http://", "https://")):
        return "", ""
    host = (urlsplit(source).hostname or "").removeprefix("www.")
    return source, "Xem bản đồ" if "google" in host and "/map" in source else f"Xem tại {host}"
