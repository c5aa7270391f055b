"""The page on which a text is written: its fields, its body, its mistakes beside them, and how it will look. Without
script the buttons of the form come here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plugins.base.moments import VIETNAM
from plugins.editorial import field_of, kind_of, title_in
from tools.editor import forms, limits, text_parts
from tools.editor.audit import Deed
from tools.editor.context import Editor, editor_of, note, person_of
from tools.editor.form_choices import choices_for
from tools.editor.form_view import fields_of
from tools.editor.form_words import label
from tools.editor.people import Action
from tools.editor.publishing_page import publishing
from tools.editor.routing import demand, page
from tools.editor.saving import SentText, keep
from tools.editor.showing import look
from tools.editor.text_names import NO_TEXT
from tools.editor.text_states import state_of
from tools.editor.views import PRIVATE, address_of_text, render, words_of_page
from tools.editor.workspace import CannotSave, Cause, ListedText, NoSuchText, OpenText, Stale, Workspace
from tools.warm.client import CannotShow

BODY = "body"
SCRIPT = "built/edit.js"
SAVED = "Đã lưu lúc {time}."
NOT_PUBLISHED = "Chưa đăng: bài còn lỗi. Hãy sửa những chỗ dưới đây rồi bấm Đăng."
HANDED_IN = "Đã gửi duyệt. Người duyệt thấy bài này trong mục «Chờ duyệt»."
BROUGHT = "Đã nhận {names}. Trong danh sách dưới phần nội dung có câu để đặt vào bài."
MERGED = (
    "{by} cũng vừa sửa bài này. Sửa đổi của cả hai đã được ghép lại dưới đây, nhưng chưa lưu. Hãy đọc lại rồi bấm Lưu."
)
CONFLICTS = (
    "{by} cũng vừa sửa bài này, cùng một chỗ với bạn. Chỗ ấy nay có cả hai cách viết, nằm giữa các dòng «<<<<<<<» và "
    "«>>>>>>>». Hãy giữ một cách viết, bỏ các dòng dấu ấy đi rồi bấm Lưu."
)


@dataclass(frozen=True)
class EditView:
    """What the page shows: a text as it is stored, or as it came back and was not taken."""

    opened: OpenText
    text: str
    values: Mapping[str, str]
    notice: str = ""
    wrong: bool = False
    status: int = HTTPStatus.OK
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What the site says of it, where it was asked (`showing`)."""


@dataclass(frozen=True)
class BesideFields:
    """What is wrong, by the name of the field; the focus goes to the `first`."""

    words: Mapping[str, list[str]]
    first: str

    def get(self, name: str) -> str:
        return " ".join(self.words.get(name, ()))

    def __contains__(self, name: object) -> bool:
        return name in self.words


async def edit(request: Request) -> Response:
    editor, path = editor_of(request), request.path_params["path"]
    opened = await run_in_threadpool(editor.workspace.open, path)
    asked = request.query_params
    notice = ""
    if "luu" in asked:
        notice = SAVED.format(time=f"{opened.revision.at.astimezone(VIETNAM):%H:%M}")
    elif "gui" in asked:
        notice = HANDED_IN
    elif brought := [name for name in asked.get("tep", "").split(",") if name in opened.files]:
        notice = BROUGHT.format(names=", ".join(f"«{name}»" for name in brought))
    values = forms.as_words(opened.text) if "phan-dau" in asked else forms.shown(opened.text)
    view = EditView(opened, opened.text, values, notice)
    return await _page(request, await _looked_at(editor, view) if "xem" in asked else view)


async def tasks(request: Request) -> Response:
    """What there is to tick of a program that was just chosen, beside what is ticked."""
    editor, path = editor_of(request), request.path_params["path"]
    opened, values = await run_in_threadpool(editor.workspace.open, path), dict(request.query_params)
    known = await run_in_threadpool(choices_for, editor.workspace, opened, values.get("Program", ""))
    form = fields_of(values, forms.kept(opened.text), kind_of(path), known)
    controls = [one for group in form.groups for one in group.controls if one.name == "Result"]
    html = words_of_page(request, "tasks.html", controls=controls, problems=BesideFields({}, ""))
    return JSONResponse({"html": html}, headers=PRIVATE)


async def press(request: Request) -> Response:
    """A button of the form: saves what came, then does what the button says."""
    editor, person, path = editor_of(request), person_of(request), request.path_params["path"]
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    action = given.get("action", "")
    if action == "publish":
        demand(request, Action.PUBLISH)
    cause = Cause.SUBMIT if action == "submit" else Cause.SAVE
    sent = SentText(given.get("revision", ""), given, given.get(BODY, ""), cause)
    try:
        saved = await run_in_threadpool(keep, editor.workspace, path, sent, person)
    except CannotSave as why:
        return await _page(request, await run_in_threadpool(_refused, editor.workspace, path, sent, str(why)))
    except Stale as stale:
        return await _page(request, _merged(stale))
    if action == "publish":
        return await _publish(request, editor, saved)
    if action == "submit":
        await note(request, Deed.SUBMITTED, path)
    ask = {"look": "xem", "submit": "gui"}.get(action, "luu")
    here = address_of_text(editor.base, path)
    return RedirectResponse(f"{here}?{ask}=1{'#xem' if ask == 'xem' else ''}", HTTPStatus.SEE_OTHER)


