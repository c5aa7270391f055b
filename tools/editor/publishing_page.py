"""What becomes of a whole text: it is handed in, published, withdrawn, or its draft is thrown away. What the server
says while it publishes is shown as it comes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import asdict
from http import HTTPStatus

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from plugins.base.vietnamese import fold_spaces
from plugins.editorial import title_in
from plugins.editorial.reading import name_of
from tools.editor import forms
from tools.editor.answers import wants_json
from tools.editor.audit import Deed
from tools.editor.context import editor_of, note, person_of
from tools.editor.history_page import last_readable
from tools.editor.people import Action
from tools.editor.routing import page
from tools.editor.saving import to_be_seen
from tools.editor.sent import json_of
from tools.editor.views import PRIVATE, address_of_text, render, words_of_page
from tools.editor.workspace import CannotSave, Cause, NoSuchText, OpenText, PublishStep, Stale, TextChange, Workspace

NO_REASON = "Hãy viết lý do: người đọc thấy lý do ấy ở địa chỉ cũ của bài."
FAULT = "Máy chủ gặp lỗi nên chưa biết đã đăng chưa. Hãy xem trang, rồi báo người quản trị."
CHANGED = "{by} vừa sửa bài này, nên chưa làm gì. Hãy đọc lại bài rồi làm lại."
# nginx hands on what is said as it comes.
AS_IT_COMES = {**PRIVATE, "X-Accel-Buffering": "no"}
KNOWN = "known"
TO_NOTE = 10.0
"""Seconds for the audit trail."""
MIDDLE = "<!-- lines -->"


async def hand_in(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    opened = await run_in_threadpool(editor.workspace.open, path)
    try:
        await run_in_threadpool(_save_as, request, opened, opened.text, Cause.SUBMIT)
    except Stale as stale:
        raise CannotSave(CHANGED.format(by=stale.now.revision.by)) from None
    await note(request, Deed.SUBMITTED, path)
    return RedirectResponse(f"{address_of_text(editor.base, path)}?gui=1", HTTPStatus.SEE_OTHER)


async def ask_notice(request: Request) -> Response:
    """What has to be known first: a script asks while the text is looked at."""
    workspace = editor_of(request).workspace
    notice = await run_in_threadpool(_notice, workspace)
    await run_in_threadpool(workspace.open, request.path_params["path"])  # of a text that is there
    return JSONResponse({"notice": notice})


async def publish(request: Request) -> Response:
    """For a script, its lines are JSON."""
    if not wants_json(request):
        return await publishing(request, str((await request.form()).get("revision", "")), Deed.PUBLISHED)
    steps = await _begun(request, await _asked(request), Deed.PUBLISHED)

    async def told() -> AsyncIterator[str]:
        async for step in steps:
            yield json.dumps(asdict(step), ensure_ascii=False) + "\n"

    return StreamingResponse(told(), headers=AS_IT_COMES, media_type="application/x-ndjson")


async def ask_withdrawal(request: Request) -> Response:
    return await _withdrawal(request, "", "")


async def withdraw(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    reason = fold_spaces(str((await request.form()).get("reason", "")))
    if not reason:
        return await _withdrawal(request, reason, NO_REASON, HTTPStatus.UNPROCESSABLE_ENTITY)
    opened = await run_in_threadpool(editor.workspace.open, path)
    before = await run_in_threadpool(last_readable, editor.workspace, path)
    text = forms.withdrawn(opened.text, reason, before, name_of(path))
    try:
        saved = await run_in_threadpool(_save_as, request, opened, text, Cause.SAVE)
    except Stale as stale:
        return await _withdrawal(request, reason, CHANGED.format(by=stale.now.revision.by), HTTPStatus.CONFLICT)
    return await publishing(request, saved.revision.name, Deed.WITHDRAWN)


async def ask_discard(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    opened = await run_in_threadpool(editor.workspace.open, path)
    listed = await run_in_threadpool(editor.workspace.texts)
    is_new = any(one.path == path and one.is_new for one in listed)
    here = address_of_text(editor.base, path)
    return render(request, "discard.html", title=title_in(opened.text), address=here, is_new=is_new)


async def discard(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    await run_in_threadpool(editor.workspace.discard, path, person_of(request))
    await note(request, Deed.DISCARDED, path)
    try:
        await run_in_threadpool(editor.workspace.open, path)
    except NoSuchText:
        return RedirectResponse(f"{editor.base}/", HTTPStatus.SEE_OTHER)
    return RedirectResponse(address_of_text(editor.base, path), HTTPStatus.SEE_OTHER)


async def publishing(request: Request, revision: str, deed: Deed) -> Response:
    """A page on which that revision is published; before it one that tells what has to be known first."""
    editor, path = editor_of(request), request.path_params["path"]
    title = title_in((await run_in_threadpool(editor.workspace.at, path, revision)).text)
    here = address_of_text(editor.base, path)
    known = (await request.form()).get(KNOWN)
    if not known and (notice := await run_in_threadpool(_notice, editor.workspace)):
        return render(request, "notice.html", title=title, address=here, revision=revision, notice=notice)
    names = {"title": title, "address": here, "middle": Markup(MIDDLE), "deed": deed.value}
    head, _, tail = words_of_page(request, "publishing.html", **names).partition(MIDDLE)
    steps = await _begun(request, revision, deed)

    async def told() -> AsyncIterator[str]:
        yield head
        async for step in steps:
            yield _line(step, here, editor.base)
        yield tail

    return StreamingResponse(told(), headers=AS_IT_COMES, media_type="text/html")


async def _begun(request: Request, revision: str, deed: Deed) -> AsyncIterator[PublishStep]:
    """Publishes that revision, to its end, whether the browser stays or goes. What was done is noted, not what was
    asked for.
    """
    path, workspace, person = request.path_params["path"], editor_of(request).workspace, person_of(request)

    def steps() -> Iterator[PublishStep]:
        seen = workspace.at(path, revision)
        if deed is Deed.PUBLISHED:
            seen = to_be_seen(workspace, seen, person)
        yield from workspace.publish(path, seen.revision.name, person)

    return _in_background(steps(), lambda: note(request, deed, path))


def _notice(workspace: Workspace) -> str:
    """A server that cannot be asked is told of by publishing."""
    try:
        return workspace.notice()
    except CannotSave:
        return ""


async def _asked(request: Request) -> str:
    told = await json_of(request)
    try:
        return str(told["revision"])
    except (TypeError, KeyError):
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


def _in_background(
    steps: Iterator[PublishStep], succeeded: Callable[[], Coroutine[None, None, None]]
) -> AsyncIterator[PublishStep]:
    """The steps, from a thread that nobody can cut short; the last one has an outcome."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[PublishStep]()

    def run() -> None:
        for step in _to_the_end(steps):
            if step.outcome:
                asyncio.run_coroutine_threadsafe(succeeded(), loop).result(TO_NOTE)
            loop.call_soon_threadsafe(lines.put_nowait, step)

    async def come() -> AsyncIterator[PublishStep]:
        while (step := await lines.get()).outcome is None:
            yield step
        yield step

    loop.run_in_executor(None, run)
    return come()


