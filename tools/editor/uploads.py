"""Files that a browser sends to a text, and those that lie beside it, as a browser may have them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plugins.base import media_types
from plugins.base.addresses import FILES
from tools.editor import attaching, limits
from tools.editor.answers import answer, wants_json
from tools.editor.attaching import Brought, BroughtFile, SentFile
from tools.editor.context import editor_of, person_of
from tools.editor.people import Action
from tools.editor.pictures import NoPictureTaken, SmallPictures
from tools.editor.routing import page

BESIDE, WIDTH = "tep", "rong"
# Whoever opens a file here stands outside of the editor: nothing in it runs, loads or asks.
FENCED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "no-cache",
}

_IN_TURN = ThreadPoolExecutor(limits.READERS, "soan")
_SMALL = SmallPictures()
Made = TypeVar("Made")


async def in_turn(work: Callable[..., Made], *given: object) -> Made:
    """Does what takes memory and time, a few at once, while others go on saving."""
    return await asyncio.get_running_loop().run_in_executor(_IN_TURN, work, *given)


def sent_files(form: FormData) -> list[SentFile]:
    files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    return [SentFile(one.filename or "", one.file) for one in files]


async def bring(request: Request) -> Response:
    path, form, workspace = request.path_params["path"], await request.form(), editor_of(request).workspace
    seen = str(form.get("revision", ""))
    brought = await in_turn(attaching.bring, workspace, path, seen, sent_files(form), person_of(request))
    if wants_json(request):
        return JSONResponse(_told(brought))
    if brought.refused:
        return answer(request, 422, " ".join(brought.refused))
    names = quote(",".join(one.name for one in brought.files))
    return RedirectResponse(f"{editor_of(request).base}/bai/{quote(path)}/?tep={names}", 303)


def _told(brought: Brought) -> dict[str, object]:
    """The first file stands on top as well: mostly it is the only one."""
    rows = [_row(one) for one in brought.files]
    return {**rows[0], "files": rows, "refused": brought.refused, "revision": brought.revision}


def _row(one: BroughtFile) -> dict[str, object]:
    return {"name": one.name, "width": one.width, "height": one.height, "markdown": one.markdown}


async def show(request: Request) -> Response:
    """A small version of a picture where a width is asked for, else the file to be saved."""
    path, name = request.path_params["path"], request.path_params["name"]
    content = await run_in_threadpool(editor_of(request).workspace.read_file, path, name)
    width = _width(request)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}-{width}"'
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, FENCED | {"ETag": tag})
    if not width:
        saved = f"attachment; filename*=UTF-8''{quote(name)}"
        headers = FENCED | {"ETag": tag, "Content-Disposition": saved}
        return Response(content, 200, headers, media_types.media_type(f"{FILES}/{name}"))
    try:
        made, ending = await in_turn(_SMALL.of, content, width)
    except NoPictureTaken:
        raise HTTPException(404) from None
    return Response(made, 200, FENCED | {"ETag": tag}, media_types.media_type(f"x.{ending}"))


def _width(request: Request) -> int:
    """One of a few, so that nobody has hundreds made of one picture; 0 where none is asked for."""
    asked = request.query_params.get(WIDTH, "0")
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    return next((one for one in limits.SMALL_WIDTHS if one >= wanted), limits.SMALL_WIDTHS[-1]) if wanted else 0


ROUTES = (
    page(f"/bai/{{path:path}}/{BESIDE}", Action.WRITE, bring, ("POST",), body=limits.UPLOAD_BODY),
    page(f"/bai/{{path:path}}/{BESIDE}/{{name}}", Action.WRITE, show),
)
