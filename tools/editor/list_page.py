"""The list of texts: what state each is in, who works on it; search by words, with accents or without."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from plugins.base.vietnamese import identity, slug
from tools.editor.context import editor_of, person_of
from tools.editor.people import Action, Person
from tools.editor.routing import page
from tools.editor.text_states import ListedState, state_of
from tools.editor.views import render
from tools.editor.workspace import ListedText

ROWS = 50


@dataclass(frozen=True, slots=True)
class ListRow:
    text: ListedText
    state: ListedState
    mine: bool

    @property
    def worker(self) -> str:
        return self.text.changed_by[0] if self.text.changed_by else ""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """One way to look at the list: its word in the address, its name, and what it lets through."""

    word: str
    name: str
    holds: Callable[[ListRow], bool]


FILTERS = (
    ListFilter("", "Tất cả", lambda _: True),
    ListFilter("cua-toi", "Của tôi", lambda row: row.mine),
    ListFilter("nhap", "Bản nháp", lambda row: row.text.is_draft or row.state is ListedState.DRAFT),
    ListFilter("cho-duyet", "Chờ duyệt", lambda row: row.state is ListedState.SUBMITTED),
    ListFilter("dang-hien", "Đang hiện trên trang", lambda row: row.state in {ListedState.LIVE, ListedState.CHANGED}),
)


async def texts(request: Request) -> Response:
    editor, asked = editor_of(request), request.query_params
    listed = await run_in_threadpool(editor.workspace.texts)
    found = search(rows_of(listed, person_of(request), editor.clock()), asked.get("tim", ""))
    chosen = next((one for one in FILTERS if one.word == asked.get("loc", "")), FILTERS[0])
    shown = [row for row in found if chosen.holds(row)]
    if shown and editor.site:
        editor.site.awake(shown[0].text.path)
    last = max(1, -(-len(shown) // ROWS))
    number = min(max(1, int(asked["trang"])), last) if asked.get("trang", "").isdecimal() else 1
    return render(
        request,
        "list.html",
        rows=shown[(number - 1) * ROWS : number * ROWS],
        count=len(shown),
        words=asked.get("tim", ""),
        chosen=chosen,
        filters=[(one, sum(map(one.holds, found)), _query(asked.get("tim", ""), one.word)) for one in FILTERS],
        pages=[_query(asked.get("tim", ""), chosen.word, at) for at in range(1, last + 1)],
        number=number,
    )


def rows_of(listed: Iterable[ListedText], person: Person, now: datetime) -> list[ListRow]:
    mine = identity(person.full_name)
    return [ListRow(one, state_of(one, now), _is_of(one, mine)) for one in listed]


def search(rows: list[ListRow], words: str) -> list[ListRow]:
    """Those whose title, authors or path have every word, whatever its accents."""
    wanted = slug(words).split("-")
    return [row for row in rows if all(word in _searched(row.text) for word in wanted)] if words.strip() else rows


def _searched(text: ListedText) -> str:
    return slug(" ".join([text.title, *text.authors, text.path]))


def _is_of(text: ListedText, person: str) -> bool:
    return person in map(identity, (*text.authors, *text.changed_by))


def _query(words: str, filtered: str, number: int = 1) -> str:
    given = {"tim": words, "loc": filtered, "trang": str(number) if number > 1 else ""}
    return f"?{urlencode({name: value for name, value in given.items() if value})}"


ROUTES = (page("/", Action.WRITE, texts),)
