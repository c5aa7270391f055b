"""What answers at each old address: the page itself, one redirect, or 410 with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugins.base.addresses import ALL, NOT_FOUND, OLD_FEED, ROBOTS, RSS, SITEMAP, Section, feed, place
from plugins.base.old_addresses import old_address, refuse_own
from plugins.base.problems import InvalidValue
from plugins.base.redirects import OldPlace
from plugins.base.vietnamese import identity
from tools.drupal.model import OldPage, OldPageKind, OldSite
from tools.drupal.old_paths import OldMeaning, OldPaths, PathKind
from tools.drupal.planning import Fate, PlannedText
from tools.drupal.vocabulary import TermMap

TEXT_CLOSED = "Bài chưa đăng; người đọc trang cũ không mở được."
TEXT_EMPTY = "Bài này trên trang cũ không có nội dung."
TERM_EMPTY = "Mục «{name}» của trang cũ chưa có bài nào."
TERM_LEFT = "Mục «{name}» của trang cũ không chuyển sang."
NO_FEED = "«{name}» không có nguồn tin RSS riêng; xem trang Nhận tin."
FILE_UNUSED = "Tệp không bài nào dùng nên không chuyển sang."
FILE_MISSING = "Tệp đã mất từ trước khi chuyển trang."
FILE_CLOSED = "Tệp riêng (private); người đọc trang cũ không mở được."
ACCOUNT_LEFT = "Trang tài khoản không chuyển sang."
PAGE_CLOSED = "Trang cũ không cho người đọc mở địa chỉ này."
UNREAD = "Không đọc được địa chỉ này trên trang cũ; hãy chạy lại lệnh."
PAGE_LEFT = "Trang này là của phần mềm cũ, không chuyển sang."
LED_OUT = "Địa chỉ này từng dẫn sang nơi khác: {url}."
NOTHING_THERE = "Trang cũ không còn gì ở địa chỉ này."
WITH_QUERY = "Địa chỉ có câu hỏi riêng sau dấu «?»; trang tĩnh không phân biệt được."
OTHER_PAGE = "Địa chỉ này nay là của trang khác trên trang mới."


class AnswerKind(StrEnum):
    """Which answer an old address gets, worst first."""

    SILENT = "chưa trả lời được"
    GONE = "báo đã gỡ (410)"
    CLOSED = "người ngoài chưa từng mở được"
    MOVED = "dẫn sang chỗ mới"
    PAGE = "giữ nguyên"


@dataclass(frozen=True, slots=True)
class OldAnswer:
    """One address with its answer; `new` is an address of this site or a path of its content, `of` what stood there,
    `nid` the text that keeps the address in its own header.
    """

    old: str
    kind: AnswerKind
    new: str = ""
    reason: str = ""
    of: str = ""
    nid: int = 0

    @property
    def row(self) -> OldPlace | None:
        """The line of the content's table; nothing where a text keeps the address, or nobody may know of it."""
        if self.nid or self.kind not in (AnswerKind.GONE, AnswerKind.MOVED):
            return None
        return OldPlace(self.old, self.new, self.reason)


