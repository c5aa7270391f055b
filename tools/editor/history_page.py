"""What became of a text: its revisions, a look at one of them, and the way back to it."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plugins.base.problems import Message
from plugins.editorial import title_in
from tools.editor import forms, text_parts
from tools.editor.context import editor_of, person_of
from tools.editor.difference import difference
from tools.editor.people import Action, Person
from tools.editor.routing import page
from tools.editor.text_names import NO_TEXT
from tools.editor.views import address_of_text, render
from tools.editor.workspace import CannotSave, Cause, NoSuchText, OpenText, Stale, TextChange, Workspace

OVERTAKEN = Message("{by} vừa lưu bài này, nên chưa trở về bản cũ.", "Hãy xem bản mới nhất rồi làm lại.")
CAUSES = {
    Cause.AUTOSAVE: "Máy tự lưu",
    Cause.SAVE: "Lưu",
    Cause.SUBMIT: "Gửi duyệt",
    Cause.RESTORE: "Trở về bản cũ",
    Cause.PUBLISH: "Đăng",
}
SOMEBODY = "Một người khác"


def restore(workspace: Workspace, path: str, revision: str, person: Person) -> OpenText:
    """Makes an earlier revision the newest. Files that came since stay: nothing uses them, and nothing is lost."""
    now, old = workspace.open(path), workspace.at(path, revision)
    files = {name: workspace.read_file(path, name, revision) for name in old.files}
    try:
        return workspace.save(path, now.revision.name, TextChange(old.text, files, Cause.RESTORE), person)
    except Stale as stale:
        raise CannotSave(OVERTAKEN(by=stale.now.revision.by or SOMEBODY)) from None


def last_readable(workspace: Workspace, path: str) -> str:
    """The text, if its header can be read; else as it is live, or as it was when somebody last saved it so; else ""."""
    now = workspace.open(path).text
    if not forms.flaw(now):
        return now
    rows = sorted(workspace.history(path), key=lambda row: not row.live)
    texts = (workspace.at(path, row.name).text for row in rows)
    return next((text for text in texts if not forms.flaw(text)), "")


async def history(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    rows = await run_in_threadpool(editor.workspace.history, path)
    if not rows:
        raise NoSuchText(NO_TEXT(path=path))
    asked = request.query_params.get("ban", rows[0].name)
    shown = await run_in_threadpool(editor.workspace.at, path, asked)
    before = next((old for new, old in pairwise(rows) if new.name == asked), None)
    old = await run_in_threadpool(editor.workspace.at, path, before.name) if before else None
    return render(
        request,
        "history.html",
        address=address_of_text(editor.base, path),
        title=title_in(shown.text) or path,
        causes=CAUSES,
        rows=rows,
        shown=shown,
        before=before,
        passages=await run_in_threadpool(difference, old.text, shown.text) if old else (),
        header=forms.as_words(shown.text)["header"],
        body=text_parts.shown_body(shown.text),
    )


async def back(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    revision = str((await request.form()).get("ban", ""))
    await run_in_threadpool(restore, editor.workspace, path, revision, person_of(request))
    return RedirectResponse(f"{address_of_text(editor.base, path)}?luu=1", HTTPStatus.SEE_OTHER)


ROUTES = (
    page("/bai/{path:path}/lich-su/", Action.WRITE, history),
    page("/bai/{path:path}/tro-ve", Action.WRITE, back, ("POST",)),
)