def _to_the_end(steps: Iterator[PublishStep]) -> Iterator[PublishStep]:
    """What stops it is its last line."""
    try:
        yield from steps
    except (CannotSave, NoSuchText) as why:
        yield PublishStep(str(why), outcome=False)
    except Stale as stale:
        yield PublishStep(CHANGED.format(by=stale.now.revision.by), outcome=False)
    except Exception:
        yield PublishStep(FAULT, outcome=False)
        raise


def _line(step: PublishStep, here: str, base: str) -> str:
    if step.outcome is None:
        return Markup('<li class="step">{}</li>\n').format(step.line)
    said = Markup('<li class="outcome outcome-{}"><p>{}</p>\n').format("done" if step.outcome else "failed", step.line)
    if step.address:
        said += Markup('<p><a href="{0}" target="_blank" rel="noopener">{0}</a></p>\n').format(step.address)
    back = "Về bài này" if step.outcome else "Quay lại sửa bài"
    links = (
        '<p class="buttons"><a class="button" href="{}">{}</a> <a class="button" href="{}/">Về danh sách bài</a></p>'
    )
    return said + Markup(links).format(here, back, base) + Markup("</li>\n")


def _save_as(request: Request, opened: OpenText, text: str, cause: Cause) -> OpenText:
    change = TextChange(text, cause=cause)
    return editor_of(request).workspace.save(opened.path, opened.revision.name, change, person_of(request))


async def _withdrawal(request: Request, reason: str, flaw: str, status: int = HTTPStatus.OK) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    here, text = address_of_text(editor.base, path), await run_in_threadpool(last_readable, editor.workspace, path)
    return render(
        request, "withdraw.html", status, title=title_in(text) or path, address=here, reason=reason, flaw=flaw
    )


ROUTES = (
    page("/bai/{path:path}/gui", Action.WRITE, hand_in, ("POST",)),
    page("/bai/{path:path}/dang", Action.PUBLISH, ask_notice),
    page("/bai/{path:path}/dang", Action.PUBLISH, publish, ("POST",)),
    page("/bai/{path:path}/go", Action.PUBLISH, ask_withdrawal),
    page("/bai/{path:path}/go", Action.PUBLISH, withdraw, ("POST",)),
    page("/bai/{path:path}/bo", Action.WRITE, ask_discard),
    page("/bai/{path:path}/bo", Action.WRITE, discard, ("POST",)),
)
