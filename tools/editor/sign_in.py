"""Coming in and going out: the sign-in page, the page of a one-time link, the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plugins.base.problems import Message
from tools.editor import limits
from tools.editor.accounts import AccountRefused, typed_name
from tools.editor.answers import AFTER, INVITATION, SIGN_IN, wants_json
from tools.editor.attempts import TooOften
from tools.editor.audit import Deed
from tools.editor.context import COOKIE, accounts_of, address_of, editor_of, note
from tools.editor.people import Action
from tools.editor.routing import page
from tools.editor.sent import unpacked
from tools.editor.views import render

WRONG = Message("Tên đăng nhập hoặc mật khẩu không đúng.", "Hãy thử lại; quên mật khẩu thì báo người quản trị.")
TOO_OFTEN = Message("Đã sai nhiều lần.", "Hãy đợi {minutes} phút rồi thử lại; quên mật khẩu thì báo người quản trị.")
TOO_MANY = Message("Nhiều người đang đăng nhập cùng lúc.", "Hãy đợi một phút rồi thử lại.")
NOT_TWICE = Message("Hai lần gõ mật khẩu không giống nhau.", "Hãy gõ lại cả hai.")
T = TypeVar("T")


class Crowd(Exception):
    """So many passwords are being compared that no more may wait."""


class HashingQueue:
    """Work that takes the memory of a hash: few at once, and few of the threads that saving needs as well."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(limits.HASHES_AT_ONCE)
        self._inside = 0

    async def run(self, work: Callable[..., T], *given: str) -> T:
        """Raises Crowd."""
        if self._inside >= limits.HASHES_AT_ONCE + limits.HASHES_WAITING:
            raise Crowd
        self._inside += 1
        try:
            async with self._turns:
                return await run_in_threadpool(work, *given)
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What stands in the form: who wants to come in, where to go on, and what was typed before a session ended."""

    after: str
    name: str = ""
    kept: str = ""
    flaw: str = ""


async def sign_in_page(request: Request) -> Response:
    accounts_of(request)
    after = request.query_params.get(AFTER, "")
    if request.state.person:
        return RedirectResponse(_next(request, after), HTTPStatus.SEE_OTHER)
    return _form(request, SignInForm(after))


async def sign_in(request: Request) -> Response:
    sent = {name: str(value) for name, value in (await request.form()).items()}
    name, address = typed_name(sent.get("name", "")), address_of(request)
    form = SignInForm(sent.get(AFTER, ""), name, sent.get("kept", ""))
    try:
        hashing: HashingQueue = request.app.state.hashing
        right = await hashing.run(accounts_of(request).is_right, name, sent.get("password", ""), address)
    except TooOften as often:
        await _note_failure(request, Deed.SIGN_IN_TOO_OFTEN, name)
        minutes = ceil(often.wait.total_seconds() / 60)
        return _refused(request, replace(form, flaw=TOO_OFTEN(minutes=minutes)), often)
    except Crowd:
        return _refused(request, replace(form, flaw=TOO_MANY()), TooOften(limits.SILENCE))
    if not right:
        await _note_failure(request, Deed.SIGN_IN_FAILED, name)
        return _refused(request, replace(form, flaw=WRONG()))
    return await _come_in(request, form)


async def _note_failure(request: Request, deed: Deed, name: str) -> None:
    """A name that nobody has may be a password that was typed into the wrong field."""
    known = await run_in_threadpool(accounts_of(request).knows, name)
    await note(request, deed, name if known else "")


async def invitation_page(request: Request) -> Response:
    """Looking at it uses nothing up: messengers look at links before people do."""
    return await _invitation(request)


async def set_password(request: Request) -> Response:
    form = await request.form()
    password = str(form.get("password", ""))
    if password != str(form.get("again", "")):
        return await _invitation(request, NOT_TWICE())
    try:
        person = await request.app.state.hashing.run(
            accounts_of(request).set_password, request.path_params["secret"], password
        )
    except AccountRefused as why:
        return await _invitation(request, str(why))
    except Crowd:
        return await _invitation(request, TOO_MANY())
    request.state.person = person
    await note(request, Deed.SET_OWN_SECRET)
    return await _come_in(request, SignInForm("", person.name))


async def way_out_page(request: Request) -> Response:
    accounts_of(request)
    return render(request, "sign_out.html")


async def sign_out(request: Request) -> Response:
    everywhere = "everywhere" in await request.form()
    sessions = accounts_of(request).sessions
    if everywhere:
        await run_in_threadpool(sessions.end_all, request.state.person.name)
    else:
        await run_in_threadpool(sessions.end, request.cookies[COOKIE])
    await note(request, Deed.SIGNED_OUT_EVERYWHERE if everywhere else Deed.SIGNED_OUT)
    answered = RedirectResponse(f"{editor_of(request).base}{SIGN_IN}", HTTPStatus.SEE_OTHER)
    answered.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return answered


async def _come_in(request: Request, form: SignInForm) -> Response:
    accounts = accounts_of(request)
    cookie = await run_in_threadpool(accounts.sessions.begin, form.name, request.cookies.get(COOKIE, ""))
    found = await run_in_threadpool(accounts.sessions.find, cookie)
    assert found
    request.state.person, request.state.token = found.person, found.token
    await note(request, Deed.SIGNED_IN)
    answered: Response
    if wants_json(request):
        answered = JSONResponse({"token": found.token, "name": form.name, "full_name": found.person.full_name})
    elif fields := unpacked(form.kept):
        answered = render(request, "send_again.html", to=_next(request, form.after), fields=fields)
    else:
        answered = RedirectResponse(_next(request, form.after), HTTPStatus.SEE_OTHER)
    lasts = int(limits.LONGEST_SESSION.total_seconds())
    answered.set_cookie(COOKIE, cookie, max_age=lasts, secure=True, httponly=True, samesite="lax")
    return answered


def _form(request: Request, form: SignInForm, status: int = HTTPStatus.OK) -> Response:
    return render(request, "sign_in.html", status, form=form)


def _refused(request: Request, form: SignInForm, often: TooOften | None = None) -> Response:
    """422, for 401 means that a session is over, and a script would ask for the password once more."""
    status = HTTPStatus.TOO_MANY_REQUESTS if often else HTTPStatus.UNPROCESSABLE_ENTITY
    made = JSONResponse({"error": form.flaw}, status) if wants_json(request) else _form(request, form, status)
    if often:
        made.headers["Retry-After"] = str(ceil(often.wait.total_seconds()))
    return made


async def _invitation(request: Request, flaw: str = "") -> Response:
    try:
        person = await run_in_threadpool(accounts_of(request).invited, request.path_params["secret"])
    except AccountRefused as why:
        return render(request, "message.html", HTTPStatus.GONE, sentence=str(why))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if flaw else HTTPStatus.OK
    return render(request, "set_password.html", status, invited=person, flaw=flaw, least=limits.SHORTEST_PASSWORD)


def _next(request: Request, after: str) -> str:
    """Where to go on: a path of this editor, never another site."""
    base = f"{editor_of(request).base}/"
    told = urlsplit(after)
    inside = after.startswith(base) and not after.startswith("//") and not told.scheme and not told.netloc
    return after if inside and after.isprintable() and "\\" not in after and after.isascii() else base


ROUTES = (
    page(SIGN_IN, None, sign_in_page),
    page(SIGN_IN, None, sign_in, ("POST",), token=False, body=2 * limits.KEPT_BODY),
    page(f"{INVITATION}{{secret}}/", None, invitation_page),
    page(f"{INVITATION}{{secret}}/", None, set_password, ("POST",), token=False),
    page("/dang-xuat/", Action.WRITE, way_out_page),
    page("/dang-xuat/", Action.WRITE, sign_out, ("POST",)),
)
