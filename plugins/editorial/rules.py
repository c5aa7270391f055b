"""The rules: generators that yield problems. `of_header` asks one text, `across` asks all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from plugins.base import moments
from plugins.base.addresses import NO_PAGES, NO_SLUGS, place
from plugins.base.letters import ZERO_WIDTH
from plugins.base.model import Category, ContentKind, FrontPage, Status, UnrenderedContent
from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import date_short, did_you_mean, identity
from plugins.editorial.outline import Outline, Told
from plugins.editorial.readers import Signature
from plugins.editorial.reading import ParsedText

FIRST_YEAR = 1945
# The category whose posts publish documents; slugs of the vocabulary stay.
DOCUMENTS = "van-ban"
LONGEST_TITLE = 250
# Fields whose words are shown as they are, and what is a mark elsewhere: **, &amp;, <b>, [chữ](địa chỉ).
PLAIN_FIELDS = ("Title", "Summary", "Image_alt", "Correction", "Source", "Reason", "Tags", "Authors")
MARKS = re.compile(
    r"\*\*|__(?=\w)[^_]+__|(?<![\w*])\*[^\s*][^*]*(?<=\S)\*(?![\w*])|`[^`]+`|!?\[[^\]]+\]\([^)]+\)"
    r"|&(?:[A-Za-z][a-z]{1,7}|#x?[0-9a-fA-F]{2,6});|</?(?:a|b|br|em|font|i|p|span|strong|sub|sup|u)\b[^<>]*>"
)

NO_TITLE = Message("bài chưa có tiêu đề.", "Hãy viết tiêu đề sau «Title:».")
LONG_TITLE = Message("tiêu đề dài {length} chữ.", "Nên viết gọn; phần còn lại để ở Summary.", warning=True)
MARKS_IN_WORDS = Message(
    "«{shown}» hiện nguyên như thế cho người đọc; ô này không nhận dấu Markdown hay HTML.",
    "Hãy chỉ viết chữ.",
    warning=True,
)
NO_DATE = Message("bài chưa có ngày.", "Hãy thêm dòng «Date: {today}».")
ODD_YEAR = Message("năm {year} có lẽ gõ nhầm.", "Hãy xem lại.")
MODIFIED_BEFORE_DATE = Message("ngày cập nhật {modified} trước ngày đăng {date}.", "Hãy sửa một trong hai.")
MODIFIED_TO_COME = Message("ngày cập nhật {modified} còn ở tương lai.", "Hãy ghi ngày đã sửa bài.")
EXPIRES_BEFORE_DATE = Message("hết hạn trước khi đăng.", "Hãy sửa một trong hai ngày.")
CORRECTION_WITHOUT_DATE = Message("có đính chính mà chưa có ngày cập nhật.", "Hãy thêm dòng «Modified: …».")
REMOVED_WITHOUT_REASON = Message("bài bị gỡ cần lý do để báo cho người đọc.", "Hãy thêm dòng «Reason: …».")
UNKNOWN_PROGRAM = Message("không có chương trình «{slug}».{hint}", "Các chương trình: {names}.")
NO_PROGRAMS = Message("không có chương trình «{slug}».", "Hãy bỏ dòng này, hoặc viết chương trình vào programs/.")
END_BEFORE_START = Message("kết thúc trước khi bắt đầu.", "Hãy sửa một trong hai.")
IMAGE_WITHOUT_ALT = Message("ảnh chưa có lời tả cho người không nhìn thấy.", "Hãy thêm dòng «Image_alt: …».")
RESERVED_ADDRESS = Message("địa chỉ {address} là của trang này.", "Hãy đổi tên tệp, hoặc thêm ô Slug khác.")
UNSEEN_SIGN = Message("có ký tự không nhìn thấy U+{sign:04X}, thường do dán từ nơi khác.", "Hãy gõ lại.")
SAME_ADDRESS = Message("trùng địa chỉ {address} với {other}.", "Hãy đổi tên một tệp, hoặc thêm ô Slug.")
SAME_GUID = Message("«{guid}» đã là mã của {other}.", "Hãy bỏ dòng này ở bài mới hơn.")
OLD_ADDRESS_IS_OWN = Message("«{old}» là chính địa chỉ của bài.", "Hãy bỏ đi.")
OLD_ADDRESS_IN_USE = Message("«{old}» đang là địa chỉ của {other}.", "Hãy bỏ đi, hoặc đổi địa chỉ bài kia.")
OLD_ADDRESS_TWICE = Message("«{old}» đã dẫn về {other}.", "Hãy giữ ở một bài.")
NO_TEXT = Message("bài chưa có nội dung.", "Hãy viết bài dưới phần đầu, hoặc đặt «Status: draft».")
OLD_ADDRESS_TO_NOTHING = Message("«{old}» dẫn về một bài chưa đăng.", "Hãy bỏ đi, hoặc đăng bài.")
UNNUMBERED_DOCUMENT = Message(
    "bài loại «{name}» chưa có số ký hiệu, nên không có ở trang Văn bản.",
    "Nên thêm dòng «Document_number: …».",
    warning=True,
)
FIELD_OF_DOCUMENT = Message(
    "bài chưa có số ký hiệu nên ô này không hiện.",
    "Hãy thêm dòng «Document_number: …», hoặc bỏ dòng này.",
    warning=True,
)
DOCUMENT_TO_COME = Message("ngày ban hành {date} còn ở tương lai.", "Hãy ghi ngày trên văn bản.")
SAME_DOCUMENT = Message("văn bản số «{number}» đã có ở {other}.", "Nên giữ một bài.", warning=True)
CHOSEN_NOT_THERE = Message("{key}: không có «{slug}».{hint}", "Hãy sửa, hoặc để trống.", warning=True)


def of_header(parsed: ParsedText, programs: Iterable[str], now: datetime) -> Iterator[Problem]:
    """What one header lacks or contradicts. Wrong values were told when they were read."""
    yield from _title(parsed)
    yield from _marks(parsed)
    yield from _text(parsed)
    yield from _dates(parsed, now)
    yield from _removal(parsed)
    yield from _program(parsed, programs)
    yield from _image(parsed)
    yield from _address(parsed)
    yield from _unseen_in_names(parsed)


def _title(parsed: ParsedText) -> Iterator[Problem]:
    if not parsed.values.text("Title") and "Title" not in parsed.values.told:
        yield parsed.problem("Title", NO_TITLE)
    if (length := len(parsed.values.text("Title"))) > LONGEST_TITLE:
        yield parsed.problem("Title", LONG_TITLE, length=length)


def _marks(parsed: ParsedText) -> Iterator[Problem]:
    """What is a mark in a text is none in a title."""
    for field in PLAIN_FIELDS:
        if found := MARKS.search(_words(parsed.values.values.get(field, ""))):
            yield parsed.problem(field, MARKS_IN_WORDS, shown=found[0][:60])


def _text(parsed: ParsedText) -> Iterator[Problem]:
    """A program may be all header; a text that is not out yet, or not any more, may be empty."""
    unread = parsed.values.values.get("Status") in (Status.DRAFT, Status.REMOVED) or "Status" in parsed.values.told
    if parsed.kind is not ContentKind.PROGRAM and not unread and not parsed.markdown.strip():
        yield NO_TEXT.at(parsed.path, parsed.body_line)


def _dates(parsed: ParsedText, now: datetime) -> Iterator[Problem]:
    values = parsed.values
    date, modified = values.moment("Date"), values.moment("Modified")
    if parsed.kind is ContentKind.ARTICLE and not date and "Date" not in values.told:
        yield parsed.problem("Date", NO_DATE, today=date_short(now))
    if date and not FIRST_YEAR <= date.year <= now.year + 5:
        yield parsed.problem("Date", ODD_YEAR, year=date.year)
    if date and modified and _before(modified, date):
        yield parsed.problem("Modified", MODIFIED_BEFORE_DATE, modified=date_short(modified), date=date_short(date))
    if modified and modified.date() > max(now, date or now).date():
        yield parsed.problem("Modified", MODIFIED_TO_COME, modified=date_short(modified))
    expires = values.moment("Expires")
    if date and expires and expires <= date:
        yield parsed.problem("Expires", EXPIRES_BEFORE_DATE)
    if values.text("Correction") and not modified:
        yield parsed.problem("Correction", CORRECTION_WITHOUT_DATE)


def _before(modified: datetime, date: datetime) -> bool:
    """By the clock where both have one, by the day where one is a bare day (its clock is midnight)."""
    by_day = moments.is_bare_day(modified) or moments.is_bare_day(date)
    return modified.date() < date.date() if by_day else modified < date


def _removal(parsed: ParsedText) -> Iterator[Problem]:
    if parsed.values.values.get("Status") is Status.REMOVED and not parsed.values.text("Reason"):
        yield parsed.problem("Status", REMOVED_WITHOUT_REASON)


def _program(parsed: ParsedText, programs: Iterable[str]) -> Iterator[Problem]:
    known = list(programs)
    if (slug := parsed.values.text("Program")) and slug not in known:
        hint, names = did_you_mean(slug, known), ", ".join(sorted(known))
        message = UNKNOWN_PROGRAM if known else NO_PROGRAMS
        yield parsed.problem("Program", message, slug=slug, hint=hint, names=names)
    start, end = parsed.values.values.get("Start"), parsed.values.values.get("End")
    if start and end and start > end:  # type: ignore[operator]
        yield parsed.problem("End", END_BEFORE_START)


def of_document(parsed: ParsedText, categories: Iterable[Category], now: datetime) -> Iterator[Problem]:
    """A document is found by its number; what else the header says of it shows only beside that."""
    date, issued = parsed.values.moment("Date"), parsed.values.moment("Document_date")
    if issued and not issued.year >= FIRST_YEAR:
        yield parsed.problem("Document_date", ODD_YEAR, year=issued.year)
    if issued and issued.date() > max(now, date or now).date():
        yield parsed.problem("Document_date", DOCUMENT_TO_COME, date=date_short(issued))
    if parsed.values.text("Document_number"):
        return
    for category in categories:
        if category.slug == DOCUMENTS:
            yield parsed.problem("Category", UNNUMBERED_DOCUMENT, name=category.name)
    for field in ("Issuer", "Document_date"):
        if field in parsed.values.values and "Document_number" not in parsed.values.told:
            yield parsed.problem(field, FIELD_OF_DOCUMENT)


def _image(parsed: ParsedText) -> Iterator[Problem]:
    if parsed.values.text("Image") and not parsed.values.text("Image_alt"):
        yield parsed.problem("Image", IMAGE_WITHOUT_ALT)


def _address(parsed: ParsedText) -> Iterator[Problem]:
    if parsed.slug in (NO_PAGES if parsed.kind is ContentKind.PAGE else NO_SLUGS):
        yield parsed.problem("Slug", RESERVED_ADDRESS, address=parsed.address)


def _unseen_in_names(parsed: ParsedText) -> Iterator[Problem]:
    """Two names that look alike and are not would be two tags, or two authors."""
    for field in ("Title", "Category", "Tags", "Authors"):
        if sign := ZERO_WIDTH.search(_words(parsed.values.values.get(field, ""))):
            yield parsed.problem(field, UNSEEN_SIGN, sign=ord(sign[0]))


def choices(front: FrontPage, slugs: Iterable[str], categories: Iterable[Category]) -> Iterator[Problem]:
    """What `data/home.toml` chooses must be there; a choice that is gone is no reason to stop the paper."""
    known = {"lead": list(slugs), "announcements": [category.slug for category in categories]}
    for key, chosen in (("lead", front.lead), ("announcements", front.announcements)):
        if chosen and chosen not in known[key]:
            hint = did_you_mean(chosen, known[key])
            yield CHOSEN_NOT_THERE.at("data/home.toml", 0, key=key, slug=chosen, hint=hint)


def _words(value: object) -> str:
    """All words of a header's value, whatever its shape."""
    if isinstance(value, Signature):
        return value.name
    return " ".join(map(_words, value)) if isinstance(value, tuple) else str(value)