class AnswerBook:
    """The answers of one site. `own` are the addresses of texts that this site has besides."""

    def __init__(
        self, site: OldSite, paths: OldPaths, texts: Iterable[PlannedText], terms: TermMap, own: Collection[str]
    ) -> None:
        self._site, self._terms = site, terms
        self._texts = {text.node.nid: text for text in texts}
        self._filled = self._filled_lists()
        self._silent = [OldAnswer(f"/{path}", AnswerKind.SILENT, reason=UNREAD) for path in site.unread]
        self._here = {place(one) for one in (*own, *Section, NOT_FOUND, SITEMAP, ROBOTS, OLD_FEED, *self._filled)}
        self._here |= {place(text.address) for text in self._texts.values() if text.fate is not Fate.LEFT_OUT}
        self._meant = self._asked(paths)
        self._by_text: dict[int, list[str]] = defaultdict(list)
        for at, (address, meaning) in self._meant.items():
            text = self._texts.get(meaning.number) if meaning.kind is PathKind.TEXT else None
            if text and text.is_public and at not in self._here:
                self._by_text[meaning.number].append(address)

    def _filled_lists(self) -> set[str]:
        """The lists of terms that will have a text."""
        used = {tid for one in self._texts.values() if one.is_public for tid in one.node.terms}
        waiting = list(used)
        while waiting:
            term = self._site.terms.get(waiting.pop())
            parents = [tid for tid in term.parents if tid not in used] if term else []
            used.update(parents)
            waiting += parents
        return {self._terms.address_of(tid) for tid in used} - {""}

    def _asked(self, paths: OldPaths) -> dict[str, tuple[str, OldMeaning]]:
        """Every address once, as the table has it, by its place."""
        found: dict[str, tuple[str, OldMeaning]] = {}
        self._silent += [OldAnswer(one, AnswerKind.SILENT, reason=WITH_QUERY) for one in paths.queried()]
        for path in paths.every():
            meaning = paths.at(path)
            for form in paths.forms(path):
                try:
                    address = old_address(form)
                    refuse_own(address)
                    found.setdefault(place(address), (address, meaning))
                except InvalidValue as wrong:
                    self._silent.append(OldAnswer(form, AnswerKind.SILENT, reason=str(wrong), of=self._of(meaning)))
        return found

    # For texts

    def redirect_from(self, nid: int) -> list[str]:
        """The old addresses that a public text keeps in its header: plain ones before those with a question."""
        return sorted(self._by_text.get(nid, ()), key=lambda address: "?" in address)

    def leads(self, meaning: OldMeaning) -> str:
        """Where a link of a text goes now; "" where nothing is to be seen."""
        match meaning.kind:
            case PathKind.TEXT:
                text = self._texts.get(meaning.number)
                return f"/{text.path}" if text and text.is_public else ""
            case PathKind.TERM:
                address = self._terms.address_of(meaning.number)
                return address if address in self._filled else ""
            case PathKind.FEED:
                return str(Section.FOLLOW)
            case PathKind.PAGE:
                return self._of_page(meaning.page)[0]
            case _:
                return meaning.url

    # For the table

    def every(self, placed: Mapping[str, str]) -> Iterator[OldAnswer]:
        """All answers; `placed` says which files of the old site lie where in the content, by their URIs."""
        yield from self._silent
        for at, (address, meaning) in self._meant.items():
            kind, new, reason, nid = self._answer(meaning, placed)
            if at in self._here and kind is not AnswerKind.CLOSED:
                same = place(new) == at
                kind, new, nid = AnswerKind.PAGE, "", 0
                reason = "" if same or meaning.kind is PathKind.PAGE else OTHER_PAGE
            yield OldAnswer(address, kind, new, reason, self._of(meaning), nid)

    def _answer(self, meaning: OldMeaning, placed: Mapping[str, str]) -> tuple[AnswerKind, str, str, int]:
        if meaning.kind is PathKind.TEXT:
            return self._of_text(meaning.number)
        if meaning.kind is PathKind.FILE:
            new, reason = self._of_file(meaning, placed)
            closed = meaning.file is not None and not meaning.file.is_public
            return (AnswerKind.CLOSED if closed else AnswerKind.MOVED if new else AnswerKind.GONE), new, reason, 0
        if meaning.page and meaning.page.kind is OldPageKind.CLOSED:
            return AnswerKind.CLOSED, "", PAGE_CLOSED, 0
        ways: Mapping[PathKind, Callable[[], tuple[str, str]]] = {
            PathKind.TERM: lambda: self._of_term(meaning.number),
            PathKind.FEED: lambda: self._of_feed(meaning.number),
            PathKind.PAGE: lambda: self._of_page(meaning.page),
            PathKind.ELSEWHERE: lambda: ("", LED_OUT.format(url=meaning.url)),
            PathKind.UNKNOWN: lambda: ("", NOTHING_THERE),
        }
        new, reason = ways[meaning.kind]()
        return (AnswerKind.GONE if reason else AnswerKind.MOVED), new, reason, 0

    def _of_text(self, nid: int) -> tuple[AnswerKind, str, str, int]:
        text = self._texts[nid]
        if text.is_public:
            return AnswerKind.MOVED, text.address, "", nid
        if text.node.published:
            return AnswerKind.GONE, "", TEXT_EMPTY, 0
        return AnswerKind.CLOSED, "", TEXT_CLOSED, 0

    def _of_term(self, tid: int) -> tuple[str, str]:
        address, name = self._terms.address_of(tid), self._site.terms[tid].name
        if not address:
            return "", TERM_LEFT.format(name=name)
        return address, "" if address in self._filled else TERM_EMPTY.format(name=name)

    def _of_feed(self, tid: int) -> tuple[str, str]:
        address, name = self._terms.feed_of(tid), self._site.terms[tid].name
        if not address:
            return "", NO_FEED.format(name=name)
        return address, "" if self._terms.address_of(tid) in self._filled else TERM_EMPTY.format(name=name)

    def _of_file(self, meaning: OldMeaning, placed: Mapping[str, str]) -> tuple[str, str]:
        file = meaning.file
        if not file or not file.is_public:
            return "", FILE_CLOSED
        if path := placed.get(file.uri):
            return f"/{path}", ""
        return "", FILE_UNUSED if file.on_disk else FILE_MISSING

    def _of_page(self, page: OldPage | None) -> tuple[str, str]:
        """Where a page of the old site's own leads; None is its front page."""
        if page is None or page.kind is OldPageKind.FRONT:
            return str(Section.HOME), ""
        if page.kind is OldPageKind.LIST:
            return self._list_like(page), ""
        if page.kind is OldPageKind.FEED:
            return feed(ALL) + RSS, ""
        if page.kind is OldPageKind.MACHINE:
            return str(Section.SEARCH), ""
        if page.kind is OldPageKind.CLOSED:
            return "", PAGE_CLOSED
        return "", ACCOUNT_LEFT if page.kind is OldPageKind.ACCOUNT else PAGE_LEFT

    def _list_like(self, page: OldPage) -> str:
        """The list of the same name, else all news."""
        if page.term and (address := self._terms.address_of(page.term)) in self._filled:
            return address
        named = (one.address for one in self._terms.categories.values() if identity(one.name) == identity(page.title))
        return next((one for one in named if one in self._filled), str(Section.NEWS))

    def _of(self, meaning: OldMeaning) -> str:
        """What stood at an address, for people."""
        if meaning.kind is PathKind.TEXT:
            return f"bài {meaning.number}"
        if meaning.kind in (PathKind.TERM, PathKind.FEED):
            return f"{meaning.kind} «{self._site.terms[meaning.number].name}»"
        return f"{meaning.kind} {meaning.file.inside}" if meaning.file else str(meaning.kind)
