"""The administrator's pages: who may come in as what, and the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plugins.base.problems import Message
from tools.editor import limits
from tools.editor.accounts import AccountRefused, typed_name
from tools.editor.answers import INVITATION
from tools.editor.audit import Deed, Noted
from tools.editor.context import accounts_of, editor_of, note, person_of
from tools.editor.people import Action, Person, Role
from tools.editor.routing import page
from tools.editor.views import render

PEOPLE, AUDIT = "/nguoi-dung/", "/nhat-ky/"
ROLES = {
    Role.WRITER: "Người viết",
    Role.CHIEF: "Người duyệt",
    Role.ADMINISTRATOR: "Người quản trị",
}
WITH_A_ROLE = (Deed.PERSON_ADDED, Deed.ROLE_CHANGED)
NOT_ONESELF = Message("Không tự đổi vai trò hay xóa tài khoản của chính mình được.", "Hãy nhờ người quản trị khác.")
UNKNOWN_ROLE = Message("Không có vai trò «{role}».", "Hãy chọn một vai trò trong danh sách.")
WORDS = {
    Deed.SIGNED_IN: "đăng nhập",
    Deed.SIGN_IN_FAILED: "đăng nhập sai",
    Deed.SIGN_IN_TOO_OFTEN: "đăng nhập quá nhiều lần, bị hoãn",
    Deed.SIGNED_OUT: "đăng xuất",
    Deed.SIGNED_OUT_EVERYWHERE: "đăng xuất trên mọi máy",
    Deed.SET_OWN_SECRET: "đặt mật khẩu",
    Deed.PERSON_ADDED: "thêm người dùng",
    Deed.PERSON_CHANGED: "sửa họ tên, thư",
    Deed.ROLE_CHANGED: "đổi vai trò",
    Deed.LINK_MADE: "tạo đường dẫn đặt mật khẩu",
    Deed.PERSON_REMOVED: "xóa người dùng",
    Deed.SUBMITTED: "gửi duyệt",
    Deed.PUBLISHED: "đăng",
    Deed.WITHDRAWN: "gỡ bài",
    Deed.DISCARDED: "bỏ bản nháp",
    Deed.FOREIGN_HOST: "bị từ chối: tên máy lạ",
    Deed.FOREIGN_ORIGIN: "bị từ chối: yêu cầu từ trang khác",
    Deed.FOREIGN_FORM: "bị từ chối: thiếu dấu của phiên",
    Deed.NOT_ALLOWED: "bị từ chối: ngoài vai trò",
}


async def people_page(request: Request) -> Response:
    return await _people(request)


async def change_people(request: Request) -> Response:
    """The button says what: add, edit, role, link or remove."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    action = CHANGES.get(form.get("action", ""))
    if not action:
        return RedirectResponse(f"{editor_of(request).base}{PEOPLE}", HTTPStatus.SEE_OTHER)
    change, deed = action
    form["name"] = name = typed_name(form.get("name", ""))
    try:
        secret = await run_in_threadpool(change, request, form)
    except AccountRefused as why:
        return await _people(request, HTTPStatus.UNPROCESSABLE_ENTITY, flaw=str(why), typed=form)
    said = ("full_name", "email") if deed is Deed.PERSON_CHANGED else ("role",)
    await note(request, deed, " ".join([name, *(form.get(one, "") for one in said)]).strip())
    if not secret:
        return RedirectResponse(f"{editor_of(request).base}{PEOPLE}", HTTPStatus.SEE_OTHER)
    editor = editor_of(request)
    return await _people(request, link=f"{editor.origin}{editor.base}{INVITATION}{secret}/", invited=name)


async def audit_page(request: Request) -> Response:
    before = request.query_params.get("truoc", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) <= len(str(2**62)) else None
    rows = await run_in_threadpool(editor_of(request).audit.page, number)
    older = rows[-1].number if len(rows) == limits.AUDIT_PAGE else None
    return render(request, "audit.html", rows=rows, words=WORDS, about=_about, older=older)


def _about(row: Noted) -> str:
    """In the words of a page, where a role stands behind a name."""
    name, _, role = row.about.partition(" ")
    return f"{name}: {ROLES[Role(role)].lower()}" if row.deed in WITH_A_ROLE and role in ROLES else row.about


async def _people(request: Request, status: int = HTTPStatus.OK, **told: object) -> Response:
    """The list, with what just became of it: a `flaw` and what was `typed`, or a `link` for who is `invited`."""
    people = await run_in_threadpool(accounts_of(request).people)
    held = await run_in_threadpool(editor_of(request).workspace.held)
    facts: dict[str, object] = {"held": held, "mega": limits.MEGA, "flaw": "", "typed": {}, "link": "", "invited": ""}
    return render(
        request, "people.html", status, people=people, roles=ROLES, days=limits.LINK_LIVES.days, **facts | told
    )


def _add(request: Request, form: dict[str, str]) -> str:
    person = Person(form.get("name", ""), form.get("full_name", ""), form.get("email", ""), _role(form))
    return accounts_of(request).add(person)


def _edit(request: Request, form: dict[str, str]) -> str:
    accounts_of(request).change(form["name"], form.get("full_name", ""), form.get("email", ""))
    return ""


def _change_role(request: Request, form: dict[str, str]) -> str:
    accounts_of(request).change_role(_other(request, form), _role(form))
    return ""


def _new_link(request: Request, form: dict[str, str]) -> str:
    return accounts_of(request).new_link(form.get("name", ""))


def _remove(request: Request, form: dict[str, str]) -> str:
    accounts_of(request).remove(_other(request, form))
    return ""


def _other(request: Request, form: dict[str, str]) -> str:
    """So there is always an administrator left."""
    name = form.get("name", "")
    if name == person_of(request).name:
        raise AccountRefused(NOT_ONESELF())
    return name


def _role(form: dict[str, str]) -> Role:
    try:
        return Role(form.get("role", ""))
    except ValueError as unknown:
        raise AccountRefused(UNKNOWN_ROLE(role=form.get("role", "")[: limits.LONGEST_NAME])) from unknown


CHANGES: dict[str, tuple[Callable[[Request, dict[str, str]], str], Deed]] = {
    "add": (_add, Deed.PERSON_ADDED),
    "edit": (_edit, Deed.PERSON_CHANGED),
    "role": (_change_role, Deed.ROLE_CHANGED),
    "link": (_new_link, Deed.LINK_MADE),
    "remove": (_remove, Deed.PERSON_REMOVED),
}
ROUTES = (
    page(PEOPLE, Action.ADMINISTER, people_page),
    page(PEOPLE, Action.ADMINISTER, change_people, ("POST",)),
    page(AUDIT, Action.ADMINISTER, audit_page),
)
