"""What every page is given: the editor it belongs to, and who asks."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tools.editor.accounts import Accounts
from tools.editor.audit import AuditTrail, Deed
from tools.editor.database import Database, utc_now
from tools.editor.last_saves import LastSaves
from tools.editor.people import Person
from tools.editor.presence import Presence
from tools.editor.workspace import Workspace

COOKIE = "__Host-soan"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Editor:
    """One editor: where its texts lie, what shows them, who may come in."""

    workspace: Workspace
    site: Any
    origin: str
    """What stands before every path: "https://soan.x.example", "http://127.0.0.1:8000"."""
    base: str
    """"" or "/soan"."""
    organisation: str
    accounts: Accounts | None = None
    """None on one's own machine, where `owner` is whoever asks."""
    owner: Person | None = None
    presence: Presence = field(default_factory=Presence)
    saves: LastSaves = field(default_factory=LastSaves)
    audit: AuditTrail = field(default_factory=lambda: AuditTrail(Database()))
    """Where nobody signs in, it lasts as long as the process."""
    clock: Callable[[], datetime] = utc_now
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What unsafe requests bear where there are no sessions: of this process, known to its own pages alone."""

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` that mean this editor; one's own machine has several names."""
        own = urlsplit(self.origin)
        names = LOOPBACK if self.accounts is None and own.netloc.startswith(LOOPBACK) else (own.netloc,)
        port = f":{own.port}" if own.port and names is LOOPBACK else ""
        return frozenset(f"{name}{port}" for name in names)


def editor_of(request: Request) -> Editor:
    editor: Editor = request.app.state.editor
    return editor


def accounts_of(request: Request) -> Accounts:
    """Nothing is there to sign in to on one's own machine: its pages are not found."""
    if (accounts := editor_of(request).accounts) is None:
        raise HTTPException(404)
    return accounts


async def note(request: Request, deed: Deed, about: str = "") -> None:
    """Into the audit trail. What was done is done: a disk that is full undoes nothing."""
    person: Person | None = getattr(request.state, "person", None)
    name = person.name if person else ""
    try:
        await run_in_threadpool(editor_of(request).audit.note, deed, name, about, address_of(request))
    except sqlite3.Error:
        logging.getLogger(__name__).exception("the audit trail cannot be written: %s %s %s", deed, name, about)


def address_of(request: Request) -> str:
    """The network address that asks, as whoever stands before the editor tells it."""
    return request.client.host if request.client else ""


def person_of(request: Request) -> Person:
    """Who asks; only for routes that ask for an action, as there everybody has been asked who they are."""
    person: Person = request.state.person
    return person
