"""What a draft looks like and what is wrong with it: the problems beside the fields, and the site itself in a frame.

Each draft has the whole site under an address of its own, `/xem/NAME/…`. A browser runs it in a sandbox without any
origin, so that nothing in it can ask the editor for anything: it has no cookie, and its name is what lets it in.
"""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from plugins.base import media_types
from plugins.base.addresses import FILES, HASHED, is_hashed
from plugins.base.problems import Message, Problem
from tools.editor import forms
from tools.editor.context import Editor, editor_of
from tools.editor.live_site import LiveSite
from tools.editor.people import Action
from tools.editor.routing import page
from tools.editor.workspace import CannotSave, NoSuchText
from tools.policy import policy
from tools.warm.client import CannotShow, SiteFile

# A new revision of a page is shown where the old one was scrolled to, which is told when it is laid out and as it moves
# (`frame.js`). The name of a window is there before anything of the page is seen.
SCROLL = """{
const place = location.pathname.replace(/^.*\\/xem\\/[^/]+/, "");
const go = words => {
  const [before, top] = words.split(" ");
  if (before === place) scrollTo({ top, behavior: "instant" });
};
const tell = () => {
  name = `${place} ${scrollY}`;
  if (parent !== self) parent.postMessage(name, location.origin);
};
go(name);
tell();
addEventListener("message", ({ source, data }) => source === parent && go(data));
addEventListener("scroll", tell);
}"""
SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads"
HEADERS = {
    "Content-Security-Policy": policy("'self'", [SANDBOX], [SCROLL]),
    # A page without an origin is a stranger to its own fonts and scripts.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",  # whose address would let others in
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
# A name that tells its bytes, under a prefix that stays for the text: a browser asks for the page alone.
KEPT = {"Cache-Control": "private, max-age=86400, immutable"}
# A browser's own viewer, which a sandbox would keep shut.
UNFENCED = {**HEADERS, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'"}

NOT_YET = Message("Chưa có trang nào ở địa chỉ này.", "Nếu đây là bài đang viết, hãy sửa những chỗ được nêu bên cạnh.")
CLOSED = Message("Bản xem trước này đã đóng.", "Hãy mở lại bài trong trang soạn bài.")


async def problems(request: Request) -> Response:
    try:
        told = await look(editor_of(request), request.path_params["path"], request.query_params.get("ban", ""))
    except CannotShow as why:
        return JSONResponse({"error": str(why)}, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse(told)


async def look(editor: Editor, path: str, revision: str) -> dict[str, Any]:
    """What is wrong with a revision of a text, each thing with its field or the line of the body, and where it is
    shown. Raises CannotShow.
    """
    site: LiveSite = editor.site
    checked = await site.problems(path, revision)
    text = (await run_in_threadpool(editor.workspace.at, path, checked.draft.revision)).text
    told = sorted(checked.problems, key=lambda one: (one.path != path, one.line))
    return {
        "problems": [_row(one, path, text) for one in told],
        "elsewhere": checked.elsewhere,
        "address": checked.address,
        "frame": f"{_prefix(editor.base, site.drafts.of(checked.draft))}{quote(checked.address or '/')}",
    }


def _row(problem: Problem, path: str, text: str) -> dict[str, object]:
    field, line, words = None, None, f"{problem.path}: {problem.message}"
    if problem.path == path:
        field, line = forms.place_of(text, problem.line, problem.message)
        words = forms.in_form_words(problem.message, problem.line if field == forms.HEADER else 0)
    return {"field": field, "body_line": line, "text": words, "warning": problem.warning}


async def show(request: Request) -> Response:
    """What answers at an address of the site, as it is with a draft."""
    editor, name = editor_of(request), request.path_params["name"]
    site: LiveSite = editor.site
    target = quote(f"/{request.path_params['address']}")
    draft = site.drafts.at(name, target)
    if draft is None:
        return _words(CLOSED(), HTTPStatus.NOT_FOUND)
    query = f"?{request.url.query}" if request.url.query else ""
    try:
        file = await site.answer(draft.path, draft.revision, target + query)
    except (CannotShow, CannotSave, NoSuchText) as why:
        return _words(str(why), HTTPStatus.SERVICE_UNAVAILABLE)
    prefix = _prefix(editor.base, name)
    if file.location:
        return Response(status_code=file.status, headers={**HEADERS, "Location": prefix + quote(file.location)})
    if file.status == HTTPStatus.NOT_FOUND:
        return _words(NOT_YET(), file.status)
    unfenced = target.startswith(f"/{FILES}/") and target.endswith(media_types.UNFENCED)
    kept = KEPT if is_hashed(target) and file.status == HTTPStatus.OK else {}
    files = _prefix(editor.base, site.drafts.of_files(draft))
    body = _in_place(file, site.root, prefix, files) if file.is_text else file.body
    return Response(body, file.status, {**(UNFENCED if unfenced else HEADERS), **kept}, file.media_type)


def _prefix(base: str, name: str) -> str:
    return f"{base}/xem/{name}"


def _in_place(file: SiteFile, root: str, prefix: str, files: str) -> bytes:
    """The file with the addresses of its draft, and of `files` that are the same for the next one. What leads away from
    the pages opens beside: in a frame there is no way back.
    """
    hashed = rb"%b/(?=(?:%b)/)" % (re.escape(root.encode()), "|".join(HASHED).encode())
    body = re.sub(hashed, f"{files}/".encode(), file.body).replace(f"{root}/".encode(), f"{prefix}/".encode())
    if not file.is_page:
        return body
    away = rb'<a(?=\s[^>]*href="(?:https?://|%b/%b/))' % (re.escape(files.encode()), FILES.encode())
    head, end, rest = re.sub(away, b'<a target="_blank"', body).rpartition(b"</body>")
    return b"%b<script>%b</script>%b%b" % (head, SCROLL.encode(), end, rest)


def _words(sentence: str, status: int) -> Response:
    head = '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    page = f'<!doctype html><html lang="vi">{head}<title>Xem trước</title><p>{escape(sentence)}'
    return HTMLResponse(page, status, HEADERS)


ROUTES = (
    page("/bai/{path:path}/soat", Action.WRITE, problems),
    page("/xem/{name}/{address:path}", None, show),
)
