"""A route that asks who may take it, before anything of the request is read."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.editor import limits
from tools.editor.answers import Refused
from tools.editor.audit import Deed
from tools.editor.people import Action, Person
from tools.editor.sent import TOKEN, is_form, read_form
from tools.editor.text_names import may_be_text

SAFE = frozenset({"GET", "HEAD"})
HEADER = "x-soan"

Handler = Callable[[Request], Awaitable[Response]]


class GuardedRoute(Route):
    """`action` is what it asks for; None asks nobody: signing in, files of the editor itself, and addresses that are
    secrets themselves.
    """

    action: Action | None = None


def page(  # noqa: PLR0913 - the columns of the table of routes
    path: str,
    action: Action | None,
    handler: Handler,
    methods: Sequence[str] = ("GET",),
    *,
    body: int = limits.SMALL_BODY,
    token: bool = True,
) -> GuardedRoute:
    """A row of the table of routes. `body` is how many bytes a request may bring. Unsafe methods ask for the token of
    the session, in a header or in a field of the form, unless there can be no session yet (`token`).

    A path parameter named `path` is a text's, and none that could lead out of the content. `await request.form()`
    in the handler gives the form that was read here, within limits.
    """

    async def guarded(request: Request) -> Response:
        request.state.body.most = body
        if "path" in request.path_params and not may_be_text(request.path_params["path"]):
            raise HTTPException(404)
        if action is not None:
            demand(request, action)
        try:
            if request.method not in SAFE:
                await read_form(request)
                if token:
                    await _check_token(request)
            return await handler(request)
        finally:
            await request.close()  # what was sent lies in files

    route = GuardedRoute(path, guarded, methods=list(methods), name=handler.__name__)
    route.action = action
    return route


def demand(request: Request, action: Action) -> None:
    """For a page where one button asks for more than the page itself. Raises what answers everybody else."""
    person: Person | None = request.state.person
    if person is None:
        raise HTTPException(401)
    if not person.may(action):
        raise Refused(Deed.NOT_ALLOWED)


async def _check_token(request: Request) -> None:
    expected = str(request.state.token)
    given = request.headers.get(HEADER, "")
    if not given and is_form(request):
        given = str((await request.form()).get(TOKEN, ""))
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refused(Deed.FOREIGN_FORM)
