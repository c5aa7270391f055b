"""The audit trail: who did what and when, and what was refused. It is bounded, and strangers cannot push others out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugins.base.problems import printable
from tools.editor import limits
from tools.editor.database import Database, moment, seconds, utc_now

PRUNE_EVERY = 100


class Deed(StrEnum):
    """What is noted, as it is stored; `people_pages` has the words."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_TOO_OFTEN = "sign-in-too-often"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    SET_OWN_SECRET = "password-set"  # noqa: S105 - no password
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    ROLE_CHANGED = "role-changed"
    LINK_MADE = "link-made"
    PERSON_REMOVED = "person-removed"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    FOREIGN_HOST = "foreign-host"
    FOREIGN_ORIGIN = "foreign-origin"
    FOREIGN_FORM = "foreign-form"
    """Without the token that our own pages bear."""
    NOT_ALLOWED = "not-allowed"


@dataclass(frozen=True, slots=True)
class Noted:
    """One row. `person` is a name, or "" for a stranger; `about` is a text, a person, or what was asked."""

    number: int
    at: datetime
    deed: Deed
    person: str
    about: str
    address: str


class AuditTrail:
    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._minute, self._strangers = 0, 0

    def note(self, deed: Deed, person: str, about: str, address: str) -> None:
        now = seconds(self._clock())
        if not person and self._is_flood(now // 60):
            return
        row = (now, deed, person, printable(about[: limits.LONGEST_ABOUT]), printable(address[: limits.LONGEST_NAME]))
        with self._database.work() as work:
            made = work.execute("INSERT INTO audit (at, deed, person, about, address) VALUES (?, ?, ?, ?, ?)", row)
            if int(made.lastrowid or 0) % PRUNE_EVERY:
                return
            work.execute("DELETE FROM audit WHERE at < ?", (now - limits.AUDIT_LIVES.total_seconds(),))
            for whose, most in (("= ''", limits.STRANGERS_ROWS), ("!= ''", limits.AUDIT_ROWS)):
                work.execute(
                    f"DELETE FROM audit WHERE person {whose} AND id <="  # noqa: S608 - written above
                    f" (SELECT id FROM audit WHERE person {whose} ORDER BY id DESC LIMIT 1 OFFSET ?)",
                    (most,),
                )

    def page(self, before: int | None = None) -> list[Noted]:
        """Newest first, those of a smaller number than `before`."""
        found = self._database.rows(
            "SELECT id, at, deed, person, about, address FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
            before if before is not None else 2**62,
            limits.AUDIT_PAGE,
        )
        return [Noted(number, moment(at), Deed(deed), *rest) for number, at, deed, *rest in found]

    def _is_flood(self, minute: int) -> bool:
        self._strangers = self._strangers + 1 if minute == self._minute else 1
        self._minute = minute
        return self._strangers > limits.STRANGERS_A_MINUTE
