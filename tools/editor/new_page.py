"""A new post: from a title, or from a Word file."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import fold_spaces, nfc
from plugins.editorial import set_fields
from tools.editor.context import editor_of, person_of
from tools.editor.people import Action
from tools.editor.routing import page
from tools.editor.views import address_of_text, render
from tools.editor.workspace import CannotSave, Cause, TextChange
from tools.new import first_fields

NO_TITLE = "Hãy viết tên bài trước; sau này vẫn sửa được."


async def ask(request: Request) -> Response:
    return render(request, "new.html", title="", flaw="")


async def begin(request: Request) -> Response:
    editor, person = editor_of(request), person_of(request)
    given = (await request.form()).get("title", "")
    title = fold_spaces(nfc(given)) if isinstance(given, str) else ""
    if not title:
        return render(request, "new.html", HTTPStatus.UNPROCESSABLE_ENTITY, title=title, flaw=NO_TITLE)
    fields = first_fields(title, person.full_name, editor.clock().astimezone(VIETNAM))
    change = TextChange(set_fields(fields), cause=Cause.SAVE)
    try:
        made = await run_in_threadpool(editor.workspace.create, title, change, person)
    except CannotSave as why:
        return render(request, "new.html", HTTPStatus.UNPROCESSABLE_ENTITY, title=title, flaw=str(why))
    return RedirectResponse(address_of_text(editor.base, made.path), HTTPStatus.SEE_OTHER)


ROUTES = (page("/bai-moi/", Action.WRITE, ask), page("/bai-moi/", Action.WRITE, begin, ("POST",)))
