"""The rules: generators that yield problems. `of_header` asks one text, `across` asks all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from plugins.base.model import Kind, Manuscript, Standing, Status
from plugins.base.problems import Problem
from plugins.base.vietnamese import date_short, did_you_mean
from plugins.editorial import characters
from plugins.editorial.reading import Draft

# The words of the address table; a page may not take one of them.
RESERVED = frozenset(
    """
    tin-tuc chuong-trinh chuyen-muc tu-khoa tac-gia luu-tru van-ban tim-kiem nhan-tin feeds anh tep theme pagefind
    xem-truoc index rss sitemap robots 404
    """.split()
)
FIRST_YEAR = 1945
STATES = ("Sắp triển khai", "Đang thực hiện", "Tạm dừng", "Đã kết thúc")


def of_header(draft: Draft, programs: Iterable[str], now: datetime) -> Iterator[Problem]:
    """What one header lacks or contradicts. Wrong values were told when they were read."""
    yield from _title(draft)
    yield from _dates(draft, now)
    yield from _removal(draft)
    yield from _program(draft, programs)
    yield from _image(draft)
    yield from _address(draft)
    yield from _unseen_in_names(draft)


def _problem(draft: Draft, field: str, message: str) -> Problem:
    return Problem(draft.path, draft.values.line(field), f"{draft.values.key(field)}: {message}")


def _title(draft: Draft) -> Iterator[Problem]:
    if not draft.values.text("Title"):
        yield _problem(draft, "Title", "bài chưa có tiêu đề. Hãy viết tiêu đề sau «Title:».")


def _dates(draft: Draft, now: datetime) -> Iterator[Problem]:
    values = draft.values
    date, modified = values.moment("Date"), values.moment("Modified")
    if draft.kind is Kind.ARTICLE and "Date" not in values.lines:
        yield _problem(draft, "Date", f"bài chưa có ngày. Hãy thêm dòng «Date: {date_short(now)}».")
    if date and not FIRST_YEAR <= date.year <= now.year + 5:
        yield _problem(draft, "Date", f"năm {date.year} có lẽ gõ nhầm. Hãy xem lại.")
    if date and modified and modified.date() < date.date():
        yield _problem(
            draft,
            "Modified",
            f"ngày cập nhật {date_short(modified)} trước ngày đăng {date_short(date)}. Hãy sửa một trong hai.",
        )
    expires = values.moment("Expires")
    if date and expires and expires <= date:
        yield _problem(draft, "Expires", "hết hạn trước khi đăng. Hãy sửa một trong hai ngày.")
    if values.text("Correction") and not modified:
        yield _problem(draft, "Correction", "có đính chính mà chưa có ngày cập nhật. Hãy thêm dòng «Modified: …».")


def _removal(draft: Draft) -> Iterator[Problem]:
    if draft.values.values.get("Status") is Status.REMOVED and not draft.values.text("Reason"):
        yield _problem(draft, "Status", "bài bị gỡ cần lý do để báo cho người đọc. Hãy thêm dòng «Reason: …».")


def _program(draft: Draft, programs: Iterable[str]) -> Iterator[Problem]:
    known = list(programs)
    if (slug := draft.values.text("Program")) and slug not in known:
        names = f" Các chương trình: {', '.join(sorted(known))}." if known else ""
        yield _problem(draft, "Program", f"không có chương trình «{slug}».{did_you_mean(slug, known)}{names}")
    if (state := draft.values.text("State")) and state not in STATES:
        yield _problem(
            draft, "State", f"không có tình trạng «{state}».{did_you_mean(state, STATES)} Hãy chọn {', '.join(STATES)}."
        )
    start, end = draft.values.values.get("Start"), draft.values.values.get("End")
    if start and end and start > end:  # type: ignore[operator]
        yield _problem(draft, "End", "kết thúc trước khi bắt đầu. Hãy sửa một trong hai.")


def _image(draft: Draft) -> Iterator[Problem]:
    if draft.values.text("Image") and not draft.values.text("Image_alt"):
        yield _problem(draft, "Image", "ảnh chưa có lời tả cho người không nhìn thấy. Hãy thêm dòng «Image_alt: …».")


def _address(draft: Draft) -> Iterator[Problem]:
    taken = draft.slug in RESERVED if draft.kind is Kind.PAGE else draft.slug in ("trang", "index")
    if taken:
        yield _problem(
            draft, "Slug", f"địa chỉ {draft.address} là của trang này. Hãy đổi tên tệp, hoặc thêm ô Slug khác."
        )


def _unseen_in_names(draft: Draft) -> Iterator[Problem]:
    """Two names that look alike and are not would be two tags, or two authors."""
    for field in ("Title", "Category", "Tags", "Authors"):
        if sign := characters.ZERO_WIDTH.search(str(draft.values.values.get(field, ""))):
            code = f"U+{ord(sign[0]):04X}"
            yield _problem(draft, field, f"có ký tự không nhìn thấy {code}, thường do dán từ nơi khác. Hãy gõ lại.")


def across(drafts: Iterable[Draft], manuscripts: Iterable[Manuscript]) -> Iterator[Problem]:
    """What texts do to each other: one address for two of them, and old addresses that lead nowhere or in circles."""
    every = list(drafts)
    yield from _same_address(every)
    yield from _same_guid(every)
    yield from _redirects(every, {manuscript.path: manuscript for manuscript in manuscripts})


def _same_address(drafts: Iterable[Draft]) -> Iterator[Problem]:
    by_address = defaultdict(list)
    for draft in drafts:
        by_address[draft.address].append(draft)
    for address, group in by_address.items():
        for draft in group[1:]:
            yield _problem(
                draft, "Slug", f"trùng địa chỉ {address} với {group[0].path}. Hãy đổi tên một tệp, hoặc thêm ô Slug."
            )


def _same_guid(drafts: Iterable[Draft]) -> Iterator[Problem]:
    owners: dict[str, Draft] = {}
    for draft in drafts:
        if guid := draft.values.text("Guid"):
            if guid in owners:
                yield _problem(
                    draft, "Guid", f"«{guid}» đã là mã của {owners[guid].path}. Hãy bỏ dòng này ở bài mới hơn."
                )
            owners.setdefault(guid, draft)


def _redirects(drafts: list[Draft], written: dict[str, Manuscript]) -> Iterator[Problem]:
    """An old address must not be a text's address (that would be a chain or a loop), nor lead to two texts."""
    addresses = {draft.address: draft for draft in drafts}
    owners: dict[str, Draft] = {}
    for draft in drafts:
        for old in draft.values.items("Redirect_from"):
            if old == draft.address:
                yield _problem(draft, "Redirect_from", f"«{old}» là chính địa chỉ của bài. Hãy bỏ đi.")
            elif old in addresses:
                yield _problem(
                    draft,
                    "Redirect_from",
                    f"«{old}» đang là địa chỉ của {addresses[old].path}. Hãy bỏ đi, hoặc đổi địa chỉ bài kia.",
                )
            elif old in owners and owners[old] is not draft:
                yield _problem(draft, "Redirect_from", f"«{old}» đã dẫn về {owners[old].path}. Hãy giữ ở một bài.")
            elif (made := written.get(draft.path)) and made.story.standing in (Standing.DRAFT, Standing.REMOVED):
                yield _problem(draft, "Redirect_from", f"«{old}» dẫn về một bài không đăng. Hãy bỏ đi, hoặc đăng bài.")
            owners.setdefault(old, draft)
