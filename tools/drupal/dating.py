"""When the texts of a live site were made: as their pages, lists and feeds tell it, else between their neighbours in
the lists, which stand newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.base.moments import EARLIEST, VIETNAM, is_bare_day
from tools.drupal import shown_dates
from tools.drupal.page_lists import ShortForm
from tools.drupal.pages import ShownText

MONTH_FIRST = "Trang cũ ghi tháng trước ngày (như 12/31/2020); ngày đã đọc theo cách ấy."
ORDER_GUESSED = "Ngày trên trang cũ (như «{shown}») không cho biết ngày hay tháng đứng trước; đã đọc là ngày trước."
GUESSED = "Trang cũ không cho thấy ngày của bài; ngày {day} là đoán theo thứ tự bài trong danh sách. Hãy xem lại."
UNKNOWN_HOUR = "Trang cũ chỉ cho biết ngày, không cho biết giờ."


@dataclass(frozen=True, slots=True)
class Dated:
    """When a text was made; `remark` says what was guessed."""

    created: datetime
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    by_nid: Mapping[int, Dated]
    remarks: tuple[str, ...]


def dates(texts: Mapping[int, ShownText], shorts: Mapping[int, list[ShortForm]], orders: Iterable[list[int]]) -> Dates:
    """The moment of every text."""
    shown = [*(one.shown for one in texts.values()), *(one.shown for every in shorts.values() for one in every)]
    shown = [one for one in shown if one]
    first = shown_dates.month_first(shown)
    known = {
        nid: found for nid, text in texts.items() if (found := _known(text, shorts.get(nid, ()), first=bool(first)))
    }
    told = {
        nid: Dated(moment, "" if exact or not is_bare_day(moment) else UNKNOWN_HOUR)
        for nid, (moment, exact) in known.items()
    }
    moments = {nid: moment for nid, (moment, _) in known.items()}
    lists = [*orders, sorted(texts, reverse=True)]
    for nid in [one for order in lists for one in order if one in texts and one not in moments]:
        if nid not in moments:
            moments[nid] = _between(nid, moments, lists)
            told[nid] = Dated(moments[nid], GUESSED.format(day=f"{moments[nid]:%d/%m/%Y}"))
    return Dates(told, tuple(_remarks(shown, known.values(), first=first)))


def _known(text: ShownText, forms: Iterable[ShortForm], *, first: bool) -> tuple[datetime, bool] | None:
    """What page, lists and feeds say of a text, the exact before the shown; and whether it is exact."""
    forms = list(forms)
    if exact := text.exact or next((one.exact for one in forms if one.exact), None):
        return exact, True
    said = (shown_dates.read(one, month_first=first) for one in (text.shown, *(form.shown for form in forms)) if one)
    found = [one for one in said if one]
    best = next((one for one in found if not is_bare_day(one)), found[0] if found else None)
    return (best, False) if best else None


def _between(nid: int, known: Mapping[int, datetime], lists: Iterable[list[int]]) -> datetime:
    """A moment that leaves the order of the first list that has both the text and a neighbour with a date."""
    for order in lists:
        if nid not in order:
            continue
        at = order.index(nid)
        newer = next((known[one] for one in reversed(order[:at]) if one in known), None)
        older = next((known[one] for one in order[at + 1 :] if one in known), None)
        if newer and older:
            return older + max(newer - older, timedelta()) / 2
        if newer:
            return newer - timedelta(minutes=1)
        if older:
            return older + timedelta(minutes=1)
    return datetime(max(EARLIEST, 2000), 1, 1, tzinfo=VIETNAM)


def _remarks(shown: list[str], known: Iterable[tuple[datetime, bool]], *, first: bool | None) -> Iterator[str]:
    if first:
        yield MONTH_FIRST
    elif first is None and any(not exact for _, exact in known):
        figures = next((one for one in shown if shown_dates.FIGURES.search(one)), "")
        if figures:
            yield ORDER_GUESSED.format(shown=figures[:60])
