"""Who is signed in. A browser holds 256 random bits, the database only their digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, OperationalError

from tools.editor import limits
from tools.editor.database import Database, seconds
from tools.editor.people import Person, Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is what the forms of this session bear; from it nobody finds the cookie."""

    person: Person
    token: str


class Sessions:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, instead: str = "") -> str:
        """The cookie of a new session; the one that the browser had until now ends. Raises KeyError for a person who
        has been removed meanwhile.
        """
        cookie, now = secrets.token_urlsafe(32), seconds(self._clock())
        with self._database.work() as work:
            found = work.execute("SELECT id FROM people WHERE name = ?", (name,)).fetchone()
            if not found:
                raise KeyError(name)
            self._forget(work, now)
            work.execute("DELETE FROM sessions WHERE digest = ?", (digest(instead),))
            work.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(cookie), found[0], now, now))
            work.execute(
                "DELETE FROM sessions WHERE person = ?1 AND digest NOT IN"
                " (SELECT digest FROM sessions WHERE person = ?1 ORDER BY begun DESC, rowid DESC LIMIT ?2)",
                (found[0], limits.SESSIONS),
            )
        return cookie

    def find(self, cookie: str) -> SignedIn | None:
        """Who it is; that the session is in use is noted now and then."""
        now = seconds(self._clock())
        found = self._database.rows(
            "SELECT name, full_name, email, role, seen FROM sessions JOIN people ON people.id = person"
            " WHERE digest = ? AND seen > ? AND begun > ?",
            digest(cookie),
            now - limits.IDLE.total_seconds(),
            now - limits.LONGEST_SESSION.total_seconds(),
        )
        if not found:
            return None
        name, full_name, email, role, seen = found[0]
        if now - seen >= limits.SEEN_EVERY.total_seconds():
            # A full disk signs nobody out.
            with suppress(OperationalError), self._database.work() as work:
                work.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest(cookie)))
        token = hmac.digest(cookie.encode(), b"form", "sha256").hex()
        return SignedIn(Person(name, full_name, email, Role(role)), token)

    def end(self, cookie: str) -> None:
        with self._database.work() as work:
            work.execute("DELETE FROM sessions WHERE digest = ?", (digest(cookie),))

    def end_all(self, name: str) -> None:
        with self._database.work() as work:
            work.execute("DELETE FROM sessions WHERE person = (SELECT id FROM people WHERE name = ?)", (name,))

    @staticmethod
    def _forget(work: Connection, now: int) -> None:
        begun, seen = now - limits.LONGEST_SESSION.total_seconds(), now - limits.IDLE.total_seconds()
        work.execute("DELETE FROM sessions WHERE begun <= ? OR seen <= ?", (begun, seen))


def digest(secret: str) -> bytes:
    """Of 256 random bits: nobody finds them again, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