def across(
    outlines: Iterable[Outline], tellers: Mapping[str, Told], written: Mapping[str, UnrenderedContent]
) -> Iterator[Problem]:
    """What texts do to each other: one address for two of them, and old addresses that lead nowhere or in circles.

    `tellers` tell the problems of each text, by its path; `written` are those that will have a page.
    """
    every = list(outlines)
    yield from _same_address(every, tellers)
    yield from _same_guid(every, tellers)
    yield from _redirects(every, tellers, written)


def _same_address(outlines: Iterable[Outline], tellers: Mapping[str, Told]) -> Iterator[Problem]:
    first: dict[str, Outline] = {}
    for one in outlines:
        if (other := first.setdefault(one.address, one)) is not one:
            yield tellers[one.path].problem("Slug", SAME_ADDRESS, address=one.address, other=other.path)


def _same_guid(outlines: Iterable[Outline], tellers: Mapping[str, Told]) -> Iterator[Problem]:
    owners: dict[str, Outline] = {}
    for one in outlines:
        if one.guid and (owner := owners.setdefault(one.guid, one)) is not one:
            yield tellers[one.path].problem("Guid", SAME_GUID, guid=one.guid, other=owner.path)


def same_document(outlines: Iterable[Outline], tellers: Mapping[str, Told]) -> Iterator[Problem]:
    """Two bodies may give the same number; one body gives it once."""
    owners: dict[tuple[str, str], Outline] = {}
    for one in outlines:
        if one.document_number and not one.removed:
            owner = owners.setdefault((identity(one.document_number), identity(one.issuer)), one)
            if owner is not one:
                number = one.document_number
                yield tellers[one.path].problem("Document_number", SAME_DOCUMENT, number=number, other=owner.path)


def _redirects(
    outlines: list[Outline], tellers: Mapping[str, Told], written: Mapping[str, UnrenderedContent]
) -> Iterator[Problem]:
    """An old address must not be a text's address (that would be a chain or a loop), nor lead to two texts."""
    addresses = {place(one.address): one for one in outlines}
    owners: dict[str, Outline] = {}
    for one in outlines:
        for old in one.redirect_from:
            at, tell = place(old), tellers[one.path].problem
            if addresses.get(at) is one:
                yield tell("Redirect_from", OLD_ADDRESS_IS_OWN, old=old)
            elif at in addresses:
                yield tell("Redirect_from", OLD_ADDRESS_IN_USE, old=old, other=addresses[at].path)
            elif owners.setdefault(at, one) is not one:
                yield tell("Redirect_from", OLD_ADDRESS_TWICE, old=old, other=owners[at].path)
            elif one.path in written and one.unseen:
                yield tell("Redirect_from", OLD_ADDRESS_TO_NOTHING, old=old)
