"""The editor as one ASGI app: the table of its pages behind what holds for every request."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute

from tools.editor import (
    answers,
    edit_page,
    history_page,
    list_page,
    new_page,
    pasting,
    people_pages,
    publishing_page,
    saving,
    showing,
    sign_in,
    uploads,
)
from tools.editor.context import Editor, editor_of, person_of
from tools.editor.security import RequestGuard
from tools.editor.static_files import StaticAssets
from tools.editor.workspace import CannotSave, NoSuchText

__all__ = ["Editor", "editor_of", "make_app", "person_of"]

PAGES: tuple[BaseRoute, ...] = (
    *sign_in.ROUTES,
    *people_pages.ROUTES,
    *list_page.ROUTES,
    *new_page.ROUTES,
    *showing.ROUTES,
    *saving.ROUTES,
    *history_page.ROUTES,
    *publishing_page.ROUTES,
    *uploads.ROUTES,
    *pasting.ROUTES,
    *edit_page.ROUTES,  # last: the address of a text is the beginning of others
)


def make_app(editor: Editor) -> Starlette:
    """Its addresses begin at its own root, also where it is mounted under `editor.base`."""
    assets = StaticAssets(editor.base)
    app = Starlette(
        routes=[assets.route(), *PAGES],
        middleware=[Middleware(RequestGuard, editor=editor)],
        exception_handlers={
            HTTPException: answers.of_http,
            ClientDisconnect: answers.of_nobody,
            NoSuchText: answers.of_missing_text,
            CannotSave: answers.of_cannot_save,
            OSError: answers.of_machine_fault,
        },
    )
    app.router.redirect_slashes = False
    app.state.hashing = sign_in.HashingQueue()
    app.state.editor, app.state.static_url = editor, assets.url
    return app
