"""What is answered where a request is not done: one sentence of what to do, as a page or as JSON, never a traceback."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plugins.base.media_types import TEXTS
from tools.editor.audit import Deed
from tools.editor.context import editor_of, note
from tools.editor.draft_git import of_machine
from tools.editor.sent import packed
from tools.editor.views import render
from tools.editor.workspace import CannotSave, DiskFull, NoSuchText

SIGN_IN, INVITATION = "/dang-nhap/", "/moi/"
AFTER = "tiep"
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "Máy chủ không đọc được điều trình duyệt gửi lên. Hãy tải lại trang rồi làm lại.",
    HTTPStatus.UNAUTHORIZED: "Phiên làm việc đã hết. Hãy đăng nhập lại; bài đang viết vẫn còn trong trình duyệt.",
    HTTPStatus.FORBIDDEN: "Việc này không được làm từ tài khoản của bạn.",
    HTTPStatus.NOT_FOUND: "Không có trang hay bài nào ở địa chỉ này. Hãy tìm lại trong danh sách bài.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Địa chỉ này không nhận việc ấy. Hãy quay lại danh sách bài.",
    HTTPStatus.REQUEST_TIMEOUT: "Đường truyền chậm quá nên chưa nhận được gì. Hãy thử lại khi mạng khỏe hơn.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Tệp hoặc bài gửi lên lớn quá, nên chưa ghi gì. Hãy gửi tệp nhỏ hơn.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "Địa chỉ này dài quá. Hãy quay lại danh sách bài.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Máy chủ gặp lỗi nên chưa làm được. Hãy thử lại, hoặc báo người quản trị.",
}
SIGN_IN_AGAIN = "Phiên làm việc đã hết, nên chưa ghi gì. Hãy đăng nhập lại."
SIGN_IN_AND_GO_ON = f"{SIGN_IN_AGAIN} Những gì vừa gõ được giữ ở trang này."
REFUSALS = {
    Deed.FOREIGN_HOST: "Tên máy trong địa chỉ không phải của trang soạn bài. Hãy mở trang bằng đúng địa chỉ.",
    Deed.FOREIGN_ORIGIN: "Yêu cầu này không đến từ trang soạn bài, nên chưa làm gì. Hãy mở trang ấy rồi làm lại.",
    Deed.FOREIGN_FORM: "Trang này mở từ một phiên làm việc trước. Hãy tải lại trang rồi làm lại.",
    Deed.NOT_ALLOWED: "Tài khoản của bạn không làm được việc này. Hãy nhờ người duyệt bài hoặc người quản trị.",
}


class Refused(HTTPException):
    """Somebody asked for what is not theirs to ask; it goes into the audit trail as `deed`."""

    def __init__(self, deed: Deed) -> None:
        super().__init__(403, REFUSALS[deed])
        self.deed = deed


def wants_json(request: Request) -> bool:
    asked = f"{request.headers.get('accept', '')} {request.headers.get('content-type', '')}"
    return TEXTS["json"] in asked or "x-soan" in request.headers


def answer(request: Request, status: int, sentence: str) -> Response:
    if wants_json(request):
        return JSONResponse({"error": sentence}, status)
    return render(request, "message.html", status, sentence=sentence)


async def of_http(request: Request, error: Exception) -> Response:
    """HTTPException, Starlette's own too, whose English details stay here."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return await _signed_out(request)
    if isinstance(error, Refused):
        await note(request, error.deed, _asked(request))
        sentence = error.detail
    else:
        status = HTTPStatus(error.status_code)
        sentence = SENTENCES.get(status, SENTENCES[HTTPStatus.BAD_REQUEST])
    made = answer(request, error.status_code, sentence)
    made.headers.update(error.headers or {})
    return made


def of_missing_text(request: Request, error: Exception) -> Response:
    assert isinstance(error, NoSuchText)
    return answer(request, HTTPStatus.NOT_FOUND, str(error))


def of_cannot_save(request: Request, error: Exception) -> Response:
    assert isinstance(error, CannotSave)
    full = isinstance(error, DiskFull)
    return answer(request, HTTPStatus.INSUFFICIENT_STORAGE if full else HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def of_machine_fault(request: Request, error: Exception) -> Response:
    """What comes of a disk without room for what is sent; other faults of the machine are faults."""
    assert isinstance(error, OSError)
    if not isinstance(told := of_machine(error), DiskFull):
        raise error
    return of_cannot_save(request, told)


def of_nobody(_: Request, __: Exception) -> Response:
    """Whoever asked has gone away in the middle: no answer is heard, and it is no fault."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def of_fault(request: Request, _: Exception) -> Response:
    """One sentence; what it was is for the log."""
    return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, SENTENCES[HTTPStatus.INTERNAL_SERVER_ERROR])


def _asked(request: Request) -> str:
    """Method and path; the secret of a link stays out of the trail."""
    path = str(request.scope["path"])
    at = path.find(INVITATION)
    return f"{request.method} {path if at < 0 else path[: at + len(INVITATION)]}"


async def _signed_out(request: Request) -> Response:
    """A page leads to signing in, and a form goes along; a script does that by itself."""
    query = request.scope["query_string"].decode("latin-1")
    here = request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    address, sentence = f"{editor_of(request).base}{SIGN_IN}", SENTENCES[HTTPStatus.UNAUTHORIZED]
    if wants_json(request):
        return JSONResponse({"sign_in": address, "error": sentence}, HTTPStatus.UNAUTHORIZED)
    if request.method in {"GET", "HEAD"}:
        return RedirectResponse(f"{address}?{AFTER}={quote(here, safe='/')}", HTTPStatus.SEE_OTHER)
    kept = await packed(request)
    form = {"after": here, "name": "", "kept": kept, "flaw": SIGN_IN_AND_GO_ON if kept else SIGN_IN_AGAIN}
    return render(request, "sign_in.html", HTTPStatus.UNAUTHORIZED, form=form)
