"""An old site becomes content: every text in its folder, categories, old addresses; and an account of it all."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.base.addresses import TABLE
from plugins.base.header import Value
from plugins.base.model import ContentKind
from plugins.base.redirects import GIVEN_HEAD, OldPlace
from plugins.base.vietnamese import fold_spaces, slug
from plugins.editorial import FIELDS, categories, load_and_check, set_fields
from tools.convert import ConvertedBody, Remark, RemarkKind
from tools.drupal.bodies import BodyMaker, is_empty
from tools.drupal.manifest import ContentWriter, ImportManifest
from tools.drupal.model import OldFile, OldNode, OldPicture, OldSite, OldText
from tools.drupal.old_answers import AnswerBook, OldAnswer
from tools.drupal.old_paths import OldPaths, is_picture
from tools.drupal.planning import Fate, PlannedText, plan
from tools.drupal.vocabulary import TermMap, toml_of
from tools.drupal.words import name_of, words_of

LANGUAGES = frozenset(str(choice.value) for row in FIELDS if row.name == "Lang" for choice in row.choices)
HOME_LANGUAGE = "vi"

NOTHING_SHOWN = "Trang cũ không hiện chữ hay ảnh nào của bài này, nên để là nháp."
HELD = "Bài để là nháp vì còn lỗi phải sửa: {why}"
NO_KIND = "Bài không có loại tin; đã xếp vào «{name}»."
ACCOUNT = "Tác giả «{name}» là tên tài khoản trên trang cũ."
MAIL_ACCOUNT = "Tên tài khoản của người đăng là một địa chỉ thư nên không ghi; hãy điền ô Authors nếu biết."
LEAD = "Ảnh chỉ có trong danh sách tin của trang cũ nay là ảnh đại diện."
LEAD_ALT = "Ảnh của bài: {title}"
CHANGED_BEFORE = "Ngày sửa trên trang cũ ({day}) sớm hơn ngày đăng nên không ghi."
COMMENTS = "{count} bình luận không chuyển sang."
LATER_DRAFTS = "Còn {count} bản sửa chưa đăng sau bản đang hiện; chúng không chuyển sang."
STICKY = "Bài được ghim đầu danh sách trên trang cũ."
TRANSLATION = "Bài là bản dịch của bài {nid}."
KEPT = "Tệp đã được sửa hoặc xóa tay từ lần chuyển trước nên giữ nguyên: {path}."
ALT_GUESSED = "Ảnh không có lời tả; đã tạm ghi theo tiêu đề."
NO_URL = "Không rõ địa chỉ của trang cũ, nên bài không giữ được mã RSS cũ. Hãy chạy lại với --old-url."
URL_GUESSED = "Địa chỉ trang cũ đoán là {url}; sai thì hãy chạy lại với --old-url."


@dataclass(slots=True)
class ImportedText:
    """One node with all that is to be told of it."""

    plan: PlannedText
    remarks: list[Remark] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """URIs of the old files that it uses."""

    def tell(self, kind: RemarkKind, said: str) -> None:
        self.remarks.append(Remark(kind, "", said))


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """What became of everything: the receipt is made of it."""

    site: OldSite
    texts: tuple[ImportedText, ...]
    answers: tuple[OldAnswer, ...]
    uses: Mapping[str, list[int]]
    """Which texts use a file, by its URI."""
    remarks: tuple[str, ...]
    kept: tuple[str, ...]


class SiteImporter:
    """Brings one site into one content folder."""

    def __init__(
        self, site: OldSite, content: Path, manifest: ImportManifest, now: datetime, held: Mapping[int, str]
    ) -> None:
        """`held` are texts that must not go out as they are, by their nodes, with the reason."""
        self._site, self._content, self._manifest, self._now = site, content, manifest, now
        checked = load_and_check(content, now) if content.is_dir() else None
        ours = {f"{folder}/index.md" for folder in manifest.folders.values()}
        found = checked.addresses.items() if checked else ()
        self._own = {address: path for path, address in found if path not in ours}
        self._terms = TermMap(site, categories(content))
        self._paths = OldPaths(site)
        texts = plan(site, now, self._own, manifest.folders)
        for text in texts:
            if why := held.get(text.node.nid):
                text.fate = Fate.DRAFT
                text.remarks.append(HELD.format(why=why))
            if text.fate is not Fate.LEFT_OUT and is_empty(site.text_of(text.node.nid)):
                text.fate = Fate.DRAFT
                text.remarks.append(NOTHING_SHOWN)
        self._texts = [ImportedText(text) for text in texts]
        self._answers = AnswerBook(site, self._paths, texts, self._terms, self._own)

    def run(self, *, overwrite: bool, progress: Callable[[int, int], None]) -> ImportAccount:
        """Writes everything; safe to be ended at any moment and to be run again."""
        writer = ContentWriter(self._content, self._manifest, overwrite)
        writer.mend()
        self._manifest.folders = {one.plan.node.nid: one.plan.folder for one in self._texts}
        self._manifest.save()
        placed: dict[str, str] = {}
        with tempfile.TemporaryDirectory() as scratch:
            maker = BodyMaker(self._site, self._paths, self._answers.leads, Path(scratch))
            for number, text in enumerate(self._texts, start=1):
                self._write(text, maker, writer, placed)
                progress(number, len(self._texts))
        answers = tuple(self._answers.every(placed))
        self._write_data(writer, answers)
        self._manifest.save()
        uses: dict[str, list[int]] = defaultdict(list)
        for one in self._texts:
            for uri in one.files:
                uses[uri].append(one.plan.node.nid)
        told = (*self._site.remarks, *self._terms.remarks, *self._about_url())
        return ImportAccount(self._site, tuple(self._texts), answers, uses, told, tuple(writer.kept))

    def _write(self, text: ImportedText, maker: BodyMaker, writer: ContentWriter, placed: dict[str, str]) -> None:
        old = self._site.text_of(text.plan.node.nid)
        body, used = maker.make(old, text.plan.title)
        text.remarks += body.remarks
        markdown = self._with_alts(text, body.markdown)
        header, files = self._header(text, old, body), dict(body.files)
        if lead := _lead(old):
            name = _name_of_lead(lead, files, used)
            used = {**used, name: lead.file}
            files[name] = lead.file.on_disk or files[name]
            header |= {"Image": name, "Image_alt": name_of(lead.alt) or LEAD_ALT.format(title=text.plan.title)}
            text.tell(RemarkKind.GUESSED, LEAD)
        text.files = [file.uri for file in used.values()]
        index = set_fields(header, body=f"{markdown.rstrip()}\n").encode()
        if not writer.folder(text.plan.folder, {"index.md": index, **files}):
            text.tell(RemarkKind.GUESSED, KEPT.format(path=writer.kept[-1]))
        for name, file in used.items():
            if text.plan.is_public:
                placed.setdefault(file.uri, f"{text.plan.folder}/{name}")

    def _with_alts(self, text: ImportedText, markdown: str) -> str:
        """A picture that nobody described is described by its text, for a person to mend."""
        words = name_of(text.plan.title).translate(str.maketrans("[]\\*_`<>", "()      "))
        made = markdown.replace("![](", f"![Ảnh trong bài: {fold_spaces(words)}](")
        if made != markdown:
            text.tell(RemarkKind.ASKED, ALT_GUESSED)
        return made

    # The header

    def _header(self, text: ImportedText, old: OldText, body: ConvertedBody) -> dict[str, Value | None]:
        node, planned = text.plan.node, text.plan
        text.remarks += [Remark(RemarkKind.GUESSED, "", said) for said in planned.remarks]
        self._tell_of(text, node)
        header: dict[str, Value | None] = {"Title": planned.title, "Date": _moment(planned.date)}
        if planned.kind is ContentKind.ARTICLE:
            header["Category"] = names = self._terms.categories_of(node)
            header["Tags"] = self._terms.tags_of(node) or None
            if not set(node.terms) & self._terms.categories.keys():
                text.tell(RemarkKind.GUESSED, NO_KIND.format(name=names[0]))
            header["Guid"] = f"{node.nid} at {self._site.url}" if self._site.url else None
        header["Authors"] = self._authors(text, body)
        header["Summary"] = words_of(old.summary) or None
        header["Modified"] = self._modified(text)
        header["Status"] = "draft" if planned.fate is Fate.DRAFT else None
        if node.unpublish_on and node.unpublish_on > max(planned.date, self._now):
            header["Expires"] = _moment(node.unpublish_on) if planned.kind is ContentKind.ARTICLE else None
        header["Lang"] = self._language(node)
        header["Redirect_from"] = self._answers.redirect_from(node.nid) or None
        return header

    def _tell_of(self, text: ImportedText, node: OldNode) -> None:
        if node.sticky:
            text.tell(RemarkKind.MADE, STICKY)
        if node.comments:
            text.tell(RemarkKind.MADE, COMMENTS.format(count=node.comments))
        if node.drafts_after:
            text.tell(RemarkKind.MADE, LATER_DRAFTS.format(count=node.drafts_after))
        if node.translation_of not in (0, node.nid):
            text.tell(RemarkKind.MADE, TRANSLATION.format(nid=node.translation_of))

    def _authors(self, text: ImportedText, body: ConvertedBody) -> Value | None:
        """Who signed the text itself, before the name of the account."""
        if body.byline:
            return body.byline
        account = name_of(text.plan.node.author).translate(str.maketrans(",;", "  "))
        if "@" in account:
            text.tell(RemarkKind.ASKED, MAIL_ACCOUNT)
            return None
        if account and " " not in account:
            text.tell(RemarkKind.GUESSED, ACCOUNT.format(name=account))
        return fold_spaces(account) or None

    def _modified(self, text: ImportedText) -> str | None:
        changed, date = text.plan.node.changed, text.plan.date
        if not changed or _moment(changed) == _moment(date):
            return None
        if changed < date:
            if text.plan.fate is Fate.IMPORTED:
                text.tell(RemarkKind.MADE, CHANGED_BEFORE.format(day=_moment(changed)))
            return None
        return _moment(changed) if changed <= self._now else None

    def _language(self, node: OldNode) -> str | None:
        code = node.language.partition("-")[0].lower()
        return code if code in LANGUAGES and code != HOME_LANGUAGE else None

    # What is not a text

    def _write_data(self, writer: ContentWriter, answers: Iterable[OldAnswer]) -> None:
        rows = [row for answer in answers if (row := answer.row)]
        writer.file(f"data/{TABLE}", self._table(rows))
        if self._terms.new:
            self._append("data/categories.toml", toml_of(self._terms.new))
        home, site = self._content / "data/home.toml", self._content / "data/site.toml"
        if lead := self._sticky():
            self._new(home, f"lead = {json.dumps(lead)}\n")
        self._new(site, f"name = {json.dumps(self._site.name, ensure_ascii=False)}\n")

    def _append(self, path: str, text: str) -> None:
        """To a file that is also a person's; nothing that stands there changes."""
        file = self._content / path
        before = file.read_text("utf-8") if file.is_file() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((before.rstrip("\n") + "\n" if before else "") + text, "utf-8", newline="\n")

    def _new(self, file: Path, text: str) -> None:
        if not file.exists():
            file.write_text(text, "utf-8", newline="\n")

    def _table(self, rows: Iterable[OldPlace]) -> bytes:
        told = io.StringIO()
        csv.writer(told, lineterminator="\n").writerows([GIVEN_HEAD, *sorted(set(rows))])
        return told.getvalue().encode()

    def _sticky(self) -> str:
        """The newest text that stood on top of the old front page."""
        pinned = [one.plan for one in self._texts if one.plan.node.sticky and one.plan.is_public]
        found = [one for one in pinned if one.kind is ContentKind.ARTICLE and one.node.promoted]
        return max(found, key=lambda one: one.date).name if found else ""

    def _about_url(self) -> Iterator[str]:
        if not self._site.url:
            yield NO_URL
        elif self._site.url_guessed:
            yield URL_GUESSED.format(url=self._site.url)


def _lead(old: OldText) -> OldPicture | None:
    """The first picture that a field had for lists alone: the page of the text did not show it."""
    hidden = (picture for one in old.fields if one.hidden for picture in one.pictures)
    return next((one for one in hidden if one.file.on_disk and is_picture(one.file.inside)), None)


def _name_of_lead(lead: OldPicture, files: Mapping[str, Path], used: Mapping[str, OldFile]) -> str:
    """The name that the picture has beside the text already, else a free one."""
    stem, _, ending = lead.file.inside.rpartition("/")[2].rpartition(".")
    free = (
        f"{slug(stem)[:60] or 'anh'}{more}.{ending.lower()}" for more in ("", *(f"-{count}" for count in range(2, 99)))
    )
    known = (name for name, file in used.items() if file.uri == lead.file.uri)
    return next(known, "") or next(name for name in free if name not in files)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
