"""From a document to a post: what the text says of itself becomes header, the rest body; every choice is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plugins.base.header import Value
from plugins.base.model import Category
from plugins.base.vietnamese import date_short, identity
from plugins.editorial import Vocabulary, load_data, title_in
from tools.convert import cleaning, dates, figures, habits, headline, signing
from tools.convert.blocks import (
    Block,
    CleanText,
    TextBlock,
    words_in,
)
from tools.convert.body import Teller, finished
from tools.convert.document import Post, RemarkKind, SourceDocument
from tools.convert.files import folder_name, short_name
from tools.convert.layout import laid_out
from tools.convert.sentence_case import Speller, is_capitals

TITLE_SPELT = "Tiêu đề viết hoa đã đổi thành chữ thường: «{title}». Hãy xem lại tên riêng."
TITLE = "Tiêu đề: «{title}»."
TITLE_BY_LOOK = "Tiêu đề lấy từ những dòng đầu: «{title}»."
TITLE_BY_PLACE = "Tiêu đề lấy từ dòng đầu tiên: «{title}»."
SUBTITLE = "Dòng dưới tiêu đề thành tóm tắt: «{text}»."
NO_TITLE = "Không thấy tiêu đề: hãy viết vào ô Title, thay cho tên tệp."
LETTER_HEAD = "Phần đầu công văn không đưa vào bài: «{text}»."
NUMBER = "Số ký hiệu lấy từ phần đầu công văn: «{number}»."
DATE = "Ngày {day} lấy từ «{shown}»."
OTHER_DATES = "Bài còn nhắc ngày {days}: hãy xem ngày nào là ngày của tin."
NO_DATE = "Không thấy ngày nào đủ ngày, tháng, năm: hãy điền ô Date."
SAPO = "Tóm tắt là đoạn mở đầu đứng riêng."
SUMMARY = "Tóm tắt lấy từ đoạn đầu: «{summary}»."
NO_SUMMARY = "Không có đoạn nào làm được tóm tắt: hãy điền ô Summary."
CATEGORY = "Loại tin «{name}» ghi trong văn bản."
CATEGORY_UNKNOWN = "Văn bản ghi loại tin «{name}», không có trong danh mục. Các loại tin: {names}."
CATEGORY_GUESSED = "Loại tin «{name}» đoán theo từ có trong bài."
NO_CATEGORY = "Chưa rõ loại tin: hãy điền ô Category. Các loại tin: {names}."
AUTHOR = "Tác giả lấy từ dòng «{line}»."
AUTHOR_GUESSED = "Dòng «{line}» được hiểu là tên tác giả."
NO_AUTHOR = "Không thấy tên tác giả: nếu có, hãy điền ô Authors."
PHOTOGRAPHER = "Ảnh chưa ghi nguồn được ghi của {who}, theo dòng «{line}»."
SOURCE = "Nguồn «{source}» lấy từ cuối bài."
PROGRAM = "Bài nhắc đến «{title}», nên thuộc chương trình ấy."
THEME = "Chữ của giao diện trang cũ đã bỏ: «{text}»."
TAGS = "Từ khóa ghi trong văn bản."


@dataclass(frozen=True, slots=True)
class Known:
    """What the site knows that a text may name. `categories` is None where they are free; `programs` are titles by
    slug.
    """

    categories: tuple[Category, ...] | None = None
    programs: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [category.name for category in self.categories or ()]


def known_of(content: Path) -> Known:
    data = load_data(content)
    files = sorted((content / "programs").glob("*.md"))
    programs = {file.stem: title_in(file.read_text("utf-8", "replace")) for file in files}
    return Known(data.categories, {slug: title for slug, title in programs.items() if title}, data.abbreviations)


def post_of(document: SourceDocument, known: Known) -> Post:
    """The post that a document is, as far as it says so; what it does not say is told as asked for."""
    text = cleaning.read(document.html)
    return _PostMaker(document, known, text).made()


class _PostMaker:
    """Takes one fact after another off the text. What is left is the body."""

    def __init__(self, document: SourceDocument, known: Known, text: CleanText) -> None:
        self._document, self._known, self._notes = document, known, text.notes
        self._blocks = text.blocks
        self._teller = Teller()
        self._header: dict[str, Value] = {}
        self._texts: list[str] = []
        self._dateline = ""

    def made(self) -> Post:
        self._letter_head()
        self._blocks = laid_out(self._blocks, self._teller)
        self._texts = [text for text in words_in(self._blocks) if text]
        speller = Speller(self._texts, self._known.abbreviations)
        self._labels()
        self._title(speller)
        photographer = self._signature()
        self._blocks = figures.with_captions(self._blocks, self._teller)
        if photographer:
            self._blocks = tuple(signing.credited(self._blocks, photographer))
        self._date()
        self._summary()
        self._belongs()
        body = finished(
            CleanText(self._blocks, self._notes), self._document.files, self._stem(), speller, self._teller, ends=True
        )
        remarks = (*self._document.remarks, *body.remarks)
        return Post(self._header, body.markdown, body.files, remarks)

    def _tell(self, kind: RemarkKind, block: Block | None, said: str) -> None:
        self._teller(kind, block, said)

    def _stem(self) -> str:
        title = self._header["Title"]
        return short_name(folder_name(title if isinstance(title, str) else ""), LONGEST_STEM) or "anh"

    def _letter_head(self) -> None:
        head = headline.letter_head(self._blocks)
        self._blocks = head.rest
        if not head.text:
            return
        self._tell(RemarkKind.GUESSED, None, LETTER_HEAD.format(text=head.text))
        self._dateline = head.dateline
        if head.number:
            self._header["Document_number"] = head.number
            self._tell(RemarkKind.GUESSED, None, NUMBER.format(number=head.number))

    def _labels(self) -> None:
        found = signing.labelled(self._blocks)
        self._blocks = found.rest
        for name, (value, block) in found.values.items():
            if name == "Category":
                self._category(value, block)
            elif name == "Tags":
                self._header["Tags"] = value.rstrip(".").replace(";", ",")
                self._tell(RemarkKind.MADE, block, TAGS)
            elif name == "Date":
                self._texts.insert(0, block.text)
            else:
                self._header[name] = value
        if found.theme:
            self._tell(RemarkKind.MADE, None, THEME.format(text=" ".join(found.theme)))

    def _category(self, value: str, block: TextBlock) -> None:
        parts = [part.strip() for part in re.split(r"[;,]", value)]
        names = [name for part in [value, *parts] if (name := headline.category_in(part, self._known.names))]
        self._header["Category"] = "; ".join(dict.fromkeys(names)) or value
        if names or self._known.categories is None:
            self._tell(RemarkKind.MADE, block, CATEGORY.format(name=value))
        else:
            self._tell(RemarkKind.ASKED, block, CATEGORY_UNKNOWN.format(name=value, names="; ".join(self._known.names)))

    def _title(self, speller: Speller) -> None:
        lines = [block for block in self._blocks if isinstance(block, TextBlock) and _is_dateline(block)]
        self._blocks = signing.without(self._blocks, lines)
        self._rubric()
        if "Title" in self._header:
            return
        found = headline.headline(self._blocks, speller)
        self._blocks = found.rest
        if found.subtitle:
            self._header["Summary"] = found.subtitle
            self._tell(RemarkKind.GUESSED, None, SUBTITLE.format(text=found.subtitle))
        if not found.title:
            self._header["Title"] = self._document.name
            self._tell(RemarkKind.ASKED, None, NO_TITLE)
            return
        self._header["Title"] = found.title
        if is_capitals(found.written):
            self._tell(RemarkKind.GUESSED, None, TITLE_SPELT.format(title=found.title))
        elif found.why == "style":
            self._tell(RemarkKind.MADE, None, TITLE.format(title=found.title))
        else:
            told = TITLE_BY_LOOK if found.why == "look" else TITLE_BY_PLACE
            self._tell(RemarkKind.GUESSED, None, told.format(title=found.title))

    def _rubric(self) -> None:
        """A first line that only names a category is its category."""
        first = next((block for block in self._blocks if isinstance(block, TextBlock) and block.text), None)
        if first and (name := headline.category_in(first.text, self._known.names)):
            self._header.setdefault("Category", name)
            self._tell(RemarkKind.GUESSED, first, CATEGORY.format(name=name))
            self._blocks = signing.without(self._blocks, [first])

    def _signature(self) -> str:
        """Takes source and author off; who took the pictures, where the line says so."""
        source, self._blocks = signing.source(self._blocks)
        if source:
            self._header["Source"] = source
            self._tell(RemarkKind.GUESSED, None, SOURCE.format(source=source))
        found = signing.signed(self._blocks)
        self._blocks = found.rest
        if not found.byline or not found.line:
            self._tell(RemarkKind.ASKED, None, NO_AUTHOR)
            return ""
        self._header["Authors"] = (
            found.byline.authors[0] if len(found.byline.authors) == 1 else list(found.byline.authors)
        )
        kind, told = (RemarkKind.MADE, AUTHOR) if found.byline.sure else (RemarkKind.GUESSED, AUTHOR_GUESSED)
        self._tell(kind, found.line, told.format(line=found.line.text))
        who = found.byline.photographer
        if who:
            self._tell(RemarkKind.GUESSED, found.line, PHOTOGRAPHER.format(who=who, line=found.line.text))
        return who

    def _date(self) -> None:
        texts = [*([self._dateline] if self._dateline else []), *self._texts]
        found = dates.days(texts)
        if not found:
            self._tell(RemarkKind.ASKED, None, NO_DATE)
            return
        best = found[0]
        self._header["Date"] = best.day.isoformat()
        self._tell(RemarkKind.GUESSED, None, DATE.format(day=date_short(best.day), shown=best.shown))
        others = list(dict.fromkeys(date_short(one.day) for one in found if one.day != best.day and one.rank < 5))
        if others:
            self._tell(RemarkKind.GUESSED, None, OTHER_DATES.format(days=", ".join(others)))

    def _summary(self) -> None:
        if "Summary" in self._header:
            return
        summary, self._blocks, apart = headline.sapo(self._blocks)
        if not summary:
            self._tell(RemarkKind.ASKED, None, NO_SUMMARY)
            return
        summary = habits.END_MARK.sub(".", summary)
        self._header["Summary"] = summary
        self._tell(RemarkKind.GUESSED, None, SAPO if apart else SUMMARY.format(summary=summary))

    def _belongs(self) -> None:
        """Category and program, by what the text says."""
        title = str(self._header["Title"])
        for slug, name in self._known.programs.items():
            if names_program(name, [title, *self._texts], self._known.abbreviations):
                self._header["Program"] = slug
                self._tell(RemarkKind.GUESSED, None, PROGRAM.format(title=name))
                break
        if "Category" in self._header or self._known.categories is None:
            return
        proposed = Vocabulary(self._known.categories).propose(title, "\n".join(self._texts))
        if proposed:
            self._header["Category"] = proposed.name
            self._tell(RemarkKind.GUESSED, None, CATEGORY_GUESSED.format(name=proposed.name))
        else:
            self._tell(RemarkKind.ASKED, None, NO_CATEGORY.format(names="; ".join(self._known.names)))


def _is_dateline(block: TextBlock) -> bool:
    return (
        len(block.text) < 70
        and re.fullmatch(r"[^\d,.:]{2,40},\s*ngày\s+\d[^,;:]{5,40}?\.?", block.text, re.IGNORECASE) is not None
    )


def names_program(title: str, texts: Iterable[str], abbreviations: Mapping[str, str]) -> bool:
    """Whether a text names the program: its words in their order, a few left out, abbreviations as what they mean."""
    wanted = _words(title, abbreviations)
    named = (_runs_through(wanted, _words(text, abbreviations)) for text in texts)
    return len(wanted) >= FEWEST_WORDS and any(named)


FEWEST_WORDS = 4
LONGEST_STEM = 40
"""Signs of what pictures without a caption are called after."""


def _words(text: str, abbreviations: Mapping[str, str]) -> list[str]:
    for short, meaning in abbreviations.items():
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", meaning, text)
    return re.findall(r"\w+", identity(text.replace("&", " và ")))


def _runs_through(wanted: Sequence[str], words: Sequence[str]) -> bool:
    starts = [at for at, word in enumerate(words) if word == wanted[0]]
    return any(_matched(wanted, words[at : at + len(wanted) * 5 // 4 + 2]) >= 0.85 * len(wanted) for at in starts)


def _matched(wanted: Sequence[str], words: Sequence[str]) -> int:
    """How many words of the one stand in the other, in order (the longest common subsequence)."""
    row = [0] * (len(words) + 1)
    for word in wanted:
        before = 0
        for at, other in enumerate(words, start=1):
            before, row[at] = row[at], before + 1 if word == other else max(row[at], row[at - 1])
    return row[-1]
