"""What a request brings, read within limits: a form, JSON, or a form whose sender is not signed in any more."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tools.editor import limits

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
TOKEN = "token"  # noqa: S105 - the name of a field


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS


async def read_form(request: Request) -> None:
    """From here on `await request.form()` gives what came. Nobody reads one without limits."""
    if is_form(request):
        await request.form(max_files=limits.FILES, max_fields=limits.FIELDS, max_part_size=limits.LONGEST_FIELD)


async def json_of(request: Request) -> Any:
    """What a script of our pages sends. Raises HTTPException for what none sends."""
    if is_form(request):
        raise HTTPException(400)
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None


async def packed(request: Request) -> str:
    """The words of a form from somebody whose session is over, to go along until they are signed in; "" where there
    are none, or more than a stranger may send.
    """
    request.state.body.most = min(request.state.body.most, limits.KEPT_BODY)
    try:
        await read_form(request)
    except HTTPException:
        return ""
    form = (await request.form()).multi_items() if is_form(request) else []
    words = [(name, value) for name, value in form if isinstance(value, str) and name != TOKEN]
    await request.close()
    return json.dumps(words, ensure_ascii=False) if words else ""


def unpacked(kept: str) -> list[tuple[str, str]]:
    """Names and values, as `packed` has made them; none of what it has not."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept)]
    except (ValueError, TypeError, RecursionError):
        return []
