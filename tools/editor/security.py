"""What holds for every request before any page is asked: its own host, no foreign page behind it, bounded in size and
time; and the headers that every answer bears.
"""

from __future__ import annotations

import asyncio
import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.editor import answers, limits
from tools.editor.answers import Refused
from tools.editor.audit import Deed
from tools.editor.context import COOKIE, Editor
from tools.editor.people import Person
from tools.editor.routing import SAFE

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "connect", "font", "frame")),
        "img-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# A page may answer with others of its own: what is shown of the site has a policy of its own.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


class RequestBody:
    """What a browser sends after the headers: counted as it comes, and given up where it is too much or too slow.

    `most` is what the route allows; until one is found, nothing.
    """

    def __init__(self, request: Request, receive: Receive) -> None:
        self.most = 0
        self._receive = receive
        self._begun = time.monotonic()
        self._taken = 0
        self._announced = int(request.headers.get("content-length", "0"))
        comes = self._announced or "transfer-encoding" in request.headers
        self._waits = "expect" in request.headers
        self.open = bool(comes)

    async def receive(self) -> Message:
        if self.open and self._announced > self.most:
            raise HTTPException(413)
        message = await self._next()
        if self._taken > self.most:
            raise HTTPException(413)
        return message

    async def drain(self) -> bool:
        """Reads what is still coming, and tells whether it came to an end: a browser that is cut off while it sends
        shows no answer.
        """
        if self._waits:
            return not self.open
        try:
            while self.open and self._taken < limits.DRAINED:
                await self._next()
        except HTTPException:
            return False
        return not self.open

    async def _next(self) -> Message:
        if not self.open:
            return await self._receive()
        try:
            async with asyncio.timeout(limits.SILENCE.total_seconds()):
                message = await self._receive()
        except TimeoutError:
            self._waits = True
            raise HTTPException(408) from None
        self._taken += len(message.get("body", b""))
        self.open = message["type"] == "http.request" and message.get("more_body", False)
        late = time.monotonic() - self._begun - limits.GRACE.total_seconds()
        if self.open and late > 0 and self._taken < late * limits.LEAST_BYTES_PER_SECOND:
            self._waits = True
            raise HTTPException(408)
        return message


class RequestGuard:
    """Stands before everything: what goes wrong behind it is answered here too, with the same headers."""

    def __init__(self, app: ASGIApp, editor: Editor) -> None:
        self._app = app
        self._editor = editor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        body, is_answered = RequestBody(request, receive), False
        request.state.body = body

        async def send_guarded(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not await body.drain():
                    headers["Connection"] = "close"
            await send(message)

        try:
            app = await self._for(request)
            await app(scope, body.receive, send_guarded)
        except Exception as fault:
            if not is_answered:
                await answers.of_fault(request, fault)(scope, receive, send_guarded)
            raise  # for the log

    async def _for(self, request: Request) -> ASGIApp:
        """What answers: the pages, or a refusal."""
        request.state.person, request.state.token = None, ""
        flaw = self._foreign_host(request)
        if not flaw:  # nothing of a person is told to another host
            request.state.person, request.state.token = await self._who(request)
            flaw = self._flaw(request)
        return await answers.of_http(request, flaw) if flaw else self._app

    async def _who(self, request: Request) -> tuple[Person | None, str]:
        """The person, and the token that their pages bear."""
        accounts = self._editor.accounts
        if accounts is None:
            return self._editor.owner, self._editor.token
        cookie = request.cookies.get(COOKIE, "")
        found = await run_in_threadpool(accounts.sessions.find, cookie) if cookie else None
        return (found.person, found.token) if found else (None, "")

    def _foreign_host(self, request: Request) -> HTTPException | None:
        hosts = [host.lower() for host in request.headers.getlist("host")]
        return None if len(hosts) == 1 and hosts[0] in self._editor.hosts else Refused(Deed.FOREIGN_HOST)

    def _flaw(self, request: Request) -> HTTPException | None:
        if request.method not in SAFE and not self._own_page(request, request.headers["host"].lower()):
            return Refused(Deed.FOREIGN_ORIGIN)
        if len(request.scope.get("raw_path", b"")) + len(request.url.query) > limits.LONGEST_ADDRESS:
            return HTTPException(414)
        return None

    def _own_page(self, request: Request, host: str) -> bool:
        """Whether a page of the editor itself sent it. Every browser in use says at least one of the two."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        scheme = self._editor.origin.partition(":")[0]
        return (site or origin) is not None and site in {None, "same-origin"} and origin in {None, f"{scheme}://{host}"}
