"""A new post: from a title, or from a Word file."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plugins.base.moments import VIETNAM
from plugins.base.problems import Message
from plugins.base.vietnamese import fold_spaces, nfc
from plugins.editorial import set_fields
from tools.editor import limits, word_in
from tools.editor.attaching import NO_FILE
from tools.editor.context import Editor, editor_of, person_of
from tools.editor.people import Action, Person
from tools.editor.routing import page
from tools.editor.uploads import in_turn, sent_files
from tools.editor.views import address_of_text, render
from tools.editor.workspace import CannotSave, Cause, OpenText, TextChange
from tools.new import first_fields
from tools.word import ENDINGS

NO_TITLE = Message("Bài chưa có tên.", "Hãy viết tên bài trước; sau này vẫn sửa được.")


async def ask(request: Request) -> Response:
    return _page(request)


async def begin(request: Request) -> Response:
    """With a file, of that; else with the title alone."""
    form, person, workspace = await request.form(), person_of(request), editor_of(request).workspace
    title = fold_spaces(nfc(str(form.get("title", ""))))
    sent = next(iter(sent_files(form)), None)
    if not sent and not title:
        told = {"file_flaw": NO_FILE()} if "file" in form else {"flaw": NO_TITLE()}
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, **told)
    try:
        made = await (
            in_turn(word_in.create, workspace, sent, person)
            if sent
            else run_in_threadpool(_create, editor_of(request), title, person)
        )
    except CannotSave as why:
        told = {"file_flaw" if sent else "flaw": str(why)}
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, title=title, **told)
    return RedirectResponse(address_of_text(editor_of(request).base, made.path), HTTPStatus.SEE_OTHER)


def _create(editor: Editor, title: str, person: Person) -> OpenText:
    fields = first_fields(title, person.full_name, editor.clock().astimezone(VIETNAM))
    return editor.workspace.create(title, TextChange(set_fields(fields), cause=Cause.SAVE), person)


def _page(
    request: Request, status: int = HTTPStatus.OK, title: str = "", flaw: str = "", file_flaw: str = ""
) -> Response:
    endings = ",".join(sorted(ENDINGS))
    return render(request, "new.html", status, title=title, flaw=flaw, file_flaw=file_flaw, endings=endings)


ROUTES = (
    page("/bai-moi/", Action.WRITE, ask),
    page("/bai-moi/", Action.WRITE, begin, ("POST",), body=limits.UPLOAD_BODY),
)
