"""What every page is given: the editor it belongs to, and who asks."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from tools.editor.people import Person
from tools.editor.presence import Presence
from tools.editor.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def utc_now() -> datetime:
    return datetime.now(UTC)


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
    accounts: Any = None
    """None on one's own machine, where `owner` is whoever asks."""
    owner: Person | None = None
    presence: Presence = field(default_factory=Presence)
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


def person_of(request: Request) -> Person:
    """Who asks; only for routes that ask for an action, as there everybody has been asked who they are."""
    person: Person = request.state.person
    return person
