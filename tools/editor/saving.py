"""Saving a text from its form: what differs is set, and what somebody else saved meanwhile is never written over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from plugins.base.model import Status
from plugins.editorial import set_fields, title_in
from tools.editor import forms, limits, text_parts
from tools.editor.context import Editor, editor_of, person_of
from tools.editor.people import Action, Person
from tools.editor.routing import page
from tools.editor.sent import json_of
from tools.editor.text_facts import facts_of
from tools.editor.workspace import Cause, NoSuchText, OpenText, Stale, TextChange, Workspace

CAUSES = {cause.value: cause for cause in (Cause.AUTOSAVE, Cause.SAVE)}


@dataclass(frozen=True, slots=True)
class SentText:
    """What a form says of a text, and the revision from which it was filled."""

    revision: str
    fields: Mapping[str, str]
    body: str
    cause: Cause
    page: str = ""
    """Which open page it is, as its script says."""


def keep(workspace: Workspace, path: str, sent: SentText, person: Person) -> OpenText:
    """Saves what a form says, on top of what it was filled from. Raises Stale, CannotSave, NoSuchText."""
    try:
        seen = workspace.at(path, sent.revision)
    except NoSuchText:  # a revision that is gone: saving on it is stale, and both wordings are handed back
        seen = workspace.open(path)
    text = forms.compose(seen.text, sent.fields, sent.body)
    return workspace.save(path, sent.revision, TextChange(text, cause=sent.cause), person)


def to_be_seen(workspace: Workspace, saved: OpenText, person: Person) -> OpenText:
    """Whoever publishes a text that calls itself a draft means it to be seen."""
    if facts_of(saved.path, saved.text.encode()).status != Status.DRAFT:
        return saved
    change = TextChange(set_fields({"Status": None}, saved.text), cause=Cause.SAVE)
    return workspace.save(saved.path, saved.revision.name, change, person)


def go_on(editor: Editor, path: str, sent: SentText, person: Person) -> OpenText:
    """The same for a page that may have missed the answer to its last save. Raises as `keep`."""
    stands_on = editor.saves.stands_on(sent.page, path, sent.revision)
    saved = keep(editor.workspace, path, replace(sent, revision=stands_on), person)
    editor.saves.note(sent.page, path, sent.revision, saved.revision.name)
    return saved


async def save(request: Request) -> Response:
    editor, person, path = editor_of(request), person_of(request), request.path_params["path"]
    sent = _sent(await json_of(request))
    try:
        saved = await run_in_threadpool(go_on, editor, path, sent, person)
    except Stale as stale:
        return JSONResponse(told_of_stale(stale), HTTPStatus.CONFLICT)
    return JSONResponse(_told(editor, saved, person))


def told_of_stale(stale: Stale) -> dict[str, object]:
    """Both wordings as a form shows them, on top of the newest revision."""
    return {
        "revision": stale.now.revision.name,
        "fields": forms.shown(stale.merged.text),
        "body": text_parts.shown_body(stale.merged.text),
        "conflicts": stale.merged.conflicts,
        "by": stale.now.revision.by,
    }


def _told(editor: Editor, saved: OpenText, person: Person) -> dict[str, object]:
    return {
        "revision": saved.revision.name,
        "saved_at": saved.revision.at.isoformat(),
        "title": title_in(saved.text),
        "is_draft": saved.is_draft,
        "submitted": saved.submitted,
        "others": editor.presence.others(saved.path, person, editor.clock()),
    }


def _sent(told: Any) -> SentText:
    """Raises HTTPException for what no page of ours sends."""
    try:
        fields = {str(name): _words(value) for name, value in told["fields"].items()}
        page_name = _words(told.get("page", ""))[: limits.LONGEST_PAGE_NAME]
        return SentText(_words(told["revision"]), fields, _words(told["body"]), CAUSES[told["cause"]], page_name)
    except (TypeError, KeyError, AttributeError):
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


ROUTES = (page("/bai/{path:path}/luu", Action.WRITE, save, ("PUT",), body=limits.TEXT_BODY),)
