"""An old site from its pages, as a visitor without an account gets them: the second way, where no database is left.

What pages do not show is not made up: drafts, revisions and, here and there, dates; each is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from plugins.base.vietnamese import fold_spaces, nfc, slug
from tools.drupal import dating, gathered, markup, pages
from tools.drupal.client import BUSY, Client
from tools.drupal.crawl import Crawl, Reading
from tools.drupal.database import KINDS_OF_NEWS, PAGE_TYPES, STYLES
from tools.drupal.gathered import NUMBERED
from tools.drupal.live_terms import LiveTerms
from tools.drupal.model import (
    UNDEFINED,
    OldAttachment,
    OldField,
    OldFile,
    OldNode,
    OldPage,
    OldPageKind,
    OldPicture,
    OldRedirect,
    OldSite,
    OldText,
)
from tools.drupal.own_addresses import FILES, STYLE, SiteAddress, uri
from tools.drupal.page_fields import FieldPicture, ShownField
from tools.drupal.pages import ShownText
from tools.drupal.visits import Visits
from tools.drupal.words import repaired, words_of

UNSEEN = "Trang cũ được đọc như người xem không có tài khoản: bản nháp và các lần sửa trước không thấy được."
REUSED = "{count} địa chỉ được lấy từ lần đọc trước. Muốn hỏi lại trang cũ tất cả thì thêm --fresh."
CLOSED = "Trang cũ không cho người xem mở {count} địa chỉ (có thể là bài chưa đăng): {paths}."
CLOSED_BY_ROBOTS = "robots.txt của trang cũ không cho đọc {count} địa chỉ: {paths}."
LEFT = "Chưa đọc {count} địa chỉ vì vượt giới hạn: {paths}."
NO_ANSWER = "Trang cũ trả lời lỗi ở {count} địa chỉ; hãy chạy lại để hỏi lại: {paths}."
NOT_WHOLE = "«{path}» không tải được: {problem}."
VOTES_UNSEEN = "Số phiếu của cuộc thăm dò không hiện với người xem nên không đưa sang."
SMALL_PICTURE = "Ảnh gốc «{name}» không còn; ở đây là bản thu nhỏ."
MOST_LISTED = 12
OWN_KINDS = {"search": OldPageKind.MACHINE, "filter": OldPageKind.OTHER}


def read(
    site: str,
    folder: Path,
    progress: Callable[[int, int], None] = lambda *_: None,
    client: Client | None = None,
    *,
    fresh: bool = False,
) -> OldSite:
    """Reads a live site; a folder inside `folder` keeps what it answered, for the case of an interruption.

    Raises:
        CannotImport
    """
    kept = folder / re.sub(r"[^\w.-]+", "-", site.partition("//")[2] or site)
    kept.mkdir(parents=True, exist_ok=True)
    visits = Visits(kept)
    if fresh:
        visits.clear()
    return _LiveSiteReader(Crawl(site, visits, client or Client(), progress).run()).site()


class _LiveSiteReader:
    def __init__(self, reading: Reading) -> None:
        self.reading, self.own, self.visits = reading, reading.own, reading.visits
        self.gathered = gathered.gather(reading)
        self.terms = LiveTerms(self.gathered)
        self.dates = dating.dates(self.gathered.texts, self.gathered.shorts, list(gathered.orders(self.gathered)))
        self.small = {nfc(uri(one.path)): one for one in self.visits if one.file and STYLE.search(one.path)}
        self.files = {file.uri: file for file in self._files()}
        self.languages = {text.language for text in self.gathered.texts.values()}

    def site(self) -> OldSite:
        found = self.gathered
        nodes = tuple(self._node(nid, text) for nid, text in sorted(found.texts.items()))
        terms, vocabularies = self.terms.terms(), self.terms.vocabularies()
        return OldSite(
            name=repaired(found.name),
            nodes=nodes,
            text_of=self.text_of,
            url=self.reading.stood_at or self.own.root,
            hosts=self.own.hosts,
            default_language=found.language or "vi",
            prefixes=found.prefixes,
            types=self._types(),
            page_types=self._page_types(),
            vocabularies=vocabularies,
            terms=terms,
            news_vocabulary=self._news_vocabulary(vocabularies.keys(), nodes),
            aliases=tuple(found.aliases.values()),
            redirects=tuple(self._redirects()),
            files=tuple(self.files.values()),
            files_path=self._files_path(),
            styles=tuple(sorted({*STYLES, *found.styles})),
            pages=tuple(self._pages()),
            unread=tuple(self._unread()),
            remarks=(UNSEEN, *self._reused(), *self._remarks(), *self.dates.remarks),
        )

    # Texts

    def _node(self, nid: int, text: ShownText) -> OldNode:
        several = len(self.languages) > 1
        short = self.gathered.shorts.get(nid, [])
        return OldNode(
            nid=nid,
            type=text.type,
            title=fold_spaces(repaired(text.title)),
            created=self.dates.by_nid[nid].created,
            changed=text.changed,
            promoted=text.promoted,
            sticky=text.sticky,
            language=text.language if several and text.language else UNDEFINED,
            translation_of=self._translation_of(nid, text) if several else 0,
            author=fold_spaces(repaired(text.author or next((one.author for one in short if one.author), ""))),
            terms=self.terms.of_text[nid],
            comments=text.comments,
        )

    def _translation_of(self, nid: int, text: ShownText) -> int:
        """The oldest of a set of texts that say the same in several languages."""
        on = SiteAddress(self.gathered.places[nid].path)
        sources = (self.gathered.source_of(href, on) for _, href in text.translations)
        others = {int(one.removeprefix("node/")) for one in sources if one.startswith("node/")} - {nid}
        others &= self.gathered.texts.keys()
        return min(others | {nid}) if others else 0

    def text_of(self, nid: int) -> OldText:
        """The body and the fields of one text, from its page."""
        visit = self.gathered.places[nid]
        on = SiteAddress(visit.path, visit.query)
        soup = markup.read(self.visits.body(visit).read_bytes())
        self._root_links(soup, on)
        text = pages.shown_text(soup, self.gathered.name)
        assert text
        told = [self.dates.by_nid[nid].remark]
        fields = [self._field(one, told) for one in text.fields if not self.terms.is_of_terms(one, on)]
        if not text.closed_poll:
            told.append(VOTES_UNSEEN)
        return OldText(
            html=repaired(text.body),
            summary=repaired(text.summary or self._written_summary(nid, text.body)),
            fields=(*fields, *text.extra),
            remarks=tuple(filter(None, told)),
        )

    def _written_summary(self, nid: int, body: str) -> str:
        """A short form that is no beginning of the text was written for itself."""
        whole = words_of(body)
        for form in self.gathered.shorts.get(nid, ()):
            said = words_of(form.body)
            if said and not whole.startswith(said.rstrip(" .…")):
                return form.body
        return ""

    def _root_links(self, soup: markup.Soup, on: SiteAddress) -> None:
        """Links and pictures as if each stood on the site's first page, which is where all texts are read from."""
        for element in soup.find_all(["a", "img", "source", "embed"]):
            for name in ("href", "src", "data-src", "data-original"):
                written = markup.value(element, name)
                address = self.own.read(written, on) if written and not written.startswith("#") else None
                if address and (self.own.folder or not re.match(r"/|[a-z]+:", written, re.IGNORECASE)):
                    _, mark, fragment = written.partition("#")
                    element[name] = (
                        urlsplit(self.own.url(address))._replace(scheme="", netloc="").geturl() + mark + fragment
                    )

    # Fields

    def _field(self, one: ShownField, told: list[str]) -> OldField:
        made = OldField(one.name, repaired(one.label), before_body=one.before_body, label_shown=bool(one.label))
        files = [link for link in one.links if self._file(link.href)]
        is_text = one.type.startswith(("text", "list", "number", "date"))
        if one.type == "image" or (one.pictures and not words_of(one.html)):
            return self._with_pictures(made, one, told)
        if files and not is_text and (one.type in ("file", "media") or len(files) == len(one.links)):
            return self._with_files(made, one)
        return replace(made, html=repaired(one.html))

    def _with_pictures(self, made: OldField, one: ShownField, told: list[str]) -> OldField:
        pictures = []
        shown = one.pictures or tuple(FieldPicture(link.href, link.words, link.title) for link in one.links)
        for picture in shown:
            file = self._file(picture.src)
            if file is None:
                return replace(made, html=repaired(one.html))
            if file.uri in self.small:
                told.append(SMALL_PICTURE.format(name=file.name))
            pictures.append(OldPicture(file, repaired(picture.alt), repaired(picture.title)))
        return replace(made, pictures=tuple(pictures))

    def _with_files(self, made: OldField, one: ShownField) -> OldField:
        attachments = []
        for link in one.links:
            if file := self._file(link.href):
                words = repaired(link.words)
                description = "" if words in ("", file.name, link.title) else words
                attachments.append(OldAttachment(file, description))
        return replace(made, attachments=tuple(attachments))

    def _file(self, href: str) -> OldFile | None:
        address = self.own.read(href)
        return self.files.get(nfc(uri(address.path))) if address and uri(address.path) else None

    def _files(self) -> Iterator[OldFile]:
        """The originals; where one is gone, what is left of it in a smaller form."""
        for visit in self.visits:
            where = nfc(uri(visit.path))
            if where and not STYLE.search(visit.path):
                held = visit if visit.file and visit.answer.size else self.small.get(where)
                place = self.visits.body(held) if held else None
                yield OldFile(where, PurePosixPath(where).name, place, size=held.answer.size if held else 0)

    def _files_path(self) -> str:
        found = Counter(match[1] for visit in self.visits if (match := FILES.search(visit.path)))
        return found.most_common(1)[0][0] if found else "sites/default/files"

    # Kinds

    def _types(self) -> dict[str, str]:
        """What people call the kinds of text: as the menu or a list of that name does, else as nobody does."""
        named = {
            slug(words): words for words in (*(one.title for one in self.gathered.pages), *self.gathered.menu.values())
        }
        used = {text.type for text in self.gathered.texts.values()}
        return {one: repaired(named.get(slug(one), "")) for one in used}

    def _page_types(self) -> frozenset[str]:
        """Kinds of text that never were news: none has terms, is on the front page, or tells when it was made."""
        used = {text.type for text in self.gathered.texts.values()}
        news = {
            text.type
            for nid, text in self.gathered.texts.items()
            if text.promoted or self.terms.of_text[nid] or text.exact or text.shown
        }
        return frozenset({*PAGE_TYPES, *(used - news)})

    def _news_vocabulary(self, names: Iterable[str], nodes: Iterable[OldNode]) -> str:
        """The vocabulary whose terms are kinds of news."""
        used: Counter[str] = Counter()
        for node in nodes:
            used.update({self.terms.vocabulary_of.get(tid, "") for tid in node.terms})
        ranked = [(bool(KINDS_OF_NEWS.search(name)), name != "tags", used[name], name) for name in names if used[name]]
        best = max(ranked, default=(False, False, 0, ""))
        return best[3] if any(best[:2]) else ""

    # Addresses

    def _redirects(self) -> Iterator[OldRedirect]:
        for visit in self.visits:
            location = visit.answer.location
            if not location or visit.query or not visit.path or NUMBERED.fullmatch(visit.path):
                continue
            target = self.own.read(location, SiteAddress(visit.path))
            if target is None or target.path != visit.path:
                yield OldRedirect(nfc(visit.path), target.path if target else location)

    def _pages(self) -> Iterator[OldPage]:
        yield from self.gathered.pages
        for path in self.reading.unasked:
            yield OldPage(path, OWN_KINDS.get(path.partition("/")[0], OldPageKind.ACCOUNT))
        for path in self._closed():
            yield OldPage(path, OldPageKind.CLOSED)

    def _closed(self) -> list[str]:
        return [one.path for one in self.visits if one.answer.status in (401, 403) and not uri(one.path)]

    def _busy(self) -> list[str]:
        return [one.path for one in self.visits if one.answer.status in BUSY]

    def _unread(self) -> Iterator[str]:
        yield from (*self.reading.closed, *self.reading.left, *self._busy())
        yield from (one.path for one in self.visits if one.answer.problem)

    def _reused(self) -> Iterator[str]:
        if self.reading.reused:
            yield REUSED.format(count=self.reading.reused)

    def _remarks(self) -> Iterator[str]:
        for said, paths in (
            (CLOSED, self._closed()),
            (CLOSED_BY_ROBOTS, self.reading.closed),
            (LEFT, self.reading.left),
            (NO_ANSWER, self._busy()),
        ):
            if paths:
                more = ["…"] if len(paths) > MOST_LISTED else []
                yield said.format(count=len(paths), paths=", ".join([*paths[:MOST_LISTED], *more]))
        for visit in self.visits:
            if visit.answer.problem:
                yield NOT_WHOLE.format(path=visit.path, problem=visit.answer.problem)