async def _publish(request: Request, editor: Editor, saved: OpenText) -> Response:
    """Where nothing is wrong, as far as that is seen at once."""
    view = EditView(saved, saved.text, forms.shown(saved.text))
    with suppress(TimeoutError):
        view = await asyncio.wait_for(_looked_at(editor, view), limits.LOOK_SECONDS)
    if view.wrong or any(not one["warning"] for one in view.seen.get("problems", ())):
        return await _page(request, replace(view, notice=view.notice or NOT_PUBLISHED, wrong=True))
    return await publishing(request, saved.revision.name, Deed.PUBLISHED)


def _refused(workspace: Workspace, path: str, sent: SentText, why: str) -> EditView:
    """What was typed stays on the page, on top of what it was typed over."""
    try:
        opened = workspace.at(path, sent.revision)
    except NoSuchText:
        opened = workspace.open(path)
    text = text_parts.with_body(opened.text, sent.body)
    return EditView(opened, text, sent.fields, why, wrong=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _merged(stale: Stale) -> EditView:
    text, by = stale.merged.text, stale.now.revision.by
    notice = (CONFLICTS if stale.merged.conflicts else MERGED).format(by=by)
    return EditView(stale.now, text, forms.shown(text), notice, wrong=True, status=HTTPStatus.CONFLICT)


async def _page(request: Request, view: EditView) -> Response:
    editor, person, opened = editor_of(request), person_of(request), view.opened
    listed = await run_in_threadpool(_row_of, editor, opened)
    known = await run_in_threadpool(choices_for, editor.workspace, opened, view.values.get("Program", ""))
    return render(
        request,
        "edit.html",
        view.status,
        view=view,
        opened=opened,
        form=fields_of(view.values, forms.kept(view.text), kind_of(opened.path), known),
        body=text_parts.shown_body(view.text),
        pictures=known.pictures,
        readable=text_parts.split(view.text).readable,
        title=title_in(view.text) or "Bài chưa có tên",
        state=state_of(listed, editor.clock()),
        on_site=not listed.is_new,
        others=editor.presence.others(opened.path, person, editor.clock()),
        address=address_of_text(editor.base, opened.path),
        publishes=person.may(Action.PUBLISH),
        script=_script(request),
        remarks=opened.remarks,
        **_seen(view.seen, forms.flaw(view.text)),
    )


def _seen(seen: Mapping[str, Any], flaw: str) -> dict[str, object]:
    """What the site says of a text: beside the fields, in a list above the form, and in the frame. The `flaw` of its
    header needs no site.
    """
    problems, first = dict[str, list[str]](), ""
    if flaw and not seen:
        problems[forms.HEADER] = [flaw]
    for one in seen.get("problems", ()):
        name = one["field"] or (BODY if one["body_line"] else "")
        problems.setdefault(name, []).append(one["text"])
        first = first or ("" if one["warning"] else name)
    return {
        "problems": BesideFields(problems, first),
        "listed_problems": [_told(one) for one in seen.get("problems", ())],
        "elsewhere": seen.get("elsewhere", 0),
        "frame": seen.get("frame", ""),
    }


def _script(request: Request) -> str:
    """The address of what a script adds to the page; empty where it was not built."""
    try:
        return str(request.app.state.static_url(SCRIPT))
    except KeyError:
        return ""


def _told(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem for the list above the form: where a link leads, and what the place is called."""
    name = problem["field"]
    row = field_of(name) if name else None
    if row:
        return {**problem, "id": f"f-{name}", "place": label(row)}
    if name:
        return {**problem, "id": f"f-{name}", "place": "Phần đầu bài"}
    if problem["body_line"]:
        return {**problem, "id": f"f-{BODY}", "place": f"Nội dung, dòng {problem['body_line']}"}
    return {**problem, "id": "", "place": ""}


def _row_of(editor: Editor, opened: OpenText) -> ListedText:
    """Raises NoSuchText for one that was thrown away meanwhile."""
    for one in editor.workspace.texts():
        if one.path == opened.path:
            return one
    raise NoSuchText(NO_TEXT(path=opened.path))


async def _looked_at(editor: Editor, view: EditView) -> EditView:
    """With what the site says of it, or why it says nothing."""
    try:
        return replace(view, seen=await look(editor, view.opened.path, view.opened.revision.name))
    except CannotShow as why:
        return replace(view, notice=str(why), wrong=True)


ROUTES = (
    page("/bai/{path:path}/nhiem-vu", Action.WRITE, tasks),
    page("/bai/{path:path}/", Action.WRITE, edit),
    page("/bai/{path:path}/", Action.WRITE, press, ("POST",), body=limits.TEXT_BODY),
)
